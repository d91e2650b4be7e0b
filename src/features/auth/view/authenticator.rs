//! The part of `/akun` about the authenticator app.

use super::{came_back, current_password};
use crate::{
    error::Error,
    features::auth::{
        api::{
            ConfirmAuthenticator, PrepareAuthenticator, RemoveAuthenticator, confirm_authenticator, get_authenticator,
            prepare_authenticator, remove_authenticator,
        },
        model::{AuthenticatorState, QrCode},
    },
    query::Query,
    ui::{
        field::TextField,
        notice::{Notice, NoticeKind},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

type State = Query<AuthenticatorState>;

fn done(words: &str, state: State) -> Receipt {
    Receipt { words: words.to_owned(), then: Box::new(move |_| state.refetch()) }
}

async fn prepare(attempt: Attempt, state: State) -> Result<Receipt, Error> {
    prepare_authenticator(attempt.body.get("current").to_owned()).await?;
    Ok(done("Kunci dan kode cadangan sudah dibuat.", state))
}

async fn confirm(attempt: Attempt, state: State) -> Result<Receipt, Error> {
    confirm_authenticator(attempt.body.get("code").to_owned()).await?;
    Ok(done("Mulai sekarang Kinerja meminta kode setiap kali Anda masuk.", state))
}

async fn remove(attempt: Attempt, state: State) -> Result<Receipt, Error> {
    remove_authenticator(attempt.body.get("current").to_owned()).await?;
    Ok(done("Kinerja tidak meminta kode lagi.", state))
}

#[component]
pub(super) fn Authenticator() -> impl IntoView {
    let state = State::load(|| (), |()| get_authenticator());
    view! {
        <section class="account-password" aria-labelledby="autentikator">
            <h2 id="autentikator">"Kode dari aplikasi autentikator"</h2>
            <p>
                "Dengan kode, kata sandi yang bocor saja tidak cukup untuk masuk. Pengelola sebaiknya selalu memakainya."
            </p>
            {state.draw(2, move |now| match now {
                AuthenticatorState::Off { required } => off(state, required),
                AuthenticatorState::Waiting { secret, url, qr, codes } => waiting(state, (secret, url, qr), codes),
                AuthenticatorState::On { codes_left } => on(state, codes_left),
            })}
        </section>
    }
    .into_any()
}

fn off(state: State, required: bool) -> AnyView {
    let submission = Submission::new(
        Spec { fields: &["current"], ..Spec::new("/akun", transport(move |attempt| prepare(attempt, state))) },
        came_back::<PrepareAuthenticator>().as_ref(),
    );
    let required = required.then(|| {
        view! {
            <Notice kind=NoticeKind::Info>
                "Instansi Anda mewajibkan kode. Pasang aplikasinya di sini; setelah itu halaman lain terbuka."
            </Notice>
        }
    });
    view! {
        {required}
        <SubmissionForm submission class="" action=PrepareAuthenticator::url()>
            {current_password("kode-pasang", submission)}
            <SendButton submission label="Pasang" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

fn waiting(state: State, (secret, url, qr): (String, String, QrCode), codes: Vec<String>) -> AnyView {
    let submission = Submission::new(
        Spec { fields: &["code"], ..Spec::new("/akun", transport(move |attempt| confirm(attempt, state))) },
        came_back::<ConfirmAuthenticator>().as_ref(),
    );
    let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    let QrCode { side, path } = qr;
    let drawing = view! {
        <svg class="qr-code" viewBox=format!("0 0 {side} {side}") role="img" aria-label="Kode QR untuk aplikasi">
            <rect width=side height=side fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    };
    view! {
        <ol>
            <li>
                "Di HP ini, " <a href=url>"buka aplikasi autentikator"</a>
                "; di HP lain, arahkan aplikasinya ke kode QR ini, atau ketik kunci ini: " <code>{secret}</code> {drawing}
            </li>
            <li>
                "Simpan kode cadangan ini di tempat aman; masing-masing berlaku sekali, bila HP hilang:"
                <ul>{codes}</ul>
            </li>
            <li>"Ketik kode yang sekarang tampil di aplikasi."</li>
        </ol>
        <SubmissionForm submission class="" action=ConfirmAuthenticator::url()>
            <TextField
                id="kode-pertama"
                name="code"
                label="Kode"
                autocomplete="one-time-code"
                required=true
                error=submission.error("code")
            />
            <SendButton submission label="Pakai mulai sekarang" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

fn on(state: State, codes_left: i64) -> AnyView {
    let submission = Submission::new(
        Spec { fields: &["current"], ..Spec::new("/akun", transport(move |attempt| remove(attempt, state))) },
        came_back::<RemoveAuthenticator>().as_ref(),
    );
    view! {
        <p>{format!("Dipakai. Kode cadangan yang tersisa: {codes_left}.")}</p>
        <SubmissionForm submission class="" action=RemoveAuthenticator::url()>
            {current_password("kode-lepas", submission)}
            <SendButton submission label="Lepas" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}
