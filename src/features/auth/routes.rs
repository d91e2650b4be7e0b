//! The addresses of signing in and out.

use super::{form, rest};
use crate::server::routes::Routes;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(rest::sign_in, rest::sign_out, rest::me))]
struct Api;

pub fn routes() -> Routes {
    Routes::default()
        .post("/masuk", form::sign_in)
        .post("/masuk/kode", form::enter_code)
        .post("/masuk/demo", form::demo)
        .post("/keluar", form::sign_out)
        .post("/undangan/{token}", form::accept_invitation)
        .post("/api/v1/session", rest::sign_in)
        .delete("/api/v1/session", rest::sign_out)
        .get("/api/v1/me", rest::me)
        .documented(Api::openapi())
}
