//! Feedback threads (umpan balik berkelanjutan, `PermenPANRB` 6/2022): what they are about, who takes part,
//! kinds of message.
//!
//! A thread is visible to the person concerned, to their assessors of that period and to those assessors'
//! superiors inside the same perangkat daerah; whoever else takes part was let in by name. Whoever may read
//! may write: nobody follows somebody's work in silence.

use crate::domain::{
    id::{EmployeeId, MessageId, ReportId, RhkId, SkpId},
    text::Paragraph,
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a message wants to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Apresiasi.
    Appreciation,
    /// Perbaikan.
    Improvement,
    /// Dukungan.
    Support,
    /// Pertanyaan.
    Question,
    /// An answer that is none of the others.
    Reply,
}

impl MessageKind {
    pub const ALL: [Self; 5] = [Self::Appreciation, Self::Improvement, Self::Support, Self::Question, Self::Reply];

    /// Returns whether a message of this kind can answer another one: praise between a request and its answer leaves the
    /// request open.
    pub const fn may_answer(self) -> bool {
        !matches!(self, Self::Appreciation)
    }

    /// Returns whether a message waits for an answer: thanks and plain answers do not.
    pub const fn waits(self, is_answer: bool) -> bool {
        match self {
            Self::Improvement | Self::Support | Self::Question => true,
            Self::Reply => !is_answer,
            Self::Appreciation => false,
        }
    }
}

/// Working days within which a request for support gets an answer.
const SUPPORT_DAYS: u32 = 3;

/// Returns the last day for the answer to a request for support: the third working day after it.
pub fn support_due(asked_on: Date) -> Date {
    let mut due = asked_on;
    let mut left = SUPPORT_DAYS;
    while left > 0 {
        due = due.saturating_add(1.day());
        if !matches!(due.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
        if due == Date::MAX {
            return due;
        }
    }
    due
}

/// A message of a thread, as far as it decides whether an answer is awaited.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    pub id: MessageId,
    pub author: EmployeeId,
    pub kind: MessageKind,
    /// The message of another person that this one answers, with every one before it.
    pub answers: Option<MessageId>,
}

/// Returns the newest message that waits for an answer of `reader`, by its place. `messages` are in order, oldest first.
pub fn awaited(messages: &[Said], reader: EmployeeId) -> Option<usize> {
    let waits = |said: &Said| said.author != reader && said.kind.waits(said.answers.is_some());
    newest_unanswered(messages, waits)
}

/// Returns the newest request for support of `author` that nobody has answered, by its place. `messages` are in order,
/// oldest first.
pub fn requested(messages: &[Said], author: EmployeeId) -> Option<usize> {
    newest_unanswered(messages, |said| said.author == author && said.kind == MessageKind::Support)
}

/// Returns the newest message that `is_wanted` and that nobody else has answered, by its place.
fn newest_unanswered(messages: &[Said], is_wanted: impl Fn(&Said) -> bool) -> Option<usize> {
    let place = |id: MessageId| messages.iter().position(|said| said.id == id);
    messages.iter().enumerate().rev().find_map(|(at, said)| {
        let is_answered = || {
            let others = messages[at..].iter().filter(|later| later.author != said.author);
            others.filter_map(|later| place(later.answers?)).any(|answered| answered >= at)
        };
        (is_wanted(said) && !is_answered()).then_some(at)
    })
}

/// What somebody says who has read a message and sees nothing to answer in it.
pub const ACKNOWLEDGEMENT: &str = "Sudah saya baca.";

/// Returns the id of the [`ACKNOWLEDGEMENT`] of a message: sent again, it is stored once.
pub fn acknowledgement_id(reader: EmployeeId, message: MessageId) -> MessageId {
    MessageId(Uuid::from_u128(message.0.as_u128().rotate_left(64) ^ reader.0.as_u128()))
}

/// Declares the kinds of subject: each with its word in the database and its field in addresses and forms.
macro_rules! subjects {
    ($($(#[$doc:meta])* $kind:ident($id:ident): $word:literal, $field:literal);+ $(;)?) => {
        /// The subject of a thread; each has at most one thread.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Subject {$(
            $(#[$doc])*
            $kind($id),
        )+}

        impl Subject {
            /// Returns the subject with this id, of the kind that `word` names.
            pub fn from_word(word: &str, id: Uuid) -> Option<Self> {
                match word {
                    $($word => Some(Self::$kind($id(id))),)+
                    _ => None,
                }
            }

            /// Returns the subject named by the first field that has a value; `None` if that value is no id.
            pub fn from_field(value: impl Fn(&str) -> Option<String>) -> Option<Self> {
                $(if let Some(id) = value($field) {
                    return id.parse().ok().map(Self::$kind);
                })+
                None
            }

            /// Returns the word of the kind in the database.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $word,)+
                }
            }

            /// Returns the field in addresses and forms that carries the id.
            pub const fn field(self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $field,)+
                }
            }

            pub const fn id(self) -> Uuid {
                match self {
                    $(Self::$kind(id) => id.0,)+
                }
            }
        }
    };
}

