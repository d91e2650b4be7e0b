//! Up to which day assessors follow the holders, and what ends on a day.

use super::organisation::pending;
use crate::domain::{
    id::{AgencyId, EmployeeId, PostChangeId},
    post::HeadChange,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// The job that follows the calendar for holders of posts.
const POSTS_JOB: &str = "posts";

/// Returns the last day up to which assessors follow the holders; `None` before the first day is followed.
pub(crate) async fn followed_until(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Option<Date>> {
    let day = sqlx::query_scalar!(
        r#"select done_on as "day: jiff_sqlx::Date" from job_run where agency_id = $1 and job = $2"#,
        agency.0,
        POSTS_JOB
    );
    Ok(day.fetch_optional(db).await?.map(jiff_sqlx::Date::to_jiff))
}

/// Notes that assessors follow the holders up to a day.
pub(crate) async fn note_followed(db: &mut PgConnection, agency: AgencyId, day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into job_run (agency_id, job, done_on) values ($1, $2, $3)
         on conflict (agency_id, job) do update set done_on = greatest(job_run.done_on, excluded.done_on)",
        agency.0,
        POSTS_JOB,
        day.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A time in a post that ends with a service or as an acting time, and the act that began an acting time.
#[derive(Debug)]
pub(crate) struct EndedRecord {
    pub person: EmployeeId,
    pub change: Option<PostChangeId>,
}

/// Returns the times in posts that end on a day because a service or an acting time ends.
pub(crate) async fn ended(db: &mut PgConnection, agency: AgencyId, day: Date) -> sqlx::Result<Vec<EndedRecord>> {
    sqlx::query_as!(
        EndedRecord,
        r#"select a.employee_id as "person: EmployeeId",
            case when a.until = $2 and not a.definitive then c.id end as "change?: PostChangeId"
        from assignment a left join post_change c on c.agency_id = $1 and c.id = a.id
        where a.agency_id = $1 and a.since < $2 and (
            (a.until = $2 and not a.definitive)
            or ((a.until is null or a.until >= $2) and exists (
                select from service_end s
                where s.agency_id = $1 and s.employee_id = a.employee_id and s.ends_on = $2)))
        order by a.id"#,
        agency.0,
        day.to_sqlx() as _
    )
    .fetch_all(db)
    .await
}

/// Returns the first replacement whose day has come and that is not carried out.
pub(crate) async fn due(db: &mut PgConnection, agency: AgencyId, day: Date) -> sqlx::Result<Option<HeadChange>> {
    Ok(pending(db, agency).await?.into_iter().next().filter(|first| first.since <= day))
}
