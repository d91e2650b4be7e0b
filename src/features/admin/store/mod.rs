//! The reads and writes of an import: one statement for all rows of each table.
//!
//! Running it again with the same outcome writes nothing: every statement compares before it changes.

mod act;
mod assessor;
mod assignment;
mod person;
mod place;
mod service;

pub(crate) use service::end_due;

use super::{
    action::Summary,
    import::{AgencyData, KnownUnit, Outcome, Serving},
};
use crate::{
    domain::{
        id::{AgencyId, EmployeeId, UnitId},
        nip::Nip,
    },
    features::post::follow,
    server::{agency::lock_organisation, clock::new_id},
};
use assessor::AssessorLookup;
use assignment::Seat;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;

/// The numbers of created or changed rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub units: u64,
    pub posts: u64,
    pub employees: u64,
    pub assignments: u64,
    pub assessors: u64,
    /// People whose end of service was stored.
    pub ended: u64,
}

impl Written {
    pub const fn total(&self) -> u64 {
        self.units + self.posts + self.employees + self.assignments + self.assessors + self.ended
    }
}

/// Returns the agency's data; `None` if there is no such agency. With `alone`, other imports into it wait.
pub(crate) async fn known(conn: &mut PgConnection, agency: AgencyId, alone: bool) -> sqlx::Result<Option<AgencyData>> {
    if alone {
        lock_organisation(conn, agency).await?;
    }
    let Some(name) =
        sqlx::query_scalar!("select name from agency where id = $1", agency.0).fetch_optional(&mut *conn).await?
    else {
        return Ok(None);
    };
    let units = sqlx::query!("select id, parent_id, name from unit where agency_id = $1", agency.0)
        .fetch_all(&mut *conn)
        .await?;
    let people =
        sqlx::query!(r#"select nip as "nip!", name from employee where agency_id = $1 and nip is not null"#, agency.0)
            .fetch_all(&mut *conn)
            .await?;
    let serving = sqlx::query!(
        r#"select e.nip as "nip!", a.unit_id as "unit_id!", a.since as "since!: jiff_sqlx::Date",
             (select min(s.ends_on) from service_end s
              where s.agency_id = $1 and s.employee_id = e.id and s.ends_on > a.since) as "ends_on: jiff_sqlx::Date"
           from current_assignment a join employee e on e.agency_id = $1 and e.id = a.employee_id
           where a.agency_id = $1 and e.nip is not null"#,
        agency.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let acts = act::acts(conn, agency).await?;
    let serving = serving.into_iter().filter_map(|row| {
        let ends_on = row.ends_on.map(jiff_sqlx::Date::to_jiff);
        Some((Nip::parse(&row.nip).ok()?, Serving { unit: UnitId(row.unit_id), since: row.since.to_jiff(), ends_on }))
    });
    Ok(Some(AgencyData {
        agency: name,
        units: units
            .into_iter()
            .map(|unit| KnownUnit::new(UnitId(unit.id), unit.parent_id.map(UnitId), unit.name))
            .collect(),
        people: people.into_iter().filter_map(|row| Some((Nip::parse(&row.nip).ok()?, row.name))).collect(),
        serving: serving.collect(),
        acts,
        spare: new_id(),
    }))
}

/// Writes the accepted rows.
pub(crate) async fn apply(
    conn: &mut PgConnection,
    agency: AgencyId,
    known: &AgencyData,
    outcome: &Outcome,
    today: Date,
    now: Timestamp,
) -> sqlx::Result<Written> {
    let mut written = Written::default();
    if let Some(old) = outcome.raised.first() {
        place::put_agency_above(conn, agency, *old, &outcome.raised, known, &mut written).await?;
    }
    let units = place::save_units(conn, agency, &outcome.units, &mut written).await?;
    let posts = place::save_posts(conn, agency, &outcome.people, &units, &mut written).await?;
    let ids = person::save(conn, agency, &outcome.people, &mut written).await?;
    let top = match (&outcome.top, units.first()) {
        (Some(title), Some(root)) => Some(person::ensure_top(conn, agency, title, *root, today, &mut written).await?),
        _ => None,
    };
    if let (Some(top), Some(old)) = (top, outcome.raised.first()) {
        written.assessors += assessor::correct_top(conn, agency, UnitId(known.spare), *old, top).await?;
    }
    written.ended = end_services(conn, agency, outcome, &ids, today, now).await?;
    let seats: Vec<_> = outcome
        .people
        .iter()
        .zip(posts)
        .filter_map(|(person, post)| {
            Some(Seat { person, employee: *ids.get(&person.nip)?, post, unit: *units.get(person.unit)? })
        })
        .collect();
    let moved: Vec<_> = seats.iter().filter(|seat| !seat.person.keeps_seat).copied().collect();
    let since = assignment::save(conn, agency, &moved, today, &mut written).await?;
    let lookup = AssessorLookup { ids: &ids, top, since: &since };
    assessor::save(conn, agency, &seats, &lookup, today, &mut written).await?;
    Ok(written)
}

/// Stores the ends of service; people who were assessed by those who have left get the next assessor.
async fn end_services(
    conn: &mut PgConnection,
    agency: AgencyId,
    outcome: &Outcome,
    ids: &HashMap<Nip, EmployeeId>,
    today: Date,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let gone = outcome.leaving.iter().filter(|(.., end)| end.on <= today);
    let first = gone.clone().map(|(.., end)| end.on).min();
    let before = match first {
        Some(first) => Some((first, follow::before_ends(conn, agency, first, today).await?)),
        None => None,
    };
    let ended = service::end(conn, agency, &outcome.leaving, ids, today, now).await?;
    if let Some((first, before)) = before {
        let gone: Vec<EmployeeId> = gone.filter_map(|(nip, ..)| ids.get(nip).copied()).collect();
        follow::follow_late_ends(conn, agency, &before, &gone, (first, today)).await?;
    }
    Ok(ended)
}

/// The import's row in the audit trail.
pub(crate) async fn record(
    conn: &mut PgConnection,
    agency: AgencyId,
    summary: &Summary,
    now: Timestamp,
) -> sqlx::Result<()> {
    let written = summary.written;
    let data = serde_json::json!({
        "people": summary.people,
        "undecided": summary.undecided,
        "units": written.units,
        "posts": written.posts,
        "employees": written.employees,
        "assignments": written.assignments,
        "assessors": written.assessors,
        "ended": written.ended,
    });
    sqlx::query!(
        "insert into event (agency_id, id, at, kind, data) values ($1, $2, $3, 'imported', $4)",
        agency.0,
        new_id(),
        now.to_sqlx() as _,
        data
    )
    .execute(conn)
    .await?;
    Ok(())
}
