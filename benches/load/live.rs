//! Open boards while reports come in: from the report to the event, and to the numbers, at the client.
//!
//! Each board is a browser with two connections: the live stream, and one for asking again. It asks through the page's
//! own server function, after the wait that the event names and then at most once a second, one look at a time, as
//! `ui::live` and the page's resource do. A report counts from just before it is sent, so every latency contains its
//! whole request, not only what follows the commit.

mod browser_tab;
mod ledger;

use super::{
    Result,
    client::Connection,
    pace::{Latencies, Outcome, Run, open},
    reports::Reports,
    stage::Stage,
    table::{Row, count, ms},
};
use browser_tab::{BrowserTab, PAUSE};
use futures::{StreamExt, TryStreamExt, stream};
use ledger::{Delays, Log};
use std::{cell::RefCell, rc::Rc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

const CROWD: u32 = 1_000;
/// Reports per second while the boards are open.
const RATE: u32 = 60;
const SPAN: Duration = Duration::from_secs(20);
/// Reports under way at once, at most: more than become due while the slowest is answered.
const REPORTERS: u32 = 1_024;
/// The time by which the last numbers must have reached every board.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(15);

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let single = watch(stage, 1).await?;
    let crowd = watch(stage, CROWD).await?;
    let boards = format!("{} open boards, {RATE} reports/s", count(f64::from(CROWD)));
    Ok(vec![
        single.event("a single board"),
        single.numbers("a single board", "p99 < 300 ms"),
        crowd.event(&boards),
        crowd.numbers(&boards, "p99 < 1 s"),
        Row {
            scenario: format!("memory of the server, {boards}"),
            goal: "< 300 MB",
            measured: format!("{} MB, {} MB at most", crowd.memory.0, crowd.memory.1),
            raw: format!("{} MB with a single board", single.memory.0),
        },
    ])
}

/// The result of a run.
struct Seen {
    reports: Run,
    delays: Delays,
    /// From the first report to the last numbers.
    span: Duration,
    memory: (u64, u64),
}

impl Seen {
    fn event(&self, boards: &str) -> Row {
        Row {
            scenario: format!("live: report → event, {boards}"),
            goal: "p99 < 300 ms",
            measured: both(&self.delays.heard),
            raw: format!("report → its answer: {}", both(&self.reports.latencies)),
        }
    }

    fn numbers(&self, boards: &str, goal: &'static str) -> Row {
        let Delays { shown, age, looks, refused, .. } = &self.delays;
        let pace = f64::from(*looks) / self.span.as_secs_f64();
        let refused = refused + self.reports.refused;
        Row {
            scenario: format!("live: report → numbers, {boards}"),
            goal,
            measured: format!(
                "{} (with the pause of 1 s between two looks: {}); {} looks/s, {refused} requests refused",
                both(shown),
                both(age),
                count(pace)
            ),
            raw: "–".to_owned(),
        }
    }
}

fn both(latencies: &Latencies) -> String {
    format!("p50 {}, p99 {}", ms(latencies.percentile(50)), ms(latencies.percentile(99)))
}

/// Opens the boards, sends reports, and reads from the boards' logs when each report arrived.
async fn watch(stage: &Stage, boards: u32) -> Result<Seen> {
    println!("  open boards: {boards}");
    let reports = Reports::prepare(stage).await?;
    // A few at a time: a thousand people do not open their boards in the same moment.
    let tabs: Vec<BrowserTab> = stream::iter(stage.overseers(boards).await?)
        .map(|cookie| BrowserTab::open(stage, cookie))
        .buffered(16)
        .try_collect()
        .await?;
    let mut watching = JoinSet::new();
    let logs: Vec<Rc<RefCell<Log>>> = tabs
        .into_iter()
        .map(|tab| {
            let log = Rc::default();
            watching.spawn_local(tab.watch(Rc::clone(&log)));
            log
        })
        .collect();
    let sending = async {
        // From this report on every board counts.
        if reports.post(&mut Connection::to(stage.address()), 0).await? != Outcome::Done {
            return Err("the first report is refused".into());
        }
        until(|| logs.iter().all(|log| log.borrow().shows(0))).await;
        sleep(PAUSE * 2).await;
        let begin = Instant::now();
        // Each from another phone, so with a connection of its own.
        let post = async |_: &mut Connection, turn| reports.post(&mut Connection::to(stage.address()), turn + 1).await;
        let run = open(stage.address(), REPORTERS, RATE, SPAN, post).await?;
        let sent = reports.sent().len() - 1;
        until(|| logs.iter().all(|log| log.borrow().shows(sent))).await;
        Result::Ok((run, begin, Instant::now(), stage.server.memory()?))
    };
    let (run, begin, end, memory) = tokio::select! {
        sent = sending => sent?,
        Some(broken) = watching.join_next() => return Err(broken?.err().unwrap_or_else(|| "a board was closed".into())),
    };
    watching.shutdown().await;
    reports.verify(stage).await?;
    let sent = reports.sent();
    let mut delays = Delays::default();
    for log in logs {
        log.take().read(&sent[1..], end, &mut delays);
    }
    Ok(Seen { reports: run, delays, span: end - begin, memory })
}

/// Waits for a condition, or long enough; an update that has not arrived by then counts as that late.
async fn until(so: impl Fn() -> bool) {
    let deadline = Instant::now() + ARRIVAL_TIMEOUT;
    while !so() && Instant::now() < deadline {
        sleep(Duration::from_millis(50)).await;
    }
}
