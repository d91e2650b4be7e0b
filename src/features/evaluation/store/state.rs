//! An evaluation with its versions, and what its owner says about the own work.

use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{
            Acknowledgement, Evaluation, EvaluationContent, EvaluationId, EvaluationPeriod, EvaluationVersion,
            Predikat, SelfAssessment,
        },
        id::{EmployeeId, PeriodId, SkpId},
        text::Note,
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;

/// An evaluation with the names of its signers.
#[derive(Debug)]
pub(crate) struct StoredEvaluation {
    pub evaluation: Evaluation,
    /// When the draft was last saved.
    pub drafted_at: Option<Timestamp>,
    /// Whether reports about the period are taken no more.
    pub is_final: bool,
    /// Name and post of the signer of each version.
    pub signers: Vec<(String, String)>,
}

/// Returns an evaluation; a blank one where nobody has written yet.
pub(crate) async fn stored(
    tx: &mut Tx,
    id: EvaluationId,
    employee: EmployeeId,
    period: PeriodId,
) -> Result<StoredEvaluation> {
    let agency = tx.actor.agency;
    let head = sqlx::query!(
        r#"select draft as "draft: Json<EvaluationContent>", drafted_at as "drafted_at: jiff_sqlx::Timestamp",
            final_at is not null as "is_final!"
        from evaluation where agency_id = $1 and skp_id = $2 and period_id = $3"#,
        agency.0,
        id.skp.0,
        period.0
    )
    .fetch_optional(tx.db())
    .await?;
    let mut found = StoredEvaluation {
        evaluation: Evaluation::blank(id, employee),
        drafted_at: None,
        is_final: false,
        signers: vec![],
    };
    let Some(head) = head else { return Ok(found) };
    found.drafted_at = head.drafted_at.map(jiff_sqlx::Timestamp::to_jiff);
    found.is_final = head.is_final;
    found.evaluation.draft = head.draft.map(|Json(draft)| draft);
    let rows = sqlx::query!(
        r#"select v.version, v.content as "content: Json<EvaluationContent>", v.predikat as "predikat: Predikat", v.reason,
            v.signed_at as "signed_at: jiff_sqlx::Timestamp", v.signed_by as "signed_by: EmployeeId", v.signed_as,
            v.released_at as "released_at: jiff_sqlx::Timestamp", v.acknowledgement as "said: Acknowledgement",
            v.acknowledged_at as "said_at: jiff_sqlx::Timestamp", e.name as signer
        from evaluation_version v join employee e on e.agency_id = $1 and e.id = v.signed_by
        where v.agency_id = $1 and v.skp_id = $2 and v.period_id = $3 order by v.version"#,
        agency.0,
        id.skp.0,
        period.0
    )
    .fetch_all(tx.db())
    .await?;
    for row in rows {
        found.signers.push((row.signer, row.signed_as));
        found.evaluation.versions.push(EvaluationVersion {
            number: row.version,
            content: row.content.0,
            predikat: row.predikat,
            reason: row.reason.and_then(|reason| Note::parse(&reason).ok()),
            signed_at: row.signed_at.to_jiff(),
            signed_by: row.signed_by,
            released_at: row.released_at.map(jiff_sqlx::Timestamp::to_jiff),
            acknowledged: row.said.zip(row.said_at.map(jiff_sqlx::Timestamp::to_jiff)),
        });
    }
    Ok(found)
}

/// Returns the newest version of each evaluation of a person that was released, of a year or of all, the newest first.
pub(crate) async fn released(
    tx: &mut Tx,
    person: EmployeeId,
    year: Option<i16>,
) -> Result<Vec<(EvaluationId, EvaluationVersion)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select e.skp_id as "skp: SkpId", p.kind as "kind: PeriodKind", p.starts_on as "starts_on: jiff_sqlx::Date",
            v.version, v.content as "content: Json<EvaluationContent>", v.predikat as "predikat: Predikat", v.reason,
            v.signed_at as "signed_at: jiff_sqlx::Timestamp", v.signed_by as "signed_by: EmployeeId",
            v.released_at as "released_at: jiff_sqlx::Timestamp", v.acknowledgement as "said: Acknowledgement",
            v.acknowledged_at as "said_at: jiff_sqlx::Timestamp"
        from evaluation e
        join period p on p.agency_id = $1 and p.id = e.period_id
        cross join lateral (
            select * from evaluation_version v
            where v.agency_id = $1 and v.skp_id = e.skp_id and v.period_id = e.period_id
            order by v.version desc limit 1
        ) v
        where e.agency_id = $1 and e.employee_id = $2 and v.released_at is not null
          and ($3::int2 is null or extract(year from p.starts_on) = $3)
        order by p.ends_on desc, p.starts_on desc, e.skp_id limit 200"#,
        agency.0,
        person.0,
        year
    )
    .fetch_all(tx.db())
    .await?;
    let found = rows.into_iter().map(|row| {
        let period = EvaluationPeriod::containing(row.kind, row.starts_on.to_jiff());
        let version = EvaluationVersion {
            number: row.version,
            content: row.content.0,
            predikat: row.predikat,
            reason: row.reason.and_then(|reason| Note::parse(&reason).ok()),
            signed_at: row.signed_at.to_jiff(),
            signed_by: row.signed_by,
            released_at: row.released_at.map(jiff_sqlx::Timestamp::to_jiff),
            acknowledged: row.said.zip(row.said_at.map(jiff_sqlx::Timestamp::to_jiff)),
        };
        (EvaluationId { skp: row.skp, period }, version)
    });
    Ok(found.collect())
}

