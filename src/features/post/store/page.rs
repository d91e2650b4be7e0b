//! What the pages of posts show.

use crate::domain::{
    id::{AgencyId, AssignmentId, EmployeeId, PostChangeId, PostId, UnitId},
    post::Tenure,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;

/// A unit with a head post and who is in office.
#[derive(Debug)]
pub(crate) struct OfficeRecord {
    pub unit: UnitId,
    pub name: String,
    pub above: Option<String>,
    pub holder: Option<String>,
    pub is_acting: Option<bool>,
    pub total: i32,
}

/// Returns at most `most` units that have a head post by name, after the first `from`, with who is in office on a day.
pub(crate) async fn offices(
    db: &mut PgConnection,
    agency: AgencyId,
    part: Option<&str>,
    day: Date,
    (from, most): (i64, i64),
) -> sqlx::Result<Vec<OfficeRecord>> {
    sqlx::query_as!(
        OfficeRecord,
        r#"with page as (
            select u.id, u.name, u.parent_id, o.id as post, count(*) over () as total
            from unit u cross join lateral head_post($1, u.id) o
            where u.agency_id = $1 and ($2::text is null or strpos(lower(u.name), lower($2)) > 0)
            order by u.name, u.id limit $4 offset $5
        )
        select o.id as "unit: UnitId", o.name, p.name as "above?", h.name as "holder?", h.is_acting as "is_acting?",
            o.total::int as "total!"
        from page o
        left join unit p on p.agency_id = $1 and p.id = o.parent_id
        left join lateral (
            select e.name, not a.definitive as is_acting
            from assignment a join employee e on e.agency_id = $1 and e.id = a.employee_id
            where a.agency_id = $1 and a.post_id = o.post and a.since <= $3 and (a.until is null or a.until > $3)
            order by a.definitive, a.since desc, a.id desc limit 1
        ) h on true
        order by o.name, o.id"#,
        agency.0,
        part,
        day.to_sqlx() as _,
        most,
        from
    )
    .fetch_all(db)
    .await
}

/// Returns the name of a unit.
pub(crate) async fn unit_name(db: &mut PgConnection, agency: AgencyId, unit: UnitId) -> sqlx::Result<String> {
    sqlx::query_scalar!("select name from unit where agency_id = $1 and id = $2", agency.0, unit.0).fetch_one(db).await
}

/// A time in a post with the letter that orders it.
#[derive(Debug)]
pub(crate) struct HolderRecord {
    pub id: AssignmentId,
    pub name: String,
    pub definitive: bool,
    pub since: jiff_sqlx::Date,
    pub until: Option<jiff_sqlx::Date>,
    pub tenure: Option<Tenure>,
    pub letter: Option<String>,
    pub letter_on: Option<jiff_sqlx::Date>,
    pub signed_by: Option<String>,
}

/// Returns who held a post, the newest first.
pub(crate) async fn holders(db: &mut PgConnection, agency: AgencyId, post: PostId) -> sqlx::Result<Vec<HolderRecord>> {
    sqlx::query_as!(
        HolderRecord,
        r#"select a.id as "id: AssignmentId", e.name, a.definitive, a.since as "since: jiff_sqlx::Date",
            a.until as "until: jiff_sqlx::Date", c.tenure as "tenure?: Tenure", c.letter as "letter?",
            c.letter_on as "letter_on?: jiff_sqlx::Date", c.signed_by as "signed_by?"
        from assignment a
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        left join post_change c on c.agency_id = $1 and c.id = a.id
        where a.agency_id = $1 and a.post_id = $2
        order by a.since desc, a.id desc limit 50"#,
        agency.0,
        post.0
    )
    .fetch_all(db)
    .await
}

/// A replacement that is not carried out.
#[derive(Debug)]
pub(crate) struct UnsettledRecord {
    pub id: PostChangeId,
    pub name: String,
    pub tenure: Tenure,
    pub since: jiff_sqlx::Date,
    pub letter: String,
    pub refusal: Option<String>,
}

/// Returns the replacements of a post's holder that wait for their day or could not be carried out.
pub(crate) async fn unsettled(
    db: &mut PgConnection,
    agency: AgencyId,
    post: PostId,
) -> sqlx::Result<Vec<UnsettledRecord>> {
    sqlx::query_as!(
        UnsettledRecord,
        r#"select c.id as "id: PostChangeId", e.name, c.tenure as "tenure: Tenure", c.since as "since: jiff_sqlx::Date",
            c.letter, c.refusal
        from post_change c join employee e on e.agency_id = $1 and e.id = c.successor_id
        where c.agency_id = $1 and c.post_id = $2 and c.done_at is null and c.withdrawn_at is null
        order by c.since, c.signed_at limit 50"#,
        agency.0,
        post.0
    )
    .fetch_all(db)
    .await
}

