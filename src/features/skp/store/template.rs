//! Versions of templates in the database, and which plans follow them.

use crate::{
    domain::{
        id::{IkiId, RhkId, SkpId},
        skp::{Skp, SkpContent},
        template::{ALL, Held, PlanTemplate, template},
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};

/// A published version of a template.
#[derive(Debug)]
pub(crate) struct PublishedVersion {
    pub version: i16,
    pub content: SkpContent,
    pub note: String,
    pub published_at: Timestamp,
    /// `None` for the compiled-in version.
    pub published_by: Option<String>,
}

/// Returns the versions of a template that are stored, the oldest first.
pub(crate) async fn published(tx: &mut Tx, code: &str) -> Result<Vec<PublishedVersion>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select version, content as "content: Json<SkpContent>", note,
            published_at as "published_at: jiff_sqlx::Timestamp", published_by
        from template_version where agency_id = $1 and code = $2 order by version"#,
        agency.0,
        code
    )
    .fetch_all(tx.db())
    .await?;
    let version =
        |(version, content, note, at, by): (i16, Json<SkpContent>, String, jiff_sqlx::Timestamp, Option<String>)| {
            PublishedVersion { version, content: content.0, note, published_at: at.to_jiff(), published_by: by }
        };
    let rows = rows.into_iter().map(|row| (row.version, row.content, row.note, row.published_at, row.published_by));
    Ok(rows.map(version).collect())
}

/// Returns a version of a template; `None` for one that is neither stored nor compiled in.
pub(crate) async fn template_version(tx: &mut Tx, code: &str, version: i16) -> Result<Option<PlanTemplate>> {
    let agency = tx.actor.agency;
    let Some(known) = ALL.iter().find(|known| known.code == code) else { return Ok(None) };
    let content = sqlx::query_scalar!(
        r#"select content as "content: Json<SkpContent>" from template_version
        where agency_id = $1 and code = $2 and version = $3"#,
        agency.0,
        code,
        version
    );
    Ok(match content.fetch_optional(tx.db()).await? {
        Some(Json(content)) => Some(PlanTemplate::published(known, version, content)),
        None => (known.version == version).then(|| PlanTemplate::built_in(code)),
    })
}

/// Returns the number of the newest version of a template; `None` for one that is out of use.
pub(crate) async fn newest_version(tx: &mut Tx, code: &str) -> Result<Option<i16>> {
    let agency = tx.actor.agency;
    let row = sqlx::query!(
        r#"select (select max(version) from template_version where agency_id = $1 and code = $2) as version,
            exists (select from template_retirement where agency_id = $1 and code = $2) as "is_retired!""#,
        agency.0,
        code
    );
    let row = row.fetch_one(tx.db()).await?;
    Ok((!row.is_retired).then(|| row.version.unwrap_or(template(code).version)))
}

/// Makes who publishes or retires a template wait until whoever does so has ended.
pub(crate) async fn lock_template(tx: &mut Tx, code: &str) -> Result<()> {
    let key = format!("template {code} of {}", tx.actor.agency.0);
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(tx.db()).await?;
    Ok(())
}

/// Stores a version. `by` is who publishes it; `None` for the compiled-in one.
pub(crate) async fn insert_version(tx: &mut Tx, version: &PlanTemplate, note: &str, by: Option<&str>) -> Result<()> {
    let (agency, now) = (tx.actor.agency, tx.now);
    sqlx::query!(
        "insert into template_version (agency_id, code, version, content, note, published_at, published_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        agency.0,
        version.code,
        version.version,
        Json(&version.content) as _,
        note,
        now.to_sqlx() as _,
        by
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Returns why templates are out of use, since when and by whose hand, by their code.
pub(crate) async fn retirements(tx: &mut Tx) -> Result<HashMap<String, (String, Timestamp, String)>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select code, reason, retired_at as "retired_at: jiff_sqlx::Timestamp", retired_by
        from template_retirement where agency_id = $1"#,
        agency.0
    );
    let rows = rows.fetch_all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| (row.code, (row.reason, row.retired_at.to_jiff(), row.retired_by))).collect())
}

/// Takes a template out of use. Returns `false` if it is already.
pub(crate) async fn retire(tx: &mut Tx, code: &str, reason: &str) -> Result<bool> {
    let (agency, now, by) = (tx.actor.agency, tx.now, tx.actor.name.clone());
    let retired = sqlx::query!(
        "insert into template_retirement (agency_id, code, reason, retired_at, retired_by)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
        agency.0,
        code,
        reason,
        now.to_sqlx() as _,
        by
    );
    Ok(retired.execute(tx.db()).await?.rows_affected() == 1)
}

/// Takes a template into use again. Returns `false` if it is already.
pub(crate) async fn restore(tx: &mut Tx, code: &str) -> Result<bool> {
    let agency = tx.actor.agency;
    let restored = sqlx::query!("delete from template_retirement where agency_id = $1 and code = $2", agency.0, code);
    Ok(restored.execute(tx.db()).await?.rows_affected() == 1)
}

/// Returns how many plans of a year follow each version, by template; of one of them or of all.
pub(crate) async fn followers(
    tx: &mut Tx,
    year: i16,
    code: Option<&str>,
) -> Result<HashMap<String, BTreeMap<i16, i64>>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select template as "template!", template_version as "version!", count(*) as "plans!"
        from skp where agency_id = $1 and year = $2 and template is not null and ($3::text is null or template = $3)
        group by template, template_version"#,
        agency.0,
        year,
        code
    );
    let mut followers: HashMap<String, BTreeMap<i16, i64>> = HashMap::new();
    for row in rows.fetch_all(tx.db()).await? {
        followers.entry(row.template).or_default().insert(row.version, row.plans);
    }
    Ok(followers)
}

