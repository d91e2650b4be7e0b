//! Plans of many people at once, from the templates of their posts.

use super::{
    batch::{BatchPerson, Selection, batch_people},
    catalogue::catalogue,
    superior::existing_results,
};
use crate::{
    domain::{
        cascade::{MeasureKind, SuperiorIki, SuperiorResult},
        id::{AgencyId, IkiId, RhkId, SkpId},
        measure::{Status, Target, Thresholds},
        regime::{Member, Rules, rule_day},
        skp::{Division, Iki, Link, Rhk},
        template::{indicator_in, result_in, supported},
    },
    server::{agency::thresholds, clock::new_id, codec::word, regime},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many people are written by one statement: large enough to be quick, small enough that who waits sees it go on.
const BATCH: usize = 500;

/// Gives everybody of a selection with a definitive post but without any plan in that year an agreed one from the newest
/// version of the template of their post; elected posts have none. The plan lasts the whole year, or from the month of the assignment;
/// each result supports one of the assessor's. Nobody has agreed on them, and none is recorded as if. Standings begin as of
/// `today`; roll-ups are not touched. Who has begun a plan meanwhile is left out. `said` hears how many are written, of how
/// many.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn plan_from_templates(
    conn: &mut PgConnection,
    agency: AgencyId,
    selection: &Selection,
    year: i16,
    today: Date,
    now: Timestamp,
    said: &(dyn Fn(usize, usize) + Sync),
) -> Result<u64, sqlx::Error> {
    let Some(ends_on) = Date::new(year, 12, 31).ok() else { return Ok(0) };
    let (thresholds, rules) = (thresholds(conn, agency).await?, regime::rules(conn, agency).await?);
    let catalogue = catalogue(conn, agency).await?;
    let people = batch_people(conn, agency, selection, &catalogue, year, today).await?;
    let drafts: Vec<_> = people.into_iter().map(PlanDraft::new).collect();
    let shapes = Shapes::of(&drafts, ends_on, today, thresholds);

    // Superiors first and together: a result can refer to one that is written by the same statement or before.
    let by_person: HashMap<_, _> = drafts.iter().map(|draft| (draft.person.employee, draft)).collect();
    let assessors: HashSet<_> = drafts.iter().filter_map(|draft| draft.person.assessor).collect();
    let existing = existing_results(conn, agency, year, &assessors).await?;
    let (leaders, members): (Vec<_>, Vec<_>) =
        drafts.iter().partition(|draft| assessors.contains(&draft.person.employee));
    let superior = |draft: &PlanDraft, made: &HashSet<Uuid>| -> Vec<SuperiorResult> {
        let Some(assessor) = draft.person.assessor else { return vec![] };
        match by_person.get(&assessor) {
            Some(leader) if made.contains(&leader.id.0) => leader.as_superior(),
            Some(_) => vec![],
            None => existing.get(&assessor).cloned().unwrap_or_default(),
        }
    };
    let batches = std::iter::once(leaders.as_slice()).chain(members.chunks(BATCH)).filter(|batch| !batch.is_empty());
    let mut made = HashSet::new();
    let mut written = 0;
    for batch in batches {
        said(written, drafts.len());
        written += batch.len();
        made.extend(insert_plans(conn, agency, year, (ends_on, today, now), batch, &rules).await?);
        let batch: Vec<_> = batch.iter().copied().filter(|draft| made.contains(&draft.id.0)).collect();
        let adds_to = insert_results(conn, agency, &batch, |draft| superior(draft, &made)).await?;
        insert_indicators(conn, agency, &batch, &shapes, &adds_to).await?;
        insert_person_standings(conn, agency, year, today, &batch, &shapes).await?;
    }
    Ok(made.len() as u64)
}

/// Returns the rules under which plans come into force on a day, in their order. Many people have the same one.
fn regimes(rules: &Rules, batch: &[&PlanDraft], (ends_on, today): (Date, Date)) -> Vec<Option<String>> {
    let mut known = HashMap::new();
    let regime = batch.iter().map(|draft| {
        let BatchPerson { employment, post_template, title, starts_on, .. } = &draft.person;
        let (member, day) = (
            Member { employment: *employment, template: post_template, post: title },
            rule_day((*starts_on, ends_on), today),
        );
        let of = || rules.of(member, day).map(|rule| rule.code.clone());
        known.entry((*employment, *post_template, title.as_str(), day)).or_insert_with(of).clone()
    });
    regime.collect()
}

