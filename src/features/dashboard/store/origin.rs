//! What names an indicator as the one to which it is added, person by person.

use crate::{
    domain::id::{IkiId, UnitId},
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Contributions of one page.
pub(crate) const PAGE_SIZE: usize = 50;

/// The post of an indicator's plan, and who holds it.
#[derive(Debug)]
pub(crate) struct IndicatorOwner {
    pub unit: UnitId,
    pub name: String,
    pub post: String,
    pub is_head: bool,
    /// The moment of the newest report of the indicator.
    pub observed_at: Option<jiff_sqlx::Timestamp>,
    /// Whether the caller may read the indicator's history.
    pub opens: bool,
}

/// Returns the owner of an indicator.
pub(crate) async fn owner(tx: &mut Tx, iki: IkiId) -> Result<Option<IndicatorOwner>> {
    let (agency, me, today) = (tx.actor.agency, tx.actor.employee, tx.today());
    let owner = sqlx::query_as!(
        IndicatorOwner,
        r#"select p.unit_id as "unit: UnitId", e.name, p.name as post, p.is_head,
            s.observed_at as "observed_at?: jiff_sqlx::Timestamp",
            coalesce(k.employee_id = $3 or plan_followed_by($1, k.employee_id, k.starts_on, k.ends_on, $3, $4), false)
                as "opens!"
        from iki i
        join rhk r on r.agency_id = $1 and r.id = i.rhk_id
        join skp k on k.agency_id = $1 and k.id = r.skp_id
        join post p on p.agency_id = $1 and p.id = k.post_id
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        left join standing s on s.agency_id = $1 and s.iki_id = i.id
        where i.agency_id = $1 and i.id = $2"#,
        agency.0,
        iki.0,
        me.map(|me| me.0),
        today.to_sqlx() as _
    );
    Ok(owner.fetch_optional(tx.db()).await?)
}

/// An indicator that names another one.
#[derive(Debug)]
pub(crate) struct NamedBy {
    pub iki: IkiId,
    pub name: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    pub indicator: String,
    pub observed_at: Option<Timestamp>,
    /// Whether the caller may read its history.
    pub opens: bool,
}

/// Returns so many of the indicators in force that name one, by the names of their people; with the key of the next page.
pub(crate) async fn page(tx: &mut Tx, iki: IkiId, after: Option<IkiId>) -> Result<(Vec<NamedBy>, Option<IkiId>)> {
    let (agency, me, today) = (tx.actor.agency, tx.actor.employee, tx.today());
    let rows = sqlx::query!(
        r#"with page as (
            select i.id, i.name as indicator, e.id as employee, e.name, k.starts_on, k.ends_on
            from iki i
            join rhk r on r.agency_id = $1 and r.id = i.rhk_id and r.removed_in is null
            join skp k on k.agency_id = $1 and k.id = r.skp_id and k.year = $3 and k.version is not null
                and k.closed_at is null
            join employee e on e.agency_id = $1 and e.id = k.employee_id
            where i.agency_id = $1 and i.adds_to = $2 and i.removed_in is null
              and ($4::uuid is null or (e.name, i.id) > (
                  select ae.name, ai.id from iki ai
                  join rhk ar on ar.agency_id = $1 and ar.id = ai.rhk_id
                  join skp ak on ak.agency_id = $1 and ak.id = ar.skp_id
                  join employee ae on ae.agency_id = $1 and ae.id = ak.employee_id
                  where ai.agency_id = $1 and ai.id = $4))
            order by e.name, i.id limit $5
        )
        select g.id as "iki!: IkiId", g.name as "name!", p.post as "post?", p.unit as "unit?",
            g.indicator as "indicator!", s.observed_at as "observed_at?: jiff_sqlx::Timestamp",
            coalesce(g.employee = $6 or plan_followed_by($1, g.employee, g.starts_on, g.ends_on, $6, $7), false)
                as "opens!"
        from page g
        left join current_post p on p.agency_id = $1 and p.employee_id = g.employee
        left join standing s on s.agency_id = $1 and s.iki_id = g.id
        order by g.name, g.id"#,
        agency.0,
        iki.0,
        today.year(),
        after.map(|after| after.0),
        i64::try_from(PAGE_SIZE + 1).unwrap_or(i64::MAX),
        me.map(|me| me.0),
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let next = (rows.len() > PAGE_SIZE).then(|| rows[PAGE_SIZE - 1].iki);
    let rows = rows.into_iter().take(PAGE_SIZE).map(|row| NamedBy {
        iki: row.iki,
        name: row.name,
        post: row.post,
        unit: row.unit,
        indicator: row.indicator,
        observed_at: row.observed_at.map(jiff_sqlx::Timestamp::to_jiff),
        opens: row.opens,
    });
    Ok((rows.collect(), next))
}

/// Returns how many indicators in force name one, up to the last one of a page.
pub(crate) async fn before(tx: &mut Tx, iki: IkiId, after: IkiId) -> Result<i32> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let before = sqlx::query_scalar!(
        r#"select count(*)::int as "before!"
        from iki i
        join rhk r on r.agency_id = $1 and r.id = i.rhk_id and r.removed_in is null
        join skp k on k.agency_id = $1 and k.id = r.skp_id and k.year = $3 and k.version is not null
            and k.closed_at is null
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        where i.agency_id = $1 and i.adds_to = $2 and i.removed_in is null
          and (e.name, i.id) <= (
              select ae.name, ai.id from iki ai
              join rhk ar on ar.agency_id = $1 and ar.id = ai.rhk_id
              join skp ak on ak.agency_id = $1 and ak.id = ar.skp_id
              join employee ae on ae.agency_id = $1 and ae.id = ak.employee_id
              where ai.agency_id = $1 and ai.id = $4)"#,
        agency.0,
        iki.0,
        year,
        after.0
    );
    Ok(before.fetch_one(tx.db()).await?)
}