subjects! {
    /// A progress report.
    Report(ReportId): "report", "laporan";
    /// A planned result.
    Rhk(RhkId): "rhk", "rhk";
    /// A yearly plan.
    Skp(SkpId): "skp", "skp";
}

/// How long reports waited for the first word of somebody else, in their own thread or in that of their result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Reports that have got one.
    pub reports: i32,
    /// Reports that have got none yet.
    pub unanswered: i32,
    /// In seconds of the clock: nights and weekends count, because a person waits through them too.
    pub median: Option<i64>,
}

impl Waits {
    /// Reports of so many days are looked at.
    pub const DAYS: i64 = 28;
    /// The middle of fewer is chance, and could point at somebody.
    pub const MIN_REPORTS: i32 = 5;

    /// Returns the summary of some waits in seconds, beside so many reports that have got no word yet.
    pub fn new(mut waits: Vec<i64>, unanswered: i32) -> Self {
        waits.sort_unstable();
        let middle = waits.len() / 2;
        let median = match waits.len() {
            0 => None,
            count if count % 2 == 1 => Some(waits[middle]),
            _ => Some(i64::midpoint(waits[middle - 1], waits[middle])),
        };
        Self { reports: i32::try_from(waits.len()).unwrap_or(i32::MAX), unanswered, median }
    }

    /// Returns the median in seconds, where there are enough reports for it to mean something.
    pub fn shown_median(self) -> Option<i64> {
        self.median.filter(|_| self.reports >= Self::MIN_REPORTS)
    }
}

/// By what right somebody takes part in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is their work.
    Concerned,
    /// An assessor of the period, or such an assessor's superior.
    Follower,
    /// Let in by name.
    Guest,
}

impl Part {
    /// The strongest right that applies. Without one, nothing may be read or written, and the thread must
    /// look as if it did not exist.
    pub fn of(person: EmployeeId, concerned: EmployeeId, follows: bool, guest: bool) -> Option<Self> {
        if person == concerned {
            Some(Self::Concerned)
        } else if follows {
            Some(Self::Follower)
        } else if guest {
            Some(Self::Guest)
        } else {
            None
        }
    }

    /// Whether this person may open the results behind the thread; a guest sees the talk only.
    pub const fn sees_results(self) -> bool {
        !matches!(self, Self::Guest)
    }
}

/// A message as it comes in. Its id is made by the sender, so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    pub id: MessageId,
    pub kind: MessageKind,
    pub text: Paragraph,
    /// The message that it answers, as its author saw it.
    pub answers: Option<MessageId>,
}

/// Why something is not done in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackRefusal {
    #[error("Kiriman ini sudah diterima dengan isi lain. Kirim lagi bila ini pesan baru.")]
    KeyReused,
    #[error("Orang ini sudah ikut dalam percakapan ini.")]
    TakesPart,
}

