//! Requests for another assessor, and the assessors that somebody has had.

use crate::{
    domain::{
        id::{AgencyId, AssessorRequestId, EmployeeId},
        post::{AssessorRequest, Tenure},
        text::Note,
    },
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Who assesses a person on a day.
pub(crate) async fn assessor_on(
    db: &mut PgConnection,
    agency: AgencyId,
    person: EmployeeId,
    day: Date,
) -> sqlx::Result<Option<EmployeeId>> {
    sqlx::query_scalar!(
        r#"select assessor_id as "id: EmployeeId" from assessor
        where agency_id = $1 and employee_id = $2 and since <= $3 and (until is null or until > $3)"#,
        agency.0,
        person.0,
        day.to_sqlx() as _
    )
    .fetch_optional(db)
    .await
}

/// A request as it was sent.
#[derive(Debug)]
pub(crate) struct StoredRequest {
    pub person: EmployeeId,
    pub wanted: EmployeeId,
    pub reason: String,
}

/// Returns the request with this id.
pub(crate) async fn request(tx: &mut Tx, id: AssessorRequestId) -> sqlx::Result<Option<StoredRequest>> {
    let agency = tx.actor.agency;
    sqlx::query_as!(
        StoredRequest,
        r#"select employee_id as "person: EmployeeId", wanted_id as "wanted: EmployeeId", reason
        from assessor_request where agency_id = $1 and id = $2"#,
        agency.0,
        id.0
    )
    .fetch_optional(tx.db())
    .await
}

/// Returns whether a request of somebody is not decided.
pub(crate) async fn has_open_request(tx: &mut Tx, person: EmployeeId) -> sqlx::Result<bool> {
    let agency = tx.actor.agency;
    sqlx::query_scalar!(
        r#"select exists (
            select from assessor_request where agency_id = $1 and employee_id = $2 and decided_at is null
        ) as "open!""#,
        agency.0,
        person.0
    )
    .fetch_one(tx.db())
    .await
}

/// Stores a request; returns whether it is stored: another one of the person may have come in between.
pub(crate) async fn insert_request(
    tx: &mut Tx,
    id: AssessorRequestId,
    person: EmployeeId,
    assessor: Option<EmployeeId>,
    wanted: EmployeeId,
    reason: &Note,
) -> sqlx::Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let done = sqlx::query!(
        "insert into assessor_request (agency_id, id, employee_id, assessor_id, wanted_id, reason, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        agency.0,
        id.0,
        person.0,
        assessor.map(|assessor| assessor.0),
        wanted.0,
        reason.as_str(),
        now.to_sqlx() as _
    );
    Ok(done.execute(tx.db()).await?.rows_affected() > 0)
}

/// Returns a request and locks it until the transaction ends.
pub(crate) async fn locked_request(tx: &mut Tx, id: AssessorRequestId) -> sqlx::Result<Option<AssessorRequest>> {
    let agency = tx.actor.agency;
    sqlx::query_as!(
        AssessorRequest,
        r#"select id as "id: AssessorRequestId", employee_id as "person: EmployeeId", wanted_id as "wanted: EmployeeId",
            accepted
        from assessor_request where agency_id = $1 and id = $2 for update"#,
        agency.0,
        id.0
    )
    .fetch_optional(tx.db())
    .await
}

/// Stores the decision about a request.
pub(crate) async fn decide_request(
    tx: &mut Tx,
    id: AssessorRequestId,
    accepted: bool,
    answer: Option<&Note>,
) -> sqlx::Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "update assessor_request set decided_at = $3, accepted = $4, answer = $5 where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        now.to_sqlx() as _,
        accepted,
        answer.map(Note::as_str)
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// A request with names.
#[derive(Debug)]
pub(crate) struct RequestRecord {
    pub id: AssessorRequestId,
    pub person: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    pub assessor: Option<String>,
    pub wanted: String,
    pub reason: String,
    pub asked_at: jiff_sqlx::Timestamp,
    pub accepted: Option<bool>,
    pub answer: Option<String>,
}

/// Whose requests are listed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Requests {
    /// One's own.
    Of(EmployeeId),
    /// Open ones of the people whom somebody assesses, or assessed when they asked.
    ToAssessor(EmployeeId),
    /// All open ones.
    Open,
}

/// Returns requests: open ones first, then the newest.
pub(crate) async fn requests(tx: &mut Tx, which: Requests) -> sqlx::Result<Vec<RequestRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let (own, assessor) = match which {
        Requests::Of(person) => (Some(person.0), None),
        Requests::ToAssessor(person) => (None, Some(person.0)),
        Requests::Open => (None, None),
    };
    sqlx::query_as!(
        RequestRecord,
        r#"select q.id as "id: AssessorRequestId", e.name as person, p.post as "post?", p.unit as "unit?",
            a.name as "assessor?", w.name as wanted, q.reason, q.asked_at as "asked_at: jiff_sqlx::Timestamp", q.accepted,
            q.answer
        from assessor_request q
        join employee e on e.agency_id = $1 and e.id = q.employee_id
        join employee w on w.agency_id = $1 and w.id = q.wanted_id
        left join employee a on a.agency_id = $1 and a.id = q.assessor_id
        left join current_post p on p.agency_id = $1 and p.employee_id = q.employee_id
        where q.agency_id = $1
          and ($2::uuid is null or q.employee_id = $2)
          and ($2::uuid is not null or q.decided_at is null)
          and ($3::uuid is null or q.assessor_id = $3 or exists (
              select from assessor s where s.agency_id = $1 and s.employee_id = q.employee_id and s.assessor_id = $3
                and s.since <= $4 and (s.until is null or s.until > $4)))
        order by q.decided_at is not null, q.asked_at desc, q.id limit 200"#,
        agency.0,
        own,
        assessor,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await
}

/// An assessor of somebody, with where it comes from.
#[derive(Debug)]
pub(crate) struct PastAssessorRecord {
    pub name: String,
    pub since: jiff_sqlx::Date,
    pub until: Option<jiff_sqlx::Date>,
    pub tenure: Option<Tenure>,
    pub letter: Option<String>,
    pub by_request: bool,
}

/// Returns the assessors of somebody, the newest first.
pub(crate) async fn past_assessors(tx: &mut Tx, person: EmployeeId) -> sqlx::Result<Vec<PastAssessorRecord>> {
    let agency = tx.actor.agency;
    sqlx::query_as!(
        PastAssessorRecord,
        r#"select e.name, a.since as "since: jiff_sqlx::Date", a.until as "until: jiff_sqlx::Date",
            c.tenure as "tenure?: Tenure", c.letter as "letter?", a.request_id is not null as "by_request!"
        from assessor a
        join employee e on e.agency_id = $1 and e.id = a.assessor_id
        left join post_change c on c.agency_id = $1 and c.id = a.change_id
        where a.agency_id = $1 and a.employee_id = $2
        order by a.since desc limit 100"#,
        agency.0,
        person.0
    )
    .fetch_all(tx.db())
    .await
}
