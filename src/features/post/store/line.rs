//! Writing the assessors that follow from a change.

use crate::domain::{
    id::{AgencyId, AssessorRequestId, EmployeeId, PostChangeId},
    post::{Organisation, Reassignment},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// What makes rows of assessors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A replacement; without one, the end of a service or of an acting time from the personnel data.
    Change(Option<PostChangeId>),
    Request(AssessorRequestId),
}

/// A stored assessor, and what made the row.
struct SourceRow {
    person: EmployeeId,
    assessor: EmployeeId,
    since: Date,
    until: Option<Date>,
    change: Option<Uuid>,
    request: Option<Uuid>,
}

/// The rows of new assessors, as the arrays of a statement.
#[derive(Default)]
struct AssessorColumns {
    people: Vec<Uuid>,
    assessors: Vec<Uuid>,
    since: Vec<jiff_sqlx::Date>,
    until: Vec<Option<jiff_sqlx::Date>>,
    posts: Vec<Option<Uuid>>,
    changes: Vec<Option<Uuid>>,
    requests: Vec<Option<Uuid>>,
}

/// Gives people the assessors of their steps: what the data has from the first step on is replaced. A step that the
/// change does not give keeps what made its row.
pub(crate) async fn save_lines(
    db: &mut PgConnection,
    agency: AgencyId,
    source: impl Fn(&Reassignment) -> Source,
    touched: &[Reassignment],
    organisation: &Organisation,
) -> sqlx::Result<()> {
    let firsts: Vec<(Uuid, jiff_sqlx::Date)> =
        touched.iter().filter_map(|one| Some((one.person.0, one.steps.first()?.since.to_sqlx()))).collect();
    let (people, days): (Vec<Uuid>, Vec<jiff_sqlx::Date>) = firsts.into_iter().unzip();
    let old = old_rows(db, agency, &people, &days).await?;
    let mut new = AssessorColumns::default();
    for one in touched {
        for (at, step) in one.steps.iter().enumerate() {
            let Some(assessor) = step.assessor else { continue };
            let lasts = |row: &&SourceRow| row.since <= step.since && row.until.is_none_or(|until| step.since < until);
            let is_kept = |row: &&SourceRow| row.person == one.person && row.assessor == assessor.person;
            let kept = old.iter().filter(|_| !step.is_new).find(|row| is_kept(row) && lasts(row));
            let (change, request) = match (kept, source(one)) {
                (Some(kept), _) => (kept.change, kept.request),
                (None, Source::Change(change)) => (change.map(|change| change.0), None),
                (None, Source::Request(request)) => (None, Some(request.0)),
            };
            new.people.push(one.person.0);
            new.assessors.push(assessor.person.0);
            new.since.push(step.since.to_sqlx());
            new.until.push(one.steps.get(at + 1).map(|next| next.since.to_sqlx()));
            new.posts.push(organisation.exception_of(one.person, step.since).map(|post| post.0));
            new.changes.push(change);
            new.requests.push(request);
        }
    }
    sqlx::query!(
        "delete from assessor a using unnest($2::uuid[], $3::date[]) t (person, day)
         where a.agency_id = $1 and a.employee_id = t.person and a.since >= t.day",
        agency.0,
        &people,
        &days as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update assessor a set until = t.day from unnest($2::uuid[], $3::date[]) t (person, day)
         where a.agency_id = $1 and a.employee_id = t.person and (a.until is null or a.until > t.day)",
        agency.0,
        &people,
        &days as _
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into assessor (agency_id, employee_id, assessor_id, since, until, post_id, change_id, request_id, by_rule)
         select $1, new.person, new.assessor, new.since, new.until, new.post, new.change, new.request, new.post is null
         from unnest($2::uuid[], $3::uuid[], $4::date[], $5::date[], $6::uuid[], $7::uuid[], $8::uuid[])
             as new (person, assessor, since, until, post, change, request)",
        agency.0,
        &new.people,
        &new.assessors,
        &new.since as _,
        &new.until as _,
        &new.posts as &[Option<Uuid>],
        &new.changes as &[Option<Uuid>],
        &new.requests as &[Option<Uuid>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns the rows of people from their days on.
async fn old_rows(
    db: &mut PgConnection,
    agency: AgencyId,
    people: &[Uuid],
    days: &[jiff_sqlx::Date],
) -> sqlx::Result<Vec<SourceRow>> {
    let rows = sqlx::query!(
        r#"select a.employee_id as "person: EmployeeId", a.assessor_id as "assessor: EmployeeId",
            a.since as "since: jiff_sqlx::Date", a.until as "until: jiff_sqlx::Date", a.change_id, a.request_id
        from assessor a join unnest($2::uuid[], $3::date[]) t (person, day) on t.person = a.employee_id
        where a.agency_id = $1 and (a.until is null or a.until > t.day)"#,
        agency.0,
        people,
        days as _
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| SourceRow {
        person: row.person,
        assessor: row.assessor,
        since: row.since.to_jiff(),
        until: row.until.map(jiff_sqlx::Date::to_jiff),
        change: row.change_id,
        request: row.request_id,
    });
    Ok(rows.collect())
}
