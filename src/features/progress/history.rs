//! The history of an indicator: its reports beside the plan, for its page and for its workbook.

use super::{
    card::{CardRow, cards},
    model::{History, ReportRow},
    store,
};
use crate::{
    domain::{
        calendar::Zone,
        id::{EmployeeId, IkiId, ReportId},
        measure::{Fraction, Value},
        progress::is_wrong_clock,
        rhythm::Receipt,
    },
    error::{Error, Result},
    server::{door::Tx, due::DueRules},
    ui::{
        format,
        plot::{LinePlot, LineReport},
    },
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use jiff_sqlx::ToSqlx;
use std::collections::HashSet;

/// Returns whose indicator it is, if the caller may read it: their own, or of somebody whose work they follow.
async fn readable_owner(tx: &mut Tx, iki: IkiId) -> Result<EmployeeId> {
    let (agency, me, today) = (tx.actor.agency, tx.actor.employee.ok_or(Error::NotFound)?, tx.today());
    sqlx::query_scalar!(
        r#"select i.employee_id as "owner!: EmployeeId" from indicator i
        where i.agency_id = $1 and i.id = $2
          and (i.employee_id = $3 or plan_followed_by($1, i.employee_id, i.starts_on, i.ends_on, $3, $4))"#,
        agency.0,
        iki.0,
        me.0,
        today.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?
    .ok_or(Error::NotFound)
}

/// Reports that the page shows; older ones are behind the line of the chart.
const MAX_SHOWN: i64 = 200;
/// Reports of a workbook.
const MAX_EXPORTED: i64 = 10_000;

/// An indicator with its reports.
struct HistoryRecord {
    card: CardRow,
    due: DueRules,
    /// The newest first.
    reports: Vec<ReportRecord>,
}

struct ReportRecord {
    id: ReportId,
    value: Value,
    numerator: Option<Value>,
    denominator: Option<Value>,
    note: Option<String>,
    observed_at: jiff_sqlx::Timestamp,
    received_at: jiff_sqlx::Timestamp,
    device_at: Option<jiff_sqlx::Timestamp>,
    /// The report that this one corrects.
    corrects: Option<ReportId>,
    before: Option<Value>,
    before_numerator: Option<Value>,
    before_denominator: Option<Value>,
    before_at: Option<jiff_sqlx::Timestamp>,
    /// The report that corrects this one.
    after: Option<Value>,
    after_numerator: Option<Value>,
    after_denominator: Option<Value>,
    after_at: Option<jiff_sqlx::Timestamp>,
    messages: i32,
    /// All reports of the indicator.
    total: i32,
}

impl ReportRecord {
    fn fraction(&self) -> Option<Fraction> {
        Fraction::stored(self.numerator, self.denominator)
    }

    /// The two numbers of the report that this one corrects.
    fn before_fraction(&self) -> Option<Fraction> {
        Fraction::stored(self.before_numerator, self.before_denominator)
    }

    /// The two numbers of the report that corrects this one.
    fn after_fraction(&self) -> Option<Fraction> {
        Fraction::stored(self.after_numerator, self.after_denominator)
    }
}

/// Returns an indicator with at most `most` of its reports.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not read it.
async fn load(tx: &mut Tx, iki: IkiId, most: i64) -> Result<HistoryRecord> {
    let owner = readable_owner(tx, iki).await?;
    let card = cards(tx, owner, Some(iki)).await?.into_iter().next().ok_or(Error::NotFound)?;
    let due = DueRules::of(tx, &[card.skp]).await?;
    let agency = tx.actor.agency;
    let reports = sqlx::query_as!(
        ReportRecord,
        r#"select r.id as "id: ReportId", r.value as "value: Value",
            r.numerator as "numerator: Value", r.denominator as "denominator: Value", r.note,
            r.observed_at as "observed_at: jiff_sqlx::Timestamp", r.received_at as "received_at: jiff_sqlx::Timestamp",
            r.device_at as "device_at: jiff_sqlx::Timestamp", r.corrects_id as "corrects: ReportId",
            c.value as "before?: Value", c.numerator as "before_numerator?: Value",
            c.denominator as "before_denominator?: Value", c.observed_at as "before_at?: jiff_sqlx::Timestamp",
            x.value as "after?: Value", x.numerator as "after_numerator?: Value",
            x.denominator as "after_denominator?: Value", x.received_at as "after_at?: jiff_sqlx::Timestamp",
            (select count(*) from thread t join message m on m.agency_id = $1 and m.thread_id = t.id
                where t.agency_id = $1 and t.subject_kind = 'report' and t.subject_id = r.id)::int as "messages!",
            (select count(*) from report a where a.agency_id = $1 and a.iki_id = $2)::int as "total!"
        from report r
        left join report c on c.agency_id = $1 and c.id = r.corrects_id
        left join lateral (
            select x.value, x.numerator, x.denominator, x.received_at from report x
            where x.agency_id = $1 and x.corrects_id = r.id order by x.received_at desc, x.id desc limit 1
        ) x on true
        where r.agency_id = $1 and r.iki_id = $2
        order by r.observed_at desc, r.received_at desc, r.id desc limit $3"#,
        agency.0,
        iki.0,
        most
    );
    let reports = reports.fetch_all(tx.db()).await?;
    Ok(HistoryRecord { card, due, reports })
}

impl HistoryRecord {
    /// Returns the reports that count, as a line against the plan.
    fn plot(&self, zone: Zone, today: Date) -> LinePlot {
        let counted = self.reports.iter().filter(|report| report.after_at.is_none());
        let mut line: Vec<LineReport> = counted
            .map(|report| LineReport {
                on: zone.day(report.observed_at.to_jiff()),
                value: report.fraction().map_or(report.value, |fraction| fraction.percent().to_hundredths()),
                note: report.note.clone(),
            })
            .collect();
        line.reverse();
        line.sort_by_key(|report| report.on);
        LinePlot::new(&self.card.target, &self.card.unit, &line, today)
    }

    /// Returns whether a report was late.
    fn is_late(&self, report: &ReportRecord) -> bool {
        let (observed_at, received_at) = (report.observed_at.to_jiff(), report.received_at.to_jiff());
        let receipt = Receipt { observed_at, received_at, is_correction: report.corrects.is_some() };
        self.due.is_late(self.card.skp, self.card.target.asked_from, receipt)
    }

    /// Returns the reports that were taken back: what corrects them says once more what the one before them said.
    fn withdrawn(&self) -> HashSet<ReportId> {
        let said = |report: &ReportRecord| {
            (report.observed_at.to_jiff(), report.value, report.fraction(), report.note.clone())
        };
        let is_said_before = |report: &&ReportRecord| {
            let said_before = |other: &ReportRecord| ![Some(report.id), report.corrects].contains(&Some(other.id));
            self.reports.iter().any(|other| said_before(other) && said(other) == said(report))
        };
        self.reports.iter().filter(is_said_before).filter_map(|report| report.corrects).collect()
    }

    /// Returns which part of all reports these are; `None` if all.
    fn shown(&self) -> Option<String> {
        let total = self.reports.first().map_or(0, |report| report.total);
        format::part_of(0, self.reports.len(), total, "laporan")
    }
}

/// Returns the history of an indicator as a line against the plan.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not read it.
pub(crate) async fn history(tx: &mut Tx, iki: IkiId) -> Result<History> {
    let record = load(tx, iki, MAX_SHOWN).await?;
    let (agency, zone, today, me) = (tx.actor.agency, tx.actor.zone, tx.today(), tx.actor.employee);
    let card = &record.card;
    let is_own = me == Some(card.employee);
    let correctable = if is_own { store::correctable(tx, iki).await? } else { HashSet::new() };
    let said = sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from thread t
        join message m on m.agency_id = $1 and m.thread_id = t.id
        where t.agency_id = $1 and t.subject_kind = 'rhk' and t.subject_id = $2"#,
        agency.0,
        card.rhk.0
    )
    .fetch_one(tx.db())
    .await?;
    let withdrawn = record.withdrawn();
    let within = |at: Timestamp| format::moment_within(zone.local(at), today);
    let rows = record.reports.iter().map(|report| ReportRow {
        id: report.id,
        value: card.reported(report.value, report.fraction()),
        note: report.note.clone(),
        observed: format::moment(zone.local(report.observed_at.to_jiff()), today),
        received: within(report.received_at.to_jiff()),
        late: record.is_late(report),
        corrects: report.before.zip(report.before_at).map(|(value, at)| {
            let is_withdrawal = report.corrects.is_some_and(|id| withdrawn.contains(&id));
            let what = if is_withdrawal { "berlaku lagi, menarik" } else { "memperbaiki" };
            let said = card.reported(value, report.before_fraction());
            format!("{what} laporan {}: {said}", format::short_day(zone.day(at.to_jiff())))
        }),
        device: report
            .device_at
            .filter(|at| is_wrong_clock(at.to_jiff(), report.observed_at.to_jiff()))
            .map(|at| format!("jam HP {}", within(at.to_jiff()))),
        corrected: report.after.zip(report.after_at).map(|(value, at)| match within(at.to_jiff()) {
            at if withdrawn.contains(&report.id) => format!("ditarik {at}"),
            at => format!("sudah diperbaiki {at} menjadi {}", card.reported(value, report.after_fraction())),
        }),
        is_correctable: correctable.contains(&report.id),
        messages: report.messages,
    });
    Ok(History {
        shown: record.shown(),
        plot: record.plot(zone, today),
        talk: (
            format!("/percakapan/baru?rhk={}", card.rhk),
            match said {
                0 => "Percakapan hasil ini".to_owned(),
                said => format!("Percakapan hasil ini: {} pesan", format::count(said)),
            },
        ),
        rhk: card.rhk_text.clone(),
        own: is_own,
        person: card.person.clone(),
        reports: rows.collect(),
        card: card.card(zone, today),
    })
}

/// A history as the workbook has it.
#[derive(Debug)]
pub(crate) struct ExportedHistory {
    pub indicator: String,
    pub person: String,
    pub rhk: String,
    pub unit: String,
    /// Whether its reports say how many out of how many.
    pub is_coverage: bool,
    /// How the newest report stands against the plan.
    pub summary: String,
    /// Which part of all reports these are; `None` if all.
    pub shown: Option<String>,
    pub reports: Vec<ExportedReport>,
}

#[derive(Debug)]
pub(crate) struct ExportedReport {
    pub observed: DateTime,
    pub value: Value,
    pub fraction: Option<Fraction>,
    pub note: Option<String>,
    pub received: DateTime,
    pub is_late: bool,
    /// The day and the value of the report that this one corrects.
    pub corrects: Option<(Date, Value)>,
    /// When this one was corrected, and the value since.
    pub corrected: Option<(DateTime, Value)>,
}

/// Returns the history of an indicator for its workbook.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not read it.
pub(crate) async fn exported(tx: &mut Tx, iki: IkiId) -> Result<ExportedHistory> {
    let record = load(tx, iki, MAX_EXPORTED).await?;
    let (zone, today) = (tx.actor.zone, tx.today());
    let local = |at: jiff_sqlx::Timestamp| zone.local(at.to_jiff());
    let reports = record.reports.iter().map(|report| ExportedReport {
        observed: local(report.observed_at),
        value: report.value,
        fraction: report.fraction(),
        note: report.note.clone(),
        received: local(report.received_at),
        is_late: record.is_late(report),
        corrects: report.before_at.map(|at| local(at).date()).zip(report.before),
        corrected: report.after_at.map(local).zip(report.after),
    });
    let reports = reports.collect();
    let (summary, shown) = (record.plot(zone, today).summary, record.shown());
    let CardRow { name: indicator, person, rhk_text: rhk, unit, population, .. } = record.card;
    let is_coverage = population.is_some();
    Ok(ExportedHistory { indicator, person, rhk, unit, is_coverage, summary, shown, reports })
}
