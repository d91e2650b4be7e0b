//! Reading employee numbers that spreadsheets have damaged.
//!
//! Spaces, dots, hyphens and a leading apostrophe are repaired. A number cell has lost its last digits (a spreadsheet
//! keeps fifteen), a digit may be missing or too many: then candidates are computed for the proposal, and a person
//! decides.

use super::cell::{Cell, squeezed};
use crate::domain::nip::{Nip, NipError};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The content of a cell with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NipCell {
    Absent,
    Sure(Nip),
    /// Written with spaces, dots or hyphens.
    Spaced(Nip),
    /// Behind the apostrophe that marks a text in a spreadsheet.
    Quoted(Nip),
    /// Behind the word `NIP`.
    Prefixed(Nip),
    /// The reason, and the candidates.
    Unsure(String, BTreeSet<Nip>),
}

impl NipCell {
    pub(crate) fn read(cell: &Cell) -> Self {
        match cell {
            Cell::Empty => Self::Absent,
            Cell::Number(number) => Self::read_number(*number),
            Cell::Date(_) => Self::Unsure("NIP tersimpan sebagai tanggal".into(), BTreeSet::new()),
            Cell::Text(text) => Self::read_text(text),
        }
    }

    /// Returns the number if it is certain.
    pub(crate) const fn nip(&self) -> Option<&Nip> {
        match self {
            Self::Sure(nip) | Self::Spaced(nip) | Self::Quoted(nip) | Self::Prefixed(nip) => Some(nip),
            Self::Absent | Self::Unsure(..) => None,
        }
    }

    fn read_text(text: &str) -> Self {
        let quoted = text.trim().starts_with(is_quote);
        let bare = without_prefix(text);
        let digits: String = bare.chars().filter(|c| !is_filler(*c)).collect();
        if digits.is_empty() {
            return Self::Absent;
        }
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            let scientific = digits.to_ascii_uppercase().contains("E+");
            let reason =
                if scientific { "NIP berbentuk bilangan ilmiah, angka terakhirnya hilang" } else { "NIP berisi huruf" };
            return Self::Unsure(reason.into(), BTreeSet::new());
        }
        match (Nip::parse(&digits), digits.len()) {
            (Ok(nip), _) if bare.len() < text.len() => Self::Prefixed(nip),
            (Ok(nip), _) if quoted => Self::Quoted(nip),
            (Ok(nip), _) if digits != text.trim() => Self::Spaced(nip),
            (Ok(nip), _) => Self::Sure(nip),
            (Err(_), 17) => Self::Unsure("NIP kurang satu angka (17 dari 18)".into(), one_more(&digits)),
            (Err(_), 19) => Self::Unsure("NIP lebih satu angka (19 dari 18)".into(), one_less(&digits)),
            (Err(NipError::Length), length) => {
                Self::Unsure(format!("NIP berisi {length} angka, seharusnya 18"), BTreeSet::new())
            }
            (Err(error), _) => Self::Unsure(error.to_string().trim_end_matches('.').to_owned(), BTreeSet::new()),
        }
    }

    fn read_number(number: f64) -> Self {
        let reason = "NIP tersimpan sebagai bilangan, angka terakhirnya tidak pasti lagi; cocokkan dengan SK";
        Self::Unsure(reason.into(), rounded_to(number))
    }
}

/// Returns what follows the word `NIP`, where a cell begins with it.
fn without_prefix(text: &str) -> &str {
    const PREFIXES: [&str; 8] = ["nip", "nipbaru", "nonip", "nomorinduk", "nipppk", "nippppk", "nippns", "no"];
    match text.find(|c: char| c.is_ascii_digit()) {
        Some(start) if PREFIXES.contains(&squeezed(&text[..start]).as_str()) => &text[start..],
        _ => text,
    }
}

const fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

const fn is_filler(c: char) -> bool {
    is_quote(c) || c.is_whitespace() || matches!(c, '.' | '-' | '–' | '/' | '\u{2010}' | '\u{2011}')
}

fn one_more(digits: &str) -> BTreeSet<Nip> {
    let places = (0..=digits.len()).flat_map(|at| (0..=9).map(move |digit| (at, digit)));
    places
        .filter_map(|(at, digit)| Nip::parse(&format!("{}{digit}{}", digits.get(..at)?, digits.get(at..)?)).ok())
        .collect()
}

