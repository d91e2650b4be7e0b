//! The people of a matrix and their plans.

use crate::{
    domain::{
        id::{EmployeeId, RhkId, SkpId},
        skp::SkpContent,
    },
    error::Result,
    features::skp::model::MAX_FOUND,
    server::door::Tx,
    ui::format,
};
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;

/// The most people of a matrix.
const MAX_MEMBERS: i64 = 300;

/// Somebody of a team.
#[derive(Debug)]
pub(crate) struct Member {
    pub employee: EmployeeId,
    pub name: String,
    /// Post and unit.
    pub post: String,
}

/// Returns the people of a leader's matrix: those whom the leader assesses today, then those of other units, and `also`.
pub(crate) async fn members(
    tx: &mut Tx,
    leader: EmployeeId,
    skp: SkpId,
    also: Option<EmployeeId>,
) -> Result<Vec<Member>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select e.id as "employee!: EmployeeId", e.name as "name!", p.post as "post?", p.unit as "unit?"
        from (
            select s.employee_id as id, true as assessed from assessor s
            where s.agency_id = $1 and s.assessor_id = $2 and s.since <= $5 and (s.until is null or s.until > $5)
            union
            select m.employee_id, false from skp_member m where m.agency_id = $1 and m.skp_id = $3
            union
            select $4, false where $4::uuid is not null
        ) t
        join employee e on e.agency_id = $1 and e.id = t.id
        join current_post p on p.agency_id = $1 and p.employee_id = e.id
        group by e.id, e.name, p.post, p.unit
        order by bool_or(t.assessed) desc, e.name, e.id limit $6"#,
        agency.0,
        leader.0,
        skp.0,
        also.map(|also| also.0),
        today.to_sqlx() as _,
        MAX_MEMBERS
    );
    Ok(rows
        .fetch_all(tx.db())
        .await?
        .into_iter()
        .map(|row| Member {
            employee: row.employee,
            name: row.name,
            post: format::post(row.post.as_deref(), row.unit.as_deref()),
        })
        .collect())
}

/// Returns the leaders in whose matrix somebody is: who assesses them today, and who keeps them as a member.
pub(crate) async fn leaders(tx: &mut Tx, member: EmployeeId) -> Result<Vec<EmployeeId>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let leaders = sqlx::query_scalar!(
        r#"select s.assessor_id as "leader!: EmployeeId" from assessor s
        where s.agency_id = $1 and s.employee_id = $2 and s.since <= $3 and (s.until is null or s.until > $3)
        union
        select k.employee_id from skp_member m join skp k on k.agency_id = $1 and k.id = m.skp_id
        where m.agency_id = $1 and m.employee_id = $2 and k.closed_at is null"#,
        agency.0,
        member.0,
        today.to_sqlx() as _
    );
    Ok(leaders.fetch_all(tx.db()).await?)
}

/// Keeps somebody whom the leader does not assess among the people of the matrix of a plan.
pub(crate) async fn keep_member(tx: &mut Tx, leader: EmployeeId, skp: SkpId, member: EmployeeId) -> Result<()> {
    let (agency, today) = (tx.actor.agency, tx.today());
    sqlx::query!(
        "insert into skp_member (agency_id, skp_id, employee_id)
         select $1, $2, $3 where not exists (
             select from assessor s where s.agency_id = $1 and s.assessor_id = $4 and s.employee_id = $3
               and s.since <= $5 and (s.until is null or s.until > $5)
         ) on conflict do nothing",
        agency.0,
        skp.0,
        member.0,
        leader.0,
        today.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// The version in work of a plan.
#[derive(Debug)]
pub(crate) struct OpenVersion {
    pub is_submitted: bool,
    pub content: SkpContent,
}

/// A person's plan of a year that takes new results.
#[derive(Debug)]
pub(crate) struct MemberPlan {
    pub employee: EmployeeId,
    pub skp: SkpId,
    pub open: Option<OpenVersion>,
}

/// Returns the plan of each person in a year that takes new results: that of the definitive post, the newest one that is
/// not closed.
pub(crate) async fn plans_for(tx: &mut Tx, people: &[EmployeeId], year: i16) -> Result<Vec<MemberPlan>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select distinct on (k.employee_id) k.employee_id as "employee: EmployeeId", k.id as "skp: SkpId",
            v.submitted_at is not null as "is_submitted!", v.content as "content?: Json<SkpContent>"
        from skp k
        left join current_assignment a on a.agency_id = $1 and a.employee_id = k.employee_id and a.post_id = k.post_id
        left join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state <> 'replaced'
        where k.agency_id = $1 and k.employee_id = any ($2) and k.year = $3 and k.closed_at is null
        order by k.employee_id, (a.id is not null) desc, k.starts_on desc, k.id"#,
        agency.0,
        people as &[EmployeeId],
        year
    );
    Ok(rows
        .fetch_all(tx.db())
        .await?
        .into_iter()
        .map(|row| MemberPlan {
            employee: row.employee,
            skp: row.skp,
            open: row.content.map(|Json(content)| OpenVersion { is_submitted: row.is_submitted, content }),
        })
        .collect())
}

