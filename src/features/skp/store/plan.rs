//! Reading plans with their versions.

use super::contents;
use crate::{
    domain::{
        id::{EmployeeId, IkiId, PostId, RhkId, SkpId},
        org::PostKind,
        skp::{Agreement, Further, PlanSource, Revision, RevisionStep, Skp, SkpContent, SkpState},
        text::Note,
    },
    error::Result,
    server::door::Tx,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};

/// A plan with the names that its pages show.
#[derive(Debug)]
pub(crate) struct NamedSkp {
    pub skp: Skp,
    pub person: String,
    pub post: String,
    pub post_kind: PostKind,
    pub unit: String,
    /// Who agreed on the version in force.
    pub agreed_by: Option<String>,
    /// Who returned the version in work.
    pub returned_by: Option<String>,
    /// Who assesses the owner today.
    pub assessor: Option<(EmployeeId, String)>,
    /// When the version in work was last saved.
    pub edited_at: Option<Timestamp>,
    /// The rule under which the version in force was agreed on.
    pub regime: Option<String>,
    /// The highest number of a result that was ever written in it.
    pub last_result: u16,
    /// Whether a leader's result began it, and its owner has written nothing since.
    pub is_begun_by_leader: bool,
    pub beginning: Option<PlanBeginning>,
    /// The code of the template of the post.
    pub post_template: String,
    /// The template and the version of it that the version in work follows, else the one in force.
    pub template: Option<(String, i16)>,
    /// The version of the template that the owner has declined.
    pub template_declined: Option<i16>,
}

/// How a plan began.
#[derive(Debug)]
pub(crate) struct PlanBeginning {
    pub at: Timestamp,
    pub source: PlanSource,
    /// Who assessed the owner on that day.
    pub assessor: Option<String>,
}

