//! The access table: every address, page, server function and live topic × every kind of person.
//!
//! A refused call is either denied or hidden, as if the thing did not exist. Each cell is called with a real session;
//! a refused call must leave every row of the database unchanged. A route without a row fails a test: add the row
//! beside the tests of its feature.

use crate::{
    app::{Answer, Client, FORMS, TestApp, key},
    scene::Scene,
    seed::{TODAY, Town, sql},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use kinerja::{
    app::PAGES,
    boot::{self, pages},
    domain::{
        event::Topic,
        id::{AccountId, AgencyId, EmployeeId, FollowUpId, IkiId, RhkId, SessionId, SkpId, ThreadId, UnitId},
    },
    error::Error,
    features::dashboard::api::{GetBoard, GetReporting},
    server::{config::Config, problem::status, routes::Routes},
    wire::pack,
};
use leptos::server_fn::{ServerFn, error::FromServerFnError};
use serde::Serialize;
use sqlx::PgPool;
use std::{collections::BTreeSet, fmt::Display};

/// A person by their relation to Dewi, midwife at Puskesmas Muara below Dinas Kesehatan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    /// Dewi herself.
    Own,
    /// Sari, her assessor and head of the Puskesmas.
    Assessor,
    /// Ratna, who assesses Sari, in the same perangkat daerah.
    Superior,
    /// Tuti of another office, acting head (Plt) of the Puskesmas; she assesses nobody.
    Acting,
    /// Joko, Dewi's assessor until April, then moved to another office.
    Former,
    /// Wati of another office, a guest whom Sari added to the thread.
    Guest,
    /// Lina, of the same Puskesmas as Dewi.
    Colleague,
    /// Hadi, head of another office.
    Elsewhere,
    /// The mayor, above Ratna but outside the perangkat daerah.
    Mayor,
    /// A person of another agency.
    Stranger,
    Pengelola,
    Inspektorat,
    /// An account that was disabled after its sign-in.
    Disabled,
    /// The pengelola of another agency, with access to all boards of that agency.
    ForeignPengelola,
    ForeignInspektorat,
}

const EVERYBODY: [Who; 16] = [
    Who::Anonymous,
    Who::Own,
    Who::Assessor,
    Who::Superior,
    Who::Acting,
    Who::Former,
    Who::Guest,
    Who::Colleague,
    Who::Elsewhere,
    Who::Mayor,
    Who::Stranger,
    Who::Pengelola,
    Who::Inspektorat,
    Who::Disabled,
    Who::ForeignPengelola,
    Who::ForeignInspektorat,
];

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    Allowed,
    /// Redirected to the sign-in page, or 401.
    SignIn,
    Denied,
    Hidden,
}
use Is::{Allowed as A, Denied as D, Hidden as H, SignIn as S};

/// The access rules, one row each, with the columns of [`EVERYBODY`].
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Open,
    SignedIn,
    Nobody,
    /// An account that belongs to a person.
    Employee,
    OwnOnly,
    /// As [`Self::OwnOnly`]; accounts without a person are denied instead of hidden.
    Report,
    AssessorOnly,
    /// The person, the assessors of the year, and their superiors inside the perangkat daerah.
    Follow,
    /// The person, the assessor, and their superiors inside the perangkat daerah.
    Case,
    /// Who assesses the assessor.
    SuperiorOnly,
    /// The readers of [`Self::Follow`] and guests of the thread.
    TakePart,
    /// The readers of [`Self::Follow`], who may add guests; a guest may not.
    Host,
    /// Threads in the own list: a superior's list holds a thread only after the superior wrote in it.
    Inbox,
    /// The board of the unit, or its totals only.
    Board,
    /// The changes of a board, and how far plans are: those who see totals only would learn when one of a few people
    /// reports, or who they are.
    BoardTopic,
    /// Reminders of the people behind the counts of a board: who only oversees reads.
    BoardReminder,
    /// The people behind the counts of a board.
    BoardPeople,
    Pengelola,
    /// As [`Self::Pengelola`], about a unit of the agency.
    PengelolaOfUnit,
    /// The people and reports behind a board: for leaders within the perangkat daerah only.
    BoardReports,
    /// The meeting page of the unit: for leaders of the unit and of the units above it.
    BoardLeads,
    /// What the unit achieved: for leaders of the units above it.
    LeadsAbove,
    /// A follow-up: for the person responsible and the person who assigned it; what both sides say about an objection.
    Agreed,
    /// The readers of [`Self::Agreed`], and the leaders of the unit that held the meeting and of the units above it.
    Finish,
}

