//! `/pengelola/aturan/penilaian`: the rules of evaluations, kind by kind, each with the form of another one.

use super::{
    api::{enter_evaluation_rule, list_evaluation_rules},
    model::{EvaluationRuleBody, EvaluationRuleBook, EvaluationRuleField, EvaluationRuleSheet, HOLDS_FROM, SOURCE},
};
use crate::{
    document::{draft_place, next_form_id, use_typed},
    domain::{evaluation::EvaluationRuleKind, id::RuleId},
    error::Error,
    features::regime::rules_of,
    form_input::SubmittedForm,
    query::Query,
    ui::{
        field::{SelectField, TextArea, TextField},
        shell::PageHead,
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;

const ADDRESS: &str = "/pengelola/aturan/penilaian";

/// The fields that show their own error.
const FIELDS: &[&str] = &[
    HOLDS_FROM,
    SOURCE,
    "tanggapan",
    "keberatan",
    "nilai-1",
    "nilai-2",
    "nilai-3",
    "nilai-4",
    "nilai-5",
    "nilai-6",
    "nilai-7",
    "sel-above-above",
    "kepala-istimewa",
    "pola-istimewa",
    "pola-baik",
    "pola-butuh_perbaikan",
    "pola-kurang",
    "pola-sangat_kurang",
    "terkecil",
];

#[component]
pub fn EvaluationRulesPage() -> impl IntoView {
    let rules = Query::load(|| (), |()| list_evaluation_rules());
    let came_back = StoredValue::new(use_typed());
    // One for each kind, whatever is read anew.
    let submissions = EvaluationRuleKind::ALL.map(|kind| {
        let is_own = |typed: &&SubmittedForm| typed.field("jenis").as_deref() == Some(kind.code());
        let spec = Spec {
            draft: draft_place(format!("aturan-penilaian:{}", kind.code())),
            fields: FIELDS,
            // It begins with what holds today.
            edits: true,
            ..Spec::new(ADDRESS, transport(move |attempt| send(attempt, kind, rules, came_back)))
        };
        (kind, Submission::new(spec, came_back.get_value().as_ref().filter(is_own)))
    });
    let draw = move |book: EvaluationRuleBook| {
        let typed = came_back.try_get_value().flatten();
        let parts = book.kinds.into_iter().filter_map(|sheet| {
            let (_, submission) = submissions.into_iter().find(|(kind, _)| *kind == sheet.kind)?;
            let is_own = |typed: &&SubmittedForm| typed.field("jenis").as_deref() == Some(sheet.kind.code());
            Some(part(sheet.clone(), rules, submission, typed.as_ref().filter(is_own)))
        });
        let parts = parts.collect_view();
        view! {
            <p class="plan-about">
                "Aturan berlaku mulai tanggalnya, tanpa menunggu versi baru Kinerja. Aturan lama tetap tercatat. "
                <a href="/pengelola/aturan">"Periode dan bukti per kelompok pegawai ada di aturan penilaian."</a>
                " "
                <a href="/keberatan">"Rekap keberatan"</a>
            </p>
            {parts}
        }
        .into_any()
    };
    view! {
        <PageHead title="Aturan predikat dan keberatan" />
        {rules.draw_once(8, draw)}
    }
    .into_any()
}

async fn send(
    attempt: Attempt,
    kind: EvaluationRuleKind,
    rules: Query<EvaluationRuleBook>,
    came_back: StoredValue<Option<SubmittedForm>>,
) -> Result<Receipt, Error> {
    let id = attempt.key.parse::<RuleId>().map_err(|_| Error::NotFound)?;
    let fields = attempt.body.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    enter_evaluation_rule(EvaluationRuleBody { id, kind, fields }).await?;
    let then = move |_| {
        came_back.try_set_value(None);
        rules.refetch();
    };
    Ok(Receipt { words: "Aturan dicatat.".to_owned(), then: Box::new(then) })
}

fn part(
    sheet: EvaluationRuleSheet,
    book: Query<EvaluationRuleBook>,
    submission: Submission,
    typed: Option<&SubmittedForm>,
) -> AnyView {
    let EvaluationRuleSheet { kind, fields, .. } = sheet;
    let is_open = typed.is_some();
    // A rule that was entered leaves what is typed elsewhere alone.
    let known =
        book.select(move |book| book.kinds.iter().find(|sheet| sheet.kind == kind).map(|sheet| sheet.rules.clone()));
    view! {
        {move || known.get().flatten().map(rules_of)}
        <details class="plan-months" open=is_open>
            <summary>{format!("Aturan baru: {}", kind.name())}</summary>
            {form(kind, fields, submission, typed)}
        </details>
        <SubmissionOutcome submission />
    }
    .into_any()
}

fn form(
    kind: EvaluationRuleKind,
    fields: Vec<EvaluationRuleField>,
    submission: Submission,
    typed: Option<&SubmittedForm>,
) -> AnyView {
    Effect::new(move |_| submission.restore().is_some());
    let id = typed.and_then(|typed| typed.field("id")).or_else(|| next_form_id().map(|id| id.to_string()));
    let value = |name: &str, known: String| typed.and_then(|typed| typed.field(name)).unwrap_or(known);
    let place = |name: &str| format!("{}-{name}", kind.code());
    let field = |field: EvaluationRuleField| {
        let EvaluationRuleField { name, label, value: known, choices, is_long } = field;
        let (start, error) = (value(&name, known), submission.error_of(name.clone()));
        if is_long {
            view! { <TextArea id=place(&name) name=name label value=start hint="Satu kalimat di setiap baris." rows=4 error /> }
                .into_any()
        } else if choices.is_empty() {
            view! { <TextField id=place(&name) name=name label value=start error /> }.into_any()
        } else {
            view! { <SelectField id=place(&name) name=name label options=choices selected=start error /> }.into_any()
        }
    };
    let fields = fields.into_iter().map(field).collect_view();
    let (holds_from, source) = (value(HOLDS_FROM, String::new()), value(SOURCE, String::new()));
    let ends = view! {
        <TextField
            id=place(HOLDS_FROM)
            name=HOLDS_FROM
            label="Berlaku mulai"
            kind="date"
            value=holds_from
            error=submission.error(HOLDS_FROM)
        />
        <TextField
            id=place(SOURCE)
            name=SOURCE
            label="Sumber"
            hint="Peraturan atau surat, dengan pasalnya."
            value=source
            error=submission.error(SOURCE)
        />
    }
    .into_any();
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label=kind.name()>
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="jenis" value=kind.code() />
            {fields}
            {ends}
            <SendButton submission label="Catat aturan" />
        </SubmissionForm>
    }
    .into_any()
}
