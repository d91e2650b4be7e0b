//! `/kalender`: due days and holidays, and what the Pengelola changes about them.

use super::{
    api::{change_calendar, get_calendar},
    model::{CalendarAct, CalendarChange, CalendarSheet, Deadline, HolidayLine, UnitDeadline},
};
use crate::{
    document::{draft_place, use_typed},
    error::Error,
    form_input::SubmittedForm,
    query::Query,
    ui::{
        field::{SelectField, TextField},
        form::written_for,
        shell::PageHead,
        submission::{
            Attempt, Fields, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport,
        },
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

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
    came_back: StoredValue<Option<SubmittedForm>>,
}

#[component]
pub fn CalendarPage() -> impl IntoView {
    let sheet = Query::load(|| (), |()| get_calendar());
    let typed = use_typed();
    let came_back = StoredValue::new(typed.clone());
    let submission = |act: CalendarAct, fields: &'static [&'static str]| {
        let mine = typed.as_ref().filter(|typed| typed.field("aksi").as_deref() == Some(act.code()));
        let is_typed = !matches!(act, CalendarAct::Remove | CalendarAct::Withdraw);
        let draft = is_typed.then(|| draft_place(format!("kalender:{}", act.code()))).flatten();
        let send = move |attempt| send(attempt, act, sheet, came_back);
        Submission::new(Spec { draft, fields, ..Spec::new(ADDRESS, transport(send)) }, mine)
    };
    let desk = Desk {
        entering: submission(CalendarAct::Enter, &["day", "name"]),
        removing: submission(CalendarAct::Remove, &[]),
        moving: submission(CalendarAct::Move, &["period", "day", "reason"]),
        extending: submission(CalendarAct::Extend, &["unit", "period", "day", "reason"]),
        withdrawing: submission(CalendarAct::Withdraw, &[]),
        asking: submission(CalendarAct::AskPlans, &["year", "day", "reason"]),
        came_back,
    };
    view! {
        <PageHead title="Kalender" />
        {sheet.draw(10, move |found| draw(found, &desk))}
    }
    .into_any()
}