/// Returns the units with a replacement that could not be carried out on its day and is not taken back, with names.
pub(crate) async fn refused(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Vec<(UnitId, String)>> {
    let rows = sqlx::query!(
        r#"select distinct u.id as "id: UnitId", u.name
        from post_change c
        join post p on p.agency_id = $1 and p.id = c.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        where c.agency_id = $1 and c.refusal is not null and c.withdrawn_at is null
        order by u.name limit 50"#,
        agency.0
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// A time in a post that a replacement ends.
#[derive(Debug)]
pub(crate) struct EndedHolderRecord {
    pub person: EmployeeId,
    pub post: PostId,
    pub definitive: bool,
}

/// Returns the times in posts that a replacement has ended.
pub(crate) async fn ended_by(
    db: &mut PgConnection,
    agency: AgencyId,
    change: PostChangeId,
) -> sqlx::Result<Vec<EndedHolderRecord>> {
    sqlx::query_as!(
        EndedHolderRecord,
        r#"select a.employee_id as "person: EmployeeId", a.post_id as "post: PostId", a.definitive
        from post_change c
        join assignment a on a.agency_id = $1 and a.until = c.since and a.id <> c.id
            and (a.post_id = c.post_id and (not a.definitive or c.tenure <> 'plh')
                or a.employee_id = c.successor_id and a.definitive and c.tenure = 'definitive')
        where c.agency_id = $1 and c.id = $2
        order by a.id"#,
        agency.0,
        change.0
    )
    .fetch_all(db)
    .await
}

/// A person with their post.
#[derive(Clone, Debug)]
pub(crate) struct CandidateRecord {
    pub id: EmployeeId,
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
}

/// Returns people by a part of their name or by NIP, in order of their names.
pub(crate) async fn candidates(
    db: &mut PgConnection,
    agency: AgencyId,
    wanted: &str,
    most: i64,
) -> sqlx::Result<Vec<CandidateRecord>> {
    sqlx::query_as!(
        CandidateRecord,
        r#"select e.id as "id!: EmployeeId", e.name as "name!", p.post as "post?", p.unit as "unit?"
        from employee_named($2, $3) e
        left join lateral (
            select post, unit from current_post where agency_id = $1 and employee_id = e.id limit 1
        ) p on true
        order by e.name, e.id"#,
        agency.0,
        wanted,
        most
    )
    .fetch_all(db)
    .await
}

/// Returns people with their present posts, by id.
pub(crate) async fn people(
    db: &mut PgConnection,
    agency: AgencyId,
    people: &[EmployeeId],
) -> sqlx::Result<HashMap<EmployeeId, CandidateRecord>> {
    let rows = sqlx::query_as!(
        CandidateRecord,
        r#"select e.id as "id: EmployeeId", e.name, p.post as "post?", p.unit as "unit?"
        from employee e left join current_post p on p.agency_id = $1 and p.employee_id = e.id
        where e.agency_id = $1 and e.id = any ($2)"#,
        agency.0,
        people as &[EmployeeId]
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row)).collect())
}

/// A person whose assessor a replacement has changed.
#[derive(Debug)]
pub(crate) struct MovedRecord {
    pub person: EmployeeId,
    pub before: Option<EmployeeId>,
    /// The assessors by it, in order; none for a successor in the highest post.
    pub after: Vec<EmployeeId>,
}

/// Returns the people whose assessor a replacement has changed, with the assessor before it and those by it.
pub(crate) async fn moved(
    db: &mut PgConnection,
    agency: AgencyId,
    change: PostChangeId,
) -> sqlx::Result<Vec<MovedRecord>> {
    sqlx::query_as!(
        MovedRecord,
        r#"select n.employee_id as "person!: EmployeeId", n.after as "after!: Vec<EmployeeId>",
            (select b.assessor_id from assessor b
                where b.agency_id = $1 and b.employee_id = n.employee_id and b.until = n.since) as "before: EmployeeId"
        from (
            select a.employee_id, min(a.since) as since, array_agg(a.assessor_id order by a.since) as after
            from assessor a left join assignment h on h.agency_id = $1 and h.id = $2
            -- What follows the end of the time in the post is of the same act.
            where a.agency_id = $1 and a.change_id = $2 and (h.until is null or a.since < h.until)
            group by a.employee_id
            union all
            select l.employee_id, c.since, '{}'::uuid[]
            from post_change c
            join assessor l on l.agency_id = $1 and l.employee_id = c.successor_id and l.until = c.since
            where c.agency_id = $1 and c.id = $2 and c.tenure = 'definitive' and not exists (
                select from assessor a
                where a.agency_id = $1 and a.employee_id = c.successor_id
                  and (a.change_id = $2 or a.since <= c.since and (a.until is null or a.until > c.since))
            )
        ) n
        order by n.employee_id"#,
        agency.0,
        change.0
    )
    .fetch_all(db)
    .await
}

/// Returns how many submitted plans of these people wait for their assessor.
pub(crate) async fn waiting_plans(db: &mut PgConnection, agency: AgencyId, people: &[EmployeeId]) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from skp k
        join skp_revision r on r.agency_id = $1 and r.skp_id = k.id and r.state = 'submitted'
        where k.agency_id = $1 and k.employee_id = any ($2) and k.closed_at is null"#,
        agency.0,
        people as &[EmployeeId]
    )
    .fetch_one(db)
    .await
}

/// Returns how many follow-ups of a post's unit are open.
pub(crate) async fn follow_ups(db: &mut PgConnection, agency: AgencyId, unit: UnitId) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from follow_up where agency_id = $1 and unit_id = $2 and done_at is null"#,
        agency.0,
        unit.0
    )
    .fetch_one(db)
    .await
}
