//! Telling open pages that something changed: outbox → topics → server-sent events.
//!
//! The payload is a topic and a version, never data; whoever hears it asks again with their own rights. Where many
//! listen, it also says after how many milliseconds to ask (`wait`), to each another number.
//! After a commit the door announces its own topics here directly. Other processes are rung by one
//! coalesced `NOTIFY` (never inside a business transaction: it takes a global lock through commit) and read
//! the outbox below the snapshot's xmin, so that nothing committed late is missed; a look every second is
//! the safety net. The id of an event is that xmin: whoever reconnects with it is told everything that may
//! have happened since, some of it twice.

mod hearing;

use super::{App, clock::jitter, door::Caller};
use crate::domain::{
    event::Topic,
    id::{AgencyId, SessionId},
};
use axum::{
    extract::{Extension, Query},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as SseEvent, KeepAlive},
    },
};
use futures::{
    FutureExt, StreamExt,
    future::{BoxFuture, select_all},
    stream,
};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::postgres::PgListener;
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const CHANNEL: &str = "kinerja";
/// Topics are gathered this long before a stream is told again.
const COALESCE: Duration = Duration::from_millis(100);
/// Other processes are rung at most this often.
const RING: Duration = Duration::from_millis(50);
/// The safety net under a lost ring.
const POLL: Duration = Duration::from_secs(1);
/// A stream looks this often whether its session still stands.
const RECHECK: Duration = Duration::from_secs(30);
/// Rows of the outbox are kept this long for those who reconnect.
const KEEP: jiff::SignedDuration = jiff::SignedDuration::from_mins(15);
/// Topics that one stream may ask for.
const MOST_TOPICS: usize = 32;
/// So many pages may ask again in the moment in which they hear of a change.
const AT_ONCE: u32 = 50;
/// Of a larger crowd each page waits a moment of its own: so much longer at most for every page in it. Else a
/// thousand boards ask together, second after second, and the next report waits for all of them.
const APART: Duration = Duration::from_micros(500);
/// The longest of these waits.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The process's switchboard of topics. A topic belongs to one agency: ids are unique per agency only.
#[derive(Clone, Debug)]
pub struct Live(Arc<Board>);

/// A topic of one agency.
type Key = (AgencyId, Topic);

#[derive(Debug)]
struct Board {
    origin: Uuid,
    topics: Mutex<HashMap<Key, watch::Sender<u64>>>,
    /// All transactions below this number have been announced in this process.
    watermark: AtomicU64,
    ring: Notify,
    pub stop: CancellationToken,
}

