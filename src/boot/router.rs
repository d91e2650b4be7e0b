//! The router: every address that the server answers.

use super::{openapi, pages};
use crate::{
    error::Error,
    features::{auth, calendar, dashboard, evaluation, feedback, follow_up, post, progress, regime, skp, team},
    server::{
        App,
        admission::{self, Admission},
        capacity::Capacity,
        config::Config,
        enrolment, host, isolate, problem, request,
        routes::Routes,
        serve, session, stream,
    },
};
use axum::{
    Router,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// Requests that may wait for a permit: many open boards reload after the same report.
const QUEUE_SLOTS: usize = 1024;
/// How long a stream may wait for a permit: after a restart all streams reconnect at once.
const STREAM_QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns the addresses that are not pages: those of requests by people and programs; those of streams, which have
/// permits of their own; those of the health, which an operator must reach under any load.
pub fn routes() -> [Routes; 3] {
    let stream = Routes::default().get("/live", stream::stream);
    let health = Routes::default().get("/healthz", async || "ok").get("/readyz", ready);
    [of_features(), stream, health]
}

/// Returns the addresses of every feature and those of the program itself.
fn of_features() -> Routes {
    let features = [
        auth::routes::routes(),
        calendar::form::routes(),
        progress::routes::routes(),
        dashboard::routes::routes(),
        evaluation::routes::routes(),
        feedback::routes::routes(),
        follow_up::routes::routes(),
        post::routes::routes(),
        regime::form::routes(),
        skp::routes::routes(),
        team::routes::routes(),
    ];
    let own = Routes::default().get("/api/openapi.json", api_document).post("/api/{*function}", pages::server_function);
    features.into_iter().fold(own, Routes::merge)
}

/// Returns the router of the whole server.
pub fn router(app: App) -> Router {
    let [people, stream, health] = routes();
    let people = people
        .into_router()
        .layer(axum::middleware::from_fn(pages::draw_rejected))
        // Not a fallback: that of the server functions would match first.
        .route("/api/v1/{*rest}", any(async || problem::ApiError(Error::NotFound)))
        .merge(pages::router(&app));
    let most = app.config.max_requests;
    let people = authenticated(people, &app, Capacity::new(most, QUEUE_SLOTS))
        .layer(axum::middleware::map_response(admission::in_time))
        // Permits of their own: streams that reconnect together after a restart delay no report, and reports delay no
        // stream.
        .merge(authenticated(
            stream.into_router(),
            &app,
            Capacity::with_queue_timeout(most.div_ceil(4), QUEUE_SLOTS, STREAM_QUEUE_TIMEOUT),
        ));
    let people = with_request_id(people, &app).merge(health.into_router());
    let layers = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
        ))
        .layer(fixed(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        // A page of 18 kB is a sixth smaller than with the quickest level, for a fraction of a millisecond.
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Precise(4)));
    let hsts =
        app.config.https.then(|| fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"));
    let everywhere = ServiceBuilder::new()
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .option_layer(hsts);
    people.layer(layers).merge(files(&app.config)).layer(everywhere).with_state(app)
}

/// Puts the limits around the routes of people and programs, and the request id around the limits: a response that is
/// refused or fails inside carries the request's code.
pub fn with_request_id(people: Router<App>, app: &App) -> Router<App> {
    let layers = ServiceBuilder::new()
        .layer(axum::middleware::from_fn(isolate::isolate))
        .layer(axum::middleware::from_fn_with_state(app.clone(), request::name))
        .layer(CatchPanicLayer::custom(request::after_panic))
        .layer(axum::middleware::from_fn_with_state(app.clone(), host::check))
        .layer(CsrfLayer::new());
    people.layer(layers)
}

/// `GET /api/openapi.json`: the API's document for authors of other programs.
async fn api_document(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::document(of_features().documents(), app.config.https))
        .into_response()
}

/// Authenticates the requests of these routes and limits how many run at once to the permits of `capacity`.
fn authenticated(routes: Router<App>, app: &App, capacity: Capacity) -> Router<App> {
    let admission = Admission { app: app.clone(), capacity };
    routes
        .layer(axum::middleware::from_fn(enrolment::guard))
        .layer(axum::middleware::from_fn_with_state(app.clone(), session::identify))
        .layer(axum::middleware::from_fn_with_state(admission, admission::admit))
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// Serves the built site. The package's folder carries its version, so a browser keeps it for a year; the few other
/// files are revalidated after a day. `ServeDir` answers ranges, and 304 for the latter, which Leptos' own handler does not. A 404 is
/// not cached: a file that is missing for a moment must not be missing for a year.
fn files(config: &Config) -> Router<App> {
    let dir = ServeDir::new(config.site_root.join(&config.package)).precompressed_br().precompressed_gzip();
    let kept = |value: &'static str| {
        axum::middleware::map_response(move |mut response: Response| async move {
            let gone = response.status().is_client_error() || response.status().is_server_error();
            let value = HeaderValue::from_static(if gone { "no-store" } else { value });
            response.headers_mut().insert(header::CACHE_CONTROL, value);
            response
        })
    };
    let package = Router::new()
        .nest_service(&format!("/{}", config.package), dir)
        .layer(axum::middleware::map_response(without_validators))
        .layer(kept("public, max-age=31536000, immutable"));
    let mut rest = Router::new();
    for name in public_files(config) {
        let file = ServeFile::new(config.site_root.join(&name)).precompressed_br().precompressed_gzip();
        rest = rest.route_service(&format!("/{name}"), file);
    }
    // A file that is opened by itself, such as an icon, shows itself and nothing else. The package has scripts, sheets and
    // modules only, which are no documents: a policy would be bytes of the first visit that no browser reads.
    let rest = rest.layer(kept("public, max-age=86400")).layer(fixed(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ));
    package.merge(rest).layer(axum::middleware::map_response(with_charset))
}

/// Leaves out by what a browser asks whether a file has changed: one whose address carries its version never does, and the
/// first visit of a phone counts its bytes.
async fn without_validators(mut response: Response) -> Response {
    response.headers_mut().remove(header::ETAG);
    response.headers_mut().remove(header::LAST_MODIFIED);
    response
}

/// Names the charset of a text file, which is UTF-8.
async fn with_charset(mut response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let named = kind.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"));
    if let Some(Ok(kind)) = named.map(|kind| HeaderValue::try_from(format!("{kind}; charset=utf-8"))) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// Returns the names of the files that `public/` puts beside the package.
fn public_files(config: &Config) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(&config.site_root) else { return vec![] };
    entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| {
            std::path::Path::new(name).extension().is_none_or(|extension| extension != "br" && extension != "gz")
        })
        .collect()
}

/// Returns 200 when the database answers and has every migration, else 503 with the reason.
async fn ready(State(app): State<App>) -> Response {
    let newest = serve::MIGRATOR.iter().map(|migration| migration.version).max();
    let applied = app.pool.ask(async |db| {
        sqlx::query_scalar!("select max(version) from _sqlx_migrations where success").fetch_one(db).await
    });
    match tokio::time::timeout(Duration::from_secs(2), applied).await {
        Ok(Ok(applied)) if applied == newest => "ready".into_response(),
        Ok(Ok(applied)) if applied > newest => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database belongs to a newer Kinerja: start that version")
                .into_response()
        }
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing: run `kinerja migrate`").into_response(),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
    }
}
