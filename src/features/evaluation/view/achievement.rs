//! `/penilaian/capaian`: what units achieved, set by who leads above them.

use super::periods;
use crate::{
    document::{draft_place, mark_missing, use_me, use_typed},
    domain::{
        evaluation::{EvaluationPeriod, UnitAchievement},
        event::Topic,
        id::UnitId,
    },
    error::Error,
    features::evaluation::{
        api::{get_achievements, set_achievement},
        model::{AchievementForm, AchievementLine, AchievementQuery, AchievementSheet, NewAchievement, PeriodTab},
    },
    form_input::SubmittedForm,
    query::{LoadError, Query},
    ui::{
        empty::{Empty, Skeleton},
        field::{SelectField, TextArea},
        live::{on_change, use_live},
        shell::{LiveBadge, PageHead},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn AchievementPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        AchievementQuery {
            unit: query.get("unit").and_then(|unit| unit.parse::<UnitId>().ok()),
            period: query.get("periode").and_then(|period| period.parse::<EvaluationPeriod>().ok()),
        }
    });
    let found = Query::load(move || asked.get(), get_achievements);
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Team(me)], move || found.refetch());
    }
    let typed = StoredValue::new(use_typed());
    let awaited = move || {
        let is_awaited = found.is_awaited();
        if found.error.with(|error| *error == Some(Error::NotFound)) {
            mark_missing();
        }
        is_awaited.then(|| view! { <Skeleton lines=6 /> })
    };
    let list = found.select(|sheet| (sheet.title.clone(), sheet.periods.clone(), sheet.units.clone()));
    // While somebody writes, answers that change nothing about the unit leave the form alone.
    let chosen = found.select(|sheet| sheet.chosen.as_ref().map(|chosen| (chosen.unit, chosen.period)));
    let history = found.select(|sheet| sheet.chosen.as_ref().map(|chosen| chosen.history.clone()));
    let form = move || {
        chosen.get().flatten()?;
        let form = found.peek(|sheet| sheet.chosen.clone()).flatten()?;
        Some(form_part(form, typed, found))
    };
    let history = move || {
        let lines = history.get().flatten().unwrap_or_default();
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <ul class="plan-differences">{lines}</ul> }
    };
    let draw_list = move |(title, tabs, units): (_, Vec<_>, _)| list_part(title, &tabs, units, asked.get_untracked());
    view! {
        <PageHead title="Capaian unit" subtitle="Ditetapkan pimpinan di atasnya, sebelum predikat pegawainya">
            <LiveBadge state=use_live().state() />
        </PageHead>
        <Suspense fallback=|| ()>
            {awaited}
            <LoadError error=found.error retry=move |()| found.refetch() />
            {form}
            {history}
            {move || list.get().map(draw_list)}
        </Suspense>
    }
    .into_any()
}