/// A result in force that supports one of a leader's.
#[derive(Debug)]
pub(crate) struct Supporter {
    pub employee: EmployeeId,
    pub rhk: RhkId,
    pub above: RhkId,
    pub text: String,
}

/// Returns the results of people's plans in force that support one of these.
pub(crate) async fn supporters(tx: &mut Tx, people: &[EmployeeId], above: &[RhkId]) -> Result<Vec<Supporter>> {
    let agency = tx.actor.agency;
    Ok(sqlx::query_as!(
        Supporter,
        r#"select k.employee_id as "employee: EmployeeId", r.id as "rhk: RhkId", r.supports_id as "above!: RhkId", r.text
        from rhk r join skp k on k.agency_id = $1 and k.id = r.skp_id and k.closed_at is null
        where r.agency_id = $1 and r.supports_id = any ($3) and r.removed_in is null and k.employee_id = any ($2)
        order by k.employee_id, r.ordinal, r.id"#,
        agency.0,
        people as &[EmployeeId],
        above as &[RhkId]
    )
    .fetch_all(tx.db())
    .await?)
}

/// Returns whether one of the results would support itself, directly or through those in force. Each is given with the
/// one that it supports.
pub(crate) async fn is_circular(tx: &mut Tx, supports: &[(RhkId, RhkId)]) -> Result<bool> {
    let agency = tx.actor.agency;
    let (results, above): (Vec<_>, Vec<_>) = supports.iter().map(|(rhk, above)| (rhk.0, above.0)).unzip();
    Ok(sqlx::query_scalar!(
        r#"with recursive up (root, id) as (
            select d.rhk, d.above from unnest($2::uuid[], $3::uuid[]) as d (rhk, above)
            union
            select up.root, a.id from up
            join rhk r on r.agency_id = $1 and r.id = up.id and r.removed_in is null
            cross join lateral unnest(r.also_supports || r.supports_id) as a (id)
            where a.id is not null
        )
        select exists (select from up where root = id) as "is_circular!""#,
        agency.0,
        &results,
        &above
    )
    .fetch_one(tx.db())
    .await?)
}

/// Returns people of the agency by a part of their name, or by NIP.
pub(crate) async fn people_named(tx: &mut Tx, wanted: &str) -> Result<Vec<Member>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.id as "employee!: EmployeeId", e.name as "name!", p.post, p.unit
        from employee_named($2, null) e
        join current_post p on p.agency_id = $1 and p.employee_id = e.id
        order by e.name, e.id limit $3"#,
        agency.0,
        wanted,
        i64::try_from(MAX_FOUND).unwrap_or(i64::MAX)
    );
    Ok(rows
        .fetch_all(tx.db())
        .await?
        .into_iter()
        .map(|row| Member {
            employee: row.employee,
            name: row.name,
            post: format::post(row.post.as_deref(), row.unit.as_deref()),
        })
        .collect())
}

/// Returns whether somebody has worked in the agency and holds no post any more.
pub(crate) async fn has_left(tx: &mut Tx, person: EmployeeId) -> Result<bool> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let left = sqlx::query_scalar!(
        r#"select coalesce(bool_and(a.until is not null and a.until <= $3), false) as "left!" from assignment a
        where a.agency_id = $1 and a.employee_id = $2 and a.since <= $3"#,
        agency.0,
        person.0,
        today.to_sqlx() as _
    );
    Ok(left.fetch_one(tx.db()).await?)
}

/// Returns the names of people.
pub(crate) async fn names(tx: &mut Tx, people: &[EmployeeId]) -> Result<std::collections::HashMap<EmployeeId, String>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: EmployeeId", name from employee where agency_id = $1 and id = any ($2)"#,
        agency.0,
        people as &[EmployeeId]
    );
    Ok(rows.fetch_all(tx.db()).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Returns whether somebody assesses a person, or who does, and so on upwards, today.
pub(crate) async fn is_above(tx: &mut Tx, superior: EmployeeId, person: EmployeeId) -> Result<bool> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let above = sqlx::query_scalar!(
        r#"with recursive above (id, depth) as (
            select s.assessor_id, 1 from assessor s
            where s.agency_id = $1 and s.employee_id = $3 and s.since <= $4 and (s.until is null or s.until > $4)
            union
            select s.assessor_id, a.depth + 1
            from above a join assessor s on s.agency_id = $1 and s.employee_id = a.id
                and s.since <= $4 and (s.until is null or s.until > $4)
            where a.depth < 16
        )
        select exists (select from above where id = $2) as "above!""#,
        agency.0,
        superior.0,
        person.0,
        today.to_sqlx() as _
    );
    Ok(above.fetch_one(tx.db()).await?)
}
