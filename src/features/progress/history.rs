//! The history of one indicator: its line against the plan, and each report with what became of it.

use super::{
    card::cards,
    model::{History, ReportRow},
    store,
};
use crate::{
    domain::{
        id::{EmployeeId, IkiId, ReportId},
        measure::Value,
        progress::is_wrong_clock,
        rhythm::is_late,
    },
    error::{Error, Result},
    server::{calendar::due_months, door::Tx},
    ui::{
        format,
        plot::{LinePlot, LineReport},
    },
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use std::collections::HashSet;

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

/// Reports that the history shows; older ones are behind the line of the chart.
const HISTORY: i64 = 200;

/// A report as it is stored, with what corrects it and what it corrects.
struct StoredRow {
    id: ReportId,
    value: Value,
    note: Option<String>,
    observed_at: jiff_sqlx::Timestamp,
    received_at: jiff_sqlx::Timestamp,
    device_at: Option<jiff_sqlx::Timestamp>,
    corrects: Option<ReportId>,
    before: Option<Value>,
    before_at: Option<jiff_sqlx::Timestamp>,
    after: Option<Value>,
    after_at: Option<jiff_sqlx::Timestamp>,
    messages: i32,
    total: i32,
}

/// Returns the reports of an indicator, the one about the latest moment first.
async fn stored_rows(tx: &mut Tx, iki: IkiId) -> sqlx::Result<Vec<StoredRow>> {
    let agency = tx.actor.agency;
    sqlx::query_as!(
        StoredRow,
        r#"select r.id as "id: ReportId", r.value as "value: Value", r.note,
            r.observed_at as "observed_at: jiff_sqlx::Timestamp", r.received_at as "received_at: jiff_sqlx::Timestamp",
            r.device_at as "device_at: jiff_sqlx::Timestamp", r.corrects_id as "corrects: ReportId",
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
    .await
}

/// Returns the reports that were taken back: what corrects them says once more what the one before them said.
fn withdrawn(reports: &[StoredRow]) -> HashSet<ReportId> {
    let said = |report: &StoredRow| (report.observed_at.to_jiff(), report.value);
    let is_said_before =
        |report: &&StoredRow| reports.iter().any(|other| other.id != report.id && said(other) == said(report));
    reports.iter().filter(is_said_before).filter_map(|report| report.corrects).collect()
}

/// The history of an indicator as a line against the plan.
pub(crate) async fn history(tx: &mut Tx, iki: IkiId) -> Result<History> {
    let owner = readable_owner(tx, iki).await?;
    let (agency, zone, today, me) = (tx.actor.agency, tx.actor.zone, tx.today(), tx.actor.employee);
    let row = cards(tx, owner, Some(iki)).await?.into_iter().next().ok_or(Error::NotFound)?;
    let months = due_months(tx).await?;
    let is_own = me == Some(row.employee);
    let correctable = if is_own { store::correctable(tx, iki).await? } else { HashSet::new() };
    let reports = stored_rows(tx, iki).await?;
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
    let withdrawn = withdrawn(&reports);
    let shown = format::part_of(0, reports.len(), reports.first().map_or(0, |report| report.total), "laporan");
    let drawn = |report: StoredRow| {
        let (observed_at, received_at) = (report.observed_at.to_jiff(), report.received_at.to_jiff());
        let within = |at: Timestamp| format::moment_within(zone.local(at), today);
        ReportRow {
            id: report.id,
            value: row.measured(report.value),
            note: report.note,
            observed: format::moment(zone.local(observed_at), today),
            received: within(received_at),
            // A correction is as late as what it corrects, which says so itself.
            late: report.before.is_none()
                && is_late(&months, zone.day(observed_at), zone.day(received_at), row.target.asked_from),
            corrects: report.before.zip(report.before_at).map(|(value, at)| {
                let is_withdrawal = report.corrects.is_some_and(|id| withdrawn.contains(&id));
                let what = if is_withdrawal { "berlaku lagi, menarik" } else { "memperbaiki" };
                format!("{what} laporan {}: {}", format::short_day(zone.day(at.to_jiff())), row.measured(value))
            }),
            device: report
                .device_at
                .filter(|at| is_wrong_clock(at.to_jiff(), observed_at))
                .map(|at| format!("jam HP {}", within(at.to_jiff()))),
            corrected: report.after.zip(report.after_at).map(|(value, at)| match within(at.to_jiff()) {
                at if withdrawn.contains(&report.id) => format!("ditarik {at}"),
                at => format!("sudah diperbaiki {at} menjadi {}", row.measured(value)),
            }),
            is_correctable: correctable.contains(&report.id),
            messages: report.messages,
        }
    };
    Ok(History {
        shown,
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
        reports: reports.into_iter().map(drawn).collect(),
    })
}
