//! Signing in with a code of an authenticator app, or with a backup code.

use crate::{
    app::{Answer, Client, TestApp},
    seed::Town,
};
use axum::http::{Method, StatusCode, header};
use jiff::SignedDuration;
use kinerja::{
    domain::{account::PasswordRefusal, id::AccountId},
    error::{Error, Refusal},
    features::{
        auth::{
            action::{invite, remove_authenticator},
            api::{ConfirmAuthenticator, GetAuthenticator, PrepareAuthenticator, RemoveAuthenticator},
            model::AuthenticatorState,
        },
        dashboard::api::GetBoard,
    },
    server::{config::Config, door::system},
};
use serde_json::json;
use sqlx::PgPool;
use totp_rs::{Builder, Secret};

const LOGIN: &str = "bkpsdm";
const PASSWORD: &str = "perahu hijau di muara";

/// A Pengelola whose phone has the key.
struct Officer {
    account: AccountId,
    secret: Vec<u8>,
    backup: Vec<String>,
}

impl Officer {
    /// Returns the code that the phone shows at the program's time.
    fn code(&self, app: &TestApp) -> String {
        let totp = Builder::new().with_secret(self.secret.as_slice()).with_account_name(LOGIN).build().expect("a key");
        totp.generate(u64::try_from(app.now().as_second()).expect("a time")).to_string()
    }
}

fn minute(app: &TestApp) {
    app.app.clock.set(app.now() + SignedDuration::from_mins(1));
}

async fn state(client: &Client<'_>) -> AuthenticatorState {
    client.call(GetAuthenticator {}).await.expect("a state")
}

async fn with_officer(owner: &PgPool) -> (TestApp, Town, Officer) {
    let (app, town) = (TestApp::new(owner).await, Town::build(owner).await);
    let account = app.account(town.agency, None, LOGIN, Some(PASSWORD)).await;
    let client = app.signed_in(account).await;
    assert_eq!(state(&client).await, AuthenticatorState::Off { required: false });
    let prepare = async |current: &str| client.call(PrepareAuthenticator { current: current.to_owned() }).await;
    assert_eq!(prepare("salah").await, Err(Error::field("current", PasswordRefusal::Wrong)));
    assert_eq!(prepare(PASSWORD).await, Ok(()));
    let AuthenticatorState::Waiting { secret, url, qr, codes } = state(&client).await else { panic!("no key") };
    assert!(url.starts_with("otpauth://totp/") && url.contains("Kinerja"), "{url}");
    let page = client.get("/akun").await.body;
    let drawn = format!("viewBox=\"0 0 {0} {0}\"", qr.side);
    assert!(qr.side > 40 && page.contains(&drawn) && page.contains(&qr.path), "the code is drawn for another phone");
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("a key").as_bytes().to_vec();
    let officer = Officer { account, secret, backup: codes };
    // Until its first code is right, nobody is asked for one.
    assert_eq!(by_form(&app, PASSWORD).await.location(), Some("/dasbor"));
    let confirm = async |code: String| client.call(ConfirmAuthenticator { code }).await;
    assert_eq!(confirm("000000".to_owned()).await, Err(Error::field("code", Refusal::WrongCode)));
    assert_eq!(confirm(officer.code(&app)).await, Ok(()));
    assert_eq!(state(&client).await, AuthenticatorState::On { codes_left: 8 });
    minute(&app);
    (app, town, officer)
}

async fn by_form(app: &TestApp, password: &str) -> Answer {
    app.anonymous().post_form("/masuk", &[("login", LOGIN), ("password", password), ("lanjut", "/dasbor")]).await
}

/// Sends a code from the browser that has the cookie of an answer.
async fn enter(app: &TestApp, half: &Answer, code: &str) -> Answer {
    let browser = Client { app, cookie: half.cookie() };
    browser.post_form("/masuk/kode", &[("code", code), ("lanjut", "/dasbor")]).await
}

