//! Plans of many people at once, from the templates of their posts.

use crate::{
    domain::{
        id::{AgencyId, EmployeeId, PostId, RhkId, SkpId, UnitId},
        measure::{Status, Thresholds},
        org::Employment,
        regime::{Member, Rules, rule_day},
        template::{Template, TemplateIki, supported, template},
    },
    server::{agency::thresholds, clock::new_id, codec::word, regime},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many people are written by one statement: large enough to be quick, small enough to keep little in memory.
const BATCH: usize = 5_000;

/// Gives everybody with a definitive post, in a unit or below it or anywhere, but without any plan in that year, an agreed
/// one from the template of their post; elected posts have none. The plan lasts the whole year, or from the month of the assignment;
/// each result supports one of the assessor's. Standings begin as of `today`; roll-ups are not touched.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn plan_from_templates(
    conn: &mut PgConnection,
    agency: AgencyId,
    within: Option<UnitId>,
    year: i16,
    today: Date,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    let Some(ends_on) = Date::new(year, 12, 31).ok() else { return Ok(0) };
    let (thresholds, rules) = (thresholds(conn, agency).await?, regime::rules(conn, agency).await?);
    let drafts: Vec<_> =
        without_plan(conn, agency, within, year, today).await?.into_iter().map(PlanDraft::new).collect();
    let existing = existing_results(conn, agency, year, &drafts).await?;
    let shapes = Shapes::of(&drafts, ends_on, today, thresholds);

    // Superiors first and together: a result can refer to one that is written by the same statement or before.
    let by_person: HashMap<_, _> = drafts.iter().map(|draft| (draft.person.employee, draft)).collect();
    let assessors: HashSet<_> = drafts.iter().filter_map(|draft| draft.person.assessor).collect();
    let (leaders, members): (Vec<_>, Vec<_>) =
        drafts.iter().partition(|draft| assessors.contains(&draft.person.employee));
    let superior = |draft: &PlanDraft| -> Vec<(RhkId, &str)> {
        let Some(assessor) = draft.person.assessor else { return vec![] };
        match by_person.get(&assessor) {
            Some(leader) => leader.results().collect(),
            None => existing.get(&assessor).into_iter().flatten().map(|(id, text)| (*id, text.as_str())).collect(),
        }
    };
    let batches = std::iter::once(leaders.as_slice()).chain(members.chunks(BATCH)).filter(|batch| !batch.is_empty());
    for batch in batches {
        insert_plans(conn, agency, year, (ends_on, today, now), batch, &rules).await?;
        insert_results(conn, agency, batch, superior).await?;
        insert_indicators(conn, agency, batch, &shapes).await?;
        insert_person_standings(conn, agency, year, today, batch, &shapes).await?;
    }
    Ok(drafts.len() as u64)
}

/// Somebody who is to get a plan.
pub(super) struct Person {
    employee: EmployeeId,
    post: PostId,
    unit: UnitId,
    pub(super) template: &'static Template,
    pub(super) assessor: Option<EmployeeId>,
    starts_on: Date,
    employment: Employment,
    title: String,
}

/// Returns the rules under which plans come into force on a day, in their order. Many people have the same one.
fn regimes(rules: &Rules, batch: &[&PlanDraft], (ends_on, today): (Date, Date)) -> Vec<Option<String>> {
    let mut known = HashMap::new();
    let regime = batch.iter().map(|draft| {
        let Person { employment, template, title, starts_on, .. } = &draft.person;
        let (member, day) = (
            Member { employment: *employment, template: template.code, post: title },
            rule_day((*starts_on, ends_on), today),
        );
        let of = || rules.of(member, day).map(|rule| rule.code.clone());
        known.entry((*employment, template.code, title.as_str(), day)).or_insert_with(of).clone()
    });
    regime.collect()
}

/// A plan with the ids of its results, in the template's order.
struct PlanDraft {
    person: Person,
    id: SkpId,
    results: Vec<RhkId>,
}

