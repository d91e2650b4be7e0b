//! The people for whom plans are made together, and those who are left out.

use super::catalogue::Catalogue;
use crate::domain::{
    id::{AgencyId, EmployeeId, PostId, UnitId},
    org::{Employment, PostKind},
    template::{PlanTemplate, template},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::sync::Arc;
use uuid::Uuid;

/// For whom plans are made: everybody, or fewer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The people of this unit and those below it.
    pub within: Option<UnitId>,
    /// Those whose plans are made from the template of this code.
    pub template: Option<String>,
    pub employment: Option<Employment>,
}

impl Selection {
    /// Returns everybody of a unit and those below it.
    pub fn of_unit(unit: UnitId) -> Self {
        Self { within: Some(unit), ..Self::default() }
    }
}

/// Somebody who is to get a plan.
#[derive(Clone, Debug)]
pub(crate) struct BatchPerson {
    pub employee: EmployeeId,
    pub post: PostId,
    pub unit: UnitId,
    pub template: Arc<PlanTemplate>,
    pub assessor: Option<EmployeeId>,
    pub starts_on: Date,
    pub employment: Employment,
    /// The code of the template of the post, in use or not: the rules of the group go by it.
    pub post_template: &'static str,
    pub title: String,
}

/// Returns everybody of a selection with a definitive post on that day and no plan in the year.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn batch_people(
    conn: &mut PgConnection,
    agency: AgencyId,
    selection: &Selection,
    catalogue: &Catalogue,
    year: i16,
    today: Date,
) -> Result<Vec<BatchPerson>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select a.employee_id, a.post_id, a.unit_id, p.template, p.name as title, p.kind as "kind: PostKind", p.is_head,
            e.kind as "employment: Employment", s.assessor_id as "assessor_id?",
            greatest(make_date($2, 1, 1), date_trunc('month', a.since)::date) as "starts_on!: jiff_sqlx::Date"
        from (
            select id from unit where agency_id = $1 and $4::uuid is null
            union all
            select id from unit_tree($1, $4) where $4 is not null
        ) t
        -- Unit by unit: how large the subtree is, is not known to the plan of the statement.
        cross join lateral (
            select * from assignment a
            where a.agency_id = $1 and a.unit_id = t.id and a.definitive
              and a.since <= $3 and (a.until is null or a.until > greatest($3, make_date($2, 1, 1)))
              and a.since < make_date($2 + 1, 1, 1)
              and not exists (select from skp k
                  where k.agency_id = $1 and k.employee_id = a.employee_id and k.year = $2)
            offset 0
        ) a
        join post p on p.agency_id = a.agency_id and p.id = a.post_id
        join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
        left join assessor s on s.agency_id = a.agency_id and s.employee_id = a.employee_id
            and s.since <= $3 and (s.until is null or s.until > $3)
        where p.kind <> 'elected' and ($5::text is null or e.kind = $5)
        order by a.employee_id"#,
        agency.0,
        i32::from(year),
        today.to_sqlx() as _,
        selection.within.map(|within| within.0),
        selection.employment as _,
    )
    .fetch_all(conn)
    .await?;
    let is_wanted = |person: &BatchPerson| {
        !person.template.content.results.is_empty()
            && selection.template.as_deref().is_none_or(|code| code == person.template.code)
    };
    let people = rows.into_iter().map(|row| BatchPerson {
        employee: EmployeeId(row.employee_id),
        post: PostId(row.post_id),
        unit: UnitId(row.unit_id),
        template: catalogue.of(&row.template, row.kind, row.is_head),
        assessor: row.assessor_id.map(EmployeeId),
        starts_on: row.starts_on.to_jiff(),
        employment: row.employment,
        post_template: template(&row.template).code,
        title: row.title,
    });
    Ok(people.filter(is_wanted).collect())
}

/// Somebody in the list behind a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BatchRow {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
    pub unit: String,
}

