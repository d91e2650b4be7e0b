//! The addresses of boards beside their pages.

use super::{download, rest};
use crate::server::routes::Routes;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(rest::board))]
struct Api;

pub fn routes() -> Routes {
    Routes::default()
        .export("/dasbor/unduh.xlsx", download::board)
        .export("/dasbor/pelaporan/unduh.xlsx", download::rhythm)
        .export("/dasbor/daftar/unduh.xlsx", download::people)
        .get("/api/v1/boards/{unit}", rest::board)
        .documented(Api::openapi())
}
