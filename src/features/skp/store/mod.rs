//! Plans in the database.

mod preview;
mod templates;
mod undo;

pub use preview::PlanPreview;
pub(crate) use preview::preview_from_templates;
pub(crate) use templates::plan_from_templates;
pub use undo::PlansTakenBack;
pub(crate) use undo::{last_made, take_back};

use crate::{
    domain::{
        id::{EmployeeId, IkiId, PostId, RhkId, SkpId},
        measure::{Accumulation, Frequency, MonthTargets, Polarity, Value},
        skp::{
            Agreement, Aspect, Classification, Iki, Link, Perspective, Revision, RevisionStep, Rhk, RhkKind, Skp,
            SkpContent, SkpState,
        },
        text::Note,
    },
    error::{Error, Result},
    server::door::Tx,
};
use sqlx::types::Json;
use std::collections::HashMap;

/// A plan with the names that its page shows.
#[derive(Debug)]
pub(crate) struct NamedSkp {
    pub skp: Skp,
    pub post: String,
    /// Who agreed on the version in force.
    pub agreed_by: Option<String>,
}

/// Returns the caller's own plans, the newest first.
pub(crate) async fn own(tx: &mut Tx) -> Result<Vec<NamedSkp>> {
    let (agency, me) = (tx.actor.agency, tx.actor.employee.ok_or(Error::NotFound)?);
    let rows = sqlx::query!(
        r#"select k.id as "id: SkpId", k.post_id as "post_id: PostId", k.starts_on as "starts_on: jiff_sqlx::Date",
            k.ends_on as "ends_on: jiff_sqlx::Date", k.version,
            k.agreed_at as "agreed_at: jiff_sqlx::Timestamp", k.agreed_by as "agreed_by: EmployeeId",
            k.closed_at as "closed_at: jiff_sqlx::Timestamp", p.name as post, a.name as "agreed_by_name?",
            r.version as "revision?", r.content as "content?: Json<SkpContent>",
            r.submitted_at as "submitted_at?: jiff_sqlx::Timestamp",
            r.returned_at as "returned_at?: jiff_sqlx::Timestamp", r.returned_by as "returned_by?: EmployeeId",
            r.return_note as "return_note?"
        from skp k
        join post p on p.agency_id = $1 and p.id = k.post_id
        left join employee a on a.agency_id = $1 and a.id = k.agreed_by
        left join skp_revision r on r.agency_id = $1 and r.skp_id = k.id and r.state <> 'replaced'
        where k.agency_id = $1 and k.employee_id = $2
        order by k.starts_on desc, k.id limit 50"#,
        agency.0,
        me.0
    )
    .fetch_all(tx.db())
    .await?;
    let ids: Vec<SkpId> = rows.iter().filter(|row| row.version.is_some()).map(|row| row.id).collect();
    let mut contents = contents(tx, &ids).await?;
    let named = rows.into_iter().filter_map(|row| {
        let agreement = row.version.zip(row.agreed_at).map(|(version, at)| Agreement {
            version,
            content: contents.remove(&row.id).unwrap_or_default(),
            agreed_at: at.to_jiff(),
            agreed_by: row.agreed_by,
        });
        let revision = row.revision.zip(row.content).map(|(version, Json(content))| {
            let note = row.return_note.and_then(|note| Note::parse(&note).ok());
            let step = match (row.submitted_at, row.returned_at, row.returned_by, note) {
                (Some(at), ..) => RevisionStep::Submitted { submitted_at: at.to_jiff() },
                (None, Some(at), Some(returned_by), Some(note)) => {
                    RevisionStep::Returned { returned_at: at.to_jiff(), returned_by, note }
                }
                _ => RevisionStep::Draft,
            };
            Revision { version, content, step }
        });
        let state = match (agreement, revision, row.closed_at) {
            (Some(agreement), _, Some(at)) => SkpState::Closed { agreement, closed_at: at.to_jiff() },
            (Some(agreement), revision, None) => SkpState::Agreed { agreement, revision },
            (None, Some(revision), _) => SkpState::Planned(revision),
            (None, None, _) => return None,
        };
        let (starts_on, ends_on) = (row.starts_on.to_jiff(), row.ends_on.to_jiff());
        let skp = Skp { id: row.id, employee: me, post: row.post_id, starts_on, ends_on, state };
        Some(NamedSkp { skp, post: row.post, agreed_by: row.agreed_by_name })
    });
    Ok(named.collect())
}

/// What plans say in the version in force.
async fn contents(tx: &mut Tx, plans: &[SkpId]) -> Result<HashMap<SkpId, SkpContent>> {
    let agency = tx.actor.agency;
    let indicators = sqlx::query!(
        r#"select i.rhk_id as "rhk: RhkId", i.id as "id: IkiId", i.name, i.aspect as "aspect: Aspect",
            i.perspective as "perspective: Perspective", i.unit_of_measure, i.polarity as "polarity: Polarity",
            i.accumulation as "accumulation: Accumulation", i.baseline as "baseline: Value",
            i.month_targets as "months: Vec<Option<Value>>", i.frequency as "frequency: Frequency"
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
        });
    }
    let results = sqlx::query!(
        r#"select skp_id as "skp: SkpId", id as "id: RhkId", text, kind as "kind: RhkKind",
            classification as "classification: Classification", supports_id as "supports: RhkId", link as "link: Link"
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
            indicators: by_result.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(contents)
}
