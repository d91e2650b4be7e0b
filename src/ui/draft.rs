//! What is typed is kept on the device until the server has it: through an error, a lost session, a reload.
//! A device without storage only loses this comfort.

use leptos::{prelude::window, web_sys::Storage};

/// Parts what a draft holds; nobody types it.
const BETWEEN: char = '\u{1f}';

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The fields that were kept under a key.
pub fn load<const N: usize>(key: &str) -> Option<[String; N]> {
    let kept = storage()?.get_item(key).ok()??;
    kept.split(BETWEEN).map(ToOwned::to_owned).collect::<Vec<_>>().try_into().ok()
}

/// Keeps fields under a key.
pub fn keep(key: &str, fields: &[&str]) {
    let kept = storage().map(|storage| storage.set_item(key, &fields.join(BETWEEN.encode_utf8(&mut [0; 4]))));
    if kept.is_some_and(|kept| kept.is_err()) {
        leptos::logging::warn!("draft not kept");
    }
}

/// Forgets what was kept under a key.
pub fn forget(key: &str) {
    // It fails only where nothing was kept.
    let _ = storage().map(|storage| storage.remove_item(key));
}
