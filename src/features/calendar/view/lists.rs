//! The lists of the calendar: what comes next first, what is over folded away.

use super::ADDRESS;
use crate::{
    features::calendar::model::{CalendarAct, Deadline, HolidayLine, UnitDeadline},
    ui::{
        form::written_for,
        submission::{Fields, Submission, SubmissionOutcome},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// Rows of a list that are not folded away.
const SHOWN: usize = 9;

/// Draws rows, the next ones first: those beyond the first few and those that are over behind a summary each.
fn list(next: Vec<AnyView>, over: Vec<AnyView>) -> AnyView {
    let mut next = next.into_iter();
    let shown: Vec<AnyView> = next.by_ref().take(SHOWN).collect();
    let fold = |rows: Vec<AnyView>, words: &str| {
        let summary = format!("{words} ({})", rows.len());
        (!rows.is_empty()).then(|| {
            view! {
                <details class="plan-months">
                    <summary>{summary}</summary>
                    <ul class="plan-versions calendar-list">{rows}</ul>
                </details>
            }
        })
    };
    view! {
        <ul class="plan-versions calendar-list">{shown}</ul>
        {fold(next.collect(), "Berikutnya")}
        {fold(over, "Sudah lewat")}
    }
    .into_any()
}

/// Draws until when reports are in time.
pub(super) fn deadlines(deadlines: Vec<Deadline>, may_change: bool, withdrawing: Submission) -> AnyView {
    let (over, next): (Vec<_>, Vec<_>) = deadlines.into_iter().partition(|deadline| deadline.is_over);
    let [next, over] =
        [next, over].map(|rows| rows.into_iter().map(|row| deadline(row, may_change, withdrawing)).collect());
    view! {
        {list(next, over)}
        <SubmissionOutcome submission=withdrawing />
    }
    .into_any()
}

/// Draws the holidays.
pub(super) fn holidays(holidays: Vec<HolidayLine>, may_change: bool, removing: Submission) -> AnyView {
    let (over, next): (Vec<_>, Vec<_>) = holidays.into_iter().partition(|holiday| holiday.is_over);
    let [next, over] =
        [next, over].map(|rows| rows.into_iter().map(|row| holiday(row, may_change, removing)).collect());
    view! {
        {list(next, over)}
        <SubmissionOutcome submission=removing />
    }
    .into_any()
}

fn deadline(deadline: Deadline, may_change: bool, withdrawing: Submission) -> AnyView {
    let Deadline { id, period, due, about, units, .. } = deadline;
    let units = units.into_iter().map(|unit| {
        let UnitDeadline { unit, name, due } = unit;
        let (unit, of) = (unit.to_string(), id.to_string());
        let withdraw = may_change.then(|| {
            let fields = Fields::default().with("period", &of).with("unit", &unit);
            let submit = move |event: SubmitEvent| withdrawing.act(&event, fields.clone());
            let which = format!(": {name}");
            view! {
                <form method="post" action=ADDRESS on:submit=submit>
                    {written_for()}
                    <input type="hidden" name="aksi" value=CalendarAct::Withdraw.code() />
                    <input type="hidden" name="period" value=of />
                    <input type="hidden" name="unit" value=unit />
                    <button class="quiet" type="submit">
                        "Batalkan perpanjangan"
                        <span class="visually-hidden">{which}</span>
                    </button>
                </form>
            }
        });
        view! {
            <p>"Khusus " {name.clone()} ": sampai " {due}</p>
            {withdraw}
        }
    });
    let units = units.collect_view();
    view! {
        <li>
            <p>
                <b>{period}</b>
                ": sampai "
                {due}
            </p>
            <p class="plan-about">{about}</p>
            {units}
        </li>
    }
    .into_any()
}

fn holiday(holiday: HolidayLine, may_change: bool, removing: Submission) -> AnyView {
    let HolidayLine { day, name, source, own, .. } = holiday;
    let remove = own.filter(|_| may_change).map(|own| {
        let fields = Fields::default().with("day", &own);
        let submit = move |event: SubmitEvent| removing.act(&event, fields.clone());
        let which = format!(": {name}");
        view! {
            <form method="post" action=ADDRESS on:submit=submit>
                {written_for()}
                <input type="hidden" name="aksi" value=CalendarAct::Remove.code() />
                <input type="hidden" name="day" value=own />
                <button class="quiet" type="submit">
                    "Hapus"
                    <span class="visually-hidden">{which}</span>
                </button>
            </form>
        }
    });
    view! {
        <li>
            <p>
                <b>{day}</b>
                ": "
                {name.clone()}
            </p>
            <p class="plan-about">{source}</p>
            {remove}
        </li>
    }
    .into_any()
}

/// Draws until when plans are to be submitted; nothing where nobody has said so and the reader cannot.
pub(super) fn plan_deadlines(plans: Vec<(String, String, String)>, form: Option<AnyView>) -> Option<AnyView> {
    let lines = plans.into_iter().map(|(plan, day, source)| {
        view! {
            <li>
                <p>
                    <b>{plan}</b>
                    ": paling lambat "
                    {day}
                </p>
                <p class="plan-about">"Sumber: " {source}</p>
            </li>
        }
    });
    let lines: Vec<_> = lines.collect();
    (form.is_some() || !lines.is_empty()).then(|| {
        view! {
            <section class="plan-part" aria-labelledby="pengajuan">
                <h2 id="pengajuan">"Pengajuan SKP"</h2>
                <ul class="plan-versions calendar-list">{lines}</ul>
                {form}
            </section>
        }
        .into_any()
    })
}
