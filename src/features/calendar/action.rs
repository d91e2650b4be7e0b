//! Changing the calendar: load → decide → save.

use super::{
    event,
    model::{CalendarAct, CalendarChange},
    store::{self, StoredPeriod},
};
use crate::{
    domain::{
        calendar::{NATIONAL, may_be_due_on},
        event::Event,
        id::PeriodId,
        text::{LegalSource, ShortName},
    },
    error::{Error, FieldErrors, Result},
    server::door::Tx,
    ui::format,
};
use jiff::civil::Date;

/// Enters or removes a local holiday, or moves the due day of a period. Repeating it changes nothing.
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
    let years = today.year() - 1..=today.year() + 2;
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
    let stored = store::holiday(tx, on).await?.unwrap_or_default();
    if stored != name.as_str() {
        return Err(Error::field("day", format!("Hari itu sudah dicatat libur: {stored}.")));
    }
    Ok((Event::repeated(), ()))
}

async fn remove(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let on = day(typed)?;
    let removed = store::remove(tx, on).await?;
    Ok((removed.map_or_else(Event::repeated, |name| event::removed(on, &name)), ()))
}

async fn move_due_day(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let id = typed.period.parse::<PeriodId>().map_err(|_| Error::field("period", "Pilih salah satu."));
    let (id, (to, reason)) =
        both(id, both(day(typed), LegalSource::parse(&typed.reason).map_err(Error::text("reason"))))?;
    let StoredPeriod { period, reason: before, .. } = store::locked(tx, id).await?.ok_or(Error::NotFound)?;
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
