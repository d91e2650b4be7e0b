//! The calendar in words.

mod rule;

use super::{
    model::{CalendarSheet, Deadline, HolidayLine, PilotSheet, RuleDraft, UnitDeadline},
    store::{self, Extension, LocalHoliday, StoredPeriod},
};
use crate::{
    domain::{
        calendar::{DeadlineRules, NATIONAL, Period, holiday_years, may_remove_holiday},
        id::PeriodId,
        skp::plan_years,
    },
    error::Result,
    server::{calendar, door::Tx, pilot, plan_deadline},
    ui::format,
};
use jiff::civil::Date;

/// Returns the calendar from the last month on, with what is due later about earlier months, and the holidays of this
/// year and of those in which the agency enters them; with a draft of a rule what it would give.
pub(crate) async fn sheet(tx: &mut Tx, draft: Option<&RuleDraft>) -> Result<CalendarSheet> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let first = today.first_of_year();
    let since = today.first_of_month().yesterday().unwrap_or(first);
    let entered_since = Date::new(*holiday_years(today).start(), 1, 1).unwrap_or(first);
    let local = store::holidays(tx, entered_since).await?;
    let rules = calendar::rules(tx).await?;
    let periods = store::periods(tx, &rules, since).await?;
    let ids: Vec<PeriodId> = periods.iter().map(|stored| stored.id).collect();
    let extensions = store::extensions(tx, &ids).await?;
    let deadlines = periods.into_iter().map(|stored| deadline(stored, (&rules, today), &extensions)).collect();
    let line = |on: Date, name: &str, source: String, own: Option<String>| {
        let (day, name) = (format::long_day(on), name.to_owned());
        (on, HolidayLine { day, name, source, own, is_over: on < today })
    };
    let national = NATIONAL.iter().filter(|holiday| holiday.on >= first);
    let national = national.map(|holiday| line(holiday.on, holiday.name, holiday.source.to_owned(), None));
    let local = local.into_iter().map(|LocalHoliday { on, name, entered_by, entered_on }| {
        let own = may_remove_holiday(on, entered_on, today).then(|| on.to_string());
        line(on, &name, format!("Dicatat oleh {entered_by}"), own)
    });
    let mut holidays: Vec<(Date, HolidayLine)> = national.chain(local).collect();
    holidays.sort_by_key(|(on, _)| *on);
    let years = today.year()..=*plan_years(today).end();
    let plans = plan_deadline::of_years(tx, *years.start(), *years.end()).await?.into_iter();
    let plans = plans.map(|it| (format!("SKP {}", it.year), format::day(it.due_on), it.source)).collect();
    let may_change = tx.actor.may_set_rules();
    let preview = match draft.filter(|_| may_change) {
        Some(draft) => Some(rule::preview(tx, &rules, draft).await?),
        None => None,
    };
    let mut pilots = vec![];
    for year in years.clone() {
        pilots.extend(pilot::of_year(tx, year).await?.map(pilot_sheet));
    }
    Ok(CalendarSheet {
        plans,
        years: years.collect(),
        ends: format!("pukul 23.59.59 {zone}"),
        deadlines,
        holidays: holidays.into_iter().map(|(_, line)| line).collect(),
        rules: rule::lines(&rules, today),
        week: rule::week(&rules, today),
        preview,
        pilots,
        may_change,
    })
}

fn pilot_sheet(stored: pilot::StoredPilot) -> PilotSheet {
    let units = stored.units().into_iter();
    let units = units.map(|(unit, name, since)| (unit, name.to_owned(), format::day(since))).collect();
    PilotSheet { year: stored.pilot.year, words: stored.words(), units, source: stored.source }
}

fn deadline(
    StoredPeriod { id, period, reason }: StoredPeriod,
    (rules, today): (&DeadlineRules, Date),
    extensions: &[Extension],
) -> Deadline {
    let Period { kind, starts_on, ends_on, due_on } = period;
    let working = rules.working.count(ends_on.tomorrow().unwrap_or(ends_on), due_on);
    let working = format!("{working} hari kerja sesudah periode berakhir");
    let off = (!rules.working.has(due_on)).then(|| "jatuh pada hari libur".to_owned());
    let usual = format::day(rules.due_on(kind, ends_on));
    let moved = reason.map(|reason| format!("semula {usual}, alasan: {reason}"));
    let about: Vec<String> = [Some(working), off, moved].into_iter().flatten().collect();
    let longer = || extensions.iter().filter(|extension| extension.period == id && extension.due_on > due_on);
    let units = longer().map(|extension| UnitDeadline {
        unit: extension.unit,
        name: extension.name.clone(),
        due: format!("{}, alasan: {}", format::day(extension.due_on), extension.reason),
    });
    Deadline {
        id,
        period: format::period(kind, starts_on),
        due: format::day(due_on),
        about: about.join("; "),
        units: units.collect(),
        is_over: longer().map(|extension| extension.due_on).fold(due_on, Date::max) < today,
    }
}
