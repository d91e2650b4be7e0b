//! Beranda, rendered for signed-in people: how many pages a second, and how fast at half of that.

use super::{
    Result, browser,
    client::{Connection, Cookie},
    pace::{Outcome, closed, open},
    stage::Stage,
    table::{Row, count, ms},
};
use http::StatusCode;
use std::time::Duration;

const CONNECTIONS: u32 = 16;
const SPAN: Duration = Duration::from_secs(15);
/// More than can be under way at once, so that a slow answer holds up no other.
const PEOPLE: u32 = 64;

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let people = stage.people().await?;
    show(stage, "/", &people[0], "Lapor").await?;
    let page = async |connection: &mut Connection, turn: u32| get(connection, "/", &people, turn).await;
    let most = closed(stage.address(), CONNECTIONS, SPAN, page).await?;
    // The same without an application: the limit of driver, connection and HTTP alone.
    let bare = async |connection: &mut Connection, turn: u32| get(connection, "/healthz", &people, turn).await;
    let raw = closed(stage.address(), CONNECTIONS, Duration::from_secs(5), bare).await?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds or thousands")]
    let half = (most.rate() / 2.0) as u32;
    let calm = open(stage.address(), PEOPLE, half, SPAN, page).await?;
    Ok(vec![
        Row {
            scenario: format!("Beranda, signed in, server-rendered, {CONNECTIONS} connections"),
            goal: "≥ 1,000 pages/s",
            measured: format!(
                "{} pages/s, p50 {}, p99 {}",
                count(most.rate()),
                ms(most.latencies.percentile(50)),
                ms(most.latencies.percentile(99))
            ),
            raw: format!("`/healthz` {}/s", count(raw.rate())),
        },
        Row {
            scenario: "Beranda at half of that rate".to_owned(),
            goal: "p99 < 50 ms",
            measured: format!(
                "{} pages/s due, p50 {}, p99 {}",
                count(f64::from(half)),
                ms(calm.latencies.percentile(50)),
                ms(calm.latencies.percentile(99))
            ),
            raw: "–".to_owned(),
        },
    ])
}

/// Opens a page once and checks its text.
pub async fn show(stage: &Stage, path: &str, cookie: &Cookie, mark: &str) -> Result<()> {
    Connection::to(stage.address()).send(browser::page(path, cookie)?).await?.expect(mark)?;
    Ok(())
}

/// Opens a page as the next person.
pub async fn get(connection: &mut Connection, path: &str, people: &[Cookie], turn: u32) -> Result<Outcome> {
    let cookie = &people[usize::try_from(turn)? % people.len()];
    let answer = connection.send(browser::page(path, cookie)?).await?;
    match answer.status {
        StatusCode::OK if !answer.body.is_empty() => Ok(Outcome::Done),
        _ if answer.is_refusal() => Ok(Outcome::Refused),
        status => Err(format!("{path} was answered with {status}").into()),
    }
}
