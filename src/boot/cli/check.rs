//! `kinerja check`

use super::{Failure, connect};
use crate::{
    features::{org, progress::rollup},
    server::config::DatabaseArgs,
};
use sqlx::Connection;
use std::process::ExitCode;

pub(super) async fn run(database: &DatabaseArgs) -> Result<ExitCode, Failure> {
    let mut db = connect(database).await?;
    let mut tx = db.begin_with("begin isolation level repeatable read read only").await?;
    let mut clean = true;
    for agency in org::store::agencies(&mut tx, None).await? {
        let differences = rollup::check(&mut tx, agency.id, agency.zone).await?;
        for difference in &differences {
            println!("{}: {difference}", agency.name);
        }
        clean &= differences.is_empty();
    }
    if clean {
        println!("All counts agree.");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
