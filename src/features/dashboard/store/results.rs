//! The results of a unit's head and what is added to them.
//!
//! A cascade is read downwards from the head's indicators by `iki.adds_to`; which of these indicators contribute, and how,
//! is decided in `domain::cascade`. Plans of this year that are in force are read, and no other.

use crate::{
    domain::{
        calendar::{Month, week_of},
        cascade::{CascadeNode, MAX_LEVELS, MeasureKind, OwnReport, WeekChange},
        id::{EmployeeId, IkiId, RhkId, SkpId, UnitId},
        measure::{Accumulation, Frequency, Polarity, Standing, Target, Value},
        org::PostKind,
        skp::{Division, Link},
    },
    error::Result,
    server::door::Tx,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use std::collections::HashMap;

/// Indicators below one head that are added up: more than the largest office has people.
const MAX_INDICATORS: i64 = 200_000;

/// The head post of a unit, who holds it today, and that person's plan for it.
#[derive(Debug)]
pub(crate) struct UnitHead {
    pub kind: PostKind,
    pub post: String,
    /// `None` while nobody holds the post.
    pub name: Option<String>,
    pub is_acting: bool,
    /// The plan in force.
    pub skp: Option<SkpId>,
}

/// Returns the head of a unit: an acting holder comes first, unless only the definitive one has a plan for the post.
/// `None` where the unit has no head post.
pub(crate) async fn head(tx: &mut Tx, unit: UnitId) -> Result<Option<UnitHead>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let head = sqlx::query_as!(
        UnitHead,
        r#"select p.kind as "kind: PostKind", p.name as post, e.name as "name?",
            coalesce(not a.definitive, false) as "is_acting!", k.id as "skp?: SkpId"
        from head_post($1, $2) h
        join post p on p.agency_id = $1 and p.id = h.id
        left join assignment a on a.agency_id = $1 and a.post_id = p.id and a.since <= $3
            and (a.until is null or a.until > $3)
        left join employee e on e.agency_id = $1 and e.id = a.employee_id
        left join skp k on k.agency_id = $1 and k.employee_id = a.employee_id and k.post_id = p.id and k.year = $4
            and k.version is not null and k.closed_at is null
        order by k.id is null, a.definitive, a.since desc, k.starts_on desc, a.id limit 1"#,
        agency.0,
        unit.0,
        today.to_sqlx() as _,
        today.year()
    );
    Ok(head.fetch_optional(tx.db()).await?)
}

/// An indicator with the words of its result, and everything that the board says about it.
#[derive(Debug)]
pub(crate) struct HeadIndicator {
    pub node: CascadeNode,
    pub result: String,
    pub name: String,
    pub target: Target,
}

/// Returns the indicators in force of a plan in their order, or the one that is asked for of whatever plan of this year.
pub(crate) async fn head_indicators(tx: &mut Tx, skp: Option<SkpId>, one: Option<IkiId>) -> Result<Vec<HeadIndicator>> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let rows = sqlx::query!(
        r#"select i.id as "iki!: IkiId", i.rhk_id as "rhk!: RhkId", i.rhk_text as "result!", i.name as "name!",
            i.unit_of_measure as "unit!",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target",
            r.supports_id as "supports: RhkId", r.link as "link: Link", r.division as "division: Division",
            k.adds_to as "adds_to: IkiId", k.population is not null as "is_coverage!",
            s.value as "value?: Value", s.observed_at as "observed_at?: jiff_sqlx::Timestamp",
            n.numerator as "numerator?: Value", n.denominator as "denominator?: Value"
        from (
            select m.id from rhk h join iki m on m.agency_id = $1 and m.rhk_id = h.id
            where h.agency_id = $1 and h.skp_id = $3
            union all
            select $4 where $4::uuid is not null
        ) w
        -- One after the other: the view of all indicators is not to be searched for a few.
        cross join lateral (
            select * from indicator where agency_id = $1 and id = w.id and year = $2 and is_open offset 0
        ) i
        join iki k on k.agency_id = $1 and k.id = i.id
        join rhk r on r.agency_id = $1 and r.id = i.rhk_id
        left join standing s on s.agency_id = $1 and s.iki_id = i.id
        left join report n on n.agency_id = $1 and n.id = s.report_id
        order by i.rhk_ordinal, i.ordinal, i.id limit 200"#,
        agency.0,
        today.year(),
        skp.map(|skp| skp.0),
        one.map(|one| one.0)
    )
    .fetch_all(tx.db())
    .await?;
    let indicators = rows.into_iter().map(|row| HeadIndicator {
        node: CascadeNode {
            iki: row.iki,
            rhk: row.rhk,
            supports: row.supports.zip(row.link),
            division: row.division,
            adds_to: row.adds_to,
            kind: MeasureKind {
                unit: row.unit,
                polarity: row.target.polarity,
                accumulation: row.target.accumulation,
                is_coverage: row.is_coverage,
            },
            own: row.value.zip(row.observed_at).map(|(value, at)| {
                let observed_on = zone.day(at.to_jiff());
                let is_old = row.target.old_since(Some(Standing { value, observed_on }), today).is_some();
                OwnReport { value, fraction: row.numerator.zip(row.denominator), observed_on, is_old }
            }),
        },
        result: row.result,
        name: row.name,
        target: row.target,
    });
    Ok(indicators.collect())
}

