//! Discarding plans and versions, and what hangs on them.

use crate::{
    domain::{id::SkpId, skp::Skp},
    error::Result,
    server::door::Tx,
};
use jiff_sqlx::ToSqlx;

/// Returns whether others use what would go with the version in work: a thread about a plan that goes with it, or results
/// of others that support one which only this version has.
pub(crate) async fn is_used(tx: &mut Tx, plan: &Skp) -> Result<bool> {
    let agency = tx.actor.agency;
    let new: Vec<_> = plan.new_results().into_iter().map(|result| result.0).collect();
    // The drafts of the people to whom the owner gives results, not of everybody.
    let used = sqlx::query_scalar!(
        r#"select ($4 and exists (select from thread t where t.agency_id = $1 and t.skp_id = $2))
            or exists (select from rhk r where r.agency_id = $1 and r.supports_id = any ($5) and r.removed_in is null)
            or exists (
                select from (
                    select s.employee_id from assessor s where s.agency_id = $1 and s.assessor_id = $3
                    union
                    select m.employee_id from skp_member m where m.agency_id = $1 and m.skp_id = $2
                ) t
                join skp k on k.agency_id = $1 and k.employee_id = t.employee_id
                join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state <> 'replaced'
                cross join jsonb_array_elements(v.content -> 'results') d
                where jsonb_typeof(d -> 'supports') = 'array' and (d -> 'supports' ->> 0)::uuid = any ($5)
            ) as "used!""#,
        agency.0,
        plan.id.0,
        plan.employee.0,
        plan.agreement().is_none(),
        &new
    );
    Ok(used.fetch_one(tx.db()).await?)
}

/// Removes a plan without a version in force.
pub(crate) async fn remove_plan(tx: &mut Tx, skp: SkpId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "with members as (delete from skp_member where agency_id = $1 and skp_id = $2),
         versions as (delete from skp_revision where agency_id = $1 and skp_id = $2)
         delete from skp where agency_id = $1 and id = $2 and version is null",
        agency.0,
        skp.0
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Returns whether the caller has discarded a plan within the last hour.
pub(crate) async fn is_just_discarded(tx: &mut Tx, skp: SkpId) -> Result<bool> {
    let (agency, account, now) = (tx.actor.agency, tx.actor.account, tx.now);
    let discarded = sqlx::query_scalar!(
        r#"select exists (select from event e where e.agency_id = $1 and e.at > $4::timestamptz - interval '1 hour'
            and e.kind = 'plan_discarded' and e.subject_id = $2 and e.actor_id = $3) as "discarded!""#,
        agency.0,
        skp.0,
        account.0,
        now.to_sqlx() as _
    );
    Ok(discarded.fetch_one(tx.db()).await?)
}

/// Records that the owner has written in a plan that a leader's result began.
pub(crate) async fn set_begun_by_owner(tx: &mut Tx, skp: SkpId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!("update skp set begun_by = null where agency_id = $1 and id = $2", agency.0, skp.0)
        .execute(tx.db())
        .await?;
    Ok(())
}
