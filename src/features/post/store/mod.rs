//! Posts, their holders and replacements in the database.

mod organisation;
mod page;
mod request;
mod save;

pub(crate) use organisation::organisation;
pub(crate) use page::{
    CandidateRecord, HolderRecord, UnsettledRecord, candidates, follow_ups, holders, moved, offices, people, unit_name,
    unsettled, waiting_plans,
};
pub(crate) use request::{
    PastAssessorRecord, RequestRecord, Requests, assessor_on, decide_request, insert_request, locked_request,
    past_assessors, requests,
};
pub(crate) use save::{
    Source, change, due, ended, follow_standing, followed_until, insert_change, lock, mark_done, mark_refused,
    save_holding, save_lines, works_here,
};

use super::action::Order;
use crate::domain::id::{AgencyId, PostId, UnitId};
use sqlx::PgConnection;

/// A signed replacement.
#[derive(Debug)]
pub(crate) struct StoredChange {
    pub order: Order,
}

/// Returns the head post of a unit; of several the one that counts (`domain::post`).
pub(crate) async fn head_post(db: &mut PgConnection, agency: AgencyId, unit: UnitId) -> sqlx::Result<Option<PostId>> {
    sqlx::query_scalar!(
        r#"select id as "id: PostId" from post where agency_id = $1 and unit_id = $2 and is_head order by id limit 1"#,
        agency.0,
        unit.0
    )
    .fetch_optional(db)
    .await
}

/// Returns the name of a post.
pub(crate) async fn post_name(db: &mut PgConnection, agency: AgencyId, post: PostId) -> sqlx::Result<String> {
    sqlx::query_scalar!("select name from post where agency_id = $1 and id = $2", agency.0, post.0).fetch_one(db).await
}
