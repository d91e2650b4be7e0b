//! Threads, messages, read marks and guests in the database.

mod inbox;

pub(crate) use inbox::{Cursor, listed, unread_count};

use super::model::{Colleague, ThreadPlace};
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

/// A thread or the subject of one, and how somebody stands to it.
#[derive(Debug)]
pub(crate) struct Head {
    pub thread: Option<ThreadId>,
    pub concerned: EmployeeId,
    pub person: String,
    pub skp: SkpId,
    pub year: i16,
    pub rhk: Option<RhkId>,
    pub rhk_text: Option<String>,
    pub report: Option<ReportSubject>,
    /// An assessor of the plan's period, or such an assessor's superior inside the perangkat daerah.
    pub follows: bool,
    pub guest: bool,
}

/// The report that a thread is about.
#[derive(Debug)]
pub(crate) struct ReportSubject {
    pub id: ReportId,
    pub iki: IkiId,
    pub indicator: String,
    pub unit: String,
    pub value: Value,
    pub observed_at: Timestamp,
}

impl Head {
    pub(crate) const fn subject(&self) -> Subject {
        match (&self.report, self.rhk) {
            (Some(report), _) => Subject::Report(report.id),
            (None, Some(rhk)) => Subject::Rhk(rhk),
            (None, None) => Subject::Skp(self.skp),
        }
    }
}

/// Finds a thread, or the subject of one that does not exist yet.
pub(crate) async fn head(tx: &mut Tx, place: ThreadPlace, me: EmployeeId) -> Result<Option<Head>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let (thread, skp, rhk, report) = match place {
        ThreadPlace::Thread(id) => (Some(id.0), None, None, None),
        ThreadPlace::Subject(Subject::Skp(id)) => (None, Some(id.0), None, None),
        ThreadPlace::Subject(Subject::Rhk(id)) => (None, None, Some(id.0), None),
        ThreadPlace::Subject(Subject::Report(id)) => (None, None, None, Some(id.0)),
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
                Some(ReportSubject { id, iki, indicator, unit, value, observed_at: observed_at.to_jiff() })
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
pub(crate) async fn open(tx: &mut Tx, head: &Head, id: ThreadId) -> Result<ThreadId> {
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

/// Lets whoever else writes or reads in the thread wait until this is committed.
pub(crate) async fn lock(tx: &mut Tx, thread: ThreadId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!("select from thread where agency_id = $1 and id = $2 for update", agency.0, thread.0)
        .execute(tx.db())
        .await?;
    Ok(())
}

/// Stores a message unless its id is taken, and gives the time at which it stands: behind every message and
/// read mark of the thread, which must be locked. What is committed later is so never taken for read.
pub(crate) async fn insert_message(
    tx: &mut Tx,
    thread: ThreadId,
    author: EmployeeId,
    message: &NewMessage,
) -> Result<Option<Timestamp>> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let sent_at = sqlx::query_scalar!(
        r#"insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
        select $1, $2, $3, $4, $5, $6, greatest(
            $7::timestamptz,
            (select max(m.sent_at) + interval '1 microsecond' from message m
                where m.agency_id = $1 and m.thread_id = $3),
            (select max(r.read_at) + interval '1 microsecond' from read_mark r
                where r.agency_id = $1 and r.thread_id = $3)
        )
        on conflict do nothing
        returning sent_at as "sent_at: jiff_sqlx::Timestamp""#,
        agency.0,
        message.id.0,
        thread.0,
        author.0,
        message.kind as _,
        message.text.as_str(),
        now.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?;
    Ok(sent_at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// A stored message, for comparison with one that came again.
#[derive(Debug)]
pub(crate) struct StoredMessage {
    pub thread: ThreadId,
    pub author: EmployeeId,
    pub kind: MessageKind,
    pub text: String,
    pub sent_at: Timestamp,
}

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

/// Moves the read mark to now where something came since; `false` where nothing did. A mark therefore tells
/// when the newest message was first seen, not when the page was last open. The thread must be locked.
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

/// Those whose lists show the thread: the person concerned, the assessors of the plan's period, guests, and
/// whoever wrote in it and may still read it.
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

/// Lets somebody of the agency in; `false` where there is no such person.
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

/// So many people are offered; who is not among them is found by a longer part of the name.
const MAX_COLLEAGUES: i64 = 8;

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
