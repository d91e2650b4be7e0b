//! A member of a team, with the need that follows from their indicators and messages.

use super::model::TeamFilter;
use super::store::{AwaitedRecord, IndicatorRecord, MemberRecord, TeamIndicator};
use crate::domain::{
    board::Counts,
    calendar::Zone,
    feedback::Subject,
    measure::Status,
    team::{Asked, Behind, Member, Need, Silence},
    text::name_part,
};
use jiff::{Timestamp, civil::Date};

/// A member, their need, and the subject of feedback.
pub(super) struct JudgedMember {
    pub(super) record: MemberRecord,
    /// The messages that wait for an answer, the most urgent one first.
    pub(super) awaited: Vec<AwaitedRecord>,
    pub(super) indicators: Vec<IndicatorRecord>,
    pub(super) need: Need,
}

impl JudgedMember {
    pub(super) fn new(
        record: MemberRecord,
        awaited: Vec<AwaitedRecord>,
        indicators: Vec<IndicatorRecord>,
        (zone, today): (Zone, Date),
        is_outside_pilot: bool,
    ) -> Self {
        let days = |at: Timestamp| (today - zone.day(at)).get_days();
        let asked = awaited.first();
        let member = Member {
            asked: asked.map(|asked| Asked::new(asked.kind, zone.day(asked.at), today, asked.total - 1)),
            // What was written since is not taken care of yet.
            is_deferred: record.deferred.is_some_and(|(until, noted_at)| {
                until >= today && asked.is_none_or(|asked| asked.newest_at <= noted_at)
            }),
            lacks_access: !record.has_access,
            is_outside_pilot,
            ..member_of(&indicators, record.last_report_at.map(days), today)
        };
        Self { need: Need::of(&member), record, awaited, indicators }
    }

    /// Returns the subjects with messages that wait, the most urgent one first, each with these messages, oldest first.
    pub(super) fn questions(&self) -> Vec<(Subject, Vec<&AwaitedRecord>)> {
        let mut questions: Vec<(Subject, Vec<&AwaitedRecord>)> = Vec::new();
        for asked in &self.awaited {
            match questions.iter_mut().find(|(subject, _)| *subject == asked.subject) {
                Some((_, messages)) => messages.push(asked),
                None => questions.push((asked.subject, vec![asked])),
            }
        }
        for (_, messages) in &mut questions {
            messages.sort_by_key(|asked| (asked.at, asked.id.0));
        }
        questions
    }

    /// Returns the subject of feedback from the row: the question, else the indicator that is furthest behind or
    /// longest silent, else the last report, else the plan.
    pub(super) fn subject(&self, today: Date) -> Option<Subject> {
        if let Some(asked) = self.awaited.first() {
            return Some(asked.subject);
        }
        let at = |wanted: Status| self.indicators.iter().filter(move |row| row.status == wanted);
        let pressing = at(Status::NeedsSupport)
            .min_by_key(|row| behind(row, today).order())
            .or_else(|| at(Status::Silent).max_by_key(|row| silence(row, today).overdue()));
        if let Some(row) = pressing {
            return Some(Subject::Rhk(row.rhk));
        }
        let reports = self.indicators.iter().filter_map(|row| row.report);
        match reports.max_by_key(|report| report.observed_at) {
            Some(report) => Some(Subject::Report(report.id)),
            None => self.indicators.first().map(|row| Subject::Skp(row.skp)),
        }
    }

    /// Returns the indicator that is longest silent, if the member can report on it.
    pub(super) fn longest_silent(&self, today: Date) -> Option<&IndicatorRecord> {
        let silent = self.indicators.iter().filter(|row| self.record.has_access && row.status == Status::Silent);
        silent.max_by_key(|row| silence(row, today).overdue())
    }

    /// Returns the oldest outdated number: the day that it describes, and its indicator.
    pub(super) fn oldest(&self, today: Date) -> Option<(Date, &str)> {
        let standing = |row: &IndicatorRecord| row.report.map(TeamIndicator::standing);
        let since = |row: &IndicatorRecord| row.target.old_since(standing(row), today);
        let outdated = self.indicators.iter().filter_map(|row| Some((since(row)?, row.name.as_str())));
        outdated.min_by_key(|(day, _)| *day)
    }

    pub(super) fn matches(&self, filter: &TeamFilter) -> bool {
        let plain = |name: &str| name_part(name).unwrap_or_default().to_lowercase();
        let wanted = plain(&filter.wanted);
        (wanted.is_empty() || plain(&self.record.name).contains(&wanted))
            && filter.status.is_none_or(|status| self.status() == Some(status))
    }

    /// Returns the status of the person; `None` without an agreed plan.
    pub(super) fn status(&self) -> Option<Status> {
        self.record.status.filter(|_| !self.indicators.is_empty())
    }
}

/// Returns the state of somebody's indicators; `last_report` is the number of days since any report.
pub(super) fn member_of(indicators: &[IndicatorRecord], last_report: Option<i32>, today: Date) -> Member {
    let at = |wanted: Status| indicators.iter().filter(move |row| row.status == wanted);
    Member {
        indicators: indicators.iter().map(|row| row.status).collect::<Counts>(),
        behind: at(Status::NeedsSupport).map(|row| behind(row, today)).collect(),
        silent: at(Status::Silent).map(|row| silence(row, today)).collect(),
        last_report,
        ..Member::default()
    }
}

fn behind(row: &IndicatorRecord, today: Date) -> Behind {
    let achieved = row.report.and_then(|report| row.target.achieved(report.standing(), today));
    Behind { name: row.name.clone(), achieved }
}

pub(super) fn silence(row: &IndicatorRecord, today: Date) -> Silence {
    let since = row.target.waits_since(row.report.map(|report| report.observed_on)).unwrap_or(today);
    Silence {
        name: row.name.clone(),
        days: (today - since).get_days(),
        reported_before: row.report.is_some(),
        frequency: row.target.frequency,
    }
}