/// Under which message a read mark stands: the newest one that was there at the time. None where nothing was,
/// or where that message is the reader's own: who wrote it has seen it.
///
/// `messages` are authors and times, oldest first.
pub fn marked_message(messages: &[(EmployeeId, Timestamp)], reader: EmployeeId, read_at: Timestamp) -> Option<usize> {
    let newest = messages.iter().rposition(|(_, sent_at)| *sent_at <= read_at)?;
    (messages[newest].0 != reader).then_some(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> EmployeeId {
        EmployeeId(Uuid::from_u128(n))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn a_request_waits_until_somebody_answers_it_and_not_until_somebody_says_something() {
        let said = |id: u128, author, kind, answers: Option<u128>| Said {
            id: MessageId(Uuid::from_u128(id)),
            author: person(author),
            kind,
            answers: answers.map(|id| MessageId(Uuid::from_u128(id))),
        };
        let (worker, head) = (1, 2);
        let asked = [
            said(1, worker, MessageKind::Support, None),
            said(2, head, MessageKind::Appreciation, None),
            said(3, head, MessageKind::Reply, None),
        ];
        assert_eq!(awaited(&asked, person(head)), Some(0), "praise and a plain word about something else");
        assert_eq!(awaited(&asked, person(worker)), Some(2));
        let answered = [asked[0], said(4, head, MessageKind::Reply, Some(1))];
        assert_eq!(awaited(&answered, person(head)), None);
        assert_eq!(awaited(&answered, person(worker)), None, "an answer waits for none");
        assert_eq!(requested(&asked, person(worker)), Some(0), "praise answers no request for support");
        assert_eq!(requested(&asked, person(head)), None);
        assert_eq!(requested(&answered, person(worker)), None);
        let anew = [asked[0], said(5, worker, MessageKind::Question, None), answered[1]];
        assert_eq!(awaited(&anew, person(head)), Some(1), "asked while the head wrote");
    }

    #[test]
    fn an_acknowledgement_is_one_message_of_its_reader() {
        let [first, second] = [1, 2].map(|n| MessageId(Uuid::from_u128(n)));
        let id = acknowledgement_id(person(1), first);
        assert_eq!(id, acknowledgement_id(person(1), first));
        for different in [acknowledgement_id(person(2), first), acknowledgement_id(person(1), second), first] {
            assert_ne!(id, different);
        }
    }

    #[test]
    fn an_answer_is_due_on_the_third_working_day() {
        use jiff::civil::date;
        assert_eq!(support_due(date(2026, 6, 22)), date(2026, 6, 25));
        assert_eq!(support_due(date(2026, 6, 26)), date(2026, 7, 1), "Friday to Wednesday");
    }

    #[test]
    fn the_middle_of_a_few_reports_is_not_told() {
        assert_eq!(Waits { reports: 4, unanswered: 0, median: Some(60) }.shown_median(), None);
        assert_eq!(Waits { reports: 5, unanswered: 0, median: Some(60) }.shown_median(), Some(60));
        assert_eq!(Waits { reports: 0, unanswered: 0, median: None }.shown_median(), None);
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(Waits::new(vec![], 3), Waits { reports: 0, unanswered: 3, median: None });
        assert_eq!(Waits::new(vec![90, 10, 20], 0).median, Some(20));
        assert_eq!(Waits::new(vec![90, 10, 20, 30], 0).median, Some(25));
    }

    #[test]
    fn a_subject_is_read_as_it_is_written() {
        let id = Uuid::from_u128(7);
        for subject in [Subject::Report(ReportId(id)), Subject::Rhk(RhkId(id)), Subject::Skp(SkpId(id))] {
            assert_eq!(Subject::from_word(subject.word(), id), Some(subject));
            let value = |field: &str| (field == subject.field()).then(|| id.to_string());
            assert_eq!(Subject::from_field(value), Some(subject));
        }
        assert_eq!(Subject::from_word("iki", id), None);
        assert_eq!(Subject::from_field(|_| None), None);
    }

    #[test]
    fn a_stranger_has_no_part() {
        assert_eq!(Part::of(person(2), person(1), false, false), None);
    }

    #[test]
    fn the_strongest_right_counts() {
        assert_eq!(Part::of(person(1), person(1), false, true), Some(Part::Concerned));
        assert_eq!(Part::of(person(2), person(1), true, true), Some(Part::Follower));
        assert_eq!(Part::of(person(2), person(1), false, true), Some(Part::Guest));
    }

    #[test]
    fn a_guest_sees_the_talk_but_not_the_results() {
        assert!(Part::Concerned.sees_results() && Part::Follower.sees_results());
        assert!(!Part::Guest.sees_results());
    }

    #[test]
    fn a_read_mark_stands_under_the_newest_message_that_was_there() {
        let messages = [(person(1), at(10)), (person(1), at(20)), (person(2), at(30))];
        assert_eq!(marked_message(&messages, person(2), at(9)), None);
        assert_eq!(marked_message(&messages, person(2), at(10)), Some(0));
        assert_eq!(marked_message(&messages, person(2), at(29)), Some(1));
        assert_eq!(marked_message(&messages, person(3), at(99)), Some(2));
        assert_eq!(marked_message(&[], person(2), at(99)), None);
    }

    #[test]
    fn the_own_message_needs_no_read_mark() {
        let messages = [(person(1), at(10)), (person(2), at(30))];
        assert_eq!(marked_message(&messages, person(2), at(30)), None);
        assert_eq!(marked_message(&messages, person(1), at(30)), Some(1));
    }
}
