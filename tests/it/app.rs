//! The program under test: the real router, a fixed clock, clients with real sessions.

use axum::{
    Router,
    body::{Body, HttpBody},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use jiff::Timestamp;
use kinerja::{
    domain::{
        account::Lifetime,
        id::{AccountId, AgencyId, EmployeeId},
    },
    error::Error,
    server::{App, clock::Clock, config::Config, pool::Pool, replica::Replica, session::NewSession},
    wire::{pack, unpack},
};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{AssertSqlSafe, PgPool};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// One process of the program on the database of a test.
pub struct TestApp {
    pub app: App,
    pub router: Router,
    /// The pool of the database owner, without row-level security, for checks that bypass the door.
    pub owner: PgPool,
    /// The SQL of [`Self::rows`], built once.
    every_table: OnceCell<String>,
}

/// Server functions whose arguments come from plain forms; all others use the wire format.
pub const FORMS: [&str; 5] =
    ["end_session", "change_password", "prepare_authenticator", "confirm_authenticator", "remove_authenticator"];

/// The name by which clients reach the program.
const HOST: &str = "kinerja.test";

/// An ordinary working moment: Monday 22 June 2026, 09.00 WIB.
pub const NOW: &str = "2026-06-22T02:00:00Z";

impl TestApp {
    pub async fn new(owner: &PgPool) -> Self {
        Self::with(owner, |config| config).await
    }

    pub async fn demo(owner: &PgPool) -> Self {
        Self::with(owner, |config| Config { demo: true, ..config }).await
    }

    pub async fn with(owner: &PgPool, change: impl FnOnce(Config) -> Config) -> Self {
        let pool = Pool::connect_with((*owner.connect_options()).clone(), 12).await.expect("a pool as kinerja_app");
        Self::through(owner, pool, change)
    }

    /// Builds the program on a pool of the test's own.
    pub fn through(owner: &PgPool, pool: Pool, change: impl FnOnce(Config) -> Config) -> Self {
        let config = Config {
            demo: false,
            https: false,
            public_url: None,
            trusted_proxy: None,
            max_requests: 64,
            free_failures: 3,
            free_failures_address: 20,
            require_totp: false,
            site_root: PathBuf::from("tests/data/site"),
            package: "pkg/test".to_owned(),
        };
        Self::of(owner, App::new(pool, Clock::fixed(NOW.parse().expect("a moment")), change(config)))
    }

    /// Returns the same program with a replica.
    pub fn with_replica(self, replica: Replica) -> Self {
        let Self { app, owner, .. } = self;
        Self::of(&owner, app.with_replica(Some(replica)))
    }

    fn of(owner: &PgPool, app: App) -> Self {
        let router = kinerja::boot::router(app.clone());
        Self { router, app, owner: owner.clone(), every_table: OnceCell::new() }
    }

    /// Sets the clock.
    pub fn at(&self, moment: &str) {
        self.app.clock.set(moment.parse().expect("a moment"));
    }

    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Returns a client without a session.
    pub fn anonymous(&self) -> Client<'_> {
        Client { app: self, cookie: None }
    }

    /// Signs in the account of a person, creating the account if there is none.
    pub async fn as_(&self, employee: EmployeeId) -> Client<'_> {
        self.as_with_roles(Some(employee), &[]).await
    }

    /// Signs in a new account with roles, with or without a person.
    pub async fn as_with_roles(&self, employee: Option<EmployeeId>, roles: &[&str]) -> Client<'_> {
        let account = AccountId(uuid::Uuid::from_u128(rand()));
        let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
        let account: AccountId = sqlx::query_scalar(
            "insert into account (id, agency_id, login, employee_id, name, roles, created_at)
             select $1, coalesce((select agency_id from employee where id = $2), (select id from agency order by created_at, name limit 1)),
                 $1::text, $2, 'Tanpa nama', $3, now()
             on conflict (agency_id, employee_id) do update set roles = excluded.roles returning id",
        )
        .bind(account)
        .bind(employee)
        .bind(&roles)
        .fetch_one(&self.owner)
        .await
        .expect("an account");
        self.signed_in(account).await
    }

    /// Signs in a new account with one role and without a person.
    pub async fn as_officer(&self, agency: AgencyId, role: &str) -> Client<'_> {
        let account = self.account(agency, None, &format!("petugas-{}", key().simple()), None).await;
        sqlx::query("update account set roles = array[$2] where id = $1")
            .bind(account)
            .bind(role)
            .execute(&self.owner)
            .await
            .expect("a role");
        self.signed_in(account).await
    }

    /// Creates an account that signs in by login and password.
    pub async fn account(
        &self,
        agency: AgencyId,
        employee: Option<EmployeeId>,
        login: &str,
        password: Option<&str>,
    ) -> AccountId {
        let hash = match password {
            Some(password) => Some(self.app.passwords.hash(password.to_owned()).await.expect("a hash")),
            None => None,
        };
        sqlx::query_scalar(
            "insert into account (id, agency_id, login, employee_id, name, password_hash, created_at)
             values ($1, $2, $3, $4, 'Tanpa nama', $5, now()) returning id",
        )
        .bind(key())
        .bind(agency)
        .bind(login)
        .bind(employee)
        .bind(hash)
        .fetch_one(&self.owner)
        .await
        .expect("an account")
    }

    /// Creates a new session of an account.
    pub async fn signed_in(&self, account: AccountId) -> Client<'_> {
        let mut db = self.owner.acquire().await.expect("a connection");
        let session = NewSession::create(&mut db, account, Lifetime::of(&[], false), false, "Tes", self.now())
            .await
            .expect("a session");
        Client { app: self, cookie: Some(format!("kinerja={}", session.token.text())) }
    }

    /// Returns a fingerprint of the rows of every table; it is equal if nothing was written but that somebody was
    /// refused.
    pub async fn rows(&self) -> BTreeMap<String, String> {
        let every_table = || async {
            sqlx::query_scalar(
                "select string_agg(format(
                     $$select %L, md5(coalesce(string_agg(x::text, chr(10) order by x::text), '')) from %I x%s$$,
                     tablename, tablename, case when tablename like 'event%' then $$ where kind <> 'refused'$$ else '' end),
                     ' union all ')
                 from pg_tables where schemaname = 'public'",
            )
            .fetch_one(&self.owner)
            .await
            .expect("the tables")
        };
        let every_table: &String = self.every_table.get_or_init(every_table).await;
        let rows: Vec<(String, String)> =
            sqlx::query_as(AssertSqlSafe(every_table.clone())).fetch_all(&self.owner).await.expect("their rows");
        rows.into_iter().collect()
    }
}

