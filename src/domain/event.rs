//! Events: the words of the audit trail, and the live topics that a change touches.

use crate::domain::id::{EmployeeId, SessionId, ThreadId, UnitId};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};
use uuid::Uuid;

/// A subject of live changes. Its event never carries data: subscribers load again with their own rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Topic {
    /// The board of a unit: anything in its subtree, and the follow-ups of its meetings.
    Unit(UnitId),
    /// A person's own results, messages and follow-ups.
    Person(EmployeeId),
    /// The people whom somebody assesses.
    Team(EmployeeId),
    /// A feedback thread.
    Thread(ThreadId),
    /// A signed-in device; its own streams subscribe to it, to end with it.
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

/// A change, recorded in its own transaction.
///
/// Each feature has constructors in its `event.rs`; the transaction adds the actor.
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
    /// Returns an event that leaves a row in the audit trail under the name `kind`.
    pub fn new(kind: &'static str) -> Self {
        Self { kind: Some(kind), ..Self::quiet(vec![]) }
    }

    /// Returns the event of a repeated request that changed nothing.
    pub const fn repeated() -> Self {
        Self::quiet(vec![])
    }

    /// Returns an event without an audit row, such as that of a read mark. Its topics still change.
    pub const fn quiet(topics: Vec<Topic>) -> Self {
        Self { kind: None, subject: None, object: None, detail: None, topics }
    }

    /// Returns the event of an export: `what` the page shows, `of` which unit, person or indicator.
    pub fn exported(what: &'static str, of: impl Into<Uuid>) -> Self {
        Self::new("exported").about(of).in_detail(what)
    }

    /// Sets the subject.
    pub fn about(self, subject: impl Into<Uuid>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// Sets the object: the person or thing beside the subject that an auditor asks for.
    pub fn with(self, object: impl Into<Uuid>) -> Self {
        Self { object: Some(object.into()), ..self }
    }

    /// Sets the detail, if the kind alone does not say what happened.
    pub fn in_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Adds live topics that change.
    pub fn changes(self, topics: impl IntoIterator<Item = Topic>) -> Self {
        Self { topics: topics.into_iter().collect(), ..self }
    }

    /// Returns the event's name in the audit trail; `None` leaves no row.
    pub const fn kind(&self) -> Option<&'static str> {
        self.kind
    }

    /// Returns the subject.
    pub const fn subject(&self) -> Option<Uuid> {
        self.subject
    }

    /// Returns the person or thing beside the subject.
    pub const fn object(&self) -> Option<Uuid> {
        self.object
    }

    /// Returns the detail.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Returns the live topics that change.
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
