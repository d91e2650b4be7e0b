//! `/masuk/kode`: the second step of a sign-in.

use super::plain::{BesideFields, PlainForm};
use crate::{
    document::use_typed,
    features::auth::needed::CODE,
    form_input::SubmittedForm,
    ui::{
        field::TextField,
        form::SubmitButton,
        notice::{Notice, NoticeKind},
        shell::SkipLink,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CodePage() -> impl IntoView {
    let typed = use_typed();
    let next = use_query_map().read_untracked().get("lanjut");
    let errors = BesideFields::new(typed.as_ref());
    let sentence = typed.as_ref().and_then(SubmittedForm::sentence);
    view! {
        <Title text="Masukkan kode" />
        <SkipLink />
        <main class="sign-in" id="isi" tabindex="-1">
            <h1>"Masukkan kode"</h1>
            <p class="sign-in-lead">
                "Buka aplikasi autentikator di HP Anda dan salin kode untuk Kinerja. HP hilang? Pakai satu kode cadangan."
            </p>
            <PlainForm action="/masuk/kode" needed=CODE errors>
                {sentence.map(|sentence| view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> })}
                {next.map(|next| view! { <input type="hidden" name="lanjut" value=next /> })}
                <TextField
                    id="code"
                    name="code"
                    label="Kode"
                    autocomplete="one-time-code"
                    required=true
                    error=errors.of("code")
                />
                <SubmitButton label="Lanjut" />
            </PlainForm>
            <p>
                <a href="/masuk" rel="external">"Masuk sebagai orang lain"</a>
            </p>
        </main>
    }
    .into_any()
}
