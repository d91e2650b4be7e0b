//! The addresses of the team beside its pages.

use super::{download, form};
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .export("/tim/unduh.xlsx", download::team)
        .post("/tim", form::defer)
        .post("/tim/ingatkan", form::remind)
        .post("/tim/dibaca", form::acknowledge)
}
