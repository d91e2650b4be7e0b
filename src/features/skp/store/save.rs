//! Writing versions of plans.

use crate::{
    domain::{
        id::SkpId,
        regime::rule_day,
        skp::{Agreement, Revision, RevisionStep, Skp, last_number},
    },
    error::Result,
    server::{codec::word, door::Tx, regime},
};
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;

/// Stores the version in work as it is now.
pub(crate) async fn save_revision(tx: &mut Tx, skp: SkpId, revision: &Revision) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let (state, submitted_at, returned) = match &revision.step {
        RevisionStep::Draft => ("draft", None, None),
        RevisionStep::Submitted { submitted_at } => ("submitted", Some(*submitted_at), None),
        RevisionStep::Returned { returned_at, returned_by, note } => {
            ("returned", None, Some((*returned_at, *returned_by, note.as_str())))
        }
    };
    let last = last_number(skp, revision.content.results.iter().map(|result| result.id));
    sqlx::query!(
        "with numbered as (
            update skp set last_result = $11 where agency_id = $1 and id = $2 and last_result < $11
         )
         insert into skp_revision (agency_id, skp_id, version, state, content, submitted_at, returned_at, returned_by,
            return_note, edited_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (agency_id, skp_id, version) do update set state = excluded.state, content = excluded.content,
            submitted_at = excluded.submitted_at, returned_at = excluded.returned_at,
            returned_by = excluded.returned_by, return_note = excluded.return_note,
            edited_at = case when skp_revision.content = excluded.content then skp_revision.edited_at
                else excluded.edited_at end",
        agency.0,
        skp.0,
        revision.version,
        state,
        Json(&revision.content) as _,
        submitted_at.map(ToSqlx::to_sqlx) as _,
        returned.map(|(at, ..)| at.to_sqlx()) as _,
        returned.map(|(_, by, _)| by.0),
        returned.map(|(.., note)| note),
        now.to_sqlx() as _,
        i32::from(last)
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Removes a version from those in work.
pub(crate) async fn remove_revision(tx: &mut Tx, skp: SkpId, version: i16) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "delete from skp_revision where agency_id = $1 and skp_id = $2 and version = $3",
        agency.0,
        skp.0,
        version
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Puts an agreed version in force, under the rule that holds for its owner then: it leaves the versions in work, the one
/// that it replaces is kept with its own rule, and results and indicators follow under their ids. What the version has no
/// more stays for its reports and threads.
pub(crate) async fn put_in_force(
    tx: &mut Tx,
    skp: &Skp,
    agreement: &Agreement,
    replaced: Option<&Agreement>,
) -> Result<()> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let Agreement { version, agreed_at, agreed_by, .. } = agreement;
    sqlx::query!(
        "update skp k set template_version = v.template_version from skp_revision v
         where k.agency_id = $1 and k.id = $2 and k.template is not null and v.agency_id = $1 and v.skp_id = $2
           and v.version = $3 and v.template_version is not null",
        agency.0,
        skp.id.0,
        version
    )
    .execute(tx.db())
    .await?;
    remove_revision(tx, skp.id, *version).await?;
    if let Some(Agreement { version, content, agreed_at, agreed_by }) = replaced {
        sqlx::query!(
            "insert into skp_revision (agency_id, skp_id, version, state, content, agreed_at, agreed_by, regime)
             select $1, $2, $3, 'replaced', $4, $5, $6, k.regime from skp k where k.agency_id = $1 and k.id = $2",
            agency.0,
            skp.id.0,
            version,
            Json(content) as _,
            agreed_at.to_sqlx() as _,
            agreed_by.map(|by| by.0)
        )
        .execute(tx.db())
        .await?;
    }
    let on = rule_day((skp.starts_on, skp.ends_on), today);
    let rule = regime::rule_of(tx, skp.employee, skp.post, on).await?;
    sqlx::query!(
        "update skp set version = $3, agreed_at = $4, agreed_by = $5, further = $6, regime = $7
         where agency_id = $1 and id = $2",
        agency.0,
        skp.id.0,
        version,
        agreed_at.to_sqlx() as _,
        agreed_by.map(|by| by.0),
        Json(&agreement.content.further) as _,
        rule.map(|rule| rule.code)
    )
    .execute(tx.db())
    .await?;
    make_room(tx, skp.id, agreement).await?;
    put_results(tx, skp.id, agreement).await?;
    put_indicators(tx, agreement, replaced.is_some().then_some(today)).await
}

