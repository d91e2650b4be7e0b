//! The table of the units below.

use super::rows::{Rows, rows_by};
use crate::{
    domain::id::UnitId,
    features::dashboard::model::{Board, UnitRow},
    query::Query,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::{cmp::Reverse, hash::Hash};
use uuid::Uuid;

/// A column by which the units can be sorted, most first.
#[derive(Clone, Copy, Debug)]
struct Column {
    /// Its word in an address.
    code: &'static str,
    name: &'static str,
    value: fn(&UnitRow) -> i32,
}

const COLUMNS: [Column; 5] = [
    Column { code: "pegawai", name: "Pegawai", value: |row| digits(&row.employees) },
    Column { code: "rencana", name: "Mencapai rencana", value: |row| digits(&row.progress) },
    Column { code: "kelengkapan", name: "Kelengkapan", value: |row| digits(&row.completeness) },
    Column { code: "dukungan", name: "Perlu dukungan", value: |row| row.counts.needs_support },
    Column { code: "hari-ini", name: "Laporan hari ini", value: |row| row.reports_today },
];

/// Returns the column of a word in an address.
fn column_of(code: &str) -> Option<Column> {
    COLUMNS.into_iter().find(|column| column.code == code)
}

/// Whether a value of `urut` in an address names a column.
pub(super) fn is_column(code: &str) -> bool {
    column_of(code).is_some()
}

/// Returns the number in `72 %` or `1.234`; one below all others where there is none.
fn digits(shown: &str) -> i32 {
    let digits = shown.bytes().filter(u8::is_ascii_digit).map(|digit| i32::from(digit - b'0'));
    digits.fold(None, |number: Option<i32>, digit| Some(number.unwrap_or_default() * 10 + digit)).unwrap_or(-1)
}

/// Returns the units in the order of a column; without one in their own. The unit's own people stay last.
fn ordered(board: &Board, by: Option<Column>) -> Vec<Uuid> {
    let mut rows: Vec<&UnitRow> = board.units.iter().collect();
    if let Some(by) = by {
        rows.sort_by_key(|row| (row.own, Reverse((by.value)(row))));
    }
    rows.into_iter().map(|row| row.id.0).collect()
}

/// The links that sort the table; `unit` and `by` are those of the address.
#[component]
fn Sorting(unit: Memo<Option<UnitId>>, by: Memo<Option<String>>) -> impl IntoView {
    let links = move || {
        let (unit, by) = (unit.get(), by.get());
        let base = unit.map_or_else(|| "/dasbor?".to_owned(), |unit| format!("/dasbor?unit={unit}&"));
        COLUMNS
            .map(|column| {
                let current = (by.as_deref() == Some(column.code)).then_some("true");
                view! {
                    <a class="quiet" href=format!("{base}urut={}", column.code) aria-current=current>
                        {column.name}
                    </a>
                }
            })
            .collect_view()
    };
    view! {
        <nav class="pager" aria-label="Urutkan unit">
            <span>"Urutkan, terbanyak dulu:"</span>
            {links}
        </nav>
    }
    .into_any()
}

/// The units below, each row highlighted briefly when its numbers change.
#[component]
pub(super) fn UnitTable(board: Query<Board>, unit: Memo<Option<UnitId>>) -> impl IntoView {
    let query = use_query_map();
    let by = Memo::new(move |_| query.read().get("urut"));
    let none = board.fingerprint(|board, mark| board.units.is_empty().hash(mark));
    let table = move || {
        view! {
            <Sorting unit by />
            <table class="unit-table">
                <caption>"Unit di bawahnya"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Unit"</th>
                        <th scope="col">"Pegawai"</th>
                        <th scope="col">"Mencapai rencana"</th>
                        <th scope="col">"Kelengkapan"</th>
                        <th scope="col">"Perlu dukungan"</th>
                        <th scope="col">"Laporan hari ini"</th>
                        <th scope="col">"Terakhir"</th>
                    </tr>
                </thead>
                <tbody>{rows_by(board, &UNITS, Box::new(move |board| ordered(board, by.get().as_deref().and_then(column_of))))}</tbody>
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
        0 => 0.into_any(),
        n => {
            let direct = if row.own { "&langsung=ya" } else { "" };
            let href = format!("/dasbor/pelaporan?unit={}&status=needs_support{direct}", row.id);
            view! { <a href=href>{n}</a> }.into_any()
        }
    };
    view! {
        <td data-label="Pegawai">{row.employees}</td>
        <td data-label="Mencapai rencana">{row.progress}</td>
        <td data-label="Kelengkapan">{row.completeness}</td>
        <td data-label="Perlu dukungan">{support}</td>
        <td data-label="Laporan hari ini">{row.reports_today}</td>
        <td data-label="Terakhir">{row.last_report.unwrap_or_else(|| "–".to_owned())}</td>
    }
    .into_any()
}
