//! Boards from the roll-ups: one statement sums every child's subtree, however deep the tree is.

use super::model::{PeopleList, PersonRow};
use crate::{
    domain::{
        actor::BoardScope,
        board::Counts,
        calendar::Month,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    server::door::Tx,
    ui::format,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;

/// Most units below one unit that a board lists.
const MOST_UNITS: i64 = 500;
/// People on one page of a list.
const PAGE: usize = 50;
/// Where so many stand at a status, walking through everybody's names fills a page sooner than asking every unit.
const MANY: i64 = 1_500;

/// The sums over a unit's subtree.
#[derive(Clone, Debug)]
pub struct Sums {
    pub unit: UnitId,
    pub name: String,
    pub employees: i32,
    pub people: Counts,
    pub indicators: Counts,
    pub reported: i32,
    pub reports_today: i32,
    pub last_report_at: Option<Timestamp>,
    pub version: i64,
}

/// A unit and its children, each with the sums over its subtree; the unit itself comes first.
#[derive(Debug)]
struct SumRow {
    unit: UnitId,
    name: String,
    employees: i32,
    ahead: i32,
    on_plan: i32,
    needs_support: i32,
    silent: i32,
    not_due: i32,
    iki_ahead: i32,
    iki_on_plan: i32,
    iki_needs_support: i32,
    iki_silent: i32,
    iki_not_due: i32,
    reported: i32,
    reports_today: i32,
    last_report_at: Option<jiff_sqlx::Timestamp>,
    version: i64,
}

impl From<SumRow> for Sums {
    fn from(row: SumRow) -> Self {
        Self {
            unit: row.unit,
            name: row.name,
            employees: row.employees,
            people: Counts {
                ahead: row.ahead,
                on_plan: row.on_plan,
                needs_support: row.needs_support,
                silent: row.silent,
                not_due: row.not_due,
            },
            indicators: Counts {
                ahead: row.iki_ahead,
                on_plan: row.iki_on_plan,
                needs_support: row.iki_needs_support,
                silent: row.iki_silent,
                not_due: row.iki_not_due,
            },
            reported: row.reported,
            reports_today: row.reports_today,
            last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
        }
    }
}

/// The live sums of a unit and its children.
pub async fn live_sums(tx: &mut Tx, unit: UnitId) -> Result<Vec<Sums>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query_as!(
        SumRow,
        r#"with recursive tree (id, top, depth) as (
            select id, id, 0 from unit where agency_id = $1 and id = $2
            union all
            select u.id, case when t.depth = 0 then u.id else t.top end, t.depth + 1
            from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id where t.depth < 32
        ), sums as (
            select t.top, sum(r.employees) as employees, sum(r.ahead) as ahead,
                sum(r.on_plan) as on_plan, sum(r.needs_support) as needs_support, sum(r.silent) as silent,
                sum(r.not_due) as not_due, sum(r.iki_ahead) as iki_ahead, sum(r.iki_on_plan) as iki_on_plan,
                sum(r.iki_needs_support) as iki_needs_support, sum(r.iki_silent) as iki_silent,
                sum(r.iki_not_due) as iki_not_due,
                sum(r.reported) filter (where r.month = $5) as reported,
                sum(r.reports_today) filter (where r.day = $4) as reports_today,
                max(r.last_report_at) as last_report_at, sum(r.version) as version
            from tree t left join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3
            group by t.top
        )
        select u.id as "unit: UnitId", u.name,
            coalesce(employees, 0)::int as "employees!", coalesce(ahead, 0)::int as "ahead!",
            coalesce(on_plan, 0)::int as "on_plan!", coalesce(needs_support, 0)::int as "needs_support!",
            coalesce(silent, 0)::int as "silent!", coalesce(not_due, 0)::int as "not_due!",
            coalesce(iki_ahead, 0)::int as "iki_ahead!", coalesce(iki_on_plan, 0)::int as "iki_on_plan!",
            coalesce(iki_needs_support, 0)::int as "iki_needs_support!",
            coalesce(iki_silent, 0)::int as "iki_silent!", coalesce(iki_not_due, 0)::int as "iki_not_due!",
            coalesce(reported, 0)::int as "reported!", coalesce(reports_today, 0)::int as "reports_today!",
            last_report_at as "last_report_at: jiff_sqlx::Timestamp", coalesce(version, 0)::bigint as "version!"
        from sums s join unit u on u.agency_id = $1 and u.id = s.top
        order by u.id <> $2, u.ordinal, u.name limit $6"#,
        agency.0,
        unit.0,
        today.year(),
        today.to_sqlx() as _,
        today.first_of_month().to_sqlx() as _,
        MOST_UNITS
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows.into_iter().map(Sums::from).collect())
}

