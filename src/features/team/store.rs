//! The members of a team and their indicators in the database.

use crate::{
    domain::{
        feedback::{MessageKind, Subject},
        id::{EmployeeId, MessageId, ReportId, RhkId, SkpId, UnitId},
        measure::{Fraction, Standing, Status, Target, Value},
    },
    error::Result,
    server::door::Tx,
    ui::format,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use std::collections::{HashMap, HashSet};

/// The most members of a team; more are a mistake of the import, and the page says how many there are.
const MAX_MEMBERS: i64 = 1000;

/// A person whose assessor the caller is today.
#[derive(Debug)]
pub(crate) struct MemberRecord {
    pub id: EmployeeId,
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    /// The status of the year, if there is an agreed plan.
    pub status: Option<Status>,
    /// Whether they have ever signed in.
    pub has_access: bool,
    pub last_report_at: Option<Timestamp>,
    /// The last day of the assessor's wait, and when it was noted.
    pub deferred: Option<(Date, Timestamp)>,
}

/// A message of a member that waits for an answer.
#[derive(Debug)]
pub(crate) struct AwaitedRecord {
    pub member: EmployeeId,
    pub id: MessageId,
    pub kind: MessageKind,
    pub at: Timestamp,
    pub subject: Subject,
    pub text: String,
    /// When the newest of this member's messages that wait was sent, and how many these are.
    pub newest_at: Timestamp,
    pub total: i32,
}

/// The messages of a member that are read at most; the others follow once these are answered.
const MAX_AWAITED: i64 = 10;

/// Returns the messages that wait for an answer of somebody as the assessor of their authors today, of all of these or
/// of one: requests for support before others, then the oldest first.
pub(crate) async fn awaited(tx: &mut Tx, assessor: EmployeeId, one: Option<EmployeeId>) -> Result<Vec<AwaitedRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let waiting = |is_answer: bool| -> Vec<MessageKind> {
        MessageKind::ALL.into_iter().filter(|kind| kind.waits(is_answer)).collect()
    };
    let rows = sqlx::query!(
        r#"select a.employee_id as "member: EmployeeId", q.id as "id!: MessageId", q.kind as "kind!: MessageKind",
            q.sent_at as "at!: jiff_sqlx::Timestamp", q.text as "text!", q.subject as "subject!: Subject",
            q.newest_at as "newest_at!: jiff_sqlx::Timestamp", q.total as "total!"
        from (
            select employee_id, since, until from assessor
            where agency_id = $1 and assessor_id = $2 and since <= $3 and (until is null or until > $3)
              and ($8::uuid is null or employee_id = $8)
            order by employee_id limit $4
        ) a
        cross join lateral (
            select m.id, m.kind, m.sent_at, m.text, row(t.subject_kind, t.subject_id) as subject,
                max(m.sent_at) over () as newest_at, (count(*) over ())::int as total
            from thread t
            join skp k on k.agency_id = $1 and k.id = t.skp_id
            join message m on m.agency_id = $1 and m.thread_id = t.id
            where t.agency_id = $1 and t.employee_id = a.employee_id
              and daterange(a.since, a.until) && daterange(k.starts_on, k.ends_on, '[]')
              and m.author_id = a.employee_id
              and (m.kind = any ($5::text[]) or (m.answers_id is null and m.kind = any ($6::text[])))
              and not exists (
                  select from message later
                  join message b on b.agency_id = $1 and b.id = later.answers_id
                  where later.agency_id = $1 and later.thread_id = t.id
                    and later.author_id <> a.employee_id and (b.sent_at, b.id) >= (m.sent_at, m.id)
              )
            order by m.kind = $7 desc, m.sent_at, m.id limit $9
        ) q
        order by a.employee_id, q.kind = $7 desc, q.sent_at, q.id"#,
        agency.0,
        assessor.0,
        today.to_sqlx() as _,
        MAX_MEMBERS,
        &waiting(true) as _,
        &waiting(false) as _,
        MessageKind::Support as _,
        one.map(|one| one.0),
        MAX_AWAITED
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AwaitedRecord {
            member: row.member,
            id: row.id,
            kind: row.kind,
            at: row.at.to_jiff(),
            subject: row.subject,
            text: row.text,
            newest_at: row.newest_at.to_jiff(),
            total: row.total,
        })
        .collect())
}

