//! Opens an export behind guards: the parser has no limits of its own.
//!
//! The zip directory is checked first (entries, sizes, ratio); then every part that a workbook needs is unpacked under
//! a limit into a plain archive in memory, and only that archive is parsed: a directory with false sizes gains nothing.
//! Cells are streamed, so that a far one costs nothing either.

mod hidden;
mod markup;
mod text;

use super::import::{Cell, Column, Table, find_header, letter};
use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;
use markup::{attribute, tags};
use std::{
    fs::File,
    io::{Cursor, Read, Write},
    path::Path,
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Largest file, and largest sum of its parts when unpacked: a hundred thousand people take less than half.
const MAX_BYTES: u64 = 32 << 20;
const MAX_UNPACKED_BYTES: u64 = 256 << 20;
const MAX_ENTRIES: usize = 1_000;
/// Real sheets shrink to a tenth or a fiftieth; small parts may shrink more.
const MAX_RATIO: u64 = 200;
const SMALL_PART: u64 = 1 << 20;
const MAX_ROWS: u32 = 200_000;
const MAX_COLUMNS: u32 = 512;
const MAX_CELLS: usize = 4_000_000;
const MAX_SHEETS: usize = 200;
/// The rows in which headings are looked for.
const HEADINGS_WITHIN: u32 = 60;

/// The reason why a file cannot be read as an export, as a sentence for the personnel officer.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("Berkas tidak dapat dibuka: {0}.")]
    Unopened(std::io::Error),
    #[error("Berkas terlalu besar: paling banyak {} MB.", MAX_BYTES >> 20)]
    TooLarge,
    #[error("Berkas ini bukan lembar kerja Excel (.xlsx) atau CSV.")]
    NotSpreadsheet,
    #[error(
        "Berkas ini halaman web (HTML atau XML), bukan lembar kerja, walaupun mungkin bernama .xls; buka di Excel, pilih \
         Simpan Sebagai, jenis Excel Workbook (.xlsx), lalu coba lagi."
    )]
    WebPage,
    #[error("Berkas ini berformat Excel lama (.xls); buka di Excel lalu simpan sebagai .xlsx.")]
    OldFormat,
    #[error("Berkas ini berformat Excel biner (.xlsb); buka di Excel lalu simpan sebagai .xlsx.")]
    BinaryFormat,
    #[error("Berkas dilindungi kata sandi; simpan tanpa kata sandi lalu coba lagi.")]
    Encrypted,
    #[error("Berkas rusak atau terpotong; unduh atau simpan ulang lalu coba lagi.")]
    Damaged,
    #[error("Isi berkas tidak wajar (terlalu besar setelah dibuka); berkas ditolak.")]
    Bomb,
    #[error("Ada isi di sel {0}, jauh di luar daftar pegawai; hapus isinya lalu coba lagi.")]
    FarCell(String),
    #[error("Berkas berisi terlalu banyak sel; bagi menjadi beberapa berkas.")]
    TooManyCells,
    #[error("Judul kolom tidak ditemukan; tidak ada kolom {0}.")]
    NoHeader(String),
    #[error("Lembar “{0}” tidak berisi satu pun baris pegawai.")]
    NoRows(String),
}

