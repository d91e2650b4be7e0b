//! `/undangan/{token}`: choosing the first password.

use super::plain::{BesideFields, PlainForm};
use crate::{
    document::use_typed,
    error::{Error, Refusal},
    features::auth::needed::INVITATION,
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
use leptos_router::hooks::use_params_map;

#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    let typed = use_typed();
    let errors = BesideFields::new(typed.as_ref());
    let sentence = typed.as_ref().and_then(SubmittedForm::sentence);
    if typed.as_ref().is_some_and(|typed| typed.error == Error::Refused(Refusal::InvitationSpent)) {
        return view! {
            <Title text="Pilih kata sandi" />
            <SkipLink />
            <main class="sign-in" id="isi" tabindex="-1">
                <h1>"Undangan tidak berlaku lagi"</h1>
                {sentence.map(|sentence| view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> })}
                <p>
                    "Sudah punya kata sandi? "
                    <a href="/masuk" rel="external">"Masuk di sini"</a>
                </p>
            </main>
        }
        .into_any();
    }
    view! {
        <Title text="Pilih kata sandi" />
        <SkipLink />
        <main class="sign-in" id="isi" tabindex="-1">
            <h1>"Pilih kata sandi"</h1>
            <p class="sign-in-lead">"Paling sedikit 10 karakter. Beberapa kata yang tidak berurutan paling mudah diingat."</p>
            <PlainForm action=format!("/undangan/{token}") needed=INVITATION errors>
                {sentence.map(|sentence| view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> })}
                <TextField
                    id="new"
                    name="new"
                    label="Kata sandi baru"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                    error=errors.of("new")
                />
                <TextField
                    id="again"
                    name="again"
                    label="Sekali lagi"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                    error=errors.of("again")
                />
                <SubmitButton label="Simpan dan masuk" />
            </PlainForm>
        </main>
    }
    .into_any()
}
