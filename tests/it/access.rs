//! Who may do what: every address, page, server function and live topic × who asks.
//!
//! A person is denied (told so), or the thing is hidden (as if it did not exist). Each cell is called with a
//! real session; where the answer is no, every row of the database stays as it was. An address that is
//! missing here fails a test: add its row when you add it.

use crate::{
    app::{Answer, Client, TestApp, key},
    seed::{TODAY, Town, sql},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use kinerja::{
    domain::{
        event::Topic,
        feedback::{MessageKind, Subject},
        id::{AccountId, AgencyId, EmployeeId, FollowUpId, IkiId, MessageId, RhkId, SessionId, ThreadId, UnitId},
        measure::Status,
    },
    error::{Error, Refusal},
    features::{
        dashboard::api::{GetArrivals, GetBoard, GetReporting, ListPeople},
        feedback::{
            api::{AddGuest, FindColleagues, ListThreads, MarkRead, OpenThread, Say},
            model::{Asked, MessageBody, Place},
        },
        follow_up::{
            api::{FindAssignees, FinishFollowUp, GiveFollowUp, ListUnitFollowUps},
            model::FollowUpBody,
        },
        progress::api::{IndicatorHistory, ResultsOf},
        team::{
            api::{GetMember, MyTeam},
            model::TeamFilter,
        },
    },
    server::pages,
    wire::pack,
};
use leptos::server_fn::error::FromServerFnError;
use serde_json::json;
use sqlx::PgPool;
use std::collections::BTreeSet;

const FORM: &str = "application/x-www-form-urlencoded";

/// How somebody stands to Dewi, midwife at Puskesmas Muara below Dinas Kesehatan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anonymous,
    /// Dewi.
    Own,
    /// Sari, her assessor and head of the Puskesmas.
    Assessor,
    /// Ratna, who assesses Sari, in the same perangkat daerah.
    Superior,
    /// Tuti, acting head (Plt) of the Puskesmas from another office; she assesses nobody.
    Acting,
    /// Joko, Dewi's assessor until April, moved to another office since.
    Former,
    /// Wati of another office, whom Sari let into the thread.
    Guest,
    /// Lina, of the same Puskesmas.
    Colleague,
    /// Hadi, head of another office.
    Elsewhere,
    /// The mayor, above Ratna but outside the perangkat daerah.
    Mayor,
    /// Somebody of another agency.
    Stranger,
    Pengelola,
    Inspektorat,
    /// Dewi's second account was never there: an account switched off while its session lived.
    Disabled,
    /// Those who oversee another agency: they see all boards of their own.
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

/// What somebody is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Allowed,
    /// Sent to the sign-in.
    Asked,
    Denied,
    Hidden,
}
use Is::{Allowed as A, Asked as S, Denied as D, Hidden as H};

