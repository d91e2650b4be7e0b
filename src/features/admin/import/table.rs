//! The list of people inside a sheet: below its headings, without blank rows, page headings and footers.

use super::{
    cell::Cell,
    column::{Column, Header},
};
use std::fmt::Write as _;

/// A row of the list; `number` is the one in the spreadsheet.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub number: u32,
    cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn get(&self, column: Column) -> &Cell {
        self.cells.get(column as usize).unwrap_or(&Cell::Empty)
    }
}

/// The list, and the rows that are no part of it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Row of the headings.
    pub header: u32,
    /// The used columns: the column, its letter and its heading.
    pub columns: Vec<(Column, String, String)>,
    /// Headings of columns that the import does not use.
    pub unused: Vec<String>,
    pub rows: Vec<Row>,
    pub blank: u32,
    /// Rows that are no person (footers, repeated headings) with their content.
    pub aside: Vec<(u32, String)>,
}

impl Table {
    /// Reads the list. `rows` are those of the sheet with their numbers, in order; `header.at` is a position in them.
    pub(crate) fn read(header: &Header, rows: Vec<(u32, Vec<Cell>)>) -> Self {
        let mut rows = rows.into_iter().skip(header.at);
        let (number, headings) = rows.next().unwrap_or_default();
        let mut table = Self { header: number, columns: vec![], unused: vec![], rows: vec![], blank: 0, aside: vec![] };
        for column in Column::ALL {
            if let Some(place) = header.places[column as usize] {
                let heading = headings.get(place).map(Cell::shown).unwrap_or_default();
                table.columns.push((column, letter(place), heading));
            }
        }
        for (place, cell) in headings.iter().enumerate() {
            if !cell.is_empty() && !header.places.contains(&Some(place)) {
                table.unused.push(cell.shown());
            }
        }
        let (mut last, mut gap) = (number, 0);
        for (number, mut cells) in rows {
            if cells.iter().all(Cell::is_empty) {
                continue;
            }
            let text = line(&cells);
            let take = |place: Option<usize>| place.and_then(|place| cells.get_mut(place)).map(std::mem::take);
            let row = Row { number, cells: header.places.map(take).map(Option::unwrap_or_default).into() };
            gap += number.saturating_sub(last + 1);
            if row.is_person() {
                // A blank row is one between people; blank rows after the last one are not counted.
                table.blank += std::mem::take(&mut gap);
                table.rows.push(row);
            } else {
                table.aside.push((number, text));
            }
            last = number;
        }
        table
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(known, ..)| *known == column)
    }
}

impl Row {
    /// Returns whether the row is a person: it has at least two of number, name, post and unit, and is neither the
    /// headings again nor the numbers of the columns.
    fn is_person(&self) -> bool {
        let cells = [Column::Nip, Column::Name, Column::Post, Column::Unit].map(|column| (column, self.get(column)));
        let filled = cells.iter().filter(|(_, cell)| !cell.is_empty()).count();
        let headings = cells.iter().filter(|(column, cell)| match cell {
            Cell::Text(text) => Column::parse(text) == Some(*column),
            Cell::Number(number) => *number < 1000.0,
            _ => false,
        });
        filled >= 2 && headings.count() < 2
    }
}

/// Returns the content of a row, for people.
fn line(cells: &[Cell]) -> String {
    let mut line = String::new();
    for cell in cells.iter().filter(|cell| !cell.is_empty()).take(3) {
        let _ = write!(line, "{}{}", if line.is_empty() { "" } else { " · " }, cell.shown());
    }
    line
}

/// Returns the letters of a column, as the spreadsheet shows them.
pub(crate) fn letter(place: usize) -> String {
    let mut letters = String::new();
    let mut rest = place + 1;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::{super::column::find_header, *};

    #[test]
    fn columns_have_the_letters_of_the_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702, 16383].map(letter), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn only_people_are_rows() {
        let texts = |texts: &[&str]| texts.iter().map(|text| Cell::text(text)).collect::<Vec<_>>();
        let rows = vec![
            (1, texts(&["DAFTAR NOMINATIF"])),
            (3, texts(&["No", "NIP", "Nama", "Jabatan", "Unit Kerja"])),
            (4, (1..=5).map(|n| Cell::Number(f64::from(n))).collect()),
            (5, texts(&["1", "198609262015051001", "Ani", "Analis", "Dinas Sosial"])),
            (7, texts(&["No", "NIP", "Nama", "Jabatan", "Unit Kerja"])),
            (8, texts(&["2", "", "Budi", "Analis", "Dinas Sosial"])),
            (9, texts(&["", " ", "", "", ""])),
            (11, texts(&["", "Kota Sagara, 3 November 2026"])),
        ];
        let header = find_header(rows.iter().map(|(_, cells)| cells.as_slice())).expect("a header");
        let table = Table::read(&header, rows);
        assert_eq!(table.header, 3);
        assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [5, 8]);
        assert_eq!(table.blank, 1);
        assert_eq!(table.aside.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [4, 7, 11]);
        assert_eq!(table.unused, ["No"]);
        assert_eq!(table.rows[1].get(Column::Name).words(), "Budi");
        assert!(table.rows[1].get(Column::Nip).is_empty());
    }
}
