//! `/api/v1/boards/{unit}`: counts of a unit for other programs. A stable address: fields are added, never renamed.

use super::store::{self, Sums};
use crate::{
    domain::{
        actor::{BoardScope, MIN_GROUP},
        calendar::Month,
        id::UnitId,
    },
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::{ApiError, PROBLEM, Problem},
    },
};
use axum::{
    Json,
    extract::{Extension, Path, Query, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// A month such as `2026-11`; without it the current board.
    period: Option<String>,
}

/// The counts over a subtree; `null` where the group is too small to show.
#[derive(Serialize, ToSchema)]
#[schema(as = Board)]
struct ApiBoard {
    #[schema(value_type = Uuid)]
    unit_id: UnitId,
    name: String,
    /// Grows with every change.
    version: i64,
    #[schema(format = DateTime)]
    as_of: String,
    employees: Option<i32>,
    reported: Option<i32>,
    ahead: Option<i32>,
    on_plan: Option<i32>,
    needs_support: Option<i32>,
    silent: Option<i32>,
    progress_percent: Option<i32>,
    reports_today: Option<i32>,
    #[schema(format = DateTime)]
    last_report_at: Option<String>,
    /// The units below, themselves without children; empty for those who see totals only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    children: Option<Vec<ApiBoard>>,
}

impl ApiBoard {
    fn new(sums: &Sums, shown: bool, as_of: &str) -> Self {
        let some = |n: i32| shown.then_some(n);
        Self {
            unit_id: sums.unit,
            name: sums.name.clone(),
            version: sums.version,
            as_of: as_of.to_owned(),
            employees: some(sums.employees),
            reported: some(sums.reported),
            ahead: some(sums.people.ahead),
            on_plan: some(sums.people.on_plan),
            needs_support: some(sums.people.needs_support),
            silent: some(sums.people.silent),
            progress_percent: sums.indicators.progress_percent().filter(|_| shown),
            reports_today: some(sums.reports_today),
            last_report_at: sums.last_report_at.filter(|_| shown).map(|at| at.to_string()),
            children: None,
        }
    }
}

/// The counts of a unit and everything below it.
///
/// All of it for leaders of the unit or above, Pengelola and Inspektorat; others see the totals of their own unit,
/// and groups of fewer than five people only as `null`.
#[utoipa::path(
    get,
    path = "/api/v1/boards/{unit}",
    params(
        ("unit" = String, Path, description = "The id of the unit, or `me` for the one that the person leads or belongs to"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the board that is known"),
        Filter
    ),
    responses(
        (status = 200, description = "The board", body = ApiBoard,
            headers(("ETag" = String, description = "Another one for another board"))),
        (status = 304, description = "The board is the known one"),
        (status = 404, description = "There is no such unit, or not for this person", body = Problem, content_type = PROBLEM),
        (status = 422, description = "The period is no month, or still to come", body = Problem, content_type = PROBLEM),
    )
)]
pub(crate) async fn board(
    Extension(caller): Extension<Caller>,
    Path(unit): Path<String>,
    filter: Result<Query<Filter>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    caller.actor()?;
    let Query(filter) = filter.map_err(|rejection| Error::field("query", rejection.body_text()))?;
    let unit = match unit.as_str() {
        "me" => None,
        id => Some(id.parse::<UnitId>().map_err(|_| Error::NotFound)?),
    };
    let period = match &filter.period {
        None => None,
        Some(text) => Some(text.parse::<Month>().map_err(|error| Error::field("period", error))?),
    };
    let (board, tag) = caller.look(async |tx| read(tx, unit, period).await).await?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(board).into_response()
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Returns the board and its tag: the version, and everything else on which its content depends. A browser keeps one
/// response for an address that different people open, so the tag distinguishes their boards.
async fn read(tx: &mut Tx, unit: Option<UnitId>, period: Option<Month>) -> crate::error::Result<(ApiBoard, String)> {
    let (unit, scope) = store::locate(tx, unit).await?;
    let now = Month::of(tx.today());
    if period.is_some_and(|month| month > now) {
        return Err(Error::field("period", "Bulan ini belum tiba."));
    }
    let sums = store::sums(tx, unit, period.filter(|month| *month < now)).await?;
    let (total, children) = store::with_total(sums).ok_or(Error::NotFound)?;
    let as_of = tx.now.to_string();
    let full = scope == BoardScope::Full;
    let mut board = ApiBoard::new(&total, total.employees >= MIN_GROUP || full, &as_of);
    board.children =
        Some(if full { children.iter().map(|child| ApiBoard::new(child, true, &as_of)).collect() } else { vec![] });
    let period = period.map_or_else(String::new, |period| period.to_string());
    let size = total.employees;
    let agency = tx.actor.agency;
    let tag = format!("\"{}-{period}-{}-{agency}-{unit}-{}-{size}\"", board.version, tx.today(), u8::from(full));
    Ok((board, tag))
}
