//! `/api/v1/session` and `/api/v1/me` (`contracts.md`).

use super::action;
use crate::{
    domain::{
        actor::Role,
        id::{AgencyId, EmployeeId, UnitId},
    },
    error::Error,
    server::{
        door::Caller,
        problem::ApiError,
        session::{device, removed_cookie},
    },
};
use axum::{
    Json,
    extract::{Extension, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

/// How somebody signs in: as themself or, in demo mode, as a prepared person.
#[expect(missing_debug_implementations, reason = "holds a password")]
#[derive(Deserialize)]
#[serde(untagged)]
pub enum SignIn {
    Password { login: String, password: String },
    Demo { demo: String },
}

/// `POST /api/v1/session`
pub async fn sign_in(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(body) = body.map_err(|rejection| Error::field("body", rejection.body_text()))?;
    let device = device(&headers);
    let session = match body {
        SignIn::Password { login, password } => action::sign_in(&caller, &login, password, false, &device).await?,
        SignIn::Demo { demo } => action::demo(&caller, &demo, &device).await?,
    };
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session.cookie(caller.app().config.https))]).into_response())
}

/// `DELETE /api/v1/session`
pub async fn sign_out(Extension(caller): Extension<Caller>) -> Result<Response, ApiError> {
    action::sign_out(&caller).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, removed_cookie(caller.app().config.https))]).into_response())
}

#[derive(Debug, Serialize)]
pub struct Me {
    id: Option<EmployeeId>,
    name: String,
    roles: Vec<Role>,
    unit: Option<Named<UnitId>>,
    agency: Named<AgencyId>,
}

#[derive(Debug, Serialize)]
struct Named<Id> {
    id: Id,
    name: String,
}

/// `GET /api/v1/me`
pub async fn me(Extension(caller): Extension<Caller>) -> Result<Json<Me>, ApiError> {
    let actor = caller.actor()?;
    Ok(Json(Me {
        id: actor.employee,
        name: actor.name.clone(),
        roles: actor.roles.clone(),
        unit: actor.unit.zip(actor.unit_name.clone()).map(|(id, name)| Named { id, name }),
        agency: Named { id: actor.agency, name: actor.agency_name.clone() },
    }))
}