/// A plan that is to be made.
struct PlanDraft {
    person: BatchPerson,
    id: SkpId,
}

impl PlanDraft {
    fn new(person: BatchPerson) -> Self {
        Self { person, id: SkpId(new_id()) }
    }

    /// The results of the template in its order, each with the id that it has in this plan.
    fn template_results(&self) -> impl Iterator<Item = (RhkId, &Rhk, &[String])> {
        self.person.template.results().map(|(result, tags)| (result_in(self.id, result.id), result, tags))
    }

    /// Returns the results as those below support them.
    fn as_superior(&self) -> Vec<SuperiorResult> {
        let results = self.template_results().map(|(id, result, _)| {
            let indicators = result.indicators.iter().map(|iki| SuperiorIki {
                id: indicator_in(id, result.id, iki.id),
                name: iki.name.clone(),
                aspect: iki.aspect,
                kind: MeasureKind::of(iki),
            });
            SuperiorResult { id, text: result.text.clone(), indicators: indicators.collect() }
        });
        results.collect()
    }

    fn shape(&self) -> (&'static str, Date) {
        (self.person.template.code, self.person.starts_on)
    }
}

/// An indicator as many people have it: the same template, the same start.
struct Shape {
    iki: Iki,
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
                let starts_on = draft.person.starts_on;
                let content = draft.person.template.dated((starts_on, ends_on));
                let indicators = content.results.into_iter().flat_map(|result| result.indicators);
                indicators
                    .map(|iki| {
                        let asked_from = Some(starts_on.max(today));
                        let target = Target { asked_from, ..iki.target(starts_on, ends_on) };
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

/// Returns the ids of the plans that are stored: without those of people who have one for these days since.
async fn insert_plans(
    conn: &mut PgConnection,
    agency: AgencyId,
    year: i16,
    (ends_on, today, now): (Date, Date, Timestamp),
    batch: &[&PlanDraft],
    rules: &Rules,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let ids: Vec<Uuid> = batch.iter().map(|draft| draft.id.0).collect();
    let employees: Vec<Uuid> = batch.iter().map(|draft| draft.person.employee.0).collect();
    let posts: Vec<Uuid> = batch.iter().map(|draft| draft.person.post.0).collect();
    let starts: Vec<String> = batch.iter().map(|draft| draft.person.starts_on.to_string()).collect();
    let regimes = regimes(rules, batch, (ends_on, today));
    let templates: Vec<String> = batch.iter().map(|draft| draft.person.template.code.to_owned()).collect();
    let versions: Vec<i16> = batch.iter().map(|draft| draft.person.template.version).collect();
    sqlx::query_scalar!(
        "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at, regime,
            template, template_version, begun_at, origin)
        select $1, d.id, d.employee_id, d.post_id, $2, d.starts_on::date, $3, 1, $4, d.regime, d.template,
            d.template_version, $4, 'batch'
        from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::int2[])
            as d (id, employee_id, post_id, starts_on, regime, template, template_version)
        on conflict do nothing returning id",
        agency.0,
        year,
        ends_on.to_sqlx() as _,
        now.to_sqlx() as _,
        &ids,
        &employees,
        &posts,
        &starts,
        &regimes as _,
        &templates,
        &versions,
    )
    .fetch_all(conn)
    .await
}

/// Returns to which of the superior's indicators the indicators are added.
async fn insert_results(
    conn: &mut PgConnection,
    agency: AgencyId,
    batch: &[&PlanDraft],
    superior: impl Fn(&PlanDraft) -> Vec<SuperiorResult>,
) -> Result<HashMap<IkiId, IkiId>, sqlx::Error> {
    let mut adds_to = HashMap::new();
    let mut rows = (vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut about = (vec![], vec![], vec![], vec![]);
    for draft in batch {
        let above = superior(draft);
        for (ordinal, (id, result, tags)) in (1_i16..).zip(draft.template_results()) {
            let support = supported(tags, above.iter().map(|result| result.text.as_str()))
                .and_then(|(at, link)| above.get(at).map(|above| (above, link)));
            if let Some((above, Link::Direct)) = support {
                adds_to.extend(result.indicators.iter().filter_map(|iki| {
                    let added_to = above.matching(iki, Division::Volume)?;
                    Some((indicator_in(id, result.id, iki.id), added_to))
                }));
            }
            let support = support.map(|(above, link)| (above.id.0, word(&link)));
            rows.0.push(id.0);
            rows.1.push(draft.id.0);
            rows.2.push(ordinal);
            rows.3.push(result.text.as_str());
            rows.4.push(support.as_ref().map(|(id, _)| *id));
            rows.5.push(support.map(|(_, link)| link));
            about.0.push(word(&result.kind));
            about.1.push(word(&result.classification));
            about.2.push(result.basis.as_str());
            about.3.push(Json(&result.actions));
        }
    }
    sqlx::query!(
        "insert into rhk (agency_id, id, skp_id, ordinal, text, supports_id, link, kind, classification, basis, actions)
        select $1, d.* from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::text[], $6::uuid[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::jsonb[]) as d",
        agency.0,
        &rows.0,
        &rows.1,
        &rows.2,
        &rows.3 as _,
        &rows.4 as _,
        &rows.5 as _,
        &about.0,
        &about.1,
        &about.2 as _,
        &about.3 as _,
    )
    .execute(conn)
    .await?;
    Ok(adds_to)
}

/// The indicators with their standings; what many share is sent once.
async fn insert_indicators(
    conn: &mut PgConnection,
    agency: AgencyId,
    batch: &[&PlanDraft],
    shapes: &Shapes,
    adds_to: &HashMap<IkiId, IkiId>,
) -> Result<(), sqlx::Error> {
    let mut rows = (vec![], vec![], vec![], vec![], vec![], vec![]);
    for draft in batch {
        let mut numbers = shapes.of_plan(draft).iter();
        for (rhk, result, _) in draft.template_results() {
            for (ordinal, iki) in (1_i16..).zip(&result.indicators) {
                let Some(number) = numbers.next() else { break };
                let id = indicator_in(rhk, result.id, iki.id);
                rows.0.push(id.0);
                rows.5.push(adds_to.get(&id).map(|above| above.0));
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
            select * from unnest($2::uuid[], $3::uuid[], $4::int2[], $5::uuid[], $6::int8[], $20::uuid[])
                as d (id, rhk_id, ordinal, employee_id, shape, adds_to)
        ), shape as (
            select * from unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
                $14::text[], $15::text[], $16::text[], $17::text[], $18::jsonb[], $19::text[]) with ordinality
                as s (name, aspect, perspective, unit_of_measure, polarity, accumulation, baseline, month_targets,
                    frequency, status, until, manual, population, shape)
        ), made as (
            insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, perspective, unit_of_measure, polarity,
                accumulation, baseline, month_targets, frequency, manual, population, adds_to)
            select $1, i.id, i.rhk_id, i.ordinal, s.name, s.aspect, s.perspective, s.unit_of_measure, s.polarity,
                s.accumulation, s.baseline::numeric, s.month_targets::numeric[], s.frequency, s.manual,
                s.population::numeric, i.adds_to
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
        &column(|shape| shape.iki.name.clone()),
        &column(|shape| word(&shape.iki.aspect)),
        &optional(|shape| shape.iki.perspective.as_ref().map(word)) as _,
        &column(|shape| shape.iki.unit_of_measure.clone()),
        &column(|shape| word(&shape.iki.polarity)),
        &column(|shape| word(&shape.iki.accumulation)),
        &optional(|shape| shape.iki.baseline.map(|value| value.to_string())) as _,
        &column(|shape| shape.months.clone()),
        &column(|shape| word(&shape.iki.frequency)),
        &column(|shape| word(&shape.status)),
        &optional(|shape| shape.until.map(|day| day.to_string())) as _,
        &shapes.all.iter().map(|shape| Json(&shape.iki.manual)).collect::<Vec<_>>() as _,
        &optional(|shape| shape.iki.population.map(|value| value.to_string())) as _,
        &rows.5 as &[Option<Uuid>],
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
