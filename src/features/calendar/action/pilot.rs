//! Opening a year to some units first.

use super::{both, day, reason, unit, year};
use crate::{
    domain::{event::Event, id::UnitId, pilot::Pilot, text::LegalSource},
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

/// Returns both sources of a pilot as one; the newer one alone where they are too long together.
fn joined(known: &str, newer: String) -> String {
    if known.contains(&newer) {
        return known.to_owned();
    }
    LegalSource::parse(&format!("{known}; {newer}")).map_or(newer, String::from)
}

/// Opens a year to a unit and those below it first, or changes its days.
pub(super) async fn open(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let unit = unit(tx, typed).await;
    let (unit, (year, (since, source))) = both(unit, both(year(typed, tx.today()), both(day(typed), reason(typed))))?;
    Pilot::may_begin_on(year, since).map_err(|(first, last)| {
        let span = format!("{} sampai {}", format::day(first), format::day(last));
        Error::field("day", format!("Uji coba {year} dapat mulai {span}."))
    })?;
    let (mut until, mut source) = (last_day(typed, (year, since))?, String::from(source));
    let known = store::locked_pilot(tx, year).await?;
    let before = store::pilot_unit(tx, year, unit).await?;
    if let Some(since_before) = before {
        if Some((since, until, &source)) == known.as_ref().map(|(until, source)| (since_before, *until, source)) {
            return Ok((Event::repeated(), ()));
        }
    } else if let Some((known_until, known_source)) = known {
        // Another unit joins: what was decided for the whole pilot stays, unless this decision says something else.
        until = until.or(known_until);
        source = joined(&known_source, source);
    }
    store::save_pilot(tx, year, until, &source).await?;
    store::insert_pilot_unit(tx, year, unit, since).await?;
    store::judge_anew(tx, year).await?;
    Ok((event::piloted(year, unit, (since, until), &source), ()))
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
