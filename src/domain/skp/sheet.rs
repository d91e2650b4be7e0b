//! Cells as spreadsheets put them on the clipboard.

/// Returns the cells of a copied part of a sheet, row by row: tabs separate cells, line breaks rows, and a cell with
/// either stands in quotation marks.
pub fn copied_cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut letters = text.trim_end_matches(['\r', '\n']).chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        let Some(row) = rows.last_mut() else { break };
        let Some(cell) = row.last_mut() else { break };
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            '\t' if !is_quoted => row.push(String::new()),
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            '\r' => {}
            '\n' => cell.push(' '),
            letter => cell.push(letter),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::copied_cells;

    #[test]
    fn a_copied_part_of_a_sheet_is_read_cell_by_cell() {
        assert_eq!(copied_cells("satu"), [["satu"]]);
        assert_eq!(copied_cells("a\tb\r\nc\t\r\n"), [["a", "b"], ["c", ""]]);
        assert_eq!(copied_cells("\"baris satu\nbaris \"\"dua\"\"\"\tb"), [["baris satu baris \"dua\"", "b"]]);
        assert_eq!(copied_cells(""), [[""]]);
    }
}
