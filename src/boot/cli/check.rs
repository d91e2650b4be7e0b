//! `kinerja check`

use super::{Failure, connect};
use crate::{
    features::{org, progress::rollup},
    server::config::DatabaseArgs,
};
use sqlx::{Connection, PgConnection};
use std::process::ExitCode;

pub(super) async fn run(database: &DatabaseArgs) -> Result<ExitCode, Failure> {
    let mut db = connect(database).await?;
    Ok(if recount(&mut db).await? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Recounts all derived counts and prints each difference. Returns whether there is none.
pub(super) async fn recount(db: &mut PgConnection) -> Result<bool, Failure> {
    let mut tx = db.begin_with("begin isolation level repeatable read read only").await?;
    let mut clean = true;
    for agency in org::store::agencies(&mut tx, None).await? {
        let differences = rollup::check(&mut tx, agency.id, agency.zone).await?;
        for difference in &differences {
            println!("{}: {difference}", agency.name);
        }
        clean &= differences.is_empty();
    }
    tx.rollback().await?;
    println!("{}", if clean { "All counts agree." } else { "Counts differ: report this with the lines above." });
    Ok(clean)
}
