//! The file of decisions: a table of questions for a spreadsheet, in which the answers come back.
//!
//! It has semicolons and a byte order mark, because a spreadsheet in Indonesia opens that without asking. Reading
//! accepts what a spreadsheet saves: commas or tabs, another encoding, moved columns.

use super::{
    encoding,
    import::{Answer, Answers, Column, Question, squeezed, words},
};
use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

const MAX_BYTES: u64 = 32 << 20;
const HEADINGS: [&str; 7] = ["baris", "nama", "kolom", "isi berkas", "alasan", "usulan", "keputusan"];

/// The reason why a file of decisions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    #[error("Berkas keputusan {0} tidak dapat dibaca: {1}.")]
    Unread(PathBuf, io::Error),
    #[error("Berkas keputusan {0} tidak dapat ditulis: {1}.")]
    Unwritten(PathBuf, io::Error),
    #[error("Berkas {0} bukan berkas keputusan: {1}.")]
    Strange(PathBuf, String),
}

/// Returns the path of the questions about an export: beside it.
pub(crate) fn path_for(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".keputusan.csv");
    name.into()
}

/// Returns the answers in a file; questions without an answer are left out.
///
/// # Errors
/// When it cannot be read, or is no file of decisions.
pub(crate) fn read(path: &Path) -> Result<Answers, DecisionError> {
    let strange = |text: String| DecisionError::Strange(path.to_owned(), text);
    let unread = |error| DecisionError::Unread(path.to_owned(), error);
    if fs::metadata(path).map_err(unread)?.len() > MAX_BYTES {
        return Err(strange("terlalu besar".into()));
    }
    let text = encoding::decode(&fs::read(path).map_err(unread)?);
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b';', b',', b'\t'].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter.unwrap_or(b';')).flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| strange(error.to_string()))?.clone();
    let place = |name: &str| {
        let found = headings.iter().position(|heading| squeezed(heading) == squeezed(name));
        found.ok_or_else(|| strange(format!("tidak ada kolom “{name}”")))
    };
    let (row, name, column) = (place("baris")?, place("nama")?, place("kolom")?);
    let (proposal, answer) = (place("usulan")?, place("keputusan")?);
    let mut answers = Answers::new();
    for record in reader.records() {
        let record = record.map_err(|error| strange(error.to_string()))?;
        let field = |at| record.get(at).unwrap_or_default().trim().to_owned();
        if field(answer).is_empty() {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let label = words(&field(row));
        let is_row = label.rsplit('!').next().is_some_and(|number| number.parse::<u32>().is_ok());
        if !is_row && !label.starts_with("Kinerja") {
            return Err(strange(format!("nomor baris di baris {line} tidak terbaca")));
        }
        let column = Column::parse_label(&field(column))
            .ok_or_else(|| strange(format!("nama kolom di baris {line} tidak dikenal")))?;
        answers.insert((label, column), Answer { name: field(name), proposal: field(proposal), text: field(answer) });
    }
    Ok(answers)
}

/// Writes the questions, answered ones with their answers: no typed answer is lost. The file is written completely or
/// not at all.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(path: &Path, questions: &[Question]) -> Result<(), DecisionError> {
    let unwritten = |error| DecisionError::Unwritten(path.to_owned(), error);
    let mut writer =
        WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    let mut rows = vec![StringRecord::from(HEADINGS.to_vec())];
    for question in questions {
        let proposal = question.proposal.as_deref().unwrap_or_default();
        let fields = [
            &question.label,
            &question.name,
            question.column.label(),
            &question.given,
            &question.reason,
            proposal,
            &question.answer,
        ];
        rows.push(StringRecord::from(fields.map(plain).to_vec()));
    }
    for row in rows {
        writer.write_record(&row).map_err(|error| unwritten(error.into()))?;
    }
    let bytes = writer.into_inner().map_err(|error| unwritten(error.into_error()))?;
    let mut fresh = OsString::from(path);
    fresh.push(".baru");
    write_private(Path::new(&fresh), &bytes).and_then(|()| fs::rename(&fresh, path)).map_err(unwritten)
}

/// Writes a file that its owner alone may read: it has names.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

/// Returns a text that no spreadsheet reads as a formula: whatever begins with neither a letter nor a digit is marked as
/// text, because programs differ in the signs that they take for the beginning of one.
fn plain(text: &str) -> String {
    let is_safe = |c: char| c.is_alphanumeric() || c == '\'';
    if text.chars().next().is_none_or(is_safe) { text.to_owned() } else { format!("'{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_written_as_text() {
        for text in ["=HYPERLINK(1)", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", " =1", "\u{feff}=1"] {
            assert_eq!(plain(text), format!("'{text}"));
        }
        for text in ["Ani", "1986", "", "'1986", "É"] {
            assert_eq!(plain(text), text);
        }
    }
}
