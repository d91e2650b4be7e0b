//! Report writes: the rate through `POST /api/v1/reports`, beside the same rows written by pgbench.

use super::{
    Result,
    pace::closed,
    raw,
    reports::Reports,
    stage::Stage,
    table::{Row, count, ms},
};
use std::time::Duration;

const CONNECTIONS: u32 = 16;
const SPAN: Duration = Duration::from_secs(20);

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let reports = Reports::prepare(stage).await?;
    let run = closed(stage.address(), CONNECTIONS, SPAN, async |connection, turn| reports.post(connection, turn).await)
        .await?;
    reports.verify(stage).await?;
    let raw = raw::reports(stage, CONNECTIONS, SPAN).await?;
    Ok(vec![Row {
        scenario: format!("report writes, `POST /api/v1/reports`, {CONNECTIONS} connections"),
        goal: "≥ 50 % of pgbench",
        measured: format!(
            "{}/s = {:.0} %, p50 {}, p99 {}, {} refused; all stored once, counts agree",
            count(run.rate()),
            100.0 * run.rate() / raw,
            ms(run.latencies.percentile(50)),
            ms(run.latencies.percentile(99)),
            run.refused,
        ),
        raw: format!("pgbench {}/s", count(raw)),
    }])
}
