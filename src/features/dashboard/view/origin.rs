//! `/dasbor/hasil`: where the figure of a result comes from, down to the reports; the address is the state (`hasil`,
//! `setelah`).

use crate::{
    domain::{event::Topic, id::IkiId},
    features::dashboard::{
        api::get_result_origin,
        model::{Contribution, OriginUnit, ResultOrigin},
    },
    query::{LoadError, Query},
    ui::{
        address::{KnownPart, UnknownParts},
        chart::Bullet,
        empty::Skeleton,
        live::{on_change, use_live},
        rows::part_of,
        shell::{LiveBadge, PageHead},
        status::StatusMark,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use uuid::Uuid;

/// The parts of the address.
const PARTS: &[KnownPart] =
    &[("hasil", |value| value.parse::<IkiId>().is_ok()), ("setelah", |value| value.parse::<IkiId>().is_ok())];

/// Returns the address of an indicator's page.
fn address(iki: IkiId) -> String {
    format!("/dasbor/hasil?hasil={iki}")
}

#[component]
pub fn ResultPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        // What is no id is of no indicator: the server answers as for one that it does not know.
        let iki = query.get("hasil").and_then(|id| id.parse().ok()).unwrap_or(IkiId(Uuid::nil()));
        (iki, query.get("setelah").and_then(|id| id.parse::<IkiId>().ok()))
    });
    let origin = Query::load(move || asked.get(), |(iki, after)| get_result_origin(iki, after));
    let unit = origin.select(|origin| origin.unit);
    on_change(move || unit.get().map(Topic::Unit).into_iter().collect(), move || origin.refetch());
    view! {
        <PageHead title="Dasbor: dari mana angka ini?">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <UnknownParts known=PARTS />
        <Suspense fallback=|| ()>
            {move || origin.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            <LoadError error=origin.error retry=move |()| origin.refetch() />
            {move || origin.get().map(|found| draw(found, asked.get_untracked().0))}
        </Suspense>
    }
    .into_any()
}

fn draw(found: ResultOrigin, iki: IkiId) -> AnyView {
    let ResultOrigin { unit, unit_name, result, indicator, owner, bar, status, sentences, history, above, .. } = found;
    let history =
        history.map(|iki| view! { <a class="quiet" href=format!("/riwayat/{iki}")>"Laporan pemilik hasil"</a> });
    let above = above.map(|(above, name)| {
        view! {
            <a class="quiet" href=address(above)>
                {format!("Hasil di atasnya: {name}")}
            </a>
        }
    });
    let sentences = sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view();
    view! {
        <section class="result-origin" aria-labelledby="hasil">
            <h2 id="hasil">{indicator}</h2>
            <p class="board-note">{result}</p>
            {owner.map(|owner| view! { <p class="board-note">{owner}</p> })}
            {bar.map(|plot| view! { <Bullet plot /> })}
            {status.map(|status| view! { <p><StatusMark status /></p> })}
            {sentences}
            <p class="plan-buttons">
                <a class="quiet" href=format!("/dasbor?unit={unit}")>
                    {format!("Dasbor {unit_name}")}
                </a>
                {above} {history}
            </p>
        </section>
        {units(found.units)}
        {found.contributions.map(|rows| contributions(rows, found.shown, found.next, iki))}
    }
    .into_any()
}

fn units(units: Vec<OriginUnit>) -> AnyView {
    if units.is_empty() {
        return ().into_any();
    }
    let row = |unit: OriginUnit| {
        let name = match unit.id {
            Some(id) => view! { <a href=format!("/dasbor?unit={id}")>{unit.name}</a> }.into_any(),
            None => unit.name.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-label="Sekarang">{unit.value}</td>
                <td data-label="Sudah dilaporkan">{unit.reported}</td>
                <td data-label="Dibanding seharusnya">{unit.shortfall}</td>
            </tr>
        }
    };
    view! {
        <table class="unit-table origin-table">
            <caption>"Menurut unit"</caption>
            <thead>
                <tr>
                    <th scope="col">"Unit"</th>
                    <th scope="col">"Sekarang"</th>
                    <th scope="col">"Sudah dilaporkan"</th>
                    <th scope="col">"Dibanding seharusnya"</th>
                </tr>
            </thead>
            <tbody>{units.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn contributions(rows: Vec<Contribution>, shown: Option<String>, next: Option<IkiId>, iki: IkiId) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let next = next.map(|after| {
        view! {
            <a class="button" href=format!("{}&setelah={after}", address(iki))>
                "Berikutnya"
            </a>
        }
    });
    view! {
        <table class="unit-table origin-table contribution-table">
            <caption>"Indikator yang menyumbang"</caption>
            <thead>
                <tr>
                    <th scope="col">"Pegawai"</th>
                    <th scope="col">"Indikator"</th>
                    <th scope="col">"Angka"</th>
                    <th scope="col">"Laporan terakhir"</th>
                    <th scope="col">"Keterangan"</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(contribution).collect_view()}</tbody>
        </table>
        {part_of(shown)}
        {next}
    }
    .into_any()
}

fn contribution(row: Contribution) -> AnyView {
    let Contribution { id, name, post, indicator, value, reported, note, opens, is_rolled_up } = row;
    let value = match (is_rolled_up, opens) {
        (true, _) => view! { <a href=address(id)>{value}</a> }.into_any(),
        (false, true) => view! { <a href=format!("/riwayat/{id}")>{value}</a> }.into_any(),
        (false, false) => value.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                {name}
                <small>{post}</small>
            </th>
            <td data-label="Indikator">{indicator}</td>
            <td data-label="Angka">{value}</td>
            <td data-label="Laporan terakhir">{reported.unwrap_or_else(|| "–".to_owned())}</td>
            <td data-label="Keterangan">{note.unwrap_or_else(|| "dijumlahkan".to_owned())}</td>
        </tr>
    }
    .into_any()
}
