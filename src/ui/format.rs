//! Numbers, dates and names as people in Indonesia write them.
//!
//! Pure, and meant for the server: texts cross the wire complete, so that the browser needs no zone, locale or
//! formatting code.

pub use crate::domain::number::{number, percent, plain_number};

use crate::domain::{
    calendar::PeriodKind,
    measure::{Fraction, Value, step_words},
};
use jiff::civil::{Date, DateTime, Weekday};
use rust_decimal::Decimal;

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

const SHORT_MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

fn named(names: [&'static str; 12], day: Date) -> &'static str {
    usize::try_from(day.month()).ok().and_then(|month| names.get(month.checked_sub(1)?).copied()).unwrap_or_default()
}

/// Returns `1.234` for a count.
pub fn count(value: i32) -> String {
    number(Decimal::from(value))
}

/// Returns what a report says: `12 akta`, of a coverage `95 % (228 dari 240)`, whose percentage is rounded to two decimals
/// because the numbers beside it are exact; a step in words.
pub fn reported(value: Value, unit: &str, fraction: Option<Fraction>) -> String {
    if let Some(words) = step_words(value, unit) {
        return words.to_owned();
    }
    let shown = |value: Value| plain_number(&value.to_string());
    match fraction {
        Some(fraction) => {
            let (numerator, denominator) = (shown(fraction.numerator()), shown(fraction.denominator()));
            format!("{} {unit} ({numerator} dari {denominator})", shown(value.to_hundredths()))
        }
        None => format!("{} {unit}", shown(value)),
    }
}

/// Returns how much of a list a page has: `50 dari 112 orang`, of a later page `51–100 dari 112 orang`; `None` if it is
/// all of it.
pub fn part_of(from: i32, rows: usize, total: i32, noun: &str) -> Option<String> {
    let to = from.saturating_add(i32::try_from(rows).unwrap_or(i32::MAX));
    if rows == 0 || (from == 0 && to >= total) {
        return None;
    }
    let first = if from == 0 { String::new() } else { format!("{}–", count(from.saturating_add(1))) };
    Some(format!("{first}{} dari {} {noun}", count(to), count(total)))
}

/// Returns the tag of a number whose update is overdue: `Angka lama – terakhir 3 Okt`.
pub fn old_number(last: Date) -> String {
    format!("Angka lama – terakhir {}", short_day(last))
}

/// Returns a duration in its largest two parts: `45 menit`, `3 jam`, `2 hari 4 jam`.
pub fn span(seconds: i64) -> String {
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match (hours / 24, hours % 24) {
        (0, 0) if minutes < 1 => "kurang dari 1 menit".to_owned(),
        (0, 0) => format!("{minutes} menit"),
        (0, hours) => format!("{hours} jam"),
        (days, 0) => format!("{days} hari"),
        (days, hours) => format!("{days} hari {hours} jam"),
    }
}

/// Returns the change of a share: `naik 4 poin`, `turun 4 poin`, `tetap`.
pub fn points(moved: i32) -> String {
    match moved {
        0 => "tetap".to_owned(),
        up @ 1.. => format!("naik {up} poin"),
        down => format!("turun {} poin", down.unsigned_abs()),
    }
}

/// `22 November 2026`.
pub fn day(day: Date) -> String {
    format!("{} {} {}", day.day(), named(MONTHS, day), day.year())
}

/// `Minggu, 22 November 2026`.
pub fn long_day(on: Date) -> String {
    let weekday = match on.weekday() {
        Weekday::Monday => "Senin",
        Weekday::Tuesday => "Selasa",
        Weekday::Wednesday => "Rabu",
        Weekday::Thursday => "Kamis",
        Weekday::Friday => "Jumat",
        Weekday::Saturday => "Sabtu",
        Weekday::Sunday => "Minggu",
    };
    format!("{weekday}, {}", day(on))
}

/// `22 Nov`.
pub fn short_day(day: Date) -> String {
    format!("{} {}", day.day(), named(SHORT_MONTHS, day))
}

/// `November 2026`.
pub fn month(day: Date) -> String {
    format!("{} {}", named(MONTHS, day), day.year())
}

/// `November 2026`, `Triwulan IV 2026`, `Tahun 2026`: the period of a kind that begins on a day.
pub fn period(kind: PeriodKind, starts_on: Date) -> String {
    let year = starts_on.year();
    match (kind, starts_on.month()) {
        (PeriodKind::Year, _) => format!("Tahun {year}"),
        (PeriodKind::Month, _) => month(starts_on),
        (PeriodKind::Quarter, 1..=3) => format!("Triwulan I {year}"),
        (PeriodKind::Quarter, 4..=6) => format!("Triwulan II {year}"),
        (PeriodKind::Quarter, 7..=9) => format!("Triwulan III {year}"),
        (PeriodKind::Quarter, _) => format!("Triwulan IV {year}"),
    }
}

/// `Nov`.
pub fn short_month(day: Date) -> &'static str {
    named(SHORT_MONTHS, day)
}

/// `14.05`.
pub fn time(at: DateTime) -> String {
    format!("{:02}.{:02}", at.hour(), at.minute())
}

/// Returns `Hari ini 14.05`, `Kemarin 14.05`, `21 Nov 14.05`; with the year if it is not the current one.
pub fn moment(at: DateTime, today: Date) -> String {
    let on = at.date();
    let time = time(at);
    if on == today {
        format!("Hari ini {time}")
    } else if today.yesterday().is_ok_and(|yesterday| on == yesterday) {
        format!("Kemarin {time}")
    } else if on.year() == today.year() {
        format!("{} {time}", short_day(on))
    } else {
        format!("{} {} {time}", short_day(on), on.year())
    }
}

/// Returns a moment for the middle of a sentence: `hari ini 14.05`.
pub fn moment_within(at: DateTime, today: Date) -> String {
    let moment = moment(at, today);
    // `21 Nov` begins with its day, the others with a capital letter.
    if moment.starts_with(['H', 'K']) { moment.to_lowercase() } else { moment }
}

/// Returns somebody by post and unit instead of by name: `Bidan, Puskesmas Muara`.
pub fn post(post: Option<&str>, unit: Option<&str>) -> String {
    match (post, unit) {
        // `Kepala Puskesmas Muara` already names the unit.
        (Some(post), Some(unit)) if post.contains(unit) => post.to_owned(),
        (Some(post), Some(unit)) => format!("{post}, {unit}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Pegawai".to_owned(),
    }
}

/// Returns what names are ordered by: the name without the titles before and behind it, in lower case.
pub fn name_order(name: &str) -> String {
    let proper = name.split_once(',').map_or(name, |(name, _)| name);
    let is_title = |part: &&str| {
        let title = part.trim_end_matches('.').to_lowercase();
        part.ends_with('.') && TITLES.contains(&title.as_str())
    };
    let parts: Vec<&str> = proper.split_whitespace().skip_while(is_title).collect();
    if parts.is_empty() { name.to_lowercase() } else { parts.join(" ").to_lowercase() }
}

/// Titles that stand before a name, with a dot.
const TITLES: [&str; 12] = ["dr", "drg", "drh", "drs", "dra", "ir", "prof", "h", "hj", "apt", "ns", "bdn"];

/// Returns the initials of the first and last part of a name, without titles such as `dr.` or `, S.Kom.`
pub fn initials(name: &str) -> String {
    let proper = name.split_once(',').map_or(name, |(name, _)| name);
    let mut parts = proper
        .split_whitespace()
        .filter(|part| !part.ends_with('.') || part.len() == 2)
        .filter_map(|part| part.chars().find(|c| c.is_alphabetic()));
    let first = parts.next();
    first.into_iter().chain(parts.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn a_part_of_a_list_says_of_how_many() {
        assert_eq!(part_of(0, 50, 1_112, "orang").as_deref(), Some("50 dari 1.112 orang"));
        assert_eq!(part_of(50, 50, 112, "orang").as_deref(), Some("51–100 dari 112 orang"));
        assert_eq!(part_of(100, 12, 112, "orang").as_deref(), Some("101–112 dari 112 orang"));
        assert_eq!(part_of(0, 12, 12, "orang"), None);
        assert_eq!(part_of(1_000, 0, 112, "orang"), None);
    }

    #[test]
    fn numbers_follow_the_indonesian_comma() {
        for (value, shown) in [
            ("0", "0"),
            ("7", "7"),
            ("999", "999"),
            ("1000", "1.000"),
            ("1234.5", "1.234,5"),
            ("1234567.8900", "1.234.567,89"),
            ("-1234.5", "-1.234,5"),
            ("-0.25", "-0,25"),
            ("100000", "100.000"),
        ] {
            assert_eq!(number(decimal(value)), shown);
        }
        assert_eq!(count(3500), "3.500");
    }

    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        assert_eq!(percent(decimal("81.8181")), "81,8 %");
        assert_eq!(percent(decimal("100.0")), "100 %");
        assert_eq!(percent(decimal("-18.25")), "-18,3 %");
    }

    #[test]
    fn a_span_is_written_in_the_units_that_people_use() {
        let spans = [0, 59, 60, 3599, 3600, 86_399, 86_400, 100_800].map(span);
        let words = [
            "kurang dari 1 menit",
            "kurang dari 1 menit",
            "1 menit",
            "59 menit",
            "1 jam",
            "23 jam",
            "1 hari",
            "1 hari 4 jam",
        ];
        assert_eq!(spans, words);
    }

    #[test]
    fn a_move_is_told_in_points() {
        assert_eq!([4, -4, 0].map(points), ["naik 4 poin", "turun 4 poin", "tetap"]);
    }

    #[test]
    fn days_and_months_are_named() {
        let on = date(2026, 11, 22);
        assert_eq!(day(on), "22 November 2026");
        assert_eq!(long_day(on), "Minggu, 22 November 2026");
        assert_eq!(short_day(on), "22 Nov");
        assert_eq!(month(on), "November 2026");
        assert_eq!(short_month(date(2026, 5, 1)), "Mei");
        assert_eq!(old_number(date(2026, 10, 3)), "Angka lama – terakhir 3 Okt");
        assert_eq!(day(date(2026, 1, 1)), "1 Januari 2026");
        assert_eq!(day(date(2026, 12, 31)), "31 Desember 2026");
    }

    #[test]
    fn a_moment_is_told_from_today() {
        let today = date(2026, 1, 2);
        assert_eq!(moment(today.at(14, 5, 9, 0), today), "Hari ini 14.05");
        assert_eq!(moment(date(2026, 1, 1).at(0, 0, 0, 0), today), "Kemarin 00.00");
        assert_eq!(moment(date(2025, 12, 31).at(9, 30, 0, 0), today), "31 Des 2025 09.30");
        assert_eq!(moment(date(2026, 1, 3).at(9, 30, 0, 0), today), "3 Jan 09.30");
        assert_eq!(moment(date(2025, 12, 31).at(9, 30, 0, 0), date(2026, 1, 1)), "Kemarin 09.30");
        assert_eq!(moment_within(today.at(14, 5, 9, 0), today), "hari ini 14.05");
        assert_eq!(moment_within(date(2026, 1, 1).at(0, 0, 0, 0), today), "kemarin 00.00");
        assert_eq!(moment_within(date(2025, 12, 31).at(9, 30, 0, 0), today), "31 Des 2025 09.30");
    }

    #[test]
    fn somebody_is_told_by_post_and_unit() {
        assert_eq!(post(Some("Bidan"), Some("Puskesmas Muara")), "Bidan, Puskesmas Muara");
        assert_eq!(post(Some("Kepala Puskesmas Muara"), Some("Puskesmas Muara")), "Kepala Puskesmas Muara");
        assert_eq!((post(Some("Bidan"), None), post(None, Some("Muara"))), ("Bidan".to_owned(), "Muara".to_owned()));
        assert_eq!(post(None, None), "Pegawai");
    }

    #[test]
    fn names_are_ordered_behind_their_titles() {
        let mut names = ["Wati", "dr. Ratna, Sp.A.", "Prof. Dr. H. Budi", "Drs. Slamet, M.Si.", "A. Yani", "Dr."];
        names.sort_by_cached_key(|name| name_order(name));
        assert_eq!(names, ["A. Yani", "Prof. Dr. H. Budi", "Dr.", "dr. Ratna, Sp.A.", "Drs. Slamet, M.Si.", "Wati"]);
    }

    #[test]
    fn initials_leave_titles_out() {
        for (name, shown) in [
            ("Siti Aminah", "SA"),
            ("dr. Siti Nur Aminah, Sp.A.", "SA"),
            ("Drs. H. Budi Santoso, M.Si.", "HS"),
            ("Sukarno", "S"),
            ("  ", ""),
            ("ayu lestari", "AL"),
        ] {
            assert_eq!(initials(name), shown, "{name}");
        }
    }
}
