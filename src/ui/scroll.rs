//! The place on a page: kept for those who come back to it, and led to where an address names a part that is drawn later.

use leptos::{prelude::*, wasm_bindgen::JsValue};
use std::time::Duration;

/// The page that one comes back to is drawn by then: its data is kept (`query.rs`).
const DRAW_TIME: Duration = Duration::from_millis(80);

/// Leads to an element whose id the address names, once it is drawn: a link is followed before its data is there. Once
/// only, since a part is drawn anew with each change.
pub fn arrive(id: &'static str) {
    Effect::new(move |_| {
        let here = location();
        if here.hash().ok().as_deref().and_then(|hash| hash.strip_prefix('#')) != Some(id) {
            return;
        }
        if let Some(part) = document().get_element_by_id(id) {
            part.scroll_into_view();
            let address = here.pathname().unwrap_or_default() + &here.search().unwrap_or_default();
            let _ =
                window().history().map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
        }
    });
}

/// Notes where each page was scrolled to when a link was followed, and returns there when one goes back. Called once, in
/// the frame around all pages.
pub fn keep_place() {
    let places = StoredValue::new(Vec::<(String, f64)>::new());
    let here = || {
        let location = location();
        location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
    };
    Effect::new(move |_| {
        let left = window_event_listener_untyped("click", move |_| {
            let (here, scrolled) = (here(), window().scroll_y().unwrap_or_default());
            places.try_update_value(|places| {
                places.retain(|(place, _)| *place != here);
                places.push((here, scrolled));
            });
        });
        let back = window_event_listener_untyped("popstate", move |_| {
            let here = here();
            let place =
                places.try_with_value(|places| places.iter().find(|(place, _)| *place == here).map(|(_, at)| *at));
            if let Some(at) = place.flatten() {
                set_timeout(move || window().scroll_to_with_x_and_y(0.0, at), DRAW_TIME);
            }
        });
        on_cleanup(move || {
            left.remove();
            back.remove();
        });
    });
}
