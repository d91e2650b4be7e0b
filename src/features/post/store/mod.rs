//! Posts, their holders and replacements in the database.

mod calendar;
mod line;
mod official;
mod organisation;
mod page;
mod request;
mod save;

pub(crate) use calendar::{EndedRecord, due, ended, followed_until, note_followed};
pub(crate) use line::{Source, save_lines};
pub(crate) use official::officials;
pub(crate) use organisation::{Loaded, organisation};
pub(crate) use page::{
    CandidateRecord, EndedHolderRecord, HolderRecord, MovedRecord, UnsettledRecord, candidates, ended_by, follow_ups,
    holders, moved, offices, people, refused, unit_name, unsettled, waiting_plans,
};
pub(crate) use request::{
    PastAssessorRecord, RequestRecord, Requests, assessor_on, decide_request, has_open_request, insert_request,
    locked_request, past_assessors, request, requests,
};
pub(crate) use save::{
    change, end_holding, follow_standing, insert_change, mark_done, mark_refused, mark_withdrawn, save_holding,
};

use super::action::Order;
use crate::domain::{
    id::{AgencyId, AssignmentId, EmployeeId, PostId, UnitId},
    post::Holding,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// A signed replacement.
#[derive(Debug)]
pub(crate) struct StoredChange {
    pub order: Order,
    /// Why it could not be carried out.
    pub refusal: Option<String>,
    pub is_done: bool,
    pub is_withdrawn: bool,
}

/// Returns the head post of a unit; of several the one that counts (`domain::post`).
pub(crate) async fn head_post(db: &mut PgConnection, agency: AgencyId, unit: UnitId) -> sqlx::Result<Option<PostId>> {
    sqlx::query_scalar!(r#"select id as "id!: PostId" from head_post($1, $2)"#, agency.0, unit.0)
        .fetch_optional(db)
        .await
}

/// Returns the name of a post.
pub(crate) async fn post_name(db: &mut PgConnection, agency: AgencyId, post: PostId) -> sqlx::Result<String> {
    sqlx::query_scalar!("select name from post where agency_id = $1 and id = $2", agency.0, post.0).fetch_one(db).await
}

/// Returns whether the agency has this person.
pub(crate) async fn is_known(db: &mut PgConnection, agency: AgencyId, person: EmployeeId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from employee where agency_id = $1 and id = $2) as "known!""#,
        agency.0,
        person.0
    )
    .fetch_one(db)
    .await
}

/// Returns an acting time in a post that goes on on a day.
pub(crate) async fn acting(
    db: &mut PgConnection,
    agency: AgencyId,
    (post, id): (PostId, AssignmentId),
    day: Date,
) -> sqlx::Result<Option<Holding>> {
    let row = sqlx::query!(
        r#"select employee_id as "person: EmployeeId", since as "since: jiff_sqlx::Date",
            until as "until: jiff_sqlx::Date"
        from assignment
        where agency_id = $1 and id = $2 and post_id = $3 and not definitive and since <= $4
          and (until is null or until > $4)
        for update"#,
        agency.0,
        id.0,
        post.0,
        day.to_sqlx() as _
    );
    Ok(row.fetch_optional(db).await?.map(|row| Holding {
        id,
        person: row.person,
        post,
        is_acting: true,
        since: row.since.to_jiff(),
        until: row.until.map(jiff_sqlx::Date::to_jiff),
    }))
}
