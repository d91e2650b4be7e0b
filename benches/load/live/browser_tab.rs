//! A browser with the board of the whole agency open.

use super::ledger::{Log, Shown};
use crate::{
    Failure, Result, browser,
    client::{Connection, Cookie},
    stage::Stage,
};
use futures::FutureExt;
use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use kinerja::{
    domain::event::Topic,
    features::dashboard::{api::GetBoard, model::Board},
    wire::unpack,
};
use serde::Deserialize;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// A listener looks at most this often, and not before the server's `wait` (`ui::live`).
pub const PAUSE: Duration = Duration::from_secs(1);

pub struct BrowserTab {
    cookie: Cookie,
    stream: Stream,
    /// Keeps the stream's connection open.
    _line: Connection,
    looking: Connection,
}

impl BrowserTab {
    /// Opens the board and its live stream, as the page does.
    pub async fn open(stage: &Stage, cookie: Cookie) -> Result<Self> {
        let mut looking = Connection::to(stage.address());
        let board = look(&mut looking, &cookie).await?.ok_or("the board is refused before the run")?;
        let topics = Topic::Unit(board.unit);
        let mut line = Connection::to(stage.address());
        let response = line.open(browser::stream(&format!("/live?topics={topics}"), &cookie)?).await?;
        if response.status() != StatusCode::OK {
            return Err(format!("a live stream was answered with {}", response.status()).into());
        }
        let mut stream = Stream { body: response.into_body(), text: String::new() };
        while !stream.next().await?.contains("event: ready") {}
        Ok(Self { cookie, stream, _line: line, looking })
    }

    /// Hears and looks, until it is dropped.
    pub async fn watch(self, log: Rc<RefCell<Log>>) -> Result<()> {
        let Self { cookie, mut stream, _line, mut looking } = self;
        let news = Notify::new();
        // From when on the last change may be looked at.
        let when = Cell::new(Instant::now());
        let hear = async {
            loop {
                let event = stream.next().await?;
                if let Some(Change { version, wait }) = change(&event)? {
                    log.borrow_mut().heard.push((Instant::now(), version));
                    when.set(Instant::now() + Duration::from_millis(wait));
                    news.notify_one();
                }
            }
        };
        let look = async {
            let mut allowed = Instant::now();
            loop {
                news.notified().await;
                sleep_until(when.get().max(allowed)).await;
                // This refresh covers the changes during the pause.
                let _ = news.notified().now_or_never();
                let asked = Instant::now();
                match look(&mut looking, &cookie).await? {
                    Some(board) => {
                        let figures = board.figures.ok_or("the board came without figures")?;
                        let reports = figures.reports_today.replace('.', "").parse()?;
                        log.borrow_mut().shown.push(Shown { allowed, at: Instant::now(), reports });
                    }
                    None => log.borrow_mut().refused += 1,
                }
                allowed = asked + PAUSE;
            }
        };
        // Neither ends but by failing.
        tokio::select! { broken = hear => broken, broken = look => broken }
    }
}

/// Asks for the board as the page asks again; `None` when the server cannot.
async fn look(connection: &mut Connection, cookie: &Cookie) -> Result<Option<Board>> {
    let answer = connection.send(browser::call(&GetBoard { unit: None }, cookie)?).await?;
    match answer.status {
        StatusCode::SERVICE_UNAVAILABLE => Ok(None),
        StatusCode::OK => Ok(Some(unpack(&answer.text()?)?)),
        status => Err(format!("the board was answered with {status}: {}", answer.text()?).into()),
    }
}

/// The content of a change event.
#[derive(Deserialize)]
struct Change {
    version: u64,
    /// After how many milliseconds to look.
    #[serde(default)]
    wait: u64,
}

fn change(event: &str) -> Result<Option<Change>> {
    if !event.contains("event: change") {
        return Ok(None);
    }
    let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_default();
    Ok(Some(serde_json::from_str(data)?))
}

/// A stream of server-sent events.
struct Stream {
    body: Incoming,
    text: String,
}

impl Stream {
    /// The lines of the next event; those that only keep the line open count as one.
    async fn next(&mut self) -> Result<String> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let rest = self.text.split_off(end + 2);
                return Ok(std::mem::replace(&mut self.text, rest));
            }
            let frame = self.body.frame().await.ok_or("a live stream has ended")??;
            let data = frame.into_data().map_err(|_| Failure::from("a live stream sent no data"))?;
            self.text.push_str(std::str::from_utf8(&data)?);
        }
    }
}
