//! Reading results and reports: the results of Beranda, the history, the API's lists.

use super::{
    card::cards,
    model::{ChosenReport, History, ReportRow, Results, RhkCard},
    rest::{ApiIndicator, ApiReport},
    store::{self, Asks},
};
use crate::{
    domain::{
        calendar::{Period, PeriodKind},
        feedback::support_due,
        id::{EmployeeId, IkiId, ReportId},
        measure::{Status, Value},
        progress::{NewReport, is_wrong_clock},
        rhythm::is_late,
    },
    error::{Error, Result},
    server::{agency::missing_plan, calendar::opened_periods, door::Tx, regime},
    ui::{
        format,
        plot::{LinePlot, LineReport},
    },
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use std::collections::HashSet;

/// The results of a person: the own ones, or somebody's whose work one follows.
pub(crate) async fn results(tx: &mut Tx, employee: EmployeeId) -> Result<Results> {
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
    let missing = if rows.is_empty() {
        let (agency, is_own) = (tx.actor.agency, tx.actor.employee == Some(employee));
        Some(missing_plan(tx.db(), agency, employee, is_own, today).await?.to_string())
    } else {
        None
    };
    Ok(Results {
        asks: vec![],
        chosen: None,
        missing,
        employee,
        skp: rows.first().map(|row| row.skp),
        today: format::long_day(today),
        rhk,
    })
}

/// The own results, and what waits for this person.
pub(crate) async fn own_results(tx: &mut Tx) -> Result<Results> {
    let employee = tx.actor.employee.ok_or(Error::NotFound)?;
    let today = tx.today();
    let asks = asks(store::asks(tx, employee).await?, today);
    let mut results = results(tx, employee).await?;
    let until = if store::has_assessor(tx, employee).await? {
        format!("Atasan diminta menjawab paling lambat {}.", format::short_day(support_due(today)))
    } else {
        "Anda belum punya pejabat penilai: hubungi pengelola kepegawaian.".to_owned()
    };
    for rhk in &mut results.rhk {
        let place = format!("/percakapan/baru?rhk={}&jenis=dukungan", rhk.id);
        for card in rhk.indicators.iter_mut().filter(|card| card.status == Status::NeedsSupport) {
            card.support = Some((place.clone(), until.clone()));
        }
    }
    Ok(Results { asks, ..results })
}

/// The longest part of a note that stands on Beranda, in characters.
const MAX_NOTE: usize = 120;

/// What waits, in sentences with their addresses.
fn asks(asks: Asks, today: Date) -> Vec<(String, String)> {
    let returned = asks.returned.zip(asks.returned_year).map(|(skp, year)| {
        let note = asks.return_note.unwrap_or_default();
        let begin = match note.char_indices().nth(MAX_NOTE) {
            Some((at, _)) => format!("{}…", note[..at].trim_end()),
            None => note,
        };
        (format!("/skp/{skp}"), format!("SKP {year} dikembalikan: {begin}"))
    });
    let submitted = (asks.submitted > 0)
        .then(|| ("/skp/menunggu".to_owned(), format!("{} SKP menunggu persetujuan Anda", asks.submitted)));
    let follow_ups = asks.first_due.map(|first| {
        let first = first.to_jiff();
        let until = if first < today {
            "ada yang lewat waktu".to_owned()
        } else {
            format!("paling dekat {}", format::short_day(first))
        };
        ("/tindak-lanjut".to_owned(), format!("{} tindak lanjut rapat untuk Anda, {until}", asks.follow_ups))
    });
    [returned, submitted, follow_ups].into_iter().flatten().collect()
}

/// Returns the report that the caller has chosen to be corrected.
pub(crate) async fn chosen(tx: &mut Tx, report: Option<ReportId>) -> Result<Option<ChosenReport>> {
    let Some(id) = report else { return Ok(None) };
    let (agency, zone, me) = (tx.actor.agency, tx.actor.zone, tx.actor.employee);
    let stored = store::stored(tx.db(), agency, id).await?.filter(|stored| me == Some(stored.employee));
    if let Some(stored) = stored
        && store::correctable(tx, stored.iki).await?.contains(&id)
        && let Some(row) = cards(tx, stored.employee, Some(stored.iki)).await?.into_iter().next()
    {
        let (day, value) = (format::short_day(zone.day(stored.observed_at)), row.measured(stored.value));
        let words = format!("Memperbaiki laporan {day}: {value}");
        return Ok(Some(ChosenReport { id, is_correctable: true, words, note: stored.note }));
    }
    let words = "Laporan yang dipilih tidak dapat diperbaiki: sudah diperbaiki, penilaian periodenya sudah final, atau \
                 SKP-nya ditutup. Isian ini menjadi laporan baru.";
    Ok(Some(ChosenReport { id, is_correctable: false, words: words.to_owned(), note: None }))
}

/// What is asked before a report is taken, because its value looks like a slip; `typed` is that value as it was
/// written.
pub(crate) async fn question(tx: &mut Tx, report: &NewReport, typed: &str) -> Result<Option<String>> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let Some(employee) = tx.actor.employee else { return Ok(None) };
    // A foreign indicator is for the one who takes the report to refuse.
    let Some(row) = cards(tx, employee, Some(report.iki)).await?.into_iter().next() else { return Ok(None) };
    let card = row.card(zone, today);
    let odd = card.plausible.implausible(report.value, typed, report.corrects.is_some());
    Ok(odd.map(|odd| card.question(odd, report.value)))
}

