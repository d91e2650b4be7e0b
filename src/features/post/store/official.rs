//! People with the post of a day.

use crate::{domain::id::EmployeeId, error::Result, features::post::official::Official, server::door::Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use std::collections::HashMap;

/// Returns those of these people that there are.
pub(crate) async fn officials(tx: &mut Tx, people: &[EmployeeId], day: Date) -> Result<HashMap<EmployeeId, Official>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.id as "id: EmployeeId", e.name, coalesce(e.nip, '') as "nip!", coalesce(e.grade, '') as "grade!",
            coalesce(a.post, '') as "post!", coalesce(a.unit, '') as "unit!"
        from employee e
        left join lateral (
            select p.name as post, u.name as unit
            from assignment a
            join post p on p.agency_id = $1 and p.id = a.post_id
            join unit u on u.agency_id = $1 and u.id = p.unit_id
            where a.agency_id = $1 and a.employee_id = e.id and a.since <= $3 and (a.until is null or a.until > $3)
            order by a.definitive desc, a.since desc limit 1
        ) a on true
        where e.agency_id = $1 and e.id = any ($2)"#,
        agency.0,
        people as &[EmployeeId],
        day.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let officials = rows.into_iter().map(|row| {
        (row.id, Official { name: row.name, nip: row.nip, grade: row.grade, post: row.post, unit: row.unit })
    });
    Ok(officials.collect())
}
