//! Signing in and out: sign-in forms, sessions, expiry.

use crate::{
    access::{Ask, Rows, Rule},
    app::{Answer, Client, TestApp, key},
    seed::{Town, sql},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use kinerja::{
    domain::{
        account::PasswordRefusal,
        id::{AccountId, SessionId},
    },
    error::Error,
    features::{
        auth::api::{
            ChangePassword, ConfirmAuthenticator, EndSession, GetAuthenticator, ListSessions, PrepareAuthenticator,
            RemoveAuthenticator,
        },
        dashboard::api::GetBoard,
    },
    server::{config::Config, session::Token},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::net::{IpAddr, Ipv4Addr};

/// Returns the access rows of sign-in and of the own account.
pub fn access() -> Rows {
    let wrong = Error::field("current", PasswordRefusal::Wrong);
    let new = || "perahu hijau di muara".to_owned();
    let salah = || "salah".to_owned();
    Rows::default()
        .function(Rule::SignedIn, |_| GetAuthenticator {})
        .refused_function(Rule::SignedIn, wrong.clone(), move |_| PrepareAuthenticator { current: salah() })
        .refused_function(Rule::SignedIn, wrong.clone(), move |_| RemoveAuthenticator { current: salah() })
        .refused_function(Rule::SignedIn, Error::NotFound, |_| ConfirmAuthenticator { code: "000000".to_owned() })
        .refused_route(Method::POST, "/masuk/kode", (Rule::Open, StatusCode::UNPROCESSABLE_ENTITY), |_| {
            Ask::form([("code", &"000000")])
        })
        .function(Rule::SignedIn, |_| ListSessions {})
        .function(Rule::OwnOnly, |named| EndSession { session: named.device })
        .refused_function(Rule::SignedIn, wrong, move |_| ChangePassword {
            current: "salah".to_owned(),
            new: new(),
            again: new(),
        })
        .refused_route(Method::POST, "/masuk", (Rule::Open, StatusCode::UNAUTHORIZED), |_| {
            Ask::form([("login", &"bukan.siapa"), ("password", &"salah")])
        })
        // This route does not exist outside of demo mode.
        .route(Method::POST, "/masuk/demo", Rule::Nobody, |_| Ask::form([("demo", &"pegawai")]))
        .route(Method::POST, "/keluar", Rule::Open, |_| Ask::form([]))
        .refused_route(Method::POST, "/undangan/{token}", (Rule::Open, StatusCode::UNPROCESSABLE_ENTITY), |_| {
            Ask::at("/undangan/bukan").with_form([("new", &"perahu hijau"), ("again", &"perahu hijau")])
        })
        .refused_route(Method::POST, "/api/v1/session", (Rule::Open, StatusCode::UNAUTHORIZED), |_| {
            Ask::json(json!({"login": "bukan.siapa", "password": "salah"}))
        })
        .route(Method::DELETE, "/api/v1/session", Rule::SignedIn, |_| Ask::default())
        .route(Method::GET, "/api/v1/me", Rule::SignedIn, |_| Ask::default())
        .page("/masuk/kode", Rule::Open, |_| ("/masuk/kode".to_owned(), "Masukkan kode"))
        .page("/masuk", Rule::Open, |_| ("/masuk".to_owned(), "Kata sandi"))
        .page("/undangan/:token", Rule::Open, |_| ("/undangan/x".to_owned(), "Pilih kata sandi"))
        .page("/akun", Rule::SignedIn, |_| ("/akun".to_owned(), "Perangkat yang masuk"))
}

const LOGIN: &str = "199003152015052001";
const PASSWORD: &str = "perahu hijau di muara";
const WRONG: &str = "NIP atau kata sandi salah";

/// Builds the town with Dewi's account, which signs in by NIP.
async fn with_dewi(owner: &PgPool) -> (TestApp, Town) {
    let (app, town) = (TestApp::new(owner).await, Town::build(owner).await);
    app.account(town.agency, Some(town.dewi), LOGIN, Some(PASSWORD)).await;
    (app, town)
}

async fn by_form(client: &Client<'_>, login: &str, password: &str) -> Answer {
    client.post_form("/masuk", &[("login", login), ("password", password)]).await
}

async fn by_api(client: &Client<'_>, login: &str, password: &str) -> Answer {
    client.api(Method::POST, "/api/v1/session", Some(json!({"login": login, "password": password}))).await
}

/// Signs in through the API from another network address, given in the trusted proxy's header.
async fn from_address(client: &Client<'_>, address: &str, login: &str, password: &str) -> Answer {
    let body = json!({"login": login, "password": password});
    client.api_with(Method::POST, "/api/v1/session", Some(body), &[("x-forwarded-for", address)]).await
}

/// Returns a client with the cookie of an answer.
fn holder<'a>(app: &'a TestApp, answer: &Answer) -> Client<'a> {
    Client { app, cookie: Some(answer.cookie().expect("a cookie")) }
}

