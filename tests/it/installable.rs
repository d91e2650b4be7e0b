//! Kinerja on the home screen: the manifest, its icons, and the pages' references to them.

use crate::app::{Answer, TestApp};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kinerja::server::config::Config;
use sqlx::PgPool;
use std::path::PathBuf;

/// Starts the program with the files of `public/` in the site folder.
async fn with_public(owner: &PgPool) -> TestApp {
    TestApp::with(owner, |config| Config { site_root: PathBuf::from("public"), ..config }).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[sqlx::test]
async fn the_manifest_says_what_a_phone_needs_to_install_it(owner: PgPool) {
    let app = with_public(&owner).await;
    let answer = app.anonymous().get("/manifest.webmanifest").await;
    assert_eq!(answer.status, StatusCode::OK, "also before the sign-in");
    assert_eq!(header(&answer, "content-type"), "application/manifest+json");
    assert_eq!(header(&answer, "cache-control"), "public, max-age=86400");
    let manifest = answer.json();
    for (name, value) in [
        ("name", "Kinerja"),
        ("short_name", "Kinerja"),
        ("lang", "id"),
        ("start_url", "/"),
        ("scope", "/"),
        ("display", "standalone"),
    ] {
        assert_eq!(manifest[name], value, "{name}");
    }
    assert!(manifest["theme_color"].is_string() && manifest["background_color"].is_string());
    let icons = manifest["icons"].as_array().expect("icons");
    let sized = |size: &str, purpose: Option<&str>| {
        icons
            .iter()
            .any(|icon| icon["sizes"] == size && icon["purpose"].as_str() == purpose && icon["type"] == "image/png")
    };
    assert!(sized("192x192", None) && sized("512x512", None) && sized("512x512", Some("maskable")));
    let shortcuts = manifest["shortcuts"].as_array().expect("shortcuts").iter();
    for address in shortcuts.map(|shortcut| shortcut["url"].as_str().expect("an address")) {
        assert!(kinerja::boot::pages::paths().iter().any(|path| path == address), "{address} is a page");
    }
}

#[sqlx::test]
async fn every_icon_is_there_in_the_size_that_is_promised(owner: PgPool) {
    let app = with_public(&owner).await;
    let manifest = app.anonymous().get("/manifest.webmanifest").await.json();
    let icons = manifest["icons"].as_array().expect("icons").iter();
    let promised = icons.map(|icon| (icon["src"].as_str().expect("a path"), icon["sizes"].as_str().expect("a size")));
    for (path, size) in promised.chain([("/icon-180.png", "180x180")]) {
        let answer = app.anonymous().request(Request::get(path), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        if size == "any" {
            assert_eq!(header(&answer, "content-type"), "image/svg+xml");
            continue;
        }
        assert_eq!(header(&answer, "content-type"), "image/png", "{path}");
        // Width and height follow the signature and the header of the first chunk.
        let file = std::fs::read(format!("public{path}")).expect("the file");
        let side = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes"));
        assert_eq!(format!("{}x{}", side(16), side(20)), size, "{path}");
    }
}

#[sqlx::test]
async fn every_page_names_the_manifest_and_may_load_it(owner: PgPool) {
    let page = with_public(&owner).await.anonymous().get("/masuk").await;
    for link in [
        "<link rel=\"manifest\" href=\"/manifest.webmanifest\"",
        "<link rel=\"apple-touch-icon\" href=\"/icon-180.png\"",
        "<meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\"",
        "<meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\"",
    ] {
        assert!(page.body.contains(link), "{link}");
    }
    assert!(header(&page, "content-security-policy").contains("manifest-src 'self'"));
}