/// Returns a number that no other call returns.
fn rand() -> u128 {
    use std::hash::{BuildHasher, RandomState};
    let half = || u128::from(RandomState::new().hash_one(0));
    (half() << 64) | half()
}

/// A browser or API client with its session.
#[derive(Clone)]
pub struct Client<'a> {
    pub app: &'a TestApp,
    pub cookie: Option<String>,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Returns the body without the request code, which differs in each response.
    pub fn words(&self) -> String {
        let code = self.headers.get("x-request-id").and_then(|code| code.to_str().ok()).expect("a code");
        self.body.replace(code, "")
    }

    /// Returns the words of a page, without its tags, with one space between them.
    pub fn text(&self) -> String {
        let words = self.body.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
        words.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok())
    }

    /// Returns the cookie that was set, in the form in which a browser sends it back.
    pub fn cookie(&self) -> Option<String> {
        let set = self.headers.get(header::SET_COOKIE)?.to_str().ok()?;
        set.split(';').next().map(ToOwned::to_owned)
    }
}

impl Client<'_> {
    pub async fn request(&self, request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        let names_host = request.headers_ref().is_some_and(|headers| headers.contains_key(header::HOST));
        let request = if names_host { request } else { request.header(header::HOST, HOST) };
        let body = body.into();
        // Clients on the network send the length of the body.
        let request = match body.size_hint().exact() {
            Some(length) if length > 0 => request.header(header::CONTENT_LENGTH, length),
            _ => request,
        };
        let request = request.body(body).expect("a request");
        let response = self.app.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Fetches a file as a browser does.
    pub async fn file(&self, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = match &self.cookie {
            Some(cookie) => Request::get(path).header(header::COOKIE, cookie),
            None => Request::get(path),
        };
        let request = request.header(header::HOST, HOST);
        let request = request.body(Body::empty()).expect("a request");
        let response = self.app.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.expect("a body").to_bytes().to_vec())
    }

    /// Opens a page as a browser does.
    pub async fn get(&self, path: &str) -> Answer {
        self.request(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }

    /// Calls the API as another program does.
    pub async fn api(&self, method: Method, path: &str, body: Option<serde_json::Value>) -> Answer {
        self.api_with(method, path, body, &[]).await
    }

    pub async fn api_with(
        &self,
        method: Method,
        path: &str,
        body: Option<serde_json::Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match body {
            Some(body) => {
                self.request(request.header(header::CONTENT_TYPE, "application/json"), body.to_string()).await
            }
            None => self.request(request, Body::empty()).await,
        }
    }

    /// Sends a form as a browser without JavaScript does.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_qs::to_string(&fields.iter().copied().collect::<std::collections::BTreeMap<_, _>>())
            .expect("form fields");
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.request(request, body).await
    }

    /// Calls a server function as the browser does and returns its typed result.
    pub async fn call<F>(&self, arguments: F) -> Result<F::Output, Error>
    where
        F: ServerFn<Error = Error> + Serialize,
        F::Output: DeserializeOwned,
    {
        let name = F::PATH.trim_start_matches("/api/").trim_end_matches(|c: char| c.is_ascii_digit());
        let (kind, body) = if FORMS.contains(&name) {
            ("application/x-www-form-urlencoded", serde_qs::to_string(&arguments).expect("arguments"))
        } else {
            ("text/plain", pack(&arguments).expect("arguments"))
        };
        let request = Request::post(F::PATH).header(header::ACCEPT, "text/plain").header(header::CONTENT_TYPE, kind);
        let answer = self.request(request, body).await;
        if answer.status.is_success() {
            Ok(unpack(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body)))
        } else {
            Err(<Error as FromServerFnError>::de(answer.body.into_bytes().into()))
        }
    }

    /// Reports through the API with an idempotency key.
    pub async fn report(&self, key: uuid::Uuid, indicator: impl ToString, value: &str) -> Answer {
        let body = serde_json::json!({
            "indicator_id": indicator.to_string(), "value": value, "note": null,
            "observed_at": self.app.now().to_string(),
        });
        self.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key.to_string())]).await
    }
}

