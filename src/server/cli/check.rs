//! `kinerja check`

use super::{Failure, connect};
use crate::{
    domain::{calendar::Zone, id::AgencyId},
    features::progress::rollup,
    server::config::DatabaseArgs,
};
use sqlx::Connection;
use std::process::ExitCode;

pub(super) async fn run(database: &DatabaseArgs) -> Result<ExitCode, Failure> {
    let mut db = connect(database).await?;
    let mut tx = db.begin_with("begin isolation level repeatable read read only").await?;
    let agencies = sqlx::query!(r#"select id as "id: AgencyId", name, zone as "zone: Zone" from agency order by name"#)
        .fetch_all(&mut *tx)
        .await?;
    let mut clean = true;
    for agency in agencies {
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
