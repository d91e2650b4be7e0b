//! The plain forms of signing in and out: they answer with a redirect, or with the page and the typed fields.

use super::{
    action,
    needed::{self, Needed, blank},
    second_step::{self, HALF_SESSION_LIFETIME, Progress},
};
use crate::{
    error::{Error, Refusal, Result},
    server::{
        door::Caller,
        form::{Posted, again, safe_path, see_other},
        session::{NewSession, Token, device, half_session_cookie, half_session_token, removed_cookie},
    },
};
use axum::{
    extract::{Extension, Path},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

/// Refuses a form with a blank field before anything is compared: it is no guess.
fn check_filled(needed: Needed, typed: &[&str]) -> Result<()> {
    let typed = |name: &str| {
        let at = needed.iter().position(|(field, _)| *field == name);
        at.and_then(|at| typed.get(at)).copied().unwrap_or_default().to_owned()
    };
    let errors = blank(needed, typed);
    if errors.0.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

// Not to be printed: it holds a password.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    remember: Option<String>,
    lanjut: Option<String>,
}

/// Goes on to the page, or first to the one that asks for the code.
fn proceeded(caller: &Caller, progress: &Progress, to: &str) -> Response {
    let token = match progress {
        Progress::SignedIn(session) => return entered(caller, session, to),
        Progress::AwaitsCode(token) => token,
    };
    let mut response = see_other(&code_uri(to));
    let cookie = half_session_cookie(Some((token, HALF_SESSION_LIFETIME)), caller.app().config.https);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

fn code_uri(to: &str) -> String {
    let query = serde_urlencoded::to_string([("lanjut", to)]).unwrap_or_default();
    if to == "/" { "/masuk/kode".to_owned() } else { format!("/masuk/kode?{query}") }
}

fn entered(caller: &Caller, session: &NewSession, to: &str) -> Response {
    let mut response = see_other(to);
    response.headers_mut().insert(header::SET_COOKIE, session.cookie(caller.app().config.https));
    response
}

fn sign_in_uri(next: Option<&str>) -> String {
    let query = next.and_then(|next| serde_urlencoded::to_string([("lanjut", next)]).ok());
    query.map_or_else(|| "/masuk".to_owned(), |query| format!("/masuk?{query}"))
}

/// `POST /masuk`
pub(crate) async fn sign_in(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Posted(form): Posted<SignInForm>,
) -> Response {
    let remember = form.remember.is_some();
    let outcome = match check_filled(needed::SIGN_IN, &[&form.login, &form.password]) {
        Ok(()) => action::sign_in(&caller, &form.login, form.password, remember, &device(&headers)).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(progress) => proceeded(&caller, &progress, safe_path(form.lanjut.as_deref())),
        Err(error) => {
            let mut fields = vec![("login".to_owned(), form.login)];
            if remember {
                fields.push(("remember".to_owned(), "on".to_owned()));
            }
            again(sign_in_uri(form.lanjut.as_deref()), fields, error)
        }
    }
}

// Not to be printed: a code lets in.
#[derive(Deserialize)]
pub(crate) struct CodeForm {
    #[serde(default)]
    code: String,
    lanjut: Option<String>,
}

/// `POST /masuk/kode`
pub(crate) async fn enter_code(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Posted(form): Posted<CodeForm>,
) -> Response {
    let https = caller.app().config.https;
    let to = safe_path(form.lanjut.as_deref());
    let outcome = match (half_session_token(&headers, https), check_filled(needed::CODE, &[&form.code])) {
        (Some(_), Err(error)) => Err(error),
        (Some(token), Ok(())) => second_step::enter_code(&caller, &token, &form.code, &device(&headers)).await,
        (None, _) => Err(Refusal::StepExpired.into()),
    };
    match outcome {
        Ok(session) => {
            let mut response = entered(&caller, &session, to);
            response.headers_mut().append(header::SET_COOKIE, half_session_cookie(None, https));
            response
        }
        Err(error @ Error::Refused(_)) => again(sign_in_uri(form.lanjut.as_deref()), vec![], error),
        Err(error) => again(code_uri(to), vec![], error),
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Demo {
    demo: String,
    lanjut: Option<String>,
}

/// `POST /masuk/demo`
pub(crate) async fn demo(
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Posted(form): Posted<Demo>,
) -> Response {
    match action::demo(&caller, &form.demo, &device(&headers)).await {
        Ok(session) => entered(&caller, &session, safe_path(form.lanjut.as_deref())),
        Err(error) => again("/masuk", vec![], error),
    }
}

/// `POST /keluar`: the browser forgets the session in any case.
pub(crate) async fn sign_out(Extension(caller): Extension<Caller>) -> Response {
    if let Err(error) = action::sign_out(&caller).await
        && error != Error::SignIn
    {
        tracing::warn!(%error, "could not end the session");
    }
    let mut response = see_other("/masuk");
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, removed_cookie(caller.app().config.https));
    // What is kept for the person in the browser's own storage stays: unsent drafts, which no other person is shown.
    headers.insert("clear-site-data", HeaderValue::from_static(r#""cache""#));
    response
}

// Not to be printed: it holds a password.
#[derive(Deserialize)]
pub(crate) struct NewPasswordForm {
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// `POST /undangan/{token}`
pub(crate) async fn accept_invitation(
    Extension(caller): Extension<Caller>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Posted(form): Posted<NewPasswordForm>,
) -> Response {
    let read = Token::parse(&token);
    // An invalid token may be no valid address either.
    let page = if read.is_some() { format!("/undangan/{token}") } else { "/undangan/-".to_owned() };
    let outcome = match (read, check_filled(needed::INVITATION, &[&form.new, &form.again])) {
        (Some(_), Err(error)) => Err(error),
        (Some(token), Ok(())) => {
            action::accept_invitation(&caller, &token, form.new, &form.again, &device(&headers)).await
        }
        (None, _) => Err(Refusal::InvitationSpent.into()),
    };
    match outcome {
        Ok(progress) => proceeded(&caller, &progress, "/"),
        Err(error) => again(page, vec![], error),
    }
}
