//! The forms of objections, read.

use crate::{
    domain::{
        evaluation::{Answer, EvaluationContent, Judgement, ObjectionRefusal, ObjectionRow, Outcome, Rating},
        text::{Note, TextError},
    },
    error::{Error, FieldErrors, Result},
    features::evaluation::input::get,
};
use std::collections::BTreeMap;

/// The field of a row's reason or answer.
pub(super) fn reason_field(row: ObjectionRow) -> String {
    format!("alasan-{row}")
}

/// The field of a row's outcome.
pub(super) fn outcome_field(row: ObjectionRow) -> String {
    format!("putusan-{row}")
}

/// Reads what an objection concerns: every row with a reason.
///
/// # Errors
/// Those of the fields, and where there is no reason at all.
pub(super) fn rows(fields: &[(String, String)], known: &[ObjectionRow]) -> Result<BTreeMap<ObjectionRow, Note>> {
    let (mut rows, mut wrong) = (BTreeMap::new(), vec![]);
    for row in known {
        match Note::parse(get(fields, &reason_field(*row))) {
            Ok(reason) => {
                rows.insert(*row, reason);
            }
            Err(TextError::Empty) => {}
            Err(error) => wrong.push((reason_field(*row), error.to_string())),
        }
    }
    let is_known = |name: &str| known.iter().any(|row| reason_field(*row) == name);
    if fields.iter().any(|(name, text)| name.starts_with("alasan-") && !text.trim().is_empty() && !is_known(name)) {
        return Err(ObjectionRefusal::RowGone.into());
    }
    if let (true, true, Some(first)) = (rows.is_empty(), wrong.is_empty(), known.first()) {
        wrong.push((reason_field(*first), "Tulis alasan pada bagian yang Anda keberatan.".to_owned()));
    }
    if wrong.is_empty() { Ok(rows) } else { Err(Error::Invalid(FieldErrors(wrong))) }
}

/// Reads the answers to the rows.
///
/// # Errors
/// Those of the fields.
pub(super) fn answers(
    fields: &[(String, String)],
    rows: impl Iterator<Item = ObjectionRow>,
) -> Result<BTreeMap<ObjectionRow, Answer>> {
    let (mut answers, mut wrong) = (BTreeMap::new(), vec![]);
    for row in rows {
        let outcome = Outcome::of_code(get(fields, &outcome_field(row)));
        let reason = Note::parse(get(fields, &reason_field(row)));
        if outcome.is_none() {
            wrong.push((outcome_field(row), "Pilih salah satu.".to_owned()));
        }
        match (outcome, reason) {
            (Some(outcome), Ok(reason)) => {
                answers.insert(row, Answer { outcome, reason });
            }
            (_, Err(TextError::Empty)) => {
                wrong.push((reason_field(row), "Tulis alasannya: kedua pihak membacanya.".to_owned()));
            }
            (_, Err(error)) => wrong.push((reason_field(row), error.to_string())),
            (None, Ok(_)) => {}
        }
    }
    if wrong.is_empty() { Ok(answers) } else { Err(Error::Invalid(FieldErrors(wrong))) }
}

/// Returns the names and values of the ratings as a decision's form begins with them.
pub(super) fn rating_fields(content: &EvaluationContent) -> Vec<(String, String)> {
    let fields = |name: &str, judgement: &Judgement| {
        let rating = judgement.rating.map_or("", Rating::code);
        [(name.to_owned(), rating.to_owned()), (format!("dasar-{name}"), judgement.reason.clone())]
    };
    fields("hasil", &content.results).into_iter().chain(fields("perilaku", &content.conduct)).collect()
}

/// Reads the ratings of a decision into what was signed; `fixed` is the rating of a head's results.
///
/// # Errors
/// Those of the fields.
pub(super) fn ratings(
    fields: &[(String, String)],
    signed: &EvaluationContent,
    fixed: Option<Rating>,
) -> Result<EvaluationContent> {
    let mut wrong = vec![];
    let mut judgement = |name: &str, fixed: Option<Rating>| {
        let rating = fixed.or_else(|| Rating::of_code(get(fields, name)));
        if rating.is_none() {
            wrong.push((name.to_owned(), "Pilih salah satu.".to_owned()));
        }
        let field = format!("dasar-{name}");
        let reason = match Note::parse(get(fields, &field)) {
            Ok(reason) => String::from(reason),
            Err(error) => {
                wrong.push((field, error.to_string()));
                String::new()
            }
        };
        Judgement { rating, reason }
    };
    let (results, conduct) = (judgement("hasil", fixed), judgement("perilaku", None));
    if !wrong.is_empty() {
        return Err(Error::Invalid(FieldErrors(wrong)));
    }
    Ok(EvaluationContent { not_evaluated: None, results, conduct, ..signed.clone() })
}
