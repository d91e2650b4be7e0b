//! The field of a measure in words in the form of a report: the step at which it stands.

use crate::domain::measure::STEPS;
use leptos::prelude::*;

/// Draws the choice of a step. By hand: the field of all other choices would come with the first visit of Beranda.
pub(super) fn draw(id: String, selected: &str, hint: RwSignal<String>, error: Signal<Option<String>>) -> AnyView {
    let option = |step: &'static str, words: &'static str| {
        let is_selected = step == selected;
        view! {
            <option value=step selected=is_selected>
                {words}
            </option>
        }
    };
    let [first, second, third] = STEPS;
    let hint_id = format!("{id}-petunjuk");
    view! {
        <div class="field">
            <label for=id.clone()>"Realisasi"</label>
            <p class="field-hint" id=hint_id.clone()>
                {move || hint.get()}
            </p>
            <select id=id name="value" aria-describedby=hint_id>
                {option("", "Pilih tahapnya")}
                {option("0", first)}
                {option("1", second)}
                {option("2", third)}
            </select>
            <p class="field-error" aria-live="polite">
                {move || error.get()}
            </p>
        </div>
    }
    .into_any()
}
