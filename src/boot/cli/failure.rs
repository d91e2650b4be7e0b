//! The sentence for the operator about a failure: in English, without statements, with the setting or file to look at.
//! The details go to the log.

use crate::{
    domain::account::PasswordRefusal,
    error::Error,
    server::{backup::BackupError, serve::ServeError},
};
use sqlx::migrate::MigrateError;
use std::io::ErrorKind;

/// The reason why a command failed.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The remedy where this program itself or its machine is at fault.
const SEE_LOG: &str = "the log line above has the details";

/// Returns the sentence about a failure; the details of an unexpected one are logged.
pub(super) fn sentence(failure: &Failure) -> String {
    if let Some(error) = failure.downcast_ref::<sqlx::Error>() {
        return of_database(error);
    }
    if let Some(error) = failure.downcast_ref::<MigrateError>() {
        return of_migration(error);
    }
    match failure.downcast_ref::<BackupError>() {
        Some(BackupError::Database(error)) => return of_database(error),
        Some(BackupError::Tool { tool, said }) => return format!("{tool} failed: {}", of_tool(said)),
        _ => {}
    }
    if let Some(ServeError::Clock(error)) = failure.downcast_ref::<ServeError>() {
        return of_database(error);
    }
    match failure.downcast_ref::<Error>() {
        Some(Error::NotFound) => "there is no such thing in this agency".to_owned(),
        Some(Error::Unavailable(_)) => format!("the database or this machine failed: {SEE_LOG}"),
        Some(refused) => refused.to_string(),
        None => failure.to_string(),
    }
}

/// Returns the sentence about a failure of the database, by its SQLSTATE.
fn of_database(error: &sqlx::Error) -> String {
    let refused = match error {
        sqlx::Error::Database(refused) => refused.code().map(|code| (code.into_owned(), refused.message())),
        _ => None,
    };
    match (error, refused.as_ref().map(|(code, message)| (code.as_str(), *message))) {
        (sqlx::Error::Configuration(_), _) => {
            "DATABASE_URL is no URL of PostgreSQL: write it as postgres://USER:PASSWORD@HOST/DATABASE".to_owned()
        }
        // The driver reports a refused certificate so.
        (sqlx::Error::Io(error), _) if error.kind() == ErrorKind::InvalidData => no_tls(error),
        (sqlx::Error::Io(error), _) if error.kind() == ErrorKind::NotFound => {
            format!("a socket or a certificate that DATABASE_URL names is not there ({error})")
        }
        (sqlx::Error::Io(error), _) => {
            format!("PostgreSQL does not answer at the address in DATABASE_URL ({error}): is it running?")
        }
        (sqlx::Error::Tls(error), _) => no_tls(error),
        (_, Some(("28P01" | "28000", _))) => "PostgreSQL refuses the user or the password in DATABASE_URL".to_owned(),
        (_, Some(("3D000", _))) => {
            "the database named in DATABASE_URL does not exist: create it with `createdb --owner=USER DATABASE`"
                .to_owned()
        }
        (_, Some(("42501", _))) => {
            "the user in DATABASE_URL lacks a right: it must own the database, have bypassrls and be a member of \
             kinerja_app; for `kinerja drill` it needs createdb besides"
                .to_owned()
        }
        (_, Some(("53100", _))) => {
            "the disk of PostgreSQL is full: free some space, then repeat the command".to_owned()
        }
        (_, Some(("53300", _))) => {
            "PostgreSQL has no connection left: raise max_connections or lower KINERJA_DATABASE_CONNECTIONS".to_owned()
        }
        (_, Some(("57P03", message))) => format!("PostgreSQL is not ready ({message}): repeat the command in a minute"),
        (_, Some(("55P03" | "40P01" | "40001" | "57014", _))) => {
            "another transaction holds what this command needs: repeat it in a minute".to_owned()
        }
        (_, Some(("42P01" | "42703", _))) => {
            "the database of DATABASE_URL lacks this version's schema: run `kinerja migrate`".to_owned()
        }
        _ => {
            tracing::error!(%error, "the database failed");
            format!("the database failed; nothing of this command was stored: {SEE_LOG}")
        }
    }
}

fn no_tls(error: &dyn std::fmt::Display) -> String {
    format!(
        "no safe connection to the PostgreSQL of DATABASE_URL: {error}; look at its host, sslmode and sslrootcert, and \
         at the server's certificate"
    )
}

fn of_migration(error: &MigrateError) -> String {
    match error {
        MigrateError::VersionMissing(version) => format!(
            "the database belongs to a newer Kinerja (migration {version}): start that version, or restore the backup \
             from before the upgrade into an empty database (docs/upgrade.md)"
        ),
        MigrateError::VersionMismatch(version) => format!(
            "migration {version} of the database is not the one of this version: use a released build (docs/upgrade.md)"
        ),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => of_database(error),
        other => {
            tracing::error!(error = %other, "the migration failed");
            format!("the migration failed; the database is as before: {SEE_LOG}")
        }
    }
}

/// Returns what a program of PostgreSQL said, without its name and without a statement.
fn of_tool(said: &str) -> &str {
    let said = said.split_once("error: ").map_or(said, |(_, said)| said);
    said.split("Command was:").next().unwrap_or(said).trim()
}

/// Returns the rule that a password breaks.
pub(super) const fn of_password(refusal: PasswordRefusal) -> &'static str {
    match refusal {
        PasswordRefusal::TooShort => "the password needs at least 10 characters",
        PasswordRefusal::TooLong => "the password may have at most 200 characters",
        _ => "the password is too easy to guess: choose a few words that do not follow from each other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_quoted_without_its_name_and_without_statements() {
        assert_eq!(of_tool("pg_dump: error: could not create directory"), "could not create directory");
        assert_eq!(of_tool("pg_restore: error: it failed Command was: create table x"), "it failed");
        assert_eq!(of_tool("killed"), "killed");
    }

    #[test]
    fn a_newer_database_is_named_as_such() {
        let failure: Failure = MigrateError::VersionMissing(99).into();
        assert!(sentence(&failure).starts_with("the database belongs to a newer Kinerja (migration 99)"));
    }

    #[test]
    fn a_server_that_does_not_answer_names_the_setting() {
        let failure: Failure = sqlx::Error::Io(std::io::Error::other("refused")).into();
        assert!(sentence(&failure).contains("DATABASE_URL"));
    }
}