async fn by_api(app: &TestApp, code: Option<&str>) -> Answer {
    let body = json!({"login": LOGIN, "password": PASSWORD, "code": code});
    app.anonymous().api(Method::POST, "/api/v1/session", Some(body)).await
}

async fn is_in(app: &TestApp, answer: &Answer) -> bool {
    let client = Client { app, cookie: answer.cookie() };
    client.api(Method::GET, "/api/v1/me", None).await.status == StatusCode::OK
}

#[sqlx::test]
async fn the_password_alone_lets_nobody_in_any_more(owner: PgPool) {
    let (app, _, officer) = with_officer(&owner).await;
    let half = by_form(&app, PASSWORD).await;
    assert_eq!((half.status, half.location()), (StatusCode::SEE_OTHER, Some("/masuk/kode?lanjut=%2Fdasbor")));
    assert!(!is_in(&app, &half).await);
    let page = app.anonymous().get("/masuk/kode?lanjut=%2Fdasbor").await.body;
    assert!(page.contains("name=\"code\"") && page.contains("name=\"lanjut\" value=\"/dasbor\""), "{page}");
    let wrong = enter(&app, &half, "000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Kode salah atau sudah dipakai"), "{}", wrong.body);
    let entered = enter(&app, &half, &officer.code(&app)).await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, Some("/dasbor")));
    assert!(is_in(&app, &entered).await);
    let cookies: Vec<_> = entered.headers.get_all(header::SET_COOKIE).iter().collect();
    assert!(
        cookies.iter().any(|cookie| cookie.to_str().is_ok_and(|text| text.starts_with("kinerja-kode=; Max-Age=0")))
    );
    assert!(!is_in(&app, &enter(&app, &half, &officer.code(&app)).await).await, "one sign-in, one session");
}

#[sqlx::test]
async fn no_code_is_asked_for_again_and_the_sign_in_goes_on(owner: PgPool) {
    let (app, _, officer) = with_officer(&owner).await;
    let half = by_form(&app, PASSWORD).await;
    for _ in 0..12 {
        let blank = enter(&app, &half, " ").await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text().contains("Isi kode dari aplikasi autentikator"), "{}", blank.text());
    }
    assert!(is_in(&app, &enter(&app, &half, &officer.code(&app)).await).await);
}

#[sqlx::test]
async fn other_programs_send_the_code_with_the_password(owner: PgPool) {
    let (app, _, officer) = with_officer(&owner).await;
    let asked = by_api(&app, None).await;
    assert_eq!((asked.status, &asked.json()["errors"][0][0]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("code")));
    assert_eq!(by_api(&app, Some(&officer.code(&app))).await.status, StatusCode::NO_CONTENT);
}