/// Saves what the assessor writes.
pub(crate) async fn save_draft(tx: &mut Tx, evaluation: &Evaluation, period: PeriodId) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "insert into evaluation (agency_id, employee_id, skp_id, period_id, draft, drafted_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (agency_id, skp_id, period_id) do update set draft = excluded.draft, drafted_at = excluded.drafted_at",
        agency.0,
        evaluation.employee.0,
        evaluation.id.skp.0,
        period.0,
        Json(&evaluation.draft) as _,
        now.to_sqlx() as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Removes what the assessor was writing.
pub(crate) async fn delete_draft(tx: &mut Tx, id: EvaluationId, period: PeriodId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "update evaluation set draft = null, drafted_at = null where agency_id = $1 and skp_id = $2 and period_id = $3",
        agency.0,
        id.skp.0,
        period.0
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Makes reports of somebody wait until the transaction ends: what is signed is signed about what had arrived by then.
pub(crate) async fn lock_person(tx: &mut Tx, person: EmployeeId) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        r#"select 1 as "locked!" from person_standing where agency_id = $1 and employee_id = $2 for update"#,
        agency.0,
        person.0
    )
    .fetch_all(tx.db())
    .await?;
    Ok(())
}

/// Stores the version that was just signed: the draft goes, and the first one is final.
pub(crate) async fn insert_version(
    tx: &mut Tx,
    id: EvaluationId,
    period: PeriodId,
    version: &EvaluationVersion,
) -> Result<()> {
    let agency = tx.actor.agency;
    let content = &version.content;
    let ratings = content.ratings();
    sqlx::query!(
        "with head as (
            update evaluation set draft = null, drafted_at = null, final_at = coalesce(final_at, $10)
            where agency_id = $1 and skp_id = $2 and period_id = $3
        )
        insert into evaluation_version (agency_id, skp_id, period_id, version, content, results, conduct, predikat,
            not_evaluated, signed_at, signed_by, signed_as, reason, released_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce(
            (select post from current_post where agency_id = $1 and employee_id = $11 limit 1), ''), $12, $13)",
        agency.0,
        id.skp.0,
        period.0,
        version.number,
        Json(content) as _,
        ratings.map(|ratings| ratings.results) as _,
        ratings.map(|ratings| ratings.conduct) as _,
        version.predikat as _,
        content.not_evaluated as _,
        version.signed_at.to_sqlx() as _,
        version.signed_by.0,
        version.reason.as_ref().map(Note::as_str),
        version.released_at.map(ToSqlx::to_sqlx) as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Stores when a version was released.
pub(crate) async fn release(
    tx: &mut Tx,
    id: EvaluationId,
    period: PeriodId,
    version: &EvaluationVersion,
) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "update evaluation_version set released_at = $5
         where agency_id = $1 and skp_id = $2 and period_id = $3 and version = $4",
        agency.0,
        id.skp.0,
        period.0,
        version.number,
        version.released_at.map(ToSqlx::to_sqlx) as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Stores what the rated person says about a version.
pub(crate) async fn answer(tx: &mut Tx, id: EvaluationId, period: PeriodId, version: &EvaluationVersion) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "update evaluation_version set acknowledgement = $5, acknowledged_at = $6
         where agency_id = $1 and skp_id = $2 and period_id = $3 and version = $4",
        agency.0,
        id.skp.0,
        period.0,
        version.number,
        version.acknowledged.map(|(said, _)| said) as _,
        version.acknowledged.map(|(_, at)| at.to_sqlx()) as _
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// What somebody says about the own work.
#[derive(Debug, Default)]
pub(crate) struct SelfRecord {
    pub content: SelfAssessment,
    pub saved_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
}

/// Returns what the owner of a plan says about the own work in a period.
pub(crate) async fn self_assessment(tx: &mut Tx, id: EvaluationId, period: PeriodId) -> Result<SelfRecord> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select content as "content: Json<SelfAssessment>", saved_at as "saved_at: jiff_sqlx::Timestamp",
            sent_at as "sent_at: jiff_sqlx::Timestamp"
        from self_assessment where agency_id = $1 and skp_id = $2 and period_id = $3"#,
        agency.0,
        id.skp.0,
        period.0
    );
    let row = row.fetch_optional(tx.db()).await?;
    Ok(row
        .map(|row| SelfRecord {
            content: row.content.0,
            saved_at: Some(row.saved_at.to_jiff()),
            sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .unwrap_or_default())
}

/// Saves what the owner of a plan says; once sent it stays so.
pub(crate) async fn save_self(
    tx: &mut Tx,
    id: EvaluationId,
    period: PeriodId,
    content: &SelfAssessment,
    is_sent: bool,
) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "insert into self_assessment (agency_id, skp_id, period_id, content, saved_at, sent_at)
         values ($1, $2, $3, $4, $5, case when $6::bool then $5::timestamptz end)
         on conflict (agency_id, skp_id, period_id) do update set content = excluded.content,
             saved_at = excluded.saved_at, sent_at = coalesce(self_assessment.sent_at, excluded.sent_at)",
        agency.0,
        id.skp.0,
        period.0,
        Json(content) as _,
        now.to_sqlx() as _,
        is_sent
    )
    .execute(tx.db())
    .await?;
    Ok(())
}
