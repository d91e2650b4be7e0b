//! The people who lack something before reports are asked of them. Nobody outside of the year's pilot lacks a plan, nor do
//! elected heads, who write none.

use super::people::{ListedPerson, Page};
use crate::{
    domain::{
        board::Lack,
        id::{EmployeeId, UnitId},
    },
    error::Result,
    server::{door::Tx, pilot},
};

/// Returns how many people of a subtree lack something.
pub(crate) async fn total(tx: &mut Tx, unit: UnitId, lack: Lack) -> Result<i32> {
    let (agency, year, today) = (tx.actor.agency, tx.today().year(), tx.today());
    let in_pilot = pilot::asked_units(tx, year, today).await?;
    let total = match lack {
        // From those without access: they are few where an agency is under way.
        Lack::Access => {
            let total = sqlx::query_scalar!(
                r#"select count(*)::int as "total!"
                from employee e
                join current_assignment a on a.agency_id = $1 and a.employee_id = e.id
                where e.agency_id = $1 and e.access_at is null and (a.unit_id in (select id from unit_tree($1, $2))) is true"#,
                agency.0,
                unit.0
            );
            total.fetch_one(tx.db()).await?
        }
        Lack::Plan => {
            let total = sqlx::query_scalar!(
                r#"select count(*)::int as "total!"
                from unit_tree($1, $2) t
                join current_assignment a on a.agency_id = $1 and a.unit_id = t.id
                where not exists (
                    select from person_standing s
                    where s.agency_id = $1 and s.employee_id = a.employee_id and s.year = $3
                ) and not exists (
                    select from post p where p.agency_id = $1 and p.id = a.post_id and p.kind = 'elected'
                ) and ($4::uuid[] is null or t.id = any ($4))"#,
                agency.0,
                unit.0,
                year,
                in_pilot as Option<Vec<UnitId>>
            );
            total.fetch_one(tx.db()).await?
        }
    };
    Ok(total)
}

/// Returns how many elected heads of a subtree have no plan, as the law has it.
pub(crate) async fn elected(tx: &mut Tx, unit: UnitId) -> Result<i32> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let elected = sqlx::query_scalar!(
        r#"select count(*)::int as "elected!"
        from post p
        join current_assignment a on a.agency_id = $1 and a.post_id = p.id
        where p.agency_id = $1 and p.kind = 'elected'
          and exists (select from units_above($1, a.unit_id) u where u.id = $2)
          and not exists (
              select from person_standing s
              where s.agency_id = $1 and s.employee_id = a.employee_id and s.year = $3
          )"#,
        agency.0,
        unit.0,
        year
    );
    Ok(elected.fetch_one(tx.db()).await?)
}

/// Returns how many people of a list are on the pages before the one that is asked for.
pub(crate) async fn before(tx: &mut Tx, unit: UnitId, lack: Lack, asked: &Page) -> Result<i32> {
    let Some(after) = asked.after else { return Ok(0) };
    let (agency, year, today) = (tx.actor.agency, tx.today().year(), tx.today());
    let in_pilot = pilot::asked_units(tx, year, today).await?;
    let people = sqlx::query_scalar!(
        r#"select count(*)::int as "people!"
        from unit_tree($1, $2) t
        join current_assignment a on a.agency_id = $1 and a.unit_id = t.id
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        where case when $4 then e.access_at is null else not exists (
                select from person_standing s where s.agency_id = $1 and s.employee_id = e.id and s.year = $3
            ) and not exists (
                select from post p where p.agency_id = $1 and p.id = a.post_id and p.kind = 'elected'
            ) and ($7::uuid[] is null or t.id = any ($7)) end
          and ($5::text is null or strpos(lower(e.name), lower($5)) > 0)
          and (e.name, e.id) <= (select name, id from employee where agency_id = $1 and id = $6)"#,
        agency.0,
        unit.0,
        year,
        lack == Lack::Access,
        asked.wanted,
        after.0,
        in_pilot as Option<Vec<UnitId>>
    );
    Ok(people.fetch_one(tx.db()).await?)
}

/// Returns so many people of a subtree who lack something by name, each with whether they have an account, and the key of
/// the next page.
pub(crate) async fn page(
    tx: &mut Tx,
    unit: UnitId,
    lack: Lack,
    Page { wanted, after, most, .. }: Page,
) -> Result<(Vec<(ListedPerson, bool)>, Option<EmployeeId>)> {
    let (agency, year, today) = (tx.actor.agency, tx.today().year(), tx.today());
    let in_pilot = pilot::asked_units(tx, year, today).await?;
    let rows = sqlx::query!(
        r#"with lacking as materialized (
            select e.id, e.name, a.post_id, a.unit_id
            from unit_tree($1, $2) t
            join current_assignment a on a.agency_id = $1 and a.unit_id = t.id
            join employee e on e.agency_id = $1 and e.id = a.employee_id
            where case when $4 then e.access_at is null else not exists (
                    select from person_standing s
                    where s.agency_id = $1 and s.employee_id = e.id and s.year = $3
                ) and not exists (
                    select from post p where p.agency_id = $1 and p.id = a.post_id and p.kind = 'elected'
                ) and ($8::uuid[] is null or t.id = any ($8)) end
              and ($7::text is null or strpos(lower(e.name), lower($7)) > 0)
              and (e.name, e.id) > (
                  coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                  coalesce($5, '00000000-0000-0000-0000-000000000000'))
        ), page as (
            select * from lacking order by name, id limit $6
        )
        select e.id as "id!: EmployeeId", e.name as "name!", p.name as post, u.name as unit,
            exists (select from account c where c.agency_id = $1 and c.employee_id = e.id) as "has_account!"
        from page e
        join post p on p.agency_id = $1 and p.id = e.post_id
        join unit u on u.agency_id = $1 and u.id = e.unit_id
        order by e.name, e.id"#,
        agency.0,
        unit.0,
        year,
        lack == Lack::Access,
        after.map(|after| after.0),
        i64::try_from(most + 1).unwrap_or(i64::MAX),
        wanted,
        in_pilot as Option<Vec<UnitId>>
    )
    .fetch_all(tx.db())
    .await?;
    let next = (rows.len() > most).then(|| rows[most - 1].id);
    let people = rows.into_iter().take(most).map(|row| {
        let person = ListedPerson { id: row.id, name: row.name, post: row.post, unit: row.unit, last_report_at: None };
        (person, row.has_account)
    });
    Ok((people.collect(), next))
}
