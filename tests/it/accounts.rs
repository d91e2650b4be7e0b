//! Accounts that somebody else tries to use: guesses, old links, disabled accounts.

use crate::{
    app::{Answer, Client, TestApp},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use kinerja::{
    domain::{
        account::PasswordRefusal,
        id::{AccountId, AgencyId},
    },
    error::Error,
    features::auth::{
        action::{disable, enable, invite},
        api::ChangePassword,
    },
    server::{config::Config, door::system},
};
use leptos::server_fn::{ServerFn, error::ServerFnUrlError};
use serde_json::json;
use sqlx::PgPool;
use std::net::{IpAddr, Ipv4Addr};

const LOGIN: &str = "dewi.lestari";
const NIP: &str = "199003152015052001";
const PASSWORD: &str = "perahu hijau di muara";
const NEW: &str = "lampu kuning di dermaga";
const OFFICE: &str = "203.0.113.7";
const HOME: &str = "198.51.100.1";

/// Builds the town behind a proxy, with an account of Dewi that has a login other than her NIP.
async fn with_dewi(owner: &PgPool) -> (TestApp, Town, AccountId) {
    let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let app = TestApp::with(owner, |config| Config { trusted_proxy: Some(proxy), ..config }).await;
    let town = Town::build(owner).await;
    sql(owner, format!("update employee set nip = '{NIP}' where id = '{}'", town.dewi)).await;
    let account = app.account(town.agency, Some(town.dewi), LOGIN, Some(PASSWORD)).await;
    (app, town, account)
}

async fn sign_in(app: &TestApp, address: &str, login: &str, password: &str) -> Answer {
    let body = json!({"login": login, "password": password});
    app.anonymous().api_with(Method::POST, "/api/v1/session", Some(body), &[("x-forwarded-for", address)]).await
}

fn holder<'a>(app: &'a TestApp, answer: &Answer) -> Client<'a> {
    Client { app, cookie: Some(answer.cookie().expect("a cookie")) }
}

async fn is_in(client: &Client<'_>) -> bool {
    client.api(Method::GET, "/api/v1/me", None).await.status == StatusCode::OK
}

async fn link(app: &TestApp, agency: AgencyId, login: &str) -> String {
    let token = system(&app.app, agency, async |db, now| invite(db, agency, login, now).await).await;
    format!("/undangan/{}", token.expect("an invitation").token.text())
}

async fn choose(app: &TestApp, link: &str, password: &str) -> Answer {
    app.anonymous().post_form(link, &[("new", password), ("again", password)]).await
}

async fn change(client: &Client<'_>, current: &str, new: &str) -> Result<(), Error> {
    client.call(ChangePassword { current: current.into(), new: new.into(), again: new.into() }).await
}