impl Live {
    pub fn new(origin: Uuid) -> Self {
        Self(Arc::new(Board {
            origin,
            topics: Mutex::default(),
            watermark: AtomicU64::new(0),
            ring: Notify::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// This process, as its outbox rows name it.
    pub fn origin(&self) -> Uuid {
        self.0.origin
    }

    /// Tells this process's streams of an agency at once and rings the other processes.
    pub fn announce(&self, agency: AgencyId, topics: &[Topic]) {
        if !topics.is_empty() {
            self.bump(topics.iter().map(|topic| (agency, *topic)));
            self.0.ring.notify_one();
        }
    }

    /// The id of what this process has announced so far. Before it has looked into the outbox that is the beginning
    /// of time: whoever comes back with it is told to refresh.
    pub fn known(&self) -> String {
        self.0.watermark.load(Ordering::Acquire).to_string()
    }

    /// Ends every stream; their browsers come back to the next process.
    pub fn stop(&self) {
        self.0.stop.cancel();
    }

    fn bump(&self, keys: impl IntoIterator<Item = Key>) {
        let mut senders = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some(sender) = senders.get(&key) {
                if sender.receiver_count() == 0 {
                    senders.remove(&key);
                } else {
                    sender.send_modify(|version| *version += 1);
                }
            }
        }
    }

    /// How many milliseconds a page should wait before it asks again, so that a crowd does not ask in one moment.
    fn wait(&self, key: Key) -> u128 {
        let senders = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let crowd = senders.get(&key).map_or(0, watch::Sender::receiver_count);
        drop(senders);
        let more = u32::try_from(crowd).unwrap_or(u32::MAX).saturating_sub(AT_ONCE);
        jitter(APART.saturating_mul(more).min(LONGEST_WAIT)).as_millis()
    }

    /// Subscribes to the changes of a topic of an agency from now on.
    pub fn subscribe(&self, agency: AgencyId, topic: Topic) -> watch::Receiver<u64> {
        let mut senders = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        senders.entry((agency, topic)).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Rings other processes and hears them until the server stops. Started once, by `serve`.
    pub async fn run(self, app: App) {
        let ringer = self.clone().ring_others(app.clone());
        let pump = self.clone().pump(app);
        tokio::select! {
            () = self.0.stop.cancelled() => {}
            () = ringer => {}
            () = pump => {}
        }
    }

    async fn ring_others(self, app: App) {
        loop {
            self.0.ring.notified().await;
            if let Err(error) = sqlx::query!("select pg_notify($1, '')", CHANNEL).fetch_one(app.pool.steady()).await {
                tracing::warn!(%error, "could not ring the other processes");
            }
            tokio::time::sleep(RING).await;
        }
    }

    async fn pump(self, app: App) {
        let mut swept = tokio::time::Instant::now();
        loop {
            let mut listener = match listen(&app).await {
                Ok(listener) => listener,
                Err(error) => {
                    tracing::warn!(%error, "live: cannot listen, trying again");
                    tokio::time::sleep(POLL).await;
                    continue;
                }
            };
            loop {
                if let Err(error) = self.catch_up(&app).await {
                    tracing::warn!(%error, "live: cannot read the outbox");
                    break;
                }
                if swept.elapsed() > Duration::from_mins(1) {
                    swept = tokio::time::Instant::now();
                    if let Err(error) = sweep(&app).await {
                        tracing::warn!(%error, "live: cannot sweep the outbox");
                    }
                }
                match tokio::time::timeout(POLL, listener.recv()).await {
                    Ok(Ok(_)) | Err(_) => {}
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "live: lost the line");
                        break;
                    }
                }
            }
            tokio::time::sleep(RING).await;
        }
    }

    /// Announces what other processes committed since the watermark and moves it.
    async fn catch_up(&self, app: &App) -> sqlx::Result<()> {
        let from = self.0.watermark.load(Ordering::Acquire);
        let row = sqlx::query!(
            r#"select pg_snapshot_xmin(s)::text as "xmin!",
                array(
                    select distinct o.agency_id || ' ' || t.topic from outbox o, unnest(o.topics) as t (topic)
                    where o.xid >= $1::text::xid8 and o.xid < pg_snapshot_xmin(s) and o.origin <> $2
                ) as "topics!: Vec<String>"
            from pg_current_snapshot() s"#,
            from.to_string(),
            self.0.origin,
        )
        .fetch_one(app.pool.steady())
        .await?;
        if from > 0 {
            self.bump(row.topics.iter().filter_map(|key| {
                let (agency, topic) = key.split_once(' ')?;
                Some((agency.parse().ok()?, topic.parse().ok()?))
            }));
        }
        self.0.watermark.store(row.xmin.parse().unwrap_or(from), Ordering::Release);
        app.pulse.note_look();
        Ok(())
    }
}

async fn listen(app: &App) -> sqlx::Result<PgListener> {
    let mut listener = PgListener::connect_with(app.pool.steady()).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

async fn sweep(app: &App) -> sqlx::Result<()> {
    let before = app.clock.now() - KEEP;
    sqlx::query!("delete from outbox where at < $1", before.to_sqlx() as _).execute(app.pool.steady()).await?;
    Ok(())
}

#[derive(Debug, Deserialize)]
pub struct Subscription {
    #[serde(default)]
    topics: String,
    #[serde(default)]
    since: Option<String>,
}

/// `GET /live`: the stream of one browser tab. Topics that the person may not read are left out.
pub async fn stream(
    Extension(caller): Extension<Caller>,
    Query(subscription): Query<Subscription>,
    headers: HeaderMap,
) -> Response {
    let Ok(actor) = caller.actor() else { return StatusCode::UNAUTHORIZED.into_response() };
    let wanted: BTreeSet<Topic> =
        subscription.topics.split(',').take(MOST_TOPICS).filter_map(|topic| topic.parse().ok()).collect();
    let since = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .map(ToOwned::to_owned)
        .or(subscription.since)
        .filter(|id| !id.is_empty());
    let app = caller.app().clone();
    let readable = match hearing::readable(&caller, wanted).await {
        Ok(topics) => topics,
        Err(error) => return super::problem::ApiError(error).into_response(),
    };
    // Subscribed before the past is read: what happens in between is told twice rather than never.
    let live = app.live.clone();
    let agency = actor.agency;
    let own = Topic::Session(actor.session);
    let receivers: Vec<_> =
        readable.iter().chain([&own]).map(|topic| (*topic, live.subscribe(agency, *topic))).collect();
    let mut pending = VecDeque::from([Told::Ready]);
    if let Some(since) = since {
        match replay(&app, &since, agency, &readable).await {
            Ok(Some(topics)) => pending.extend(topics.into_iter().map(|topic| Told::Changed(topic, 0))),
            Ok(None) => pending.push_back(Told::Refresh),
            Err(error) => return super::problem::ApiError(error.into()).into_response(),
        }
    }
    let ear =
        Ear { _open: app.pulse.streams().one(), app, agency, session: actor.session, receivers, pending, told: None };
    let events = stream::unfold(ear, Ear::next).map(Ok::<_, Infallible>);
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response();
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

/// What happened to these topics since an event's id; `None` when that is too long ago to know.
async fn replay(app: &App, since: &str, agency: AgencyId, topics: &[Topic]) -> sqlx::Result<Option<Vec<Topic>>> {
    let Ok(since) = since.parse::<u64>() else { return Ok(None) };
    let names: Vec<String> = topics.iter().map(ToString::to_string).collect();
    let past = app.pool.ask(async |db| {
        sqlx::query!(
            r#"select coalesce($1::text::xid8 >= (select min(xid) from outbox), false)
                    and $1::text::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) as "known!",
                array(select distinct t.topic from outbox o, unnest(o.topics) as t (topic)
                    where o.xid >= $1::text::xid8 and o.agency_id = $3 and t.topic = any ($2)) as "topics!: Vec<String>""#,
            since.to_string(),
            &names,
            agency.0,
        )
        .fetch_one(db)
        .await
    });
    let row = past.await?;
    Ok(row.known.then(|| row.topics.iter().filter_map(|topic| topic.parse().ok()).collect()))
}

#[derive(Debug)]
enum Told {
    Ready,
    Refresh,
    Changed(Topic, u64),
}

/// The listening end of one stream.
struct Ear {
    app: App,
    agency: AgencyId,
    session: SessionId,
    receivers: Vec<(Topic, watch::Receiver<u64>)>,
    pending: VecDeque<Told>,
    told: Option<tokio::time::Instant>,
    _open: super::pulse::One,
}

impl Ear {
    async fn next(mut self) -> Option<(SseEvent, Self)> {
        loop {
            if let Some(told) = self.pending.pop_front() {
                return Some((self.event(&told), self));
            }
            // At once on the first change, then gathered.
            if let Some(told) = self.told {
                tokio::time::sleep_until(told + COALESCE).await;
            }
            let stop = self.app.live.0.stop.clone();
            let changed = tokio::select! {
                () = stop.cancelled() => return None,
                changed = any_changed(&mut self.receivers) => Some(changed),
                () = tokio::time::sleep(RECHECK) => None,
            };
            if changed.is_none_or(|topic| matches!(topic, Topic::Session(_)))
                && !super::session::stands(&self.app, self.session).await
            {
                return None;
            }
            if changed.is_some() {
                self.told = Some(tokio::time::Instant::now());
                for (topic, receiver) in &mut self.receivers {
                    if receiver.has_changed().unwrap_or(false) {
                        let version = *receiver.borrow_and_update();
                        if !matches!(topic, Topic::Session(_)) {
                            self.pending.push_back(Told::Changed(*topic, version));
                        }
                    }
                }
            }
        }
    }

    fn event(&self, told: &Told) -> SseEvent {
        let id = self.app.live.known();
        match told {
            Told::Ready => SseEvent::default().id(id).event("ready").data("{}"),
            Told::Refresh => SseEvent::default().id(id).event("refresh").data("{}"),
            Told::Changed(topic, version) => {
                let wait = match self.app.live.wait((self.agency, *topic)) {
                    0 => String::new(),
                    wait => format!(r#","wait":{wait}"#),
                };
                let data = format!(r#"{{"topic":"{topic}","version":{version}{wait}}}"#);
                SseEvent::default().id(id).event("change").data(data)
            }
        }
    }
}

/// Waits until a topic changes and leaves its mark as unseen, for the caller to read.
async fn any_changed(receivers: &mut [(Topic, watch::Receiver<u64>)]) -> Topic {
    let waits: Vec<BoxFuture<'_, usize>> = receivers
        .iter_mut()
        .enumerate()
        .map(|(index, (_, receiver))| {
            async move {
                // An error means that the switchboard dropped the topic; it cannot while we hold a receiver.
                let _ = receiver.changed().await;
                index
            }
            .boxed()
        })
        .collect();
    let index = select_all(waits).await.0;
    receivers[index].1.mark_changed();
    receivers[index].0
}
