//! Leptos' part of the router: pages, server functions, and pages that are rendered again with a rejected form.

use crate::{
    app,
    document::{Document, MarkMissing, Me, RootMarks},
    domain::{actor::Actor, id::ReportId},
    error::{Error, Refusal},
    features::auth,
    form_input::SubmittedForm,
    server::{
        App,
        clock::new_id,
        door::Caller,
        form::{Rejected, safe_path, see_other},
        host,
        problem::{accepts_html, function_error, retry_after, status},
    },
    ui::format,
};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts, uri::PathAndQuery},
    middleware::Next,
    response::Response,
};
use jiff::Timestamp;
use leptos::{
    nonce::use_nonce,
    prelude::*,
    server_fn::{axum::server_fn_paths, error::SERVER_FN_ERROR_HEADER},
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};
use std::sync::OnceLock;

/// The page whose plain forms are sent to server functions.
const FORMS_PAGE: &str = "/akun";

/// The largest error body that is read, in bytes; an error is one or a few sentences.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// Returns the routes of all pages, generated once: generating suppresses resource loading in the whole process.
fn routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| generate_route_list(app::App)).clone()
}

/// Returns the addresses of all pages.
pub fn paths() -> Vec<String> {
    routes().iter().map(|route| route.path().to_owned()).collect()
}

/// Returns the routes of the pages, and the page for addresses that do not exist.
pub fn router(app: &App) -> Router<App> {
    let options = app.leptos.clone();
    let not_found = app.leptos.clone();
    Router::new()
        .leptos_routes_with_context(app, routes(), page_context, move || app::shell(options.clone()))
        .layer(axum::middleware::map_response(with_status))
        .layer(axum::middleware::from_fn(lead_back))
        .layer(axum::middleware::from_fn(check_invitation))
        .layer(axum::middleware::from_fn(choose_first_page))
        .layer(axum::middleware::from_fn(drop_foreign_search))
        .fallback(move |request: Request| {
            let options = not_found.clone();
            async move {
                let shell = move || app::shell(options.clone());
                let mut response = leptos_axum::render_app_async_with_context(page_context, shell)(request).await;
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        })
}

/// Runs a server function. An unknown one belongs to a page of another build.
pub async fn server_function(request: Request) -> Response<Body> {
    use axum::response::IntoResponse;
    if !server_fn_paths().any(|(path, _)| path == request.uri().path()) {
        return function_error(&Error::Outdated);
    }
    leptos_axum::handle_server_fns_with_context(|| (), request).await.into_response()
}

/// Leads a plain form that was sent to a server function back to its page: Leptos leads to wherever the referrer is.
/// Without a referrer of this server it is the page of all these forms.
async fn lead_back(mut request: Request, next: Next) -> Response<Body> {
    let headers = request.headers();
    if !request.uri().path().starts_with("/api/") || !accepts_html(headers) {
        return next.run(request).await;
    }
    let page = headers.get(header::REFERER).and_then(|page| page.to_str().ok()?.parse::<Uri>().ok());
    if !page.is_some_and(|page| host::is_of_host(&page, headers)) {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        if let Ok(page) = HeaderValue::from_str(&format!("http://{host}{FORMS_PAGE}")) {
            request.headers_mut().insert(header::REFERER, page);
        }
    }
    let mut response = next.run(request).await;
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()?.parse::<Uri>().ok());
    if let Some(to) = to {
        let path = safe_path(to.path_and_query().map(PathAndQuery::as_str));
        if let Ok(path) = HeaderValue::from_str(path) {
            response.headers_mut().insert(header::LOCATION, path);
        }
    }
    response
}

/// Sets the status of a server function's error. Leptos answers every error with 500 unless the door has set a status.
async fn with_status(response: Response<Body>) -> Response<Body> {
    let failed = response.status() == StatusCode::INTERNAL_SERVER_ERROR;
    if !failed || !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, MAX_ERROR_BYTES).await.unwrap_or_default();
    parts.status = match <Error as FromServerFnError>::de(body.clone()) {
        // The door adds the request's id to its failures; without one the arguments could not be read.
        Error::Unavailable(request) if request.is_empty() => StatusCode::BAD_REQUEST,
        // Only a browser can be offline: our pages never send this.
        Error::Offline => StatusCode::BAD_REQUEST,
        error => status(&error),
    };
    Response::from_parts(parts, Body::from(body))
}

