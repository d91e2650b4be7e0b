//! `kinerja user`

mod invite;

use super::{Failure, failure::of_password, migrated, the_agency};
use crate::{
    domain::{
        account::{check_password, normal_login},
        actor::Role,
    },
    error::Error,
    features::auth::{
        accounts::{self, AccountRow},
        action::{self, NewAccount},
    },
    server::{clock::Clock, codec, config::DatabaseArgs, operator::act, password::Passwords},
};
use clap::Subcommand;
use sqlx::PgConnection;
use std::io::Read;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create an account, such as the first administrator's; reads the password from standard input.
    Create {
        /// A name to sign in with, or the NIP of an employee, whose account it is then.
        #[arg(long)]
        login: String,
        /// A role: pengelola or inspektorat; can be repeated.
        #[arg(long, value_parser = role)]
        role: Vec<Role>,
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Keep somebody from signing in; their sessions and invitations end.
    Disable {
        /// The name or NIP to sign in with.
        login: String,
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Let somebody whose account was disabled sign in again.
    Enable {
        /// The name or NIP to sign in with.
        login: String,
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Remove the authenticator app of somebody who has lost their phone and their backup codes.
    RemoveCode {
        /// The name or NIP to sign in with.
        login: String,
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Print a one-time link for choosing a password; an employee's NIP gets an account first.
    Invite(invite::Args),
    /// List the accounts with their roles and state.
    List {
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Replace the roles of an account and end its sessions.
    Roles {
        /// The name or NIP to sign in with.
        login: String,
        /// A role: pengelola or inspektorat; can be repeated. Without any the account has none.
        #[arg(long, value_parser = role)]
        role: Vec<Role>,
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
    },
    /// Delete an account with its sessions and invitations; its person, reports and messages stay.
    Delete {
        /// The name or NIP to sign in with.
        login: String,
        /// Delete it; without it the command only says what would go and what would stay.
        #[arg(long)]
        yes: bool,
        /// The agency, if there are several.
        #[arg(long)]
        agency: Option<String>,
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
        Command::Invite(args) => invite::run(&mut db, args).await,
        Command::List { agency } => list(&mut db, agency.as_deref()).await,
        Command::Roles { login, role, agency } => roles(&mut db, &login, &role, agency.as_deref()).await,
        Command::Delete { login, yes, agency } => delete(&mut db, &login, yes, agency.as_deref()).await,
    }
}

async fn create(db: &mut PgConnection, login: &str, roles: Vec<Role>, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let login = normal_login(login);
    if !(3..=80).contains(&login.chars().count()) {
        return Err("a login has 3 to 80 characters".into());
    }
    let mut password = String::new();
    std::io::stdin().take(1000).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\n', '\r']).to_owned();
    check_password(&password, std::slice::from_ref(&login)).map_err(of_password)?;
    let new = NewAccount::prepare(&Passwords::new(0), &login, password, roles).await?;
    let now = Clock::System.now();
    let created = act(db, agency, now, async |db| action::create_account(db, agency, &new, now).await).await;
    created.map_err(|error| match error {
        Error::Invalid(_) => format!("the login {login} is taken: see `kinerja user list`").into(),
        Error::NotFound => format!(
            "no employee of this agency has the NIP {login}: import the personnel file first, or choose a login that \
             is no NIP"
        )
        .into(),
        other => Failure::from(other),
    })?;
    println!("{login} can sign in.");
    Ok(())
}

async fn disable(db: &mut PgConnection, login: &str, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let now = Clock::System.now();
    act(db, agency, now, async |db| action::disable(db, agency, login, now).await).await.map_err(
        |error| match error {
            Error::NotFound => {
                format!("the agency has no enabled account {}: see `kinerja user list`", normal_login(login)).into()
            }
            other => about(login, other),
        },
    )?;
    println!("{} cannot sign in any more.", normal_login(login));
    Ok(())
}

async fn enable(db: &mut PgConnection, login: &str, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let now = Clock::System.now();
    act(db, agency, now, async |db| action::enable(db, agency, login).await).await.map_err(|error| match error {
        Error::NotFound => {
            format!("the agency has no disabled account {}: see `kinerja user list`", normal_login(login)).into()
        }
        other => Failure::from(other),
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
        other => Failure::from(other),
    })?;
    println!("{} signs in without a code now.", normal_login(login));
    Ok(())
}

async fn list(db: &mut PgConnection, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, zone) = the_agency(db, agency).await?;
    let rows = accounts::list(db, agency, Clock::System.now()).await?;
    let day = |at| zone.day(at).to_string();
    for AccountRow { login, name, roles, has_password, is_disabled, invited_until, seen_at } in &rows {
        let roles = roles.iter().fold(String::new(), |text, role| text + ", " + role.code());
        let state = match (is_disabled, has_password, invited_until) {
            (true, ..) => "disabled".to_owned(),
            (false, true, _) => "can sign in".to_owned(),
            (false, false, Some(until)) => format!("invited until {}", day(*until)),
            (false, false, None) => "not invited".to_owned(),
        };
        let seen = seen_at.map(|at| format!(", last seen on {}", day(at))).unwrap_or_default();
        println!("{login}: {name}{roles}, {state}{seen}");
    }
    println!("{} accounts.", rows.len());
    Ok(())
}

async fn roles(db: &mut PgConnection, login: &str, roles: &[Role], agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let set =
        act(db, agency, Clock::System.now(), async |db| accounts::set_roles(db, agency, login, roles).await).await;
    set.map_err(|error| about(login, error))?;
    let roles: Vec<_> = roles.iter().map(|role| role.code()).collect();
    let roles = if roles.is_empty() { "no role".to_owned() } else { roles.join(" and ") };
    println!("{} has {roles}; its sessions have ended.", normal_login(login));
    Ok(())
}

async fn delete(db: &mut PgConnection, login: &str, yes: bool, agency: Option<&str>) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let login = normal_login(login);
    println!(
        "With the account {login} go its password, roles, sessions and invitations. The employee, reports, messages and \
         the audit trail stay; `kinerja user invite` makes an employee's account anew."
    );
    if !yes {
        println!("Nothing was changed; --yes deletes it.");
        return Ok(());
    }
    let deleted = act(db, agency, Clock::System.now(), async |db| accounts::delete_account(db, agency, &login).await);
    deleted.await.map_err(|error| about(&login, error))?;
    println!("{login} is deleted.");
    Ok(())
}

/// Returns the sentence about a refused change of an account.
fn about(login: &str, error: Error) -> Failure {
    let login = normal_login(login);
    match error {
        Error::NotFound => format!("no account of this agency has the login {login}: see `kinerja user list`").into(),
        Error::Invalid(_) => {
            format!("{login} is the only Pengelola of this agency: give the role to another account first").into()
        }
        other => Failure::from(other),
    }
}
