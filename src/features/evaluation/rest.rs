//! `/api/v1/evaluations`: the own evaluations that were released, for other programs. Stable addresses: fields are added,
//! never renamed. What is not released does not exist here.

use super::store;
use crate::{
    domain::evaluation::{EvaluationId, EvaluationVersion, Judgement, NotEvaluated, Predikat},
    server::{
        api_body::ApiQuery,
        door::Caller,
        problem::{ApiError, PROBLEM, Problem},
    },
};
use axum::{Json, extract::Extension};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Without it, evaluations of every year.
    year: Option<i16>,
}

/// A released evaluation: its newest version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evaluation)]
pub(crate) struct ApiEvaluation {
    id: String,
    /// `2026-tw3`
    period: String,
    version: i16,
    /// `released`, what its owner said (`received`, `agreed`), or `objected` while an objection waits for its decision: then
    /// there is no predikat.
    state: &'static str,
    /// `below`, `meets` or `above`; `null` where nobody was evaluated.
    hasil_kerja: Option<&'static str>,
    perilaku_kerja: Option<&'static str>,
    predikat: Option<&'static str>,
    /// Why nobody was evaluated.
    not_evaluated: Option<&'static str>,
    reasons: ApiReasons,
    #[schema(format = DateTime)]
    released_at: String,
}

/// The sentences behind the ratings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvaluationReasons)]
pub(crate) struct ApiReasons {
    hasil_kerja: Option<String>,
    perilaku_kerja: Option<String>,
    /// Why it takes the place of the version before it.
    change: Option<String>,
}

fn api(id: EvaluationId, version: &EvaluationVersion, is_objected: bool) -> Option<ApiEvaluation> {
    let content = &version.content;
    let ratings = content.ratings();
    let reason = |judgement: &Judgement| judgement.rating.map(|_| judgement.reason.clone());
    Some(ApiEvaluation {
        id: id.to_string(),
        period: id.period.to_string(),
        version: version.number,
        state: if is_objected { "objected" } else { version.acknowledged.map_or("released", |(said, _)| said.code()) },
        hasil_kerja: ratings.map(|ratings| ratings.results.code()),
        perilaku_kerja: ratings.map(|ratings| ratings.conduct.code()),
        predikat: version.predikat.filter(|_| !is_objected).map(Predikat::code),
        not_evaluated: content.not_evaluated.map(NotEvaluated::code),
        reasons: ApiReasons {
            hasil_kerja: reason(&content.results),
            perilaku_kerja: reason(&content.conduct),
            change: version.reason.as_ref().map(ToString::to_string),
        },
        released_at: version.released_at?.to_string(),
    })
}

/// The own evaluations that were released, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations",
    params(Filter),
    responses(
        (status = 200, description = "The evaluations", body = [ApiEvaluation]),
        (status = 422, description = "The year is no number", body = Problem, content_type = PROBLEM),
    )
)]
pub(crate) async fn own(
    Extension(caller): Extension<Caller>,
    filter: Result<ApiQuery<Filter>, ApiError>,
) -> Result<Json<Vec<ApiEvaluation>>, ApiError> {
    let me = caller.actor()?.employee;
    let ApiQuery(Filter { year }) = filter?;
    let Some(me) = me else { return Ok(Json(vec![])) };
    let found = caller.read(async |tx| {
        let released = store::released(tx, me, year).await?;
        let plans: Vec<_> = released.iter().map(|(id, _)| id.skp).collect();
        let objected = store::objected(tx, &plans).await?;
        Ok((released, objected))
    });
    let (released, objected) = found.await?;
    let line =
        |(id, version): &(EvaluationId, EvaluationVersion)| api(*id, version, objected.contains(&(id.skp, id.period)));
    Ok(Json(released.iter().filter_map(line).collect()))
}