/// Takes out of force what the version has no more, and moves the rest out of the way of its new order.
async fn make_room(tx: &mut Tx, skp: SkpId, agreement: &Agreement) -> Result<()> {
    let agency = tx.actor.agency;
    let results: Vec<_> = agreement.content.results.iter().map(|result| result.id.0).collect();
    let indicators: Vec<_> = agreement.content.indicators().map(|iki| iki.id.0).collect();
    // An order of its own for what stays: both orders are at most a few dozen long.
    sqlx::query!(
        "with plan as (select id from rhk where agency_id = $1 and skp_id = $2),
         indicators as (
             update iki set
                 removed_in = case when id = any ($4) then null else $5::smallint end,
                 ordinal = case when id = any ($4) then ordinal + 1000 else ordinal end
             where agency_id = $1 and removed_in is null and rhk_id in (select id from plan)
         )
         update rhk set
             removed_in = case when id = any ($3) then null else $5::smallint end,
             ordinal = case when id = any ($3) then ordinal + 1000 else ordinal end
         where agency_id = $1 and removed_in is null and skp_id = $2",
        agency.0,
        skp.0,
        &results,
        &indicators,
        agreement.version
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

async fn put_results(tx: &mut Tx, skp: SkpId, agreement: &Agreement) -> Result<()> {
    let agency = tx.actor.agency;
    let results = &agreement.content.results;
    let ids: Vec<_> = results.iter().map(|result| result.id.0).collect();
    let ordinals: Vec<i16> = (1_i16..).take(results.len()).collect();
    let texts: Vec<_> = results.iter().map(|result| result.text.clone()).collect();
    let kinds: Vec<_> = results.iter().map(|result| word(&result.kind)).collect();
    let classifications: Vec<_> = results.iter().map(|result| word(&result.classification)).collect();
    let supports: Vec<_> = results.iter().map(|result| result.supports.map(|(above, _)| above.0)).collect();
    let links: Vec<_> = results.iter().map(|result| result.supports.map(|(_, link)| word(&link))).collect();
    let assigned_by: Vec<_> = results.iter().map(|result| result.assigned_by.map(|by| by.0)).collect();
    let bases: Vec<_> = results.iter().map(|result| result.basis.clone()).collect();
    let actions: Vec<_> = results.iter().map(|result| Json(&result.actions)).collect();
    // The superior's plan may come into force later: then what it says is supported from that moment on.
    sqlx::query!(
        "insert into rhk (agency_id, id, skp_id, ordinal, text, kind, classification, supports_id, link, assigned_by,
             basis, actions, division, share, also_supports)
         select $1, d.id, $2, d.ordinal, d.text, d.kind, d.classification, d.supports_id, d.link, d.assigned_by,
             d.basis, d.actions, d.division, d.share, array(select a::uuid from jsonb_array_elements_text(d.also) a)
         from unnest($3::uuid[], $4::int2[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::uuid[],
             $11::text[], $12::jsonb[], $13::text[], $14::int2[], $15::jsonb[])
             as d (id, ordinal, text, kind, classification, supports_id, link, assigned_by, basis, actions, division,
                 share, also)
         on conflict (agency_id, id) do update set ordinal = excluded.ordinal, text = excluded.text,
             kind = excluded.kind, classification = excluded.classification, supports_id = excluded.supports_id,
             link = excluded.link, assigned_by = excluded.assigned_by, basis = excluded.basis,
             actions = excluded.actions, division = excluded.division, share = excluded.share,
             also_supports = excluded.also_supports",
        agency.0,
        skp.0,
        &ids,
        &ordinals,
        &texts,
        &kinds,
        &classifications,
        &supports as _,
        &links as _,
        &assigned_by as _,
        &bases,
        &actions as _,
        &results.iter().map(|result| word(&result.cascade.division)).collect::<Vec<_>>(),
        &results
            .iter()
            .map(|result| result.cascade.share.and_then(|share| i16::try_from(share).ok()))
            .collect::<Vec<_>>() as _,
        &results.iter().map(|result| Json(&result.cascade.also)).collect::<Vec<_>>() as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// `since` is the day from which a revision adds new indicators.
async fn put_indicators(tx: &mut Tx, agreement: &Agreement, since: Option<jiff::civil::Date>) -> Result<()> {
    let agency = tx.actor.agency;
    let all: Vec<_> = agreement
        .content
        .results
        .iter()
        .flat_map(|result| (1_i16..).zip(&result.indicators).map(move |(ordinal, iki)| (result.id, ordinal, iki)))
        .collect();
    let months = |iki: &crate::domain::skp::Iki| {
        let months = iki.months.0.map(|month| month.map_or_else(|| "NULL".to_owned(), |at| at.to_string()));
        format!("{{{}}}", months.join(","))
    };
    sqlx::query!(
        "insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, perspective, unit_of_measure, polarity,
             accumulation, baseline, month_targets, frequency, since, manual, population, adds_to)
         select $1, d.id, d.rhk_id, d.ordinal, d.name, d.aspect, d.perspective, d.unit_of_measure, d.polarity,
             d.accumulation, d.baseline::numeric, d.month_targets::numeric[], d.frequency, $14, d.manual,
             d.population::numeric, d.adds_to
         from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
             $10::text[], $11::text[], $12::text[], $13::text[], $15::jsonb[], $16::text[], $17::uuid[])
             as d (id, rhk_id, ordinal, name, aspect, perspective, unit_of_measure, polarity, accumulation, baseline,
                 month_targets, frequency, manual, population, adds_to)
         on conflict (agency_id, id) do update set ordinal = excluded.ordinal, name = excluded.name,
             aspect = excluded.aspect, perspective = excluded.perspective,
             unit_of_measure = excluded.unit_of_measure, polarity = excluded.polarity,
             accumulation = excluded.accumulation, baseline = excluded.baseline,
             month_targets = excluded.month_targets, frequency = excluded.frequency,
             manual = excluded.manual, population = excluded.population, adds_to = excluded.adds_to",
        agency.0,
        &all.iter().map(|(.., iki)| iki.id.0).collect::<Vec<_>>(),
        &all.iter().map(|(rhk, ..)| rhk.0).collect::<Vec<_>>(),
        &all.iter().map(|(_, ordinal, _)| *ordinal).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| iki.name.clone()).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| word(&iki.aspect)).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| iki.perspective.as_ref().map(word)).collect::<Vec<_>>() as _,
        &all.iter().map(|(.., iki)| iki.unit_of_measure.clone()).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| word(&iki.polarity)).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| word(&iki.accumulation)).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| iki.baseline.map(|value| value.to_string())).collect::<Vec<_>>() as _,
        &all.iter().map(|(.., iki)| months(iki)).collect::<Vec<_>>(),
        &all.iter().map(|(.., iki)| word(&iki.frequency)).collect::<Vec<_>>(),
        since.map(ToSqlx::to_sqlx) as _,
        &all.iter().map(|(.., iki)| Json(&iki.manual)).collect::<Vec<_>>() as _,
        &all.iter().map(|(.., iki)| iki.population.map(|value| value.to_string())).collect::<Vec<_>>() as _,
        &all.iter().map(|(.., iki)| iki.adds_to.map(|above| above.0)).collect::<Vec<_>>() as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}
