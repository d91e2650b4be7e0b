//! Reports, standings and roll-ups in the database.

mod plan;
mod standing;

pub(crate) use plan::{Asks, add_standings, asks, is_counted, lock_owner};
pub(crate) use standing::{
    IncomingReport, IndicatorRow, PersonChange, StandingPerson, indicators, lock_overdue_people, save,
};

use crate::{
    domain::{
        cascade::MAX_LEVELS,
        id::{AgencyId, EmployeeId, IkiId, ReportId, UnitId},
        measure::{Fraction, STEP_UNIT, Standing, Status, Thresholds, Value},
        plausible::MAX_PAST,
    },
    server::door::Tx,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashSet;

/// What decides about a report when it arrives.
#[derive(Debug)]
pub(crate) struct ReportContext {
    pub window: IndicatorWindow,
    pub thresholds: Thresholds,
    /// Where the sender stands, locked; `None` without any result in the year of the plan.
    pub person: Option<StandingPerson>,
    /// The units of the superiors to whose results the indicator is added, level by level.
    pub added_in: Vec<UnitId>,
}

/// The plan around an indicator, when a report for it arrives.
#[derive(Debug)]
pub(crate) struct IndicatorWindow {
    pub owner: EmployeeId,
    pub year: i16,
    pub open: bool,
    pub starts_on: Date,
    pub ends_on: Date,
    /// Whether its reports say how many out of how many.
    pub is_coverage: bool,
    /// Whether its reports say a step ([`crate::domain::measure::STEPS`]).
    pub has_steps: bool,
    /// First and last days of the periods for which the evaluation of the plan is final.
    pub final_periods: Vec<(Date, Date)>,
}

/// The plan of an indicator, the periods of its final evaluations, and the sender, locked: another
/// report of the same person waits. One statement, because a report pays for each exchange with the database. What it
/// reads of others than the sender may be from before the wait; what depends on earlier reports is asked later.
pub(crate) async fn arrival(
    db: &mut PgConnection,
    agency: AgencyId,
    sender: EmployeeId,
    iki: IkiId,
) -> sqlx::Result<Option<ReportContext>> {
    let row = sqlx::query!(
        r#"with plan as materialized (
            select i.employee_id, i.year, i.is_open as open, i.starts_on, i.ends_on,
                (select k.population is not null from iki k where k.agency_id = $1 and k.id = i.id) as is_coverage,
                i.unit_of_measure = $5 as has_steps, g.ahead, g.on_plan,
                f.since as final_since, f.until as final_until
            from indicator i
            cross join lateral (
                select coalesce(array_agg(p.starts_on), '{}') as since, coalesce(array_agg(p.ends_on), '{}') as until
                from evaluation e join period p on p.agency_id = $1 and p.id = e.period_id
                where e.agency_id = $1 and e.skp_id = i.skp_id and e.final_at is not null
                  and p.starts_on <= i.ends_on and p.ends_on >= i.starts_on
            ) f
            join agency_thresholds g on g.agency_id = $1
            where i.agency_id = $1 and i.id = $2
        ), person as materialized (
            select p.employee_id, p.unit_id, p.status, p.last_report_at
            from plan join person_standing p on p.agency_id = $1 and p.employee_id = $3 and p.year = plan.year
            for update of p
        )
        select plan.employee_id as "owner!: EmployeeId", plan.year as "year!", plan.open as "open!",
            plan.starts_on as "starts_on!: jiff_sqlx::Date", plan.ends_on as "ends_on!: jiff_sqlx::Date",
            plan.is_coverage as "is_coverage!", plan.has_steps as "has_steps!", plan.ahead as "ahead!", plan.on_plan as "on_plan!",
            plan.final_since as "final_since!: Vec<jiff_sqlx::Date>",
            plan.final_until as "final_until!: Vec<jiff_sqlx::Date>",
            p.unit_id as "unit?: UnitId", p.status as "status?: Status",
            p.last_report_at as "last_report_at?: jiff_sqlx::Timestamp",
            array(select u.id from units_above($1, p.unit_id) u order by u.depth) as "units!: Vec<UnitId>",
            (select a.assessor_id from assessor a where a.agency_id = $1 and a.employee_id = $3 and a.until is null)
                as "assessor?: EmployeeId",
            array(
                with recursive above (id, level) as (
                    select k.adds_to, 1 from iki k where k.agency_id = $1 and k.id = $2
                    union all
                    select k.adds_to, a.level + 1
                    from above a join iki k on k.agency_id = $1 and k.id = a.id where a.level < $4
                )
                select s.unit_id from above a
                join indicator i on i.agency_id = $1 and i.id = a.id
                join person_standing s on s.agency_id = $1 and s.employee_id = i.employee_id and s.year = i.year
            ) as "added_in!: Vec<UnitId>"
        from plan left join person p on true"#,
        agency.0,
        iki.0,
        sender.0,
        MAX_LEVELS,
        STEP_UNIT
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| ReportContext {
        added_in: row.added_in,
        window: IndicatorWindow {
            owner: row.owner,
            year: row.year,
            open: row.open,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            is_coverage: row.is_coverage,
            has_steps: row.has_steps,
            final_periods: row
                .final_since
                .into_iter()
                .zip(row.final_until)
                .map(|(since, until)| (since.to_jiff(), until.to_jiff()))
                .collect(),
        },
        thresholds: Thresholds { ahead: row.ahead, on_plan: row.on_plan },
        person: row.unit.zip(row.status).map(|(unit, status)| StandingPerson {
            employee: sender,
            unit,
            status,
            last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
            units: row.units,
            assessor: row.assessor,
        }),
    }))
}