/// The live stream of one browser tab.
#[derive(Debug)]
pub struct Stream {
    body: Body,
    text: String,
}

/// One event of a live stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    pub id: String,
    pub event: String,
    pub data: String,
}

/// The timeout of a wait: a test whose event never arrives fails with a message instead of hanging.
pub const PATIENCE: Duration = Duration::from_mins(1);

impl Client<'_> {
    /// Opens `/live` with the query, as `EventSource` does.
    pub async fn listen(&self, query: &str, headers: &[(&str, &str)]) -> Result<Stream, StatusCode> {
        let mut request = Request::get(format!("/live?{query}"))
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/event-stream");
        for (name, value) in headers.iter().copied().chain(self.cookie.as_deref().map(|cookie| ("cookie", cookie))) {
            request = request.header(name, value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self.app.router.clone().oneshot(request).await.expect("an answer");
        if response.status() == StatusCode::OK {
            Ok(Stream { body: response.into_body(), text: String::new() })
        } else {
            Err(response.status())
        }
    }
}

impl Stream {
    /// Returns the next event; `None` after the end of the stream.
    pub async fn next(&mut self) -> Option<Heard> {
        tokio::time::timeout(PATIENCE, self.read()).await.expect("an event in time")
    }

    async fn read(&mut self) -> Option<Heard> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (heard, rest) = (read_event(event), rest.to_owned());
                self.text = rest;
                if heard.is_some() {
                    return heard;
                }
            } else {
                let frame = self.body.frame().await?;
                let bytes = frame.expect("a frame").into_data().expect("data");
                self.text.push_str(std::str::from_utf8(&bytes).expect("text"));
            }
        }
    }

    /// Returns the next event of this kind.
    pub async fn next_of(&mut self, kind: &str) -> Heard {
        loop {
            let heard = self.next().await.unwrap_or_else(|| panic!("the stream ended before a {kind}"));
            if heard.event == kind {
                return heard;
            }
        }
    }

    /// Returns the topic of the next change.
    pub async fn next_change(&mut self) -> String {
        let heard = self.next_of("change").await;
        let data: serde_json::Value = serde_json::from_str(&heard.data).expect("json");
        data["topic"].as_str().expect("a topic").to_owned()
    }
}

/// Parses the lines of an event; a comment only keeps the connection open and is no event.
fn read_event(text: &str) -> Option<Heard> {
    let mut heard = Heard::default();
    for line in text.lines() {
        match line.split_once(':').map(|(name, value)| (name, value.trim_start())) {
            Some(("id", id)) => id.clone_into(&mut heard.id),
            Some(("event", event)) => event.clone_into(&mut heard.event),
            Some(("data", data)) => heard.data.push_str(data),
            _ => {}
        }
    }
    (heard != Heard::default()).then_some(heard)
}

/// Returns a key that no other report has.
pub fn key() -> uuid::Uuid {
    uuid::Uuid::from_u128(rand())
}
