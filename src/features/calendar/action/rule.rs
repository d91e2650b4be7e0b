//! Rules about deadlines, and the working week. Both hold from today or a later day: nobody becomes late afterwards.

use super::{both, day, reason};
use crate::{
    domain::{
        calendar::{Counting, DayCount, DeadlineKind, DeadlineRule, MAX_RULE_DAYS, WorkWeek},
        event::Event,
        regime::last_day,
    },
    error::{Error, Result},
    features::calendar::{event, model::CalendarChange, store},
    server::{calendar, codec, door::Tx},
    ui::format,
};
use jiff::civil::Date;

const CHOOSE: &str = "Pilih salah satu.";

/// Returns the day from which something holds.
fn holds_from(typed: &CalendarChange, today: Date) -> Result<Date> {
    let (from, last) = (day(typed)?, last_day(today));
    if (today..=last).contains(&from) {
        return Ok(from);
    }
    let span = format!("{} sampai {}", format::day(today), format::day(last));
    Err(Error::field("day", format!("Dapat berlaku mulai {span}; yang sudah lewat tidak berubah.")))
}

/// Returns the rule about deadlines that is typed.
///
/// # Errors
/// The errors of the fields.
pub(in crate::features::calendar) fn parse(typed: &CalendarChange, today: Date) -> Result<DeadlineRule> {
    let kind = codec::value::<DeadlineKind>(&typed.kind).map_err(|_| Error::field("kind", CHOOSE));
    let days = typed.days.trim().parse::<i16>().ok().filter(|days| (0..=MAX_RULE_DAYS).contains(days));
    let days = days.ok_or_else(|| Error::field("days", format!("Isi angka 0 sampai {MAX_RULE_DAYS}.")));
    let counting = codec::value::<Counting>(&typed.counting).map_err(|_| Error::field("counting", CHOOSE));
    let (kind, (days, (counting, (holds_from, source)))) =
        both(kind, both(days, both(counting, both(holds_from(typed, today), reason(typed)))))?;
    Ok(DeadlineRule { kind, count: DayCount { days, counting }, holds_from, source: source.into() })
}

/// Sets how deadlines of a kind are counted.
pub(super) async fn set(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let rule = parse(typed, tx.today())?;
    if calendar::rules(tx).await?.about(rule.kind).any(|stored| *stored == rule) {
        return Ok((Event::repeated(), ()));
    }
    store::save_rule(tx, &rule).await?;
    Ok((event::ruled(&rule), ()))
}

/// Sets the working week.
pub(super) async fn set_week(tx: &mut Tx, typed: &CalendarChange) -> Result<(Event, ())> {
    let week = codec::value::<WorkWeek>(&typed.week).map_err(|_| Error::field("week", CHOOSE));
    let (week, (from, source)) = both(week, both(holds_from(typed, tx.today()), reason(typed)))?;
    if store::save_week(tx, from, week, source.as_str()).await? {
        Ok((event::week_set(from, week, source.as_str()), ()))
    } else {
        Ok((Event::repeated(), ()))
    }
}