/// A stored report, for comparison with one that came again.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StoredReport {
    pub employee: EmployeeId,
    pub iki: IkiId,
    pub value: Value,
    pub fraction: Option<Fraction>,
    pub note: Option<String>,
    pub observed_at: Timestamp,
    /// The same by the clock of the device, where it was wrong.
    pub device_at: Option<Timestamp>,
    pub received_at: Timestamp,
    pub corrects: Option<ReportId>,
}

pub(crate) async fn stored(
    db: &mut PgConnection,
    agency: AgencyId,
    id: ReportId,
) -> sqlx::Result<Option<StoredReport>> {
    let row = sqlx::query!(
        r#"select employee_id as "employee: EmployeeId", iki_id as "iki: IkiId", value as "value: Value",
            numerator as "numerator: Value", denominator as "denominator: Value", note,
            observed_at as "observed_at: jiff_sqlx::Timestamp", device_at as "device_at: jiff_sqlx::Timestamp",
            received_at as "received_at: jiff_sqlx::Timestamp",
            corrects_id as "corrects: ReportId"
        from report where agency_id = $1 and id = $2"#,
        agency.0,
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| StoredReport {
        employee: row.employee,
        iki: row.iki,
        value: row.value,
        fraction: Fraction::stored(row.numerator, row.denominator),
        note: row.note,
        observed_at: row.observed_at.to_jiff(),
        device_at: row.device_at.map(jiff_sqlx::Timestamp::to_jiff),
        received_at: row.received_at.to_jiff(),
        corrects: row.corrects,
    }))
}

/// A report that another one corrects.
#[derive(Debug)]
pub(crate) struct CorrectedReport {
    pub observed_at: Timestamp,
    /// Whether it has been corrected before.
    pub is_corrected: bool,
}

/// A report of an indicator that is to be corrected; `None` where it is none of its reports.
pub(crate) async fn corrected(
    db: &mut PgConnection,
    agency: AgencyId,
    iki: IkiId,
    report: ReportId,
) -> sqlx::Result<Option<CorrectedReport>> {
    let row = sqlx::query!(
        r#"select r.observed_at as "observed_at: jiff_sqlx::Timestamp", exists (
            select from report c where c.agency_id = $1 and c.iki_id = $2 and c.corrects_id = r.id
        ) as "is_corrected!"
        from report r where r.agency_id = $1 and r.id = $3 and r.iki_id = $2"#,
        agency.0,
        iki.0,
        report.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| CorrectedReport { observed_at: row.observed_at.to_jiff(), is_corrected: row.is_corrected }))
}

/// Returns the reports of an indicator that its owner can correct: the plan of this year is open, the evaluation of that
/// day is not final, and nothing has corrected them.
pub(crate) async fn correctable(tx: &mut Tx, iki: IkiId) -> sqlx::Result<HashSet<ReportId>> {
    let (agency, zone, year) = (tx.actor.agency, tx.actor.zone, tx.today().year());
    let reports = sqlx::query_scalar!(
        r#"select r.id as "id: ReportId" from report r
        join indicator i on i.agency_id = $1 and i.id = r.iki_id
        where r.agency_id = $1 and r.iki_id = $2 and i.is_open and i.year = $4
          and not exists (select from report c where c.agency_id = $1 and c.iki_id = $2 and c.corrects_id = r.id)
          and not exists (
              select from evaluation e join period p on p.agency_id = $1 and p.id = e.period_id
              where e.agency_id = $1 and e.skp_id = i.skp_id and e.final_at is not null
                and (r.observed_at at time zone $3)::date between p.starts_on and p.ends_on
          )"#,
        agency.0,
        iki.0,
        zone.database_name(),
        year
    );
    Ok(reports.fetch_all(tx.db()).await?.into_iter().collect())
}

