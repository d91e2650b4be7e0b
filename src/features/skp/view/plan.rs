//! `/skp/{skp}`: one plan, with its versions and what can be done with it now.

use super::{
    act::Acts,
    kept::{TypedField, kept},
    missing_head, stage_word,
};
use crate::{
    document::{use_me, use_typed},
    domain::{event::Topic, id::SkpId},
    error::Error,
    features::skp::{
        api::get_plan,
        model::{ConductSheet, IndicatorSheet, PlanAct, PlanSheet, ResultSheet, VersionLine},
    },
    query::{LoadError, Query},
    ui::{
        empty::{Empty, Skeleton},
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        prose::prose,
        shell::{LiveBadge, PageHead},
        table::{DataTable, TextTable},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn PlanPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let skp = Memo::new(move |_| params.read().get("skp").and_then(|skp| skp.parse::<SkpId>().ok()));
    let part = move |name: &'static str| query.read().get(name).and_then(|version| version.parse::<i16>().ok());
    let version = Memo::new(move |_| part("versi"));
    let compared = Memo::new(move |_| part("beda"));
    let sheet = Query::load(
        move || (skp.get(), version.get()),
        |(skp, version)| async move { get_plan(skp.ok_or(Error::NotFound)?, version).await },
    );
    let typed = use_typed();
    let acts = Acts::new(skp, sheet, typed.clone());
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || acts.follow(sheet));
    }
    // A note that came back while nobody was signed in any more.
    let kept = move || {
        let lost = sheet.error.with(Option::is_some) && sheet.with(|sheet| sheet.is_none());
        let typed = typed.as_ref().filter(|typed| lost && typed.field("note").is_some_and(|note| !note.is_empty()))?;
        let plan = format!("/skp/{}", skp.get_untracked()?);
        kept(plan.clone(), plan, typed, TypedField { name: "note", label: "Catatan" })
    };
    let live = use_live();
    let draw = move |plan: PlanSheet| {
        let head = view! {
            <PageHead title=format!("{}: {}", plan.title, plan.person)>
                <LiveBadge state=live.state() />
                <span class="tag">{stage_word(plan.stage)}</span>
                {plan.change.map(|stage| view! { <span class="tag">"Perubahan: " {stage_word(stage)}</span> })}
            </PageHead>
        };
        let shown = plan.versions.iter().find(|version| version.is_shown).map(|version| version.version);
        let paper = shown.map(|version| {
            view! {
                <p>
                    <a href=format!("/skp/{}/unduh.pdf?versi={version}", plan.id) rel="external">
                        "Unduh PDF"
                    </a>
                </p>
            }
        });
        view! {
            {head}
            {body(plan, acts, compared)}
            {paper}
        }
    };
    view! {
        <Suspense fallback=|| ()>
            {move || sheet.is_awaited().then(|| view! { <Skeleton lines=10 /> })}
            {missing_head(sheet)}
            <LoadError error=sheet.error retry=move |()| sheet.refetch() />
            {kept}
            {move || sheet.get().map(draw)}
        </Suspense>
    }
    .into_any()
}

fn body(plan: PlanSheet, acts: Acts, compared: Memo<Option<i16>>) -> AnyView {
    let facts = plan.facts.iter().cloned().map(|(label, words)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{words}</dd>
            </div>
        }
    });
    let facts = facts.collect_view();
    let notes = plan.notes.iter().cloned().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> });
    let notes = notes.collect_view();
    let returned = plan.returned.as_deref().map(|note| {
        let note = prose(note);
        view! { <Notice kind=NoticeKind::Error>{note}</Notice> }
    });
    let results = if plan.results.is_empty() {
        view! { <Empty sentence="Belum ada hasil kerja di versi ini." /> }.into_any()
    } else {
        view! { <ol class="plan-sheet">{plan.results.iter().cloned().map(result).collect_view()}</ol> }.into_any()
    };
    let conduct = plan.conduct.iter().cloned().map(conduct).collect_view();
    let appendix = plan.appendix.iter().cloned().map(|(name, rows)| {
        let rows = rows.into_iter().map(|row| view! { <li>{row}</li> });
        view! {
            <h3>{name}</h3>
            <ul class="plan-differences">{rows.collect_view()}</ul>
        }
    });
    let appendix = if plan.appendix.is_empty() {
        view! { <p class="plan-about">"Belum ada dukungan, pertanggungjawaban, atau konsekuensi yang dicatat."</p> }
            .into_any()
    } else {
        appendix.collect_view().into_any()
    };
    let id = plan.id;
    let matrix = plan.has_matrix.then(|| {
        view! {
            <p class="plan-buttons">
                <a class="quiet" href=format!("/skp/{id}/matriks")>
                    "Bagi hasil ke tim (matriks)"
                </a>
            </p>
        }
    });
    let offer = plan.offer.clone().map(|words| {
        view! {
            <Notice kind=NoticeKind::Info>
                {words} " " <a href=format!("/skp/{id}/templat")>"Lihat bedanya"</a>
            </Notice>
        }
    });
    let as_template = plan.as_template.clone().map(|address| {
        view! {
            <p class="plan-buttons">
                <a class="quiet" href=address>
                    "Jadikan templat jabatan ini"
                </a>
            </p>
        }
    });
    let history = plan.versions.iter().cloned().map(|line| version(id, line, compared)).collect_view();
    let shown = plan.shown.clone();
    view! {
        <dl class="plan-facts">{facts}</dl>
        {notes}
        {offer}
        {returned}
        {changes(&plan)}
        {acts.draw(&plan)}
        <section class="plan-part" aria-labelledby="hasil-kerja">
            <h2 id="hasil-kerja">"Hasil kerja"</h2>
            <p class="plan-about">{shown}</p>
            {results}
            {matrix}
        </section>
        <section class="plan-part" aria-labelledby="perilaku">
            <h2 id="perilaku">"Perilaku kerja"</h2>
            <details class="plan-months">
                <summary>"Tujuh nilai dan ekspektasinya"</summary>
                <ol class="plan-sheet">{conduct}</ol>
            </details>
        </section>
        <section class="plan-part" aria-labelledby="lampiran">
            <h2 id="lampiran">"Lampiran"</h2>
            {appendix}
        </section>
        <section class="plan-part" aria-labelledby="riwayat">
            <h2 id="riwayat">"Riwayat"</h2>
            <ul class="plan-versions">
                {history} <li>
                    <p>{plan.beginning.clone()}</p>
                </li>
            </ul>
            {as_template}
        </section>
    }
    .into_any()
}