/// Returns a person's plans, the newest first, or one of them.
pub(crate) async fn of_person(tx: &mut Tx, person: EmployeeId, one: Option<SkpId>) -> Result<Vec<NamedSkp>> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let rows = sqlx::query!(
        r#"select k.id as "id: SkpId", k.post_id as "post_id: PostId", k.starts_on as "starts_on: jiff_sqlx::Date",
            k.ends_on as "ends_on: jiff_sqlx::Date", k.version,
            k.agreed_at as "agreed_at: jiff_sqlx::Timestamp", k.agreed_by as "agreed_by: EmployeeId",
            k.closed_at as "closed_at: jiff_sqlx::Timestamp", k.further as "further: Json<Further>", k.regime, k.last_result,
            k.begun_by is not null as "is_begun_by_leader!",
            k.template, coalesce(r.template_version, k.template_version) as template_version, k.template_declined,
            p.template as post_template,
            e.name as person, p.name as post, p.kind as "post_kind: PostKind", u.name as unit,
            a.name as "agreed_by_name?", r.version as "revision?", r.content as "content?: Json<SkpContent>",
            r.submitted_at as "submitted_at?: jiff_sqlx::Timestamp",
            r.returned_at as "returned_at?: jiff_sqlx::Timestamp", r.returned_by as "returned_by?: EmployeeId",
            r.return_note as "return_note?", r.edited_at as "edited_at?: jiff_sqlx::Timestamp",
            b.name as "returned_by_name?", s.assessor_id as "assessor?: EmployeeId", n.name as "assessor_name?",
            k.begun_at as "begun_at: jiff_sqlx::Timestamp", k.origin as "source: PlanSource", (
                select f.name from assessor o join employee f on f.agency_id = $1 and f.id = o.assessor_id
                where o.agency_id = $1 and o.employee_id = k.employee_id
                  and o.since <= (k.begun_at at time zone $5)::date
                  and (o.until is null or o.until > (k.begun_at at time zone $5)::date)
                limit 1
            ) as first_assessor
        from skp k
        join employee e on e.agency_id = $1 and e.id = k.employee_id
        join post p on p.agency_id = $1 and p.id = k.post_id
        join unit u on u.agency_id = $1 and u.id = p.unit_id
        left join employee a on a.agency_id = $1 and a.id = k.agreed_by
        left join skp_revision r on r.agency_id = $1 and r.skp_id = k.id and r.state <> 'replaced'
        left join employee b on b.agency_id = $1 and b.id = r.returned_by
        left join assessor s on s.agency_id = $1 and s.employee_id = k.employee_id
            and s.since <= $4 and (s.until is null or s.until > $4)
        left join employee n on n.agency_id = $1 and n.id = s.assessor_id
        where k.agency_id = $1 and k.employee_id = $2 and ($3::uuid is null or k.id = $3)
        order by k.starts_on desc, k.id limit 50"#,
        agency.0,
        person.0,
        one.map(|skp| skp.0),
        today.to_sqlx() as _,
        zone.database_name()
    )
    .fetch_all(tx.db())
    .await?;
    let ids: Vec<SkpId> = rows.iter().filter(|row| row.version.is_some()).map(|row| row.id).collect();
    let mut contents = contents(tx, &ids).await?;
    let named = rows.into_iter().filter_map(|row| {
        let agreement = row.version.zip(row.agreed_at).map(|(version, at)| Agreement {
            version,
            content: SkpContent {
                further: row.further.map(|Json(further)| Box::new(further)).unwrap_or_default(),
                ..contents.remove(&row.id).unwrap_or_default()
            },
            agreed_at: at.to_jiff(),
            agreed_by: row.agreed_by,
        });
        let revision = row.revision.zip(row.content).map(|(version, Json(content))| {
            let note = row.return_note.and_then(|note| Note::parse(&note).ok());
            let step = match (row.submitted_at, row.returned_at, row.returned_by, note) {
                (Some(at), ..) => RevisionStep::Submitted { submitted_at: at.to_jiff() },
                (None, Some(at), Some(returned_by), Some(note)) => {
                    RevisionStep::Returned { returned_at: at.to_jiff(), returned_by, note }
                }
                _ => RevisionStep::Draft,
            };
            Revision { version, content, step }
        });
        let state = match (agreement, revision, row.closed_at) {
            (Some(agreement), _, Some(at)) => SkpState::Closed { agreement, closed_at: at.to_jiff() },
            (Some(agreement), revision, None) => SkpState::Agreed { agreement, revision },
            (None, Some(revision), _) => SkpState::Planned(revision),
            (None, None, _) => return None,
        };
        let (starts_on, ends_on) = (row.starts_on.to_jiff(), row.ends_on.to_jiff());
        let skp = Skp { id: row.id, employee: person, post: row.post_id, starts_on, ends_on, state };
        Some(NamedSkp {
            skp,
            person: row.person,
            post: row.post,
            post_kind: row.post_kind,
            unit: row.unit,
            agreed_by: row.agreed_by_name,
            returned_by: row.returned_by_name,
            assessor: row.assessor.zip(row.assessor_name),
            edited_at: row.edited_at.map(jiff_sqlx::Timestamp::to_jiff),
            regime: row.regime,
            // A check of the table: no more.
            last_result: u16::try_from(row.last_result).unwrap_or(u16::MAX),
            is_begun_by_leader: row.is_begun_by_leader,
            beginning: row.begun_at.zip(row.source).map(|(at, source)| PlanBeginning {
                at: at.to_jiff(),
                source,
                assessor: row.first_assessor,
            }),
            post_template: row.post_template,
            template: row.template.zip(row.template_version),
            template_declined: row.template_declined,
        })
    });
    Ok(named.collect())
}

/// Whose plan it is, and whether the caller follows their work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub owner: EmployeeId,
    pub follows: bool,
}

/// Returns whose plan this is; `None` if the agency has no such plan.
pub(crate) async fn reader(tx: &mut Tx, skp: SkpId) -> Result<Option<Reader>> {
    let (agency, today, me) = (tx.actor.agency, tx.today(), tx.actor.employee.map(|me| me.0));
    Ok(sqlx::query_as!(
        Reader,
        r#"select k.employee_id as "owner: EmployeeId",
            coalesce(plan_followed_by($1, k.employee_id, k.starts_on, k.ends_on, $3, $4), false) as "follows!"
        from skp k where k.agency_id = $1 and k.id = $2"#,
        agency.0,
        skp.0,
        me,
        today.to_sqlx() as _
    )
    .fetch_optional(tx.db())
    .await?)
}

/// Locks a plan, so that nobody else changes it meanwhile. Returns `false` if the agency has no such plan.
pub(crate) async fn lock(tx: &mut Tx, skp: SkpId) -> Result<bool> {
    let agency = tx.actor.agency;
    let found = sqlx::query_scalar!("select id from skp where agency_id = $1 and id = $2 for update", agency.0, skp.0);
    Ok(found.fetch_optional(tx.db()).await?.is_some())
}

