//! The wire types of boards.

mod results;

pub use results::{Contribution, OriginUnit, ResultOrigin, ResultRow, UnitResults};

use crate::{
    domain::{
        actor::BoardScope,
        board::{Counts, Lack, Prerequisite},
        id::{EmployeeId, IkiId, ReportId, UnitId},
        measure::Status,
        rhythm::{PersonWeek, WeekStatus},
    },
    ui::{
        plot::{StackPlot, UnitBars, WeekPlot},
        table::TextTable,
    },
};
use serde::{Deserialize, Serialize};

pub const fn week_status_word(status: WeekStatus) -> &'static str {
    match status {
        WeekStatus::Missing => "Belum lapor",
        WeekStatus::Late => "Lapor terlambat",
        WeekStatus::Reported => "Lapor",
        WeekStatus::NotDue => "Belum waktunya",
    }
}

/// Returns the words of a person's week: `Belum lapor 1 dari 3 indikator` where not all of them are meant.
pub fn week_words(week: PersonWeek) -> String {
    let word = week_status_word(week.status);
    match week.status {
        WeekStatus::Missing | WeekStatus::Late if week.having < week.indicators => {
            format!("{word} {} dari {} indikator", week.having, week.indicators)
        }
        _ => word.to_owned(),
    }
}

pub const fn lack_word(lack: Lack) -> &'static str {
    match lack {
        Lack::Access => "belum punya akses",
        Lack::Plan => "belum punya SKP tahun ini",
    }
}

/// The board of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub unit: UnitId,
    pub name: String,
    pub scope: BoardScope,
    /// Whether the reader leads the unit, and so holds its meeting.
    pub leads: bool,
    /// The units above, from the agency down, that the reader may open.
    pub path: Vec<(UnitId, String)>,
    /// What the unit lacks before its board says anything.
    pub missing: Option<Prerequisite>,
    /// Those of `domain::board`; `None` for groups too small to show.
    pub figures: Option<BoardTotals>,
    pub people: Option<StackPlot>,
    pub indicators: Option<StackPlot>,
    pub bars: Option<UnitBars>,
    pub units: Vec<UnitRow>,
    pub trend: Option<WeekPlot>,
    /// This week compared with the one before; `None` without numbers of that one.
    pub changes: Option<TextTable>,
    /// The units below that rose and fell most since the last week.
    pub moves: Vec<UnitMove>,
    /// Where the year is open to some units first: which, and that others are not counted as missing.
    pub pilot: Option<String>,
}

/// The totals of a board, its big numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BoardTotals {
    pub employees: String,
    pub progress: String,
    pub completeness: String,
    pub reports_today: String,
    pub reported: String,
    pub last_report: Option<String>,
    /// People without a plan this year.
    pub without_plan: i32,
}

/// A unit's row of the table; its numbers cover everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitRow {
    pub id: UnitId,
    pub name: String,
    /// The people of the unit itself, without those below.
    pub own: bool,
    pub employees: String,
    pub counts: Counts,
    pub progress: String,
    pub completeness: String,
    pub reports_today: i32,
    pub last_report: Option<String>,
    pub version: i64,
}

/// A received report.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FeedRow {
    pub id: ReportId,
    pub employee: EmployeeId,
    pub name: String,
    pub iki: IkiId,
    pub indicator: String,
    /// The status that the report made.
    pub status: Status,
    /// `540 akta; menurut rencana 600 akta`
    pub value: String,
    /// `Hari ini 14.05`
    pub received: String,
    /// Whether it corrects an earlier report.
    pub correction: bool,
    /// When a later report corrected it: `kemarin 14.05`.
    pub corrected: Option<String>,
}

/// The newest reports, for a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrivals {
    /// Whether persons are named in it.
    pub named: bool,
    /// The newest reports, newest first.
    pub rows: Vec<Arrival>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Arrival {
    pub id: ReportId,
    /// The person by name, or described by post, unit or perangkat daerah if names are hidden.
    pub who: String,
    pub indicator: String,
    /// The status that the report made.
    pub status: Status,
    /// `540 akta; menurut rencana 600 akta`
    pub value: String,
    pub received: String,
    pub correction: bool,
    /// When a later report corrected it: `kemarin 14.05`.
    pub corrected: Option<String>,
}

/// The people behind a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleList {
    pub unit: UnitId,
    pub unit_name: String,
    /// Whether the reader may open the pages of these people: leaders of the unit or of one above.
    pub opens: bool,
    /// What the reader can do about what the people lack.
    pub way: Option<String>,
    /// All of them, on whatever page.
    pub total: i32,
    pub people: Vec<PersonRow>,
    /// Which part of the list this is, if it is not all of it: `51–100 dari 112 orang`.
    pub shown: Option<String>,
    /// The key of the next page.
    pub next: Option<EmployeeId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
    pub unit: String,
    /// Why this person stands at the status, or what is known about what they lack; `None` for readers above the perangkat
    /// daerah.
    pub reason: Option<String>,
    pub last_report: Option<String>,
}

/// What needs the reader, and what has changed since the last week.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attention {
    /// The reader's own follow-ups that are overdue.
    pub overdue: i32,
    /// Members of the reader's team who wait for an answer.
    pub questions: i32,
    /// People of the unit who have never signed in; 0 for those who see totals only.
    pub without_access: i32,
    /// People who have begun to need support this week, at most a few.
    pub newly: Vec<PersonRow>,
    /// The others.
    pub more: i32,
}

/// A unit whose share of indicators that reach the plan has moved since the last week.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitMove {
    pub id: UnitId,
    pub name: String,
    pub is_rise: bool,
    /// `naik 4 poin, sekarang 72 %`
    pub words: String,
}

/// The newest reports, how regularly the people of a unit report, and how long reports wait for feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporting {
    pub unit: UnitId,
    pub name: String,
    /// `None` for groups too small to show.
    pub waits: Option<WaitWords>,
    /// `None` for those who see counts only.
    pub people: Option<Reporters>,
}

/// The time that reports wait for their first feedback.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WaitWords {
    /// `5 jam`; `None` with too few reports.
    pub median: Option<String>,
    /// The number of reports behind it, and of those without feedback, in words.
    pub based_on: String,
}

/// The people of the reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporters {
    /// The newest reports, newest first.
    pub feed: Vec<FeedRow>,
    pub grid: Grid,
}

/// Week by week, person by person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grid {
    /// The Mondays, oldest first: `16 Nov`.
    pub weeks: Vec<String>,
    pub people: Vec<GridRow>,
    /// Which part of the list this is, if it is not all of it: `51–75 dari 112 orang`.
    pub shown: Option<String>,
    /// The key of the next page.
    pub next: Option<EmployeeId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GridRow {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
    pub unit: String,
    /// One for each week.
    pub weeks: Vec<PersonWeek>,
}
