//! Sessions: an opaque random token in a cookie, its SHA-256 in the database, the person behind it looked up once for
//! each request.
//!
//! The table is our own instead of a session crate's: one statement finds the session, the account and its rights;
//! people list and end their sessions; and the two time limits depend on the account.

use super::{App, address, clock::new_id, door::Caller, sender};
use crate::domain::{
    account::Lifetime,
    actor::Actor,
    id::{AccountId, SessionId},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

/// `seen_at` moves at most this often: most requests write nothing.
const SEEN_INTERVAL: SignedDuration = SignedDuration::from_secs(60);

/// The cookie that a page sets for a minute when its person touches it or types (`end2end/loader.js`): over https the
/// first one.
const ACTIVITY_COOKIES: [&str; 2] = ["__Host-kinerja-aktif", "kinerja-aktif"];

/// The secret in the cookie; never stored and never logged.
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// # Errors
    /// [`Error::Unavailable`](crate::error::Error::Unavailable) when the system gives no randomness.
    pub fn random() -> crate::error::Result<Self> {
        let mut bytes = [0; 32];
        fill_random(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub fn parse(text: &str) -> Option<Self> {
        BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Returns the hash that the database stores.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

/// Fills a secret with random bytes.
///
/// # Errors
/// [`Error::Unavailable`](crate::error::Error::Unavailable) when the system gives none.
pub fn fill_random(secret: &mut [u8]) -> crate::error::Result<()> {
    getrandom::fill(secret).map_err(|error| {
        tracing::error!(%error, "the system has no randomness");
        crate::error::Error::Unavailable(String::new())
    })
}

/// A new session.
#[derive(Debug)]
pub struct NewSession {
    pub token: Token,
    pub id: SessionId,
    pub remember: bool,
    pub lifetime: Lifetime,
}

impl NewSession {
    /// Stores a session for an account. With the first one begins its person's access: reports are asked from then on.
    ///
    /// # Errors
    /// When the database fails, or the system gives no randomness.
    pub async fn create(
        db: &mut PgConnection,
        account: AccountId,
        lifetime: Lifetime,
        remember: bool,
        device: &str,
        now: Timestamp,
    ) -> crate::error::Result<Self> {
        let token = Token::random()?;
        let id = SessionId(new_id());
        sqlx::query!(
            "insert into session (token_hash, id, account_id, remember, device, created_at, seen_at, idle_until, ends_at)
             values ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
            token.hash(),
            id.0,
            account.0,
            remember,
            device,
            now.to_sqlx() as _,
            (now + lifetime.idle).to_sqlx() as _,
            (now + lifetime.absolute).to_sqlx() as _,
        )
        .execute(&mut *db)
        .await?;
        sqlx::query!("select begin_access($1, $2)", account.0, now.to_sqlx() as _).execute(db).await?;
        Ok(Self { token, id, remember, lifetime })
    }

    /// Returns the `Set-Cookie` of the session; it outlives the browser only with `Ingat HP ini`.
    pub fn cookie(&self, https: bool) -> HeaderValue {
        let age = if self.remember { format!("; Max-Age={}", self.lifetime.absolute.as_secs()) } else { String::new() };
        header_value(format!("{}={}{age}{}", cookie_name(https), self.token.text(), attributes(https)))
    }
}

/// Returns the `Set-Cookie` that removes the session from the browser.
pub fn removed_cookie(https: bool) -> HeaderValue {
    header_value(format!("{}=; Max-Age=0{}", cookie_name(https), attributes(https)))
}

/// Returns the name of the session's cookie.
pub const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-kinerja" } else { "kinerja" }
}

const fn attributes(https: bool) -> &'static str {
    if https { "; Path=/; HttpOnly; SameSite=Lax; Secure" } else { "; Path=/; HttpOnly; SameSite=Lax" }
}

const fn half_session_name(https: bool) -> &'static str {
    if https { "__Host-kinerja-kode" } else { "kinerja-kode" }
}

/// Returns the `Set-Cookie` of a sign-in that awaits its code; without one, that which removes it from the browser.
pub fn half_session_cookie(half: Option<(&Token, SignedDuration)>, https: bool) -> HeaderValue {
    let (value, age) = half.map_or((String::new(), 0), |(token, age)| (token.text(), age.as_secs()));
    header_value(format!("{}={value}; Max-Age={age}{}", half_session_name(https), attributes(https)))
}

/// Returns the token of a sign-in that awaits its code.
pub fn half_session_token(headers: &HeaderMap, https: bool) -> Option<Token> {
    cookie(headers, half_session_name(https)).and_then(Token::parse)
}

fn header_value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn token_of(headers: &HeaderMap, https: bool) -> Option<Token> {
    cookie(headers, cookie_name(https)).and_then(Token::parse)
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Returns the browser and system of a request in words: `Chrome di Android`.
pub fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or("perangkat lain", |(_, name)| *name)
    };
    let browser = first(&[("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    if browser == "perangkat lain" && system == "perangkat lain" {
        return "Perangkat lain".to_owned();
    }
    format!("{browser} di {system}")
}

/// Returns whether a session is still valid; for streams, which do not count as activity.
pub async fn is_valid(app: &App, session: SessionId) -> bool {
    let now = app.clock.now().to_sqlx();
    let valid = async |db: &mut PgConnection| {
        sqlx::query_scalar!(
            r#"select exists (
                select from session s join account a on a.id = s.account_id and a.disabled_at is null
                join agency g on g.id = a.agency_id and (g.expires_at is null or g.expires_at > $2)
                where s.id = $1 and s.idle_until > $2 and s.ends_at > $2
            ) as "valid!""#,
            session.0,
            now as _,
        )
        .fetch_one(db)
        .await
    };
    app.pool.ask(valid).await.unwrap_or(false)
}

/// Returns the account of a request's session, if it has a valid one; does not count as activity.
pub async fn holder(app: &App, headers: &HeaderMap) -> Option<AccountId> {
    let (token, now) = (token_of(headers, app.config.https)?, app.clock.now());
    let found = app.pool.ask(async |db| actor_of(db, &token, now, false).await).await;
    found.ok().flatten().map(|actor| actor.account)
}

/// Returns the person behind a token.
async fn actor_of(db: &mut PgConnection, token: &Token, now: Timestamp, active: bool) -> sqlx::Result<Option<Actor>> {
    let row = sqlx::query!(
        r#"select account_id as "account_id!: AccountId", session_id as "session_id!: SessionId",
            agency_id as "agency_id!: crate::domain::id::AgencyId", agency_name as "agency_name!",
            agency_kind as "agency_kind!: crate::domain::org::AgencyKind",
            zone as "zone!: crate::domain::calendar::Zone",
            employee_id as "employee_id: crate::domain::id::EmployeeId", name as "name!",
            roles as "roles!: Vec<crate::domain::actor::Role>", unit_id as "unit_id: crate::domain::id::UnitId",
            unit_name, leads as "leads!: Vec<crate::domain::id::UnitId>", assesses as "assesses!",
            remember as "remember!", seen_at as "seen_at!: jiff_sqlx::Timestamp",
            ends_at as "ends_at!: jiff_sqlx::Timestamp"
        from session_actor($1, $2)"#,
        token.hash(),
        now.to_sqlx() as _,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if active && now.duration_since(row.seen_at.to_jiff()) > SEEN_INTERVAL {
        let idle_until = (now + Lifetime::of(&row.roles, row.remember).idle).min(row.ends_at.to_jiff());
        sqlx::query!(
            "update session set seen_at = $2, idle_until = $3 where id = $1 and seen_at < $2",
            row.session_id.0,
            now.to_sqlx() as _,
            idle_until.to_sqlx() as _,
        )
        .execute(db)
        .await?;
    }
    Ok(Some(Actor {
        account: row.account_id,
        session: row.session_id,
        agency: row.agency_id,
        agency_name: row.agency_name,
        agency_kind: row.agency_kind,
        zone: row.zone,
        employee: row.employee_id,
        name: row.name,
        roles: row.roles,
        unit: row.unit_id,
        unit_name: row.unit_name,
        leads: row.leads,
        assesses: row.assesses,
    }))
}

/// The layer around everything that is not a file: finds the caller and guards documents.
///
/// A document that needs a sign-in is redirected here, before Leptos renders it: a redirect decided in a view would
/// carry the rendered page in its body.
pub async fn identify(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut request, written_for) = sender::written_for(request).await;
    let id = super::request_id::code().unwrap_or_default();
    let address = address::of_request(&request, app.config.trusted_proxy);
    let accepts_html = super::problem::accepts_html(request.headers());
    let found = match token_of(request.headers(), app.config.https) {
        Some(token) => {
            let (now, active) = (app.clock.now(), is_activity(&request));
            app.pool.ask(async |db| actor_of(db, &token, now, active).await).await
        }
        None => Ok(None),
    };
    match found {
        Err(error) => {
            tracing::error!(%error, "could not look up the session");
            super::problem::ApiError(crate::error::Error::Unavailable(id)).into_response()
        }
        Ok(None) if needs_sign_in(request.method(), request.uri()) => to_sign_in(request.uri()),
        Ok(actor) => {
            if let Some(actor) = &actor {
                tracing::Span::current().record("account", tracing::field::display(actor.account));
            }
            request.extensions_mut().insert(Caller::new(app, actor, written_for, id, (address, accepts_html)));
            next.run(request).await
        }
    }
}

/// Returns whether a request counts as activity of the person. The stream of an open page does not, nor does what the
/// page loads by itself: without the mark of a touch or key in the last minute a call of a server function may be that.
fn is_activity(request: &Request) -> bool {
    let (path, headers) = (request.uri().path(), request.headers());
    let is_function = path.starts_with("/api/") && !path.starts_with("/api/v1/");
    let is_marked = || ACTIVITY_COOKIES.iter().any(|name| cookie(headers, name).is_some());
    // A form without JavaScript has no mark.
    path != "/live" && (!is_function || sender::is_form(headers) || is_marked())
}

/// Returns whether an address needs a sign-in: all do but those named here and the API's.
fn needs_sign_in(method: &Method, uri: &Uri) -> bool {
    let path = uri.path();
    let open = ["/masuk", "/healthz", "/readyz", "/live"].contains(&path)
        || ["/masuk/", "/undangan/", "/api/"].iter().any(|prefix| path.starts_with(prefix));
    !open && (method == Method::GET || method == Method::HEAD)
}

fn to_sign_in(uri: &Uri) -> Response {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    let to = if wanted == "/" {
        "/masuk".to_owned()
    } else {
        let query = serde_urlencoded::to_string([("lanjut", wanted)]).unwrap_or_default();
        format!("/masuk?{query}")
    };
    (StatusCode::FOUND, [(header::LOCATION, header_value(to))], Body::empty()).into_response()
}
