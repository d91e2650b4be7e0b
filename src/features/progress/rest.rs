//! `/api/v1/indicators` and `/api/v1/reports`.

use super::{action, query};
use crate::{
    domain::{
        id::{IkiId, ReportId},
        measure::{Accumulation, Fraction, Polarity, Status},
        progress::{NewReport, clock_moment},
        text::Note,
        // In the OpenAPI document a type named `Value` stands for any JSON.
        value::Value as Decimal,
    },
    error::{Error, FieldErrors},
    server::{
        api_body::{ApiBody, ApiQuery},
        door::Caller,
        problem::{ApiError, PROBLEM, Problem},
    },
};
use axum::{
    Json,
    extract::Extension,
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An open indicator of the person's plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
pub(crate) struct ApiIndicator {
    #[schema(value_type = Uuid)]
    pub(super) id: IkiId,
    /// The planned result that it measures.
    pub(super) rhk: String,
    pub(super) name: String,
    /// What is counted, such as `akta` or `%`.
    pub(super) unit: String,
    pub(super) polarity: Polarity,
    pub(super) accumulation: Accumulation,
    pub(super) baseline: Option<Decimal>,
    /// Out of how many a coverage is expected; its reports say how many out of how many. `null` for every other indicator.
    pub(super) population: Option<Decimal>,
    /// What the plan promises for the year.
    pub(super) target: Decimal,
    pub(super) last_value: Option<Decimal>,
    #[schema(format = DateTime)]
    pub(super) last_reported_at: Option<String>,
    pub(super) status: Status,
}

/// A report as it was received.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub(crate) struct ApiReport {
    #[schema(value_type = Uuid)]
    pub(super) id: ReportId,
    pub(super) value: Decimal,
    /// Of a coverage, how many; `null` where the report says the percentage alone.
    pub(super) numerator: Option<Decimal>,
    /// Of a coverage, out of how many.
    pub(super) denominator: Option<Decimal>,
    pub(super) note: Option<String>,
    #[schema(format = DateTime)]
    pub(super) observed_at: String,
    #[schema(format = DateTime)]
    pub(super) received_at: String,
    /// Received when the reports of its month were due already.
    pub(super) late: bool,
}

/// The acknowledgement of a stored report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    #[schema(value_type = Uuid)]
    pub id: ReportId,
    #[schema(value_type = Uuid)]
    pub indicator_id: IkiId,
    pub value: Decimal,
    /// Of a coverage, how many; `null` where the report says the percentage alone.
    pub numerator: Option<Decimal>,
    /// Of a coverage, out of how many.
    pub denominator: Option<Decimal>,
    /// The moment that it describes. The server's time decides: a wrong clock of the sender or a moment outside of the
    /// plan is replaced.
    #[schema(format = DateTime)]
    pub observed_at: String,
    #[schema(format = DateTime)]
    pub received_at: String,
    /// The same for people, where the agency is: `14.05`.
    pub received_time: String,
}

/// A report to be stored.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewReportBody {
    #[schema(value_type = Uuid)]
    indicator_id: IkiId,
    /// Where the indicator stands now, not what was added.
    #[schema(value_type = Decimal)]
    value: String,
    /// Of a coverage, how many: `value` is then `numerator` divided by `denominator`, times 100, rounded half up to 4
    /// decimals. Sent with `denominator` or not at all; refused for an indicator without a `population`.
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    numerator: Option<String>,
    /// Of a coverage, out of how many: more than zero.
    #[serde(default)]
    #[schema(value_type = Option<Decimal>)]
    denominator: Option<String>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: Option<String>,
    /// The moment that the value describes.
    #[schema(format = DateTime)]
    observed_at: String,
    /// Now by the clock of the sender: if that clock is wrong, `observed_at` is moved by the same time.
    #[serde(default)]
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// The report that this one corrects.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    corrects: Option<ReportId>,
}

