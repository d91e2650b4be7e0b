//! `kinerja user`

use super::{Failure, migrated, refusal, the_agency};
use crate::{
    domain::{account::normal_login, actor::Role},
    error::Error,
    features::auth::action::{self, NewAccount},
    server::{clock::Clock, codec, config::DatabaseArgs, operator::act, password::Passwords},
};
use clap::Subcommand;
use sqlx::PgConnection;
use std::io::Read;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create an account without an employee, such as the first administrator; reads the password from standard input.
    Create {
        #[arg(long)]
        login: String,
        #[arg(long, value_parser = role)]
        role: Vec<Role>,
        #[arg(long)]
        agency: Option<String>,
    },
    /// Keep somebody from signing in; their sessions and invitations end.
    Disable {
        login: String,
        #[arg(long)]
        agency: Option<String>,
    },
    /// Let somebody whose account was disabled sign in again.
    Enable {
        login: String,
        #[arg(long)]
        agency: Option<String>,
    },
    /// Remove the authenticator app of somebody who has lost their phone and their backup codes.
    RemoveCode {
        login: String,
        #[arg(long)]
        agency: Option<String>,
    },
    /// Print a one-time link for choosing a password; an employee's NIP gets an account first.
    Invite {
        login: String,
        #[arg(long)]
        agency: Option<String>,
        /// The public address with which the link begins [default: this machine's own].
        #[arg(long, env = "KINERJA_PUBLIC_URL")]
        public_url: Option<String>,
    },
}

fn role(word: &str) -> Result<Role, String> {
    codec::value(word).map_err(|_| "pengelola or inspektorat".to_owned())
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    match command {
        Command::Create { login, role, agency } => create(&mut db, &login, role, agency.as_deref()).await,
        Command::Disable { login, agency } => disable(&mut db, &login, agency.as_deref()).await,
        Command::Enable { login, agency } => enable(&mut db, &login, agency.as_deref()).await,
        Command::RemoveCode { login, agency } => remove_code(&mut db, &login, agency.as_deref()).await,
        Command::Invite { login, agency, public_url } => {
            let base = public_url.unwrap_or_else(|| "http://127.0.0.1:3000".to_owned());
            invite(&mut db, &login, agency.as_deref(), &base).await
        }
    }
}

async fn create(db: &mut PgConnection, login: &str, roles: Vec<Role>, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let mut password = String::new();
    std::io::stdin().take(1000).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\n', '\r']).to_owned();
    let new = NewAccount::prepare(&Passwords::new(0), login, password, roles).await.map_err(refusal)?;
    let (login, now) = (new.login(), Clock::System.now());
    let created = act(db, agency, now, async |db| action::create_account(db, agency, &new, now).await).await;
    created.map_err(|error| match error {
        Error::Invalid(_) => format!("the login {login} is taken").into(),
        other => refusal(other),
    })?;
    println!("{login} can sign in.");
    Ok(())
}

async fn disable(db: &mut PgConnection, login: &str, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let now = Clock::System.now();
    act(db, agency, now, async |db| action::disable(db, agency, login, now).await).await.map_err(
        |error| match error {
            Error::NotFound => format!("the agency has no enabled account {}", normal_login(login)).into(),
            other => refusal(other),
        },
    )?;
    println!("{} cannot sign in any more.", normal_login(login));
    Ok(())
}

async fn enable(db: &mut PgConnection, login: &str, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let now = Clock::System.now();
    act(db, agency, now, async |db| action::enable(db, agency, login).await).await.map_err(|error| match error {
        Error::NotFound => format!("the agency has no disabled account {}", normal_login(login)).into(),
        other => refusal(other),
    })?;
    println!("{} can sign in again.", normal_login(login));
    Ok(())
}

async fn remove_code(db: &mut PgConnection, login: &str, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let now = Clock::System.now();
    let removed = act(db, agency, now, async |db| action::remove_authenticator(db, agency, login).await).await;
    removed.map_err(|error| match error {
        Error::NotFound => format!("{} has no authenticator app in this agency", normal_login(login)).into(),
        other => refusal(other),
    })?;
    println!("{} signs in without a code now.", normal_login(login));
    Ok(())
}

async fn invite(db: &mut PgConnection, login: &str, agency: Option<&str>, base: &str) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let now = Clock::System.now();
    let invited = act(db, agency, now, async |db| action::invite(db, agency, login, now).await).await;
    let token = invited.map_err(|error| match error {
        Error::NotFound => {
            let login = normal_login(login);
            format!("nobody can be invited as {login}: no account and no employee with this NIP").into()
        }
        other => refusal(other),
    })?;
    println!("{}/undangan/{}", base.trim_end_matches('/'), token.text());
    Ok(())
}
