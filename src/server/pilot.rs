//! Pilots of an agency: the stored ones, who is outside of them, and the sentences about them.

use super::{agency::unit_path, door::Tx};
use crate::{
    domain::{
        id::{EmployeeId, UnitId},
        pilot::Pilot,
    },
    error::Result,
    ui::format,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use std::collections::{HashMap, HashSet};

/// A pilot with the names of its units.
#[derive(Debug)]
pub(crate) struct StoredPilot {
    pub pilot: Pilot,
    /// The regulation or letter.
    pub source: String,
    pub names: HashMap<UnitId, String>,
}

/// Units that are named in a sentence.
const MAX_NAMED: usize = 3;

impl StoredPilot {
    /// Returns the units with their names, by day and name.
    pub(crate) fn units(&self) -> Vec<(UnitId, &str, Date)> {
        let name = |unit: &UnitId| self.names.get(unit).map(String::as_str).unwrap_or_default();
        let mut units: Vec<_> = self.pilot.units.iter().map(|(unit, since)| (*unit, name(unit), *since)).collect();
        units.sort_by_key(|(_, name, since)| (*since, *name));
        units
    }

    /// `Uji coba 2027: SKP dan laporan diminta dari Dinas Kesehatan (mulai 1 Februari 2027), yang lain mulai 1 Juli 2027.`
    pub(crate) fn words(&self) -> String {
        let Pilot { year, until, .. } = self.pilot;
        let units = self.units();
        let named = units.iter().take(MAX_NAMED);
        let mut said: Vec<String> =
            named.map(|(_, name, since)| format!("{name} (mulai {})", format::day(*since))).collect();
        let more = units.len().saturating_sub(MAX_NAMED);
        if more > 0 {
            said.push(format!("{more} unit lain"));
        }
        let others = match until.and_then(|until| until.tomorrow().ok()) {
            Some(since) => format!("yang lain mulai {}", format::day(since)),
            None => "yang lain belum".to_owned(),
        };
        format!("Uji coba {year}: SKP dan laporan diminta dari {}; {others}.", said.join(", "))
    }

    /// Returns the sentence for people of a unit who are not asked on a day; `None` for those who are. `path` is the unit
    /// with everything above it.
    pub(crate) fn outside(&self, path: &[UnitId], on: Date, who: &str) -> Option<String> {
        if self.pilot.asks(path, on) {
            return None;
        }
        let when = match self.pilot.opens_on(path) {
            Some(since) => format!("{who} diminta mulai {}.", format::day(since)),
            None => format!("{who} belum diminta."),
        };
        Some(format!("{} {when}", self.words()))
    }
}

/// Returns the pilot of a year; `None` where the year is open to everybody.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_year(tx: &mut Tx, year: i16) -> Result<Option<StoredPilot>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select p.until as "until: jiff_sqlx::Date", p.source, u.unit_id as "unit: UnitId", n.name,
            u.since as "since: jiff_sqlx::Date"
        from pilot p
        join pilot_unit u on u.agency_id = $1 and u.year = p.year
        join unit n on n.agency_id = $1 and n.id = u.unit_id
        where p.agency_id = $1 and p.year = $2 order by u.unit_id"#,
        agency.0,
        year
    )
    .fetch_all(tx.db())
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let until = first.until.map(jiff_sqlx::Date::to_jiff);
    let source = first.source.clone();
    let units = rows.iter().map(|row| (row.unit, row.since.to_jiff())).collect();
    let names = rows.into_iter().map(|row| (row.unit, row.name)).collect();
    Ok(Some(StoredPilot { pilot: Pilot { year, until, units }, source, names }))
}

/// Returns the units whose people are asked on a day for plans and reports of a year; `None` where all are.
///
/// # Errors
/// When the database fails.
pub(crate) async fn asked_units(tx: &mut Tx, year: i16, on: Date) -> Result<Option<Vec<UnitId>>> {
    let Some(StoredPilot { pilot, .. }) = of_year(tx, year).await? else { return Ok(None) };
    if !pilot.runs(on) {
        return Ok(None);
    }
    let agency = tx.actor.agency;
    let units = sqlx::query_scalar!(
        r#"select distinct t.id as "id!: UnitId"
        from pilot_unit u cross join lateral unit_tree($1, u.unit_id) t
        where u.agency_id = $1 and u.year = $2 and u.since <= $3"#,
        agency.0,
        year,
        on.to_sqlx() as _
    );
    Ok(Some(units.fetch_all(tx.db()).await?))
}

/// Returns those of some people who are not asked today for plans and reports of a year.
///
/// # Errors
/// When the database fails.
pub(crate) async fn people_outside(tx: &mut Tx, year: i16, people: &[EmployeeId]) -> Result<HashSet<EmployeeId>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let Some(asked) = asked_units(tx, year, today).await? else { return Ok(HashSet::new()) };
    let outside = sqlx::query_scalar!(
        r#"select employee_id as "id!: EmployeeId" from current_assignment
        where agency_id = $1 and employee_id = any ($2) and unit_id <> all ($3)"#,
        agency.0,
        people as &[EmployeeId],
        &asked as &[UnitId]
    );
    Ok(outside.fetch_all(tx.db()).await?.into_iter().collect())
}

/// Returns the sentence about the pilot of a year for a unit whose people are not asked today, or some of whose people
/// are not.
///
/// # Errors
/// When the database fails.
pub(crate) async fn about_unit(tx: &mut Tx, year: i16, unit: UnitId) -> Result<Option<String>> {
    let today = tx.today();
    let Some(stored) = of_year(tx, year).await?.filter(|stored| stored.pilot.runs(today)) else { return Ok(None) };
    let agency = tx.actor.agency;
    let path: Vec<UnitId> = unit_path(tx.db(), agency, unit).await?.into_iter().map(|(unit, _)| unit).collect();
    if stored.pilot.asks(&path, today) {
        return Ok(None);
    }
    let units: Vec<UnitId> = stored.pilot.units.iter().map(|(unit, _)| *unit).collect();
    let has_below = sqlx::query_scalar!(
        r#"select exists (select from unit_tree($1, $2) t where t.id = any ($3)) as "has_below!""#,
        agency.0,
        unit.0,
        &units as &[UnitId]
    );
    if has_below.fetch_one(tx.db()).await? {
        return Ok(Some(format!("{} Yang belum diminta tidak dihitung belum atau terlambat.", stored.words())));
    }
    Ok(stored.outside(&path, today, "Unit ini"))
}

/// Returns the sentence for somebody who is not asked for plans and reports of a year, for themself if `is_own`; `None`
/// for those who are, and without a post.
///
/// # Errors
/// When the database fails.
pub(crate) async fn outside(tx: &mut Tx, person: EmployeeId, year: i16, is_own: bool) -> Result<Option<String>> {
    let today = tx.today();
    let Some(stored) = of_year(tx, year).await?.filter(|stored| stored.pilot.runs(today)) else { return Ok(None) };
    let agency = tx.actor.agency;
    let path = sqlx::query_scalar!(
        r#"select unit_path($1, a.unit_id) as "path!: Vec<UnitId>" from current_assignment a
        where a.agency_id = $1 and a.employee_id = $2 limit 1"#,
        agency.0,
        person.0
    );
    let path = path.fetch_optional(tx.db()).await?;
    Ok(path.and_then(|path| stored.outside(&path, today, if is_own { "Unit Anda" } else { "Unitnya" })))
}
