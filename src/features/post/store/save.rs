//! Writing replacements: the order, the holder, and the assessors that follow.

use super::{super::action::Order, StoredChange};
use crate::domain::{
    id::{AgencyId, AssessorRequestId, AssignmentId, EmployeeId, PostChangeId, PostId, UnitId},
    post::{HeadChange, Organisation, Reassignment, Tenure},
    text::Name,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Makes other replacements and imports of the agency wait until the transaction ends.
pub(crate) async fn lock(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))", agency.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// A row of `post_change`.
struct ChangeRow {
    id: PostChangeId,
    post: PostId,
    successor: EmployeeId,
    tenure: Tenure,
    letter: String,
    letter_on: jiff_sqlx::Date,
    since: jiff_sqlx::Date,
    until: Option<jiff_sqlx::Date>,
}

impl ChangeRow {
    /// Returns the replacement; `None` for a letter that could not have been stored.
    fn into_stored(self) -> Option<StoredChange> {
        let Self { id, post, successor, tenure, letter, letter_on, since, until } = self;
        let (since, until) = (since.to_jiff(), until.map(jiff_sqlx::Date::to_jiff));
        let change = HeadChange { id, post, successor, tenure, since, until };
        let letter = Name::parse(&letter).ok()?;
        Some(StoredChange { order: Order { change, letter, letter_on: letter_on.to_jiff() } })
    }
}

/// Returns the replacement with this id.
pub(crate) async fn change(
    db: &mut PgConnection,
    agency: AgencyId,
    id: PostChangeId,
) -> sqlx::Result<Option<StoredChange>> {
    let row = sqlx::query_as!(
        ChangeRow,
        r#"select id as "id: PostChangeId", post_id as "post: PostId", successor_id as "successor: EmployeeId",
            tenure as "tenure: Tenure", letter, letter_on as "letter_on: jiff_sqlx::Date",
            since as "since: jiff_sqlx::Date", until as "until: jiff_sqlx::Date"
        from post_change where agency_id = $1 and id = $2"#,
        agency.0,
        id.0
    );
    Ok(row.fetch_optional(db).await?.and_then(ChangeRow::into_stored))
}

/// Returns the first replacement whose day has come and that is not carried out.
pub(crate) async fn due(db: &mut PgConnection, agency: AgencyId, day: Date) -> sqlx::Result<Option<StoredChange>> {
    let row = sqlx::query_as!(
        ChangeRow,
        r#"select id as "id: PostChangeId", post_id as "post: PostId", successor_id as "successor: EmployeeId",
            tenure as "tenure: Tenure", letter, letter_on as "letter_on: jiff_sqlx::Date",
            since as "since: jiff_sqlx::Date", until as "until: jiff_sqlx::Date"
        from post_change
        where agency_id = $1 and since <= $2 and done_at is null and refusal is null
        order by since, signed_at, id limit 1"#,
        agency.0,
        day.to_sqlx() as _
    );
    Ok(row.fetch_optional(db).await?.and_then(ChangeRow::into_stored))
}

