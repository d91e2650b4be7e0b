//! The team of an assessor: records → each member's need → ordered rows.

use super::{
    judged::{JudgedMember, member_of, silence},
    model::{MemberHead, MemberRow, ReminderStatus, TalkSubject, Team, TeamFilter},
    store::{self, AwaitedRecord, IndicatorRecord, MemberRecord, Named},
};
use crate::{
    domain::{
        board::Counts,
        calendar::Zone,
        feedback::Subject,
        id::{EmployeeId, MessageId},
        measure::Status,
        team::{Member, Need, REMINDED_DAYS, reminder_id},
    },
    error::{Error, Result},
    features::feedback::{model::AwaitedMessage, query::report_title},
    server::{door::Tx, pilot},
    ui::format,
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Members of one page.
pub(crate) const PAGE_SIZE: usize = 50;

/// Returns in one sentence each why people stand where they stand; `people` come with the time of their last report.
pub(crate) async fn reasons(
    tx: &mut Tx,
    people: &[(EmployeeId, Option<Timestamp>)],
) -> Result<HashMap<EmployeeId, String>> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let ids: Vec<EmployeeId> = people.iter().map(|(person, _)| *person).collect();
    let mut by_person = indicators_of(tx, &ids).await?;
    let without_access = store::without_access(tx, &ids).await?;
    let outside = pilot::people_outside(tx, today.year(), &ids).await?;
    let reasons = people.iter().map(|(person, last_report_at)| {
        let indicators = by_person.remove(person).unwrap_or_default();
        let last_report = last_report_at.map(|at| (today - zone.day(at)).get_days());
        let lacks_access = without_access.contains(person);
        let is_outside_pilot = outside.contains(person);
        let member = Member { lacks_access, is_outside_pilot, ..member_of(&indicators, last_report, today) };
        (*person, Need::of(&member).to_string())
    });
    Ok(reasons.collect())
}

async fn indicators_of(tx: &mut Tx, people: &[EmployeeId]) -> Result<HashMap<EmployeeId, Vec<IndicatorRecord>>> {
    let mut by_person = HashMap::<EmployeeId, Vec<IndicatorRecord>>::new();
    for row in store::indicators(tx, people).await? {
        by_person.entry(row.employee).or_default().push(row);
    }
    Ok(by_person)
}

/// Returns post and unit in one line.
fn place(post: Option<String>, unit: Option<String>) -> String {
    [post, unit].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A member whom somebody wants to remind of a report.
#[derive(Debug)]
pub(crate) struct RemindedMember {
    pub name: String,
    pub id: MessageId,
    pub is_sent: bool,
    /// What the reminder is about and says; `None` if the member is not silent any more.
    pub reminder: Option<(Subject, String)>,
}

/// Returns a member of the caller's team with the reminder of the indicator that is longest silent now.
///
/// # Errors
/// [`Error::NotFound`] if the person is no member.
pub(crate) async fn reminded(tx: &mut Tx, member: EmployeeId) -> Result<RemindedMember> {
    let (me, today) = (tx.actor.employee.ok_or(Error::NotFound)?, tx.today());
    let member = judged(tx, me, Some(member)).await?.pop().ok_or(Error::NotFound)?;
    let id = reminder_id(me, member.record.id, today);
    let reminder =
        member.longest_silent(today).map(|longest| (Subject::Rhk(longest.rhk), silence(longest, today).reminder()));
    Ok(RemindedMember { id, is_sent: !store::sent(tx, &[id]).await?.is_empty(), reminder, name: member.record.name })
}

/// Returns the name of a member of the caller's team and the subject of one of their messages; no subject if that message
/// does not wait for an answer.
///
/// # Errors
/// [`Error::NotFound`] if the person is no member.
pub(crate) async fn asked(tx: &mut Tx, member: EmployeeId, message: MessageId) -> Result<(String, Option<Subject>)> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let member = judged(tx, me, Some(member)).await?.pop().ok_or(Error::NotFound)?;
    let subject = member.awaited.iter().find(|asked| asked.id == message).map(|asked| asked.subject);
    Ok((member.record.name, subject))
}

