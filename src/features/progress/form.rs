//! `POST /lapor`: the report form without JavaScript. It answers with a redirect that says `Diterima`, or
//! with the form as it was typed, wrong or asked about once; after a lost session the typed values come back with the sign-in.

use super::{action, query, store};
use crate::{
    domain::{id::ReportId, measure::Value, progress::NewReport, text::Note},
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
    #[serde(default)]
    note: String,
    #[serde(default)]
    corrects: String,
    /// The value that was asked about.
    #[serde(default)]
    sure: String,
}

pub(crate) async fn report(Extension(caller): Extension<Caller>, Posted(form): Posted<ReportForm>) -> Response {
    let query = serde_urlencoded::to_string([("indikator", &form.indikator)]).unwrap_or_default();
    let outcome = match parse(&form, caller.app().clock.now()) {
        Ok(report) => {
            let (typed, sure) = (form.value.clone(), form.sure == form.value);
            let send = async move |tx: &mut Tx| {
                let (agency, me) = (tx.actor.agency, tx.actor.employee);
                let first = store::stored(tx.db(), agency, report.id).await?;
                let first = first.filter(|first| Some(first.employee) == me);
                if first.is_none()
                    && !sure
                    && let Some(question) = query::question(tx, &report, &typed).await?
                {
                    return Err(Error::field("value", question));
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
            let about_value = matches!(&error, Error::Invalid(wrong) if wrong.of("value").is_some());
            let sure = if about_value { form.value.clone() } else { form.sure };
            let corrects = form.corrects.parse::<ReportId>().map(|id| format!("&perbaiki={id}")).unwrap_or_default();
            let fields = vec![
                ("id".to_owned(), form.id),
                ("value".to_owned(), form.value),
                ("note".to_owned(), form.note),
                ("corrects".to_owned(), form.corrects),
                ("sure".to_owned(), sure),
            ];
            // It stays a correction of the same report.
            again(format!("/lapor?{query}{corrects}"), fields, error)
        }
    }
}

fn parse(form: &ReportForm, now: Timestamp) -> Result<NewReport> {
    let mut wrong = FieldErrors::default();
    let value = Value::parse_typed(&form.value);
    if let Err(error) = &value {
        wrong.0.push(("value".to_owned(), error.to_string()));
    }
    let note = match form.note.trim() {
        "" => Ok(None),
        note => Note::parse(note).map(Some),
    };
    if let Err(error) = &note {
        wrong.0.push(("note".to_owned(), error.to_string()));
    }
    let (Ok(value), Ok(note)) = (value, note) else { return Err(Error::Invalid(wrong)) };
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
        note,
        observed_at: now,
        sent_at: None,
        corrects,
    })
}
