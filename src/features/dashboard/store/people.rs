//! The people behind a count.

use super::path;
use crate::{
    domain::{
        actor::BoardScope,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    error::{Error, Result},
    features::{
        dashboard::model::{PeopleList, PersonRow},
        team::need::reasons,
    },
    server::{agency::locate, door::Tx},
    ui::format,
};
use jiff::Timestamp;
use std::collections::HashMap;

/// People on one page of a list.
pub(crate) const PAGE_SIZE: usize = 50;
/// Where there are so many, walking through everybody's names fills a page sooner than asking every unit.
const SCAN_BY_NAME_FROM: i64 = 1_500;

/// The people who stand at a status, before they are put into words.
#[derive(Debug)]
pub(crate) struct ListedPeople {
    pub unit: UnitId,
    pub unit_name: String,
    /// All of them, on whatever page.
    pub total: i32,
    /// The people on the pages before.
    pub from: i32,
    pub people: Vec<ListedPerson>,
    /// The reasons for their statuses; of nobody for readers above the perangkat daerah.
    pub reasons: HashMap<EmployeeId, String>,
    pub next: Option<EmployeeId>,
}

/// Returns so many people of a unit who stand at a status, by name.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not see the board at all, [`Error::Forbidden`] if they see counts only.
pub(crate) async fn listed(tx: &mut Tx, unit: Option<UnitId>, status: Status, asked: Page) -> Result<ListedPeople> {
    let (unit, scope) = locate(tx, unit).await?;
    if scope != BoardScope::Full {
        return Err(Error::Forbidden);
    }
    let agency = tx.actor.agency;
    let unit_name = sqlx::query_scalar!("select name from unit where agency_id = $1 and id = $2", agency.0, unit.0)
        .fetch_one(tx.db())
        .await?;
    let path: Vec<UnitId> = path(tx, unit).await?.into_iter().map(|(unit, _)| unit).collect();
    let with_reasons = tx.actor.may_see_reporters(&path);
    let total = total(tx, unit, Some(status), asked.is_direct).await?;
    let from = before(tx, unit, Some(status), &asked).await?;
    let (people, next) = page(tx, unit, Some(status), asked).await?;
    let reasons = reasons_of(tx, &people, with_reasons).await?;
    Ok(ListedPeople { unit, unit_name, total, from, people, reasons, next })
}

/// Returns the list behind a count in words; see [`listed`].
pub(crate) async fn list(tx: &mut Tx, unit: Option<UnitId>, status: Status, asked: Page) -> Result<PeopleList> {
    let is_search = asked.wanted.is_some();
    let ListedPeople { unit, unit_name, total, from, people, mut reasons, next } =
        listed(tx, unit, status, asked).await?;
    let shown = shown(from, people.len(), total, is_search, next.is_some());
    let people = in_words(tx, people, &mut reasons);
    Ok(PeopleList { unit, unit_name, way: None, total, people, shown, next })
}

/// Returns which part of a list its page has; `None` if all. How many match a search is not counted.
pub(crate) fn shown(from: i32, people: usize, total: i32, is_search: bool, more: bool) -> Option<String> {
    if !is_search {
        return format::part_of(from, people, total, "orang");
    }
    let to = from.saturating_add(i32::try_from(people).unwrap_or(i32::MAX));
    match (from, more) {
        (0, false) => None,
        (0, true) => Some(format!("{people} orang pertama yang namanya cocok; masih ada yang lain")),
        (from, true) => {
            let (first, last) = (format::count(from.saturating_add(1)), format::count(to));
            Some(format!("Orang ke-{first} sampai ke-{last} yang namanya cocok; masih ada yang lain"))
        }
        (from, false) => format::part_of(from, people, to, "orang yang namanya cocok"),
    }
}

/// The people of a list that are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Whether only people of the unit itself are asked for, without those below.
    pub is_direct: bool,
    /// A part of the name.
    pub wanted: Option<String>,
    /// The last person of the page before.
    pub after: Option<EmployeeId>,
    pub most: usize,
}

/// A person of a list.
#[derive(Debug)]
pub(crate) struct ListedPerson {
    pub id: EmployeeId,
    pub name: String,
    pub post: String,
    pub unit: String,
    pub last_report_at: Option<Timestamp>,
}

/// Returns people in words, with the reasons for their statuses.
pub(crate) async fn rows(tx: &mut Tx, people: Vec<ListedPerson>) -> Result<Vec<PersonRow>> {
    let mut reasons = reasons_of(tx, &people, true).await?;
    Ok(in_words(tx, people, &mut reasons))
}

async fn reasons_of(tx: &mut Tx, people: &[ListedPerson], is_known: bool) -> Result<HashMap<EmployeeId, String>> {
    let asked: Vec<_> = people.iter().map(|person| (person.id, person.last_report_at)).collect();
    if is_known { reasons(tx, &asked).await } else { Ok(HashMap::new()) }
}

fn in_words(tx: &Tx, people: Vec<ListedPerson>, reasons: &mut HashMap<EmployeeId, String>) -> Vec<PersonRow> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let rows = people.into_iter().map(|person| PersonRow {
        reason: reasons.remove(&person.id),
        id: person.id,
        name: person.name,
        post: person.post,
        unit: person.unit,
        last_report: person.last_report_at.map(|at| format::moment(zone.local(at), today)),
    });
    rows.collect()
}

