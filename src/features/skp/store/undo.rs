//! Takes back plans that were made together from templates.

use crate::domain::id::{AgencyId, SkpId, UnitId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// The plans that were taken back, and those that stay because somebody has worked with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlansTakenBack {
    pub removed: u64,
    pub kept: u64,
}

/// Returns when plans of a year were last made from templates, for a unit or for any, as far as any of them is left.
pub(crate) async fn last_made(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: Option<UnitId>,
    year: i16,
) -> sqlx::Result<Option<Timestamp>> {
    let at = sqlx::query_scalar!(
        r#"select max(e.at) as "at: jiff_sqlx::Timestamp" from event e
        where e.agency_id = $1 and e.kind = 'plans_created' and ($3::uuid is null or e.subject_id = $3)
          and exists (select from skp k where k.agency_id = $1 and k.year = $2 and k.agreed_at = e.at)"#,
        agency.0,
        year,
        unit.map(|unit| unit.0)
    )
    .fetch_one(db)
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Returns whether plans were made from templates for a unit at a moment, also if none of them is left.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn was_made(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: UnitId,
    made_at: Timestamp,
) -> sqlx::Result<bool> {
    let was_made = sqlx::query_scalar!(
        r#"select exists (select from event e
            where e.agency_id = $1 and e.at = $3 and e.kind = 'plans_created' and e.subject_id = $2) as "was_made!""#,
        agency.0,
        unit.0,
        made_at.to_sqlx() as _
    );
    was_made.fetch_one(db).await
}

/// Plans that were made together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MadePlans {
    /// Those that nobody has worked with since.
    pub untouched: Vec<Uuid>,
    pub kept: Vec<Uuid>,
}

/// Returns the plans of a year that were agreed at one moment; untouched are those without a report, a thread, another
/// version, or a result that a plan outside of them supports.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn made(
    db: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    made_at: Timestamp,
) -> sqlx::Result<MadePlans> {
    let made: Vec<Uuid> = sqlx::query_scalar!(
        "select id from skp where agency_id = $1 and year = $2 and agreed_at = $3",
        agency.0,
        year,
        made_at.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    // A plan that stays keeps what it supports, and so on upwards.
    let untouched = sqlx::query_scalar!(
        r#"with recursive made as materialized (
            select id from unnest($2::uuid[]) k (id)
        ), given as (
            -- What drafts support, which a leader has given before.
            select distinct (d -> 'supports' ->> 0)::uuid as above
            from skp_revision v cross join jsonb_array_elements(v.content -> 'results') d
            where v.agency_id = $1 and v.state <> 'replaced' and jsonb_typeof(d -> 'supports') = 'array'
        ), kept (skp_id) as (
            select k.id from made k
            where exists (select from thread t where t.agency_id = $1 and t.skp_id = k.id)
               or exists (select from skp_revision v where v.agency_id = $1 and v.skp_id = k.id)
               or exists (select from skp_member m where m.agency_id = $1 and m.skp_id = k.id)
               or exists (select from rhk r join given g on g.above = r.id where r.agency_id = $1 and r.skp_id = k.id)
               or exists (select from rhk r join iki i on i.agency_id = $1 and i.rhk_id = r.id
                    join report p on p.agency_id = $1 and p.iki_id = i.id where r.agency_id = $1 and r.skp_id = k.id)
               or exists (select from rhk r join rhk o on o.agency_id = $1 and o.supports_id = r.id
                    where r.agency_id = $1 and r.skp_id = k.id and o.skp_id not in (select id from made))
            union
            select above.skp_id from kept
            join rhk r on r.agency_id = $1 and r.skp_id = kept.skp_id
            join rhk above on above.agency_id = $1 and above.id = r.supports_id
            where above.skp_id in (select id from made)
        )
        select k.id as "id!" from made k where k.id not in (select skp_id from kept)"#,
        agency.0,
        &made
    )
    .fetch_all(db)
    .await?;
    let all: HashSet<Uuid> = untouched.iter().copied().collect();
    let kept = made.into_iter().filter(|plan| !all.contains(plan)).collect();
    Ok(MadePlans { untouched, kept })
}

/// Returns the owners of plans by name, at most `most` of them.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn owners(
    db: &mut PgConnection,
    agency: AgencyId,
    plans: &[Uuid],
    most: i64,
) -> sqlx::Result<Vec<(SkpId, String)>> {
    let rows = sqlx::query!(
        r#"select k.id as "id: SkpId", e.name
        from skp k join employee e on e.agency_id = $1 and e.id = k.employee_id
        where k.agency_id = $1 and k.id = any ($2) order by e.name, k.id limit $3"#,
        agency.0,
        plans,
        most
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Makes who plans for many wait until whoever does so in the agency has ended.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn lock_batch(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<()> {
    let key = format!("plans of {}", agency.0);
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(db).await?;
    Ok(())
}

/// Removes the plans of a year that were agreed at one moment, except those that somebody has worked with ([`made`]).
/// Roll-ups are not touched.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn take_back(
    db: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    made_at: Timestamp,
) -> sqlx::Result<PlansTakenBack> {
    sqlx::query!(
        "select from skp where agency_id = $1 and year = $2 and agreed_at = $3 for update",
        agency.0,
        year,
        made_at.to_sqlx() as _
    )
    .execute(&mut *db)
    .await?;
    let MadePlans { untouched, kept } = made(&mut *db, agency, year, made_at).await?;
    // One after the other: as parts of one statement their joins are planned without knowing how many rows go.
    sqlx::query!(
        "delete from standing where agency_id = $1 and iki_id in (
            select i.id from iki i join rhk r on r.agency_id = $1 and r.id = i.rhk_id
            where i.agency_id = $1 and r.skp_id = any ($2))",
        agency.0,
        &untouched
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from iki where agency_id = $1 and rhk_id in (
            select id from rhk where agency_id = $1 and skp_id = any ($2))",
        agency.0,
        &untouched
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from rhk where agency_id = $1 and skp_id = any ($2)", agency.0, &untouched)
        .execute(&mut *db)
        .await?;
    let owners = sqlx::query_scalar!(
        "delete from skp where agency_id = $1 and id = any ($2) returning employee_id",
        agency.0,
        &untouched
    )
    .fetch_all(&mut *db)
    .await?;
    sqlx::query!(
        "delete from person_standing s where s.agency_id = $1 and s.year = $3 and s.employee_id = any ($2)
            and not exists (select from skp k
                where k.agency_id = $1 and k.employee_id = s.employee_id and k.year = $3)",
        agency.0,
        &owners,
        year
    )
    .execute(db)
    .await?;
    let [removed, kept] = [untouched.len(), kept.len()].map(|count| count as u64);
    Ok(PlansTakenBack { removed, kept })
}
