//! One follow-up, and the button that finishes it.

use crate::{
    error::Error,
    features::follow_up::{api::finish_follow_up, model::FollowUpRow},
    form_input::SubmittedForm,
    ui::{
        form::written_for,
        submission::{Attempt, Fields, Receipt, Spec, Submission, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// The submission of a list's buttons. `back` is the address of the list; `noted` runs after each success.
pub(super) fn finishing(
    back: String,
    typed: Option<&SubmittedForm>,
    noted: impl Fn() + Send + Sync + 'static,
) -> Submission {
    let noted = Callback::new(move |()| noted());
    Submission::new(Spec::new(back, transport(move |attempt| finish(attempt, noted))), typed)
}

async fn finish(attempt: Attempt, noted: Callback<()>) -> Result<Receipt, Error> {
    let follow_up = attempt.body.get("follow_up").parse().map_err(|_| Error::NotFound)?;
    let done = attempt.body.get("done") == "true";
    finish_follow_up(follow_up, done).await?;
    let words = if done { "Sudah ditandai selesai." } else { "Sudah dibuka lagi." };
    let then = move |_| {
        noted.try_run(());
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}

/// A follow-up with its task, the person or the meeting, and the due day; its button works without JavaScript.
pub(super) fn line(row: FollowUpRow, about: String, finish: Submission) -> AnyView {
    let FollowUpRow { id, text, due, late, done, .. } = row;
    // The wanted state, not the current one.
    let wanted = if done { "false" } else { "true" };
    let submit = move |event: SubmitEvent| {
        finish.act(&event, Fields::default().with("follow_up", &id.to_string()).with("done", wanted));
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
                {written_for()}
                <input type="hidden" name="follow_up" value=id.to_string() />
                <input type="hidden" name="done" value=wanted />
                <button class="quiet" type="submit">
                    {word}
                    <span class="visually-hidden">{format!(": {text}")}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}
