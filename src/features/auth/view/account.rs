//! `/akun`: the own devices and password.

use crate::{
    error::Error,
    features::auth::{
        api::{ChangePassword, EndSession, list_sessions},
        model::SessionRow,
    },
    loaded::{Shown, Trouble},
    ui::{
        empty::Skeleton,
        field::TextField,
        form::SubmitButton,
        notice::{NoticeKind, Outcome},
        shell::PageHead,
    },
};
use leptos::prelude::*;

#[component]
pub fn AccountPage() -> impl IntoView {
    view! {
        <PageHead title="Akun" />
        <Sessions />
        <Password />
    }
}

#[component]
fn Sessions() -> impl IntoView {
    let end = ServerAction::<EndSession>::new();
    let sessions = Shown::load(move || end.version().get(), |_| list_sessions());
    let row = move |session: SessionRow| {
        let device = session.device.clone();
        let action = if session.current {
            view! { <span class="tag">"perangkat ini"</span> }.into_any()
        } else {
            view! {
                <ActionForm action=end>
                    <input type="hidden" name="session" value=session.id.to_string() />
                    <button type="submit">
                        "Keluarkan" <span class="visually-hidden">{format!(" {}", session.device)}</span>
                    </button>
                </ActionForm>
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
            <Suspense fallback=|| ()>
                {move || sessions.is_awaited().then(|| view! { <Skeleton /> })}
                {move || {
                    sessions
                        .get()
                        .map(|rows| view! { <ul class="session-list">{rows.into_iter().map(row).collect_view()}</ul> })
                }}
                <Trouble trouble=sessions.trouble again=move |()| sessions.refetch() />
            </Suspense>
        </section>
    }
    .into_any()
}

#[component]
fn Password() -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    let wrong = move |name: &'static str| {
        Signal::derive(move || match change.value().get() {
            Some(Err(Error::Invalid(errors))) => errors.of(name),
            _ => None,
        })
    };
    let message = Signal::derive(move || match change.value().get() {
        Some(Ok(())) => {
            Some((NoticeKind::Success, "Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan.".to_owned()))
        }
        Some(Err(error)) => Some((NoticeKind::Error, error.to_string())),
        None => None,
    });
    view! {
        <section class="account-password" aria-labelledby="sandi">
            <h2 id="sandi">"Ganti kata sandi"</h2>
            <ActionForm action=change>
                <TextField
                    id="current"
                    name="current"
                    label="Kata sandi sekarang"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                    error=wrong("current")
                />
                <TextField
                    id="new"
                    name="new"
                    label="Kata sandi baru"
                    kind="password"
                    autocomplete="new-password"
                    hint="Paling sedikit 10 karakter."
                    required=true
                    error=wrong("new")
                />
                <TextField
                    id="again"
                    name="again"
                    label="Sekali lagi"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                    error=wrong("again")
                />
                <SubmitButton label="Ganti kata sandi" pending=change.pending() />
                <Outcome message />
            </ActionForm>
        </section>
    }
    .into_any()
}
