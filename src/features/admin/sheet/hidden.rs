//! The rows and columns that a workbook hides: they are read like all others, and named.

use super::{
    super::import::{Hidden, letter},
    MAX_SHEETS,
    markup::{attribute, tags},
};
use std::{
    collections::HashMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

/// The most hidden rows or columns of a sheet that are looked at.
const MAX_NAMED: usize = 1_000;

/// Returns what each sheet of an unpacked workbook hides, by the sheet's name. What cannot be read hides nothing.
pub(super) fn read(plain: &[u8]) -> HashMap<String, Hidden> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(plain)) else {
        return HashMap::new();
    };
    let mut part = |name: &str| -> Option<String> {
        let mut content = vec![];
        archive.by_name(name).ok()?.read_to_end(&mut content).ok()?;
        Some(String::from_utf8_lossy(&content).into_owned())
    };
    let workbook = part("xl/workbook.xml").unwrap_or_default();
    let relations = part("xl/_rels/workbook.xml.rels").unwrap_or_default();
    let targets: HashMap<&str, &str> = tags(&relations, "Relationship")
        .filter_map(|tag| Some((attribute(tag, "Id")?, attribute(tag, "Target")?)))
        .collect();
    let sheets = tags(&workbook, "sheet").filter_map(|tag| {
        let target = *targets.get(attribute(tag, "id")?)?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        Some((unescaped(attribute(tag, "name")?), hidden(&part(&path)?)))
    });
    sheets.take(MAX_SHEETS).collect()
}

fn hidden(sheet: &str) -> Hidden {
    let is_hidden = |tag: &&str| matches!(attribute(tag, "hidden"), Some("1" | "true"));
    let number = |tag: &str, name| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
    let rows = tags(sheet, "row").filter(is_hidden).filter_map(|tag| number(tag, "r")).take(MAX_NAMED).collect();
    let columns =
        tags(sheet, "col").filter(is_hidden).filter_map(|tag| Some((number(tag, "min")?, number(tag, "max")?)));
    let places = columns.flat_map(|(from, to)| from.max(1)..=to).take(MAX_NAMED);
    let letters = places.map(|place| letter(usize::try_from(place - 1).unwrap_or(usize::MAX)));
    Hidden { rows, columns: letters.collect() }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}
