//! The program behind a real `PgBouncer` in transaction mode, with fewer connections than people.

use crate::{
    app::{Answer, Client, NOW, PATIENCE, TestApp, key},
    feedback::say,
    live::{hearing, open},
    rls::tenant_tables,
    scene::two_full_agencies,
    seed::Town,
    servers::{PRIMARY, Servers},
};
use axum::http::{Method, StatusCode, header};
use futures::future::{BoxFuture, join_all};
use kinerja::{
    boot::jobs,
    domain::{
        calendar::Zone,
        event::Topic,
        feedback::{MessageKind, Subject},
    },
    features::{
        feedback::{api::UnreadCount, model::ThreadPlace},
        progress::rollup,
    },
    server::{
        clock::Clock,
        pool::{Pool, PoolError},
    },
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgConnectOptions};
use std::{
    process::{Child, Command, Stdio},
    str::FromStr,
};

/// The pooler's port.
const POOLER: &str = "6432";
/// The pooler's number of connections to the server.
const FEW: i64 = 3;

/// A pooler in front of a server of the test's own.
struct Pooled {
    owner: PgPool,
    pooler: Child,
    servers: Servers,
}

impl Pooled {
    async fn start() -> Self {
        let servers = Servers::start();
        let owner = servers.owner().await;
        let (folder, port) = (servers.folder.display(), PRIMARY.1);
        let settings = format!(
            "[databases]
            kinerja = host={folder} port={port}
            [pgbouncer]
            unix_socket_dir = {folder}
            listen_port = {POOLER}
            auth_type = trust
            auth_file = users.txt
            pool_mode = transaction
            default_pool_size = {FEW}
            query_wait_timeout = 3"
        );
        std::fs::write(servers.folder.join("pgbouncer.ini"), settings.replace("            ", "")).expect("settings");
        let users = ["kinerja_pooled", "kinerja_owner", "kinerja_heir"].map(|user| format!("\"{user}\" \"\"\n"));
        std::fs::write(servers.folder.join("users.txt"), users.concat()).expect("users");
        let pooler = launch(&servers).await;
        Self { owner, pooler, servers }
    }

    async fn start_again(&mut self) {
        self.pooler = launch(&self.servers).await;
    }

    fn kill(&mut self) {
        self.pooler.kill().and_then(|()| self.pooler.wait()).expect("its end");
    }

    async fn pool(&self, user: &str) -> Result<Pool, PoolError> {
        let direct = self.servers.url("kinerja_owner", PRIMARY.1, "kinerja");
        Pool::pooled(&self.servers.url(user, POOLER, "kinerja"), &direct, 12).await
    }

    async fn program(&self) -> TestApp {
        TestApp::through(&self.owner, self.pool("kinerja_pooled").await.expect("a pool"), |config| config)
    }

    async fn superuser(&self) -> PgConnection {
        PgConnection::connect(&self.servers.url("postgres", PRIMARY.1, "kinerja")).await.expect("the server")
    }

    /// Returns the number of the pooler's connections to the server.
    async fn connections(&self) -> i64 {
        sqlx::query_scalar("select count(*) from pg_stat_activity where usename = 'kinerja_pooled'")
            .fetch_one(&self.owner)
            .await
            .expect("its activity")
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let _ = self.pooler.kill().and_then(|()| self.pooler.wait());
    }
}

/// Starts the pooler and returns when it answers.
async fn launch(servers: &Servers) -> Child {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut pooler = servers
        .command("pgbouncer")
        // `/usr/sbin` is not in every user's `PATH`.
        .env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin"))
        .args(["-q", "pgbouncer.ini"])
        .stderr(Stdio::null())
        .spawn()
        .expect("pgbouncer: `make pgbouncer` installs it");
    let answers = async {
        while let Err(error) = at_pooler(servers).await {
            assert!(pooler.try_wait().expect("its state").is_none(), "pgbouncer has ended: {error}");
        }
    };
    tokio::time::timeout(PATIENCE, answers).await.expect("the pooler in time");
    pooler
}

/// Connects through the pooler, without the program.
async fn at_pooler(servers: &Servers) -> sqlx::Result<PgConnection> {
    let options = PgConnectOptions::from_str(&servers.url("kinerja_pooled", POOLER, "kinerja"))?;
    PgConnection::connect_with(&options.extra_float_digits(None)).await
}

fn assert_ok(answer: &Answer) {
    assert!(answer.status.is_success(), "{answer:?}");
}

async fn board(client: &Client<'_>, unit: impl ToString) -> Answer {
    client.api(Method::GET, &format!("/api/v1/boards/{}", unit.to_string()), None).await
}

