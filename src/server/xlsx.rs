//! Writes workbooks. Knows tables, not features.
//!
//! Typed text is written as text, so that a name which looks like a formula stays a name and a NIP keeps its digits.
//! Numbers, percentages and moments are values with a format, so that they can be added up and sorted.

use crate::{
    error::{Error, Result},
    ui::format,
};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    /// A share of one.
    Percent(f64),
    Moment(DateTime),
    Empty,
}

impl Cell {
    /// Returns the value of a text that `ui::format` made: a number, a percentage or a moment, seen from `today`. Every
    /// other text stays one; a dash is an empty cell.
    pub(crate) fn shown(text: &str, today: Date) -> Self {
        if text == "–" {
            return Self::Empty;
        }
        let percent =
            || text.strip_suffix(" %").and_then(format::parse_number).map(|number| Self::Percent(number / 100.0));
        let moment = || format::parse_moment(text, today).map(Self::Moment);
        let number = format::parse_number(text).map(Self::Number);
        number.or_else(percent).or_else(moment).unwrap_or_else(|| Self::Text(text.to_owned()))
    }

    /// Returns the same for a text that may be missing.
    pub(crate) fn shown_or_empty(text: Option<&str>, today: Date) -> Self {
        text.map_or(Self::Empty, |text| Self::shown(text, today))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
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

/// Returns the line that says which part of a name was searched, so that nobody takes the part for the whole.
pub(crate) fn searched(wanted: Option<&str>) -> Option<String> {
    wanted.map(|wanted| format!("Hanya nama yang memuat “{wanted}”"))
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

/// The widest column, in pixels: longer texts are wrapped.
const MAX_WIDTH: u32 = 420;
/// A4 among the paper sizes of a workbook.
const A4: u8 = 9;

/// The formats of a workbook.
struct Formats {
    head: Format,
    text: Format,
    number: Format,
    percent: Format,
    moment: Format,
}

fn workbook(sheets: &[Sheet]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let plain = || Format::new().set_align(FormatAlign::Top);
    let formats = Formats {
        head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
        text: plain().set_text_wrap(),
        number: plain().set_num_format("#,##0.##########"),
        percent: plain().set_num_format("0.0%"),
        moment: plain().set_num_format("dd-mm-yyyy hh:mm"),
    };
    for sheet in sheets {
        let target = workbook.add_worksheet().set_name(sheet.name)?;
        fill(target, sheet, &formats)?;
    }
    workbook.save_to_buffer()
}

/// Writes a sheet that can be filtered and printed: one heading for each column, repeated on each page, with the title
/// and the page numbers.
fn fill(target: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> std::result::Result<(), XlsxError> {
    let Sheet { notes, head, rows, .. } = sheet;
    let at = u32::try_from(notes.len()).unwrap_or(u32::MAX);
    for (column, title) in (0_u16..).zip(head) {
        target.write_string_with_format(at, column, title, &formats.head)?;
    }
    for (row, cells) in (at + 1..).zip(rows) {
        write_row(target, row, cells, formats)?;
    }
    // Before the notes, which are wider than the columns below them.
    target.set_autofit_max_width(MAX_WIDTH).autofit();
    for (row, note) in (0..).zip(notes) {
        target.write_string(row, 0, note)?;
    }
    let last = at + u32::try_from(rows.len()).unwrap_or(u32::MAX - at);
    if let Some(columns) = u16::try_from(head.len()).ok().and_then(|columns| columns.checked_sub(1)) {
        target.autofilter(at, 0, last, columns)?;
        target.set_repeat_rows(at, at)?;
        target.set_freeze_panes(at + 1, 1)?;
    }
    let title = notes.iter().take(2).map(|note| note.replace('&', "&&")).collect::<Vec<_>>().join(" · ");
    target.set_header(format!("&L{}", title.chars().take(200).collect::<String>()));
    target.set_footer("&L&A&RHalaman &P dari &N");
    target.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_row(
    target: &mut Worksheet,
    row: u32,
    cells: &[Cell],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Text(text) => target.write_string_with_format(row, column, text, &formats.text)?,
            Cell::Number(number) => target.write_number_with_format(row, column, *number, &formats.number)?,
            Cell::Percent(share) => target.write_number_with_format(row, column, *share, &formats.percent)?,
            Cell::Moment(at) => target.write_datetime_with_format(row, column, excel(*at)?, &formats.moment)?,
            Cell::Empty => target.write_blank(row, column, &formats.text)?,
        };
    }
    Ok(())
}

fn excel(at: DateTime) -> std::result::Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| part.unsigned_abs();
    ExcelDateTime::from_ymd(at.year().unsigned_abs(), part(at.month()), part(at.day()))?.and_hms(
        at.hour().unsigned_abs().into(),
        part(at.minute()),
        0,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_the_screen_shows_becomes_a_value() {
        let today = date(2026, 11, 22);
        for (text, cell) in [
            ("1.234", Cell::Number(1234.0)),
            ("-1.234,5", Cell::Number(-1234.5)),
            ("81,8 %", Cell::Percent(0.818)),
            ("Hari ini 14.05", Cell::Moment(date(2026, 11, 22).at(14, 5, 0, 0))),
            ("Kemarin 09.00", Cell::Moment(date(2026, 11, 21).at(9, 0, 0, 0))),
            ("3 Okt 09.00", Cell::Moment(date(2026, 10, 3).at(9, 0, 0, 0))),
            ("3 Okt 2025 09.00", Cell::Moment(date(2025, 10, 3).at(9, 0, 0, 0))),
            ("–", Cell::Empty),
        ] {
            assert_eq!(Cell::shown(text, today), cell, "{text}");
        }
        for text in
            ["198609262015051001", "1234", "1.23", "=1+1", "3 indikator", "", "30 Feb 09.00", "1,5,2", "NaN", "-"]
        {
            assert_eq!(Cell::shown(text, today), Cell::Text(text.to_owned()));
        }
    }
}
