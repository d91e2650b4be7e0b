//! `GET /live`: the stream of one browser tab, as server-sent events.

mod authorize;

use super::{App, diagnostics::GaugeGuard, door::Caller, session};
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
use serde::Deserialize;
use std::{
    collections::{BTreeSet, VecDeque},
    convert::Infallible,
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Changes of topics are collected this long before the next event of a stream.
const COALESCE_INTERVAL: Duration = Duration::from_millis(100);
/// How often a stream checks that its session is still valid.
const SESSION_CHECK_INTERVAL: Duration = Duration::from_secs(30);
/// Without a change a stream says so this often: a page that hears nothing for longer knows that its line is dead
/// (`ui/live.rs`). A comment, which proxies would be content with, does not reach a page.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(8);
/// Topics that one stream may subscribe to.
const MAX_TOPICS: usize = 32;

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
        subscription.topics.split(',').take(MAX_TOPICS).filter_map(|topic| topic.parse().ok()).collect();
    let since = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .map(ToOwned::to_owned)
        .or(subscription.since)
        .filter(|id| !id.is_empty());
    let app = caller.app().clone();
    let readable = match authorize::readable(&caller, wanted).await {
        Ok(topics) => topics,
        Err(error) => return super::problem::ApiError(error).into_response(),
    };
    // Subscribed before the past is read: a change in between is sent twice rather than never.
    let live = app.live.clone();
    let agency = actor.agency;
    let own = Topic::Session(actor.session);
    let receivers: Vec<_> =
        readable.iter().chain([&own]).map(|topic| (*topic, live.subscribe(agency, *topic))).collect();
    let mut pending = VecDeque::from([LiveEvent::Ready]);
    if let Some(since) = since {
        match replay(&app, &since, agency, &readable).await {
            Ok(Some(topics)) => pending.extend(topics.into_iter().map(|topic| LiveEvent::Changed(topic, 0))),
            Ok(None) => pending.push_back(LiveEvent::Refresh),
            Err(error) => return super::problem::ApiError(error.into()).into_response(),
        }
    }
    let subscriber = Subscriber {
        _open: app.diagnostics.streams().guard(),
        app,
        agency,
        session: actor.session,
        receivers,
        pending,
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

/// Returns the topics that changed since an event's id; `None` if the outbox does not reach back that far.
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
    receivers: Vec<(Topic, watch::Receiver<u64>)>,
    pending: VecDeque<LiveEvent>,
    /// When changes were last sent.
    sent: Option<Instant>,
    _open: GaugeGuard,
}

impl Subscriber {
    async fn next(mut self) -> Option<(SseEvent, Self)> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some((self.write(&event), self));
            }
            // At once on the first change, then collected.
            if let Some(sent) = self.sent {
                tokio::time::sleep_until(sent + COALESCE_INTERVAL).await;
            }
            let stop = self.app.live.stopped();
            let changed = tokio::select! {
                () = stop.cancelled() => return None,
                changed = any_changed(&mut self.receivers) => Some(changed),
                () = tokio::time::sleep(SESSION_CHECK_INTERVAL) => None,
            };
            if changed.is_none_or(|topic| matches!(topic, Topic::Session(_)))
                && !session::is_valid(&self.app, self.session).await
            {
                return None;
            }
            if changed.is_some() {
                self.sent = Some(Instant::now());
                for (topic, receiver) in &mut self.receivers {
                    if receiver.has_changed().unwrap_or(false) {
                        let version = *receiver.borrow_and_update();
                        if !matches!(topic, Topic::Session(_)) {
                            self.pending.push_back(LiveEvent::Changed(*topic, version));
                        }
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
async fn any_changed(receivers: &mut [(Topic, watch::Receiver<u64>)]) -> Topic {
    let waits: Vec<BoxFuture<'_, usize>> = receivers
        .iter_mut()
        .enumerate()
        .map(|(index, (_, receiver))| {
            async move {
                // An error means that the topic was dropped, which cannot happen while there is a receiver.
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
