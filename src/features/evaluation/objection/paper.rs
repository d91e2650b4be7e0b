//! The hearing pack (berkas perkara): an objection with everything that was seen when it was rated, as one file.

use super::{model::ObjectionSheet, query};
use crate::{
    domain::{evaluation::EvaluationId, event::Event},
    error::{Error, Result},
    features::evaluation::{
        model::{EvaluationSheet, VersionSheet},
        query as evaluation, words,
    },
    server::{
        door::{Caller, Tx},
        paper::{Paper, Template, download, slug},
        problem::ApiError,
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};
use serde::Serialize;

const TEMPLATE: Template = Template { name: "perkara.typ", text: include_str!("paper.typ") };

/// The data of the template: what the pages say to the same reader.
#[derive(Debug, Serialize)]
struct HearingPack {
    title: String,
    agency: String,
    office: String,
    footer: String,
    case: ObjectionSheet,
    evaluation: EvaluationSheet,
    /// Both ratings and the predikat of each version.
    outcomes: Vec<String>,
}

/// `GET /penilaian/{penilaian}/keberatan/unduh.pdf`
pub(crate) async fn hearing(
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id: EvaluationId = id.parse().map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| Box::pin(pack(tx, id)).await;
    let (name, paper) = caller.export(Event::exported("hearing", id.skp), load).await?;
    Ok(download(&name, paper).await?)
}

async fn pack(tx: &mut Tx, id: EvaluationId) -> Result<(String, Paper)> {
    let moments = words::Moments::of_paper(tx);
    let case = query::sheet_told(tx, id, moments).await?;
    let evaluation = evaluation::sheet_told(tx, id, moments).await?;
    let title = format!("{} {}", case.title, case.person);
    let agency = tx.actor.agency_name.clone();
    let outcomes = evaluation.versions.iter().map(outcome).collect();
    let data = HearingPack { office: agency.clone(), agency, footer: title.clone(), title, case, evaluation, outcomes };
    Ok((format!("berkas-{}.pdf", slug(&data.title)), Paper::new(TEMPLATE, &data)?))
}

fn outcome(version: &VersionSheet) -> String {
    match (&version.quadrant, &version.not_evaluated) {
        (Some((ratings, _)), _) => {
            let predikat = version.predikat.as_deref().map(|predikat| format!(": {predikat}")).unwrap_or_default();
            words::outcome(*ratings, None) + &predikat
        }
        (None, Some(reason)) => format!("Tidak dinilai: {reason}"),
        (None, None) => String::new(),
    }
}
