//! The wire types of the calendar.

use crate::domain::{
    calendar::DeadlineKind,
    id::{PeriodId, UnitId},
};
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
    /// How deadlines are counted, one for each kind.
    pub rules: Vec<RuleLine>,
    /// The working week: `Senin sampai Jumat`, and later ones with their days.
    pub week: String,
    /// What a rule that is being typed would give.
    pub preview: Option<RulePreview>,
    /// Years that are open to some units first.
    pub pilots: Vec<PilotSheet>,
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
    /// Whether it is over for everybody.
    pub is_over: bool,
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
    pub is_over: bool,
}

/// How deadlines of a kind are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleLine {
    pub kind: DeadlineKind,
    /// `5 hari kalender sesudah bulan berakhir`, and later rules with their days.
    pub words: Vec<String>,
}

/// A rule about deadlines as it is typed. Every field is text, so that the form comes back as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RuleDraft {
    pub kind: String,
    pub days: String,
    pub counting: String,
    pub holds_from: String,
    pub source: String,
}

impl RuleDraft {
    /// Returns the draft of an address; `None` without one.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let text = |name: &str| field(name).unwrap_or_default();
        field("jenis").map(|kind| Self {
            kind,
            days: text("hari"),
            counting: text("hitungan"),
            holds_from: text("mulai"),
            source: text("sumber"),
        })
    }
}

/// What a rule about deadlines would give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePreview {
    /// Errors beside the fields, by their names.
    pub errors: Vec<(String, String)>,
    /// The days of this year, or of the year from which it holds; none with errors.
    pub says: Option<String>,
}

/// A year that is open to some units first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PilotSheet {
    pub year: i16,
    pub words: String,
    pub source: String,
    /// Its units with their names and days.
    pub units: Vec<(UnitId, String, String)>,
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
    /// Sets how deadlines of a kind are counted.
    Rule,
    /// Sets the working week.
    Week,
    /// Opens a year to a unit first.
    Pilot,
    /// Takes a unit out of that.
    Unpilot,
}

impl CalendarAct {
    pub const ALL: [Self; 10] = [
        Self::Enter,
        Self::Remove,
        Self::Move,
        Self::Extend,
        Self::Withdraw,
        Self::AskPlans,
        Self::Rule,
        Self::Week,
        Self::Pilot,
        Self::Unpilot,
    ];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Enter => "libur",
            Self::Remove => "hapus",
            Self::Move => "tenggat",
            Self::Extend => "perpanjang",
            Self::Withdraw => "batal",
            Self::AskPlans => "pengajuan",
            Self::Rule => "aturan",
            Self::Week => "pekan",
            Self::Pilot => "uji",
            Self::Unpilot => "uji-keluar",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// A change as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarChange {
    /// The day of the holiday, the new due day, or the day from which something holds: `2026-11-30`.
    #[serde(default)]
    pub day: String,
    /// The name of the holiday.
    #[serde(default)]
    pub name: String,
    /// The period whose due day moves.
    #[serde(default)]
    pub period: String,
    /// Why it moves; where a rule is written.
    #[serde(default)]
    pub reason: String,
    /// The name of the unit that is given longer, or the id of one that was.
    #[serde(default)]
    pub unit: String,
    /// The year of the plans.
    #[serde(default)]
    pub year: String,
    /// What a deadline is about.
    #[serde(default)]
    pub kind: String,
    /// How many days.
    #[serde(default)]
    pub days: String,
    /// Which days are counted.
    #[serde(default)]
    pub counting: String,
    #[serde(default)]
    pub week: String,
    /// The last day of a pilot; empty where it has none.
    #[serde(default)]
    pub until: String,
}

impl CalendarChange {
    /// The names of its fields in forms.
    pub const FIELDS: [&'static str; 11] =
        ["day", "name", "period", "reason", "unit", "year", "kind", "days", "counting", "week", "until"];

    /// Returns the change of a form.
    pub fn read(field: impl Fn(&'static str) -> String) -> Self {
        let [day, name, period, reason, unit, year, kind, days, counting, week, until] = Self::FIELDS.map(field);
        Self { day, name, period, reason, unit, year, kind, days, counting, week, until }
    }

    /// Returns its fields by name.
    pub fn fields(self) -> [(&'static str, String); 11] {
        let Self { day, name, period, reason, unit, year, kind, days, counting, week, until } = self;
        let values = [day, name, period, reason, unit, year, kind, days, counting, week, until];
        let mut values = values.into_iter();
        Self::FIELDS.map(|name| (name, values.next().unwrap_or_default()))
    }
}