/// Whose indicator it is, if this person may read it: their own, or of somebody whose work they follow.
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

/// The periods by which reports of an indicator are in time.
struct DuePeriods {
    opened: Vec<Period>,
    kind: PeriodKind,
}

impl DuePeriods {
    async fn of(tx: &mut Tx, iki: IkiId) -> Result<Self> {
        let (agency, opened) = (tx.actor.agency, opened_periods(tx).await?);
        let recorded = store::recorded_regime(tx, iki).await?;
        let kind = regime::rules(tx.db(), agency).await?.periods_of(recorded.as_deref());
        Ok(Self { opened, kind })
    }

    fn is_late(&self, on: Date, received_on: Date, asked_from: Option<Date>) -> bool {
        is_late(&self.opened, self.kind, on, received_on, asked_from)
    }
}

/// Reports that the history shows; older ones are behind the line of the chart.
const HISTORY: i64 = 200;

/// The history of an indicator as a line against the plan.
pub(crate) async fn history(tx: &mut Tx, iki: IkiId) -> Result<History> {
    let owner = readable_owner(tx, iki).await?;
    let (agency, zone, today, me) = (tx.actor.agency, tx.actor.zone, tx.today(), tx.actor.employee);
    let row = cards(tx, owner, Some(iki)).await?.into_iter().next().ok_or(Error::NotFound)?;
    let due = DuePeriods::of(tx, iki).await?;
    let is_own = me == Some(row.employee);
    let correctable = if is_own { store::correctable(tx, iki).await? } else { HashSet::new() };
    let reports = sqlx::query!(
        r#"select r.id as "id: ReportId", r.value as "value: Value", r.note,
            r.observed_at as "observed_at: jiff_sqlx::Timestamp", r.received_at as "received_at: jiff_sqlx::Timestamp",
            r.device_at as "device_at: jiff_sqlx::Timestamp",
            c.value as "before?: Value", c.observed_at as "before_at?: jiff_sqlx::Timestamp",
            x.value as "after?: Value", x.received_at as "after_at?: jiff_sqlx::Timestamp",
            (select count(*) from thread t join message m on m.agency_id = $1 and m.thread_id = t.id
                where t.agency_id = $1 and t.subject_kind = 'report' and t.subject_id = r.id)::int as "messages!",
            (select count(*) from report a where a.agency_id = $1 and a.iki_id = $2)::int as "total!"
        from report r
        left join report c on c.agency_id = $1 and c.id = r.corrects_id
        left join lateral (
            select x.value, x.received_at from report x
            where x.agency_id = $1 and x.corrects_id = r.id order by x.received_at desc, x.id desc limit 1
        ) x on true
        where r.agency_id = $1 and r.iki_id = $2
        order by r.observed_at desc, r.received_at desc, r.id desc limit $3"#,
        agency.0,
        iki.0,
        HISTORY
    )
    .fetch_all(tx.db())
    .await?;
    let said = sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from thread t
        join message m on m.agency_id = $1 and m.thread_id = t.id
        where t.agency_id = $1 and t.subject_kind = 'rhk' and t.subject_id = $2"#,
        agency.0,
        row.rhk.0
    )
    .fetch_one(tx.db())
    .await?;
    let mut line: Vec<LineReport> = reports
        .iter()
        .filter(|report| report.after_at.is_none())
        .map(|report| LineReport {
            on: zone.day(report.observed_at.to_jiff()),
            value: report.value,
            note: report.note.clone(),
        })
        .collect();
    line.reverse();
    line.sort_by_key(|report| report.on);
    let moment = |at: Timestamp| format::moment(zone.local(at), today);
    let total = reports.first().map_or(0, |report| report.total);
    Ok(History {
        shown: format::part_of(0, reports.len(), total, "laporan"),
        plot: LinePlot::new(&row.target, &row.unit, &line, today),
        talk: (
            format!("/percakapan/baru?rhk={}", row.rhk),
            match said {
                0 => "Percakapan hasil ini".to_owned(),
                said => format!("Percakapan hasil ini: {} pesan", format::count(said)),
            },
        ),
        rhk: row.rhk_text.clone(),
        own: is_own,
        person: row.person.clone(),
        card: row.card(zone, today),
        reports: reports
            .into_iter()
            .map(|report| ReportRow {
                id: report.id,
                value: row.measured(report.value),
                note: report.note,
                observed: moment(report.observed_at.to_jiff()),
                received: format::moment_within(zone.local(report.received_at.to_jiff()), today),
                // A correction is as late as what it corrects, which says so itself.
                late: report.before.is_none()
                    && due.is_late(
                        zone.day(report.observed_at.to_jiff()),
                        zone.day(report.received_at.to_jiff()),
                        row.target.asked_from,
                    ),
                corrects: report.before.zip(report.before_at).map(|(value, at)| {
                    let day = format::short_day(zone.day(at.to_jiff()));
                    format!("memperbaiki laporan {day}: {}", row.measured(value))
                }),
                device: report
                    .device_at
                    .filter(|at| is_wrong_clock(at.to_jiff(), report.observed_at.to_jiff()))
                    .map(|at| format!("jam HP {}", format::moment_within(zone.local(at.to_jiff()), today))),
                corrected: report.after.zip(report.after_at).map(|(value, at)| {
                    let moment = format::moment_within(zone.local(at.to_jiff()), today);
                    format!("sudah diperbaiki {moment} menjadi {}", row.measured(value))
                }),
                is_correctable: correctable.contains(&report.id),
                messages: report.messages,
            })
            .collect(),
    })
}

