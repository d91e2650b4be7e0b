//! `/pengelola/pejabat`: the units and who is in office there.

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
use leptos_router::hooks::use_query_map;

#[component]
pub fn OfficesPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.read().get("cari").unwrap_or_default());
    let found = Query::load(move || wanted.get(), list_offices);
    view! {
        <PageHead title="Pejabat" subtitle="Siapa memimpin unit mana, dan ganti pejabat" />
        <form class="office-search" method="get" action="/pengelola/pejabat" role="search">
            <TextField id="cari-unit" name="cari" label="Cari unit" kind="search" value=wanted.get_untracked() />
            <button type="submit">"Cari"</button>
        </form>
        {found.draw(10, list)}
        <p>
            <a href="/pengelola/atasan">"Permintaan perbaikan atasan"</a>
        </p>
    }
    .into_any()
}

fn list(found: OfficeList) -> AnyView {
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
    let row = |row: OfficeRow| {
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/pengelola/pejabat/{}", row.unit)>{row.name}</a>
                </th>
                <td>{row.above}</td>
                <td>{row.holder}</td>
            </tr>
        }
    };
    view! {
        {refused}
        {only()}
        {part_of(found.shown)}
        <table class="data-table">
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
    }
    .into_any()
}
