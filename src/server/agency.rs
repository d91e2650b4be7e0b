//! Queries about the agency that several features need: its thresholds, the units above a unit, people described without
//! their names, who can help somebody without a plan, and the lock of changes of its organisation.

use crate::{
    domain::{
        actor::BoardScope,
        anonymity::Description,
        id::{AgencyId, EmployeeId, UnitId},
        measure::Thresholds,
        skp::MissingPlan,
    },
    error::{Error, Refusal, Result},
    server::door::Tx,
    ui::format,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Returns the agency's thresholds.
///
/// # Errors
/// When the database fails.
pub(crate) async fn thresholds(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Thresholds> {
    sqlx::query_as!(
        Thresholds,
        r#"select ahead as "ahead!", on_plan as "on_plan!" from agency_thresholds where agency_id = $1"#,
        agency.0
    )
    .fetch_one(db)
    .await
}

/// Makes other imports and replacements of heads of the agency wait until the transaction ends.
///
/// # Errors
/// When the database fails.
pub(crate) async fn lock_organisation(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))", agency.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Returns units with everything above them, each once.
///
/// # Errors
/// When the database fails.
pub(crate) async fn units_above(
    db: &mut PgConnection,
    agency: AgencyId,
    units: &[UnitId],
) -> sqlx::Result<Vec<UnitId>> {
    sqlx::query_scalar!(
        r#"select distinct up.id as "id!: UnitId" from unnest($2::uuid[]) u (id), unnest(unit_path($1, u.id)) up (id)"#,
        agency.0,
        units as &[UnitId]
    )
    .fetch_all(db)
    .await
}

/// Returns a unit with everything above it, nearest first, with names; empty if there is no such unit.
///
/// # Errors
/// When the database fails.
pub(crate) async fn unit_path(
    db: &mut PgConnection,
    agency: AgencyId,
    unit: UnitId,
) -> sqlx::Result<Vec<(UnitId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id!: UnitId", name as "name!" from units_above($1, $2) order by depth"#,
        agency.0,
        unit.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Returns the unit at the top of the agency, whose board those see first who oversee it; [`Refusal::NoUnits`] before the first
/// import, [`Refusal::NoBoard`] for others without a unit of their own.
pub(crate) async fn root(tx: &mut Tx) -> Result<UnitId> {
    if !tx.actor.has_board() {
        return Err(Refusal::NoBoard.into());
    }
    let agency = tx.actor.agency;
    sqlx::query_scalar!(r#"select id as "id: UnitId" from unit where agency_id = $1 and parent_id is null"#, agency.0)
        .fetch_optional(tx.db())
        .await?
        .ok_or_else(|| Refusal::NoUnits.into())
}

/// Returns the unit to show, without one the caller's own, and how much of it they see.
///
/// # Errors
/// [`Error::NotFound`] for a unit of which they see nothing; the refusals of [`root`].
pub(crate) async fn locate(tx: &mut Tx, unit: Option<UnitId>) -> Result<(UnitId, BoardScope)> {
    let unit = match unit.or_else(|| tx.actor.board_unit()) {
        Some(unit) => unit,
        None => root(tx).await?,
    };
    let agency = tx.actor.agency;
    let path: Vec<UnitId> = unit_path(tx.db(), agency, unit).await?.into_iter().map(|(unit, _)| unit).collect();
    let scope = tx.actor.board_scope(&path).ok_or(Error::NotFound)?;
    Ok((unit, scope))
}

/// Returns people as they are described where names are hidden ([`Description`]), in their order. `year` is that of the
/// head counts.
///
/// # Errors
/// When the database fails.
pub(crate) async fn descriptions(
    db: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    people: &[EmployeeId],
) -> sqlx::Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select p.post as "post?", p.unit as "unit?", o.name as "office?", g.name as agency,
            (select count(*) from current_post h
                where h.agency_id = $1 and h.unit_id = p.unit_id and h.post = p.post)::int as "holders!",
            (select coalesce(sum(r.employees), 0) from unit_tree($1, p.unit_id) t
                join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3)::int as "colleagues!",
            (select coalesce(sum(r.employees), 0) from unit_tree($1, o.id) t
                join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3)::int as "office_people!"
        from unnest($2::uuid[]) with ordinality as of (employee_id, n)
        join agency g on g.id = $1
        left join current_post p on p.agency_id = $1 and p.employee_id = of.employee_id
        left join unit o on o.agency_id = $1 and o.id = unit_opd($1, p.unit_id)
        order by of.n"#,
        agency.0,
        people as &[EmployeeId],
        year
    )
    .fetch_all(db)
    .await?;
    let described = rows.into_iter().map(|row| match Description::of(row.holders, row.colleagues, row.office_people) {
        Description::Post => format::post(row.post.as_deref(), row.unit.as_deref()),
        Description::Unit => format::post(None, row.unit.as_deref()),
        Description::PerangkatDaerah => row.office.unwrap_or(row.agency),
        Description::Agency => row.agency,
    });
    Ok(described.collect())
}

/// Returns what is known about somebody without a plan in force this year, for themself if `is_own`.
///
/// # Errors
/// When the database fails, or there is no such person.
pub(crate) async fn missing_plan(
    db: &mut PgConnection,
    agency: AgencyId,
    person: EmployeeId,
    is_own: bool,
    today: Date,
) -> sqlx::Result<MissingPlan> {
    let row = sqlx::query!(
        r#"select e.name,
            (select o.name from assessor a join employee o on o.agency_id = $1 and o.id = a.assessor_id
                where a.agency_id = $1 and a.employee_id = e.id and a.since <= $3 and (a.until is null or a.until > $3)
                limit 1) as assessor,
            exists (select from skp k
                where k.agency_id = $1 and k.employee_id = e.id and k.year = $4 and k.version is null) as "is_in_work!"
        from employee e where e.agency_id = $1 and e.id = $2"#,
        agency.0,
        person.0,
        today.to_sqlx() as _,
        today.year()
    )
    .fetch_one(db)
    .await?;
    let name = (!is_own).then_some(row.name);
    Ok(MissingPlan { year: today.year(), name, assessor: row.assessor, is_in_work: row.is_in_work })
}
