//! The yearly plan (Sasaran Kinerja Pegawai): its parts and their names (`PermenPANRB` 6/2022; `domain.md` 1.4, 1.5).

use serde::{Deserialize, Serialize};

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkpState {
    Draft,
    Submitted,
    Agreed,
    Closed,
}

/// Whether a result comes from the main role or is accepted beside it; both weigh the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RhkKind {
    /// Hasil kerja utama.
    Main,
    /// Hasil kerja tambahan.
    Additional,
}

/// How a result supports the superior's: only direct links may be added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    Direct,
    NonDirect,
}

/// What side of a result an indicator measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Kuantitas.
    Quantity,
    /// Kualitas.
    Quality,
    /// Waktu.
    Time,
    /// Biaya.
    Cost,
}

/// The perspective of a leader's result (JPT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// Penerima layanan.
    Customer,
    /// Proses bisnis.
    Process,
    /// Penguatan internal.
    Internal,
    /// Anggaran.
    Budget,
}
