//! The evaluations of a unit side by side, what superiors say about them, and how predikat were spread.

use crate::{
    domain::{
        evaluation::{
            Distribution, EvaluationId, Mark, NotEvaluated, Predikat, Rating, Ratings, Stance, UnitAchievement,
        },
        id::{EmployeeId, PeriodId, SkpId, UnitId},
        text::Note,
    },
    error::Result,
    server::door::Tx,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// The people of a board: those of a unit and the units below it without its head, whom somebody above evaluates. Of the agency
/// itself they are the heads directly below it, and those without a head's post who work in none. Never the reader. Who has
/// several plans stands there with the last one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Board {
    pub unit: UnitId,
    pub is_agency: bool,
    pub period: PeriodId,
    /// The days of the period.
    pub span: (Date, Date),
    /// Who reads it.
    pub me: EmployeeId,
}

/// The newest signed version of somebody.
#[derive(Clone, Debug)]
pub(crate) struct SignedRecord {
    pub skp: SkpId,
    pub version: i16,
    pub ratings: Option<Ratings>,
    pub predikat: Option<Predikat>,
    pub not_evaluated: Option<NotEvaluated>,
    pub is_released: bool,
}

/// Returns the newest signed versions of a board's people.
pub(crate) async fn signed(tx: &mut Tx, board: Board) -> Result<Vec<SignedRecord>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select distinct on (k.employee_id) k.id as "skp!: SkpId", v.version as "version!",
            v.results as "results: Rating", v.conduct as "conduct: Rating", v.predikat as "predikat: Predikat",
            v.not_evaluated as "not_evaluated: NotEvaluated", v.released_at is not null as "is_released!"
        from board_posts($1, $2, $3) q
        -- Post by post: how many a board has, is not known to the plan of the statement.
        cross join lateral (
            select * from skp
            where agency_id = $1 and post_id = q.id and version is not null and employee_id <> $4
              and starts_on <= $7 and ends_on >= $6
            offset 0
        ) k
        cross join lateral (
            select * from evaluation_version v where v.agency_id = $1 and v.skp_id = k.id and v.period_id = $5
            order by v.version desc limit 1
        ) v
        -- Who moved within the unit stands there once.
        order by k.employee_id, k.starts_on desc, k.id desc"#,
        agency.0,
        board.unit.0,
        board.is_agency,
        board.me.0,
        board.period.0,
        board.span.0.to_sqlx() as _,
        board.span.1.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| SignedRecord {
        skp: row.skp,
        version: row.version,
        ratings: row.results.zip(row.conduct).map(|(results, conduct)| Ratings { results, conduct }),
        predikat: row.predikat,
        not_evaluated: row.not_evaluated,
        is_released: row.is_released,
    });
    Ok(record.collect())
}

/// Whether the reader stands on a board, too: then their own predikat is among those that were spread.
pub(crate) async fn is_on_board(tx: &mut Tx, board: Board) -> Result<bool> {
    let agency = tx.actor.agency;
    let found = sqlx::query_scalar!(
        r#"select exists (
            select from skp k
            where k.agency_id = $1 and k.employee_id = $4 and k.version is not null and k.starts_on <= $6 and k.ends_on >= $5
              and k.post_id in (select q.id from board_posts($1, $2, $3) q)
        ) as "found!""#,
        agency.0,
        board.unit.0,
        board.is_agency,
        board.me.0,
        board.span.0.to_sqlx() as _,
        board.span.1.to_sqlx() as _
    );
    Ok(found.fetch_one(tx.db()).await?)
}

/// Returns who reads the boards on which the owner of a plan stands, without the owner.
pub(crate) async fn leaders_of_plan(tx: &mut Tx, skp: SkpId) -> Result<Vec<EmployeeId>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let found = sqlx::query_scalar!(
        r#"select l.id as "id!: EmployeeId"
        from skp k
        join post p on p.agency_id = $1 and p.id = k.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        cross join lateral unit_leaders(
            $1, case when p.is_head then coalesce(u.parent_id, u.id) else u.id end, $3) l
        where k.agency_id = $1 and k.id = $2 and l.id <> k.employee_id"#,
        agency.0,
        skp.0,
        today.to_sqlx() as _
    );
    Ok(found.fetch_all(tx.db()).await?)
}

