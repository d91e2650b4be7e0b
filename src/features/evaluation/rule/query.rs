//! The rules of evaluations in words, and the fields of their forms.

use super::model::{EvaluationRuleBook, EvaluationRuleField, EvaluationRuleSheet};
use crate::{
    domain::{
        evaluation::{
            DatedRule, EvaluationRule, EvaluationRuleKind, EvaluationRules, Patterns, Predikat, Rating, Ratings,
            UnitAchievement,
        },
        skp::{CORE_VALUES, Guidance},
    },
    error::{Error, Result},
    features::regime::model::{GroupRules, RuleLine},
    server::{door::Tx, evaluation_rule},
    ui::format,
};

/// The field of the fewest people.
pub(super) const SMALLEST: &str = "terkecil";

/// The field of a cell of the matrix.
pub(super) fn cell(results: Rating, conduct: Rating) -> String {
    format!("sel-{}-{}", results.code(), conduct.code())
}

/// The field of a level of a unit's achievement.
pub(super) fn level_field(level: UnitAchievement) -> String {
    format!("kepala-{}", level.code())
}

/// The field of the pattern of a level.
pub(super) fn pattern_field(level: UnitAchievement) -> String {
    format!("pola-{}", level.code())
}

/// The field of a core value, counted from 1.
pub(super) fn value_field(number: usize) -> String {
    format!("nilai-{number}")
}

/// Returns the rules of the caller's agency.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
pub(crate) async fn book(tx: &mut Tx) -> Result<EvaluationRuleBook> {
    if !tx.actor.may_set_rules() {
        return Err(Error::NotFound);
    }
    let rules = evaluation_rule::rules(tx).await?;
    let sheet = |kind| EvaluationRuleSheet { kind, rules: lines(tx, &rules, kind), fields: fields(tx, &rules, kind) };
    Ok(EvaluationRuleBook { kinds: EvaluationRuleKind::ALL.map(sheet).into() })
}

const fn about(kind: EvaluationRuleKind) -> &'static str {
    match kind {
        EvaluationRuleKind::Matrix => {
            "Predikat mengikuti kedua rating. Penilaian yang sudah ditetapkan tetap seperti saat ditetapkan."
        }
        EvaluationRuleKind::Heads => "Rating hasil kerja pimpinan unit mengikuti capaian unitnya.",
        EvaluationRuleKind::Windows => {
            "Dihitung sejak hari alasannya dapat dibaca. Masa yang sudah berjalan tidak berubah."
        }
        EvaluationRuleKind::Guidance => "Tercetak di SKP dan penilaian di samping ekspektasi khusus pimpinan.",
        EvaluationRuleKind::Patterns => {
            "Bahan pertimbangan pimpinan di papan kalibrasi, bukan kuota: yang menyimpang ditetapkan dengan alasan."
        }
    }
}

fn lines(tx: &Tx, rules: &EvaluationRules, kind: EvaluationRuleKind) -> GroupRules {
    let (now, today) = (tx.now, tx.today());
    let in_force = rules.in_force(kind, today, now);
    let is_later = |rule: &&DatedRule| rule.holds_from > today;
    let is_earlier = |rule: &&DatedRule| rule.holds_from <= today && in_force != Some(*rule);
    let mut coming: Vec<RuleLine> = rules.about(kind).filter(is_later).map(|rule| line(tx, rule)).collect();
    coming.reverse();
    GroupRules {
        name: kind.name().to_owned(),
        about: about(kind).to_owned(),
        in_force: in_force.map(|rule| line(tx, rule)),
        coming,
        earlier: rules.about(kind).filter(is_earlier).map(|rule| line(tx, rule)).collect(),
    }
}

fn line(tx: &Tx, rule: &DatedRule) -> RuleLine {
    let today = tx.today();
    let entered = rule.entered.as_ref().map_or_else(
        || "Aturan bawaan Kinerja".to_owned(),
        |(at, by)| format!("Dicatat {} oleh {by}", format::moment_within(tx.actor.zone.local(*at), today)),
    );
    let since = if rule.holds_from > today { "Berlaku mulai" } else { "Berlaku sejak" };
    RuleLine {
        since: format!("{since} {}", format::day(rule.holds_from)),
        regime: words(&rule.rule),
        source: rule.source.clone(),
        entered,
    }
}