impl PlanDraft {
    fn new(person: Person) -> Self {
        let results = person.template.results.iter().map(|_| RhkId(new_id())).collect();
        Self { person, id: SkpId(new_id()), results }
    }

    fn results(&self) -> impl Iterator<Item = (RhkId, &'static str)> {
        self.results.iter().copied().zip(self.person.template.results.iter().map(|result| result.text))
    }

    fn shape(&self) -> (&'static str, Date) {
        (self.person.template.code, self.person.starts_on)
    }
}

/// An indicator as many people have it: the same template, the same start.
struct Shape {
    iki: &'static TemplateIki,
    months: String,
    status: Status,
    until: Option<Date>,
}

/// The different shapes among the drafts, and those of each kind of plan, in order, counted from 1.
struct Shapes {
    all: Vec<Shape>,
    by_plan: HashMap<(&'static str, Date), Vec<usize>>,
}

impl Shapes {
    fn of(drafts: &[PlanDraft], ends_on: Date, today: Date, thresholds: Thresholds) -> Self {
        let mut shapes = Self { all: vec![], by_plan: HashMap::new() };
        for draft in drafts {
            let Self { all, by_plan } = &mut shapes;
            by_plan.entry(draft.shape()).or_insert_with(|| {
                let indicators = draft.person.template.results.iter().flat_map(|result| result.indicators);
                indicators
                    .map(|iki| {
                        let target = iki.target(draft.person.starts_on, ends_on, today);
                        let (status, until) = target.outlook(None, today, thresholds);
                        let months = target.months.0.map(|month| month.map_or("NULL".to_owned(), |at| at.to_string()));
                        all.push(Shape { iki, months: format!("{{{}}}", months.join(",")), status, until });
                        all.len()
                    })
                    .collect()
            });
        }
        shapes
    }

    fn of_plan(&self, draft: &PlanDraft) -> &[usize] {
        self.by_plan.get(&draft.shape()).map_or(&[], Vec::as_slice)
    }

    fn get(&self, number: usize) -> Option<&Shape> {
        self.all.get(number.checked_sub(1)?)
    }
}

/// Everybody with a definitive post on that day, in a unit or below it or anywhere, and no plan in the year.
pub(super) async fn without_plan(
    conn: &mut PgConnection,
    agency: AgencyId,
    within: Option<UnitId>,
    year: i16,
    today: Date,
) -> Result<Vec<Person>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select a.employee_id, a.post_id, a.unit_id, p.template, p.name as title, e.kind as "employment: Employment",
            s.assessor_id as "assessor_id?",
            greatest(make_date($2, 1, 1), date_trunc('month', a.since)::date) as "starts_on!: jiff_sqlx::Date"
        from assignment a
        join post p on p.agency_id = a.agency_id and p.id = a.post_id
        join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
        left join assessor s on s.agency_id = a.agency_id and s.employee_id = a.employee_id
            and s.since <= $3 and (s.until is null or s.until > $3)
        where a.agency_id = $1 and a.definitive and p.kind <> 'elected'
          and a.since <= $3 and (a.until is null or a.until > $3) and a.since < make_date($2 + 1, 1, 1)
          and not exists (select from skp k
              where k.agency_id = a.agency_id and k.employee_id = a.employee_id and k.year = $2)
          and ($4::uuid is null or a.unit_id in (select id from unit_tree($1, $4)))
        order by a.employee_id"#,
        agency.0,
        i32::from(year),
        today.to_sqlx() as _,
        within.map(|within| within.0),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Person {
            employee: EmployeeId(row.employee_id),
            post: PostId(row.post_id),
            unit: UnitId(row.unit_id),
            template: template(&row.template),
            assessor: row.assessor_id.map(EmployeeId),
            starts_on: row.starts_on.to_jiff(),
            employment: row.employment,
            title: row.title,
        })
        .filter(|person| !person.template.results.is_empty())
        .collect())
}

