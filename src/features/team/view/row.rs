//! A row of the team, with its composer.

use super::act::{Acts, defer_form, remind_form};
use crate::{
    features::{
        feedback::{MessageForm, model::ThreadPlace},
        team::model::{MemberRow, TalkSubject},
    },
    ui::{avatar::Avatar, status::StatusMark},
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
) -> impl IntoView {
    let Some(first) = row.get_untracked() else { return ().into_any() };
    let open = RwSignal::new(false);
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
    let old = move || old.get().map(|old| view! { <span class="tag">{old}</span> });
    // The subject does not change while somebody writes.
    let talk = Memo::new(move |before: Option<&Option<TalkSubject>>| {
        let now = row.with(|row| row.as_ref().and_then(|row| row.talk.clone()));
        if open.get() { before.cloned().flatten().or(now) } else { now }
    });
    let action_name = first.name.clone();
    let action = move || {
        let name = action_name.clone();
        talk.get()
            .map(|talk| view! { <TalkButton talk name open=open.into() toggle=Callback::new(move |()| toggle()) /> })
    };
    let deferred = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.deferred.clone())));
    let wait = move || deferred.get().map(|deferred| view! { <span class="tag">{deferred}</span> });
    let panel = move || talk.get().filter(|_| open.get()).map(|talk| view! { <RowPanel row acts talk /> });
    view! {
        <li class=lit>
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
fn RowPanel(row: Memo<Option<MemberRow>>, acts: Acts, talk: TalkSubject) -> impl IntoView {
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
    let place = ThreadPlace::Subject(talk.subject);
    let asked = talk.awaited.clone().map(|awaited| view! { <blockquote>{awaited.text}</blockquote> });
    view! {
        <div class="team-talk">
            {act}
            <p>
                "Tentang: " <a href=place.path()>{talk.about}</a>
            </p>
            {asked}
            <MessageForm
                place
                subject=Some(talk.subject)
                awaited=Signal::stored(talk.awaited)
                on_sent=|_| ()
            />
        </div>
    }
    .into_any()
}

/// A link to the thread, which with JavaScript opens a composer in the row instead.
#[component]
fn TalkButton(talk: TalkSubject, name: String, open: Signal<bool>, toggle: Callback<()>) -> impl IntoView {
    let words = if talk.awaited.is_some() { "Jawab" } else { "Beri umpan balik" };
    view! {
        <a
            class="quiet"
            role="button"
            href=ThreadPlace::Subject(talk.subject).path()
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=move |event| {
                event.prevent_default();
                toggle.run(());
            }
        >
            {words}
            <span class="visually-hidden">{format!(" untuk {name}")}</span>
        </a>
    }
    .into_any()
}
