//! Changing the calendar: load → decide → save.

mod pilot;
mod rule;

pub(super) use rule::parse as parse_rule;

use super::{
    event,
    model::{CalendarAct, CalendarChange},
    store::{self, NamedUnit, StoredPeriod},
};
use crate::{
    domain::{
        calendar::{NATIONAL, Period, holiday_years, may_be_due_on, may_be_extended_to, may_remove_holiday},
        event::Event,
        id::{PeriodId, UnitId},
        skp::{PlanDeadline, plan_years},
        text::{LegalSource, ShortName, name_part},
    },
    error::{Error, FieldErrors, Result},
    server::{calendar, door::Tx, plan_deadline},
    ui::format,
};
use jiff::civil::Date;

/// Enters or removes a local holiday, moves the due day of a period, gives a unit longer, sets until when plans are to be
/// submitted, a rule about deadlines or the working week, or opens a year to some units first. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola, and for an unknown holiday or period; the errors of the fields.
pub(crate) async fn change(tx: &mut Tx, act: CalendarAct, typed: &CalendarChange) -> Result<(Event, ())> {
    if !tx.actor.may_set_rules() {
        return Err(Error::NotFound);
    }
    match act {
        CalendarAct::Enter => enter(tx, typed).await,
        CalendarAct::Remove => remove(tx, typed).await,
        CalendarAct::Move => move_due_day(tx, typed).await,
        CalendarAct::Extend => extend(tx, typed).await,
        CalendarAct::Withdraw => withdraw(tx, typed).await,
        CalendarAct::AskPlans => ask_plans(tx, typed).await,
        CalendarAct::Rule => rule::set(tx, typed).await,
        CalendarAct::Week => rule::set_week(tx, typed).await,
        CalendarAct::Pilot => pilot::open(tx, typed).await,
        CalendarAct::Unpilot => pilot::close(tx, typed).await,
    }
}

fn day(typed: &CalendarChange) -> Result<Date> {
    typed.day.parse().map_err(|_| Error::field("day", "Isi tanggalnya."))
}

/// Returns both values, or the errors of both fields.
fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Err(Error::Invalid(FieldErrors(mut wrong))), Err(Error::Invalid(FieldErrors(more)))) => {
            wrong.extend(more);
            Err(Error::Invalid(FieldErrors(wrong)))
        }
        (one, other) => Ok((one?, other?)),
    }
}

async fn enter(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let today = tx.today();
    let (on, name) = both(day(typed), ShortName::parse(&typed.name).map_err(Error::text("name")))?;
    let years = holiday_years(today);
    if !years.contains(&on.year()) {
        let span = format!("{} sampai {}", years.start(), years.end());
        return Err(Error::field("day", format!("Hari libur dicatat untuk tahun {span}.")));
    }
    if let Some(national) = NATIONAL.iter().find(|holiday| holiday.on == on) {
        return Err(Error::field("day", format!("Hari itu sudah libur nasional: {}.", national.name)));
    }
    if store::insert(tx, on, name.as_str()).await? {
        return Ok((event::entered(on, name.as_str()), ()));
    }
    let stored = store::holiday(tx, on).await?.map(|holiday| holiday.name).unwrap_or_default();
    if stored != name.as_str() {
        return Err(Error::field("day", format!("Hari itu sudah dicatat libur: {stored}.")));
    }
    Ok((Event::repeated(), ()))
}

async fn remove(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let on = day(typed)?;
    let today = tx.today();
    let stored = store::holiday(tx, on).await?;
    if stored.is_some_and(|holiday| !may_remove_holiday(on, holiday.entered_on, today)) {
        let words = "Hari libur yang sudah lewat tidak dihapus: tidak ada yang menjadi terlambat sesudahnya.";
        return Err(Error::Api(words.to_owned()));
    }
    let removed = store::remove(tx, on).await?;
    Ok((removed.map_or_else(Event::repeated, |name| event::removed(on, &name)), ()))
}

fn period(typed: &CalendarChange) -> Result<PeriodId> {
    typed.period.parse().map_err(|_| Error::field("period", "Pilih salah satu."))
}

/// Returns the year whose plans are meant.
fn year(typed: &CalendarChange, today: Date) -> Result<i16> {
    let years = plan_years(today);
    let year = typed.year.parse::<i16>().ok().filter(|year| years.contains(year));
    year.ok_or_else(|| Error::field("year", "Pilih salah satu."))
}

