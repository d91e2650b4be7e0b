//! The limits of exports. An export stands in the audit trail in its reader's name, so a page of another site must not
//! begin one; and it is expensive, so that few are prepared at once, for each account and for the server.

use super::{
    App,
    door::Caller,
    host,
    problem::{RETRY_AFTER_SECONDS, accepts_html, problem},
    request_id,
    static_page::{escaped, static_page},
};
use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument;

/// The layer around the address of an export.
pub async fn guard(request: Request, next: Next) -> Response {
    let Some(caller) = request.extensions().get::<Caller>().cloned() else { return next.run(request).await };
    let Ok(actor) = caller.actor() else { return next.run(request).await };
    let app = caller.app();
    if !host::is_asked_here(request.headers()) {
        return elsewhere(app, &request);
    }
    let is_page = accepts_html(request.headers());
    let Some(share) = app.account_exports.take(actor.account, 1) else {
        let sentence = "Unduhan Anda yang lain masih disiapkan. Tunggu sampai selesai, lalu coba lagi.";
        return busy(app, (StatusCode::TOO_MANY_REQUESTS, sentence), is_page);
    };
    let Some(permit) = app.exports.permit().await else {
        let sentence = "Banyak unduhan sedang disiapkan. Coba lagi sebentar lagi.";
        return busy(app, (StatusCode::SERVICE_UNAVAILABLE, sentence), is_page);
    };
    // In a task of its own: a client that leaves does not end the work, and must not free its permit either.
    let prepared = async move {
        let _held = (share, permit);
        next.run(request).await
    };
    let code = request_id::code().unwrap_or_default();
    let prepared = tokio::spawn(request_id::with_code(code, prepared).in_current_span()).await;
    prepared.unwrap_or_else(|error| {
        tracing::error!(%error, "an export failed");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// Asks a person whom another site has led here; refuses a program.
fn elsewhere(app: &App, request: &Request) -> Response {
    let sentence = "Unduhan hanya dapat dimulai dari halaman Kinerja.";
    if !accepts_html(request.headers()) {
        return problem(StatusCode::FORBIDDEN, sentence.to_owned(), vec![]);
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let content = format!(
        r#"<p>Situs lain membawa Anda ke unduhan ini. Isinya data kinerja, dan unduhan dicatat atas nama Anda.</p>
<p><a href="{}">Unduh berkas</a></p>
<p><a href="/">Ke Beranda</a></p>"#,
        escaped(path)
    );
    (StatusCode::FORBIDDEN, static_page(app, "Unduh berkas ini?", &content)).into_response()
}

fn busy(app: &App, (status, sentence): (StatusCode, &str), is_page: bool) -> Response {
    let mut response = if is_page {
        let content = format!("<p>{sentence}</p>\n<p><a href=\"/\">Ke Beranda</a></p>");
        (status, static_page(app, "Unduhan ditunda", &content)).into_response()
    } else {
        problem(status, sentence.to_owned(), vec![])
    };
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS);
    response
}
