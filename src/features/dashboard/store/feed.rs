//! The reports that came in last.

use crate::{
    domain::{
        id::{EmployeeId, IkiId, ReportId, UnitId},
        measure::{Status, Target, Value},
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;

/// Reports that are shown.
const MAX_ROWS: i64 = 20;

/// A report with what it is held against.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub id: ReportId,
    pub employee: EmployeeId,
    pub name: String,
    /// Where they work now: the post and its unit.
    pub post: Option<String>,
    pub place: Option<String>,
    pub iki: IkiId,
    pub indicator: String,
    pub unit: String,
    pub status: Status,
    pub target: Target,
    pub value: Value,
    pub observed_at: Timestamp,
    pub received_at: Timestamp,
    pub correction: bool,
}

/// The newest reports of a subtree, newest first.
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
        ), latest as (
            select n.*, s.status from people p
            join standing s on s.agency_id = $1 and s.employee_id = p.employee_id
            cross join lateral (
                select r.* from report r where r.agency_id = $1 and r.iki_id = s.iki_id
                order by r.received_at desc, r.id desc limit $4
            ) n
            order by n.received_at desc, n.id desc limit $4
        )
        select l.id as "id!: ReportId", l.employee_id as "employee!: EmployeeId", e.name, w.post,
            w.unit as place, l.iki_id as "iki!: IkiId",
            i.name as "indicator!", i.unit_of_measure as "unit!", l.status as "status!: Status",
            l.value as "value!: Value", l.observed_at as "observed_at!: jiff_sqlx::Timestamp",
            l.received_at as "received_at!: jiff_sqlx::Timestamp", l.corrects_id is not null as "correction!",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on)
                as "target!: Target"
        from latest l
        join employee e on e.agency_id = $1 and e.id = l.employee_id
        left join current_post w on w.agency_id = $1 and w.employee_id = e.id
        join indicator i on i.agency_id = $1 and i.id = l.iki_id
        order by l.received_at desc, l.id desc"#,
        agency.0,
        unit.0,
        year,
        MAX_ROWS
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Incoming {
            id: row.id,
            employee: row.employee,
            name: row.name,
            post: row.post,
            place: row.place,
            iki: row.iki,
            indicator: row.indicator,
            unit: row.unit,
            status: row.status,
            target: row.target,
            value: row.value,
            observed_at: row.observed_at.to_jiff(),
            received_at: row.received_at.to_jiff(),
            correction: row.correction,
        })
        .collect())
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
