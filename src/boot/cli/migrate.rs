//! `kinerja migrate`

use super::{Failure, migrated};
use crate::server::config::DatabaseArgs;

pub(super) async fn run(database: &DatabaseArgs) -> Result<(), Failure> {
    migrated(database).await?;
    println!("The database has this version's schema.");
    Ok(())
}
