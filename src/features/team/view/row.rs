//! A row of the team, with its composer.

use super::act::{Acts, defer_form, remind_form};
use crate::{
    features::{
        feedback::{MessageForm, model::ThreadPlace},
        team::model::{MemberRow, TalkSubject},
    },
    ui::{avatar::Avatar, status::StatusMark, submission::SubmissionOutcome},
};
use leptos::prelude::*;

/// One member: name, status, reason, last report; feedback in one step.
#[component]
pub fn MemberLine(
    row: Memo<Option<MemberRow>>,
    /// The number of rows in which somebody writes.
    writing: RwSignal<i32>,
    /// The submissions of the buttons.
    acts: Acts,
    /// The address that shows this row open.
    href: Signal<String>,
    /// Whether that is the address of the page.
    is_open: bool,
) -> impl IntoView {
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let open = RwSignal::new(is_open);
    if is_open {
        writing.update_untracked(|writing| *writing += 1);
    }
    let toggle = move || {
        open.update(|open| *open = !*open);
        writing.update(|writing| *writing += if open.get_untracked() { 1 } else { -1 });
    };
    on_cleanup(move || {
        if open.try_get_untracked() == Some(true) {
            writing.try_update(|writing| *writing -= 1);
        }
    });
    // Two classes in turn: the animation begins anew with each change.
    let said = Memo::new(move |_| {
        row.with(|row| row.as_ref().map(|row| (row.status, row.reason.clone(), row.last_report.clone())))
    });
    let changes = Memo::new(move |before: Option<&i32>| {
        // Read, not only tracked: a memo that nobody reads follows nothing.
        said.with(|_| ());
        before.map_or(0, |before| before + 1)
    });
    let lit = move || match changes.get() {
        0 => "team-member",
        changes if changes % 2 == 0 => "team-member row-lit",
        _ => "team-member row-lit again",
    };
    let status = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.status)));
    let status = move || match status.get() {
        Some(status) => view! { <StatusMark status /> }.into_any(),
        None => view! { <span class="chip">"Belum ada SKP"</span> }.into_any(),
    };
    let reason = move || row.with(|row| row.as_ref().map(|row| row.reason.clone()));
    let last = move || {
        row.with(|row| {
            row.as_ref().map(|row| match &row.last_report {
                Some(at) => format!("Laporan terakhir: {at} · {}", row.indicators),
                None => format!("Belum ada laporan · {}", row.indicators),
            })
        })
    };
    let old = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.old.clone())));
    let old = move || old.get().map(|old| view! { <span class="tag old">{old}</span> });
    // The subject does not change while somebody writes.
    let talk = Memo::new(move |before: Option<&Option<TalkSubject>>| {
        let now = row.with(|row| row.as_ref().and_then(|row| row.talk.clone()));
        if open.get() { before.cloned().flatten().or(now) } else { now }
    });
    let deferred = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.deferred.clone())));
    let wait = move || deferred.get().map(|deferred| view! { <span class="tag">{deferred}</span> });
    // Without a plan there is nothing to talk about, but somebody to take care of.
    let cared =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.pressing || row.deferred.is_some())));
    let words = move || match talk.get() {
        Some(talk) if talk.awaited.is_some() => Some("Jawab"),
        Some(_) => Some("Beri umpan balik"),
        None => cared.get().then_some("Tandai ditangani"),
    };
    let action_name = first.name.clone();
    let action = move || {
        let name = action_name.clone();
        words().map(|words| {
            let toggle = Callback::new(move |()| toggle());
            view! { <OpenButton words name href open=open.into() toggle /> }
        })
    };
    let panel = move || open.get().then(|| view! { <RowPanel row acts talk=talk.get() /> });
    view! {
        <li class=lit id=format!("anggota-{}", first.id)>
            <Avatar initials=first.initials />
            <div class="team-name">
                <a href=format!("/tim/{}", first.id)>{first.name}</a>
                <span class="muted">{first.post}</span>
            </div>
            {status}
            <div class="team-why">
                <p>{reason}</p>
                <small>{last}</small>
                {old}
                {wait}
            </div>
            <div class="team-actions">{action}</div>
            {panel}
        </li>
    }
    .into_any()
}

/// What opens below a row: a reminder, a wait, and the composer with what waits for an answer.
#[component]
fn RowPanel(
    row: Memo<Option<MemberRow>>,
    acts: Acts,
    #[prop(optional_no_strip)] talk: Option<TalkSubject>,
) -> impl IntoView {
    let act = move || {
        row.get().map(|row| {
            let MemberRow { id, name, pressing, deferred, reminder, .. } = row;
            let is_deferred = deferred.is_some();
            view! {
                <div class="team-acts">
                    {reminder.map(|reminder| remind_form(acts, id, reminder, &name))}
                    {(pressing || is_deferred).then(|| defer_form(acts, id, is_deferred, &name))}
                </div>
            }
        })
    };
    let talk = talk.map(|TalkSubject { subject, about, awaited }| {
        let place = ThreadPlace::Subject(subject);
        let asked = awaited.clone().map(|awaited| view! { <blockquote>{awaited.text}</blockquote> });
        view! {
            <p>
                "Tentang: " <a href=place.path()>{about}</a>
            </p>
            {asked}
            <MessageForm place subject=Some(subject) awaited=Signal::stored(awaited) on_sent=|_| () />
        }
    });
    view! {
        <div class="team-talk">
            {act}
            <SubmissionOutcome submission=acts.defer />
            {talk}
        </div>
    }
    .into_any()
}

/// A link to the list with this row open, which with JavaScript opens it at once.
#[component]
fn OpenButton(
    words: &'static str,
    name: String,
    href: Signal<String>,
    open: Signal<bool>,
    toggle: Callback<()>,
) -> impl IntoView {
    view! {
        <a
            class="quiet"
            role="button"
            href=href
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=move |event| {
                event.prevent_default();
                toggle.run(());
            }
            // A link reacts to Enter alone; a screen reader announces a button, which Space presses.
            on:keydown=move |event| {
                if event.key() == " " {
                    event.prevent_default();
                    toggle.run(());
                }
            }
        >
            {words}
            <span class="visually-hidden">{format!(" untuk {name}")}</span>
        </a>
    }
    .into_any()
}
