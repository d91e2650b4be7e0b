//! Reading results and reports: the cards of Beranda, the history, the API's lists.

use super::{
    model::{History, IkiCard, ReportRow, Results, RhkCard, Trend},
    store::month_targets,
};
use crate::{
    domain::{
        calendar::Zone,
        id::{EmployeeId, IkiId, ReportId, RhkId, SkpId},
        measure::{Accumulation, Frequency, Polarity, Standing, Status, Target, Value},
        progress::{NewReport, Usual},
    },
    error::{Error, Result},
    server::door::Tx,
    ui::{
        format,
        plot::{BulletPlot, LinePlot, LineReport},
    },
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use serde::Serialize;

/// An indicator with everything that its card says.
#[derive(Debug)]
struct CardRow {
    skp: SkpId,
    employee: EmployeeId,
    person: String,
    rhk: RhkId,
    rhk_text: String,
    supports: Option<String>,
    iki: IkiId,
    name: String,
    unit: String,
    polarity: Polarity,
    accumulation: Accumulation,
    baseline: Option<Value>,
    month_targets: Vec<Option<Value>>,
    frequency: Frequency,
    starts_on: jiff_sqlx::Date,
    ends_on: jiff_sqlx::Date,
    status: Status,
    report: Option<ReportId>,
    value: Option<Value>,
    observed_at: Option<jiff_sqlx::Timestamp>,
    received_at: Option<jiff_sqlx::Timestamp>,
    note: Option<String>,
    before: Option<Value>,
    before_at: Option<jiff_sqlx::Timestamp>,
}

/// The indicators of a person's open plan, or one indicator of any plan.
async fn cards(tx: &mut Tx, employee: EmployeeId, one: Option<IkiId>) -> Result<Vec<CardRow>> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    Ok(sqlx::query_as!(
        CardRow,
        r#"select k.id as "skp: SkpId", k.employee_id as "employee: EmployeeId", e.name as person,
            r.id as "rhk: RhkId", r.text as rhk_text,
            (select s.text from rhk s where s.agency_id = $1 and s.id = r.supports_id) as supports,
            i.id as "iki: IkiId", i.name, i.unit_of_measure as unit, i.polarity as "polarity: Polarity",
            i.accumulation as "accumulation: Accumulation", i.baseline as "baseline: Value",
            i.month_targets as "month_targets: Vec<Option<Value>>", i.frequency as "frequency: Frequency",
            k.starts_on as "starts_on: jiff_sqlx::Date", k.ends_on as "ends_on: jiff_sqlx::Date",
            coalesce(s.status, 'not_due') as "status!: Status", s.report_id as "report: ReportId",
            s.value as "value: Value", s.observed_at as "observed_at: jiff_sqlx::Timestamp",
            n.received_at as "received_at?: jiff_sqlx::Timestamp", n.note as "note?",
            b.value as "before?: Value", b.observed_at as "before_at?: jiff_sqlx::Timestamp"
        from skp k
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        join rhk r on r.agency_id = $1 and r.skp_id = k.id
        join iki i on i.agency_id = $1 and i.rhk_id = r.id
        left join standing s on s.agency_id = $1 and s.iki_id = i.id
        left join report n on n.agency_id = $1 and n.id = s.report_id
        left join lateral (
            select p.value, p.observed_at from report p
            where p.agency_id = $1 and p.iki_id = i.id and p.received_at < n.received_at
              and not exists (
                  select from report c where c.agency_id = $1 and c.iki_id = i.id and c.corrects_id = p.id
              )
            order by p.received_at desc, p.id desc limit 1
        ) b on true
        where k.agency_id = $1 and k.employee_id = $2
          and case when $4::uuid is null then k.year = $3 and k.state = 'agreed' else i.id = $4 end
        order by k.starts_on, k.id, r.ordinal, i.ordinal limit 200"#,
        agency.0,
        employee.0,
        year,
        one.map(|iki| iki.0)
    )
    .fetch_all(tx.db())
    .await?)
}

