//! `/percakapan/{thread}` and `/percakapan/baru?…`: one thread.
//!
//! Each part of the page follows its own part of the data, so that a message that arrives leaves the composer
//! and what is typed in it alone.

use super::{
    form::MessageForm,
    guests::{Found, Guests, find},
    kind_chip,
};
use crate::{
    document::{use_me, use_typed},
    domain::{
        event::Topic,
        feedback::Subject,
        id::{EmployeeId, MessageId, ThreadId},
    },
    error::Error,
    features::feedback::{
        api::{mark_read, open_thread},
        model::{MessageRow, Sent, Thread, ThreadPlace, ThreadQuery},
    },
    form_input::SubmittedForm,
    query,
    ui::{
        avatar::Avatar,
        empty::{Empty, Skeleton},
        live::{Live, on_change},
        notice::{Notice, NoticeKind},
        rows::rows,
        shell::{LiveBadge, PageHead},
    },
};
use leptos::{html, prelude::*, task::spawn_local, web_sys};
use leptos_router::{
    NavigateOptions,
    components::Redirect,
    hooks::{use_navigate, use_params_map, use_query_map},
};

/// The answer beside what it answers: after a change of address the old one is still there for a moment.
type Opened = query::Query<(Option<ThreadQuery>, Result<Thread, Error>)>;

/// What the page loads.
struct ThreadLoaded {
    asked: Memo<Option<ThreadQuery>>,
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
                match asked.get() {
                    Some(asked) => view! { <OpenThread asked me wanted opened found typed /> }.into_any(),
                    None => missing(&Error::NotFound),
                }
            }}
        </Suspense>
    }
}

impl ThreadLoaded {
    fn load() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| {
            let query = query.read();
            let place = ThreadPlace::parse(&params.read().get("thread")?, |name| query.get(name))?;
            Some(ThreadQuery { place, before: query.get("sebelum").and_then(|id| id.parse().ok()) })
        });
        let wanted = Memo::new(move |_| query.read().get("cari").unwrap_or_default());
        let opened = query::Query::load(
            move || asked.get(),
            |asked| async move {
                match asked {
                    Some(at) => Ok((asked, open_thread(at).await)),
                    None => Ok((asked, Err(Error::NotFound))),
                }
            },
        );
        let thread = move || match asked.get().map(|asked| asked.place) {
            Some(ThreadPlace::Thread(thread)) => Some(thread),
            _ => None,
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

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Nothing,
    Here,
    /// The subject has a thread already, at its own address.
    Moved(ThreadId),
    Refused(Error),
}

impl Shown {
    /// Once the thread is open it stays: a line that breaks must not take the composer away.
    fn next(self, asked: ThreadQuery, stays: bool, answer: Option<&Result<Thread, Error>>) -> Self {
        match answer {
            None => self,
            Some(Ok(thread)) => match (asked.place, thread.id) {
                (ThreadPlace::Subject(_), Some(id)) if !stays && self != Self::Here => Self::Moved(id),
                _ => Self::Here,
            },
            Some(Err(error)) => match error {
                Error::NotFound | Error::Forbidden => Self::Refused(error.clone()),
                _ if self == Self::Here => Self::Here,
                _ => Self::Refused(error.clone()),
            },
        }
    }
}

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
    // What came back with a form is shown where it was typed, even if the subject has a thread by now.
    let came_back = typed.is_some();
    let shown = Memo::new(move |before: Option<&Shown>| {
        let before = before.cloned().unwrap_or(Shown::Nothing);
        answer(opened, asked, |answer| before.next(asked, came_back, answer))
    });
    let id = Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.id)));
    // A subject without a thread gets one by somebody's first message, which is told to its readers.
    let topics = move || match id.get() {
        Some(id) => vec![Topic::Thread(id)],
        None => me.map(Topic::Person).into_iter().collect(),
    };
    on_change(topics, move || opened.refetch());
    read_what_is_seen(thread);
    view! {
        {move || match shown.get() {
            Shown::Nothing => view! { <PageHead title="Percakapan" /><Skeleton lines=8 /> }.into_any(),
            Shown::Moved(id) => view! { <Redirect path=ThreadPlace::Thread(id).path() options=replacing() /> }.into_any(),
            Shown::Refused(Error::SignIn) if came_back => {
                view! { <SignedOut place=asked.place typed=typed.clone() /> }.into_any()
            }
            Shown::Refused(error) => missing(&error),
            Shown::Here => {
                view! { <Talk asked thread wanted opened found typed=typed.clone() /> }.into_any()
            }
        }}
    }
    .into_any()
}

/// What was answered for an address.
fn answer<P>(opened: Opened, asked: ThreadQuery, pick: impl FnOnce(Option<&Result<Thread, Error>>) -> P) -> P {
    opened.with(|opened| pick(opened.filter(|(at, _)| *at == Some(asked)).map(|(_, answer)| answer)))
}

fn replacing() -> NavigateOptions {
    NavigateOptions { replace: true, ..NavigateOptions::default() }
}

/// Tells the server that the newest message is in view, once it is and the tab is visible.
fn read_what_is_seen(thread: Memo<Option<Thread>>) {
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
            // Not marked now, it is marked with the next message.
            spawn_local(async move {
                let _ = mark_read(thread).await;
            });
        }
    });
}

/// A form came back because nobody is signed in: what was typed stays, and can be sent again from here.
#[component]
fn SignedOut(place: ThreadPlace, #[prop(optional_no_strip)] typed: Option<SubmittedForm>) -> impl IntoView {
    view! {
        <PageHead title="Percakapan" />
        <MessageForm place subject=None typed on_sent=|_| () />
    }
    .into_any()
}

