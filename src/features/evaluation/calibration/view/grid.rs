//! The nine places with their cards. A card is dragged with a mouse or by its handle with a finger; its button does the same
//! without either.

use super::{
    super::model::{CalibrationCard, CalibrationCell, CalibrationQuery, place_code, place_of_code},
    Around,
};
use crate::domain::{
    evaluation::{EvaluationId, Rating, Ratings},
    id::SkpId,
};
use leptos::{
    ev::{PointerEvent, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use std::hash::Hash;

/// A card on its way: from where, and over which place it is.
#[derive(Clone, Copy)]
struct Drag {
    card: SkpId,
    from: Ratings,
}

/// Draws the board; `moved` is the card whose button has the focus afterwards.
pub(super) fn part(around: Around, moved: StoredValue<Option<SkpId>>) -> impl Fn() -> Option<AnyView> {
    let Around { query, .. } = around;
    let cells = query.fingerprint(|sheet, mark| {
        (&sheet.cells, sheet.card.as_ref().map(|card| card.id.skp)).hash(mark);
    });
    // A change in the room draws the board anew and ends a drag.
    let drag = RwSignal::new(None::<Drag>);
    let over = RwSignal::new(None::<Ratings>);
    move || {
        cells.get()?;
        drag.set(None);
        let follow = move |event: PointerEvent| {
            if drag.get_untracked().is_some() {
                over.set(place_below(&event));
            }
        };
        let end = move |event: PointerEvent| {
            let Some(Drag { card, from }) = drag.try_update(Option::take).flatten() else { return };
            over.set(None);
            if let Some(to) = place_below(&event).filter(|to| *to != from) {
                around.open.run((card, Some(to)));
            }
        };
        let leave = move |_| {
            drag.set(None);
            over.set(None);
        };
        let drawn = query.peek(|sheet| {
            let is_empty = sheet.cells.iter().all(|cell| cell.people == 0);
            let open = sheet.card.as_ref().map(|card| card.id.skp);
            let address = CalibrationQuery { unit: Some(sheet.unit), period: Some(sheet.period), card: None };
            let cells = sheet.cells.clone().into_iter();
            let cells = cells.map(|it| cell(it, (address, open), (drag, over), around)).collect_view();
            let empty = is_empty.then(|| {
                view! { <p>"Belum ada penilaian yang ditetapkan dalam periode ini. Begitu ditetapkan, kartunya tampil di sini."</p> }
            });
            view! {
                <section class="plan-part" aria-labelledby="papan">
                    <h2 id="papan">"Papan"</h2>
                    {empty}
                    <div
                        class="calibration-grid"
                        on:pointermove=follow
                        on:pointerup=end
                        on:pointercancel=leave
                    >
                        {cells}
                    </div>
                </section>
            }
            .into_any()
        });
        if let Some(card) = moved.try_update_value(Option::take).flatten() {
            request_animation_frame(move || focus(&button_id(card)));
        }
        drawn
    }
}

fn button_id(card: SkpId) -> String {
    format!("pindah-{card}")
}

fn focus(id: &str) {
    let button = document().get_element_by_id(id);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // It fails only where it is gone again.
        let _ = button.focus();
    }
}

fn cell(
    cell: CalibrationCell,
    (address, open): (CalibrationQuery, Option<SkpId>),
    (drag, over): (RwSignal<Option<Drag>>, RwSignal<Option<Ratings>>),
    around: Around,
) -> AnyView {
    let CalibrationCell { place, predikat, people, cards } = cell;
    let name = |rating: Rating| rating.short_name();
    let axes = format!("Hasil kerja {}, perilaku kerja {}", name(place.results), name(place.conduct));
    let id = format!("tempat-{}", place_code(place));
    let label = id.clone();
    let is_over = move || drag.get().is_some_and(|drag| drag.from != place) && over.get() == Some(place);
    let shown = cards.len();
    let more = (people as usize).saturating_sub(shown);
    let more = (more > 0).then(|| view! { <p class="plan-about">{format!("dan {more} lagi")}</p> });
    let cards = cards.into_iter().map(|it| card(it, place, (address, open), drag, around));
    view! {
        <section class="calibration-cell" class:over=is_over aria-labelledby=label data-place=place_code(place)>
            <h3 id=id>
                {predikat.name()}
                " "
                <span class="count">{people}</span>
            </h3>
            <p class="plan-about">{axes}</p>
            <ul>{cards.collect_view()}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn card(
    card: CalibrationCard,
    place: Ratings,
    (address, open): (CalibrationQuery, Option<SkpId>),
    drag: RwSignal<Option<Drag>>,
    around: Around,
) -> AnyView {
    let CalibrationCard { skp, person, post, tags, is_fixed } = card;
    let tags = tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view();
    let evaluation = address.period.map(|period| format!("/penilaian/{}", EvaluationId { skp, period }));
    let which = format!(": {person}");
    let begin = move |event: PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let within =
            |selector| target.as_ref().is_some_and(|it| it.closest(selector).is_ok_and(|found| found.is_some()));
        // A finger scrolls the page but for the handle; links stay links.
        let is_taken = within(".calibration-handle") || (event.pointer_type() == "mouse" && !within("a, button"));
        if is_fixed || !is_taken || event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(target) = target {
            // Without it the drag ends at the border of the card.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        drag.set(Some(Drag { card: skp, from: place }));
    };
    let handle = (!is_fixed).then(|| view! { <span class="calibration-handle" aria-hidden="true"></span> });
    let opens = (!is_fixed).then(|| {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            around.open.run((skp, None));
        };
        view! {
            <form method="get" action="/penilaian/kalibrasi" on:submit=submit>
                <input type="hidden" name="unit" value=address.unit.map(|unit| unit.to_string()) />
                <input type="hidden" name="periode" value=address.period.map(|period| period.to_string()) />
                <input type="hidden" name="kartu" value=skp.to_string() />
                <button class="quiet" type="submit" id=button_id(skp)>
                    "Pindah ke…"
                    <span class="visually-hidden">{which}</span>
                </button>
            </form>
        }
    });
    view! {
        <li
            class="calibration-card"
            class:open=open == Some(skp)
            on:pointerdown=begin
        >
            {handle}
            <p>
                <a href=evaluation>{person}</a>
                " "
                {tags}
            </p>
            <p class="plan-about">{post}</p>
            {opens}
        </li>
    }
    .into_any()
}

/// The place under a pointer.
fn place_below(event: &PointerEvent) -> Option<Ratings> {
    #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let cell = document().element_from_point(x, y)?.closest("[data-place]").ok()??;
    place_of_code(&cell.get_attribute("data-place")?)
}
