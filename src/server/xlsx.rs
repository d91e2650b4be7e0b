//! Writes workbooks. Knows tables, not features.
//!
//! Typed text is written as text, so that a name which looks like a formula stays a name and a NIP keeps its digits.
//! Numbers, shares, days and moments are values with a format, so that they can be added up, sorted and filtered. A value
//! is stored exactly; its format shows no digit that it does not have.

use crate::{
    domain::{board::Share, value::Value},
    error::{Error, Result},
    server::attachment::attachment,
    ui::format,
};
use axum::response::Response;
use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::array::from_fn;

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    /// A share of one.
    Percent(f64),
    Day(Date),
    Moment(DateTime),
    Empty,
}

impl Cell {
    /// Returns a number of whole percent as a share.
    pub(crate) fn percent(percent: i32) -> Self {
        Self::Percent(f64::from(percent) / 100.0)
    }

    /// Returns a cell that can be filtered for what is so.
    pub(crate) fn yes(is_so: bool) -> Self {
        if is_so { Self::Text("ya".to_owned()) } else { Self::Empty }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        // The nearest number to the decimal one; it always is one.
        value.to_string().parse().map_or(Self::Empty, Self::Number)
    }
}

impl From<Share> for Cell {
    fn from(share: Share) -> Self {
        Self::Percent(share.of_one())
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime> for Cell {
    fn from(at: DateTime) -> Self {
        Self::Moment(at)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Returns the titles of columns.
pub(crate) fn head<const N: usize>(titles: [&str; N]) -> Vec<Cell> {
    titles.map(Cell::from).into()
}

/// A sheet: lines above, a head and rows below it.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub name: &'static str,
    pub notes: Vec<String>,
    /// Titles, or the days that columns are about.
    pub head: Vec<Cell>,
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
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attachment(name, kind, bytes))
}

/// The widest column, in pixels: longer texts are wrapped.
const MAX_WIDTH: u32 = 420;
/// A4 among the paper sizes of a workbook.
const A4: u8 = 9;

/// The most digits behind the comma: those of a [`Value`].
const MAX_DECIMALS: usize = 4;
const DAY: &str = "dd-mm-yyyy";

/// The formats of a workbook.
struct Formats {
    head: Format,
    head_day: Format,
    text: Format,
    /// By the digits behind the comma.
    numbers: [Format; MAX_DECIMALS + 1],
    whole_percent: Format,
    percent: Format,
    day: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top);
        let head = || plain().set_bold().set_text_wrap();
        Self {
            head: head(),
            head_day: head().set_num_format(DAY).set_align(FormatAlign::Left),
            text: plain().set_text_wrap(),
            numbers: from_fn(|decimals| plain().set_num_format(number_format(decimals))),
            whole_percent: plain().set_num_format("0%"),
            percent: plain().set_num_format("0.0%"),
            day: plain().set_num_format(DAY),
            moment: plain().set_num_format("dd-mm-yyyy hh:mm"),
        }
    }

    fn of_number(&self, number: f64) -> &Format {
        &self.numbers[decimals(number).min(MAX_DECIMALS)]
    }

    fn of_share(&self, share: f64) -> &Format {
        if decimals(share) <= 2 { &self.whole_percent } else { &self.percent }
    }
}

/// Returns the number of digits behind the comma that a number has.
fn decimals(number: f64) -> usize {
    number.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// Returns the format of numbers with so many digits behind the comma; without any it has no comma.
fn number_format(decimals: usize) -> String {
    let point = if decimals == 0 { "" } else { "." };
    format!("#,##0{point}{}", "0".repeat(decimals))
}

fn workbook(sheets: &[Sheet]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
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
        match title {
            Cell::Text(title) => target.write_string_with_format(at, column, title, &formats.head)?,
            Cell::Day(day) => target.write_datetime_with_format(at, column, excel_day(*day)?, &formats.head_day)?,
            other => write_cell(target, at, column, other, formats)?,
        };
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
        write_cell(target, row, column, cell, formats)?;
    }
    Ok(())
}

fn write_cell<'s>(
    target: &'s mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> std::result::Result<&'s mut Worksheet, XlsxError> {
    match cell {
        Cell::Text(text) => target.write_string_with_format(row, column, text, &formats.text),
        Cell::Number(number) => target.write_number_with_format(row, column, *number, formats.of_number(*number)),
        Cell::Percent(share) => target.write_number_with_format(row, column, *share, formats.of_share(*share)),
        Cell::Day(day) => target.write_datetime_with_format(row, column, excel_day(*day)?, &formats.day),
        Cell::Moment(at) => target.write_datetime_with_format(row, column, excel(*at)?, &formats.moment),
        Cell::Empty => target.write_blank(row, column, &formats.text),
    }
}

fn excel_day(day: Date) -> std::result::Result<ExcelDateTime, XlsxError> {
    excel(day.at(0, 0, 0, 0))
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

    #[test]
    fn a_number_shows_the_digits_that_it_has_and_no_lonely_comma() {
        let formats = [12.0, 1_234_567.0, 12.5, -0.25, 0.0625].map(|number| number_format(decimals(number)));
        assert_eq!(formats, ["#,##0", "#,##0", "#,##0.0", "#,##0.00", "#,##0.0000"]);
    }

    #[test]
    fn a_measured_value_is_stored_as_it_was_reported() {
        let value: Value = "999999999999.1234".parse().expect("a value");
        assert_eq!(Cell::from(value), Cell::Number(999_999_999_999.123_4));
        assert_eq!(Cell::from(Value::whole(12)), Cell::Number(12.0));
    }

    #[test]
    fn a_share_is_stored_exactly_and_shows_no_digit_that_it_does_not_have() {
        let formats = Formats::new();
        for (share, is_whole) in [(0.5, true), (0.72, true), (1.0, true), (9.0 / 11.0, false), (0.125, false)] {
            let format = if is_whole { &formats.whole_percent } else { &formats.percent };
            assert_eq!(formats.of_share(share), format, "{share}");
        }
        assert_eq!(Cell::percent(87), Cell::Percent(0.87));
    }
}
