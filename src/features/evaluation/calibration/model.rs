//! The wire types of calibration: words, ready to be shown.

use crate::{
    domain::{
        evaluation::{Distribution, EvaluationId, EvaluationPeriod, Pattern, Predikat, Rating, Ratings},
        id::{SkpId, UnitId},
    },
    features::evaluation::model::PeriodTab,
};
use serde::{Deserialize, Serialize};

/// What somebody does on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalibrationAct {
    /// Moves a card, as its assessor.
    Move,
    /// Takes the last move back.
    Undo,
    /// Says something about a card, as a superior.
    Mark,
    /// Sets how the predikat are spread.
    Spread,
}

impl CalibrationAct {
    pub const ALL: [Self; 4] = [Self::Move, Self::Undo, Self::Mark, Self::Spread];

    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Move => "pindah",
            Self::Undo => "urungkan",
            Self::Mark => "tanggapi",
            Self::Spread => "tetapkan",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }
}

/// The address of a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalibrationQuery {
    /// Without one the unit that the caller leads.
    pub unit: Option<UnitId>,
    pub period: Option<EvaluationPeriod>,
    /// Whose card is open.
    pub card: Option<SkpId>,
}

impl CalibrationQuery {
    /// Returns its address.
    pub fn address(self) -> String {
        let unit = self.unit.map(|unit| format!("unit={unit}"));
        let period = self.period.map(|period| format!("periode={period}"));
        let card = self.card.map(|card| format!("kartu={card}"));
        let parts: Vec<String> = [unit, period, card].into_iter().flatten().collect();
        format!("/penilaian/kalibrasi{}{}", if parts.is_empty() { "" } else { "?" }, parts.join("&"))
    }
}

/// Returns the word of a place in addresses and forms: `above-meets`.
pub fn place_code(place: Ratings) -> String {
    format!("{}-{}", place.results.code(), place.conduct.code())
}

/// Returns the place of a word.
pub fn place_of_code(code: &str) -> Option<Ratings> {
    let (results, conduct) = code.split_once('-')?;
    Some(Ratings { results: Rating::of_code(results)?, conduct: Rating::of_code(conduct)? })
}

/// The board of a unit in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalibrationSheet {
    pub unit: UnitId,
    pub name: String,
    pub period: EvaluationPeriod,
    /// Other units that the caller can look at.
    pub units: Vec<(UnitId, String)>,
    pub periods: Vec<PeriodTab>,
    /// `31 dari 40 sudah ditetapkan, 2 tidak dinilai`
    pub progress: String,
    pub notes: Vec<String>,
    /// The nine places: from results above the expectation to those below it, in each from conduct below it to that above it.
    pub cells: Vec<CalibrationCell>,
    pub spread: SpreadSheet,
    /// The card of the address.
    pub card: Option<OpenCard>,
}

/// A place of the board.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalibrationCell {
    pub place: Ratings,
    pub predikat: Predikat,
    /// How many people stand there.
    pub people: u32,
    /// Those that are shown: questioned, changed and extreme ones first.
    pub cards: Vec<CalibrationCard>,
}

/// A person on the board.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalibrationCard {
    pub skp: SkpId,
    pub person: String,
    pub post: String,
    /// `Dipertanyakan`, `Berubah`, `Dirilis`
    pub tags: Vec<String>,
    /// Whether it stays where it is: it was released.
    pub is_fixed: bool,
}

/// A card with what was said about it, and its form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCard {
    pub id: EvaluationId,
    pub person: String,
    /// Where it stands, by whom: a label and its words each.
    pub facts: Vec<(String, String)>,
    /// What superiors say.
    pub marks: Vec<String>,
    pub place: Ratings,
    /// What the caller does with it; `None` where nothing can be done.
    pub act: Option<CalibrationAct>,
    /// What can be chosen: code and words.
    pub places: Vec<(String, String)>,
    /// A sentence above the form, or why there is none.
    pub about: String,
    /// The number of the version that is shown.
    pub seen: i16,
}

/// How the predikat are spread, beside the pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpreadSheet {
    pub people: Distribution,
    /// Of what the unit achieved; `None` where that is not set or fewer people were evaluated than a pattern is for.
    pub pattern: Option<Pattern>,
    /// `Capaian Dinas Kesehatan: Baik. Sebaran 12 pegawai terhadap polanya:`
    pub about: String,
    /// The pattern, a line each.
    pub words: Vec<String>,
    pub departures: Vec<String>,
    /// What was set before, the newest first.
    pub history: Vec<String>,
    /// What the form was read from; empty where nothing can be set.
    pub seen: String,
}
