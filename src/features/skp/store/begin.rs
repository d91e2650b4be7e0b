//! What a new plan begins from.

use super::contents;
use crate::{
    domain::{
        id::{EmployeeId, PostId, SkpId},
        org::PostKind,
        skp::{Further, PlanSource, Skp, SkpContent},
    },
    error::Result,
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use std::collections::HashSet;

/// A post that somebody holds today.
#[derive(Debug)]
pub(crate) struct HeldPost {
    pub post: PostId,
    pub name: String,
    pub unit: String,
    /// The code of its template.
    pub template: String,
    pub kind: PostKind,
    pub is_head: bool,
    pub since: Date,
    /// The first day after.
    pub until: Option<Date>,
    pub is_definitive: bool,
}

/// Returns the posts that somebody holds today, the definitive one first; elected posts have no plan.
pub(crate) async fn held_posts(tx: &mut Tx, person: EmployeeId) -> Result<Vec<HeldPost>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select p.id as "post: PostId", p.name, u.name as unit, p.template, p.kind as "kind: PostKind",
            p.is_head, a.since as "since: jiff_sqlx::Date",
            a.until as "until: jiff_sqlx::Date", a.definitive
        from assignment a
        join post p on p.agency_id = $1 and p.id = a.post_id and p.kind <> 'elected'
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        where a.agency_id = $1 and a.employee_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
        order by a.definitive desc, a.since, p.id limit 20"#,
        agency.0,
        person.0,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| HeldPost {
            post: row.post,
            name: row.name,
            unit: row.unit,
            template: row.template,
            kind: row.kind,
            is_head: row.is_head,
            since: row.since.to_jiff(),
            until: row.until.map(jiff_sqlx::Date::to_jiff),
            is_definitive: row.definitive,
        })
        .collect())
}

/// Returns the first and last days of a person's plans, by post.
pub(crate) async fn taken(tx: &mut Tx, person: EmployeeId) -> Result<Vec<(PostId, (Date, Date))>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select post_id as "post: PostId", starts_on as "starts_on: jiff_sqlx::Date", ends_on as "ends_on: jiff_sqlx::Date"
        from skp where agency_id = $1 and employee_id = $2"#,
        agency.0,
        person.0
    );
    let rows = rows.fetch_all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| (row.post, (row.starts_on.to_jiff(), row.ends_on.to_jiff()))).collect())
}

/// A plan that a new one can begin from.
struct EarlierPlan {
    id: SkpId,
    starts_on: jiff_sqlx::Date,
    ends_on: jiff_sqlx::Date,
    further: Option<Json<Further>>,
}

/// Returns what a plan has in force, with its dates.
async fn in_force(tx: &mut Tx, found: Option<EarlierPlan>) -> Result<Option<(SkpContent, (Date, Date))>> {
    let Some(EarlierPlan { id, starts_on, ends_on, further }) = found else { return Ok(None) };
    let further = further.map(|Json(further)| Box::new(further)).unwrap_or_default();
    let content = SkpContent { further, ..contents(tx, &[id]).await?.remove(&id).unwrap_or_default() };
    Ok(Some((content, (starts_on.to_jiff(), ends_on.to_jiff()))))
}

/// Returns the content that a person's newest plan of a year before has in force, with the dates of that plan. One for the
/// same post comes before others.
pub(crate) async fn earlier(
    tx: &mut Tx,
    person: EmployeeId,
    post: PostId,
    year: i16,
) -> Result<Option<(SkpContent, (Date, Date))>> {
    let agency = tx.actor.agency;
    let found = sqlx::query_as!(
        EarlierPlan,
        r#"select id as "id: SkpId", starts_on as "starts_on: jiff_sqlx::Date", ends_on as "ends_on: jiff_sqlx::Date",
            further as "further: Json<Further>"
        from skp where agency_id = $1 and employee_id = $2 and year < $4 and version is not null
        order by year desc, post_id = $3 desc, starts_on desc, id limit 1"#,
        agency.0,
        person.0,
        post.0,
        year
    )
    .fetch_optional(tx.db())
    .await?;
    in_force(tx, found).await
}

/// Returns the posts that a person holds today, with the years of which somebody who held them before has a plan with
/// results that stay with the post.
pub(crate) async fn followed(tx: &mut Tx, person: EmployeeId) -> Result<HashSet<(PostId, i16)>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select distinct k.post_id as "post: PostId", k.year
        from assignment a
        join skp k on k.agency_id = $1 and k.post_id = a.post_id and k.employee_id <> $2 and k.version is not null
        where a.agency_id = $1 and a.employee_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
          and held_before($1, k.employee_id, k.post_id, a.since)
          and exists (
              select from rhk r where r.agency_id = $1 and r.skp_id = k.id and r.removed_in is null
                and r.classification = 'organisation'
          )"#,
        agency.0,
        person.0,
        today.to_sqlx() as _
    );
    Ok(rows.fetch_all(tx.db()).await?.into_iter().map(|row| (row.post, row.year)).collect())
}

/// Returns the content that the newest plan of who held a post before `since` has in force, of the year or the one before,
/// with its dates: a plan with results that stay with the post.
pub(crate) async fn predecessor(
    tx: &mut Tx,
    person: EmployeeId,
    post: PostId,
    since: Date,
    year: i16,
) -> Result<Option<(SkpContent, (Date, Date))>> {
    let agency = tx.actor.agency;
    let found = sqlx::query_as!(
        EarlierPlan,
        r#"select id as "id: SkpId", starts_on as "starts_on: jiff_sqlx::Date", ends_on as "ends_on: jiff_sqlx::Date",
            further as "further: Json<Further>"
        from skp k
        where agency_id = $1 and post_id = $2 and employee_id <> $3 and year in ($4, $4 - 1) and version is not null
          and held_before($1, employee_id, post_id, $5)
          and exists (
              select from rhk r where r.agency_id = $1 and r.skp_id = k.id and r.removed_in is null
                and r.classification = 'organisation'
          )
        order by year desc, starts_on desc, id limit 1"#,
        agency.0,
        post.0,
        person.0,
        i32::from(year),
        since.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?;
    in_force(tx, found).await
}

/// Stores a plan that has no version in force yet. `begun_by` is the leader with whose result it begins. Returns `false`
/// if its id is taken, or another plan for the post covers one of its days.
pub(crate) async fn insert(tx: &mut Tx, skp: &Skp, source: PlanSource, begun_by: Option<EmployeeId>) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let stored = sqlx::query!(
        "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, begun_by, begun_at, origin)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
        agency.0,
        skp.id.0,
        skp.employee.0,
        skp.post.0,
        skp.starts_on.year(),
        skp.starts_on.to_sqlx() as _,
        skp.ends_on.to_sqlx() as _,
        begun_by.map(|leader| leader.0),
        now.to_sqlx() as _,
        source as PlanSource
    );
    Ok(stored.execute(tx.db()).await?.rows_affected() == 1)
}
