//! Where indicators and people stand, and the counts of their units.

use crate::domain::{
    board::Counts,
    calendar::week_of,
    id::{AgencyId, EmployeeId, IkiId, ReportId, UnitId},
    measure::{Fraction, Standing, Status, Target, Value},
    progress::NewReport,
    text::Note,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Where a person stands.
#[derive(Debug)]
pub(crate) struct StandingPerson {
    pub employee: EmployeeId,
    pub unit: UnitId,
    pub status: Status,
    pub last_report_at: Option<Timestamp>,
    pub units: Vec<UnitId>,
    pub assessor: Option<EmployeeId>,
}

/// People whose status the calendar changes by `today`, locked and passed over where somebody reports now.
pub(crate) async fn lock_overdue_people(
    db: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    today: Date,
    most: i64,
) -> sqlx::Result<Vec<StandingPerson>> {
    let rows = sqlx::query!(
        r#"select p.employee_id as "employee: EmployeeId", p.unit_id as "unit: UnitId", p.status as "status: Status"
        from person_standing p where p.agency_id = $1 and p.year = $2 and p.until <= $3
        order by p.unit_id, p.employee_id limit $4
        for update skip locked"#,
        agency.0,
        year,
        today.to_sqlx() as _,
        most
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StandingPerson {
            employee: row.employee,
            unit: row.unit,
            status: row.status,
            last_report_at: None,
            units: vec![],
            assessor: None,
        })
        .collect())
}

/// An indicator with its target and where it stands.
#[derive(Debug)]
pub(crate) struct IndicatorRow {
    pub iki: IkiId,
    pub employee: EmployeeId,
    pub target: Target,
    pub report: Option<ReportId>,
    pub value: Option<Value>,
    pub observed_at: Option<Timestamp>,
    pub status: Status,
    pub until: Option<Date>,
}

/// The open indicators of people in a year, by person.
pub(crate) async fn indicators(
    db: &mut PgConnection,
    agency: AgencyId,
    employees: &[EmployeeId],
    year: i16,
) -> sqlx::Result<Vec<IndicatorRow>> {
    let rows = sqlx::query!(
        r#"select i.id as "iki!: IkiId", i.employee_id as "employee!: EmployeeId",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target",
            s.report_id as "report: ReportId", s.value as "value: Value",
            s.observed_at as "observed_at: jiff_sqlx::Timestamp", s.status as "status: Status",
            s.until as "until: jiff_sqlx::Date"
        from indicator i
        join standing s on s.agency_id = $1 and s.iki_id = i.id
        where i.agency_id = $1 and i.employee_id = any ($2) and i.year = $3 and i.is_open
        order by i.employee_id"#,
        agency.0,
        employees as &[EmployeeId],
        year
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| IndicatorRow {
            iki: row.iki,
            employee: row.employee,
            target: row.target,
            report: row.report,
            value: row.value,
            observed_at: row.observed_at.map(jiff_sqlx::Timestamp::to_jiff),
            status: row.status,
            until: row.until.map(jiff_sqlx::Date::to_jiff),
        })
        .collect())
}

impl IndicatorRow {
    /// The newest report, as the rule sees it.
    pub(crate) fn standing(&self, zone: crate::domain::calendar::Zone) -> Option<Standing> {
        let (value, observed_at) = self.value.zip(self.observed_at)?;
        Some(Standing { value, observed_on: zone.day(observed_at) })
    }
}

/// What a report or the calendar changed about one person.
#[derive(Debug)]
pub(crate) struct PersonChange {
    pub employee: EmployeeId,
    pub unit: UnitId,
    pub status: Status,
    pub until: Option<Date>,
    pub people: Counts,
    pub indicators: Counts,
    pub changed: Vec<IndicatorRow>,
}

