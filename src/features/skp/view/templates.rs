//! `/pengelola/templat`: the templates of the agency.

use crate::{
    features::skp::{
        api::list_templates,
        model::{TemplateLine, TemplateList},
    },
    query::Query,
    ui::shell::PageHead,
};
use leptos::prelude::*;

#[component]
pub fn TemplatesPage() -> impl IntoView {
    let templates = Query::load(|| (), |()| list_templates());
    view! {
        <PageHead title="Templat jabatan" />
        {templates.draw(10, draw)}
    }
    .into_any()
}

fn draw(found: TemplateList) -> AnyView {
    let templates = found.templates.into_iter().map(line).collect_view();
    view! {
        <p class="plan-about">
            "SKP baru memakai versi terbaru templat jabatannya. SKP yang sudah ada tetap seperti semula; pemiliknya mendapat \
            tawaran bila ada versi baru. Templat diperbaiki dengan menerbitkan isi sebuah SKP: buka templatnya, atau pilih \
            “Jadikan templat jabatan ini” di halaman SKP."
        </p>
        <ul class="plan-versions">{templates}</ul>
    }
    .into_any()
}

fn line(line: TemplateLine) -> AnyView {
    let TemplateLine { code, name, version, about, is_retired, results } = line;
    let results = results.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let retired = is_retired.then(|| view! { <span class="tag">"tidak dipakai"</span> });
    view! {
        <li>
            <p>
                <a href=format!("/pengelola/templat/{code}")>{name}</a>
                " "
                <span class="tag">{format!("versi {version}")}</span>
                {retired}
            </p>
            <p class="plan-about">{about}</p>
            <ul class="plan-differences">{results}</ul>
        </li>
    }
    .into_any()
}
