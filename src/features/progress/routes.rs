//! The addresses of reports.

use super::{download, form, rest};
use crate::server::routes::Routes;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(rest::indicators, rest::reports, rest::submit))]
struct Api;

pub fn routes() -> Routes {
    Routes::default()
        .post("/lapor", form::report)
        .export("/riwayat/{indikator}/unduh.xlsx", download::history)
        .get("/api/v1/indicators", rest::indicators)
        .get("/api/v1/reports", rest::reports)
        .post("/api/v1/reports", rest::submit)
        .documented(Api::openapi())
}
