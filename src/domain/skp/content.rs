//! What a version of a plan says: results and their indicators (`PermenPANRB` 6/2022).

use super::{Approach, Cascade, Change, Further, Manual, SkpField, Stage, change_of};
use crate::domain::{
    id::{EmployeeId, IkiId, RhkId},
    measure::{Accumulation, Frequency, MonthTargets, Polarity, STEP_UNIT, Target, Value, reached},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What one version of a plan says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkpContent {
    /// In the order in which they are shown.
    pub results: Vec<Rhk>,
    #[serde(default)]
    pub further: Box<Further>,
}

/// A result (rencana hasil kerja) with its indicators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhk {
    pub id: RhkId,
    pub text: String,
    pub kind: RhkKind,
    pub classification: Classification,
    /// The superior's result that this one supports.
    pub supports: Option<(RhkId, Link)>,
    /// Who gave it to the owner (penugasan dari); `None` for what the owner wrote.
    #[serde(default)]
    pub assigned_by: Option<EmployeeId>,
    /// What it is based on: the planning document, the performance agreement, the budget line; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// What is to be done for it (rencana aksi), by the month in which the period ends; a period that is not named has
    /// the targets as its action plan.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub actions: BTreeMap<i8, String>,
    #[serde(default, skip_serializing_if = "Cascade::is_default")]
    pub cascade: Box<Cascade>,
    pub indicators: Vec<Iki>,
}

/// An indicator (indikator kinerja individu) of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iki {
    pub id: IkiId,
    pub name: String,
    pub aspect: Aspect,
    pub perspective: Option<Perspective>,
    pub unit_of_measure: String,
    pub polarity: Polarity,
    pub accumulation: Accumulation,
    pub baseline: Option<Value>,
    pub months: MonthTargets,
    pub frequency: Frequency,
    #[serde(default, skip_serializing_if = "Manual::is_empty")]
    pub manual: Box<Manual>,
    /// Of a coverage, out of how many: its reports say both numbers. `None` for every other indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<Value>,
    /// The superior's indicator to which this one is added; of the result that its own result supports directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adds_to: Option<IkiId>,
}

impl SkpContent {
    pub fn indicators(&self) -> impl Iterator<Item = &Iki> {
        self.results.iter().flat_map(|result| &result.indicators)
    }

    /// Whether there is a result, each is complete ([`Rhk::is_complete`]), and all are measured as the plan says.
    pub fn is_complete(&self) -> bool {
        !self.results.is_empty() && self.results.iter().all(Rhk::is_complete) && self.other_approach().next().is_none()
    }

    /// Returns the indicators that are not measured as the plan says: some came from a template or another plan.
    pub fn other_approach(&self) -> impl Iterator<Item = &Iki> {
        let approach = self.further.approach;
        self.indicators().filter(move |iki| iki.approach() != approach)
    }

    /// The perspectives from which no indicator is seen; a leader's plan (JPT) covers them all.
    pub fn missing_perspectives(&self) -> impl Iterator<Item = Perspective> {
        let seen: Vec<Perspective> = self.indicators().filter_map(|iki| iki.perspective).collect();
        Perspective::ALL.into_iter().filter(move |perspective| !seen.contains(perspective))
    }

    /// Whether nothing has changed that must never change ([`change_of`]): the approach, and about an indicator that `earlier`, the version
    /// in force, has too: a report of "12 akta" means nothing for an indicator in percent.
    pub fn keeps_measures_of(&self, earlier: &Self) -> bool {
        let before: HashMap<IkiId, &Iki> = earlier.indicators().map(|iki| (iki.id, iki)).collect();
        let is_kept = |field: &SkpField| change_of(Stage::Agreed, *field) != Change::Never;
        self.further.approach == earlier.further.approach
            && self
                .indicators()
                .all(|iki| before.get(&iki.id).is_none_or(|before| iki.changes_of(before).iter().all(is_kept)))
    }
}

impl Iki {
    /// Returns the approach by which it measures: in words only if its targets are nothing but the last step in one month.
    pub fn approach(&self) -> Approach {
        let is_of_steps = self.measure() == (STEP_UNIT, Polarity::Maximise, Accumulation::Level, false);
        let targets: Vec<Value> = self.months.0.iter().flatten().copied().collect();
        if is_of_steps && targets == [reached()] { Approach::Qualitative } else { Approach::Quantitative }
    }

    /// Returns the month by whose end a measure in words is to be reached.
    pub fn due_month(&self) -> Option<i8> {
        (1_i8..).zip(&self.months.0).find_map(|(month, target)| target.map(|_| month))
    }

    /// What makes reports comparable.
    fn measure(&self) -> (&str, Polarity, Accumulation, bool) {
        (self.unit_of_measure.as_str(), self.polarity, self.accumulation, self.population.is_some())
    }

    /// Returns whether reports about the one can be compared with reports about the other.
    pub fn has_measure_of(&self, other: &Self) -> bool {
        self.measure() == other.measure()
    }

    /// The fields that differ from those of an earlier version.
    pub fn changes_of(&self, before: &Self) -> Vec<SkpField> {
        let changed = [
            (SkpField::Name, self.name != before.name),
            (SkpField::Aspect, self.aspect != before.aspect),
            (SkpField::Measure, self.measure() != before.measure()),
            (SkpField::Baseline, self.baseline != before.baseline),
            (SkpField::Targets, (self.months, self.population) != (before.months, before.population)),
            (SkpField::AddsTo, self.adds_to != before.adds_to),
            (SkpField::Frequency, self.frequency != before.frequency),
            (SkpField::Manual, (self.perspective, &self.manual) != (before.perspective, &before.manual)),
        ];
        changed.into_iter().filter_map(|(field, is_changed)| is_changed.then_some(field)).collect()
    }

    /// What the indicator promises within the dates of its plan: agreed by its first day, by somebody with access.
    pub const fn target(&self, starts_on: Date, ends_on: Date) -> Target {
        Target {
            polarity: self.polarity,
            accumulation: self.accumulation,
            baseline: self.baseline,
            months: self.months,
            frequency: self.frequency,
            starts_on,
            ends_on,
            asked_from: Some(starts_on),
        }
    }
}

/// What a result belongs to when its owner leaves the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Classification {
    /// Organisasi: stays with the post.
    Organisation,
    /// Individu: goes with the person.
    Individual,
}

/// Whether a result comes from the main role or is accepted beside it; both weigh the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RhkKind {
    /// Hasil kerja utama.
    Main,
    /// Hasil kerja tambahan.
    Additional,
}

/// How a result supports the superior's: only direct links may be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    Direct,
    NonDirect,
}

/// What side of a result an indicator measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Kuantitas.
    Quantity,
    /// Kualitas.
    Quality,
    /// Waktu.
    Time,
    /// Biaya.
    Cost,
}

/// The perspective of a leader's result (JPT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// Penerima layanan.
    Customer,
    /// Proses bisnis.
    Process,
    /// Penguatan internal.
    Internal,
    /// Anggaran.
    Budget,
}

impl Perspective {
    pub const ALL: [Self; 4] = [Self::Customer, Self::Process, Self::Internal, Self::Budget];
}
