//! The people behind a count.

use super::locate;
use crate::{
    domain::{
        actor::BoardScope,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    features::dashboard::model::{PeopleList, PersonRow},
    server::door::Tx,
    ui::format,
};

/// People on one page of a list.
pub(crate) const PAGE_SIZE: usize = 50;
/// Where there are so many, walking through everybody's names fills a page sooner than asking every unit.
const SCAN_BY_NAME_FROM: i64 = 1_500;

/// So many people of a subtree who stand at a status, by name.
pub(crate) async fn list(
    tx: &mut Tx,
    unit: Option<UnitId>,
    status: Status,
    after: Option<EmployeeId>,
    most: usize,
) -> Result<PeopleList> {
    let (unit, scope) = locate(tx, unit).await?;
    if scope != BoardScope::Full {
        return Err(Error::Forbidden);
    }
    let agency = tx.actor.agency;
    let unit_name = sqlx::query_scalar!("select name from unit where agency_id = $1 and id = $2", agency.0, unit.0)
        .fetch_one(tx.db())
        .await?;
    let (people, next) = page(tx, unit, Some(status), after, most).await?;
    Ok(PeopleList { unit, unit_name, people, next })
}

/// So many people of a subtree by name, all or those at a status, and the key of the next page.
pub(crate) async fn page(
    tx: &mut Tx,
    unit: UnitId,
    status: Option<Status>,
    after: Option<EmployeeId>,
    most: usize,
) -> Result<(Vec<PersonRow>, Option<EmployeeId>)> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let rows = sqlx::query!(
        r#"with tree as (
            select id from unit_tree($1, $2)
        ), many (so) as materialized (
            select sum(case coalesce($4::text, 'all')
                when 'ahead' then r.ahead when 'on_plan' then r.on_plan when 'needs_support' then r.needs_support
                when 'silent' then r.silent when 'not_due' then r.not_due
                else r.ahead + r.on_plan + r.needs_support + r.silent + r.not_due end) >= $7
            from tree t join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3
        ), page as (
            (select e.id, e.name, s.unit_id, s.last_report_at
            from employee e
            cross join lateral (
                select unit_id, last_report_at from person_standing
                where agency_id = $1 and employee_id = e.id and year = $3 and ($4::text is null or status = $4)
                -- Asked for one name after the other: the plan would else begin with the units.
                offset 0
            ) s
            -- `is true`: looked up in a table of the units, not joined with them.
            where (select so from many) and (s.unit_id in (select id from tree)) is true
              and e.agency_id = $1 and (e.name, e.id) > (
                  coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                  coalesce($5, '00000000-0000-0000-0000-000000000000'))
            order by e.name, e.id limit $6)
            union all
            (select e.id, e.name, s.unit_id, s.last_report_at
            from tree t
            cross join lateral (
                select employee_id, unit_id, last_report_at from person_standing
                where agency_id = $1 and unit_id = t.id and year = $3 and ($4::text is null or status = $4)
                -- Asked for one unit after the other: how many lie below a unit is not known to the plan.
                offset 0
            ) s
            cross join lateral (
                select id, name from employee where agency_id = $1 and id = s.employee_id offset 0
            ) e
            where not coalesce((select so from many), false) and (e.name, e.id) > (
                coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                coalesce($5, '00000000-0000-0000-0000-000000000000'))
            order by e.name, e.id limit $6)
        )
        select e.id as "id!: EmployeeId", e.name as "name!", coalesce(p.name, '') as "post!", u.name as unit,
            e.last_report_at as "last_report_at: jiff_sqlx::Timestamp"
        from page e
        join unit u on u.agency_id = $1 and u.id = e.unit_id
        -- `limit`: asked for each of the page, however many the plan expects.
        left join lateral (
            select post.name from current_assignment a join post on post.agency_id = $1 and post.id = a.post_id
            where a.agency_id = $1 and a.employee_id = e.id limit 1
        ) p on true
        order by e.name, e.id"#,
        agency.0,
        unit.0,
        today.year(),
        status as _,
        after.map(|after| after.0),
        i64::try_from(most + 1).unwrap_or(i64::MAX),
        SCAN_BY_NAME_FROM
    )
    .fetch_all(tx.db())
    .await?;
    let next = (rows.len() > most).then(|| rows[most - 1].id);
    let people = rows.into_iter().take(most).map(|row| PersonRow {
        id: row.id,
        name: row.name,
        post: row.post,
        unit: row.unit,
        last_report: row.last_report_at.map(|at| format::moment(zone.local(at.to_jiff()), today)),
    });
    Ok((people.collect(), next))
}