fn reason(typed: &CalendarChange) -> Result<LegalSource> {
    LegalSource::parse(&typed.reason).map_err(Error::text("reason"))
}

async fn move_due_day(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let (id, (to, reason)) = both(period(typed), both(day(typed), reason(typed)))?;
    let rules = calendar::rules(tx).await?;
    let StoredPeriod { period, reason: before, .. } = store::locked(tx, &rules, id).await?.ok_or(Error::NotFound)?;
    if period.due_on == to && before.as_deref() == Some(reason.as_str()) {
        return Ok((Event::repeated(), ()));
    }
    may_be_due_on(&period, to).map_err(|last| {
        let span = format!("{} sampai {}", format::day(period.ends_on), format::day(last));
        Error::field("day", format!("Tenggat periode ini dapat dipilih dari {span}."))
    })?;
    store::set_due_on(tx, id, to, reason.as_str()).await?;
    Ok((event::moved(id, period.due_on, to, reason.as_str()), ()))
}

/// The most units that are named where a name fits several.
const MAX_NAMED: usize = 5;

/// Returns the unit that is meant.
async fn unit(tx: &mut Tx, typed: &CalendarChange) -> Result<UnitId> {
    let wanted = name_part(&typed.unit).ok_or_else(|| Error::field("unit", "Isi nama unitnya."))?.to_lowercase();
    let found = store::units_named(tx, &wanted).await?;
    let full = |unit: &NamedUnit| match &unit.above {
        Some(above) => format!("{}, {above}", unit.name),
        None => unit.name.clone(),
    };
    let is_meant = |unit: &&NamedUnit| unit.name.to_lowercase() == wanted || full(unit).to_lowercase() == wanted;
    let meant: Vec<&NamedUnit> = found.iter().filter(is_meant).collect();
    if let [unit] = meant[..] {
        return Ok(unit.id);
    }
    let like: Vec<String> = found.iter().take(MAX_NAMED).map(full).collect();
    let said = if like.is_empty() {
        "Tidak ada unit dengan nama itu.".to_owned()
    } else {
        format!("Tulis salah satu: {}.", like.join("; "))
    };
    Err(Error::field("unit", said))
}

/// Gives the people of a unit longer for a period.
async fn extend(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let unit = unit(tx, typed).await;
    let (unit, (id, (to, reason))) = both(unit, both(period(typed), both(day(typed), reason(typed))))?;
    let rules = calendar::rules(tx).await?;
    let StoredPeriod { period, .. } = store::locked(tx, &rules, id).await?.ok_or(Error::NotFound)?;
    let before = store::extension(tx, id, unit).await?;
    if before.as_ref().is_some_and(|(day, why)| *day == to && why == reason.as_str()) {
        return Ok((Event::repeated(), ()));
    }
    may_be_extended_to(&period, to).map_err(|(first, last)| {
        let span = format!("{} sampai {}", format::day(first), format::day(last));
        Error::field("day", format!("Tenggat unit dapat dipilih dari {span}."))
    })?;
    store::extend(tx, (id, unit), to, reason.as_str()).await?;
    let Period { due_on, .. } = period;
    Ok((event::extended((id, unit), before.map_or(due_on, |(day, _)| day), to, reason.as_str()), ()))
}

/// Takes back what a unit was given longer.
async fn withdraw(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let unit = typed.unit.parse::<UnitId>().map_err(|_| Error::NotFound)?;
    let period = period(typed)?;
    let removed = store::remove_extension(tx, period, unit).await?;
    Ok((removed.map_or_else(Event::repeated, |day| event::withdrawn((period, unit), day)), ()))
}

/// Sets until when the plans of a year are to be submitted.
async fn ask_plans(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let (year, (due_on, source)) = both(year(typed, tx.today()), both(day(typed), reason(typed)))?;
    PlanDeadline::may_be_on(year, due_on).map_err(|(first, last)| {
        let span = format!("{} sampai {}", format::day(first), format::day(last));
        Error::field("day", format!("Batas pengajuan dapat dipilih dari {span}."))
    })?;
    let deadline = PlanDeadline { year, due_on, source: source.into() };
    if plan_deadline::set(tx, year, year).await?.contains(&deadline) {
        return Ok((Event::repeated(), ()));
    }
    store::ask_plans(tx, &deadline).await?;
    Ok((event::plans_asked(year, due_on, &deadline.source), ()))
}
