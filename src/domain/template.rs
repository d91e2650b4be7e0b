//! Plan templates by kind of post: the draft of a plan that nobody has written yet (`PermenPANRB` 6/2022). Their
//! wording is invented in the style of real plans.
//!
//! Results are worded as results ("terwujudnya", "meningkatnya", "tersedianya"), never as activities, and
//! every indicator has a unit, a direction and targets. To add one: write it in the file of its field below,
//! list it in [`ALL`], and name the titles it fits in [`template_for`]. Values are written in hundredths, so
//! that templates are constants without floating point.

mod clinic;
mod community;
mod education;
mod further;
mod governance;
mod health;
mod infrastructure;
mod leaders;
mod offer;
mod office;
mod order;
mod school;
mod service;
mod title;
mod version;

use crate::domain::{
    cascade::MeasureKind,
    measure::{Accumulation, Frequency, MonthTargets, Polarity, Target, Value},
    skp::{
        Aspect, Classification, Iki, Link, Perspective, Rhk, RhkKind, SkpContent, template_indicator_id,
        template_result_id,
    },
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use version::{TEMPLATE, WHOLE_YEAR};

pub use offer::{Held, Kept, KeptWhy, Offered, offered};
pub use title::template_for;
pub(crate) use title::words as title_words;
pub use version::{PlanTemplate, general, indicator_in, is_general, result_in};

/// The draft of a plan for one kind of post.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    pub code: &'static str,
    /// The kind of post on the screen.
    pub name: &'static str,
    /// The number of the compiled-in version. An agency numbers the versions that it publishes behind it.
    pub version: i16,
    pub results: &'static [TemplateRhk],
}

/// A result and its indicators.
#[derive(Debug, PartialEq, Eq)]
pub struct TemplateRhk {
    pub text: &'static str,
    /// Words in lower case by which the superior's result is found that this one supports.
    pub tags: &'static [&'static str],
    pub indicators: &'static [TemplateIki],
}

/// A measure of a result.
#[derive(Debug, PartialEq, Eq)]
pub struct TemplateIki {
    pub name: &'static str,
    pub aspect: Aspect,
    /// Only plans of leaders (JPT) have perspectives.
    pub perspective: Option<Perspective>,
    pub unit_of_measure: &'static str,
    pub polarity: Polarity,
    pub accumulation: Accumulation,
    pub frequency: Frequency,
    /// In hundredths.
    baseline: Option<i64>,
    /// Of a coverage, out of how many, as a first number to be corrected.
    population: Option<i64>,
    targets: Targets,
}

/// The targets over the year, in hundredths.
#[derive(Debug, PartialEq, Eq)]
enum Targets {
    /// A yearly total in even shares.
    Even(i64),
    /// The same in each month.
    Constant(i64),
    /// Stairs: one height per quarter.
    Quarters([i64; 4]),
    /// Due twice a year, at the end of June and of December.
    Halves([i64; 2]),
}

/// Every template, the generic one first.
pub static ALL: &[&Template] = &[
    &office::PELAKSANA,
    &office::FUNGSIONAL,
    &office::PENGADMINISTRASI,
    &office::PENGELOLA_KEUANGAN,
    &office::ANALIS_KEPEGAWAIAN,
    &office::PRANATA_KOMPUTER,
    &office::PERENCANA,
    &office::AUDITOR,
    &leaders::SEKRETARIS_DAERAH,
    &leaders::INSPEKTUR,
    &leaders::KEPALA_DINAS,
    &leaders::KEPALA_DINAS_PENDIDIKAN,
    &leaders::KEPALA_DINAS_KESEHATAN,
    &leaders::KEPALA_BADAN,
    &leaders::KEPALA_BPBD,
    &leaders::SEKRETARIS,
    &leaders::KEPALA_BIDANG,
    &leaders::KEPALA_SEKSI,
    &leaders::KEPALA_SUBBAGIAN,
    &leaders::KEPALA_UPTD,
    &service::CAMAT,
    &service::LURAH,
    &service::OPERATOR_LAYANAN,
    &service::REAKSI_CEPAT,
    &service::PENYULUH,
    &health::KEPALA_PUSKESMAS,
    &health::DOKTER,
    &health::BIDAN,
    &health::PERAWAT,
    &health::TENAGA_KESEHATAN,
    &education::KEPALA_SEKOLAH,
    &education::GURU_KELAS,
    &education::GURU_MAPEL,
    &further::ARSIPARIS,
    &further::PUSTAKAWAN,
    &further::APOTEKER,
    &further::SANITARIAN,
    &further::NUTRISIONIS,
    &further::PEREKAM_MEDIS,
    &further::POLISI_PAMONG_PRAJA,
    &further::PEKERJA_SOSIAL,
    &further::PENGAWAS_SEKOLAH,
    &further::PENGUJI_KENDARAAN,
    &further::PENGADAAN,
    &clinic::ASISTEN_APOTEKER,
    &clinic::PRANATA_LABORATORIUM,
    &clinic::EPIDEMIOLOG,
    &school::GURU_BK,
    &school::GURU_PAUD,
    &infrastructure::PENATA_RUANG,
    &infrastructure::JALAN_JEMBATAN,
    &infrastructure::PENGENDALI_LINGKUNGAN,
    &order::PEMADAM,
    &community::PENYULUH_KB,
    &community::PENGANTAR_KERJA,
    &governance::PENGELOLA_BARANG,
    &governance::BENDAHARA,
    &governance::PRANATA_HUMAS,
    &governance::PERANCANG_PERATURAN,
    &governance::P2UPD,
    &governance::ANALIS_KEBIJAKAN,
    &governance::STATISTISI,
    &ELECTED,
];

