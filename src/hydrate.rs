//! The browser's start: takes over the page that the server drew.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_lazy(crate::app::App);
}
