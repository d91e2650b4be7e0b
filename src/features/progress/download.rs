//! `/riwayat/{indikator}/unduh.xlsx`: the reports of an indicator as a workbook.

use super::history::{ExportedHistory, ExportedReport, exported};
use crate::{
    domain::{event::Event, id::IkiId},
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::ApiError,
        xlsx::{Cell, Sheet, as_of, download, head},
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};

/// `GET /riwayat/{indikator}/unduh.xlsx`
pub(crate) async fn history(
    Extension(caller): Extension<Caller>,
    Path(indicator): Path<String>,
) -> Result<Response, ApiError> {
    let at = caller.actor()?.zone.local(caller.app().clock.now());
    let indicator: IkiId = indicator.parse().map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| exported(tx, indicator).await;
    let found = caller.export(Event::exported("history", indicator), load).await?;
    let ExportedHistory { indicator, person, rhk, unit, summary, shown, reports } = found;
    let mut notes = vec![indicator, format!("{person} · {rhk}"), summary, as_of(at)];
    notes.extend(shown);
    let sheet = Sheet {
        name: "Laporan",
        notes,
        head: head([
            "Tentang",
            "Realisasi",
            "Satuan",
            "Catatan",
            "Diterima",
            "Terlambat",
            "Memperbaiki laporan",
            "Semula",
            "Diperbaiki pada",
            "Menjadi",
        ]),
        rows: reports.into_iter().map(|report| row(report, &unit)).collect(),
    };
    Ok(download(&format!("riwayat-{}.xlsx", at.date()), vec![sheet]).await?)
}

fn row(report: ExportedReport, unit: &str) -> Vec<Cell> {
    let (corrects, before) = report.corrects.unzip();
    let (corrected, after) = report.corrected.unzip();
    vec![
        report.observed.into(),
        report.value.into(),
        unit.into(),
        report.note.into(),
        report.received.into(),
        Cell::yes(report.is_late),
        corrects.into(),
        before.into(),
        corrected.into(),
        after.into(),
    ]
}
