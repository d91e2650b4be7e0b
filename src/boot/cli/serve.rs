//! `kinerja serve`

use super::{Failure, database_url, migrate, seed, warn};
use crate::{
    boot,
    domain::org::AgencyKind,
    features::{org, sandbox},
    server::{
        App,
        clock::Clock,
        cluster::Cluster,
        config::{Config, DatabaseArgs, ServeArgs, network_warning},
        pool::{Pool, replica_pool},
        replica::Replica,
        tls::Tls,
    },
};
use sqlx::{Connection, PgConnection};
use std::time::Duration;

pub(super) async fn run(database: &DatabaseArgs, args: ServeArgs) -> Result<(), Failure> {
    if let Some(warning) = args.plain_warning() {
        warn(&warning);
    }
    let config = Config::new(&args)?;
    let tls = args.tls_files().map(|(certificate, key)| Tls::load(certificate, key)).transpose()?;
    let url = database_url(database).await?;
    let mut db = PgConnection::connect(&url).await?;
    require_app_role(&mut db).await?;
    migrate(&mut db).await?;
    if args.demo {
        prepare_demo(&mut db).await?;
    }
    db.close().await?;
    let connections = args.database_connections;
    if let Some(url) = &args.replica_url
        && let Some(warning) = network_warning("DATABASE_REPLICA_URL", url)?
    {
        warn(&warning);
    }
    let replica = args.replica_url.as_deref().map(|url| replica_pool(url, connections)).transpose()?;
    let pool = match database.pooler_url() {
        Some(pooler) => Pool::pooled(pooler, &url, connections).await?,
        None => Pool::connect(&url, connections).await?,
    };
    let app = App::new(pool, Clock::System, config).with_replica(replica.map(Replica::new));
    let cluster = match database.direct_url() {
        None => Some(Cluster::at(&database.data_dir(), database.pg_bin.as_deref())?),
        Some(_) => None,
    };
    if cluster.is_some() {
        app.diagnostics.keep_data_in(database.data_dir());
    }
    if let Some(schedule) = args.backups.schedule(&url, database) {
        app.diagnostics.keep_backups_in(schedule.folder.clone());
        println!("A backup each day goes to {}; {} are kept", schedule.folder.display(), schedule.keep);
        let clock = app.clock.clone();
        tokio::spawn(schedule.run(move || clock.now()));
    }
    let outcome = tokio::select! {
        outcome = boot::serve(app.clone(), &args, tls) => outcome,
        () = keep_running(cluster.as_ref()) => Ok(()),
    };
    // A connection that hangs must not delay the exit forever.
    let _ = tokio::time::timeout(Duration::from_secs(2), app.pool.close()).await;
    if let Some(cluster) = cluster {
        cluster.stop_if_idle().await?;
    }
    Ok(outcome?)
}

/// Restarts the managed PostgreSQL when it has stopped; an external one is its operator's. Never returns.
async fn keep_running(cluster: Option<&Cluster>) {
    match cluster {
        Some(cluster) => cluster.keep_running().await,
        None => std::future::pending().await,
    }
}

async fn require_app_role(db: &mut PgConnection) -> Result<(), Failure> {
    let there = sqlx::query_scalar!(
        r#"select exists (select from pg_roles where rolname = 'kinerja_app' and pg_has_role(current_user, oid, 'member'))
            as "there!""#
    )
    .fetch_one(db)
    .await?;
    if there {
        return Ok(());
    }
    Err("the role kinerja_app is missing; as a superuser run: create role kinerja_app nologin; \
         grant kinerja_app to <the user of DATABASE_URL>; alter role <that user> bypassrls;"
        .into())
}

/// Creates the demo agency on the first run; never beside a real agency.
async fn prepare_demo(db: &mut PgConnection) -> Result<(), Failure> {
    let agencies = org::store::agencies(db, None).await?;
    if let Some(real) = agencies.iter().find(|agency| agency.kind == AgencyKind::Real) {
        return Err(format!(
            "demo mode refuses to start: the database holds the agency {:?}, which is a real one",
            real.name
        )
        .into());
    }
    if agencies.iter().all(|agency| agency.kind != AgencyKind::Demo) {
        println!("Creating the demo agency …");
        let demo =
            seed::Args { profile: sandbox::Profile::Small, seed: 1, today: None, demo: true, beside_real: false };
        seed::seed(db, demo).await?;
    }
    Ok(())
}
