//! The browser's start: takes over the page that the server drew.
//!
//! The page's own download comes first, then the page is taken over in one go. Leptos can also wait for downloads
//! while it takes over (`hydrate_lazy`), but that way has code of its own for every view: `build-site.mjs` leaves
//! it out of the download, which only works because nothing here begins it.

use crate::app::{App, preload};
use leptos::{mount::hydrate_body, prelude::location};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
pub fn hydrate() {
    // Without this a panic says only "unreachable".
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    spawn_local(async {
        preload(&location().pathname().unwrap_or_default()).await;
        hydrate_body(App);
    });
}
