//! The wire types of the team.

use crate::{
    domain::{
        feedback::Subject,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    features::feedback::model::AwaitedMessage,
};
use serde::{Deserialize, Serialize};

/// The filter in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TeamFilter {
    /// A part of the name.
    pub wanted: String,
    pub status: Option<Status>,
    /// The number of rows to skip.
    pub from: i32,
}

/// A team as its assessor sees it, ordered by need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// `Minggu, 22 November 2026`
    pub today: String,
    /// All members, with any filter.
    pub size: i32,
    /// The members who need something today.
    pub pressing: i32,
    /// The members with silent indicators who were not reminded today, with their names.
    pub to_remind: Vec<(EmployeeId, String)>,
    /// All members by status.
    pub statuses: Vec<(Status, i32)>,
    pub members: Vec<MemberRow>,
    /// The members that match the filter.
    pub matching: i32,
    /// How much of the list this is, if it is not all of it: `50 dari 112 orang`.
    pub shown: Option<String>,
    /// The first row of the next page.
    pub next: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    pub id: EmployeeId,
    pub name: String,
    pub initials: String,
    /// Post and unit.
    pub post: String,
    /// None without an agreed plan.
    pub status: Option<Status>,
    /// The reason for the row's place.
    pub reason: String,
    pub pressing: bool,
    /// `Ditangani, tunggu sampai 5 Des`
    pub deferred: Option<String>,
    /// Of a member with silent indicators.
    pub reminder: Option<ReminderStatus>,
    /// The last reminder of a member with silent indicators: `Diingatkan kemarin 14.05 oleh Anda`
    pub reminded: Option<String>,
    /// `Kemarin 14.05`
    pub last_report: Option<String>,
    /// The indicator of that report, where the member has several.
    pub last_indicator: Option<String>,
    /// `3 indikator`
    pub indicators: String,
    /// The tag of the oldest outdated number, with its indicator: `Angka lama – terakhir 3 Okt (“Akta”)`.
    pub old: Option<String>,
    pub talk: Option<TalkSubject>,
    /// The other subjects with messages that wait for an answer.
    pub others: Vec<TalkSubject>,
}

/// The subject of feedback from the row: the one that needs it most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkSubject {
    pub subject: Subject,
    /// `Cakupan imunisasi`, `Laporan 21 Nov: 540 akta`, `SKP 2026`
    pub about: String,
    /// The messages that wait for an answer, oldest first; who answers the last one answers all.
    pub awaited: Vec<AwaitedMessage>,
}

/// Whether a silent member can be reminded: once a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReminderStatus {
    Due,
    SentToday,
}

/// The head of a member's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberHead {
    pub name: String,
    /// Post and unit.
    pub post: String,
    pub unit: Option<UnitId>,
    /// Whether this person is looking at their own page.
    pub own: bool,
    pub plan: Option<Subject>,
}
