//! Addresses as the state of a page: the parts that it knows, and a sentence about the others.

use super::notice::{Notice, NoticeKind};
use crate::{document::mark_missing, query::SERVER};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A part of an address, and whether the page understands a value of it.
pub type KnownPart = (&'static str, fn(&str) -> bool);

/// Names the parts of the address that the page does not understand: a link with a slip shows something else, but not
/// in silence. A part that the page has, with a value that it does not, is of something that does not exist.
#[component]
pub fn UnknownParts(known: &'static [KnownPart]) -> impl IntoView {
    let query = use_query_map();
    let unknown = Memo::new(move |_| {
        let understood = |key: &str, value: &str| {
            known.iter().any(|(name, understands)| *name == key && (value.is_empty() || understands(value)))
        };
        let query = query.read();
        let is_slip = |key: &str, value: &str| !understood(key, value) && known.iter().any(|(name, _)| *name == key);
        if SERVER && query.latest_values().any(|(key, value)| is_slip(key, value)) {
            mark_missing();
        }
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
