//! Restores a backup: into an empty database, or for a drill into one that is dropped afterwards.

use super::{BackupError, program, run};
use crate::server::cluster::programs;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};
use url::Url;

/// A step of a restore that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoreStep {
    /// The rows of a table; its number among `of` tables is counted from 1.
    Table { number: usize, of: usize, table: String },
    /// The indexes and constraints of all tables.
    Indexes,
}

/// Reads a backup into the empty database at `url`: all of it or nothing. Calls `progress` at the begin of each step.
/// The planner's statistics are not in a backup: see [`analyze`].
///
/// # Errors
/// When the folder is no backup, the database has tables, or `pg_restore` is missing or fails.
pub async fn restore(
    url: &str,
    from: &Path,
    pg_bin: Option<&Path>,
    mut progress: impl FnMut(RestoreStep),
) -> Result<(), BackupError> {
    if !from.join("toc.dat").is_file() {
        return Err(BackupError::Absent(from.to_owned()));
    }
    let mut db = PgConnection::connect(url).await?;
    let empty = sqlx::query_scalar!(
        r#"select not exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))
            as "empty!""#
    )
    .fetch_one(&mut db)
    .await?;
    db.close().await?;
    if !empty {
        return Err(BackupError::NotEmpty);
    }
    let of = tables(from, pg_bin).await?;
    let mut restore = program(url, "pg_restore", pg_bin)?;
    restore.args(["--single-transaction", "--exit-on-error", "--no-owner", "--verbose"]).arg(from);
    let failed = |said: String| BackupError::Tool { tool: "pg_restore", said };
    let io = |error: std::io::Error| failed(error.to_string());
    let mut child = restore.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(io)?;
    let (mut number, mut has_rows, mut said) = (0, false, None);
    if let Some(output) = child.stderr.take() {
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await.map_err(io)? {
            if let Some(table) = table_of(&line) {
                number += 1;
                progress(RestoreStep::Table { number, of, table: table.to_owned() });
            } else if !has_rows && number > 0 && line.contains(": creating ") {
                has_rows = true;
                progress(RestoreStep::Indexes);
            } else if line.contains("error: ") {
                // The first error has the cause, the others the context.
                said.get_or_insert(line);
            }
        }
    }
    if child.wait().await.map_err(io)?.success() {
        return Ok(());
    }
    Err(failed(said.unwrap_or_else(|| "it gave no reason".to_owned())))
}

/// Returns how many tables with rows a backup has.
async fn tables(from: &Path, pg_bin: Option<&Path>) -> Result<usize, BackupError> {
    let mut list = Command::new(programs(pg_bin)?.join("pg_restore"));
    let listed = run(list.arg("--list").arg(from), "pg_restore").await?;
    Ok(listed.lines().filter(|line| line.contains(" TABLE DATA ")).count())
}

/// Returns the table in `pg_restore: processing data for table "public.report"`.
fn table_of(line: &str) -> Option<&str> {
    let (_, table) = line.split_once("processing data for table \"")?;
    Some(table.trim_end_matches('"').trim_start_matches("public."))
}

/// Collects the planner's statistics of the whole database. Autovacuum does so minutes after many rows were written;
/// until then a query over all of them may take a plan for none and never end.
///
/// # Errors
/// When the database fails.
pub async fn analyze(db: &mut PgConnection) -> sqlx::Result<()> {
    // An owner who is no superuser is warned about each catalog that all databases share.
    sqlx::raw_sql("set client_min_messages = error; analyze; reset client_min_messages").execute(db).await?;
    Ok(())
}

/// A database of its own, beside the one at a URL, for a restore that is tried and dropped.
#[derive(Debug)]
pub struct DrillDatabase {
    beside: String,
    name: String,
    url: String,
}

impl DrillDatabase {
    /// Creates the database; one that an interrupted drill left behind is dropped first.
    ///
    /// # Errors
    /// When the URL is none, or the owner may not create databases.
    pub async fn create(beside: &str) -> Result<Self, BackupError> {
        let mut url = Url::parse(beside)?;
        let mut db = PgConnection::connect(beside).await?;
        let current = sqlx::query_scalar!(r#"select current_database()::text as "name!""#).fetch_one(&mut db).await?;
        // A name of its own for each database, however long that one's name is: PostgreSQL cuts a name after 63 bytes.
        let digest = Sha256::digest(current.as_bytes());
        let name = digest.iter().take(8).fold("kinerja_drill_".to_owned(), |name, byte| name + &format!("{byte:02x}"));
        url.set_path(&format!("/{name}"));
        let drill = Self { beside: beside.to_owned(), name, url: url.into() };
        drill.remove(&mut db).await?;
        // The names of a database cannot be parameters.
        sqlx::raw_sql(AssertSqlSafe(format!("create database {} template template0", drill.quoted())))
            .execute(&mut db)
            .await?;
        db.close().await?;
        Ok(drill)
    }

    /// Returns the owner's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Drops the database with whoever is connected.
    ///
    /// # Errors
    /// When the database server fails.
    pub async fn drop(self) -> Result<(), BackupError> {
        let mut db = PgConnection::connect(&self.beside).await?;
        self.remove(&mut db).await?;
        Ok(db.close().await?)
    }

    async fn remove(&self, db: &mut PgConnection) -> sqlx::Result<()> {
        let quiet = "set client_min_messages = error";
        let remove = format!("drop database if exists {} with (force)", self.quoted());
        sqlx::raw_sql(quiet).execute(&mut *db).await?;
        sqlx::raw_sql(AssertSqlSafe(remove)).execute(db).await?;
        Ok(())
    }

    fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::table_of;

    #[test]
    fn progress_is_read_from_what_the_program_says() {
        let line = "pg_restore: processing data for table \"public.report\"";
        assert_eq!(table_of(line), Some("report"));
        assert_eq!(table_of("pg_restore: creating TABLE \"public.report\""), None);
    }
}
