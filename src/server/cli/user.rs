//! `kinerja user`

use super::{Failure, migrated, the_agency};
use crate::{
    domain::{
        account::{check_password, normal_login},
        actor::Role,
        id::{AccountId, AgencyId},
        nip::Nip,
    },
    server::{
        clock::{Clock, new_id},
        codec,
        config::DatabaseArgs,
        password::Passwords,
        session::Token,
    },
};
use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use sqlx::{Connection, PgConnection};
use std::io::Read;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// An account without an employee, such as the first administrator; the password is read from standard input.
    Create {
        #[arg(long)]
        login: String,
        #[arg(long, value_parser = role)]
        role: Vec<Role>,
        #[arg(long)]
        agency: Option<String>,
    },
    /// A one-time link with which its holder chooses a password. For an employee's NIP the account is made.
    Invite {
        login: String,
        #[arg(long)]
        agency: Option<String>,
        /// How the link begins; by default this machine's own address.
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
        Command::Create { login, role, agency } => create_user(&mut db, &login, role, agency.as_deref()).await,
        Command::Invite { login, agency, public_url } => {
            let base = public_url.unwrap_or_else(|| "http://127.0.0.1:3000".to_owned());
            invite(&mut db, &login, agency.as_deref(), &base).await
        }
    }
}

async fn create_user(
    db: &mut PgConnection,
    login: &str,
    roles: Vec<Role>,
    agency: Option<&str>,
) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let login = normal_login(login);
    let mut password = String::new();
    std::io::stdin().take(1000).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\n', '\r']).to_owned();
    check_password(&password, &login)?;
    let hash = Passwords::new(0).hash(password).await?;
    sqlx::query!(
        "insert into account (id, agency_id, login, password_hash, name, roles, created_at)
         values ($1, $2, $3, $4, $3, $5, $6)",
        new_id(),
        agency.0,
        &login,
        hash,
        &roles as &[Role],
        Clock::System.now().to_sqlx() as _
    )
    .execute(db)
    .await?;
    println!("{login} can sign in.");
    Ok(())
}

/// How long an invitation can be used.
const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);

async fn invite(db: &mut PgConnection, login: &str, agency: Option<&str>, base: &str) -> Result<(), Failure> {
    let (agency, _) = the_agency(db, agency).await?;
    let login = normal_login(login);
    let now = Clock::System.now();
    let mut tx = db.begin().await?;
    let account = match find_account(&mut tx, agency, &login).await? {
        Some(account) => account,
        None => account_for_nip(&mut tx, agency, &login, now).await?,
    };
    let token = Token::random()?;
    sqlx::query!(
        "insert into invitation (token_hash, account_id, expires_at) values ($1, $2, $3)",
        token.hash(),
        account.0,
        (now + INVITATION).to_sqlx() as _
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    println!("{}/undangan/{}", base.trim_end_matches('/'), token.text());
    Ok(())
}

async fn find_account(db: &mut PgConnection, agency: AgencyId, login: &str) -> Result<Option<AccountId>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: AccountId" from account where agency_id = $1 and login = $2 and disabled_at is null"#,
        agency.0,
        login
    )
    .fetch_optional(db)
    .await?)
}

/// The account of an employee, made with the first invitation; its login is the NIP.
async fn account_for_nip(
    db: &mut PgConnection,
    agency: AgencyId,
    login: &str,
    now: Timestamp,
) -> Result<AccountId, Failure> {
    let unknown = || format!("nobody can be invited as {login}: no account and no employee with this NIP");
    let nip = Nip::parse(login).map_err(|_| unknown())?;
    sqlx::query_scalar!(
        r#"insert into account (id, agency_id, login, employee_id, name, created_at)
        select $1, agency_id, $3, id, name, $4 from employee where agency_id = $2 and nip = $3
        returning id as "id: AccountId""#,
        new_id(),
        agency.0,
        nip.as_str(),
        now.to_sqlx() as _
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| unknown().into())
}
