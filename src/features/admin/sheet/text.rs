//! Lists in text files: CSV with any delimiter, in any encoding of a spreadsheet.

use super::{
    super::{
        encoding,
        import::{Cell, Hidden, Table, find_header, letter},
    },
    HEADINGS_WITHIN, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetError, no_header,
};
use csv::ReaderBuilder;

/// Returns the list in a text file. The delimiter is the one with which the headings are found.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Table, SheetError> {
    let text = encoding::decode(bytes);
    let start = text.trim_start();
    if start.is_empty() || text.contains('\0') {
        return Err(SheetError::NotSpreadsheet);
    }
    if start.starts_with('<') {
        return Err(SheetError::WebPage);
    }
    let mut best = None;
    let mut missing = vec![];
    for delimiter in [b';', b',', b'\t', b'|'] {
        let head = rows(&text, delimiter, HEADINGS_WITHIN)?;
        match find_header(head.iter().map(|(_, cells)| cells.as_slice())) {
            Ok(header) if best.as_ref().is_none_or(|(_, known)| header.known() > *known) => {
                best = Some((delimiter, header.known()));
            }
            Err(columns) if missing.is_empty() || columns.len() < missing.len() => missing = columns,
            Ok(_) | Err(_) => {}
        }
    }
    let Some((delimiter, _)) = best else {
        return Err(no_header(missing));
    };
    let rows = rows(&text, delimiter, u32::MAX)?;
    let head = rows.iter().take_while(|(row, _)| *row <= HEADINGS_WITHIN).map(|(_, cells)| cells.as_slice());
    let header = find_header(head).map_err(no_header)?;
    let mut table = Table::default();
    table.add(name, &header, rows, Hidden::default());
    Ok(table)
}

/// Returns the rows with content and their numbers as a spreadsheet shows them, in order; only the first `within`. A blank
/// line is a row, a line break inside of a field is none.
fn rows(text: &str, delimiter: u8, within: u32) -> Result<Vec<(u32, Vec<Cell>)>, SheetError> {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = vec![];
    let mut count = 0;
    let mut number = 0_u32;
    for record in reader.records() {
        let record = record.map_err(|_| SheetError::Damaged)?;
        let blank = record.position().map_or(0, |begun| blank_lines(text, begun.byte()));
        number = number.saturating_add(blank + 1);
        if number > within {
            break;
        }
        let cells: Vec<Cell> = record.iter().map(cell).collect();
        let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if u32::try_from(filled).is_ok_and(|filled| filled > MAX_COLUMNS) || number > MAX_ROWS {
            return Err(SheetError::FarCell(format!("{}{number}", letter(filled.saturating_sub(1)))));
        }
        count += filled;
        if count > MAX_CELLS {
            return Err(SheetError::TooManyCells);
        }
        if filled > 0 {
            rows.push((number, cells.into_iter().take(filled).collect()));
        }
    }
    Ok(rows)
}

/// Counts the blank lines that the reader skips from a byte of the text on. Of `\r\n` it leaves the second byte to the
/// next record.
fn blank_lines(text: &str, from: u64) -> u32 {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let (before, rest) = text.as_bytes().split_at_checked(from).unwrap_or_default();
    let rest = rest.strip_prefix(b"\n").filter(|_| before.ends_with(b"\r")).unwrap_or(rest);
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    u32::try_from(blank).unwrap_or(u32::MAX - 1)
}

/// Reads a field. A number behind `="` is how some programs keep a spreadsheet from rounding it.
fn cell(field: &str) -> Cell {
    let kept = field.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    Cell::text(kept.unwrap_or(field))
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_row_is_numbered_as_a_spreadsheet_shows_it() {
        let text = "a;b\n\n\nc;d\n\"e\nf\";g\nh;i\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let rows = rows(&text, b';', u32::MAX).expect("rows");
            assert_eq!(rows.into_iter().map(|(row, _)| row).collect::<Vec<_>>(), [1, 4, 5, 6], "{text:?}");
        }
    }
}
