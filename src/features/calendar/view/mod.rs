//! `/kalender`: due days and holidays, how they are counted, which units are asked first, and what the Pengelola changes
//! about them. The address is the state of a rule that is being looked at: `jenis`, `hari`, `hitungan`, `mulai`, `sumber`.

mod forms;
mod lists;
mod pilot;
mod rule;

use super::{
    api::{change_calendar, get_calendar},
    model::{CalendarAct, CalendarChange, CalendarSheet, RuleDraft},
};
use crate::{
    document::{draft_place, use_typed},
    error::Error,
    form_input::SubmittedForm,
    query::Query,
    ui::{
        shell::PageHead,
        submission::{Attempt, Receipt, Spec, Submission, transport},
    },
};
use forms::{ask_form, enter_form, extend_form, move_form, week_form};
use leptos::{ev::Event, html, prelude::*, web_sys::Element};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

const ADDRESS: &str = "/kalender";

/// The submissions of the page, one for each act.
#[derive(Clone, Copy)]
struct Desk {
    entering: Submission,
    removing: Submission,
    moving: Submission,
    extending: Submission,
    withdrawing: Submission,
    asking: Submission,
    ruling: Submission,
    weeks: Submission,
    piloting: Submission,
    unpiloting: Submission,
    came_back: StoredValue<Option<SubmittedForm>>,
    /// The forms that are unfolded: they stay so while the page is drawn again.
    unfolded: StoredValue<Vec<CalendarAct>>,
    draft: StoredValue<Option<RuleDraft>>,
}

impl Desk {
    /// Returns the submission of a form that is typed in, whose draft the device keeps.
    fn typed_in(&self, act: CalendarAct) -> Option<Submission> {
        match act {
            CalendarAct::Enter => Some(self.entering),
            CalendarAct::Move => Some(self.moving),
            CalendarAct::Extend => Some(self.extending),
            CalendarAct::AskPlans => Some(self.asking),
            CalendarAct::Week => Some(self.weeks),
            CalendarAct::Pilot => Some(self.piloting),
            CalendarAct::Remove | CalendarAct::Withdraw | CalendarAct::Rule | CalendarAct::Unpilot => None,
        }
    }
}

#[component]
pub fn CalendarPage() -> impl IntoView {
    let query = use_query_map();
    let draft = Memo::new(move |_| RuleDraft::read(|name| query.read().get(name)));
    let sheet = Query::load(move || draft.get(), get_calendar);
    let typed = use_typed();
    let came_back = StoredValue::new(typed.clone());
    let navigate = use_navigate();
    let leave = Callback::new(move |()| navigate(ADDRESS, NavigateOptions::default()));
    let submission = |act: CalendarAct, fields: &'static [&'static str]| {
        let mine = typed.as_ref().filter(|typed| typed.field("aksi").as_deref() == Some(act.code()));
        let draft = (!fields.is_empty()).then(|| draft_place(format!("kalender:{}", act.code()))).flatten();
        let send = move |attempt| send(attempt, act, sheet, came_back, leave);
        Submission::new(Spec { draft, fields, ..Spec::new(ADDRESS, transport(send)) }, mine)
    };
    let desk = Desk {
        entering: submission(CalendarAct::Enter, &["day", "name"]),
        removing: submission(CalendarAct::Remove, &[]),
        moving: submission(CalendarAct::Move, &["period", "day", "reason"]),
        extending: submission(CalendarAct::Extend, &["unit", "period", "day", "reason"]),
        withdrawing: submission(CalendarAct::Withdraw, &[]),
        asking: submission(CalendarAct::AskPlans, &["year", "day", "reason"]),
        ruling: submission(CalendarAct::Rule, &[]),
        weeks: submission(CalendarAct::Week, &["week", "day", "reason"]),
        piloting: submission(CalendarAct::Pilot, &["year", "unit", "day", "until", "reason"]),
        unpiloting: submission(CalendarAct::Unpilot, &[]),
        came_back,
        unfolded: StoredValue::new(vec![]),
        draft: StoredValue::new(None),
    };
    view! {
        <PageHead title="Kalender" />
        {sheet
            .draw(
                10,
                move |found| {
                    desk.draft.set_value(draft.get_untracked());
                    draw(found, &desk)
                },
            )}
    }
    .into_any()
}

