//! Operator commands are recorded in the audit trail, and pages can perform the same actions.

use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use kinerja::{
    domain::{actor::Role, calendar::Zone, id::EmployeeId},
    error::Error,
    features::{
        auth::action::{NewAccount, create_account, invite},
        skp::action::plan_from_templates,
    },
    server::{clock::Clock, door::system},
};
use sqlx::{ConnectOptions, PgPool, types::Uuid};
use std::{
    io::Write,
    process::{Command, Stdio},
};

const PASSWORD: &str = "perahu hijau di muara";
const NIP: &str = "199003152014032001";

/// Runs a command of the program; returns its success and its output.
fn kinerja(owner: &PgPool, arguments: &[&str], input: &str) -> (bool, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kinerja"))
        .args(arguments)
        .env("DATABASE_URL", owner.connect_options().to_url_lossy().as_str())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // The pipe of a command that reads no input is already closed.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("its end");
    let printed = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.success(), printed.concat())
}

/// A row of an agency's audit trail: actor, kind, subject and data.
type Row = (Option<Uuid>, String, Option<Uuid>, serde_json::Value);

async fn trail(owner: &PgPool, agency: Uuid) -> Vec<Row> {
    sqlx::query_as("select actor_id, kind, subject_id, data from event where agency_id = $1 order by at, id")
        .bind(agency)
        .fetch_all(owner)
        .await
        .expect("a trail")
}

async fn id(owner: &PgPool, query: &'static str) -> Uuid {
    sqlx::query_scalar(query).fetch_one(owner).await.expect(query)
}

fn row(kind: &str, subject: Option<Uuid>, data: serde_json::Value) -> Row {
    (None, kind.to_owned(), subject, data)
}

#[sqlx::test]
async fn a_new_agency_begins_its_trail(owner: PgPool) {
    TestApp::new(&owner).await;
    let create = ["agency", "create", "Kota Baru", "--zone", "WIT"];
    // The second run changes nothing.
    for _ in 0..2 {
        assert_eq!(kinerja(&owner, &create, ""), (true, "Agency Kota Baru (WIT) is there.\n".to_owned()));
    }
    let agency = id(&owner, "select id from agency").await;
    assert_eq!(trail(&owner, agency).await, [row("agency_created", Some(agency), serde_json::json!({}))]);
    let periods: i64 = sqlx::query_scalar("select count(*) from period").fetch_one(&owner).await.expect("a count");
    assert_eq!(periods, 1 + 4 + 12);
}

#[sqlx::test]
async fn accounts_and_invitations_stand_in_the_trail(owner: PgPool) {
    let town = Town::build(&owner).await;
    sql(&owner, format!("update employee set nip = '{NIP}' where id = '{}'", town.dewi)).await;
    let user = |arguments: &[&str]| {
        let arguments = [&["user"], arguments, &["--agency", "Kota Uji"]].concat();
        kinerja(&owner, &arguments, &format!("{PASSWORD}\n"))
    };
    let create = ["create", "--login", "Admin", "--role", "pengelola", "--role", "inspektorat"];
    assert_eq!(user(&create), (true, "admin can sign in.\n".to_owned()));
    assert_eq!(user(&create), (false, "kinerja: the login admin is taken\n".to_owned()));
    assert!(user(&["create", "--login", "Tamu"]).0);
    for login in ["admin", NIP, NIP] {
        let (done, link) = user(&["invite", login]);
        assert!(done && link.starts_with("http://127.0.0.1:3000/undangan/"), "{link}");
    }
    let sentence = "kinerja: nobody can be invited as siapa: no account and no employee with this NIP\n";
    assert_eq!(user(&["invite", "Siapa"]), (false, sentence.to_owned()));

    let admin = id(&owner, "select id from account where login = 'admin'").await;
    let guest = id(&owner, "select id from account where login = 'tamu'").await;
    let dewi = id(&owner, "select id from account where employee_id is not null").await;
    let nothing = serde_json::json!({});
    assert_eq!(
        trail(&owner, town.agency.0).await,
        [
            row("account_created", Some(admin), serde_json::json!({ "what": "pengelola,inspektorat" })),
            row("account_created", Some(guest), nothing.clone()),
            row("invited", Some(admin), nothing.clone()),
            row("invited", Some(dewi), serde_json::json!({ "what": "new_account" })),
            row("invited", Some(dewi), nothing),
        ]
    );
}

#[sqlx::test]
async fn plans_stand_in_the_trail_with_their_number(owner: PgPool) {
    let town = Town::build(&owner).await;
    town.hire(&owner, EmployeeId(key()), "Wati", town.centre).await;
    let year = Zone::Wib.day(Clock::System.now()).year().to_string();
    let plan = ["plan", "--from-templates", "--year", &year, "--agency", "Kota Uji"];
    let mut wanted = Vec::new();
    for _ in 0..2 {
        let (done, printed) = kinerja(&owner, &plan, "");
        let plans = printed.strip_suffix(&format!(" plans made for {year}.\n")).filter(|_| done).expect(&printed);
        wanted.push(row("plans_created", None, serde_json::json!({ "what": format!("{plans} for {year}") })));
    }
    let made = trail(&owner, town.agency.0).await;
    assert_eq!(made, wanted);
    assert_eq!(made[1].3["what"], format!("0 for {year}"));
    assert_ne!(made[0], made[1]);
}

/// Performs the commands' actions as `kinerja_app` and under row-level security, as a page does.
#[sqlx::test]
async fn a_page_may_do_the_same(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update employee set nip = '{NIP}' where id = '{}'", town.dewi)).await;
    town.hire(&owner, EmployeeId(key()), "Wati", town.centre).await;
    let (app, agency) = (&app.app, town.agency);
    let new = NewAccount::prepare(&app.passwords, "admin", PASSWORD.to_owned(), vec![Role::Pengelola]).await;
    let new = &new.expect("a good password");
    system(app, agency, async |db, now| create_account(db, agency, new, now).await).await.expect("an account");
    let taken = system(app, agency, async |db, now| create_account(db, agency, new, now).await).await;
    assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
    system(app, agency, async |db, now| invite(db, agency, NIP, now).await).await.expect("an invitation");
    let unknown = system(app, agency, async |db, now| invite(db, agency, "siapa", now).await).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    let plans = system(app, agency, async |db, now| Ok(plan_from_templates(db, agency, Zone::Wib, 2026, now).await?));
    assert!(plans.await.expect("plans") > 0);
    let kinds: Vec<String> = trail(&owner, agency.0).await.into_iter().map(|(_, kind, ..)| kind).collect();
    assert_eq!(kinds, ["account_created", "invited", "plans_created"]);
}