#[component]
fn Talk(
    asked: ThreadQuery,
    thread: Memo<Option<Thread>>,
    wanted: Memo<String>,
    opened: Opened,
    found: Found,
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
    let badge = use_context::<Live>().map(|live| view! { <LiveBadge state=live.state() /> });
    view! {
        <PageHead title=first.title subtitle=first.about>
            {badge}
            {link}
        </PageHead>
        <div class="thread">
            <Messages thread place older />
            <div class="composer" node_ref=composer>
                <MessageForm place subject id=Some(id) typed=message_typed on_sent />
            </div>
            <Guests thread found wanted typed on_added=Callback::new(move |()| opened.refetch()) />
        </div>
    }
    .into_any()
}

/// A thread opens at its end, where the newest message and the composer are, and stays there while messages
/// arrive; somebody who reads further up is left there.
fn keep_in_view(thread: Memo<Option<Thread>>, composer: NodeRef<html::Div>, older: bool) {
    let newest = Memo::new(move |_| {
        thread.with(|thread| thread.as_ref().and_then(|thread| thread.messages.last().map(|row| row.id)))
    });
    Effect::new(move |before: Option<Option<MessageId>>| {
        let newest = newest.get();
        if let Some(composer) = composer.get()
            && newest.is_some()
            && before != Some(newest)
        {
            // As far below the window as one long message may have pushed it.
            let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
            let scrolled = window().scroll_y().unwrap_or_default();
            let near = f64::from(composer.offset_top()) - scrolled < height * 1.3;
            let opens = before.flatten().is_none() && !older && scrolled < 1.0;
            if opens || (before.flatten().is_some() && near) {
                composer.scroll_into_view_with_bool(false);
            }
        }
        newest
    });
}

#[component]
fn Messages(
    thread: Memo<Option<Thread>>,
    place: ThreadPlace,
    /// Whether older messages than the newest are shown.
    older: bool,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        thread
            .with(|thread| thread.as_ref().map(|thread| thread.messages.iter().map(|row| row.id.0).collect::<Vec<_>>()))
            .unwrap_or_default()
    });
    let path = place.path();
    let before = Memo::new(move |_| thread.with(|thread| thread.as_ref().and_then(|thread| thread.older)));
    let earlier = {
        let path = path.clone();
        move || {
            before.get().map(|before| {
                view! { <a class="quiet" href=format!("{path}?sebelum={before}")>"Pesan sebelumnya"</a> }
            })
        }
    };
    let newest = older.then(|| view! { <a class="quiet" href=path>"Pesan terbaru"</a> });
    let empty = move || {
        ids.with(Vec::is_empty).then(|| {
            view! { <Empty sentence="Belum ada pesan. Tulis yang pertama." /> }
        })
    };
    view! {
        <p class="pager">{earlier} {newest}</p>
        {empty}
        <ol class="messages" aria-label="Pesan" aria-live="polite" aria-relevant="additions">
            {rows(move || ids.get(), move |id| view! { <Message thread id=MessageId(id) /> }.into_any())}
        </ol>
    }
    .into_any()
}

#[component]
fn Message(thread: Memo<Option<Thread>>, id: MessageId) -> impl IntoView {
    let row = move |thread: &Option<Thread>| -> Option<MessageRow> {
        thread.as_ref()?.messages.iter().find(|row| row.id == id).cloned()
    };
    let Some(first) = thread.with_untracked(row) else { return ().into_any() };
    // A message is never changed; only who has read it and how one tells its day.
    let around = Memo::new(move |_| thread.with(row).map(|row| (row.at, row.read)));
    let at = move || around.with(|around| around.as_ref().map(|(at, _)| at.clone()));
    let read = move || {
        around.get().filter(|(_, read)| !read.is_empty()).map(|(_, read)| {
            let readers = read.into_iter().map(|read| view! { <span>{read}</span> }).collect_view();
            view! { <p class="message-read">{readers}</p> }
        })
    };
    let author = if first.own { "Anda".to_owned() } else { first.author };
    view! {
        <li class="message" class:own=first.own id=format!("pesan-{id}")>
            <Avatar initials=first.initials />
            <div class="message-body">
                <p class="message-head">
                    <b>{author}</b>
                    {kind_chip(first.kind)}
                    <small>{at}</small>
                </p>
                <p class="message-text">{first.text}</p>
                {read}
            </div>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::SkpId;
    use uuid::Uuid;

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
            older: None,
            unread: None,
            guests: vec![],
            readers: String::new(),
            hosts: false,
            next: MessageId(Uuid::nil()),
        }
    }

    #[test]
    fn a_subject_with_a_thread_leads_there_unless_somebody_is_writing() {
        let id = ThreadId(Uuid::from_u128(7));
        let there = Ok(thread(Some(id)));
        assert_eq!(Shown::Nothing.next(asked(), false, Some(&there)), Shown::Moved(id));
        assert_eq!(Shown::Nothing.next(asked(), true, Some(&there)), Shown::Here);
        assert_eq!(Shown::Here.next(asked(), false, Some(&there)), Shown::Here);
        assert_eq!(Shown::Nothing.next(asked(), false, Some(&Ok(thread(None)))), Shown::Here);
    }

    #[test]
    fn a_broken_line_leaves_the_thread_open_and_a_lost_right_does_not() {
        assert_eq!(Shown::Here.next(asked(), false, Some(&Err(Error::Offline))), Shown::Here);
        assert_eq!(Shown::Here.next(asked(), false, Some(&Err(Error::SignIn))), Shown::Here);
        assert_eq!(Shown::Here.next(asked(), false, Some(&Err(Error::NotFound))), Shown::Refused(Error::NotFound));
        assert_eq!(Shown::Nothing.next(asked(), false, Some(&Err(Error::Offline))), Shown::Refused(Error::Offline));
    }
}
