//! The calendar in words.

use super::{
    model::{CalendarSheet, Deadline, HolidayLine, UnitDeadline},
    store::{self, Extension, LocalHoliday, StoredPeriod},
};
use crate::{
    domain::{
        calendar::{NATIONAL, Period, PeriodKind, WorkingDays, holiday_years},
        id::PeriodId,
        skp::plan_years,
    },
    error::Result,
    server::{door::Tx, plan_deadline},
    ui::format,
};
use jiff::civil::Date;

/// Returns the calendar from the last month on, with what is due later about earlier months, and the holidays of this
/// year and of those in which the agency enters them.
pub(crate) async fn sheet(tx: &mut Tx) -> Result<CalendarSheet> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let first = today.first_of_year();
    let since = today.first_of_month().yesterday().unwrap_or(first);
    let entered_since = Date::new(*holiday_years(today).start(), 1, 1).unwrap_or(first);
    let local = store::holidays(tx, entered_since).await?;
    let days = WorkingDays::new(local.iter().map(|holiday| holiday.on));
    let periods = store::periods(tx, since).await?;
    let ids: Vec<PeriodId> = periods.iter().map(|stored| stored.id).collect();
    let extensions = store::extensions(tx, &ids).await?;
    let deadlines = periods.into_iter().map(|stored| deadline(stored, &days, &extensions));
    let national = NATIONAL.iter().filter(|holiday| holiday.on >= first);
    let national =
        national.map(|holiday| (holiday.on, line(holiday.on, holiday.name, holiday.source.to_owned(), None)));
    let local = local.into_iter().map(|LocalHoliday { on, name, entered_by }| {
        (on, line(on, &name, format!("Dicatat oleh {entered_by}"), Some(on.to_string())))
    });
    let mut holidays: Vec<(Date, HolidayLine)> = national.chain(local).collect();
    holidays.sort_by_key(|(on, _)| *on);
    let years = plan_years(today);
    let plans = plan_deadline::of_years(tx, today.year(), *years.end()).await?.into_iter();
    let plans = plans.map(|it| (format!("SKP {}", it.year), format::day(it.due_on), it.source));
    Ok(CalendarSheet {
        plans: plans.collect(),
        years: (today.year()..=*years.end()).collect(),
        ends: format!("pukul 23.59.59 {zone}"),
        deadlines: deadlines.collect(),
        holidays: holidays.into_iter().map(|(_, line)| line).collect(),
        may_change: tx.actor.may_set_rules(),
    })
}

fn line(on: Date, name: &str, source: String, own: Option<String>) -> HolidayLine {
    HolidayLine { day: format::long_day(on), name: name.to_owned(), source, own }
}

fn deadline(
    StoredPeriod { id, period, reason }: StoredPeriod,
    days: &WorkingDays,
    extensions: &[Extension],
) -> Deadline {
    let Period { kind, starts_on, ends_on, due_on } = period;
    let working = days.count(ends_on.tomorrow().unwrap_or(ends_on), due_on);
    let working = format!("{working} hari kerja sesudah periode berakhir");
    let off = (!days.has(due_on)).then(|| "jatuh pada hari libur".to_owned());
    let usual = format::day(Period::containing(kind, starts_on).due_on);
    let moved = reason.map(|reason| format!("semula {usual}, alasan: {reason}"));
    let about: Vec<String> = [Some(working), off, moved].into_iter().flatten().collect();
    let units = extensions.iter().filter(|extension| extension.period == id && extension.due_on > due_on);
    let units = units.map(|extension| UnitDeadline {
        unit: extension.unit,
        name: extension.name.clone(),
        due: format!("{}, alasan: {}", format::day(extension.due_on), extension.reason),
    });
    Deadline {
        id,
        period: name(kind, starts_on),
        due: format::day(due_on),
        about: about.join("; "),
        units: units.collect(),
    }
}

fn name(kind: PeriodKind, starts_on: Date) -> String {
    let year = starts_on.year();
    match (kind, starts_on.month()) {
        (PeriodKind::Year, _) => format!("Tahun {year}"),
        (PeriodKind::Month, _) => format::month(starts_on),
        (PeriodKind::Quarter, 1..=3) => format!("Triwulan I {year}"),
        (PeriodKind::Quarter, 4..=6) => format!("Triwulan II {year}"),
        (PeriodKind::Quarter, 7..=9) => format!("Triwulan III {year}"),
        (PeriodKind::Quarter, _) => format!("Triwulan IV {year}"),
    }
}