/// The rules, one line each. Columns as in [`EVERYBODY`].
#[derive(Clone, Copy, Debug)]
enum Rule {
    Open,
    SignedIn,
    Nobody,
    /// Needs a person behind the account.
    Employee,
    OwnOnly,
    /// As [`Self::OwnOnly`]; accounts without a person are told that they cannot report.
    Report,
    AssessorOnly,
    /// The person, the assessors of the year, their superiors inside the perangkat daerah.
    Follow,
    /// Those and guests.
    TakePart,
    /// Who may let others in: a guest may not.
    Host,
    /// Threads that stand in one's list: superiors see theirs once they have written.
    Inbox,
    /// The board of the unit, or its totals.
    Board,
    /// The people behind the board's counts.
    BoardPeople,
    Pengelola,
    /// Whose reports stand behind the board: leaders within the perangkat daerah.
    BoardReports,
    /// The unit's meeting: leaders of the unit and above it.
    BoardLeads,
    /// What was agreed on: the one responsible and who gave it.
    Agreed,
    /// Those and who leads the unit whose meeting it was.
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
            Self::TakePart => [S, A, A, A, H, A, A, H, H, H, H, H, H, S, H, H],
            Self::Host => [S, A, A, A, H, A, D, H, H, H, H, H, H, S, H, H],
            Self::Inbox => [S, A, A, H, H, A, A, H, H, H, H, H, H, S, H, H],
            Self::Board => [S, A, A, A, A, H, H, A, H, A, H, A, A, S, H, H],
            Self::BoardPeople => [S, D, A, A, A, H, H, D, H, A, H, A, A, S, H, H],
            Self::Pengelola => [S, H, H, H, H, H, H, H, H, H, H, A, H, S, A, H],
            Self::BoardReports => [S, H, A, A, A, H, H, H, H, H, H, H, H, S, H, H],
            Self::BoardLeads => [S, H, A, A, A, H, H, H, H, A, H, H, H, S, H, H],
            Self::Agreed => [S, A, A, H, H, H, H, H, H, H, H, H, H, S, H, H],
            Self::Finish => [S, A, A, A, A, H, H, H, H, A, H, H, H, S, H, H],
        }
    }

    fn for_(self, who: Who) -> Is {
        let column = EVERYBODY.iter().position(|one| *one == who).expect("a column");
        self.of()[column]
    }
}

/// The town with a thread about Dewi's result, a report of hers, and the people around her.
struct Scene {
    app: TestApp,
    town: Town,
    thread: ThreadId,
    /// Sari gave it to Dewi.
    follow_up: FollowUpId,
    acting: EmployeeId,
    former: EmployeeId,
    guest: EmployeeId,
    /// Signed-in devices of Dewi, one for each time that somebody tries to end one.
    account: AccountId,
}

const WORDS: &str = "Terima kasih atas kerja malam itu";
const AGREED: &str = "Jadwal posyandu disepakati dengan kader";

impl Scene {
    fn named(&self, device: SessionId) -> Named {
        let town = &self.town;
        Named {
            employee: town.dewi,
            guest: town.budi,
            indicator: town.births,
            rhk: town.dewi_rhk,
            unit: town.centre,
            thread: self.thread,
            follow_up: self.follow_up,
            device,
        }
    }

    async fn set(owner: &PgPool) -> Self {
        let (app, town) = (TestApp::new(owner).await, Town::build(owner).await);
        let report = key();
        let dewi = app.as_(town.dewi).await;
        assert_eq!(dewi.report(report, town.births, "700").await.status, StatusCode::CREATED);
        let account = sqlx::query_scalar("select id from account where employee_id = $1")
            .bind(town.dewi)
            .fetch_one(owner)
            .await
            .expect("Dewi's account");
        let [acting, former, guest] = [EmployeeId(key()), EmployeeId(key()), EmployeeId(key())];
        for (person, name) in [(acting, "Tuti"), (former, "Joko"), (guest, "Wati")] {
            town.hire(owner, person, name, town.schools).await;
        }
        let (thread, follow_up) = (ThreadId(key()), FollowUpId(key()));
        let scene = Self { app, town, thread, follow_up, acting, former, guest, account };
        scene.dates(owner).await;
        scene.talk(owner).await;
        scene.meet(owner).await;
        scene
    }

    /// Tuti acts as head of the Puskesmas; Joko assessed Dewi there until April.
    async fn dates(&self, owner: &PgPool) {
        let Town { agency, centre, dewi, .. } = self.town;
        let (acting, former) = (self.acting, self.former);
        sql(
            owner,
            format!(
                "insert into assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since)
                 select agency_id, gen_random_uuid(), '{acting}', id, unit_id, false, '2026-05-01' from post
                 where unit_id = '{centre}' and is_head;
                 update assessor set since = '2026-04-01' where employee_id = '{dewi}';
                 insert into assessor (agency_id, employee_id, assessor_id, since, until)
                 values ('{agency}', '{dewi}', '{former}', '2025-01-01', '2026-04-01')"
            ),
        )
        .await;
    }

