//! Identifiers: one type per kind of thing, so that a result's id cannot be passed for a report's.
//!
//! They are `UUIDv7` made by the program. To add one, add a line to the macro call.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// An agency (instansi): the tenant.
    AgencyId,
    /// An account that can sign in.
    AccountId,
    /// A signed-in device.
    SessionId,
    /// A person of the agency.
    EmployeeId,
    /// A node of the unit tree.
    UnitId,
    /// A post in a unit.
    PostId,
    /// The time that somebody holds a post.
    AssignmentId,
    /// A replacement of a post's holder.
    PostChangeId,
    /// A request for another assessor.
    AssessorRequestId,
    /// A reporting period.
    PeriodId,
    /// A yearly plan (Sasaran Kinerja Pegawai).
    SkpId,
    /// A planned result (Rencana Hasil Kerja).
    RhkId,
    /// An individual performance indicator (Indikator Kinerja Individu).
    IkiId,
    /// A progress report.
    ReportId,
    /// A feedback thread.
    ThreadId,
    /// A message in a thread.
    MessageId,
    /// Something agreed on in a meeting.
    FollowUpId,
    /// A rule of the agency about a group of people.
    RuleId,
    /// An objection against an evaluation.
    ObjectionId,
}
