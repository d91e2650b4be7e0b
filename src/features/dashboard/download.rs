//! `/dasbor/unduh.xlsx`: what the board shows, as a workbook. Counts only; whose reports stand behind them does not
//! leave the program this way.

use super::{action, model::Board};
use crate::{
    domain::{id::UnitId, measure::Status},
    error::Error,
    server::{
        door::Caller,
        problem::ApiError,
        xlsx::{Cell, Sheet, download},
    },
    ui::{format, status::status_word, table::TextTable},
};
use axum::{
    extract::{Extension, Query, rejection::QueryRejection},
    response::Response,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Asked {
    unit: Option<UnitId>,
}

/// `GET /dasbor/unduh.xlsx?unit=`
pub async fn board(
    Extension(caller): Extension<Caller>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let actor = caller.actor()?;
    let at = actor.zone.local(caller.app().clock.now());
    let Query(asked) = asked.map_err(|_| Error::NotFound)?;
    let board = action::board(&caller, asked.unit).await?;
    let as_of = format!("Keadaan {} pukul {}", format::day(at.date()), format::time(at));
    Ok(download(&format!("dasbor-{}.xlsx", at.date()), &sheets(board, &as_of))?)
}

fn sheets(board: Board, as_of: &str) -> Vec<Sheet> {
    let notes = vec![board.name, as_of.to_owned()];
    let mut sheets = Vec::new();
    if let Some(figures) = board.figures {
        let row = |name: &str, value: String| vec![Cell::Text(name.to_owned()), value.into()];
        sheets.push(Sheet {
            name: "Ringkasan",
            notes: notes.clone(),
            head: ["Ukuran", "Angka"].map(str::to_owned).into(),
            rows: vec![
                row("Indikator sesuai rencana", figures.progress),
                row("Kelengkapan laporan", figures.completeness),
                row("Laporan hari ini", figures.reports_today),
                row("Sudah melapor bulan ini", figures.reported),
                row("Pegawai", figures.employees),
                row("Laporan terakhir", figures.last_report.unwrap_or_else(|| "–".to_owned())),
                vec![Cell::Text("Belum punya SKP tahun ini".to_owned()), figures.without_plan.into()],
            ],
        });
    } else {
        let reason = "Angka untuk kelompok yang kurang dari lima orang tidak ditampilkan.".to_owned();
        sheets.push(Sheet {
            name: "Ringkasan",
            notes: [notes.clone(), vec![reason]].concat(),
            head: vec![],
            rows: vec![],
        });
    }
    if !board.units.is_empty() {
        let titles = ["Unit", "Pegawai", "Sesuai rencana", "Kelengkapan", "Laporan hari ini", "Terakhir"];
        let head = titles.into_iter().chain(Status::ALL.map(status_word)).map(str::to_owned);
        let rows = board.units.into_iter().map(|unit| {
            let counts = Status::ALL.map(|status| Cell::from(unit.counts.of(status)));
            [
                unit.name.into(),
                unit.employees.into(),
                unit.progress.into(),
                unit.completeness.into(),
                unit.reports_today.into(),
                unit.last_report.unwrap_or_else(|| "–".to_owned()).into(),
            ]
            .into_iter()
            .chain(counts)
            .collect()
        });
        sheets.push(Sheet { name: "Unit", notes: notes.clone(), head: head.collect(), rows: rows.collect() });
    }
    let tables = [
        ("Dibanding minggu lalu", board.changes),
        ("Perbandingan unit", board.bars.map(|bars| bars.table)),
        ("Tren", board.trend.map(|trend| trend.table)),
    ];
    sheets.extend(tables.into_iter().filter_map(|(name, table)| table.map(|table| of_table(name, &notes, table))));
    sheets
}

fn of_table(name: &'static str, notes: &[String], table: TextTable) -> Sheet {
    let rows = table.rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect());
    Sheet { name, notes: notes.to_vec(), head: table.head, rows: rows.collect() }
}
