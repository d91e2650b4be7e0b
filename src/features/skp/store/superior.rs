//! The results of superiors, which others support.

use crate::{
    domain::{
        cascade::{MeasureKind, SuperiorIki, SuperiorResult},
        id::{AgencyId, EmployeeId, IkiId, RhkId, SkpId},
        measure::{Accumulation, Polarity},
        skp::{Aspect, WHOLE},
    },
    error::Result,
    server::door::Tx,
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};

/// The most rows of superiors' results with their indicators.
const MAX_ROWS: i64 = 1_000;

/// Returns the results that plans of a person's superiors have in force in a year, in their order: first those of the
/// assessor, then those of leaders of other units in whose matrix the person is, whose texts name them.
pub(crate) async fn superiors(tx: &mut Tx, person: EmployeeId, year: i16) -> Result<Vec<SuperiorResult>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"with leader as (
            select s.assessor_id as id, null::uuid as skp_id
            from assessor s
            where s.agency_id = $1 and s.employee_id = $2 and s.since <= $4 and (s.until is null or s.until > $4)
            union all
            select k.employee_id, k.id
            from skp_member m join skp k on k.agency_id = $1 and k.id = m.skp_id
            where m.agency_id = $1 and m.employee_id = $2
        )
        select r.id as "id: RhkId", r.text, case when l.skp_id is not null then e.name end as leader,
            i.id as "iki?: IkiId", i.name as "name?", i.aspect as "aspect?: Aspect", i.unit_of_measure as "unit?",
            i.polarity as "polarity?: Polarity", i.accumulation as "accumulation?: Accumulation",
            i.population is not null as "is_coverage!"
        from leader l
        join skp k on k.agency_id = $1 and k.employee_id = l.id and (l.skp_id is null or k.id = l.skp_id)
            and k.year = $3 and k.version is not null and k.closed_at is null
        join employee e on e.agency_id = $1 and e.id = l.id
        join rhk r on r.agency_id = $1 and r.skp_id = k.id and r.removed_in is null
        left join iki i on i.agency_id = $1 and i.rhk_id = r.id and i.removed_in is null
        order by l.skp_id is not null, e.name, k.starts_on, k.id, r.ordinal, i.ordinal limit $5"#,
        agency.0,
        person.0,
        year,
        today.to_sqlx() as _,
        MAX_ROWS
    )
    .fetch_all(tx.db())
    .await?;
    let mut superiors: Vec<SuperiorResult> = vec![];
    for row in rows {
        let is_next = superiors.last().is_none_or(|last| last.id != row.id);
        if is_next {
            let text = row.leader.map(|leader| format!("{} ({leader})", row.text)).unwrap_or(row.text);
            superiors.push(SuperiorResult { id: row.id, text, indicators: vec![] });
        }
        let iki = (row.iki, row.name, row.aspect, row.unit, row.polarity, row.accumulation);
        if let (Some(id), Some(name), Some(aspect), Some(unit), Some(polarity), Some(accumulation)) = iki
            && let Some(last) = superiors.last_mut()
        {
            let kind = MeasureKind { unit, polarity, accumulation, is_coverage: row.is_coverage };
            last.indicators.push(SuperiorIki { id, name, aspect, kind });
        }
    }
    Ok(superiors)
}

/// The results of those assessors who already have a plan, by person, from their newest plan of the year.
pub(super) async fn existing_results(
    conn: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    assessors: &HashSet<EmployeeId>,
) -> Result<HashMap<EmployeeId, Vec<SuperiorResult>>, sqlx::Error> {
    let assessors: Vec<EmployeeId> = assessors.iter().copied().collect();
    let rows = sqlx::query!(
        r#"select k.employee_id as "employee!: EmployeeId", r.id as "rhk: RhkId", r.text, i.id as "iki?: IkiId", i.name as "name?",
            i.unit_of_measure as "unit?", i.polarity as "polarity?: Polarity",
            i.accumulation as "accumulation?: Accumulation", i.population is not null as "is_coverage!",
            i.aspect as "aspect?: Aspect"
        from (select distinct on (employee_id) employee_id, id from skp
              where agency_id = $1 and year = $2 and employee_id = any($3)
              order by employee_id, starts_on desc, id) k
        join rhk r on r.agency_id = $1 and r.skp_id = k.id and r.removed_in is null
        left join iki i on i.agency_id = $1 and i.rhk_id = r.id and i.removed_in is null
        order by k.employee_id, r.ordinal, r.id, i.ordinal"#,
        agency.0,
        year,
        &assessors as &[EmployeeId],
    )
    .fetch_all(conn)
    .await?;
    let mut results: HashMap<_, Vec<SuperiorResult>> = HashMap::new();
    for row in rows {
        let of_person = results.entry(row.employee).or_default();
        if of_person.last().is_none_or(|result| result.id != row.rhk) {
            of_person.push(SuperiorResult { id: row.rhk, text: row.text, indicators: vec![] });
        }
        let kind = row.unit.zip(row.polarity).zip(row.accumulation);
        let kind = kind.map(|((unit, polarity), accumulation)| MeasureKind {
            unit,
            polarity,
            accumulation,
            is_coverage: row.is_coverage,
        });
        let iki = row.iki.zip(row.name).zip(row.aspect).zip(kind);
        if let (Some(result), Some((((id, name), aspect), kind))) = (of_person.last_mut(), iki) {
            result.indicators.push(SuperiorIki { id, name, aspect, kind });
        }
    }
    Ok(results)
}

/// Returns the shares of a superior's result that plans in force have beside one plan: whose, and how much.
pub(crate) async fn other_shares(tx: &mut Tx, above: RhkId, skp: SkpId) -> Result<Vec<(String, u16)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.name, r.share as "share!"
        from rhk r
        join skp k on k.agency_id = $1 and k.id = r.skp_id and k.closed_at is null
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        where r.agency_id = $1 and r.supports_id = $2 and r.link = 'direct' and r.removed_in is null
          and r.share is not null and k.id <> $3
        order by r.share desc, e.name limit 200"#,
        agency.0,
        above.0,
        skp.0
    );
    let rows = rows.fetch_all(tx.db()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.name, u16::try_from(row.share).ok()?))).collect())
}

/// Locks what supports what in the agency until the transaction ends: of plans that come into force at once, each sees the
/// ones before it. Results alone could not be locked: a circle may close between two plans that share none.
pub(crate) async fn lock_cascade(tx: &mut Tx) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('cascade ' || $1, 0))", agency.to_string())
        .execute(tx.db())
        .await?;
    Ok(())
}

/// Returns whether the parts in force of one of these results are more than the whole of it.
pub(crate) async fn is_over_whole(tx: &mut Tx, above: &[RhkId]) -> Result<bool> {
    let agency = tx.actor.agency;
    Ok(sqlx::query_scalar!(
        r#"select exists (
            select from rhk r join skp k on k.agency_id = $1 and k.id = r.skp_id and k.closed_at is null
            where r.agency_id = $1 and r.supports_id = any ($2) and r.link = 'direct' and r.removed_in is null
            group by r.supports_id having sum(r.share) > $3
        ) as "is_over!""#,
        agency.0,
        above as &[RhkId],
        i64::from(WHOLE)
    )
    .fetch_one(tx.db())
    .await?)
}

/// Returns the names of indicators.
pub(crate) async fn indicator_names(tx: &mut Tx, indicators: &[IkiId]) -> Result<HashMap<IkiId, String>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: IkiId", name from iki where agency_id = $1 and id = any ($2)"#,
        agency.0,
        indicators as &[IkiId]
    );
    Ok(rows.fetch_all(tx.db()).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
