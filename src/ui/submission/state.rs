//! The visible state of a submission.

use super::{Spec, draft::kept_words};
use crate::{
    error::{Error, FieldErrors},
    ui::notice::NoticeKind,
};

/// The phase of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Ready,
    /// What is wrong has just been shown: a double tap does not confirm what was not read.
    Asked,
    Sending,
    /// Unanswered for longer than [`super::TIME_LIMIT`].
    Overdue,
    Stored,
    /// Failed for a transient reason.
    Failed,
    SignedOut,
    /// The page is of another build than the server.
    Outdated,
}

/// The visible state of a submission. One signal for all of it: the browser contains a signal's code once per type.
pub(super) struct VisibleState {
    pub(super) phase: Phase,
    pub(super) message: Option<(NoticeKind, String)>,
    pub(super) wrong: FieldErrors,
}

impl VisibleState {
    /// Returns the state after a failure; `is_kept` if the attempt is on the device.
    pub(super) fn failed(spec: &Spec, is_kept: bool, error: &Error) -> Self {
        let phase = match error {
            Error::SignIn | Error::OtherAccount => Phase::SignedOut,
            Error::Outdated => Phase::Outdated,
            error if error.is_transient() => Phase::Failed,
            _ => Phase::Ready,
        };
        let mut message = match error {
            Error::Offline if is_kept => {
                // Without an address only its own page sends it.
                let place = if spec.address.is_empty() { "halaman ini" } else { "Kinerja" };
                let kept = kept_words();
                format!("{kept}. Tidak tersambung ke server; terkirim sendiri begitu ada sinyal dan {place} terbuka.")
            }
            Error::Offline => "Belum tercatat: tidak tersambung ke server. Coba lagi saat ada sinyal.".to_owned(),
            error => error.to_string(),
        };
        let mut wrong = FieldErrors::default();
        if let Error::Invalid(errors) = error {
            wrong = errors.clone();
            // An error without a field of its own.
            if let Some((_, said)) = errors.0.iter().find(|(name, _)| !spec.fields.contains(&name.as_str())) {
                message.clone_from(said);
            }
        }
        Self { phase, message: Some((NoticeKind::Error, message)), wrong }
    }
}
