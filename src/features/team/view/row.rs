//! A row of the team, with its composer.

use super::act::{Acts, acknowledge_form, defer_form, keep_focus, remind_form};
use crate::{
    document::draft_place,
    domain::{feedback::Subject, id::EmployeeId},
    features::{
        feedback::{
            MessageForm,
            model::{Sent, ThreadPlace},
        },
        team::model::{MemberRow, TalkSubject},
    },
    ui::{
        avatar::Avatar,
        status::StatusMark,
        submission::{SubmissionOutcome, is_kept},
    },
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
    let answered = RwSignal::new(None::<Answered>);
    let toggle = move || {
        answered.set(None);
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
        row.with(|row| {
            row.as_ref().map(|row| (row.status, row.reason.clone(), row.last_report.clone(), row.reminded.clone()))
        })
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
            row.as_ref().map(|row| match (&row.last_report, &row.last_indicator) {
                (Some(at), Some(name)) => format!("Laporan terakhir: {at} (“{name}”) · {}", row.indicators),
                (Some(at), None) => format!("Laporan terakhir: {at} · {}", row.indicators),
                (None, _) => format!("Belum ada laporan · {}", row.indicators),
            })
        })
    };
    let old = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.old.clone())));
    let old = move || old.get().map(|old| view! { <span class="tag old">{old}</span> });
    let talk = Memo::new(move |before: Option<&Option<TalkSubject>>| {
        let before = before.cloned().flatten().filter(|_| open.get());
        let sent = answered.with(|answered| answered.as_ref().map(|answered| answered.about));
        row.with(|row| subject_of(row.as_ref()?, before, sent))
    });
    let reminded = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.reminded.clone())));
    let reminded = move || reminded.get().map(|reminded| view! { <span class="tag">{reminded}</span> });
    let unsent = unsent(row, open);
    let unsent = move || unsent.get().then(|| view! { <span class="tag unsent">"Draf belum dikirim"</span> });
    let deferred = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.deferred.clone())));
    let wait = move || deferred.get().map(|deferred| view! { <span class="tag">{deferred}</span> });
    // Without a plan there is nothing to talk about, but somebody to take care of.
    let cared =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.pressing || row.deferred.is_some())));
    let words = move || match talk.get() {
        Some(talk) if !talk.awaited.is_empty() => Some(("Jawab", "")),
        Some(_) => Some(("Tulis", " umpan balik")),
        None => cared.get().then_some(("Tandai ditangani", "")),
    };
    let action_name = first.name.clone();
    let action = move || {
        let name = action_name.clone();
        words().map(|words| {
            let toggle = Callback::new(move |()| toggle());
            view! { <OpenButton words name href open=open.into() toggle /> }
        })
    };
    let id = first.id;
    let panel = move || open.get().then(|| view! { <RowPanel id row acts talk answered /> });
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
                {reminded}
                {unsent}
            </div>
            <div class="team-actions">{action}</div>
            {panel}
        </li>
    }
    .into_any()
}

/// The subject about which a message went out from a row, and what is said about it.
#[derive(Clone, Debug, PartialEq)]
struct Answered {
    about: Subject,
    words: String,
}

/// Returns the subject of the composer. It stays while somebody writes, also where the message that waited was answered
/// elsewhere. Once it was answered from here (`sent`), or without a draft, the next one follows.
fn subject_of(row: &MemberRow, before: Option<TalkSubject>, sent: Option<Subject>) -> Option<TalkSubject> {
    let Some(before) = before else { return row.talk.clone() };
    let had_questions = !before.awaited.is_empty();
    let same = row.talk.iter().chain(&row.others).find(|talk| talk.subject == before.subject);
    let same = same.cloned().unwrap_or_else(|| TalkSubject { awaited: vec![], ..before });
    let is_done =
        same.awaited.is_empty() && (sent == Some(same.subject) || (had_questions && !has_draft(same.subject)));
    if is_done { row.talk.clone() } else { Some(same) }
}

/// Returns whether the device keeps a draft about a subject. Call it in the browser only.
fn has_draft(subject: Subject) -> bool {
    draft_place(subject.id()).is_some_and(|place| is_kept(&place))
}

