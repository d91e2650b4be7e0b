//! The address of the plain form of follow-ups.

use super::form;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default().post("/tindak-lanjut", form::finish)
}
