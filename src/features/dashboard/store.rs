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

/// The sums of a unit and its children: of now, or as they stood at the end of a past month, from the last week kept
/// in it.
pub async fn sums(tx: &mut Tx, unit: UnitId, past: Option<Month>) -> Result<Vec<Sums>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query_as!(
        SumRow,
        r#"with recursive tree (id, top, depth) as (
            select id, id, 0 from unit where agency_id = $1 and id = $2
            union all
            select u.id, case when t.depth = 0 then u.id else t.top end, t.depth + 1
            from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id where t.depth < 32
        ), kept as (
            select max(week) as week from unit_week where agency_id = $1 and week between $6::date - 6 and $7::date - 6
        ), counted as (
            select unit_id, employees, ahead, on_plan, needs_support, silent, not_due,
                iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due,
                case when month = $5 then reported end as reported,
                case when day = $4 then reports_today end as reports_today, last_report_at, version
            from unit_rollup where $6::date is null and agency_id = $1 and year = $3
            union all
            select unit_id, employees, ahead, on_plan, needs_support, silent, not_due,
                iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due,
                reported, null, last_report_at, null
            from unit_week where agency_id = $1 and week = (select week from kept)
        ), sums as (
            select t.top, sum(c.employees) as employees, sum(c.ahead) as ahead,
                sum(c.on_plan) as on_plan, sum(c.needs_support) as needs_support, sum(c.silent) as silent,
                sum(c.not_due) as not_due, sum(c.iki_ahead) as iki_ahead, sum(c.iki_on_plan) as iki_on_plan,
                sum(c.iki_needs_support) as iki_needs_support, sum(c.iki_silent) as iki_silent,
                sum(c.iki_not_due) as iki_not_due, sum(c.reported) as reported,
                sum(c.reports_today) as reports_today, max(c.last_report_at) as last_report_at,
                sum(c.version) as version
            from tree t left join counted c on c.unit_id = t.id
            where $6::date is null or (select week from kept) is not null
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
        order by u.id <> $2, u.ordinal, u.name limit $8"#,
        agency.0,
        unit.0,
        today.year(),
        today.to_sqlx() as _,
        today.first_of_month().to_sqlx() as _,
        past.map(|month| month.first().to_sqlx()) as _,
        past.map(|month| month.last().to_sqlx()) as _,
        MOST_UNITS
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows.into_iter().map(Sums::from).collect())
}

/// Adds the top unit's own people, which [`sums`] counts apart from its children's, to its sums.
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
        r#"with recursive tree (id, depth) as (
            select $2::uuid, 0
            union all
            select u.id, t.depth + 1 from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id
            where t.depth < 32
        )
        select w.week as "week!: jiff_sqlx::Date", sum(iki_ahead)::int as "ahead!", sum(iki_on_plan)::int as "on_plan!",
            sum(iki_needs_support)::int as "needs_support!", sum(iki_silent)::int as "silent!",
            sum(iki_not_due)::int as "not_due!"
        from tree t join unit_week w on w.agency_id = $1 and w.unit_id = t.id
        where w.week between $3 and $4
        group by w.week order by w.week"#,
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
        )
        select e.id as "id: EmployeeId", e.name, p.name as post, u.name as unit,
            s.last_report_at as "last_report_at: jiff_sqlx::Timestamp"
        from tree t
        join person_standing s on s.agency_id = $1 and s.unit_id = t.id and s.year = $3 and s.status = $4
        join employee e on e.agency_id = $1 and e.id = s.employee_id
        join unit u on u.agency_id = $1 and u.id = s.unit_id
        join assignment m on m.agency_id = $1 and m.employee_id = e.id and m.definitive and m.until is null
        join post p on p.agency_id = $1 and p.id = m.post_id
        where $5::uuid is null
           or (e.name, e.id) > (select name, id from employee where agency_id = $1 and id = $5)
        order by e.name, e.id limit $6"#,
        agency.0,
        unit.0,
        today.year(),
        status as _,
        after.map(|after| after.0),
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
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
