//! Ends of service.

use super::super::import::Leaving;
use crate::{
    domain::{
        id::{AgencyId, EmployeeId, UnitId},
        nip::Nip,
    },
    server::{clock::new_id, codec::word},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Stores the ends of service and carries out those whose day has come; returns how many are new.
pub(crate) async fn end(
    conn: &mut PgConnection,
    agency: AgencyId,
    leaving: &[(Nip, String, Leaving)],
    ids: &HashMap<Nip, EmployeeId>,
    today: Date,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let ends: Vec<_> = leaving.iter().filter_map(|(nip, _, end)| Some((ids.get(nip)?.0, *end))).collect();
    let people: Vec<Uuid> = ends.iter().map(|(person, _)| *person).collect();
    let days: Vec<jiff_sqlx::Date> = ends.iter().map(|(_, end)| end.on.to_sqlx()).collect();
    let reasons: Vec<String> = ends.iter().map(|(_, end)| word(&end.reason)).collect();
    let events: Vec<Uuid> = ends.iter().map(|_| new_id()).collect();
    let stored = sqlx::query!(
        "with ended as (
             insert into service_end (agency_id, employee_id, ends_on, reason)
             select $1, * from unnest($2::uuid[], $3::date[], $4::text[])
             on conflict do nothing
             returning employee_id
         )
         insert into event (agency_id, id, at, kind, subject_id, data)
         select $1, new.id, $6, 'service_ended', new.person, jsonb_build_object('on', new.day, 'reason', new.reason)
         from unnest($2::uuid[], $3::date[], $4::text[], $5::uuid[]) as new (person, day, reason, id)
         where new.person in (select employee_id from ended)",
        agency.0,
        &people,
        &days as _,
        &reasons,
        &events,
        now.to_sqlx() as _
    )
    .execute(&mut *conn)
    .await?;
    end_due(conn, agency, today, now).await?;
    Ok(stored.rows_affected())
}

/// Carries out the ends of service up to a day; returns the units in which these people worked.
pub(crate) async fn end_due(
    conn: &mut PgConnection,
    agency: AgencyId,
    day: Date,
    now: Timestamp,
) -> sqlx::Result<Vec<UnitId>> {
    // The command line, other than the scheduler, has not said yet whose transaction it is.
    sqlx::query!("select set_config('kinerja.agency', $1, true)", agency.to_string()).fetch_one(&mut *conn).await?;
    sqlx::query_scalar!(
        r#"select unit_id as "unit!: UnitId" from end_services($1, $2)"#,
        day.to_sqlx() as _,
        now.to_sqlx() as _
    )
    .fetch_all(conn)
    .await
}
