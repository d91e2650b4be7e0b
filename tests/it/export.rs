//! Exports: begun by their readers alone, few at once, refused in words.

use crate::{
    app::{Answer, Client, TestApp, key},
    seed::Town,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures::future::join_all;
use kinerja::domain::id::AccountId;
use sqlx::PgPool;

const TEAM: &str = "/tim/unduh.xlsx";

async fn account_of(owner: &PgPool, town: &Town) -> AccountId {
    let account = sqlx::query_scalar("select id from account where employee_id = $1").bind(town.sari);
    account.fetch_one(owner).await.expect("an account")
}

async fn exports(owner: &PgPool) -> i64 {
    let count = sqlx::query_scalar("select count(*) from event where kind = 'exported'");
    count.fetch_one(owner).await.expect("a count")
}

/// Follows a link of a page on another site.
async fn from_elsewhere(client: &Client<'_>, path: &str, accept: &str) -> Answer {
    let request = Request::get(path).header(header::ACCEPT, accept).header("sec-fetch-site", "cross-site");
    client.request(request, Body::empty()).await
}

#[sqlx::test]
async fn a_link_on_another_site_asks_before_it_exports_in_somebodys_name(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let path = format!("/dasbor/daftar/unduh.xlsx?unit={}&status=silent", town.centre);
    let page = from_elsewhere(&sari, &path, "text/html").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let link = format!("href=\"{}\"", path.replace('&', "&amp;"));
    assert!(page.body.contains("Unduh berkas ini?") && page.body.contains(&link), "{}", page.body);
    assert!(page.headers["content-security-policy"].to_str().expect("text").starts_with("default-src 'none'"));
    let refused = from_elsewhere(&sari, &path, "*/*").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.json()["title"], "Unduhan hanya dapat dimulai dari halaman Kinerja.");
    assert_eq!(exports(&owner).await, 0);
    // The link on that page, and an address that somebody typed.
    for site in ["same-origin", "none"] {
        let request = Request::get(&path).header(header::ACCEPT, "text/html").header("sec-fetch-site", site);
        assert_eq!(sari.request(request, Body::empty()).await.status, StatusCode::OK, "{site}");
    }
    assert_eq!(exports(&owner).await, 2);
}

fn assert_told(answer: &Answer, status: StatusCode, sentence: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
    assert!(answer.body.contains(sentence), "{}", answer.body);
}

#[sqlx::test]
async fn many_exports_of_one_account_hold_up_nobody_else(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi) = (app.as_(town.sari).await, app.as_(town.dewi).await);
    let all = join_all((0..60).map(|_| sari.get(TEAM)));
    let (answers, report) = tokio::join!(all, dewi.report(key(), town.births, "700"));
    assert_eq!(report.status, StatusCode::CREATED);
    let (done, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
    assert!(!done.is_empty() && !refused.is_empty(), "{} done", done.len());
    for answer in refused {
        assert_told(answer, StatusCode::TOO_MANY_REQUESTS, "Unduhan Anda yang lain masih disiapkan.");
    }
    assert_eq!(sari.get(TEAM).await.status, StatusCode::OK, "and then again");
}

#[sqlx::test]
async fn one_account_prepares_so_many_exports_at_once_and_is_told(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, ratna) = (app.as_(town.sari).await, app.as_(town.ratna).await);
    let account = account_of(&owner, &town).await;
    let begun: Vec<_> = std::iter::from_fn(|| app.app.account_exports.take(account, 1)).collect();
    let page = sari.get(TEAM).await;
    assert_told(&page, StatusCode::TOO_MANY_REQUESTS, "<p>Unduhan Anda yang lain masih disiapkan.");
    let (status, headers, _) = sari.file(TEAM).await;
    assert_eq!(
        (status, &headers["content-type"]),
        (StatusCode::TOO_MANY_REQUESTS, &"application/problem+json".parse().expect("a header"))
    );
    assert_eq!(ratna.get(TEAM).await.status, StatusCode::OK, "others are free");
    drop(begun);
    assert_eq!(sari.get(TEAM).await.status, StatusCode::OK);
}

#[sqlx::test]
async fn a_server_that_prepares_enough_exports_says_when_to_come_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi) = (app.as_(town.sari).await, app.as_(town.dewi).await);
    let mut begun = Vec::new();
    while let Some(permit) = app.app.exports.permit().await {
        begun.push(permit);
    }
    let (page, report) = tokio::join!(sari.get(TEAM), dewi.report(key(), town.births, "700"));
    assert_told(&page, StatusCode::SERVICE_UNAVAILABLE, "<p>Banyak unduhan sedang disiapkan.");
    assert_eq!(report.status, StatusCode::CREATED);
    drop(begun);
    assert_eq!(sari.get(TEAM).await.status, StatusCode::OK);
}