async fn is_in(client: &Client<'_>) -> bool {
    let answer = client.api(Method::GET, "/api/v1/me", None).await;
    assert!([StatusCode::OK, StatusCode::UNAUTHORIZED].contains(&answer.status), "{}", answer.body);
    answer.status == StatusCode::OK
}

fn attributes(answer: &Answer) -> Vec<String> {
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
    let mut attributes: Vec<String> = cookie.split("; ").skip(1).map(ToOwned::to_owned).collect();
    attributes.sort();
    attributes
}

fn wait_of(answer: &Answer) -> i64 {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.body);
    answer.headers[header::RETRY_AFTER].to_str().expect("text").parse().expect("seconds")
}

fn later(app: &TestApp, by: SignedDuration) {
    app.app.clock.set(app.now() + by);
}

#[sqlx::test]
async fn signing_in_by_the_form_leads_to_beranda_with_a_cookie_that_scripts_cannot_read(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    // A NIP is often typed in groups of digits.
    let answer = by_form(&app.anonymous(), " 19900315 201505 2 001 ", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/")));
    assert_eq!(attributes(&answer), ["HttpOnly", "Path=/", "SameSite=Lax"]);
    let home = holder(&app, &answer).get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("Persalinan ditolong"), "her results are there");
}

#[sqlx::test]
async fn signing_in_by_the_api_answers_with_nothing_but_the_cookie(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let answer = by_api(&app.anonymous(), LOGIN, PASSWORD).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
    let me = holder(&app, &answer).api(Method::GET, "/api/v1/me", None).await.json();
    assert_eq!(
        me,
        json!({
            "id": town.dewi, "name": "Dewi", "roles": [], "unit": {"id": town.centre, "name": "Puskesmas Muara"},
            "agency": {"id": town.agency, "name": "Kota Uji"},
        })
    );
}

