//! Rows for COPY in text form: the only way that writes millions of rows in minutes.

use crate::domain::measure::Value;
use jiff::{Timestamp, civil::Date};
use sqlx::PgConnection;
use std::fmt::Write;
use uuid::Uuid;

/// A column's value in the format of COPY.
pub(crate) trait Cell {
    fn write(&self, row: &mut String);
}

macro_rules! plain_cells {
    ($($type:ty),+) => {$(
        impl Cell for $type {
            fn write(&self, row: &mut String) {
                // Writing to a string cannot fail.
                let _ = write!(row, "{self}");
            }
        }
    )+};
}

// These never contain a tab, a line end or a backslash.
plain_cells!(Uuid, Date, Timestamp, Value, i16, i32, bool);

impl Cell for &str {
    fn write(&self, row: &mut String) {
        for c in self.chars() {
            match c {
                '\\' => row.push_str("\\\\"),
                '\t' => row.push_str("\\t"),
                '\n' => row.push_str("\\n"),
                '\r' => row.push_str("\\r"),
                c => row.push(c),
            }
        }
    }
}

impl Cell for String {
    fn write(&self, row: &mut String) {
        self.as_str().write(row);
    }
}

impl<T: Cell> Cell for Option<T> {
    fn write(&self, row: &mut String) {
        match self {
            Some(cell) => cell.write(row),
            None => row.push_str("\\N"),
        }
    }
}

/// Returns a row in the format of COPY, with its line end.
pub(crate) fn row(cells: &[&dyn Cell]) -> String {
    let mut row = String::with_capacity(160);
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            row.push('\t');
        }
        cell.write(&mut row);
    }
    row.push('\n');
    row
}

/// The rows of one table, each made when it is sent: three million reports are never in memory as text.
pub(crate) struct Table<'a> {
    /// Table and columns, in the order of the cells.
    pub columns: &'static str,
    pub rows: Box<dyn Iterator<Item = String> + 'a>,
}

/// A message of this size keeps both sides busy.
const CHUNK_BYTES: usize = 1 << 20;

impl<'a> Table<'a> {
    pub(crate) fn new(columns: &'static str, rows: impl Iterator<Item = String> + 'a) -> Self {
        Self { columns, rows: Box::new(rows) }
    }

    /// Sends the rows.
    ///
    /// # Errors
    /// When the database refuses one of them; none is stored then.
    pub(crate) async fn send(self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let mut copy = conn.copy_in_raw(&format!("copy {} from stdin", self.columns)).await?;
        for piece in pieces(self.rows, CHUNK_BYTES) {
            if let Err(error) = copy.send(piece.as_bytes()).await {
                // The first error explains more than that of giving up.
                let _ = copy.abort("stopped").await;
                return Err(error);
            }
        }
        copy.finish().await?;
        Ok(())
    }
}

/// Whole rows together, each piece as soon as it has the size; only the last may be smaller.
fn pieces(mut rows: impl Iterator<Item = String>, size: usize) -> impl Iterator<Item = String> {
    std::iter::from_fn(move || {
        let mut piece = rows.next()?;
        while piece.len() < size {
            let Some(row) = rows.next() else { break };
            piece.push_str(&row);
        }
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell as Counter;

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!(row(&[&"a\tb\\N\nc", &None::<i32>, &true]), "a\\tb\\\\N\\nc\t\\N\ttrue\n");
    }

    #[test]
    fn rows_are_made_piece_by_piece_and_none_is_lost() {
        let made = Counter::new(0);
        let rows = (0..1000_i32).map(|number| {
            made.set(made.get() + 1);
            row(&[&number])
        });
        let mut pieces = pieces(rows, 100);
        let first = pieces.next().expect("a piece");
        assert!((100..110).contains(&first.len()) && first.ends_with('\n'), "{first}");
        assert!(made.get() < 60, "no more rows are made than are sent: {}", made.get());
        let whole = pieces.fold(first, |whole, piece| whole + &piece);
        assert_eq!(whole, (0..1000).fold(String::new(), |text, number| format!("{text}{number}\n")));
        assert_eq!(super::pieces(std::iter::empty(), 100).next(), None);
    }
}