/// Returns the people whose assessor somebody is today: all of them, or one. Who they are is found first: with a limit at
/// the end the database walks through the names of the whole agency.
pub(crate) async fn members(tx: &mut Tx, assessor: EmployeeId, one: Option<EmployeeId>) -> Result<Vec<MemberRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select e.id as "id: EmployeeId", e.name, p.post, p.unit, e.access_at is not null as "has_access!",
            s.status as "status?: Status", s.last_report_at as "last_report_at?: jiff_sqlx::Timestamp",
            d.until as "until?: jiff_sqlx::Date", d.noted_at as "noted_at?: jiff_sqlx::Timestamp"
        from (
            select employee_id from assessor
            where agency_id = $1 and assessor_id = $2 and since <= $3 and (until is null or until > $3)
              and ($6::uuid is null or employee_id = $6)
            order by employee_id limit $5
        ) a
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        left join current_post p on p.agency_id = $1 and p.employee_id = e.id
        left join person_standing s on s.agency_id = $1 and s.employee_id = e.id and s.year = $4
        left join deferral d on d.agency_id = $1 and d.employee_id = e.id and d.assessor_id = $2
        order by e.name, e.id"#,
        agency.0,
        assessor.0,
        today.to_sqlx() as _,
        today.year(),
        MAX_MEMBERS,
        one.map(|one| one.0)
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberRecord {
            id: row.id,
            name: row.name,
            post: row.post,
            unit: row.unit,
            status: row.status,
            has_access: row.has_access,
            last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
            deferred: row.until.zip(row.noted_at).map(|(until, at)| (until.to_jiff(), at.to_jiff())),
        })
        .collect())
}

/// An indicator of a member's agreed plan, with its newest report.
#[derive(Debug)]
pub(crate) struct IndicatorRecord {
    pub employee: EmployeeId,
    pub skp: SkpId,
    pub year: i16,
    pub rhk: RhkId,
    pub name: String,
    pub status: Status,
    pub target: Target,
    pub report: Option<TeamIndicator>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TeamIndicator {
    pub id: ReportId,
    pub value: Value,
    pub observed_at: Timestamp,
    pub observed_on: Date,
}

impl TeamIndicator {
    pub(crate) const fn standing(self) -> Standing {
        Standing { value: self.value, observed_on: self.observed_on }
    }
}

/// Returns those of some people who have never signed in.
pub(crate) async fn without_access(tx: &mut Tx, people: &[EmployeeId]) -> Result<HashSet<EmployeeId>> {
    let agency = tx.actor.agency;
    let without = sqlx::query_scalar!(
        r#"select id as "id: EmployeeId" from employee
        where agency_id = $1 and id = any ($2) and access_at is null"#,
        agency.0,
        people as &[EmployeeId]
    );
    Ok(without.fetch_all(tx.db()).await?.into_iter().collect())
}

/// Returns the indicators of a team, by person.
pub(crate) async fn indicators(tx: &mut Tx, members: &[EmployeeId]) -> Result<Vec<IndicatorRecord>> {
    let (agency, zone, year) = (tx.actor.agency, tx.actor.zone, tx.today().year());
    let rows = sqlx::query!(
        r#"select i.employee_id as "employee!: EmployeeId", i.skp_id as "skp!: SkpId", i.year as "year!",
            i.rhk_id as "rhk!: RhkId", i.name as "name!", s.status as "status: Status",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target",
            s.report_id as "report: ReportId", s.value as "value: Value",
            s.observed_at as "observed_at: jiff_sqlx::Timestamp"
        from indicator i
        join standing s on s.agency_id = $1 and s.iki_id = i.id
        where i.agency_id = $1 and i.employee_id = any ($2) and i.year = $3 and i.is_open
        order by i.employee_id, i.rhk_ordinal, i.ordinal"#,
        agency.0,
        members as &[EmployeeId],
        year
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| IndicatorRecord {
            employee: row.employee,
            skp: row.skp,
            year: row.year,
            rhk: row.rhk,
            name: row.name,
            status: row.status,
            target: row.target,
            report: match (row.report, row.value, row.observed_at) {
                (Some(id), Some(value), Some(observed_at)) => {
                    let observed_at = observed_at.to_jiff();
                    Some(TeamIndicator { id, value, observed_at, observed_on: zone.day(observed_at) })
                }
                _ => None,
            },
        })
        .collect())
}

/// The words of a subject: the result's text, or the report in words.
#[derive(Debug)]
pub(crate) struct Named {
    pub result: Option<String>,
    /// What a report says, and its moment.
    pub report: Option<(String, Timestamp)>,
}

