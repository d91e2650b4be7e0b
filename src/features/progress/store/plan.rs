//! Plans and their owners: what an agreement changes, and what waits for somebody.

use super::StandingPerson;
use crate::{
    domain::{
        id::{AgencyId, EmployeeId, SkpId, UnitId},
        measure::Status,
    },
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Returns the year of a plan, where its owner stands in that year, locked, and whether nothing stood there before.
pub(crate) async fn lock_owner(
    db: &mut PgConnection,
    agency: AgencyId,
    skp: SkpId,
    today: Date,
) -> sqlx::Result<(i16, StandingPerson, bool)> {
    let made = sqlx::query!(
        "insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
         select $1, k.employee_id, k.year, coalesce(c.unit_id, p.unit_id), 'not_due',
             least($3::date, make_date(k.year::int, 12, 31))
         from skp k
         join post p on p.agency_id = $1 and p.id = k.post_id
         left join current_assignment c on c.agency_id = $1 and c.employee_id = k.employee_id
         where k.agency_id = $1 and k.id = $2
         on conflict do nothing",
        agency.0,
        skp.0,
        today.to_sqlx() as _
    )
    .execute(&mut *db)
    .await?;
    let row = sqlx::query!(
        r#"select k.year, s.employee_id as "employee: EmployeeId", s.unit_id as "unit: UnitId", s.status as "status: Status",
            array(select u.id from units_above($1, s.unit_id) u order by u.depth) as "units!: Vec<UnitId>"
        from skp k join person_standing s on s.agency_id = $1 and s.employee_id = k.employee_id and s.year = k.year
        where k.agency_id = $1 and k.id = $2
        for update of s"#,
        agency.0,
        skp.0
    )
    .fetch_one(db)
    .await?;
    let person = StandingPerson {
        employee: row.employee,
        unit: row.unit,
        status: row.status,
        last_report_at: None,
        units: row.units,
        assessor: None,
    };
    Ok((row.year, person, made.rows_affected() == 1))
}

/// Lets the open indicators of a person stand somewhere that have no standing yet.
pub(crate) async fn add_standings(
    db: &mut PgConnection,
    agency: AgencyId,
    employee: EmployeeId,
    year: i16,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into standing (agency_id, iki_id, employee_id, status)
         select $1, i.id, i.employee_id, 'not_due' from indicator i
         where i.agency_id = $1 and i.employee_id = $2 and i.year = $3 and i.is_open
         on conflict do nothing",
        agency.0,
        employee.0,
        year
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns whether the people of a unit are counted in a year.
pub(crate) async fn is_counted(db: &mut PgConnection, agency: AgencyId, unit: UnitId, year: i16) -> sqlx::Result<bool> {
    let counted = sqlx::query_scalar!(
        r#"select exists (
            select from unit_rollup where agency_id = $1 and unit_id = $2 and year = $3
        ) as "is_counted!""#,
        agency.0,
        unit.0,
        year
    );
    counted.fetch_one(db).await
}

/// What waits for somebody, from the states of things.
#[derive(Debug)]
pub(crate) struct Asks {
    /// What meetings asked of them and is still open, and the day by which the first of it is due.
    pub follow_ups: i64,
    pub first_due: Option<jiff_sqlx::Date>,
    /// The own plan that was returned last, its year, and why.
    pub returned: Option<SkpId>,
    pub returned_year: Option<i16>,
    pub return_note: Option<String>,
    /// The own draft with results from superiors that lack indicators, its year, and how many these are.
    pub given: Option<SkpId>,
    pub given_year: Option<i16>,
    pub given_results: Option<i32>,
    /// Plans of others that wait for their agreement.
    pub submitted: i64,
    /// The year of a plan that is not submitted yet and of which somebody reminded them.
    pub reminded_year: Option<i16>,
    /// Who; none for an account without an employee.
    pub reminded_by: Option<String>,
}

/// Returns what waits for a person.
pub(crate) async fn asks(tx: &mut Tx, person: EmployeeId) -> sqlx::Result<Asks> {
    let (agency, today) = (tx.actor.agency, tx.today());
    sqlx::query_as!(
        Asks,
        r#"select f.open as "follow_ups!", f.first_due as "first_due: jiff_sqlx::Date", r.skp_id as "returned?: SkpId",
            r.year as "returned_year?", r.return_note as "return_note?",
            (select count(*) from submitted_plan w
                where w.agency_id = $1 and w.assessor_id = $2 and w.since <= $3 and (w.until is null or w.until > $3)
            ) as "submitted!", g.skp_id as "given?: SkpId", g.year as "given_year?", g.results as "given_results?",
            m.year as "reminded_year?", m.name as "reminded_by?"
        from (
            select count(*) as open, min(due_on) as first_due from follow_up
            where agency_id = $1 and assignee_id = $2 and done_at is null
        ) f
        left join lateral (
            select v.skp_id, k.year, v.return_note
            from skp k join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state = 'returned'
            where k.agency_id = $1 and k.employee_id = $2 and k.closed_at is null
            order by v.returned_at desc limit 1
        ) r on true
        left join lateral (
            select v.skp_id, k.year, n.results
            from skp k
            join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state = 'draft'
            cross join lateral (
                select jsonb_array_length(jsonb_path_query_array(
                    v.content, '$.results[*] ? (@.assigned_by != null && @.indicators.size() == 0)'
                )) as results
            ) n
            where k.agency_id = $1 and k.employee_id = $2 and k.closed_at is null and n.results > 0
            order by k.year limit 1
        ) g on true
        left join lateral (
            select p.year, e.name
            from plan_reminder p left join employee e on e.agency_id = $1 and e.id = p.reminded_by
            where p.agency_id = $1 and p.employee_id = $2 and not exists (
                select from plan_completion c
                where c.agency_id = $1 and c.employee_id = $2 and c.year = p.year and c.completion in ('submitted', 'agreed')
            )
            order by p.year desc limit 1
        ) m on true"#,
        agency.0,
        person.0,
        today.to_sqlx() as _
    )
    .fetch_one(tx.db())
    .await
}