/// Returns who reads the board of a unit.
pub(crate) async fn leaders_of_unit(tx: &mut Tx, unit: UnitId) -> Result<Vec<EmployeeId>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let found = sqlx::query_scalar!(
        r#"select l.id as "id!: EmployeeId" from unit_leaders($1, $2, $3) l"#,
        agency.0,
        unit.0,
        today.to_sqlx() as _
    );
    Ok(found.fetch_all(tx.db()).await?)
}

/// Makes others who set the spread of a unit in a period wait until the transaction ends.
pub(crate) async fn lock_spread(tx: &mut Tx, unit: UnitId, period: PeriodId) -> Result<()> {
    let agency = tx.actor.agency;
    let place = format!("spread {} {} {}", agency.0, unit.0, period.0);
    sqlx::query!("select 1 as locked from pg_advisory_xact_lock(hashtextextended($1, 0))", place)
        .fetch_all(tx.db())
        .await?;
    Ok(())
}

/// Agreed plans of a board's people by the rule under which they were agreed on.
#[derive(Debug)]
pub(crate) struct PlanCount {
    /// The code of the rule.
    pub regime: Option<String>,
    /// Whether they are the last ones of their owners' year.
    pub is_last: bool,
    pub plans: i64,
}

/// Returns how many agreed plans a board's people have in its period.
pub(crate) async fn plan_counts(tx: &mut Tx, board: Board) -> Result<Vec<PlanCount>> {
    let agency = tx.actor.agency;
    let counts = sqlx::query_as!(
        PlanCount,
        r#"with plans as (
            select distinct on (k.employee_id) k.regime, not exists (
                select from skp l where l.agency_id = $1 and l.employee_id = k.employee_id and l.year = k.year
                  and l.version is not null and (l.starts_on, l.id) > (k.starts_on, k.id)
            ) as is_last
            from board_posts($1, $2, $3) q
            cross join lateral (
                select * from skp
                where agency_id = $1 and post_id = q.id and version is not null and employee_id <> $4
                  and starts_on <= $6 and ends_on >= $5
                offset 0
            ) k
            order by k.employee_id, k.starts_on desc, k.id desc
        )
        select regime, is_last as "is_last!", count(*) as "plans!" from plans group by regime, is_last"#,
        agency.0,
        board.unit.0,
        board.is_agency,
        board.me.0,
        board.span.0.to_sqlx() as _,
        board.span.1.to_sqlx() as _
    );
    Ok(counts.fetch_all(tx.db()).await?)
}

/// Whose evaluation a card shows.
#[derive(Debug)]
pub(crate) struct CardRecord {
    pub skp: SkpId,
    pub person: String,
    pub post: String,
    pub unit: String,
}

/// Returns whose plans these are, by name.
pub(crate) async fn cards(tx: &mut Tx, plans: &[SkpId]) -> Result<Vec<CardRecord>> {
    let agency = tx.actor.agency;
    let cards = sqlx::query_as!(
        CardRecord,
        r#"select k.id as "skp: SkpId", e.name as person, p.name as post, u.name as unit
        from skp k
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        join post p on p.agency_id = $1 and p.id = k.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        where k.agency_id = $1 and k.id = any ($2) order by e.name, k.id"#,
        agency.0,
        plans as &[SkpId]
    );
    Ok(cards.fetch_all(tx.db()).await?)
}

/// What a superior has said last.
#[derive(Clone, Debug)]
pub(crate) struct MarkRecord {
    pub id: Uuid,
    pub skp: SkpId,
    pub mark: Mark,
    pub author: String,
}

/// Returns what each superior has said last about evaluations of a period, the newest first.
pub(crate) async fn marks(tx: &mut Tx, plans: &[SkpId], period: PeriodId) -> Result<Vec<MarkRecord>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select * from (
            select distinct on (m.skp_id, m.marked_by) m.id, m.skp_id as "skp: SkpId", m.version, m.stance,
                m.results as "results: Rating", m.conduct as "conduct: Rating", m.note,
                m.marked_at as "marked_at: jiff_sqlx::Timestamp", m.marked_by as "marked_by: EmployeeId", e.name
            from calibration_mark m join employee e on e.agency_id = $1 and e.id = m.marked_by
            where m.agency_id = $1 and m.skp_id = any ($2) and m.period_id = $3
            order by m.skp_id, m.marked_by, m.marked_at desc, m.id
        ) newest order by 8 desc, id"#,
        agency.0,
        plans as &[SkpId],
        period.0
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| MarkRecord {
        id: row.id,
        skp: row.skp,
        mark: Mark {
            by: row.marked_by,
            at: row.marked_at.to_jiff(),
            version: row.version,
            stance: if row.stance == "agree" { Stance::Agree } else { Stance::Question },
            proposal: row.results.zip(row.conduct).map(|(results, conduct)| Ratings { results, conduct }),
            note: row.note.and_then(|note| Note::parse(&note).ok()),
        },
        author: row.name,
    });
    Ok(record.collect())
}

