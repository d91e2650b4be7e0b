//! The results of a version as its readers see them.

use super::{
    difference::supported,
    model::{IndicatorSheet, ResultSheet},
    words,
};
use crate::{
    domain::{
        id::{EmployeeId, IkiId, RhkId},
        skp::{Approach, Iki, Rhk, SkpContent},
    },
    ui::format,
};
use std::collections::HashMap;

/// The names that the results of a version are shown with.
pub(super) struct Names<'a> {
    /// The texts of results above.
    pub texts: &'a HashMap<RhkId, String>,
    /// Those who gave a result.
    pub givers: HashMap<EmployeeId, String>,
    /// The indicators to which others are added.
    pub indicators: HashMap<IkiId, String>,
}

/// Returns the results of a version. `periods` are those of the plan by their last months.
pub(super) fn sheet(content: &SkpContent, names: &Names<'_>, periods: &[(i8, String)]) -> Vec<ResultSheet> {
    let giver = |result: &Rhk| {
        let name = result.assigned_by.and_then(|by| names.givers.get(&by))?;
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
        supports: supported(result, names.texts).map_or_else(
            || "Tidak terhubung ke hasil atasan.".to_owned(),
            |supported| format!("Mendukung hasil atasan: {supported}"),
        ),
        also: result
            .cascade
            .also
            .iter()
            .filter_map(|above| names.texts.get(above).map(|text| words::quoted(text)))
            .collect(),
        basis: (!result.basis.is_empty()).then(|| result.basis.clone()),
        actions: actions(result, periods),
        indicators: result.indicators.iter().map(|iki| indicator(iki, &names.indicators)).collect(),
    };
    content.results.iter().map(result).collect()
}

/// The action plan: what the owner wrote, else what the targets ask; last what was written for other periods.
fn actions(result: &Rhk, periods: &[(i8, String)]) -> Vec<(String, String)> {
    let of_period = |(at, (month, name)): (usize, &(i8, String))| {
        let first = at.checked_sub(1).and_then(|before| periods.get(before)).map_or(1, |(before, _)| before + 1);
        let default = || words::default_action(result, (first, *month));
        let action = result.actions.get(month).cloned().unwrap_or_else(default);
        (!action.is_empty()).then(|| (name.clone(), action))
    };
    let is_other = |month: &i8| periods.iter().all(|(known, _)| known != month);
    let others = result.actions.iter().filter(|(month, _)| is_other(month));
    let others = others.map(|(month, action)| (words::until(*month), action.clone()));
    periods.iter().enumerate().filter_map(of_period).chain(others).collect()
}

fn indicator(iki: &Iki, names: &HashMap<IkiId, String>) -> IndicatorSheet {
    const YEAR: i16 = 2026;
    let month = |month: i8| jiff::civil::Date::new(YEAR, month, 1).map(format::short_month).unwrap_or_default();
    let months = (1_i8..).zip(&iki.months.0).filter_map(|(at, target)| {
        let target = (*target)?;
        Some((month(at).to_owned(), words::measured(target, &iki.unit_of_measure)))
    });
    IndicatorSheet {
        name: iki.name.clone(),
        about: words::about(iki),
        target: words::target(iki).unwrap_or_else(|| "Belum ada target".to_owned()),
        months: if iki.approach() == Approach::Qualitative { vec![] } else { months.collect() },
        adds_to: iki.adds_to.and_then(|above| names.get(&above).cloned()),
        manual: words::manual(&iki.manual).into_iter().map(|(label, words)| (label.to_owned(), words)).collect(),
    }
}
