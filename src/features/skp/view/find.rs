//! The search of a matrix for people of other units.

use crate::{
    domain::id::SkpId,
    features::skp::model::{FoundPerson, MAX_FOUND},
    ui::{field::TextField, form::SubmitButton, icon::Glyph},
};
use leptos::prelude::*;

/// Draws the search with what it found.
pub(super) fn others(skp: SkpId, found: Vec<FoundPerson>, error: Option<String>, wanted: &str) -> AnyView {
    let address = format!("/skp/{skp}/matriks#unit-lain");
    let is_searched = !wanted.is_empty() && error.is_none();
    let is_full = found.len() >= MAX_FOUND;
    let list = if found.is_empty() {
        is_searched.then(|| view! { <p>"Tidak ada pegawai dengan nama atau NIP itu."</p> }.into_any())
    } else {
        let found = found.into_iter().map(|FoundPerson { employee, name, post }| {
            let add = format!(": {name}");
            view! {
                <li>
                    <b>{name}</b>
                    " "
                    <span class="plan-about">{post}</span>
                    " "
                    // A document of its own: the browser leads to the new row.
                    <a class="quiet" href=format!("/skp/{skp}/matriks?tambah={employee}#orang-{employee}") rel="external">
                        "Tambahkan"
                        <span class="visually-hidden">{add}</span>
                    </a>
                </li>
            }
        });
        let rest = is_full.then(|| {
            view! { <p class="plan-about">"Paling banyak 10 nama tampil. Bila belum ada yang dicari, tulis namanya lebih lengkap."</p> }
        });
        Some(view! { <ul class="matrix-found">{found.collect_view()}</ul> {rest} }.into_any())
    };
    view! {
        <section class="plan-part" aria-labelledby="unit-lain">
            <h2 id="unit-lain">"Tambah pegawai dari unit lain"</h2>
            <form class="matrix-search" method="get" action=address>
                <TextField id="cari-pegawai" name="cari" label="Nama atau NIP" kind="search" value=wanted.to_owned() error=Signal::stored(error) />
                <SubmitButton label="Cari" icon=Glyph::Search />
            </form>
            {list}
        </section>
    }
    .into_any()
}
