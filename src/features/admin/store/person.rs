//! Employees, and the elected head of the agency.

use super::{
    super::import::{Person, Sex},
    Written,
};
use crate::{
    domain::{
        id::{AgencyId, EmployeeId, UnitId},
        nip::Nip,
    },
    server::{clock::new_id, codec::word},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Creates or changes everybody; returns the ids of all who have a number. Fields that the export leaves open keep the
/// agency's value.
pub(crate) async fn save(
    conn: &mut PgConnection,
    agency: AgencyId,
    people: &[Person],
    written: &mut Written,
) -> sqlx::Result<HashMap<Nip, EmployeeId>> {
    let ids: Vec<Uuid> = people.iter().map(|_| new_id()).collect();
    let nips: Vec<String> = people.iter().map(|person| person.nip.as_str().to_owned()).collect();
    let names: Vec<String> = people.iter().map(|person| person.name.as_str().to_owned()).collect();
    let kinds: Vec<String> = people.iter().map(|person| word(&person.kind)).collect();
    let grades: Vec<Option<String>> = people.iter().map(|person| person.grade.clone()).collect();
    let births: Vec<Option<jiff_sqlx::Date>> =
        people.iter().map(|person| person.birth_date.map(ToSqlx::to_sqlx)).collect();
    let sexes: Vec<Option<String>> = people.iter().map(|person| person.sex.map(|sex| letter(sex).to_owned())).collect();
    let done = sqlx::query!(
        "insert into employee (agency_id, id, nip, name, kind, grade, birth_date, sex)
         select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[])
         on conflict (agency_id, nip) do update set
             name = excluded.name,
             kind = excluded.kind,
             grade = coalesce(excluded.grade, employee.grade),
             birth_date = coalesce(excluded.birth_date, employee.birth_date),
             sex = coalesce(excluded.sex, employee.sex)
         where (employee.name, employee.kind, employee.grade, employee.birth_date, employee.sex) is distinct from
             (excluded.name, excluded.kind, coalesce(excluded.grade, employee.grade),
              coalesce(excluded.birth_date, employee.birth_date), coalesce(excluded.sex, employee.sex))",
        agency.0,
        &ids,
        &nips,
        &names,
        &kinds,
        &grades as &[Option<String>],
        &births as _,
        &sexes as &[Option<String>]
    )
    .execute(&mut *conn)
    .await?;
    written.employees += done.rows_affected();
    let rows =
        sqlx::query!(r#"select id, nip as "nip!" from employee where agency_id = $1 and nip is not null"#, agency.0)
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Nip::parse(&row.nip).ok()?, EmployeeId(row.id)))).collect())
}

const fn letter(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "m",
        Sex::Female => "f",
    }
}

/// Returns the present head of the root unit; else creates the elected head, named by the title until somebody enters
/// the name.
pub(crate) async fn ensure_top(
    conn: &mut PgConnection,
    agency: AgencyId,
    title: &str,
    root: UnitId,
    today: Date,
    written: &mut Written,
) -> sqlx::Result<EmployeeId> {
    let found = sqlx::query_scalar!(
        r#"select a.employee_id as "employee_id!" from current_assignment a
         join post p on p.agency_id = a.agency_id and p.id = a.post_id
         where a.agency_id = $1 and a.unit_id = $2 and p.is_head
         order by a.since, a.id limit 1"#,
        agency.0,
        root.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(id) = found {
        return Ok(EmployeeId(id));
    }
    let employee = new_id();
    sqlx::query!(
        "with person as (
             insert into employee (agency_id, id, name, kind) values ($1, $2, $3, 'elected')
         ), seat as (
             insert into post (agency_id, id, unit_id, name, kind, template, is_head)
             values ($1, $4, $5, $3, 'elected', 'elected', true)
         )
         insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
         values ($1, $6, $2, $4, $5, $7)",
        agency.0,
        employee,
        title,
        new_id(),
        root.0,
        new_id(),
        today.first_of_year().to_sqlx() as _
    )
    .execute(conn)
    .await?;
    written.employees += 1;
    written.posts += 1;
    written.assignments += 1;
    Ok(EmployeeId(employee))
}