/// The person's open indicators.
pub(crate) async fn api_indicators(tx: &mut Tx) -> Result<Vec<ApiIndicator>> {
    let Some(employee) = tx.actor.employee else { return Ok(vec![]) };
    Ok(cards(tx, employee, None)
        .await?
        .into_iter()
        .map(|row| ApiIndicator {
            target: row.target.months.last().unwrap_or(Value::ZERO),
            id: row.iki,
            rhk: row.rhk_text,
            name: row.name,
            unit: row.unit,
            polarity: row.target.polarity,
            accumulation: row.target.accumulation,
            baseline: row.target.baseline,
            last_value: row.value,
            last_reported_at: row.received_at.map(|at| at.to_jiff().to_string()),
            status: row.status,
        })
        .collect())
}

/// The person's own reports of an indicator, newest first, behind the report `after`.
pub(crate) async fn api_reports(tx: &mut Tx, iki: IkiId, after: Option<ReportId>) -> Result<Vec<ApiReport>> {
    let (agency, zone, me) = (tx.actor.agency, tx.actor.zone, tx.actor.employee.ok_or(Error::NotFound)?);
    let asked_from = sqlx::query_scalar!(
        r#"select i.asked_from as "asked_from: jiff_sqlx::Date" from indicator i
        where i.agency_id = $1 and i.id = $2 and i.employee_id = $3"#,
        agency.0,
        iki.0,
        me.0
    )
    .fetch_optional(tx.db())
    .await?;
    let asked_from = asked_from.ok_or(Error::NotFound)?.map(jiff_sqlx::Date::to_jiff);
    let due = DuePeriods::of(tx, iki).await?;
    let rows = sqlx::query!(
        r#"select r.id as "id: ReportId", r.value as "value: Value", r.note,
            r.observed_at as "observed_at: jiff_sqlx::Timestamp", r.received_at as "received_at: jiff_sqlx::Timestamp"
        from report r
        where r.agency_id = $1 and r.iki_id = $2 and ($3::uuid is null or (r.received_at, r.id) < (
            select a.received_at, a.id from report a where a.agency_id = $1 and a.id = $3 and a.iki_id = $2))
        order by r.received_at desc, r.id desc limit 200"#,
        agency.0,
        iki.0,
        after.map(|after| after.0)
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (observed_at, received_at) = (row.observed_at.to_jiff(), row.received_at.to_jiff());
            ApiReport {
                id: row.id,
                value: row.value,
                note: row.note,
                observed_at: observed_at.to_string(),
                received_at: received_at.to_string(),
                late: due.is_late(zone.day(observed_at), zone.day(received_at), asked_from),
            }
        })
        .collect())
}