async fn send(
    attempt: Attempt,
    act: CalendarAct,
    sheet: Query<CalendarSheet>,
    came_back: StoredValue<Option<SubmittedForm>>,
) -> Result<Receipt, Error> {
    let get = |name| attempt.body.get(name).to_owned();
    let change = CalendarChange {
        day: get("day"),
        name: get("name"),
        period: get("period"),
        reason: get("reason"),
        unit: get("unit"),
        year: get("year"),
    };
    change_calendar(act, change).await?;
    let words = match act {
        CalendarAct::Enter => "Hari libur dicatat.",
        CalendarAct::Remove => "Hari libur dihapus.",
        CalendarAct::Move => "Tenggat dipindah.",
        CalendarAct::Extend => "Tenggat unit diperpanjang.",
        CalendarAct::Withdraw => "Perpanjangan dibatalkan.",
        CalendarAct::AskPlans => "Batas pengajuan SKP dicatat.",
    };
    let then = move |_| {
        came_back.try_set_value(None);
        sheet.refetch();
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}

fn draw(found: CalendarSheet, desk: &Desk) -> AnyView {
    let Desk { removing, withdrawing, .. } = *desk;
    let CalendarSheet { ends, deadlines, holidays, plans, years, may_change } = found;
    let plans = plan_deadlines(plans, may_change.then(|| ask_form(&years, desk)));
    let moving = may_change.then(|| (move_form(&deadlines, desk), extend_form(&deadlines, desk)));
    let lines = deadlines.into_iter().map(|found| deadline(found, may_change, withdrawing)).collect_view();
    let entering = may_change.then(|| enter_form(desk));
    let ends =
        format!("Laporan tepat waktu sampai akhir hari itu, {ends}. Periode mana yang dihitung tertulis di SKP.");
    view! {
        <section class="plan-part" aria-labelledby="tenggat">
            <h2 id="tenggat">"Tenggat laporan"</h2>
            <p class="plan-about">{ends}</p>
            <ul class="plan-versions">{lines}</ul>
            <SubmissionOutcome submission=withdrawing />
            {moving}
        </section>
        {plans}
        <section class="plan-part" aria-labelledby="libur">
            <h2 id="libur">"Hari libur"</h2>
            <ul class="plan-versions">
                {holidays.into_iter().map(|holiday| line(holiday, may_change, removing)).collect_view()}
            </ul>
            <SubmissionOutcome submission=removing />
            {entering}
        </section>
    }
    .into_any()
}

fn deadline(deadline: Deadline, may_change: bool, withdrawing: Submission) -> AnyView {
    let Deadline { id, period, due, about, units } = deadline;
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

fn line(holiday: HolidayLine, may_change: bool, removing: Submission) -> AnyView {
    let HolidayLine { day, name, source, own } = holiday;
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

/// Returns what came back of an act's form.
fn typed(desk: &Desk, act: CalendarAct, name: &str) -> String {
    let came_back = desk.came_back.try_get_value().flatten();
    let mine = came_back.filter(|typed| typed.field("aksi").as_deref() == Some(act.code()));
    mine.and_then(|typed| typed.field(name)).unwrap_or_default()
}

fn enter_form(desk: &Desk) -> AnyView {
    let (submission, act) = (desk.entering, CalendarAct::Enter);
    Effect::new(move |_| submission.restore().is_some());
    let (day, name) = (typed(desk, act, "day"), typed(desk, act, "name"));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Hari libur daerah">
            <input type="hidden" name="aksi" value=act.code() />
            <TextField id="hari-libur" name="day" label="Tanggal libur" kind="date" value=day error=submission.error("day") />
            <TextField id="nama-libur" name="name" label="Nama hari libur" value=name error=submission.error("name") />
            <SendButton submission label="Catat hari libur" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

fn periods(deadlines: &[Deadline]) -> Vec<(String, String)> {
    deadlines.iter().map(|deadline| (deadline.id.to_string(), deadline.period.clone())).collect()
}

fn move_form(deadlines: &[Deadline], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.moving, CalendarAct::Move);
    Effect::new(move |_| submission.restore().is_some());
    let options = periods(deadlines);
    let [period, day, reason] = ["period", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Pindah tenggat">
            <input type="hidden" name="aksi" value=act.code() />
            <SelectField
                id="periode"
                name="period"
                label="Periode"
                options=options
                selected=period
                error=submission.error("period")
            />
            <TextField id="tenggat-baru" name="day" label="Tenggat baru" kind="date" value=day error=submission.error("day") />
            <TextField id="alasan" name="reason" label="Alasan" value=reason error=submission.error("reason") />
            <SendButton submission label="Pindah tenggat" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

fn extend_form(deadlines: &[Deadline], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.extending, CalendarAct::Extend);
    Effect::new(move |_| submission.restore().is_some());
    let options = periods(deadlines);
    let [unit, period, day, reason] = ["unit", "period", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Perpanjang tenggat satu unit">
            <input type="hidden" name="aksi" value=act.code() />
            <TextField
                id="unit-diperpanjang"
                name="unit"
                label="Unit"
                hint="Berlaku juga untuk unit di bawahnya."
                value=unit
                error=submission.error("unit")
            />
            <SelectField
                id="periode-unit"
                name="period"
                label="Periode"
                options=options
                selected=period
                error=submission.error("period")
            />
            <TextField id="tenggat-unit" name="day" label="Tenggat unit" kind="date" value=day error=submission.error("day") />
            <TextField id="alasan-unit" name="reason" label="Alasan" value=reason error=submission.error("reason") />
            <SendButton submission label="Perpanjang tenggat" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

/// Until when plans are to be submitted; nothing where nobody has said so and the reader cannot.
fn plan_deadlines(plans: Vec<(String, String, String)>, form: Option<AnyView>) -> Option<AnyView> {
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
                <ul class="plan-versions">{lines}</ul>
                {form}
            </section>
        }
        .into_any()
    })
}

fn ask_form(years: &[i16], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.asking, CalendarAct::AskPlans);
    Effect::new(move |_| submission.restore().is_some());
    let options: Vec<(String, String)> = years.iter().map(|year| (year.to_string(), format!("SKP {year}"))).collect();
    let [year, day, reason] = ["year", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Batas pengajuan SKP">
            <input type="hidden" name="aksi" value=act.code() />
            <SelectField
                id="tahun-skp"
                name="year"
                label="SKP tahun"
                options=options
                selected=year
                error=submission.error("year")
            />
            <TextField id="batas-skp" name="day" label="Paling lambat" kind="date" value=day error=submission.error("day") />
            <TextField
                id="sumber-skp"
                name="reason"
                label="Sumber"
                hint="Peraturan atau surat."
                value=reason
                error=submission.error("reason")
            />
            <SendButton submission label="Catat batas pengajuan" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}
