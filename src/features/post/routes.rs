//! The addresses of posts beside their pages.

use super::form;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .post("/pengelola/pejabat/{unit}", form::sign)
        .post("/atasan", form::ask)
        .post("/pengelola/atasan", form::decide)
}
