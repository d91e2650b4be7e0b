//! What happened: the audit trail's words, and which live topics a change touches.

use crate::domain::id::{EmployeeId, SessionId, ThreadId, UnitId};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};
use uuid::Uuid;

/// What a live page can be told about. The payload is never data: whoever hears a topic asks again with
/// their own rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Topic {
    /// The board of a unit: anything in its subtree, and what its meeting agreed on.
    Unit(UnitId),
    /// A person's own results, messages and follow-ups.
    Person(EmployeeId),
    /// The people that somebody assesses.
    Team(EmployeeId),
    /// A feedback thread.
    Thread(ThreadId),
    /// A signed-in device; only its own streams hear it, to end with it.
    Session(SessionId),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Team(id) => write!(f, "team:{id}"),
            Self::Thread(id) => write!(f, "thread:{id}"),
            Self::Session(id) => write!(f, "session:{id}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such topic")]
pub struct UnknownTopic;

impl FromStr for Topic {
    type Err = UnknownTopic;
    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        let (kind, id) = text.split_once(':').ok_or(UnknownTopic)?;
        let id: Uuid = id.parse().map_err(|_| UnknownTopic)?;
        match kind {
            "unit" => Ok(Self::Unit(UnitId(id))),
            "person" => Ok(Self::Person(EmployeeId(id))),
            "team" => Ok(Self::Team(EmployeeId(id))),
            "thread" => Ok(Self::Thread(ThreadId(id))),
            "session" => Ok(Self::Session(SessionId(id))),
            _ => Err(UnknownTopic),
        }
    }
}

impl TryFrom<String> for Topic {
    type Error = UnknownTopic;
    fn try_from(text: String) -> Result<Self, UnknownTopic> {
        text.parse()
    }
}

impl From<Topic> for String {
    fn from(topic: Topic) -> Self {
        topic.to_string()
    }
}

/// Something that happened, to be recorded in the transaction in which it did.
///
/// Each feature makes its own in its `event.rs`; who did it is known to the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Event {
    kind: Option<&'static str>,
    subject: Option<Uuid>,
    object: Option<Uuid>,
    detail: Option<Cow<'static, str>>,
    topics: Vec<Topic>,
}

impl Event {
    /// Returns an event that leaves a row in the audit trail; `kind` is its name there.
    pub fn new(kind: &'static str) -> Self {
        Self { kind: Some(kind), ..Self::quiet(vec![]) }
    }

    /// Returns the event of a request that came again and changed nothing.
    pub const fn repeated() -> Self {
        Self::quiet(vec![])
    }

    /// Returns an event that is not worth an audit row, such as a read mark. Pages may still have to be told.
    pub const fn quiet(topics: Vec<Topic>) -> Self {
        Self { kind: None, subject: None, object: None, detail: None, topics }
    }

    /// Returns the event of somebody who takes a page along as a file; `what` it shows, and `of` which unit, person or
    /// indicator.
    pub fn exported(what: &'static str, of: impl Into<Uuid>) -> Self {
        Self::new("exported").about(of).in_detail(what)
    }

    /// Names what the event is about.
    pub fn about(self, subject: impl Into<Uuid>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// Names the person or thing beside the subject that an auditor asks for.
    pub fn with(self, object: impl Into<Uuid>) -> Self {
        Self { object: Some(object.into()), ..self }
    }

    /// Tells which of several things happened, where the kind does not.
    pub fn in_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Names the live topics that change.
    pub fn changes(self, topics: impl IntoIterator<Item = Topic>) -> Self {
        Self { topics: topics.into_iter().collect(), ..self }
    }

    /// The event's name in the audit trail; `None` leaves no row.
    pub const fn kind(&self) -> Option<&'static str> {
        self.kind
    }

    /// What the event is about.
    pub const fn subject(&self) -> Option<Uuid> {
        self.subject
    }

    /// The person or thing beside the subject.
    pub const fn object(&self) -> Option<Uuid> {
        self.object
    }

    /// Which of several things happened.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The live topics that change.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_is_printed() {
        let id = Uuid::from_u128(7);
        for topic in [
            Topic::Unit(UnitId(id)),
            Topic::Person(EmployeeId(id)),
            Topic::Team(EmployeeId(id)),
            Topic::Thread(ThreadId(id)),
            Topic::Session(SessionId(id)),
        ] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for wrong in ["", "unit", "unit:", "unit:x", "agency:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(wrong.parse::<Topic>(), Err(UnknownTopic), "{wrong}");
        }
    }
}
