//! Kinds of agencies, posts and employment, and their names on the screen.

use serde::{Deserialize, Serialize};

/// The kind of an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// Holds the data of real people; never expires.
    Real,
    /// Offers sign-in as prepared persons.
    Demo,
    /// A private copy for trying things out; expires.
    Trial,
}

/// The kind of a post (jabatan; UU 20/2023, PP 11/2017).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// Jabatan Pimpinan Tinggi.
    Jpt,
    Administrator,
    Pengawas,
    /// Jabatan Fungsional.
    Fungsional,
    Pelaksana,
    /// Bupati, wali kota: elected, without NIP.
    Elected,
}

/// The kind of employment (UU 20/2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    Pns,
    Pppk,
    PppkParuhWaktu,
    Elected,
}

/// Why somebody's service in the agency ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Dismissed or resigned.
    Left,
    Retired,
    /// To another agency.
    Moved,
    Died,
}
