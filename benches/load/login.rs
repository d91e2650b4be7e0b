//! Everybody signs in at once: hashing passwords uses the processors, and signed-in people must not notice.

use super::{
    Result, beranda, browser,
    client::Connection,
    pace::{Outcome, open},
    stage::Stage,
    table::{Row, count, ms},
};
use http::StatusCode;
use kinerja::server::password::Passwords;
use std::time::Duration;

/// Sign-ins per second, and pages per second of signed-in people.
const RATE: u32 = 200;
const PAGES: u32 = 50;
const SPAN: Duration = Duration::from_secs(20);
const CONNECTIONS: u32 = 256;
const PASSWORD: &str = "kata sandi yang panjang";

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let hash = Passwords::new(1).hash(PASSWORD.to_owned()).await?;
    let logins: Vec<String> =
        sqlx::query_scalar("update account set password_hash = $1 where employee_id is not null returning login")
            .bind(hash)
            .fetch_all(&stage.owner)
            .await?;
    let people = stage.people().await?;
    let sign_in = async |connection: &mut Connection, turn: u32| {
        let login = &logins[usize::try_from(turn)? % logins.len()];
        let answer = connection.send(browser::sign_in(login, PASSWORD)?).await?;
        match answer.status {
            StatusCode::NO_CONTENT => Ok(Outcome::Done),
            _ if answer.is_refusal() => Ok(Outcome::Refused),
            status => Err(format!("a sign-in was answered with {status}: {}", answer.text()?).into()),
        }
    };
    let page = async |connection: &mut Connection, turn: u32| beranda::get(connection, "/", &people, turn).await;
    let calm = open(stage.address(), CONNECTIONS, PAGES, Duration::from_secs(5), page).await?;
    let (storm, pages) = futures::try_join!(
        open(stage.address(), CONNECTIONS, RATE, SPAN, sign_in),
        open(stage.address(), CONNECTIONS, PAGES, SPAN, page),
    )?;
    Ok(vec![Row {
        scenario: format!("sign-in storm: {RATE} sign-ins/s due beside {PAGES} pages/s"),
        goal: "pages p99 < 100 ms, excess answered 503",
        measured: format!(
            "pages p50 {}, p99 {}, {} refused; {}/s signed in, p99 {}; {}/s answered 503, p99 {}",
            ms(pages.latencies.percentile(50)),
            ms(pages.latencies.percentile(99)),
            pages.refused,
            count(storm.rate()),
            ms(storm.latencies.percentile(99)),
            count(f64::from(storm.refused) / SPAN.as_secs_f64()),
            ms(storm.refusals.percentile(99)),
        ),
        raw: format!("pages without the storm p99 {}", ms(calm.latencies.percentile(99))),
    }])
}