/// Returns the people whose assessor `me` is, all or one of them, with their needs.
async fn judged(tx: &mut Tx, me: EmployeeId, one: Option<EmployeeId>) -> Result<Vec<JudgedMember>> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let members = store::members(tx, me, one).await?;
    let ids: Vec<EmployeeId> = members.iter().map(|member| member.id).collect();
    let mut by_person = indicators_of(tx, &ids).await?;
    let mut awaited = HashMap::<EmployeeId, Vec<AwaitedRecord>>::new();
    for asked in store::awaited(tx, me, one).await? {
        awaited.entry(asked.member).or_default().push(asked);
    }
    let outside = pilot::people_outside(tx, today.year(), &ids).await?;
    let judge = |record: MemberRecord| {
        let indicators = by_person.remove(&record.id).unwrap_or_default();
        let awaited = awaited.remove(&record.id).unwrap_or_default();
        let is_outside = outside.contains(&record.id);
        JudgedMember::new(record, awaited, indicators, (zone, today), is_outside)
    };
    Ok(members.into_iter().map(judge).collect())
}

/// Returns how many people of the caller's team need something today.
pub(super) async fn pressing(tx: &mut Tx) -> Result<i32> {
    let Some(me) = tx.actor.employee.filter(|_| tx.actor.assesses) else { return Ok(0) };
    Ok(count(judged(tx, me, None).await?.iter().filter(|member| member.need.is_pressing()).count()))
}

/// Returns how many members of the caller's team wait for an answer; without those who are taken care of until a day.
pub(super) async fn questions(tx: &mut Tx) -> Result<i32> {
    let Some(me) = tx.actor.employee.filter(|_| tx.actor.assesses) else { return Ok(0) };
    let waits = |member: &&JudgedMember| member.need.is_pressing() && !member.awaited.is_empty();
    Ok(count(judged(tx, me, None).await?.iter().filter(waits).count()))
}

/// Returns the people whose assessor `me` is, ordered by need and then by name.
async fn by_need(tx: &mut Tx, me: EmployeeId) -> Result<Vec<JudgedMember>> {
    let mut team = judged(tx, me, None).await?;
    team.sort_by_cached_key(|member| format::name_order(&member.record.name));
    team.sort_by(|a, b| a.need.compare(&b.need));
    Ok(team)
}

/// A member as the workbook has them.
#[derive(Debug)]
pub(crate) struct ExportedMember {
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    pub status: Option<Status>,
    pub reason: String,
    pub last_report: Option<DateTime>,
    /// The day that the oldest outdated number describes.
    pub old_since: Option<Date>,
    pub indicators: i32,
}

/// Returns all members that match a filter, as [`team`] orders them.
pub(crate) async fn exported(tx: &mut Tx, filter: &TeamFilter) -> Result<Vec<ExportedMember>> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let matching = by_need(tx, me).await?.into_iter().filter(|member| member.matches(filter));
    let rows = matching.map(|member| ExportedMember {
        status: member.status(),
        reason: member.need.to_string(),
        old_since: member.oldest(today).map(|(day, _)| day),
        indicators: count(member.indicators.len()),
        last_report: member.record.last_report_at.map(|at| zone.local(at)),
        name: member.record.name,
        post: member.record.post,
        unit: member.record.unit,
    });
    Ok(rows.collect())
}

/// Returns the people whose assessor the caller is, ordered by need; at most `most` of them at once.
pub(crate) async fn team(tx: &mut Tx, filter: &TeamFilter, most: usize) -> Result<Team> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let team = by_need(tx, me).await?;
    let silent: HashSet<EmployeeId> =
        team.iter().filter(|member| member.longest_silent(today).is_some()).map(|member| member.record.id).collect();
    let counts: Counts = team.iter().filter_map(JudgedMember::status).collect();
    let matching: Vec<&JudgedMember> = team.iter().filter(|member| member.matches(filter)).collect();
    let from = usize::try_from(filter.from).unwrap_or(0);
    let page: Vec<&JudgedMember> = matching.iter().skip(from).take(most).copied().collect();
    let ids: Vec<EmployeeId> = page.iter().map(|member| member.record.id).collect();
    // Of the members of other pages only whether they were reminded today.
    let reminders: Vec<MessageId> = silent
        .iter()
        .flat_map(|member| {
            let days = if ids.contains(member) { REMINDED_DAYS } else { 1 };
            reminders_of(me, *member, today).take(days)
        })
        .collect();
    let sent = store::sent(tx, &reminders).await?;
    let subjects: Vec<Subject> = page
        .iter()
        .flat_map(|member| member.questions().into_iter().map(|(subject, _)| subject).chain(member.subject(today)))
        .collect();
    let names: HashMap<Uuid, Named> = store::names(tx, &subjects).await?.into_iter().collect();
    let last_reported = store::last_reported(tx, &ids).await?;
    let reminder = |member: EmployeeId| {
        let is_sent = sent.contains_key(&reminder_id(me, member, today));
        silent.contains(&member).then_some(if is_sent { ReminderStatus::SentToday } else { ReminderStatus::Due })
    };
    let trace = |member: EmployeeId| {
        let newest = reminders_of(me, member, today).find_map(|id| sent.get(&id))?;
        Some(format!("Diingatkan {} oleh Anda", format::moment_within(zone.local(*newest), today)))
    };
    Ok(Team {
        today: format::long_day(today),
        size: count(team.len()),
        pressing: count(team.iter().filter(|member| member.need.is_pressing()).count()),
        to_remind: team
            .iter()
            .filter(|member| reminder(member.record.id) == Some(ReminderStatus::Due))
            .map(|member| (member.record.id, member.record.name.clone()))
            .collect(),
        statuses: Status::ALL.map(|status| (status, counts.of(status))).into(),
        matching: count(matching.len()),
        shown: format::part_of(count(from), page.len(), count(matching.len()), "orang"),
        next: (matching.len() > from + most).then(|| count(from + most)),
        members: page
            .into_iter()
            .map(|member| MemberRow {
                reminder: reminder(member.record.id),
                reminded: trace(member.record.id),
                last_indicator: last_reported.get(&member.record.id).filter(|_| member.indicators.len() > 1).cloned(),
                ..row(member, &names, zone, today)
            })
            .collect(),
    })
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

