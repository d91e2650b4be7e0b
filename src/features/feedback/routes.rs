//! The address of the thread's plain form.

use super::form;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default().post("/percakapan/{thread}", form::say)
}
