//! `POST /lapor`: the report form without JavaScript. It answers with a redirect that says `Diterima`, or
//! with the form as it was typed, wrong or asked about once; after a lost session the typed values come back with the sign-in.

use super::{action, model::asked_about, query, store};
use crate::{
    domain::{
        id::ReportId,
        measure::{Fraction, Value},
        progress::NewReport,
        text::Note,
    },
    error::{Error, FieldErrors, Result},
    server::{
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{extract::Extension, response::Response};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct ReportForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    indikator: String,
    #[serde(default)]
    value: String,
    /// The form of a coverage has these two in place of the value.
    numerator: Option<String>,
    denominator: Option<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    corrects: String,
    /// What was asked about ([`ReportForm::measured`]).
    #[serde(default)]
    sure: String,
}

impl ReportForm {
    /// What was typed as the measured value.
    fn measured(&self) -> String {
        match (&self.numerator, &self.denominator) {
            (None, None) => self.value.clone(),
            (numerator, denominator) => {
                asked_about(numerator.as_deref().unwrap_or_default(), denominator.as_deref().unwrap_or_default())
            }
        }
    }
}

pub(crate) async fn report(Extension(caller): Extension<Caller>, Posted(form): Posted<ReportForm>) -> Response {
    let query = serde_urlencoded::to_string([("indikator", &form.indikator)]).unwrap_or_default();
    let outcome = match parse(&form, caller.app().clock.now()) {
        Ok(report) => {
            // The percentage of two numbers is written by the program: it is no slip of the hand.
            let typed = if report.fraction.is_some() { String::new() } else { form.value.clone() };
            let sure = form.sure == form.measured();
            let send = async move |tx: &mut Tx| {
                let (agency, me) = (tx.actor.agency, tx.actor.employee);
                let first = store::stored(tx.db(), agency, report.id).await?;
                let first = first.filter(|first| Some(first.employee) == me);
                if first.is_none() && !sure {
                    let questions = query::questions(tx, &report, &typed).await?;
                    if !questions.0.is_empty() {
                        return Err(Error::Invalid(questions));
                    }
                }
                // Sent again from the same page, it describes the moment of the first time.
                let observed_at = first.map_or(report.observed_at, |first| first.observed_at);
                action::submit(tx, NewReport { observed_at, ..report }).await
            };
            caller.write(send).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        // An older report that was corrected is not where the indicator stands: its history shows it.
        Ok(taken) if !form.corrects.is_empty() => see_other(&format!("/riwayat/{}", taken.receipt.indicator_id)),
        Ok(taken) => see_other(&format!("/lapor?{query}&diterima={}", taken.receipt.id)),
        Err(error) => {
            let names = ["value", Fraction::NUMERATOR, Fraction::DENOMINATOR];
            let is_about = |wrong: &FieldErrors| names.iter().any(|name| wrong.of(name).is_some());
            let about_value = matches!(&error, Error::Invalid(wrong) if is_about(wrong));
            let sure = if about_value { form.measured() } else { form.sure };
            let corrects = form.corrects.parse::<ReportId>().map(|id| format!("&perbaiki={id}")).unwrap_or_default();
            let coverage = [(Fraction::NUMERATOR, form.numerator), (Fraction::DENOMINATOR, form.denominator)];
            let mut measured: Vec<_> =
                coverage.into_iter().filter_map(|(name, typed)| Some((name.to_owned(), typed?))).collect();
            if measured.is_empty() {
                measured.push(("value".to_owned(), form.value));
            }
            let mut fields = vec![
                ("id".to_owned(), form.id),
                ("note".to_owned(), form.note),
                ("corrects".to_owned(), form.corrects),
                ("sure".to_owned(), sure),
            ];
            fields.append(&mut measured);
            // It stays a correction of the same report.
            again(format!("/lapor?{query}{corrects}"), fields, error)
        }
    }
}

fn parse(form: &ReportForm, now: Timestamp) -> Result<NewReport> {
    let mut wrong = FieldErrors::default();
    let measured = measured(form).map_err(|errors| wrong.0.extend(errors.0));
    let note = match form.note.trim() {
        "" => Ok(None),
        note => Note::parse(note).map(Some),
    };
    if let Err(error) = &note {
        wrong.0.push(("note".to_owned(), error.to_string()));
    }
    let (Ok((value, fraction)), Ok(note)) = (measured, note) else { return Err(Error::Invalid(wrong)) };
    let id: ReportId = form.id.parse().map_err(|_| Error::NotFound)?;
    // It is no new report just because nobody can read what it corrects.
    let corrects = match form.corrects.as_str() {
        "" => None,
        corrected => Some(corrected.parse().map_err(|_| Error::NotFound)?),
    };
    Ok(NewReport {
        id,
        iki: form.indikator.parse().map_err(|_| Error::NotFound)?,
        value,
        fraction,
        note,
        observed_at: now,
        sent_at: None,
        corrects,
    })
}

/// Reads the value, of a coverage as the share of its two numbers.
fn measured(form: &ReportForm) -> std::result::Result<(Value, Option<Fraction>), FieldErrors> {
    match (&form.numerator, &form.denominator) {
        (None, None) => match Value::parse_typed(&form.value) {
            Ok(value) => Ok((value, None)),
            Err(error) => Err(FieldErrors(vec![("value".to_owned(), error.to_string())])),
        },
        (numerator, denominator) => {
            let typed = |number: &Option<String>| number.clone().unwrap_or_default();
            let fraction = Fraction::read(&typed(numerator), &typed(denominator), Value::parse_typed);
            let fraction = fraction.map_err(FieldErrors)?;
            Ok((fraction.percent(), Some(fraction)))
        }
    }
}
