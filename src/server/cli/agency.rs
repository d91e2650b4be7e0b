//! `kinerja agency`

use super::{Failure, migrated};
use crate::{
    domain::{calendar::Zone, id::AgencyId, text::Name},
    server::{
        clock::{Clock, new_id},
        config::DatabaseArgs,
    },
};
use clap::Subcommand;
use jiff_sqlx::ToSqlx;
use sqlx::{Connection, PgConnection};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// A new, empty agency.
    Create {
        name: String,
        #[arg(long)]
        zone: Zone,
    },
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let Command::Create { name, zone } = command;
    let mut db = migrated(database).await?;
    create_agency(&mut db, &name, zone).await?;
    println!("Agency {name} ({zone}) is there.");
    Ok(())
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
    open_periods(&mut tx, AgencyId(agency), zone.day(now).year()).await?;
    tx.commit().await?;
    Ok(())
}

/// The year, its quarters and months; a month's reports are on time until five days after it.
async fn open_periods(db: &mut PgConnection, agency: AgencyId, year: i16) -> Result<(), Failure> {
    sqlx::query!(
        "insert into period (agency_id, id, kind, starts_on, ends_on, due_on)
         select $1, gen_random_uuid(), kind, starts_on::date, (starts_on + span - interval '1 day')::date,
             (starts_on + span + interval '4 days')::date
         from (values ('year', interval '1 year', 1), ('quarter', interval '3 months', 4), ('month', interval '1 month', 12))
             as k (kind, span, count),
             generate_series(make_date($2, 1, 1)::timestamp, make_date($2, 12, 31)::timestamp, k.span) as starts_on
         where exists (select from agency where id = $1)
         on conflict do nothing",
        agency.0,
        i32::from(year)
    )
    .execute(db)
    .await?;
    Ok(())
}