/// Returns how many people of a subtree, or of the unit itself if `is_direct`, stand at a status, or at any, as the board
/// counts them.
pub(crate) async fn total(tx: &mut Tx, unit: UnitId, status: Option<Status>, is_direct: bool) -> Result<i32> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let total = sqlx::query_scalar!(
        r#"select coalesce(sum(case coalesce($4::text, 'all')
            when 'ahead' then r.ahead when 'on_plan' then r.on_plan when 'needs_support' then r.needs_support
            when 'silent' then r.silent when 'not_due' then r.not_due
            else r.ahead + r.on_plan + r.needs_support + r.silent + r.not_due end), 0)::int as "total!"
        from unit_tree($1, $2) t join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3
        where not $5::bool or t.id = $2"#,
        agency.0,
        unit.0,
        year,
        status as _,
        is_direct
    );
    Ok(total.fetch_one(tx.db()).await?)
}

/// Returns how many people of a list are on the pages before the one that is asked for.
pub(crate) async fn before(tx: &mut Tx, unit: UnitId, status: Option<Status>, asked: &Page) -> Result<i32> {
    let Some(after) = asked.after else { return Ok(0) };
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let people = sqlx::query_scalar!(
        r#"select count(*)::int as "people!"
        from unit_tree($1, $2) t
        join person_standing s on s.agency_id = $1 and s.unit_id = t.id and s.year = $3
            and ($4::text is null or s.status = $4)
        join employee e on e.agency_id = $1 and e.id = s.employee_id
        where (not $5::bool or t.id = $2)
          and ($6::text is null or strpos(lower(e.name), lower($6)) > 0)
          and (e.name, e.id) <= (select name, id from employee where agency_id = $1 and id = $7)"#,
        agency.0,
        unit.0,
        year,
        status as _,
        asked.is_direct,
        asked.wanted,
        after.0
    );
    Ok(people.fetch_one(tx.db()).await?)
}

/// So many people of a subtree by name, all or those at a status, and the key of the next page.
pub(crate) async fn page(
    tx: &mut Tx,
    unit: UnitId,
    status: Option<Status>,
    Page { is_direct, wanted, after, most }: Page,
) -> Result<(Vec<ListedPerson>, Option<EmployeeId>)> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"with tree as (
            select id from unit_tree($1, $2) where not $9::bool or id = $2
        ), many (so) as materialized (
            select sum(case coalesce($4::text, 'all')
                when 'ahead' then r.ahead when 'on_plan' then r.on_plan when 'needs_support' then r.needs_support
                when 'silent' then r.silent when 'not_due' then r.not_due
                else r.ahead + r.on_plan + r.needs_support + r.silent + r.not_due end) >= $7
            from tree t join unit_rollup r on r.agency_id = $1 and r.unit_id = t.id and r.year = $3
        ), page as (
            (select e.id, e.name, s.unit_id, s.last_report_at
            from employee e
            cross join lateral (
                select unit_id, last_report_at from person_standing
                where agency_id = $1 and employee_id = e.id and year = $3 and ($4::text is null or status = $4)
                -- Asked for one name after the other: the plan would else begin with the units.
                offset 0
            ) s
            -- `is true`: looked up in a table of the units, not joined with them.
            where (select so from many) and (s.unit_id in (select id from tree)) is true
              and ($8::text is null or strpos(lower(e.name), lower($8)) > 0)
              and e.agency_id = $1 and (e.name, e.id) > (
                  coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                  coalesce($5, '00000000-0000-0000-0000-000000000000'))
            order by e.name, e.id limit $6)
            union all
            (select e.id, e.name, s.unit_id, s.last_report_at
            from tree t
            cross join lateral (
                select employee_id, unit_id, last_report_at from person_standing
                where agency_id = $1 and unit_id = t.id and year = $3 and ($4::text is null or status = $4)
                -- Asked for one unit after the other: how many lie below a unit is not known to the plan.
                offset 0
            ) s
            cross join lateral (
                select id, name from employee where agency_id = $1 and id = s.employee_id offset 0
            ) e
            where not coalesce((select so from many), false)
              and ($8::text is null or strpos(lower(e.name), lower($8)) > 0) and (e.name, e.id) > (
                coalesce((select name from employee where agency_id = $1 and id = $5), ''),
                coalesce($5, '00000000-0000-0000-0000-000000000000'))
            order by e.name, e.id limit $6)
        )
        select e.id as "id!: EmployeeId", e.name as "name!", coalesce(p.name, '') as "post!", u.name as unit,
            e.last_report_at as "last_report_at: jiff_sqlx::Timestamp"
        from page e
        join unit u on u.agency_id = $1 and u.id = e.unit_id
        -- `limit`: asked for each of the page, however many the plan expects.
        left join lateral (
            select post.name from current_assignment a join post on post.agency_id = $1 and post.id = a.post_id
            where a.agency_id = $1 and a.employee_id = e.id limit 1
        ) p on true
        order by e.name, e.id"#,
        agency.0,
        unit.0,
        today.year(),
        status as _,
        after.map(|after| after.0),
        i64::try_from(most + 1).unwrap_or(i64::MAX),
        SCAN_BY_NAME_FROM,
        wanted,
        is_direct
    )
    .fetch_all(tx.db())
    .await?;
    let next = (rows.len() > most).then(|| rows[most - 1].id);
    let people = rows.into_iter().take(most).map(|row| ListedPerson {
        id: row.id,
        name: row.name,
        post: row.post,
        unit: row.unit,
        last_report_at: row.last_report_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok((people.collect(), next))
}
