//! The addresses of posts beside their pages.

use super::form;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .post("/pengelola/pejabat/{unit}", form::sign)
        .post("/pengelola/pejabat/{unit}/batal", form::withdraw)
        .post("/pengelola/pejabat/{unit}/akhiri", form::end_acting)
        .post("/atasan", form::ask)
        .post("/pengelola/atasan", form::decide)
}
