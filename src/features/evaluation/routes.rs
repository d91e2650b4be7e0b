//! The addresses of evaluations: plain forms, and the API.

use super::{calibration, form, objection, rest, rule};
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
        .post("/penilaian/{penilaian}", form::act)
        .post("/penilaian/{penilaian}/keberatan", objection::form::act)
        .post("/penilaian/{penilaian}/diri", form::assess_oneself)
        .documented(Api::openapi())
}
