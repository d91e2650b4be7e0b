//! Threads, messages, read marks and guests in the database.

use super::model::{Colleague, Place};
use crate::{
    domain::{
        feedback::{MessageKind, NewMessage, Subject},
        id::{EmployeeId, IkiId, MessageId, ReportId, RhkId, SkpId, ThreadId},
        measure::Value,
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// A thread or the subject of one, and how somebody stands to it.
#[derive(Debug)]
pub struct Head {
    pub thread: Option<ThreadId>,
    pub concerned: EmployeeId,
    pub person: String,
    pub skp: SkpId,
    pub year: i16,
    pub rhk: Option<RhkId>,
    pub rhk_text: Option<String>,
    pub report: Option<Reported>,
    /// An assessor of the plan's period, or such an assessor's superior inside the perangkat daerah.
    pub follows: bool,
    pub guest: bool,
}

/// The report that a thread is about.
#[derive(Debug)]
pub struct Reported {
    pub id: ReportId,
    pub iki: IkiId,
    pub indicator: String,
    pub unit: String,
    pub value: Value,
    pub observed_at: Timestamp,
}

impl Head {
    pub const fn subject(&self) -> Subject {
        match (&self.report, self.rhk) {
            (Some(report), _) => Subject::Report(report.id),
            (None, Some(rhk)) => Subject::Rhk(rhk),
            (None, None) => Subject::Skp(self.skp),
        }
    }
}

/// Finds a thread, or the subject of one that does not exist yet.
pub async fn head(tx: &mut Tx, place: Place, me: EmployeeId) -> Result<Option<Head>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let (thread, skp, rhk, report) = match place {
        Place::Thread(id) => (Some(id.0), None, None, None),
        Place::Subject(Subject::Skp(id)) => (None, Some(id.0), None, None),
        Place::Subject(Subject::Rhk(id)) => (None, None, Some(id.0), None),
        Place::Subject(Subject::Report(id)) => (None, None, None, Some(id.0)),
    };
    let row = sqlx::query!(
        r#"with subject as (
            select t.skp_id, t.rhk_id, t.report_id from thread t where t.agency_id = $1 and t.id = $2
            union all
            select k.id, null, null from skp k where k.agency_id = $1 and k.id = $3
            union all
            select r.skp_id, r.id, null from rhk r where r.agency_id = $1 and r.id = $4
            union all
            select r.skp_id, null, p.id
            from report p
            join iki i on i.agency_id = $1 and i.id = p.iki_id
            join rhk r on r.agency_id = $1 and r.id = i.rhk_id
            where p.agency_id = $1 and p.id = $5
        )
        select t.id as "thread?: ThreadId", k.employee_id as "concerned: EmployeeId", e.name as person,
            k.id as "skp: SkpId", k.year, s.rhk_id as "rhk: RhkId", r.text as "rhk_text?",
            s.report_id as "report: ReportId", p.iki_id as "iki?: IkiId", i.name as "indicator?",
            i.unit_of_measure as "unit?", p.value as "value?: Value",
            p.observed_at as "observed_at?: jiff_sqlx::Timestamp",
            plan_followed_by($1, k.employee_id, k.starts_on, k.ends_on, $6, $7) as "follows!",
            exists (
                select from thread_guest g
                where g.agency_id = $1 and g.thread_id = t.id and g.employee_id = $6
            ) as "guest!"
        from subject s
        join skp k on k.agency_id = $1 and k.id = s.skp_id
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        left join rhk r on r.agency_id = $1 and r.id = s.rhk_id
        left join report p on p.agency_id = $1 and p.id = s.report_id
        left join iki i on i.agency_id = $1 and i.id = p.iki_id
        left join thread t on t.agency_id = $1
            and coalesce(t.report_id, t.rhk_id, t.skp_id) = coalesce(s.report_id, s.rhk_id, s.skp_id)"#,
        agency.0,
        thread,
        skp,
        rhk,
        report,
        me.0,
        today.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(row.map(|row| {
        let report = match (row.report, row.iki, row.indicator, row.unit, row.value, row.observed_at) {
            (Some(id), Some(iki), Some(indicator), Some(unit), Some(value), Some(observed_at)) => {
                Some(Reported { id, iki, indicator, unit, value, observed_at: observed_at.to_jiff() })
            }
            _ => None,
        };
        Head {
            thread: row.thread,
            concerned: row.concerned,
            person: row.person,
            skp: row.skp,
            year: row.year,
            rhk: row.rhk,
            rhk_text: row.rhk_text,
            report,
            follows: row.follows,
            guest: row.guest,
        }
    }))
}

/// Makes the thread of a subject. Two people who begin at once end in the same one.
pub async fn open(tx: &mut Tx, head: &Head, id: ThreadId) -> Result<ThreadId> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let report = head.report.as_ref().map(|report| report.id.0);
    sqlx::query!(
        "insert into thread (agency_id, id, employee_id, skp_id, rhk_id, report_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (agency_id, coalesce(report_id, rhk_id, skp_id)) do nothing",
        agency.0,
        id.0,
        head.concerned.0,
        head.skp.0,
        head.rhk.map(|rhk| rhk.0),
        report,
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(sqlx::query_scalar!(
        r#"select id as "id: ThreadId" from thread
        where agency_id = $1 and coalesce(report_id, rhk_id, skp_id) = $2"#,
        agency.0,
        head.subject().id()
    )
    .fetch_one(tx.db())
    .await?)
}

/// Stores a message unless its id is taken; `false` then.
pub async fn insert_message(
    tx: &mut Tx,
    thread: ThreadId,
    author: EmployeeId,
    message: &NewMessage,
) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let inserted = sqlx::query!(
        "insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing",
        agency.0,
        message.id.0,
        thread.0,
        author.0,
        message.kind as _,
        message.text.as_str(),
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// A stored message, for comparison with one that came again.
#[derive(Debug)]
pub struct StoredMessage {
    pub thread: ThreadId,
    pub author: EmployeeId,
    pub kind: MessageKind,
    pub text: String,
    pub sent_at: Timestamp,
}

pub async fn message(tx: &mut Tx, id: MessageId) -> Result<Option<StoredMessage>> {
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

/// Moves the read mark to now where something came since; `false` where nothing did. A mark therefore tells
/// when the newest message was first seen, not when the page was last open.
pub async fn mark_read(tx: &mut Tx, thread: ThreadId, reader: EmployeeId) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let marked = sqlx::query!(
        "insert into read_mark as r (agency_id, thread_id, employee_id, read_at)
         select $1, $2, $3, $4::timestamptz
         where exists (
             select from message m
             where m.agency_id = $1 and m.thread_id = $2 and m.sent_at > coalesce((
                 select p.read_at from read_mark p
                 where p.agency_id = $1 and p.thread_id = $2 and p.employee_id = $3
             ), '-infinity')
         )
         on conflict (agency_id, thread_id, employee_id)
         do update set read_at = greatest(r.read_at, excluded.read_at)",
        agency.0,
        thread.0,
        reader.0,
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Those whose lists show the thread: the person concerned, the assessors of the plan's period, guests, and
/// whoever wrote in it and may still read it.
pub async fn readers(tx: &mut Tx, thread: ThreadId) -> Result<Vec<EmployeeId>> {
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

pub async fn is_visible_to(tx: &mut Tx, thread: ThreadId, person: EmployeeId) -> Result<bool> {
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

/// Lets somebody of the agency in; `false` where there is no such person.
pub async fn add_guest(tx: &mut Tx, thread: ThreadId, guest: EmployeeId, host: EmployeeId) -> Result<bool> {
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

/// So many people are offered; who is not among them is found by a longer part of the name.
const MOST_COLLEAGUES: i64 = 8;

pub async fn find_colleagues(tx: &mut Tx, wanted: &str) -> Result<Vec<Colleague>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.id as "id: EmployeeId", e.name, p.name as "post?", u.name as "unit?"
        from employee e
        left join assignment m on m.agency_id = $1 and m.employee_id = e.id and m.definitive and m.until is null
        left join post p on p.agency_id = $1 and p.id = m.post_id
        left join unit u on u.agency_id = $1 and u.id = m.unit_id
        where e.agency_id = $1 and (e.nip = $2 or strpos(lower(e.name), lower($2)) > 0)
        order by e.name, e.id limit $3"#,
        agency.0,
        wanted,
        MOST_COLLEAGUES
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

/// Where a page of the list begins: behind this thread, as it stood then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub unread: bool,
    pub at: Timestamp,
    pub thread: Uuid,
}

impl Cursor {
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let unread = match parts.next()? {
            "baru" => true,
            "lama" => false,
            _ => return None,
        };
        let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
        Some(Self { unread, at, thread: parts.next()?.parse().ok()? })
    }

    /// The cursor as addresses carry it.
    pub fn text(self) -> String {
        format!("{}.{}.{}", if self.unread { "baru" } else { "lama" }, self.at.as_microsecond(), self.thread)
    }
}

/// A thread of the list with its newest message.
#[derive(Debug)]
pub struct Listed {
    pub id: ThreadId,
    pub concerned: EmployeeId,
    pub person: String,
    /// The newest author besides this person.
    pub talker: Option<String>,
    /// The assessor of the person concerned today.
    pub assessor: Option<String>,
    pub author_id: EmployeeId,
    pub author: String,
    pub kind: MessageKind,
    pub text: String,
    pub sent_at: jiff_sqlx::Timestamp,
    pub unread: i32,
    pub year: i16,
    pub rhk: Option<String>,
    pub value: Option<Value>,
    pub unit: Option<String>,
    pub observed_at: Option<jiff_sqlx::Timestamp>,
}

/// The threads of the list of `me`: where they are concerned or assess the plan's period, as a guest, or
/// because they wrote there and may still read it. Unread ones first, then the newest.
pub async fn listed(tx: &mut Tx, me: EmployeeId, after: Option<Cursor>, most: usize) -> Result<Vec<Listed>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    Ok(sqlx::query_as!(
        Listed,
        r#"with mine (id) as (
            select t.id from thread t where t.agency_id = $1 and t.employee_id = $2
            union
            select t.id
            from assessor a
            join thread t on t.agency_id = $1 and t.employee_id = a.employee_id
            join skp k on k.agency_id = $1 and k.id = t.skp_id
            where a.agency_id = $1 and a.assessor_id = $2
              and daterange(a.since, a.until) && daterange(k.starts_on, k.ends_on, '[]')
            union
            select g.thread_id from thread_guest g where g.agency_id = $1 and g.employee_id = $2
            union
            select w.thread_id
            from (select distinct m.thread_id from message m where m.agency_id = $1 and m.author_id = $2) w
            where thread_visible_to($1, w.thread_id, $2, $3)
        ), newest as (
            select t.id, t.employee_id, t.skp_id, t.rhk_id, t.report_id,
                l.author_id, l.kind, left(l.text, 600) as text, l.sent_at,
                (select count(*) from message m
                    where m.agency_id = $1 and m.thread_id = t.id and m.author_id <> $2
                      and m.sent_at > coalesce(r.read_at, '-infinity'))::int as unread
            from mine
            join thread t on t.agency_id = $1 and t.id = mine.id
            join lateral (
                select m.author_id, m.kind, m.text, m.sent_at from message m
                where m.agency_id = $1 and m.thread_id = t.id
                order by m.sent_at desc, m.id desc limit 1
            ) l on true
            left join read_mark r on r.agency_id = $1 and r.thread_id = t.id and r.employee_id = $2
        ), page as (
            select * from newest
            where $4::boolean is null or (unread > 0, sent_at, id) < ($4, $5::timestamptz, $6::uuid)
            order by unread > 0 desc, sent_at desc, id desc limit $7
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
            t.author_id as "author_id!: EmployeeId", w.name as author, t.kind as "kind!: MessageKind",
            t.text as "text!", t.sent_at as "sent_at!: jiff_sqlx::Timestamp", t.unread as "unread!",
            k.year, r.text as "rhk?", p.value as "value?: Value", i.unit_of_measure as "unit?",
            p.observed_at as "observed_at?: jiff_sqlx::Timestamp"
        from page t
        join employee e on e.agency_id = $1 and e.id = t.employee_id
        join employee w on w.agency_id = $1 and w.id = t.author_id
        join skp k on k.agency_id = $1 and k.id = t.skp_id
        left join rhk r on r.agency_id = $1 and r.id = t.rhk_id
        left join report p on p.agency_id = $1 and p.id = t.report_id
        left join iki i on i.agency_id = $1 and i.id = p.iki_id
        order by t.unread > 0 desc, t.sent_at desc, t.id desc"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        after.map(|after| after.unread),
        after.map(|after| after.at.to_sqlx()) as _,
        after.map(|after| after.thread),
        i64::try_from(most).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.db())
    .await?)
}

/// In how many threads something is unread. The same threads as the list's.
pub async fn unread_count(tx: &mut Tx) -> Result<i32> {
    let Some(me) = tx.actor.employee else { return Ok(0) };
    let (agency, today) = (tx.actor.agency, tx.today());
    Ok(sqlx::query_scalar!(
        r#"with mine (id) as (
            select t.id from thread t where t.agency_id = $1 and t.employee_id = $2
            union
            select t.id
            from assessor a
            join thread t on t.agency_id = $1 and t.employee_id = a.employee_id
            join skp k on k.agency_id = $1 and k.id = t.skp_id
            where a.agency_id = $1 and a.assessor_id = $2
              and daterange(a.since, a.until) && daterange(k.starts_on, k.ends_on, '[]')
            union
            select g.thread_id from thread_guest g where g.agency_id = $1 and g.employee_id = $2
            union
            select w.thread_id
            from (select distinct m.thread_id from message m where m.agency_id = $1 and m.author_id = $2) w
            where thread_visible_to($1, w.thread_id, $2, $3)
        )
        select count(*)::int as "count!" from mine
        left join read_mark r on r.agency_id = $1 and r.thread_id = mine.id and r.employee_id = $2
        where exists (
            select from message m
            where m.agency_id = $1 and m.thread_id = mine.id and m.author_id <> $2
              and m.sent_at > coalesce(r.read_at, '-infinity')
        )"#,
        agency.0,
        me.0,
        today.to_sqlx() as _
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
