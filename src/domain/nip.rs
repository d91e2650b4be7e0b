//! The employee number (Nomor Induk Pegawai, Perka BKN 22/2007 and 43/2007).
//!
//! A business key with history, never an identity: a PPPK gets another number with another agency, and
//! elected assessors have none.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Eighteen digits: birth date, year and month (PNS) or contract code (PPPK) of appointment, sex, serial.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nip(String);

/// The kind of employment that a number shows, by digits 13 and 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NipKind {
    Pns,
    Pppk,
}

/// The rule that a number breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NipError {
    #[error("NIP harus 18 angka.")]
    Length,
    #[error("NIP tidak dimulai dengan tanggal lahir yang ada.")]
    BirthDate,
    #[error("Tahun pengangkatan dalam NIP tidak cocok dengan tahun lahir.")]
    Appointment,
    #[error("Angka 13–14 NIP bukan bulan pengangkatan atau kode PPPK.")]
    Code,
    #[error("Angka ke-15 NIP harus 1 atau 2.")]
    Sex,
    #[error("Nomor urut dalam NIP tidak boleh 000.")]
    Serial,
}

impl Nip {
    /// Reads a number; spaces, dots and a leading apostrophe (a spreadsheet's mark for text) are dropped.
    ///
    /// # Errors
    /// [`NipError`] names the first rule that the digits break.
    pub fn parse(text: &str) -> Result<Self, NipError> {
        let mut digits = String::with_capacity(18);
        for c in text.trim().trim_start_matches('\'').chars() {
            match c {
                '0'..='9' if digits.len() < 18 => digits.push(c),
                ' ' | '.' | '\u{a0}' => {}
                _ => return Err(NipError::Length),
            }
        }
        if digits.len() != 18 {
            return Err(NipError::Length);
        }
        let nip = Self(digits);
        let birth = nip.read_birth_date().ok_or(NipError::BirthDate)?;
        let appointed = nip.number(8, 12);
        if appointed < u32::from(birth.year().unsigned_abs()) + 16 || appointed > 2100 {
            return Err(NipError::Appointment);
        }
        match nip.number(12, 14) {
            1..=12 | 21..=99 => {}
            _ => return Err(NipError::Code),
        }
        if !matches!(nip.number(14, 15), 1 | 2) {
            return Err(NipError::Sex);
        }
        if nip.number(15, 18) == 0 {
            return Err(NipError::Serial);
        }
        Ok(nip)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the ends only, for screens and logs that must not show the whole number.
    pub fn masked(&self) -> String {
        format!("{}••••••••••{}", &self.0[..4], &self.0[14..])
    }

    pub fn kind(&self) -> NipKind {
        if self.number(12, 14) <= 12 { NipKind::Pns } else { NipKind::Pppk }
    }

    /// Returns the birth date in the number; the profile's own may differ.
    pub fn birth_date(&self) -> Option<Date> {
        self.read_birth_date()
    }

    /// Returns whether the number says female (digit 15 is 2).
    pub fn is_female(&self) -> bool {
        self.number(14, 15) == 2
    }

    fn number(&self, from: usize, to: usize) -> u32 {
        self.0.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }

    fn read_birth_date(&self) -> Option<Date> {
        let year = i16::try_from(self.number(0, 4)).ok()?;
        let month = i8::try_from(self.number(4, 6)).ok()?;
        let day = i8::try_from(self.number(6, 8)).ok()?;
        (1900..=2100).contains(&year).then(|| Date::new(year, month, day).ok())?
    }
}

/// The number never reaches a log whole.
impl fmt::Debug for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nip({})", self.masked())
    }
}

impl TryFrom<String> for Nip {
    type Error = NipError;
    fn try_from(text: String) -> Result<Self, NipError> {
        Self::parse(&text)
    }
}

impl From<Nip> for String {
    fn from(nip: Nip) -> Self {
        nip.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Published illustrations and invented numbers; they belong to no real person.
    #[test]
    fn published_examples_are_read() {
        let pns = Nip::parse("198609262015051001").expect("a PNS");
        assert_eq!(pns.kind(), NipKind::Pns);
        assert_eq!(pns.birth_date(), Date::new(1986, 9, 26).ok());
        assert!(!pns.is_female());
        assert_eq!(Nip::parse("19960818 202204 1 001").expect("with spaces").as_str(), "199608182022041001");
        let pppk = Nip::parse("'199003152023212001").expect("a PPPK");
        assert_eq!(pppk.kind(), NipKind::Pppk);
        assert!(pppk.is_female());
    }

    #[test]
    fn each_broken_rule_is_named() {
        for (text, error) in [
            ("199013152015051001", NipError::BirthDate),
            ("198609262015131001", NipError::Code),
            ("198609262015053001", NipError::Sex),
            ("19860926201505100", NipError::Length),
            ("198609261990051001", NipError::Appointment),
            ("198609262015051000", NipError::Serial),
            ("1,98609E+17", NipError::Length),
            ("", NipError::Length),
        ] {
            assert_eq!(Nip::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_debug_form_hides_the_middle() {
        let nip = Nip::parse("198609262015051001").expect("a PNS");
        assert_eq!(format!("{nip:?}"), "Nip(1986••••••••••1001)");
    }
}
