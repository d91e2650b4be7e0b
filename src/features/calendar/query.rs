//! The calendar in words.

use super::{
    model::{CalendarSheet, Deadline, HolidayLine},
    store::{self, LocalHoliday, StoredPeriod},
};
use crate::{
    domain::calendar::{NATIONAL, Period, PeriodKind, WorkingDays},
    error::Result,
    server::door::Tx,
    ui::format,
};
use jiff::civil::Date;

/// Returns the calendar from the last month on.
pub(crate) async fn sheet(tx: &mut Tx) -> Result<CalendarSheet> {
    let (zone, first) = (tx.actor.zone, tx.today().first_of_year());
    let since = tx.today().first_of_month().yesterday().unwrap_or(first);
    let local = store::holidays(tx, first).await?;
    let days = WorkingDays::new(local.iter().map(|holiday| holiday.on));
    let deadlines = store::periods(tx, since).await?.into_iter().map(|stored| deadline(stored, &days));
    let national = NATIONAL.iter().filter(|holiday| holiday.on >= first);
    let national =
        national.map(|holiday| (holiday.on, line(holiday.on, holiday.name, holiday.source.to_owned(), None)));
    let local = local.into_iter().map(|LocalHoliday { on, name, entered_by }| {
        (on, line(on, &name, format!("Dicatat oleh {entered_by}"), Some(on.to_string())))
    });
    let mut holidays: Vec<(Date, HolidayLine)> = national.chain(local).collect();
    holidays.sort_by_key(|(on, _)| *on);
    Ok(CalendarSheet {
        ends: format!("pukul 23.59.59 {zone}"),
        deadlines: deadlines.collect(),
        holidays: holidays.into_iter().map(|(_, line)| line).collect(),
        may_change: tx.actor.may_set_rules(),
    })
}

fn line(on: Date, name: &str, source: String, own: Option<String>) -> HolidayLine {
    HolidayLine { day: format::long_day(on), name: name.to_owned(), source, own }
}

fn deadline(StoredPeriod { id, period, reason }: StoredPeriod, days: &WorkingDays) -> Deadline {
    let Period { kind, starts_on, ends_on, due_on } = period;
    let working = days.count(ends_on.tomorrow().unwrap_or(ends_on), due_on);
    let working = format!("{working} hari kerja sesudah periode berakhir");
    let off = (!days.has(due_on)).then(|| "jatuh pada hari libur".to_owned());
    let usual = format::day(Period::containing(kind, starts_on).due_on);
    let moved = reason.map(|reason| format!("semula {usual}, alasan: {reason}"));
    let about: Vec<String> = [Some(working), off, moved].into_iter().flatten().collect();
    Deadline { id, period: name(kind, starts_on), due: format::day(due_on), about: about.join("; ") }
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