    /// Sari has written about Dewi's result and let Wati in.
    async fn talk(&self, owner: &PgPool) {
        let Town { agency, dewi, dewi_rhk, sari, .. } = self.town;
        let (thread, guest) = (self.thread, self.guest);
        sql(
            owner,
            format!(
                "insert into thread (agency_id, id, employee_id, skp_id, rhk_id, created_at)
                 select '{agency}', '{thread}', '{dewi}', skp_id, id, '2026-06-20' from rhk where id = '{dewi_rhk}';
                 insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
                 values ('{agency}', gen_random_uuid(), '{thread}', '{sari}', 'appreciation', '{WORDS}', '2026-06-20');
                 insert into thread_guest (agency_id, thread_id, employee_id, added_by, added_at)
                 values ('{agency}', '{thread}', '{guest}', '{sari}', '2026-06-20')"
            ),
        )
        .await;
    }

    /// Sari has asked something of Dewi in a meeting.
    async fn meet(&self, owner: &PgPool) {
        let Town { agency, centre, dewi, sari, .. } = self.town;
        let follow_up = self.follow_up;
        sql(
            owner,
            format!(
                "insert into follow_up (agency_id, id, unit_id, text, assignee_id, giver_id, due_on, given_at)
                 values ('{agency}', '{follow_up}', '{centre}', '{AGREED}', '{dewi}', '{sari}', '2026-06-30', '2026-06-20')"
            ),
        )
        .await;
    }

    fn person(&self, who: Who) -> Option<EmployeeId> {
        Some(match who {
            Who::Anonymous
            | Who::Pengelola
            | Who::Inspektorat
            | Who::Disabled
            | Who::ForeignPengelola
            | Who::ForeignInspektorat => return None,
            Who::Own => self.town.dewi,
            Who::Assessor => self.town.sari,
            Who::Superior => self.town.ratna,
            Who::Acting => self.acting,
            Who::Former => self.former,
            Who::Guest => self.guest,
            Who::Colleague => self.town.lina,
            Who::Elsewhere => self.town.hadi,
            Who::Mayor => self.town.mayor,
            Who::Stranger => self.town.stranger,
        })
    }

    /// A new session of theirs.
    async fn client(&self, who: Who) -> Client<'_> {
        match (who, self.person(who)) {
            (_, Some(person)) => self.app.as_(person).await,
            (Who::Pengelola, None) => self.app.as_officer(self.town.agency, "pengelola").await,
            (Who::Inspektorat, None) => self.app.as_officer(self.town.agency, "inspektorat").await,
            (Who::ForeignPengelola, None) => self.app.as_officer(self.town.strange_agency, "pengelola").await,
            (Who::ForeignInspektorat, None) => self.app.as_officer(self.town.strange_agency, "inspektorat").await,
            (Who::Disabled, None) => {
                let client = self.app.as_officer(self.town.agency, "pengelola").await;
                let newest = "select account_id from session order by id desc limit 1";
                sql(&self.app.owner, format!("update account set disabled_at = now() where id = ({newest})")).await;
                client
            }
            (_, None) => self.app.anonymous(),
        }
    }

    /// Another device of Dewi's.
    async fn device(&self) -> SessionId {
        self.app.signed_in(self.account).await;
        sqlx::query_scalar("select id from session where account_id = $1 order by id desc limit 1")
            .bind(self.account)
            .fetch_one(&self.app.owner)
            .await
            .expect("a session")
    }

    /// The agency in which somebody is signed in.
    fn agency(&self, who: Who) -> AgencyId {
        match who {
            Who::Stranger | Who::ForeignPengelola | Who::ForeignInspektorat => self.town.strange_agency,
            _ => self.town.agency,
        }
    }

    /// Fills every cache with what the town's own overseer sees.
    async fn warm(&self) {
        let overseer = self.client(Who::Pengelola).await;
        for unit in [Some(self.town.centre), None] {
            overseer.call(GetBoard { unit }).await.expect("a board");
            overseer.call(GetReporting { unit, after: None }).await.expect("waiting times");
        }
    }

    /// What an allowed cell left behind and the next one must not find.
    async fn tidy(&self) {
        sql(&self.app.owner, format!("delete from thread_guest where employee_id <> '{}'", self.guest)).await;
    }

    /// Checks a row of the table: `send` in the name of everybody.
    async fn check(&self, row: &str, rule: Rule, send: impl AsyncFn(&Client<'_>, SessionId) -> (Is, String)) {
        for who in EVERYBODY {
            let device = self.device().await;
            if self.agency(who) != self.town.agency {
                self.warm().await;
            }
            let client = self.client(who).await;
            let before = self.app.rows().await;
            let (is, answer) = send(&client, device).await;
            let wanted = rule.for_(who);
            assert_eq!(is, wanted, "{row} by {who:?}: {answer}");
            if wanted != Is::Allowed {
                assert_eq!(self.app.rows().await, before, "{row} by {who:?} was refused and wrote");
            }
            self.tidy().await;
        }
    }
}

