//! Boards from the roll-ups: one statement sums every child's subtree, however deep the tree is.

pub(crate) mod attention;
pub(crate) mod feed;
pub(crate) mod origin;
pub(crate) mod people;
pub(crate) mod reporting;
pub(crate) mod results;
pub(crate) mod without;

use crate::{
    domain::{
        board::Counts,
        calendar::{Month, week_of},
        id::UnitId,
    },
    error::Result,
    server::{agency::unit_path, door::Tx},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;

/// Most units below one unit that a board lists.
const MAX_UNITS: i64 = 500;

/// The sums over a unit's subtree.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    pub unit: UnitId,
    pub name: String,
    pub employees: i32,
    pub people: Counts,
    pub indicators: Counts,
    pub reported: i32,
    pub reports_today: i32,
    pub reports_week: i32,
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
    reports_week: i32,
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
            reports_week: row.reports_week,
            last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
        }
    }
}

/// The sums of a unit and its children: of now, or as they stood at the end of a past month, from the last week kept
/// in it.
pub(crate) async fn sums(tx: &mut Tx, unit: UnitId, past: Option<Month>) -> Result<Vec<Sums>> {
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
                case when day = $4 then reports_today end as reports_today,
                case when day >= $9 then reports_week end as reports_week, last_report_at, version
            from unit_rollup where $6::date is null and agency_id = $1 and year = $3
            union all
            select unit_id, employees, ahead, on_plan, needs_support, silent, not_due,
                iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due,
                reported, null, reports, last_report_at, null
            from unit_week where agency_id = $1 and week = (select week from kept)
        ), sums as (
            select t.top, sum(c.employees) as employees, sum(c.ahead) as ahead,
                sum(c.on_plan) as on_plan, sum(c.needs_support) as needs_support, sum(c.silent) as silent,
                sum(c.not_due) as not_due, sum(c.iki_ahead) as iki_ahead, sum(c.iki_on_plan) as iki_on_plan,
                sum(c.iki_needs_support) as iki_needs_support, sum(c.iki_silent) as iki_silent,
                sum(c.iki_not_due) as iki_not_due, sum(c.reported) as reported,
                sum(c.reports_today) as reports_today, sum(c.reports_week) as reports_week, max(c.last_report_at) as last_report_at,
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
            coalesce(reports_week, 0)::int as "reports_week!",
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
        MAX_UNITS,
        week_of(today).to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows.into_iter().map(Sums::from).collect())
}

/// Adds the top unit's own people, which [`sums`] counts apart from its children's, to its sums.
pub(crate) fn with_total(mut sums: Vec<Sums>) -> Option<(Sums, Vec<Sums>)> {
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
        total.reports_week += child.reports_week;
        total.last_report_at = total.last_report_at.max(child.last_report_at);
        total.version += child.version;
    }
    Some((total, sums))
}

/// A unit with everything above it, nearest first; empty where there is no such unit.
pub(crate) async fn path(tx: &mut Tx, unit: UnitId) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    Ok(unit_path(tx.db(), agency, unit).await?)
}

/// Returns a unit and all below it.
pub(crate) async fn subtree(tx: &mut Tx, unit: UnitId) -> Result<Vec<UnitId>> {
    let agency = tx.actor.agency;
    let units = sqlx::query_scalar!(r#"select id as "id!: UnitId" from unit_tree($1, $2)"#, agency.0, unit.0);
    Ok(units.fetch_all(tx.db()).await?)
}

/// How a subtree stood at the end of a week.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Week {
    pub monday: Date,
    pub people: Counts,
    pub indicators: Counts,
    pub reports: i32,
}

impl Week {
    /// The counts of people and of indicators.
    pub(crate) fn counts(self) -> (Counts, Counts) {
        (self.people, self.indicators)
    }
}

/// How the subtree stood at the end of each past week of the year, oldest first.
pub(crate) async fn weeks(tx: &mut Tx, unit: UnitId) -> Result<Vec<Week>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select week as "week: jiff_sqlx::Date", ahead, on_plan, needs_support, silent, not_due,
            iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due, reports
        from unit_trend where agency_id = $1 and unit_id = $2 and week >= $3 and week < $4 order by week"#,
        agency.0,
        unit.0,
        today.first_of_year().to_sqlx() as _,
        week_of(today).to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Week {
            monday: row.week.to_jiff(),
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
            reports: row.reports,
        })
        .collect())
}
