//! The results of the unit's head on its board, above the counts of people.

use super::rows::{Rows, rows};
use crate::{
    features::dashboard::model::{ResultRow, UnitResults},
    query::Query,
    ui::{chart::Bullet, status::StatusMark},
};
use leptos::prelude::*;
use std::hash::Hash;
use uuid::Uuid;

/// The answer of the section: `None` for readers who see totals only.
pub(super) type ResultsQuery = Query<Option<UnitResults>>;

/// What lags most first; a row is highlighted briefly when its figure moves. The sentence above is drawn by itself: it
/// changes with most reports, and the rows stay.
#[component]
pub(super) fn ResultTable(results: ResultsQuery) -> impl IntoView {
    let shape = results.fingerprint(|found, mark| {
        found.as_ref().map(|found| (&found.head, &found.missing, found.rows.is_empty())).hash(mark);
    });
    let answer = results.fingerprint(|found, mark| found.as_ref().map(|found| (&found.first, &found.as_of)).hash(mark));
    let first = move || {
        let _ = answer.get();
        let said = |found: &Option<UnitResults>| found.as_ref().map(|found| (found.first.clone(), found.as_of.clone()));
        results.peek(said).flatten().map(|(first, as_of)| {
            let as_of = as_of.map(|at| format!("Dijumlahkan {at}; laporan sesudahnya sedang ditambahkan."));
            view! {
                {first.map(|first| view! { <p class="result-first">{first}</p> })}
                {as_of.map(|as_of| view! { <p class="board-note">{as_of}</p> })}
            }
        })
    };
    let section = move || {
        let _ = shape.get();
        let said = |found: &Option<UnitResults>| {
            found.as_ref().map(|found| (found.head.clone(), found.missing.clone(), found.rows.is_empty()))
        };
        results.peek(said).flatten().map(|(head, missing, is_empty)| {
            view! {
                <section class="unit-results" aria-labelledby="hasil-unit">
                    <h3 id="hasil-unit">"Hasil unit"</h3>
                    {head.map(|head| view! { <p class="board-note">{head}</p> })}
                    {missing.map(|missing| view! { <p class="board-note">{missing}</p> })}
                    {first}
                    {(!is_empty).then(|| table(results))}
                </section>
            }
        })
    };
    section.into_any()
}

fn table(results: ResultsQuery) -> AnyView {
    view! {
        <table class="unit-table result-table">
            <caption>"Hasil pimpinan unit, yang paling tertinggal dulu"</caption>
            <thead>
                <tr>
                    <th scope="col">"Hasil dan indikator"</th>
                    <th scope="col">"Sekarang"</th>
                    <th scope="col">"Seharusnya"</th>
                    <th scope="col">"Target"</th>
                    <th scope="col">"Sejak minggu lalu"</th>
                    <th scope="col">"Keadaan"</th>
                </tr>
            </thead>
            <tbody>{rows(results, &RESULTS)}</tbody>
        </table>
    }
    .into_any()
}

static RESULTS: Rows<Option<UnitResults>> = Rows {
    ids: |found| found.iter().flat_map(|found| &found.rows).map(|row| row.id.0).collect(),
    shows: |found, id, mark| {
        if let Some(row) = find(found.as_ref(), id) {
            (&row.value, &row.expected, &row.target, &row.trend).hash(mark);
            (&row.lag, &row.based_on, &row.indicator, row.status).hash(mark);
        }
    },
    row: |_, _, lit, cells| Some(view! { <tr class=move || lit.class()>{cells}</tr> }.into_any()),
    inside: |found, id| find(found.as_ref(), id).cloned().map(cells),
    lights_new: false,
};

fn find(found: Option<&UnitResults>, id: Uuid) -> Option<&ResultRow> {
    found?.rows.iter().find(|row| row.id.0 == id)
}

fn cells(row: ResultRow) -> AnyView {
    let href = format!("/dasbor/hasil?hasil={}", row.id);
    let of = format!(": {}", row.indicator);
    view! {
        <th scope="row">
            <small>{row.result}</small>
            <b>{row.indicator}</b>
            {row.bar.map(|plot| view! { <Bullet plot /> })}
            {row.lag.map(|lag| view! { <span class="result-lag">{lag}</span> })}
            <small>{row.based_on}</small>
            <a class="quiet" href=href>
                "Dari mana angka ini?"
                <span class="visually-hidden">{of}</span>
            </a>
        </th>
        <td data-label="Sekarang">{row.value}</td>
        <td data-label="Seharusnya">{row.expected}</td>
        <td data-label="Target">{row.target}</td>
        <td data-label="Sejak minggu lalu">{row.trend}</td>
        <td data-label="Keadaan">
            {row.status.map(|status| view! { <StatusMark status /> })}
        </td>
    }
    .into_any()
}
