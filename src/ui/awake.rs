//! Keeps the screen on, if the browser can.

use js_sys::{Function, Promise, Reflect};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue},
};
use wasm_bindgen_futures::JsFuture;

/// Asks the browser to keep the screen on while the page is open. The browser drops the lock when the tab is hidden, so
/// it is requested again when the tab is visible. If it is refused, the screen behaves as usual.
///
/// Call it inside an effect: in the browser only.
pub fn stay_awake() {
    let held = StoredValue::new_local(JsValue::UNDEFINED);
    let ask = move || {
        spawn_local(async move {
            if let Some(request) = request()
                && let Ok(lock) = JsFuture::from(request).await
            {
                held.try_set_value(lock);
            }
        });
    };
    ask();
    let back = window_event_listener_untyped("visibilitychange", move |_| {
        if document().visibility_state() == web_sys::VisibilityState::Visible {
            ask();
        }
    });
    on_cleanup(move || {
        back.remove();
        held.try_with_value(|lock| {
            let release =
                Reflect::get(lock, &"release".into()).ok().and_then(|release| release.dyn_into::<Function>().ok());
            // A lock that was never granted need not be released.
            let _ = release.map(|release| release.call0(lock));
        });
    });
}

/// Calls `navigator.wakeLock.request("screen")`, which not every browser has.
fn request() -> Option<Promise> {
    let navigator = Reflect::get(&window(), &"navigator".into()).ok()?;
    let lock = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let request: Function = Reflect::get(&lock, &"request".into()).ok()?.dyn_into().ok()?;
    request.call1(&lock, &"screen".into()).ok()?.dyn_into().ok()
}
