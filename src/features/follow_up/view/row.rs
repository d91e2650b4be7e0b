//! One follow-up, and the button that finishes it.

use crate::{
    features::follow_up::{api::finish_follow_up, model::FollowUpRow},
    ui::notice::{NoticeKind, Outcome},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

/// Finishes the rows of a list.
#[derive(Clone, Copy)]
pub(super) struct Finish {
    outcome: RwSignal<Option<(NoticeKind, String)>>,
    /// Runs when something was noted.
    noted: Callback<()>,
}

impl Finish {
    /// `before` is what a plain form was told.
    pub fn new(before: Option<String>, noted: impl Fn() + Send + Sync + 'static) -> Self {
        let outcome = RwSignal::new(before.map(|sentence| (NoticeKind::Error, sentence)));
        Self { outcome, noted: Callback::new(move |()| noted()) }
    }

    /// What went wrong with the last tap.
    pub fn trouble(self) -> AnyView {
        view! { <Outcome message=self.outcome /> }.into_any()
    }
}

/// What is to be done, by whom or for which meeting, until when; works without JavaScript.
pub(super) fn line(row: FollowUpRow, about: String, finish: Finish) -> AnyView {
    let FollowUpRow { id, text, due, late, done, .. } = row;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let noted = finish_follow_up(id, !done).await;
            finish.outcome.try_set(noted.as_ref().err().map(|error| (NoticeKind::Error, error.to_string())));
            if noted.is_ok() {
                finish.noted.try_run(());
            }
        });
    };
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
        <li class=if done { "done" } else { "" }>
            <p class="follow-up-text">{text.clone()}</p>
            <p class="follow-up-about">
                <span>{about}</span>
                {state}
            </p>
            <form method="post" action="/tindak-lanjut" on:submit=submit>
                <input type="hidden" name="follow_up" value=id.to_string() />
                <input type="hidden" name="done" value=if done { "false" } else { "true" } />
                <button class="quiet" type="submit">
                    {word}
                    <span class="visually-hidden">{format!(": {text}")}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}
