//! The addresses of the plain forms of plans.

use super::form;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .post("/skp", form::begin)
        .post("/skp/kelengkapan", form::remind)
        .post("/skp/kelengkapan/templat", form::plan)
        .post("/skp/kelengkapan/urungkan", form::undo)
        .post("/skp/{skp}", form::act)
        .post("/skp/{skp}/ubah", form::write)
        .post("/skp/{skp}/matriks", form::put_cell)
}