#[tokio::test]
async fn what_people_do_all_day_passes_through_a_pooler() {
    let pooled = Pooled::start().await;
    let (app, town) = (pooled.program().await, Town::build(&pooled.owner).await);
    assert_eq!(app.anonymous().get("/readyz").await.body, "ready");

    app.account(town.agency, Some(town.dewi), "199003152014032001", Some("perahu hijau di muara")).await;
    let form = [("login", "199003152014032001"), ("password", "perahu hijau di muara")];
    let entered = app.anonymous().post_form("/masuk", &form).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
    let dewi = Client { app: &app, cookie: entered.cookie() };
    let (sari, officer) = (app.as_(town.sari).await, app.as_officer(town.agency, "pengelola").await);

    let mut page = open(&sari, &[Topic::Unit(town.centre)]).await;
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    assert_eq!(page.next_change().await, Topic::Unit(town.centre).to_string());
    assert_eq!(board(&sari, town.centre).await.json()["reports_today"], 1);
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    say(&sari, place, MessageKind::Appreciation, "Kerja malam yang baik.").await.expect("said");
    assert_eq!(dewi.call(UnreadCount {}).await.expect("a count"), 1);
    for path in ["/", &format!("/riwayat/{}", town.births), "/percakapan"] {
        assert_ok(&dewi.get(path).await);
    }
    assert!(sari.get("/dasbor").await.body.contains("Puskesmas Muara"));
    assert_ok(&officer.get("/pengelola/sistem").await);

    // The program's background work.
    app.at("2026-06-23T02:00:00Z");
    jobs::once(&app.app).await.expect("the scheduler");
    assert!(Clock::of(app.app.pool.direct()).await.expect("the time").now() > NOW.parse().expect("a moment"));
    let sari = app.as_(town.sari).await;
    assert_eq!(board(&sari, town.centre).await.json()["reports_today"], 0, "the day has turned");
}

