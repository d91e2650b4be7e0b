//! Where the agency requires codes, a person who needs one opens only their own account until their authenticator app is
//! installed.

use super::{
    App,
    door::Caller,
    form::see_other,
    problem::{ApiError, function_error, status},
};
use crate::{
    domain::actor::Actor,
    error::{Error, Refusal},
};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The page on which the app is installed.
const ACCOUNT: &str = "/akun";
/// The other addresses that stay open: leaving, coming as somebody else, the stream of the page.
const OPEN: [&str; 7] = [ACCOUNT, "/keluar", "/masuk", "/masuk/kode", "/live", "/api/v1/session", "/api/v1/me"];
/// The server functions of the page.
const FUNCTIONS: [&str; 7] = [
    "get_authenticator",
    "prepare_authenticator",
    "confirm_authenticator",
    "list_sessions",
    "end_session",
    "change_password",
    "unread_count",
];

/// Returns whether a person has to have an authenticator app.
pub fn is_required(app: &App, actor: &Actor) -> bool {
    app.config.require_totp && actor.must_use_code()
}

/// The layer that leads a person without the required app to their account.
pub async fn guard(request: Request, next: Next) -> Response {
    let Some(caller) = request.extensions().get::<Caller>().cloned() else { return next.run(request).await };
    let path = request.uri().path();
    match caller.actor() {
        Ok(actor) if is_required(caller.app(), actor) && !is_open(path) => match has_app(&caller, actor).await {
            Ok(true) => next.run(request).await,
            Ok(false) => refuse(path, Refusal::CodeRequired.into()),
            Err(error) => refuse(path, error.into()),
        },
        _ => next.run(request).await,
    }
}

fn is_open(path: &str) -> bool {
    let function = path.strip_prefix("/api/").map(|name| name.trim_end_matches(|last: char| last.is_ascii_digit()));
    OPEN.contains(&path)
        || path.starts_with("/undangan/")
        || function.is_some_and(|function| FUNCTIONS.contains(&function))
}

async fn has_app(caller: &Caller, actor: &Actor) -> sqlx::Result<bool> {
    let has = async |db: &mut sqlx::PgConnection| {
        sqlx::query_scalar!(
            r#"select exists (select from authenticator where account_id = $1 and confirmed_at is not null) as "has!""#,
            actor.account.0
        )
        .fetch_one(db)
        .await
    };
    caller.app().pool.ask(has).await
}

/// Refuses in the form that the address's client reads.
fn refuse(path: &str, error: Error) -> Response {
    if path.starts_with("/api/v1/") {
        ApiError(error).into_response()
    } else if path.starts_with("/api/") {
        function_error(&error)
    } else if error == Error::Refused(Refusal::CodeRequired) {
        see_other(ACCOUNT)
    } else {
        status(&error).into_response()
    }
}