/// Returns the lists of a file: those of every visible sheet of a workbook, or the one of a text file with delimiters.
///
/// # Errors
/// [`SheetError`] explains in one sentence what is wrong with the file.
pub(crate) fn read(path: &Path) -> Result<Table, SheetError> {
    let bytes = load(path)?;
    let (table, sheet) = match bytes.as_slice() {
        [b'P', b'K', ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => read_workbook(&bytes)?,
        _ => {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            (text::read(&Cell::text(&name).shown(), &bytes)?, name.into_owned())
        }
    };
    if table.rows.is_empty() { Err(SheetError::NoRows(Cell::text(&sheet).shown())) } else { Ok(table) }
}

/// Returns the lists of a workbook, and the name of the first one.
fn read_workbook(bytes: &[u8]) -> Result<(Table, String), SheetError> {
    let plain = unpack(bytes)?;
    let hidden = hidden::read(&plain);
    let mut book = Xlsx::new(Cursor::new(plain)).map_err(refusal)?;
    let mut table = Table::default();
    let mut missing: Vec<Column> = vec![];
    let mut failed = None;
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    if sheets.len() > MAX_SHEETS {
        return Err(SheetError::Bomb);
    }
    let mut count = 0;
    for sheet in sheets {
        let name = Cell::text(&sheet.name).words();
        let rows = match cells(&mut book, &sheet.name, &mut count) {
            Ok(rows) => rows,
            Err(error) => {
                table.left_out.push((name, 0, error.to_string().trim_end_matches('.').to_lowercase()));
                failed.get_or_insert(error);
                continue;
            }
        };
        if rows.is_empty() {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            table.left_out.push((name, rows.len(), "tersembunyi".to_owned()));
            continue;
        }
        match find_header(rows.iter().take_while(|(row, _)| *row <= HEADINGS_WITHIN).map(|(_, cells)| cells.as_slice()))
        {
            Ok(header) => {
                let hidden = hidden.get(&sheet.name).cloned().unwrap_or_default();
                table.add(&name, &header, rows, hidden);
            }
            Err(columns) => {
                table.left_out.push((name, rows.len(), "judul kolomnya tidak dikenali".to_owned()));
                if missing.is_empty() || columns.len() < missing.len() {
                    missing = columns;
                }
            }
        }
    }
    let Some(first) = table.lists.first() else {
        return Err(failed.unwrap_or_else(|| no_header(missing)));
    };
    let name = first.sheet.clone();
    Ok((table, name))
}

fn no_header(missing: Vec<Column>) -> SheetError {
    let missing = if missing.is_empty() { vec![Column::Nip, Column::Name, Column::Post] } else { missing };
    let labels: Vec<_> = missing
        .into_iter()
        .map(|column| format!("{} (judulnya seperti {})", column.label(), column.examples()))
        .collect();
    SheetError::NoHeader(labels.join("; "))
}

fn load(path: &Path) -> Result<Vec<u8>, SheetError> {
    let file = File::open(path).map_err(SheetError::Unopened)?;
    let mut bytes = vec![];
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(SheetError::Unopened)?;
    if bytes.len() as u64 > MAX_BYTES { Err(SheetError::TooLarge) } else { Ok(bytes) }
}

/// Returns the parts that a workbook needs, unpacked under the limits, in an archive without compression.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, SheetError> {
    if !bytes.starts_with(b"PK") {
        let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(marker.len()).any(|window| window == marker);
        return Err(if encrypted { SheetError::Encrypted } else { SheetError::OldFormat });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(SheetError::Bomb);
    }
    let mut declared: u64 = 0;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| SheetError::Damaged)?;
        if part.encrypted() {
            return Err(SheetError::Encrypted);
        }
        declared = declared.saturating_add(part.size());
        let crammed = part.size() > SMALL_PART && part.size() / MAX_RATIO > part.compressed_size();
        if crammed || declared > MAX_UNPACKED_BYTES {
            return Err(SheetError::Bomb);
        }
    }
    if archive.index_for_name("xl/workbook.bin").is_some() {
        return Err(SheetError::BinaryFormat);
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(SheetError::NotSpreadsheet);
    }
    let mut plain = ZipWriter::new(Cursor::new(vec![]));
    let mut room = MAX_UNPACKED_BYTES;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(refused_part)?;
        let name = part.name().to_owned();
        if !matches!(name.rsplit_once('.'), Some((_, "xml" | "rels"))) {
            continue;
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let is_strings = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        plain.start_file(name, options).map_err(|_| SheetError::Damaged)?;
        let mut limited = part.by_ref().take(room + 1);
        let size = if is_strings {
            let mut content = vec![];
            limited.read_to_end(&mut content).map_err(|_| SheetError::Damaged)?;
            check_strings(&content)?;
            plain.write_all(&content).map_err(|_| SheetError::Damaged)?;
            content.len() as u64
        } else {
            std::io::copy(&mut limited, &mut plain).map_err(|_| SheetError::Damaged)?
        };
        room = room.checked_sub(size).ok_or(SheetError::Bomb)?;
    }
    let mut plain = plain.finish().map_err(|_| SheetError::Damaged)?;
    plain.flush().map_err(|_| SheetError::Damaged)?;
    Ok(plain.into_inner())
}

/// Refuses shared strings that claim a number which they cannot have: the parser makes room for as many.
fn check_strings(content: &[u8]) -> Result<(), SheetError> {
    /// The shortest string of a workbook is `<si/>`.
    const SHORTEST: usize = 5;
    // Another encoding would hide the number; spreadsheets write UTF-8.
    if content.contains(&0) {
        return Err(SheetError::Damaged);
    }
    let content = String::from_utf8_lossy(content);
    let most = (content.len() / SHORTEST).min(MAX_CELLS);
    let counts = tags(&content, "sst").filter_map(|tag| attribute(tag, "uniqueCount"));
    for count in counts {
        let digits = count.trim().trim_start_matches(['+', '0']);
        if digits.bytes().take_while(u8::is_ascii_digit).count() > 18
            || digits.parse().is_ok_and(|count: usize| count > most)
        {
            return Err(SheetError::Bomb);
        }
    }
    Ok(())
}

fn refused_part(error: ZipError) -> SheetError {
    match error {
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => SheetError::Encrypted,
        _ => SheetError::Damaged,
    }
}

fn refusal(error: XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Encrypted,
        _ => SheetError::Damaged,
    }
}

/// Returns the rows with content and their numbers, in order. `count` is that of all cells so far.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, count: &mut usize) -> Result<Vec<(u32, Vec<Cell>)>, SheetError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet that is only a chart.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(vec![]),
        Err(error) => return Err(refusal(error)),
    };
    let mut rows: Vec<(u32, Vec<Cell>)> = vec![];
    while let Some(found) = reader.next_cell().map_err(refusal)? {
        let (row, column) = found.get_position();
        let cell = read_cell(found.get_value());
        if cell.is_empty() {
            continue;
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(SheetError::FarCell(format!("{}{}", letter(place), u64::from(row) + 1)));
        }
        *count += 1;
        if *count > MAX_CELLS {
            return Err(SheetError::TooManyCells);
        }
        if rows.last().is_none_or(|(last, _)| *last != row + 1) {
            rows.push((row + 1, vec![]));
        }
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= place {
                cells.resize(place + 1, Cell::Empty);
            }
            cells[place] = cell;
        }
    }
    // Spreadsheets write their rows in order; others may not.
    if !rows.is_sorted_by_key(|(row, _)| *row) {
        rows.sort_by_key(|(row, _)| *row);
    }
    Ok(rows)
}

fn read_cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => Cell::text(&number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::text(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let date = || Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok();
            date().map_or_else(|| Cell::Number(moment.as_f64()), Cell::Date)
        }
        DataRef::DateTime(moment) => Cell::Number(moment.as_f64()),
        // `#N/A` and similar errors: a person sees them in the question.
        DataRef::Error(error) => Cell::text(&error.to_string()),
    }
}
