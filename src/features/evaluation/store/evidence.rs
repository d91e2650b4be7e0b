//! What stands in view while somebody is evaluated: reports, talks and follow-ups of the period.

use crate::{
    domain::{
        feedback::MessageKind,
        id::{EmployeeId, IkiId, MessageId, RhkId, SkpId},
        measure::{Fraction, Standing, Target, Value},
    },
    error::Result,
    server::door::Tx,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;

/// The most messages of a period that are shown; a year of the liveliest talk of the seeds has half of them.
const MAX_MESSAGES: i64 = 300;

/// An indicator as it stood at the end of a period.
#[derive(Debug)]
pub(crate) struct EvidenceRecord {
    pub skp: SkpId,
    pub iki: IkiId,
    pub name: String,
    pub unit: String,
    pub target: Target,
    pub standing: Option<Standing>,
    pub fraction: Option<Fraction>,
    pub note: Option<String>,
    /// Where it stood before the period.
    pub before: Option<Value>,
    /// Reports about days of the period, and how many of them correct another one.
    pub reports: i64,
    pub corrections: i64,
    /// Whether it belongs to the version in force now.
    pub is_in_force: bool,
}

/// Returns the indicators of plans as they stood before `until`, with what was reported about the days from `since` on.
pub(crate) async fn evidence(
    tx: &mut Tx,
    plans: &[SkpId],
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<EvidenceRecord>> {
    let (agency, zone) = (tx.actor.agency, tx.actor.zone);
    let rows = sqlx::query!(
        r#"select i.skp_id as "skp!: SkpId", i.id as "iki!: IkiId", i.name as "name!",
            i.unit_of_measure as "unit!",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target",
            n.value as "value?: Value", n.numerator as "numerator?: Value", n.denominator as "denominator?: Value",
            n.note as "note?", n.observed_at as "observed_at?: jiff_sqlx::Timestamp", b.value as "before?: Value",
            c.reports as "reports!", c.corrections as "corrections!",
            x.removed_in is null as "is_in_force!"
        from indicator i
        join iki x on x.agency_id = $1 and x.id = i.id
        left join lateral (
            select r.value, r.numerator, r.denominator, r.note, r.observed_at from report r
            where r.agency_id = $1 and r.iki_id = i.id and r.observed_at < $4
              and not exists (
                  select from report o where o.agency_id = $1 and o.iki_id = i.id and o.corrects_id = r.id)
            order by r.observed_at desc, r.received_at desc, r.id desc limit 1
        ) n on true
        left join lateral (
            select r.value from report r
            where r.agency_id = $1 and r.iki_id = i.id and r.observed_at < $3
              and not exists (
                  select from report o where o.agency_id = $1 and o.iki_id = i.id and o.corrects_id = r.id)
            order by r.observed_at desc, r.received_at desc, r.id desc limit 1
        ) b on true
        cross join lateral (
            select count(*) as reports, count(*) filter (where r.corrects_id is not null) as corrections from report r
            where r.agency_id = $1 and r.iki_id = i.id and r.observed_at >= $3 and r.observed_at < $4
        ) c
        where i.agency_id = $1 and i.skp_id = any ($2)
        order by i.skp_id, i.rhk_ordinal, i.ordinal, i.id"#,
        agency.0,
        plans as &[SkpId],
        since.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| EvidenceRecord {
        skp: row.skp,
        iki: row.iki,
        name: row.name,
        unit: row.unit,
        target: row.target,
        standing: row
            .value
            .zip(row.observed_at)
            .map(|(value, at)| Standing { value, observed_on: zone.day(at.to_jiff()) }),
        fraction: Fraction::stored(row.numerator, row.denominator),
        note: row.note,
        before: row.before,
        reports: row.reports,
        corrections: row.corrections,
        is_in_force: row.is_in_force,
    });
    Ok(record.collect())
}

/// A message about the work under a plan.
#[derive(Debug)]
pub(crate) struct MessageRecord {
    pub id: MessageId,
    pub sent_at: Timestamp,
    pub kind: MessageKind,
    pub text: String,
    pub author: String,
    /// Whether the owner of the plan wrote it.
    pub is_own: bool,
    /// The result that it is about.
    pub rhk: Option<RhkId>,
}

/// Returns the messages about a plan from a time, the newest first.
pub(crate) async fn messages(
    tx: &mut Tx,
    skp: SkpId,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<MessageRecord>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select m.id as "id: MessageId", m.sent_at as "sent_at: jiff_sqlx::Timestamp",
            m.kind as "kind: MessageKind", m.text, e.name as author, m.author_id = t.employee_id as "is_own!",
            case t.subject_kind when 'rhk' then t.subject_id when 'report' then (
                select k.rhk_id from report r join iki k on k.agency_id = $1 and k.id = r.iki_id
                where r.agency_id = $1 and r.id = t.subject_id
            ) end as "rhk: RhkId"
        from thread t
        join message m on m.agency_id = $1 and m.thread_id = t.id
        join employee e on e.agency_id = $1 and e.id = m.author_id
        where t.agency_id = $1 and t.skp_id = $2 and m.sent_at >= $3 and m.sent_at < $4
        order by m.sent_at desc, m.id desc limit $5"#,
        agency.0,
        skp.0,
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        MAX_MESSAGES
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| MessageRecord {
        id: row.id,
        sent_at: row.sent_at.to_jiff(),
        kind: row.kind,
        text: row.text,
        author: row.author,
        is_own: row.is_own,
        rhk: row.rhk,
    });
    Ok(record.collect())
}

/// What a meeting asked of somebody.
#[derive(Debug)]
pub(crate) struct FollowUpRecord {
    pub text: String,
    pub due_on: Date,
    pub done_at: Option<Timestamp>,
}

/// Returns what meetings asked of somebody and was due or done in a time, by due day.
pub(crate) async fn follow_ups(
    tx: &mut Tx,
    person: EmployeeId,
    (first, last): (Date, Date),
) -> Result<Vec<FollowUpRecord>> {
    let (agency, zone) = (tx.actor.agency, tx.actor.zone);
    let rows = sqlx::query!(
        r#"select text, due_on as "due_on: jiff_sqlx::Date", done_at as "done_at: jiff_sqlx::Timestamp" from follow_up
        where agency_id = $1 and assignee_id = $2
          and (due_on between $3 and $4 or (done_at at time zone $5)::date between $3 and $4)
        order by due_on, id limit 50"#,
        agency.0,
        person.0,
        first.to_sqlx() as _,
        last.to_sqlx() as _,
        zone.database_name()
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| FollowUpRecord {
        text: row.text,
        due_on: row.due_on.to_jiff(),
        done_at: row.done_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(record.collect())
}
