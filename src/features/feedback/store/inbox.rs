//! The threads of somebody's list, and the number of unread messages in them. Both select the same threads (`threads_of`).

use crate::{
    domain::{
        feedback::{MessageKind, Subject},
        id::{EmployeeId, MessageId, ThreadId},
        measure::{Fraction, Value},
    },
    error::Result,
    server::door::Tx,
    ui::format,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// The place in the list behind which a page begins: a thread with the keys of its order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cursor {
    pub unread: bool,
    pub at: Timestamp,
    pub thread: Uuid,
}

impl Cursor {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let unread = match parts.next()? {
            "baru" => true,
            "lama" => false,
            _ => return None,
        };
        // Every key lies after 1970; PostgreSQL does not know every earlier time.
        let at = Timestamp::from_microsecond(parts.next()?.parse().ok().filter(|at| *at >= 0)?).ok()?;
        Some(Self { unread, at, thread: parts.next()?.parse().ok()? })
    }

    /// Returns the cursor as it is written in addresses.
    pub(crate) fn text(self) -> String {
        format!("{}.{}.{}", if self.unread { "baru" } else { "lama" }, self.at.as_microsecond(), self.thread)
    }
}

/// A thread of the list with its newest message.
#[derive(Debug)]
pub(crate) struct Listed {
    pub id: ThreadId,
    pub concerned: EmployeeId,
    pub person: String,
    /// The newest author besides this person.
    pub talker: Option<String>,
    /// The assessor of the person concerned today.
    pub assessor: Option<String>,
    pub newest: MessageId,
    pub author_id: EmployeeId,
    pub author: String,
    pub kind: MessageKind,
    pub text: String,
    pub sent_at: jiff_sqlx::Timestamp,
    pub unread: i32,
    pub subject: Subject,
    pub year: i16,
    /// The text of the result.
    pub result: Option<String>,
    value: Option<Value>,
    numerator: Option<Value>,
    denominator: Option<Value>,
    unit: Option<String>,
    observed_at: Option<jiff_sqlx::Timestamp>,
}

impl Listed {
    /// Returns what the report says that the thread is about, and its moment.
    pub(crate) fn report(&self) -> Option<(String, Timestamp)> {
        let (value, at) = self.value.zip(self.observed_at)?;
        let fraction = Fraction::stored(self.numerator, self.denominator);
        Some((format::reported(value, self.unit.as_deref()?, fraction), at.to_jiff()))
    }
}

/// Returns the threads of the list of `me`: unread ones first, then the newest.
pub(crate) async fn listed(tx: &mut Tx, me: EmployeeId, after: Option<Cursor>, most: usize) -> Result<Vec<Listed>> {
    let (agency, today, assesses) = (tx.actor.agency, tx.today(), tx.actor.assesses);
    Ok(sqlx::query_as!(
        Listed,
        r#"with newest as (
            select t.id, t.employee_id, t.subject_kind, t.subject_id,
                l.id as newest, l.author_id, l.kind, l.text, l.sent_at, coalesce(r.read_at, '-infinity') as read_at,
                exists (
                    select from message m
                    where m.agency_id = $1 and m.thread_id = t.id and m.author_id <> $2
                      and m.sent_at > coalesce(r.read_at, '-infinity')
                ) as unread
            from threads_of($1, $2, $3, $4) mine
            join thread t on t.agency_id = $1 and t.id = mine.id
            join lateral (
                select m.id, m.author_id, m.kind, m.text, m.sent_at from message m
                where m.agency_id = $1 and m.thread_id = t.id
                order by m.sent_at desc, m.id desc limit 1
            ) l on true
            left join read_mark r on r.agency_id = $1 and r.thread_id = t.id and r.employee_id = $2
        ), page as (
            select * from newest
            where $5::boolean is null or (unread, sent_at, id) < ($5, $6::timestamptz, $7::uuid)
            order by unread desc, sent_at desc, id desc limit $8
        )
        select t.id as "id!: ThreadId", t.employee_id as "concerned!: EmployeeId", e.name as person,
            (select o.name from message m
                join employee o on o.agency_id = $1 and o.id = m.author_id
                where m.agency_id = $1 and m.thread_id = t.id and m.author_id <> $2
                order by m.sent_at desc, m.id desc limit 1) as talker,
            (select o.name from assessor a
                join employee o on o.agency_id = $1 and o.id = a.assessor_id
                where a.agency_id = $1 and a.employee_id = t.employee_id
                  and a.since <= $3 and (a.until is null or a.until > $3)) as assessor,
            t.newest as "newest!: MessageId", t.author_id as "author_id!: EmployeeId", w.name as author, t.kind as "kind!: MessageKind",
            left(t.text, 600) as "text!", t.sent_at as "sent_at!: jiff_sqlx::Timestamp",
            (select count(*) from message m
                where m.agency_id = $1 and m.thread_id = t.id and m.author_id <> $2
                  and m.sent_at > t.read_at)::int as "unread!",
            row(t.subject_kind, t.subject_id) as "subject!: Subject", s.year as "year!", s.result,
            s.value as "value: Value", s.numerator as "numerator: Value", s.denominator as "denominator: Value", s.unit,
            s.observed_at as "observed_at: jiff_sqlx::Timestamp"
        from page t
        join employee e on e.agency_id = $1 and e.id = t.employee_id
        join employee w on w.agency_id = $1 and w.id = t.author_id
        cross join lateral (
            select year, result, value, numerator, denominator, unit, observed_at from thread_subject
            where agency_id = $1 and kind = t.subject_kind and id = t.subject_id limit 1
        ) s
        order by t.unread desc, t.sent_at desc, t.id desc"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        assesses,
        after.map(|after| after.unread),
        after.map(|after| after.at.to_sqlx()) as _,
        after.map(|after| after.thread),
        i64::try_from(most).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.db())
    .await?)
}

/// Returns the number of unread messages in the threads of the caller's list.
pub(crate) async fn unread_count(tx: &mut Tx) -> Result<i32> {
    let Some(me) = tx.actor.employee else { return Ok(0) };
    let (agency, today, assesses) = (tx.actor.agency, tx.today(), tx.actor.assesses);
    Ok(sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from threads_of($1, $2, $3, $4) mine
        left join read_mark r on r.agency_id = $1 and r.thread_id = mine.id and r.employee_id = $2
        join message m on m.agency_id = $1 and m.thread_id = mine.id and m.author_id <> $2
            and m.sent_at > coalesce(r.read_at, '-infinity')"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        assesses
    )
    .fetch_one(tx.db())
    .await?)
}

/// Returns the number of all threads of the list of `me`.
pub(crate) async fn count_threads(tx: &mut Tx, me: EmployeeId) -> Result<i32> {
    let (agency, today, assesses) = (tx.actor.agency, tx.today(), tx.actor.assesses);
    Ok(sqlx::query_scalar!(
        r#"select count(*)::int as "count!" from threads_of($1, $2, $3, $4) mine
        where exists (select from message m where m.agency_id = $1 and m.thread_id = mine.id)"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        assesses
    )
    .fetch_one(tx.db())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let at = Timestamp::from_microsecond(1_795_000_000_123_456).expect("a time");
        for unread in [true, false] {
            let cursor = Cursor { unread, at, thread: Uuid::from_u128(7) };
            assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
        }
        for wrong in ["", "baru", "baru.1", "baru.x.y", "neu.1.00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
