//! Open threads and awaited answers of people.

use crate::domain::{
    feedback::MessageKind,
    id::{AgencyId, EmployeeId, ThreadId},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Returns the threads about plans of these people that are not closed.
pub(crate) async fn open_threads(
    db: &mut PgConnection,
    agency: AgencyId,
    people: &[EmployeeId],
) -> sqlx::Result<Vec<ThreadId>> {
    sqlx::query_scalar!(
        r#"select t.id as "id: ThreadId" from thread t
        join skp k on k.agency_id = $1 and k.id = t.skp_id and k.closed_at is null
        where t.agency_id = $1 and t.employee_id = any ($2)"#,
        agency.0,
        people as &[EmployeeId]
    )
    .fetch_all(db)
    .await
}

/// Returns how many messages of these people about plans that are not closed wait for an answer.
pub(crate) async fn count_awaited(db: &mut PgConnection, agency: AgencyId, people: &[EmployeeId]) -> sqlx::Result<i32> {
    let waiting = |is_answer: bool| -> Vec<MessageKind> {
        MessageKind::ALL.into_iter().filter(|kind| kind.waits(is_answer)).collect()
    };
    sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from thread t
        join skp k on k.agency_id = $1 and k.id = t.skp_id and k.closed_at is null
        join message m on m.agency_id = $1 and m.thread_id = t.id and m.author_id = t.employee_id
        where t.agency_id = $1 and t.employee_id = any ($2)
          and (m.kind = any ($3::text[]) or (m.answers_id is null and m.kind = any ($4::text[])))
          and not exists (
              select from message later
              join message a on a.agency_id = $1 and a.id = later.answers_id
              where later.agency_id = $1 and later.thread_id = t.id
                and later.author_id <> m.author_id and (a.sent_at, a.id) >= (m.sent_at, m.id)
          )"#,
        agency.0,
        people as &[EmployeeId],
        &waiting(true) as _,
        &waiting(false) as _
    )
    .fetch_one(db)
    .await
}

/// The beginning of an assessor's time, with the assessor before.
#[derive(Debug)]
pub(crate) struct AssessorTurn {
    pub since: Date,
    pub before: String,
    pub after: String,
}

/// Returns the changes of a person's assessor after a day, up to today, the oldest first.
pub(crate) async fn assessor_turns(
    db: &mut PgConnection,
    agency: AgencyId,
    person: EmployeeId,
    after: Date,
    today: Date,
) -> sqlx::Result<Vec<AssessorTurn>> {
    let rows = sqlx::query!(
        r#"select a.since as "since: jiff_sqlx::Date", b.name as before, n.name as after
        from assessor a
        join assessor o on o.agency_id = $1 and o.employee_id = $2 and o.until = a.since
            and o.assessor_id <> a.assessor_id
        join employee b on b.agency_id = $1 and b.id = o.assessor_id
        join employee n on n.agency_id = $1 and n.id = a.assessor_id
        where a.agency_id = $1 and a.employee_id = $2 and a.since >= $3 and a.since <= $4
        order by a.since limit 50"#,
        agency.0,
        person.0,
        after.to_sqlx() as _,
        today.to_sqlx() as _
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AssessorTurn { since: row.since.to_jiff(), before: row.before, after: row.after })
        .collect())
}
