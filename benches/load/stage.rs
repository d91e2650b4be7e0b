//! The environment: a database with an invented agency, the program on it, and signed-in people.

use super::{
    Result,
    client::Cookie,
    server::{Program, Server},
};
use kinerja::{
    domain::{
        account::Lifetime,
        id::{AccountId, IkiId},
    },
    features::sandbox::Profile,
    server::{clock::Clock, session::NewSession},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use std::{net::SocketAddr, path::PathBuf};
use tokio::time::Instant;

pub struct Stage {
    /// The owner's eyes, to look behind the door.
    pub owner: PgPool,
    pub program: Program,
    pub server: Server,
    /// Folder with `pgbench`.
    pub pg_bin: PathBuf,
    /// How many people the agency has.
    pub employees: i32,
    pub url: String,
}

/// A report to be made.
#[derive(sqlx::FromRow)]
pub struct Target {
    pub account_id: AccountId,
    pub iki_id: IkiId,
    pub value: String,
}

impl Stage {
    /// A database of the profile's own.
    pub async fn database_of(url: &str, profile: Profile) -> Result<String> {
        let name = format!("kinerja_{}", word(profile));
        make_database(url, &name, "template0").await?;
        Ok(url_of(url, &name))
    }

    /// Fills the database.
    pub async fn prepare(program: &Program, url: &str, profile: Profile) -> Result<()> {
        let (word, begun) = (word(profile), Instant::now());
        program.run(url, &["seed", "--profile", &word]).await?;
        println!("Seeded the {word} profile in {:.0} s.", begun.elapsed().as_secs_f64());
        let mut db = PgConnection::connect(url).await?;
        sqlx::raw_sql(include_str!("stage.sql")).execute(&mut db).await?;
        if profile == Profile::Small {
            sqlx::raw_sql(include_str!("targets.sql")).execute(&mut db).await?;
        }
        // As after a night of rest; else vacuum would fall into one of the runs.
        sqlx::raw_sql("vacuum analyze").execute(&mut db).await?;
        db.close().await?;
        Ok(())
    }

    /// Keeps a copy of the database, to which nobody is connected now.
    pub async fn copy(url: &str, name: &str) -> Result<()> {
        let mut db = PgConnection::connect(url).await?;
        let from: String = sqlx::query_scalar("select current_database()").fetch_one(&mut db).await?;
        db.close().await?;
        make_database(url, name, &from).await
    }

    /// Looks behind the door of a server that runs on a prepared database.
    pub async fn open(program: Program, server: Server, url: String, pg_bin: PathBuf) -> Result<Self> {
        let owner = PgPoolOptions::new().max_connections(2).connect(&url).await?;
        let employees: i32 = sqlx::query_scalar("select count(*)::int from employee").fetch_one(&owner).await?;
        Ok(Self { owner, program, server, pg_bin, employees, url })
    }

    /// Ends the server; the databases go with their cluster.
    pub async fn strike(mut self) -> Result<()> {
        self.owner.close().await;
        self.server.stop().await
    }

    pub const fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The address of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of another database on the same server.
    pub fn url_of(&self, database: &str) -> String {
        url_of(&self.url, database)
    }

    /// An empty database.
    pub async fn new_database(&self, name: &str) -> Result<()> {
        make_database(&self.url, name, "template0").await
    }

    /// Recounts everything that is derived; fails where a count is wrong.
    pub async fn check(&self) -> Result<()> {
        self.program.run(&self.url, &["check"]).await
    }

    /// Opens a session for each account, through the store: limits of the sign-in have tests of their own.
    pub async fn sign_in(&self, accounts: &[AccountId]) -> Result<Vec<Cookie>> {
        let now = Clock::System.now();
        let mut db = self.owner.begin().await?;
        let mut cookies = Vec::with_capacity(accounts.len());
        for account in accounts {
            let lifetime = Lifetime::of(&[], false);
            let session = NewSession::create(&mut db, *account, lifetime, false, "Beban", now).await?;
            cookies.push(Cookie::try_from(format!("kinerja={}", session.token.text()))?);
        }
        db.commit().await?;
        Ok(cookies)
    }

    /// Returns people with a plan, as many as a small agency has, one session each.
    pub async fn people(&self) -> Result<Vec<Cookie>> {
        let accounts: Vec<AccountId> = sqlx::query_scalar(
            "select a.id from person_standing p
             join account a on a.agency_id = p.agency_id and a.employee_id = p.employee_id
             order by random() limit 3500",
        )
        .fetch_all(&self.owner)
        .await?;
        self.sign_in(&accounts).await
    }

    /// Returns people who oversee the whole agency, one session each.
    pub async fn overseers(&self, count: u32) -> Result<Vec<Cookie>> {
        let accounts: Vec<AccountId> =
            sqlx::query_scalar("select id from account where 'inspektorat' = any (roles) order by id limit $1")
                .bind(i64::from(count))
                .fetch_all(&self.owner)
                .await?;
        self.sign_in(&accounts).await
    }

    /// The reports to be made, in their order.
    pub async fn targets(&self) -> Result<Vec<Target>> {
        Ok(sqlx::query_as("select account_id, iki_id, value::text as value from load.target order by n")
            .fetch_all(&self.owner)
            .await?)
    }
}

fn word(profile: Profile) -> String {
    format!("{profile:?}").to_lowercase()
}

async fn make_database(url: &str, name: &str, template: &str) -> Result<()> {
    let mut db = PgConnection::connect(&url_of(url, "postgres")).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("create database {name} template {template}"))).execute(&mut db).await?;
    db.close().await?;
    Ok(())
}

fn url_of(url: &str, database: &str) -> String {
    let (place, options) = url.split_once('?').unwrap_or((url, ""));
    let server = place.rsplit_once('/').map_or(place, |(server, _)| server);
    format!("{server}/{database}?{options}")
}