/// Elected heads have no plan of their own.
static ELECTED: Template = Template { code: "elected", name: "Pejabat terpilih", version: 1, results: &[] };

/// Returns the template of a code; the generic one for an unknown code.
pub fn template(code: &str) -> &'static Template {
    ALL.iter().copied().find(|template| template.code == code).unwrap_or(&office::PELAKSANA)
}

/// Returns the superior's result that a result supports: the one whose text has most of the tags, as a direct link. If
/// none has any, it is the first one as a non-direct link: a necessary condition, whose achievement must not be added
/// up to the superior's (matriks pembagian peran dan hasil, `PermenPANRB` 6/2022).
pub fn supported<'a>(tags: &[impl AsRef<str>], superior: impl IntoIterator<Item = &'a str>) -> Option<(usize, Link)> {
    let mut best: Option<(usize, usize)> = None;
    for (index, text) in superior.into_iter().enumerate() {
        let text = text.to_lowercase();
        let named = tags.iter().filter(|tag| text.contains(tag.as_ref())).count();
        if best.is_none_or(|(_, most)| named > most) {
            best = Some((index, named));
        }
    }
    best.map(|(index, named)| (index, if named > 0 { Link::Direct } else { Link::NonDirect }))
}

impl Template {
    /// Returns what a plan of a whole year says, linked to nothing. Its ids are the template's own ([`PlanTemplate`]).
    pub fn content(&self) -> SkpContent {
        let (starts_on, ends_on) = WHOLE_YEAR;
        let results = (1_u16..).zip(self.results).map(|(number, result)| {
            let id = template_result_id(TEMPLATE, number);
            let indicators = (1_u16..).zip(result.indicators).map(|(number, iki)| Iki {
                id: template_indicator_id(id, number),
                name: iki.name.to_owned(),
                aspect: iki.aspect,
                perspective: iki.perspective,
                unit_of_measure: iki.unit_of_measure.to_owned(),
                polarity: iki.polarity,
                accumulation: iki.accumulation,
                baseline: iki.baseline(),
                months: iki.target(starts_on, ends_on, starts_on).months,
                frequency: iki.frequency,
                manual: Box::default(),
                population: iki.population(),
                adds_to: None,
            });
            Rhk {
                id,
                text: result.text.to_owned(),
                kind: RhkKind::Main,
                classification: Classification::Organisation,
                supports: None,
                assigned_by: None,
                basis: String::new(),
                actions: BTreeMap::new(),
                cascade: Box::default(),
                indicators: indicators.collect(),
            }
        });
        SkpContent { results: results.collect(), ..SkpContent::default() }
    }
}

impl TemplateIki {
    /// Returns what reports of the indicator have in common with those of others.
    pub fn kind(&self) -> MeasureKind {
        MeasureKind {
            unit: self.unit_of_measure.to_owned(),
            polarity: self.polarity,
            accumulation: self.accumulation,
            is_coverage: self.population.is_some(),
        }
    }

    pub fn baseline(&self) -> Option<Value> {
        self.baseline.and_then(hundredths)
    }