/// The person's open indicators.
#[utoipa::path(
    get,
    path = "/api/v1/indicators",
    responses((status = 200, description = "The indicators, in the order of the plan", body = Vec<ApiIndicator>))
)]
pub(crate) async fn indicators(Extension(caller): Extension<Caller>) -> Result<Json<Vec<ApiIndicator>>, ApiError> {
    Ok(Json(caller.read(async |tx| query::api_indicators(tx).await).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// An indicator of the person's own.
    #[param(value_type = Uuid)]
    indicator_id: IkiId,
    /// The last report of the page before.
    #[param(value_type = Option<Uuid>)]
    after: Option<ReportId>,
}

/// The person's own reports of an indicator, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/reports",
    params(Page),
    responses(
        (status = 200, description = "At most 200 reports", body = Vec<ApiReport>),
        (status = 404, description = "There is no such indicator of this person", body = Problem, content_type = PROBLEM),
        (status = 422, description = "A parameter is missing or no id", body = Problem, content_type = PROBLEM),
    )
)]
pub(crate) async fn reports(
    Extension(caller): Extension<Caller>,
    page: Result<ApiQuery<Page>, ApiError>,
) -> Result<Json<Vec<ApiReport>>, ApiError> {
    caller.actor()?;
    let ApiQuery(page) = page?;
    Ok(Json(caller.read(async |tx| query::api_reports(tx, page.indicator_id, page.after).await).await?))
}

/// Stores a report, once for each key.
#[utoipa::path(
    post,
    path = "/api/v1/reports",
    params(
        ("Idempotency-Key" = Uuid, Header,
            description = "Becomes the report's id, or stands for one of this person's own where somebody else has used it. \
                Sent again with the same body, the same receipt comes back"),
    ),
    request_body = NewReportBody,
    responses(
        (status = 201, description = "Stored", body = Receipt),
        (status = 200, description = "Stored before", body = Receipt,
            headers(("Idempotency-Replayed" = String, description = "`true`"))),
        (status = 403, description = "The account has no employee behind it", body = Problem, content_type = PROBLEM),
        (status = 404, description = "There is no such indicator of this person", body = Problem, content_type = PROBLEM),
        (status = 409, description = "The evaluation of that period is final", body = Problem, content_type = PROBLEM),
        (status = 422, description = "A field is wrong, or the key belongs to another report of this person", body = Problem,
            content_type = PROBLEM),
    )
)]
pub(crate) async fn submit(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Result<ApiBody<NewReportBody>, ApiError>,
) -> Result<Response, ApiError> {
    caller.actor()?;
    let id = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .and_then(|key| key.parse().ok())
        .ok_or_else(|| Error::field("Idempotency-Key", "Harus berupa UUID."))?;
    let ApiBody(body) = body?;
    let report = parse(id, body)?;
    let taken = caller.write(async |tx| action::submit(tx, report).await).await?;
    let status = if taken.replayed { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = (status, Json(taken.receipt)).into_response();
    if taken.replayed {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn parse(id: ReportId, body: NewReportBody) -> Result<NewReport, Error> {
    let note = match body.note.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(note) => Some(Note::parse(note).map_err(Error::text("note"))?),
    };
    let moment = |name: &str, text: &str| {
        clock_moment(text).ok_or_else(|| Error::field(name, "Tulis waktu seperti 2026-11-22T14:05:00+07:00."))
    };
    let value = body.value.parse().map_err(|error| Error::field("value", error))?;
    Ok(NewReport {
        id,
        iki: body.indicator_id,
        value,
        fraction: fraction(body.numerator.as_deref(), body.denominator.as_deref(), value)?,
        note,
        observed_at: moment("observed_at", &body.observed_at)?,
        sent_at: body.sent_at.map(|sent_at| moment("sent_at", &sent_at)).transpose()?,
        corrects: body.corrects,
    })
}

/// Reads the two numbers of a coverage, whose share the value is.
fn fraction(numerator: Option<&str>, denominator: Option<&str>, value: Decimal) -> Result<Option<Fraction>, Error> {
    let missing = |name| Err(Error::field(name, "Kirim kedua angka, atau tidak sama sekali."));
    let (numerator, denominator) = match (numerator, denominator) {
        (None, None) => return Ok(None),
        (Some(_), None) => return missing(Fraction::DENOMINATOR),
        (None, Some(_)) => return missing(Fraction::NUMERATOR),
        (Some(numerator), Some(denominator)) => (numerator, denominator),
    };
    let fraction = Fraction::read(numerator, denominator, str::parse::<Decimal>);
    let fraction = fraction.map_err(|wrong| Error::Invalid(FieldErrors(wrong)))?;
    let percent = fraction.percent();
    if percent == value {
        return Ok(Some(fraction));
    }
    Err(Error::field("value", format!("{numerator} dari {denominator} adalah {percent} %, bukan {value} %.")))
}
