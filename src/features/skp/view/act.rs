//! What can be done with a plan as a whole: submitting, revising, agreeing, returning with a note, discarding.

use crate::{
    document::use_me,
    domain::{id::SkpId, skp::Stage},
    error::Error,
    features::skp::{
        api::act_on_plan,
        model::{PlanAct, PlanSheet},
    },
    form_input::SubmittedForm,
    query::Query,
    ui::{
        field::TextArea,
        form::written_for,
        submission::{
            Attempt, Fields, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport,
        },
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The submissions of a plan's buttons and of the note with which it is returned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Acts {
    buttons: Submission,
    returning: Submission,
    note: StoredValue<String>,
    is_leaving: RwSignal<bool>,
    receipt: StoredValue<Option<PlanReceipt>>,
}

/// What the receipt of an act says, until the plan goes on.
#[derive(Clone, Copy, Debug)]
struct PlanReceipt {
    /// Where the act has brought the plan, or its version in work.
    stage: Stage,
    is_reached: bool,
}

/// What an act needs to know.
#[derive(Clone, Copy)]
struct Desk {
    skp: Memo<Option<SkpId>>,
    sheet: Query<PlanSheet>,
    open: Callback<String>,
    /// Whether the page is left because its plan goes: it is not asked for any more.
    is_leaving: RwSignal<bool>,
    receipt: StoredValue<Option<PlanReceipt>>,
}

impl Acts {
    pub(super) fn new(skp: Memo<Option<SkpId>>, sheet: Query<PlanSheet>, typed: Option<SubmittedForm>) -> Self {
        let navigate = use_navigate();
        let open = Callback::new(move |address: String| navigate(&address, NavigateOptions::default()));
        let is_leaving = RwSignal::new(false);
        let receipt = StoredValue::new(None);
        let desk = Desk { skp, sheet, open, is_leaving, receipt };
        let back = skp.get_untracked().map_or_else(|| "/skp".to_owned(), |skp| format!("/skp/{skp}"));
        let note = typed.as_ref().and_then(|typed| typed.field("note")).unwrap_or_default();
        // A note that came back belongs to the form of the note.
        let of_note = typed.as_ref().filter(|_| !note.is_empty());
        let of_buttons = typed.as_ref().filter(|_| note.is_empty());
        let act = move |attempt: Attempt| async move {
            let act = PlanAct::of_code(attempt.body.get("aksi")).ok_or(Error::NotFound)?;
            send(attempt, act, desk).await
        };
        let spec = Spec {
            draft: crate::document::draft_place(format!("kembalikan:{back}")),
            fields: &["note"],
            ..Spec::new(back.clone(), transport(move |attempt| send(attempt, PlanAct::Return, desk)))
        };
        Self {
            buttons: Submission::new(Spec::new(back, transport(act)), of_buttons),
            returning: Submission::new(spec, of_note),
            note: StoredValue::new(note),
            is_leaving,
            receipt,
        }
    }

    /// Takes the receipt of an act away once somebody else has brought the plan further.
    fn forget_outdated(self, plan: &PlanSheet) {
        let stage = plan.change.unwrap_or(plan.stage);
        let is_outdated = self.receipt.try_update_value(|receipt| {
            let known = receipt.as_mut()?;
            known.is_reached |= known.stage == stage;
            (known.is_reached && known.stage != stage).then(|| *receipt = None)
        });
        if is_outdated.flatten().is_some() {
            self.buttons.forget();
            self.returning.forget();
        }
    }

    /// Loads the plan again, unless its page is being left.
    pub(super) fn follow(self, sheet: Query<PlanSheet>) {
        if self.is_leaving.try_get_untracked() == Some(false) {
            sheet.refetch();
        }
    }

    /// Draws what can be done with the plan now.
    pub(super) fn draw(self, plan: &PlanSheet) -> AnyView {
        self.forget_outdated(plan);
        let has = |act| plan.acts.contains(&act);
        let address = format!("/skp/{}", plan.id);
        let seen = plan.seen.clone();
        let button = |act: PlanAct, words: &'static str| {
            let seen = seen.clone();
            let fields = Fields::default().with("aksi", act.code()).with("seen", &seen);
            let submit = move |event: SubmitEvent| self.buttons.act(&event, fields.clone());
            view! {
                <form method="post" action=address.clone() on:submit=submit>
                    {written_for()}
                    <input type="hidden" name="aksi" value=act.code() />
                    <input type="hidden" name="seen" value=seen />
                    <button class="submit-button" type="submit">
                        {words}
                    </button>
                </form>
            }
            .into_any()
        };
        // Two steps, also without JavaScript: the first one says what goes.
        let discard = plan.discard.clone().map(|what_goes| {
            view! {
                <details class="plan-rules">
                    <summary>"Buang rancangan ini"</summary>
                    <p>{what_goes}</p>
                    {button(PlanAct::Discard, "Ya, buang rancangan ini")}
                </details>
            }
        });
        let writes = plan.is_open.then(|| {
            let at = plan.goes_on_at.map(|result| format!("?hasil={result}")).unwrap_or_default();
            view! {
                <a class="button" href=format!("{address}/ubah{at}")>
                    "Lanjut mengisi"
                </a>
            }
        });
        let missing = (!plan.missing.is_empty()).then(|| {
            let rows = plan.missing.iter().cloned().map(|missing| view! { <li>{missing}</li> });
            view! {
                <p>"Sebelum dapat diajukan:"</p>
                <ul class="plan-missing">{rows.collect_view()}</ul>
            }
        });
        let returning = has(PlanAct::Return).then(|| self.return_form(&address, &seen));
        // An assessor goes on with the next one.
        let others = use_me().filter(|me| me.assesses && me.employee != Some(plan.employee));
        let others =
            others.map(|_| view! { <p><a href="/skp/menunggu">"SKP lain yang menunggu persetujuan Anda"</a></p> });
        view! {
            <div class="plan-acts">
                <div class="plan-buttons">
                    {writes}
                    {has(PlanAct::Submit).then(|| button(PlanAct::Submit, "Ajukan"))}
                    {has(PlanAct::Recall).then(|| button(PlanAct::Recall, "Tarik kembali"))}
                    {has(PlanAct::Revise).then(|| button(PlanAct::Revise, "Ubah SKP"))}
                    {has(PlanAct::Agree).then(|| button(PlanAct::Agree, "Setujui"))}
                </div>
                {missing}
                {discard}
                <SubmissionOutcome submission=self.buttons />
                {returning}
                <SubmissionOutcome submission=self.returning />
                {others}
            </div>
        }
        .into_any()
    }

    fn return_form(self, address: &str, seen: &str) -> AnyView {
        let submission = self.returning;
        Effect::new(move |_| submission.restore().is_some());
        let seen = seen.to_owned();
        let note = self.note.get_value();
        view! {
            <SubmissionForm submission class="plan-return" action=address.to_owned() label="Kembalikan SKP">
                <input type="hidden" name="aksi" value=PlanAct::Return.code() />
                <input type="hidden" name="seen" value=seen />
                <TextArea
                    id="catatan-kembali"
                    name="note"
                    label="Catatan"
                    hint="Apa yang perlu diperbaiki? Pemilik SKP membacanya di Beranda."
                    value=note
                    rows=2
                    maxlength=2000
                    error=submission.error("note")
                />
                <SendButton submission label="Kembalikan" />
            </SubmissionForm>
        }
        .into_any()
    }
}

