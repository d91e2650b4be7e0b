//! `/tim/unduh.xlsx`: the team as its page lists it, as a workbook.

use super::{
    model::TeamFilter,
    query::{self, ExportedMember},
};
use crate::{
    domain::{event::Event, text::name_part},
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::ApiError,
        xlsx::{Cell, Sheet, as_of, download, head, searched},
    },
    ui::status::{status_of, status_word},
};
use axum::{
    extract::{Extension, Query, rejection::QueryRejection},
    response::Response,
};
use serde::Deserialize;

/// The page's own query of an address.
#[derive(Debug, Deserialize)]
pub(crate) struct TeamQuery {
    cari: Option<String>,
    status: Option<String>,
}

/// `GET /tim/unduh.xlsx?cari=&status=`
pub(crate) async fn team(
    Extension(caller): Extension<Caller>,
    asked: Result<Query<TeamQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let actor = caller.actor()?;
    let at = actor.zone.local(caller.app().clock.now());
    let me = actor.employee.ok_or(Error::NotFound)?;
    let Query(TeamQuery { cari, status }) = asked.map_err(|_| Error::NotFound)?;
    let wanted = cari.as_deref().and_then(name_part);
    let status = match status.as_deref() {
        None | Some("") => None,
        Some(code) => Some(status_of(code).ok_or(Error::NotFound)?),
    };
    let mut notes = vec!["Tim saya".to_owned(), as_of(at)];
    notes.extend(status.map(|status| format!("Keadaan: {}", status_word(status))));
    notes.extend(searched(wanted.as_deref()));
    let filter = TeamFilter { wanted: wanted.unwrap_or_default(), status, from: 0 };
    let load = async move |tx: &mut Tx| query::exported(tx, &filter).await;
    let team = caller.export(Event::exported("team", me), load).await?;
    let sheet = Sheet {
        name: "Tim",
        notes,
        head: head([
            "Nama",
            "Jabatan",
            "Unit",
            "Keadaan",
            "Alasan",
            "Laporan terakhir",
            "Angka lama sejak",
            "Indikator",
        ]),
        rows: team.into_iter().map(row).collect(),
    };
    Ok(download(&format!("tim-{}.xlsx", at.date()), vec![sheet]).await?)
}

fn row(member: ExportedMember) -> Vec<Cell> {
    vec![
        member.name.into(),
        member.post.into(),
        member.unit.into(),
        member.status.map(status_word).into(),
        member.reason.into(),
        member.last_report.into(),
        member.old_since.into(),
        member.indicators.into(),
    ]
}
