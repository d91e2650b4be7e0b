//! How requests follow each other, and how long they took.

use super::{Result, client::Connection};
use futures::future::try_join_all;
use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// Requests of this time are sent but not counted: caches and plans are warm, as on any day after the first.
const WARM: Duration = Duration::from_secs(3);

/// The outcome of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The server said that it could not, as it does when it is overloaded.
    Refused,
}

/// Durations in microseconds, every one of them: percentiles are exact.
#[derive(Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    pub fn record(&mut self, duration: Duration) {
        self.0.push(u32::try_from(duration.as_micros()).unwrap_or(u32::MAX));
    }

    /// Returns the percentile of the durations.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut all = self.0.clone();
        if all.is_empty() {
            return Duration::ZERO;
        }
        let rank = (all.len() * percent).div_ceil(100).saturating_sub(1);
        Duration::from_micros(u64::from(*all.select_nth_unstable(rank).1))
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

/// The result of a run.
pub struct Run {
    pub latencies: Latencies,
    /// The latencies of refused requests.
    pub refusals: Latencies,
    pub refused: u32,
    span: Duration,
}

impl Run {
    fn of(span: Duration) -> Self {
        Self { latencies: Latencies::default(), refusals: Latencies::default(), refused: 0, span }
    }

    /// Requests met per second.
    pub fn rate(&self) -> f64 {
        f64::from(self.latencies.len()) / self.span.as_secs_f64()
    }

    fn note(&mut self, outcome: Outcome, latency: Duration) {
        match outcome {
            Outcome::Done => self.latencies.record(latency),
            Outcome::Refused => {
                self.refusals.record(latency);
                self.refused += 1;
            }
        }
    }
}

/// A closed loop: each connection sends the next request once the last is answered. `work` gets the request's number.
pub async fn closed(
    address: SocketAddr,
    connections: u32,
    span: Duration,
    work: impl AsyncFn(&mut Connection, u32) -> Result<Outcome>,
) -> Result<Run> {
    let turn = Cell::new(0);
    let run = RefCell::new(Run::of(span));
    let counted = Instant::now() + WARM;
    let end = counted + span;
    try_join_all((0..connections).map(|_| async {
        let mut connection = Connection::to(address);
        while Instant::now() < end {
            let sent = Instant::now();
            let outcome = work(&mut connection, turn.replace(turn.get() + 1)).await?;
            let answered = Instant::now();
            if counted <= answered && answered < end {
                run.borrow_mut().note(outcome, answered - sent);
            }
        }
        Result::Ok(())
    }))
    .await?;
    Ok(run.into_inner())
}

/// An open model: so many requests per second become due, however the earlier ones fare, and each latency
/// counts from the moment when its request was due.
pub async fn open(
    address: SocketAddr,
    connections: u32,
    rate: u32,
    span: Duration,
    work: impl AsyncFn(&mut Connection, u32) -> Result<Outcome>,
) -> Result<Run> {
    let turn = Cell::new(0);
    let run = RefCell::new(Run::of(span));
    let begin = Instant::now();
    let end = begin + span;
    try_join_all((0..connections).map(|_| async {
        let mut connection = Connection::to(address);
        loop {
            let index = turn.replace(turn.get() + 1);
            let due = begin + Duration::from_secs(1) * index / rate;
            if due >= end {
                return Result::Ok(());
            }
            sleep_until(due).await;
            let outcome = work(&mut connection, index).await?;
            run.borrow_mut().note(outcome, due.elapsed());
        }
    }))
    .await?;
    Ok(run.into_inner())
}