/// The sums as they stood at the end of a past month, from the last week kept in it.
pub async fn month_sums(tx: &mut Tx, unit: UnitId, month: Month) -> Result<Vec<Sums>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query_as!(
        SumRow,
        r#"with recursive tree (id, top, depth) as (
            select id, id, 0 from unit where agency_id = $1 and id = $2
            union all
            select u.id, case when t.depth = 0 then u.id else t.top end, t.depth + 1
            from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id where t.depth < 32
        ), kept as (
            select max(week) as week from unit_week where agency_id = $1 and week between $3::date - 6 and $4::date - 6
        ), sums as (
            select t.top, sum(r.employees) as employees, sum(r.ahead) as ahead,
                sum(r.on_plan) as on_plan, sum(r.needs_support) as needs_support, sum(r.silent) as silent,
                sum(r.not_due) as not_due, sum(r.iki_ahead) as iki_ahead, sum(r.iki_on_plan) as iki_on_plan,
                sum(r.iki_needs_support) as iki_needs_support, sum(r.iki_silent) as iki_silent,
                sum(r.iki_not_due) as iki_not_due, sum(r.reported) as reported,
                max(r.last_report_at) as last_report_at
            from tree t cross join kept
            left join unit_week r on r.agency_id = $1 and r.unit_id = t.id and r.week = kept.week
            where kept.week is not null
            group by t.top
        )
        select u.id as "unit: UnitId", u.name,
            coalesce(employees, 0)::int as "employees!", coalesce(ahead, 0)::int as "ahead!",
            coalesce(on_plan, 0)::int as "on_plan!", coalesce(needs_support, 0)::int as "needs_support!",
            coalesce(silent, 0)::int as "silent!", coalesce(not_due, 0)::int as "not_due!",
            coalesce(iki_ahead, 0)::int as "iki_ahead!", coalesce(iki_on_plan, 0)::int as "iki_on_plan!",
            coalesce(iki_needs_support, 0)::int as "iki_needs_support!",
            coalesce(iki_silent, 0)::int as "iki_silent!", coalesce(iki_not_due, 0)::int as "iki_not_due!",
            coalesce(reported, 0)::int as "reported!", 0 as "reports_today!",
            last_report_at as "last_report_at: jiff_sqlx::Timestamp", 0::bigint as "version!"
        from sums s join unit u on u.agency_id = $1 and u.id = s.top
        order by u.id <> $2, u.ordinal, u.name limit $5"#,
        agency.0,
        unit.0,
        month.first().to_sqlx() as _,
        month.last().to_sqlx() as _,
        MOST_UNITS
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows.into_iter().map(Sums::from).collect())
}

/// Adds the top unit's own people, which [`live_sums`] counts apart from its children's, to its sums.
pub fn with_total(mut sums: Vec<Sums>) -> Option<(Sums, Vec<Sums>)> {
    if sums.is_empty() {
        return None;
    }
    let mut total = sums.remove(0);
    for child in &sums {
        total.employees += child.employees;
        total.people += child.people;
        total.indicators += child.indicators;
        total.reported += child.reported;
        total.reports_today += child.reports_today;
        total.last_report_at = total.last_report_at.max(child.last_report_at);
        total.version += child.version;
    }
    Some((total, sums))
}

