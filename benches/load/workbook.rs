//! A personnel export of ten thousand rows, made from the tests' one of 3,500: the same city three times,
//! each time with its own units and numbers.

use super::Result;
use calamine::{Data, Reader, open_workbook_auto};
use std::{fs::File, io::Write, path::Path};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pegawai-kota.xlsx");
const SHEET: &str = "DATA PEGAWAI";
/// The row with the headings.
const HEADINGS: usize = 3;
const NIP: usize = 1;
const UNIT: usize = 11;
const PARENT: usize = 12;
const SUPERIOR: usize = 13;

/// Writes the export; how many people it lists.
pub fn write(path: &Path) -> Result<usize> {
    let range = open_workbook_auto(SAMPLE)?.worksheet_range(SHEET)?;
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
    let people = &rows[HEADINGS + 1..];
    // A row is repeated where its number is one; damaged ones need no more than one appearance.
    let second = people.iter().filter_map(|row| again(row, " II", '8'));
    let third = people.iter().filter_map(|row| again(row, " III", '7'));
    let all: Vec<Vec<String>> = rows.iter().cloned().chain(second).chain(third).collect();
    save(path, &all)?;
    Ok(all.iter().filter(|row| number(&row[NIP]).is_some()).count())
}

/// A cell as it is read on the screen.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{day:02}-{month:02}-{year}")
        }
        other => other.to_string(),
    }
}

/// The eighteen digits of a number, however it is written.
fn number(cell: &str) -> Option<String> {
    let digits: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    (digits.len() == 18 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// The person once more, in a unit of another name and with another serial number.
fn again(row: &[String], name: &str, serial: char) -> Option<Vec<String>> {
    let renumbered = |cell: &str| number(cell).map(|digits| format!("{}{serial}{}", &digits[..15], &digits[16..]));
    let mut row = row.to_vec();
    row[NIP] = renumbered(&row[NIP])?;
    row[SUPERIOR] = renumbered(&row[SUPERIOR]).unwrap_or_default();
    for unit in [UNIT, PARENT] {
        // All belong to the one city.
        if !row[unit].is_empty() && !row[unit].eq_ignore_ascii_case("Kota Sagara") {
            row[unit].push_str(name);
        }
    }
    Some(row)
}

/// The least that a workbook needs: one sheet of texts.
fn save(path: &Path, rows: &[Vec<String>]) -> Result<()> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut sheet = String::from("<worksheet><sheetData>");
    for row in rows {
        sheet.push_str("<row>");
        for cell in row {
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
            sheet.extend(["<c t=\"inlineStr\"><is><t>", &cell, "</t></is></c>"]);
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut zip = ZipWriter::new(File::create(path)?);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{relations}\"><sheets><sheet name=\"{SHEET}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    zip.finish()?;
    Ok(())
}
