//! The plans of the agency with their results and indicators, as they are in force.

use super::{
    Agency,
    copy::{Table, row},
};
use crate::{domain::template::template, server::codec::word};

pub(super) fn skps(agency: &Agency) -> Table<'_> {
    let rows = agency.plans.iter().map(move |plan| {
        let post = agency.staff.posts[plan.post].id.0;
        let by = plan.assessor.map(|assessor| agency.person(assessor));
        let person = agency.person(plan.person);
        let of = template(agency.staff.posts[plan.post].template);
        row(&[
            &agency.id.0,
            &plan.id.0,
            &person,
            &post,
            &plan.year,
            &plan.starts_on,
            &plan.ends_on,
            &1_i16,
            &plan.agreed_at,
            &by,
            &plan.closed_at,
            &plan.regime.as_ref().map(|(code, _)| code.as_str()),
            &plan.agreed_at,
            &"template",
            &of.code,
            &of.version,
        ])
    });
    Table::new(
        "skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at, agreed_by, closed_at, \
         regime, begun_at, origin, template, template_version)",
        rows,
    )
}

pub(super) fn rhks(agency: &Agency) -> Table<'_> {
    let results = agency.plans.iter().flat_map(|plan| (1_i16..).zip(&plan.results).map(move |result| (plan, result)));
    let rows = results.map(|(plan, (ordinal, result))| {
        let supports = result.supports.map(|(id, _)| id.0);
        let link = result.supports.map(|(_, link)| word(&link));
        row(&[&agency.id.0, &result.id.0, &plan.id.0, &ordinal, &result.text, &supports, &link])
    });
    Table::new("rhk (agency_id, id, skp_id, ordinal, text, supports_id, link)", rows)
}

pub(super) fn ikis(agency: &Agency) -> Table<'_> {
    let results = agency.plans.iter().flat_map(|plan| &plan.results);
    let indicators = results.flat_map(|result| (1_i16..).zip(&result.indicators).map(move |iki| (result, iki)));
    let rows = indicators.map(|(result, (ordinal, indicator))| {
        let iki = indicator.template;
        let targets = indicator.target.months.0.map(|target| target.map_or("NULL".to_owned(), |at| at.to_string()));
        let targets = format!("{{{}}}", targets.join(","));
        let perspective = iki.perspective.as_ref().map(word);
        let (name, unit, baseline, population) = (iki.name, iki.unit_of_measure, iki.baseline(), iki.population());
        row(&[
            &agency.id.0,
            &indicator.id.0,
            &result.id.0,
            &ordinal,
            &name,
            &word(&iki.aspect),
            &perspective,
            &unit,
            &word(&iki.polarity),
            &word(&iki.accumulation),
            &baseline,
            &targets,
            &word(&iki.frequency),
            &population,
            &indicator.adds_to.map(|iki| iki.0),
        ])
    });
    Table::new(
        "iki (agency_id, id, rhk_id, ordinal, name, aspect, perspective, unit_of_measure, polarity, accumulation, \
         baseline, month_targets, frequency, population, adds_to)",
        rows,
    )
}
