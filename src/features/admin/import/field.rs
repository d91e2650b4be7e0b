//! The small fields of a row: birth date, sex, kind of employment, golongan. Each reader returns the value, whether it
//! had to be repaired, or why it cannot be read.

use super::cell::{Cell, squeezed};
use crate::domain::{nip::NipKind, org::Employment};
use jiff::{ToSpan, civil::Date};

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read<T> {
    Absent,
    Plain(T),
    /// Certain, but written in another form than the stored one.
    Repaired(T),
    /// The reason, as a sentence without its full stop.
    Unreadable(String),
}

/// The sex in the profile, whatever the number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
}

pub(crate) fn read_sex(cell: &Cell) -> Read<Sex> {
    match squeezed(&cell.words()).as_str() {
        "" => Read::Absent,
        "l" | "lk" | "laki" | "lakilaki" | "pria" | "m" | "male" => Read::Plain(Sex::Male),
        "p" | "pr" | "perempuan" | "wanita" | "f" | "female" => Read::Plain(Sex::Female),
        _ => Read::Unreadable(format!("“{}” bukan L atau P", cell.shown())),
    }
}

/// Reads a date cell, a text in one of the usual forms (day first), or birthplace and date in one text.
pub(crate) fn read_birth_date(cell: &Cell, today: Date) -> Read<Date> {
    let possible = |date: &Date| date.year() >= 1900 && *date < today;
    let impossible = || Read::Unreadable(format!("tanggal “{}” tidak ada atau tidak mungkin", cell.shown()));
    match cell {
        Cell::Empty => Read::Absent,
        Cell::Date(date) if possible(date) => Read::Plain(*date),
        Cell::Date(_) => impossible(),
        // The spreadsheet's day number in a cell that is not formatted as a date.
        Cell::Number(number) => day_number(*number).filter(possible).map_or_else(impossible, Read::Repaired),
        Cell::Text(text) => {
            let last = text.rsplit(',').next().unwrap_or(text);
            parse_date(last).filter(possible).map_or_else(impossible, Read::Repaired)
        }
    }
}

fn day_number(number: f64) -> Option<Date> {
    let days: i32 = format!("{:.0}", number.trunc()).parse().ok()?;
    Date::new(1899, 12, 30).ok()?.checked_add(days.days()).ok()
}

/// Parses a typed date: `15-03-1993`, `15/3/1993`, `15 Maret 1993`, `1993-03-15`. Two-digit years are refused: they
/// would be a guess.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim().trim_start_matches('\'');
    // A time of day behind the date is ignored.
    let text = text.split_once('T').map_or(text, |(date, _)| if date.len() == 10 { date } else { text });
    let text = text.trim_end_matches("00:00:00");
    let parts: Vec<_> = text.split([' ', '-', '/', '.']).filter(|part| !part.is_empty()).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 || !(1..=2).contains(&day.len()) {
        return None;
    }
    let month = match month.parse::<i8>() {
        Ok(month) => month,
        Err(_) => month_by_name(month)?,
    };
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn month_by_name(name: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["januari", "jan", "january"],
        &["februari", "feb", "pebruari", "february"],
        &["maret", "mar", "march"],
        &["april", "apr"],
        &["mei", "may"],
        &["juni", "jun", "june"],
        &["juli", "jul", "july"],
        &["agustus", "agu", "agt", "ags", "agust", "aug", "august"],
        &["september", "sep", "sept"],
        &["oktober", "okt", "oct", "october"],
        &["november", "nov", "nopember", "nop"],
        &["desember", "des", "dec", "december"],
    ];
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    i8::try_from(at + 1).ok()
}