/// An indicator below, with the unit that answers for it.
#[derive(Debug)]
pub(crate) struct Below {
    pub node: CascadeNode,
    /// The unit directly below the board's in whose subtree its person works, the board's itself for its own people;
    /// `None` for people of other units.
    pub under: Option<UnitId>,
    pub owner: EmployeeId,
    /// Of a coverage: out of how many it is.
    pub population: Option<Value>,
    /// Of the indicators directly below: their targets.
    pub target: Option<Target>,
}

/// Returns the indicators in force that name one of these as the one to which they are added, with all that are added to
/// them in turn; their people by the units below `unit`. A circle of additions ends after [`MAX_LEVELS`].
pub(crate) async fn below(tx: &mut Tx, unit: UnitId, indicators: &[IkiId]) -> Result<Vec<Below>> {
    if indicators.is_empty() {
        return Ok(vec![]);
    }
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let rows = sqlx::query!(
        r#"with recursive cascade (id, level) as (
            select i.id, 1 from iki i where i.agency_id = $1 and i.adds_to = any ($2) and i.removed_in is null
            union
            select i.id, c.level + 1
            from cascade c
            -- Asked for one after the other: how many are added to one is not known to the plan.
            cross join lateral (
                select id from iki where agency_id = $1 and adds_to = c.id and removed_in is null offset 0
            ) i
            where c.level < $3
        ), found as (
            select id, min(level) as level from cascade group by id limit $6
        ), tree (id, top, level) as (
            select u.id, u.id, 0 from unit u where u.agency_id = $1 and u.id = $4
            union all
            select u.id, case when t.level = 0 then u.id else t.top end, t.level + 1
            from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id where t.level < 32
        )
        select i.id as "iki: IkiId", i.rhk_id as "rhk: RhkId", i.adds_to as "adds_to: IkiId",
            r.supports_id as "supports: RhkId", r.link as "link: Link", r.division as "division: Division",
            i.unit_of_measure as unit, i.polarity as "polarity: Polarity", i.accumulation as "accumulation: Accumulation",
            i.population as "population: Value", i.frequency as "frequency: Frequency",
            k.ends_on as "ends_on: jiff_sqlx::Date", k.employee_id as "owner: EmployeeId", t.top as "under?: UnitId",
            s.value as "value?: Value", s.observed_at as "observed_at?: jiff_sqlx::Timestamp",
            n.numerator as "numerator?: Value", n.denominator as "denominator?: Value",
            case when f.level = 1 then row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency,
                k.starts_on, k.ends_on, k.starts_on) end as "target: Target"
        from found f
        cross join lateral (select * from iki where agency_id = $1 and id = f.id offset 0) i
        cross join lateral (
            select supports_id, link, division, skp_id from rhk
            where agency_id = $1 and id = i.rhk_id and removed_in is null offset 0
        ) r
        cross join lateral (
            select employee_id, starts_on, ends_on from skp
            where agency_id = $1 and id = r.skp_id and year = $5 and version is not null and closed_at is null offset 0
        ) k
        left join lateral (
            select value, observed_at, report_id from standing where agency_id = $1 and iki_id = i.id offset 0
        ) s on true
        left join lateral (
            select numerator, denominator from report
            where i.population is not null and agency_id = $1 and id = s.report_id offset 0
        ) n on true
        left join person_standing p on p.agency_id = $1 and p.employee_id = k.employee_id and p.year = $5
        left join tree t on t.id = p.unit_id"#,
        agency.0,
        indicators as &[IkiId],
        MAX_LEVELS,
        unit.0,
        today.year(),
        MAX_INDICATORS
    )
    .fetch_all(tx.db())
    .await?;
    let found = rows.into_iter().map(|row| Below {
        node: CascadeNode {
            iki: row.iki,
            rhk: row.rhk,
            supports: row.supports.zip(row.link),
            division: row.division,
            adds_to: row.adds_to,
            kind: MeasureKind {
                unit: row.unit,
                polarity: row.polarity,
                accumulation: row.accumulation,
                is_coverage: row.population.is_some(),
            },
            own: row.value.zip(row.observed_at).map(|(value, at)| {
                let observed_on = zone.day(at.to_jiff());
                let is_old = row.frequency.is_too_old(observed_on, today.min(row.ends_on.to_jiff()));
                OwnReport { value, fraction: row.numerator.zip(row.denominator), observed_on, is_old }
            }),
        },
        under: row.under,
        owner: row.owner,
        population: row.population,
        target: row.target,
    });
    Ok(found.collect())
}

