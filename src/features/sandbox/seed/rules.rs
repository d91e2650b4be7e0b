//! What the agency has entered beside the national rules: from next year on most people are evaluated by the month, the
//! rescue teams by the quarter and without uploads; holidays, deadlines, one unit that was given longer,
//! and an improved template.

use super::{
    Agency, SeedOptions,
    copy::{Table, row},
    jobs::Sort,
    people::Staff,
};
use crate::{
    domain::{
        calendar::PeriodKind,
        regime::{Evidence, Group, Rule, Rules},
        template::PlanTemplate,
    },
    server::codec::word,
};
use jiff::Timestamp;
use jiff::{ToSpan, civil::Date};

pub(super) fn rules(options: &SeedOptions, staff: &Staff) -> Vec<Rule> {
    let (mut dice, year) = (options.dice("rules"), options.today.year());
    let first = |year| Date::new(year, 1, 1).unwrap_or(options.today);
    // In the last December before they hold.
    let entered = options.zone.instant(first(year).saturating_sub(17.days()).at(10, 5, 0, 0));
    let by = staff.people[staff.cast.pengelola].name.clone();
    let national = Rules::of_agency(vec![]);
    let Some(general) = national.in_force(&Group::General, first(year)) else { return vec![] };
    let mut rule = |group, holds_from, change: fn(&mut Rule), source: &str| {
        let mut rule = Rule {
            code: dice.id(entered).to_string(),
            group,
            holds_from,
            source: source.to_owned(),
            entered: Some((entered, by.clone())),
            ..general.clone()
        };
        change(&mut rule);
        rule
    };
    let rescue = Group::Chosen {
        name: "Regu reaksi cepat".to_owned(),
        employment: None,
        title: Some("reaksi cepat".to_owned()),
    };
    vec![
        rule(
            Group::General,
            first(year + 1),
            |rule| rule.regime.periods = PeriodKind::Month,
            "Peraturan kepala daerah tentang pengelolaan kinerja, Pasal 9",
        ),
        rule(
            rescue,
            first(year + 1),
            |rule| rule.regime.evidence = Evidence::Confirmed,
            "Surat edaran sekretaris daerah tentang penilaian regu lapangan, angka 3",
        ),
    ]
}

pub(super) fn table(agency: &Agency) -> Table<'_> {
    let rows = agency.rules.iter().map(|rule| {
        let Rule { code, group, holds_from, ends, regime, source, entered } = rule;
        let (name, employment, title) = match group {
            Group::Chosen { name, employment, title } => (Some(name.as_str()), employment.as_ref(), title.as_deref()),
            Group::General | Group::Teachers | Group::PartTime => (None, None, None),
        };
        let phases: Vec<String> = regime.phases.iter().map(|phase| format!("\"{phase}\"")).collect();
        row(&[
            &agency.id.0,
            &code.as_str(),
            &group.code(),
            &name,
            &employment.map(word),
            &title,
            holds_from,
            ends,
            &word(&regime.periods),
            &word(&regime.evidence),
            &word(&regime.origin),
            &regime.daily_log,
            &format!("{{{}}}", phases.join(",")),
            source,
            &entered.as_ref().map(|(at, _)| *at),
            &entered.as_ref().map(|(_, by)| by.as_str()),
        ])
    });
    Table::new(
        "regime_rule (agency_id, id, people, name, employment, title, holds_from, ends, periods, evidence, origin, \
         daily_log, phases, source, entered_at, entered_by)",
        rows,
    )
}

/// Returns when its own rules were entered, and by whom.
fn entered(agency: &Agency) -> (Option<Timestamp>, Option<&str>) {
    let entered = agency.rules.first().and_then(|rule| rule.entered.as_ref());
    (entered.map(|(at, _)| *at), entered.map(|(_, by)| by.as_str()))
}

/// The decree about deadlines.
const DEADLINES: &str = "Peraturan kepala daerah tentang pengelolaan kinerja, Pasal 11";

/// How the deadline of the year's report is counted: as by default, with its source.
pub(super) fn deadline_rules(agency: &Agency) -> Table<'_> {
    let (at, by) = entered(agency);
    let since = agency.horizon.today.first_of_year();
    let rows =
        std::iter::once_with(move || row(&[&agency.id.0, &"year", &since, &15_i16, &"calendar", &DEADLINES, &at, &by]));
    Table::new("deadline_rule (agency_id, kind, holds_from, days, counting, source, entered_at, entered_by)", rows)
}

/// Until when the plans of this year were to be submitted.
pub(super) fn plan_deadlines(agency: &Agency) -> Table<'_> {
    let (at, by) = entered(agency);
    let year = agency.horizon.today.year();
    let rows =
        Date::new(year, 1, 31).into_iter().map(move |day| row(&[&agency.id.0, &year, &day, &DEADLINES, &at, &by]));
    Table::new("plan_deadline (agency_id, year, due_on, source, entered_at, entered_by)", rows)
}

/// A unit whose network was down has a week longer for the last month that is over.
pub(super) fn extensions(agency: &Agency) -> Table<'_> {
    let (_, by) = entered(agency);
    let today = agency.horizon.today;
    let months =
        agency.periods.iter().filter(move |it| it.period.kind == PeriodKind::Month && it.period.due_on < today);
    let last = months.max_by_key(|it| it.period.due_on);
    let unit = agency.units.iter().rev().find(|unit| unit.sort == Sort::Kelurahan);
    let rows = last.zip(unit).into_iter().map(move |(it, unit)| {
        let day = it.period.due_on.saturating_add(7.days());
        let at = agency.horizon.zone.instant(it.period.due_on.at(9, 20, 0, 0));
        row(&[&agency.id.0, &it.id.0, &unit.id.0, &day, &"Jaringan putus karena banjir", &at, &by])
    });
    Table::new("due_extension (agency_id, period_id, unit_id, due_on, reason, entered_at, entered_by)", rows)
}

/// The second version of a template, which its plans are offered, with the first one that it was made from.
pub(super) fn template_versions(agency: &Agency) -> Table<'_> {
    let (_, by) = entered(agency);
    let first = PlanTemplate::built_in("apoteker");
    let mut second = first.content.clone();
    if let Some(result) = second.results.first_mut() {
        result.text.push_str(" bagi semua pasien");
    }
    let today = agency.horizon.today;
    let at = agency.horizon.zone.instant(today.first_of_month().saturating_sub(40.days()).at(10, 30, 0, 0));
    let versions = [
        (first.version, first.content.clone(), "Bawaan Kinerja.", None),
        (first.version + 1, second, "Sasarannya disebut, sesuai rencana strategis", by),
    ];
    let rows = versions.into_iter().map(move |(version, content, note, by)| {
        let content = serde_json::to_string(&content).unwrap_or_default();
        row(&[&agency.id.0, &first.code, &version, &content, &note, &at, &by])
    });
    Table::new("template_version (agency_id, code, version, content, note, published_at, published_by)", rows)
}

/// The anniversary of the agency, this year and the next.
pub(super) fn holidays(agency: &Agency) -> Table<'_> {
    let year = agency.horizon.today.year();
    let (at, by) = entered(agency);
    let days = (year..=year + 1).filter_map(|year| Date::new(year, 9, 14).ok());
    let rows = days.map(move |day| row(&[&agency.id.0, &day, &"Hari jadi daerah", &at, &by]));
    Table::new("holiday (agency_id, day, name, entered_at, entered_by)", rows)
}
