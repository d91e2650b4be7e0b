//! Writes workbooks. Knows tables, not features.
//!
//! Typed text is written as text, so that a name which looks like a formula stays a name.

use crate::{
    error::{Error, Result},
    ui::format,
};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::civil::DateTime;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    Number(i32),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number)
    }
}

/// A sheet: lines above, a head and rows below it.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub name: &'static str,
    pub notes: Vec<String>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// The most people of one workbook, which is in memory until it is written: the largest perangkat daerah has fewer.
pub(crate) const MAX_PEOPLE: usize = 20_000;

/// Returns the line with the time of the data.
pub(crate) fn as_of(at: DateTime) -> String {
    format!("Keadaan {} pukul {}", format::day(at.date()), format::time(at))
}

/// Returns the workbook as a file to be saved under `name`. It is written outside of the threads that answer requests.
///
/// # Errors
/// [`Error::Unavailable`] when it cannot be written, such as for more rows than a sheet can have.
pub(crate) async fn download(name: &str, sheets: Vec<Sheet>) -> Result<Response> {
    let written = tokio::task::spawn_blocking(move || workbook(&sheets).map_err(|error| error.to_string())).await;
    let bytes = written.unwrap_or_else(|error| Err(error.to_string())).map_err(|error| {
        tracing::error!(error, "could not write a workbook");
        Error::Unavailable(String::new())
    })?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn workbook(sheets: &[Sheet]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    for Sheet { name, notes, head, rows } in sheets {
        let sheet = workbook.add_worksheet().set_name(*name)?;
        let mut at = 0;
        for note in notes {
            sheet.write_string(at, 0, note)?;
            at += 1;
        }
        for (column, title) in (0_u16..).zip(head) {
            sheet.write_string_with_format(at, column, title, &bold)?;
        }
        for (row, cells) in (at + 1..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(text) => sheet.write_string(row, column, text)?,
                    Cell::Number(number) => sheet.write_number(row, column, *number)?,
                };
            }
        }
        sheet.set_freeze_panes(at + 1, 1)?;
        sheet.autofit();
    }
    workbook.save_to_buffer()
}
