//! The errors of server functions. `Display` is the Indonesian sentence that the person reads.

use crate::{
    domain::{
        account::PasswordRefusal,
        evaluation::{EvaluationRefusal, ObjectionRefusal},
        progress::ReportRefusal,
        skp::SkpRefusal,
        text::TextError,
    },
    wire::{Pack, Unreadable},
};
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Error {
    #[error("Sesi Anda sudah berakhir. Silakan masuk lagi.")]
    SignIn,
    /// The page was opened by somebody else than the account that is signed in now.
    #[error(
        "Sekarang akun lain yang masuk di peramban ini, jadi tidak ada yang dicatat dari halaman ini. Masuk lagi dengan \
         akun Anda, lalu kirim lagi; isian Anda tetap ada."
    )]
    OtherAccount,
    #[error("Anda tidak berhak membuka atau mengubah ini.")]
    Forbidden,
    #[error("Yang Anda cari tidak ada, atau bukan untuk Anda.")]
    NotFound,
    #[error("{0}")]
    Refused(Refusal),
    #[error("{0}")]
    Invalid(FieldErrors),
    #[error("Isian ini terlalu panjang untuk dikirim. Singkatkan, lalu kirim lagi.")]
    TooLarge,
    #[error("Terlalu banyak percobaan. Coba lagi {0} detik lagi.")]
    TooMany(i64),
    #[error("Layanan sedang terganggu. Isian Anda tidak hilang; coba lagi sebentar lagi.{}", code(.0))]
    Unavailable(String),
    /// A sentence of the API, unchanged.
    #[error("{0}")]
    Api(String),
    /// The page belongs to an older build than the server.
    #[error("Kinerja baru saja diperbarui. Isian Anda tidak hilang; muat ulang halaman ini.")]
    Outdated,
    #[error("Tidak tersambung ke server. Isian Anda tidak hilang; coba lagi saat ada sinyal.")]
    Offline,
    /// The answer to a page takes long; the page still waits for it.
    #[error("Belum ada jawaban setelah 10 detik. Boleh ditunggu, atau coba lagi.")]
    Overdue,
}

/// Returns the phrase with the code under which the log has details, if one is known.
fn code(request: &str) -> String {
    if request.is_empty() { String::new() } else { format!(" Kode galat: {request}") }
}

/// A fact of the domain that forbids the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error(transparent)]
    Report(#[from] ReportRefusal),
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    #[error("NIP atau kata sandi salah")]
    WrongPassword,
    #[error("Kode salah atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi.")]
    WrongCode,
    #[error("Waktu untuk memasukkan kode sudah lewat. Silakan masuk lagi.")]
    StepExpired,
    #[error(
        "Belum ada unit di instansi ini. Berikutnya: pengelola memasukkan data pegawai dengan perintah “kinerja import”; \
         sesudah itu unit dan pegawainya tampil di sini."
    )]
    NoUnits,
    #[error("Anda belum punya jabatan, jadi belum ada dasbor untuk Anda. Hubungi pengelola kepegawaian.")]
    NoBoard,
    #[error("Pasang dahulu aplikasi autentikator di halaman Akun: instansi Anda mewajibkannya.")]
    CodeRequired,
    #[error("Tautan undangan ini sudah dipakai atau sudah lewat waktunya. Mintalah yang baru kepada pengelola.")]
    InvitationSpent,
}

impl<R: Into<Refusal>> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

/// A refusal about a plan crosses the wire as its sentence: only the pages of plans show it, and the first download stays
/// without these sentences. For whoever may not do it at all there is no such plan.
impl From<SkpRefusal> for Error {
    fn from(refusal: SkpRefusal) -> Self {
        match refusal {
            SkpRefusal::NotOwner | SkpRefusal::NotAssessor => Self::NotFound,
            refusal => Self::Api(refusal.to_string()),
        }
    }
}

/// As a refusal about a plan.
impl From<EvaluationRefusal> for Error {
    fn from(refusal: EvaluationRefusal) -> Self {
        match refusal {
            EvaluationRefusal::NotEvaluator | EvaluationRefusal::NotOwner => Self::NotFound,
            refusal => Self::Api(refusal.to_string()),
        }
    }
}

/// As a refusal about a plan.
impl From<ObjectionRefusal> for Error {
    fn from(refusal: ObjectionRefusal) -> Self {
        match refusal {
            ObjectionRefusal::NotOwner | ObjectionRefusal::NotParty | ObjectionRefusal::NotSuperior => Self::NotFound,
            refusal => Self::Api(refusal.to_string()),
        }
    }
}

/// The errors of fields: name and sentence, shown beside the field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<(String, String)>);

impl FieldErrors {
    pub fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, sentence)| sentence.clone())
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Periksa lagi isian yang ditandai.")
    }
}

impl Error {
    /// Returns the error of one field.
    pub fn field(name: &str, sentence: impl fmt::Display) -> Self {
        Self::Invalid(FieldErrors(vec![(name.to_owned(), sentence.to_string())]))
    }

    /// Returns whether the same request may well succeed in a moment.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Offline | Self::Overdue | Self::Unavailable(_) | Self::Outdated | Self::TooMany(_))
    }

    /// Returns a converter of a text's error to the error of a field.
    pub fn text(name: &str) -> impl FnOnce(TextError) -> Self + '_ {
        move |error| Self::field(name, error)
    }
}

impl FromServerFnError for Error {
    type Encoder = Pack;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Offline,
            // A proxy's response while the server restarts.
            ServerFnErrorErr::Deserialization(why) if why == Unreadable::Foreign.to_string() => Self::Offline,
            ServerFnErrorErr::Deserialization(_) => Self::Outdated,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Invalid(FieldErrors::default()),
            _ => Self::Unavailable(String::new()),
        }
    }
}