/// Reads the kind of employment from its status; without a status, from the number.
pub(crate) fn read_employment(cell: &Cell, nip: Option<NipKind>) -> Read<Employment> {
    // The status may name the kind of office too: `PNS Daerah Kab./Kota`.
    let starts = |status: &str, words: &[&str]| words.iter().any(|word| status.starts_with(word));
    let by_status = match squeezed(&cell.words()).as_str() {
        "" => {
            return match nip {
                Some(NipKind::Pns) => Read::Repaired(Employment::Pns),
                Some(NipKind::Pppk) => Read::Repaired(Employment::Pppk),
                None => Read::Absent,
            };
        }
        status if status.contains("paruhwaktu") || status == "pppkpw" => Employment::PppkParuhWaktu,
        status if starts(status, &["pppk", "p3k", "pegawaipemerintahdenganperjanjiankerja"]) => Employment::Pppk,
        status if starts(status, &["pns", "cpns", "calonpns", "pegawainegerisipil"]) => Employment::Pns,
        _ => return Read::Unreadable(format!("status “{}” tidak dikenal", cell.shown())),
    };
    match (by_status, nip) {
        (Employment::Pns, Some(NipKind::Pppk)) => Read::Unreadable("status PNS, tetapi NIP-nya NIP PPPK".into()),
        (Employment::Pppk | Employment::PppkParuhWaktu, Some(NipKind::Pns)) => {
            Read::Unreadable("status PPPK, tetapi NIP-nya NIP PNS".into())
        }
        _ => Read::Plain(by_status),
    }
}

/// Reads a golongan of the kind of employment (I/a to IV/e for PNS, I to XVII for PPPK), alone or behind a rank as in
/// `Penata (III/c)`.
pub(crate) fn read_grade(cell: &Cell, kind: Option<Employment>) -> Read<String> {
    let words = cell.words();
    if words.is_empty() || words == "-" {
        return Read::Absent;
    }
    let tail = words.rsplit(['(', ',']).next().unwrap_or(&words).trim_end_matches(')');
    let pns = || {
        let packed: String = tail.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_uppercase();
        let rank = packed.trim_end_matches(['A', 'B', 'C', 'D', 'E']);
        let room = packed.get(rank.len()..).filter(|room| room.len() == 1)?;
        let exists = matches!(rank, "I" | "II" | "III") && room != "E" || rank == "IV";
        exists.then(|| format!("{rank}/{}", room.to_lowercase()))
    };
    let pppk = || {
        const GRADES: [&str; 17] = [
            "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
            "XVII",
        ];
        let number = tail.rsplit(' ').next().unwrap_or(tail).to_uppercase();
        let roman = number.parse::<usize>().ok().and_then(|n| GRADES.get(n.checked_sub(1)?).copied());
        roman.or_else(|| GRADES.into_iter().find(|grade| *grade == number)).map(str::to_owned)
    };
    let grade = match kind {
        Some(Employment::Pns) => pns().or_else(|| grade_of_rank(&words)),
        Some(Employment::Pppk | Employment::PppkParuhWaktu) => pppk(),
        _ => pns().or_else(|| grade_of_rank(&words)).or_else(pppk),
    };
    match grade {
        Some(grade) if grade == words => Read::Plain(grade),
        Some(grade) => Read::Repaired(grade),
        None => Read::Unreadable(format!("golongan “{}” bukan golongan untuk statusnya", cell.shown())),
    }
}

