//! The reports that came in last.

use crate::{
    domain::{
        board::spread,
        id::{EmployeeId, IkiId, ReportId, UnitId},
        measure::{Target, Value},
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use std::collections::HashSet;

/// Reports that are shown.
const MAX_ROWS: i64 = 20;

/// Reports of one person that are shown together.
const MAX_TOGETHER: usize = 3;

/// A report with the plan of its indicator.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub id: ReportId,
    pub employee: EmployeeId,
    pub name: String,
    pub iki: IkiId,
    pub indicator: String,
    pub unit: String,
    pub target: Target,
    pub value: Value,
    pub observed_at: Timestamp,
    pub received_at: Timestamp,
    /// The report that it corrects.
    pub corrects: Option<ReportId>,
    /// When a later report corrected this one.
    pub corrected_at: Option<Timestamp>,
}

/// The newest reports of a subtree, newest first; at most three of one person follow each other while there are others.
///
/// They are of those who reported last, and these belong to the units where somebody reported last: however large the
/// subtree, only a few people's reports are looked at. Somebody who has moved leaves a unit that looks busier than it
/// is, hence twice as many units.
pub(crate) async fn latest(tx: &mut Tx, unit: UnitId) -> Result<Vec<Incoming>> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let rows = sqlx::query!(
        r#"with busy as (
            select r.unit_id from unit_tree($1, $2) t
            join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3
            where r.last_report_at is not null
            order by r.last_report_at desc limit $4::bigint * 2
        ), people as (
            select p.employee_id from busy b
            join person_standing p on p.agency_id = $1 and p.unit_id = b.unit_id and p.year = $3
            where p.last_report_at is not null
            order by p.last_report_at desc limit $4
        ), recent as (
            select n.*, row_number() over (partition by n.employee_id order by n.received_at desc, n.id desc) as nth
            from people p
            join standing s on s.agency_id = $1 and s.employee_id = p.employee_id
            cross join lateral (
                select r.* from report r where r.agency_id = $1 and r.iki_id = s.iki_id
                order by r.received_at desc, r.id desc limit $4
            ) n
        ), latest as (
            (select * from recent order by received_at desc, id desc limit $4)
            union
            -- Of others, behind those who have sent many.
            (select * from recent where nth <= $5 order by received_at desc, id desc limit $4)
        )
        select l.id as "id!: ReportId", l.employee_id as "employee!: EmployeeId", e.name, l.iki_id as "iki!: IkiId",
            i.name as "indicator!", i.unit_of_measure as "unit!",
            (select max(c.received_at) from report c
                where c.agency_id = $1 and c.iki_id = l.iki_id and c.corrects_id = l.id)
                as "corrected_at: jiff_sqlx::Timestamp",
            l.value as "value!: Value", l.observed_at as "observed_at!: jiff_sqlx::Timestamp",
            l.received_at as "received_at!: jiff_sqlx::Timestamp", l.corrects_id as "corrects?: ReportId",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target"
        from latest l
        join employee e on e.agency_id = $1 and e.id = l.employee_id
        join indicator i on i.agency_id = $1 and i.id = l.iki_id
        order by l.received_at desc, l.id desc"#,
        agency.0,
        unit.0,
        year,
        MAX_ROWS,
        i64::try_from(MAX_TOGETHER).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.db())
    .await?;
    let rows = rows.into_iter().map(|row| Incoming {
        id: row.id,
        employee: row.employee,
        name: row.name,
        iki: row.iki,
        indicator: row.indicator,
        unit: row.unit,
        target: row.target,
        value: row.value,
        observed_at: row.observed_at.to_jiff(),
        received_at: row.received_at.to_jiff(),
        corrects: row.corrects,
        corrected_at: row.corrected_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    let mut rows: Vec<Incoming> = rows.collect();
    let replaced = replaced(&rows);
    rows.retain(|row| !replaced.contains(&row.id));
    let mut rows = spread(rows, MAX_TOGETHER, |row: &Incoming| row.employee);
    rows.truncate(usize::try_from(MAX_ROWS).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Returns the reports that a correction among them stands for, so that the two do not look like two: the one that it
/// corrects, and one that it says once more because the other was taken back.
fn replaced(rows: &[Incoming]) -> HashSet<ReportId> {
    let said = |row: &Incoming| (row.iki, row.observed_at, row.value);
    let corrections = || rows.iter().filter_map(|row| row.corrects.map(|corrected| (row, corrected)));
    let again = corrections().flat_map(|(row, _)| {
        let is_earlier = move |other: &&Incoming| said(other) == said(row) && other.received_at < row.received_at;
        rows.iter().filter(is_earlier).map(|other| other.id)
    });
    again.chain(corrections().map(|(_, corrected)| corrected)).collect()
}

/// The perangkat daerah from which each of some reports comes; the agency where it is none.
pub(crate) async fn perangkat_daerah(tx: &mut Tx, reports: &[Incoming]) -> Result<Vec<String>> {
    let agency = tx.actor.agency;
    let employees: Vec<EmployeeId> = reports.iter().map(|report| report.employee).collect();
    Ok(sqlx::query_scalar!(
        r#"select coalesce(u.name, g.name) as "name!"
        from unnest($2::uuid[]) with ordinality as of (employee_id, n)
        join agency g on g.id = $1
        left join current_assignment a on a.agency_id = $1 and a.employee_id = of.employee_id
        left join unit u on u.agency_id = $1 and u.id = unit_opd($1, a.unit_id)
        order by of.n"#,
        agency.0,
        &employees as &[EmployeeId]
    )
    .fetch_all(tx.db())
    .await?)
}
