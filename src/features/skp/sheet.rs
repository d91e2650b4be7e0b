//! The results of a version as its readers see them.

use super::{
    difference::supported,
    model::{IndicatorSheet, ResultSheet},
    words,
};
use crate::{
    domain::{
        id::{EmployeeId, RhkId},
        skp::{Iki, Rhk, SkpContent},
    },
    ui::format,
};
use std::collections::HashMap;

/// Returns the results of a version. `texts` are those of results above, `givers` the names of who gave one,
/// `periods` those of the plan by their last months.
pub(super) fn sheet(
    content: &SkpContent,
    texts: &HashMap<RhkId, String>,
    givers: &HashMap<EmployeeId, String>,
    periods: &[(i8, String)],
) -> Vec<ResultSheet> {
    let giver = |result: &Rhk| {
        let name = result.assigned_by.and_then(|by| givers.get(&by))?;
        Some(format!(" · penugasan dari {name}"))
    };
    let result = |result: &Rhk| ResultSheet {
        id: result.id,
        text: result.text.clone(),
        about: format!(
            "{} · {}{}",
            words::kind(result.kind),
            words::classification(result.classification),
            giver(result).unwrap_or_default()
        ),
        supports: match result.supports {
            Some((above, link)) => format!("Mendukung hasil atasan: {}", supported(above, link, texts)),
            None => "Tidak terhubung ke hasil atasan.".to_owned(),
        },
        basis: (!result.basis.is_empty()).then(|| result.basis.clone()),
        actions: actions(result, periods),
        indicators: result.indicators.iter().map(indicator).collect(),
    };
    content.results.iter().map(result).collect()
}

/// The action plan: what the owner wrote, else what the targets ask; last what was written for other periods.
fn actions(result: &Rhk, periods: &[(i8, String)]) -> Vec<(String, String)> {
    let of_period = |(month, name): &(i8, String)| {
        let action = result.actions.get(month).cloned().unwrap_or_else(|| words::default_action(result, *month));
        (!action.is_empty()).then(|| (name.clone(), action))
    };
    let is_other = |month: &i8| periods.iter().all(|(known, _)| known != month);
    let others = result.actions.iter().filter(|(month, _)| is_other(month));
    let others = others.map(|(month, action)| (words::until(*month), action.clone()));
    periods.iter().filter_map(of_period).chain(others).collect()
}

fn indicator(iki: &Iki) -> IndicatorSheet {
    const YEAR: i16 = 2026;
    let month = |month: i8| jiff::civil::Date::new(YEAR, month, 1).map(format::short_month).unwrap_or_default();
    let months = (1_i8..).zip(&iki.months.0).filter_map(|(at, target)| {
        let target = (*target)?;
        Some((month(at).to_owned(), words::measured(target, &iki.unit_of_measure)))
    });
    IndicatorSheet {
        name: iki.name.clone(),
        about: words::about(iki),
        target: iki
            .months
            .last()
            .map_or_else(|| "Belum ada target".to_owned(), |target| words::measured(target, &iki.unit_of_measure)),
        months: months.collect(),
        manual: words::manual(&iki.manual).into_iter().map(|(label, words)| (label.to_owned(), words)).collect(),
    }
}