/// Saves what changed about people: standings, persons and their units' counts, in one statement; with the
/// report that changed them, when it was one. `false`, and nothing saved, when the report's id is taken,
/// or the evaluation of one of its days became final while the person was waited for.
pub(crate) async fn save(
    db: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    today: Date,
    changes: &[PersonChange],
    reported: Option<IncomingReport<'_>>,
) -> sqlx::Result<bool> {
    let standings: Vec<&IndicatorRow> = changes.iter().flat_map(|change| &change.changed).collect();
    let units = by_unit(changes);
    let column = |pick: fn(&Counts) -> i32, indicators: bool| -> Vec<i32> {
        units.iter().map(|(_, people, iki)| pick(if indicators { iki } else { people })).collect()
    };
    let of_iki = |row: &&IndicatorRow| row.iki.0;
    let report = reported.map(|reported| reported.report);
    let fraction: Option<Fraction> = report.and_then(|report| report.fraction);
    sqlx::query_scalar!(
        r#"with inserted as (
            insert into report (agency_id, id, iki_id, employee_id, value, note, observed_at, received_at, corrects_id,
                device_at, numerator, denominator)
            select $1, $27::uuid, $28, $29, $30, $31, $32, $25, $33, $36, $38, $39
            where $27::uuid is not null and not exists (
                select from evaluation e join period p on p.agency_id = $1 and p.id = e.period_id
                join unnest($35::date[]) as d (day) on d.day between p.starts_on and p.ends_on
                where e.agency_id = $1 and e.final_at is not null and e.skp_id = plan_of($1, $28)
            )
            on conflict do nothing
            returning id
        ), taken as materialized (
            select $27::uuid is null or exists (select from inserted) as it
        ), changed as (
            select c.* from taken, unnest($4::uuid[], $5::uuid[], $6::numeric[], $7::timestamptz[], $8::text[], $9::date[])
                as c (iki_id, report_id, value, observed_at, status, until)
            where taken.it
        ), standings as (
            update standing s set report_id = c.report_id, value = c.value, observed_at = c.observed_at,
                status = c.status, until = c.until
            from changed c where s.agency_id = $1 and s.iki_id = c.iki_id
        ), people as (
            update person_standing p set status = c.status, as_of = $3, until = c.until,
                last_report_at = greatest(p.last_report_at, $25)
            from taken, unnest($10::uuid[], $11::text[], $12::date[]) as c (employee_id, status, until)
            where taken.it and p.agency_id = $1 and p.employee_id = c.employee_id and p.year = $2
        ), counts as (
            update unit_rollup u set
                ahead = u.ahead + c.ahead, on_plan = u.on_plan + c.on_plan,
                needs_support = u.needs_support + c.needs_support, silent = u.silent + c.silent,
                not_due = u.not_due + c.not_due,
                iki_ahead = u.iki_ahead + c.iki_ahead, iki_on_plan = u.iki_on_plan + c.iki_on_plan,
                iki_needs_support = u.iki_needs_support + c.iki_needs_support, iki_silent = u.iki_silent + c.iki_silent,
                iki_not_due = u.iki_not_due + c.iki_not_due,
                reported = case when u.month >= $24 then u.reported else 0 end + $26,
                month = greatest(u.month, $24),
                reports_today = case when u.day >= $3 then u.reports_today else 0 end + $37,
                reports_week = case when u.day >= $34 then u.reports_week else 0 end + $37,
                day = greatest(u.day, $3), last_report_at = coalesce(greatest(u.last_report_at, $25), u.last_report_at),
                version = u.version + 1
            from taken, unnest($13::uuid[], $14::int[], $15::int[], $16::int[], $17::int[], $18::int[],
                $19::int[], $20::int[], $21::int[], $22::int[], $23::int[])
                as c (unit_id, ahead, on_plan, needs_support, silent, not_due,
                    iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due)
            where taken.it and u.agency_id = $1 and u.unit_id = c.unit_id and u.year = $2
        )
        select it as "taken!" from taken"#,
        agency.0,
        year,
        today.to_sqlx() as _,
        &standings.iter().map(of_iki).collect::<Vec<_>>(),
        &standings.iter().map(|row| row.report.map(|id| id.0)).collect::<Vec<_>>() as &[Option<uuid::Uuid>],
        &standings.iter().map(|row| row.value.map(Value::decimal)).collect::<Vec<_>>() as _,
        &standings.iter().map(|row| row.observed_at.map(ToSqlx::to_sqlx)).collect::<Vec<_>>() as _,
        &standings.iter().map(|row| row.status).collect::<Vec<_>>() as _,
        &standings.iter().map(|row| row.until.map(ToSqlx::to_sqlx)).collect::<Vec<_>>() as _,
        &changes.iter().map(|change| change.employee.0).collect::<Vec<_>>(),
        &changes.iter().map(|change| change.status).collect::<Vec<_>>() as _,
        &changes.iter().map(|change| change.until.map(ToSqlx::to_sqlx)).collect::<Vec<_>>() as _,
        &units.iter().map(|(unit, ..)| unit.0).collect::<Vec<_>>(),
        &column(|counts| counts.ahead, false),
        &column(|counts| counts.on_plan, false),
        &column(|counts| counts.needs_support, false),
        &column(|counts| counts.silent, false),
        &column(|counts| counts.not_due, false),
        &column(|counts| counts.ahead, true),
        &column(|counts| counts.on_plan, true),
        &column(|counts| counts.needs_support, true),
        &column(|counts| counts.silent, true),
        &column(|counts| counts.not_due, true),
        today.first_of_month().to_sqlx() as _,
        reported.map(|reported| reported.at.to_sqlx()) as _,
        reported.map_or(0, |reported| i32::from(reported.first_in_month)),
        report.map(|report| report.id.0),
        report.map(|report| report.iki.0),
        reported.map(|reported| reported.by.0),
        report.map(|report| report.value.decimal()),
        report.and_then(|report| report.note.as_ref()).map(Note::as_str),
        report.map(|report| report.observed_at.to_sqlx()) as _,
        report.and_then(|report| report.corrects).map(|corrects| corrects.0),
        week_of(today).to_sqlx() as _,
        &reported.iter().flat_map(|reported| reported.days).map(|day| day.to_sqlx()).collect::<Vec<_>>() as _,
        reported.and_then(|reported| reported.device_at).map(ToSqlx::to_sqlx) as _,
        // A correction is no further report.
        report.map_or(0, |report| i32::from(report.corrects.is_none())),
        fraction.map(|fraction| fraction.numerator().decimal()),
        fraction.map(|fraction| fraction.denominator().decimal()),
    )
    .fetch_one(db)
    .await
}

/// Returns the changes of each unit's people and indicators, in one order everywhere: so that two of these never wait for
/// each other.
fn by_unit(changes: &[PersonChange]) -> Vec<(UnitId, Counts, Counts)> {
    let mut units: Vec<(UnitId, Counts, Counts)> = Vec::new();
    for change in changes {
        match units.iter_mut().find(|(unit, ..)| *unit == change.unit) {
            Some((_, people, indicators)) => {
                *people += change.people;
                *indicators += change.indicators;
            }
            None => units.push((change.unit, change.people, change.indicators)),
        }
    }
    units.sort_by_key(|(unit, ..)| *unit);
    units
}

/// A report that has just come in, of the first of the people whose change is saved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IncomingReport<'a> {
    pub report: &'a NewReport,
    pub by: EmployeeId,
    pub at: Timestamp,
    /// The day that the report describes, and that of the report which it corrects.
    pub days: &'a [Date],
    /// The moment by the clock of the device, where it was wrong.
    pub device_at: Option<Timestamp>,
    pub first_in_month: bool,
}
