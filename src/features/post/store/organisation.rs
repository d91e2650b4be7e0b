//! The organisation of an agency as the rule of posts needs it. All of it: a replacement happens a few times a month.

use crate::domain::{
    id::{AgencyId, AssignmentId, EmployeeId, PostChangeId, PostId, UnitId},
    post::{HeadChange, Holding, KnownAssessor, Organisation, PostPlace, Tenure},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// The organisation, and the replacements that are signed and not carried out, in the order in which they will be.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub organisation: Organisation,
    pub pending: Vec<HeadChange>,
}

/// Returns the organisation from the eve of a day on, with the assessors of the agency's data. `followed` is the last day
/// on which they follow the holders.
pub(crate) async fn organisation(
    db: &mut PgConnection,
    agency: AgencyId,
    from: Date,
    followed: Date,
) -> sqlx::Result<Loaded> {
    let units = sqlx::query!(
        r#"select id as "id: UnitId", parent_id as "parent_id: UnitId" from unit where agency_id = $1"#,
        agency.0
    )
    .fetch_all(&mut *db)
    .await?;
    let units: BTreeMap<UnitId, Option<UnitId>> = units.into_iter().map(|unit| (unit.id, unit.parent_id)).collect();
    let posts = sqlx::query_as!(
        PostPlace,
        r#"select id as "id: PostId", unit_id as "unit: UnitId", is_head from post where agency_id = $1"#,
        agency.0
    )
    .fetch_all(&mut *db)
    .await?;
    let first = from.min(followed);
    let held = sqlx::query!(
        r#"select id as "id: AssignmentId", employee_id as "person: EmployeeId", post_id as "post: PostId", definitive,
            since as "since: jiff_sqlx::Date", until as "until: jiff_sqlx::Date"
        from assignment where agency_id = $1 and (until is null or until >= $2)"#,
        agency.0,
        first.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    let held = held.into_iter().map(|row| Holding {
        id: row.id,
        person: row.person,
        post: row.post,
        is_acting: !row.definitive,
        since: row.since.to_jiff(),
        until: row.until.map(jiff_sqlx::Date::to_jiff),
    });
    // Somebody who came back has gone on since then.
    let ends = sqlx::query!(
        r#"select e.employee_id as "person: EmployeeId", min(e.ends_on) as "on!: jiff_sqlx::Date"
        from service_end e
        where e.agency_id = $1 and not exists (
            select from assignment a
            where a.agency_id = $1 and a.employee_id = e.employee_id and a.since >= e.ends_on
        )
        group by e.employee_id"#,
        agency.0
    )
    .fetch_all(&mut *db)
    .await?;
    let known = sqlx::query!(
        r#"select employee_id as "person: EmployeeId", assessor_id as "assessor: EmployeeId", post_id as "post: PostId",
            since as "since: jiff_sqlx::Date", until as "until: jiff_sqlx::Date", by_rule
        from assessor where agency_id = $1 and (until is null or until >= $2)"#,
        agency.0,
        first.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    let known = known.into_iter().map(|row| KnownAssessor {
        person: row.person,
        assessor: row.assessor,
        since: row.since.to_jiff(),
        until: row.until.map(jiff_sqlx::Date::to_jiff),
        post: row.post,
        is_by_rule: row.by_rule,
    });
    let known: Vec<KnownAssessor> = known.collect();
    let pending = pending(db, agency).await?;
    let eve = first.yesterday().unwrap_or(first);
    let (held, ends) = (held.collect(), ends.into_iter().map(|row| (row.person, row.on.to_jiff())).collect());
    // Each day on which somebody takes or leaves a post is looked at: not on a thread that serves requests.
    let build = move || Organisation::new(&units, &posts, held).ending(ends).following(&known, (eve, followed));
    let organisation = tokio::task::spawn_blocking(build).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
    Ok(Loaded { organisation, pending })
}

/// Returns the replacements that are signed and not carried out, in the order in which they will be.
pub(crate) async fn pending(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Vec<HeadChange>> {
    let rows = sqlx::query!(
        r#"select id as "id: PostChangeId", post_id as "post: PostId", successor_id as "successor: EmployeeId",
            tenure as "tenure: Tenure", since as "since: jiff_sqlx::Date", until as "until: jiff_sqlx::Date"
        from post_change
        where agency_id = $1 and done_at is null and refusal is null and withdrawn_at is null
        order by since, signed_at, id"#,
        agency.0
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| HeadChange {
        id: row.id,
        post: row.post,
        successor: row.successor,
        tenure: row.tenure,
        since: row.since.to_jiff(),
        until: row.until.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(rows.collect())
}
