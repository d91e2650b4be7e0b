//! Live changes: one event stream per visible tab, shared by everything on the page.
//!
//! A page asks for [`Live::version`] of the topics that it shows and loads again when the number grows: at once on the
//! first change, then at most once a second per listener (every fifteen with `Save-Data`), and after the wait that the
//! server names when there are many subscribers. The stream closes while the tab is hidden and reconnects with the id
//! of the last event, so that nothing in between is missed. A line that dies without closing is noticed by the missing
//! heartbeat of the server.

use super::{json::Json, shell::LiveState};
use crate::domain::event::Topic;
use futures::StreamExt;
use gloo_net::eventsource::{State, futures::EventSource};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// The shortest time between two notifications of a listener.
const PAUSE_MS: f64 = 1000.0;
/// The same for somebody who spares data: at each one a page loads all that it shows.
const SPARING_PAUSE_MS: f64 = 15_000.0;
/// The wait before the first reconnect; each further one waits up to twice as long.
const FIRST_RETRY_MS: f64 = 400.0;
const LAST_RETRY_MS: f64 = 15_000.0;
/// How often the stream is looked at.
const WATCH_INTERVAL: Duration = Duration::from_millis(500);
/// Looks without an event after which the line is dead: 18 seconds, two heartbeats and a bit. Counted, because the clock
/// of a phone may be set meanwhile.
const MAX_SILENT_LOOKS: u32 = 36;

/// The page's live connection.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    listeners: RwSignal<Vec<Listener>>,
    state: RwSignal<LiveState>,
    last_id: StoredValue<String>,
    attempt: RwSignal<u32>,
    pause: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Listener {
    topic: Topic,
    version: RwSignal<u32>,
    notified_at: StoredValue<f64>,
    waiting: StoredValue<bool>,
}

impl Live {
    /// Connects to the stream. Called once, in the frame around all pages.
    ///
    /// `since` is the id of the last event that the page's data includes: changes between rendering and connecting are
    /// received.
    pub fn provide(since: String, spares_data: bool) -> Self {
        let live = Self {
            listeners: RwSignal::default(),
            state: RwSignal::default(),
            last_id: StoredValue::new(since),
            attempt: RwSignal::default(),
            pause: if spares_data { SPARING_PAUSE_MS } else { PAUSE_MS },
        };
        provide_context(live);
        live.listen();
        live
    }

    pub fn state(self) -> Signal<LiveState> {
        self.state.into()
    }

    /// Returns a number that grows whenever one of the topics changes.
    pub fn version(self, topics: impl Fn() -> Vec<Topic> + Send + Sync + 'static) -> Signal<u32> {
        let version = RwSignal::new(0);
        let topics = Memo::new(move |_| topics());
        Effect::new(move |before: Option<Vec<Listener>>| {
            let before = before.unwrap_or_default();
            let now: Vec<Listener> = topics
                .get()
                .into_iter()
                .map(|topic| {
                    before.iter().copied().find(|listener| listener.topic == topic).unwrap_or_else(|| Listener {
                        topic,
                        version,
                        notified_at: StoredValue::default(),
                        waiting: StoredValue::default(),
                    })
                })
                .collect();
            self.listeners.update(|all| {
                all.retain(|listener| listener.version != version);
                all.extend(now.iter().copied());
            });
            now
        });
        on_cleanup(move || {
            self.listeners.try_update(|all| all.retain(|listener| listener.version != version));
        });
        version.into()
    }

