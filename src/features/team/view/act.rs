//! The buttons of the team: a reminder of a report, a wait after taking care of somebody, and a word that a message was
//! read and needs no answer.

use crate::{
    domain::{
        feedback::ACKNOWLEDGEMENT,
        id::{EmployeeId, MessageId},
        team::DEFERRAL_DAYS,
    },
    error::Error,
    features::team::{
        api::{acknowledge_message, defer_member, remind_member},
        model::ReminderStatus,
    },
    ui::{
        form::written_for,
        submission::{Attempt, Fields, Receipt, Spec, Submission, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// The submissions of the buttons of all rows.
#[derive(Clone, Copy, Debug)]
pub struct Acts {
    pub remind: Submission,
    pub defer: Submission,
    pub acknowledge: Submission,
    /// The member whose button was pressed last: the outcome stands in that row alone.
    pub member: RwSignal<Option<EmployeeId>>,
    /// How many of those that are reminded together were.
    reminded: StoredValue<(usize, usize)>,
    /// Loads the team again.
    pub noted: Callback<()>,
}

impl Acts {
    /// `noted` runs after each success.
    pub(super) fn new(noted: impl Fn() + Send + Sync + 'static) -> Self {
        let noted = Callback::new(move |()| noted());
        let reminded = StoredValue::new((0, 1));
        let spec = |transport| Spec::new("/tim", transport);
        Self {
            remind: Submission::new(spec(transport(move |attempt| remind(attempt, reminded, noted))), None),
            defer: Submission::new(spec(transport(move |attempt| defer(attempt, noted))), None),
            acknowledge: Submission::new(spec(transport(move |attempt| acknowledge(attempt, noted))), None),
            member: RwSignal::new(None),
            reminded,
            noted,
        }
    }

    /// Reminds members, one after the other.
    pub(super) fn remind_all(self, event: &SubmitEvent, members: &[EmployeeId]) {
        self.reminded.set_value((0, members.len()));
        for member in members {
            self.remind.act(event, fields(*member));
        }
    }

    fn act(self, submission: Submission, event: &SubmitEvent, member: EmployeeId, (name, value): (&str, String)) {
        self.member.set(Some(member));
        submission.act(event, fields(member).with(name, &value));
    }
}

/// Moves the focus from a button of a member's row, which goes away after it was pressed, to the name in the row.
pub(super) fn keep_focus(member: EmployeeId) {
    move_focus(&format!("#anggota-{member} .team-talk"), &format!("#anggota-{member} .team-name a"));
}

/// Moves the focus to an element, if it is inside of another one.
fn move_focus(from: &str, to: &str) {
    let is_inside = |active: leptos::web_sys::Element| active.closest(from).is_ok_and(|found| found.is_some());
    if document().active_element().is_some_and(is_inside)
        && let Some(place) = document().query_selector(to).ok().flatten()
    {
        // Without the focus the place is still there.
        let _ = place.unchecked_ref::<HtmlElement>().focus();
    }
}

fn fields(member: EmployeeId) -> Fields {
    Fields::default().with("employee", &member.to_string())
}

async fn remind(
    attempt: Attempt,
    reminded: StoredValue<(usize, usize)>,
    noted: Callback<()>,
) -> Result<Receipt, Error> {
    let Attempt { body, .. } = attempt;
    let employee = body.get("employee").parse().map_err(|_| Error::NotFound)?;
    // One who has just moved away holds up no other of the list.
    let words = match remind_member(employee).await {
        Err(Error::NotFound) => "Tidak diingatkan: sudah bukan anggota tim Anda.".to_owned(),
        reminded => reminded?,
    };
    let counted = reminded.try_update_value(|(done, all)| {
        *done += 1;
        (*done, *all)
    });
    let words = match counted {
        Some((done, all)) if all > 1 => format!("{words} ({done} dari {all} orang)"),
        _ => words,
    };
    let then = move |_| {
        keep_focus(employee);
        move_focus(".team-overview .scripted", ".team-overview p");
        noted.try_run(());
    };
    Ok(Receipt { words, then: Box::new(then) })
}

async fn defer(attempt: Attempt, noted: Callback<()>) -> Result<Receipt, Error> {
    let Attempt { body, .. } = attempt;
    let employee = body.get("employee").parse().map_err(|_| Error::NotFound)?;
    let days = body.get("days").parse().map_err(|_| Error::NotFound)?;
    defer_member(employee, days).await?;
    let words = if days == 0 { "Kembali ke daftar hari ini." } else { "Tercatat: ditangani." };
    let then = move |_| {
        keep_focus(employee);
        noted.try_run(());
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}

async fn acknowledge(attempt: Attempt, noted: Callback<()>) -> Result<Receipt, Error> {
    let Attempt { body, .. } = attempt;
    let employee = body.get("employee").parse().map_err(|_| Error::NotFound)?;
    let message = body.get("message").parse().map_err(|_| Error::NotFound)?;
    let words = acknowledge_message(employee, message).await?;
    let then = move |_| {
        keep_focus(employee);
        noted.try_run(());
    };
    Ok(Receipt { words, then: Box::new(then) })
}

/// Draws the button that reminds one member.
pub(super) fn remind_form(acts: Acts, member: EmployeeId, status: ReminderStatus, name: &str) -> AnyView {
    if status == ReminderStatus::SentToday {
        return view! { <span class="tag">"Sudah diingatkan hari ini"</span> }.into_any();
    }
    let name = format!(" {name}");
    view! {
        <form
            method="post"
            action="/tim/ingatkan"
            on:submit=move |event: SubmitEvent| {
                acts.reminded.set_value((0, 1));
                acts.remind.act(&event, fields(member));
            }
        >
            {written_for()}
            <input type="hidden" name="employee" value=member.to_string() />
            <button class="quiet" type="submit">
                "Ingatkan"
                <span class="visually-hidden">{name}</span>
            </button>
        </form>
    }
    .into_any()
}

/// Draws the button that says of a message, and of the ones before it, that it was read and needs no answer.
pub(super) fn acknowledge_form(acts: Acts, member: EmployeeId, message: MessageId, name: &str) -> AnyView {
    let name = format!(" untuk {name}");
    let submit = move |event: SubmitEvent| {
        acts.act(acts.acknowledge, &event, member, ("message", message.to_string()));
    };
    view! {
        <form method="post" action="/tim/dibaca" class="team-acts" on:submit=submit>
            <input type="hidden" name="employee" value=member.to_string() />
            <input type="hidden" name="message" value=message.to_string() />
            <button class="quiet" type="submit">
                "Tidak perlu jawaban"
                <span class="visually-hidden">{name}</span>
            </button>
            <small>"Ia membaca “" {ACKNOWLEDGEMENT} "” di percakapan."</small>
        </form>
    }
    .into_any()
}

/// Draws the buttons that take care of a member and wait, or that wait no longer.
pub(super) fn defer_form(acts: Acts, employee: EmployeeId, is_deferred: bool, name: &str) -> AnyView {
    let button = |days: i8, words: String| {
        let label = format!("{words} – {name}");
        let submit = move |event: SubmitEvent| {
            acts.act(acts.defer, &event, employee, ("days", days.to_string()));
        };
        view! {
            <form method="post" action="/tim" on:submit=submit>
                {written_for()}
                <input type="hidden" name="employee" value=employee.to_string() />
                <input type="hidden" name="days" value=days.to_string() />
                <button class="quiet" type="submit" aria-label=label>
                    {words}
                </button>
            </form>
        }
    };
    if is_deferred {
        return button(0, "Tampilkan lagi hari ini".to_owned()).into_any();
    }
    let waits = DEFERRAL_DAYS.map(|days| button(days, format!("{days} hari"))).into_iter().collect_view();
    view! {
        <div class="team-waits" role="group" aria-label="Ditangani, tunggu">
            <span>"Ditangani, tunggu"</span>
            {waits}
        </div>
    }
    .into_any()
}
