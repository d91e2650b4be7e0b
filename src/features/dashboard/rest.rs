//! `/api/v1/boards/{unit}`: counts of a unit for other programs. A stable address: fields are added, never renamed.

use super::store::{self, Sums, Week};
use crate::{
    domain::{
        actor::{BoardScope, MIN_GROUP},
        board::Counts,
        calendar::Month,
        id::UnitId,
        measure::Status,
    },
    error::Error,
    server::{
        agency::locate,
        api_body::ApiQuery,
        door::{Caller, Tx},
        etag,
        problem::{ApiError, PROBLEM, Problem},
    },
};
use axum::{
    Json,
    extract::{Extension, Path},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// A month such as `2026-11`; without it the current board.
    period: Option<String>,
}

/// The counts over a subtree; `null` where the group is too small to show, or for those who see totals only.
#[derive(Serialize, ToSchema)]
#[schema(as = Board)]
struct ApiBoard {
    #[schema(value_type = Uuid)]
    unit_id: UnitId,
    name: String,
    /// Grows with every change; 0 for those who see totals only.
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
    fn new(sums: &Sums, as_of: &str) -> Self {
        Self {
            version: sums.version,
            reported: Some(sums.reported),
            reports_today: Some(sums.reports_today),
            last_report_at: sums.last_report_at.map(|at| at.to_string()),
            children: None,
            ..Self::closed(sums, Some((sums.people, sums.indicators)), as_of)
        }
    }

    /// The board of those who see totals only: the counts of people and indicators as they last stood still, and
    /// nothing that moves with a single report.
    fn closed(sums: &Sums, counts: Option<(Counts, Counts)>, as_of: &str) -> Self {
        let people = counts.map(|(people, _)| people);
        Self {
            unit_id: sums.unit,
            name: sums.name.clone(),
            version: 0,
            as_of: as_of.to_owned(),
            employees: people.map(|_| sums.employees),
            reported: None,
            ahead: people.map(|people| people.ahead),
            on_plan: people.map(|people| people.on_plan),
            needs_support: people.map(|people| people.needs_support),
            silent: people.map(|people| people.silent),
            progress_percent: counts.and_then(|(_, indicators)| indicators.progress_percent()),
            reports_today: None,
            last_report_at: None,
            children: Some(vec![]),
        }
    }
}

/// The counts of a unit and everything below it.
///
/// All of it for leaders of the unit or above, Pengelola and Inspektorat. Others see the totals of their own unit as they
/// stood at the end of the last week, without what moves with a single report; `null` where fewer than five people are
/// counted.
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
    filter: Result<ApiQuery<Filter>, ApiError>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    caller.actor()?;
    let ApiQuery(filter) = filter?;
    let unit = match unit.as_str() {
        "me" => None,
        id => Some(id.parse::<UnitId>().map_err(|_| Error::NotFound)?),
    };
    let period = match &filter.period {
        None => None,
        Some(text) => Some(text.parse::<Month>().map_err(|error| Error::field("period", error))?),
    };
    let (board, tag) = caller.look(async |tx| read(tx, unit, period).await).await?;
    let mut response = if etag::is_known(&headers, &tag) {
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
    let (unit, scope) = locate(tx, unit).await?;
    let now = Month::of(tx.today());
    if period.is_some_and(|month| month > now) {
        return Err(Error::field("period", "Bulan ini belum tiba."));
    }
    let past = period.filter(|month| *month < now);
    let sums = store::sums(tx, unit, past).await?;
    let (total, children) = store::with_total(sums).ok_or(Error::NotFound)?;
    let (agency, today) = (tx.actor.agency, tx.today());
    let of = format!("{}-{today}-{agency}-{unit}", period.map_or_else(String::new, |period| period.to_string()));
    if scope == BoardScope::Totals {
        let week = if past.is_some() { None } else { store::weeks(tx, unit).await?.pop() };
        let counts = if past.is_some() { Some((total.people, total.indicators)) } else { week.map(Week::counts) };
        let counts = counts.filter(|(people, _)| people.all() >= MIN_GROUP);
        let ended = past.map(Month::last).or_else(|| week.map(|week| week.monday.saturating_add(6.days())));
        let as_of = ended.map_or(tx.now, |day| tx.actor.zone.instant(day.saturating_add(1.day()).at(0, 0, 0, 0)));
        let tag = counts.map_or_else(String::new, |(people, indicators)| {
            format!("{as_of}-{}-{}-{}", total.employees, counted(people), counted(indicators))
        });
        return Ok((ApiBoard::closed(&total, counts, &as_of.to_string()), format!("\"{of}-{tag}\"")));
    }
    let as_of = tx.now.to_string();
    let mut board = ApiBoard::new(&total, &as_of);
    board.children = Some(children.iter().map(|child| ApiBoard::new(child, &as_of)).collect());
    let tag = format!("\"{}-{of}-full-{}\"", board.version, total.employees);
    Ok((board, tag))
}

/// `3.40.2.0.1`, for a tag.
fn counted(counts: Counts) -> String {
    Status::ALL.map(|status| counts.of(status).to_string()).join(".")
}
