//! What a form was read from, in a short text: a change is refused where that has changed meanwhile.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Returns a short text that differs whenever something of the value does.
pub(crate) fn fingerprint(value: &impl Serialize) -> String {
    let written = serde_json::to_vec(value).unwrap_or_default();
    let digest = format!("{:x}", Sha256::digest(written));
    digest.get(..16).unwrap_or_default().to_owned()
}