/// Returns the golongan of a PNS rank, for a file that has the rank alone.
fn grade_of_rank(rank: &str) -> Option<String> {
    const RANKS: [(&str, &str); 17] = [
        ("jurumuda", "I/a"),
        ("jurumudatki", "I/b"),
        ("juru", "I/c"),
        ("jurutki", "I/d"),
        ("pengaturmuda", "II/a"),
        ("pengaturmudatki", "II/b"),
        ("pengatur", "II/c"),
        ("pengaturtki", "II/d"),
        ("penatamuda", "III/a"),
        ("penatamudatki", "III/b"),
        ("penata", "III/c"),
        ("penatatki", "III/d"),
        ("pembina", "IV/a"),
        ("pembinatki", "IV/b"),
        ("pembinautamamuda", "IV/c"),
        ("pembinautamamadya", "IV/d"),
        ("pembinautama", "IV/e"),
    ];
    let rank = squeezed(rank).replace("tingkat", "tk").replace("tk1", "tki");
    RANKS.into_iter().find(|(known, _)| *known == rank).map(|(_, grade)| grade.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_in_the_usual_forms() {
        for text in [
            "15-03-1993",
            "15/3/1993",
            "15.03.1993",
            "1993-03-15",
            "15 Maret 1993",
            "15-Mar-1993",
            "'15-03-1993",
            "Sagara, 15-03-1993",
            "1993-03-15T00:00:00",
            "1993-03-15 00:00:00",
        ] {
            let read = read_birth_date(&Cell::text(text), date(2026, 11, 22));
            assert_eq!(read, Read::Repaired(date(1993, 3, 15)), "{text}");
        }
        assert_eq!(read_birth_date(&Cell::Number(34043.0), date(2026, 11, 22)), Read::Repaired(date(1993, 3, 15)));
    }

    #[test]
    fn impossible_dates_are_not_read() {
        for cell in [
            Cell::text("31-02-1988"),
            Cell::text("15-03-93"),
            Cell::text("15-03-2093"),
            Cell::text("kemarin"),
            Cell::text("1-1-1-1"),
            Cell::Number(1e300),
            Cell::Number(f64::NAN),
            Cell::Date(date(1899, 12, 31)),
        ] {
            let read = read_birth_date(&cell, date(2026, 11, 22));
            assert!(matches!(read, Read::Unreadable(_)), "{cell:?}: {read:?}");
        }
        assert_eq!(read_birth_date(&Cell::Empty, date(2026, 11, 22)), Read::Absent);
    }

    #[test]
    fn the_status_decides_and_the_number_must_agree() {
        let read = |text, nip| read_employment(&Cell::text(text), nip);
        assert_eq!(read("PPPK Paruh Waktu", Some(NipKind::Pppk)), Read::Plain(Employment::PppkParuhWaktu));
        assert_eq!(read("CPNS", Some(NipKind::Pns)), Read::Plain(Employment::Pns));
        assert_eq!(read("", Some(NipKind::Pppk)), Read::Repaired(Employment::Pppk));
        assert_eq!(read("PNS Daerah Kab./Kota", Some(NipKind::Pns)), Read::Plain(Employment::Pns));
        assert_eq!(read("PPPK KAB/KOTA", Some(NipKind::Pppk)), Read::Plain(Employment::Pppk));
        assert!(matches!(read("PPNPN", None), Read::Unreadable(_)));
        assert!(matches!(read("PNS", Some(NipKind::Pppk)), Read::Unreadable(_)));
        assert!(matches!(read("Honorer", Some(NipKind::Pns)), Read::Unreadable(_)));
    }

    #[test]
    fn a_golongan_belongs_to_its_status() {
        let read = |text, kind| read_grade(&Cell::text(text), Some(kind));
        assert_eq!(read("III/c", Employment::Pns), Read::Plain("III/c".into()));
        for text in ["III/C", "III.c", "IIIc", "III c", "Penata (III/c)", "Penata, III/c"] {
            assert_eq!(read(text, Employment::Pns), Read::Repaired("III/c".into()), "{text}");
        }
        for (text, grade) in [("Penata Tk. I, III/d", "III/d"), ("Penata Muda Tingkat I", "III/b"), ("PEMBINA", "IV/a")]
        {
            assert_eq!(read(text, Employment::Pns), Read::Repaired(grade.into()), "{text}");
        }
        assert_eq!(read("Golongan (V)", Employment::Pppk), Read::Repaired("V".into()));
        assert_eq!(read("IX", Employment::Pppk), Read::Plain("IX".into()));
        assert_eq!(read("Golongan 9", Employment::Pppk), Read::Repaired("IX".into()));
        for (text, kind) in [("IX", Employment::Pns), ("III/e", Employment::Pns), ("III/c", Employment::Pppk)] {
            assert!(matches!(read(text, kind), Read::Unreadable(_)), "{text}");
        }
        assert_eq!(read("-", Employment::Pns), Read::Absent);
    }
}
