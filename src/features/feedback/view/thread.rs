//! `/percakapan/{thread}` and `/percakapan/baru?…`: one thread.
//!
//! Each part of the page follows its own part of the data, so that a new message leaves the composer and the text
//! typed in it alone.

use super::{
    form::MessageForm,
    guests::{Found, Guests, find},
    messages::{Messages, keep_in_view},
};
use crate::{
    document::{use_me, use_typed},
    domain::{
        event::Topic,
        feedback::{MessageKind, Subject},
        id::{EmployeeId, ThreadId},
    },
    error::Error,
    features::feedback::{
        api::{mark_read, open_thread},
        model::{Sent, Thread, ThreadPlace, ThreadQuery, kind_of},
    },
    form_input::SubmittedForm,
    query,
    ui::{
        empty::Skeleton,
        live::{Live, on_change},
        notice::{Notice, NoticeKind, sentence},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::{html, prelude::*, task::spawn_local, web_sys};
use leptos_router::{
    NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use uuid::Uuid;

/// The part of an address that begins a request for support.
const SUPPORT: &str = "?jenis=dukungan";

/// The answer with the request that it belongs to: after a change of address the old one is still there at first.
type Opened = query::Query<(ThreadQuery, Result<Thread, Error>)>;

/// The queries of the page.
struct ThreadLoaded {
    asked: Memo<ThreadQuery>,
    wanted: Memo<String>,
    opened: Opened,
    found: Found,
}

#[component]
pub fn ThreadPage() -> impl IntoView {
    let ThreadLoaded { asked, wanted, opened, found } = ThreadLoaded::load();
    let typed = use_typed();
    let me = use_me().and_then(|me| me.employee);
    view! {
        <Suspense fallback=|| ()>
            {move || {
                opened.block_ssr();
                found.block_ssr();
                let typed = typed.clone();
                view! { <OpenThread asked=asked.get() me wanted opened found typed /> }
            }}
        </Suspense>
    }
}

impl ThreadLoaded {
    fn load() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| {
            let query = query.read();
            let path = params.read().get("thread").unwrap_or_default();
            // What is no id is of no thread: the server answers as for one that it does not know.
            let place = ThreadPlace::parse(&path, |name| query.get(name));
            ThreadQuery {
                place: place.unwrap_or(ThreadPlace::Thread(ThreadId(Uuid::nil()))),
                before: query.get("sebelum").and_then(|id| id.parse().ok()),
            }
        });
        let wanted = Memo::new(move |_| query.read().get("cari").unwrap_or_default());
        let opened =
            query::Query::load(move || asked.get(), |asked| async move { Ok((asked, open_thread(asked).await)) });
        let thread = move || match asked.get().place {
            ThreadPlace::Thread(thread) => Some(thread),
            ThreadPlace::Subject(_) => None,
        };
        let found = query::Query::load(move || (thread(), wanted.get()), find);
        Self { asked, wanted, opened, found }
    }
}

fn missing(error: &Error) -> AnyView {
    let sentence = error.to_string();
    view! {
        <PageHead title="Percakapan" />
        <Notice kind=NoticeKind::Error>{sentence}</Notice>
        <p>
            <a href="/percakapan">"Ke daftar percakapan"</a>
        </p>
    }
    .into_any()
}

/// The state of the page.
#[derive(Clone, Debug, PartialEq)]
enum PageState {
    Loading,
    Open,
    /// The subject has a thread already, which has an address of its own.
    Moved(ThreadId),
    Refused(Error),
}

impl PageState {
    /// Returns the state after an answer. Once the thread is open it stays: a lost connection must not remove the
    /// composer. `stays` keeps the page of a subject although it has a thread by now.
    fn next(self, asked: ThreadQuery, stays: bool, answer: Option<&Result<Thread, Error>>) -> Self {
        match answer {
            None => self,
            Some(Ok(thread)) => match (asked.place, thread.id) {
                (ThreadPlace::Subject(_), Some(id)) if !stays && self != Self::Open => Self::Moved(id),
                _ => Self::Open,
            },
            Some(Err(error)) => match error {
                Error::NotFound | Error::Forbidden => Self::Refused(error.clone()),
                _ if self == Self::Open => Self::Open,
                _ => Self::Refused(error.clone()),
            },
        }
    }
}

/// The thread of an address, as far as it is loaded.
#[component]
fn OpenThread(
    asked: ThreadQuery,
    me: Option<EmployeeId>,
    wanted: Memo<String>,
    opened: Opened,
    found: Found,
    #[prop(optional_no_strip)] typed: Option<SubmittedForm>,
) -> impl IntoView {
    let thread = Memo::new(move |before: Option<&Option<Thread>>| {
        answer(opened, asked, |answer| match answer {
            Some(Ok(thread)) => Some(thread.clone()),
            _ => before.cloned().flatten(),
        })
    });
    // A refused form is shown at its own address, even if the subject has a thread by now.
    let came_back = typed.is_some();
    let kind = use_query_map().read_untracked().get("jenis").map(|kind| kind_of(&kind));
    let state = Memo::new(move |before: Option<&PageState>| {
        let before = before.cloned().unwrap_or(PageState::Loading);
        answer(opened, asked, |answer| before.next(asked, came_back, answer))
    });
    let id = Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.id)));
    // A subject without a thread gets one by a first message, which changes the topics of its readers.
    let topics = move || match id.get() {
        Some(id) => vec![Topic::Thread(id)],
        None => me.map(Topic::Person).into_iter().collect(),
    };
    on_change(topics, move || opened.refetch());
    mark_newest_read(thread);
    view! {
        {move || match state.get() {
            PageState::Loading => view! { <PageHead title="Percakapan" /><Skeleton lines=8 /> }.into_any(),
            PageState::Moved(id) => {
                let path = ThreadPlace::Thread(id).path() + if kind == Some(MessageKind::Support) { SUPPORT } else { "" };
                view! { <Redirect path options=replacing() /> }.into_any()
            }
            PageState::Refused(Error::SignIn | Error::OtherAccount) if came_back => {
                view! { <SignedOut place=asked.place typed=typed.clone() /> }.into_any()
            }
            PageState::Refused(error) => missing(&error),
            PageState::Open => {
                view! { <Talk asked thread wanted opened found kind typed=typed.clone() /> }.into_any()
            }
        }}
    }
    .into_any()
}