/// Returns the ids of the reminders of a member that are shown, that of today first.
fn reminders_of(me: EmployeeId, member: EmployeeId, today: Date) -> impl Iterator<Item = MessageId> {
    (0..REMINDED_DAYS).map_while(move |back| {
        let day = today.checked_sub(i64::try_from(back).ok()?.days()).ok()?;
        Some(reminder_id(me, member, day))
    })
}

fn row(member: &JudgedMember, names: &HashMap<Uuid, Named>, zone: Zone, today: Date) -> MemberRow {
    let record = &member.record;
    let awaited = |asked: &AwaitedRecord| AwaitedMessage { id: asked.id, kind: asked.kind, text: asked.text.clone() };
    let talk = |(subject, messages): (Subject, Vec<&AwaitedRecord>)| TalkSubject {
        subject,
        about: about(subject, names, member, zone),
        awaited: messages.into_iter().map(awaited).collect(),
    };
    let mut questions = member.questions().into_iter().map(talk);
    let first = questions.next();
    let others = questions.collect();
    MemberRow {
        id: record.id,
        name: record.name.clone(),
        initials: format::initials(&record.name),
        post: place(record.post.clone(), record.unit.clone()),
        status: member.status(),
        reason: member.need.to_string(),
        pressing: member.need.is_pressing(),
        deferred: match (&member.need, record.deferred) {
            (Need::Deferred(_), Some((until, _))) => {
                Some(format!("Ditangani, tunggu sampai {}", format::short_day(until)))
            }
            _ => None,
        },
        reminder: None,
        reminded: None,
        last_indicator: None,
        last_report: record.last_report_at.map(|at| format::moment(zone.local(at), today)),
        old: member.oldest(today).map(|(day, name)| format!("{} (“{name}”)", format::old_number(day))),
        indicators: format!("{} indikator", format::count(count(member.indicators.len()))),
        talk: first.or_else(|| member.subject(today).map(|subject| talk((subject, vec![])))),
        others,
    }
}

fn about(subject: Subject, words: &HashMap<Uuid, Named>, member: &JudgedMember, zone: Zone) -> String {
    let named = words.get(&subject.id());
    let result = named.and_then(|named| named.result.clone());
    let report = named.and_then(|named| named.report.as_ref()).map(|(said, at)| report_title(zone, *at, said));
    match subject {
        Subject::Report(_) => report.unwrap_or_else(|| "Laporan terakhir".to_owned()),
        Subject::Rhk(_) => result.unwrap_or_else(|| "Hasil kerja".to_owned()),
        Subject::Skp(_) => {
            member.indicators.first().map_or_else(|| "SKP".to_owned(), |row| format!("SKP {}", row.year))
        }
    }
}

/// Returns the head of a member's page; for the member and readers of their work.
pub(crate) async fn member(tx: &mut Tx, employee: EmployeeId) -> Result<MemberHead> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let person = store::person(tx, employee, me).await?.ok_or(Error::NotFound)?;
    Ok(MemberHead {
        name: person.name,
        post: place(person.post, person.unit),
        unit: person.unit_id,
        own: me == employee,
        plan: person.skp.map(Subject::Skp),
    })
}
