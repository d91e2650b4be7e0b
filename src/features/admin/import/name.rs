//! Names that were typed in capitals: proper case with the particles and academic titles of Indonesia.

/// Titles in front of a name, and whole titles behind it, whose letters no rule gives. Dots at the end are left out.
const TITLES: [&str; 11] = ["Ph.D", "apt", "dr", "drg", "drh", "Ns", "Ners", "S.SI.P", "S.I.P", "M.I.Kom", "M.P.H"];

/// Parts of titles that are written in capitals although two or three letters usually are not (`S.Pd`, `M.Si`).
const CAPITAL_PARTS: [&str; 17] =
    ["AB", "AN", "AP", "EI", "HI", "IK", "IP", "KG", "KH", "KM", "KS", "MB", "OG", "PH", "ST", "TI", "TP"];

/// Words of a name that stay small.
const PARTICLES: [&str; 7] = ["bin", "binti", "van", "von", "der", "den", "de"];

/// Returns the name in proper case, if it was typed in capitals or without any; `None` leaves it unchanged. `DR.`
/// becomes a physician's `dr.` if the post says so, a doctor's `Dr.` otherwise.
pub(crate) fn proper_name(name: &str, physician: bool) -> Option<String> {
    let (person, titles) = name.split_once(',').unwrap_or((name, ""));
    // Titles in front may be written properly before a name in capitals.
    let is_written = |word: &str| word.ends_with('.') && word.chars().any(char::is_lowercase);
    let plain = || person.split_whitespace().filter(|word| !is_written(word));
    let cased = |wanted: fn(char) -> bool| plain().any(|word| word.chars().any(wanted));
    let all_one_case = cased(char::is_uppercase) != cased(char::is_lowercase);
    if !all_one_case || plain().all(|word| word.chars().filter(|c| c.is_alphabetic()).count() < 2) {
        return None;
    }
    let mut words: Vec<String> = vec![];
    let mut in_front = true;
    for word in person.split_whitespace() {
        let lower = word.to_lowercase();
        let title = match lower.as_str() {
            _ if is_written(word) => Some(word.to_owned()),
            "dr." => Some(if physician || words.iter().any(|word| word == "Dr.") { "dr." } else { "Dr." }.to_owned()),
            "drg." | "drh." | "apt." => Some(lower.clone()),
            _ => None,
        };
        let proper = match title {
            Some(title) if in_front => title,
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

/// Returns a title behind the name, with or without a dot at its end. Those without any dot (`SE`, `MM`) are unchanged.
fn proper_title(title: &str) -> String {
    if !title.contains('.') || title.chars().any(char::is_lowercase) {
        return title.to_owned();
    }
    let bare = title.trim_end_matches('.');
    let dots = &title[bare.len()..];
    if let Some(known) = TITLES.into_iter().find(|known| known.eq_ignore_ascii_case(bare)) {
        return format!("{known}{dots}");
    }
    // Specialists: Sp.A, Sp.OG, Sp.PD.
    if let Some(field) = bare.strip_prefix("SP.") {
        return format!("Sp.{field}{dots}");
    }
    let parts = title.split_whitespace().map(|word| word.split('.').map(title_part).collect::<Vec<_>>().join("."));
    parts.collect::<Vec<_>>().join(" ")
}

/// Returns a part of a title between two dots: three letters and more without a vowel are an abbreviation of their own.
fn title_part(part: &str) -> String {
    let is_short = part.chars().count() > 2 && !part.chars().any(is_vowel);
    if is_short || CAPITAL_PARTS.contains(&part) { part.to_owned() } else { proper_word(part) }
}

const fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_uppercase(), 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')
}

/// Short forms with a vowel, as they are written; those without one need no entry.
const SHORT: [&str; 64] = [
    "APBD", "APBN", "APD", "APIP", "ASN", "ATK", "BLUD", "BOS", "BUMD", "CPNS", "DAK", "DPA", "EDP", "GIS", "HAM",
    "ICU", "IGD", "IKM", "IPA", "IPAL", "IPS", "IT", "JDIH", "KB", "KIA", "KIE", "KUA", "LPSE", "MA", "MAN", "MI",
    "MIN", "MTs", "MTsN", "OPD", "PAD", "PAUD", "PBB", "PIP", "PJOK", "PKK", "PU", "PUPR", "RA", "RSIA", "RSJ", "RSU",
    "RSUD", "SAKIP", "SD", "SDA", "SDM", "SIM", "SMA", "SMAN", "SMP", "SPI", "TIK", "TU", "UGD", "UKM", "ULP", "UMKM",
    "UPTD",
];

/// Starts of ordinary words with three consonants.
const CLUSTERS: [&str; 6] = ["STR", "SPR", "SKR", "SPL", "SCH", "SKL"];

/// Returns a short form as it is written: one of the list, letters without a vowel, or a word that begins with three
/// consonants as no ordinary word does.
fn short_form(word: &str) -> Option<String> {
    if let Some(known) = SHORT.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        return Some((*known).to_owned());
    }
    let letters: Vec<char> = word.chars().collect();
    let consonants = letters.iter().take_while(|c| !is_vowel(**c)).count();
    let is_ordinary = CLUSTERS.iter().any(|cluster| word.starts_with(cluster));
    let is_short = letters.len() > 1 && consonants == letters.len()
        || consonants > 2 && !is_ordinary
        || matches!(word, "UPT" | "UPTB" | "SMPN" | "SMAN");
    is_short.then(|| word.to_owned())
}

/// Returns a unit or post in proper case, if it was typed in capitals; `None` leaves it unchanged.
pub(crate) fn proper_phrase(text: &str) -> Option<String> {
    const SMALL: [&str; 6] = ["dan", "di", "pada", "untuk", "serta", "dengan"];
    if text.chars().any(char::is_lowercase) || text.chars().filter(|c| c.is_alphabetic()).count() < 4 {
        return None;
    }
    let mut proper = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphabetic) {
        let (between, words) = rest.split_at(start);
        proper.push_str(between);
        let is_part = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '`');
        let (word, after) = words.split_at(words.find(|c| !is_part(c)).unwrap_or(words.len()));
        let lower = word.to_lowercase();
        if !proper.is_empty() && SMALL.contains(&lower.as_str()) {
            proper.push_str(&lower);
        } else if word == "DR" && after.starts_with('.') {
            proper.push_str("dr");
        } else if word.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
            proper.push_str(word);
        } else {
            proper.push_str(&short_form(word).unwrap_or_else(|| proper_word(word)));
        }
        rest = after;
    }
    proper.push_str(rest);
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
            ("RANGGA WIRAYUDA, S.STP, M.SI", "Rangga Wirayuda, S.STP, M.Si"),
            ("LESMANA, S.IP", "Lesmana, S.IP"),
            ("KARTIKA, S.KM", "Kartika, S.KM"),
            ("WAHYU, S.AP., M.AP", "Wahyu, S.AP., M.AP"),
            ("DAMAR, A.KS", "Damar, A.KS"),
            ("RATNA, S.ST", "Ratna, S.ST"),
            ("GENDHIS, M.KES", "Gendhis, M.Kes"),
            ("NDARU, S.PD.I", "Ndaru, S.Pd.I"),
            ("AYU, S.TR.IP", "Ayu, S.Tr.IP"),
            ("BAYU, S.GZ, M.PD, S.SOS", "Bayu, S.Gz, M.Pd, S.Sos"),
            ("Dr. RANGGA WIRAYUDA, S.Sos., M.Si.", "Dr. Rangga Wirayuda, S.Sos., M.Si."),
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
        for (typed, proper) in [
            ("KEPALA BKPSDM", "Kepala BKPSDM"),
            ("KASUBBAG TU", "Kasubbag TU"),
            ("ANALIS PENGELOLAAN KEUANGAN APBD AHLI MUDA", "Analis Pengelolaan Keuangan APBD Ahli Muda"),
            ("PENGELOLA PENGADAAN BARANG/JASA AHLI MUDA", "Pengelola Pengadaan Barang/Jasa Ahli Muda"),
            ("PRANATA SDM APARATUR TERAMPIL", "Pranata SDM Aparatur Terampil"),
            ("GURU SLB", "Guru SLB"),
            ("GURU MTS", "Guru MTs"),
            ("SLB NEGERI RIMBUN", "SLB Negeri Rimbun"),
            ("SMPN 3, BPKAD (UPTB)", "SMPN 3, BPKAD (UPTB)"),
            ("PERENCANA STRATEGI DAN PROGRAM", "Perencana Strategi dan Program"),
            ("RSUD DR. SOETOMO", "RSUD dr. Soetomo"),
        ] {
            assert_eq!(proper_phrase(typed).unwrap_or_else(|| typed.to_owned()), proper);
        }
        assert_eq!(proper_phrase("DPMPTSP"), None);
        assert_eq!(proper_phrase("Dinas Sosial"), None);
        assert_eq!(proper_phrase("BPBD"), None);
    }
}