impl CardRow {
    fn target(&self) -> Target {
        Target {
            polarity: self.polarity,
            accumulation: self.accumulation,
            baseline: self.baseline,
            months: month_targets(&self.month_targets),
            frequency: self.frequency,
            starts_on: self.starts_on.to_jiff(),
            ends_on: self.ends_on.to_jiff(),
        }
    }

    fn standing(&self, zone: Zone) -> Option<Standing> {
        let (value, at) = self.value.zip(self.observed_at)?;
        Some(Standing { value, observed_on: zone.day(at.to_jiff()) })
    }

    fn measured(&self, value: Value) -> String {
        with_unit(&format::number(value.decimal()), &self.unit)
    }

    /// What the newest report changed against the one before.
    fn trend(&self, zone: Zone) -> Option<Trend> {
        let (value, before, at) = (self.value?, self.before?, self.before_at?.to_jiff());
        let difference = value.decimal() - before.decimal();
        let since = format::short_day(zone.day(at));
        if difference.is_zero() {
            return Some(Trend { better: None, sentence: format!("tetap sejak {since}") });
        }
        let rises = difference.is_sign_positive();
        let better = match self.polarity {
            Polarity::Maximise => rises,
            Polarity::Minimise => !rises,
            Polarity::Stabilise => {
                let target = self.target().months.last().unwrap_or(Value::ZERO).decimal();
                (value.decimal() - target).abs() <= (before.decimal() - target).abs()
            }
        };
        let word = if rises { "naik" } else { "turun" };
        let size = with_unit(&format::number(difference.abs()), &self.unit);
        Some(Trend { better: Some(better), sentence: format!("{word} {size} sejak {since}") })
    }

    fn card(&self, zone: Zone, today: Date) -> IkiCard {
        let target = self.target();
        let standing = self.standing(zone);
        let promised = match self.accumulation {
            Accumulation::Month => target.months.0[usize::from(today.month().unsigned_abs()) - 1],
            Accumulation::Year | Accumulation::Level => None,
        };
        IkiCard {
            id: self.iki,
            name: self.name.clone(),
            unit: self.unit.clone(),
            status: self.status,
            target: promised.or(target.months.last()).map_or_else(String::new, |value| self.measured(value)),
            expected: target.expected(today).map(|expected| {
                let rounded = expected
                    .round_dp_with_strategy(self.decimals(), rust_decimal::RoundingStrategy::MidpointAwayFromZero);
                with_unit(&format::number(rounded), &self.unit)
            }),
            value: self.value.map(|value| self.measured(value)),
            achieved: standing
                .and_then(|standing| target.achieved(standing, today))
                .and_then(crate::domain::measure::Achievement::shown_percent)
                .map(format::percent),
            reported: self.received_at.map(|at| format::moment(zone.local(at.to_jiff()), today)),
            note: self.note.clone(),
            trend: self.trend(zone),
            bullet: BulletPlot::new(&target, standing, today, self.status, &self.unit),
            asks: asks(self.accumulation).to_owned(),
            last_report: self.report,
            usual: Usual::of(&target, self.unit == PERCENT, standing, today),
        }
    }

    /// As many decimals as the targets have: nobody expects 46,1538 certificates.
    fn decimals(&self) -> u32 {
        match self.accumulation {
            Accumulation::Level => 2,
            Accumulation::Year | Accumulation::Month => u32::from(self.unit == PERCENT),
        }
    }
}

/// The unit of measure of a share.
const PERCENT: &str = "%";

/// `12 akta`, `81,8 %`
fn with_unit(number: &str, unit: &str) -> String {
    format!("{number} {unit}")
}

const fn asks(accumulation: Accumulation) -> &'static str {
    match accumulation {
        Accumulation::Year => "total sejak awal tahun",
        Accumulation::Month => "total bulan ini",
        Accumulation::Level => "keadaan sekarang",
    }
}