/// Returns the reports before one, newest first and as many as a plausible range looks back at, and the one behind it;
/// without those that were corrected.
pub(crate) async fn neighbours(
    tx: &mut Tx,
    iki: IkiId,
    report: ReportId,
) -> sqlx::Result<(Vec<Standing>, Option<Standing>)> {
    let (agency, zone) = (tx.actor.agency, tx.actor.zone);
    let rows = sqlx::query!(
        r#"with counted as (
            select r.value, r.observed_at, r.received_at, r.id from report r
            where r.agency_id = $1 and r.iki_id = $2
              and not exists (select from report c where c.agency_id = $1 and c.iki_id = $2 and c.corrects_id = r.id)
        ), chosen as (
            select r.observed_at, r.received_at, r.id from report r where r.agency_id = $1 and r.id = $3
        )
        (select false as "is_next!", r.value as "value!: Value", r.observed_at as "observed_at!: jiff_sqlx::Timestamp"
            from counted r, chosen c
            where (r.observed_at, r.received_at, r.id) < (c.observed_at, c.received_at, c.id)
            order by r.observed_at desc, r.received_at desc, r.id desc limit $4)
        union all
        (select true, r.value, r.observed_at from counted r, chosen c
            where (r.observed_at, r.received_at, r.id) > (c.observed_at, c.received_at, c.id)
            order by r.observed_at, r.received_at, r.id limit 1)"#,
        agency.0,
        iki.0,
        report.0,
        i64::try_from(MAX_PAST).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.db())
    .await?;
    let (next, mut past): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .map(|row| {
            let at = row.observed_at.to_jiff();
            (row.is_next, at, Standing { value: row.value, observed_on: zone.day(at) })
        })
        .partition(|(is_next, ..)| *is_next);
    past.sort_by_key(|(_, at, _)| std::cmp::Reverse(*at));
    let standing = |(_, _, standing)| standing;
    Ok((past.into_iter().map(standing).collect(), next.into_iter().map(standing).next()))
}

/// Returns the newest report of an indicator ([`crate::domain::progress::is_newest`]), without those that were corrected
/// and without one that is being corrected.
pub(crate) async fn newest_but(
    db: &mut PgConnection,
    agency: AgencyId,
    iki: IkiId,
    corrected: ReportId,
) -> sqlx::Result<Option<(ReportId, Value, Timestamp)>> {
    let row = sqlx::query!(
        r#"select r.id as "id: ReportId", r.value as "value: Value",
            r.observed_at as "observed_at: jiff_sqlx::Timestamp"
        from report r
        where r.agency_id = $1 and r.iki_id = $2 and r.id <> $3
          and not exists (
              select from report c where c.agency_id = $1 and c.iki_id = $2 and c.corrects_id = r.id
          )
        order by r.observed_at desc,
            case when r.corrects_id is null then r.received_at else place_of_correction($1, r.corrects_id) end desc,
            r.id desc
        limit 1"#,
        agency.0,
        iki.0,
        corrected.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.id, row.value, row.observed_at.to_jiff())))
}

/// Returns the name of who assesses this person today.
pub(crate) async fn assessor(tx: &mut Tx, person: EmployeeId) -> sqlx::Result<Option<String>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let name = sqlx::query_scalar!(
        "select e.name from assessor a join employee e on e.agency_id = $1 and e.id = a.assessor_id
         where a.agency_id = $1 and a.employee_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
         limit 1",
        agency.0,
        person.0,
        today.to_sqlx() as _
    );
    name.fetch_optional(tx.db()).await
}

/// Refuses a caller who does not follow this person's work of the year, as if the person did not exist.
pub(crate) async fn must_follow(tx: &mut Tx, subject: EmployeeId) -> crate::error::Result<()> {
    use crate::error::Error;
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (agency, today) = (tx.actor.agency, tx.today());
    let follows = sqlx::query_scalar!(
        r#"select plan_followed_by($1, $2, $3, $4, $5, $4) as "follows!""#,
        agency.0,
        subject.0,
        today.first_of_year().to_sqlx() as _,
        today.to_sqlx() as _,
        me.0
    )
    .fetch_one(tx.db())
    .await?;
    if follows || me == subject { Ok(()) } else { Err(Error::NotFound) }
}
