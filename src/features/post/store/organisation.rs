//! The organisation of an agency as the rule of posts needs it. All of it: a replacement happens a few times a month.

use crate::domain::{
    id::{AgencyId, AssignmentId, EmployeeId, PostId, UnitId},
    post::{Holding, KnownAssessor, Organisation, PostPlace},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// The organisation, and who assesses whom today.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub organisation: Organisation,
    pub known: BTreeMap<EmployeeId, EmployeeId>,
}

/// Returns the organisation from a day on, with the assessors of today. `unended` are times in a post whose end the
/// assessors do not follow yet.
pub(crate) async fn organisation(
    db: &mut PgConnection,
    agency: AgencyId,
    (from, today): (Date, Date),
    unended: &[AssignmentId],
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
    let held = sqlx::query!(
        r#"select id as "id: AssignmentId", employee_id as "person: EmployeeId", post_id as "post: PostId", definitive,
            since as "since: jiff_sqlx::Date", until as "until: jiff_sqlx::Date"
        from assignment where agency_id = $1 and (until is null or until >= $2)"#,
        agency.0,
        from.min(today).to_sqlx() as _
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
    let known = sqlx::query_as!(
        KnownAssessor,
        r#"select employee_id as "person: EmployeeId", assessor_id as "assessor: EmployeeId", post_id as "post: PostId"
        from assessor where agency_id = $1 and since <= $2 and (until is null or until > $2)"#,
        agency.0,
        today.to_sqlx() as _
    )
    .fetch_all(db)
    .await?;
    let organisation = Organisation::new(&units, &posts, held.collect()).with_end(unended, None);
    Ok(Loaded {
        organisation: organisation.following(&known, today),
        known: known.iter().map(|known| (known.person, known.assessor)).collect(),
    })
}