/// The results of a person: the own ones, or somebody's whose work one follows.
pub async fn results(tx: &mut Tx, employee: EmployeeId) -> Result<Results> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let rows = cards(tx, employee, None).await?;
    let mut rhk: Vec<RhkCard> = Vec::new();
    for row in &rows {
        if rhk.last().is_none_or(|card| card.id != row.rhk) {
            rhk.push(RhkCard {
                id: row.rhk,
                text: row.rhk_text.clone(),
                supports: row.supports.clone(),
                indicators: vec![],
            });
        }
        if let Some(card) = rhk.last_mut() {
            card.indicators.push(row.card(zone, today));
        }
    }
    Ok(Results { employee, skp: rows.first().map(|row| row.skp), today: format::long_day(today), rhk })
}

/// What is asked before a report is taken, because its value looks like a slip; `typed` is that value as it was
/// written.
pub async fn question(tx: &mut Tx, report: &NewReport, typed: &str) -> Result<Option<String>> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let Some(employee) = tx.actor.employee else { return Ok(None) };
    // A foreign indicator is for the one who takes the report to refuse.
    let Some(row) = cards(tx, employee, Some(report.iki)).await?.into_iter().next() else { return Ok(None) };
    let card = row.card(zone, today);
    Ok(card.usual.odd(report.value, report.corrects.is_some()).map(|odd| card.question(odd, typed)))
}