fn words(rule: &EvaluationRule) -> String {
    let lower = |rating: Rating| rating.name().to_lowercase();
    match rule {
        EvaluationRule::Matrix(matrix) => {
            let row = |results: Rating| {
                let cell = |conduct| matrix.predikat(Ratings { results, conduct }).name();
                format!("hasil kerja {}: {}", lower(results), Rating::ALL.map(cell).join(", "))
            };
            let rows = [Rating::Above, Rating::Meets, Rating::Below].map(row);
            format!("Dari perilaku kerja di bawah sampai di atas ekspektasi – {}.", rows.join("; "))
        }
        EvaluationRule::Heads(ratings) => {
            let level = |level: UnitAchievement| format!("{} – {}", level.name(), lower(ratings.of(level)));
            let mut levels = UnitAchievement::ALL.map(level);
            levels.reverse();
            format!("{}.", levels.join("; "))
        }
        EvaluationRule::Windows(windows) => format!(
            "{} hari kerja untuk menanggapi, {} hari kalender untuk berkeberatan.",
            windows.answer, windows.objection
        ),
        EvaluationRule::Patterns(patterns) => pattern_words(patterns),
        EvaluationRule::Guidance(guidance) if *guidance == Guidance::of_circular() => {
            "Teks SE MenPANRB 20/2021.".to_owned()
        }
        EvaluationRule::Guidance(guidance) if *guidance == Guidance::of_law() => "Teks UU 20/2023, Pasal 4.".to_owned(),
        EvaluationRule::Guidance(Guidance(values)) => {
            let value =
                CORE_VALUES.iter().zip(values).map(|(value, lines)| format!("{}: {}", value.name, lines.join("; ")));
            format!("{}.", value.collect::<Vec<_>>().join(". "))
        }
    }
}

fn pattern_words(patterns: &Patterns) -> String {
    let level = |level: UnitAchievement| format!("{} – {}", level.name(), patterns.of(level).words().join(", "));
    let mut levels = UnitAchievement::ALL.map(level);
    levels.reverse();
    format!("Mulai {} pegawai yang dinilai. {}.", patterns.smallest, levels.join("; "))
}

/// The fields of the form, with what holds today.
fn fields(tx: &Tx, rules: &EvaluationRules, kind: EvaluationRuleKind) -> Vec<EvaluationRuleField> {
    let (on, at) = (tx.today(), tx.now);
    let choice = |name: String, label: String, value: &str, choices: Vec<(String, String)>| EvaluationRuleField {
        name,
        label,
        value: value.to_owned(),
        choices,
        is_long: false,
    };
    let typed = |name: &str, label: &str, value: String, is_long: bool| EvaluationRuleField {
        name: name.to_owned(),
        label: label.to_owned(),
        value,
        choices: vec![],
        is_long,
    };
    match kind {
        EvaluationRuleKind::Matrix => {
            let matrix = rules.matrix(on, at);
            let predikat = Predikat::ALL.map(|predikat| (predikat.code().to_owned(), predikat.name().to_owned()));
            let field = |(results, conduct): (Rating, Rating)| {
                let [of_results, of_conduct] = [results, conduct].map(|rating| rating.short_name().to_lowercase());
                let label = format!("Hasil {of_results}, perilaku {of_conduct}");
                let value = matrix.predikat(Ratings { results, conduct }).code();
                choice(cell(results, conduct), label, value, predikat.to_vec())
            };
            let pairs = Rating::ALL.into_iter().rev().flat_map(|results| Rating::ALL.map(|conduct| (results, conduct)));
            pairs.map(field).collect()
        }
        EvaluationRuleKind::Heads => {
            let ratings = rules.head_ratings(on, at);
            let options = Rating::ALL.map(|rating| (rating.code().to_owned(), rating.name().to_owned()));
            let field = |level: UnitAchievement| {
                let label = format!("Capaian unit {}", level.name());
                choice(level_field(level), label, ratings.of(level).code(), options.to_vec())
            };
            UnitAchievement::ALL.into_iter().rev().map(field).collect()
        }
        EvaluationRuleKind::Windows => {
            let windows = rules.windows(on, at);
            vec![
                typed("tanggapan", "Hari kerja untuk menanggapi", windows.answer.to_string(), false),
                typed("keberatan", "Hari kalender untuk berkeberatan", windows.objection.to_string(), false),
            ]
        }
        EvaluationRuleKind::Patterns => {
            let patterns = rules.patterns(on, at);
            let level = |level: UnitAchievement| {
                let label = format!("Capaian unit {}", level.name());
                typed(&pattern_field(level), &label, patterns.of(level).words().join("\n"), true)
            };
            let smallest = typed(SMALLEST, "Pegawai paling sedikit", patterns.smallest.to_string(), false);
            UnitAchievement::ALL.into_iter().rev().map(level).chain([smallest]).collect()
        }
        EvaluationRuleKind::Guidance => {
            let Guidance(values) = rules.guidance(on, at);
            let texts =
                [("", "Teks di bawah ini"), ("circular", "SE MenPANRB 20/2021"), ("law", "UU 20/2023, Pasal 4")];
            let texts = texts.map(|(code, name)| (code.to_owned(), name.to_owned())).into();
            let value = |(number, (value, lines)): (usize, (&crate::domain::skp::CoreValue, Vec<String>))| {
                typed(&value_field(number), value.name, lines.join("\n"), true)
            };
            let values = (1..).zip(CORE_VALUES.iter().zip(values)).map(value);
            [choice("teks".to_owned(), "Teks".to_owned(), "", texts)].into_iter().chain(values).collect()
        }
    }
}
