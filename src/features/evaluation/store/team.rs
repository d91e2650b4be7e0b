//! Whom somebody evaluates, and how far each evaluation has come.

use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{Acknowledgement, EvaluationPeriod, NotEvaluated, Predikat, Rating, Ratings},
        id::{EmployeeId, PeriodId, SkpId},
    },
    error::Result,
    server::door::Tx,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use std::collections::HashSet;

/// The most plans of a team; more are a mistake of the personnel data.
const MAX_PLANS: i64 = 2_000;

/// An agreed plan whose work somebody evaluates.
#[derive(Debug)]
pub(crate) struct TeamPlan {
    pub skp: SkpId,
    pub person: String,
    pub post: String,
    pub unit: String,
    pub starts_on: Date,
    pub ends_on: Date,
    /// The code of the rule under which it was agreed on.
    pub regime: Option<String>,
    /// Whether it is the owner's last plan of its year.
    pub is_last: bool,
}

/// Returns the agreed plans from a year on whose evaluation is the task of `me` today, by name.
pub(crate) async fn team_plans(tx: &mut Tx, me: EmployeeId, from_year: i16) -> Result<Vec<TeamPlan>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"with led as (
            select p.id from assignment a join post p on p.agency_id = $1 and p.id = a.post_id and p.is_head
            where a.agency_id = $1 and a.employee_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
        ), people as (
            select a.employee_id from assessor a where a.agency_id = $1 and a.assessor_id = $2
            union
            -- Those of somebody who held the post and has left the agency.
            select a.employee_id from led l
            join assignment h on h.agency_id = $1 and h.post_id = l.id and h.employee_id <> $2
            join service_end s on s.agency_id = $1 and s.employee_id = h.employee_id and s.ends_on <= $3
            join assessor a on a.agency_id = $1 and a.assessor_id = h.employee_id
        )
        select k.id as "skp: SkpId", e.name as person, p.name as post,
            u.name as unit, k.starts_on as "starts_on: jiff_sqlx::Date", k.ends_on as "ends_on: jiff_sqlx::Date",
            k.regime, not exists (
                select from skp l where l.agency_id = $1 and l.employee_id = k.employee_id and l.year = k.year
                  and l.version is not null and (l.starts_on, l.id) > (k.starts_on, k.id)
            ) as "is_last!"
        from people m
        join skp k on k.agency_id = $1 and k.employee_id = m.employee_id and k.year >= $4 and k.version is not null
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        join post p on p.agency_id = $1 and p.id = k.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        where k.starts_on <= $3 and plan_evaluator($1, k.id, $3) = $2
        order by e.name, k.starts_on, k.id limit $5"#,
        agency.0,
        me.0,
        today.to_sqlx() as _,
        from_year,
        MAX_PLANS
    )
    .fetch_all(tx.db())
    .await?;
    let plan = rows.into_iter().map(|row| TeamPlan {
        skp: row.skp,
        person: row.person,
        post: row.post,
        unit: row.unit,
        starts_on: row.starts_on.to_jiff(),
        ends_on: row.ends_on.to_jiff(),
        regime: row.regime,
        is_last: row.is_last,
    });
    Ok(plan.collect())
}

/// Returns which evaluations of plans were signed.
pub(crate) async fn finals(tx: &mut Tx, plans: &[SkpId]) -> Result<HashSet<(SkpId, EvaluationPeriod)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.skp_id as "skp: SkpId", p.kind as "kind: PeriodKind", p.starts_on as "starts_on: jiff_sqlx::Date"
        from evaluation e join period p on p.agency_id = $1 and p.id = e.period_id
        where e.agency_id = $1 and e.skp_id = any ($2) and e.final_at is not null"#,
        agency.0,
        plans as &[SkpId]
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| (row.skp, EvaluationPeriod::containing(row.kind, row.starts_on.to_jiff()))).collect())
}

/// How far an evaluation has come, as its assessor sees it.
#[derive(Debug)]
pub(crate) struct TeamState {
    pub skp: SkpId,
    pub has_draft: bool,
    /// Whether it was signed, here or before versions were kept.
    pub is_final: bool,
    /// The ratings of the newest version.
    pub ratings: Option<Ratings>,
    pub predikat: Option<Predikat>,
    pub not_evaluated: Option<NotEvaluated>,
    pub released_at: Option<Timestamp>,
    pub acknowledgement: Option<Acknowledgement>,
    /// When the self-assessment was sent.
    pub self_sent_at: Option<Timestamp>,
}

