//! The people behind a count.

use super::{locate, path};
use crate::{
    domain::{
        actor::BoardScope,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    features::{
        dashboard::model::{PeopleList, PersonRow},
        team::need::reasons,
    },
    server::door::Tx,
    ui::format,
};
use jiff::Timestamp;
use std::collections::HashMap;

/// People on one page of a list.
pub(crate) const PAGE_SIZE: usize = 50;
/// Where there are so many, walking through everybody's names fills a page sooner than asking every unit.
const SCAN_BY_NAME_FROM: i64 = 1_500;

/// So many people of a subtree who stand at a status, by name.
pub(crate) async fn list(tx: &mut Tx, unit: Option<UnitId>, status: Status, asked: Page) -> Result<PeopleList> {
    let (unit, scope) = locate(tx, unit).await?;
    if scope != BoardScope::Full {
        return Err(Error::Forbidden);
    }
    let agency = tx.actor.agency;
    let unit_name = sqlx::query_scalar!("select name from unit where agency_id = $1 and id = $2", agency.0, unit.0)
        .fetch_one(tx.db())
        .await?;
    let path: Vec<UnitId> = path(tx, unit).await?.into_iter().map(|(unit, _)| unit).collect();
    let with_reasons = tx.actor.may_see_reporters(&path);
    let total = total(tx, unit, Some(status)).await?;
    let is_search = asked.wanted.is_some();
    let (people, next) = page(tx, unit, Some(status), asked).await?;
    let shown = shown(people.len(), total, is_search, next.is_some());
    let people = rows(tx, people, with_reasons).await?;
    Ok(PeopleList { unit, unit_name, way: None, total, people, shown, next })
}

/// Returns how much of a list its page has; `None` if all. How many match a search is not counted.
pub(crate) fn shown(people: usize, total: i32, is_search: bool, more: bool) -> Option<String> {
    if is_search {
        more.then(|| format!("{people} orang pertama yang namanya cocok; masih ada yang lain"))
    } else {
        format::part_of(0, people, total, "orang")
    }
}

/// The people of a list that are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// A part of the name.
    pub wanted: Option<String>,
    /// The last person of the page before.
    pub after: Option<EmployeeId>,
    pub most: usize,
}

/// A person of a list.
#[derive(Debug)]
pub(crate) struct ListedPerson {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
    pub unit: String,
    pub last_report_at: Option<Timestamp>,
}

/// Returns people in words, with the reasons for their statuses where the reader may know them.
pub(crate) async fn rows(tx: &mut Tx, people: Vec<ListedPerson>, with_reasons: bool) -> Result<Vec<PersonRow>> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let asked: Vec<_> = people.iter().map(|person| (person.id, person.last_report_at)).collect();
    let mut reasons = if with_reasons { reasons(tx, &asked).await? } else { HashMap::new() };
    let rows = people.into_iter().map(|person| PersonRow {
        reason: reasons.remove(&person.id),
        id: person.id,
        name: person.name,
        post: person.post,
        unit: person.unit,
        last_report: person.last_report_at.map(|at| format::moment(zone.local(at), today)),
    });
    Ok(rows.collect())
}

/// Returns how many people of a subtree stand at a status, or at any, as the board counts them.
pub(crate) async fn total(tx: &mut Tx, unit: UnitId, status: Option<Status>) -> Result<i32> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let total = sqlx::query_scalar!(
        r#"select coalesce(sum(case coalesce($4::text, 'all')
            when 'ahead' then r.ahead when 'on_plan' then r.on_plan when 'needs_support' then r.needs_support
            when 'silent' then r.silent when 'not_due' then r.not_due
            else r.ahead + r.on_plan + r.needs_support + r.silent + r.not_due end), 0)::int as "total!"
        from unit_tree($1, $2) t join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3"#,
        agency.0,
        unit.0,
        year,
        status as _
    );
    Ok(total.fetch_one(tx.db()).await?)
}

/// So many people of a subtree by name, all or those at a status, and the key of the next page.
pub(crate) async fn page(
    tx: &mut Tx,
    unit: UnitId,
    status: Option<Status>,
    Page { wanted, after, most }: Page,
) -> Result<(Vec<ListedPerson>, Option<EmployeeId>)> {
    let (agency, today) = (tx.actor.agency, tx.today());
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
              and ($8::text is null or strpos(lower(e.name), lower($8)) > 0)
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
            where not coalesce((select so from many), false)
              and ($8::text is null or strpos(lower(e.name), lower($8)) > 0) and (e.name, e.id) > (
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
        SCAN_BY_NAME_FROM,
        wanted
    )
    .fetch_all(tx.db())
    .await?;
    let next = (rows.len() > most).then(|| rows[most - 1].id);
    let people = rows.into_iter().take(most).map(|row| ListedPerson {
        id: row.id,
        name: row.name,
        post: row.post,
        unit: row.unit,
        last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok((people.collect(), next))
}
