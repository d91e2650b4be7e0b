//! Boards on a real streaming replica, made by `pg_basebackup`.

use crate::{
    app::{Client, TestApp, key},
    seed::Town,
    servers::{PRIMARY, Servers},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        actor::Actor,
        calendar::Zone,
        id::{AccountId, SessionId},
        org::AgencyKind,
    },
    server::{door::Caller, pool::replica_pool, replica::Replica},
};
use sqlx::{Connection, PgConnection, PgPool};
use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

const REPLICA: (&str, &str) = ("replica", "5433");

/// Copies the primary into a replica that follows it.
fn replicate(servers: &Servers) {
    let socket = servers.folder.to_str().expect("a path");
    let copy = ["-h", socket, "-p", PRIMARY.1, "-U", "postgres", "-D", REPLICA.0, "-R", "-c", "fast", "--no-sync"];
    servers.run("pg_basebackup", &copy);
    servers.launch(REPLICA);
}

/// The program on a primary with a replica.
struct Followed {
    servers: Servers,
    owner: PgPool,
    replica: PgPool,
    town: Town,
    app: TestApp,
}

impl Followed {
    async fn start() -> Self {
        let servers = Servers::start();
        replicate(&servers);
        let owner = servers.owner().await;
        let town = Town::build(&owner).await;
        let replica = replica_pool(&servers.url("kinerja_owner", REPLICA.1, "kinerja"), 4).expect("an address");
        let app = TestApp::new(&owner).await.with_replica(Replica::new(replica.clone()));
        Self { servers, owner, replica, town, app }
    }
}

/// Connects to the replica as its administrator.
async fn at_replica(servers: &Servers) -> PgConnection {
    PgConnection::connect(&servers.url("postgres", REPLICA.1, "kinerja")).await.expect("the replica")
}

async fn reports_today(leader: &Client<'_>, unit: impl ToString) -> i64 {
    let answer = leader.api(Method::GET, &format!("/api/v1/boards/{}", unit.to_string()), None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["reports_today"].as_i64().expect("a count")
}

/// Returns the number of the program's connections to the replica whose last statement was a commit.
async fn looked_at(servers: &Servers) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity where application_name = 'kinerja' and query ilike 'commit%'",
    )
    .fetch_one(&mut at_replica(servers).await)
    .await
    .expect("its activity")
}

#[tokio::test]
async fn a_leader_sees_every_report_at_once_though_a_replica_answers() {
    let Followed { servers, owner, replica, town, app } = Followed::start().await;
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);

    let mut sent = 0;
    let mut report_and_look = async |what: &str| {
        assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED, "{what}");
        sent += 1;
        assert_eq!(reports_today(&sari, town.centre).await, sent, "{what}");
        assert!(sari.get("/dasbor").await.body.contains("Puskesmas Muara"), "{what}");
        assert_eq!(sari.get("/dasbor/pelaporan/unduh.xlsx").await.status, StatusCode::OK, "{what}");
    };
    for _ in 0..20 {
        report_and_look("the replica follows").await;
    }
    assert!(looked_at(&servers).await > 0, "the replica answered");

    // Replay is paused: the replica's data are old, so the primary answers.
    sqlx::query("select pg_wal_replay_pause()").execute(&mut at_replica(&servers).await).await.expect("a pause");
    for _ in 0..3 {
        report_and_look("the replica stands still").await;
    }

    // The replica is stopped.
    servers.stop(REPLICA.0);
    for _ in 0..3 {
        report_and_look("the replica is gone").await;
    }
    replica.close().await;
    app.app.pool.close().await;
    owner.close().await;
}

#[tokio::test]
async fn what_a_replica_breaks_off_the_primary_answers() {
    let Followed { servers: _servers, owner, replica, town, app } = Followed::start().await;
    let actor = Actor {
        account: AccountId(key()),
        session: SessionId(key()),
        agency: town.agency,
        agency_name: String::new(),
        agency_kind: AgencyKind::Real,
        zone: Zone::Wib,
        employee: None,
        name: String::new(),
        roles: vec![],
        unit: None,
        unit_name: None,
        leads: vec![],
        assesses: false,
    };
    let caller =
        Caller::new(app.app.clone(), Some(actor), None, "K7M2-9QXF".to_owned(), ([127, 0, 0, 1].into(), false));
    let begun = AtomicBool::new(false);
    let answered = caller
        .look(async |tx| {
            let there: bool = sqlx::query_scalar("select pg_is_in_recovery()").fetch_one(tx.db()).await?;
            if there {
                begun.store(true, Ordering::Relaxed);
                sqlx::query("select pg_terminate_backend(pg_backend_pid())").execute(tx.db()).await?;
            }
            Ok(there)
        })
        .await;
    assert!(begun.load(Ordering::Relaxed), "the replica was asked first");
    assert_eq!(answered, Ok(false), "the primary answered");
    replica.close().await;
    app.app.pool.close().await;
    owner.close().await;
}

#[tokio::test]
async fn a_server_starts_without_its_replica() {
    let nowhere = Path::new("/tmp/kinerja-tidak-ada");
    let url = format!("postgres://kinerja_owner@localhost/kinerja?host={}", nowhere.display());
    assert!(replica_pool(&url, 1).is_ok());
    assert!(replica_pool("bukan alamat", 1).is_err());
}
