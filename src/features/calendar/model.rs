//! The wire types of the calendar.

use crate::domain::id::{PeriodId, UnitId};
use serde::{Deserialize, Serialize};

/// The calendar of the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarSheet {
    /// Where a deadline ends: `pukul 23.59.59 WIB`.
    pub ends: String,
    /// The periods that are open, by their due days.
    pub deadlines: Vec<Deadline>,
    pub holidays: Vec<HolidayLine>,
    /// Until when plans are to be submitted: `SKP 2027`, `31 Januari 2027`, the source.
    pub plans: Vec<(String, String, String)>,
    /// The years for which the Pengelola says so.
    pub years: Vec<i16>,
    /// Whether the caller changes it.
    pub may_change: bool,
}

/// Until when reports about a period are in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub id: PeriodId,
    /// `November 2026`, `Triwulan IV 2026`, `Tahun 2026`
    pub period: String,
    /// `5 Desember 2026`
    pub due: String,
    /// How many working days there are, that it is a holiday, that it was moved and why.
    pub about: String,
    /// The units that have longer.
    pub units: Vec<UnitDeadline>,
}

/// Until when reports about a period are in time for the people of a unit and of those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDeadline {
    pub unit: UnitId,
    pub name: String,
    /// `20 Desember 2026, alasan: Banjir`
    pub due: String,
}

/// A holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayLine {
    /// `Senin, 17 Agustus 2026`
    pub day: String,
    pub name: String,
    /// Who set it.
    pub source: String,
    /// The day as forms send it, where it is one of the agency's own.
    pub own: Option<String>,
}

/// What the Pengelola changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarAct {
    /// Enters a holiday.
    Enter,
    /// Removes one.
    Remove,
    /// Moves the due day of a period.
    Move,
    /// Gives one unit longer.
    Extend,
    /// Takes that back.
    Withdraw,
    /// Sets until when the plans of a year are to be submitted.
    AskPlans,
}

impl CalendarAct {
    pub const ALL: [Self; 6] = [Self::Enter, Self::Remove, Self::Move, Self::Extend, Self::Withdraw, Self::AskPlans];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Enter => "libur",
            Self::Remove => "hapus",
            Self::Move => "tenggat",
            Self::Extend => "perpanjang",
            Self::Withdraw => "batal",
            Self::AskPlans => "pengajuan",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// A change as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarChange {
    /// The day of the holiday, or the new due day: `2026-11-30`.
    #[serde(default)]
    pub day: String,
    /// The name of the holiday.
    #[serde(default)]
    pub name: String,
    /// The period whose due day moves.
    #[serde(default)]
    pub period: String,
    /// Why it moves; where it is written until when plans are to be submitted.
    #[serde(default)]
    pub reason: String,
    /// The name of the unit that is given longer, or the id of one that was.
    #[serde(default)]
    pub unit: String,
    /// The year of the plans.
    #[serde(default)]
    pub year: String,
}
