//! The wire types of one's own account.

use crate::domain::id::SessionId;
use serde::{Deserialize, Serialize};

/// One signed-in device of the own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: SessionId,
    pub device: String,
    pub since: String,
    pub seen: String,
    pub current: bool,
}

/// A QR code as a drawing of SVG.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// Width and height in modules, with the light border that scanners need.
    pub side: i32,
    /// The dark modules, as the data of a path.
    pub path: String,
}

/// The authenticator app of the own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthenticatorState {
    Off {
        /// Whether the agency requires one of this person.
        required: bool,
    },
    /// Prepared, until the first code is right.
    Waiting {
        /// The key in groups of letters, to type it into the app.
        secret: String,
        /// The same as a link, which opens the app of this phone.
        url: String,
        /// The link as a QR code, for another phone.
        qr: QrCode,
        /// The backup codes, which are shown until then only.
        codes: Vec<String>,
    },
    On {
        /// Backup codes that are not used yet.
        codes_left: i64,
    },
}
