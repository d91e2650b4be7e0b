//! `/pengelola/pejabat/{unit}`: who holds the head post of a unit, and the form that replaces them.

use super::change::{change_form, change_sheet};
use crate::{
    document::use_typed,
    domain::id::{PostChangeId, UnitId},
    error::Error,
    features::post::{
        api::get_office,
        model::{ChangeDraft, HolderLine, OfficeSheet, PlannedLine},
    },
    form_input::SubmittedForm,
    query::Query,
    ui::{
        empty::Empty,
        field::TextField,
        form::written_for,
        notice::{Notice, NoticeKind},
        shell::PageHead,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn OfficePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let typed = use_typed();
    let refused = typed.as_ref().and_then(SubmittedForm::sentence);
    let ending = typed.as_ref().and_then(Ending::of);
    let sent = typed.map(|typed| ChangeDraft::read(|name| typed.field(name)));
    let unit = Memo::new(move |_| params.read().get("unit").and_then(|unit| unit.parse::<UnitId>().ok()));
    // A rejected form comes back as it was sent.
    let draft = Memo::new(move |_| sent.clone().unwrap_or_else(|| ChangeDraft::read(|name| query.read().get(name))));
    let done = Memo::new(move |_| query.read().get("selesai").and_then(|id| id.parse::<PostChangeId>().ok()));
    let found = Query::load(
        move || (unit.get(), draft.get(), done.get()),
        |(unit, draft, done)| async move { get_office(unit.ok_or(Error::NotFound)?, draft, done).await },
    );
    let refused = refused.map(|refused| view! { <Notice kind=NoticeKind::Error>{refused}</Notice> });
    view! {
        <PageHead title="Pejabat unit" />
        {refused}
        {found.draw(12, move |sheet| body(sheet, &draft.get(), ending.as_ref()))}
    }
    .into_any()
}

/// The earlier end of an acting time, as it was typed and refused.
struct Ending {
    id: String,
    last: String,
    error: Option<String>,
}

impl Ending {
    fn of(typed: &SubmittedForm) -> Option<Self> {
        let (id, last) = typed.field("id").zip(typed.field("hari"))?;
        let error = match &typed.error {
            Error::Invalid(wrong) => wrong.0.iter().find(|(field, _)| field == "hari").map(|(_, words)| words.clone()),
            _ => None,
        };
        Some(Self { id, last, error })
    }
}

fn body(sheet: OfficeSheet, draft: &ChangeDraft, ending: Option<&Ending>) -> AnyView {
    let unit = sheet.unit;
    let holders = sheet.holders.iter().cloned().map(|line| holder(unit, line, ending)).collect_view();
    let holders = if sheet.holders.is_empty() {
        view! { <Empty sentence="Jabatan ini belum pernah diisi." /> }.into_any()
    } else {
        view! { <ul class="office-holders">{holders}</ul> }.into_any()
    };
    let planned = sheet.planned.iter().cloned().map(|line| planned(unit, line)).collect_view();
    let done = sheet.done.clone().map(|done| {
        view! {
            <section class="office-part" aria-labelledby="selesai">
                <h2 id="selesai">"Yang berubah"</h2>
                {done.refusal.is_none().then(|| view! { <Notice kind=NoticeKind::Success>"Ditandatangani."</Notice> })}
                {change_sheet(done, "Berganti pejabat penilai")}
            </section>
        }
    });
    view! {
        <p>
            <b>{sheet.post.clone()}</b>
            ", "
            {sheet.name.clone()}
        </p>
        {done}
        <section class="office-part" aria-labelledby="pemegang">
            <h2 id="pemegang">"Pemegang jabatan"</h2>
            {holders}
            {planned}
        </section>
        {change_form(&sheet, draft)}
        <p class="plan-buttons">
            <a class="quiet" href="/pengelola/pejabat">
                "Unit lain"
            </a>
        </p>
    }
    .into_any()
}

fn holder(unit: UnitId, line: HolderLine, ending: Option<&Ending>) -> AnyView {
    let id = line.id.to_string();
    let typed = ending.filter(|ending| ending.id == id);
    let (last, error) = typed.map(|typed| (typed.last.clone(), typed.error.clone())).unwrap_or_default();
    let field = format!("hari-{id}");
    let end = line.can_end.then(|| {
        view! {
            <form class="office-search" method="post" action=format!("/pengelola/pejabat/{unit}/akhiri")>
                {written_for()}
                <input type="hidden" name="id" value=id />
                <TextField
                    id=field
                    name="hari"
                    label="Akhiri lebih awal, hari terakhir"
                    kind="date"
                    value=last
                    error=Signal::stored(error)
                />
                <button class="quiet" type="submit">
                    "Akhiri"
                </button>
            </form>
        }
    });
    view! {
        <li>
            <b>{line.name}</b>
            <p>{line.time}</p>
            <p class="muted">{line.source}</p>
            {end}
        </li>
    }
    .into_any()
}

fn planned(unit: UnitId, line: PlannedLine) -> AnyView {
    let kind = if line.is_refused { NoticeKind::Error } else { NoticeKind::Info };
    view! {
        <Notice kind=kind>{line.says}</Notice>
        <form method="post" action=format!("/pengelola/pejabat/{unit}/batal")>
            {written_for()}
            <input type="hidden" name="id" value=line.id.to_string() />
            <button class="quiet" type="submit">
                "Batalkan pergantian ini"
            </button>
        </form>
    }
    .into_any()
}
