//! A page that needs neither the database nor the application.

use super::App;
use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};

/// Returns a page with a title and content, which is HTML.
pub fn static_page(app: &App, title: &str, content: &str) -> Response {
    let package = &app.config.package;
    let page = format!(
        r##"<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – Kinerja</title>
<link rel="stylesheet" href="/{package}/kinerja.css">
<link rel="stylesheet" href="/{package}/pages.css">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip-link" href="#isi">Langsung ke isi</a>
<main class="sign-in" id="isi" tabindex="-1">
<header class="page-head"><div><h1>{title}</h1></div></header>
{content}
</main>
</body>
</html>
"##
    );
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// Returns a text as content of HTML or of an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
