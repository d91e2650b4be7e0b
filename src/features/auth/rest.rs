//! `/api/v1/session` and `/api/v1/me`: sign-in for other programs. Stable addresses: fields are added, never renamed.

use super::{
    action,
    second_step::{self, Progress},
};
use crate::{
    domain::{
        actor::Role,
        id::{AgencyId, EmployeeId, UnitId},
    },
    error::Error,
    server::{
        api_body::ApiBody,
        door::Caller,
        problem::{ApiError, PROBLEM, Problem},
        session::{device, removed_cookie},
    },
};
use axum::{
    Json,
    extract::Extension,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The credentials: login and password or, in demo mode, a prepared person.
// Not to be printed: it holds a password.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SignIn {
    Password {
        /// NIP or user name.
        login: String,
        password: String,
        /// The code of the authenticator app, or a backup code, if the account has one.
        code: Option<String>,
    },
    Demo {
        /// `pegawai`, `atasan`, `pimpinan` or `pengelola`.
        demo: String,
    },
}

/// Signs in; the response sets the session cookie.
///
/// As a prepared person only where demo mode is on. Too many failures make the next try wait.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    request_body = SignIn,
    responses(
        (status = 204, description = "Signed in", headers(("Set-Cookie" = String, description = "The session"))),
        (status = 404, description = "There is no demo mode", body = Problem, content_type = PROBLEM),
        (status = 422, description = "The body is no sign-in", body = Problem, content_type = PROBLEM),
        (status = 429, description = "Too many failures", body = Problem, content_type = PROBLEM,
            headers(("Retry-After" = i64, description = "Seconds until the next try"))),
    ),
    security(())
)]
pub(crate) async fn sign_in(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    ApiBody(body): ApiBody<SignIn>,
) -> Result<Response, ApiError> {
    let device = device(&headers);
    let session = match body {
        SignIn::Password { login, password, code } => {
            match action::sign_in(&caller, &login, password, false, &device).await? {
                Progress::SignedIn(session) => session,
                Progress::AwaitsCode(token) => {
                    let missing = || Error::field("code", "Akun ini meminta kode dari aplikasi autentikator.");
                    second_step::enter_code(&caller, &token, &code.ok_or_else(missing)?, &device).await?
                }
            }
        }
        SignIn::Demo { demo } => action::demo(&caller, &demo, &device).await?,
    };
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session.cookie(caller.app().config.https))]).into_response())
}

/// Signs out; the session ends on the server too.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    responses(
        (status = 204, description = "Signed out", headers(("Set-Cookie" = String, description = "Removes the session"))),
    )
)]
pub(crate) async fn sign_out(Extension(caller): Extension<Caller>) -> Result<Response, ApiError> {
    action::sign_out(&caller).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, removed_cookie(caller.app().config.https))]).into_response())
}

/// The signed-in person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// None for accounts without an employee behind them.
    #[schema(value_type = Option<Uuid>)]
    id: Option<EmployeeId>,
    name: String,
    roles: Vec<Role>,
    unit: Option<Unit>,
    agency: Agency,
}

/// The unit of the definitive post.
#[derive(Debug, Serialize, ToSchema)]
struct Unit {
    #[schema(value_type = Uuid)]
    id: UnitId,
    name: String,
}

/// The agency (instansi).
#[derive(Debug, Serialize, ToSchema)]
struct Agency {
    #[schema(value_type = Uuid)]
    id: AgencyId,
    name: String,
}

/// Returns the signed-in person.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, description = "The person", body = Me)))]
pub(crate) async fn me(Extension(caller): Extension<Caller>) -> Result<Json<Me>, ApiError> {
    let actor = caller.actor()?;
    Ok(Json(Me {
        id: actor.employee,
        name: actor.name.clone(),
        roles: actor.roles.clone(),
        unit: actor.unit.zip(actor.unit_name.clone()).map(|(id, name)| Unit { id, name }),
        agency: Agency { id: actor.agency, name: actor.agency_name.clone() },
    }))
}
