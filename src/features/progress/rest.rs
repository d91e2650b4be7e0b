//! `/api/v1/indicators` and `/api/v1/reports` (`contracts.md`).

use super::{action, listing, model::ReportBody};
use crate::{
    domain::{
        id::{IkiId, ReportId},
        progress::NewReport,
        text::Note,
    },
    error::Error,
    server::{door::Caller, problem::ApiError},
};
use axum::{
    Json,
    extract::{
        Extension, Query,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

/// `GET /api/v1/indicators`
pub async fn indicators(Extension(caller): Extension<Caller>) -> Result<Json<Vec<listing::ApiIndicator>>, ApiError> {
    Ok(Json(caller.read(async |tx| listing::api_indicators(tx).await).await?))
}

#[derive(Debug, Deserialize)]
pub struct Page {
    indicator_id: IkiId,
    after: Option<ReportId>,
}

/// `GET /api/v1/reports`
pub async fn reports(
    Extension(caller): Extension<Caller>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Vec<listing::ApiReport>>, ApiError> {
    caller.actor()?;
    let Query(page) = page.map_err(|rejection| Error::field("query", rejection.body_text()))?;
    Ok(Json(caller.read(async |tx| listing::api_reports(tx, page.indicator_id, page.after).await).await?))
}

/// `POST /api/v1/reports`
pub async fn submit(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Result<Json<ReportBody>, JsonRejection>,
) -> Result<Response, ApiError> {
    caller.actor()?;
    let id = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .and_then(|key| key.parse().ok())
        .ok_or_else(|| Error::field("Idempotency-Key", "Harus berupa UUID."))?;
    let Json(body) = body.map_err(|rejection| Error::field("body", rejection.body_text()))?;
    let report = parse(id, body)?;
    let taken = caller.write(async |tx| action::submit(tx, report).await).await?;
    let status = if taken.replayed { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = (status, Json(taken.receipt)).into_response();
    if taken.replayed {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn parse(id: ReportId, body: ReportBody) -> Result<NewReport, Error> {
    let note = match body.note.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(note) => Some(Note::parse(note).map_err(Error::text("note"))?),
    };
    Ok(NewReport {
        id,
        iki: body.indicator_id,
        value: body.value.parse().map_err(|error| Error::field("value", error))?,
        note,
        observed_at: body
            .observed_at
            .parse()
            .map_err(|_| Error::field("observed_at", "Tulis waktu seperti 2026-11-22T14:05:00+07:00."))?,
        corrects: body.corrects,
    })
}
