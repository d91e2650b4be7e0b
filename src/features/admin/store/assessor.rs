//! Assessors with dates, as for posts: a first one from the day on which the post is held this year, another one from
//! today on.

use super::{super::import::Superior, Written, assignment::Seat};
use crate::domain::{
    id::{AgencyId, EmployeeId, UnitId},
    nip::Nip,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Finds the assessor of a person among the superiors of an export.
pub(crate) struct AssessorLookup<'a> {
    pub ids: &'a HashMap<Nip, EmployeeId>,
    /// The elected head.
    pub top: Option<EmployeeId>,
    /// The day since which each person holds their post.
    pub since: &'a HashMap<EmployeeId, Date>,
}

impl AssessorLookup<'_> {
    /// Returns the assessor; a superior who is not in the database yet is left for the next import.
    fn assessor(&self, seat: &Seat<'_>) -> Option<EmployeeId> {
        let assessor = match &seat.person.superior {
            Superior::Unsaid => None,
            Superior::Top => self.top,
            Superior::Person(nip) => self.ids.get(nip).copied(),
        };
        assessor.filter(|assessor| *assessor != seat.employee)
    }
}

/// Gives the elected head to the heads of the units below the root who were assessed by a head of `old`, from the
/// beginning: that unit was taken for the agency itself.
pub(crate) async fn correct_top(
    conn: &mut PgConnection,
    agency: AgencyId,
    root: UnitId,
    old: UnitId,
    top: EmployeeId,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with head as (
             select a.employee_id, u.id as unit_id, u.parent_id
             from assignment a
             join post p on p.agency_id = $1 and p.id = a.post_id and p.is_head
             join unit u on u.agency_id = $1 and u.id = a.unit_id
             where a.agency_id = $1
         )
         update assessor set assessor_id = $4
         where agency_id = $1 and employee_id <> $4
           and employee_id in (select employee_id from head where parent_id = $2)
           and assessor_id in (select employee_id from head where unit_id = $3)",
        agency.0,
        root.0,
        old.0,
        top.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Rows as the arrays of a statement.
#[derive(Default)]
struct AssessorColumns {
    employees: Vec<Uuid>,
    assessors: Vec<Uuid>,
    since: Vec<jiff_sqlx::Date>,
}

impl AssessorColumns {
    fn push(&mut self, employee: EmployeeId, assessor: EmployeeId, since: Date) {
        self.employees.push(employee.0);
        self.assessors.push(assessor.0);
        self.since.push(since.to_sqlx());
    }
}

/// Writes the assessors.
pub(crate) async fn save(
    conn: &mut PgConnection,
    agency: AgencyId,
    seats: &[Seat<'_>],
    lookup: &AssessorLookup<'_>,
    today: Date,
    written: &mut Written,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        r#"select employee_id,
             (array_agg(assessor_id) filter (where until is null))[1] as assessor_id,
             max(since) filter (where until is null) as "since: jiff_sqlx::Date",
             max(until) as "until: jiff_sqlx::Date"
           from assessor where agency_id = $1 group by employee_id"#,
        agency.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let before: HashMap<_, _> = rows.into_iter().map(|row| (EmployeeId(row.employee_id), row)).collect();
    let (mut close, mut correct, mut begin) = (vec![], AssessorColumns::default(), AssessorColumns::default());
    for seat in seats {
        let Some(assessor) = lookup.assessor(seat) else {
            continue;
        };
        let known = before.get(&seat.employee);
        match known.and_then(|row| Some((EmployeeId(row.assessor_id?), row.since?.to_jiff()))) {
            Some((same, _)) if same == assessor => {}
            Some((_, since)) if since >= today => correct.push(seat.employee, assessor, since),
            Some(_) => {
                close.push(seat.employee.0);
                begin.push(seat.employee, assessor, today);
            }
            None => {
                let seated = lookup.since.get(&seat.employee).copied().unwrap_or(today);
                let ended = known.and_then(|row| row.until.map(jiff_sqlx::Date::to_jiff));
                let since = ended.map_or(seated.max(today.first_of_year()), |day| day.max(today));
                begin.push(seat.employee, assessor, since);
            }
        }
    }
    sqlx::query!(
        "update assessor set until = $3 where agency_id = $1 and employee_id = any($2) and until is null",
        agency.0,
        &close,
        today.to_sqlx() as _
    )
    .execute(&mut *conn)
    .await?;
    written.assessors += sqlx::query!(
        "update assessor set assessor_id = new.assessor_id, by_rule = false, post_id = null, change_id = null,
             request_id = null
         from unnest($2::uuid[], $3::uuid[]) as new (employee_id, assessor_id)
         where agency_id = $1 and assessor.employee_id = new.employee_id and until is null",
        agency.0,
        &correct.employees,
        &correct.assessors
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    written.assessors += sqlx::query!(
        "insert into assessor (agency_id, employee_id, assessor_id, since)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::date[])",
        agency.0,
        &begin.employees,
        &begin.assessors,
        &begin.since as _
    )
    .execute(conn)
    .await?
    .rows_affected();
    Ok(())
}
