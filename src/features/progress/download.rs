//! `/riwayat/{indikator}/unduh.xlsx`: the reports of an indicator as a workbook.

use super::history::{ExportedHistory, ExportedReport, exported};
use crate::{
    domain::{event::Event, id::IkiId, measure::Fraction},
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

/// `GET /riwayat/{indikator}/unduh.xlsx`
pub(crate) async fn history(
    Extension(caller): Extension<Caller>,
    Path(indicator): Path<String>,
) -> Result<Response, ApiError> {
    let at = caller.actor()?.zone.local(caller.app().clock.now());
    let indicator: IkiId = indicator.parse().map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| exported(tx, indicator).await;
    let found = caller.export(Event::exported("history", indicator), load).await?;
    let ExportedHistory { indicator, person, rhk, unit, is_coverage, summary, shown, reports } = found;
    let mut notes = vec![indicator, format!("{person} · {rhk}"), summary, as_of(at)];
    notes.extend(shown);
    // The two numbers of a coverage stand behind the percentage and its unit; other indicators have none.
    let counts = if is_coverage { &["Jumlah", "Dari"][..] } else { &[] };
    let behind = ["Catatan", "Diterima", "Terlambat", "Memperbaiki laporan", "Semula", "Diperbaiki pada", "Menjadi"];
    let names = ["Tentang", "Realisasi", "Satuan"].into_iter().chain(counts.iter().copied()).chain(behind);
    let sheet = Sheet {
        name: "Laporan",
        notes,
        head: names.map(Cell::from).collect(),
        rows: reports.into_iter().map(|report| row(report, &unit, is_coverage)).collect(),
    };
    Ok(download(&format!("riwayat-{}.xlsx", at.date()), vec![sheet]).await?)
}

fn row(report: ExportedReport, unit: &str, is_coverage: bool) -> Vec<Cell> {
    let counts: Option<[Cell; 2]> = is_coverage
        .then(|| [report.fraction.map(Fraction::numerator).into(), report.fraction.map(Fraction::denominator).into()]);
    let (corrects, before) = report.corrects.unzip();
    let (corrected, after) = report.corrected.unzip();
    let measured: [Cell; 3] = [report.observed.into(), report.value.into(), unit.into()];
    let behind = [
        report.note.into(),
        report.received.into(),
        Cell::yes(report.is_late),
        corrects.into(),
        before.into(),
        corrected.into(),
        after.into(),
    ];
    measured.into_iter().chain(counts.into_iter().flatten()).chain(behind).collect()
}
