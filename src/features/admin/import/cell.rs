//! The content of a cell of the export, before it is judged.

use jiff::civil::Date;

/// The longest piece of a cell that is shown to people.
const MAX_SHOWN_CHARS: usize = 60;

/// A value as the spreadsheet keeps it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Date(Date),
}

impl Cell {
    /// Returns a text cell; characters that cannot be shown become spaces. A text of spaces only is an empty cell.
    pub(crate) fn text(text: &str) -> Self {
        if text.chars().all(|c| c.is_whitespace() || c.is_control()) {
            return Self::Empty;
        }
        Self::Text(text.chars().map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Returns the words of the cell with single spaces between them.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => words(text),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.strftime("%d-%m-%Y").to_string(),
        }
    }

    /// Returns the cell as people see it: shortened, and long numbers only by their ends.
    pub(crate) fn shown(&self) -> String {
        shown(&self.words())
    }
}

/// Returns a text as people see it: shortened, and long numbers (NIP, telephone) only by their ends.
pub(crate) fn shown(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let mut out: String = text
        .chars()
        .take(MAX_SHOWN_CHARS)
        .map(|c| {
            if c.is_ascii_digit() {
                seen += 1;
            }
            if c.is_ascii_digit() && digits > 10 && seen > 4 && seen + 4 <= digits { '•' } else { c }
        })
        .collect();
    if text.chars().count() > MAX_SHOWN_CHARS {
        out.push('…');
    }
    out
}

/// Returns the words of a text with single spaces between them.
pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns letters and digits only, in lower case: the form in which spellings are compared.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns whether a character reverses the direction of writing or has no width: it makes two texts look alike.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_spaces_is_empty_and_control_characters_go() {
        assert_eq!(Cell::text(" \t\u{a0}"), Cell::Empty);
        assert_eq!(Cell::text("a\0b\u{202E}c"), Cell::Text("a b c".into()));
        assert_eq!(Cell::text("  Dinas   Sosial ").words(), "Dinas Sosial");
    }

    #[test]
    fn long_numbers_are_shown_by_their_ends() {
        assert_eq!(shown("'198609262015051001"), "'1986••••••••••1001");
        assert_eq!(shown("19860926 201505 1 001"), "1986•••• •••••• 1 001");
        assert_eq!(shown("31-02-1988"), "31-02-1988");
        assert_eq!(shown(&"x".repeat(1_000_000)).chars().count(), 61);
    }
}
