//! `/keberatan`: the cases of the reader, and how many there are where they lead or oversee.

use crate::{
    document::use_me,
    domain::event::Topic,
    features::evaluation::objection::{
        api::list_objections,
        model::{CaseLine, CaseList, CaseRecap, RecapLine},
    },
    query::Query,
    ui::{
        empty::Empty,
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
        table::{DataTable, TextTable},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn ObjectionsPage() -> impl IntoView {
    let query = use_query_map();
    let year = Memo::new(move |_| query.read().get("tahun").and_then(|year| year.parse::<i16>().ok()));
    let found = Query::load(move || year.get(), list_objections);
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || found.refetch());
    }
    view! {
        <PageHead title="Keberatan" subtitle="Diputus oleh atasan pejabat penilai">
            <LiveBadge state=use_live().state() />
        </PageHead>
        {found.draw(6, list_part)}
    }
    .into_any()
}

fn list_part(list: CaseList) -> AnyView {
    let CaseList { groups, recap } = list;
    let is_empty = groups.is_empty() && recap.is_none();
    let empty = is_empty.then(|| {
        view! {
            <Empty sentence="Belum ada keberatan. Keberatan diajukan dari penilaian yang sudah dirilis, selama masanya." />
        }
    });
    let groups = groups.into_iter().map(|(heading, lines)| {
        let label = heading.clone();
        view! {
            <section class="plan-part" aria-label=label>
                <h2>{heading}</h2>
                <ul class="plan-versions">{lines.into_iter().map(line_part).collect_view()}</ul>
            </section>
        }
    });
    view! {
        {empty}
        {groups.collect_view()}
        {recap.map(recap_part)}
    }
    .into_any()
}

fn line_part(line: CaseLine) -> AnyView {
    let CaseLine { id, title, state, about, is_asked } = line;
    view! {
        <li class:evaluation-asked=is_asked>
            <p>
                <a href=format!("/penilaian/{id}/keberatan")>{title}</a>
                " "
                <span class="tag">{state}</span>
            </p>
            <p class="plan-about">{about}</p>
        </li>
    }
    .into_any()
}

fn recap_part(recap: CaseRecap) -> AnyView {
    let CaseRecap { year, years, units, assessors } = recap;
    let tab = |of: i16| {
        view! {
            <li>
                <a href=format!("/keberatan?tahun={of}") aria-current=(of == year).then_some("page")>
                    {of.to_string()}
                </a>
            </li>
        }
    };
    let is_empty = units.is_empty();
    let tables = if is_empty {
        view! { <p>{format!("Tidak ada keberatan tentang penilaian {year}.")}</p> }.into_any()
    } else {
        view! {
            {table("Menurut perangkat daerah", "Perangkat daerah", units)}
            {table("Menurut pejabat penilai", "Pejabat penilai", assessors)}
        }
        .into_any()
    };
    view! {
        <section class="plan-part" aria-labelledby="rekap-keberatan">
            <h2 id="rekap-keberatan">{format!("Rekap keberatan tentang penilaian {year}")}</h2>
            <nav aria-label="Tahun">
                <ul class="evaluation-periods">{years.into_iter().map(tab).collect_view()}</ul>
            </nav>
            {tables}
        </section>
    }
    .into_any()
}

fn table(caption: &'static str, of: &'static str, lines: Vec<RecapLine>) -> AnyView {
    let row = |line: RecapLine| {
        let counts = line.counts.map(|count| count.to_string());
        [line.name].into_iter().chain(counts).collect()
    };
    let head = [of, "Menunggu", "Terlambat", "Ditolak", "Diterima"].map(str::to_owned).into();
    let table = TextTable { head, rows: lines.into_iter().map(row).collect() };
    view! {
        <div class="objection-table" tabindex="0" role="region" aria-label=caption>
            <DataTable caption table />
        </div>
    }
    .into_any()
}
