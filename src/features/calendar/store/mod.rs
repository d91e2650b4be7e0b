//! Holidays and due days in the database.

mod pilot;
mod rule;

pub(crate) use pilot::{insert_pilot_unit, judge_anew, locked_pilot, pilot_unit, remove_pilot_unit, save_pilot};
pub(crate) use rule::{save_rule, save_week};

use crate::{
    domain::{
        calendar::{DeadlineRules, Period, PeriodKind},
        id::{PeriodId, UnitId},
        skp::PlanDeadline,
    },
    error::Result,
    server::door::Tx,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// A local holiday.
#[derive(Debug)]
pub(crate) struct LocalHoliday {
    pub on: Date,
    pub name: String,
    pub entered_by: String,
    pub entered_on: Date,
}

/// Returns the local holidays from a day on.
pub(crate) async fn holidays(tx: &mut Tx, since: Date) -> Result<Vec<LocalHoliday>> {
    let (agency, zone) = (tx.actor.agency, tx.actor.zone);
    let rows = sqlx::query!(
        r#"select day as "day: jiff_sqlx::Date", name, entered_by, entered_at as "entered_at: jiff_sqlx::Timestamp"
        from holiday
        where agency_id = $1 and day >= $2 order by day limit 1000"#,
        agency.0,
        since.to_sqlx() as _
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    let holidays = rows.map(|row| LocalHoliday {
        on: row.day.to_jiff(),
        name: row.name,
        entered_by: row.entered_by,
        entered_on: zone.day(row.entered_at.to_jiff()),
    });
    Ok(holidays.collect())
}

/// Returns the local holiday on a day.
pub(crate) async fn holiday(tx: &mut Tx, on: Date) -> Result<Option<LocalHoliday>> {
    Ok(holidays(tx, on).await?.into_iter().next().filter(|holiday| holiday.on == on))
}

/// Stores a local holiday that the caller enters now; `false` if the day is one already.
pub(crate) async fn insert(tx: &mut Tx, on: Date, name: &str) -> Result<bool> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    let inserted = sqlx::query!(
        "insert into holiday (agency_id, day, name, entered_at, entered_by) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        agency.0,
        on.to_sqlx() as _,
        name,
        now.to_sqlx() as _,
        by
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}

/// Removes a local holiday and returns its name; `None` if the day is none.
pub(crate) async fn remove(tx: &mut Tx, on: Date) -> Result<Option<String>> {
    let agency = tx.actor.agency;
    let name = sqlx::query_scalar!(
        "delete from holiday where agency_id = $1 and day = $2 returning name",
        agency.0,
        on.to_sqlx() as _
    );
    Ok(name.fetch_optional(tx.db()).await?)
}

/// A period with why its due day was moved.
#[derive(Debug)]
pub(crate) struct StoredPeriod {
    pub id: PeriodId,
    pub period: Period,
    pub reason: Option<String>,
}

impl StoredPeriod {
    /// Returns it with the due day by rule, unless somebody has moved it.
    fn by(self, rules: &DeadlineRules) -> Self {
        Self { period: rules.applied_to(self.period, self.reason.is_some()), ..self }
    }
}

/// Days after its end in which a period is due by whatever rule, and until which it can be moved.
const MAX_OPEN_DAYS: i32 = 130;

/// Returns the periods that end or are due on a day or later, by their due days.
pub(crate) async fn periods(tx: &mut Tx, rules: &DeadlineRules, since: Date) -> Result<Vec<StoredPeriod>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id: PeriodId", kind as "kind: PeriodKind", starts_on as "starts_on: jiff_sqlx::Date",
            ends_on as "ends_on: jiff_sqlx::Date", due_on as "due_on: jiff_sqlx::Date", due_reason,
            exists (
                select from due_extension x where x.agency_id = $1 and x.period_id = p.id and x.due_on >= $2
            ) as "is_extended!"
        from period p where agency_id = $1 and ends_on >= $2::date - $3::int
        order by kind, starts_on limit 400"#,
        agency.0,
        since.to_sqlx() as _,
        MAX_OPEN_DAYS
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    let stored = rows.map(|row| {
        let period = Period {
            kind: row.kind,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            due_on: row.due_on.to_jiff(),
        };
        (StoredPeriod { id: row.id, period, reason: row.due_reason }.by(rules), row.is_extended)
    });
    let is_open = |stored: &StoredPeriod| stored.period.ends_on.max(stored.period.due_on) >= since;
    let mut open: Vec<StoredPeriod> =
        stored.filter(|(stored, is_extended)| *is_extended || is_open(stored)).map(|(stored, _)| stored).collect();
    open.sort_by_key(|stored| stored.period.due_on);
    Ok(open)
}

/// Returns a period and locks it until this transaction ends.
pub(crate) async fn locked(tx: &mut Tx, rules: &DeadlineRules, id: PeriodId) -> Result<Option<StoredPeriod>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select kind as "kind: PeriodKind", starts_on as "starts_on: jiff_sqlx::Date",
            ends_on as "ends_on: jiff_sqlx::Date", due_on as "due_on: jiff_sqlx::Date", due_reason
        from period where agency_id = $1 and id = $2 for update"#,
        agency.0,
        id.0
    );
    let stored = row.fetch_optional(tx.db()).await?.map(|row| StoredPeriod {
        id,
        period: Period {
            kind: row.kind,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            due_on: row.due_on.to_jiff(),
        },
        reason: row.due_reason,
    });
    Ok(stored.map(|stored| stored.by(rules)))
}

