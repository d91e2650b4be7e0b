//! How far the plans of a unit's people have come, and reminders of them.

use crate::{
    domain::{
        id::{EmployeeId, UnitId},
        skp::{Completion, Completions},
    },
    error::Result,
    server::{codec::word, door::Tx},
};
use jiff::civil::Time;
use jiff_sqlx::ToSqlx;

/// A unit with the counts of the people in and below it; the first one has its own people alone.
#[derive(Debug)]
pub(crate) struct CountedUnit {
    pub id: UnitId,
    pub name: String,
    pub counts: Completions,
}

/// Returns the counts of a unit's own people, and those of the units below it.
pub(crate) async fn counted(tx: &mut Tx, unit: UnitId, year: i16) -> Result<Vec<CountedUnit>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"with recursive tree (id, top, depth) as (
            select id, id, 0 from unit where agency_id = $1 and id = $2
            union all
            select u.id, case when t.depth = 0 then u.id else t.top end, t.depth + 1
            from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id where t.depth < 32
        ), counted as (
            select t.top, coalesce(c.completion, 'missing') as completion, count(a.employee_id) as people
            from tree t
            left join planned_person a on a.agency_id = $1 and a.unit_id = t.id
            left join plan_completion c on c.agency_id = $1 and c.employee_id = a.employee_id and c.year = $3
            group by 1, 2
        )
        select u.id as "id!: UnitId", u.name as "name!",
            coalesce(sum(people) filter (where completion = 'missing'), 0)::int as "missing!",
            coalesce(sum(people) filter (where completion = 'draft'), 0)::int as "draft!",
            coalesce(sum(people) filter (where completion = 'returned'), 0)::int as "returned!",
            coalesce(sum(people) filter (where completion = 'submitted'), 0)::int as "submitted!",
            coalesce(sum(people) filter (where completion = 'agreed'), 0)::int as "agreed!"
        from counted c join unit u on u.agency_id = $1 and u.id = c.top
        group by u.id, u.name, u.ordinal
        order by u.id <> $2, u.ordinal, u.name"#,
        agency.0,
        unit.0,
        year
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CountedUnit {
            id: row.id,
            name: row.name,
            counts: Completions([row.missing, row.draft, row.returned, row.submitted, row.agreed]),
        })
        .collect())
}

/// Somebody behind a count.
#[derive(Debug)]
pub(crate) struct CompletionPerson {
    pub id: EmployeeId,
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    /// When it came so far.
    pub at: Option<jiff_sqlx::Timestamp>,
    /// Whose decision is awaited.
    pub assessor: Option<String>,
    pub reminded_at: Option<jiff_sqlx::Timestamp>,
}

/// The people behind a count of a year.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    pub unit: UnitId,
    pub year: i16,
    pub of: Completion,
    /// The unit's own people alone.
    pub is_direct: bool,
    pub after: Option<EmployeeId>,
}

/// Returns at most `most` people behind a count by name, those after `after`.
pub(crate) async fn listed(tx: &mut Tx, asked: Listing, most: i64) -> Result<Vec<CompletionPerson>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query_as!(
        CompletionPerson,
        r#"select e.id as "id!: EmployeeId", e.name as "name!", p.name as "post?", u.name as "unit?",
            c.at as "at?: jiff_sqlx::Timestamp", h.name as "assessor?", m.reminded_at as "reminded_at?: jiff_sqlx::Timestamp"
        from planned_person a
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        join post p on p.agency_id = $1 and p.id = a.post_id
        join unit u on u.agency_id = $1 and u.id = a.unit_id
        left join plan_completion c on c.agency_id = $1 and c.employee_id = e.id and c.year = $3
        left join plan_reminder m on m.agency_id = $1 and m.employee_id = e.id and m.year = $3
        left join assessor s on s.agency_id = $1 and s.employee_id = e.id
            and s.since <= $6 and (s.until is null or s.until > $6)
        left join employee h on h.agency_id = $1 and h.id = s.assessor_id
        where a.agency_id = $1
          and case when $5 then a.unit_id = $2 else a.unit_id in (select id from unit_tree($1, $2)) end
          and coalesce(c.completion, 'missing') = $4
          and ($7::uuid is null or (e.name, e.id) > (select name, id from employee where agency_id = $1 and id = $7))
        order by e.name, e.id limit $8"#,
        agency.0,
        asked.unit.0,
        asked.year,
        word(&asked.of),
        asked.is_direct,
        today.to_sqlx() as _,
        asked.after.map(|after| after.0),
        most
    );
    Ok(rows.fetch_all(tx.db()).await?)
}

/// Returns how many people of a listing come before and with `after`.
pub(crate) async fn before(tx: &mut Tx, asked: Listing) -> Result<i32> {
    let Some(after) = asked.after else { return Ok(0) };
    let agency = tx.actor.agency;
    let people = sqlx::query_scalar!(
        r#"select count(*)::int as "people!"
        from planned_person a
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        left join plan_completion c on c.agency_id = $1 and c.employee_id = e.id and c.year = $3
        where a.agency_id = $1
          and case when $5 then a.unit_id = $2 else a.unit_id in (select id from unit_tree($1, $2)) end
          and coalesce(c.completion, 'missing') = $4
          and (e.name, e.id) <= (select name, id from employee where agency_id = $1 and id = $6)"#,
        agency.0,
        asked.unit.0,
        asked.year,
        word(&asked.of),
        asked.is_direct,
        after.0
    );
    Ok(people.fetch_one(tx.db()).await?)
}

/// Keeps that those behind a count, as it is now, are reminded, except who was on this day already. Returns them.
pub(crate) async fn remind(tx: &mut Tx, asked: Listing) -> Result<Vec<EmployeeId>> {
    let (agency, me, now, today) = (tx.actor.agency, tx.actor.employee, tx.now, tx.today());
    let begin = tx.actor.zone.instant(today.to_datetime(Time::midnight()));
    let reminded = sqlx::query_scalar!(
        r#"insert into plan_reminder as m (agency_id, employee_id, year, reminded_by, reminded_at)
        select $1, a.employee_id, $3, $6, $7
        from planned_person a
        left join plan_completion c on c.agency_id = $1 and c.employee_id = a.employee_id and c.year = $3
        where a.agency_id = $1
          and case when $5 then a.unit_id = $2 else a.unit_id in (select id from unit_tree($1, $2)) end
          and coalesce(c.completion, 'missing') = $4
        on conflict (agency_id, employee_id, year) do update
            set reminded_by = excluded.reminded_by, reminded_at = excluded.reminded_at
            where m.reminded_at < $8
        returning employee_id as "id: EmployeeId""#,
        agency.0,
        asked.unit.0,
        asked.year,
        word(&asked.of),
        asked.is_direct,
        me.map(|me| me.0),
        now.to_sqlx() as _,
        begin.to_sqlx() as _
    );
    Ok(reminded.fetch_all(tx.db()).await?)
}