    /// Returns out of how many a coverage is; `None` for every other indicator.
    pub fn population(&self) -> Option<Value> {
        self.population.map(Value::whole)
    }

    /// Returns the indicator's target within a plan's dates. Months before the plan have no target; a yearly total
    /// shrinks to the months that are left, at least one. `agreed_on` is the day of the plan's agreement.
    pub fn target(&self, starts_on: Date, ends_on: Date, agreed_on: Date) -> Target {
        let (first, last) = (starts_on.month(), ends_on.month());
        let months = (1..=12).map(|month: i8| {
            if month < first || month > last {
                return None;
            }
            let quarter = usize::try_from((month - 1) / 3).unwrap_or(0);
            match &self.targets {
                Targets::Even(total) => cents(*total, i64::from(month - first) + 1),
                Targets::Constant(value) => hundredths(*value),
                Targets::Quarters(values) => values.get(quarter).copied().and_then(hundredths),
                Targets::Halves([june, december]) => match month {
                    6 => hundredths(*june),
                    12 => hundredths(*december),
                    _ => None,
                },
            }
        });
        let mut targets = [None; 12];
        for (at, month) in targets.iter_mut().zip(months) {
            *at = month;
        }
        Target {
            polarity: self.polarity,
            accumulation: self.accumulation,
            baseline: self.baseline(),
            months: MonthTargets(targets),
            frequency: self.frequency,
            starts_on,
            ends_on,
            asked_from: Some(starts_on.max(agreed_on)),
        }
    }
}

fn hundredths(value: i64) -> Option<Value> {
    Value::new(Decimal::new(value, 2)).ok()
}

/// Returns `twelfths` twelfths of a total, to four decimals.
fn cents(total: i64, twelfths: i64) -> Option<Value> {
    let share = Decimal::new(total, 2) * Decimal::from(twelfths) / Decimal::from(12);
    Value::new(share.round_dp(4)).ok()
}

/// A count of things done in the year, in even shares.
const fn count(name: &'static str, unit_of_measure: &'static str, total: i64) -> TemplateIki {
    TemplateIki {
        name,
        aspect: Aspect::Quantity,
        perspective: None,
        unit_of_measure,
        polarity: Polarity::Maximise,
        accumulation: Accumulation::Year,
        frequency: Frequency::Monthly,
        baseline: None,
        population: None,
        targets: Targets::Even(total * 100),
    }
}

/// A percentage that rises evenly until the end of the year, such as a coverage or a budget.
const fn coverage(name: &'static str, percent: i64) -> TemplateIki {
    count(name, "%", percent)
}

/// A count of things done in each month.
const fn monthly(name: &'static str, unit_of_measure: &'static str, each: i64) -> TemplateIki {
    TemplateIki {
        accumulation: Accumulation::Month,
        targets: Targets::Constant(each * 100),
        ..count(name, unit_of_measure, each)
    }
}

/// A percentage that is to be kept all year.
const fn share(name: &'static str, percent: i64) -> TemplateIki {
    TemplateIki {
        aspect: Aspect::Quality,
        accumulation: Accumulation::Level,
        targets: Targets::Constant(percent * 100),
        ..count(name, "%", percent)
    }
}

/// A level that rises by quarters, in hundredths.
const fn rising(name: &'static str, unit_of_measure: &'static str, quarters: [i64; 4]) -> TemplateIki {
    TemplateIki { unit_of_measure, targets: Targets::Quarters(quarters), ..share(name, 0) }
}

/// A level that falls by quarters from a baseline, such as a waiting time; in hundredths.
const fn falling(name: &'static str, unit: &'static str, baseline: i64, quarters: [i64; 4]) -> TemplateIki {
    TemplateIki {
        aspect: Aspect::Time,
        polarity: Polarity::Minimise,
        baseline: Some(baseline),
        ..rising(name, unit, quarters)
    }
}

/// A level that is read in June and December only, in hundredths.
const fn half_yearly(name: &'static str, unit_of_measure: &'static str, halves: [i64; 2]) -> TemplateIki {
    TemplateIki { unit_of_measure, targets: Targets::Halves(halves), frequency: Frequency::Quarterly, ..share(name, 0) }
}

impl TemplateIki {
    const fn weekly(self) -> Self {
        Self { frequency: Frequency::Weekly, ..self }
    }

    const fn quarterly(self) -> Self {
        Self { frequency: Frequency::Quarterly, ..self }
    }