/// Picks from the answer for an address.
fn answer<P>(opened: Opened, asked: ThreadQuery, pick: impl FnOnce(Option<&Result<Thread, Error>>) -> P) -> P {
    opened.with(|opened| pick(opened.filter(|(at, _)| *at == asked).map(|(_, answer)| answer)))
}

fn replacing() -> NavigateOptions {
    NavigateOptions { replace: true, ..NavigateOptions::default() }
}

/// Marks the newest message as read, once it is in view and the tab is visible.
fn mark_newest_read(thread: Memo<Option<Thread>>) {
    let unread =
        Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| Some((thread.id?, thread.unread?)))));
    let visible = RwSignal::new(false);
    Effect::new(move |_| {
        let look = move || {
            visible.try_set(document().visibility_state() == web_sys::VisibilityState::Visible);
        };
        look();
        let handle = window_event_listener_untyped("visibilitychange", move |_| look());
        on_cleanup(move || handle.remove());
    });
    Effect::new(move |_| {
        if let Some((thread, _)) = unread.get()
            && visible.get()
        {
            // After a failure it is marked with the next message.
            spawn_local(async move {
                let _ = mark_read(thread).await;
            });
        }
    });
}

/// The form that was refused because nobody is signed in: its text stays and can be sent again.
#[component]
fn SignedOut(place: ThreadPlace, #[prop(optional_no_strip)] typed: Option<SubmittedForm>) -> impl IntoView {
    // Sent again, it is the same message.
    let id = typed.as_ref().and_then(|typed| typed.field("id")).and_then(|id| id.parse().ok());
    view! {
        <PageHead title="Percakapan" />
        <MessageForm place subject=None id typed awaited=Signal::stored(None) on_sent=|_| () />
    }
    .into_any()
}