/// Renders the page of a plain form again if the form was rejected (a layer around plain forms).
pub async fn draw_rejected(request: Request, next: Next) -> Response<Body> {
    let caller = request.extensions().get::<Caller>().cloned();
    let mut response = next.run(request).await;
    match (caller, response.extensions_mut().remove::<Rejected>()) {
        (Some(caller), Some(rejected)) => draw(&caller, rejected).await,
        _ => response,
    }
}

/// Leads an account without an employee, which has no results of its own, from Beranda to the board.
async fn choose_first_page(request: Request, next: Next) -> Response<Body> {
    let caller = request.extensions().get::<Caller>();
    let has_results = caller.and_then(|caller| caller.actor().ok()).is_none_or(|actor| actor.employee.is_some());
    if has_results || request.uri().path() != "/" || request.method() != Method::GET {
        return next.run(request).await;
    }
    see_other("/dasbor")
}

/// Opens a thread without its search for people where a link of another site asks for one: each search stands in the
/// audit trail in the reader's name.
async fn drop_foreign_search(request: Request, next: Next) -> Response<Body> {
    let uri = request.uri();
    let is_reaching = uri.path().starts_with("/percakapan/") || uri.path().ends_with("/matriks");
    let is_search = is_reaching
        && serde_urlencoded::from_str::<Vec<(String, String)>>(uri.query().unwrap_or_default())
            .is_ok_and(|pairs| pairs.iter().any(|(name, _)| name == "cari"));
    if !is_search || host::is_asked_here(request.headers()) {
        return next.run(request).await;
    }
    see_other(uri.path())
}

/// Renders the page of an invitation that lets nobody in with the reason, before a password is typed into it.
async fn check_invitation(request: Request, next: Next) -> Response<Body> {
    let caller = request.extensions().get::<Caller>().cloned();
    let token = request.uri().path().strip_prefix("/undangan/").map(str::to_owned);
    let (Some(caller), Some(token)) = (caller, token) else { return next.run(request).await };
    let error = match auth::action::is_open(&caller, &token).await {
        Ok(true) => return next.run(request).await,
        Ok(false) => Refusal::InvitationSpent.into(),
        Err(error) => error,
    };
    let is_gone = error == Error::Refused(Refusal::InvitationSpent);
    let rejected = Rejected { uri: request.uri().path().to_owned(), typed: SubmittedForm { fields: vec![], error } };
    let mut response = draw(&caller, rejected).await;
    if is_gone {
        *response.status_mut() = StatusCode::GONE;
    }
    response
}

async fn draw(caller: &Caller, Rejected { uri, typed }: Rejected) -> Response<Body> {
    let status_of_error = status(&typed.error);
    let retry_after = retry_after(&typed.error);
    let options = caller.app().leptos.clone();
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri.parse().unwrap_or_default();
    request.extensions_mut().insert(caller.clone());
    let context = move || {
        provide_context(typed.clone());
        page_context();
    };
    let mut response =
        leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()))(request).await;
    // The page itself says that the session has ended; browsers show it with any status.
    *response.status_mut() = status_of_error;
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

fn root_marks(actor: &Actor, now: Timestamp) -> RootMarks {
    let at = actor.zone.local(now);
    let names = [Some(&actor.name), actor.unit_name.as_ref(), Some(&actor.agency_name)];
    let mut names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    // A root unit is called as its agency.
    names.dedup();
    RootMarks {
        person: actor.employee,
        printer: names.join(" · "),
        moment: at.strftime("%Y-%m-%dT%H:%M").to_string(),
        printed: format!("{} pukul {}", format::day(at.date()), format::time(at)),
    }
}

/// Provides the context of every page: the signed-in person, and the content security policy with this response's nonce
/// (only our own scripts, no inline style).
fn page_context() {
    if let Ok(caller) = Caller::current() {
        if let Ok(actor) = caller.actor() {
            provide_context(root_marks(actor, caller.app().clock.now()));
        }
        provide_context(Document {
            me: caller.actor().ok().map(Me::of),
            account: caller.written_for().or_else(|| caller.actor().ok().map(|actor| actor.account)),
            demo: caller.app().config.demo,
            next_report: Some(ReportId(new_id())),
            live: caller.app().live.known(),
            spares_data: use_context::<Parts>().is_some_and(|parts| {
                parts.headers.get("save-data").is_some_and(|wish| wish.as_bytes().eq_ignore_ascii_case(b"on"))
            }),
            typed: use_context::<SubmittedForm>(),
        });
    }
    provide_context(MarkMissing(|| {
        if let Some(options) = use_context::<ResponseOptions>() {
            options.set_status(StatusCode::NOT_FOUND);
        }
    }));
    let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; \
         manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
