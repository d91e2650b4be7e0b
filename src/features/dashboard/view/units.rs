//! The table of the units below.

use super::rows::{Rows, rows};
use crate::{
    features::dashboard::model::{Board, UnitRow},
    query::Query,
};
use leptos::prelude::*;
use std::hash::Hash;
use uuid::Uuid;

/// The units below, each row highlighted briefly when its numbers change.
#[component]
pub(super) fn UnitTable(board: Query<Board>) -> impl IntoView {
    let none = board.fingerprint(|board, mark| board.units.is_empty().hash(mark));
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
                <tbody>{rows(board, &UNITS)}</tbody>
            </table>
        }
        .into_any()
    };
    move || {
        let _ = none.get();
        board.peek(|board| board.units.is_empty()).filter(|none| !none).map(|_| table())
    }
}

static UNITS: Rows<Board> = Rows {
    ids: |board| board.units.iter().map(|row| row.id.0).collect(),
    shows: |board, id, mark| find(board, id).hash(mark),
    row: |board, id, lit, numbers| {
        find(board, id).map(|unit| {
            let name = unit.name.clone();
            let name = if unit.own {
                name.into_any()
            } else {
                view! { <a href=format!("/dasbor?unit={}", unit.id)>{name}</a> }.into_any()
            };
            view! {
                <tr class=move || lit.class()>
                    <th scope="row">{name}</th>
                    {numbers}
                </tr>
            }
            .into_any()
        })
    },
    inside: |board, id| find(board, id).cloned().map(numbers),
    lights_new: false,
};

fn find(board: &Board, id: Uuid) -> Option<&UnitRow> {
    board.units.iter().find(|row| row.id.0 == id)
}

fn numbers(row: UnitRow) -> AnyView {
    let support = match row.counts.needs_support {
        n if n == 0 || row.own => n.into_any(),
        n => view! { <a href=format!("/dasbor/pelaporan?unit={}&status=needs_support", row.id)>{n}</a> }.into_any(),
    };
    view! {
        <td data-label="Pegawai">{row.employees}</td>
        <td data-label="Sesuai rencana">{row.progress}</td>
        <td data-label="Kelengkapan">{row.completeness}</td>
        <td data-label="Perlu dukungan">{support}</td>
        <td data-label="Laporan hari ini">{row.reports_today}</td>
        <td data-label="Terakhir">{row.last_report.unwrap_or_else(|| "–".to_owned())}</td>
    }
    .into_any()
}
