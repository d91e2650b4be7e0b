//! How far the plans of a unit's people have come, and reminders of them. Who took up the post after a year
//! counts in it only with a plan.

use crate::{
    domain::{
        id::{EmployeeId, UnitId},
        org::Employment,
        skp::Completion,
    },
    error::Result,
    server::{codec::word, door::Tx},
};
use jiff::civil::Time;
use jiff_sqlx::ToSqlx;

/// People of one kind within a unit or the units below it: the same employment and post, equally far.
#[derive(Debug)]
pub(crate) struct CountedPeople {
    /// The unit itself, or the one below it in whose subtree they are.
    pub unit: UnitId,
    pub name: String,
    pub kind: PeopleKind,
    pub completion: Completion,
    pub people: i32,
}

/// What the rule of somebody depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PeopleKind {
    pub employment: Employment,
    pub template: String,
    pub post: String,
}

/// Returns a unit's own people and those of the units below it, counted; a unit without people has a row of none. `asked`
/// are the units whose people are asked for plans, `None` for all.
pub(crate) async fn counted(
    tx: &mut Tx,
    unit: UnitId,
    year: i16,
    asked: Option<&[UnitId]>,
) -> Result<Vec<CountedPeople>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"with recursive tree (id, top, depth) as (
            select id, id, 0 from unit where agency_id = $1 and id = $2
            union all
            select u.id, case when t.depth = 0 then u.id else t.top end, t.depth + 1
            from tree t join unit u on u.agency_id = $1 and u.parent_id = t.id where t.depth < 32
        ), counted as (
            select t.top, a.kind, a.template, a.name as post, coalesce(a.completion, 'missing') as completion,
                count(*) as people
            from tree t
            -- Unit by unit: how large the subtree is, is not known to the plan of the statement.
            cross join lateral (
                select e.kind, p.template, p.name, c.completion
                from planned_person a
                join employee e on e.agency_id = $1 and e.id = a.employee_id
                join post p on p.agency_id = $1 and p.id = a.post_id
                left join lateral (
                    select completion, year from plan_completion
                    where agency_id = $1 and employee_id = a.employee_id and year = $3 offset 0
                ) c on true
                where a.agency_id = $1 and a.unit_id = t.id
                  and (a.since < make_date($3::int2 + 1, 1, 1) or c.year = $3)
                offset 0
            ) a
            where $4::uuid[] is null or t.id = any ($4)
            group by 1, 2, 3, 4, 5
        )
        select u.id as "unit!: UnitId", u.name as "name!", c.kind as "employment!: Employment",
            c.template as "template!", c.post as "post!", c.completion as "completion!: Completion",
            c.people::int as "people!"
        from counted c join unit u on u.agency_id = $1 and u.id = c.top
        order by u.id <> $2, u.ordinal, u.name, u.id"#,
        agency.0,
        unit.0,
        year,
        asked as Option<&[UnitId]>
    )
    .fetch_all(tx.db())
    .await?;
    let counted = rows.into_iter().map(|row| CountedPeople {
        unit: row.unit,
        name: row.name,
        kind: PeopleKind { employment: row.employment, template: row.template, post: row.post },
        completion: row.completion,
        people: row.people,
    });
    Ok(counted.collect())
}

/// The columns of some kinds of people, for a statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct KindColumns {
    employments: Vec<Employment>,
    templates: Vec<String>,
    posts: Vec<String>,
}

impl KindColumns {
    pub(crate) fn of<'a>(kinds: impl IntoIterator<Item = &'a PeopleKind>) -> Self {
        kinds.into_iter().fold(Self::default(), |mut columns, kind| {
            columns.employments.push(kind.employment);
            columns.templates.push(kind.template.clone());
            columns.posts.push(kind.post.clone());
            columns
        })
    }
}

/// Somebody behind a count.
#[derive(Debug)]
pub(crate) struct CompletionPerson {
    pub id: EmployeeId,
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    /// When it came so far.
    pub at: Option<jiff_sqlx::Timestamp>,
    /// Whether the version in force was made for many people, so that nobody has agreed on it.
    pub is_from_template: bool,
    /// Whose decision is awaited.
    pub assessor: Option<String>,
    pub reminded_at: Option<jiff_sqlx::Timestamp>,
    pub employment: Employment,
    pub template: String,
}

/// The people behind a count of a year.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing<'a> {
    pub unit: UnitId,
    pub year: i16,
    pub of: Completion,
    /// The unit's own people alone.
    pub is_direct: bool,
    pub after: Option<EmployeeId>,
    /// The units whose people are asked for plans, `None` for all.
    pub asked: Option<&'a [UnitId]>,
    /// The kinds of people among them.
    pub kinds: &'a KindColumns,
}

