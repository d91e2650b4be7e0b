//! The rules of an agency about groups of people, and the one that a plan comes under.

use super::door::Tx;
use crate::{
    domain::{
        calendar::PeriodKind,
        id::{AgencyId, EmployeeId, PostId, RuleId},
        org::Employment,
        regime::{Evidence, Group, Member, PlanOrigin, Regime, Rule, Rules},
    },
    error::{Error, Result},
};
use jiff::civil::Date;
use sqlx::PgConnection;

/// Returns the rules of an agency with those that the program knows.
///
/// # Errors
/// When the database fails.
pub(crate) async fn rules(db: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Rules> {
    let rows = sqlx::query!(
        r#"select id as "id: RuleId", people, name, employment as "employment: Employment", title,
            holds_from as "holds_from: jiff_sqlx::Date", ends, periods as "periods: PeriodKind",
            evidence as "evidence: Evidence", origin as "origin: PlanOrigin", daily_log, phases, source,
            entered_at as "entered_at: jiff_sqlx::Timestamp", entered_by
        from regime_rule where agency_id = $1 order by entered_at, id"#,
        agency.0
    )
    .fetch_all(db)
    .await?;
    let own = rows.into_iter().map(|row| {
        let known = Group::KNOWN.into_iter().find(|group| group.code() == row.people);
        let group = known.unwrap_or_else(|| Group::Chosen {
            name: row.name.unwrap_or_default(),
            employment: row.employment,
            title: row.title,
        });
        Rule {
            code: row.id.to_string(),
            group,
            holds_from: row.holds_from.to_jiff(),
            ends: row.ends,
            regime: Regime {
                periods: row.periods,
                evidence: row.evidence,
                origin: row.origin,
                daily_log: row.daily_log,
                phases: row.phases,
            },
            source: row.source,
            entered: Some((row.entered_at.to_jiff(), row.entered_by)),
        }
    });
    Ok(Rules::of_agency(own.collect()))
}

/// Returns the employment of somebody.
///
/// # Errors
/// When the database fails; [`Error::NotFound`] without such a person.
pub(crate) async fn employment(tx: &mut Tx, person: EmployeeId) -> Result<Employment> {
    let agency = tx.actor.agency;
    let kind = sqlx::query_scalar!(
        r#"select kind as "kind: Employment" from employee where agency_id = $1 and id = $2"#,
        agency.0,
        person.0
    );
    kind.fetch_optional(tx.db()).await?.ok_or(Error::NotFound)
}

/// Returns the rule that holds for somebody in a post on a day; `None` before the first rule.
///
/// # Errors
/// When the database fails; [`Error::NotFound`] without such a person or post.
pub(crate) async fn rule_of(tx: &mut Tx, person: EmployeeId, post: PostId, on: Date) -> Result<Option<Rule>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select e.kind as "employment: Employment", p.template, p.name as post
        from employee e join post p on p.agency_id = $1 and p.id = $3
        where e.agency_id = $1 and e.id = $2"#,
        agency.0,
        person.0,
        post.0
    )
    .fetch_optional(tx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let rules = rules(tx.db(), agency).await?;
    let member = Member { employment: row.employment, template: &row.template, post: &row.post };
    Ok(rules.of(member, on).cloned())
}