/// Returns whether the device keeps a draft of a row that is closed.
fn unsent(row: Memo<Option<MemberRow>>, open: RwSignal<bool>) -> RwSignal<bool> {
    let unsent = RwSignal::new(false);
    let subjects = Memo::new(move |_| {
        let subjects =
            |row: &MemberRow| row.talk.iter().chain(&row.others).map(|talk| talk.subject).collect::<Vec<_>>();
        row.with(|row| row.as_ref().map(subjects).unwrap_or_default())
    });
    // Looked up when the row closes, and when something was sent without it.
    Effect::new(move |_| {
        let (is_open, subjects) = (open.get(), subjects.get());
        let places: Vec<String> = subjects.into_iter().filter_map(|subject| draft_place(subject.id())).collect();
        let look = move || {
            unsent.try_set(!is_open && places.iter().any(|place| is_kept(place)));
        };
        look();
        let sent = window_event_listener_untyped("kinerja:sent", move |_| look());
        on_cleanup(move || sent.remove());
    });
    unsent
}

/// What opens below a row: a reminder, a wait, and the composer with what waits for an answer.
#[component]
fn RowPanel(
    id: EmployeeId,
    row: Memo<Option<MemberRow>>,
    acts: Acts,
    talk: Memo<Option<TalkSubject>>,
    answered: RwSignal<Option<Answered>>,
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
    let name = row.with_untracked(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let subject = Memo::new(move |_| talk.with(|talk| talk.as_ref().map(|talk| talk.subject)));
    let awaited = Memo::new(move |_| talk.with(|talk| talk.as_ref().and_then(|talk| talk.awaited.last().cloned())));
    // The form of another subject says nothing about the message that went out.
    let told = move || answered.get().filter(|answered| subject.get() != Some(answered.about)).map(|told| told.words);
    let current = {
        let name = name.clone();
        move || talk.get().map(|talk| question(acts, id, &name, talk))
    };
    let others = Memo::new(move |_| {
        let other = |talk: &&TalkSubject| !talk.awaited.is_empty() && Some(talk.subject) != subject.get();
        row.with(|row| {
            row.as_ref().map(|row| row.talk.iter().chain(&row.others).filter(other).cloned().collect::<Vec<_>>())
        })
        .unwrap_or_default()
    });
    let others = move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let row = |talk| view! { <li>{question(acts, id, &name, talk)}</li> };
            view! {
                <p>"Juga menunggu jawaban:"</p>
                <ul>{others.into_iter().map(row).collect_view()}</ul>
            }
        })
    };
    let on_sent = move |sent: Sent| {
        let said = talk.with_untracked(|talk| {
            let talk = talk.as_ref().filter(|talk| !talk.awaited.is_empty())?;
            let words = format!("Terkirim {}, tentang “{}”", sent.time, talk.about);
            Some(Answered { about: talk.subject, words })
        });
        if said.is_some() {
            keep_focus(id);
            answered.set(said);
        }
        acts.noted.run(());
    };
    // Of this row's buttons alone: all rows share the submissions.
    let outcome =
        move |submission| move || (acts.member.get() == Some(id)).then(|| view! { <SubmissionOutcome submission /> });
    let form = move || {
        subject.get().map(|subject| {
            let place = ThreadPlace::Subject(subject);
            view! { <MessageForm place subject=Some(subject) awaited on_sent /> }
        })
    };
    view! {
        <div class="team-talk">
            {act}
            {outcome(acts.defer)}
            {current}
            {outcome(acts.acknowledge)}
            <p role="status">{told}</p>
            {form}
            {others}
        </div>
    }
    .into_any()
}

/// Draws what a subject is about, and its messages that wait for an answer.
fn question(acts: Acts, member: EmployeeId, name: &str, talk: TalkSubject) -> AnyView {
    let TalkSubject { subject, about, awaited } = talk;
    let needs_none = awaited.last().map(|newest| acknowledge_form(acts, member, newest.id, name));
    let messages = awaited.into_iter().map(|asked| view! { <blockquote>{asked.text}</blockquote> }).collect_view();
    view! {
        <p>
            "Tentang: " <a href=ThreadPlace::Subject(subject).path()>{about}</a>
        </p>
        {messages}
        {needs_none}
    }
    .into_any()
}

/// A link to the list with this row open, which with JavaScript opens it at once.
#[component]
fn OpenButton(
    /// A verb, and what a narrow row leaves unseen.
    words: (&'static str, &'static str),
    name: String,
    href: Signal<String>,
    open: Signal<bool>,
    toggle: Callback<()>,
) -> impl IntoView {
    let (verb, object) = words;
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
            {verb}
            <span class="team-object">{object}</span>
            <span class="visually-hidden">{format!(" untuk {name}")}</span>
        </a>
    }
    .into_any()
}
