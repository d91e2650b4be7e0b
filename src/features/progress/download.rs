//! `/riwayat/{indikator}/unduh.xlsx`: the reports of an indicator as its page lists them, as a workbook.

use super::{
    history,
    model::{History, ReportRow},
};
use crate::{
    domain::{event::Event, id::IkiId},
    error::Error,
    server::{
        door::{Caller, Tx},
        problem::ApiError,
        xlsx::{Cell, Sheet, as_of, download},
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};
use jiff::civil::Date;

/// `GET /riwayat/{indikator}/unduh.xlsx`
pub(crate) async fn history(
    Extension(caller): Extension<Caller>,
    Path(indicator): Path<String>,
) -> Result<Response, ApiError> {
    let at = caller.actor()?.zone.local(caller.app().clock.now());
    let indicator: IkiId = indicator.parse().map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| history::history(tx, indicator).await;
    let History { card, rhk, person, plot, reports, .. } =
        caller.export(Event::exported("history", indicator), load).await?;
    let sheet = Sheet {
        name: "Laporan",
        notes: vec![card.name, format!("{person} · {rhk}"), plot.summary, as_of(at)],
        head: ["Tentang", "Realisasi", "Satuan", "Catatan", "Diterima", "Keterangan"].map(str::to_owned).into(),
        rows: reports.into_iter().map(|report| row(report, at.date())).collect(),
    };
    Ok(download(&format!("riwayat-{}.xlsx", at.date()), vec![sheet]).await?)
}

fn row(report: ReportRow, today: Date) -> Vec<Cell> {
    let late = report.late.then(|| "terlambat".to_owned());
    let remarks: Vec<String> = late.into_iter().chain(report.corrected).chain(report.corrects).collect();
    let (value, unit) = report.value.split_once(' ').unwrap_or((&report.value, ""));
    vec![
        Cell::shown(&report.observed, today),
        Cell::shown(value, today),
        unit.to_owned().into(),
        report.note.map_or(Cell::Empty, Cell::from),
        Cell::shown(&report.received, today),
        remarks.join("; ").into(),
    ]
}