/// What an error says of access. A rule that stands against the content is behind the access check.
fn access(error: &Error) -> Is {
    match error {
        Error::SignIn => Is::Asked,
        Error::Forbidden => Is::Denied,
        Error::NotFound => Is::Hidden,
        Error::Invalid(_) | Error::Refused(_) | Error::TooMany(_) => Is::Allowed,
        other => panic!("{other:?}"),
    }
}

/// The same from the status of an answer.
fn access_by_status(answer: &Answer) -> Is {
    match answer.status {
        StatusCode::UNAUTHORIZED if answer.body.contains(&Error::Refused(Refusal::WrongPassword).to_string()) => {
            Is::Allowed
        }
        StatusCode::UNAUTHORIZED => Is::Asked,
        StatusCode::FORBIDDEN => Is::Denied,
        StatusCode::NOT_FOUND | StatusCode::GONE => Is::Hidden,
        status if status.is_success() || status.is_redirection() => Is::Allowed,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::TOO_MANY_REQUESTS => Is::Allowed,
        status => panic!("{status}: {}", answer.body),
    }
}

/// Things that arguments name.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    pub employee: EmployeeId,
    pub guest: EmployeeId,
    pub indicator: IkiId,
    pub rhk: RhkId,
    pub unit: UnitId,
    pub thread: ThreadId,
    pub follow_up: FollowUpId,
    pub device: SessionId,
}

/// Every server function by its name.
const FUNCTIONS: &[(&str, Rule)] = &[
    ("list_sessions", Rule::SignedIn),
    ("end_session", Rule::OwnOnly),
    ("change_password", Rule::SignedIn),
    ("my_results", Rule::Employee),
    ("results_of", Rule::Follow),
    ("indicator_history", Rule::Follow),
    ("get_board", Rule::Board),
    ("get_reporting", Rule::Board),
    ("get_arrivals", Rule::BoardLeads),
    ("list_people", Rule::BoardPeople),
    ("list_threads", Rule::SignedIn),
    ("unread_count", Rule::SignedIn),
    ("open_thread", Rule::TakePart),
    ("say", Rule::TakePart),
    ("mark_read", Rule::TakePart),
    ("find_colleagues", Rule::Host),
    ("add_guest", Rule::Host),
    ("my_team", Rule::Employee),
    ("get_member", Rule::Follow),
    ("watch_health", Rule::Pengelola),
    ("list_unit_follow_ups", Rule::BoardLeads),
    ("list_own_follow_ups", Rule::Employee),
    ("find_assignees", Rule::BoardLeads),
    ("give_follow_up", Rule::BoardLeads),
    ("finish_follow_up", Rule::Finish),
];

