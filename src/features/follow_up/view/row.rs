//! One follow-up, and the button that finishes it.

use crate::{
    features::follow_up::{api::FinishFollowUp, model::FollowUpRow},
    ui::notice::{NoticeKind, Outcome},
};
use leptos::prelude::*;

/// What is to be done, by whom or for which meeting, until when; works without JavaScript.
pub(super) fn line(row: FollowUpRow, about: String, finish: ServerAction<FinishFollowUp>) -> AnyView {
    let FollowUpRow { id, text, due, late, done, .. } = row;
    let word = if done { "Buka lagi" } else { "Tandai selesai" };
    let state = if done {
        view! { <span class="tag">"selesai"</span> }.into_any()
    } else {
        view! {
            <span>"sampai " {due}</span>
            {late.map(|late| view! { <span class="tag follow-up-late">{late}</span> })}
        }
        .into_any()
    };
    view! {
        <li class:done=done>
            <p class="follow-up-text">{text.clone()}</p>
            <p class="follow-up-about">
                <span>{about}</span>
                {state}
            </p>
            <ActionForm action=finish>
                <input type="hidden" name="follow_up" value=id.to_string() />
                <input type="hidden" name="done" value=if done { "false" } else { "true" } />
                <button class="quiet" type="submit">
                    {word}
                    <span class="visually-hidden">{format!(": {text}")}</span>
                </button>
            </ActionForm>
        </li>
    }
    .into_any()
}

/// What went wrong with the last tap.
pub(super) fn trouble(finish: ServerAction<FinishFollowUp>) -> AnyView {
    let message =
        Signal::derive(move || finish.value().get()?.err().map(|error| (NoticeKind::Error, error.to_string())));
    view! { <Outcome message /> }.into_any()
}
