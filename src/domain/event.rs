//! What happened: the audit trail's words, and which live topics a change touches.

use crate::domain::{
    actor::Role,
    id::{AccountId, AgencyId, EmployeeId, FollowUpId, IkiId, MessageId, ReportId, SessionId, ThreadId, UnitId},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nothing worth an audit row (read marks, a replayed report).
    Quiet {
        topics: Vec<Topic>,
    },
    Reported {
        report: ReportId,
        iki: IkiId,
        employee: EmployeeId,
        assessor: Option<EmployeeId>,
        units: Vec<UnitId>,
    },
    /// A message was written; `readers` are those whose lists show the thread.
    Said {
        message: MessageId,
        thread: ThreadId,
        readers: Vec<EmployeeId>,
    },
    GuestAdded {
        thread: ThreadId,
        guest: EmployeeId,
        readers: Vec<EmployeeId>,
    },
    /// A unit's meeting agreed on something.
    FollowUpGiven {
        follow_up: FollowUpId,
        unit: UnitId,
        assignee: EmployeeId,
        giver: EmployeeId,
    },
    FollowUpDone {
        follow_up: FollowUpId,
        unit: UnitId,
        assignee: EmployeeId,
        giver: EmployeeId,
    },
    /// What was said to be done is not.
    FollowUpReopened {
        follow_up: FollowUpId,
        unit: UnitId,
        assignee: EmployeeId,
        giver: EmployeeId,
    },
    SignedIn {
        session: SessionId,
    },
    SignedOut {
        session: SessionId,
    },
    SessionEnded {
        session: SessionId,
    },
    /// A new password ends the account's other sessions.
    PasswordChanged {
        ended: Vec<SessionId>,
    },
    InvitationUsed {
        ended: Vec<SessionId>,
    },
    /// Somebody took what a page shows along as a file.
    Exported(Export),
    AgencyCreated {
        agency: AgencyId,
    },
    AccountCreated {
        account: AccountId,
        roles: Vec<Role>,
    },
    /// An account got a link to choose its password with; `new` where the account was created for it.
    Invited {
        account: AccountId,
        new: bool,
    },
    /// Plans of a year were made from the templates of people's posts.
    PlansCreated {
        year: i16,
        plans: u64,
    },
}

/// What was taken along, of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    Board(UnitId),
    Rhythm(UnitId),
    People(UnitId),
    Team(EmployeeId),
    History(IkiId),
}

impl Export {
    /// Its name in the audit trail.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Board(_) => "board",
            Self::Rhythm(_) => "rhythm",
            Self::People(_) => "people",
            Self::Team(_) => "team",
            Self::History(_) => "history",
        }
    }
}

impl Event {
    /// The event's name in the audit trail; `None` leaves no row.
    pub const fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Quiet { .. } => None,
            Self::Reported { .. } => Some("reported"),
            Self::Said { .. } => Some("said"),
            Self::GuestAdded { .. } => Some("guest_added"),
            Self::FollowUpGiven { .. } => Some("follow_up_given"),
            Self::FollowUpDone { .. } => Some("follow_up_done"),
            Self::FollowUpReopened { .. } => Some("follow_up_reopened"),
            Self::SignedIn { .. } => Some("signed_in"),
            Self::SignedOut { .. } => Some("signed_out"),
            Self::SessionEnded { .. } => Some("session_ended"),
            Self::PasswordChanged { .. } => Some("password_changed"),
            Self::InvitationUsed { .. } => Some("invitation_used"),
            Self::Exported(_) => Some("exported"),
            Self::AgencyCreated { .. } => Some("agency_created"),
            Self::AccountCreated { .. } => Some("account_created"),
            Self::Invited { .. } => Some("invited"),
            Self::PlansCreated { .. } => Some("plans_created"),
        }
    }

    /// What the event is about.
    pub const fn subject(&self) -> Option<Uuid> {
        match self {
            Self::Reported { report, .. } => Some(report.0),
            Self::Said { message, .. } => Some(message.0),
            Self::GuestAdded { thread, .. } => Some(thread.0),
            Self::FollowUpGiven { follow_up, .. }
            | Self::FollowUpDone { follow_up, .. }
            | Self::FollowUpReopened { follow_up, .. } => Some(follow_up.0),
            Self::SignedIn { session } | Self::SignedOut { session } | Self::SessionEnded { session } => {
                Some(session.0)
            }
            Self::Exported(Export::Board(unit) | Export::Rhythm(unit) | Export::People(unit)) => Some(unit.0),
            Self::Exported(Export::Team(assessor)) => Some(assessor.0),
            Self::Exported(Export::History(iki)) => Some(iki.0),
            Self::AgencyCreated { agency } => Some(agency.0),
            Self::AccountCreated { account, .. } | Self::Invited { account, .. } => Some(account.0),
            Self::Quiet { .. }
            | Self::PasswordChanged { .. }
            | Self::InvitationUsed { .. }
            | Self::PlansCreated { .. } => None,
        }
    }

    /// The person or thing beside the subject that an auditor asks for.
    pub const fn object(&self) -> Option<Uuid> {
        match self {
            Self::Reported { iki, .. } => Some(iki.0),
            Self::Said { thread, .. } => Some(thread.0),
            Self::GuestAdded { guest, .. } => Some(guest.0),
            Self::FollowUpGiven { assignee, .. }
            | Self::FollowUpDone { assignee, .. }
            | Self::FollowUpReopened { assignee, .. } => Some(assignee.0),
            _ => None,
        }
    }

    /// Which of several things happened, where the kind does not tell it: the roles of a new account, how many plans
    /// were created for which year.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Exported(export) => Some(export.code().to_owned()),
            Self::AccountCreated { roles, .. } if !roles.is_empty() => {
                Some(roles.iter().copied().map(Role::code).collect::<Vec<_>>().join(","))
            }
            Self::Invited { new: true, .. } => Some("new_account".to_owned()),
            Self::PlansCreated { year, plans } => Some(format!("{plans} for {year}")),
            _ => None,
        }
    }

    /// The live topics that change.
    pub fn topics(&self) -> Vec<Topic> {
        match self {
            Self::Quiet { topics } => topics.clone(),
            Self::Reported { employee, assessor, units, .. } => {
                let mut topics: Vec<_> = units.iter().copied().map(Topic::Unit).collect();
                topics.push(Topic::Person(*employee));
                topics.extend(assessor.map(Topic::Team));
                topics
            }
            Self::Said { thread, readers, .. } | Self::GuestAdded { thread, readers, .. } => {
                let mut topics: Vec<_> = readers.iter().copied().map(Topic::Person).collect();
                topics.push(Topic::Thread(*thread));
                topics
            }
            Self::FollowUpGiven { unit, assignee, giver, .. }
            | Self::FollowUpDone { unit, assignee, giver, .. }
            | Self::FollowUpReopened { unit, assignee, giver, .. } => {
                vec![Topic::Unit(*unit), Topic::Person(*assignee), Topic::Person(*giver)]
            }
            Self::SignedOut { session } | Self::SessionEnded { session } => vec![Topic::Session(*session)],
            Self::PasswordChanged { ended } | Self::InvitationUsed { ended } => {
                ended.iter().copied().map(Topic::Session).collect()
            }
            Self::SignedIn { .. }
            | Self::Exported(_)
            | Self::AgencyCreated { .. }
            | Self::AccountCreated { .. }
            | Self::Invited { .. }
            | Self::PlansCreated { .. } => vec![],
        }
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
