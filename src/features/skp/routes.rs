//! The addresses of the plain forms of plans.

use super::form;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default()
        .post("/skp", form::begin)
        .post("/skp/{skp}", form::act)
        .post("/skp/{skp}/ubah", form::write)
        .post("/skp/{skp}/matriks", form::put_cell)
}
