//! `GET /live`: the stream of one browser tab, as server-sent events.

mod authorize;

use super::{App, diagnostics::GaugeGuard, door::Caller, live::Subscription, quota::Share, session};
use crate::{
    domain::{
        event::Topic,
        id::{AgencyId, SessionId},
    },
    error::Error,
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
use serde::Deserialize;
use std::{
    collections::{BTreeSet, VecDeque},
    convert::Infallible,
    time::Duration,
};
use tokio::time::Instant;

/// Changes of topics are collected this long before the next event of a stream.
const COALESCE_INTERVAL: Duration = Duration::from_millis(100);
/// How often a stream checks that its session is still valid.
const SESSION_CHECK_INTERVAL: Duration = Duration::from_secs(30);
/// When a session with too many streams may try again.
const STREAM_RETRY_SECONDS: i64 = 15;
/// Without a change a stream says so this often: a page that hears nothing for longer knows that its line is dead
/// (`ui/live.rs`). A comment, which proxies would be content with, does not reach a page.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(8);
/// Topics that one stream may subscribe to.
const MAX_TOPICS: usize = 32;

#[derive(Debug, Deserialize)]
pub struct StreamQuery {
    #[serde(default)]
    topics: String,
    #[serde(default)]
    since: Option<String>,
}

/// `GET /live`: the stream of one browser tab. Topics that the person may not read are left out.
pub async fn stream(
    Extension(caller): Extension<Caller>,
    Query(wanted): Query<StreamQuery>,
    headers: HeaderMap,
) -> Response {
    let Ok(actor) = caller.actor() else { return StatusCode::UNAUTHORIZED.into_response() };
    let StreamQuery { topics, since } = wanted;
    let wanted: BTreeSet<Topic> = topics.split(',').take(MAX_TOPICS).filter_map(|topic| topic.parse().ok()).collect();
    let since = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .map(ToOwned::to_owned)
        .or(since)
        .filter(|id| !id.is_empty());
    let app = caller.app().clone();
    let Some(open) = app.session_streams.take(actor.session, 1) else {
        return super::problem::ApiError(Error::TooMany(STREAM_RETRY_SECONDS)).into_response();
    };
    let readable = match authorize::readable(&caller, wanted).await {
        Ok(topics) => topics,
        Err(error) => return super::problem::ApiError(error).into_response(),
    };
    // Subscribed before the past is read: a change in between is sent twice rather than never.
    let live = app.live.clone();
    let agency = actor.agency;
    let own = Topic::Session(actor.session);
    let subscriptions: Vec<_> = readable.iter().chain([&own]).map(|topic| live.subscribe(agency, *topic)).collect();
    let mut pending = VecDeque::from([LiveEvent::Ready]);
    if let Some(since) = since {
        match replay(&app, &since, agency, &readable).await {
            Ok(Some(topics)) => pending.extend(topics.into_iter().map(|topic| LiveEvent::Changed(topic, 0))),
            Ok(None) => pending.push_back(LiveEvent::Refresh),
            Err(error) => return super::problem::ApiError(error.into()).into_response(),
        }
    }
    let subscriber = Subscriber {
        _open: (app.diagnostics.streams().guard(), open),
        app,
        agency,
        session: actor.session,
        subscriptions,
        pending,
        is_over: false,
        sent: None,
    };
    let events = stream::unfold(subscriber, Subscriber::next).map(Ok::<_, Infallible>);
    // The id of the last event stays.
    let heartbeat = SseEvent::default().event("ready").data("{}");
    let keep_alive = KeepAlive::new().interval(HEARTBEAT_INTERVAL).event(heartbeat);
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

/// Returns the topics that changed since an event's id; `None` if the outbox does not reach back that far. It need not
/// where nobody has written anything yet: a sweep never empties it.
async fn replay(app: &App, since: &str, agency: AgencyId, topics: &[Topic]) -> sqlx::Result<Option<Vec<Topic>>> {
    let Ok(since) = since.parse::<u64>() else { return Ok(None) };
    let names: Vec<String> = topics.iter().map(ToString::to_string).collect();
    let past = app.pool.ask(async |db| {
        sqlx::query!(
            r#"select coalesce($1::text::xid8 >= (select min(xid) from outbox), $4)
                    and $1::text::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) as "known!",
                array(select distinct t.topic from outbox o, unnest(o.topics) as t (topic)
                    where o.xid >= $1::text::xid8 and o.agency_id = $3 and t.topic = any ($2)) as "topics!: Vec<String>""#,
            since.to_string(),
            &names,
            agency.0,
            app.live.had_begun(since),
        )
        .fetch_one(db)
        .await
    });
    let row = past.await?;
    Ok(row.known.then(|| row.topics.iter().filter_map(|topic| topic.parse().ok()).collect()))
}

#[derive(Debug)]
enum LiveEvent {
    /// The stream has begun; the same event is its heartbeat.
    Ready,
    Refresh,
    Changed(Topic, u64),
}

/// One open stream.
struct Subscriber {
    app: App,
    agency: AgencyId,
    session: SessionId,
    subscriptions: Vec<Subscription>,
    pending: VecDeque<LiveEvent>,
    /// Whether the session has ended, and with it the stream.
    is_over: bool,
    /// When changes were last sent.
    sent: Option<Instant>,
    _open: (GaugeGuard, Share<SessionId>),
}

impl Subscriber {
    async fn next(mut self) -> Option<(SseEvent, Self)> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some((self.write(&event), self));
            }
            if self.is_over {
                return None;
            }
            // At once on the first change, then collected.
            if let Some(sent) = self.sent {
                tokio::time::sleep_until(sent + COALESCE_INTERVAL).await;
            }
            let stop = self.app.live.stopped();
            let changed = tokio::select! {
                () = stop.cancelled() => return None,
                changed = any_changed(&mut self.subscriptions) => Some(changed),
                () = tokio::time::sleep(SESSION_CHECK_INTERVAL) => None,
            };
            if changed.is_none_or(|topic| matches!(topic, Topic::Session(_)))
                && !session::is_valid(&self.app, self.session).await
            {
                // The page loads again what it shows, learns that it may not, and shows it no longer.
                self.is_over = true;
                self.pending.push_back(LiveEvent::Refresh);
                continue;
            }
            if changed.is_some() {
                self.sent = Some(Instant::now());
                for subscription in &mut self.subscriptions {
                    let topic = subscription.topic();
                    if let Some(version) = subscription.change()
                        && !matches!(topic, Topic::Session(_))
                    {
                        self.pending.push_back(LiveEvent::Changed(topic, version));
                    }
                }
            }
        }
    }

    fn write(&self, event: &LiveEvent) -> SseEvent {
        let id = self.app.live.known();
        match event {
            LiveEvent::Ready => SseEvent::default().id(id).event("ready").data("{}"),
            LiveEvent::Refresh => SseEvent::default().id(id).event("refresh").data("{}"),
            LiveEvent::Changed(topic, version) => {
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

/// Waits until a topic changes and leaves the change unseen, for the caller to read.
async fn any_changed(subscriptions: &mut [Subscription]) -> Topic {
    let waits: Vec<BoxFuture<'_, Topic>> =
        subscriptions.iter_mut().map(|subscription| subscription.changed().boxed()).collect();
    select_all(waits).await.0
}
