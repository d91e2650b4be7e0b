//! What crosses the wire for results and reports.

use crate::{
    domain::{
        id::{EmployeeId, IkiId, ReportId, RhkId, SkpId},
        measure::{Fraction, Status},
        plausible::{Implausible, PlausibleRange, is_other_population},
        value::Value,
    },
    ui::{
        format::plain_number,
        plot::{BulletPlot, LinePlot},
    },
};
use serde::{Deserialize, Serialize};

/// The results of a person's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// What waits for this person: an address and a sentence each; of the own results only.
    pub asks: Vec<(String, String)>,
    /// The report that was chosen to be corrected; of the page of reporting only.
    pub chosen: Option<ChosenReport>,
    /// Who can help, where there is no plan in force.
    pub missing: Option<String>,
    pub employee: EmployeeId,
    pub skp: Option<SkpId>,
    /// `Minggu, 22 November 2026`
    pub today: String,
    pub rhk: Vec<RhkCard>,
}

/// A report that its sender wants to correct, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenReport {
    pub id: ReportId,
    pub is_correctable: bool,
    /// `Memperbaiki laporan 14 Nov: 5.400 akta`, or why it cannot be.
    pub words: String,
    /// `laporan 14 Nov diperbaiki`
    pub receipt: String,
    pub note: Option<String>,
}

/// A planned result with its indicators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RhkCard {
    pub id: RhkId,
    pub text: String,
    /// The superior's result that this one supports.
    pub supports: Option<String>,
    pub indicators: Vec<IkiCard>,
}

/// An indicator: target, standing, where it should be by now, and the trend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IkiCard {
    pub id: IkiId,
    pub name: String,
    pub unit: String,
    pub status: Status,
    pub target: String,
    /// For when it is judged: `kini`, or `akhir Okt` for the total of a month that is over.
    pub as_of: String,
    pub expected: Option<String>,
    pub value: Option<String>,
    /// Share of what is expected.
    pub achieved: Option<String>,
    /// The moment that the last report describes: `kemarin 14.05`.
    pub reported: Option<String>,
    /// Says that the number is past its update: `Angka lama – terakhir 3 Okt`.
    pub old: Option<String>,
    pub note: Option<String>,
    /// Why it stands where it stands, in one or two sentences.
    pub explained: Option<String>,
    pub trend: Option<Trend>,
    /// Of the own results that need it.
    pub support: Option<Support>,
    pub bullet: Option<BulletPlot>,
    /// What to type: `total sejak Januari`, `total bulan ini`, `keadaan sekarang`.
    pub asks: String,
    /// The last report, for a correction.
    pub last_report: Option<ReportId>,
    /// When it was received: `14.05`, or with the day before today.
    pub received: Option<String>,
    /// What it said and its moment, by their names in the API and as programs write them: to take the next one back. Empty
    /// without a report.
    pub standing: Vec<(String, String)>,
    /// What its reports say beside a percentage; `None` for an indicator that is no coverage.
    pub coverage: Option<CoverageCard>,
    /// Which values are taken without a question; where a report was chosen, in its place.
    pub plausible: PlausibleRange,
}

/// What stands in the fields of a coverage before anybody types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageCard {
    /// How many; of a report that was chosen to be corrected only.
    pub numerator: String,
    /// Out of how many, by the last report, else by the plan.
    pub denominator: String,
}

/// Returns what a question about a coverage is about.
pub(crate) fn asked_about(numerator: &str, denominator: &str) -> String {
    format!("{numerator}/{denominator}")
}