/// Stores what a superior says; `false` if its id is there already.
pub(crate) async fn insert_mark(
    tx: &mut Tx,
    id: Uuid,
    evaluation: EvaluationId,
    period: PeriodId,
    mark: &Mark,
) -> Result<bool> {
    let agency = tx.actor.agency;
    let stance = match mark.stance {
        Stance::Agree => "agree",
        Stance::Question => "question",
    };
    let inserted = sqlx::query!(
        "insert into calibration_mark
            (agency_id, id, skp_id, period_id, version, stance, results, conduct, note, marked_at, marked_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (agency_id, id) do nothing",
        agency.0,
        id,
        evaluation.skp.0,
        period.0,
        mark.version,
        stance,
        mark.proposal.map(|place| place.results) as _,
        mark.proposal.map(|place| place.conduct) as _,
        mark.note.as_ref().map(Note::as_str),
        mark.at.to_sqlx() as _,
        mark.by.0
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}

/// How predikat were spread when a leader set that.
#[derive(Clone, Debug)]
pub(crate) struct SpreadRecord {
    pub id: Uuid,
    pub level: UnitAchievement,
    pub people: Distribution,
    pub departures: Vec<String>,
    pub reason: Option<String>,
    pub signed_at: Timestamp,
    /// Name and post of that day.
    pub signer: (String, String),
}

/// Returns how the predikat of a unit were set to be spread in a period, the newest first.
pub(crate) async fn spreads(tx: &mut Tx, unit: UnitId, period: PeriodId) -> Result<Vec<SpreadRecord>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select d.id, d.level as "level: UnitAchievement", d.people, d.departures, d.reason,
            d.signed_at as "signed_at: jiff_sqlx::Timestamp", e.name, d.signed_as
        from predikat_distribution d join employee e on e.agency_id = $1 and e.id = d.signed_by
        where d.agency_id = $1 and d.unit_id = $2 and d.period_id = $3 order by d.signed_at desc, d.id limit 20"#,
        agency.0,
        unit.0,
        period.0
    )
    .fetch_all(tx.db())
    .await?;
    let record = rows.into_iter().map(|row| {
        let mut people = [0; 5];
        for (count, stored) in people.iter_mut().zip(row.people) {
            *count = u32::try_from(stored).unwrap_or(0);
        }
        SpreadRecord {
            id: row.id,
            level: row.level,
            people: Distribution(people),
            departures: row.departures,
            reason: row.reason,
            signed_at: row.signed_at.to_jiff(),
            signer: (row.name, row.signed_as),
        }
    });
    Ok(record.collect())
}

/// Stores how the predikat of a unit are spread, as the caller sets it now; `false` if its id is there already.
pub(crate) async fn insert_spread(
    tx: &mut Tx,
    (id, by): (Uuid, EmployeeId),
    (unit, period): (UnitId, PeriodId),
    (level, people): (UnitAchievement, Distribution),
    (departures, reason): (&[String], Option<&Note>),
) -> Result<bool> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let people: Vec<i32> = people.0.iter().map(|count| i32::try_from(*count).unwrap_or(i32::MAX)).collect();
    let inserted = sqlx::query!(
        "insert into predikat_distribution
            (agency_id, id, unit_id, period_id, level, people, departures, reason, signed_at, signed_by, signed_as)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce(
            (select post from current_post where agency_id = $1 and employee_id = $10 limit 1), ''))
         on conflict (agency_id, id) do nothing",
        agency.0,
        id,
        unit.0,
        period.0,
        level as _,
        &people,
        departures,
        reason.map(Note::as_str),
        now.to_sqlx() as _,
        by.0
    );
    Ok(inserted.execute(tx.db()).await?.rows_affected() == 1)
}