/// The arguments of a server function as the browser sends them, with their content type.
pub fn arguments(function: &str, named: Named) -> (&'static str, String) {
    let Named { employee, guest, indicator, rhk, unit, thread, follow_up, device } = named;
    let place = Place::Subject(Subject::Rhk(rhk));
    let packed = match function {
        "end_session" => return (FORM, format!("session={device}")),
        "change_password" => {
            return (FORM, "current=salah&new=perahu+hijau+di+muara&again=perahu+hijau+di+muara".to_owned());
        }
        "results_of" => pack(&ResultsOf { employee }),
        "get_member" => pack(&GetMember { employee }),
        "indicator_history" => pack(&IndicatorHistory { indicator }),
        "get_board" => pack(&GetBoard { unit: Some(unit) }),
        "finish_follow_up" => pack(&FinishFollowUp { follow_up, done: true }),
        "get_arrivals" => pack(&GetArrivals { unit, names: true }),
        "list_unit_follow_ups" => pack(&ListUnitFollowUps { unit, names: true }),
        "find_assignees" => pack(&FindAssignees { unit, wanted: "Dewi".to_owned() }),
        "give_follow_up" => {
            let (text, due_on) = ("Alat timbang dipesan".to_owned(), "2026-07-01".to_owned());
            let assignee = Some(employee);
            pack(&GiveFollowUp { follow_up: FollowUpBody { id: FollowUpId(key()), unit, text, assignee, due_on } })
        }
        "get_reporting" => pack(&GetReporting { unit: Some(unit), after: None }),
        "list_people" => pack(&ListPeople { unit: Some(unit), status: Status::Ahead, after: None }),
        "list_threads" => pack(&ListThreads { after: None }),
        "open_thread" => pack(&OpenThread { asked: Asked { place, before: None } }),
        "say" => {
            let text = "Bagaimana kelanjutannya?".to_owned();
            pack(&Say { place, message: MessageBody { id: MessageId(key()), kind: MessageKind::Question, text } })
        }
        "mark_read" => pack(&MarkRead { thread }),
        "find_colleagues" => pack(&FindColleagues { thread, wanted: "Budi".to_owned() }),
        "add_guest" => pack(&AddGuest { thread, guest }),
        "my_team" => pack(&MyTeam { filter: TeamFilter::default() }),
        _ => pack(&()),
    };
    ("text/plain", packed.expect("arguments"))
}

/// Server functions by name, with their paths: the number behind a name is not part of it.
pub fn functions() -> Vec<(String, &'static str)> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| {
            let name = path.trim_start_matches("/api/").trim_end_matches(|c: char| c.is_ascii_digit());
            (name.to_owned(), path)
        })
        .collect()
}

async fn call(client: &Client<'_>, path: &str, (kind, body): (&'static str, String)) -> (Is, String) {
    let request = Request::post(path).header(header::ACCEPT, "text/plain").header(header::CONTENT_TYPE, kind);
    let answer = client.request(request, body).await;
    if answer.status.is_success() {
        return (Is::Allowed, answer.body);
    }
    let error = <Error as FromServerFnError>::de(answer.body.clone().into_bytes().into());
    assert_eq!(answer.status, kinerja::server::problem::status(&error), "{path}: {error:?}");
    (access(&error), answer.body)
}

#[sqlx::test]
async fn every_server_function_answers_everybody_as_the_table_says(owner: PgPool) {
    let scene = Scene::set(&owner).await;
    let registered = functions();
    let names: BTreeSet<&str> = registered.iter().map(|(name, _)| name.as_str()).collect();
    let listed: BTreeSet<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed, "the table names every server function, and only those");
    for (name, rule) in FUNCTIONS {
        let (_, path) = registered.iter().find(|(registered, _)| registered == name).expect("a path");
        scene
            .check(name, *rule, async |client, device| call(client, path, arguments(name, scene.named(device))).await)
            .await;
    }
}