/// The unit at the top of the agency.
pub async fn root(tx: &mut Tx) -> Result<UnitId> {
    let agency = tx.actor.agency;
    sqlx::query_scalar!(r#"select id as "id: UnitId" from unit where agency_id = $1 and parent_id is null"#, agency.0)
        .fetch_optional(tx.db())
        .await?
        .ok_or(Error::NotFound)
}

/// A unit with everything above it, nearest first; empty where there is no such unit.
pub async fn path(tx: &mut Tx, unit: UnitId) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select u.id as "id: UnitId", u.name from unnest(unit_path($1, $2)) with ordinality p (id, depth)
        join unit u on u.agency_id = $1 and u.id = p.id order by depth"#,
        agency.0,
        unit.0
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The unit to show and how much of it.
pub async fn locate(tx: &mut Tx, unit: Option<UnitId>) -> Result<(UnitId, BoardScope)> {
    let unit = match unit.or_else(|| tx.actor.board_unit()) {
        Some(unit) => unit,
        None => root(tx).await?,
    };
    let path: Vec<UnitId> = path(tx, unit).await?.into_iter().map(|(unit, _)| unit).collect();
    let scope = tx.actor.board_scope(&path).ok_or(Error::NotFound)?;
    Ok((unit, scope))
}

/// The counts of indicators over the subtree at the end of each past week of the year, by its Monday.
pub async fn weeks(tx: &mut Tx, unit: UnitId) -> Result<Vec<(Date, Counts)>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select week as "week: jiff_sqlx::Date", iki_ahead as ahead, iki_on_plan as on_plan,
            iki_needs_support as needs_support, iki_silent as silent, iki_not_due as not_due
        from unit_trend where agency_id = $1 and unit_id = $2 and week between $3 and $4 order by week"#,
        agency.0,
        unit.0,
        today.first_of_year().to_sqlx() as _,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let now = crate::domain::calendar::week_of(today);
    Ok(rows
        .into_iter()
        .map(|row| {
            let counts = Counts {
                ahead: row.ahead,
                on_plan: row.on_plan,
                needs_support: row.needs_support,
                silent: row.silent,
                not_due: row.not_due,
            };
            (row.week.to_jiff(), counts)
        })
        .filter(|(week, _)| *week < now)
        .collect())
}

/// The people of a subtree who stand at a status, by name.
pub async fn people(
    tx: &mut Tx,
    unit: Option<UnitId>,
    status: Status,
    after: Option<EmployeeId>,
) -> Result<PeopleList> {
    let (unit, scope) = locate(tx, unit).await?;
    if scope != BoardScope::Full {
        return Err(Error::Forbidden);
    }
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let unit_name = sqlx::query_scalar!("select name from unit where agency_id = $1 and id = $2", agency.0, unit.0)
        .fetch_one(tx.db())
        .await?;
    let rows = sqlx::query!(
        r#"with recursive tree (id, depth) as (
            select $2::uuid, 0
            union all
            select u.id, t.depth + 1 from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id
            where t.depth < 32
        ), many (so) as materialized (
            select sum(case $4 when 'ahead' then r.ahead when 'on_plan' then r.on_plan
                when 'needs_support' then r.needs_support when 'silent' then r.silent else r.not_due end) >= $7
            from tree t join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3
        ), page as (
            (select e.id, e.name, s.unit_id, s.last_report_at
            from employee e
            cross join lateral (
                select unit_id, last_report_at from person_standing
                where agency_id = $1 and employee_id = e.id and year = $3 and status = $4
                -- Asked for one name after the other: the plan would else begin with the units.
                offset 0
            ) s
            where (select so from many) and s.unit_id in (select id from tree)
              and e.agency_id = $1 and (e.name, e.id) > (
                  coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                  coalesce($5, '00000000-0000-0000-0000-000000000000'))
            order by e.name, e.id limit $6)
            union all
            (select e.id, e.name, s.unit_id, s.last_report_at
            from tree t
            join person_standing s on s.agency_id = $1 and s.unit_id = t.id and s.year = $3 and s.status = $4
            join employee e on e.agency_id = $1 and e.id = s.employee_id
            where not coalesce((select so from many), false) and (e.name, e.id) > (
                coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                coalesce($5, '00000000-0000-0000-0000-000000000000'))
            order by e.name, e.id limit $6)
        )
        select e.id as "id!: EmployeeId", e.name as "name!", p.name as post, u.name as unit,
            e.last_report_at as "last_report_at: jiff_sqlx::Timestamp"
        from page e
        join unit u on u.agency_id = $1 and u.id = e.unit_id
        join assignment m on m.agency_id = $1 and m.employee_id = e.id and m.definitive and m.until is null
        join post p on p.agency_id = $1 and p.id = m.post_id
        order by e.name, e.id"#,
        agency.0,
        unit.0,
        today.year(),
        status as _,
        after.map(|after| after.0),
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
        MANY
    )
    .fetch_all(tx.db())
    .await?;
    let next = (rows.len() > PAGE).then(|| rows[PAGE - 1].id);
    Ok(PeopleList {
        unit_name,
        next,
        people: rows
            .into_iter()
            .take(PAGE)
            .map(|row| PersonRow {
                id: row.id,
                name: row.name,
                post: row.post,
                unit: row.unit,
                last_report: row.last_report_at.map(|at| format::moment(zone.local(at.to_jiff()), today)),
            })
            .collect(),
    })
}