#[sqlx::test]
async fn behind_https_the_cookie_is_bound_to_the_host_and_never_travels_in_the_clear(owner: PgPool) {
    let (plain, _) = with_dewi(&owner).await;
    let app = TestApp::with(&owner, |config| Config { https: true, ..config }).await;
    let answer = by_form(&app.anonymous(), LOGIN, PASSWORD).await;
    assert!(answer.cookie().expect("a cookie").starts_with("__Host-kinerja="));
    assert_eq!(attributes(&answer), ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    assert!(is_in(&holder(&app, &answer)).await);
    let renamed = answer.cookie().expect("a cookie").replace("__Host-", "");
    assert!(!is_in(&Client { app: &app, cookie: Some(renamed.clone()) }).await, "only under its own name");
    assert!(is_in(&Client { app: &plain, cookie: Some(renamed) }).await);
}

#[sqlx::test]
async fn a_wrong_password_says_so_and_keeps_the_typed_name(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let form = [("login", "1990 0315"), ("password", "kata rahasia saya"), ("remember", "on"), ("lanjut", "/dasbor")];
    let answer = app.anonymous().post_form("/masuk", &form).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
    assert!(answer.body.contains(WRONG));
    assert!(answer.body.contains("value=\"1990 0315\""), "the name is still there");
    assert!(answer.body.contains("value=\"/dasbor\""), "so is the place to go on to");
    assert!(answer.body.contains(" checked"), "and the choice to be remembered");
    assert!(!answer.body.contains("kata rahasia saya"), "the password never comes back");
}

#[sqlx::test]
async fn no_form_of_the_own_account_lets_the_browser_speak_its_own_language(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let page = app.as_(town.dewi).await.get("/akun").await.body;
    let forms: Vec<&str> = page.split("<form").skip(1).filter_map(|form| form.split("</form>").next()).collect();
    let checked = |form: &&&str| [" required", "type=\"email\"", "pattern="].iter().any(|check| form.contains(check));
    assert!(forms.iter().any(|form| form.contains("novalidate")), "{page}");
    assert_eq!(forms.iter().filter(checked).filter(|form| !form.contains("novalidate")).count(), 0, "{page}");
}

#[sqlx::test]
async fn who_has_forgotten_the_password_reads_whom_to_ask(owner: PgPool) {
    let page = TestApp::new(&owner).await.anonymous().get("/masuk").await.text();
    assert!(page.contains("Lupa kata sandi? Mintalah tautan baru kepada Pengelola Kinerja"), "{page}");
}

#[sqlx::test]
async fn a_blank_field_is_told_in_our_words_keeps_the_name_and_counts_as_no_guess(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    let link = invited(&app, app.account(town.agency, Some(town.lina), "lina", None).await, "2026-06-25").await;
    for page in ["/masuk", "/masuk/kode", &link] {
        // The browser would speak its own language.
        assert!(nobody.get(page).await.body.contains("novalidate"), "{page}");
    }
    for (login, password, sentence) in [
        ("1990 0315", "", "Isi kata sandi Anda."),
        ("1990 0315", "  ", "Isi kata sandi Anda."),
        ("", PASSWORD, "Isi NIP atau nama pengguna Anda."),
    ] {
        let answer = by_form(&nobody, login, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(sentence), "{}", answer.text());
        assert!(answer.body.contains(&format!("value=\"{login}\"")), "what was typed is still there");
        assert!(!answer.body.contains(PASSWORD));
    }
    let counted: i64 =
        sqlx::query_scalar("select count(*) from sign_in_failure").fetch_one(&owner).await.expect("a count");
    assert_eq!(counted, 0);
    let blank = nobody.post_form(&link, &[("new", PASSWORD), ("again", "")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.text().contains("Ketik kata sandi baru itu sekali lagi."), "{}", blank.text());
    assert_eq!(nobody.post_form(&link, &[("new", PASSWORD), ("again", PASSWORD)]).await.location(), Some("/"));
}

#[sqlx::test]
async fn an_unknown_name_is_answered_like_a_wrong_password_and_counted_like_one(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    app.account(town.agency, Some(town.lina), "tanpa.sandi", None).await;
    let wrong = by_api(&app.anonymous(), LOGIN, "salah").await;
    for nobody in ["bukan.siapa", "tanpa.sandi", ""] {
        let answer = by_api(&app.anonymous(), nobody, "salah").await;
        assert_eq!((answer.status, answer.words()), (wrong.status, wrong.words()), "{nobody}");
    }
    assert_eq!(wrong.json()["title"], WRONG);
    assert_eq!(counted(&owner, "login:").await.len(), 4);
}

/// Returns the keys of one kind under which tries are counted.
async fn counted(owner: &PgPool, kind: &str) -> Vec<String> {
    let keys = sqlx::query_scalar("select key from sign_in_failure where starts_with(key, $1)").bind(kind);
    keys.fetch_all(owner).await.expect("keys")
}

#[sqlx::test]
async fn a_password_typed_as_the_name_is_kept_nowhere(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    let typed = "rahasia-saya-2026";
    for _ in 0..2 {
        by_api(&nobody, typed, LOGIN).await;
        by_api(&nobody, LOGIN, "salah").await;
    }
    assert_eq!(counted(&owner, "login:").await.len(), 2, "counted all the same");
    assert_eq!(by_api(&nobody, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
    by_api(&nobody, LOGIN, "salah").await;
    let [plain, name] = [typed, LOGIN].map(|text| format!("{:x}", Sha256::digest(text)));
    let keys = counted(&owner, "").await;
    assert!(keys.iter().any(|key| key.starts_with("known:")), "{keys:?}");
    for trace in [typed, LOGIN, &plain, &name] {
        assert!(keys.iter().all(|key| !key.contains(trace)), "{trace}: {keys:?}");
    }
    assert!(counted(&owner, "known:").await.iter().all(|key| !key.contains("127.0.0.1")), "{keys:?}");
}

/// Wrong guesses in one office must not lock a person out of another one where they sign in as well.
#[sqlx::test]
async fn guesses_at_one_known_network_delay_nobody_at_the_other(owner: PgPool) {
    with_dewi(&owner).await;
    let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let app = TestApp::with(&owner, |config| Config { trusted_proxy: Some(proxy), ..config }).await;
    let (nobody, office, home) = (app.anonymous(), "203.0.113.7", "198.51.100.1");
    for known in [office, home] {
        assert_eq!(from_address(&nobody, known, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
    }
    for _ in 0..3 {
        assert_eq!(from_address(&nobody, office, LOGIN, "salah").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(wait_of(&from_address(&nobody, office, LOGIN, PASSWORD).await), 5);
    assert_eq!(from_address(&nobody, home, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
    assert_eq!(wait_of(&from_address(&nobody, office, LOGIN, PASSWORD).await), 5, "still counted there");
}

/// The cookies that an answer sets.
fn cookies(answer: &Answer) -> Vec<String> {
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    set.map(|cookie| cookie.to_str().expect("text").to_owned()).collect()
}

#[sqlx::test]
async fn no_cookie_travels_in_the_clear_where_people_come_by_https(owner: PgPool) {
    with_dewi(&owner).await;
    let app = TestApp::with(&owner, |config| Config { https: true, ..config }).await;
    let dewi = by_form(&app.anonymous(), LOGIN, PASSWORD).await;
    let left = holder(&app, &dewi).post_form("/keluar", &[]).await;
    let api = by_api(&app.anonymous(), LOGIN, PASSWORD).await;
    let left_by_api = holder(&app, &api).api(Method::DELETE, "/api/v1/session", None).await;
    sql(
        &owner,
        "insert into authenticator (account_id, secret, confirmed_at)
         select id, substr(sha256(id::text::bytea), 1, 20), now() from account"
            .to_owned(),
    )
    .await;
    let half = by_form(&app.anonymous(), LOGIN, PASSWORD).await;
    assert!(half.cookie().expect("a cookie").starts_with("__Host-kinerja-kode="));
    for answer in [dewi, left, api, left_by_api, half] {
        let set = cookies(&answer);
        assert!(!set.is_empty(), "{answer:?}");
        for cookie in set {
            assert!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), "{cookie}");
        }
    }
    // The one that a script sets.
    let loader = std::fs::read_to_string("end2end/loader.js").expect("the loader");
    let set: Vec<&str> = loader.lines().filter(|line| line.contains("document.cookie =")).collect();
    assert!(matches!(&set[..], [one] if one.contains("`${mark}=1;") && one.ends_with("${secure}`;")), "{set:?}");
    for choice in ["mark = isSecure ? '__Host-kinerja-aktif' : 'kinerja-aktif'", "secure = isSecure ? '; Secure' : ''"] {
        assert!(loader.contains(choice), "{choice}");
    }
}

#[sqlx::test]
async fn guessing_at_one_account_has_to_wait_longer_each_time_and_may_go_on_afterwards(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    for _ in 0..3 {
        assert_eq!(by_api(&nobody, LOGIN, "salah").await.status, StatusCode::UNAUTHORIZED);
    }
    let refused = by_api(&nobody, LOGIN, PASSWORD).await;
    assert_eq!(wait_of(&refused), 5, "even the right password waits");
    let page = by_form(&nobody, LOGIN, PASSWORD).await;
    assert_eq!(wait_of(&page), 5);
    assert!(page.body.contains("Terlalu banyak percobaan. Coba lagi 5 detik lagi."));
    assert_eq!(by_api(&nobody, "orang.lain", "salah").await.status, StatusCode::UNAUTHORIZED, "others are free");

    later(&app, SignedDuration::from_secs(5));
    assert_eq!(by_api(&nobody, LOGIN, "salah").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wait_of(&by_api(&nobody, LOGIN, PASSWORD).await), 10, "twice as long");
    later(&app, SignedDuration::from_secs(10));
    assert_eq!(by_api(&nobody, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
    assert_eq!(by_api(&nobody, LOGIN, "salah").await.status, StatusCode::UNAUTHORIZED, "counted anew");
    assert_eq!(by_api(&nobody, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn failures_of_an_hour_ago_are_forgotten(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    for _ in 0..3 {
        by_api(&nobody, LOGIN, "salah").await;
    }
    later(&app, SignedDuration::from_mins(61));
    for _ in 0..3 {
        assert_eq!(by_api(&nobody, LOGIN, "salah").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(wait_of(&by_api(&nobody, LOGIN, "salah").await), 5);
}

#[sqlx::test]
async fn guessing_at_many_accounts_from_one_address_has_to_wait_elsewhere_not(owner: PgPool) {
    with_dewi(&owner).await;
    let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let app = TestApp::with(&owner, |config| Config { trusted_proxy: Some(proxy), ..config }).await;
    let nobody = app.anonymous();
    for n in 0..20 {
        let answer = from_address(&nobody, "203.0.113.7", &format!("orang.{n}"), "salah").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(wait_of(&from_address(&nobody, "203.0.113.7", LOGIN, PASSWORD).await), 5);
    // The proxy appends its address after the addresses that the client claims.
    let claimed = "198.51.100.1, 203.0.113.7";
    assert_eq!(wait_of(&from_address(&nobody, claimed, LOGIN, PASSWORD).await), 5);
    let elsewhere = from_address(&nobody, "198.51.100.1", LOGIN, PASSWORD).await;
    assert_eq!(elsewhere.status, StatusCode::NO_CONTENT);
    later(&app, SignedDuration::from_secs(5));
    let afterwards = from_address(&nobody, "203.0.113.7", LOGIN, PASSWORD).await;
    assert_eq!(afterwards.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn without_a_trusted_proxy_nobody_chooses_their_address(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    for n in 0..20 {
        from_address(&nobody, &format!("203.0.113.{n}"), &format!("orang.{n}"), "salah").await;
    }
    assert_eq!(wait_of(&from_address(&nobody, "198.51.100.1", LOGIN, PASSWORD).await), 5);
}

#[sqlx::test]
async fn parallel_guesses_are_all_counted(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    futures::future::join_all((0..6).map(|_| by_api(&nobody, LOGIN, "salah"))).await;
    let failures: i32 = sqlx::query_scalar("select failures from sign_in_failure where key like 'login:%'")
        .fetch_one(&owner)
        .await
        .expect("a count");
    assert!(failures >= 3, "{failures}");
    assert!(wait_of(&by_api(&nobody, LOGIN, PASSWORD).await) >= 5);
}

#[sqlx::test]
async fn whatever_is_typed_as_a_name_or_password_is_refused_politely(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let app = TestApp::with(&app.owner, |config| Config { free_failures_address: 1000, ..config }).await;
    let long = "x".repeat(100_000);
    for typed in ["\0", "a\0b", "\u{202e}nimda", "İİİİ", "'; drop table account; --", "💥", &long] {
        for (login, password) in [(typed, PASSWORD), (LOGIN, typed)] {
            let client = app.anonymous();
            let answers = [by_form(&client, login, password).await, by_api(&client, login, password).await];
            for answer in answers {
                let status = answer.status;
                let polite =
                    [StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS, StatusCode::PAYLOAD_TOO_LARGE]
                        .contains(&status);
                assert!(polite, "{status} for {:?}", login.chars().take(20).collect::<String>());
            }
        }
        sql(&app.owner, "delete from sign_in_failure".to_owned()).await;
    }
}

#[sqlx::test]
async fn after_signing_out_the_cookie_opens_nothing(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    for way in ["form", "api"] {
        let dewi = app.as_(town.dewi).await;
        assert!(is_in(&dewi).await);
        let answer = match way {
            "form" => dewi.post_form("/keluar", &[]).await,
            _ => dewi.api(Method::DELETE, "/api/v1/session", None).await,
        };
        assert_eq!(answer.cookie().as_deref(), Some("kinerja="), "the browser forgets it");
        assert!(attributes(&answer).contains(&"Max-Age=0".to_owned()));
        assert!(!is_in(&dewi).await, "and so does the server");
        let page = dewi.get("/akun").await;
        assert_eq!((page.status, page.location()), (StatusCode::FOUND, Some("/masuk?lanjut=%2Fakun")));
    }
    let again = app.anonymous().post_form("/keluar", &[]).await;
    assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, Some("/masuk")), "twice does no harm");
}

/// Signs in and checks the idle timeout and the absolute lifetime of the session.
async fn lasts(app: &TestApp, login: &str, remember: bool, idle: SignedDuration, absolute: SignedDuration) {
    let start: Timestamp = app.now();
    let mut form = vec![("login", login), ("password", PASSWORD)];
    if remember {
        form.push(("remember", "on"));
    }
    let minute = SignedDuration::from_mins(1);
    let enter = async || {
        let answer = app.anonymous().post_form("/masuk", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        (holder(app, &answer), attributes(&answer))
    };

    let (unused, cookie) = enter().await;
    let age = cookie.iter().find(|attribute| attribute.starts_with("Max-Age=")).cloned();
    assert_eq!(age, remember.then(|| format!("Max-Age={}", absolute.as_secs())), "the browser's part");
    later(app, idle);
    assert!(!is_in(&unused).await, "unused for {idle:?}");

    app.app.clock.set(start);
    let (used, _) = enter().await;
    later(app, idle - minute);
    assert!(is_in(&used).await, "used before the end");
    later(app, idle - minute);
    assert!(is_in(&used).await, "use begins the time anew");

    app.app.clock.set(start);
    let (busy, _) = enter().await;
    while app.now() + idle / 2 < start + absolute {
        later(app, idle / 2);
        assert!(is_in(&busy).await, "in use since {start}, now {}", app.now());
    }
    app.app.clock.set(start + absolute);
    assert!(!is_in(&busy).await, "however busy, it ends after {absolute:?}");
    app.app.clock.set(start);
}

#[sqlx::test]
async fn a_session_ends_after_half_a_day_unused_and_a_week_in_all(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    lasts(&app, LOGIN, false, SignedDuration::from_hours(12), SignedDuration::from_hours(7 * 24)).await;
}

#[sqlx::test]
async fn a_remembered_phone_stays_for_a_month_unused_and_three_in_all(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    lasts(&app, LOGIN, true, SignedDuration::from_hours(30 * 24), SignedDuration::from_hours(90 * 24)).await;
}

#[sqlx::test]
async fn a_pengelola_is_out_after_half_an_hour_however_the_phone_is_remembered(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    app.account(town.agency, None, "bkpsdm", Some(PASSWORD)).await;
    sql(&owner, "update account set roles = '{pengelola}' where login = 'bkpsdm'".to_owned()).await;
    for remember in [false, true] {
        lasts(&app, "bkpsdm", remember, SignedDuration::from_mins(30), SignedDuration::from_hours(12)).await;
    }
}

#[sqlx::test]
async fn an_open_stream_is_no_use_of_the_session(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let entered = by_api(&app.anonymous(), LOGIN, PASSWORD).await;
    let dewi = holder(&app, &entered);
    let mut stream = dewi.listen(&format!("topics=person:{}", town.dewi), &[]).await.expect("a stream");
    stream.next_of("ready").await;
    later(&app, SignedDuration::from_hours(11));
    let person = kinerja::domain::event::Topic::Person(town.dewi);
    app.app.live.announce(town.agency, &[person]);
    assert_eq!(stream.next_change().await, person.to_string());
    later(&app, SignedDuration::from_hours(1));
    assert!(!is_in(&dewi).await);
}

#[sqlx::test]
async fn what_an_open_page_loads_by_itself_keeps_nobody_signed_in(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    sql(&owner, "update session set idle_until = seen_at + interval '30 minutes'".to_owned()).await;
    later(&app, SignedDuration::from_mins(20));
    officer.call(GetBoard { unit: None }).await.expect("a board that loads again after a report");
    drop(officer.listen("topics=", &[]).await.expect("a stream"));
    for mark in ["kinerja-aktif", "__Host-kinerja-aktif"] {
        let marked = officer.cookie.as_ref().map(|cookie| format!("{cookie}; {mark}=1"));
        let touched = Client { cookie: marked, ..officer.clone() };
        later(&app, SignedDuration::from_mins(9));
        touched.call(GetBoard { unit: None }).await.expect("a board that was opened by hand");
        later(&app, SignedDuration::from_mins(20));
    }
    later(&app, SignedDuration::from_mins(9));
    officer.call(GetBoard { unit: None }).await.expect("half an hour from the touch on");
    later(&app, SignedDuration::from_mins(1));
    assert_eq!(officer.call(GetBoard { unit: None }).await.err(), Some(Error::SignIn));
}

#[sqlx::test]
async fn people_see_and_end_their_own_devices_and_nobody_elses(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let enter = async |agent: &str| {
        let request = Request::post("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, agent);
        let body = json!({"login": LOGIN, "password": PASSWORD}).to_string();
        holder(&app, &app.anonymous().request(request, body).await)
    };
    let office = enter("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/143.0 Safari/537.36 Edg/143.0").await;
    let phone = enter("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/143.0 Mobile Safari/537.36").await;
    let lina = app.as_(town.lina).await;

    let devices = phone.call(ListSessions {}).await.expect("devices");
    assert_eq!((devices[0].since.as_str(), devices[0].seen.as_str()), ("hari ini 09.00", "hari ini 09.00"));
    let names: Vec<(&str, bool)> = devices.iter().map(|device| (device.device.as_str(), device.current)).collect();
    assert_eq!(names, [("Chrome di Android", true), ("Edge di Windows", false)]);
    assert_eq!(lina.call(ListSessions {}).await.expect("devices").len(), 1);

    let other = devices[1].id;
    assert_eq!(lina.call(EndSession { session: other }).await, Err(Error::NotFound));
    assert!(is_in(&office).await);
    assert_eq!(phone.call(EndSession { session: other }).await, Ok(()));
    assert!(!is_in(&office).await);
    assert!(is_in(&phone).await);
    assert_eq!(phone.call(EndSession { session: other }).await, Err(Error::NotFound), "it is gone");
    assert_eq!(phone.call(EndSession { session: SessionId(key()) }).await, Err(Error::NotFound));
}

#[sqlx::test]
async fn a_new_password_ends_the_other_devices_and_the_old_password(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let [here, there] =
        [by_api(&app.anonymous(), LOGIN, PASSWORD).await, by_api(&app.anonymous(), LOGIN, PASSWORD).await]
            .map(|answer| holder(&app, &answer));
    let change = async |current: &str, new: &str, again: &str| {
        here.call(ChangePassword { current: current.into(), new: new.into(), again: again.into() }).await
    };
    let new = "lampu kuning di dermaga";
    assert_eq!(change("salah", new, new).await, Err(Error::field("current", PasswordRefusal::Wrong)));
    assert_eq!(change(PASSWORD, "pendek", "pendek").await, Err(Error::field("new", PasswordRefusal::TooShort)));
    assert_eq!(change(PASSWORD, LOGIN, LOGIN).await, Err(Error::field("new", PasswordRefusal::TooCommon)));
    assert_eq!(change(PASSWORD, new, "lain sekali ini").await, Err(Error::field("again", PasswordRefusal::Differs)));
    assert!(is_in(&there).await, "nothing has changed yet");
    assert_eq!(change(PASSWORD, new, new).await, Ok(()));
    assert!(is_in(&here).await);
    assert!(!is_in(&there).await);
    assert_eq!(by_api(&app.anonymous(), LOGIN, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(by_api(&app.anonymous(), LOGIN, new).await.status, StatusCode::NO_CONTENT);
}

/// Creates an invitation for an account without a password and returns its address.
async fn invited(app: &TestApp, account: AccountId, until: &str) -> String {
    let token = Token::random().expect("randomness");
    sqlx::query("insert into invitation (token_hash, account_id, expires_at) values ($1, $2, $3::timestamptz)")
        .bind(token.hash())
        .bind(account)
        .bind(until)
        .execute(&app.owner)
        .await
        .expect("an invitation");
    format!("/undangan/{}", token.text())
}

const SPENT: &str = "sudah dipakai atau sudah lewat waktunya";

#[sqlx::test]
async fn an_invitation_lets_in_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let account = app.account(town.agency, Some(town.dewi), LOGIN, None).await;
    let link = invited(&app, account, "2026-06-25").await;
    let nobody = app.anonymous();
    assert!(nobody.get(&link).await.body.contains("Pilih kata sandi"));
    let choose = async |new: &str, again: &str| nobody.post_form(&link, &[("new", new), ("again", again)]).await;
    let short = choose("pendek", "pendek").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("Kata sandi paling sedikit 10 karakter."), "a poor choice leaves the link usable");
    assert!(choose(PASSWORD, "lain sekali ini").await.body.contains("Kedua kata sandi tidak sama."));
    let taken = choose(PASSWORD, PASSWORD).await;
    assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, Some("/")));
    assert!(is_in(&holder(&app, &taken)).await);
    let again = choose("lampu kuning di dermaga", "lampu kuning di dermaga").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains(SPENT) && again.headers.get(header::SET_COOKIE).is_none());
    assert_eq!(by_api(&nobody, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn the_first_screen_of_an_administrator_without_a_post_is_the_board(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let first = officer.get("/").await;
    assert_eq!((first.status, first.location()), (StatusCode::SEE_OTHER, Some("/dasbor")));
    assert!(officer.get("/dasbor").await.body.contains("<h1>Dasbor"));
}

#[sqlx::test]
async fn one_invitation_used_at_the_same_time_lets_one_in(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let account = app.account(town.agency, Some(town.dewi), LOGIN, None).await;
    let link = invited(&app, account, "2026-06-25").await;
    let nobody = app.anonymous();
    let tries = (0..5).map(|_| nobody.post_form(&link, &[("new", PASSWORD), ("again", PASSWORD)]));
    let answers = futures::future::join_all(tries).await;
    let entered = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(entered, 1);
}

#[sqlx::test]
async fn an_old_or_foreign_invitation_lets_nobody_in(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let account = app.account(town.agency, Some(town.dewi), LOGIN, None).await;
    let old = invited(&app, account, "2026-06-22T02:00:00Z").await;
    let off = invited(&app, app.account(town.agency, Some(town.lina), "lina", None).await, "2026-06-25").await;
    sql(&owner, "update account set disabled_at = now() where login = 'lina'".to_owned()).await;
    let unknown = format!("/undangan/{}", Token::random().expect("randomness").text());
    for link in [old.as_str(), &off, &unknown, "/undangan/x", "/undangan/%00", "/undangan/%22%3E%3Cscript%3E"] {
        let page = app.anonymous().get(link).await;
        assert_eq!(page.status, StatusCode::GONE, "{link}");
        assert!(page.body.contains(SPENT) && !page.body.contains("Sekali lagi"), "{link}");
        let answer = app.anonymous().post_form(link, &[("new", PASSWORD), ("again", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{link}");
        assert!(answer.body.contains(SPENT), "{link}");
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
    }
}

#[sqlx::test]
async fn an_account_that_is_switched_off_is_out_at_once(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let entered = by_api(&app.anonymous(), LOGIN, PASSWORD).await;
    let dewi = holder(&app, &entered);
    assert!(is_in(&dewi).await);
    sql(&owner, format!("update account set disabled_at = now() where login = '{LOGIN}'")).await;
    assert!(!is_in(&dewi).await);
    assert_eq!(dewi.call(ListSessions {}).await, Err(Error::SignIn));
    let again = by_api(&app.anonymous(), LOGIN, PASSWORD).await;
    assert_eq!((again.status, &again.json()["title"]), (StatusCode::UNAUTHORIZED, &json!(WRONG)));
}

async fn demo(client: &Client<'_>, person: &str) -> [Answer; 2] {
    [
        client.post_form("/masuk/demo", &[("demo", person)]).await,
        client.api(Method::POST, "/api/v1/session", Some(json!({"demo": person}))).await,
    ]
}

/// Marks the prepared persons of a demo agency.
async fn prepare(app: &TestApp, town: &Town) {
    app.account(town.agency, Some(town.dewi), "dewi", None).await;
    app.account(town.agency, Some(town.sari), "sari", None).await;
    sql(
        &app.owner,
        format!(
            "update agency set kind = 'demo' where id = '{}';
             update account set demo = 'pegawai' where login = 'dewi'",
            town.agency
        ),
    )
    .await;
}

#[sqlx::test]
async fn prepared_persons_do_not_exist_where_demo_mode_is_off(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    prepare(&app, &town).await;
    for answer in demo(&app.anonymous(), "pegawai").await {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
    }
    assert!(!app.anonymous().get("/masuk").await.body.contains("Coba tanpa akun"));
}

#[sqlx::test]
async fn in_demo_mode_one_tap_leads_into_a_prepared_person_and_into_nobody_else(owner: PgPool) {
    let (app, town) = (TestApp::demo(&owner).await, Town::build(&owner).await);
    prepare(&app, &town).await;
    let page = app.anonymous().get("/masuk").await.body;
    assert!(page.contains("Coba tanpa akun"));
    for person in ["pegawai", "atasan", "pimpinan", "pengelola"] {
        assert!(page.contains(&format!("value=\"{person}\"")), "{person}");
    }
    for answer in demo(&app.anonymous(), "pegawai").await {
        assert!(is_in(&holder(&app, &answer)).await);
    }
    // A person not prepared in this agency, names that are no prepared person, and a login.
    for person in ["atasan", "dewi", "sari", "", "\0"] {
        for answer in demo(&app.anonymous(), person).await {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{person}");
        }
    }
    // The account's `demo` value is not sufficient outside of a demo agency.
    sql(&owner, "update agency set kind = 'real'".to_owned()).await;
    for answer in demo(&app.anonymous(), "pegawai").await {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[sqlx::test]
async fn after_the_sign_in_one_goes_on_where_one_wanted_but_never_away(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    let nobody = app.anonymous();
    let asked = nobody.get("/riwayat/x?y=1&z=2").await;
    assert_eq!(asked.location(), Some("/masuk?lanjut=%2Friwayat%2Fx%3Fy%3D1%26z%3D2"));
    let form = nobody.get(asked.location().expect("a place")).await;
    assert!(form.body.contains("name=\"lanjut\" value=\"/riwayat/x?y=1&amp;z=2\""), "the form carries it on");
    let goes = async |next: &str| {
        let answer = nobody.post_form("/masuk", &[("login", LOGIN), ("password", PASSWORD), ("lanjut", next)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.location().expect("a place").to_owned()
    };
    assert_eq!(goes("/riwayat/x?y=1&z=2").await, "/riwayat/x?y=1&z=2");
    for away in [
        "https://jahat.example",
        "//jahat.example",
        "/\\jahat.example",
        "\\\\jahat.example",
        "javascript:alert(1)",
        "/\t/jahat.example",
        "/a\r\nSet-Cookie: kinerja=x",
        "",
        " //jahat.example",
        "/\0",
    ] {
        assert_eq!(goes(away).await, "/", "{away:?}");
    }
    assert!(goes("/pencarian/é").await.starts_with('/'), "there is always a place to go");
}

#[sqlx::test]
async fn nobody_who_reads_the_database_finds_a_session_in_it(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let link = invited(&app, app.account(town.agency, Some(town.lina), "lina", None).await, "2026-06-25").await;
    let entered = by_form(&app.anonymous(), LOGIN, PASSWORD).await;
    let cookie = entered.cookie().expect("a cookie");
    let session = cookie.split_once('=').expect("a value").1;
    let invitation = link.rsplit('/').next().expect("a token");
    let everything: Vec<String> = sqlx::query_scalar(
        "select x::text from session x union all select x::text from invitation x union all
         select x::text from account x union all select x::text from event x union all select x::text from outbox x",
    )
    .fetch_all(&owner)
    .await
    .expect("rows");
    for token in [session, invitation] {
        let bytes = Token::parse(token).expect("a token");
        let hash = hex(&bytes.hash());
        assert!(everything.iter().any(|row| row.contains(&hash)), "only its hash is there");
        assert!(!everything.iter().any(|row| row.contains(token)));
    }
    assert!(!everything.iter().any(|row| row.contains(PASSWORD)));
    assert!(everything.iter().any(|row| row.contains("$argon2id$")));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[sqlx::test]
async fn what_was_typed_survives_a_lost_session(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let dewi = app.as_(town.dewi).await;
    dewi.post_form("/keluar", &[]).await;
    let (indicator, id) = (town.births.to_string(), key().to_string());
    let fields =
        [("indikator", indicator.as_str()), ("id", &id), ("value", "1.012,5"), ("note", "lancar <b>sekali</b>")];
    let answer = dewi.post_form("/lapor", &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("Sesi Anda sudah berakhir."));
    assert!(
        answer.body.contains("1.012,5") && answer.body.contains("lancar &lt;b&gt;sekali&lt;/b&gt;"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains(&id), "sent again, it is the same report");
    assert!(answer.body.contains("/masuk?lanjut="), "and there is a way back in");
}

#[sqlx::test]
async fn coming_and_going_stands_in_the_audit_trail(owner: PgPool) {
    let (app, town) = with_dewi(&owner).await;
    let entered = by_api(&app.anonymous(), LOGIN, PASSWORD).await;
    holder(&app, &entered).post_form("/keluar", &[]).await;
    by_api(&app.anonymous(), LOGIN, "salah").await;
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event where agency_id = $1 order by id")
        .bind(town.agency)
        .fetch_all(&owner)
        .await
        .expect("events");
    assert_eq!(kinds, ["signed_in", "signed_out", "wrong_password"]);
}

#[sqlx::test]
async fn a_foreign_body_is_told_what_is_wrong(owner: PgPool) {
    let (app, _) = with_dewi(&owner).await;
    for (kind, body) in [
        ("application/json", "{"),
        ("application/json", "{}"),
        ("application/json", "[1]"),
        ("text/plain", "login=a&password=b"),
        ("application/x-www-form-urlencoded", "login=a&password=b"),
    ] {
        let request = Request::post("/api/v1/session").header(header::CONTENT_TYPE, kind);
        let answer = app.anonymous().request(request, Body::from(body)).await;
        assert!(answer.status.is_client_error(), "{kind} {body}: {}", answer.status);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{kind} {body}");
    }
}