/// Every address of the router that is no page: method, route, rule.
const ROUTES: &[(&str, &str, Rule)] = &[
    ("post", "/masuk", Rule::Open),
    // Does not exist outside of demo mode.
    ("post", "/masuk/demo", Rule::Nobody),
    ("post", "/keluar", Rule::Open),
    ("post", "/undangan/{token}", Rule::Open),
    ("post", "/lapor", Rule::Report),
    ("post", "/percakapan/{thread}", Rule::TakePart),
    ("post", "/tindak-lanjut", Rule::Finish),
    ("get", "/dasbor/unduh.xlsx", Rule::Board),
    ("get", "/dasbor/pelaporan/unduh.xlsx", Rule::BoardReports),
    ("get", "/dasbor/daftar/unduh.xlsx", Rule::BoardPeople),
    ("get", "/tim/unduh.xlsx", Rule::Employee),
    ("get", "/riwayat/{indikator}/unduh.xlsx", Rule::Follow),
    ("get", "/live", Rule::SignedIn),
    ("post", "/api/v1/session", Rule::Open),
    ("delete", "/api/v1/session", Rule::SignedIn),
    ("get", "/api/v1/me", Rule::SignedIn),
    ("get", "/api/v1/indicators", Rule::SignedIn),
    ("get", "/api/v1/reports", Rule::OwnOnly),
    ("post", "/api/v1/reports", Rule::Report),
    ("get", "/api/v1/boards/{unit}", Rule::Board),
    ("get", "/api/openapi.json", Rule::Open),
    // Its functions have a table of their own; this one does not exist.
    ("post", "/api/{*function}", Rule::Nobody),
    ("get", "/healthz", Rule::Open),
    ("get", "/readyz", Rule::Open),
];

async fn visit(scene: &Scene, client: &Client<'_>, method: &str, route: &str) -> (Is, String) {
    let town = &scene.town;
    let answer = match (method, route) {
        ("post", "/masuk") => client.post_form("/masuk", &[("login", "bukan.siapa"), ("password", "salah")]).await,
        ("post", "/masuk/demo") => client.post_form("/masuk/demo", &[("demo", "pegawai")]).await,
        ("post", "/keluar") => client.post_form("/keluar", &[]).await,
        ("post", "/undangan/{token}") => {
            client.post_form("/undangan/bukan", &[("new", "perahu hijau"), ("again", "perahu hijau")]).await
        }
        ("post", "/lapor") => {
            let (id, indicator) = (key().to_string(), town.births.to_string());
            client.post_form("/lapor", &[("id", &id), ("indikator", &indicator), ("value", "701")]).await
        }
        ("post", "/percakapan/{thread}") => {
            let (id, path) = (key().to_string(), format!("/percakapan/{}", scene.thread));
            client.post_form(&path, &[("id", &id), ("kind", "biasa"), ("text", "Baik.")]).await
        }
        ("post", "/tindak-lanjut") => {
            client.post_form(route, &[("follow_up", &scene.follow_up.to_string()), ("done", "true")]).await
        }
        ("get", "/live") => {
            return match client.listen("topics=", &[]).await {
                Ok(mut stream) => {
                    assert_eq!(stream.next().await.expect("an event").event, "ready");
                    (Is::Allowed, String::new())
                }
                Err(status) => {
                    (if status == StatusCode::UNAUTHORIZED { Is::Asked } else { Is::Denied }, status.to_string())
                }
            };
        }
        ("post", "/api/v1/session") => {
            client.api(Method::POST, route, Some(json!({"login": "bukan.siapa", "password": "salah"}))).await
        }
        ("delete", _) => client.api(Method::DELETE, route, None).await,
        ("get", "/api/v1/reports") => {
            client.api(Method::GET, &format!("{route}?indicator_id={}", town.births), None).await
        }
        ("post", "/api/v1/reports") => client.report(key(), town.births, "702").await,
        ("get", route) if route.ends_with("/unduh.xlsx") => {
            let path = route.replace("{indikator}", &town.births.to_string());
            let answer =
                client.api(Method::GET, &format!("{path}?unit={}&status=needs_support", town.centre), None).await;
            if answer.status == StatusCode::FOUND {
                // A link of a page: whoever is not signed in is led to the sign-in.
                return (Is::Asked, answer.body);
            }
            answer
        }
        ("get", "/api/v1/boards/{unit}") => {
            client.api(Method::GET, &format!("/api/v1/boards/{}", town.centre), None).await
        }
        ("post", "/api/{*function}") => client.api(Method::POST, "/api/tidak_ada", None).await,
        ("get", _) => client.api(Method::GET, route, None).await,
        other => panic!("no request is known for {other:?}"),
    };
    (access_by_status(&answer), answer.body)
}

