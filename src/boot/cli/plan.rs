//! `kinerja plan`

use super::{Failure, migrated, the_agency};
use crate::{
    domain::{calendar::Zone, id::AgencyId, skp::plan_years},
    error::Error,
    features::skp::action::{
        PlanPreview, PlansTakenBack, Selection, plan_from_templates, preview_from_templates, undo_plans,
    },
    server::{backup::analyze, clock::Clock, config::DatabaseArgs, operator::act},
};
use jiff::Timestamp;
use sqlx::PgConnection;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Use the template of each kind of post.
    #[arg(long, required = true)]
    from_templates: bool,
    /// The year of the plans: the last one, this one or the next one.
    #[arg(long)]
    year: i16,
    /// The agency, if there are several.
    #[arg(long)]
    agency: Option<String>,
    /// Print what would be made; nothing is changed.
    #[arg(long, conflicts_with = "undo")]
    preview: bool,
    /// Take back the plans that were last made for the year, except those that somebody has worked with.
    #[arg(long)]
    undo: bool,
}

pub(super) async fn run(database: &DatabaseArgs, args: Args) -> Result<(), Failure> {
    let Args { from_templates: _, year, agency, preview, undo: is_undo } = args;
    let mut db = migrated(database).await?;
    let (agency, zone) = the_agency(&mut db, agency.as_deref()).await?;
    let now = Clock::System.now();
    let years = plan_years(zone.day(now));
    if !years.contains(&year) {
        return Err(format!("plans are made for {} to {}, not for {year}", years.start(), years.end()).into());
    }
    if preview {
        let found = preview_from_templates(&mut db, agency, zone, year, now).await?;
        print(&found, year);
        return Ok(());
    }
    if is_undo {
        return undo(&mut db, agency, zone, year, now).await;
    }
    let everybody = Selection::default();
    let plans =
        act(&mut db, agency, now, async |db| plan_from_templates(db, agency, &everybody, zone, year, now).await).await;
    let plans = plans?;
    analyze(&mut db).await?;
    println!("{plans} plans made for {year}.");
    Ok(())
}

fn print(PlanPreview { plans, without_assessor, without_post }: &PlanPreview, year: i16) {
    for (template, count) in plans {
        println!("{count:6}  {template}");
    }
    println!(
        "{} plans would be made for {year}, {without_assessor} of them for people without an assessor; {without_post} \
         people have no definitive post and get none. Nothing was changed.",
        plans.values().sum::<u64>()
    );
}

async fn undo(db: &mut PgConnection, agency: AgencyId, zone: Zone, year: i16, now: Timestamp) -> Result<(), Failure> {
    let undone = act(db, agency, now, async |db| undo_plans(db, agency, None, zone, year, now).await).await;
    let PlansTakenBack { removed, kept } = undone.map_err(|error| match error {
        Error::NotFound => format!("no plan of {year} that was made from a template is left to take back").into(),
        other => Failure::from(other),
    })?;
    println!("{removed} plans of {year} taken back; {kept} stay, because somebody has worked with them.");
    Ok(())
}