/// The results of those assessors who already have a plan, by person, from their newest plan of the year.
async fn existing_results(
    conn: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    drafts: &[PlanDraft],
) -> Result<HashMap<EmployeeId, Vec<(RhkId, String)>>, sqlx::Error> {
    let assessors: HashSet<Uuid> = drafts.iter().filter_map(|draft| draft.person.assessor).map(|id| id.0).collect();
    let assessors: Vec<Uuid> = assessors.into_iter().collect();
    let rows = sqlx::query!(
        r#"select k.employee_id, r.id, r.text
        from (select distinct on (employee_id) employee_id, id from skp
              where agency_id = $1 and year = $2 and employee_id = any($3)
              order by employee_id, starts_on desc, id) k
        join rhk r on r.agency_id = $1 and r.skp_id = k.id and r.removed_in is null
        order by k.employee_id, r.ordinal"#,
        agency.0,
        year,
        &assessors,
    )
    .fetch_all(conn)
    .await?;
    let mut results: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        results.entry(EmployeeId(row.employee_id)).or_default().push((RhkId(row.id), row.text));
    }
    Ok(results)
}

async fn insert_plans(
    conn: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    (ends_on, today, now): (Date, Date, Timestamp),
    batch: &[&PlanDraft],
    rules: &Rules,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = batch.iter().map(|draft| draft.id.0).collect();
    let employees: Vec<Uuid> = batch.iter().map(|draft| draft.person.employee.0).collect();
    let posts: Vec<Uuid> = batch.iter().map(|draft| draft.person.post.0).collect();
    let starts: Vec<String> = batch.iter().map(|draft| draft.person.starts_on.to_string()).collect();
    let assessors: Vec<Option<Uuid>> = batch.iter().map(|draft| draft.person.assessor.map(|id| id.0)).collect();
    let regimes = regimes(rules, batch, (ends_on, today));
    sqlx::query!(
        "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at, agreed_by,
            regime)
        select $1, d.id, d.employee_id, d.post_id, $2, d.starts_on::date, $3, 1, $4, d.agreed_by, d.regime
        from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::uuid[], $10::text[])
            as d (id, employee_id, post_id, starts_on, agreed_by, regime)",
        agency.0,
        year,
        ends_on.to_sqlx() as _,
        now.to_sqlx() as _,
        &ids,
        &employees,
        &posts,
        &starts,
        &assessors as _,
        &regimes as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_results<'a>(
    conn: &mut PgConnection,
    agency: AgencyId,
    batch: &[&PlanDraft],
    superior: impl Fn(&PlanDraft) -> Vec<(RhkId, &'a str)>,
) -> Result<(), sqlx::Error> {
    let mut rows = (vec![], vec![], vec![], vec![], vec![], vec![]);
    for draft in batch {
        let above = superior(draft);
        for (ordinal, (id, result)) in (1_i16..).zip(draft.results.iter().zip(draft.person.template.results)) {
            let support = supported(result.tags, above.iter().map(|(_, text)| *text))
                .and_then(|(at, link)| above.get(at).map(|(id, _)| (id.0, word(&link))));
            rows.0.push(id.0);
            rows.1.push(draft.id.0);
            rows.2.push(ordinal);
            rows.3.push(result.text);
            rows.4.push(support.as_ref().map(|(id, _)| *id));
            rows.5.push(support.map(|(_, link)| link));
        }
    }
    sqlx::query!(
        "insert into rhk (agency_id, id, skp_id, ordinal, text, supports_id, link)
        select $1, d.* from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::text[], $6::uuid[], $7::text[]) as d",
        agency.0,
        &rows.0,
        &rows.1,
        &rows.2,
        &rows.3 as _,
        &rows.4 as _,
        &rows.5 as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The indicators with their standings; what many share is sent once.
async fn insert_indicators(
    conn: &mut PgConnection,
    agency: AgencyId,
    batch: &[&PlanDraft],
    shapes: &Shapes,
) -> Result<(), sqlx::Error> {
    let mut rows = (vec![], vec![], vec![], vec![], vec![]);
    for draft in batch {
        let mut numbers = shapes.of_plan(draft).iter();
        for (rhk, result) in draft.results.iter().zip(draft.person.template.results) {
            for (ordinal, _) in (1_i16..).zip(result.indicators) {
                let Some(number) = numbers.next() else { break };
                rows.0.push(new_id());
                rows.1.push(rhk.0);
                rows.2.push(ordinal);
                rows.3.push(draft.person.employee.0);
                rows.4.push(i64::try_from(*number).unwrap_or_default());
            }
        }
    }
    let column = |field: fn(&Shape) -> String| -> Vec<String> { shapes.all.iter().map(field).collect() };
    let optional =
        |field: fn(&Shape) -> Option<String>| -> Vec<Option<String>> { shapes.all.iter().map(field).collect() };
    sqlx::query!(
        "with indicator as (
            select * from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::uuid[], $6::int8[])
                as d (id, rhk_id, ordinal, employee_id, shape)
        ), shape as (
            select * from unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
                $14::text[], $15::text[], $16::text[], $17::text[]) with ordinality
                as s (name, aspect, perspective, unit_of_measure, polarity, accumulation, baseline, month_targets,
                    frequency, status, until, shape)
        ), made as (
            insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, perspective, unit_of_measure, polarity,
                accumulation, baseline, month_targets, frequency)
            select $1, i.id, i.rhk_id, i.ordinal, s.name, s.aspect, s.perspective, s.unit_of_measure, s.polarity,
                s.accumulation, s.baseline::numeric, s.month_targets::numeric[], s.frequency
            from indicator i join shape s using (shape)
        )
        insert into standing (agency_id, iki_id, employee_id, status, until)
        select $1, i.id, i.employee_id, s.status, s.until::date
        from indicator i join shape s using (shape)",
        agency.0,
        &rows.0,
        &rows.1,
        &rows.2,
        &rows.3,
        &rows.4,
        &column(|shape| shape.iki.name.to_owned()),
        &column(|shape| word(&shape.iki.aspect)),
        &optional(|shape| shape.iki.perspective.as_ref().map(word)) as _,
        &column(|shape| shape.iki.unit_of_measure.to_owned()),
        &column(|shape| word(&shape.iki.polarity)),
        &column(|shape| word(&shape.iki.accumulation)),
        &optional(|shape| shape.iki.baseline().map(|value| value.to_string())) as _,
        &column(|shape| shape.months.clone()),
        &column(|shape| word(&shape.iki.frequency)),
        &column(|shape| word(&shape.status)),
        &optional(|shape| shape.until.map(|day| day.to_string())) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_person_standings(
    conn: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    today: Date,
    batch: &[&PlanDraft],
    shapes: &Shapes,
) -> Result<(), sqlx::Error> {
    let mut rows = (vec![], vec![], vec![], vec![]);
    for draft in batch {
        let of_plan = || shapes.of_plan(draft).iter().filter_map(|number| shapes.get(*number));
        rows.0.push(draft.person.employee.0);
        rows.1.push(draft.person.unit.0);
        rows.2.push(word(&Status::worst(of_plan().map(|shape| shape.status))));
        rows.3.push(of_plan().filter_map(|shape| shape.until).min().map(|day| day.to_string()));
    }
    sqlx::query!(
        "insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of, until)
        select $1, d.employee_id, $2, d.unit_id, d.status, $3, d.until::date
        from unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[]) as d (employee_id, unit_id, status, until)
        on conflict (agency_id, employee_id, year) do update set unit_id = excluded.unit_id,
            status = excluded.status, as_of = excluded.as_of, until = excluded.until",
        agency.0,
        year,
        today.to_sqlx() as _,
        &rows.0,
        &rows.1,
        &rows.2,
        &rows.3 as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
