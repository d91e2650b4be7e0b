//! The fields of the part that a result is of a superior's.

use crate::{
    features::skp::model::SuperiorOptions,
    ui::{
        field::{Checkbox, DecimalField, SelectField},
        submission::Submission,
    },
};
use leptos::prelude::*;

const DIVISIONS: [(&str, &str); 3] = [
    ("volume", "Jumlah: tiap orang mengerjakan sebagian"),
    ("region", "Wilayah: tiap orang untuk wilayahnya"),
    ("aspect", "Aspek: satu orang untuk satu indikator atasan"),
];

/// Draws how the superior's result is divided, and what else is supported. `value` gives the value of a field by its name.
pub(super) fn part(
    value: &dyn Fn(&str) -> String,
    superiors: &SuperiorOptions,
    submission: Submission,
) -> Option<AnyView> {
    if superiors.results.is_empty() {
        return None;
    }
    let further = superiors.results.iter().map(|(id, text)| {
        let name = format!("also-{id}");
        let checked = value(&name) == "true";
        view! { <Checkbox id=name.clone() name label=text.clone() checked /> }.into_any()
    });
    let is_open = !value("share").is_empty()
        || !matches!(value("division").as_str(), "" | "volume")
        || superiors.results.iter().any(|(id, _)| value(&format!("also-{id}")) == "true");
    let options = DIVISIONS.into_iter().map(|(value, word)| (value.to_owned(), word.to_owned())).collect();
    Some(
        view! {
            <details class="plan-months" open=is_open>
                <summary>"Bagian dari hasil atasan"</summary>
                <div class="plan-choices">
                    <SelectField
                        id="pembagian"
                        name="division"
                        label="Dibagi menurut"
                        options=options
                        selected=value("division")
                        error=submission.error("division")
                    />
                    <DecimalField
                        id="bagian"
                        name="share"
                        label="Bagian Anda (%)"
                        hint=RwSignal::new("Boleh kosong. Semua bagian bersama paling banyak 100 %.".to_owned())
                        value=value("share")
                        error=submission.error("share")
                    />
                </div>
                <fieldset class="plan-also">
                    <legend>"Ikut mendukung, tanpa menjadi bagiannya"</legend>
                    {further.collect_view()}
                </fieldset>
            </details>
        }
        .into_any(),
    )
}
