//! The lists of people inside a file: below their headings, without blank rows, page headings and footers.

use super::{
    cell::{Cell, words},
    column::{Column, Header, Places},
};
use std::{collections::HashSet, fmt::Write as _, sync::Arc};

/// A row of a file: the list that it belongs to, and its number in the spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RowId {
    /// Position in [`Table::lists`]; beyond them for a question that belongs to no row.
    pub list: usize,
    pub number: u32,
}

/// A row of a list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub id: RowId,
    /// The row as people see it: the number, behind the name of the sheet where there are several.
    pub label: String,
    places: Arc<Places>,
    cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn get(&self, column: Column) -> &Cell {
        self.cells.get(column as usize).unwrap_or(&Cell::Empty)
    }

    /// Returns whether the row's list has the column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.places.get(column as usize).is_some_and(Option::is_some)
    }

    fn read(places: &Arc<Places>, id: RowId, mut cells: Vec<Cell>) -> Self {
        let take = |place: Option<usize>| place.and_then(|place| cells.get_mut(place)).map(std::mem::take);
        let cells = places.map(take).map(Option::unwrap_or_default).into();
        let mut row = Self { id, label: String::new(), places: places.clone(), cells };
        if row.has(Column::Nip) && places[Column::Nip as usize] == places[Column::Name as usize] {
            row.split_name_and_number();
        }
        let before = row.get(Column::TitleBefore).words();
        let after = row.get(Column::TitleAfter).words();
        let name = row.get(Column::Name).words();
        if !(name.is_empty() || before.is_empty() && after.is_empty()) {
            let after = if after.is_empty() { after } else { format!(", {after}") };
            row.cells[Column::Name as usize] = Cell::text(&format!("{before} {name}{after}"));
        }
        let (post, detail) = (row.get(Column::Post).words(), row.get(Column::PostDetail).words());
        if !post.is_empty() && !detail.is_empty() {
            row.cells[Column::Post as usize] = Cell::text(&format!("{post} {detail}"));
        }
        row
    }

    /// Separates a name and a number in one cell, in either order: a name has no digits.
    fn split_name_and_number(&mut self) {
        let both = [Column::Nip, Column::Name].map(|column| self.get(column).words()).concat();
        let (Some(first), Some(last)) =
            (both.find(|c: char| c.is_ascii_digit()), both.rfind(|c: char| c.is_ascii_digit()))
        else {
            self.cells[Column::Name as usize] = Cell::text(&both);
            self.cells[Column::Nip as usize] = Cell::Empty;
            return;
        };
        let is_between = |c: char| c.is_whitespace() || matches!(c, ':' | '/' | '.' | '-' | '\'' | '(' | ')');
        let before = both[..first].trim_end_matches(is_between);
        let before = before.strip_suffix("NIP").or_else(|| before.strip_suffix("Nip")).unwrap_or(before);
        let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '-' | '('));
        let after = both[last + 1..].trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '-' | ')'));
        self.cells[Column::Name as usize] = Cell::text(&words(&format!("{before} {after}")));
        self.cells[Column::Nip as usize] = Cell::text(&both[first..=last]);
    }

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

/// The rows and columns of a sheet that its reader does not see in the spreadsheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    pub rows: Vec<u32>,
    /// By letter.
    pub columns: Vec<String>,
}

/// The list of a sheet.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub sheet: String,
    /// Row of the headings.
    pub header: u32,
    /// Texts above the headings.
    pub titles: Vec<String>,
    /// The used columns: the column, its letter and its heading.
    pub columns: Vec<(Column, String, String)>,
    /// Headings of columns that the import does not use.
    pub unused: Vec<String>,
    /// People in it.
    pub people: usize,
    pub blank: u32,
    /// Rows that are no person (footers, repeated headings) with their content.
    pub aside: Vec<(u32, String)>,
    pub hidden: Hidden,
}

/// The lists of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub lists: Vec<List>,
    pub rows: Vec<Row>,
    /// Sheets that were not read, with the number of their rows and the reason.
    pub left_out: Vec<(String, usize, String)>,
}

