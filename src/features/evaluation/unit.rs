//! What units achieved: set by who leads above them, before the predikat of their people.

use super::{
    event,
    model::{AchievementForm, AchievementLine, AchievementQuery, AchievementSheet, NewAchievement, PeriodTab},
    store::{self, AchievementRecord, UnitRecord},
    words::{self, Moments},
};
use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{EvaluationPeriod, EvaluationRefusal, UnitAchievement},
        event::Event,
        id::{PeriodId, UnitId},
        text::Note,
    },
    error::{Error, Result},
    server::{agency, door::Tx, fingerprint::fingerprint, regime},
};
use jiff::{ToSpan, civil::Date};

/// The kinds of periods, and how many of each are offered.
const OFFERED: [(PeriodKind, i32); 3] = [(PeriodKind::Quarter, 5), (PeriodKind::Month, 4), (PeriodKind::Year, 2)];

/// Returns the periods of these kinds that are offered on a day, the newest first: those that have begun.
fn offered(today: Date, kinds: &[PeriodKind]) -> Vec<EvaluationPeriod> {
    let mut periods: Vec<EvaluationPeriod> = vec![];
    for (kind, count) in OFFERED.into_iter().filter(|(kind, _)| kinds.contains(kind)) {
        let months = match kind {
            PeriodKind::Year => 12,
            PeriodKind::Quarter => 3,
            PeriodKind::Month => 1,
        };
        let first = today.first_of_month();
        let back = (0..count).filter_map(|back| first.checked_sub((back * months).months()).ok());
        periods.extend(back.map(|day| EvaluationPeriod::containing(kind, day)));
    }
    periods.sort_by_key(|period| std::cmp::Reverse((period.ends_on(), period.starts_on())));
    periods
}

/// Returns the units directly below those that the caller leads, with what they achieved in a period, and the form of one
/// unit.
///
/// # Errors
/// [`Error::NotFound`] for a unit whose achievement the caller does not set, and for a period that is not open.
pub(crate) async fn sheet(tx: &mut Tx, asked: AchievementQuery) -> Result<AchievementSheet> {
    tx.actor.employee.ok_or(Error::NotFound)?;
    let agency = tx.actor.agency;
    let (shown, tabs) = periods(tx, asked.period).await?;
    let period = period_of(tx, shown).await?;
    let mut units: Vec<AchievementLine> = vec![];
    for led in tx.actor.leads.clone() {
        let path = agency::unit_path(tx.db(), agency, led).await?;
        if let [(only, name)] = path.as_slice() {
            // Nobody is above the agency itself: its head says what it achieved.
            let record = store::achievement(tx, *only, period).await?.into_iter().next();
            let level = record.map(|record| record.level);
            units.push(unit_line(UnitRecord { id: *only, name: name.clone(), head: None, level }));
        }
        units.extend(store::units_below(tx, led, period).await?.into_iter().map(unit_line));
    }
    let chosen = match asked.unit {
        Some(unit) => Some(form(tx, unit, shown, period).await?),
        None => None,
    };
    Ok(AchievementSheet { title: words::period(shown), periods: tabs, units, chosen })
}

/// Returns the period that is shown, that which was asked for or the last quarter that is over, among those that are offered.
pub(super) async fn periods(
    tx: &mut Tx,
    asked: Option<EvaluationPeriod>,
) -> Result<(EvaluationPeriod, Vec<PeriodTab>)> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rules = regime::rules(tx.db(), agency).await?;
    let in_force = rules.groups().into_iter().filter_map(|group| rules.in_force(group, today));
    let asked_kind = asked.map(EvaluationPeriod::kind);
    let kinds: Vec<PeriodKind> =
        in_force.map(|rule| rule.regime.periods).chain([PeriodKind::Year]).chain(asked_kind).collect();
    let offered = offered(today, &kinds);
    let is_over = |period: &&EvaluationPeriod| period.ends_on() <= today && period.kind() == PeriodKind::Quarter;
    let shown = asked.or_else(|| offered.iter().find(is_over).copied());
    let shown = shown.or_else(|| offered.first().copied()).ok_or(Error::NotFound)?;
    let tabs = offered.iter().map(|period| PeriodTab {
        period: *period,
        name: words::period(*period),
        waiting: String::new(),
        is_shown: *period == shown,
    });
    Ok((shown, tabs.collect()))
}

