//! The deadline storm: everybody reports in the last minute, at twice the rate that gets through.

use super::{
    Result,
    pace::{closed, open},
    reports::Reports,
    stage::Stage,
    table::{Row, count, ms},
};
use std::time::Duration;

/// Enough for all requests that wait and all that are refused at the same time.
const CONNECTIONS: u32 = 2_048;
const SPAN: Duration = Duration::from_mins(1);

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let reports = Reports::prepare(stage).await?;
    let post = async |connection: &mut _, turn| reports.post(connection, turn).await;
    let calm = closed(stage.address(), 16, Duration::from_secs(5), post).await?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds or thousands")]
    let rate = (calm.rate() * 2.0) as u32;
    let storm = open(stage.address(), CONNECTIONS, rate, SPAN, post).await?;
    reports.verify(stage).await?;
    Ok(vec![Row {
        scenario: format!(
            "deadline storm: {} reports/s due for {} s, twice what gets through",
            count(f64::from(rate)),
            SPAN.as_secs()
        ),
        goal: "excess 503 with Retry-After < 100 ms, nothing acknowledged lost",
        measured: format!(
            "{}/s taken, p50 {}, p99 {}; {}/s refused in p50 {}, p99 {}; all stored once, counts agree",
            count(storm.rate()),
            ms(storm.latencies.percentile(50)),
            ms(storm.latencies.percentile(99)),
            count(f64::from(storm.refused) / SPAN.as_secs_f64()),
            ms(storm.refusals.percentile(50)),
            ms(storm.refusals.percentile(99)),
        ),
        raw: format!("without the storm {}/s, p99 {}", count(calm.rate()), ms(calm.latencies.percentile(99))),
    }])
}