impl Table {
    /// Adds the list of a sheet. `rows` are those of the sheet with their numbers, in order; `header.at` is a position
    /// in them.
    pub(crate) fn add(&mut self, sheet: &str, header: &Header, rows: Vec<(u32, Vec<Cell>)>, hidden: Hidden) {
        let places = Arc::new(header.places);
        let titles = rows.iter().take(header.at).map(|(_, cells)| line(cells)).collect();
        let mut rows = rows.into_iter().skip(header.at);
        let (number, _) = rows.next().unwrap_or_default();
        let heading_end = rows.by_ref().take(header.height - 1).last().map_or(number, |(number, _)| number);
        let mut list = List {
            sheet: sheet.to_owned(),
            header: number,
            titles,
            columns: vec![],
            unused: vec![],
            people: 0,
            blank: 0,
            aside: vec![],
            hidden,
        };
        for column in Column::ALL {
            if let Some(place) = header.places[column as usize] {
                let heading = header.headings.get(place).cloned().unwrap_or_default();
                list.columns.push((column, letter(place), Cell::text(&heading).shown()));
            }
        }
        for (place, heading) in header.headings.iter().enumerate() {
            if !heading.is_empty() && !header.places.contains(&Some(place)) {
                list.unused.push(Cell::text(heading).shown());
            }
        }
        let at = self.lists.len();
        let (mut before, mut gap) = (heading_end, 0);
        for (number, cells) in rows {
            if cells.iter().all(Cell::is_empty) {
                continue;
            }
            let text = line(&cells);
            let row = Row::read(&places, RowId { list: at, number }, cells);
            gap += number.saturating_sub(before + 1);
            if row.is_person() {
                // A blank row is one between people; blank rows after the last one are not counted.
                list.blank += std::mem::take(&mut gap);
                list.people += 1;
                self.rows.push(row);
            } else {
                list.aside.push((number, text));
            }
            before = number;
        }
        // Only what has content matters: sheets often hide everything to the right of the list.
        let used =
            |place: &str| header.headings.iter().enumerate().any(|(at, text)| !text.is_empty() && letter(at) == place);
        list.hidden.columns.retain(|place| used(place));
        let people = self.rows.iter().filter(|row| row.id.list == at).map(|row| row.id.number);
        let people: HashSet<u32> = people.collect();
        list.hidden.rows.retain(|row| people.contains(row));
        self.lists.push(list);
        let labels: Vec<_> = self.rows.iter().map(|row| self.label(row.id)).collect();
        for (row, label) in self.rows.iter_mut().zip(labels) {
            row.label = label;
        }
    }

    /// Returns a row as people see it.
    pub(crate) fn label(&self, id: RowId) -> String {
        match self.lists.get(id.list) {
            Some(list) if self.lists.len() > 1 => format!("{}!{}", list.sheet, id.number),
            _ => id.number.to_string(),
        }
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        self.lists.iter().any(|list| list.columns.iter().any(|(known, ..)| *known == column))
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
        let mut table = Table::default();
        table.add("Data", &header, rows, Hidden::default());
        let list = &table.lists[0];
        assert_eq!((list.header, list.people, list.blank), (3, 2, 1));
        assert_eq!(list.titles, ["DAFTAR NOMINATIF"]);
        assert_eq!(table.rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["5", "8"]);
        assert_eq!(list.aside.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [4, 7, 11]);
        assert_eq!(list.unused, ["No"]);
        assert_eq!(table.rows[1].get(Column::Name).words(), "Budi");
        assert!(table.rows[1].get(Column::Nip).is_empty());
    }

    #[test]
    fn a_name_is_parted_from_its_number() {
        let header = find_header([["NAMA / NIP", "JABATAN"].map(Cell::text).as_slice()]).expect("a header");
        let places = Arc::new(header.places);
        for (cell, name, nip) in [
            ("ANI, S.SOS, M.SI NIP. 19690412 199403 1 901", "ANI, S.SOS, M.SI", "19690412 199403 1 901"),
            ("19690412 199403 1 901 / Ani, S.Sos.", "Ani, S.Sos.", "19690412 199403 1 901"),
            ("Ani NIP : 196904121994031901", "Ani", "196904121994031901"),
            ("Ani", "Ani", ""),
        ] {
            let row = Row::read(&places, RowId { list: 0, number: 1 }, vec![Cell::text(cell), Cell::text("Analis")]);
            assert_eq!(
                (row.get(Column::Name).words(), row.get(Column::Nip).words()),
                (name.to_owned(), nip.to_owned())
            );
        }
    }
}