fn list_part(title: String, tabs: &[PeriodTab], units: Vec<AchievementLine>, asked: AchievementQuery) -> AnyView {
    let shown = tabs.iter().find(|tab| tab.is_shown).map(|tab| tab.period);
    let row = |line: AchievementLine| {
        let AchievementLine { unit, name, head, level, is_set } = line;
        let address = AchievementQuery { unit: Some(unit), period: shown }.address();
        view! {
            <li class:evaluation-asked=!is_set>
                <p>
                    <a href=address>{name}</a>
                    " "
                    <span class="tag">{level}</span>
                </p>
                <p class="plan-about">{head}</p>
            </li>
        }
    };
    let list = if units.is_empty() {
        view! { <Empty sentence="Tidak ada unit di bawah Anda yang capaiannya Anda tetapkan." /> }.into_any()
    } else {
        view! { <ul class="plan-versions">{units.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        {periods(tabs, &|tab| AchievementQuery { unit: asked.unit, period: Some(tab.period) }.address())}
        <section class="plan-part" aria-labelledby="daftar-unit">
            <h2 id="daftar-unit">{title}</h2>
            <p class="plan-about">
                "Capaian perangkat daerah ditetapkan sebelum predikat pegawainya. Capaian unit di bawahnya boleh tidak \
                ditetapkan; bila ditetapkan, rating hasil kerja pimpinannya mengikutinya."
            </p>
            {list}
        </section>
    }
    .into_any()
}

async fn send(
    attempt: Attempt,
    (unit, period): (UnitId, EvaluationPeriod),
    (known, came_back): (StoredValue<String>, StoredValue<Option<SubmittedForm>>),
    found: Query<AchievementSheet>,
) -> Result<Receipt, Error> {
    let get = |name: &str| attempt.body.get(name).to_owned();
    let seen = known.try_get_value().unwrap_or_default();
    let new = NewAchievement { unit, period, level: get("capaian"), basis: get("dasar"), seen };
    match set_achievement(new).await {
        Ok(words) => {
            came_back.try_set_value(None);
            Ok(Receipt { words, then: Box::new(move |_| found.refetch()) })
        }
        Err(error) => {
            let asked = AchievementQuery { unit: Some(unit), period: Some(period) };
            if !error.is_transient()
                && let Ok(AchievementSheet { chosen: Some(fresh), .. }) = get_achievements(asked).await
            {
                known.try_set_value(fresh.seen);
            }
            Err(error)
        }
    }
}

fn form_part(
    form: AchievementForm,
    came_back: StoredValue<Option<SubmittedForm>>,
    found: Query<AchievementSheet>,
) -> AnyView {
    let AchievementForm { unit, name, period, level, basis, seen, .. } = form;
    // A form that came back is about one unit.
    let typed = came_back.try_get_value().flatten().filter(|typed| typed.field("unit") == Some(unit.to_string()));
    let known = StoredValue::new(seen.clone());
    let address = AchievementQuery { unit: Some(unit), period: Some(period) }.address();
    let spec = Spec {
        draft: draft_place(format!("capaian:{unit}:{period}")),
        fields: &["capaian", "dasar"],
        edits: true,
        ..Spec::new(address, transport(move |attempt| send(attempt, (unit, period), (known, came_back), found)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    Effect::new(move |_| submission.restore().is_some());
    let value = move |name: &str, stored: String| match &typed {
        Some(typed) => typed.field(name).unwrap_or_default(),
        None => stored,
    };
    let levels = UnitAchievement::ALL.into_iter().rev();
    let levels = levels.map(|level| (level.code().to_owned(), level.name().to_owned()));
    let levels: Vec<(String, String)> =
        [(String::new(), "Belum ditetapkan".to_owned())].into_iter().chain(levels).collect();
    let level = level.map_or("", UnitAchievement::code).to_owned();
    view! {
        <section class="plan-part" aria-labelledby="capaian-unit">
            <h2 id="capaian-unit">{name}</h2>
            <SubmissionForm submission class="plan-result" action="/penilaian/capaian" label="Capaian unit">
                <input type="hidden" name="unit" value=unit.to_string() />
                <input type="hidden" name="periode" value=period.to_string() />
                <input type="hidden" name="seen" value=seen />
                <SelectField
                    id="capaian"
                    name="capaian"
                    label="Capaian kinerja organisasi"
                    options=levels
                    selected=value("capaian", level)
                    error=submission.error("capaian")
                />
                <TextArea
                    id="dasar"
                    name="dasar"
                    label="Dasar"
                    hint="Hasil dan rencana aksi mana yang menjadi dasarnya?"
                    value=value("dasar", basis)
                    rows=3
                    maxlength=2000
                    error=submission.error("dasar")
                />
                <SendButton submission label="Tetapkan capaian" />
                <SubmissionOutcome submission />
            </SubmissionForm>
            <p class="plan-buttons">
                <a class="quiet" href=format!("/dasbor?unit={unit}")>
                    "Hasil unit ini di dasbor"
                </a>
            </p>
        </section>
    }
    .into_any()
}