/// Returns the words of subjects, by their ids.
pub(crate) async fn names(tx: &mut Tx, subjects: &[Subject]) -> Result<Vec<(uuid::Uuid, Named)>> {
    let agency = tx.actor.agency;
    let (kinds, ids): (Vec<&str>, Vec<uuid::Uuid>) =
        subjects.iter().map(|subject| (subject.word(), subject.id())).unzip();
    let rows = sqlx::query!(
        r#"select o.id as "id!", s.result, s.value as "value: Value", s.unit,
            s.numerator as "numerator: Value", s.denominator as "denominator: Value", s.observed_at as "observed_at: jiff_sqlx::Timestamp"
        from unnest($2::text[], $3::uuid[]) o (kind, id)
        cross join lateral (
            select result, value, numerator, denominator, unit, observed_at from thread_subject
            where agency_id = $1 and kind = o.kind and id = o.id limit 1
        ) s"#,
        agency.0,
        &kinds as _,
        &ids
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let report = match (row.value, row.unit, row.observed_at) {
                (Some(value), Some(unit), Some(at)) => {
                    let fraction = Fraction::stored(row.numerator, row.denominator);
                    Some((format::reported(value, &unit, fraction), at.to_jiff()))
                }
                _ => None,
            };
            (row.id, Named { result: row.result, report })
        })
        .collect())
}

/// A person as readers of their work see them.
#[derive(Debug)]
pub(crate) struct PersonRecord {
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    pub unit_id: Option<UnitId>,
    pub skp: Option<SkpId>,
}

/// Returns the person with this id, if `me` is that person or may read their work of this year.
pub(crate) async fn person(tx: &mut Tx, employee: EmployeeId, me: EmployeeId) -> Result<Option<PersonRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    Ok(sqlx::query_as!(
        PersonRecord,
        r#"select e.name, p.post, p.unit, p.unit_id as "unit_id: UnitId",
            (select k.id from skp k
                where k.agency_id = $1 and k.employee_id = e.id and k.year = $5 and k.version is not null and k.closed_at is null
                order by k.starts_on desc limit 1) as "skp: SkpId"
        from employee e
        left join current_post p on p.agency_id = $1 and p.employee_id = e.id
        where e.agency_id = $1 and e.id = $2
          and (e.id = $3 or plan_followed_by($1, e.id, $6, $4, $3, $4))"#,
        agency.0,
        employee.0,
        me.0,
        today.to_sqlx() as _,
        today.year(),
        today.first_of_year().to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?)
}

/// Returns which of these messages are stored, and when each was sent.
pub(crate) async fn sent(tx: &mut Tx, messages: &[MessageId]) -> Result<HashMap<MessageId, Timestamp>> {
    let agency = tx.actor.agency;
    let sent = sqlx::query!(
        r#"select id as "id: MessageId", sent_at as "sent_at: jiff_sqlx::Timestamp" from message
        where agency_id = $1 and id = any ($2)"#,
        agency.0,
        messages as &[MessageId]
    );
    Ok(sent.fetch_all(tx.db()).await?.into_iter().map(|row| (row.id, row.sent_at.to_jiff())).collect())
}

/// Returns the indicator of each person's last report, by name, where it belongs to the plan in force.
pub(crate) async fn last_reported(tx: &mut Tx, people: &[EmployeeId]) -> Result<HashMap<EmployeeId, String>> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let rows = sqlx::query!(
        r#"select i.employee_id as "employee!: EmployeeId", i.name as "name!"
        from indicator i
        join person_standing s on s.agency_id = $1 and s.employee_id = i.employee_id and s.year = $3
        cross join lateral (
            select r.received_at from report r
            where r.agency_id = $1 and r.iki_id = i.id order by r.received_at desc limit 1
        ) r
        where i.agency_id = $1 and i.employee_id = any ($2) and i.year = $3 and i.is_open
          and r.received_at = s.last_report_at"#,
        agency.0,
        people as &[EmployeeId],
        year
    );
    Ok(rows.fetch_all(tx.db()).await?.into_iter().map(|row| (row.employee, row.name)).collect())
}

/// Notes until when the assessor waits for a member, or removes the note without a day. Returns `false` if the person
/// is no member of the team today.
pub(crate) async fn defer(tx: &mut Tx, assessor: EmployeeId, member: EmployeeId, until: Option<Date>) -> Result<bool> {
    let (agency, now, today) = (tx.actor.agency, tx.now, tx.today());
    let row = sqlx::query_scalar!(
        r#"with member as (
            select employee_id from assessor
            where agency_id = $1 and assessor_id = $2 and employee_id = $3
              and since <= $4 and (until is null or until > $4)
        ), removed as (
            delete from deferral d using member m
            where $5::date is null and d.agency_id = $1 and d.assessor_id = $2 and d.employee_id = m.employee_id
        ), noted as (
            insert into deferral (agency_id, employee_id, assessor_id, until, noted_at)
            select $1, employee_id, $2, $5, $6 from member where $5::date is not null
            on conflict (agency_id, employee_id, assessor_id) do update set until = excluded.until, noted_at = excluded.noted_at
        )
        select exists (select from member) as "is!""#,
        agency.0,
        assessor.0,
        member.0,
        today.to_sqlx() as _,
        until.map(ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _
    );
    Ok(row.fetch_one(tx.db()).await?)
}