/// Returns the states of plans in a period.
pub(crate) async fn states(tx: &mut Tx, plans: &[SkpId], period: PeriodId) -> Result<Vec<TeamState>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select k.id as "skp!: SkpId", e.draft is not null as "has_draft!", e.final_at is not null as "is_final!",
            v.results as "results?: Rating", v.conduct as "conduct?: Rating", v.predikat as "predikat?: Predikat",
            v.not_evaluated as "not_evaluated?: NotEvaluated", v.released_at as "released_at?: jiff_sqlx::Timestamp",
            v.acknowledgement as "acknowledgement?: Acknowledgement", s.sent_at as "sent_at?: jiff_sqlx::Timestamp"
        from unnest($2::uuid[]) k (id)
        left join evaluation e on e.agency_id = $1 and e.skp_id = k.id and e.period_id = $3
        left join lateral (
            select * from evaluation_version v where v.agency_id = $1 and v.skp_id = k.id and v.period_id = $3
            order by v.version desc limit 1
        ) v on true
        left join self_assessment s on s.agency_id = $1 and s.skp_id = k.id and s.period_id = $3"#,
        agency.0,
        plans as &[SkpId],
        period.0
    )
    .fetch_all(tx.db())
    .await?;
    let state = rows.into_iter().map(|row| TeamState {
        skp: row.skp,
        has_draft: row.has_draft,
        is_final: row.is_final,
        ratings: row.results.zip(row.conduct).map(|(results, conduct)| Ratings { results, conduct }),
        predikat: row.predikat,
        not_evaluated: row.not_evaluated,
        released_at: row.released_at.map(jiff_sqlx::Timestamp::to_jiff),
        acknowledgement: row.acknowledgement,
        self_sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(state.collect())
}

/// An own plan, or an own evaluation that was released.
#[derive(Debug)]
pub(crate) struct OwnRecord {
    pub skp: SkpId,
    pub starts_on: Date,
    pub ends_on: Date,
    pub regime: Option<String>,
    pub is_last: bool,
    /// Of each period in which something is stored that its owner may know: whether it is signed, when the self-assessment
    /// was sent, and the newest version once it is released.
    pub periods: Vec<OwnPeriod>,
}

/// What the owner knows about the evaluation of a period.
#[derive(Clone, Debug)]
pub(crate) struct OwnPeriod {
    pub period: EvaluationPeriod,
    pub is_final: bool,
    pub self_sent_at: Option<Timestamp>,
    pub released: Option<OwnRelease>,
}

/// A released version.
#[derive(Clone, Debug)]
pub(crate) struct OwnRelease {
    pub at: Timestamp,
    pub predikat: Option<Predikat>,
    pub not_evaluated: Option<NotEvaluated>,
    pub acknowledgement: Option<Acknowledgement>,
}

/// Returns the agreed plans of a person from a year on, the newest first, with what they may know of the evaluations.
pub(crate) async fn own(tx: &mut Tx, me: EmployeeId, from_year: i16) -> Result<Vec<OwnRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select k.id as "skp: SkpId", k.starts_on as "starts_on: jiff_sqlx::Date", k.ends_on as "ends_on: jiff_sqlx::Date",
            k.regime, not exists (
                select from skp l where l.agency_id = $1 and l.employee_id = k.employee_id and l.year = k.year
                  and l.version is not null and (l.starts_on, l.id) > (k.starts_on, k.id)
            ) as "is_last!", p.kind as "kind?: PeriodKind", p.starts_on as "since?: jiff_sqlx::Date",
            e.final_at is not null as "is_final!", s.sent_at as "sent_at?: jiff_sqlx::Timestamp",
            v.released_at as "released_at?: jiff_sqlx::Timestamp", v.predikat as "predikat?: Predikat",
            v.not_evaluated as "not_evaluated?: NotEvaluated", v.acknowledgement as "acknowledgement?: Acknowledgement"
        from skp k
        left join lateral (
            select period_id from evaluation where agency_id = $1 and skp_id = k.id
            union select period_id from self_assessment where agency_id = $1 and skp_id = k.id
        ) x on true
        left join period p on p.agency_id = $1 and p.id = x.period_id
        left join evaluation e on e.agency_id = $1 and e.skp_id = k.id and e.period_id = x.period_id
        left join self_assessment s on s.agency_id = $1 and s.skp_id = k.id and s.period_id = x.period_id
        left join lateral (
            select * from (
                select * from evaluation_version v
                where v.agency_id = $1 and v.skp_id = k.id and v.period_id = x.period_id
                order by v.version desc limit 1
            ) newest where newest.released_at is not null
        ) v on true
        where k.agency_id = $1 and k.employee_id = $2 and k.year >= $3 and k.version is not null and k.starts_on <= $4
        order by k.starts_on desc, k.id, p.starts_on"#,
        agency.0,
        me.0,
        from_year,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let mut plans: Vec<OwnRecord> = vec![];
    for row in rows {
        if plans.last().is_none_or(|plan| plan.skp != row.skp) {
            let (starts_on, ends_on) = (row.starts_on.to_jiff(), row.ends_on.to_jiff());
            let (regime, is_last) = (row.regime, row.is_last);
            plans.push(OwnRecord { skp: row.skp, starts_on, ends_on, regime, is_last, periods: vec![] });
        }
        let (Some(plan), Some((kind, since))) = (plans.last_mut(), row.kind.zip(row.since)) else { continue };
        plan.periods.push(OwnPeriod {
            period: EvaluationPeriod::containing(kind, since.to_jiff()),
            is_final: row.is_final,
            self_sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
            released: row.released_at.map(|at| OwnRelease {
                at: at.to_jiff(),
                predikat: row.predikat,
                not_evaluated: row.not_evaluated,
                acknowledgement: row.acknowledgement,
            }),
        });
    }
    Ok(plans)
}
