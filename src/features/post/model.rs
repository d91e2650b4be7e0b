//! What crosses the wire about posts and their holders.

use crate::domain::id::{AssessorRequestId, AssignmentId, EmployeeId, PostChangeId, UnitId};
use serde::{Deserialize, Serialize};

/// A page of the units that have a head post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeList {
    pub rows: Vec<OfficeRow>,
    /// Units with a replacement that could not be carried out on its day, with their names.
    pub refused: Vec<(UnitId, String)>,
    /// How much of the list this is, if it is not all of it.
    pub shown: Option<String>,
    /// The page before this one.
    pub before: Option<i32>,
    pub next: Option<i32>,
}

/// A unit and who is in office there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRow {
    pub unit: UnitId,
    pub name: String,
    /// The unit above.
    pub above: String,
    /// `dr. Ratna`, `Plt Tuti`, `Kosong`
    pub holder: String,
}

/// A replacement as it is typed. Every field is text, so that the form comes back as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChangeDraft {
    /// A part of the successor's name, or the NIP.
    pub wanted: String,
    /// The chosen successor.
    pub successor: String,
    pub since: String,
    pub tenure: String,
    pub letter: String,
    pub letter_on: String,
    /// The last day of an acting time.
    pub until: String,
    /// Whether the person asks who would be touched.
    pub asks: bool,
    /// The digest of what was shown before signing.
    pub seen: String,
}

impl ChangeDraft {
    /// Returns the draft of a form or of an address.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| field(name).unwrap_or_default();
        Self {
            wanted: text("cari"),
            successor: text("pengganti"),
            since: text("mulai"),
            tenure: text("jenis"),
            letter: text("surat"),
            letter_on: text("tanggal-surat"),
            until: text("sampai"),
            asks: text("aksi") == "lihat",
            seen: text("dilihat"),
        }
    }

    /// Returns the fields that sign the draft.
    pub fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("cari", &self.wanted),
            ("pengganti", &self.successor),
            ("mulai", &self.since),
            ("jenis", &self.tenure),
            ("surat", &self.letter),
            ("tanggal-surat", &self.letter_on),
            ("sampai", &self.until),
            ("aksi", "lihat"),
        ]
    }
}

/// The head post of a unit: who holds it, what is planned, and the draft of a replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeSheet {
    pub unit: UnitId,
    pub name: String,
    pub post: String,
    /// The newest first.
    pub holders: Vec<HolderLine>,
    /// What is signed for a later day, or could not be carried out.
    pub planned: Vec<PlannedLine>,
    /// The people who were found as successors; the chosen one is among them.
    pub found: Vec<Candidate>,
    /// Errors beside the fields of the draft.
    pub errors: Vec<(String, String)>,
    /// Who and what the draft would touch.
    pub preview: Option<ChangeSheet>,
    /// What a signed replacement has done.
    pub done: Option<ChangeSheet>,
    /// The id of the replacement that the form signs: sent twice, it is stored once.
    pub next: PostChangeId,
}

/// A replacement that is not carried out and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLine {
    pub id: PostChangeId,
    pub says: String,
    /// Whether it could not be carried out on its day.
    pub is_refused: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderLine {
    pub id: AssignmentId,
    /// Whether it is an acting time that can end earlier.
    pub can_end: bool,
    pub name: String,
    /// `Plt, 1 Mei 2026 sampai 31 Juli 2026`
    pub time: String,
    /// `Surat 800/12 tanggal 2 Mei 2026, dicatat oleh Budi`, `Data kepegawaian`
    pub source: String,
}

/// A person who can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
}

/// Who and what a replacement touches, before or after it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSheet {
    /// What happens, and from when.
    pub says: String,
    /// Why it cannot be signed, or has no effect.
    pub refusal: Option<String>,
    /// Who leaves which post.
    pub leaves: Vec<String>,
    /// The digest of what is shown, to be sent with the signature.
    pub seen: String,
    /// What moves besides: `2 SKP yang menunggu persetujuan`
    pub counts: Vec<String>,
    pub rows: Vec<MoveRow>,
}

/// A person whose assessor changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveRow {
    pub person: EmployeeId,
    pub name: String,
    /// Post and unit.
    pub post: String,
    pub before: String,
    pub after: String,
    /// Why it is not the holder of the post.
    pub note: String,
}

/// A request for another assessor as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RequestDraft {
    /// A part of the wanted assessor's name, or the NIP.
    pub search: String,
    /// The chosen assessor.
    pub wanted: String,
    pub reason: String,
}

impl RequestDraft {
    /// Returns the draft of a form or of an address.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| field(name).unwrap_or_default();
        Self { search: text("cari"), wanted: text("atasan"), reason: text("alasan") }
    }
}

/// Somebody's assessors and the requests around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessorSheet {
    /// The newest first; the last one is the first that is known.
    pub history: Vec<AssessorLine>,
    pub own: Vec<RequestRow>,
    /// Open requests of the people whom this person assesses.
    pub of_team: Vec<RequestRow>,
    /// The people who were found; the chosen one is among them.
    pub found: Vec<Candidate>,
    /// Whether an own request is open: there is one at a time.
    pub has_open_request: bool,
    /// The id of the request that the form sends: sent twice, it is stored once.
    pub next: AssessorRequestId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessorLine {
    pub name: String,
    /// `1 Januari 2026 sampai 30 Juni 2026`
    pub time: String,
    /// `Data kepegawaian`, `Ganti pejabat: surat 800/12`
    pub source: String,
}

/// A request in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    pub id: AssessorRequestId,
    pub person: String,
    pub post: String,
    /// The assessor when it was asked.
    pub assessor: String,
    pub wanted: String,
    pub reason: String,
    /// `Kemarin 14.05`
    pub asked: String,
    pub outcome: String,
    pub answer: String,
}