    fn listen(self) {
        let visible = RwSignal::new(true);
        Effect::new(move |_| {
            let handle = window_event_listener_untyped("visibilitychange", move |_| {
                visible.set(document().visibility_state() == web_sys::VisibilityState::Visible);
            });
            // The browser notices before the stream does; when it is online again the stream reconnects with what was
            // missed.
            let offline = window_event_listener_untyped("offline", move |_| self.say_lost());
            let online = window_event_listener_untyped("online", move |_| self.attempt.update(|attempt| *attempt += 1));
            on_cleanup(move || {
                handle.remove();
                offline.remove();
                online.remove();
            });
        });
        let wanted = Memo::new(move |_| {
            self.listeners.with(|all| {
                let mut names = String::new();
                for (index, listener) in all.iter().enumerate() {
                    if all.iter().position(|one| one.topic == listener.topic) == Some(index) {
                        names.push_str(if names.is_empty() { "" } else { "," });
                        names.push_str(&listener.topic.to_string());
                    }
                }
                names
            })
        });
        Effect::new(move |_| {
            self.attempt.track();
            let topics = wanted.get();
            if topics.is_empty() || !visible.get() {
                return;
            }
            let Some(mut source) = self.open(&topics) else { return };
            let (Ok(ready), Ok(refresh), Ok(change)) =
                (source.subscribe("ready"), source.subscribe("refresh"), source.subscribe("change"))
            else {
                return;
            };
            let source = StoredValue::new_local(Some(source));
            on_cleanup(move || {
                source.try_update_value(|source| {
                    if let Some(source) = source.take() {
                        source.close();
                    }
                });
            });
            let silent = StoredValue::new(0);
            // The stream's own error is silent while the browser retries by itself: check its state instead.
            if let Ok(watch) = set_interval_with_handle(
                move || {
                    let broken = source
                        .try_with_value(|source| source.as_ref().is_some_and(|source| source.state() != State::Open));
                    let dead = silent.try_update_value(|silent| {
                        *silent += 1;
                        *silent > MAX_SILENT_LOOKS
                    });
                    if dead == Some(true)
                        || (broken == Some(true) && self.state.try_get_untracked() == Some(LiveState::Live))
                    {
                        self.lost(source);
                    }
                },
                WATCH_INTERVAL,
            ) {
                on_cleanup(move || watch.clear());
            }
            let mut events = futures::stream::select(futures::stream::select(ready, refresh), change);
            spawn_local(async move {
                while let Some(event) = events.next().await {
                    let Ok((kind, message)) = event else {
                        self.lost(source);
                        break;
                    };
                    silent.try_set_value(0);
                    self.last_id.try_set_value(message.last_event_id());
                    match kind.as_str() {
                        "ready" => {
                            let before = self.state.try_get_untracked();
                            self.state.try_set(LiveState::Live);
                            // Requests without a connection got no answer.
                            if matches!(before, Some(LiveState::Lost(_))) {
                                self.notify(0.0, |_| true);
                            }
                        }
                        "refresh" => self.notify(0.0, |_| true),
                        _ => {
                            let Some(said) = message.data().as_string().and_then(|text| Json::parse(&text)) else {
                                continue;
                            };
                            let wait = said.number("wait").unwrap_or_default();
                            if let Some(topic) = said.text("topic").and_then(|topic| topic.parse::<Topic>().ok()) {
                                self.notify(wait, |listener| listener.topic == topic);
                            }
                        }
                    }
                }
            });
        });
    }

    fn open(self, topics: &str) -> Option<EventSource> {
        let since = self.last_id.get_value();
        let mut url = format!("/live?topics={topics}");
        if !since.is_empty() {
            url.push_str("&since=");
            url.push_str(&since);
        }
        EventSource::new(&url).ok()
    }

    /// Shows that the connection was lost and retries, each browser after a time of its own.
    fn lost(self, source: StoredValue<Option<EventSource>, LocalStorage>) {
        let closed = source.try_update_value(|source| source.take().map(EventSource::close)).flatten();
        if closed.is_none() {
            // Closed on purpose, for a hidden tab or other topics.
            return;
        }
        self.say_lost();
        let attempt = self.attempt.try_get_untracked().unwrap_or_default();
        let longest = (FIRST_RETRY_MS * f64::from(1_u32 << attempt.min(6))).min(LAST_RETRY_MS);
        let wait = longest / 2.0 + js_sys::Math::random() * longest / 2.0;
        after(wait, move || {
            self.attempt.try_update(|attempt| *attempt += 1);
        });
    }

    /// Shows since when the connection has been lost.
    fn say_lost(self) {
        if !matches!(self.state.try_get_untracked(), Some(LiveState::Lost(_)) | None) {
            let now = js_sys::Date::new_0();
            self.state.set(LiveState::Lost(format!("{:02}.{:02}", now.get_hours(), now.get_minutes())));
        }
    }

    fn notify(self, wait: f64, concerns: impl Fn(&Listener) -> bool) {
        for listener in self.listeners.try_get_untracked().unwrap_or_default() {
            if concerns(&listener) {
                listener.notify(wait, self.pause);
            }
        }
    }
}

impl Listener {
    /// Notifies the listener after `wait` milliseconds, and not sooner after the last time than `pause`.
    fn notify(self, wait: f64, pause: f64) {
        let since = js_sys::Date::now() - self.notified_at.try_get_value().unwrap_or_default();
        let wait = wait.max(pause - since);
        if wait <= 0.0 {
            self.notify_now();
        } else if self.waiting.try_get_value() == Some(false) {
            self.waiting.try_set_value(true);
            after(wait, move || {
                self.waiting.try_set_value(false);
                self.notify_now();
            });
        }
    }

    fn notify_now(self) {
        self.notified_at.try_set_value(js_sys::Date::now());
        self.version.try_update(|version| *version += 1);
    }
}

/// Runs `refetch` each time that a topic changes, not at the start.
pub fn on_change(topics: impl Fn() -> Vec<Topic> + Send + Sync + 'static, refetch: impl Fn() + 'static) {
    let Some(live) = use_context::<Live>() else { return };
    let version = live.version(topics);
    on_growth(version, Box::new(refetch));
}

/// Boxed, so that the browser contains this code once.
fn on_growth(version: Signal<u32>, run: Box<dyn Fn()>) {
    Effect::new(move |before: Option<u32>| {
        let version = version.get();
        if before.is_some_and(|before| before != version) {
            run();
        }
        version
    });
}

/// Runs something after `ms` milliseconds.
fn after(ms: f64, run: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 15,000")]
    let wait = Duration::from_millis(ms.max(0.0) as u64);
    set_timeout_with_handle(run, wait).ok()
}

/// Returns the live connection of the page; every signed-in page has one.
pub fn use_live() -> Live {
    expect_context::<Live>()
}