/// Whose indicator it is, if this person may read it: their own, or of somebody whose work they follow.
async fn readable_owner(tx: &mut Tx, iki: IkiId) -> Result<EmployeeId> {
    let (agency, me, today) = (tx.actor.agency, tx.actor.employee.ok_or(Error::NotFound)?, tx.today());
    sqlx::query_scalar!(
        r#"select k.employee_id as "owner: EmployeeId"
        from iki i
        join rhk r on r.agency_id = $1 and r.id = i.rhk_id
        join skp k on k.agency_id = $1 and k.id = r.skp_id
        where i.agency_id = $1 and i.id = $2
          and (k.employee_id = $3 or plan_followed_by($1, k.employee_id, k.starts_on, k.ends_on, $3, $4))"#,
        agency.0,
        iki.0,
        me.0,
        today.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?
    .ok_or(Error::NotFound)
}

/// Reports that the history shows; older ones are behind the line of the chart.
const HISTORY: i64 = 200;

/// The history of an indicator as a line against the plan.
pub async fn history(tx: &mut Tx, iki: IkiId) -> Result<History> {
    let owner = readable_owner(tx, iki).await?;
    let (agency, zone, today, me) = (tx.actor.agency, tx.actor.zone, tx.today(), tx.actor.employee);
    let row = cards(tx, owner, Some(iki)).await?.into_iter().next().ok_or(Error::NotFound)?;
    let reports = sqlx::query!(
        r#"select r.id as "id: ReportId", r.value as "value: Value", r.note,
            r.observed_at as "observed_at: jiff_sqlx::Timestamp", r.received_at as "received_at: jiff_sqlx::Timestamp",
            coalesce((r.received_at at time zone $3)::date > (
                select min(p.due_on) from period p where p.agency_id = $1 and p.kind = 'month'
                and (r.observed_at at time zone $3)::date between p.starts_on and p.ends_on
            ), false) as "late!",
            c.observed_at as "corrects_at?: jiff_sqlx::Timestamp",
            r.id in (
                select x.corrects_id from report x
                where x.agency_id = $1 and x.iki_id = $2 and x.corrects_id is not null
            ) as "corrected!",
            (select count(*) from thread t join message m on m.agency_id = $1 and m.thread_id = t.id
                where t.agency_id = $1 and t.report_id = r.id)::int as "messages!"
        from report r
        left join report c on c.agency_id = $1 and c.id = r.corrects_id
        where r.agency_id = $1 and r.iki_id = $2
        order by r.received_at desc, r.id desc limit $4"#,
        agency.0,
        iki.0,
        zone.database_name(),
        HISTORY
    )
    .fetch_all(tx.db())
    .await?;
    let mut line: Vec<LineReport> = reports
        .iter()
        .filter(|report| !report.corrected)
        .map(|report| LineReport {
            on: zone.day(report.observed_at.to_jiff()),
            value: report.value,
            note: report.note.clone(),
        })
        .collect();
    line.reverse();
    line.sort_by_key(|report| report.on);
    let moment = |at: Timestamp| format::moment(zone.local(at), today);
    Ok(History {
        plot: LinePlot::new(&row.target(), &row.unit, &line, today),
        rhk: row.rhk_text.clone(),
        own: me == Some(row.employee),
        person: row.person.clone(),
        card: row.card(zone, today),
        reports: reports
            .into_iter()
            .map(|report| ReportRow {
                id: report.id,
                value: row.measured(report.value),
                note: report.note,
                observed: moment(report.observed_at.to_jiff()),
                received: moment(report.received_at.to_jiff()),
                late: report.late,
                corrects: report
                    .corrects_at
                    .map(|at| format!("memperbaiki laporan {}", format::short_day(zone.day(at.to_jiff())))),
                corrected: report.corrected,
                messages: report.messages,
            })
            .collect(),
    })
}

/// An open indicator as the API lists it.
#[derive(Debug, Serialize)]
pub struct ApiIndicator {
    id: IkiId,
    rhk: String,
    name: String,
    unit: String,
    polarity: Polarity,
    accumulation: Accumulation,
    baseline: Option<Value>,
    target: Value,
    last_value: Option<Value>,
    last_reported_at: Option<String>,
    status: Status,
}

pub async fn api_indicators(tx: &mut Tx) -> Result<Vec<ApiIndicator>> {
    let Some(employee) = tx.actor.employee else { return Ok(vec![]) };
    Ok(cards(tx, employee, None)
        .await?
        .into_iter()
        .map(|row| ApiIndicator {
            target: row.target().months.last().unwrap_or(Value::ZERO),
            id: row.iki,
            rhk: row.rhk_text,
            name: row.name,
            unit: row.unit,
            polarity: row.polarity,
            accumulation: row.accumulation,
            baseline: row.baseline,
            last_value: row.value,
            last_reported_at: row.received_at.map(|at| at.to_jiff().to_string()),
            status: row.status,
        })
        .collect())
}

/// A report as the API lists it.
#[derive(Debug, Serialize)]
pub struct ApiReport {
    id: ReportId,
    value: Value,
    note: Option<String>,
    observed_at: String,
    received_at: String,
    late: bool,
}

/// The person's own reports of an indicator, newest first, behind the report `after`.
pub async fn api_reports(tx: &mut Tx, iki: IkiId, after: Option<ReportId>) -> Result<Vec<ApiReport>> {
    let (agency, zone, me) = (tx.actor.agency, tx.actor.zone, tx.actor.employee.ok_or(Error::NotFound)?);
    let owned = sqlx::query_scalar!(
        r#"select exists (
            select from iki i join rhk r on r.agency_id = $1 and r.id = i.rhk_id
            join skp k on k.agency_id = $1 and k.id = r.skp_id
            where i.agency_id = $1 and i.id = $2 and k.employee_id = $3
        ) as "owned!""#,
        agency.0,
        iki.0,
        me.0
    )
    .fetch_one(tx.db())
    .await?;
    if !owned {
        return Err(Error::NotFound);
    }
    let rows = sqlx::query!(
        r#"select r.id as "id: ReportId", r.value as "value: Value", r.note,
            r.observed_at as "observed_at: jiff_sqlx::Timestamp", r.received_at as "received_at: jiff_sqlx::Timestamp",
            coalesce((r.received_at at time zone $4)::date > (
                select min(p.due_on) from period p where p.agency_id = $1 and p.kind = 'month'
                and (r.observed_at at time zone $4)::date between p.starts_on and p.ends_on
            ), false) as "late!"
        from report r
        where r.agency_id = $1 and r.iki_id = $2 and ($3::uuid is null or (r.received_at, r.id) < (
            select a.received_at, a.id from report a where a.agency_id = $1 and a.id = $3 and a.iki_id = $2))
        order by r.received_at desc, r.id desc limit 200"#,
        agency.0,
        iki.0,
        after.map(|after| after.0),
        zone.database_name()
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ApiReport {
            id: row.id,
            value: row.value,
            note: row.note,
            observed_at: row.observed_at.to_jiff().to_string(),
            received_at: row.received_at.to_jiff().to_string(),
            late: row.late,
        })
        .collect())
}
