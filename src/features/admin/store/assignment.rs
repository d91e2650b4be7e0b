//! Assignments to posts, with dates.
//!
//! The first row of a person begins with the year (or the month of their appointment in it), so that the plan of the
//! year fits. A changed row begins today and closes the one before; a row that itself began today is corrected in
//! place.

use super::{super::import::Person, Written};
use crate::{
    domain::{
        id::{AgencyId, EmployeeId, PostId, UnitId},
        nip::{Nip, NipKind},
    },
    server::clock::new_id,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A person's place in the export.
#[derive(Clone, Copy)]
pub(crate) struct Seat<'a> {
    pub person: &'a Person,
    pub employee: EmployeeId,
    pub post: PostId,
    pub unit: UnitId,
}

/// Returns the first day of a new person: a PNS appointed this year begins in that month.
fn first_day(nip: &Nip, today: Date) -> Date {
    let digits = |from, to| nip.as_str().get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or(0_i16);
    let start = today.first_of_year();
    let appointed = || Date::new(digits(8, 12), i8::try_from(digits(12, 14)).ok()?, 1).ok();
    match nip.kind() {
        NipKind::Pns => appointed().map_or(start, |day| day.clamp(start, today)),
        NipKind::Pppk => start,
    }
}

/// The agency's data about a person: the current row, and the end of the last one before it.
struct Before {
    current: Option<(Uuid, PostId, Date)>,
    ended: Option<Date>,
}

/// Rows as the arrays of a statement.
#[derive(Default)]
struct AssignmentColumns {
    ids: Vec<Uuid>,
    employees: Vec<Uuid>,
    posts: Vec<Uuid>,
    units: Vec<Uuid>,
    since: Vec<jiff_sqlx::Date>,
}

impl AssignmentColumns {
    fn push(&mut self, id: Uuid, seat: &Seat<'_>, since: Date) {
        self.ids.push(id);
        self.employees.push(seat.employee.0);
        self.posts.push(seat.post.0);
        self.units.push(seat.unit.0);
        self.since.push(since.to_sqlx());
    }
}

/// Writes the assignments; returns the day from which each of these people holds the post.
pub(crate) async fn save(
    conn: &mut PgConnection,
    agency: AgencyId,
    seats: &[Seat<'_>],
    today: Date,
    written: &mut Written,
) -> sqlx::Result<HashMap<EmployeeId, Date>> {
    let before = before(conn, agency).await?;
    let mut days = HashMap::with_capacity(seats.len());
    let (mut close, mut correct, mut begin) = (vec![], AssignmentColumns::default(), AssignmentColumns::default());
    for seat in seats {
        let known = before.get(&seat.employee);
        let ended = known.and_then(|before| before.ended);
        let since = match known.and_then(|before| before.current) {
            Some((_, post, since)) if post == seat.post => since,
            Some((id, _, since)) if since >= today => {
                correct.push(id, seat, since);
                since
            }
            Some((id, ..)) => {
                close.push(id);
                begin.push(new_id(), seat, today);
                today
            }
            None => {
                let since = ended.map_or_else(|| first_day(&seat.person.nip, today), |day| day.max(today));
                begin.push(new_id(), seat, since);
                since
            }
        };
        days.insert(seat.employee, since);
    }
    close_rows(conn, agency, &close, today).await?;
    written.assignments += correct_rows(conn, agency, &correct).await?;
    written.assignments += begin_rows(conn, agency, &begin).await?;
    follow_standings(conn, agency, today).await?;
    Ok(days)
}

async fn before(conn: &mut PgConnection, agency: AgencyId) -> sqlx::Result<HashMap<EmployeeId, Before>> {
    let rows = sqlx::query!(
        r#"select employee_id,
             (array_agg(id) filter (where until is null))[1] as id,
             (array_agg(post_id) filter (where until is null))[1] as post_id,
             max(since) filter (where until is null) as "since: jiff_sqlx::Date",
             max(until) as "until: jiff_sqlx::Date"
           from assignment where agency_id = $1 and definitive group by employee_id"#,
        agency.0
    )
    .fetch_all(conn)
    .await?;
    let before = rows.into_iter().map(|row| {
        let current = || Some((row.id?, PostId(row.post_id?), row.since?.to_jiff()));
        let ended = row.until.map(jiff_sqlx::Date::to_jiff);
        (EmployeeId(row.employee_id), Before { current: current(), ended })
    });
    Ok(before.collect())
}

async fn close_rows(conn: &mut PgConnection, agency: AgencyId, ids: &[Uuid], today: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "update assignment set until = $3 where agency_id = $1 and id = any($2)",
        agency.0,
        ids,
        today.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn correct_rows(conn: &mut PgConnection, agency: AgencyId, rows: &AssignmentColumns) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update assignment set post_id = new.post_id, unit_id = new.unit_id
         from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as new (id, post_id, unit_id)
         where agency_id = $1 and assignment.id = new.id",
        agency.0,
        &rows.ids,
        &rows.posts,
        &rows.units
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

async fn begin_rows(conn: &mut PgConnection, agency: AgencyId, rows: &AssignmentColumns) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::date[])",
        agency.0,
        &rows.ids,
        &rows.employees,
        &rows.posts,
        &rows.units,
        &rows.since as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Counts this year's standings of people in their present unit.
async fn follow_standings(conn: &mut PgConnection, agency: AgencyId, today: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "update person_standing p set unit_id = a.unit_id
         from current_assignment a
         where p.agency_id = $1 and p.year = $2 and a.agency_id = $1 and a.employee_id = p.employee_id
           and p.unit_id <> a.unit_id",
        agency.0,
        today.year()
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn people_begin_with_the_year_or_with_their_appointment_in_it() {
        let today = date(2026, 11, 22);
        for (nip, day) in [
            ("198609262015051001", date(2026, 1, 1)),
            ("199903152026102001", date(2026, 10, 1)),
            ("199903152026122001", today),
            ("199003152026212001", date(2026, 1, 1)),
        ] {
            assert_eq!(first_day(&Nip::parse(nip).expect("a number"), today), day, "{nip}");
        }
    }
}
