//! `/masuk`: plain forms, so that signing in works before the WASM arrives.

use super::plain::{BesideFields, PlainForm};
use crate::{
    document::{demo_offered, use_typed},
    features::auth::needed::SIGN_IN,
    form_input::SubmittedForm,
    ui::{
        field::{Checkbox, TextField},
        form::SubmitButton,
        notice::{Notice, NoticeKind},
        shell::SkipLink,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The prepared persons with the words of their buttons.
const PEOPLE: [(&str, &str, &str); 4] = [
    ("pegawai", "Pegawai", "bidan di puskesmas"),
    ("atasan", "Atasan", "kepala puskesmas"),
    ("pimpinan", "Pimpinan", "kepala dinas kesehatan"),
    ("pengelola", "Pengelola", "analis di BKPSDM"),
];

#[component]
pub fn SignInPage() -> impl IntoView {
    let typed = use_typed();
    let next = use_query_map().read_untracked().get("lanjut");
    let field = |name: &str| typed.as_ref().and_then(|typed| typed.field(name));
    let sentence = typed.as_ref().and_then(SubmittedForm::sentence);
    let (login, remember) = (field("login").unwrap_or_default(), field("remember").is_some());
    let errors = BesideFields::new(typed.as_ref());
    let next_field = next.clone().map(|next| view! { <input type="hidden" name="lanjut" value=next /> });
    view! {
        <Title text="Masuk" />
        <SkipLink />
        <main class="sign-in" id="isi" tabindex="-1">
            <h1>"Kinerja"</h1>
            <p class="sign-in-lead">"Rencana, laporan, dan umpan balik kinerja ASN di satu tempat."</p>
            <PlainForm action="/masuk" needed=SIGN_IN errors>
                {sentence.map(|sentence| view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> })}
                {next_field}
                <TextField
                    id="login"
                    name="login"
                    label="NIP atau nama pengguna"
                    value=login
                    autocomplete="username"
                    required=true
                    error=errors.of("login")
                />
                <TextField
                    id="password"
                    name="password"
                    label="Kata sandi"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                    error=errors.of("password")
                />
                <Checkbox
                    id="remember"
                    name="remember"
                    label="Ingat HP ini"
                    hint="Jangan dipakai di HP atau komputer bersama."
                    checked=remember
                />
                <SubmitButton label="Masuk" />
            </PlainForm>
            <p>
                "Lupa kata sandi? Mintalah tautan baru kepada Pengelola Kinerja di bagian kepegawaian instansi Anda."
            </p>
            {demo_offered().then(|| view! { <DemoPeople next /> })}
        </main>
    }
    .into_any()
}

#[component]
fn DemoPeople(#[prop(optional_no_strip)] next: Option<String>) -> impl IntoView {
    let buttons = PEOPLE
        .into_iter()
        .map(|(code, name, who)| {
            view! {
                <li>
                    <button type="submit" name="demo" value=code aria-describedby=format!("demo-{code}")>
                        {name}
                    </button>
                    <small id=format!("demo-{code}")>{who}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="demo-people" role="region" aria-labelledby="demo-judul">
            <h2 id="demo-judul">"Coba tanpa akun"</h2>
            <p>"Kota Sagara dan semua orang di dalamnya rekaan. Silakan mencoba; tidak ada yang rusak."</p>
            <form method="post" action="/masuk/demo">
                {next.map(|next| view! { <input type="hidden" name="lanjut" value=next /> })}
                <ul>{buttons}</ul>
            </form>
        </section>
    }
    .into_any()
}
