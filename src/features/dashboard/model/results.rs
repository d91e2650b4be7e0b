//! The wire types of the results of a unit's head, and of where a figure comes from.

use crate::{
    domain::{
        id::{IkiId, UnitId},
        measure::Status,
    },
    ui::plot::BulletPlot,
};
use serde::{Deserialize, Serialize};

/// The results of a unit's head, rolled up from those below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitResults {
    pub unit: UnitId,
    /// Who leads the unit: `Lidya Mandagi, Kepala Dinas Kesehatan`.
    pub head: Option<String>,
    /// Why there are no results, in a sentence.
    pub missing: Option<String>,
    /// Which result lags most, since when and where.
    pub first: Option<String>,
    /// Of when the figures are, where newer reports are still being added up: `09.14`.
    pub as_of: Option<String>,
    /// The indicators, the one that lags most first.
    pub rows: Vec<ResultRow>,
}

/// An indicator of a unit's head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    pub id: IkiId,
    pub result: String,
    pub indicator: String,
    pub bar: Option<BulletPlot>,
    /// `None` where the figure is not shown.
    pub status: Option<Status>,
    /// `540 akta`
    pub value: String,
    pub expected: String,
    pub target: String,
    /// The change since the end of last week: `naik 40 akta`.
    pub trend: String,
    /// `Tertinggal sejak 14 Sep, terutama Puskesmas Muara`
    pub lag: Option<String>,
    /// `9 dari 12 indikator sudah dilaporkan`
    pub based_on: String,
}

/// Where an indicator's figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultOrigin {
    pub unit: UnitId,
    pub unit_name: String,
    pub result: String,
    pub indicator: String,
    /// Whose it is; `None` for readers who see no persons.
    pub owner: Option<String>,
    pub bar: Option<BulletPlot>,
    /// `None` where the figure is not shown.
    pub status: Option<Status>,
    /// The arithmetic in sentences.
    pub sentences: Vec<String>,
    /// Its own history, if the reader may open it.
    pub history: Option<IkiId>,
    /// The superior's indicator to which it is added, if the reader may open it.
    pub above: Option<(IkiId, String)>,
    pub units: Vec<OriginUnit>,
    /// The indicators that name it; `None` for readers who see no persons.
    pub contributions: Option<Vec<Contribution>>,
    /// Which part of the list this is, if it is not all of it.
    pub shown: Option<String>,
    /// The key of the next page.
    pub next: Option<IkiId>,
}

/// The part of a figure that a unit below answers for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OriginUnit {
    /// `None` for several units together.
    pub id: Option<UnitId>,
    pub name: String,
    pub value: String,
    /// `9 dari 12`
    pub reported: String,
    /// `kurang 40 akta`
    pub shortfall: String,
}

/// An indicator that names another one as the one to which it is added.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contribution {
    pub id: IkiId,
    pub name: String,
    /// `Bidan, Puskesmas Muara`
    pub post: String,
    pub indicator: String,
    pub value: String,
    /// The moment of its newest report: `Hari ini 14.05`.
    pub reported: Option<String>,
    /// Why it is not added, or not yet; that it is old.
    pub note: Option<String>,
    /// Whether the reader may open its history.
    pub opens: bool,
    /// Whether indicators are added to it in turn.
    pub is_rolled_up: bool,
}
