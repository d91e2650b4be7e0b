//! Signing in: names, passwords, the lifetime of a session, and the delay after failures.

use crate::domain::actor::Role;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

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

/// Accepts any long text; refuses the handful of shapes that are tried first.
///
/// # Errors
/// The rule that the password breaks.
pub fn check_password(password: &str, login: &str) -> Result<(), PasswordRefusal> {
    let count = password.chars().count();
    let lower = password.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let common = ["password", "kinerja", "indonesia", "12345678", "qwerty", "rahasia", "sandi123"];
    if count < 10 {
        Err(PasswordRefusal::TooShort)
    } else if count > 200 {
        Err(PasswordRefusal::TooLong)
    } else if distinct < 5
        || (count < 16 && common.iter().any(|word| lower.contains(word)))
        || (!login.is_empty() && lower.contains(login))
    {
        Err(PasswordRefusal::TooCommon)
    } else {
        Ok(())
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
        assert_eq!(check_password("pendek", ""), Err(PasswordRefusal::TooShort));
        assert_eq!(check_password("aaaaaaaaaaaa", ""), Err(PasswordRefusal::TooCommon));
        assert_eq!(check_password("password1234", ""), Err(PasswordRefusal::TooCommon));
        assert_eq!(check_password("198609262015051001", "198609262015051001"), Err(PasswordRefusal::TooCommon));
        assert_eq!(check_password("perahu hijau di muara", "198609262015051001"), Ok(()));
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
