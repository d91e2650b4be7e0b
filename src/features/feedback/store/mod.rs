//! Threads, messages, read marks and guests in the database.

mod inbox;
mod open;
mod request;

pub(crate) use inbox::{Cursor, count_threads, listed, unread_count};
pub(crate) use open::{AssessorTurn, assessor_turns, count_awaited, open_threads};
pub(crate) use request::{RequestRow, requests};

use super::model::{Colleague, ThreadPlace};
use crate::{
    domain::{
        feedback::{MessageKind, NewMessage, Subject},
        id::{EmployeeId, IkiId, MessageId, SkpId, ThreadId},
        measure::{Fraction, Value},
    },
    error::Result,
    server::door::Tx,
    ui::format,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// A thread or the subject of one, and by what rights somebody may read it.
#[derive(Debug)]
pub(crate) struct Head {
    pub thread: Option<ThreadId>,
    pub concerned: EmployeeId,
    pub person: String,
    pub subject: Subject,
    pub skp: SkpId,
    pub year: i16,
    /// The assessor of the person concerned today.
    pub assessor: Option<String>,
    /// The text of the result.
    pub result: Option<String>,
    pub report: Option<ReportSubject>,
    /// An assessor of the plan's period, or such an assessor's superior inside the perangkat daerah.
    pub follows: bool,
    pub guest: bool,
}

/// The report that a thread is about.
#[derive(Debug)]
pub(crate) struct ReportSubject {
    pub iki: IkiId,
    pub indicator: String,
    /// `540 akta`
    pub said: String,
    pub observed_at: Timestamp,
}

/// Returns a thread, or the subject of one that does not exist yet; `None` if there is neither.
pub(crate) async fn head(tx: &mut Tx, place: ThreadPlace, me: EmployeeId) -> Result<Option<Head>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let (thread, subject) = match place {
        ThreadPlace::Thread(thread) => (Some(thread.0), None),
        ThreadPlace::Subject(subject) => (None, Some(subject)),
    };
    let row = sqlx::query!(
        r#"select t.id as "thread?: ThreadId", s.employee_id as "concerned!: EmployeeId", e.name as person,
            row(o.kind, o.id) as "subject!: Subject", s.skp_id as "skp!: SkpId", s.year as "year!", s.result,
            s.iki_id as "iki: IkiId", s.indicator, s.unit, s.value as "value: Value",
            s.numerator as "numerator: Value", s.denominator as "denominator: Value", s.observed_at as "observed_at: jiff_sqlx::Timestamp",
            plan_followed_by($1, s.employee_id, s.starts_on, s.ends_on, $5, $6) as "follows!",
            (select o.name from assessor a
                join employee o on o.agency_id = $1 and o.id = a.assessor_id
                where a.agency_id = $1 and a.employee_id = s.employee_id
                  and a.since <= $6 and (a.until is null or a.until > $6)) as assessor,
            exists (
                select from thread_guest g
                where g.agency_id = $1 and g.thread_id = t.id and g.employee_id = $5
            ) as "guest!"
        from (
            select subject_kind, subject_id from thread where agency_id = $1 and id = $2
            union all
            select $3::text, $4::uuid where $4 is not null
        ) o (kind, id)
        cross join lateral (
            select * from thread_subject where agency_id = $1 and kind = o.kind and id = o.id limit 1
        ) s
        join employee e on e.agency_id = $1 and e.id = s.employee_id
        left join thread t on t.agency_id = $1 and t.subject_kind = o.kind and t.subject_id = o.id"#,
        agency.0,
        thread,
        subject.map(Subject::word),
        subject.map(Subject::id),
        me.0,
        today.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(row.map(|row| {
        let report = match (row.iki, row.indicator, row.unit, row.value, row.observed_at) {
            (Some(iki), Some(indicator), Some(unit), Some(value), Some(observed_at)) => {
                let said = format::reported(value, &unit, Fraction::stored(row.numerator, row.denominator));
                Some(ReportSubject { iki, indicator, said, observed_at: observed_at.to_jiff() })
            }
            _ => None,
        };
        Head {
            thread: row.thread,
            concerned: row.concerned,
            person: row.person,
            subject: row.subject,
            skp: row.skp,
            year: row.year,
            assessor: row.assessor,
            result: row.result,
            report,
            follows: row.follows,
            guest: row.guest,
        }
    }))
}

/// Opens the thread of a subject and returns its id. Two people who begin at once get the same one.
pub(crate) async fn open(tx: &mut Tx, head: &Head, id: ThreadId) -> Result<ThreadId> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "insert into thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (agency_id, subject_id, subject_kind) do nothing",
        agency.0,
        id.0,
        head.concerned.0,
        head.skp.0,
        head.subject.word(),
        head.subject.id(),
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(sqlx::query_scalar!(
        r#"select id as "id: ThreadId" from thread where agency_id = $1 and subject_kind = $2 and subject_id = $3"#,
        agency.0,
        head.subject.word(),
        head.subject.id()
    )
    .fetch_one(tx.db())
    .await?)
}

