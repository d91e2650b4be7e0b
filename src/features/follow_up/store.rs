//! Follow-ups in the database.

use super::model::Assignee;
use crate::{
    domain::{
        follow_up::{DONE_SHOWN_DAYS, NewFollowUp},
        id::{EmployeeId, FollowUpId, UnitId},
    },
    error::Result,
    server::{agency::unit_path, door::Tx},
    ui::format,
};
use jiff::{SignedDuration, civil::Date};
use jiff_sqlx::ToSqlx;

/// The most follow-ups of one list.
const MAX_ROWS: i64 = 200;

/// The most people that are offered; a longer part of the name finds the others.
const MAX_ASSIGNEES: i64 = 6;

/// Returns a unit with everything above it, nearest first; empty if there is no such unit.
pub(crate) async fn path(tx: &mut Tx, unit: UnitId) -> Result<Vec<UnitId>> {
    let agency = tx.actor.agency;
    Ok(unit_path(tx.db(), agency, unit).await?.into_iter().map(|(unit, _)| unit).collect())
}

/// The fields of a stored follow-up that decisions need.
#[derive(Debug)]
pub(crate) struct Stored {
    pub unit: UnitId,
    pub text: String,
    pub assignee: EmployeeId,
    pub assigned_by: EmployeeId,
    pub due_on: Date,
    pub done: bool,
}

pub(crate) async fn stored(tx: &mut Tx, id: FollowUpId) -> Result<Option<Stored>> {
    find(tx, id).await
}

/// Returns the same and locks it until this transaction ends.
pub(crate) async fn locked(tx: &mut Tx, id: FollowUpId) -> Result<Option<Stored>> {
    let agency = tx.actor.agency;
    sqlx::query!("select from follow_up where agency_id = $1 and id = $2 for update", agency.0, id.0)
        .execute(tx.db())
        .await?;
    find(tx, id).await
}

async fn find(tx: &mut Tx, id: FollowUpId) -> Result<Option<Stored>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select unit_id as "unit: UnitId", text, assignee_id as "assignee: EmployeeId",
            assigned_by as "assigned_by: EmployeeId", due_on as "due_on: jiff_sqlx::Date", done_at is not null as "done!"
        from follow_up where agency_id = $1 and id = $2"#,
        agency.0,
        id.0
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(row.map(|row| Stored {
        unit: row.unit,
        text: row.text,
        assignee: row.assignee,
        assigned_by: row.assigned_by,
        due_on: row.due_on.to_jiff(),
        done: row.done,
    }))
}

/// Stores a follow-up; `false` if its id is taken.
pub(crate) async fn insert(tx: &mut Tx, new: &NewFollowUp, assigned_by: EmployeeId) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let inserted = sqlx::query!(
        "insert into follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        agency.0,
        new.id.0,
        new.unit.0,
        new.text.as_str(),
        new.assignee.0,
        assigned_by.0,
        new.due_on.to_sqlx() as _,
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Records by whom it was done now, or that it is open.
pub(crate) async fn set_done(tx: &mut Tx, id: FollowUpId, by: Option<EmployeeId>) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "update follow_up set done_at = $3, done_by = $4 where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        by.map(|_| now.to_sqlx()) as _,
        by.map(|by| by.0)
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Returns whether a person's post is in a unit or below it.
pub(crate) async fn works_in(tx: &mut Tx, person: EmployeeId, unit: UnitId) -> Result<bool> {
    let agency = tx.actor.agency;
    Ok(sqlx::query_scalar!(
        r#"select exists (
            select from current_assignment a
            cross join lateral units_above($1, a.unit_id) u
            where a.agency_id = $1 and a.employee_id = $2 and u.id = $3
        ) as "works!""#,
        agency.0,
        person.0,
        unit.0
    )
    .fetch_one(tx.db())
    .await?)
}

/// Returns people of a unit and below it by a part of their name, or by NIP.
pub(crate) async fn find_assignees(tx: &mut Tx, unit: UnitId, wanted: &str) -> Result<Vec<Assignee>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.id as "id!: EmployeeId", e.name as "name!", p.name as post, u.name as unit
        from employee_named($3, null) e
        join current_assignment a on a.agency_id = $1 and a.employee_id = e.id
        -- Not `current_post`, which looks up the names for everybody found, here or elsewhere: 5 % slower.
        join post p on p.agency_id = $1 and p.id = a.post_id
        join unit u on u.agency_id = $1 and u.id = a.unit_id
        -- `is true`: looked up in a table of the units, not joined with them.
        where (a.unit_id in (select id from unit_tree($1, $2))) is true
        order by e.name, e.id limit $4"#,
        agency.0,
        unit.0,
        wanted,
        MAX_ASSIGNEES
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Assignee { id: row.id, name: row.name, post: format::post(Some(&row.post), Some(&row.unit)) })
        .collect())
}