/// A version that another one has replaced.
#[derive(Debug)]
pub(crate) struct ReplacedVersion {
    pub version: i16,
    pub content: SkpContent,
    pub agreed_at: Option<Timestamp>,
    pub agreed_by: Option<String>,
}

/// Returns the replaced versions of a plan, the oldest first.
pub(crate) async fn replaced(tx: &mut Tx, skp: SkpId) -> Result<Vec<ReplacedVersion>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select r.version, r.content as "content: Json<SkpContent>", r.agreed_at as "agreed_at: jiff_sqlx::Timestamp",
            e.name as "agreed_by?"
        from skp_revision r left join employee e on e.agency_id = $1 and e.id = r.agreed_by
        where r.agency_id = $1 and r.skp_id = $2 and r.state = 'replaced' order by r.version limit 100"#,
        agency.0,
        skp.0
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ReplacedVersion {
            version: row.version,
            content: row.content.0,
            agreed_at: row.agreed_at.map(jiff_sqlx::Timestamp::to_jiff),
            agreed_by: row.agreed_by,
        })
        .collect())
}

/// Returns the results and indicators that earlier versions of a plan had in force and the present one has no more.
pub(crate) async fn retired(tx: &mut Tx, skp: SkpId) -> Result<(HashSet<RhkId>, HashSet<IkiId>)> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select r.id as "rhk: RhkId", r.removed_in is not null as "rhk_removed!", i.id as "iki?: IkiId",
            i.removed_in is not null as "iki_removed!"
        from rhk r left join iki i on i.agency_id = $1 and i.rhk_id = r.id
        where r.agency_id = $1 and r.skp_id = $2 and (r.removed_in is not null or i.removed_in is not null)"#,
        agency.0,
        skp.0
    )
    .fetch_all(tx.db())
    .await?;
    let results = rows.iter().filter(|row| row.rhk_removed).map(|row| row.rhk).collect();
    let indicators = rows.iter().filter(|row| row.rhk_removed || row.iki_removed).filter_map(|row| row.iki).collect();
    Ok((results, indicators))
}

/// Returns the texts of results: of those that are or were in force, and of those that `leaders` have given away before
/// they were.
pub(crate) async fn texts(tx: &mut Tx, results: &[RhkId], leaders: &[EmployeeId]) -> Result<HashMap<RhkId, String>> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select id as "id!: RhkId", text as "text!" from rhk where agency_id = $1 and id = any ($2)
        union all
        select (r ->> 'id')::uuid, r ->> 'text'
        from skp k
        join skp_revision v on v.agency_id = $1 and v.skp_id = k.id and v.state <> 'replaced'
        cross join jsonb_array_elements(v.content -> 'results') r
        where k.agency_id = $1 and k.employee_id = any ($3) and k.closed_at is null and k.version is null
          and (r ->> 'id')::uuid = any ($2)"#,
        agency.0,
        results as &[RhkId],
        leaders as &[EmployeeId]
    );
    Ok(rows.fetch_all(tx.db()).await?.into_iter().map(|row| (row.id, row.text)).collect())
}

/// A plan that waits for an assessor.
#[derive(Debug)]
pub(crate) struct WaitingRecord {
    pub skp: SkpId,
    pub person: String,
    pub post: Option<String>,
    pub unit: Option<String>,
    pub year: i16,
    pub version: i16,
    pub submitted_at: Timestamp,
}

/// Returns the plans that wait for an assessor, the oldest first.
pub(crate) async fn waiting(tx: &mut Tx, assessor: EmployeeId) -> Result<Vec<WaitingRecord>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let rows = sqlx::query!(
        r#"select w.skp_id as "skp!: SkpId", e.name as person, p.post, p.unit, w.year as "year!", w.version as "version!",
            w.submitted_at as "submitted_at!: jiff_sqlx::Timestamp"
        from submitted_plan w
        join employee e on e.agency_id = $1 and e.id = w.employee_id
        left join current_post p on p.agency_id = $1 and p.employee_id = e.id
        where w.agency_id = $1 and w.assessor_id = $2 and w.since <= $3 and (w.until is null or w.until > $3)
        order by w.submitted_at, w.skp_id limit 500"#,
        agency.0,
        assessor.0,
        today.to_sqlx() as _
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WaitingRecord {
            skp: row.skp,
            person: row.person,
            post: row.post,
            unit: row.unit,
            year: row.year,
            version: row.version,
            submitted_at: row.submitted_at.to_jiff(),
        })
        .collect())
}
