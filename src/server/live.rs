//! Announces changes to open pages: outbox → topics → server-sent events.
//!
//! The payload is a topic and a version, never data; a subscriber loads again with its own rights. With many
//! subscribers it also has a wait in milliseconds before they do so (`wait`), different for each of them.
//! After a commit the door announces its own topics here directly. Other processes are notified by one coalesced
//! `NOTIFY` (never inside a business transaction: it takes a global lock through commit) and read the outbox below the
//! snapshot's xmin, so that they miss no late commit; a poll every second is the safety net. The id of an event is that
//! xmin: a client that reconnects with it gets everything that may have happened since, some of it twice.

use super::{
    clock::{Clock, jitter},
    diagnostics::Diagnostics,
};
use crate::domain::{event::Topic, id::AgencyId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, PgPool, postgres::PgListener};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const CHANNEL: &str = "kinerja";
/// Other processes are notified at most this often.
const NOTIFY_INTERVAL: Duration = Duration::from_millis(50);
/// The safety net for a lost notification.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Rows of the outbox are kept this long for clients that reconnect.
const OUTBOX_RETENTION: jiff::SignedDuration = jiff::SignedDuration::from_mins(15);
/// Subscribers that may load again at the moment of a change.
const MAX_UNSPREAD_PAGES: u32 = 50;
/// The spread of a larger number: each subscriber waits a different time, this much longer for every further one.
/// Otherwise a thousand boards load together, second after second, and the next report waits for all of them.
const WAIT_PER_PAGE: Duration = Duration::from_micros(500);
/// The longest of these waits.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// The topics of the process with their subscribers. A topic belongs to one agency: ids are unique per agency only.
#[derive(Clone, Debug)]
pub struct Live(Arc<Topics>);

/// A topic of one agency.
type Key = (AgencyId, Topic);

/// How often a topic was announced to pages, and how often because something had changed.
#[derive(Clone, Copy, Debug, Default)]
struct Versions {
    announced: u64,
    changed: u64,
}

#[derive(Debug)]
struct Topics {
    origin: Uuid,
    senders: Mutex<HashMap<Key, watch::Sender<Versions>>>,
    /// All transactions below this number are announced in this process.
    watermark: AtomicU64,
    /// The first watermark of this process.
    begun: AtomicU64,
    committed: Notify,
    stop: CancellationToken,
}

impl Live {
    pub fn new(origin: Uuid) -> Self {
        Self(Arc::new(Topics {
            origin,
            senders: Mutex::default(),
            watermark: AtomicU64::new(0),
            begun: AtomicU64::new(u64::MAX),
            committed: Notify::new(),
            stop: CancellationToken::new(),
        }))
    }

    /// Returns the id of this process in its outbox rows.
    pub fn origin(&self) -> Uuid {
        self.0.origin
    }

    /// Announces topics of an agency to this process's streams at once and notifies the other processes.
    pub fn announce(&self, agency: AgencyId, topics: &[Topic]) {
        if !topics.is_empty() {
            self.increment(topics.iter().map(|topic| (agency, *topic)));
            self.0.committed.notify_one();
        }
    }

    /// Returns the id of the last announcement of this process. Before its first poll that is 0: a client that
    /// reconnects with it has to refresh.
    pub fn known(&self) -> String {
        self.0.watermark.load(Ordering::Acquire).to_string()
    }

    /// Returns whether this process read the outbox already when it announced up to `id`.
    pub fn had_begun(&self, id: u64) -> bool {
        self.0.begun.load(Ordering::Acquire) <= id
    }

