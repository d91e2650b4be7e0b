//! Plans in the database.

mod batch;
mod begin;
mod catalogue;
mod completion;
mod discard;
mod matrix;
mod plan;
mod preview;
mod save;
mod superior;
mod template;
mod templates;
mod undo;

pub use batch::Selection;
pub(crate) use batch::{BatchPerson, BatchRow, LeftOut, batch_people, left_out, listed_people, units_below};
pub(crate) use begin::{HeldPost, earlier, followed, held_posts, insert, predecessor, taken};
pub(crate) use catalogue::catalogue;
pub(crate) use completion::{
    CompletionPerson, CountedPeople, KindColumns, Listing, PeopleKind, before, counted, listed, remind,
};
pub(crate) use discard::{is_just_discarded, is_used, remove_plan, set_begun_by_owner};
pub(crate) use matrix::{
    MemberPlan, has_left, is_above, is_circular, keep_member, leaders, members, names, people_named, plans_for,
    supporters,
};
pub(crate) use plan::{
    NamedSkp, PlanBeginning, ReplacedVersion, lock, of_person, reader, replaced, retired, texts, waiting,
};
pub use preview::PlanPreview;
pub(crate) use preview::{preview, preview_from_templates};
pub(crate) use save::{put_in_force, remove_revision, save_revision};
pub(crate) use superior::{indicator_names, is_over_whole, lock_cascade, other_shares, superiors};
pub(crate) use template::{
    PublishedVersion, followers, held, insert_version, lock_template, newest_version, published, restore, retire,
    retirements, set_declined, set_followed, set_template, sources, template_version,
};
pub(crate) use templates::plan_from_templates;
pub use undo::PlansTakenBack;
pub(crate) use undo::{last_made, lock_batch, made, owners, take_back, was_made};

use crate::{
    domain::{
        id::{EmployeeId, IkiId, RhkId, SkpId},
        measure::{Accumulation, Frequency, MonthTargets, Polarity, Value},
        skp::{Aspect, Cascade, Classification, Division, Iki, Link, Manual, Perspective, Rhk, RhkKind, SkpContent},
    },
    error::Result,
    server::door::Tx,
};
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};

/// What plans say in the version in force.
async fn contents(tx: &mut Tx, plans: &[SkpId]) -> Result<HashMap<SkpId, SkpContent>> {
    let agency = tx.actor.agency;
    let indicators = sqlx::query!(
        r#"select i.rhk_id as "rhk: RhkId", i.id as "id: IkiId", i.name, i.aspect as "aspect: Aspect",
            i.perspective as "perspective: Perspective", i.unit_of_measure, i.polarity as "polarity: Polarity",
            i.accumulation as "accumulation: Accumulation", i.baseline as "baseline: Value",
            i.month_targets as "months: Vec<Option<Value>>", i.frequency as "frequency: Frequency",
            i.manual as "manual: Json<Box<Manual>>", i.population as "population: Value", i.adds_to as "adds_to: IkiId"
        from rhk r join iki i on i.agency_id = $1 and i.rhk_id = r.id
        where r.agency_id = $1 and r.skp_id = any ($2) and r.removed_in is null and i.removed_in is null
        order by i.rhk_id, i.ordinal"#,
        agency.0,
        plans as &[SkpId]
    )
    .fetch_all(tx.db())
    .await?;
    let mut by_result = HashMap::<RhkId, Vec<Iki>>::new();
    for row in indicators {
        by_result.entry(row.rhk).or_default().push(Iki {
            id: row.id,
            name: row.name,
            aspect: row.aspect,
            perspective: row.perspective,
            unit_of_measure: row.unit_of_measure,
            polarity: row.polarity,
            accumulation: row.accumulation,
            baseline: row.baseline,
            // A check of the table: twelve.
            months: MonthTargets(row.months.try_into().unwrap_or_default()),
            frequency: row.frequency,
            manual: row.manual.0,
            population: row.population,
            adds_to: row.adds_to,
        });
    }
    let results = sqlx::query!(
        r#"select skp_id as "skp: SkpId", id as "id: RhkId", text, kind as "kind: RhkKind",
            classification as "classification: Classification", supports_id as "supports: RhkId", link as "link: Link",
            assigned_by as "assigned_by: EmployeeId", basis, actions as "actions: Json<BTreeMap<i8, String>>",
            division as "division: Division", share, also_supports as "also: Vec<RhkId>"
        from rhk where agency_id = $1 and skp_id = any ($2) and removed_in is null order by skp_id, ordinal"#,
        agency.0,
        plans as &[SkpId]
    )
    .fetch_all(tx.db())
    .await?;
    let mut contents = HashMap::<SkpId, SkpContent>::new();
    for row in results {
        contents.entry(row.skp).or_default().results.push(Rhk {
            id: row.id,
            text: row.text,
            kind: row.kind,
            classification: row.classification,
            supports: row.supports.zip(row.link),
            assigned_by: row.assigned_by,
            basis: row.basis,
            actions: row.actions.0,
            cascade: Box::new(Cascade {
                division: row.division,
                // A check of the table: no less than nothing.
                share: row.share.and_then(|share| u16::try_from(share).ok()),
                also: row.also,
            }),
            indicators: by_result.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(contents)
}
