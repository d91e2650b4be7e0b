//! Opening a year to some units first.

use super::{both, day, reason, unit, year};
use crate::{
    domain::{event::Event, id::UnitId, pilot::Pilot},
    error::{Error, Result},
    features::calendar::{event, model::CalendarChange, store},
    server::door::Tx,
    ui::format,
};
use jiff::civil::Date;

/// Returns the last day of a pilot that begins on `since`; `None` where it has none.
fn last_day(typed: &CalendarChange, (year, since): (i16, Date)) -> Result<Option<Date>> {
    if typed.until.trim().is_empty() {
        return Ok(None);
    }
    let until = typed.until.parse::<Date>().map_err(|_| Error::field("until", "Isi tanggalnya, atau kosongkan."))?;
    let last = Date::new(year, 12, 31).unwrap_or(Date::MAX);
    if (since..=last).contains(&until) {
        return Ok(Some(until));
    }
    let span = format!("{} sampai {}", format::day(since), format::day(last));
    Err(Error::field("until", format!("Uji coba dapat berakhir {span}.")))
}

/// Opens a year to a unit and those below it first, or changes its days.
pub(super) async fn open(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let unit = unit(tx, typed).await;
    let (unit, (year, (since, source))) = both(unit, both(year(typed, tx.today()), both(day(typed), reason(typed))))?;
    Pilot::may_begin_on(year, since).map_err(|(first, last)| {
        let span = format!("{} sampai {}", format::day(first), format::day(last));
        Error::field("day", format!("Uji coba {year} dapat mulai {span}."))
    })?;
    let until = last_day(typed, (year, since))?;
    let before = store::pilot_unit(tx, year, unit).await?;
    if before.is_some_and(|before| before == (since, until, source.as_str().to_owned())) {
        return Ok((Event::repeated(), ()));
    }
    store::save_pilot(tx, year, until, source.as_str()).await?;
    store::insert_pilot_unit(tx, year, unit, since).await?;
    store::judge_anew(tx, year).await?;
    Ok((event::piloted(year, unit, (since, until), source.as_str()), ()))
}

/// Takes a unit out of a pilot; with its last unit the pilot goes.
pub(super) async fn close(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let unit = typed.unit.parse::<UnitId>().map_err(|_| Error::NotFound)?;
    let year = year(typed, tx.today())?;
    if !store::remove_pilot_unit(tx, year, unit).await? {
        return Ok((Event::repeated(), ()));
    }
    store::judge_anew(tx, year).await?;
    Ok((event::unpiloted(year, unit), ()))
}
