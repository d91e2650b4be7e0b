//! `/pengelola/pejabat`: the units and who is in office there. The address is the state: `cari` for a part of the name,
//! `halaman` for the page.

use crate::{
    features::post::{
        api::list_offices,
        model::{OfficeList, OfficeRow},
    },
    query::Query,
    ui::{
        empty::Empty,
        field::TextField,
        notice::{Notice, NoticeKind},
        rows::part_of,
        shell::PageHead,
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, location::Url};

#[component]
pub fn OfficesPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.read().get("cari").unwrap_or_default());
    let page = Memo::new(move |_| query.read().get("halaman").and_then(|page| page.parse().ok()).unwrap_or(1));
    let found =
        Query::load(move || (wanted.get(), page.get()), |(wanted, page): (String, i32)| list_offices(wanted, page));
    view! {
        <PageHead title="Pejabat" subtitle="Siapa memimpin unit mana, dan ganti pejabat" />
        <form class="office-search" method="get" action="/pengelola/pejabat" role="search">
            <TextField id="cari-unit" name="cari" label="Cari unit" kind="search" value=wanted.get_untracked() />
            <button type="submit">"Cari"</button>
        </form>
        {found.draw(10, move |found| list(found, &wanted.get_untracked()))}
        <p>
            "Ada pegawai yang melaporkan atasannya salah? Lihat "
            <a href="/pengelola/atasan">"Permintaan perbaikan atasan"</a> "."
        </p>
    }
    .into_any()
}

/// Returns the address of a page of the list.
fn address(wanted: &str, page: i32) -> String {
    format!("/pengelola/pejabat?cari={}&halaman={page}", Url::escape(wanted))
}

fn list(found: OfficeList, wanted: &str) -> AnyView {
    let refused = found.refused.into_iter().map(|(unit, name)| {
        view! {
            <Notice kind=NoticeKind::Error>
                "Pergantian pejabat yang tidak dapat dilaksanakan: "
                <a href=format!("/pengelola/pejabat/{unit}")>{name}</a>
            </Notice>
        }
    });
    let refused = refused.collect_view();
    let only = || view! { <p class="muted">"Hanya unit yang punya jabatan kepala."</p> };
    if found.rows.is_empty() {
        return view! {
            {refused}
            {only()}
            <Empty sentence="Tidak ada unit dengan nama itu." />
        }
        .into_any();
    }
    let link = |page: Option<i32>, words: &'static str| {
        page.map(|page| view! { <a class="button" href=address(wanted, page)>{words}</a> })
    };
    let pages = (found.before.is_some() || found.next.is_some()).then(|| {
        view! {
            <nav class="plan-buttons" aria-label="Halaman">
                {link(found.before, "Sebelumnya")} {link(found.next, "Berikutnya")}
            </nav>
        }
    });
    let row = |row: OfficeRow| {
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/pengelola/pejabat/{}", row.unit)>{row.name}</a>
                </th>
                <td data-label="Di bawah">{row.above}</td>
                <td data-label="Pejabat hari ini">{row.holder}</td>
            </tr>
        }
    };
    view! {
        {refused}
        {only()}
        {part_of(found.shown)}
        <table class="data-table office-table">
            <caption>"Pilih unit untuk melihat riwayat dan mengganti pejabatnya"</caption>
            <thead>
                <tr>
                    <th scope="col">"Unit"</th>
                    <th scope="col">"Di bawah"</th>
                    <th scope="col">"Pejabat hari ini"</th>
                </tr>
            </thead>
            <tbody>{found.rows.into_iter().map(row).collect_view()}</tbody>
        </table>
        {pages}
    }
    .into_any()
}
