//! `/dasbor` of the whole agency, opened at a steady rate.

use super::{
    Result,
    beranda::{get, show},
    client::Connection,
    pace::open,
    stage::Stage,
    table::{Row, ms},
};
use std::time::Duration;

/// Boards opened per second: an agency's leaders all together.
const RATE: u32 = 50;
const SPAN: Duration = Duration::from_secs(15);
const CONNECTIONS: u32 = 32;

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let overseers = stage.overseers(CONNECTIONS).await?;
    show(stage, "/dasbor", &overseers[0], "Unit di bawahnya").await?;
    let page = async |connection: &mut Connection, turn: u32| get(connection, "/dasbor", &overseers, turn).await;
    let run = open(stage.address(), CONNECTIONS, RATE, SPAN, page).await?;
    Ok(vec![Row {
        scenario: format!("`/dasbor` of the whole agency, {RATE}/s due"),
        goal: "p99 < 60 ms",
        measured: format!(
            "p50 {}, p99 {}, {} refused",
            ms(run.latencies.percentile(50)),
            ms(run.latencies.percentile(99)),
            run.refused
        ),
        raw: "–".to_owned(),
    }])
}
