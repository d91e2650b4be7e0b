//! Addresses as the state of a page: the parts that it knows, and a sentence about the others.

use super::notice::{Notice, NoticeKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A part of an address, and whether the page understands a value of it.
pub type KnownPart = (&'static str, fn(&str) -> bool);

/// Names the parts of the address that the page does not understand: a link with a slip shows something else, but not
/// in silence.
#[component]
pub fn UnknownParts(known: &'static [KnownPart]) -> impl IntoView {
    let query = use_query_map();
    let unknown = Memo::new(move |_| {
        let understood = |key: &str, value: &str| {
            known.iter().any(|(name, understands)| *name == key && (value.is_empty() || understands(value)))
        };
        let query = query.read();
        let unknown = query.latest_values().filter(|(key, value)| !understood(key, value));
        unknown.map(|(key, value)| format!("“{key}={value}”")).collect::<Vec<_>>().join(", ")
    });
    let notice = move || {
        let unknown = unknown.get();
        (!unknown.is_empty()).then(|| {
            view! {
                <Notice kind=NoticeKind::Info>
                    {format!("Bagian alamat {unknown} tidak dikenal di halaman ini, jadi tidak dipakai.")}
                </Notice>
            }
        })
    };
    notice.into_any()
}
