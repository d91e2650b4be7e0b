//! How regularly people report, and how long they wait for an answer.

use crate::{
    domain::{
        feedback::Waits,
        id::{EmployeeId, IkiId, SkpId, UnitId},
        measure::Target,
        rhythm::{Receipt, ReportDay},
    },
    error::Result,
    server::{door::Tx, due::DueRules},
};
use jiff::{ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use std::collections::{HashMap, HashSet};

/// An indicator with the days that its reports describe.
#[derive(Debug)]
pub(crate) struct ReportedIndicator {
    pub employee: EmployeeId,
    pub target: Target,
    pub report_days: Vec<ReportDay>,
}

/// The indicators of people's agreed plans of this year, with the reports about `since` or later.
pub(crate) async fn indicators(tx: &mut Tx, people: &[EmployeeId], since: Date) -> Result<Vec<ReportedIndicator>> {
    let (agency, zone, year) = (tx.actor.agency, tx.actor.zone, tx.today().year());
    let rows = sqlx::query!(
        r#"select i.id as "iki!: IkiId", i.employee_id as "employee!: EmployeeId",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target", i.skp_id as "skp!: SkpId"
        from indicator i
        where i.agency_id = $1 and i.employee_id = any ($2) and i.year = $3 and i.is_open"#,
        agency.0,
        people as &[EmployeeId],
        year
    )
    .fetch_all(tx.db())
    .await?;
    let ids: Vec<IkiId> = rows.iter().map(|row| row.iki).collect();
    let plans: Vec<SkpId> = rows.iter().map(|row| row.skp).collect::<HashSet<_>>().into_iter().collect();
    let due = DueRules::of(tx, &plans).await?;
    let indicators: HashMap<IkiId, _> = rows.iter().map(|row| (row.iki, (row.skp, row.target.asked_from))).collect();
    let reports = sqlx::query!(
        r#"select iki_id as "iki: IkiId", observed_at as "observed_at: jiff_sqlx::Timestamp",
            received_at as "received_at: jiff_sqlx::Timestamp", corrects_id is not null as "is_correction!"
        from report where agency_id = $1 and iki_id = any ($2) and observed_at >= $3"#,
        agency.0,
        &ids as &[IkiId],
        zone.instant(since.at(0, 0, 0, 0)).to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let mut by_iki = HashMap::<IkiId, Vec<ReportDay>>::new();
    for report in reports {
        let (observed_at, received_at) = (report.observed_at.to_jiff(), report.received_at.to_jiff());
        let receipt = Receipt { observed_at, received_at, is_correction: report.is_correction };
        let on = zone.day(observed_at);
        let late = indicators.get(&report.iki).is_some_and(|(skp, asked_from)| due.is_late(*skp, *asked_from, receipt));
        by_iki.entry(report.iki).or_default().push(ReportDay { on, late });
    }
    Ok(rows
        .into_iter()
        .map(|row| ReportedIndicator {
            employee: row.employee,
            target: row.target,
            report_days: by_iki.remove(&row.iki).unwrap_or_default(),
        })
        .collect())
}

/// The reports of a unit's own people, as far as somebody else has said a word about them.
#[derive(Debug, Default)]
pub(crate) struct UnitWaits {
    /// How long each waited for the first word, in seconds.
    pub waits: Vec<i64>,
    /// Reports without one.
    pub unanswered: i32,
}

/// Returns how long reports waited for the first word of somebody else, by unit: of the whole agency at once, because that
/// takes the database as long as one unit does.
///
/// The waits are asked from the side of the answers, which are far fewer than the reports: each ends the wait of those
/// reports of its thread's subject that came since the answer before. Nobody answers a report that another corrects.
pub(crate) async fn waits(tx: &mut Tx) -> Result<HashMap<UnitId, UnitWaits>> {
    let (agency, year, since) = (tx.actor.agency, tx.today().year(), tx.now - (Waits::DAYS * 24).hours());
    let rows = sqlx::query!(
        r#"with answer as (
            select t.subject_kind, t.subject_id, p.unit_id, m.sent_at,
                lag(m.sent_at) over (partition by t.id order by m.sent_at, m.id) as before
            from message m
            join thread t on t.agency_id = $1 and t.id = m.thread_id and t.employee_id <> m.author_id
            join person_standing p on p.agency_id = $1 and p.employee_id = t.employee_id and p.year = $3
            where m.agency_id = $1 and m.sent_at >= $2
        ), answered as (
            select r.id, a.unit_id, a.sent_at - r.received_at as wait
            from answer a join report r on r.agency_id = $1 and r.id = a.subject_id
            where a.subject_kind = 'report' and r.received_at >= $2 and r.received_at < a.sent_at
            union all
            select r.id, a.unit_id, a.sent_at - r.received_at
            from answer a
            join iki i on i.agency_id = $1 and i.rhk_id = a.subject_id
            join report r on r.agency_id = $1 and r.iki_id = i.id
            where a.subject_kind = 'rhk' and r.received_at >= greatest($2, a.before) and r.received_at < a.sent_at
        ), first as (
            select unit_id, min(wait) as wait from answered group by id, unit_id
        ), unanswered as (
            select p.unit_id, count(*)::int as reports from report r
            join person_standing p on p.agency_id = $1 and p.employee_id = r.employee_id and p.year = $3
            where r.agency_id = $1 and r.received_at >= $2
              -- As lists: asked for one by one, 90,000 reports in four weeks take the database 6 s.
              and r.id not in (select id from answered)
              and r.id not in (
                  select c.corrects_id from report c
                  where c.agency_id = $1 and c.corrects_id is not null and c.received_at >= $2
              )
            group by p.unit_id
        )
        select unit_id as "unit!: UnitId", array_agg(extract(epoch from wait)::bigint) as "waits!", 0 as "unanswered!"
        from first group by unit_id
        union all
        select unit_id, '{}', reports from unanswered"#,
        agency.0,
        since.to_sqlx() as _,
        year
    )
    .fetch_all(tx.db())
    .await?;
    let mut units: HashMap<UnitId, UnitWaits> = HashMap::new();
    for row in rows {
        let unit = units.entry(row.unit).or_default();
        unit.waits.extend(row.waits);
        unit.unanswered += row.unanswered;
    }
    Ok(units)
}