/// A follow-up of a list.
#[derive(Debug)]
pub(crate) struct FollowUpRecord {
    pub id: FollowUpId,
    pub text: String,
    pub assignee: EmployeeId,
    pub name: String,
    /// Whether the assignee works in the agency no longer.
    pub has_left: bool,
    /// The unit of the meeting.
    pub unit: String,
    pub due_on: jiff_sqlx::Date,
    pub done: bool,
    /// All follow-ups of the list.
    pub total: i32,
}

/// Returns the open follow-ups of a unit's meetings, the earliest due day first.
pub(crate) async fn open_of_unit(tx: &mut Tx, unit: UnitId) -> Result<Vec<FollowUpRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    Ok(sqlx::query_as!(
        FollowUpRecord,
        r#"select f.id as "id: FollowUpId", f.text, f.assignee_id as "assignee: EmployeeId", e.name,
            u.name as unit, f.due_on as "due_on: jiff_sqlx::Date", false as "done!",
            not exists (
                select from assignment a where a.agency_id = $1 and a.employee_id = f.assignee_id
                  and (a.until is null or a.until > $4)
            ) as "has_left!",
            count(*) over ()::int as "total!"
        from follow_up f
        join unit u on u.agency_id = $1 and u.id = f.unit_id
        join employee e on e.agency_id = $1 and e.id = f.assignee_id
        where f.agency_id = $1 and f.unit_id = $2 and f.done_at is null
        order by f.due_on, f.id limit $3"#,
        agency.0,
        unit.0,
        MAX_ROWS,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?)
}

/// Returns the follow-ups that a person is responsible for or has assigned: open ones by due day, then recently
/// finished ones. Open ones of a leader who has left the post pass to the new one.
pub(crate) async fn of_person(tx: &mut Tx, person: EmployeeId) -> Result<Vec<FollowUpRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let since = tx.now - SignedDuration::from_hours(24 * DONE_SHOWN_DAYS);
    Ok(sqlx::query_as!(
        FollowUpRecord,
        r#"with concerned as (
            select id from follow_up where agency_id = $1 and assignee_id = $2 and done_at is null
            union
            select id from follow_up where agency_id = $1 and assignee_id = $2 and done_at >= $3
            union
            select o.id from follow_up o
            where o.agency_id = $1 and o.assigned_by = $2 and o.done_at is null
              and (leads($1, $2, o.unit_id, $5) or not exists (
                  select from assignment a join post p on p.agency_id = $1 and p.id = a.post_id and p.is_head
                  where a.agency_id = $1 and a.unit_id = o.unit_id
                    and a.since <= $5 and (a.until is null or a.until > $5)))
            union
            -- Open ones of somebody who leads there no longer: for those who lead the unit now.
            select o.id from assignment a
            join post p on p.agency_id = $1 and p.id = a.post_id and p.is_head
            join follow_up o on o.agency_id = $1 and o.unit_id = a.unit_id and o.done_at is null
            where a.agency_id = $1 and a.employee_id = $2 and a.since <= $5 and (a.until is null or a.until > $5)
              and not leads($1, o.assigned_by, o.unit_id, $5)
            union
            select id from follow_up where agency_id = $1 and assigned_by = $2 and done_at >= $3
        )
        select f.id as "id: FollowUpId", f.text, f.assignee_id as "assignee: EmployeeId", e.name,
            u.name as unit, f.due_on as "due_on: jiff_sqlx::Date", f.done_at is not null as "done!",
            not exists (
                select from assignment a where a.agency_id = $1 and a.employee_id = f.assignee_id
                  and (a.until is null or a.until > $5)
            ) as "has_left!",
            count(*) over ()::int as "total!"
        from concerned c
        join follow_up f on f.agency_id = $1 and f.id = c.id
        join unit u on u.agency_id = $1 and u.id = f.unit_id
        join employee e on e.agency_id = $1 and e.id = f.assignee_id
        order by f.done_at desc nulls first, f.due_on, f.id limit $4"#,
        agency.0,
        person.0,
        since.to_sqlx() as _,
        MAX_ROWS,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?)
}