/// Stores a signed replacement.
pub(crate) async fn insert_change(
    db: &mut PgConnection,
    agency: AgencyId,
    order: &Order,
    now: Timestamp,
) -> sqlx::Result<()> {
    let Order { change, letter, letter_on } = order;
    sqlx::query!(
        "insert into post_change (agency_id, id, post_id, successor_id, tenure, letter, letter_on, since, until, signed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        agency.0,
        change.id.0,
        change.post.0,
        change.successor.0,
        change.tenure as _,
        letter.as_str(),
        letter_on.to_sqlx() as _,
        change.since.to_sqlx() as _,
        change.until.map(ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that a replacement is carried out.
pub(crate) async fn mark_done(
    db: &mut PgConnection,
    agency: AgencyId,
    id: PostChangeId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update post_change set done_at = $3 where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        now.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes why a replacement could not be carried out.
pub(crate) async fn mark_refused(
    db: &mut PgConnection,
    agency: AgencyId,
    id: PostChangeId,
    why: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update post_change set refusal = left($3, 600) where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        why
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns whether somebody has a post in the agency now or had one and did not end their service.
pub(crate) async fn works_here(db: &mut PgConnection, agency: AgencyId, person: EmployeeId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
            select from employee e
            where e.agency_id = $1 and e.id = $2 and (
                exists (select from current_assignment a where a.agency_id = $1 and a.employee_id = e.id)
                or not exists (select from service_end s where s.agency_id = $1 and s.employee_id = e.id))
        ) as "works!""#,
        agency.0,
        person.0
    )
    .fetch_one(db)
    .await
}

/// The people who leave a post, and the units whose boards change.
#[derive(Debug)]
pub(crate) struct HeldRecord {
    pub people: Vec<EmployeeId>,
    pub units: Vec<UnitId>,
}

/// Ends the times in a post that a replacement ends, and begins that of the successor.
pub(crate) async fn save_holding(
    db: &mut PgConnection,
    agency: AgencyId,
    change: &HeadChange,
    closed: &[AssignmentId],
) -> sqlx::Result<HeldRecord> {
    let left = sqlx::query!(
        r#"update assignment set until = $3 where agency_id = $1 and id = any ($2)
        returning employee_id as "person: EmployeeId", unit_id as "unit: UnitId""#,
        agency.0,
        closed as &[AssignmentId],
        change.since.to_sqlx() as _
    )
    .fetch_all(&mut *db)
    .await?;
    let unit = sqlx::query_scalar!(
        r#"insert into assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since, until)
        select $1, $2, $3, p.id, p.unit_id, $5, $6, $7 from post p where p.agency_id = $1 and p.id = $4
        returning unit_id as "unit: UnitId""#,
        agency.0,
        change.id.0,
        change.successor.0,
        change.post.0,
        !change.tenure.is_acting(),
        change.since.to_sqlx() as _,
        change.until.map(ToSqlx::to_sqlx) as _
    )
    .fetch_one(&mut *db)
    .await?;
    let touched: Vec<UnitId> = left.iter().map(|row| row.unit).chain([unit]).collect();
    let units = sqlx::query_scalar!(
        r#"select distinct up.id as "id!: UnitId" from unnest($2::uuid[]) u (id), unnest(unit_path($1, u.id)) up (id)"#,
        agency.0,
        &touched as &[UnitId]
    )
    .fetch_all(db)
    .await?;
    Ok(HeldRecord { people: left.into_iter().map(|row| row.person).collect(), units })
}

/// What makes rows of assessors.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// A replacement; without one, the end of an acting time from the personnel data.
    Change(Option<PostChangeId>),
    Request(AssessorRequestId),
}

/// Gives people the assessors of their steps: what the data has from the first step on is replaced.
pub(crate) async fn save_lines(
    db: &mut PgConnection,
    agency: AgencyId,
    source: Source,
    touched: &[Reassignment],
    organisation: &Organisation,
) -> sqlx::Result<()> {
    let (change, request) = match source {
        Source::Change(change) => (change.map(|change| change.0), None),
        Source::Request(request) => (None, Some(request.0)),
    };
    let firsts: Vec<(Uuid, jiff_sqlx::Date)> =
        touched.iter().filter_map(|one| Some((one.person.0, one.steps.first()?.since.to_sqlx()))).collect();
    let (people, days): (Vec<Uuid>, Vec<jiff_sqlx::Date>) = firsts.into_iter().unzip();
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
    let (mut persons, mut assessors, mut since, mut until, mut posts) = (vec![], vec![], vec![], vec![], vec![]);
    for one in touched {
        for (at, step) in one.steps.iter().enumerate() {
            let Some(assessor) = step.assessor else { continue };
            persons.push(one.person.0);
            assessors.push(assessor.person.0);
            since.push(step.since.to_sqlx());
            until.push(one.steps.get(at + 1).map(|next| next.since.to_sqlx()));
            posts.push(organisation.exception_of(one.person, step.since).map(|post| post.0));
        }
    }
    sqlx::query!(
        "insert into assessor (agency_id, employee_id, assessor_id, since, until, post_id, change_id, request_id)
         select $1, new.person, new.assessor, new.since, new.until, new.post, $7, $8
         from unnest($2::uuid[], $3::uuid[], $4::date[], $5::date[], $6::uuid[])
             as new (person, assessor, since, until, post)",
        agency.0,
        &persons,
        &assessors,
        &since as _,
        &until as _,
        &posts as &[Option<Uuid>],
        change,
        request
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Returns the last day whose statuses are computed.
pub(crate) async fn followed_until(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Option<Date>> {
    let day = sqlx::query_scalar!(
        r#"select done_on as "day: jiff_sqlx::Date" from job_run where agency_id = $1 and job = 'standings'"#,
        agency.0
    );
    Ok(day.fetch_optional(db).await?.map(jiff_sqlx::Date::to_jiff))
}

/// Counts somebody's work of this year in their present unit.
pub(crate) async fn follow_standing(
    db: &mut PgConnection,
    agency: AgencyId,
    person: EmployeeId,
    today: Date,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update person_standing p set unit_id = a.unit_id
         from current_assignment a
         where p.agency_id = $1 and p.employee_id = $2 and p.year = $3 and a.agency_id = $1 and a.employee_id = $2
           and p.unit_id <> a.unit_id",
        agency.0,
        person.0,
        today.year()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An acting time that ends, and the act that began it.
#[derive(Debug)]
pub(crate) struct EndedRecord {
    pub id: AssignmentId,
    pub person: EmployeeId,
    pub change: Option<PostChangeId>,
}

/// Returns the acting times that end on a day.
pub(crate) async fn ended(db: &mut PgConnection, agency: AgencyId, day: Date) -> sqlx::Result<Vec<EndedRecord>> {
    sqlx::query_as!(
        EndedRecord,
        r#"select a.id as "id: AssignmentId", a.employee_id as "person: EmployeeId", c.id as "change?: PostChangeId"
        from assignment a left join post_change c on c.agency_id = $1 and c.id = a.id
        where a.agency_id = $1 and not a.definitive and a.until = $2
        order by a.id"#,
        agency.0,
        day.to_sqlx() as _
    )
    .fetch_all(db)
    .await
}