#[sqlx::test]
async fn a_code_is_accepted_once_and_so_is_a_backup_code(owner: PgPool) {
    let (app, _, officer) = with_officer(&owner).await;
    for code in [&officer.code(&app), &officer.backup[3], &officer.backup[4].replace(' ', "").to_uppercase()] {
        assert_eq!(by_api(&app, Some(code)).await.status, StatusCode::NO_CONTENT, "{code}");
        assert_eq!(by_api(&app, Some(code)).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        sqlx::query("delete from sign_in_failure").execute(&owner).await.expect("a clean sheet");
    }
    let client = app.signed_in(officer.account).await;
    assert_eq!(state(&client).await, AuthenticatorState::On { codes_left: 6 });
}

#[sqlx::test]
async fn guessing_at_codes_has_to_wait_and_the_sign_in_expires(owner: PgPool) {
    let (app, _, officer) = with_officer(&owner).await;
    let half = by_form(&app, PASSWORD).await;
    for _ in 0..3 {
        assert_eq!(enter(&app, &half, "000000").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(enter(&app, &half, &officer.code(&app)).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.app.clock.set(app.now() + SignedDuration::from_mins(10));
    let late = enter(&app, &half, &officer.code(&app)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Waktu untuk memasukkan kode sudah lewat") && late.body.contains("name=\"password\""));
}

#[sqlx::test]
async fn an_invitation_does_not_go_past_the_code(owner: PgPool) {
    let (app, town, officer) = with_officer(&owner).await;
    let token = system(&app.app, town.agency, async |db, now| invite(db, town.agency, LOGIN, now).await).await;
    let link = format!("/undangan/{}", token.expect("a link").token.text());
    let new = "lampu kuning di dermaga";
    let half = app.anonymous().post_form(&link, &[("new", new), ("again", new)]).await;
    assert_eq!(half.location(), Some("/masuk/kode"));
    assert!(!is_in(&app, &half).await);
    assert!(is_in(&app, &enter(&app, &half, &officer.code(&app)).await).await);
}

#[sqlx::test]
async fn the_app_is_removed_with_the_password_or_by_the_operator(owner: PgPool) {
    let (app, town, officer) = with_officer(&owner).await;
    let client = app.signed_in(officer.account).await;
    let remove = async |current: &str| client.call(RemoveAuthenticator { current: current.to_owned() }).await;
    assert_eq!(remove("salah").await, Err(Error::field("current", PasswordRefusal::Wrong)));
    assert_eq!(by_api(&app, None).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lost =
        async || system(&app.app, town.agency, async |db, _| remove_authenticator(db, town.agency, LOGIN).await).await;
    assert_eq!(lost().await, Ok(()));
    assert_eq!(lost().await, Err(Error::NotFound));
    assert_eq!(by_api(&app, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(remove(PASSWORD).await, Ok(()), "there is none");
    assert_eq!(state(&client).await, AuthenticatorState::Off { required: false });
}

#[sqlx::test]
async fn where_codes_are_required_a_pengelola_installs_the_app_before_anything_else(owner: PgPool) {
    let town = Town::build(&owner).await;
    let app = TestApp::with(&owner, |config| Config { require_totp: true, ..config }).await;
    let account = app.account(town.agency, None, LOGIN, Some(PASSWORD)).await;
    sqlx::query("update account set roles = '{pengelola}' where id = $1")
        .bind(account)
        .execute(&owner)
        .await
        .expect("a role");
    let client = app.signed_in(account).await;
    for path in ["/", "/dasbor", "/pengelola/sistem", "/dasbor/unduh.xlsx"] {
        let answer = client.get(path).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/akun")), "{path}");
    }
    let unit = None;
    assert_eq!(client.call(GetBoard { unit }).await.err(), Some(Error::Refused(Refusal::CodeRequired)));
    let api = client.api(Method::GET, &format!("/api/v1/boards/{}", town.root), None).await;
    assert_eq!(api.status, StatusCode::FORBIDDEN);
    assert!(api.body.contains("Pasang dahulu aplikasi autentikator"), "{}", api.body);
    assert_eq!(client.api(Method::GET, "/api/v1/me", None).await.status, StatusCode::OK);
    let page = client.get("/akun").await;
    assert!(page.status == StatusCode::OK && page.body.contains("Instansi Anda mewajibkan kode."), "{}", page.body);
    assert_eq!(state(&client).await, AuthenticatorState::Off { required: true });
    // Those who only see their own work are not asked.
    assert_eq!(app.as_(town.dewi).await.get("/").await.status, StatusCode::OK);

    assert_eq!(client.call(PrepareAuthenticator { current: PASSWORD.to_owned() }).await, Ok(()));
    assert_eq!(client.get("/dasbor").await.location(), Some("/akun"), "a waiting app is none yet");
    let AuthenticatorState::Waiting { secret, codes, .. } = state(&client).await else { panic!("no key") };
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("a key").as_bytes().to_vec();
    let code = Officer { account, secret, backup: codes }.code(&app);
    assert_eq!(client.call(ConfirmAuthenticator { code }).await, Ok(()));
    assert_eq!(client.get("/dasbor").await.status, StatusCode::OK);
    assert!(client.call(GetBoard { unit }).await.is_ok());
    let out = client.post_form("/keluar", &[]).await;
    assert_eq!(out.location(), Some("/masuk"));
}
