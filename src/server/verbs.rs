//! The verbs of `kinerja` (`contracts.md`): each needs a database and starts or adopts the managed cluster
//! when none is given. Exit 0 done, 1 refused or failed with one clear sentence, 2 wrong usage.

use super::{
    App, backup, calendar,
    clock::{Clock, new_id},
    cluster::{Cluster, State},
    config::{Config, DatabaseArgs, ServeArgs},
    pool::{Pool, replica_pool},
    replica::Replica,
    retain,
    serve::MIGRATOR,
    session::Token,
    tenant,
    tls::Tls,
};
use crate::{
    domain::{
        account::{check_password, normal_login},
        actor::Role,
        calendar::{Zone, years_to_open},
        id::{AccountId, AgencyId},
        nip::Nip,
        org::AgencyKind,
        retention::kept_from,
        text::Name,
    },
    features::{admin, progress::rollup, sandbox, skp},
};
use clap::{Parser, Subcommand};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use sqlx::{Connection, PgConnection};
use std::{io::Read, path::PathBuf, process::ExitCode, time::Duration};

/// What went wrong, in one sentence for the operator.
type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Parser)]
#[command(name = "kinerja", version, about = "Performance management for Indonesian government agencies")]
pub struct Kinerja {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the server.
    Serve(ServeArgs),
    /// Bring the database to this version's schema.
    Migrate,
    /// Recount what is derived; exit 1 names each difference.
    Check,
    /// Write the whole database into a new folder, while the server works.
    Backup { folder: PathBuf },
    /// Read a backup into an empty database, then recount it.
    Restore { folder: PathBuf },
    /// The managed PostgreSQL alone.
    #[command(subcommand)]
    Cluster(ClusterVerb),
    /// Agencies (instansi).
    #[command(subcommand)]
    Agency(AgencyVerb),
    /// Fill the database with an invented agency.
    Seed {
        #[arg(long, default_value = "small")]
        profile: sandbox::Profile,
        /// The same number makes the same agency.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The day up to which (exclusive) people have reported [default: today].
        #[arg(long)]
        today: Option<Date>,
        /// Mark the agency and its prepared persons for demo sign-in.
        #[arg(long)]
        demo: bool,
    },
    /// Preview or apply a personnel export (.xlsx).
    Import {
        file: PathBuf,
        /// Write; without it nothing is changed.
        #[arg(long)]
        apply: bool,
        /// Decisions of the personnel officer, as written to FILE.keputusan.csv.
        #[arg(long)]
        decisions: Option<PathBuf>,
        #[arg(long)]
        agency: Option<String>,
    },
    /// Plans for everybody who has none.
    Plan {
        /// From the template of each kind of post.
        #[arg(long, required = true)]
        from_templates: bool,
        #[arg(long)]
        year: i16,
        #[arg(long)]
        agency: Option<String>,
    },
    /// Accounts.
    #[command(subcommand)]
    User(UserVerb),
    /// Show what is older than it must be kept: events by whole months, finished follow-ups of meetings, sessions and
    /// invitations that have ended.
    Retain {
        /// Whole months of events to keep before the running one.
        #[arg(long)]
        months: u16,
        /// Remove it; without it nothing is changed.
        #[arg(long)]
        apply: bool,
    },
}

#[derive(Debug, Subcommand)]
enum ClusterVerb {
    Start {
        #[arg(long)]
        data: PathBuf,
    },
    Stop {
        #[arg(long)]
        data: PathBuf,
    },
    Status {
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum AgencyVerb {
    /// A new, empty agency.
    Create {
        name: String,
        #[arg(long)]
        zone: Zone,
    },
    /// Remove an agency with everything that belongs to it; it cannot be brought back.
    Drop {
        name: String,
        /// A real agency too.
        #[arg(long)]
        real: bool,
    },
}

#[derive(Debug, Subcommand)]
enum UserVerb {
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
    super::codec::value(word).map_err(|_| "pengelola or inspektorat".to_owned())
}

impl Kinerja {
    /// Runs the verb to its end.
    pub fn run(self) -> ExitCode {
        tracing_subscriber::fmt()
            .with_env_filter(
                tracing_subscriber::EnvFilter::try_from_default_env()
                    .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,kinerja=info")),
            )
            .with_writer(std::io::stderr)
            .json()
            .init();
        let runtime = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("kinerja: {error}");
                return ExitCode::FAILURE;
            }
        };
        match runtime.block_on(self.perform()) {
            Ok(code) => code,
            Err(failure) => {
                eprintln!("kinerja: {failure}");
                ExitCode::FAILURE
            }
        }
    }