impl Rule {
    const fn of(self) -> [Is; 16] {
        match self {
            //                   anon own ass sup act for gue col els may str pen ins dis fpe fin
            Self::Open => [A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A],
            Self::SignedIn => [S, A, A, A, A, A, A, A, A, A, A, A, A, S, A, A],
            Self::Nobody => [H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H],
            Self::Employee => [S, A, A, A, A, A, A, A, A, A, A, H, H, S, H, H],
            Self::OwnOnly => [S, A, H, H, H, H, H, H, H, H, H, H, H, S, H, H],
            Self::Report => [S, A, H, H, H, H, H, H, H, H, H, D, D, S, D, D],
            Self::AssessorOnly => [S, H, A, H, H, H, H, H, H, H, H, H, H, S, H, H],
            Self::Follow => [S, A, A, A, H, A, H, H, H, H, H, H, H, S, H, H],
            Self::Case => [S, A, A, A, H, H, H, H, H, H, H, H, H, S, H, H],
            Self::SuperiorOnly => [S, H, H, A, H, H, H, H, H, H, H, H, H, S, H, H],
            Self::TakePart => [S, A, A, A, H, A, A, H, H, H, H, H, H, S, H, H],
            Self::Host => [S, A, A, A, H, A, D, H, H, H, H, H, H, S, H, H],
            Self::Inbox => [S, A, A, H, H, A, A, H, H, H, H, H, H, S, H, H],
            Self::Board => [S, A, A, A, A, H, H, A, H, A, H, A, A, S, H, H],
            Self::BoardTopic => [S, H, A, A, A, H, H, H, H, A, H, A, A, S, H, H],
            Self::BoardReminder => [S, H, A, A, A, H, H, H, H, A, H, A, H, S, H, H],
            Self::BoardPeople => [S, D, A, A, A, H, H, D, H, A, H, A, A, S, H, H],
            Self::Pengelola => [S, H, H, H, H, H, H, H, H, H, H, A, H, S, A, H],
            Self::PengelolaOfUnit => [S, H, H, H, H, H, H, H, H, H, H, A, H, S, H, H],
            Self::BoardReports => [S, H, A, A, A, H, H, H, H, H, H, H, H, S, H, H],
            Self::BoardLeads => [S, H, A, A, A, H, H, H, H, A, H, H, H, S, H, H],
            Self::LeadsAbove => [S, H, H, A, H, H, H, H, H, A, H, H, H, S, H, H],
            Self::Agreed => [S, A, A, H, H, H, H, H, H, H, H, H, H, S, H, H],
            Self::Finish => [S, A, A, A, A, H, H, H, H, A, H, H, H, S, H, H],
        }
    }

    fn for_(self, who: Who) -> Is {
        let column = EVERYBODY.iter().position(|one| *one == who).expect("a column");
        self.of()[column]
    }
}

/// The program with a built scene, and the people of the table.
struct Table {
    app: TestApp,
    scene: Scene,
    /// Dewi's account: other people try to end the sessions of its devices.
    account: AccountId,
}

impl Table {
    fn named(&self, device: SessionId) -> Named {
        let Scene { town, thread, follow_up, .. } = self.scene;
        Named {
            employee: town.dewi,
            guest: town.budi,
            indicator: town.births,
            rhk: town.dewi_rhk,
            plan: town.dewi_skp,
            unit: town.centre,
            thread,
            follow_up,
            device,
        }
    }

