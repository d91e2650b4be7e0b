//! `/pengelola/pejabat/{unit}`: who holds the head post of a unit, and the form that replaces them.

use super::change::{change_form, change_sheet};
use crate::{
    document::use_typed,
    domain::id::{PostChangeId, UnitId},
    error::Error,
    features::post::{
        api::get_office,
        model::{ChangeDraft, HolderLine, OfficeSheet},
    },
    query::Query,
    ui::{
        empty::Empty,
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
    let refused = typed.as_ref().and_then(crate::form_input::SubmittedForm::sentence);
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
        {found.draw(12, move |sheet| body(sheet, &draft.get()))}
    }
    .into_any()
}

fn body(sheet: OfficeSheet, draft: &ChangeDraft) -> AnyView {
    let holders = sheet.holders.iter().cloned().map(holder).collect_view();
    let holders = if sheet.holders.is_empty() {
        view! { <Empty sentence="Jabatan ini belum pernah diisi." /> }.into_any()
    } else {
        view! { <ul class="office-holders">{holders}</ul> }.into_any()
    };
    let planned = sheet.planned.iter().cloned().map(|line| view! { <Notice kind=NoticeKind::Info>{line}</Notice> });
    let planned = planned.collect_view();
    let done = sheet.done.clone().map(|done| {
        view! {
            <section class="office-part" aria-labelledby="selesai">
                <h2 id="selesai">"Yang berubah"</h2>
                <Notice kind=NoticeKind::Success>"Ditandatangani."</Notice>
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
        <p>
            <a href="/pengelola/pejabat">"Unit lain"</a>
        </p>
    }
    .into_any()
}

fn holder(line: HolderLine) -> AnyView {
    view! {
        <li>
            <b>{line.name}</b>
            <p>{line.time}</p>
            <p class="muted">{line.source}</p>
        </li>
    }
    .into_any()
}