    /// Returns the age in seconds of the oldest change that this process has not announced yet; 0 if there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread(&self, db: &mut PgConnection, now: Timestamp) -> sqlx::Result<f64> {
        sqlx::query_scalar!(
            r#"select coalesce((
                select greatest(extract(epoch from $1::timestamptz - min(at)), 0) from outbox
                where xid >= $2::text::xid8 and origin <> $3
            ), 0)::float8 as "unread!""#,
            now.to_sqlx() as _,
            self.known(),
            self.origin(),
        )
        .fetch_one(db)
        .await
    }

    /// Ends every stream; the browsers reconnect to the next process.
    pub fn stop(&self) {
        self.0.stop.cancel();
    }

    /// Returns a token that is cancelled with the streams.
    pub fn stopped(&self) -> CancellationToken {
        self.0.stop.clone()
    }

    fn increment(&self, keys: impl IntoIterator<Item = Key>) {
        let senders = self.senders();
        for key in keys {
            if let Some(sender) = senders.get(&key) {
                sender.send_modify(|versions| {
                    versions.announced += 1;
                    versions.changed += 1;
                });
            }
        }
    }

    /// Tells the pages of this process that follow a topic of an agency to load again: a cached result was loaded anew.
    /// Nothing has changed: other cached results stay as they are.
    pub fn announce_renewed(&self, agency: AgencyId, topic: Topic) {
        if let Some(sender) = self.senders().get(&(agency, topic)) {
            sender.send_modify(|versions| versions.announced += 1);
        }
    }

    /// Returns the milliseconds that a page should wait before it loads again, so that many do not load at once.
    pub fn wait(&self, key: Key) -> u128 {
        let senders = self.senders();
        let crowd = senders.get(&key).map_or(0, watch::Sender::receiver_count);
        drop(senders);
        let more = u32::try_from(crowd).unwrap_or(u32::MAX).saturating_sub(MAX_UNSPREAD_PAGES);
        jitter(WAIT_PER_PAGE.saturating_mul(more).min(MAX_WAIT)).as_millis()
    }

    /// Subscribes to the changes of a topic of an agency from now on.
    pub fn subscribe(&self, agency: AgencyId, topic: Topic) -> Subscription {
        let key = (agency, topic);
        let mut senders = self.senders();
        let receiver = senders.entry(key).or_insert_with(|| watch::Sender::new(Versions::default())).subscribe();
        let seen = receiver.borrow().changed;
        Subscription { live: self.clone(), key, receiver: Some(receiver), seen }
    }

    /// Returns the number of topics that somebody subscribes to.
    pub fn topics(&self) -> usize {
        self.senders().len()
    }

    fn senders(&self) -> MutexGuard<'_, HashMap<Key, watch::Sender<Versions>>> {
        self.0.senders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notifies other processes and reads their changes until the server stops. Started once, by `serve`.
    pub async fn run(self, pool: PgPool, clock: Clock, diagnostics: Diagnostics) {
        let notifier = self.clone().notify_others(pool.clone());
        let poller = self.clone().poll_outbox(pool, clock, diagnostics);
        tokio::select! {
            () = self.0.stop.cancelled() => {}
            () = notifier => {}
            () = poller => {}
        }
    }

    async fn notify_others(self, pool: PgPool) {
        loop {
            self.0.committed.notified().await;
            if let Err(error) = sqlx::query!("select pg_notify($1, '')", CHANNEL).fetch_one(&pool).await {
                tracing::warn!(%error, "could not notify the other processes");
            }
            tokio::time::sleep(NOTIFY_INTERVAL).await;
        }
    }

    async fn poll_outbox(self, pool: PgPool, clock: Clock, diagnostics: Diagnostics) {
        let mut swept = tokio::time::Instant::now();
        loop {
            let mut listener = match listen(&pool).await {
                Ok(listener) => listener,
                Err(error) => {
                    tracing::warn!(%error, "cannot listen for changes, retrying");
                    tokio::time::sleep(POLL_INTERVAL).await;
                    continue;
                }
            };
            loop {
                if let Err(error) = self.catch_up(&pool, &diagnostics).await {
                    tracing::warn!(%error, "cannot read the outbox");
                    break;
                }
                if swept.elapsed() > Duration::from_mins(1) {
                    swept = tokio::time::Instant::now();
                    if let Err(error) = sweep(&pool, &clock).await {
                        tracing::warn!(%error, "cannot sweep the outbox");
                    }
                }
                match tokio::time::timeout(POLL_INTERVAL, listener.recv()).await {
                    Ok(Ok(_)) | Err(_) => {}
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "lost the connection that listens for changes");
                        break;
                    }
                }
            }
            tokio::time::sleep(NOTIFY_INTERVAL).await;
        }
    }

    /// Announces the commits of other processes since the watermark and moves it.
    async fn catch_up(&self, pool: &PgPool, diagnostics: &Diagnostics) -> sqlx::Result<()> {
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
        .fetch_one(pool)
        .await?;
        if from > 0 {
            self.increment(row.topics.iter().filter_map(|key| {
                let (agency, topic) = key.split_once(' ')?;
                Some((agency.parse().ok()?, topic.parse().ok()?))
            }));
        }
        let to = row.xmin.parse().unwrap_or(from);
        self.0.begun.fetch_min(to, Ordering::AcqRel);
        self.0.watermark.store(to, Ordering::Release);
        diagnostics.note_poll();
        Ok(())
    }
}

/// A subscription to the changes of one topic. A topic lasts as long as it has one.
#[derive(Debug)]
pub struct Subscription {
    live: Live,
    key: Key,
    /// `None` once it is being dropped.
    receiver: Option<watch::Receiver<Versions>>,
    /// The changes before it began.
    seen: u64,
}

impl Subscription {
    pub fn topic(&self) -> Topic {
        self.key.1
    }

    /// Returns whether something has changed since the subscription began.
    pub fn has_changed(&self) -> bool {
        self.receiver.as_ref().is_none_or(|receiver| receiver.borrow().changed != self.seen)
    }

    /// Returns the version of the topic if it was announced since the last look.
    pub fn change(&mut self) -> Option<u64> {
        let receiver = self.receiver.as_mut()?;
        receiver.has_changed().unwrap_or(false).then(|| receiver.borrow_and_update().announced)
    }

    /// Waits until the topic was announced since the last look; this is no look.
    pub async fn changed(&mut self) -> Topic {
        if let Some(receiver) = &mut self.receiver {
            // An error means that the topic was dropped, which cannot happen while it has a subscription.
            let _ = receiver.changed().await;
            receiver.mark_changed();
        }
        self.key.1
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut senders = self.live.senders();
        self.receiver = None;
        if senders.get(&self.key).is_some_and(|sender| sender.receiver_count() == 0) {
            senders.remove(&self.key);
        }
    }
}

async fn listen(pool: &PgPool) -> sqlx::Result<PgListener> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Deletes what is older than fifteen minutes but the newest of it, which shows how far back the outbox reaches: in
/// a quiet hour pages that open need not load twice.
///
/// # Errors
/// When the database fails.
pub async fn sweep(pool: &PgPool, clock: &Clock) -> sqlx::Result<()> {
    let before = clock.now() - OUTBOX_RETENTION;
    sqlx::query!(
        "delete from outbox where at < $1 and xid < (select max(xid) from outbox where at < $1)",
        before.to_sqlx() as _
    )
    .execute(pool)
    .await?;
    Ok(())
}
