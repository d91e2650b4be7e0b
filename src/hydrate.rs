//! The browser's start: hydrates the page that the server rendered.
//!
//! The page's own download is fetched first, then the page is hydrated in one go. Leptos can also wait for downloads
//! during hydration (`hydrate_lazy`), but that way has code of its own for every view: `build-site.mjs` leaves it out
//! of the download, which only works because nothing here calls it.

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
