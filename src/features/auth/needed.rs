//! The fields that the plain forms of signing in need, for the page before it sends them and for the server.

use crate::error::FieldErrors;

/// The fields, each with the sentence beside it where it was left blank.
pub(super) type Needed = &'static [(&'static str, &'static str)];

pub(super) const SIGN_IN: Needed =
    &[("login", "Isi NIP atau nama pengguna Anda."), ("password", "Isi kata sandi Anda.")];
pub(super) const CODE: Needed = &[("code", "Isi kode dari aplikasi autentikator, atau satu kode cadangan.")];
pub(super) const INVITATION: Needed =
    &[("new", "Isi kata sandi baru Anda."), ("again", "Ketik kata sandi baru itu sekali lagi.")];

/// Returns the errors of the needed fields that were left blank; `typed` returns what a field has.
pub(super) fn blank(needed: Needed, typed: impl Fn(&str) -> String) -> FieldErrors {
    let left = needed.iter().filter(|(name, _)| typed(name).trim().is_empty());
    FieldErrors(left.map(|(name, sentence)| ((*name).to_owned(), (*sentence).to_owned())).collect())
}
