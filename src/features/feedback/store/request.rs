//! Requests for support in the database.

use crate::{
    domain::{
        feedback::{MessageKind, Said},
        id::{EmployeeId, MessageId, RhkId, ThreadId},
    },
    error::Result,
    server::door::Tx,
};

/// Messages that are read at most; of a thread those since its newest request.
const MAX_MESSAGES: i64 = 2000;

/// A message of a thread about a result, since the newest request in it.
#[derive(Debug)]
pub(crate) struct RequestRow {
    pub thread: ThreadId,
    pub rhk: RhkId,
    id: MessageId,
    pub author: EmployeeId,
    kind: MessageKind,
    pub answers: Option<MessageId>,
    pub sent_at: jiff_sqlx::Timestamp,
}

impl RequestRow {
    pub(crate) const fn said(&self) -> Said {
        Said { id: self.id, author: self.author, kind: self.kind, answers: self.answers }
    }
}

/// Returns the messages since the newest request for support that a person made about each of their results: thread by
/// thread, oldest first.
pub(crate) async fn requests(tx: &mut Tx, person: EmployeeId) -> Result<Vec<RequestRow>> {
    let agency = tx.actor.agency;
    Ok(sqlx::query_as!(
        RequestRow,
        r#"select t.id as "thread: ThreadId", t.subject_id as "rhk: RhkId", m.id as "id: MessageId",
            m.author_id as "author: EmployeeId", m.kind as "kind: MessageKind", m.answers_id as "answers: MessageId",
            m.sent_at as "sent_at: jiff_sqlx::Timestamp"
        from thread t
        cross join lateral (
            select max(s.sent_at) as at from message s
            where s.agency_id = $1 and s.thread_id = t.id and s.author_id = $2 and s.kind = $3
        ) asked
        join message m on m.agency_id = $1 and m.thread_id = t.id and m.sent_at >= asked.at
        where t.agency_id = $1 and t.employee_id = $2 and t.subject_kind = 'rhk'
        order by t.id, m.sent_at, m.id limit $4"#,
        agency.0,
        person.0,
        MessageKind::Support as _,
        MAX_MESSAGES
    )
    .fetch_all(tx.db())
    .await?)
}
