//! `/penilaian`: the own evaluations, and the team of an assessor in a period.

use super::{page::write_address, periods};
use crate::{
    document::use_me,
    domain::{evaluation::EvaluationPeriod, event::Topic},
    features::evaluation::{
        api::list_evaluations,
        model::{EvaluationList, OwnLine, TeamRow, TeamSheet},
    },
    query::Query,
    ui::{
        avatar::Avatar,
        empty::Empty,
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        shell::{LiveBadge, PageHead},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn EvaluationsPage() -> impl IntoView {
    let query = use_query_map();
    let period = Memo::new(move |_| query.read().get("periode").and_then(|code| code.parse::<EvaluationPeriod>().ok()));
    let found = Query::load(move || period.get(), list_evaluations);
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || found.refetch());
    }
    view! {
        <PageHead title="Penilaian">
            <LiveBadge state=use_live().state() />
        </PageHead>
        {found.draw(8, list)}
    }
    .into_any()
}

fn list(found: EvaluationList) -> AnyView {
    let EvaluationList { own, team, leads } = found;
    let shown = team.as_ref().and_then(|team| team.periods.iter().find(|tab| tab.is_shown));
    let board = shown.map_or_else(String::new, |tab| format!("?periode={}", tab.period));
    let units = leads.then(|| {
        view! {
            <a class="quiet" href=format!("/penilaian/kalibrasi{board}")>
                "Kalibrasi"
            </a>
            <a class="quiet" href="/penilaian/capaian">
                "Capaian unit"
            </a>
        }
    });
    let own_lines = if own.is_empty() {
        view! { <Empty sentence="Belum ada SKP yang disetujui, jadi belum ada yang dinilai." /> }.into_any()
    } else {
        view! { <ul class="plan-versions">{own.into_iter().map(own_line).collect_view()}</ul> }.into_any()
    };
    view! {
        {team.map(team_sheet)}
        <p class="plan-buttons">
            {units}
            <a class="quiet" href="/keberatan">
                "Keberatan"
            </a>
        </p>
        <section class="plan-part" aria-labelledby="penilaian-saya">
            <h2 id="penilaian-saya">"Penilaian saya"</h2>
            {own_lines}
        </section>
    }
    .into_any()
}

fn own_line(line: OwnLine) -> AnyView {
    let OwnLine { id, title, state, predikat, is_asked } = line;
    let predikat = predikat.map(|predikat| view! { " " <span class="tag">{predikat}</span> });
    view! {
        <li class:evaluation-asked=is_asked>
            <p>
                <a href=format!("/penilaian/{id}")>{title}</a>
                {predikat}
            </p>
            <p class="plan-about">{state}</p>
        </li>
    }
    .into_any()
}

fn team_sheet(sheet: TeamSheet) -> AnyView {
    let TeamSheet { title, periods: tabs, notes, progress, has_signed, groups } = sheet;
    let notes = notes.into_iter().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> });
    let shown = tabs.iter().find(|tab| tab.is_shown).map(|tab| tab.period);
    let papers = shown.filter(|_| has_signed).map(|period| {
        view! {
            <p>
                <a href=format!("/penilaian/unduh.zip?periode={period}") rel="external">
                    "Unduh PDF semua yang sudah ditetapkan"
                </a>
            </p>
        }
    });
    view! {
        <section class="plan-part" aria-labelledby="lembar-tim">
            <h2 id="lembar-tim">"Lembar tim"</h2>
            {periods(&tabs, &|tab| format!("/penilaian?periode={}", tab.period))}
            <h3>{title}</h3>
            <p class="plan-about">{progress}</p>
            {notes.collect_view()}
            {groups.into_iter().map(group).collect_view()}
            {papers}
        </section>
    }
    .into_any()
}

fn group((heading, people): (String, Vec<TeamRow>)) -> AnyView {
    view! {
        <h4>{heading}</h4>
        <ul class="plans">{people.into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}

fn row(row: TeamRow) -> AnyView {
    let TeamRow { id, person, initials, post, state, facts, outcome, is_open } = row;
    let address = if is_open { write_address(id) } else { format!("/penilaian/{id}") };
    let outcome = outcome.map(|outcome| view! { <p>{outcome}</p> });
    view! {
        <li class="plan-waiting">
            <Avatar initials />
            <div>
                <p>
                    <a href=address>{person}</a>
                    " "
                    <span class="tag">{state}</span>
                </p>
                <p class="plan-about">{post}</p>
                {outcome}
                <p class="plan-about">{facts.join(" · ")}</p>
            </div>
        </li>
    }
    .into_any()
}
