//! Plans in work in the demo's team: two wait for the head, one was returned with a note, one is being written.

use super::{
    Agency,
    copy::{Table, row},
    plans::{Indicator, Plan},
};
use crate::domain::{
    measure::{MonthTargets, Polarity},
    skp::{Classification, Iki, Rhk, RhkKind, SkpContent},
};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// The states of the revisions, each of another person, with the hours since they came to it.
const STATES: [(&str, i64); 4] = [("submitted", 50), ("returned", 28), ("submitted", 20), ("draft", 15)];

/// Why one of them was returned.
const NOTE: &str =
    "Target triwulan terakhir terlalu tinggi untuk dua kelurahan baru. Bagi dulu dengan rekan, lalu ajukan lagi.";

pub(crate) fn revisions(agency: &Agency) -> Table<'_> {
    let (cast, end) = (agency.staff.cast, agency.horizon.end());
    let in_team = agency
        .plans
        .iter()
        .filter(move |plan| plan.is_open() && plan.assessor == Some(cast.atasan) && plan.person != cast.pegawai);
    let rows = in_team.zip(STATES).map(move |(plan, (state, hours))| {
        let at = end - SignedDuration::from_hours(hours);
        let is = |wanted: &str| (state == wanted).then_some(at);
        let returned_by = is("returned").map(|_| agency.person(cast.atasan));
        let note = is("returned").map(|_| NOTE);
        let content = serde_json::to_string(&raised(plan)).unwrap_or_default();
        row(&[
            &agency.id.0,
            &plan.id.0,
            &2_i16,
            &state,
            &content,
            &is("submitted"),
            &is("returned"),
            &returned_by,
            &note,
            &at,
        ])
    });
    Table::new(
        "skp_revision (agency_id, skp_id, version, state, content, submitted_at, returned_at, returned_by, return_note, \
         edited_at)",
        rows,
    )
}

/// The content of a plan with a tenth more of what it counts first.
fn raised(plan: &Plan) -> SkpContent {
    let is_count =
        |iki: &&Indicator| iki.template.polarity == Polarity::Maximise && iki.template.unit_of_measure != "%";
    let raised = plan.indicators().find(is_count).map(|iki| iki.id);
    let results = plan.results.iter().map(|result| Rhk {
        id: result.id,
        text: result.text.to_owned(),
        kind: RhkKind::Main,
        classification: Classification::Organisation,
        supports: result.supports,
        assigned_by: None,
        basis: String::new(),
        actions: BTreeMap::new(),
        cascade: Box::default(),
        indicators: result.indicators.iter().map(|iki| indicator(iki, Some(iki.id) == raised)).collect(),
    });
    SkpContent { results: results.collect(), ..SkpContent::default() }
}

fn indicator(of: &Indicator, is_raised: bool) -> Iki {
    let template = of.template;
    let more = |months: MonthTargets| {
        MonthTargets(months.0.map(|target| target.and_then(|target| target.times(11)).map(|target| target.divided(10))))
    };
    let months = of.target.months;
    Iki {
        id: of.id,
        name: template.name.to_owned(),
        aspect: template.aspect,
        perspective: template.perspective,
        unit_of_measure: template.unit_of_measure.to_owned(),
        polarity: template.polarity,
        accumulation: template.accumulation,
        baseline: template.baseline(),
        months: if is_raised { more(months) } else { months },
        frequency: template.frequency,
        manual: Box::default(),
        population: template.population(),
        adds_to: None,
    }
}
