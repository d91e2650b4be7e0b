//! `kinerja migrate`

use super::{Failure, migrated};
use crate::server::config::DatabaseArgs;

pub(super) async fn run(database: &DatabaseArgs) -> Result<(), Failure> {
    migrated(database).await?;
    println!("The database is at this version's schema.");
    Ok(())
}
