//! Boards from the roll-ups: one statement sums every child's subtree, however deep the tree is.

use super::model::{Board, Figures, PeopleList, PersonRow, UnitRow};
use crate::{
    domain::{
        actor::{BoardScope, Role, SMALLEST_GROUP},
        board::Counts,
        calendar::Month,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    server::door::Tx,
    ui::{
        format,
        plot::{StackPlot, UnitBars, WeekPlot},
    },
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
    pub has_children: bool,
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
    has_children: bool,
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
            has_children: row.has_children,
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
            select t.top, max(t.depth) as depth, sum(r.employees) as employees, sum(r.ahead) as ahead,
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
        select u.id as "unit: UnitId", u.name, u.id = $2 or s.depth > 1 as "has_children!",
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
            select t.top, max(t.depth) as depth, sum(r.employees) as employees, sum(r.ahead) as ahead,
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
        select u.id as "unit: UnitId", u.name, u.id = $2 or s.depth > 1 as "has_children!",
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

/// The unit to show and how much of it; the path is nearest first.
pub async fn locate(tx: &mut Tx, unit: Option<UnitId>) -> Result<(UnitId, Vec<UnitId>, BoardScope)> {
    let agency = tx.actor.agency;
    let oversees = tx.actor.has(Role::Pengelola) || tx.actor.has(Role::Inspektorat);
    let unit = match unit.or_else(|| tx.actor.leads.first().copied()) {
        Some(unit) => unit,
        None if oversees => sqlx::query_scalar!(
            r#"select id as "id: UnitId" from unit where agency_id = $1 and parent_id is null"#,
            agency.0
        )
        .fetch_optional(tx.db())
        .await?
        .ok_or(Error::NotFound)?,
        None => tx.actor.unit.ok_or(Error::NotFound)?,
    };
    let path = sqlx::query_scalar!(r#"select unit_path($1, $2) as "path: Vec<UnitId>""#, agency.0, unit.0)
        .fetch_one(tx.db())
        .await?
        .unwrap_or_default();
    let scope = tx.actor.board_scope(&path).ok_or(Error::NotFound)?;
    Ok((unit, path, scope))
}

/// A board, as much of it as the reader may see.
pub async fn board(tx: &mut Tx, unit: Option<UnitId>) -> Result<Board> {
    let (unit, path, scope) = locate(tx, unit).await?;
    let (zone, today) = (tx.actor.zone, tx.today());
    let (total, children) = with_total(live_sums(tx, unit).await?).ok_or(Error::NotFound)?;
    let full = scope == BoardScope::Full;
    let shown = full || total.employees >= SMALLEST_GROUP;
    let moment = |at: Timestamp| format::moment(zone.local(at), today);
    let link = |unit: UnitId| {
        move |status: Status| {
            full.then(|| format!("/dasbor?unit={unit}&status={}", crate::server::codec::word(&status)))
        }
    };
    let trend = if shown { Some(trend(tx, unit, &total, today).await?) } else { None };
    let path = if full { names(tx, &path).await? } else { vec![] };
    let bars = (full && !children.is_empty()).then(|| {
        let units: Vec<_> = children.iter().map(|child| (child.name.clone(), child.people)).collect();
        UnitBars::new(&units, "pegawai", |index, status| children.get(index).and_then(|child| link(child.unit)(status)))
    });
    let units = children
        .iter()
        .filter(|_| full)
        .map(|child| UnitRow {
            id: child.unit,
            name: child.name.clone(),
            has_children: child.has_children,
            employees: format::count(child.employees),
            counts: child.people,
            progress: percent(child.indicators.progress_percent()),
            completeness: percent(child.indicators.completeness_percent()),
            reports_today: child.reports_today,
            last_report: child.last_report_at.map(moment),
            version: child.version,
        })
        .collect();
    let planned = total.people.due() + total.people.not_due;
    Ok(Board {
        unit,
        scope,
        path,
        figures: shown.then(|| Figures {
            employees: format::count(total.employees),
            progress: percent(total.indicators.progress_percent()),
            completeness: percent(total.indicators.completeness_percent()),
            reports_today: format::count(total.reports_today),
            reported: format::count(total.reported),
            last_report: total.last_report_at.map(moment),
            without_plan: (total.employees - planned).max(0),
        }),
        people: shown.then(|| StackPlot::new("Pegawai", total.people, "pegawai", link(unit))),
        indicators: shown.then(|| StackPlot::new("Indikator", total.indicators, "indikator", |_| None)),
        bars,
        units,
        trend,
        name: total.name,
    })
}

fn percent(share: Option<i32>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share} %"))
}

/// Week by week over the subtree; the running week stands as it is now.
async fn trend(tx: &mut Tx, unit: UnitId, total: &Sums, today: Date) -> Result<WeekPlot> {
    let agency = tx.actor.agency;
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
    let mut weeks: Vec<(Date, Counts)> = rows
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
        .collect();
    weeks.push((now, total.indicators));
    Ok(WeekPlot::new(&weeks))
}

/// The units above, from the top down, that the reader may open.
async fn names(tx: &mut Tx, path: &[UnitId]) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select u.id as "id: UnitId", u.name from unnest($2::uuid[]) with ordinality p (id, depth)
        join unit u on u.agency_id = $1 and u.id = p.id where depth > 1 order by depth desc"#,
        agency.0,
        path as &[UnitId]
    )
    .fetch_all(tx.db())
    .await?;
    let above = |id: UnitId| path.iter().position(|unit| *unit == id).map_or(&[][..], |index| &path[index..]);
    Ok(rows
        .into_iter()
        .filter(|row| tx.actor.board_scope(above(row.id)) == Some(BoardScope::Full))
        .map(|row| (row.id, row.name))
        .collect())
}

/// The people of a subtree who stand at a status, by name.
pub async fn people(tx: &mut Tx, unit: UnitId, status: Status, after: Option<EmployeeId>) -> Result<PeopleList> {
    let (unit, _, scope) = locate(tx, Some(unit)).await?;
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