fn one_less(digits: &str) -> BTreeSet<Nip> {
    (0..digits.len())
        .filter_map(|at| Nip::parse(&format!("{}{}", digits.get(..at)?, digits.get(at + 1..)?)).ok())
        .collect()
}

/// Returns the numbers that are stored as this floating number: those that round to it, and every serial when only the
/// fifteen digits are left that a spreadsheet keeps.
fn rounded_to(number: f64) -> BTreeSet<Nip> {
    const NEIGHBOURHOOD: u64 = 64;
    let Ok(middle) = format!("{number:.0}").parse::<u64>() else {
        return BTreeSet::new();
    };
    if !(190_000_000_000_000_000..=210_000_000_000_000_000).contains(&middle) {
        return BTreeSet::new();
    }
    let kept = format!("{number:e}").chars().filter(char::is_ascii_digit).count() - 2;
    let (from, to) = if kept <= 15 {
        let start = (middle + 500) / 1000 * 1000;
        (start, start + 999)
    } else {
        (middle - NEIGHBOURHOOD, middle + NEIGHBOURHOOD)
    };
    let same = |text: &String| kept <= 15 || text.parse::<f64>().is_ok_and(|other| other.total_cmp(&number).is_eq());
    (from..=to).map(|n| n.to_string()).filter(same).filter_map(|text| Nip::parse(&text).ok()).collect()
}

/// Returns the difference between the number and the digits of a damaged cell, so that a person can look at the right
/// place although both are masked.
pub(crate) fn difference(cell: &Cell, nip: &Nip) -> String {
    let digits: String = match cell {
        Cell::Text(text) => text.chars().filter(char::is_ascii_digit).collect(),
        _ => String::new(),
    };
    let whole = nip.as_str();
    let same = digits.bytes().zip(whole.bytes()).take_while(|(one, other)| one == other).count();
    match digits.len() {
        17 => format!(" (angka ke-{} ditambahkan: {})", same + 1, whole.get(same..=same).unwrap_or_default()),
        19 => format!(" (angka ke-{} dihapus)", same + 1),
        _ => format!(" (nomor urut {})", whole.get(15..).unwrap_or_default()),
    }
}

/// Returns the year of appointment in the number.
pub(crate) fn appointed_year(nip: &Nip) -> i16 {
    nip.as_str().get(8..12).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Facts besides the digits, for choosing among candidates.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    /// Whether the profile says female, and its birth date.
    pub female: Option<bool>,
    pub birth_date: Option<jiff::civil::Date>,
    pub name: &'a str,
    /// Numbers of other rows, and those that rows name as superior though no row has them.
    pub taken: &'a HashSet<Nip>,
    pub cited: &'a HashSet<Nip>,
    /// The serial that nearly everybody in the file has.
    pub usual_serial: Option<&'a str>,
    /// Numbers and names that the agency already has.
    pub known: &'a HashMap<Nip, String>,
}

impl Evidence<'_> {
    /// Returns the one number that all evidence allows; `None` for more than one or none.
    pub(crate) fn choose(&self, candidates: &BTreeSet<Nip>) -> Option<Nip> {
        let fits = |nip: &&Nip| {
            !self.taken.contains(nip)
                && self.female.is_none_or(|female| nip.is_female() == female)
                && self.birth_date.is_none_or(|date| nip.birth_date() == Some(date))
                && self.known.get(nip).is_none_or(|name| same_person(name, self.name))
        };
        let fitting: Vec<_> = candidates.iter().filter(fits).collect();
        let only = |wanted: &dyn Fn(&Nip) -> bool| {
            let mut found = fitting.iter().filter(|nip| wanted(nip));
            found.next().filter(|_| found.next().is_none()).map(|nip| (*nip).clone())
        };
        only(&|nip| self.known.contains_key(nip))
            .or_else(|| only(&|nip| self.cited.contains(nip)))
            .or_else(|| only(&|nip| self.usual_serial.is_some_and(|serial| nip.as_str().ends_with(serial))))
            .or_else(|| only(&|_| true))
    }
}

/// Returns the serial of at least nine in ten numbers (001 in real life: serials count only people who share the first
/// fifteen digits).
pub(crate) fn usual_serial<'a>(nips: impl Iterator<Item = &'a Nip>) -> Option<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0;
    for nip in nips {
        all += 1;
        *counts.entry(nip.as_str().get(15..).unwrap_or_default()).or_default() += 1;
    }
    let (serial, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 10 >= all * 9).then(|| serial.to_owned())
}

