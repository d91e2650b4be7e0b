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
