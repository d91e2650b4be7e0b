//! Whatever needs a runtime: the router, the door to the database, sessions, the live stream.

pub mod agency;
pub mod backup;
pub mod calendar;
pub mod capacity;
pub mod cli;
pub mod clock;
pub mod cluster;
pub mod codec;
pub mod config;
pub mod door;
pub mod figures;
pub mod flights;
pub mod jobs;
pub mod live;
pub mod openapi;
pub mod operator;
pub mod pages;
pub mod password;
pub mod pool;
pub mod problem;
pub mod pulse;
pub mod record;
pub mod replica;
pub mod request;
pub mod retain;
pub mod serve;
pub mod session;
pub mod tls;
pub mod xlsx;

use crate::features;
use axum::{
    Router,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use capacity::Capacity;
use config::Config;
use leptos::config::LeptosOptions;
use pool::Pool;
use std::{sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// Largest body of a request, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// So many requests may wait for a place: a crowd of open boards that hear of one report.
const WAITING: usize = 1024;
/// After a restart all streams come back at once; each may take so long to begin.
const STREAM_PATIENCE: Duration = Duration::from_secs(5);

/// What the whole server shares.
#[derive(Clone, Debug)]
pub struct App {
    pub pool: Pool,
    pub replica: Option<replica::Replica>,
    pub live: live::Live,
    pub boards: flights::Flights<features::dashboard::listing::Whole>,
    pub waits: flights::Spells<crate::domain::feedback::Waits>,
    pub clock: clock::Clock,
    pub passwords: password::Passwords,
    pub pulse: pulse::Pulse,
    pub figures: figures::Figures,
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
}

impl App {
    pub fn new(pool: Pool, clock: clock::Clock, config: Config) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("kinerja")
            .site_root(config.site_root.to_string_lossy().into_owned())
            .site_pkg_dir(config.package.clone())
            .build();
        Self {
            pool,
            replica: None,
            live: live::Live::new(clock::new_id()),
            boards: flights::Flights::default(),
            pulse: pulse::Pulse::new(clock.now()),
            waits: flights::Spells::default(),
            clock,
            passwords: password::Passwords::new(config.max_requests / 2),
            figures: figures::Figures::default(),
            config: Arc::new(config),
            leptos,
        }
    }

    /// With a replica, for boards and exports.
    #[must_use]
    pub fn with_replica(self, replica: Option<replica::Replica>) -> Self {
        Self { replica, ..self }
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
        .route("/tindak-lanjut", post(features::follow_up::form::finish))
        .route("/dasbor/unduh.xlsx", get(features::dashboard::download::board))
        .route("/dasbor/pelaporan/unduh.xlsx", get(features::dashboard::download::rhythm))
        .route("/dasbor/daftar/unduh.xlsx", get(features::dashboard::download::people))
        .route("/tim/unduh.xlsx", get(features::team::download::team))
        .route("/riwayat/{indikator}/unduh.xlsx", get(features::progress::download::history))
        .nest("/api/v1", api())
        .route("/api/openapi.json", get(api_document))
        .route("/api/{*function}", post(pages::server_function))
        .merge(pages::router(&app));
    let most = app.config.max_requests;
    let people = known(people, &app, Capacity::new(most, WAITING))
        .layer(axum::middleware::map_response(capacity::in_time))
        // Places of their own: streams that come back together after a restart hold up no report, nor it them.
        .merge(known(
            Router::new().route("/live", get(live::stream)),
            &app,
            Capacity::patient(most.div_ceil(4), WAITING, STREAM_PATIENCE),
        ));
    let people = named(people, &app)
        // Whoever looks after an overloaded server still reaches it.
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready));
    let layers = ServiceBuilder::new()
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
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest));
    people.layer(layers).merge(files(&app.config)).with_state(app)
}

/// Puts the limits around what people and programs ask for, and a name around those: whatever is refused or fails
/// inside is told with the request's code.
pub fn named(people: Router<App>, app: &App) -> Router<App> {
    let layers = ServiceBuilder::new()
        .layer(axum::middleware::from_fn_with_state(app.clone(), request::name))
        .layer(CatchPanicLayer::custom(request::after_panic))
        .layer(axum::middleware::from_fn(problem::too_large))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(CsrfLayer::new());
    people.layer(layers)
}

/// `GET /api/openapi.json`: the stable addresses for those who write other programs.
async fn api_document(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi::document(app.config.https)).into_response()
}

/// Routes that ask who is there, as many at once as there are places.
fn known(routes: Router<App>, app: &App, capacity: Capacity) -> Router<App> {
    routes
        .layer(axum::middleware::from_fn_with_state(app.clone(), session::identify))
        .layer(axum::middleware::from_fn_with_state(capacity, capacity::admit))
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
    let applied = app.pool.ask(async |db| {
        sqlx::query_scalar!("select max(version) from _sqlx_migrations where success").fetch_one(db).await
    });
    match tokio::time::timeout(Duration::from_secs(2), applied).await {
        Ok(Ok(applied)) if applied == newest => "ready".into_response(),
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing: run `kinerja migrate`").into_response(),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
    }
}
