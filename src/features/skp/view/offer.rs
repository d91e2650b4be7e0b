//! `/skp/{skp}/templat`: what the newest version of the template would change about the own plan.

use crate::{
    document::use_typed,
    domain::id::SkpId,
    error::Error,
    features::skp::{
        api::{answer_template_offer, get_template_offer},
        model::{OfferAnswer, OfferSheet},
    },
    query::Query,
    ui::{
        form::written_for,
        notice::{Notice, NoticeKind},
        shell::PageHead,
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

#[component]
pub fn OfferPage() -> impl IntoView {
    let params = use_params_map();
    let skp = Memo::new(move |_| params.read().get("skp").and_then(|skp| skp.parse::<SkpId>().ok()));
    let offer =
        Query::load(move || skp.get(), |skp| async move { get_template_offer(skp.ok_or(Error::NotFound)?).await });
    let navigate = use_navigate();
    let open = Callback::new(move |address: String| navigate(&address, NavigateOptions::default()));
    let back = skp.get_untracked().map_or_else(|| "/skp".to_owned(), |skp| format!("/skp/{skp}/templat"));
    let spec = Spec::new(back, transport(move |attempt| send(attempt, skp, offer, open)));
    let submission = Submission::new(spec, use_typed().as_ref());
    view! {
        <PageHead title="Pembaruan templat" />
        <SubmissionOutcome submission />
        {offer.draw(8, move |found| draw(found, submission))}
    }
    .into_any()
}

async fn send(
    attempt: Attempt,
    skp: Memo<Option<SkpId>>,
    offer: Query<OfferSheet>,
    open: Callback<String>,
) -> Result<Receipt, Error> {
    let skp = skp.try_get_untracked().flatten().ok_or(Error::NotFound)?;
    let answer = OfferAnswer::of_code(attempt.body.get("aksi")).ok_or(Error::NotFound)?;
    let done = answer_template_offer(skp, answer, attempt.body.get("seen").to_owned()).await;
    if done.is_err() {
        // It tells of another plan or another version than these.
        offer.refetch();
    }
    done?;
    let words = match answer {
        OfferAnswer::Apply => "Diterapkan ke rancangan. Periksa, lalu ajukan.",
        OfferAnswer::Decline => "Dicatat. SKP Anda tetap seperti sekarang.",
    };
    let then = move |_| {
        open.try_run(format!("/skp/{skp}"));
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}

fn list(rows: Vec<String>) -> AnyView {
    let rows = rows.into_iter().map(|said| view! { <li>{said}</li> });
    view! { <ul class="plan-differences">{rows.collect_view()}</ul> }.into_any()
}

fn draw(found: OfferSheet, submission: Submission) -> AnyView {
    let OfferSheet { skp, title, about, notes, differences, kept, seen, refusal, .. } = found;
    let may_apply = refusal.is_none();
    let refusal = refusal.map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> });
    let changes = if differences.is_empty() {
        view! { <p>"Isi SKP Anda tidak berubah: yang diperbaiki sudah sama, atau tetap seperti yang Anda tulis."</p> }
            .into_any()
    } else {
        list(differences)
    };
    let stays = (!kept.is_empty()).then(|| {
        view! {
            <section class="plan-part" aria-labelledby="tetap">
                <h2 id="tetap">"Yang tidak mengikuti"</h2>
                {list(kept)}
            </section>
        }
    });
    let button = |answer: OfferAnswer, class: &'static str, words: &'static str| {
        let fields = Fields::default().with("aksi", answer.code()).with("seen", &seen);
        let submit = move |event: SubmitEvent| submission.act(&event, fields.clone());
        view! {
            <form method="post" action=format!("/skp/{skp}/templat") on:submit=submit>
                {written_for()}
                <input type="hidden" name="aksi" value=answer.code() />
                <input type="hidden" name="seen" value=seen.clone() />
                <button class=class type="submit">
                    {words}
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <p>{about}</p>
        {list(notes)}
        <section class="plan-part" aria-labelledby="beda">
            <h2 id="beda">{format!("Yang berubah di {title} Anda")}</h2>
            {changes}
        </section>
        {stays}
        {refusal}
        <p class="plan-about">
            "Yang sudah berlaku tidak berubah: isinya masuk ke rancangan, dan berlaku setelah disetujui pejabat penilai."
        </p>
        <div class="plan-buttons">
            {may_apply.then(|| button(OfferAnswer::Apply, "submit-button", "Terapkan ke rancangan"))}
            {button(OfferAnswer::Decline, "quiet", "Tidak, terima kasih")}
            <a class="quiet" href=format!("/skp/{skp}")>
                "Kembali ke SKP"
            </a>
        </div>
    }
    .into_any()
}
