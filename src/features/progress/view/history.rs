//! `/riwayat/{indikator}`: the reports of an indicator as a line against the plan line.

use super::cards::{KeyFigures, OldTag};
use crate::{
    domain::id::IkiId,
    features::progress::{
        api::indicator_history,
        model::{History, ReportRow},
    },
    query::{LoadError, Query},
    ui::{
        chart::LineChart,
        empty::{Empty, Skeleton},
        prose::prose,
        rows::part_of_file,
        shell::PageHead,
        status::StatusMark,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

#[component]
pub fn HistoryPage() -> impl IntoView {
    let params = use_params_map();
    // What is no id belongs to nothing: the server answers as for one that it does not know.
    let id = move || params.read().get("indikator").and_then(|id| id.parse().ok()).unwrap_or(IkiId(Uuid::nil()));
    let history = Query::load(id, indicator_history);
    view! {
        <Suspense fallback=|| ()>
            {move || history.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            {move || {
                match history.get() {
                    Some(found) => view! { <HistoryView found /> }.into_any(),
                    None => view! { <PageHead title="Riwayat" /> }.into_any(),
                }
            }}
            <LoadError error=history.error retry=move |()| history.refetch() />
        </Suspense>
    }
    .into_any()
}

#[component]
fn HistoryView(found: History) -> impl IntoView {
    let History { card, rhk, own, person, plot, talk: (talk, said), shown, reports } = found;
    let subtitle = if own { rhk } else { format!("{person} · {rhk}") };
    let report = own.then(|| {
        view! { <a class="button" href=format!("/lapor?indikator={}", card.id)>"Lapor"</a> }
    });
    let empty = reports.is_empty();
    let export = (!empty).then(|| {
        view! {
            <p>
                <a href=format!("/riwayat/{}/unduh.xlsx", card.id) rel="external">
                    "Unduh Excel"
                </a>
            </p>
        }
    });
    let caption = match &card.old {
        Some(old) => format!("Realisasi terhadap rencana ({old})"),
        None => "Realisasi terhadap rencana".to_owned(),
    };
    view! {
        <PageHead title=card.name.clone() subtitle>
            {report}
        </PageHead>
        <section class="indicator" aria-label="Keadaan sekarang">
            <StatusMark status=card.status />
            <OldTag old=card.old.clone() />
            <KeyFigures card=card.clone() preview=Signal::stored(None) />
        </section>
        <LineChart id="riwayat" caption=caption plot=Signal::stored(plot) />
        <section class="reports">
            <h2>"Laporan dan percakapan"</h2>
            <p>
                <a href=talk>{said}</a>
            </p>
            {export}
            {part_of_file(shown)}
            {if empty {
                view! { <Empty sentence="Belum ada laporan untuk indikator ini." /> }.into_any()
            } else {
                view! { <ol class="report-list">{reports.into_iter().map(|row| view! { <ReportLine row iki=card.id own /> }).collect_view()}</ol> }
                    .into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn ReportLine(row: ReportRow, iki: IkiId, own: bool) -> impl IntoView {
    let correct = row.is_correctable.then(|| {
        let value = row.value.clone();
        view! {
            <a href=format!("/lapor?indikator={iki}&perbaiki={}", row.id)>
                "Perbaiki" <span class="visually-hidden">" " {value}</span>
            </a>
        }
    });
    let talk = match row.messages {
        0 if own => "Bicarakan".to_owned(),
        0 => "Tulis umpan balik".to_owned(),
        1 => "1 pesan".to_owned(),
        n => format!("{n} pesan"),
    };
    let is_corrected = row.corrected.is_some();
    view! {
        <li class:corrected=is_corrected>
            <strong class="report-value">{row.value}</strong>
            <span class="report-when">{row.observed.clone()}</span>
            {row.late.then(|| view! { <span class="tag">"terlambat, diterima " {row.received.clone()}</span> })}
            {row.device.map(|device| view! { <span class="tag">{device}</span> })}
            {row.corrected.map(|corrected| view! { <span class="tag">{corrected}</span> })}
            {row.corrects.map(|corrects| view! { <span class="tag">{corrects}</span> })}
            {row.note.map(|note| view! { <div class="report-note">{prose(&note)}</div> })}
            {correct}
            <a href=format!("/percakapan/baru?laporan={}", row.id)>{talk}</a>
        </li>
    }
    .into_any()
}
