//! The rules and holidays that the agency has entered beside the national ones: since this year most people are evaluated by the
//! month, from the next one on the rescue teams by the quarter and without uploads.

use super::{
    Agency, SeedOptions,
    copy::{Table, row},
    people::Staff,
};
use crate::{
    domain::{
        calendar::PeriodKind,
        regime::{Evidence, Group, Rule, Rules},
    },
    server::codec::word,
};
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
            first(year),
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

/// The anniversary of the agency, this year and the next.
pub(super) fn holidays(agency: &Agency) -> Table<'_> {
    let year = agency.horizon.today.year();
    let entered = agency.rules.first().and_then(|rule| rule.entered.as_ref());
    let days = (year..=year + 1).filter_map(|year| Date::new(year, 9, 14).ok());
    let rows = days.map(move |day| {
        let (at, by) = (entered.map(|(at, _)| *at), entered.map(|(_, by)| by.as_str()));
        row(&[&agency.id.0, &day, &"Hari jadi daerah", &at, &by])
    });
    Table::new("holiday (agency_id, day, name, entered_at, entered_by)", rows)
}
