//! The readers of a thread, and the form that adds a guest: an explicit act that all readers see.

use crate::{
    domain::id::{EmployeeId, ThreadId},
    error::Error,
    features::feedback::{
        api::{add_guest, find_colleagues, remove_guest},
        model::{Colleague, GuestRow, Thread, ThreadPlace},
    },
    form_input::SubmittedForm,
    query::Query,
    ui::{
        empty::Empty,
        field::TextField,
        form::{SubmitButton, written_for},
        icon::Glyph,
        notice::{Notice, NoticeKind},
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate, location::Url};

/// The people found by the search in the address; `None` without a search.
pub type Found = Query<Option<Vec<Colleague>>>;

/// Runs the search of an address: a thread and a part of a name.
pub async fn find(asked: (Option<ThreadId>, String)) -> Result<Option<Vec<Colleague>>, Error> {
    match asked {
        (Some(thread), wanted) if !wanted.is_empty() => find_colleagues(thread, wanted).await.map(Some),
        _ => Ok(None),
    }
}

#[component]
pub fn Guests(
    thread: Memo<Option<Thread>>,
    found: Found,
    wanted: Memo<String>,
    #[prop(optional_no_strip)] typed: Option<SubmittedForm>,
    /// Runs after a guest was added or removed.
    on_changed: Callback<()>,
) -> impl IntoView {
    let readers = move || thread.with(|thread| thread.as_ref().map(|thread| thread.readers.clone()));
    let guests = Memo::new(move |_| {
        thread.with(|thread| thread.as_ref().map(|thread| thread.guests.clone()).unwrap_or_default())
    });
    let host = Memo::new(move |_| thread.with(|thread| thread.as_ref().filter(|thread| thread.hosts)?.id));
    let list = move || {
        guests.with(|guests| {
            (!guests.is_empty()).then(|| {
                let rows = guests.iter().map(|guest| guest_row(guest, host.get(), on_changed)).collect_view();
                view! { <ul class="guest-list">{rows}</ul> }
            })
        })
    };
    view! {
        <details class="thread-readers" open=!wanted.read_untracked().is_empty()>
            <summary>"Siapa yang membaca"</summary>
            <p>{readers}</p>
            {list}
            {move || {
                let typed = typed.clone();
                host.get().map(|thread| view! { <AddGuest thread found wanted typed on_added=on_changed /> })
            }}
        </details>
    }
    .into_any()
}

/// A guest with a button that removes them, where the reader may (`host` is the thread then).
fn guest_row(guest: &GuestRow, host: Option<ThreadId>, on_changed: Callback<()>) -> AnyView {
    let GuestRow { id, name, added } = guest.clone();
    let remove = host.map(|thread| {
        let path = ThreadPlace::Thread(thread).path();
        let send = transport(move |_| remove(thread, id, on_changed));
        let submission = Submission::new(Spec::new(path.clone(), send), None);
        let submit = move |event: SubmitEvent| {
            submission.act(&event, Fields::default().with("keluar", &id.to_string()));
        };
        view! {
            <form method="post" action=path on:submit=submit>
                {written_for()}
                <input type="hidden" name="keluar" value=id.to_string() />
                <button class="quiet" type="submit">
                    "Keluarkan" <span class="visually-hidden">{format!(" {name}")}</span>
                </button>
            </form>
            <SubmissionOutcome submission />
        }
    });
    view! {
        <li>
            <b>{name.clone()}</b>
            <small>{added}</small>
            {remove}
        </li>
    }
    .into_any()
}

async fn remove(thread: ThreadId, guest: EmployeeId, on_changed: Callback<()>) -> Result<Receipt, Error> {
    remove_guest(thread, guest).await?;
    let then = move |_| {
        on_changed.try_run(());
    };
    Ok(Receipt { words: "Sudah dikeluarkan.".to_owned(), then: Box::new(then) })
}

/// Adds the person in whose row the button was pressed.
async fn add(thread: ThreadId, attempt: Attempt, on_added: Callback<()>) -> Result<Receipt, Error> {
    let guest = attempt.body.get("tamu").parse().map_err(|_| Error::NotFound)?;
    add_guest(thread, guest).await?;
    let then = move |_| {
        on_added.try_run(());
    };
    Ok(Receipt { words: "Sudah ditambahkan.".to_owned(), then: Box::new(then) })
}

/// A search by GET, which works without JavaScript and has its state in the address, and a button for each result.
#[component]
fn AddGuest(
    thread: ThreadId,
    found: Found,
    wanted: Memo<String>,
    #[prop(optional_no_strip)] typed: Option<SubmittedForm>,
    on_added: Callback<()>,
) -> impl IntoView {
    let path = ThreadPlace::Thread(thread).path();
    // The composer shows what is wrong with a message.
    let typed = typed.filter(|typed| typed.field("text").is_none());
    let send = transport(move |attempt| add(thread, attempt, on_added));
    let submission = Submission::new(Spec::new(path.clone(), send), typed.as_ref());
    let action = path.clone();
    let name = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let search = {
        let path = path.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            let wanted = name.get_untracked().map(|name| name.value()).unwrap_or_default();
            let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
            navigate(&format!("{path}?cari={}", Url::escape(wanted.trim())), options);
        }
    };
    let row = move |colleague: Colleague| {
        let Colleague { id, name, post } = colleague;
        let submit = move |event: SubmitEvent| submission.act(&event, Fields::default().with("tamu", &id.to_string()));
        view! {
            <li>
                <span>
                    <b>{name.clone()}</b>
                    <small>{post}</small>
                </span>
                <form method="post" action=path.clone() on:submit=submit>
                    {written_for()}
                    <input type="hidden" name="tamu" value=id.to_string() />
                    <button class="quiet" type="submit">
                        "Tambahkan"
                        <span class="visually-hidden">{format!(" {name}")}</span>
                    </button>
                </form>
            </li>
        }
    };
    view! {
        <details class="add-guest" open=!wanted.read_untracked().is_empty()>
            <summary>"Tambahkan orang lain"</summary>
            <p class="field-hint">
                "Ia membaca seluruh percakapan ini. Semua yang ikut melihat siapa yang menambahkannya dan kapan."
            </p>
            <form method="get" action=action on:submit=search>
                <TextField
                    id="cari-orang"
                    name="cari"
                    label="Nama atau NIP"
                    kind="search"
                    value=wanted.get_untracked()
                    node_ref=name
                />
                <SubmitButton label="Cari" icon=Glyph::Search />
            </form>
            <SubmissionOutcome submission />
            {move || {
                let row = row.clone();
                match (found.error.get(), found.get().flatten()) {
                    (Some(error), _) => {
                        let sentence = match &error {
                            Error::Invalid(errors) => errors.of("cari").unwrap_or_else(|| error.to_string()),
                            other => other.to_string(),
                        };
                        view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> }.into_any()
                    }
                    (None, None) => ().into_any(),
                    (None, Some(people)) if people.is_empty() => {
                        view! { <Empty sentence="Tidak ada pegawai dengan nama atau NIP itu." /> }.into_any()
                    }
                    (None, Some(people)) => {
                        view! { <ul class="colleague-list">{people.into_iter().map(row).collect_view()}</ul> }
                            .into_any()
                    }
                }
            }}
        </details>
    }
    .into_any()
}