/// Returns whether two spellings may be one person's name: a word in common besides titles.
pub(crate) fn same_person(one: &str, other: &str) -> bool {
    let words = |name: &str| -> HashSet<String> {
        let person = name.split(',').next().unwrap_or(name).to_lowercase();
        person.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_empty() || other.is_empty() || !one.is_disjoint(&other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn nip(text: &str) -> Nip {
        Nip::parse(text).expect("a number")
    }

    #[test]
    fn spaces_and_apostrophes_are_repaired() {
        let sure = nip("197306102025212900");
        assert_eq!(NipCell::read(&Cell::text("197306102025212900")), NipCell::Sure(sure.clone()));
        for text in ["19730610 202521 2 900", " 197306102025212900", "19730610-202521-2-900", "19730610.202521.2.900"] {
            let read = NipCell::read(&Cell::Text(text.into()));
            let expected =
                if text.starts_with(' ') { NipCell::Sure(sure.clone()) } else { NipCell::Spaced(sure.clone()) };
            assert_eq!(read, expected, "{text}");
        }
        assert_eq!(NipCell::read(&Cell::text("'197306102025212900")), NipCell::Quoted(sure.clone()));
        assert_eq!(NipCell::read(&Cell::text("'19730610 202521 2 900")), NipCell::Quoted(sure.clone()));
        for text in ["NIP. 19730610 202521 2 900", "nip:197306102025212900", "NIP Baru 197306102025212900"] {
            assert_eq!(NipCell::read(&Cell::text(text)), NipCell::Prefixed(sure.clone()), "{text}");
        }
        assert_eq!(NipCell::read(&Cell::text("-")), NipCell::Absent);
        assert_eq!(NipCell::read(&Cell::Empty), NipCell::Absent);
    }

    #[test]
    fn a_number_cell_is_never_certain() {
        let NipCell::Unsure(_, candidates) = NipCell::read(&Cell::Number(1.973_061_020_252_129e17)) else {
            panic!("a number was taken as certain");
        };
        assert!(candidates.contains(&nip("197306102025212900")) && candidates.contains(&nip("197306102025212890")));
        assert!(!candidates.contains(&nip("197306102025212950")));
        // As Excel leaves it: fifteen digits.
        let NipCell::Unsure(_, candidates) = NipCell::read(&Cell::Number(1.973_061_020_252_12e17)) else {
            panic!("a number was taken as certain");
        };
        assert_eq!(candidates.len(), 999);
        for number in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY, 1e300, 1.973e16] {
            assert!(matches!(NipCell::read(&Cell::Number(number)), NipCell::Unsure(..)), "{number}");
        }
    }

    #[test]
    fn the_evidence_finds_the_missing_digit() {
        let none = HashSet::new();
        let known = HashMap::new();
        let evidence = Evidence {
            female: Some(true),
            birth_date: Some(date(1978, 3, 13)),
            name: "Yuni",
            taken: &none,
            cited: &none,
            usual_serial: Some("900"),
            known: &known,
        };
        let NipCell::Unsure(reason, candidates) = NipCell::read(&Cell::text("19780313200605290")) else {
            panic!("17 digits are no number");
        };
        assert_eq!(reason, "NIP kurang satu angka (17 dari 18)");
        assert_eq!(evidence.choose(&candidates), Some(nip("197803132006052900")));
        let taken = HashSet::from([nip("197803132006052900")]);
        assert_eq!(Evidence { taken: &taken, ..evidence }.choose(&candidates), None);
    }

    #[test]
    fn damage_that_cannot_be_repaired_is_named() {
        for (text, reason) in [
            ("1,97306E+17", "NIP berbentuk bilangan ilmiah, angka terakhirnya hilang"),
            ("tidak ada", "NIP berisi huruf"),
            ("199013152015051001", "NIP tidak dimulai dengan tanggal lahir yang ada"),
            ("12", "NIP berisi 2 angka, seharusnya 18"),
        ] {
            assert_eq!(NipCell::read(&Cell::text(text)), NipCell::Unsure(reason.into(), BTreeSet::new()), "{text}");
        }
    }

    #[test]
    fn a_usual_serial_is_that_of_nearly_everybody() {
        let nips = ["198609262015051001", "199608182022041001"].map(nip);
        assert_eq!(usual_serial(nips.iter()).as_deref(), Some("001"));
        let mixed = ["198609262015051001", "199608182022041002"].map(nip);
        assert_eq!(usual_serial(mixed.iter()), None);
    }
}