/// An open thread: title, messages, composer and readers.
#[component]
fn Talk(
    asked: ThreadQuery,
    thread: Memo<Option<Thread>>,
    wanted: Memo<String>,
    opened: Opened,
    found: Found,
    /// The kind of message in the address.
    #[prop(optional_no_strip)]
    kind: Option<MessageKind>,
    #[prop(optional_no_strip)] typed: Option<SubmittedForm>,
) -> impl IntoView {
    let Some(first) = thread.get_untracked() else { return ().into_any() };
    let navigate = use_navigate();
    let place = asked.place;
    let older = asked.before.is_some();
    let on_sent = move |sent: Sent| {
        if place == ThreadPlace::Thread(sent.thread) && !older {
            opened.refetch();
        } else {
            navigate(&ThreadPlace::Thread(sent.thread).path(), replacing());
        }
    };
    let composer = NodeRef::<html::Div>::new();
    keep_in_view(thread, composer, older);
    let message_typed = typed.clone().filter(|typed| typed.field("text").is_some());
    let id =
        message_typed.as_ref().and_then(|typed| typed.field("id")).and_then(|id| id.parse().ok()).unwrap_or(first.next);
    let link = first.link.clone().map(|(href, words)| view! { <a class="quiet" href=href>{words}</a> });
    let subject: Subject = first.subject;
    let awaited = Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.awaited.clone())));
    let asks = kind == Some(MessageKind::Support);
    let promise = first.promise.filter(|_| asks);
    let requested =
        Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.requested.clone())));
    // Asked for, it says so instead of what would follow.
    let support = move || {
        let notice = match requested.get() {
            Some(requested) => (NoticeKind::Success, requested),
            None => (NoticeKind::Info, promise.clone()?),
        };
        Some(sentence(notice.0, notice.1))
    };
    let badge = use_context::<Live>().map(|live| view! { <LiveBadge state=live.state() /> });
    view! {
        <PageHead title=first.title subtitle=first.about>
            {badge}
            {link}
        </PageHead>
        <div class="thread">
            <Guests thread found wanted typed on_changed=Callback::new(move |()| opened.refetch()) />
            <Messages thread place older />
            <div class="composer" class:asks=asks node_ref=composer>
                <div role="status">{support}</div>
                <MessageForm
                    place
                    subject
                    id=Some(id)
                    typed=message_typed
                    awaited
                    kind=kind.unwrap_or(MessageKind::Reply)
                    is_focused=asks
                    on_sent
                />
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{MessageId, SkpId};

    fn asked() -> ThreadQuery {
        ThreadQuery { place: ThreadPlace::Subject(Subject::Skp(SkpId(Uuid::nil()))), before: None }
    }

    fn thread(id: Option<ThreadId>) -> Thread {
        Thread {
            id,
            subject: Subject::Skp(SkpId(Uuid::nil())),
            title: String::new(),
            about: String::new(),
            link: None,
            messages: vec![],
            notes: vec![],
            shown: None,
            older: None,
            unread: None,
            guests: vec![],
            readers: String::new(),
            awaited: None,
            requested: None,
            promise: None,
            hosts: false,
            next: MessageId(Uuid::nil()),
        }
    }

    #[test]
    fn a_subject_with_a_thread_leads_there_unless_somebody_is_writing() {
        let id = ThreadId(Uuid::from_u128(7));
        let there = Ok(thread(Some(id)));
        assert_eq!(PageState::Loading.next(asked(), false, Some(&there)), PageState::Moved(id));
        assert_eq!(PageState::Loading.next(asked(), true, Some(&there)), PageState::Open);
        assert_eq!(PageState::Open.next(asked(), false, Some(&there)), PageState::Open);
        assert_eq!(PageState::Loading.next(asked(), false, Some(&Ok(thread(None)))), PageState::Open);
    }

    #[test]
    fn a_broken_line_leaves_the_thread_open_and_a_lost_right_does_not() {
        assert_eq!(PageState::Open.next(asked(), false, Some(&Err(Error::Offline))), PageState::Open);
        assert_eq!(PageState::Open.next(asked(), false, Some(&Err(Error::SignIn))), PageState::Open);
        assert_eq!(
            PageState::Open.next(asked(), false, Some(&Err(Error::NotFound))),
            PageState::Refused(Error::NotFound)
        );
        assert_eq!(
            PageState::Loading.next(asked(), false, Some(&Err(Error::Offline))),
            PageState::Refused(Error::Offline)
        );
    }
}