/// Locks the thread: other transactions that write a message or a read mark in it wait until this one ends.
pub(crate) async fn lock(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!("select from thread where agency_id = $1 and id = $2 for update", agency.0, thread.0)
        .execute(tx.db())
        .await?;
    Ok(())
}

/// Stores a message and returns its time; `None` if its id is taken. The time lies after every message and read mark
/// of the thread, which must be locked, so that a message that is committed later is never read already.
pub(crate) async fn insert_message(
    tx: &mut Tx,
    thread: ThreadId,
    author: EmployeeId,
    message: &NewMessage,
) -> Result<Option<Timestamp>> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let sent_at = sqlx::query_scalar!(
        r#"insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at, answers_id)
        select $1, $2, $3, $4, $5, $6, greatest(
            $7::timestamptz,
            (select max(m.sent_at) + interval '1 microsecond' from message m
                where m.agency_id = $1 and m.thread_id = $3),
            (select max(r.read_at) + interval '1 microsecond' from read_mark r
                where r.agency_id = $1 and r.thread_id = $3)
        ), (
            select a.id from message a
            where a.agency_id = $1 and a.id = $8 and a.thread_id = $3 and a.author_id <> $4
        )
        on conflict do nothing
        returning sent_at as "sent_at: jiff_sqlx::Timestamp""#,
        agency.0,
        message.id.0,
        thread.0,
        author.0,
        message.kind as _,
        message.text.as_str(),
        now.to_sqlx() as _,
        message.answers.map(|answers| answers.0)
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(sent_at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// A stored message, for comparison with one of the same id.
#[derive(Debug)]
pub(crate) struct StoredMessage {
    pub thread: ThreadId,
    pub author: EmployeeId,
    pub kind: MessageKind,
    pub text: String,
    pub sent_at: Timestamp,
}

/// Returns a stored message.
pub(crate) async fn message(tx: &mut Tx, id: MessageId) -> Result<Option<StoredMessage>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select thread_id as "thread: ThreadId", author_id as "author: EmployeeId", kind as "kind: MessageKind",
            text, sent_at as "sent_at: jiff_sqlx::Timestamp"
        from message where agency_id = $1 and id = $2"#,
        agency.0,
        id.0
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(row.map(|row| StoredMessage {
        thread: row.thread,
        author: row.author,
        kind: row.kind,
        text: row.text,
        sent_at: row.sent_at.to_jiff(),
    }))
}

/// Moves the read mark to now and returns `true` if there are newer messages than the mark. A mark is therefore the
/// time at which the newest message was first seen, not that of the last visit. The thread must be locked.
pub(crate) async fn mark_read(tx: &mut Tx, thread: ThreadId, reader: EmployeeId) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let marked = sqlx::query!(
        "insert into read_mark as r (agency_id, thread_id, employee_id, read_at)
         select $1, $2, $3, greatest($4::timestamptz, max(m.sent_at))
         from message m
         where m.agency_id = $1 and m.thread_id = $2
         having max(m.sent_at) > coalesce((
             select p.read_at from read_mark p
             where p.agency_id = $1 and p.thread_id = $2 and p.employee_id = $3
         ), '-infinity')
         on conflict (agency_id, thread_id, employee_id) do update set read_at = excluded.read_at",
        agency.0,
        thread.0,
        reader.0,
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Returns the people whose lists show the thread: the person concerned, the assessors of the plan's period, guests,
/// and authors of its messages who may still read it.
pub(crate) async fn readers(tx: &mut Tx, thread: ThreadId) -> Result<Vec<EmployeeId>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    Ok(sqlx::query_scalar!(
        r#"select t.employee_id as "id!: EmployeeId" from thread t where t.agency_id = $1 and t.id = $2
        union
        select a.assessor_id
        from thread t
        join skp k on k.agency_id = $1 and k.id = t.skp_id
        join assessor a on a.agency_id = $1 and a.employee_id = t.employee_id
            and daterange(a.since, a.until) && daterange(k.starts_on, k.ends_on, '[]')
        where t.agency_id = $1 and t.id = $2
        union
        select g.employee_id from thread_guest g where g.agency_id = $1 and g.thread_id = $2
        union
        select w.author_id
        from (select distinct m.author_id from message m where m.agency_id = $1 and m.thread_id = $2) w
        where thread_visible_to($1, $2, w.author_id, $3)"#,
        agency.0,
        thread.0,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?)
}

/// Returns whether `person` may read the thread today.
pub(crate) async fn is_visible_to(tx: &mut Tx, thread: ThreadId, person: EmployeeId) -> Result<bool> {
    let (agency, today) = (tx.actor.agency, tx.today());
    Ok(sqlx::query_scalar!(
        r#"select thread_visible_to($1, $2, $3, $4) as "visible!""#,
        agency.0,
        thread.0,
        person.0,
        today.to_sqlx() as _
    )
    .fetch_one(tx.db())
    .await?)
}

/// Adds a guest and returns `true`; `false` if the agency has no such person.
pub(crate) async fn add_guest(tx: &mut Tx, thread: ThreadId, guest: EmployeeId, host: EmployeeId) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let added = sqlx::query!(
        "insert into thread_guest (agency_id, thread_id, employee_id, added_by, added_at)
         select $1, $2, e.id, $4, $5 from employee e where e.agency_id = $1 and e.id = $3
         on conflict (agency_id, thread_id, employee_id) do update set employee_id = excluded.employee_id",
        agency.0,
        thread.0,
        guest.0,
        host.0,
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Removes a guest and returns whether there was one.
pub(crate) async fn remove_guest(tx: &mut Tx, thread: ThreadId, guest: EmployeeId) -> Result<bool> {
    let agency = tx.actor.agency;
    let removed = sqlx::query!(
        "delete from thread_guest where agency_id = $1 and thread_id = $2 and employee_id = $3",
        agency.0,
        thread.0,
        guest.0
    )
    .execute(tx.db())
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// People that a search returns at most; the others are found by a longer part of the name.
const MAX_COLLEAGUES: i64 = 8;

/// Returns people by a part of their name or by NIP, in order of their names.
pub(crate) async fn find_colleagues(tx: &mut Tx, wanted: &str) -> Result<Vec<Colleague>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.id as "id!: EmployeeId", e.name as "name!", p.post, p.unit
        from employee_named($2, $3) e
        -- `limit`: asked for each of them, however many the plan expects.
        left join lateral (
            select post, unit from current_post where agency_id = $1 and employee_id = e.id limit 1
        ) p on true
        order by e.name, e.id"#,
        agency.0,
        wanted,
        MAX_COLLEAGUES
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Colleague {
            id: row.id,
            name: row.name,
            post: [row.post, row.unit].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        })
        .collect())
}
