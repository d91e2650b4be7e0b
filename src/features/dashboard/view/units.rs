//! The table of the units below.

use super::rows::keyed;
use crate::{
    features::dashboard::model::{Board, UnitRow},
    loaded::Shown,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The units below, each row lit briefly when its numbers change.
#[component]
pub(super) fn UnitTable(board: Shown<Board>) -> impl IntoView {
    let rows = board.part(|board| board.units.clone());
    let ids = Memo::new(move |_| rows.with(|rows| rows.iter().flatten().map(|row| row.id.0).collect::<Vec<_>>()));
    let some = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    let table = move || {
        view! {
            <table class="unit-table">
                <caption>"Unit di bawahnya"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Unit"</th>
                        <th scope="col">"Pegawai"</th>
                        <th scope="col">"Sesuai rencana"</th>
                        <th scope="col">"Kelengkapan"</th>
                        <th scope="col">"Perlu dukungan"</th>
                        <th scope="col">"Laporan hari ini"</th>
                        <th scope="col">"Terakhir"</th>
                    </tr>
                </thead>
                <tbody>
                    {keyed(ids, Arc::new(move |id| {
                        let row = Memo::new(move |_| {
                            rows.with(|rows| rows.iter().flatten().find(|row| row.id.0 == id).cloned())
                        });
                        view! { <UnitLine row /> }.into_any()
                    }))}
                </tbody>
            </table>
        }
        .into_any()
    };
    move || some.get().then(table)
}

#[component]
fn UnitLine(row: Memo<Option<UnitRow>>) -> impl IntoView {
    let first = row.get_untracked();
    let Some(first) = first else { return ().into_any() };
    let version = Memo::new(move |_| row.with(|row| row.as_ref().map_or(0, |row| row.version)));
    let start = first.version;
    // Two classes in turn: the animation begins anew with each change.
    let lit = move || match version.get() - start {
        0 => "",
        changes if changes % 2 == 0 => "row-lit",
        _ => "row-lit again",
    };
    let cell = move |pick: fn(&UnitRow) -> String| move || row.with(|row| row.as_ref().map(pick));
    let own = first.own;
    let support = move || {
        row.get().map(|row| match row.counts.needs_support {
            n if n == 0 || own => n.into_any(),
            n => view! { <a href=format!("/dasbor?unit={}&status=needs_support", row.id)>{n}</a> }.into_any(),
        })
    };
    let name = if own {
        first.name.into_any()
    } else {
        view! { <a href=format!("/dasbor?unit={}", first.id)>{first.name}</a> }.into_any()
    };
    view! {
        <tr class=lit>
            <th scope="row">{name}</th>
            <td data-label="Pegawai">{cell(|row| row.employees.clone())}</td>
            <td data-label="Sesuai rencana">{cell(|row| row.progress.clone())}</td>
            <td data-label="Kelengkapan">{cell(|row| row.completeness.clone())}</td>
            <td data-label="Perlu dukungan">{support}</td>
            <td data-label="Laporan hari ini">{cell(|row| row.reports_today.to_string())}</td>
            <td data-label="Terakhir">{cell(|row| row.last_report.clone().unwrap_or_else(|| "–".to_owned()))}</td>
        </tr>
    }
    .into_any()
}
