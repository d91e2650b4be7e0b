//! Feedback threads on plans, results and reports, with their read marks.

use super::{
    dice::Dice,
    history::Horizon,
    names::called,
    people::{Cast, Staff},
    phrases::{self, Script, Voice},
    plans::Plan,
    standings,
};
use crate::domain::{
    feedback::{MessageKind, Subject},
    id::{MessageId, ThreadId},
    measure::{Status, Value},
};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(crate) struct Message {
    pub id: MessageId,
    pub author: usize,
    pub kind: MessageKind,
    pub text: String,
    pub sent_at: Timestamp,
}

pub(crate) struct Thread {
    pub id: ThreadId,
    pub plan: usize,
    pub subject: Subject,
    pub messages: Vec<Message>,
    /// The read mark of each reader.
    pub marks: BTreeMap<usize, Timestamp>,
    /// The guest, added by the assessor, and when.
    pub guest: Option<(usize, Timestamp)>,
}

/// The wanted subject of a thread.
enum Aim {
    Plan,
    /// A result and the place of its indicator in the plan.
    Result(usize),
    /// The newest report of an indicator, by its place in the plan.
    Report(usize),
}

/// The read marks of the two at the end.
#[derive(Clone, Copy)]
struct Reading {
    person: bool,
    assessor: bool,
}

struct TalkBuilder<'a> {
    plans: &'a [Plan],
    staff: &'a Staff,
    horizon: &'a Horizon,
    dice: &'a mut Dice,
    cast: Cast,
    /// The number of ordinary threads.
    ordinary: usize,
    /// The open plan of a person.
    open: BTreeMap<usize, usize>,
    threads: Vec<Thread>,
    /// The subjects with a thread: one for each.
    subjects: BTreeSet<Uuid>,
}

/// The approximate number of ordinary threads in a city.
pub(crate) const ORDINARY: usize = 260;

pub(crate) fn threads(
    plans: &[Plan],
    staff: &Staff,
    cast: Cast,
    ordinary: usize,
    horizon: &Horizon,
    dice: &mut Dice,
) -> Vec<Thread> {
    let open: BTreeMap<usize, usize> =
        plans.iter().enumerate().filter(|(_, plan)| plan.is_open()).map(|(at, plan)| (plan.person, at)).collect();
    let mut talk =
        TalkBuilder { plans, staff, horizon, dice, cast, ordinary, open, threads: vec![], subjects: BTreeSet::new() };
    talk.demo();
    talk.ordinary();
    talk.threads
}