async fn send(attempt: Attempt, act: PlanAct, desk: Desk) -> Result<Receipt, Error> {
    let skp = desk.skp.try_get_untracked().flatten().ok_or(Error::NotFound)?;
    let shown = || desk.sheet.peek(|plan| plan.seen.clone()).unwrap_or_default();
    let seen = match attempt.body.get("seen") {
        "" => shown(),
        seen => seen.to_owned(),
    };
    // The live stream says that it is gone before the answer does.
    desk.is_leaving.try_set(act == PlanAct::Discard);
    let outcome = act_on_plan(skp, act, seen, attempt.body.get("note").to_owned()).await;
    if outcome.is_err() {
        desk.is_leaving.try_set(false);
    }
    outcome?;
    let words = match act {
        PlanAct::Submit => "Diajukan. Pejabat penilai melihatnya sekarang.",
        PlanAct::Recall => "Ditarik kembali. Anda dapat mengubahnya lagi.",
        PlanAct::Revise => "Versi baru dibuka; yang berlaku tetap yang lama sampai disetujui lagi.",
        PlanAct::Return => "Dikembalikan dengan catatan Anda.",
        PlanAct::Agree => "Disetujui. Versi inilah yang berlaku untuk masa SKP itu.",
        PlanAct::Discard => "Rancangan dibuang.",
    };
    let stage = match act {
        PlanAct::Submit => Some(Stage::Submitted),
        PlanAct::Recall => Some(Stage::Draft),
        PlanAct::Return => Some(Stage::Returned),
        PlanAct::Agree => Some(Stage::Agreed),
        PlanAct::Revise | PlanAct::Discard => None,
    };
    desk.receipt.try_set_value(stage.map(|stage| PlanReceipt { stage, is_reached: false }));
    let then = move |_| {
        let next = match act {
            PlanAct::Revise => format!("/skp/{skp}/ubah"),
            PlanAct::Discard => "/skp".to_owned(),
            _ => return desk.sheet.refetch(),
        };
        desk.open.try_run(next);
    };
    Ok(Receipt { words: words.to_owned(), then: Box::new(then) })
}