    async fn set(owner: &PgPool) -> Self {
        Self::with(owner, |config| config).await
    }

    async fn with(owner: &PgPool, change: impl FnOnce(Config) -> Config) -> Self {
        let (app, scene) = (TestApp::with(owner, change).await, Scene::build(owner).await);
        let dewi = app.as_(scene.town.dewi).await;
        assert_eq!(dewi.report(key(), scene.town.births, "700").await.status, StatusCode::CREATED);
        let account = sqlx::query_scalar("select id from account where employee_id = $1")
            .bind(scene.town.dewi)
            .fetch_one(owner)
            .await
            .expect("Dewi's account");
        Self { app, scene, account }
    }

    fn person(&self, who: Who) -> Option<EmployeeId> {
        Some(match who {
            Who::Anonymous
            | Who::Pengelola
            | Who::Inspektorat
            | Who::Disabled
            | Who::ForeignPengelola
            | Who::ForeignInspektorat => return None,
            Who::Own => self.scene.town.dewi,
            Who::Assessor => self.scene.town.sari,
            Who::Superior => self.scene.town.ratna,
            Who::Acting => self.scene.acting,
            Who::Former => self.scene.former,
            Who::Guest => self.scene.guest,
            Who::Colleague => self.scene.town.lina,
            Who::Elsewhere => self.scene.town.hadi,
            Who::Mayor => self.scene.town.mayor,
            Who::Stranger => self.scene.town.stranger,
        })
    }

    /// Returns a client with a new session.
    async fn client(&self, who: Who) -> Client<'_> {
        match (who, self.person(who)) {
            (_, Some(person)) => self.app.as_(person).await,
            (Who::Pengelola, None) => self.app.as_officer(self.scene.town.agency, "pengelola").await,
            (Who::Inspektorat, None) => self.app.as_officer(self.scene.town.agency, "inspektorat").await,
            (Who::ForeignPengelola, None) => self.app.as_officer(self.scene.town.strange_agency, "pengelola").await,
            (Who::ForeignInspektorat, None) => self.app.as_officer(self.scene.town.strange_agency, "inspektorat").await,
            (Who::Disabled, None) => {
                let client = self.app.as_officer(self.scene.town.agency, "pengelola").await;
                let newest = "select account_id from session order by id desc limit 1";
                sql(&self.app.owner, format!("update account set disabled_at = now() where id = ({newest})")).await;
                client
            }
            (_, None) => self.app.anonymous(),
        }
    }

    /// Signs in on another device of Dewi's and returns its session.
    async fn device(&self) -> SessionId {
        self.app.signed_in(self.account).await;
        sqlx::query_scalar("select id from session where account_id = $1 order by id desc limit 1")
            .bind(self.account)
            .fetch_one(&self.app.owner)
            .await
            .expect("a session")
    }

    /// Returns the agency of a person's account.
    fn agency(&self, who: Who) -> AgencyId {
        match who {
            Who::Stranger | Who::ForeignPengelola | Who::ForeignInspektorat => self.scene.town.strange_agency,
            _ => self.scene.town.agency,
        }
    }

    /// Fills every cache with the view of the town's own overseer.
    async fn warm(&self, overseer: &Client<'_>) {
        for unit in [Some(self.scene.town.centre), None] {
            overseer.call(GetBoard { unit }).await.expect("a board");
            overseer.call(GetReporting { unit, after: None }).await.expect("waiting times");
        }
    }

    /// Removes the rows that an allowed call added, so that the next cell starts from the same scene.
    async fn tidy(&self) {
        sql(&self.app.owner, format!("delete from thread_guest where employee_id <> '{}'", self.scene.guest)).await;
    }

    /// Returns a client for each column, in the order of [`EVERYBODY`].
    async fn everybody(&self) -> Vec<Client<'_>> {
        let mut clients = Vec::new();
        for who in EVERYBODY {
            clients.push(self.client(who).await);
        }
        clients
    }

    /// Checks a row of the table: calls `send` for each column. An allowed call may write and end sessions, so the
    /// session, the device and the snapshot are renewed after it. A refused call must change nothing.
    async fn check<'a>(
        &'a self,
        clients: &mut [Client<'a>],
        (row, rule): (&str, Rule),
        send: impl AsyncFn(&Client<'_>, SessionId) -> (Is, String),
    ) {
        let overseer = self.client(Who::Pengelola).await;
        let mut device = self.device().await;
        let mut before = self.app.rows().await;
        for (who, client) in EVERYBODY.into_iter().zip(clients) {
            if self.agency(who) != self.scene.town.agency {
                self.warm(&overseer).await;
            }
            let (is, answer) = send(client, device).await;
            let wanted = rule.for_(who);
            assert_eq!(is, wanted, "{row} by {who:?}: {answer}");
            if wanted == Is::Allowed {
                self.tidy().await;
                *client = self.client(who).await;
                device = self.device().await;
                before = self.app.rows().await;
            } else {
                assert_eq!(self.app.rows().await, before, "{row} by {who:?} was refused and wrote");
            }
        }
    }
}