/// A plan whose content may become a template.
#[derive(Debug)]
pub(crate) struct SourcePlan {
    pub skp: SkpId,
    pub post: String,
    pub unit: String,
    pub version: i16,
    pub agreed_at: Timestamp,
}

/// Plans that are offered.
const MAX_SOURCES: i64 = 20;

/// Returns the plans of a year in posts of a template that somebody has written: agreed on by an assessor, the newest
/// first.
pub(crate) async fn sources(tx: &mut Tx, code: &str, year: i16) -> Result<Vec<SourcePlan>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select k.id as "skp!: SkpId", p.name as post, u.name as unit, k.version as "version!",
            k.agreed_at as "agreed_at!: jiff_sqlx::Timestamp"
        from (
            (select * from skp where agency_id = $1 and year = $3 and template = $2 and agreed_by is not null
                and closed_at is null
            order by agreed_at desc, id limit $4)
            union all
            -- Those that were begun from nothing; they are few.
            (select k.* from skp k join post p on p.agency_id = $1 and p.id = k.post_id and p.template = $2
            where k.agency_id = $1 and k.year = $3 and k.template is null and k.agreed_by is not null
                and k.closed_at is null
            order by k.agreed_at desc, k.id limit $4)
        ) k
        join post p on p.agency_id = $1 and p.id = k.post_id and p.template = $2
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        order by k.agreed_at desc, k.id limit $4"#,
        agency.0,
        code,
        year,
        MAX_SOURCES
    );
    let rows = rows.fetch_all(tx.db()).await?;
    Ok(rows
        .into_iter()
        .map(|row| SourcePlan {
            skp: row.skp,
            post: row.post,
            unit: row.unit,
            version: row.version,
            agreed_at: row.agreed_at.to_jiff(),
        })
        .collect())
}

/// Records from which version of a template a plan was begun.
pub(crate) async fn set_template(tx: &mut Tx, skp: SkpId, template: &PlanTemplate) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!(
        "update skp set template = $3, template_version = $4 where agency_id = $1 and id = $2",
        agency.0,
        skp.0,
        template.code,
        template.version
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Records that the version in work of a plan follows a version of its template; of a first draft, and where nothing is in
/// work, the plan does.
pub(crate) async fn set_followed(tx: &mut Tx, plan: &Skp, version: i16) -> Result<()> {
    let (agency, skp) = (tx.actor.agency, plan.id);
    if plan.agreement().is_none() || plan.revision().is_none() {
        sqlx::query!("update skp set template_version = $3 where agency_id = $1 and id = $2", agency.0, skp.0, version)
            .execute(tx.db())
            .await?;
        return Ok(());
    }
    sqlx::query!(
        "update skp_revision set template_version = $3 where agency_id = $1 and skp_id = $2 and state <> 'replaced'",
        agency.0,
        skp.0,
        version
    )
    .execute(tx.db())
    .await?;
    Ok(())
}

/// Records that the owner has declined a version.
pub(crate) async fn set_declined(tx: &mut Tx, skp: SkpId, version: i16) -> Result<()> {
    let agency = tx.actor.agency;
    sqlx::query!("update skp set template_declined = $3 where agency_id = $1 and id = $2", agency.0, skp.0, version)
        .execute(tx.db())
        .await?;
    Ok(())
}

/// Returns what hangs on the results and indicators of a plan.
pub(crate) async fn held(tx: &mut Tx, plan: &Skp, last_result: u16) -> Result<Held> {
    let agency = tx.actor.agency;
    let results: Vec<RhkId> = plan.results().collect();
    let known = plan.revision().map(|it| &it.content).into_iter().chain(plan.agreement().map(|it| &it.content));
    let indicators: Vec<IkiId> = known.flat_map(SkpContent::indicators).map(|iki| iki.id).collect();
    let reported = sqlx::query_scalar!(
        r#"select i.id as "id!: IkiId" from unnest($2::uuid[]) i (id)
        where exists (select from report r where r.agency_id = $1 and r.iki_id = i.id)"#,
        agency.0,
        &indicators as &[IkiId]
    )
    .fetch_all(tx.db())
    .await?;
    let discussed = sqlx::query_scalar!(
        r#"select subject_id as "id: RhkId" from thread
        where agency_id = $1 and subject_id = any ($2) and subject_kind = 'rhk'"#,
        agency.0,
        &results as &[RhkId]
    )
    .fetch_all(tx.db())
    .await?;
    // In force, and in the drafts of the people to whom the owner gives results.
    let supported = sqlx::query_scalar!(
        r#"select r.supports_id as "id!: RhkId" from rhk r
        where r.agency_id = $1 and r.supports_id = any ($4) and r.removed_in is null
        union
        select (d -> 'supports' ->> 0)::uuid
        from (
            select s.employee_id from assessor s where s.agency_id = $1 and s.assessor_id = $3
            union
            select m.employee_id from skp_member m where m.agency_id = $1 and m.skp_id = $2
        ) t
        join skp k on k.agency_id = $1 and k.employee_id = t.employee_id
        join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state <> 'replaced'
        cross join jsonb_array_elements(v.content -> 'results') d
        where jsonb_typeof(d -> 'supports') = 'array' and (d -> 'supports' ->> 0)::uuid = any ($4)"#,
        agency.0,
        plan.id.0,
        plan.employee.0,
        &results as &[RhkId]
    )
    .fetch_all(tx.db())
    .await?;
    let retired = super::retired(tx, plan.id).await?;
    Ok(Held {
        reported: reported.into_iter().collect(),
        discussed: discussed.into_iter().collect(),
        supported: supported.into_iter().collect(),
        retired,
        last_result,
    })
}