impl IkiCard {
    /// What stands beside the two numbers of a coverage that look like a slip, by their names: more than all or a part of
    /// one where it was not so before, or another population by far.
    pub fn coverage_questions(&self, now: Fraction) -> Vec<(String, String)> {
        let Some(card) = &self.coverage else { return vec![] };
        let last = |name: &str| self.standing.iter().find(|(said, _)| said == name)?.1.parse::<Value>().ok();
        let last = Fraction::stored(last(Fraction::NUMERATOR), last(Fraction::DENOMINATOR));
        let (numerator, denominator) = (now.numerator(), now.denominator());
        let shown = |value: Value| plain_number(&value.to_string());
        let is_new = |odd: fn(&Fraction) -> bool| odd(&now) && !last.as_ref().is_some_and(odd);
        let why = if is_new(|of| of.numerator() > of.denominator()) {
            Some("Lebih dari seluruhnya.")
        } else if is_new(|of| !of.numerator().is_whole() && of.denominator().is_whole()) {
            Some("Biasanya bilangan bulat.")
        } else {
            None
        };
        let (part, whole) = (shown(numerator), shown(denominator));
        let odd = why.map(|why| {
            let words = format!("{part} dari {whole}? {why} Kirim sekali lagi bila memang benar.");
            (Fraction::NUMERATOR.to_owned(), words)
        });
        let before = Value::parse_typed(&card.denominator).ok();
        let other = before.filter(|before| is_other_population(*before, denominator)).map(|_| {
            let words =
                format!("Dari {whole}? Sebelumnya dari {}. Kirim sekali lagi bila memang benar.", card.denominator);
            (Fraction::DENOMINATOR.to_owned(), words)
        });
        odd.into_iter().chain(other).collect()
    }

    /// What stands beside the field when a value is odd, with the value as it was read.
    pub fn question(&self, odd: Implausible, value: Value) -> String {
        if odd == Implausible::BelowZero {
            return odd.to_string();
        }
        let measured = |value: Value| format!("{} {}", plain_number(&value.to_string()), self.unit);
        let known = match (&self.value, self.plausible.neighbours().filter(|_| odd == Implausible::OutOfOrder)) {
            (_, Some((before, None))) => format!("Sebelumnya {}", measured(before)),
            (_, Some((before, Some(behind)))) => {
                format!("Sebelumnya {}, sesudahnya {}", measured(before), measured(behind))
            }
            (Some(value), None) => format!("Terakhir {value}"),
            (None, None) => format!("Target {}", self.target),
        };
        format!("{}? {known}. {odd} Kirim sekali lagi bila memang benar.", measured(value))
    }
}

/// The way to support: to ask for it, or to the request that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    pub href: String,
    pub link: String,
    /// `Dukungan diminta hari ini 09.00, menunggu jawaban Sari paling lambat 25 Jun.`
    pub state: String,
}

/// What changed with the last report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// Better or worse by the indicator's polarity; `None` when it stayed.
    pub better: Option<bool>,
    /// Where the number goes.
    pub arrow: String,
    /// `naik 12 akta sejak 14 Nov`
    pub sentence: String,
}

/// The history of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub card: IkiCard,
    pub rhk: String,
    pub own: bool,
    pub person: String,
    pub plot: LinePlot,
    /// The address and the words of the thread of the result, with the number of its messages.
    pub talk: (String, String),
    /// How many of the reports these are, if not all: `200 dari 240 laporan`.
    pub shown: Option<String>,
    pub reports: Vec<ReportRow>,
}

/// A report of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    pub id: ReportId,
    pub value: String,
    pub note: Option<String>,
    pub observed: String,
    pub received: String,
    pub late: bool,
    /// `jam HP 3 Jan 2031 09.00`, where that clock was wrong.
    pub device: Option<String>,
    /// What stood before: `memperbaiki laporan 14 Nov: 5.400 akta`
    pub corrects: Option<String>,
    /// When a later report corrected this one, which counts no more: `sudah diperbaiki kemarin 14.05 menjadi 540 akta`, or
    /// `ditarik kemarin 14.05`
    pub corrected: Option<String>,
    /// Whether the reader can correct it.
    pub is_correctable: bool,
    /// Messages about this report.
    pub messages: i32,
}
