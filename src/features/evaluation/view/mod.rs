//! Pages of evaluations: the list, one evaluation, and what units achieved.

mod achievement;
mod autosave;
mod evidence;
mod form;
mod list;
mod owner;
mod page;
mod quadrant;
mod version;
mod write;

pub use achievement::AchievementPage;
pub use list::EvaluationsPage;
pub use page::EvaluationPage;
pub use write::EvaluationFormPage;

use super::model::PeriodTab;
use leptos::prelude::*;

/// How many periods stand in the row; the others are folded.
const SHOWN: usize = 6;

/// Draws the periods of a list as links. `address` is that of a period.
pub(in crate::features::evaluation) fn periods(tabs: &[PeriodTab], address: &dyn Fn(&PeriodTab) -> String) -> AnyView {
    let tab = |tab: &PeriodTab| {
        let waiting = (!tab.waiting.is_empty()).then(|| view! { " " <span class="tag">{tab.waiting.clone()}</span> });
        view! {
            <li>
                <a href=address(tab) aria-current=tab.is_shown.then_some("page")>
                    {tab.name.clone()}
                </a>
                {waiting}
            </li>
        }
    };
    let is_late_shown = tabs.iter().skip(SHOWN).any(|tab| tab.is_shown);
    let (first, others) = tabs.split_at(tabs.len().min(SHOWN));
    let others = (!others.is_empty()).then(|| {
        view! {
            <details class="plan-months" open=is_late_shown>
                <summary>"Periode lain"</summary>
                <ul class="evaluation-periods">{others.iter().map(tab).collect_view()}</ul>
            </details>
        }
    });
    view! {
        <nav aria-label="Periode">
            <ul class="evaluation-periods">{first.iter().map(tab).collect_view()}</ul>
            {others}
        </nav>
    }
    .into_any()
}