/// Returns people with name and place, in the order of their ids.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn listed_people(
    conn: &mut PgConnection,
    agency: AgencyId,
    people: &[(EmployeeId, PostId)],
) -> sqlx::Result<Vec<BatchRow>> {
    let (employees, posts): (Vec<Uuid>, Vec<Uuid>) = people.iter().map(|(person, post)| (person.0, post.0)).unzip();
    let rows = sqlx::query_as!(
        BatchRow,
        r#"select e.id as "id: EmployeeId", e.name, p.name as post, u.name as unit
        from unnest($2::uuid[], $3::uuid[]) d (employee_id, post_id)
        join employee e on e.agency_id = $1 and e.id = d.employee_id
        join post p on p.agency_id = $1 and p.id = d.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        order by e.id, p.id"#,
        agency.0,
        &employees,
        &posts
    );
    rows.fetch_all(conn).await
}

/// Returns the units directly below a unit, by name.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn units_below(
    conn: &mut PgConnection,
    agency: AgencyId,
    unit: UnitId,
) -> sqlx::Result<Vec<(UnitId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id: UnitId", name from unit where agency_id = $1 and parent_id = $2 order by name, id limit 500"#,
        agency.0,
        unit.0
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Somebody of a selection who gets no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOut {
    pub row: BatchRow,
    /// `planned`, `elected`, `ends` or `acting`.
    pub reason: String,
    /// Of `ends`: the first day after.
    pub until: Option<Date>,
    /// How many there are altogether.
    pub total: i64,
}

/// Returns the people of a selection who get no plan, in the order of their ids.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn left_out(
    conn: &mut PgConnection,
    agency: AgencyId,
    selection: &Selection,
    (year, today): (i16, Date),
    after: Option<EmployeeId>,
    most: i64,
) -> sqlx::Result<Vec<LeftOut>> {
    let rows = sqlx::query!(
        r#"with person as (
            select distinct on (e.id) e.id, e.name, p.name as post, u.name as unit, a.until,
                case
                    when p.kind = 'elected' then 'elected'
                    when exists (select from skp k
                        where k.agency_id = $1 and k.employee_id = e.id and k.year = $2::int) then 'planned'
                    when not a.definitive then 'acting'
                    when a.until <= make_date($2::int, 1, 1) then 'ends'
                end as reason
            from (
                select id from unit where agency_id = $1 and $4::uuid is null
                union all
                select id from unit_tree($1, $4) where $4 is not null
            ) t
            cross join lateral (
                select * from assignment a
                where a.agency_id = $1 and a.unit_id = t.id and a.since <= $3 and (a.until is null or a.until > $3)
                  and (a.definitive or not exists (select from assignment d
                      where d.agency_id = $1 and d.employee_id = a.employee_id and d.definitive and d.since <= $3
                        and (d.until is null or d.until > $3)))
                offset 0
            ) a
            join post p on p.agency_id = $1 and p.id = a.post_id
            join unit u on u.agency_id = $1 and u.id = p.unit_id
            join employee e on e.agency_id = $1 and e.id = a.employee_id
            where ($5::text is null or e.kind = $5) and ($6::text is null or p.template = $6)
            order by e.id, a.definitive desc, a.since
        )
        select id as "id!: EmployeeId", name as "name!", post as "post!", unit as "unit!",
            until as "until?: jiff_sqlx::Date", reason as "reason!",
            (select count(*) from person where reason is not null) as "total!"
        from person where reason is not null and ($7::uuid is null or id > $7)
        order by id limit $8"#,
        agency.0,
        i32::from(year),
        today.to_sqlx() as _,
        selection.within.map(|within| within.0),
        selection.employment as _,
        selection.template,
        after.map(|after| after.0),
        most
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| LeftOut {
            row: BatchRow { id: row.id, name: row.name, post: row.post, unit: row.unit },
            reason: row.reason,
            until: row.until.map(jiff_sqlx::Date::to_jiff),
            total: row.total,
        })
        .collect())
}
