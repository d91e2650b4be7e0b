//! Signing in: names, passwords, the lifetime of a session, and the delay after failures.

use crate::domain::actor::Role;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

/// Returns the text of `NIP atau nama pengguna` as it is compared: without spaces, in lower case.
pub fn normal_login(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).take(80).flat_map(char::to_lowercase).collect()
}

/// The reason why a new password is refused (Peraturan BSSN 4/2021 Art. 26 a, authentication).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PasswordRefusal {
    #[error("Kata sandi paling sedikit 10 karakter.")]
    TooShort,
    #[error("Kata sandi paling banyak 200 karakter.")]
    TooLong,
    #[error("Kata sandi ini terlalu mudah ditebak. Pilih beberapa kata yang tidak berurutan.")]
    TooCommon,
    #[error("Kedua kata sandi tidak sama.")]
    Differs,
    #[error("Kata sandi sekarang salah.")]
    Wrong,
}

impl PasswordRefusal {
    pub const ALL: [Self; 5] = [Self::TooShort, Self::TooLong, Self::TooCommon, Self::Differs, Self::Wrong];
}

/// Accepts any long text; refuses what is tried first: common passwords, and what others know of the person (`own`: login
/// and NIP).
///
/// # Errors
/// The rule that the password breaks.
pub fn check_password(password: &str, own: &[String]) -> Result<(), PasswordRefusal> {
    let count = password.chars().count();
    let lower = password.to_lowercase();
    let plain = letters_and_digits(&lower);
    let distinct = lower.chars().collect::<BTreeSet<_>>().len();
    let holds_own = || own.iter().map(|own| letters_and_digits(own)).any(|own| own.len() > 2 && plain.contains(&own));
    if count < 10 {
        Err(PasswordRefusal::TooShort)
    } else if count > 200 {
        Err(PasswordRefusal::TooLong)
    } else if distinct < 5 || holds_own() || is_common(&lower) {
        Err(PasswordRefusal::TooCommon)
    } else {
        Ok(())
    }
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words that make a short password common wherever they stand in it.
const COMMON_PARTS: [&str; 7] = ["password", "kinerja", "indonesia", "12345678", "qwerty", "rahasia", "sandi123"];

/// Common passwords and the words of which they are made. The lines that begin with `# ` say where they come from.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("account/common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Returns whether a password in lower case is one that is tried first: of digits alone, a common one, or a common word
/// with letters replaced by digits, or digits and signs around it.
fn is_common(lower: &str) -> bool {
    let closed: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = closed.chars().all(|c| !c.is_alphabetic());
    let has_part = closed.chars().count() < 16 && COMMON_PARTS.iter().any(|part| closed.contains(part));
    let word = closed.trim_matches(|c: char| !c.is_alphabetic());
    let spelled: String = closed.chars().map(as_letter).collect();
    let spelled_word = word.chars().map(as_letter).collect::<String>();
    is_number || has_part || [closed.as_str(), word, &spelled, &spelled_word].iter().any(|one| COMMON.contains(one))
}

/// Returns the letter for which a digit or sign stands in `p4ssw0rd`.
const fn as_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// The lifetime of a session: without use, and in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    pub idle: SignedDuration,
    pub absolute: SignedDuration,
}

impl Lifetime {
    /// Returns 12 hours idle and 7 days in all; with `Ingat HP ini` 30 and 90 days; for a Pengelola 30 minutes and 12
    /// hours.
    pub fn of(roles: &[Role], remember: bool) -> Self {
        let (idle, absolute) = if roles.contains(&Role::Pengelola) {
            (SignedDuration::from_mins(30), SignedDuration::from_hours(12))
        } else if remember {
            (SignedDuration::from_hours(30 * 24), SignedDuration::from_hours(90 * 24))
        } else {
            (SignedDuration::from_hours(12), SignedDuration::from_hours(7 * 24))
        };
        Self { idle, absolute }
    }
}

/// Returns the time of the next try after `failures` failures: at once for the first `free`, then the wait doubles up
/// to 15 minutes.
pub fn retry_at(failures: i32, free: i32, last: Timestamp) -> Timestamp {
    if failures < free {
        return last;
    }
    let doublings = u32::try_from(failures - free).unwrap_or(0).min(8);
    let seconds = (5_i64 << doublings).min(15 * 60);
    last + SignedDuration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_common_passwords_are_refused() {
        let check = |password: &str| check_password(password, &["198609262015051001".to_owned()]);
        assert_eq!(check("pendek"), Err(PasswordRefusal::TooShort));
        for common in [
            "aaaaaaaaaaaa",
            "password1234",
            "P4ssw0rd!!",
            "Banyuwangi2026",
            "bismillah123",
            "kabupatenbanyuwangi",
            "desember1987",
            "qazwsxedcrfv",
            "1q2w3e4r5t6y",
            "082155550134",
            "sayang sayang",
        ] {
            assert_eq!(check(common), Err(PasswordRefusal::TooCommon), "{common}");
        }
        for good in ["perahu hijau di muara", "lampu kuning di dermaga", "tujuhkambing4pagar"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_own_nip_is_no_password_however_it_is_written() {
        let own = ["dewi.lestari".to_owned(), "198609262015051001".to_owned()];
        for nip in ["198609262015051001", "19860926 201505 1 001", "nip.198609262015051001!", "Dewi-Lestari 88"] {
            assert_eq!(check_password(nip, &own), Err(PasswordRefusal::TooCommon), "{nip}");
        }
    }

    #[test]
    fn thousands_of_common_passwords_are_refused() {
        let long: Vec<_> = COMMON.iter().filter(|word| word.chars().count() >= 10).collect();
        assert!(long.len() >= 3_000, "{}", long.len());
        for word in long {
            assert_eq!(check_password(word, &[]), Err(PasswordRefusal::TooCommon), "{word}");
        }
    }

    #[test]
    fn waiting_doubles_and_ends_at_a_quarter_of_an_hour() {
        let last = Timestamp::UNIX_EPOCH;
        let wait = |failures| retry_at(failures, 5, last).duration_since(last).as_secs();
        assert_eq!([wait(4), wait(5), wait(6), wait(40)], [0, 5, 10, 900]);
    }

    #[test]
    fn a_login_is_read_with_spaces_and_capitals() {
        assert_eq!(normal_login(" 19860926 201505 1 001 "), "198609262015051001");
        assert_eq!(normal_login("Admin"), "admin");
    }
}