/// Returns the units directly below one by their order, with their names; the unit itself comes first.
pub(crate) async fn units(tx: &mut Tx, unit: UnitId) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: UnitId", name from unit where agency_id = $1 and (id = $2 or parent_id = $2)
        order by id <> $2, ordinal, name limit 1000"#,
        agency.0,
        unit.0
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Returns what the reports of each past week of this year changed about indicators, by the moments that they describe.
/// `sources` are pairs of an indicator and one whose reports it stands by; `is_monthly` tells of each whether months are
/// totals of their own. What was corrected does not count, and a correction keeps the place of what it corrects.
pub(crate) async fn week_changes(
    tx: &mut Tx,
    sources: &[(IkiId, IkiId, bool)],
) -> Result<HashMap<IkiId, Vec<WeekChange>>> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let instant = |day: Date| zone.instant(day.at(0, 0, 0, 0));
    let (from, until): (Timestamp, Timestamp) = (instant(today.first_of_year()), instant(week_of(today)));
    let column = |pick: fn(&(IkiId, IkiId, bool)) -> IkiId| sources.iter().map(pick).collect::<Vec<_>>();
    let rows = sqlx::query!(
        r#"with source as (
            select * from unnest($2::uuid[], $3::uuid[], $4::bool[]) as s (whole, iki, is_monthly)
        ), counted as (
            select s.whole, s.iki, n.id, n.value, coalesce(n.numerator, 0) as numerator,
                coalesce(n.denominator, 0) as denominator, (n.numerator is not null)::int as has_fraction,
                (n.observed_at at time zone $5)::date as day,
                case when s.is_monthly then date_trunc('month', n.observed_at at time zone $5)::date end as month,
                n.observed_at,
                case when n.corrects_id is null then n.received_at else place_of_correction($1, n.corrects_id) end as place
            from source s
            join report n on n.agency_id = $1 and n.iki_id = s.iki and n.observed_at >= $6 and n.observed_at < $7
            where not exists (select from report c where c.agency_id = $1 and c.corrects_id = n.id)
        ), change as (
            select whole, month, (day - (extract(isodow from day)::int - 1)) as monday,
                value - coalesce(lag(value) over newest_last, 0) as value,
                numerator - coalesce(lag(numerator) over newest_last, 0) as numerator,
                denominator - coalesce(lag(denominator) over newest_last, 0) as denominator,
                case when lag(id) over newest_last is null then 1 else 0 end as reported,
                has_fraction - coalesce(lag(has_fraction) over newest_last, 0) as with_fraction
            from counted
            window newest_last as (partition by whole, iki, month order by observed_at, place, id)
        )
        select whole as "whole!: IkiId", month as "month: jiff_sqlx::Date", monday as "monday!: jiff_sqlx::Date",
            sum(value) as "value!", sum(numerator) as "numerator!", sum(denominator) as "denominator!",
            sum(reported) as "reported!", sum(with_fraction) as "with_fraction!"
        from change group by whole, month, monday"#,
        agency.0,
        &column(|source| source.0) as &[IkiId],
        &column(|source| source.1) as &[IkiId],
        &sources.iter().map(|source| source.2).collect::<Vec<_>>(),
        zone.database_name(),
        from.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let mut changes: HashMap<IkiId, Vec<WeekChange>> = HashMap::new();
    for row in rows {
        changes.entry(row.whole).or_default().push(WeekChange {
            monday: row.monday.to_jiff(),
            month: row.month.map(|month| Month::of(month.to_jiff())),
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            reported: row.reported,
            with_fraction: row.with_fraction,
        });
    }
    Ok(changes)
}
