//! Roles and database of a fresh cluster, and the URL of its database.
//!
//! They are created once per cluster and never in a migration: `kinerja_owner` migrates, seeds and imports; the server
//! changes to the role `kinerja_app`, which row-level security binds.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio::time::{Instant, sleep};

/// The number in the name of the socket; nothing listens on a network.
pub(super) const PORT: u16 = 5432;
const OWNER: &str = "kinerja_owner";
const DATABASE: &str = "kinerja";

/// Connects as superuser. Retries while the server starts or recovers, until `patience` ends.
pub(super) async fn connect(socket: &Path, password: &str, patience: Duration) -> Result<PgConnection, sqlx::Error> {
    let options = PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(PORT)
        .ssl_mode(PgSslMode::Disable)
        .username("postgres")
        .password(password)
        .database("postgres")
        .application_name("kinerja cluster")
        // The statements below contain a password: neither our log nor the server's may show it.
        .options([
            ("log_min_duration_statement", "-1"),
            ("log_min_error_statement", "panic"),
            ("pg_stat_statements.track_utility", "off"),
        ])
        .disable_statement_logging();
    let deadline = Instant::now() + patience;
    loop {
        match options.connect().await {
            Err(error) if is_passing(&error) && Instant::now() < deadline => {
                sleep(Duration::from_millis(100)).await;
            }
            outcome => return outcome,
        }
    }
}

/// Returns whether waiting may help: no socket yet, or `cannot_connect_now`.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(refusal) => refusal.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

/// Creates the owner, or sets a new password when the old one is lost.
pub(super) async fn make_owner(db: &mut PgConnection, password: &str) -> Result<(), sqlx::Error> {
    let verb = if has_role(db, OWNER).await? { "alter" } else { "create" };
    // Role statements take no parameters; the password is hexadecimal.
    sqlx::raw_sql(AssertSqlSafe(format!(
        "{verb} role {OWNER} login createdb bypassrls nosuperuser nocreaterole \
         password '{password}'"
    )))
    .execute(db)
    .await?;
    Ok(())
}

/// Returns whether the owner exists.
pub(super) async fn has_owner(db: &mut PgConnection) -> Result<bool, sqlx::Error> {
    has_role(db, OWNER).await
}

/// Creates the application's role and the database if they are missing.
pub(super) async fn make_rest(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    if !has_role(db, "kinerja_app").await? {
        // One message is one transaction: the role never exists without its grant.
        sqlx::raw_sql(
            "create role kinerja_app nologin noinherit nosuperuser nocreatedb nocreaterole; \
             grant kinerja_app to kinerja_owner",
        )
        .execute(&mut *db)
        .await?;
    }
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(DATABASE)
        .fetch_one(&mut *db)
        .await?;
    if !there {
        // The locale is template0's, chosen by initdb, so that tests' databases sort alike.
        sqlx::raw_sql("create database kinerja owner kinerja_owner encoding 'UTF8' template template0")
            .execute(db)
            .await?;
    }
    Ok(())
}

async fn has_role(db: &mut PgConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)").bind(name).fetch_one(db).await
}

/// Returns whether no other client is connected. A connection that was just closed may be seen a moment longer, so it
/// retries for half a second.
pub(super) async fn is_idle(mut db: PgConnection) -> Result<bool, sqlx::Error> {
    let mut others = 0_i64;
    for _ in 0..6 {
        others = sqlx::query_scalar(
            "select count(*) from pg_stat_activity \
             where backend_type = 'client backend' and pid <> pg_backend_pid()",
        )
        .fetch_one(&mut db)
        .await?;
        if others == 0 {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    db.close().await?;
    Ok(others == 0)
}

/// Returns the owner's URL in the form that sqlx, sqlx-cli and libpq all read. It has port and TLS mode because they
/// would else come from `PGPORT` and `PGSSLMODE`.
pub(super) fn url(socket: &Path, password: &str) -> String {
    let socket = socket.display();
    format!("postgres://{OWNER}:{password}@localhost:{PORT}/{DATABASE}?host={socket}&sslmode=disable")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_reads_the_address_as_meant() -> Result<(), sqlx::Error> {
        let address = url(Path::new("/run/kinerja-0a1b2c3d"), "00ff");
        let options: PgConnectOptions = address.parse()?;
        assert_eq!(options.get_socket().map(std::path::PathBuf::as_path), Some(Path::new("/run/kinerja-0a1b2c3d")));
        assert_eq!(options.get_port(), PORT);
        assert_eq!(options.get_username(), OWNER);
        assert_eq!(options.get_database(), Some(DATABASE));
        Ok(())
    }
}
