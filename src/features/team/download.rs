//! `/tim/unduh.xlsx`: the team as its page lists it, as a workbook.

use super::{
    model::{MemberRow, TeamFilter},
    query,
};
use crate::{
    domain::{event::Event, text::name_part},
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::ApiError,
        xlsx::{Cell, MAX_PEOPLE, Sheet, as_of, download, searched},
    },
    ui::status::{status_of, status_word},
};
use axum::{
    extract::{Extension, Query, rejection::QueryRejection},
    response::Response,
};
use jiff::civil::Date;
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
    let load = async move |tx: &mut Tx| query::team(tx, &filter, MAX_PEOPLE).await;
    let team = caller.export(Event::exported("team", me), load).await?;
    let head = ["Nama", "Jabatan", "Keadaan", "Alasan", "Laporan terakhir", "Angka lama", "Indikator"];
    let sheet = Sheet {
        name: "Tim",
        notes,
        head: head.map(str::to_owned).into(),
        rows: team.members.into_iter().map(|member| row(member, at.date())).collect(),
    };
    Ok(download(&format!("tim-{}.xlsx", at.date()), vec![sheet]).await?)
}

fn row(member: MemberRow, today: Date) -> Vec<Cell> {
    vec![
        member.name.into(),
        member.post.into(),
        member.status.map_or(Cell::Empty, |status| status_word(status).to_owned().into()),
        member.reason.into(),
        Cell::shown_or_empty(member.last_report.as_deref(), today),
        member.old.map_or(Cell::Empty, Cell::from),
        member.indicators.into(),
    ]
}