/// Moves the due day of a period.
pub(crate) async fn set_due_on(tx: &mut Tx, id: PeriodId, due_on: Date, reason: &str) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "update period set due_on = $3, due_reason = $4 where agency_id = $1 and id = $2",
        agency.0,
        id.0,
        due_on.to_sqlx() as _,
        reason
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// What a unit was given longer.
#[derive(Debug)]
pub(crate) struct Extension {
    pub period: PeriodId,
    pub unit: UnitId,
    pub name: String,
    pub due_on: Date,
    pub reason: String,
}

/// Returns what units were given longer for these periods, by day and name.
pub(crate) async fn extensions(tx: &mut Tx, periods: &[PeriodId]) -> Result<Vec<Extension>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select x.period_id as "period: PeriodId", x.unit_id as "unit: UnitId", u.name,
            x.due_on as "due_on: jiff_sqlx::Date", x.reason
        from due_extension x join unit u on u.agency_id = $1 and u.id = x.unit_id
        where x.agency_id = $1 and x.period_id = any ($2) order by x.due_on, u.name, u.id limit 1000"#,
        agency.0,
        periods as &[PeriodId]
    );
    let rows = rows.fetch_all(tx.db()).await?.into_iter();
    let extension = rows.map(|row| Extension {
        period: row.period,
        unit: row.unit,
        name: row.name,
        due_on: row.due_on.to_jiff(),
        reason: row.reason,
    });
    Ok(extension.collect())
}

/// Returns until when a unit was given longer for a period, and why.
pub(crate) async fn extension(tx: &mut Tx, period: PeriodId, unit: UnitId) -> Result<Option<(Date, String)>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select due_on as "due_on: jiff_sqlx::Date", reason from due_extension
        where agency_id = $1 and period_id = $2 and unit_id = $3"#,
        agency.0,
        period.0,
        unit.0
    );
    Ok(row.fetch_optional(tx.db()).await?.map(|row| (row.due_on.to_jiff(), row.reason)))
}

/// Stores until when the caller gives a unit longer for a period.
pub(crate) async fn extend(tx: &mut Tx, (period, unit): (PeriodId, UnitId), due_on: Date, reason: &str) -> Result<()> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    sqlx::query!(
        "insert into due_extension (agency_id, period_id, unit_id, due_on, reason, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (agency_id, period_id, unit_id) do update set due_on = excluded.due_on, reason = excluded.reason,
            entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        agency.0,
        period.0,
        unit.0,
        due_on.to_sqlx() as _,
        reason,
        now.to_sqlx() as _,
        by
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Removes what a unit was given longer for a period, and returns until when it was.
pub(crate) async fn remove_extension(tx: &mut Tx, period: PeriodId, unit: UnitId) -> Result<Option<Date>> {
    let agency = tx.actor.agency;
    let day = sqlx::query_scalar!(
        r#"delete from due_extension where agency_id = $1 and period_id = $2 and unit_id = $3
        returning due_on as "due_on: jiff_sqlx::Date""#,
        agency.0,
        period.0,
        unit.0
    );
    Ok(day.fetch_optional(tx.db()).await?.map(jiff_sqlx::Date::to_jiff))
}

/// A unit with the one above it.
#[derive(Debug)]
pub(crate) struct NamedUnit {
    pub id: UnitId,
    pub name: String,
    pub above: Option<String>,
}

/// Returns units whose name, or name with that of the unit above, contains `wanted` in lower case; the shortest names
/// first.
pub(crate) async fn units_named(tx: &mut Tx, wanted: &str) -> Result<Vec<NamedUnit>> {
    let agency = tx.actor.agency;
    let units = sqlx::query_as!(
        NamedUnit,
        r#"select u.id as "id: UnitId", u.name, a.name as "above?"
        from unit u left join unit a on a.agency_id = $1 and a.id = u.parent_id
        where u.agency_id = $1 and position($2 in lower(concat_ws(', ', u.name, a.name))) > 0
        order by length(u.name), u.name, u.id limit 20"#,
        agency.0,
        wanted
    );
    Ok(units.fetch_all(tx.db()).await?)
}

/// Stores until when the plans of a year are to be submitted, as the caller sets it now.
pub(crate) async fn ask_plans(tx: &mut Tx, deadline: &PlanDeadline) -> Result<()> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    sqlx::query!(
        "insert into plan_deadline (agency_id, year, due_on, source, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (agency_id, year) do update set due_on = excluded.due_on, source = excluded.source,
            entered_at = excluded.entered_at, entered_by = excluded.entered_by",
        agency.0,
        deadline.year,
        deadline.due_on.to_sqlx() as _,
        deadline.source,
        now.to_sqlx() as _,
        by
    )
    .execute(tx.db())
    .await?;
    Ok(())
}