/// Draws what the shown version changes, for those who decide about it or submit it: they read it first.
fn changes(plan: &PlanSheet) -> Option<AnyView> {
    let is_decided = [PlanAct::Agree, PlanAct::Submit].iter().any(|act| plan.acts.contains(act));
    let line = plan.versions.iter().find(|line| is_decided && line.is_shown && !line.differences.is_empty())?;
    let part = view! {
        <section class="plan-part" aria-labelledby="perubahan">
            <h2 id="perubahan">"Yang berubah dari versi sebelumnya"</h2>
            {sentences(&line.differences)}
        </section>
    };
    Some(part.into_any())
}

fn sentences(rows: &[String]) -> AnyView {
    let rows = rows.iter().cloned().map(|said| view! { <li>{said}</li> });
    view! { <ul class="plan-differences">{rows.collect_view()}</ul> }.into_any()
}

fn conduct(value: ConductSheet) -> AnyView {
    let expectation = (!value.expectation.is_empty()).then(|| {
        view! {
            <p>
                <b>"Ekspektasi khusus: "</b>
                {value.expectation}
            </p>
        }
    });
    view! {
        <li>
            <h3>{value.name}</h3>
            <p class="plan-about">{value.guidance.join(" · ")}</p>
            {expectation}
        </li>
    }
    .into_any()
}

fn result(result: ResultSheet) -> AnyView {
    let basis = result.basis.map(|basis| view! { <p class="plan-about">"Dasar: " {basis}</p> });
    let also = (!result.also.is_empty()).then(|| {
        view! { <p class="plan-about">{format!("Ikut mendukung: {}", result.also.join(", "))}</p> }
    });
    let actions = (!result.actions.is_empty()).then(|| {
        view! {
            <details class="plan-months">
                <summary>"Rencana aksi"</summary>
                {labelled(result.actions)}
            </details>
        }
    });
    view! {
        <li>
            <h3>{result.text}</h3>
            <p class="plan-about">{result.about} " · " {result.supports}</p>
            {also}
            {basis}
            <ul class="plan-indicators">{result.indicators.into_iter().map(indicator).collect_view()}</ul>
            {actions}
        </li>
    }
    .into_any()
}

fn labelled(rows: Vec<(String, String)>) -> AnyView {
    let rows = rows.into_iter().map(|(label, words)| view! { <li><b>{label} ": "</b>{words}</li> });
    view! { <ul class="plan-differences">{rows.collect_view()}</ul> }.into_any()
}

fn indicator(indicator: IndicatorSheet) -> AnyView {
    let IndicatorSheet { name, about, target, months, adds_to, manual } = indicator;
    let adds_to =
        adds_to.map(|above| view! { <p class="plan-about">{format!("Ditambahkan ke indikator atasan: {above}")}</p> });
    let table = (!months.is_empty()).then(|| {
        let rows = months.into_iter().map(|(month, target)| vec![month, target]).collect();
        let table = TextTable { head: vec!["Bulan".to_owned(), "Target sampai bulan itu".to_owned()], rows };
        let caption = format!("Target per bulan: {name}");
        view! {
            <details class="plan-months">
                <summary>"Target per bulan"</summary>
                <DataTable caption table />
            </details>
        }
    });
    let manual = (!manual.is_empty()).then(|| labelled(manual));
    view! {
        <li>
            <p>
                <b>{name}</b>
                ": "
                {target}
            </p>
            <p class="plan-about">{about}</p>
            {adds_to}
            {manual}
            {table}
        </li>
    }
    .into_any()
}

fn version(skp: SkpId, line: VersionLine, compared: Memo<Option<i16>>) -> AnyView {
    let VersionLine { version, words, differences, is_shown } = line;
    let mark = if is_shown {
        view! { <span class="tag">"ditampilkan"</span> }.into_any()
    } else {
        let label = format!("Tampilkan versi {version}");
        view! {
            <a class="quiet" href=format!("/skp/{skp}?versi={version}")>
                {label}
            </a>
        }
        .into_any()
    };
    let is_compared = Memo::new(move |_| compared.get() == Some(version));
    let has_none = differences.is_empty();
    let difference = move || {
        if has_none {
            return None;
        }
        let list = is_compared.get().then(|| sentences(&differences));
        let (words, href) = if is_compared.get() {
            ("Tutup perbedaan", format!("/skp/{skp}#riwayat"))
        } else {
            ("Lihat perbedaan", format!("/skp/{skp}?beda={version}#riwayat"))
        };
        let expanded = if is_compared.get() { "true" } else { "false" };
        Some(view! {
            <a class="quiet" role="button" href=href aria-expanded=expanded>
                {words}
                <span class="visually-hidden">{format!(" versi {version}")}</span>
            </a>
            {list}
        })
    };
    view! {
        <li>
            <p>{words}</p>
            <div class="plan-buttons">{mark} {difference}</div>
        </li>
    }
    .into_any()
}
