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

/// Returns the results of a version. `texts` are those of results above, `givers` the names of who gave one.
pub(super) fn sheet(
    content: &SkpContent,
    texts: &HashMap<RhkId, String>,
    givers: &HashMap<EmployeeId, String>,
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
        indicators: result.indicators.iter().map(indicator).collect(),
    };
    content.results.iter().map(result).collect()
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
    }
}