async fn send(
    attempt: Attempt,
    act: CalendarAct,
    sheet: Query<CalendarSheet>,
    came_back: StoredValue<Option<SubmittedForm>>,
    leave: Callback<()>,
) -> Result<Receipt, Error> {
    change_calendar(act, CalendarChange::read(|name| attempt.body.get(name).to_owned())).await?;
    let words = match act {
        CalendarAct::Enter => "Hari libur dicatat.",
        CalendarAct::Remove => "Hari libur dihapus.",
        CalendarAct::Move => "Tenggat dipindah.",
        CalendarAct::Extend => "Tenggat unit diperpanjang.",
        CalendarAct::Withdraw => "Perpanjangan dibatalkan.",
        CalendarAct::AskPlans => "Batas pengajuan SKP dicatat.",
        CalendarAct::Rule => "Aturan tenggat dicatat.",
        CalendarAct::Week => "Hari kerja dicatat.",
        CalendarAct::Pilot => "Uji coba dicatat. Dasbor mengikuti dalam beberapa menit.",
        CalendarAct::Unpilot => "Unit dikeluarkan dari uji coba.",
    };
    let then = move |_| {
        came_back.try_set_value(None);
        if act == CalendarAct::Rule {
            // What was looked at is saved.
            leave.try_run(());
        } else {
            sheet.refetch();
        }
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}

fn draw(found: CalendarSheet, desk: &Desk) -> AnyView {
    let CalendarSheet { ends, deadlines, holidays, plans, years, rules, week, preview, pilots, may_change } = found;
    let plan_form =
        may_change.then(|| folded(desk, CalendarAct::AskPlans, "Catat batas pengajuan", ask_form(&years, desk)));
    let plans = lists::plan_deadlines(plans, plan_form);
    let moving = may_change.then(|| {
        let moving = folded(desk, CalendarAct::Move, "Pindah tenggat satu periode", move_form(&deadlines, desk));
        (moving, folded(desk, CalendarAct::Extend, "Perpanjang tenggat satu unit", extend_form(&deadlines, desk)))
    });
    let entering = may_change.then(|| folded(desk, CalendarAct::Enter, "Catat hari libur daerah", enter_form(desk)));
    let weeks = may_change.then(|| folded(desk, CalendarAct::Week, "Ubah hari kerja", week_form(desk)));
    let ends =
        format!("Laporan tepat waktu sampai akhir hari itu, {ends}. Periode mana yang dihitung tertulis di SKP.");
    view! {
        <section class="plan-part" aria-labelledby="tenggat">
            <h2 id="tenggat">"Tenggat laporan"</h2>
            <p class="plan-about">{ends}</p>
            {lists::deadlines(deadlines, may_change, desk.withdrawing)}
            {moving}
        </section>
        {plans}
        {rule::section(rules, preview, may_change, desk)}
        {pilot::section(pilots, &years, may_change, desk)}
        <section class="plan-part" aria-labelledby="libur">
            <h2 id="libur">"Hari kerja dan hari libur"</h2>
            <p class="plan-about">{format!("Hari kerja: {week}, kecuali hari libur dan cuti bersama.")}</p>
            {weeks}
            {lists::holidays(holidays, may_change, desk.removing)}
            {entering}
        </section>
    }
    .into_any()
}

/// A form behind its summary: open where it came back with an error or something unsent is in it, and as it was when the
/// page is drawn again.
fn folded(desk: &Desk, act: CalendarAct, summary: &'static str, form: AnyView) -> AnyView {
    let details = NodeRef::<html::Details>::new();
    if let Some(submission) = desk.typed_in(act) {
        Effect::new(move |_| {
            let typed = submission.restore()?;
            // A choice has always one of its values.
            let is_blank = ["day", "name", "reason", "unit", "until"].iter().all(|name| typed.get(name).is_empty());
            let details = details.try_get_untracked().flatten().filter(|_| !is_blank)?;
            details.set_attribute("open", "").ok()
        });
    }
    let unfolded = desk.unfolded;
    let came_back = desk
        .came_back
        .with_value(|typed| typed.as_ref().is_some_and(|typed| typed.field("aksi").as_deref() == Some(act.code())));
    let is_open = came_back || unfolded.with_value(|open| open.contains(&act));
    let toggled = move |event: Event| {
        let is_open = event_target::<Element>(&event).has_attribute("open");
        unfolded.try_update_value(|open| {
            open.retain(|other| *other != act);
            if is_open {
                open.push(act);
            }
        });
    };
    view! {
        <details class="plan-months calendar-form" node_ref=details open=is_open on:toggle=toggled>
            <summary>{summary}</summary>
            {form}
        </details>
    }
    .into_any()
}

/// Returns what came back of an act's form.
fn typed(desk: &Desk, act: CalendarAct, name: &str) -> String {
    let came_back = desk.came_back.try_get_value().flatten();
    let mine = came_back.filter(|typed| typed.field("aksi").as_deref() == Some(act.code()));
    mine.and_then(|typed| typed.field(name)).unwrap_or_default()
}