    async fn perform(self) -> Result<ExitCode, Failure> {
        match self.verb {
            Verb::Serve(args) => serve_all(&self.database, args).await?,
            Verb::Migrate => {
                let mut db = connect(&self.database).await?;
                MIGRATOR.run(&mut db).await?;
                println!("The database is at this version's schema.");
            }
            Verb::Check => return check(&self.database).await,
            Verb::Backup { folder } => {
                let url = database_url(&self.database).await?;
                backup::backup(&url, &folder, self.database.pg_bin.as_deref()).await?;
                println!("The backup is in {}.", folder.display());
            }
            Verb::Restore { folder } => {
                let url = database_url(&self.database).await?;
                backup::restore(&url, &folder, self.database.pg_bin.as_deref()).await?;
                MIGRATOR.run(&mut PgConnection::connect(&url).await?).await?;
                println!("The backup is restored.");
                return check(&self.database).await;
            }
            Verb::Cluster(verb) => cluster(&self.database, verb).await?,
            Verb::Agency(AgencyVerb::Create { name, zone }) => {
                let mut db = migrated(&self.database).await?;
                create_agency(&mut db, &name, zone).await?;
                println!("Agency {name} ({zone}) is there.");
            }
            Verb::Agency(AgencyVerb::Drop { name, real }) => {
                let mut db = migrated(&self.database).await?;
                drop_agency(&mut db, &name, real).await?;
                println!("Agency {name} is gone.");
            }
            Verb::Seed { profile, seed, today, demo } => {
                let mut db = migrated(&self.database).await?;
                let kind = if demo { AgencyKind::Demo } else { AgencyKind::Real };
                seed_agency(&mut db, profile, seed, today, kind).await?;
            }
            Verb::Import { file, apply, decisions, agency } => {
                import(&self.database, &file, apply, decisions, agency).await?;
            }
            Verb::Plan { from_templates: _, year, agency } => {
                let mut db = migrated(&self.database).await?;
                let (agency, zone) = the_agency(&mut db, agency.as_deref()).await?;
                let now = Clock::System.now();
                let today = zone.day(now);
                let mut tx = db.begin().await?;
                calendar::open_year(&mut tx, agency, year).await?;
                let made = skp::store::plan_from_templates(&mut tx, agency, year, today, now).await?;
                rollup::refresh(&mut tx, agency, zone, today).await?;
                tx.commit().await?;
                println!("{made} plans made for {year}.");
            }
            Verb::User(UserVerb::Create { login, role, agency }) => {
                let mut db = migrated(&self.database).await?;
                create_user(&mut db, &login, role, agency.as_deref()).await?;
            }
            Verb::User(UserVerb::Invite { login, agency, public_url }) => {
                let mut db = migrated(&self.database).await?;
                let base = public_url.unwrap_or_else(|| "http://127.0.0.1:3000".to_owned());
                invite(&mut db, &login, agency.as_deref(), &base).await?;
            }
            Verb::Retain { months, apply } => {
                let mut db = migrated(&self.database).await?;
                retain(&mut db, months, apply).await?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The owner's address of the database, starting or adopting the managed cluster.
async fn database_url(args: &DatabaseArgs) -> Result<String, Failure> {
    match args.direct_url() {
        Some(url) => Ok(url.to_owned()),
        None => Ok(Cluster::at(&args.data_dir(), args.pg_bin.as_deref())?.start().await?),
    }
}

async fn connect(args: &DatabaseArgs) -> Result<PgConnection, Failure> {
    Ok(PgConnection::connect(&database_url(args).await?).await?)
}

async fn migrated(args: &DatabaseArgs) -> Result<PgConnection, Failure> {
    let mut db = connect(args).await?;
    MIGRATOR.run(&mut db).await?;
    Ok(db)
}

async fn serve_all(database: &DatabaseArgs, args: ServeArgs) -> Result<(), Failure> {
    let config = Config::new(&args)?;
    let tls = args.tls_files().map(|(certificate, key)| Tls::load(certificate, key)).transpose()?;
    let url = database_url(database).await?;
    let mut db = PgConnection::connect(&url).await?;
    require_app_role(&mut db).await?;
    MIGRATOR.run(&mut db).await?;
    if args.demo {
        prepare_demo(&mut db).await?;
    }
    db.close().await?;
    let connections = args.database_connections;
    let replica = args.replica_url.as_deref().map(|url| replica_pool(url, connections)).transpose()?;
    let pool = match database.pooler_url() {
        Some(pooler) => Pool::pooled(pooler, &url, connections).await?,
        None => Pool::direct(&url, connections).await?,
    };
    let app = App::new(pool, Clock::System, config).with_replica(replica.map(Replica::new));
    let cluster = match database.direct_url() {
        None => Some(Cluster::at(&database.data_dir(), database.pg_bin.as_deref())?),
        Some(_) => None,
    };
    if cluster.is_some() {
        app.pulse.keep_data_in(database.data_dir());
    }
    let outcome = tokio::select! {
        outcome = crate::boot::serve(app.clone(), &args, tls) => outcome,
        () = keep_running(cluster.as_ref()) => Ok(()),
    };
    // A connection that hangs would hold up the end for ever.
    let _ = tokio::time::timeout(Duration::from_secs(2), app.pool.close()).await;
    if let Some(cluster) = cluster {
        cluster.stop_if_idle().await?;
    }
    Ok(outcome?)
}

/// Watches over our own PostgreSQL; somebody else's is theirs. Never ends.
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

/// The demo agency, made on first run; never beside a real agency.
async fn prepare_demo(db: &mut PgConnection) -> Result<(), Failure> {
    let agencies = sqlx::query!(r#"select name, kind as "kind: AgencyKind" from agency"#).fetch_all(&mut *db).await?;
    if let Some(real) = agencies.iter().find(|agency| agency.kind == AgencyKind::Real) {
        return Err(format!(
            "demo mode refuses to start: the database holds the agency {:?}, which is a real one",
            real.name
        )
        .into());
    }
    if agencies.iter().all(|agency| agency.kind != AgencyKind::Demo) {
        println!("Making the demo agency …");
        seed_agency(db, sandbox::Profile::Small, 1, None, AgencyKind::Demo).await?;
    }
    Ok(())
}

async fn seed_agency(
    db: &mut PgConnection,
    profile: sandbox::Profile,
    seed: u64,
    today: Option<Date>,
    kind: AgencyKind,
) -> Result<(), Failure> {
    let zone = Zone::Wib;
    let now = Clock::System.now();
    let today = today.unwrap_or_else(|| zone.day(now));
    let options = sandbox::SeedOptions { name: profile.agency().to_owned(), zone, profile, seed, today, now, kind };
    let mut tx = db.begin().await?;
    let seeded = sandbox::seed(&mut tx, &options).await?;
    rollup::refresh(&mut tx, seeded.agency, zone, today).await?;
    tx.commit().await?;
    println!(
        "{} is there: {} people in {} units, {} reports, {} messages.",
        options.name, seeded.employees, seeded.units, seeded.reports, seeded.messages
    );
    Ok(())
}

async fn check(database: &DatabaseArgs) -> Result<ExitCode, Failure> {
    let mut db = connect(database).await?;
    let mut tx = db.begin_with("begin isolation level repeatable read read only").await?;
    let agencies = sqlx::query!(r#"select id as "id: AgencyId", name, zone as "zone: Zone" from agency order by name"#)
        .fetch_all(&mut *tx)
        .await?;
    let mut clean = true;
    for agency in agencies {
        let differences = rollup::check(&mut tx, agency.id, agency.zone).await?;
        for difference in &differences {
            println!("{}: {difference}", agency.name);
        }
        clean &= differences.is_empty();
    }
    if clean {
        println!("All counts agree.");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

async fn retain(db: &mut PgConnection, months: u16, apply: bool) -> Result<(), Failure> {
    let now = Clock::System.now();
    let kept_from = kept_from(months, now.to_zoned(TimeZone::UTC).date())?;
    let mut tx = db.begin().await?;
    let old = retain::find(&mut tx, kept_from, now).await?;
    println!("Before {kept_from}, or run out: {old}");
    if apply {
        retain::remove(&mut tx, kept_from, now).await?;
        tx.commit().await?;
        println!("Removed.");
    } else {
        println!("Nothing was changed; --apply removes it.");
    }
    Ok(())
}

async fn cluster(database: &DatabaseArgs, verb: ClusterVerb) -> Result<(), Failure> {
    let at = |data: PathBuf| Cluster::at(&data, database.pg_bin.as_deref());
    match verb {
        ClusterVerb::Start { data } => println!("{}", at(data)?.start().await?),
        ClusterVerb::Stop { data } => {
            at(data)?.stop().await?;
            println!("stopped");
        }
        ClusterVerb::Status { data } => println!(
            "{}",
            match at(data)?.state().await? {
                State::Absent => "absent",
                State::Stopped => "stopped",
                State::Running => "running",
            }
        ),
    }
    Ok(())
}

/// The agency that is meant: the named one, or the only one.
async fn the_agency(db: &mut PgConnection, name: Option<&str>) -> Result<(AgencyId, Zone), Failure> {
    let mut agencies = sqlx::query!(
        r#"select id as "id: AgencyId", zone as "zone: Zone" from agency where $1::text is null or name = $1 limit 2"#,
        name
    )
    .fetch_all(db)
    .await?;
    match (agencies.pop(), agencies.is_empty()) {
        (Some(agency), true) => Ok((agency.id, agency.zone)),
        (Some(_), false) => Err("there are several agencies: say which with --agency NAME".into()),
        (None, _) => Err("there is no such agency: make one with `kinerja agency create NAME --zone WIB`".into()),
    }
}

async fn create_agency(db: &mut PgConnection, name: &str, zone: Zone) -> Result<(), Failure> {
    let name = Name::parse(name)?;
    let now = Clock::System.now();
    let agency = new_id();
    let mut tx = db.begin().await?;
    sqlx::query!(
        "insert into agency (id, name, zone, created_at) values ($1, $2, $3, $4) on conflict (name) do nothing",
        agency,
        name.as_str(),
        zone.code(),
        now.to_sqlx() as _
    )
    .execute(&mut *tx)
    .await?;
    for year in years_to_open(None, zone.day(now)) {
        calendar::open_year(&mut tx, AgencyId(agency), year).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn drop_agency(db: &mut PgConnection, name: &str, real: bool) -> Result<(), Failure> {
    let agency =
        sqlx::query!(r#"select id as "id: AgencyId", kind as "kind: AgencyKind" from agency where name = $1"#, name)
            .fetch_optional(&mut *db)
            .await?
            .ok_or_else(|| format!("there is no agency {name:?}"))?;
    if agency.kind == AgencyKind::Real && !real {
        return Err(format!("{name:?} is a real agency: make a backup, then say so with --real").into());
    }
    Ok(tenant::drop_agency(db, agency.id).await?)
}

async fn import(
    database: &DatabaseArgs,
    file: &std::path::Path,
    apply: bool,
    decisions: Option<PathBuf>,
    agency: Option<String>,
) -> Result<(), Failure> {
    let mut db = migrated(database).await?;
    let (agency, zone) = the_agency(&mut db, agency.as_deref()).await?;
    let now = Clock::System.now();
    let today = zone.day(now);
    let mut tx = db.begin().await?;
    let mut out = std::io::stdout();
    admin::action::import(&mut tx, agency, file, decisions.as_deref(), apply, today, now, &mut out).await?;
    if apply {
        rollup::refresh(&mut tx, agency, zone, today).await?;
        tx.commit().await?;
    }
    Ok(())
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
    let hash = super::password::Passwords::new(0).hash(password).await?;
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