#[sqlx::test]
async fn every_route_answers_everybody_as_the_table_says(owner: PgPool) {
    let listed: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, route, _)| ((*method).to_owned(), (*route).to_owned())).collect();
    assert_eq!(routes_of_the_source(), listed, "the table names every route of src/server/mod.rs, and only those");
    // The tries of everybody come from one address.
    let mut scene = Scene::set(&owner).await;
    scene.app = TestApp::with(&owner, |config| kinerja::server::config::Config {
        free_failures: 1000,
        free_failures_address: 1000,
        ..config
    })
    .await;
    for (method, route, rule) in ROUTES {
        scene
            .check(&format!("{method} {route}"), *rule, async |client, _| visit(&scene, client, method, route).await)
            .await;
    }
}

/// The routes that `src/server/mod.rs` makes; axum does not tell them.
pub fn routes_of_the_source() -> BTreeSet<(String, String)> {
    let source = std::fs::read_to_string("src/server/mod.rs").expect("the source");
    let mut routes = BTreeSet::new();
    let mut prefix = "";
    for line in source.lines() {
        if line.starts_with("fn ") || line.starts_with("pub fn ") {
            prefix = if line.starts_with("fn api(") { "/api/v1" } else { "" };
        }
        for route in line.split(".route(\"").skip(1) {
            let (path, handlers) = route.split_once('"').expect("a path");
            for method in ["get", "post", "put", "patch", "delete"] {
                let makes = |mark: &str| handlers.contains(&format!("{mark}{method}("));
                if makes(" ") || makes(".") {
                    routes.insert((method.to_owned(), format!("{prefix}{path}")));
                }
            }
        }
    }
    routes
}

/// Every page: its route, the words of Dewi's on it that only some may read, and who.
fn page(scene: &Scene, route: &str) -> Option<(String, String, Rule)> {
    let town = &scene.town;
    let births = "Persalinan ditolong".to_owned();
    Some(match route {
        "/masuk" => ("/masuk".to_owned(), "Kata sandi".to_owned(), Rule::Open),
        "/undangan/{token}" => ("/undangan/x".to_owned(), "Pilih kata sandi".to_owned(), Rule::Open),
        "/" => ("/".to_owned(), births, Rule::OwnOnly),
        "/lapor" => (format!("/lapor?indikator={}", town.births), births, Rule::OwnOnly),
        "/riwayat/{indikator}" => (format!("/riwayat/{}", town.births), births, Rule::Follow),
        "/dasbor" => (format!("/dasbor?unit={}", town.centre), "Puskesmas Muara".to_owned(), Rule::Board),
        "/dasbor/pelaporan" => {
            (format!("/dasbor/pelaporan?unit={}", town.centre), format!("/tim/{}", town.dewi), Rule::BoardReports)
        }
        "/dasbor/layar" => (format!("/dasbor/layar?unit={}", town.centre), "Puskesmas Muara".to_owned(), Rule::Board),
        "/tim" => ("/tim".to_owned(), format!("/tim/{}", town.dewi), Rule::AssessorOnly),
        "/tim/{employee}" => (format!("/tim/{}", town.dewi), births, Rule::Follow),
        "/percakapan" => ("/percakapan".to_owned(), WORDS.to_owned(), Rule::Inbox),
        "/percakapan/{thread}" => (format!("/percakapan/{}", scene.thread), WORDS.to_owned(), Rule::TakePart),
        "/tindak-lanjut" => (route.to_owned(), AGREED.to_owned(), Rule::Agreed),
        "/pengelola/sistem" => (route.to_owned(), "Penyimpanan laporan".to_owned(), Rule::Pengelola),
        "/akun" => ("/akun".to_owned(), "Perangkat yang masuk".to_owned(), Rule::SignedIn),
        _ => return None,
    })
}

