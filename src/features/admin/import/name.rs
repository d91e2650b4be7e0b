//! Names that were typed in capitals: proper case with the particles and academic titles of Indonesia.

/// Academic and professional titles whose letters are not simply "first one large".
const TITLES: [&str; 21] = [
    "S.IP.",
    "S.STP.",
    "S.AP.",
    "S.KM.",
    "S.ST.",
    "S.Tr.IP.",
    "S.Pd.SD.",
    "S.Pd.AUD.",
    "S.SI.P.",
    "S.I.P.",
    "M.AP.",
    "M.IP.",
    "M.KM.",
    "M.Tr.IP.",
    "M.PSDM.",
    "M.P.H.",
    "A.P.",
    "apt.",
    "dr.",
    "drg.",
    "drh.",
];

/// Words of a name that stay small.
const PARTICLES: [&str; 7] = ["bin", "binti", "van", "von", "der", "den", "de"];

/// Returns the name in proper case, if it was typed in capitals or without any; `None` leaves it unchanged. `DR.`
/// becomes a physician's `dr.` if the post says so, a doctor's `Dr.` otherwise.
pub(crate) fn proper_name(name: &str, physician: bool) -> Option<String> {
    let (person, titles) = name.split_once(',').unwrap_or((name, ""));
    let cased = |wanted: fn(char) -> bool| person.chars().any(wanted);
    let all_one_case = cased(char::is_uppercase) != cased(char::is_lowercase);
    if !all_one_case || person.split_whitespace().all(|word| word.chars().filter(|c| c.is_alphabetic()).count() < 2) {
        return None;
    }
    let mut words: Vec<String> = vec![];
    let mut in_front = true;
    for word in person.split_whitespace() {
        let lower = word.to_lowercase();
        let title = match lower.as_str() {
            "dr." => Some(if physician || words.iter().any(|word| word == "Dr.") { "dr." } else { "Dr." }),
            "drg." | "drh." | "apt." => TITLES.into_iter().find(|title| *title == lower),
            _ => None,
        };
        let proper = match title {
            Some(title) if in_front => title.to_owned(),
            _ if !words.is_empty() && PARTICLES.contains(&lower.as_str()) => lower,
            _ => proper_word(word),
        };
        in_front = in_front && word.ends_with('.');
        words.push(proper);
    }
    let mut proper = words.join(" ");
    for title in titles.split(',').map(str::trim).filter(|title| !title.is_empty()) {
        proper.push_str(", ");
        proper.push_str(&proper_title(title));
    }
    (proper != name).then_some(proper)
}

/// One word: a large letter at the start, after a hyphen or dot, and after the apostrophe of `D'Arc`
/// (not of `Ma'ruf`). Roman numbers stay.
fn proper_word(word: &str) -> String {
    if matches!(word, "II" | "III" | "IV") {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let mut letters = 0;
    for c in word.chars() {
        if c.is_alphabetic() {
            if letters == 0 {
                out.extend(c.to_uppercase());
            } else {
                out.extend(c.to_lowercase());
            }
            letters += 1;
        } else {
            out.push(c);
            let starts_anew = matches!(c, '-' | '.' | '(') || (matches!(c, '\'' | '’' | '`') && letters == 1);
            letters = if starts_anew { 0 } else { letters };
        }
    }
    out
}

/// Returns a title behind the name. Those without dots (`SE`, `MM`) are unchanged.
fn proper_title(title: &str) -> String {
    if !title.contains('.') || title.chars().any(char::is_lowercase) {
        return title.to_owned();
    }
    if let Some(known) = TITLES.into_iter().find(|known| known.eq_ignore_ascii_case(title)) {
        return known.to_owned();
    }
    match title.split_once('.') {
        // Specialists: Sp.A, Sp.OG, Sp.PD.
        Some(("SP", field)) => format!("Sp.{field}"),
        _ => title.split_whitespace().map(proper_word).collect::<Vec<_>>().join(" "),
    }
}

/// Returns a unit or post in proper case, if it was typed in capitals; `None` leaves it unchanged.
pub(crate) fn proper_phrase(text: &str) -> Option<String> {
    const SMALL: [&str; 6] = ["dan", "di", "pada", "untuk", "serta", "dengan"];
    const SHORT: [&str; 18] = [
        "UPTD", "UPT", "SD", "SDN", "SMP", "SMPN", "SMA", "SMAN", "SMK", "SMKN", "TK", "PAUD", "RSUD", "BPBD", "DPRD",
        "SKB", "BLUD", "SDM",
    ];
    if text.chars().any(char::is_lowercase) || text.chars().filter(|c| c.is_alphabetic()).count() < 4 {
        return None;
    }
    let words = text.split_whitespace().enumerate().map(|(at, word)| {
        let lower = word.to_lowercase();
        if at > 0 && SMALL.contains(&lower.as_str()) {
            lower
        } else if SHORT.contains(&word) || word.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
            word.to_owned()
        } else {
            proper_word(word)
        }
    });
    let proper = words.collect::<Vec<_>>().join(" ");
    (proper != text).then_some(proper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_proper_case_with_titles() {
        for (typed, proper) in [
            ("FAJAR, S.KEP., NS.", "Fajar, S.Kep., Ns."),
            ("DRA. FITRI ANGGRAINI, S.STP., M.SI.", "Dra. Fitri Anggraini, S.STP., M.Si."),
            ("H. ABDUL MA'RUF BIN SALEH, S.IP., M.AP.", "H. Abdul Ma'ruf bin Saleh, S.IP., M.AP."),
            ("HJ. SITI NUR-AINI, A.MD.KEB.", "Hj. Siti Nur-Aini, A.Md.Keb."),
            ("JEANNE D'ARC, S.KM.", "Jeanne D'Arc, S.KM."),
            ("DR. DR. I GUSTI A.A. RAI, SP.OG", "Dr. dr. I Gusti A.A. Rai, Sp.OG"),
            ("BUDI SANTOSO, SE, MM", "Budi Santoso, SE, MM"),
            ("budi santoso", "Budi Santoso"),
        ] {
            assert_eq!(proper_name(typed, false).as_deref(), Some(proper));
        }
        assert_eq!(proper_name("DR. ANI", true).as_deref(), Some("dr. Ani"));
        assert_eq!(proper_name("DRG. ANI", false).as_deref(), Some("drg. Ani"));
    }

    #[test]
    fn what_is_written_properly_is_left_alone() {
        for name in ["Dra. Dian Rahma Fauzi, S.IP., M.AP.", "McArthur bin Ali", "M. A.", "", ",", "=1+1"] {
            assert_eq!(proper_name(name, false), None, "{name}");
        }
    }

    #[test]
    fn units_keep_their_short_words() {
        assert_eq!(proper_phrase("UPTD PUSKESMAS 06").as_deref(), Some("UPTD Puskesmas 06"));
        assert_eq!(proper_phrase("KOTA SAGARA").as_deref(), Some("Kota Sagara"));
        assert_eq!(proper_phrase("BIDANG DATA DAN INFORMASI II").as_deref(), Some("Bidang Data dan Informasi II"));
        assert_eq!(proper_phrase("Dinas Sosial"), None);
        assert_eq!(proper_phrase("BPBD"), None);
    }
}
