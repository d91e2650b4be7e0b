//! Kinds of agencies, posts and employment, and what they are called.

use serde::{Deserialize, Serialize};

/// The kind of an agency: what it is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// Holds the data of real people; never ends by itself.
    Real,
    /// Offers sign-in as prepared persons.
    Demo,
    /// Somebody's private copy to try things out; ends by itself.
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

/// How somebody is employed (UU 20/2023).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    Pns,
    Pppk,
    PppkParuhWaktu,
    Elected,
}