#[tokio::test]
async fn a_crowd_passes_through_three_connections() {
    let pooled = Pooled::start().await;
    let (app, town) = (pooled.program().await, Town::build(&pooled.owner).await);
    let (dewi, lina, sari) = (app.as_(town.dewi).await, app.as_(town.lina).await, app.as_(town.sari).await);
    let day = |n: u32| -> [BoxFuture<'_, Answer>; 4] {
        let (dewi, lina, sari, town) = (&dewi, &lina, &sari, &town);
        [
            Box::pin(async move { dewi.report(key(), town.births, &(700 + n).to_string()).await }),
            Box::pin(async move { lina.report(key(), town.visits, &(5000 + n).to_string()).await }),
            Box::pin(async move { lina.get("/").await }),
            Box::pin(async move { board(sari, town.centre).await }),
        ]
    };
    for answer in join_all((0..12).flat_map(day)).await {
        assert_ok(&answer);
    }
    assert_eq!(pooled.connections().await, FEW);
    assert_eq!(board(&sari, town.centre).await.json()["reports_today"], 24);
    let mut db = pooled.owner.acquire().await.expect("a connection");
    assert_eq!(rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount"), Vec::<String>::new());
}

/// Returns the number of rows that a transaction sees, by its opening statement.
async fn seen(pool: &Pool, how: &str, rows: &str) -> i64 {
    let mut db = pool.begin(how).await.expect("a transaction");
    let count = AssertSqlSafe(format!("select count(*) from {rows}"));
    sqlx::query_scalar(count).fetch_one(&mut *db).await.unwrap_or_else(|error| panic!("{rows}: {error}"))
}

#[tokio::test]
async fn through_a_pooler_too_an_agency_sees_its_own_rows_and_who_names_none_sees_nothing() {
    let pooled = Pooled::start().await;
    let (own, other) = two_full_agencies(&pooled.owner).await;
    let pool = pooled.pool("kinerja_pooled").await.expect("a pool");
    let mut forgetful = at_pooler(&pooled.servers).await.expect("a connection");
    for table in tenant_tables(&pooled.owner).await {
        for agency in [own, other] {
            let named = format!("begin; set local kinerja.agency = '{agency}'");
            assert!(seen(&pool, &named, &format!("{table} where agency_id = '{agency}'")).await > 0, "{table}");
            assert_eq!(seen(&pool, &named, &format!("{table} where agency_id <> '{agency}'")).await, 0, "{table}");
        }
        // These transactions reuse the same connections.
        assert_eq!(seen(&pool, "begin", &table).await, 0, "{table}");
        let asked = pool.ask(async |db| {
            sqlx::query_scalar::<_, i64>(AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(db).await
        });
        assert_eq!(asked.await.expect("a count"), 0, "{table}");
        let refused =
            sqlx::raw_sql(AssertSqlSafe(format!("select count(*) from {table}"))).execute(&mut forgetful).await;
        let refused = refused.expect_err("a refusal").into_database_error().expect("of the database");
        assert_eq!(refused.code().as_deref(), Some("42501"), "who is not kinerja_app may not read {table}");
    }
    assert!(pooled.connections().await <= FEW);
}

#[tokio::test]
async fn two_agencies_share_the_connections_and_nothing_else() {
    let pooled = Pooled::start().await;
    let (app, town) = (pooled.program().await, Town::build(&pooled.owner).await);
    let (dewi, stranger) = (app.as_(town.dewi).await, app.as_(town.stranger).await);
    let look = |n: u32| -> BoxFuture<'_, ()> {
        let (own, foreign, one) = match n % 2 {
            0 => (town.births, town.strange_iki, &dewi),
            _ => (town.strange_iki, town.births, &stranger),
        };
        Box::pin(async move {
            assert_ok(&one.get(&format!("/riwayat/{own}")).await);
            assert_eq!(one.report(key(), foreign, "7").await.status, StatusCode::NOT_FOUND);
            let indicators = one.api(Method::GET, "/api/v1/indicators", None).await.body;
            assert!(indicators.contains(&own.to_string()) && !indicators.contains(&foreign.to_string()));
        })
    };
    join_all((0..40).map(look)).await;
    assert!(pooled.connections().await <= FEW);
}

#[tokio::test]
async fn who_could_forget_the_role_unnoticed_is_refused_at_the_start() {
    let pooled = Pooled::start().await;
    let mut db = pooled.superuser().await;
    sqlx::query("create role kinerja_heir login in role kinerja_app").execute(&mut db).await.expect("a role");
    for user in ["kinerja_owner", "kinerja_heir"] {
        let refused = pooled.pool(user).await.expect_err(user).to_string();
        assert!(refused.contains("create role kinerja_pooled login noinherit"), "{user}: {refused}");
    }
    sqlx::query("revoke kinerja_app from kinerja_pooled").execute(&mut db).await.expect("no member");
    assert!(matches!(pooled.pool("kinerja_pooled").await, Err(PoolError::User)));
    assert!(matches!(pooled.pool("siapa").await, Err(PoolError::Pooler(_))));
}

#[tokio::test]
async fn two_processes_behind_a_pooler_hear_each_other() {
    let pooled = Pooled::start().await;
    let (here, there) = (pooled.program().await, pooled.program().await);
    let town = Town::build(&pooled.owner).await;
    let (dewi, sari) = (here.as_(town.dewi).await, there.as_(town.sari).await);
    hearing(&here, &dewi).await;
    hearing(&there, &sari).await;
    let mut page = open(&sari, &[Topic::Unit(town.centre)]).await;
    for value in ["700", "701"] {
        assert_eq!(dewi.report(key(), town.births, value).await.status, StatusCode::CREATED);
        assert_eq!(page.next_change().await, Topic::Unit(town.centre).to_string());
    }
}

#[tokio::test]
async fn lost_connections_heal() {
    let mut pooled = Pooled::start().await;
    let (app, town) = (pooled.program().await, Town::build(&pooled.owner).await);
    let dewi = app.as_(town.dewi).await;
    assert_ok(&dewi.get("/").await);

    // The server terminates the pooler's connections: no request fails.
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'kinerja_pooled'")
        .execute(&mut pooled.superuser().await)
        .await
        .expect("the end of all");
    while pooled.connections().await > 0 {}
    for _ in 0..10 {
        assert_ok(&dewi.get("/").await);
    }

    // Without the pooler requests are refused; they are served again after its restart.
    pooled.kill();
    let page = dewi.get("/").await;
    assert_eq!((page.status, page.headers.contains_key(header::RETRY_AFTER)), (StatusCode::SERVICE_UNAVAILABLE, true));
    assert_eq!(app.anonymous().get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    pooled.start_again().await;
    while app.anonymous().get("/readyz").await.status != StatusCode::OK {}
    assert_ok(&dewi.get("/").await);
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_verbs_go_past_the_pooler() {
    let servers = Servers::start();
    let owner = servers.owner().await;
    let run = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_kinerja"))
            .args(arguments)
            // No process listens on this port.
            .env("DATABASE_URL", servers.url("kinerja_pooled", POOLER, "kinerja"))
            .env("DATABASE_DIRECT_URL", servers.url("kinerja_owner", PRIMARY.1, "kinerja"))
            .output()
            .expect("the program");
        assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    run(&["agency", "create", "Pemerintah Kota Sagara", "--zone", "WIB"]);
    assert_eq!(run(&["check"]), "All counts agree.\n");
    let agencies: i64 = sqlx::query_scalar("select count(*) from agency").fetch_one(&owner).await.expect("a count");
    assert_eq!(agencies, 1);
    owner.close().await;
}
