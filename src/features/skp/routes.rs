//! The addresses of plans: plain forms, and the API.

use super::{form, paper, rest, template_form};
use crate::server::routes::Routes;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(rest::own, rest::one))]
struct Api;

pub fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/plans", rest::own)
        .get("/api/v1/plans/{id}", rest::one)
        .post("/skp", form::begin)
        .post("/skp/kelengkapan", form::remind)
        .post("/skp/kelengkapan/templat", form::plan)
        .post("/skp/kelengkapan/urungkan", form::undo)
        .post("/skp/{skp}", form::act)
        .export("/skp/{skp}/unduh.pdf", paper::plan)
        .post("/skp/{skp}/ubah", form::write)
        .post("/skp/{skp}/matriks", form::put_cell)
        .post("/skp/{skp}/templat", template_form::answer)
        .post("/pengelola/templat/{kode}", template_form::act)
        .documented(Api::openapi())
}
