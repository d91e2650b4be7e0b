//! `/kalender`: due days and holidays, and what the Pengelola changes about them.

use super::{
    api::{change_calendar, get_calendar},
    model::{CalendarAct, CalendarChange, CalendarSheet, Deadline, HolidayLine},
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
    came_back: StoredValue<Option<SubmittedForm>>,
}

#[component]
pub fn CalendarPage() -> impl IntoView {
    let sheet = Query::load(|| (), |()| get_calendar());
    let typed = use_typed();
    let came_back = StoredValue::new(typed.clone());
    let submission = |act: CalendarAct, fields: &'static [&'static str]| {
        let mine = typed.as_ref().filter(|typed| typed.field("aksi").as_deref() == Some(act.code()));
        let draft = (act != CalendarAct::Remove).then(|| draft_place(format!("kalender:{}", act.code()))).flatten();
        let send = move |attempt| send(attempt, act, sheet, came_back);
        Submission::new(Spec { draft, fields, ..Spec::new(ADDRESS, transport(send)) }, mine)
    };
    let desk = Desk {
        entering: submission(CalendarAct::Enter, &["day", "name"]),
        removing: submission(CalendarAct::Remove, &[]),
        moving: submission(CalendarAct::Move, &["period", "day", "reason"]),
        came_back,
    };
    view! {
        <PageHead title="Kalender" />
        {sheet.draw(10, move |found| draw(found, desk))}
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
    let change = CalendarChange { day: get("day"), name: get("name"), period: get("period"), reason: get("reason") };
    change_calendar(act, change).await?;
    let words = match act {
        CalendarAct::Enter => "Hari libur dicatat.",
        CalendarAct::Remove => "Hari libur dihapus.",
        CalendarAct::Move => "Tenggat dipindah.",
    };
    let then = move |_| {
        came_back.try_set_value(None);
        sheet.refetch();
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}

fn draw(found: CalendarSheet, desk: Desk) -> AnyView {
    let CalendarSheet { ends, deadlines, holidays, may_change } = found;
    let moving = may_change.then(|| move_form(&deadlines, desk));
    let entering = may_change.then(|| enter_form(desk));
    let ends =
        format!("Laporan tepat waktu sampai akhir hari itu, {ends}. Periode mana yang dihitung tertulis di SKP.");
    view! {
        <section class="plan-part" aria-labelledby="tenggat">
            <h2 id="tenggat">"Tenggat laporan"</h2>
            <p class="plan-about">{ends}</p>
            <ul class="plan-versions">{deadlines.into_iter().map(deadline).collect_view()}</ul>
            {moving}
        </section>
        <section class="plan-part" aria-labelledby="libur">
            <h2 id="libur">"Hari libur"</h2>
            <ul class="plan-versions">
                {holidays.into_iter().map(|holiday| line(holiday, may_change, desk.removing)).collect_view()}
            </ul>
            <SubmissionOutcome submission=desk.removing />
            {entering}
        </section>
    }
    .into_any()
}

fn deadline(deadline: Deadline) -> AnyView {
    let Deadline { period, due, about, .. } = deadline;
    view! {
        <li>
            <p>
                <b>{period}</b>
                ": sampai "
                {due}
            </p>
            <p class="plan-about">{about}</p>
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
fn typed(desk: Desk, act: CalendarAct, name: &str) -> String {
    let came_back = desk.came_back.try_get_value().flatten();
    let mine = came_back.filter(|typed| typed.field("aksi").as_deref() == Some(act.code()));
    mine.and_then(|typed| typed.field(name)).unwrap_or_default()
}

fn enter_form(desk: Desk) -> AnyView {
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

fn move_form(deadlines: &[Deadline], desk: Desk) -> AnyView {
    let (submission, act) = (desk.moving, CalendarAct::Move);
    Effect::new(move |_| submission.restore().is_some());
    let options: Vec<(String, String)> =
        deadlines.iter().map(|deadline| (deadline.id.to_string(), deadline.period.clone())).collect();
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
