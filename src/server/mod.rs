//! Whatever needs a runtime: the router, the door to the database, sessions, the live stream.

pub mod clock;
pub mod cluster;
pub mod codec;
pub mod config;
pub mod door;
pub mod flights;
pub mod jobs;
pub mod live;
pub mod pages;
pub mod password;
pub mod problem;
pub mod record;
pub mod serve;
pub mod session;
pub mod verbs;
pub mod xlsx;

use crate::features;
use axum::{
    Router,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use config::Config;
use leptos::config::LeptosOptions;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};

/// Largest body of a request, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// A request that takes longer is answered as unavailable; streams only have to begin by then.
const SLOWEST_ANSWER: Duration = Duration::from_secs(20);

/// What the whole server shares.
#[derive(Clone, Debug)]
pub struct App {
    pub pool: PgPool,
    pub live: live::Live,
    pub boards: flights::Flights<features::dashboard::listing::Whole>,
    pub weeks: flights::Spells<Vec<features::dashboard::store::Week>>,
    pub waits: flights::Spells<crate::domain::feedback::Waits>,
    pub clock: clock::Clock,
    pub passwords: password::Passwords,
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
}

impl App {
    /// `pool` must act as `kinerja_app`: see [`serve::app_pool`].
    pub fn new(pool: PgPool, clock: clock::Clock, config: Config) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("kinerja")
            .site_root(config.site_root.to_string_lossy().into_owned())
            .site_pkg_dir(config.package.clone())
            .build();
        Self {
            pool,
            live: live::Live::new(clock::new_id()),
            boards: flights::Flights::default(),
            weeks: flights::Spells::default(),
            waits: flights::Spells::default(),
            clock,
            passwords: password::Passwords::default(),
            config: Arc::new(config),
            leptos,
        }
    }
}

impl axum::extract::FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let people = Router::new()
        .route("/masuk", post(features::auth::form::sign_in))
        .route("/masuk/demo", post(features::auth::form::demo))
        .route("/keluar", post(features::auth::form::sign_out))
        .route("/undangan/{token}", post(features::auth::form::accept_invitation))
        .route("/lapor", post(features::progress::form::report))
        .route("/percakapan/{thread}", post(features::feedback::form::say))
        .route("/dasbor/unduh.xlsx", get(features::dashboard::download::board))
        .route("/live", get(live::stream))
        .nest("/api/v1", api())
        .route("/api/{*function}", post(pages::server_function))
        .merge(pages::router(&app))
        .layer(axum::middleware::from_fn_with_state(app.clone(), session::identify))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready));
    let layers = ServiceBuilder::new()
        .layer(CatchPanicLayer::new())
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
        ))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .option_layer(
            app.config.https.then(|| fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains")),
        )
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, SLOWEST_ANSWER))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(CsrfLayer::new());
    people.layer(layers).merge(files(&app.config)).with_state(app)
}

/// The stable addresses for other programs (`contracts.md`).
fn api() -> Router<App> {
    Router::new()
        .route("/session", post(features::auth::rest::sign_in).delete(features::auth::rest::sign_out))
        .route("/me", get(features::auth::rest::me))
        .route("/indicators", get(features::progress::rest::indicators))
        .route("/reports", get(features::progress::rest::reports).post(features::progress::rest::submit))
        .route("/boards/{unit}", get(features::dashboard::rest::board))
        // Not a fallback: the address of the server functions would be nearer.
        .route("/{*rest}", any(async || problem::ApiError(crate::error::Error::NotFound)))
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// The built site: the package's folder carries its version, so a browser keeps it for ever; the few other
/// files are asked for again after a day. `ServeDir` answers ranges and 304, which Leptos' own handler does not.
/// What is missing for a moment must not be missing for a year: only what is there is kept.
fn files(config: &Config) -> Router<App> {
    let dir = ServeDir::new(config.site_root.join(&config.package)).precompressed_br().precompressed_gzip();
    let kept = |value: &'static str| {
        ServiceBuilder::new()
            .layer(axum::middleware::map_response(move |mut response: Response| async move {
                let gone = response.status().is_client_error() || response.status().is_server_error();
                let value = HeaderValue::from_static(if gone { "no-store" } else { value });
                response.headers_mut().insert(header::CACHE_CONTROL, value);
                response
            }))
            .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
    };
    let package = Router::new()
        .nest_service(&format!("/{}", config.package), dir)
        .layer(kept("public, max-age=31536000, immutable"));
    let mut rest = Router::new();
    for name in public_files(config) {
        let file = ServeFile::new(config.site_root.join(&name)).precompressed_br().precompressed_gzip();
        rest = rest.route_service(&format!("/{name}"), file);
    }
    package.merge(rest.layer(kept("public, max-age=86400")))
}

/// The names of the files that `public/` put beside the package.
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

/// 200 when the database answers and has every migration, else 503 with the reason.
async fn ready(State(app): State<App>) -> Response {
    let newest = serve::MIGRATOR.iter().map(|migration| migration.version).max();
    let applied = sqlx::query_scalar!("select max(version) from _sqlx_migrations where success");
    match tokio::time::timeout(Duration::from_secs(2), applied.fetch_one(&app.pool)).await {
        Ok(Ok(applied)) if applied == newest => "ready".into_response(),
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing: run `kinerja migrate`").into_response(),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
    }
}
