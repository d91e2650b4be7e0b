//! Operator commands are recorded in the audit trail, and pages can perform the same actions.

use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use kinerja::{
    domain::{actor::Role, calendar::Zone, id::EmployeeId},
    error::Error,
    features::{
        auth::{
            accounts::invite_all,
            action::{NewAccount, create_account, invite},
        },
        skp::action::{Selection, plan_from_templates, undo_plans},
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
const MOVED: &str = "198809172011012003";

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
        let (done, printed) = kinerja(&owner, &create, "");
        assert!(done && printed.starts_with("Agency Kota Baru (WIT) is there.\n"), "{printed}");
        assert!(printed.contains("Next: kinerja user create --login NAME --role pengelola"), "{printed}");
    }
    let agency = id(&owner, "select id from agency").await;
    assert_eq!(trail(&owner, agency).await, [row("agency_created", Some(agency), serde_json::json!({}))]);
    // From December on those of the next year are there, too.
    let of_this_year = "select count(*) from period
        where extract(year from starts_on) = extract(year from now() at time zone 'Asia/Jayapura')";
    let periods: i64 = sqlx::query_scalar(of_this_year).fetch_one(&owner).await.expect("a count");
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
    let taken = "kinerja: the login admin is taken: see `kinerja user list`\n";
    assert_eq!(user(&create), (false, taken.to_owned()));
    assert!(user(&["create", "--login", "Tamu"]).0);
    for login in ["admin", NIP, NIP] {
        let (done, link) = user(&["invite", login]);
        assert!(done && link.starts_with("http://127.0.0.1:3000/undangan/"), "{link}");
        let holder = if login == NIP { "Dewi" } else { "admin" };
        assert!(link.contains(&format!("For {holder}")) && link.contains(" WIB; used once."), "{link}");
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
    let plans = system(app, agency, async |db, now| {
        plan_from_templates(db, agency, &Selection::default(), Zone::Wib, 2026, now).await
    });
    assert!(plans.await.expect("plans") > 0);
    let far = system(app, agency, async |db, now| {
        plan_from_templates(db, agency, &Selection::default(), Zone::Wib, 2030, now).await
    })
    .await;
    assert!(matches!(far, Err(Error::Invalid(_))), "{far:?}");
    let taken = system(app, agency, async |db, now| undo_plans(db, agency, None, Zone::Wib, 2026, now).await).await;
    assert!(taken.expect("the same plans").removed > 0);
    let all = system(app, agency, async |db, now| invite_all(db, agency, None, now).await).await.expect("invitations");
    assert_eq!(all.invitations.iter().map(|one| one.login.as_str()).collect::<Vec<_>>(), [NIP]);
    let kinds: Vec<String> = trail(&owner, agency.0).await.into_iter().map(|(_, kind, ..)| kind).collect();
    assert_eq!(kinds, ["account_created", "invited", "plans_created", "plans_removed", "many_invited"]);
}

/// Runs a command that is to fail and returns its sentence.
fn refused(owner: &PgPool, arguments: &[&str], input: &str) -> String {
    let (done, printed) = kinerja(owner, arguments, input);
    assert!(!done, "{arguments:?}: {printed}");
    printed
}

#[sqlx::test]
async fn an_account_with_an_employees_nip_is_that_employees(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update employee set nip = '{NIP}' where id = '{}'", town.dewi)).await;
    let agency = ["--agency", "Kota Uji"];
    let create = |login: &str, password: &str| {
        kinerja(&owner, &[&["user", "create", "--login", login][..], &agency].concat(), &format!("{password}\n"))
    };
    let (_, weak) = create("admin", "pendek");
    assert_eq!(weak, "kinerja: the password needs at least 10 characters\n");
    assert!(create(NIP, PASSWORD).0);
    let body = serde_json::json!({ "login": NIP, "password": PASSWORD });
    let entered = app.anonymous().api(axum::http::Method::POST, "/api/v1/session", Some(body)).await;
    let dewi = crate::app::Client { app: &app, cookie: entered.cookie() };
    let me = dewi.api(axum::http::Method::GET, "/api/v1/me", None).await.json();
    assert_eq!(me["id"], town.dewi.to_string(), "{me}");
    let (_, unknown) = create("198609262015051001", PASSWORD);
    assert!(unknown.contains("no employee of this agency has the NIP 198609262015051001: import"), "{unknown}");
}

#[sqlx::test]
async fn accounts_are_listed_changed_and_deleted_with_what_follows(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let user = |arguments: &[&str]| {
        kinerja(&owner, &[&["user"], arguments, &["--agency", "Kota Uji"]].concat(), &format!("{PASSWORD}\n"))
    };
    assert!(user(&["create", "--login", "admin", "--role", "pengelola"]).0);
    let dewi = app.account(town.agency, Some(town.dewi), "dewi", None).await;
    let client = app.signed_in(dewi).await;
    let report = key();
    assert_eq!(client.report(report, town.births, "700").await.status, axum::http::StatusCode::CREATED);
    assert!(user(&["invite", "dewi"]).0);
    let (_, listed) = user(&["list"]);
    assert!(listed.starts_with("admin: admin, pengelola, can sign in\n"), "{listed}");
    assert!(listed.contains("dewi: Dewi") && listed.contains(", invited until "), "{listed}");
    let (done, said) = user(&["roles", "admin"]);
    assert!(!done && said.contains("admin is the only Pengelola of this agency"), "{said}");
    assert_eq!(user(&["roles", "dewi", "--role", "pengelola"]).1, "dewi has pengelola; its sessions have ended.\n");
    assert_eq!(client.get("/akun").await.status, axum::http::StatusCode::FOUND, "signed out");
    assert!(user(&["delete", "dewi"]).1.contains("Nothing was changed; --yes deletes it."));
    let (done, said) = user(&["delete", "dewi", "--yes"]);
    assert!(done && said.ends_with("dewi is deleted.\n"), "{said}");
    let kept: bool = sqlx::query_scalar("select exists (select from report where id = $1)")
        .bind(report)
        .fetch_one(&owner)
        .await
        .expect("a look");
    assert!(kept, "reports stay with the person");
    assert!(user(&["delete", "dewi", "--yes"]).1.contains("no account of this agency has the login dewi"));
}

#[sqlx::test]
async fn a_unit_is_invited_by_letters_with_a_code_for_each_person(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update employee set nip = '{NIP}', name = '<Dewi>' where id = '{}'", town.dewi)).await;
    // Lina has come from the neighbour, which has not deleted her account.
    sql(&owner, format!("update employee set nip = '{MOVED}' where id = '{}'", town.lina)).await;
    app.account(town.strange_agency, None, MOVED, Some(PASSWORD)).await;
    let folder = std::env::temp_dir().join(format!("kinerja-letters-{}", key().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let [table, letters] =
        ["undangan.csv", "undangan.html"].map(|name| folder.join(name).to_string_lossy().into_owned());
    let invite = ["user", "invite", "--all", "--agency", "Kota Uji", "--to", &table, "--letters", &letters];
    assert!(refused(&owner, &invite, "").contains("set KINERJA_PUBLIC_URL"));
    let public = [&invite[..], &["--public-url", "https://kinerja.example.go.id/"]].concat();
    let (done, said) = kinerja(&owner, &public, "");
    assert!(done && said.contains("1 invitations are in "), "{said}");
    assert!(
        said.contains(&format!("Not invited, because the NIP has an account in another agency: {MOVED}.")),
        "{said}"
    );
    let rows = std::fs::read_to_string(&table).expect("the table");
    let link = rows.lines().nth(1).and_then(|row| row.split(',').nth(3)).expect("a link").to_owned();
    assert!(rows.starts_with("nip,nama,unit,tautan,berlaku_sampai\n") && rows.contains(NIP), "{rows}");
    let page = std::fs::read_to_string(&letters).expect("the letters");
    assert!(page.contains("&lt;Dewi&gt;") && page.contains(&link) && page.matches("<svg").count() == 1, "{page}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&letters).expect("a file").permissions());
    assert_eq!(mode & 0o077, 0, "for nobody else");
    assert!(refused(&owner, &public, "").contains("cannot write"), "nothing is overwritten");
    let path = link.strip_prefix("https://kinerja.example.go.id").expect("an address").to_owned();
    app.at(&Clock::System.now().to_string());
    let nobody = app.anonymous();
    assert!(nobody.get(&path).await.body.contains("Sekali lagi"), "a field of the form");
    let entered = nobody.post_form(&path, &[("new", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(entered.status, axum::http::StatusCode::SEE_OTHER);
    let spent = nobody.get(&path).await;
    assert_eq!(spent.status, axum::http::StatusCode::GONE);
    assert!(spent.body.contains("sudah dipakai atau sudah lewat waktunya"), "{}", spent.body);
    assert!(!spent.body.contains("Sekali lagi"), "no password is typed in vain");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[sqlx::test]
async fn an_agency_is_listed_renamed_and_keeps_its_name_from_others(owner: PgPool) {
    Town::build(&owner).await;
    let agency = |arguments: &[&str]| kinerja(&owner, &[&["agency"], arguments].concat(), "");
    let (_, listed) = agency(&["list"]);
    assert!(listed.lines().any(|line| line.starts_with("Kota Uji: real, WIB, ")), "{listed}");
    assert_eq!(agency(&["rename", "Kota Uji", "Kota Baru"]).1, "Agency Kota Uji is now named Kota Baru.\n");
    assert!(
        refused(&owner, &["agency", "rename", "Kota Baru", "Kota Sebelah"], "").contains("another agency is named")
    );
    assert!(refused(&owner, &["agency", "rename", "Kota Uji", "Kota Lain"], "").contains("there is no agency"));
    assert!(refused(&owner, &["user", "list", "--agency", "Kota Uji"], "").contains("see `kinerja agency list`"));
    assert!(refused(&owner, &["agency", "create", "Kota", "--zone", "WIX"], "").contains("WIB, WITA or WIT"));
}

#[sqlx::test]
async fn plans_are_previewed_and_taken_back_until_somebody_works_with_them(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let wati = EmployeeId(key());
    town.hire(&owner, wati, "Wati", town.centre).await;
    let today = Zone::Wib.day(Clock::System.now());
    let year = today.year().to_string();
    let plan =
        |more: &[&str]| kinerja(&owner, &[&["plan", "--from-templates", "--agency", "Kota Uji"], more].concat(), "");
    let (_, far) = plan(&["--year", &(today.year() + 4).to_string()]);
    assert!(far.contains(&format!("plans are made for {} to {}", today.year() - 1, today.year() + 1)), "{far}");
    let before = app.rows().await;
    let (_, preview) = plan(&["--year", &year, "--preview"]);
    assert!(preview.contains(&format!(" plans would be made for {year}")), "{preview}");
    assert_eq!(app.rows().await, before, "a preview changes nothing");
    assert!(plan(&["--year", &year, "--undo"]).1.contains("is left to take back"));
    let (_, made) = plan(&["--year", &year]);
    let count = made.split(' ').next().expect("a number");
    assert!(preview.contains(&format!("{count} plans would be made")), "{preview} {made}");
    app.at(&Clock::System.now().to_string());
    let client = app.as_(wati).await;
    let own = client.api(axum::http::Method::GET, "/api/v1/indicators", None).await.json();
    let indicator = own[0]["id"].as_str().expect("an indicator").to_owned();
    assert_eq!(client.report(key(), &indicator, "1").await.status, axum::http::StatusCode::CREATED);
    let (done, undone) = plan(&["--year", &year, "--undo"]);
    assert!(done && undone.contains(" stay, because somebody has worked with them"), "{undone}");
    let left: bool = sqlx::query_scalar("select exists (select from skp where employee_id = $1)")
        .bind(wati)
        .fetch_one(&owner)
        .await
        .expect("a look");
    assert!(left, "a plan with a report stays");
    assert!(kinerja(&owner, &["check"], "").0, "the counts agree afterwards");
}

#[sqlx::test]
async fn invented_people_do_not_come_beside_real_ones(owner: PgPool) {
    Town::build(&owner).await;
    let sentence = refused(&owner, &["seed"], "");
    assert!(sentence.contains("holds the real agency") && sentence.contains("--beside-real"), "{sentence}");
}

#[sqlx::test]
async fn an_older_program_refuses_a_newer_database_and_says_so(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    sql(
        &owner,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'later', true, '', 0)"
            .to_owned(),
    )
    .await;
    let sentence = refused(&owner, &["user", "list"], "");
    assert!(sentence.starts_with("kinerja: the database belongs to a newer Kinerja (migration 9999)"), "{sentence}");
    let ready = app.anonymous().api(axum::http::Method::GET, "/readyz", None).await;
    assert_eq!(ready.status, axum::http::StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.body.contains("belongs to a newer Kinerja"), "{}", ready.body);
}

/// Runs a command in a folder of its own with these settings, without a database.
fn alone(folder: &std::path::Path, settings: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kinerja"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .envs(settings.iter().copied())
        .output()
        .expect("the program");
    let printed = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.success(), printed.concat())
}

#[test]
fn a_misspelt_setting_and_a_server_that_is_not_there_are_named() {
    let folder = std::env::temp_dir().join(format!("kinerja-settings-{}", key().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(
        folder.join(".env"),
        "KINERJA_PUBLIK_URL=https://x\nDATABASE_URL=postgres://a:geheim@127.0.0.1:1/x\n",
    )
    .expect("the settings");
    let (done, said) = alone(&folder, &[("KINERJA_DEMOO", "1")], &["check"]);
    assert!(!done);
    assert!(
        said.contains("KINERJA_PUBLIK_URL in .env is no setting and is ignored; did you mean KINERJA_PUBLIC_URL?"),
        "{said}"
    );
    assert!(said.contains("KINERJA_DEMOO in the environment is no setting"), "{said}");
    assert!(said.contains("PostgreSQL does not answer at the address in DATABASE_URL"), "{said}");
    assert!(!said.contains("geheim"), "{said}");
    std::fs::write(folder.join(".env"), "KINERJA_DEMO='1\n").expect("the settings");
    assert!(alone(&folder, &[], &["check"]).1.contains("the file .env cannot be read"));
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn only_the_settings_of_the_working_folder_are_read() {
    let above = std::env::temp_dir().join(format!("kinerja-above-{}", key().simple()));
    let folder = above.join("kerja");
    std::fs::create_dir_all(&folder).expect("a folder");
    let [theirs, mine] = ["milik-orang", "milik-sendiri"].map(|name| above.join(name).to_string_lossy().into_owned());
    let stop = |settings: &[(&str, &str)]| alone(&folder, settings, &["cluster", "stop"]);
    // Whoever may write in a folder above would choose the programs that are run.
    let foreign = format!("KINERJA_DATA_DIR={theirs}\nKINERJA_PG_BIN={theirs}\nKINERJA_ASING=1\nbukan setelan\n");
    std::fs::write(above.join(".env"), foreign).expect("settings");
    let (done, said) = stop(&[("KINERJA_DATA_DIR", &mine)]);
    assert!(done && said.contains(&format!("there is no cluster in {mine}")), "{said}");
    assert!(!said.contains("KINERJA_ASING") && !said.contains(&theirs), "{said}");
    std::fs::write(folder.join(".env"), format!("KINERJA_DATA_DIR={mine}\n")).expect("settings");
    let (done, said) = stop(&[]);
    assert!(done && said.contains(&format!("there is no cluster in {mine}")), "{said}");
    std::fs::remove_dir_all(&above).expect("the folder goes");
}

#[test]
fn settings_that_somebody_else_may_have_written_are_not_read() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let folder = std::env::temp_dir().join(format!("kinerja-foreign-{}", key().simple()));
    std::fs::create_dir(&folder).expect("a folder");
    let file = folder.join(".env");
    let data = folder.join("data").to_string_lossy().into_owned();
    std::fs::write(&file, format!("KINERJA_DATA_DIR={data}\n")).expect("settings");
    let with = |mode: u32| {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).expect("a mode");
        alone(&folder, &[], &["cluster", "stop"])
    };
    assert_eq!(with(0o600), (true, format!("nothing to stop: there is no cluster in {data}\n")));
    assert!(with(0o644).1.contains("others on this machine can read the file .env"), "and it is read all the same");
    let refused = |(done, said): (bool, String)| !done && said.contains("another user may have written it");
    assert!(refused(with(0o606)));
    if nix::unistd::geteuid().is_root() {
        chown(&file, Some(65534), None).expect("another owner");
        assert!(refused(with(0o600)));
    }
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn the_cluster_lies_where_the_settings_say_and_its_log_keeps_no_personal_data() {
    let folder = std::env::temp_dir().join(format!("kinerja-own-{}", key().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("its mode");
    let data = folder.join("data").to_string_lossy().into_owned();
    let settings = [("KINERJA_DATA_DIR", data.as_str()), ("RUST_LOG", "off")];
    let cluster = |verb: &str| alone(&folder, &settings, &["cluster", verb]);
    let (_, nothing) = cluster("stop");
    assert_eq!(nothing, format!("nothing to stop: there is no cluster in {data}\n"));
    let (done, url) = cluster("start");
    assert!(done && std::path::Path::new(&data).join("postgres/cluster/PG_VERSION").is_file(), "{url}");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        use sqlx::Connection;
        let mut db = sqlx::PgConnection::connect(url.trim()).await.expect("the cluster");
        for statement in [
            "create table person (nip text unique)",
            "insert into person values ($1)",
            "insert into person values ($1)",
        ] {
            let query = sqlx::query(statement);
            let query = if statement.contains("$1") { query.bind(NIP) } else { query };
            let _ = query.execute(&mut db).await;
        }
        db.close().await.expect("an end");
    });
    assert_eq!(cluster("stop").1, "stopped\n");
    assert_eq!(cluster("stop").1, format!("nothing to stop: the cluster in {data} does not run\n"));
    let log = std::path::Path::new(&data).join("postgres/cluster/log");
    // A file for each day of the week, written anew when the day comes again.
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(|day| format!("postgresql-{day}.log"));
    let names = std::fs::read_dir(&log).expect("a folder of logs").flatten().map(|entry| entry.file_name());
    for name in names {
        assert!(days.iter().any(|day| name == day.as_str()), "{name:?}");
    }
    let texts: String = std::fs::read_dir(log)
        .expect("a folder of logs")
        .flatten()
        .map(|entry| std::fs::read_to_string(entry.path()).expect("a log"))
        .collect();
    assert!(texts.contains("duplicate key value"), "{texts}");
    assert!(!texts.contains(NIP), "{texts}");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
