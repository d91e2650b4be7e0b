//! The words of evaluations on the screen.

use super::store::EvidenceRecord;
use crate::{
    domain::{
        calendar::Zone,
        evaluation::{
            Acknowledgement, EvaluationContent, EvaluationPeriod, Evidence, Matrix, Predikat, Rating, Ratings,
        },
        measure::{Achievement, Standing, Status, Thresholds, Value, step_words},
        skp::CORE_VALUES,
    },
    features::evaluation::model::{IndicatorEvidence, Quadrant, QuadrantCell, ValueNote},
    server::door::Tx,
    ui::format,
};
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;

/// How moments are told, in the agency's zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    pub zone: Zone,
    pub today: Date,
    /// With the whole date: nobody knows on which day a paper is read.
    is_dated: bool,
}

impl Moments {
    /// On a page: `hari ini 10.42`
    pub(super) fn of_page(tx: &Tx) -> Self {
        Self { zone: tx.actor.zone, today: tx.today(), is_dated: false }
    }

    /// On paper: `3 Oktober 2026 10.42`
    pub(super) fn of_paper(tx: &Tx) -> Self {
        Self { is_dated: true, ..Self::of_page(tx) }
    }

    pub(super) fn say(self, at: Timestamp) -> String {
        let at = self.zone.local(at);
        if self.is_dated {
            format!("{} {}", format::day(at.date()), format::time(at))
        } else {
            format::moment_within(at, self.today)
        }
    }
}

/// `Triwulan III 2026`
pub(super) fn period(period: EvaluationPeriod) -> String {
    format::period(period.kind(), period.starts_on())
}

/// `Hasil kerja di atas ekspektasi, perilaku kerja sesuai ekspektasi: Baik`
pub(super) fn outcome(ratings: Ratings, predikat: Option<Predikat>) -> String {
    let words = |name: &str| name.to_lowercase();
    let predikat = predikat.map_or_else(String::new, |predikat| format!(": {}", predikat.name()));
    format!("Hasil kerja {}, perilaku kerja {}{predikat}", words(ratings.results.name()), words(ratings.conduct.name()))
}

/// What follows from each pair of ratings.
pub(super) fn quadrant(matrix: Matrix) -> Quadrant {
    let cell = |ratings: Ratings| {
        let others = matrix.alternatives(ratings).into_iter().map(|other| {
            let Ratings { results, conduct } = other.ratings;
            let name = |rating: Rating| rating.name().to_lowercase();
            let changed = match (results == ratings.results, conduct == ratings.conduct) {
                (false, true) => format!("Bila hasil kerja {}", name(results)),
                (true, false) => format!("Bila perilaku kerja {}", name(conduct)),
                _ => format!("Bila hasil kerja {} dan perilaku kerja {}", name(results), name(conduct)),
            };
            format!("{changed}: {}.", other.predikat.name())
        });
        QuadrantCell {
            predikat: matrix.predikat(ratings).name().to_owned(),
            reason: matrix.reason(ratings),
            others: others.collect(),
        }
    };
    let row = |results| Rating::ALL.map(|conduct| cell(Ratings { results, conduct })).into();
    Quadrant { rows: Rating::ALL.map(row).into() }
}

/// `Sudah diterima 3 Okt 10.42`
pub(super) fn acknowledged(said: Acknowledgement, at: Timestamp, moments: Moments) -> String {
    let word = match said {
        Acknowledgement::Received => "Diterima",
        Acknowledgement::Agreed => "Disetujui",
    };
    format!("{word} oleh pegawai yang dinilai {}.", moments.say(at))
}

/// An indicator as it stood at the end of a period.
pub(super) fn indicator(record: &EvidenceRecord, last_day: Date, thresholds: Thresholds) -> IndicatorEvidence {
    let EvidenceRecord { target, standing, unit, .. } = record;
    let on = target.judged_on(*standing, last_day);
    let measured = |value: Value| {
        step_words(value, unit).map_or_else(
            || format!("{} {unit}", format::number(value.to_hundredths().decimal())).trim_end().to_owned(),
            str::to_owned,
        )
    };
    let expected = target.expected(on).map(|expected| amount(expected, unit));
    let achieved = standing.and_then(|standing| target.achieved(standing, last_day));
    let is_step = standing.is_some_and(|standing| step_words(standing.value, unit).is_some());
    IndicatorEvidence {
        id: record.iki,
        name: record.name.clone(),
        // How fresh a report is says nothing about what was achieved by the end of the period.
        status: target.reached(*standing, last_day, thresholds),
        target: expected.unwrap_or_else(|| "belum ada target".to_owned()),
        value: standing.map_or_else(
            || "belum ada laporan".to_owned(),
            |standing| format::reported(standing.value, unit, record.fraction),
        ),
        achieved: achieved.filter(|_| !is_step).and_then(Achievement::shown_percent).map(format::percent),
        about: about(record, *standing, measured),
        note: record.note.clone(),
    }
}

fn amount(expected: Decimal, unit: &str) -> String {
    if let Some(words) = Value::new(expected).ok().and_then(|value| step_words(value, unit)) {
        return words.to_owned();
    }
    let rounded = Value::new(expected).map_or(expected, |value| value.to_hundredths().decimal());
    format!("{} {unit}", format::number(rounded)).trim_end().to_owned()
}

/// `4 laporan, 1 perbaikan, naik dari 620 kali`
fn about(record: &EvidenceRecord, standing: Option<Standing>, measured: impl Fn(Value) -> String) -> String {
    let reports = match record.reports {
        0 => "tanpa laporan dalam periode ini".to_owned(),
        reports => format!("{reports} laporan dalam periode ini"),
    };
    let corrections = (record.corrections > 0).then(|| format!("{} di antaranya perbaikan", record.corrections));
    let moved = record.before.zip(standing).filter(|(before, standing)| *before != standing.value);
    let moved = moved.map(|(before, standing)| {
        let word = if standing.value > before { "naik" } else { "turun" };
        format!("{word} dari {}", measured(before))
    });
    let parts: Vec<String> = [Some(reports), corrections, moved].into_iter().flatten().collect();
    parts.join(", ")
}

/// The worst status of a result's indicators.
pub(super) fn status(indicators: &[IndicatorEvidence]) -> Status {
    Status::worst(indicators.iter().map(|indicator| indicator.status))
}

/// What was said about values.
pub(super) fn values(content: &EvaluationContent) -> Vec<ValueNote> {
    let notes = CORE_VALUES.iter().zip(&content.values);
    let said = notes.filter(|(_, note)| note.is_below || !note.note.is_empty() || !note.evidence.is_empty());
    said.map(|(value, note)| ValueNote {
        name: value.name.to_owned(),
        is_below: note.is_below,
        note: note.note.clone(),
        evidence: note.evidence.iter().map(evidence).collect(),
    })
    .collect()
}

fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Feedback { on, text, .. } => format!("Umpan balik {}: {text}", format::short_day(*on)),
        Evidence::Event { on, text } => format!("Kejadian {}: {text}", format::short_day(*on)),
    }
}