pub(super) async fn period_of(tx: &mut Tx, period: EvaluationPeriod) -> Result<PeriodId> {
    if period.starts_on() > tx.today() {
        return Err(Error::NotFound);
    }
    store::period_row(tx, period).await?.ok_or(Error::NotFound)
}

fn unit_line(record: UnitRecord) -> AchievementLine {
    AchievementLine {
        unit: record.id,
        name: record.name,
        head: record.head.map_or_else(String::new, |head| format!("Pimpinan: {head}")),
        is_set: record.level.is_some(),
        level: record.level.map_or_else(|| "Belum ditetapkan".to_owned(), |level| level.name().to_owned()),
    }
}

/// Returns the unit with everything above it, if the caller says what it achieved.
async fn may_set(tx: &mut Tx, unit: UnitId) -> Result<String> {
    let agency = tx.actor.agency;
    let path = agency::unit_path(tx.db(), agency, unit).await?;
    let ids: Vec<UnitId> = path.iter().map(|(unit, _)| *unit).collect();
    let name = path.into_iter().next().map(|(_, name)| name);
    name.filter(|_| tx.actor.may_set_achievement(&ids)).ok_or(Error::NotFound)
}

async fn form(tx: &mut Tx, unit: UnitId, shown: EvaluationPeriod, period: PeriodId) -> Result<AchievementForm> {
    let name = may_set(tx, unit).await?;
    let records = store::achievement(tx, unit, period).await?;
    let moments = Moments::of_page(tx);
    let newest = records.first();
    let line = |record: &AchievementRecord| {
        let AchievementRecord { level, basis, author, .. } = record;
        format!("{} {} oleh {author}: {basis}", level.name(), moments.say(record.set_at))
    };
    Ok(AchievementForm {
        unit,
        name,
        period: shown,
        level: newest.map(|record| record.level),
        basis: newest.map(|record| record.basis.clone()).unwrap_or_default(),
        history: records.iter().map(line).collect(),
        seen: seen(newest),
    })
}

fn seen(newest: Option<&AchievementRecord>) -> String {
    fingerprint(&newest.map(|record| (record.level, &record.basis)))
}

/// Says what a unit achieved in a period. Returns the receipt. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody else than who leads above the unit; the errors of the fields; where it was set
/// meanwhile.
pub(crate) async fn set(tx: &mut Tx, new: &NewAchievement) -> Result<(Event, String)> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let name = may_set(tx, new.unit).await?;
    let period = period_of(tx, new.period).await?;
    let level = UnitAchievement::of_code(&new.level).ok_or_else(|| Error::field("capaian", "Pilih salah satu."))?;
    let basis = Note::parse(&new.basis).map_err(Error::text("dasar"))?;
    let before = store::achievement(tx, new.unit, period).await?.into_iter().next();
    let receipt = format!("Capaian {name} {}: {}.", words::period(new.period), level.name());
    if before.as_ref().is_some_and(|before| before.level == level && before.basis == basis.as_str()) {
        return Ok((Event::repeated(), receipt));
    }
    if seen(before.as_ref()) != new.seen {
        return Err(EvaluationRefusal::ChangedElsewhere.into());
    }
    store::insert_achievement(tx, new.unit, period, me, (level, &basis)).await?;
    Ok((event::achieved(new.unit, me, new.period, level), receipt))
}

#[cfg(test)]
mod tests {
    use super::{PeriodKind, offered};
    use jiff::civil::date;

    #[test]
    fn the_newest_periods_are_offered_first() {
        let periods = offered(date(2026, 11, 30), &PeriodKind::ALL);
        let written: Vec<String> = periods.iter().map(ToString::to_string).collect();
        assert_eq!(
            written.join(" "),
            "2026-tw4 2026 2026-11 2026-10 2026-09 2026-tw3 2026-08 2026-tw2 2026-tw1 2025-tw4 2025"
        );
    }
}