impl TalkBuilder<'_> {
    fn demo(&mut self) {
        let both = Reading { person: true, assessor: true };
        let unread = Reading { person: false, assessor: true };
        let waiting = Reading { person: true, assessor: false };
        if let Some(plan) = self.open.get(&self.cast.pegawai).copied() {
            self.thread(plan, &Aim::Plan, phrases::DEMO_PLAN, 1000, both);
            self.thread(plan, &Aim::Result(3), phrases::DEMO_WAITING, 500, both);
            self.thread(plan, &Aim::Report(1), phrases::DEMO_RECORDS, 120, both);
            self.thread(plan, &Aim::Result(0), phrases::DEMO_COVERAGE, 9, unread);
            self.thread(plan, &Aim::Report(2), phrases::DEMO_VISITS, 4, unread);
        }
        if let Some(plan) = self.open.get(&self.cast.atasan).copied() {
            self.thread(plan, &Aim::Result(1), phrases::DEMO_HEAD, 6, unread);
        }
        let plans = self.plans;
        let team: Vec<usize> = (0..plans.len())
            .filter(|at| plans[*at].is_open() && plans[*at].assessor == Some(self.cast.atasan))
            .filter(|at| {
                plans[*at].person != self.cast.pegawai && plans[*at].indicators().any(|iki| !iki.reports.is_empty())
            })
            .collect();
        for (at, plan) in team.into_iter().enumerate().filter(|(at, _)| at % 5 != 4) {
            match phrases::DEMO_TEAM.get(at / 3).filter(|_| at % 3 == 0) {
                Some(script) => self.thread(plan, &Aim::Report(0), script, 5, waiting),
                None => self.by_chance(plan),
            }
        }
        for person in [self.cast.pengelola, self.cast.pimpinan] {
            if let Some(plan) = self.open.get(&person).copied() {
                self.by_chance(plan);
            }
        }
        let below: Vec<usize> = (0..plans.len())
            .filter(|at| {
                plans[*at].is_open()
                    && plans[*at].assessor == Some(self.cast.pimpinan)
                    && plans[*at].person != self.cast.atasan
            })
            .collect();
        for (at, plan) in below.into_iter().take(8).enumerate() {
            match phrases::DEMO_TEAM.get(at) {
                Some(script) => self.thread(plan, &Aim::Result(0), script, 7, waiting),
                None => self.by_chance(plan),
            }
        }
    }

    fn ordinary(&mut self) {
        let Cast { atasan, pimpinan, pengelola, .. } = self.cast;
        let apart = |plan: &Plan| {
            let both = [plan.assessor, Some(plan.person)];
            plan.person == pengelola || both.contains(&Some(atasan)) || both.contains(&Some(pimpinan))
        };
        let mut plans: Vec<usize> =
            (0..self.plans.len()).filter(|at| self.plans[*at].is_open() && !apart(&self.plans[*at])).collect();
        self.dice.shuffle(&mut plans);
        let mut plans = plans.into_iter();
        for plan in plans.by_ref().take(self.ordinary) {
            self.by_chance(plan);
        }
        for plan in plans.take(3) {
            self.thread(plan, &Aim::Result(0), phrases::WITH_GUEST, 120, Reading { person: true, assessor: true });
        }
    }

    /// Adds a thread that fits the person's status.
    fn by_chance(&mut self, plan: usize) {
        let indicators: Vec<_> = self.plans[plan].indicators().collect();
        let at = self.dice.within(0..indicators.len().max(1));
        let Some(indicator) = indicators.get(at) else { return };
        let (scripts, aim) = match standings::standing(indicator, self.horizon).status {
            _ if self.dice.chance(8) => (phrases::ABOUT_PLANS, Aim::Plan),
            Status::NotDue => (phrases::ABOUT_PLANS, Aim::Plan),
            Status::Silent => (phrases::SILENT, Aim::Result(at)),
            status => {
                let scripts = match status {
                    Status::Ahead => phrases::AHEAD,
                    Status::NeedsSupport => phrases::NEEDS_SUPPORT,
                    _ => phrases::ON_PLAN,
                };
                (scripts, if self.dice.chance(65) { Aim::Report(at) } else { Aim::Result(at) })
            }
        };
        let script = *self.dice.pick(scripts);
        let said = self.dice.within(1..=script.len());
        let reading = Reading { person: self.dice.chance(68), assessor: self.dice.chance(72) };
        let hours = self.dice.within(20..=900);
        self.thread(plan, &aim, &script[..said], hours, reading);
    }

    /// Adds a thread that begins about `hours_ago` hours before the last working day ends; one about a plan begins when
    /// the plan was agreed. No message is about a later report.
    fn thread(&mut self, plan: usize, aim: &Aim, script: Script, hours_ago: i64, reading: Reading) {
        let about = &self.plans[plan];
        let Some(assessor) = about.assessor else { return };
        let place = match aim {
            Aim::Plan => 0,
            Aim::Result(at) | Aim::Report(at) => *at,
        };
        let Some(indicator) = about.indicators().nth(place) else { return };
        let from = match aim {
            Aim::Plan => about.agreed_at + SignedDuration::from_mins(self.dice.within(30..=4000)),
            Aim::Result(_) | Aim::Report(_) => {
                (self.evening() - SignedDuration::from_hours(hours_ago)).max(about.agreed_at)
            }
        };
        let delay = SignedDuration::from_secs(self.dice.within(0..=1800));
        let mut at = self.office_hour(from + delay);
        let newest = indicator.reports.iter().rev().find(|report| report.received_at < at);
        if newest.is_none() && script.iter().any(|(.., text)| text.contains("{nilai}")) {
            return;
        }
        let result = about.results.iter().find(|result| result.indicators.iter().any(|iki| iki.id == indicator.id));
        let subject = match (aim, newest, result) {
            (Aim::Report(_), Some(report), _) => Subject::Report(report.id),
            (Aim::Result(_) | Aim::Report(_), _, Some(result)) => Subject::Rhk(result.id),
            (Aim::Plan | Aim::Result(_) | Aim::Report(_), ..) => Subject::Skp(about.id),
        };
        if !self.subjects.insert(subject.id()) {
            return;
        }
        let above = self.open.get(&assessor).and_then(|plan| self.plans[*plan].assessor);
        let words = [
            ("{nama}", self.called(about.person)),
            ("{atasan}", self.called(assessor)),
            ("{iki}", format!("“{}”", indicator.template.name)),
            (
                "{nilai}",
                newest.map_or_else(String::new, |report| shown(report.value, indicator.template.unit_of_measure)),
            ),
        ];
        let mut messages: Vec<Message> = vec![];
        let mut guest = None;
        // Short threads are quick; long ago, days could pass between two messages.
        let longest = (hours_ago * 720).clamp(2_000, 300_000);
        for (voice, kind, text) in script {
            if at >= self.horizon.end() {
                break;
            }
            let author = match voice {
                Voice::Person => about.person,
                Voice::Assessor => assessor,
                Voice::Above => above.unwrap_or(assessor),
                Voice::Guest => {
                    guest = Some((self.cast.pengelola, at));
                    self.cast.pengelola
                }
            };
            let text = words.iter().fold((*text).to_owned(), |text, (mark, word)| text.replace(mark, word));
            messages.push(Message { id: MessageId(self.dice.id(at)), author, kind: *kind, text, sent_at: at });
            let pause = self.dice.within(700..=longest).min(self.dice.within(700..=longest));
            let pause = SignedDuration::from_secs(pause);
            at = self.office_hour(at + pause);
        }
        let Some(first) = messages.first() else { return };
        let id = ThreadId(self.dice.id(first.sent_at));
        let marks = self.marks(&messages, [(about.person, reading.person), (assessor, reading.assessor)]);
        self.threads.push(Thread { id, plan, subject, messages, marks, guest });
    }

    /// Returns the read marks: an author has read everything before the message, a reader of all did so a little later.
    fn marks(&mut self, messages: &[Message], readers: [(usize, bool); 2]) -> BTreeMap<usize, Timestamp> {
        let mut marks: BTreeMap<usize, Timestamp> = BTreeMap::new();
        for message in messages {
            marks.insert(message.author, message.sent_at);
        }
        for (reader, everything) in readers {
            if let Some(last) = messages.last().filter(|last| everything && last.author != reader) {
                let later = last.sent_at + SignedDuration::from_mins(self.dice.within(2..=240));
                marks.insert(reader, later.min(self.horizon.end() - SignedDuration::from_secs(1)).max(last.sent_at));
            }
        }
        marks
    }

    fn called(&self, person: usize) -> String {
        let somebody = &self.staff.people[person];
        called(&somebody.name, somebody.female)
    }

    /// Returns the end of the last working day before today.
    fn evening(&self) -> Timestamp {
        let yesterday = self.horizon.yesterday();
        let weekend = i64::from(yesterday.weekday().to_monday_one_offset()) - 5;
        let day = yesterday.saturating_sub(weekend.max(0).days());
        self.horizon.zone.instant(day.at(17, 0, 0, 0))
    }

    /// Returns the same time during working hours, else the next working morning.
    fn office_hour(&mut self, at: Timestamp) -> Timestamp {
        let local = self.horizon.zone.local(at);
        let mut day = local.date().saturating_add(i64::from(local.hour() >= 20).days());
        while day.weekday().to_monday_one_offset() > 5 {
            day = day.saturating_add(1.day());
        }
        if day == local.date() && local.hour() >= 7 {
            return at;
        }
        self.horizon.zone.instant(day.at(
            self.dice.within(7..=9),
            self.dice.within(0..=59),
            self.dice.within(0..=59),
            0,
        ))
    }
}

/// Returns a value with its unit, as people write it; an index has none.
fn shown(value: Value, unit_of_measure: &str) -> String {
    let value = value.to_string().replace('.', ",");
    if unit_of_measure == "indeks" { value } else { format!("{value} {unit_of_measure}") }
}
