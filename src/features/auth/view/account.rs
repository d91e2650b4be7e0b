//! `/akun`: one's own devices, password and authenticator app.

use super::{authenticator::Authenticator, came_back, current_password};
use crate::{
    error::Error,
    features::auth::{
        api::{ChangePassword, EndSession, change_password, end_session, list_sessions},
        model::SessionRow,
    },
    query::{LoadError, Query},
    ui::{
        empty::Skeleton,
        field::TextField,
        form::written_for,
        shell::PageHead,
        submission::{
            Attempt, Fields, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport,
        },
    },
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

#[component]
pub fn AccountPage() -> impl IntoView {
    view! {
        <PageHead title="Akun" />
        <Sessions />
        <Password />
        <Authenticator />
        <p>
            <a href="/atasan">"Atasan saya"</a>
        </p>
    }
}

/// Signs out the device whose row was tapped.
async fn end(attempt: Attempt, ended: Callback<()>) -> Result<Receipt, Error> {
    let session = attempt.body.get("session").parse().map_err(|_| Error::NotFound)?;
    match end_session(session).await {
        // It ended before: the answer to an earlier try was lost.
        Ok(()) | Err(Error::NotFound) => {}
        Err(error) => return Err(error),
    }
    let then = move |_| {
        ended.try_run(());
    };
    Ok(Receipt { words: "Perangkat itu sudah dikeluarkan.".to_owned(), then: Box::new(then) })
}

#[component]
fn Sessions() -> impl IntoView {
    let sessions = Query::load(|| (), |()| list_sessions());
    let ended = Callback::new(move |()| sessions.refetch());
    let spec = Spec::new("/akun", transport(move |attempt| end(attempt, ended)));
    let submission = Submission::new(spec, came_back::<EndSession>().as_ref());
    let row = move |session: SessionRow| {
        let id = session.id;
        let submit = move |event: SubmitEvent| {
            submission.act(&event, Fields::default().with("session", &id.to_string()));
        };
        let device = session.device.clone();
        let action = if session.current {
            view! { <span class="tag">"perangkat ini"</span> }.into_any()
        } else {
            view! {
                <form method="post" action=EndSession::url() on:submit=submit>
                    {written_for()}
                    <input type="hidden" name="session" value=id.to_string() />
                    <button type="submit">
                        "Keluarkan" <span class="visually-hidden">{format!(" {}", session.device)}</span>
                    </button>
                </form>
            }
            .into_any()
        };
        view! {
            <li>
                <strong>{device}</strong>
                <span>{format!("masuk {} · terakhir dipakai {}", session.since, session.seen)}</span>
                {action}
            </li>
        }
    };
    view! {
        <section class="account-sessions" aria-labelledby="perangkat">
            <h2 id="perangkat">"Perangkat yang masuk"</h2>
            <p>"Kenali semuanya? Keluarkan yang bukan milik Anda, lalu ganti kata sandi."</p>
            <SubmissionOutcome submission />
            <Suspense fallback=|| ()>
                {move || sessions.is_awaited().then(|| view! { <Skeleton /> })}
                {move || {
                    sessions
                        .get()
                        .map(|rows| view! { <ul class="session-list">{rows.into_iter().map(row).collect_view()}</ul> })
                }}
                <LoadError error=sessions.error retry=move |()| sessions.refetch() />
            </Suspense>
        </section>
    }
    .into_any()
}

async fn change(attempt: Attempt) -> Result<Receipt, Error> {
    let field = |name: &str| attempt.body.get(name).to_owned();
    change_password(field("current"), field("new"), field("again")).await?;
    let words = "Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan.".to_owned();
    Ok(Receipt { words, then: Box::new(|_| ()) })
}

#[component]
fn Password() -> impl IntoView {
    let submission = Submission::new(
        Spec { fields: &["current", "new", "again"], ..Spec::new("/akun", transport(change)) },
        came_back::<ChangePassword>().as_ref(),
    );
    view! {
        <section class="account-password" aria-labelledby="sandi">
            <h2 id="sandi">"Ganti kata sandi"</h2>
            <SubmissionForm submission class="" action=ChangePassword::url()>
                {current_password("current", submission)}
                <TextField
                    id="new"
                    name="new"
                    label="Kata sandi baru"
                    kind="password"
                    autocomplete="new-password"
                    hint="Paling sedikit 10 karakter."
                    required=true
                    error=submission.error("new")
                />
                <TextField
                    id="again"
                    name="again"
                    label="Sekali lagi"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                    error=submission.error("again")
                />
                <SendButton submission label="Ganti kata sandi" />
                <SubmissionOutcome submission />
            </SubmissionForm>
        </section>
    }
    .into_any()
}
