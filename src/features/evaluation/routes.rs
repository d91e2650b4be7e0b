//! The addresses of evaluations: plain forms, and the API.

use super::{calibration, form, objection, paper, rest, rule};
use crate::server::routes::Routes;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(rest::own))]
struct Api;

pub fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/evaluations", rest::own)
        .post("/pengelola/aturan/penilaian", rule::form::enter)
        .post("/penilaian/capaian", form::set_achievement)
        .post("/penilaian/kalibrasi", calibration::form::act)
        .export("/penilaian/unduh.zip", paper::team)
        .post("/penilaian/{penilaian}", form::act)
        .export("/penilaian/{penilaian}/unduh.pdf", paper::one)
        .post("/penilaian/{penilaian}/keberatan", objection::form::act)
        .export("/penilaian/{penilaian}/keberatan/unduh.pdf", objection::paper::hearing)
        .post("/penilaian/{penilaian}/diri", form::assess_oneself)
        .documented(Api::openapi())
}