#[sqlx::test]
async fn every_page_shows_everybody_what_the_table_says(owner: PgPool) {
    let scene = Scene::set(&owner).await;
    assert!(!pages::paths().is_empty());
    for route in pages::paths() {
        let (address, words, rule) =
            page(&scene, &route).unwrap_or_else(|| panic!("the page {route} is missing in the table"));
        scene
            .check(&address, rule, async |client, _| {
                let answer = client.get(&address).await;
                let is = if answer.status == StatusCode::FOUND {
                    assert_eq!(answer.body, "", "a redirect carries nothing");
                    assert!(answer.location().expect("a place").starts_with("/masuk"));
                    Is::Asked
                } else if answer.body.contains(&words) {
                    Is::Allowed
                } else {
                    Is::Hidden
                };
                (is, format!("{}", answer.status))
            })
            .await;
    }
}

#[sqlx::test]
async fn a_live_stream_tells_nobody_of_what_they_may_not_read(owner: PgPool) {
    let scene = Scene::set(&owner).await;
    let town = &scene.town;
    let session = scene.device().await;
    for topic in [
        Topic::Unit(town.centre),
        Topic::Person(town.dewi),
        Topic::Team(town.sari),
        Topic::Thread(scene.thread),
        Topic::Session(session),
    ] {
        // A new kind of topic needs a row: this match says so.
        let rule = match topic {
            Topic::Unit(_) => Rule::Board,
            Topic::Person(_) => Rule::OwnOnly,
            Topic::Team(_) => Rule::AssessorOnly,
            Topic::Thread(_) => Rule::TakePart,
            Topic::Session(_) => Rule::Nobody,
        };
        for who in EVERYBODY {
            let client = scene.client(who).await;
            let own_root = if scene.agency(who) == town.agency { town.root } else { town.strange_unit };
            let known = match scene.person(who) {
                Some(person) if Topic::Person(person) != topic => Topic::Person(person),
                Some(_) => Topic::Unit(town.centre),
                None => Topic::Unit(own_root),
            };
            let is = match client.listen(&format!("topics={topic},{known}"), &[]).await {
                Ok(mut stream) => hears(&scene, &mut stream, topic, (scene.agency(who), known)).await,
                Err(StatusCode::UNAUTHORIZED) => Is::Asked,
                Err(status) => panic!("{topic} for {who:?}: {status}"),
            };
            let wanted = match rule.for_(who) {
                Is::Hidden if matches!(who, Who::Anonymous | Who::Disabled) => Is::Asked,
                wanted => wanted,
            };
            assert_eq!(is, wanted, "{topic} for {who:?}");
        }
    }
}

/// Whether a stream is told of `topic`. It is told of `known` in any case, twice and afterwards: what has not
/// come by then never comes.
async fn hears(scene: &Scene, stream: &mut crate::app::Stream, topic: Topic, (agency, known): (AgencyId, Topic)) -> Is {
    let live = &scene.app.app.live;
    assert_eq!(stream.next().await.expect("an event").event, "ready");
    let mut heard = false;
    live.announce(scene.town.agency, &[topic]);
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
    let scene = Scene::set(&owner).await;
    let unit = format!("/api/v1/boards/{}", scene.town.centre);
    let full = async || {
        let board = scene.client(Who::Acting).await.api(Method::GET, &unit, None).await;
        board.status == StatusCode::OK && board.json()["employees"].is_number()
    };
    assert!(full().await, "Plt sees the whole board");
    let ends = "update assignment set until = '2026-06-20' where not definitive and employee_id =";
    sql(&owner, format!("{ends} '{}'", scene.acting)).await;
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