/// The ids that the arguments of a call can refer to.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub employee: EmployeeId,
    pub guest: EmployeeId,
    pub indicator: IkiId,
    pub rhk: RhkId,
    pub plan: SkpId,
    pub unit: UnitId,
    pub thread: ThreadId,
    pub follow_up: FollowUpId,
    pub device: SessionId,
}

/// A request without its method and route.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The address, if it differs from the route.
    path: Option<String>,
    form: Option<Vec<(&'static str, String)>>,
    json: Option<serde_json::Value>,
    headers: Vec<(&'static str, String)>,
}

impl Ask {
    pub fn at(path: impl Display) -> Self {
        Self { path: Some(path.to_string()), ..Self::default() }
    }

    pub fn form<const N: usize>(fields: [(&'static str, &dyn Display); N]) -> Self {
        Self::default().with_form(fields)
    }

    pub fn with_form<const N: usize>(self, fields: [(&'static str, &dyn Display); N]) -> Self {
        Self { form: Some(fields.map(|(name, value)| (name, value.to_string())).into()), ..self }
    }

    pub fn json(json: serde_json::Value) -> Self {
        Self { json: Some(json), ..Self::default() }
    }

    pub fn with_header(mut self, name: &'static str, value: impl Display) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// The arguments of a server function as the browser sends them: content type and body.
type Arguments = (&'static str, String);

/// A server function in the table.
pub struct FunctionRow {
    pub name: String,
    pub path: &'static str,
    rule: Rule,
    arguments: Box<dyn Fn(Named) -> Arguments>,
    behind: Option<Error>,
}

impl FunctionRow {
    pub fn arguments(&self, named: Named) -> Arguments {
        (self.arguments)(named)
    }
}

/// A route in the table that is neither a page nor a server function.
struct RouteRow {
    method: Method,
    route: &'static str,
    rule: Rule,
    ask: Box<dyn Fn(Named) -> Ask>,
    behind: Option<StatusCode>,
}

/// A page in the table, with text that only permitted readers see.
struct PageRow {
    route: &'static str,
    rule: Rule,
    shown: Box<dyn Fn(Named) -> (String, String)>,
}

/// The owner of the rows that a feature adds to its tables.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    pub agency: AgencyId,
    pub employee: EmployeeId,
    pub iki: IkiId,
}

/// SQL that adds at least one row to each table of a feature.
type Fill = Box<dyn Fn(Filled) -> String>;

/// The rows of a feature, defined beside its tests.
#[derive(Default)]
pub struct Rows {
    fills: Vec<Fill>,
    functions: Vec<FunctionRow>,
    routes: Vec<RouteRow>,
    pages: Vec<PageRow>,
}

/// Returns the name of a server function, without the hash at the end of its path.
fn name_of(path: &str) -> String {
    path.trim_start_matches("/api/").trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

impl Rows {
    /// Adds a server function with valid arguments.
    pub fn function<F>(mut self, rule: Rule, arguments: impl Fn(Named) -> F + 'static) -> Self
    where
        F: ServerFn + Serialize,
    {
        let name = name_of(F::PATH);
        let is_form = FORMS.contains(&name.as_str());
        let arguments = move |named| {
            if is_form {
                let body = serde_qs::to_string(&arguments(named)).expect("arguments");
                ("application/x-www-form-urlencoded", body)
            } else {
                ("text/plain", pack(&arguments(named)).expect("arguments"))
            }
        };
        self.functions.push(FunctionRow { name, path: F::PATH, rule, arguments: Box::new(arguments), behind: None });
        self
    }

    /// Adds a server function that returns `error` for these arguments after the access check.
    pub fn refused_function<F>(mut self, rule: Rule, error: Error, arguments: impl Fn(Named) -> F + 'static) -> Self
    where
        F: ServerFn + Serialize,
    {
        self = self.function(rule, arguments);
        self.functions.last_mut().expect("a row").behind = Some(error);
        self
    }

    /// Adds the SQL that fills the tables of the feature.
    pub fn filled(mut self, fill: impl Fn(Filled) -> String + 'static) -> Self {
        self.fills.push(Box::new(fill));
        self
    }

    pub fn route(
        mut self,
        method: Method,
        route: &'static str,
        rule: Rule,
        ask: impl Fn(Named) -> Ask + 'static,
    ) -> Self {
        self.routes.push(RouteRow { method, route, rule, ask: Box::new(ask), behind: None });
        self
    }

    /// Returns the addresses of the workbooks.
    pub fn workbooks(&self) -> BTreeSet<&'static str> {
        self.routes.iter().map(|row| row.route).filter(|route| route.ends_with("/unduh.xlsx")).collect()
    }

    /// Adds a route that returns an error status for this request after the access check.
    pub fn refused_route(
        mut self,
        method: Method,
        route: &'static str,
        (rule, status): (Rule, StatusCode),
        ask: impl Fn(Named) -> Ask + 'static,
    ) -> Self {
        self.routes.push(RouteRow { method, route, rule, ask: Box::new(ask), behind: Some(status) });
        self
    }

    /// Adds a page by its route, with its address and a text about Dewi on it.
    pub fn page<W: Display>(
        mut self,
        route: &'static str,
        rule: Rule,
        shown: impl Fn(Named) -> (String, W) + 'static,
    ) -> Self {
        let shown = move |named| {
            let (address, words) = shown(named);
            (address, words.to_string())
        };
        self.pages.push(PageRow { route, rule, shown: Box::new(shown) });
        self
    }
}

/// Returns the rows of every feature, and those of routes that belong to no feature.
fn all() -> Vec<Rows> {
    let own = Rows::default()
        .route(Method::GET, "/api/openapi.json", Rule::Open, |_| Ask::default())
        .route(Method::GET, "/live", Rule::SignedIn, |_| Ask::at("/live?topics="))
        // Server functions have rows of their own; this path is of an unknown function.
        .route(Method::POST, "/api/{*function}", Rule::Nobody, |_| Ask::at("/api/tidak_ada"))
        .route(Method::GET, "/healthz", Rule::Open, |_| Ask::default())
        .route(Method::GET, "/readyz", Rule::Open, |_| Ask::default());
    let mut all = crate::access_rows();
    all.push(own);
    all
}

/// Returns every server function with arguments for a call.
pub fn functions() -> Vec<FunctionRow> {
    all().into_iter().flat_map(|rows| rows.functions).collect()
}

/// Returns the SQL that fills the tables of every feature.
pub fn fills() -> Vec<Fill> {
    all().into_iter().flat_map(|rows| rows.fills).collect()
}

/// Returns the access result of an error; `None` for an error with another cause.
fn access(error: &Error) -> Option<Is> {
    match error {
        Error::SignIn => Some(Is::SignIn),
        Error::Forbidden => Some(Is::Denied),
        Error::NotFound => Some(Is::Hidden),
        _ => None,
    }
}

/// Returns the access result of a status.
fn access_by_status(status: StatusCode) -> Option<Is> {
    match status {
        StatusCode::UNAUTHORIZED => Some(Is::SignIn),
        StatusCode::FORBIDDEN => Some(Is::Denied),
        StatusCode::NOT_FOUND | StatusCode::GONE => Some(Is::Hidden),
        status if status.is_success() || status.is_redirection() => Some(Is::Allowed),
        _ => None,
    }
}

async fn call(client: &Client<'_>, row: &FunctionRow, named: Named) -> (Is, String) {
    let (kind, body) = row.arguments(named);
    let request = Request::post(row.path).header(header::ACCEPT, "text/plain").header(header::CONTENT_TYPE, kind);
    let answer = client.request(request, body).await;
    if answer.status.is_success() {
        assert!(row.behind.is_none(), "{} is not refused any more", row.name);
        return (Is::Allowed, answer.body);
    }
    let error = <Error as FromServerFnError>::de(answer.body.clone().into_bytes().into());
    assert_eq!(answer.status, status(&error), "{}: {error:?}", row.name);
    let behind = row.behind.as_ref() == Some(&error);
    let is = if behind { Is::Allowed } else { access(&error).unwrap_or_else(|| panic!("{}: {error:?}", row.name)) };
    (is, answer.body)
}

#[sqlx::test]
async fn every_server_function_answers_everybody_as_the_table_says(owner: PgPool) {
    let table = Table::set(&owner).await;
    let mut clients = table.everybody().await;
    let functions = functions();
    let registered: BTreeSet<_> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| name_of(path)).collect();
    let listed: BTreeSet<_> = functions.iter().map(|row| row.name.clone()).collect();
    assert_eq!(registered, listed, "the rows name every server function, and only those");
    for row in &functions {
        let send = async |client: &Client<'_>, device| call(client, row, table.named(device)).await;
        table.check(&mut clients, (&row.name, row.rule), send).await;
    }
}

async fn visit(client: &Client<'_>, row: &RouteRow, named: Named) -> (Is, String) {
    let ask = (row.ask)(named);
    let path = ask.path.unwrap_or_else(|| row.route.to_owned());
    if row.route == "/live" {
        let query = path.split_once('?').expect("a query").1;
        return match client.listen(query, &[]).await {
            Ok(mut stream) => {
                assert_eq!(stream.next().await.expect("an event").event, "ready");
                (Is::Allowed, String::new())
            }
            Err(status) => (access_by_status(status).expect("access"), status.to_string()),
        };
    }
    let answer = if let Some(fields) = ask.form {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.post_form(&path, &fields).await
    } else {
        let headers: Vec<_> = ask.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.api_with(row.method.clone(), &path, ask.json, &headers).await
    };
    (access_of(row, &answer), answer.body)
}

fn access_of(row: &RouteRow, answer: &Answer) -> Is {
    let is_link = row.method == Method::GET && answer.status == StatusCode::FOUND;
    if row.behind == Some(answer.status) {
        Is::Allowed
    } else if is_link && answer.location().is_some_and(|place| place.starts_with("/masuk")) {
        // A page redirects an anonymous visitor to the sign-in page.
        Is::SignIn
    } else {
        let is = access_by_status(answer.status);
        let is = is.unwrap_or_else(|| panic!("{} {}: {answer:?}", row.method, row.route));
        assert!(is != Is::Allowed || row.behind.is_none(), "{} {} is not refused any more", row.method, row.route);
        is
    }
}

/// Returns every route of the router that is not a page, by method.
pub fn routes() -> BTreeSet<(String, String)> {
    let routes = boot::routes();
    let all = routes.iter().flat_map(Routes::list);
    all.map(|(method, path)| (method.as_str().to_lowercase(), (*path).to_owned())).collect()
}

#[sqlx::test]
async fn every_route_answers_everybody_as_the_table_says(owner: PgPool) {
    let rows: Vec<_> = all().into_iter().flat_map(|rows| rows.routes).collect();
    let listed = rows.iter().map(|row| (row.method.as_str().to_lowercase(), row.route.to_owned()));
    assert_eq!(routes(), listed.collect(), "the rows name every route, and only those");
    // All sign-in attempts of this test come from one address.
    let table =
        Table::with(&owner, |config| Config { free_failures: 1000, free_failures_address: 1000, ..config }).await;
    let mut clients = table.everybody().await;
    for row in &rows {
        let send = async |client: &Client<'_>, device| visit(client, row, table.named(device)).await;
        table.check(&mut clients, (&format!("{} {}", row.method, row.route), row.rule), send).await;
    }
}

#[sqlx::test]
async fn every_page_shows_everybody_what_the_table_says(owner: PgPool) {
    let table = Table::set(&owner).await;
    let rows: Vec<_> = all().into_iter().flat_map(|rows| rows.pages).collect();
    let listed: BTreeSet<_> = rows.iter().map(|row| row.route).collect();
    assert_eq!(listed, PAGES.iter().copied().collect(), "the rows name every page, and only those");
    assert_eq!(listed.len(), pages::paths().len(), "as many as the router has");
    let mut clients = table.everybody().await;
    for PageRow { route, rule, shown } in &rows {
        let send = async |client: &Client<'_>, device| {
            let (address, words) = shown(table.named(device));
            let answer = client.get(&address).await;
            let is = if answer.location() == Some("/dasbor") {
                // An account without a person has no Beranda.
                Is::Hidden
            } else if answer.status == StatusCode::FOUND {
                assert_eq!(answer.body, "", "a redirect carries nothing");
                assert!(answer.location().expect("a place").starts_with("/masuk"));
                Is::SignIn
            } else if answer.body.contains(&words) {
                Is::Allowed
            } else {
                Is::Hidden
            };
            (is, format!("{address}: {}", answer.status))
        };
        table.check(&mut clients, (route, *rule), send).await;
    }
}

#[sqlx::test]
async fn a_link_on_another_site_does_nothing_in_its_readers_name(owner: PgPool) {
    let table = Table::set(&owner).await;
    let device = table.device().await;
    let named = table.named(device);
    let mut addresses = vec![format!("/percakapan/{}?cari=Hadi", named.thread)];
    for rows in all() {
        let gets = rows.routes.into_iter().filter(|row| row.method == Method::GET && row.route != "/live");
        addresses.extend(gets.map(|row| (row.ask)(named).path.unwrap_or_else(|| row.route.to_owned())));
        addresses.extend(rows.pages.into_iter().map(|row| (row.shown)(named).0));
    }
    for who in [Who::Own, Who::Assessor, Who::Pengelola] {
        let client = table.client(who).await;
        let before = table.app.rows().await;
        for address in &addresses {
            for (name, value) in [("sec-fetch-site", "cross-site"), ("referer", "https://jahat.example/")] {
                let request = Request::get(address).header(header::ACCEPT, "text/html").header(name, value);
                client.request(request, Body::empty()).await;
            }
        }
        assert_eq!(table.app.rows().await, before, "{who:?}");
    }
}

#[sqlx::test]
async fn a_live_stream_tells_nobody_of_what_they_may_not_read(owner: PgPool) {
    let table = Table::set(&owner).await;
    let town = &table.scene.town;
    let session = table.device().await;
    let clients = table.everybody().await;
    for topic in [
        Topic::Unit(town.centre),
        Topic::Person(town.dewi),
        Topic::Team(town.sari),
        Topic::Thread(table.scene.thread),
        Topic::Session(session),
    ] {
        // The match is exhaustive on purpose: a new kind of topic does not compile without a rule.
        let rule = match topic {
            Topic::Unit(_) => Rule::BoardTopic,
            Topic::Person(_) => Rule::OwnOnly,
            Topic::Team(_) => Rule::AssessorOnly,
            Topic::Thread(_) => Rule::TakePart,
            Topic::Session(_) => Rule::Nobody,
        };
        for (who, client) in EVERYBODY.into_iter().zip(&clients) {
            let own_root = if table.agency(who) == town.agency { town.root } else { town.strange_unit };
            let known = match table.person(who) {
                Some(person) if Topic::Person(person) != topic => Topic::Person(person),
                Some(_) => Topic::Team(town.dewi),
                None => Topic::Unit(own_root),
            };
            let is = match client.listen(&format!("topics={topic},{known}"), &[]).await {
                Ok(mut stream) => hears(&table, &mut stream, topic, (table.agency(who), known)).await,
                Err(StatusCode::UNAUTHORIZED) => Is::SignIn,
                Err(status) => panic!("{topic} for {who:?}: {status}"),
            };
            let wanted = match rule.for_(who) {
                Is::Hidden if matches!(who, Who::Anonymous | Who::Disabled) => Is::SignIn,
                wanted => wanted,
            };
            assert_eq!(is, wanted, "{topic} for {who:?}");
        }
    }
}

/// Returns whether a stream receives `topic`. The stream always receives `known`, which is announced twice after
/// `topic`: a `topic` that has not arrived by the second `known` was not sent.
async fn hears(table: &Table, stream: &mut crate::app::Stream, topic: Topic, (agency, known): (AgencyId, Topic)) -> Is {
    let live = &table.app.app.live;
    assert_eq!(stream.next().await.expect("an event").event, "ready");
    let mut heard = false;
    live.announce(table.scene.town.agency, &[topic]);
    for _ in 0..2 {
        live.announce(agency, &[known]);
        loop {
            let change = stream.next_change().await;
            heard |= change == topic.to_string();
            if change == known.to_string() {
                break;
            }
        }
    }
    if heard { Is::Allowed } else { Is::Hidden }
}

#[sqlx::test]
async fn nobody_is_their_own_assessor(owner: PgPool) {
    let town = Town::build(&owner).await;
    let error = sqlx::query("update assessor set assessor_id = employee_id where employee_id = $1")
        .bind(town.dewi)
        .execute(&owner)
        .await
        .expect_err("a refusal");
    let constraint = error.as_database_error().and_then(|error| error.constraint().map(ToOwned::to_owned));
    assert_eq!(constraint.as_deref(), Some("assessor_not_self"));
}

#[sqlx::test]
async fn somebody_who_has_moved_sees_the_board_of_the_new_unit_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = app.as_(town.lina).await;
    let board = async |unit| lina.api(Method::GET, &format!("/api/v1/boards/{unit}"), None).await.status;
    assert_eq!((board(town.centre).await, board(town.schools).await), (StatusCode::OK, StatusCode::NOT_FOUND));
    town.transfer(&owner, town.lina, town.schools, TODAY).await;
    assert_eq!((board(town.centre).await, board(town.schools).await), (StatusCode::NOT_FOUND, StatusCode::OK));
}

#[sqlx::test]
async fn an_acting_head_sees_the_board_while_acting_and_no_longer(owner: PgPool) {
    let table = Table::set(&owner).await;
    let unit = format!("/api/v1/boards/{}", table.scene.town.centre);
    let full = async || {
        let board = table.client(Who::Acting).await.api(Method::GET, &unit, None).await;
        board.status == StatusCode::OK && board.json()["employees"].is_number()
    };
    assert!(full().await, "Plt sees the whole board");
    let ends = "update assignment set until = '2026-06-20' where not definitive and employee_id =";
    sql(&owner, format!("{ends} '{}'", table.scene.acting)).await;
    assert!(!full().await, "who no longer acts does not");
}

#[sqlx::test]
async fn a_cookie_that_no_sign_in_gave_is_nobody(owner: PgPool) {
    let (app, _) = (TestApp::new(&owner).await, Town::build(&owner).await);
    for cookie in
        ["kinerja=", "kinerja=x", "kinerja=%00", "kinerjaX=1; kinerja", &format!("kinerja={}", "A".repeat(43))]
    {
        let nobody = Client { app: &app, cookie: Some(cookie.to_owned()) };
        let answer = nobody.request(Request::get("/api/v1/me"), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{cookie}");
    }
}
