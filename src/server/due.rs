//! Until when reports about plans are in time: the due days of the agency and the rules that the plans have recorded.

use super::{calendar, door::Tx, regime};
use crate::{
    domain::{
        calendar::{DueDays, Period, PeriodKind, Zone},
        id::{SkpId, UnitId},
        regime::RecordedPeriods,
        rhythm::{DueRule, Receipt},
    },
    error::Result,
};
use jiff::{Timestamp, civil::Date};
use std::collections::HashMap;

/// Judges whether reports about plans were late.
#[derive(Debug)]
pub(crate) struct DueRules {
    days: DueDays,
    zone: Zone,
    /// The unit of each plan's post, and the periods of its versions.
    plans: HashMap<SkpId, (UnitId, RecordedPeriods)>,
}

impl DueRules {
    /// Returns those of some plans.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of(tx: &mut Tx, plans: &[SkpId]) -> Result<Self> {
        let zone = tx.actor.zone;
        let plans = recorded(tx, plans).await?;
        let units: Vec<UnitId> = plans.values().map(|(unit, _)| *unit).collect();
        let rules = calendar::rules(tx).await?;
        let opened = opened(tx).await?.into_iter().map(|(period, is_moved)| rules.applied_to(period, is_moved));
        let days = DueDays::new(opened.collect(), extended(tx, &units).await?).ruled_by(rules);
        Ok(Self { days, zone, plans })
    }

    /// Returns whether a report about an indicator of a plan was late. `asked_from` is that of the indicator.
    pub(crate) fn is_late(&self, plan: SkpId, asked_from: Option<Date>, report: Receipt) -> bool {
        let Some((unit, periods)) = self.plans.get(&plan) else { return false };
        DueRule { days: &self.days, zone: self.zone, unit: *unit, periods, asked_from }.is_late(report)
    }
}

/// Returns the unit of each plan's post, and the periods of its versions.
async fn recorded(tx: &mut Tx, plans: &[SkpId]) -> Result<HashMap<SkpId, (UnitId, RecordedPeriods)>> {
    let agency = tx.actor.agency;
    let rules = regime::rules(tx.db(), agency).await?;
    let rows = sqlx::query!(
        r#"select k.id as "skp!: SkpId", p.unit_id as "unit!: UnitId", v.agreed_at as "since!: jiff_sqlx::Timestamp",
            v.regime
        from skp k
        join post p on p.agency_id = $1 and p.id = k.post_id
        cross join lateral (
            select k.agreed_at, k.regime
            union all
            select r.agreed_at, r.regime from skp_revision r
            where r.agency_id = $1 and r.skp_id = k.id and r.state = 'replaced'
        ) v
        where k.agency_id = $1 and k.id = any ($2) and v.agreed_at is not null"#,
        agency.0,
        plans as &[SkpId]
    );
    let mut versions = HashMap::<SkpId, (UnitId, Vec<(Timestamp, PeriodKind)>)>::new();
    for row in rows.fetch_all(tx.db()).await? {
        let (_, of_plan) = versions.entry(row.skp).or_insert_with(|| (row.unit, vec![]));
        of_plan.push((row.since.to_jiff(), rules.periods_of(row.regime.as_deref())));
    }
    let recorded = versions.into_iter().map(|(skp, (unit, versions))| (skp, (unit, RecordedPeriods::new(versions))));
    Ok(recorded.collect())
}

/// Returns the periods of the agency with their stored due days, and whether somebody moved them.
async fn opened(tx: &mut Tx) -> Result<Vec<(Period, bool)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select kind as "kind: PeriodKind", starts_on as "starts_on: jiff_sqlx::Date",
            ends_on as "ends_on: jiff_sqlx::Date", due_on as "due_on: jiff_sqlx::Date",
            due_reason is not null as "is_moved!"
        from period where agency_id = $1"#,
        agency.0
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    let period = rows.map(|row| {
        let (starts_on, ends_on, due_on) = (row.starts_on.to_jiff(), row.ends_on.to_jiff(), row.due_on.to_jiff());
        (Period { kind: row.kind, starts_on, ends_on, due_on }, row.is_moved)
    });
    Ok(period.collect())
}

/// Returns the periods that have a due day of their own for one of these units, or for one above it.
async fn extended(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<(UnitId, Period)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select t.id as "unit!: UnitId", p.kind as "kind: PeriodKind", p.starts_on as "starts_on: jiff_sqlx::Date",
            p.ends_on as "ends_on: jiff_sqlx::Date", x.due_on as "due_on: jiff_sqlx::Date"
        from due_extension x
        join period p on p.agency_id = $1 and p.id = x.period_id
        cross join lateral unit_tree($1, x.unit_id) t
        where x.agency_id = $1 and t.id = any ($2)"#,
        agency.0,
        units as &[UnitId]
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    let extended = rows.map(|row| {
        let (starts_on, ends_on, due_on) = (row.starts_on.to_jiff(), row.ends_on.to_jiff(), row.due_on.to_jiff());
        (row.unit, Period { kind: row.kind, starts_on, ends_on, due_on })
    });
    Ok(extended.collect())
}