    /// Makes it a coverage, whose reports say how many of these.
    const fn out_of(self, population: i64) -> Self {
        Self { population: Some(population), ..self }
    }

    const fn of(self, aspect: Aspect) -> Self {
        Self { aspect, ..self }
    }

    const fn seen_from(self, perspective: Perspective) -> Self {
        Self { perspective: Some(perspective), ..self }
    }

    /// Neither more nor less is better.
    const fn steady(self) -> Self {
        Self { polarity: Polarity::Stabilise, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_an_unknown_one_is_generic() {
        let codes: BTreeSet<_> = ALL.iter().map(|template| template.code).collect();
        assert_eq!(codes.len(), ALL.len());
        assert!(ALL.len() > 44, "forty posts of a city and more, and the elected one");
        assert_eq!(template("bidan").code, "bidan");
        assert_eq!(template("no such post").code, "pelaksana");
        assert!(template("elected").results.is_empty());
    }

    #[test]
    fn each_plan_has_two_to_four_results_with_indicators() {
        for template in ALL.iter().filter(|template| template.code != "elected") {
            assert!((2..=4).contains(&template.results.len()), "{}", template.code);
            for result in template.results {
                assert!((1..=2).contains(&result.indicators.len()), "{}", result.text);
                assert!(result.text.len() <= 500 && !result.tags.is_empty(), "{}", result.text);
            }
        }
    }

    #[test]
    fn results_are_worded_as_results() {
        for result in ALL.iter().flat_map(|template| template.results) {
            let first = result.text.split(' ').next().unwrap_or_default();
            assert!(first.ends_with("nya"), "{}", result.text);
            for vague in ["melaksanakan", "membantu", "mengikuti"] {
                assert!(!result.text.to_lowercase().contains(vague), "{}", result.text);
            }
        }
    }

    #[test]
    fn each_indicator_can_be_measured() {
        let (from, to) = (date(2026, 1, 1), date(2026, 12, 31));
        for indicator in ALL.iter().flat_map(|template| template.results).flat_map(|result| result.indicators) {
            let target = indicator.target(from, to, from);
            let last = target.months.last();
            assert!(last.is_some() && target.expected(to) == last.map(Value::decimal), "{}", indicator.name);
            if indicator.polarity == Polarity::Minimise {
                assert!(indicator.baseline().is_some_and(|baseline| Some(baseline) > last), "{}", indicator.name);
            }
            if indicator.unit_of_measure == "%" {
                assert!(last.is_some_and(|last| last.decimal() <= Decimal::ONE_HUNDRED), "{}", indicator.name);
            }
        }
    }

    #[test]
    fn only_leaders_have_perspectives_and_they_have_all_four() {
        for template in ALL {
            let seen: Vec<_> =
                template.results.iter().flat_map(|result| result.indicators).map(|iki| iki.perspective).collect();
            if template.code.starts_with("kepala_dinas") || template.code == "kepala_badan" {
                for perspective in
                    [Perspective::Customer, Perspective::Process, Perspective::Internal, Perspective::Budget]
                {
                    assert!(seen.contains(&Some(perspective)), "{}", template.code);
                }
            }
            assert!(seen.iter().all(Option::is_some) || seen.iter().all(Option::is_none), "{}", template.code);
        }
    }

    #[test]
    fn a_later_start_shrinks_a_yearly_total() {
        let iki = count("Akta terbit", "akta", 1200);
        let target = iki.target(date(2026, 7, 1), date(2026, 12, 31), date(2026, 7, 1));
        assert_eq!(target.months.0[5], None);
        assert_eq!(target.months.0[6].map(|value| value.to_string()).as_deref(), Some("100"));
        assert_eq!(target.months.last().map(|value| value.to_string()).as_deref(), Some("600"));
        assert_eq!(target.expected(date(2026, 9, 30)), Some(Decimal::from(300)));
    }

    #[test]
    fn a_result_supports_the_one_that_names_its_subject() {
        let puskesmas = template("kepala_puskesmas");
        let texts = || puskesmas.results.iter().map(|result| result.text);
        let immunisation = &template("bidan").results[0];
        let (index, link) = supported(immunisation.tags, texts()).expect("a result");
        assert!(puskesmas.results[index].text.contains("imunisasi"));
        assert_eq!(link, Link::Direct);
        assert_eq!(supported(&["tanggul"], texts()), Some((0, Link::NonDirect)));
        assert_eq!(supported(&["tanggul"], Vec::<&str>::new()), None);
    }
}
