//! Pages of plans: the own ones, one plan, its editor, and those that wait for an assessor.

mod act;
mod batch;
mod completion;
mod curve;
mod editor;
mod find;
mod further;
mod indicator;
mod kept;
mod link;
mod list;
mod matrix;
mod offer;
mod plan;
mod result;
mod sheet;
mod template;
mod templates;
mod waiting;

pub use completion::PlanBoardPage;
pub use editor::EditorPage;
pub use list::PlansPage;
pub use matrix::MatrixPage;
pub use offer::OfferPage;
pub use plan::PlanPage;
pub use template::TemplatePage;
pub use templates::TemplatesPage;
pub use waiting::WaitingPage;

use crate::{
    document::mark_missing,
    domain::skp::Stage,
    error::Error,
    query::{Loads, Query},
    ui::shell::PageHead,
};
use leptos::prelude::*;

/// Returns the word of a stage on the screen.
const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "Draf",
        Stage::Submitted => "Diajukan",
        Stage::Returned => "Dikembalikan",
        Stage::Agreed => "Disetujui",
        Stage::Closed => "Ditutup",
    }
}

/// Draws the heading of a page whose plan cannot be shown.
fn missing_head<T: Loads>(query: Query<T>) -> impl Fn() -> Option<AnyView> {
    move || {
        let is_lost = query.error.with(Option::is_some) && query.with(|value| value.is_none());
        if query.error.with(|error| *error == Some(Error::NotFound)) {
            mark_missing();
        }
        is_lost.then(|| view! { <PageHead title="SKP" /> }.into_any())
    }
}
