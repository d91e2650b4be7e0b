//! Writing replacements: the order and the holder.

use super::{super::action::Order, StoredChange};
use crate::{
    domain::{
        id::{AgencyId, AssignmentId, EmployeeId, PostChangeId, PostId, UnitId},
        post::{HeadChange, Tenure},
        text::Name,
    },
    server::agency::units_above,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// Returns the replacement with this id; `None` also for a letter that could not have been stored.
pub(crate) async fn change(
    db: &mut PgConnection,
    agency: AgencyId,
    id: PostChangeId,
) -> sqlx::Result<Option<StoredChange>> {
    let row = sqlx::query!(
        r#"select post_id as "post: PostId", successor_id as "successor: EmployeeId", tenure as "tenure: Tenure", letter,
            letter_on as "letter_on: jiff_sqlx::Date", since as "since: jiff_sqlx::Date",
            until as "until: jiff_sqlx::Date", refusal, done_at is not null as "is_done!",
            withdrawn_at is not null as "is_withdrawn!"
        from post_change where agency_id = $1 and id = $2"#,
        agency.0,
        id.0
    );
    let stored = row.fetch_optional(db).await?.and_then(|row| {
        let (since, until) = (row.since.to_jiff(), row.until.map(jiff_sqlx::Date::to_jiff));
        let change = HeadChange { id, post: row.post, successor: row.successor, tenure: row.tenure, since, until };
        let letter = Name::parse(&row.letter).ok()?;
        Some(StoredChange {
            order: Order { change, letter, letter_on: row.letter_on.to_jiff() },
            refusal: row.refusal,
            is_done: row.is_done,
            is_withdrawn: row.is_withdrawn,
        })
    });
    Ok(stored)
}

/// Stores a signed replacement.
pub(crate) async fn insert_change(
    db: &mut PgConnection,
    agency: AgencyId,
    order: &Order,
    signer: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    let Order { change, letter, letter_on } = order;
    sqlx::query!(
        "insert into post_change (agency_id, id, post_id, successor_id, tenure, letter, letter_on, since, until, signed_at,
             signed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, left($11, 200))",
        agency.0,
        change.id.0,
        change.post.0,
        change.successor.0,
        change.tenure as _,
        letter.as_str(),
        letter_on.to_sqlx() as _,
        change.since.to_sqlx() as _,
        change.until.map(ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
        signer
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

/// Notes that a replacement is taken back; returns whether it could be: it was not carried out.
pub(crate) async fn mark_withdrawn(
    db: &mut PgConnection,
    agency: AgencyId,
    id: PostChangeId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update post_change set withdrawn_at = $3
         where agency_id = $1 and id = $2 and done_at is null and withdrawn_at is null",
        agency.0,
        id.0,
        now.to_sqlx() as _
    );
    Ok(done.execute(db).await?.rows_affected() > 0)
}

/// Gives a time in a post another end.
pub(crate) async fn end_holding(
    db: &mut PgConnection,
    agency: AgencyId,
    id: AssignmentId,
    until: Date,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update assignment set until = $3 where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        until.to_sqlx() as _
    )
    .execute(db)
    .await?;
    Ok(())
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
    let units = units_above(db, agency, &touched).await?;
    Ok(HeldRecord { people: left.into_iter().map(|row| row.person).collect(), units })
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