/// Returns at most `most` people behind a count by name, those after `after`.
pub(crate) async fn listed(tx: &mut Tx, asked: Listing<'_>, most: i64) -> Result<Vec<CompletionPerson>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query_as!(
        CompletionPerson,
        r#"select e.id as "id!: EmployeeId", e.name as "name!", p.name as "post?", u.name as "unit?",
            c.at as "at?: jiff_sqlx::Timestamp",
            c.completion is not distinct from 'agreed' and k.agreed_by is null as "is_from_template!", h.name as "assessor?", m.reminded_at as "reminded_at?: jiff_sqlx::Timestamp",
            e.kind as "employment!: Employment", p.template as "template!"
        from (
            select $2 as id where $5
            union all
            select id from unit_tree($1, $2) where not $5
        ) t
        -- Unit by unit: how large the subtree is, is not known to the plan of the statement.
        cross join lateral (
            select a.employee_id, a.post_id, a.unit_id, c.completion, c.at, c.skp_id
            from planned_person a
            left join lateral (
                select completion, at, skp_id, year from plan_completion
                where agency_id = $1 and employee_id = a.employee_id and year = $3 offset 0
            ) c on true
            where a.agency_id = $1 and a.unit_id = t.id
              and coalesce(c.completion, 'missing') = $4 and (a.since < make_date($3::int2 + 1, 1, 1) or c.year = $3)
            offset 0
        ) c
        join employee e on e.agency_id = $1 and e.id = c.employee_id
        join post p on p.agency_id = $1 and p.id = c.post_id
        join unit u on u.agency_id = $1 and u.id = c.unit_id
        left join skp k on k.agency_id = $1 and k.id = c.skp_id
        left join plan_reminder m on m.agency_id = $1 and m.employee_id = e.id and m.year = $3
        left join assessor s on s.agency_id = $1 and s.employee_id = e.id
            and s.since <= $6 and (s.until is null or s.until > $6)
        left join employee h on h.agency_id = $1 and h.id = s.assessor_id
        where ($7::uuid is null or (e.name, e.id) > (select name, id from employee where agency_id = $1 and id = $7))
          and ($9::uuid[] is null or c.unit_id = any ($9))
          and (e.kind, p.template, p.name) in (select * from unnest($10::text[], $11::text[], $12::text[]))
        order by e.name, e.id limit $8"#,
        agency.0,
        asked.unit.0,
        asked.year,
        word(&asked.of),
        asked.is_direct,
        today.to_sqlx() as _,
        asked.after.map(|after| after.0),
        most,
        asked.asked as Option<&[UnitId]>,
        &asked.kinds.employments as _,
        &asked.kinds.templates,
        &asked.kinds.posts
    );
    Ok(rows.fetch_all(tx.db()).await?)
}

/// Returns how many people of a listing come before and with `after`.
pub(crate) async fn before(tx: &mut Tx, asked: Listing<'_>) -> Result<i32> {
    let Some(after) = asked.after else { return Ok(0) };
    let agency = tx.actor.agency;
    let people = sqlx::query_scalar!(
        r#"select count(*)::int as "people!"
        from (
            select $2 as id where $5
            union all
            select id from unit_tree($1, $2) where not $5
        ) t
        cross join lateral (
            select a.employee_id, a.post_id, a.unit_id
            from planned_person a
            left join lateral (
                select completion, year from plan_completion
                where agency_id = $1 and employee_id = a.employee_id and year = $3 offset 0
            ) c on true
            where a.agency_id = $1 and a.unit_id = t.id
              and coalesce(c.completion, 'missing') = $4 and (a.since < make_date($3::int2 + 1, 1, 1) or c.year = $3)
            offset 0
        ) a
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        join post p on p.agency_id = $1 and p.id = a.post_id
        where (e.name, e.id) <= (select name, id from employee where agency_id = $1 and id = $6)
          and ($7::uuid[] is null or a.unit_id = any ($7))
          and (e.kind, p.template, p.name) in (select * from unnest($8::text[], $9::text[], $10::text[]))"#,
        agency.0,
        asked.unit.0,
        asked.year,
        word(&asked.of),
        asked.is_direct,
        after.0,
        asked.asked as Option<&[UnitId]>,
        &asked.kinds.employments as _,
        &asked.kinds.templates,
        &asked.kinds.posts
    );
    Ok(people.fetch_one(tx.db()).await?)
}

/// Keeps that those behind a count, as it is now, are reminded, except who was on this day already. Returns them.
pub(crate) async fn remind(tx: &mut Tx, asked: Listing<'_>) -> Result<Vec<EmployeeId>> {
    let (agency, me, now, today) = (tx.actor.agency, tx.actor.employee, tx.now, tx.today());
    let begin = tx.actor.zone.instant(today.to_datetime(Time::midnight()));
    let reminded = sqlx::query_scalar!(
        r#"insert into plan_reminder as m (agency_id, employee_id, year, reminded_by, reminded_at)
        select $1, a.employee_id, $3, $6, $7
        from (
            select $2 as id where $5
            union all
            select id from unit_tree($1, $2) where not $5
        ) t
        join planned_person a on a.agency_id = $1 and a.unit_id = t.id
        join employee e on e.agency_id = $1 and e.id = a.employee_id
        join post p on p.agency_id = $1 and p.id = a.post_id
        left join plan_completion c on c.agency_id = $1 and c.employee_id = a.employee_id and c.year = $3
        where coalesce(c.completion, 'missing') = $4 and (a.since < make_date($3::int2 + 1, 1, 1) or c.year = $3)
          and ($9::uuid[] is null or a.unit_id = any ($9))
          and (e.kind, p.template, p.name) in (select * from unnest($10::text[], $11::text[], $12::text[]))
        on conflict (agency_id, employee_id, year) do update
            set reminded_by = excluded.reminded_by, reminded_at = excluded.reminded_at
            where m.reminded_at < $8
        returning employee_id as "id: EmployeeId""#,
        agency.0,
        asked.unit.0,
        asked.year,
        word(&asked.of),
        asked.is_direct,
        me.map(|me| me.0),
        now.to_sqlx() as _,
        begin.to_sqlx() as _,
        asked.asked as Option<&[UnitId]>,
        &asked.kinds.employments as _,
        &asked.kinds.templates,
        &asked.kinds.posts
    );
    Ok(reminded.fetch_all(tx.db()).await?)
}