#[sqlx::test]
async fn the_second_of_two_links_opens_nothing_after_the_first_was_used(owner: PgPool) {
    let (app, town, _) = with_dewi(&owner).await;
    let [first, second] = [link(&app, town.agency, LOGIN).await, link(&app, town.agency, LOGIN).await];
    let dewi = holder(&app, &choose(&app, &second, NEW).await);
    assert!(is_in(&dewi).await);
    assert_eq!(choose(&app, &first, "jendela terbuka pagi").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_in(&dewi).await, "nobody throws her out with an old link");
    assert_eq!(sign_in(&app, HOME, LOGIN, NEW).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn a_new_password_ends_the_links_that_were_sent_before(owner: PgPool) {
    let (app, town, account) = with_dewi(&owner).await;
    let old = link(&app, town.agency, LOGIN).await;
    let dewi = app.signed_in(account).await;
    assert_eq!(change(&dewi, PASSWORD, NEW).await, Ok(()));
    assert_eq!(choose(&app, &old, "jendela terbuka pagi").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_in(&dewi).await);
}

#[sqlx::test]
async fn the_own_nip_is_refused_by_every_form_that_sets_a_password(owner: PgPool) {
    let (app, town, account) = with_dewi(&owner).await;
    let dewi = app.signed_in(account).await;
    let refused = Err(Error::field("new", PasswordRefusal::TooCommon));
    for own in [NIP, "19900315 201505 2 001", "dewi.lestari1990", "Banyuwangi2026", "bismillah 123"] {
        assert_eq!(change(&dewi, PASSWORD, own).await, refused, "{own}");
        let link = link(&app, town.agency, LOGIN).await;
        let answer = choose(&app, &link, own).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{own}");
        assert!(answer.body.contains("terlalu mudah ditebak"), "{own}");
    }
}

#[sqlx::test]
async fn guessing_at_the_current_password_has_to_wait(owner: PgPool) {
    let (app, _, account) = with_dewi(&owner).await;
    let dewi = app.signed_in(account).await;
    for _ in 0..3 {
        let wrong = change(&dewi, "salah", NEW).await;
        assert_eq!(wrong, Err(Error::field("current", PasswordRefusal::Wrong)));
    }
    assert_eq!(change(&dewi, PASSWORD, NEW).await, Err(Error::TooMany(5)), "even the right one waits");
    app.app.clock.set(app.now() + SignedDuration::from_secs(5));
    assert_eq!(change(&dewi, PASSWORD, NEW).await, Ok(()));
}

#[sqlx::test]
async fn of_many_guesses_at_once_only_the_free_ones_are_judged(owner: PgPool) {
    let (app, _, _) = with_dewi(&owner).await;
    let answers = futures::future::join_all((0..12).map(|_| sign_in(&app, HOME, LOGIN, "salah"))).await;
    let judged = answers.iter().filter(|answer| answer.status == StatusCode::UNAUTHORIZED).count();
    let waiting = answers.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!((judged, waiting), (3, 9));
}

#[sqlx::test]
async fn an_office_goes_on_signing_in_while_somebody_there_guesses(owner: PgPool) {
    let (app, _, _) = with_dewi(&owner).await;
    assert_eq!(sign_in(&app, OFFICE, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
    for n in 0..20 {
        sign_in(&app, OFFICE, &format!("orang.{n}"), "salah").await;
    }
    assert_eq!(sign_in(&app, OFFICE, "orang.lain", "salah").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&app, OFFICE, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT, "she is known there");
    // A stranger who knows her login keeps nobody out either.
    for _ in 0..4 {
        sign_in(&app, HOME, LOGIN, "salah").await;
    }
    assert_eq!(sign_in(&app, HOME, LOGIN, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&app, OFFICE, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn the_first_success_from_an_address_forgets_its_failures(owner: PgPool) {
    let (app, _, _) = with_dewi(&owner).await;
    for round in 0..2 {
        for n in 0..19 {
            let failed = sign_in(&app, OFFICE, &format!("orang.{round}.{n}"), "salah").await;
            assert_eq!(failed.status, StatusCode::UNAUTHORIZED, "{round} {n}");
        }
        sql(&owner, "delete from known_network".to_owned()).await;
        assert_eq!(sign_in(&app, OFFICE, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT, "{round}");
    }
}

#[sqlx::test]
async fn a_neighbour_in_the_same_ipv6_network_shares_the_count(owner: PgPool) {
    let (app, _, _) = with_dewi(&owner).await;
    for n in 0..20 {
        sign_in(&app, &format!("[2001:db8:1:2::{n:x}]:4711"), &format!("orang.{n}"), "salah").await;
    }
    assert_eq!(sign_in(&app, "2001:db8:1:2:ffff::1", LOGIN, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&app, "2001:db8:1:3::1", LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn a_disabled_account_is_out_and_an_enabled_one_comes_back(owner: PgPool) {
    let (app, town, account) = with_dewi(&owner).await;
    let (dewi, open) = (app.signed_in(account).await, link(&app, town.agency, LOGIN).await);
    let off = async || system(&app.app, town.agency, async |db, now| disable(db, town.agency, LOGIN, now).await).await;
    let on = async || system(&app.app, town.agency, async |db, _| enable(db, town.agency, LOGIN).await).await;
    assert_eq!(off().await, Ok(()));
    assert!(!is_in(&dewi).await);
    assert_eq!(sign_in(&app, HOME, LOGIN, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(choose(&app, &open, NEW).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(off().await, Err(Error::NotFound), "it is so already");
    assert_eq!(on().await, Ok(()));
    assert!(!is_in(&dewi).await, "the session has ended for good");
    assert_eq!(choose(&app, &open, NEW).await.status, StatusCode::UNPROCESSABLE_ENTITY, "and so has the link");
    assert_eq!(sign_in(&app, HOME, LOGIN, PASSWORD).await.status, StatusCode::NO_CONTENT);
    let kinds: Vec<String> = sqlx::query_scalar(
        "select kind from event where agency_id = $1 and subject_id = $2 and kind like 'account%' order by id",
    )
    .bind(town.agency)
    .bind(account)
    .fetch_all(&owner)
    .await
    .expect("events");
    assert_eq!(kinds, ["account_disabled", "account_enabled"]);
}

#[sqlx::test]
async fn the_last_pengelola_is_not_disabled(owner: PgPool) {
    let (app, town, account) = with_dewi(&owner).await;
    sql(&owner, format!("update account set roles = array['pengelola'] where id = '{account}'")).await;
    let off = async || system(&app.app, town.agency, async |db, now| disable(db, town.agency, LOGIN, now).await).await;
    assert!(matches!(off().await, Err(Error::Invalid(_))));
    app.account(town.agency, Some(town.lina), "lina", None).await;
    sql(&owner, "update account set roles = array['pengelola']".to_owned()).await;
    assert_eq!(off().await, Ok(()));
}

#[sqlx::test]
async fn who_signs_in_over_another_session_leaves_none_behind(owner: PgPool) {
    let (app, town, _) = with_dewi(&owner).await;
    let sari = app.as_(town.sari).await;
    let form = [("login", LOGIN), ("password", PASSWORD)];
    let entered = sari.post_form("/masuk", &form).await;
    assert!(is_in(&holder(&app, &entered)).await);
    assert!(!is_in(&sari).await, "the person before is out on this device");
    let left = holder(&app, &entered).post_form("/keluar", &[]).await;
    assert_eq!(left.headers["clear-site-data"], "\"cache\"");
}

#[sqlx::test]
async fn an_employee_whose_nip_has_an_account_elsewhere_is_refused_in_words(owner: PgPool) {
    let (app, town, _) = with_dewi(&owner).await;
    sql(&owner, format!("update employee set nip = '{NIP}' where id = '{}'", town.stranger)).await;
    app.account(town.agency, None, NIP, None).await;
    let agency = town.strange_agency;
    let outcome = system(&app.app, agency, async |db, now| invite(db, agency, NIP, now).await).await;
    let Err(Error::Invalid(fields)) = outcome else { panic!("{outcome:?}") };
    assert!(fields.of("login").expect("a sentence").contains("di instansi lain"));
}

#[sqlx::test]
async fn the_program_cannot_give_itself_rights(owner: PgPool) {
    let (app, _, account) = with_dewi(&owner).await;
    for change in ["roles = array['pengelola']", "login = 'x.y.z'", "employee_id = null"] {
        let change = sqlx::AssertSqlSafe(format!("update account set {change} where id = '{account}'"));
        let refused = app.app.pool.ask(async |db| sqlx::query(change).execute(db).await).await;
        let code = refused
            .expect_err("no right")
            .as_database_error()
            .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
        assert_eq!(code, Some("42501".to_owned()));
    }
}

#[sqlx::test]
async fn an_acting_head_leads_from_the_first_day_and_not_from_the_evening_before(owner: PgPool) {
    let (app, town, _) = with_dewi(&owner).await;
    let acting = |since: &str| {
        format!(
            "insert into assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since)
             select agency_id, gen_random_uuid(), '{}', post_id, unit_id, false, '{since}'
             from assignment where employee_id = '{}' and definitive and until is null",
            town.hadi, town.sari
        )
    };
    sql(&owner, acting("2026-06-23")).await;
    // 22 June 23.30 WIB, which is 16.30 UTC.
    app.at("2026-06-22T16:30:00Z");
    let hadi = app.as_(town.hadi).await;
    let board = async || hadi.api(Method::GET, &format!("/api/v1/boards/{}", town.centre), None).await.status;
    assert_eq!(board().await, StatusCode::NOT_FOUND);
    // 23 June 00.30 WIB, which is still 22 June in UTC.
    app.at("2026-06-22T17:30:00Z");
    assert_eq!(board().await, StatusCode::OK);
}

#[sqlx::test]
async fn an_address_puts_no_sentence_of_its_own_into_the_page(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let shown = async |error: Error| {
        let url =
            ServerFnUrlError::new(ChangePassword::PATH, error).to_url("http://localhost/akun").expect("an address");
        dewi.get(&format!("/akun?{}", url.query().unwrap_or_default())).await.body
    };
    let lie = "Hubungi petugas di nomor ini";
    for error in
        [Error::Api(lie.to_owned()), Error::Unavailable(lie.to_owned()), Error::field("current", lie.to_owned())]
    {
        assert!(!shown(error).await.contains(lie));
    }
    assert!(shown(Error::field("current", PasswordRefusal::Wrong)).await.contains("Kata sandi sekarang salah."));
}
