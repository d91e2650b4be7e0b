//! `/skp/{skp}/ubah`: the owner writes a plan, one result at a time.
//!
//! The form is drawn anew only for another result: while somebody types, answers change the list beside it and leave the
//! form alone.

use super::{
    further::further_fields,
    kept::{TypedField, kept},
    missing_head,
    result::ResultFields,
};
use crate::{
    document::{use_me, use_typed},
    domain::{
        event::Topic,
        id::{RhkId, SkpId},
    },
    error::Error,
    features::skp::{
        api::{edit_plan, remove_result, save_result},
        model::{EditorLine, PlanEditor, REMOVE, ResultForm, SavedResult},
    },
    form_input::SubmittedForm,
    query::{LoadError, Query},
    ui::{
        empty::{Empty, Skeleton},
        form::written_for,
        live::on_change,
        notice::{Notice, NoticeKind},
        prose::prose,
        rows::rows,
        shell::PageHead,
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use uuid::Uuid;

#[component]
pub fn EditorPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let skp = Memo::new(move |_| params.read().get("skp").and_then(|skp| skp.parse::<SkpId>().ok()));
    let asked = Memo::new(move |_| query.read().get("hasil").and_then(|result| result.parse::<RhkId>().ok()));
    let editor = Query::load(
        move || (skp.get(), asked.get()),
        |(skp, asked)| async move { edit_plan(skp.ok_or(Error::NotFound)?, asked).await },
    );
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me)], move || editor.refetch());
    }
    let is_removal = |typed: &SubmittedForm| typed.field("aksi").as_deref() == Some(REMOVE);
    let came_back = use_typed();
    let of_list = came_back.clone().filter(is_removal);
    let of_form = came_back.filter(|typed| !is_removal(typed));
    let typed = StoredValue::new(of_form);
    // The form that follows a saved one, and whether the person goes on in it.
    let next = StoredValue::new(None::<ResultForm>);
    let goes_on = StoredValue::new(false);
    let turn = RwSignal::new(0_u32);
    let navigate = use_navigate();
    let open = Callback::new(move |address: String| navigate(&address, NavigateOptions::default()));
    let on_saved = Callback::new(move |(saved, more): (SavedResult, Option<RhkId>)| {
        let Some(skp) = skp.get_untracked() else { return };
        editor.refetch();
        typed.set_value(None);
        goes_on.set_value(true);
        match more {
            Some(result) if asked.get_untracked() != Some(result) => {
                open.run(format!("/skp/{skp}/ubah?hasil={result}"));
            }
            Some(result) => {
                leptos::task::spawn_local(async move {
                    if let Ok(fresh) = edit_plan(skp, Some(result)).await {
                        next.try_set_value(Some(fresh.form));
                        turn.try_update(|turn| *turn += 1);
                    }
                });
            }
            None if asked.get_untracked().is_some() => open.run(format!("/skp/{skp}/ubah")),
            None => {
                next.set_value(Some(saved.next));
                turn.update(|turn| *turn += 1);
            }
        }
    });
    let head = head(editor);
    // Of the address, not of the newest answer.
    let shown = editor.select(|editor| (editor.id, editor.asked));
    // A form of another result is another form, with nothing of what was typed in the one before.
    let keys = move || -> Vec<Uuid> {
        let key = shown.get().map(|(skp, asked)| {
            let asked = asked.map_or(0, |asked| asked.0.as_u128());
            skp.0.as_u128() ^ asked.rotate_left(64) ^ u128::from(turn.get()).rotate_left(40)
        });
        key.map(Uuid::from_u128).into_iter().collect()
    };
    let form = move || -> Option<AnyView> {
        let (skp, _) = shown.get_untracked()?;
        let start = next.try_update_value(Option::take).flatten();
        let start = start.or_else(|| editor.peek(|editor| editor.form.clone()))?;
        let superiors = editor.peek(|editor| editor.superiors.clone()).unwrap_or_default();
        let typed = typed.get_value();
        let takes_focus = goes_on.try_update_value(std::mem::take).unwrap_or_default();
        let on_stored = Callback::new(move |()| editor.refetch());
        Some(view! { <ResultFields skp start superiors typed takes_focus on_stored on_saved /> }.into_any())
    };
    let form = rows(keys, move |_| form().into_any());
    let plan = editor.select(|editor| editor.id);
    let further = move || -> Option<AnyView> {
        let form = editor.peek(|editor| editor.further.clone())?;
        Some(further_fields(plan.get_untracked()?, form, typed.get_value()))
    };
    let further = rows(move || plan.get().map(|skp| skp.0).into_iter().collect(), move |_| further().into_any());
    let kept = move || {
        let lost = editor.error.with(Option::is_some) && shown.with(Option::is_none);
        lost.then(|| kept_result(skp.get_untracked()?, &typed.get_value()?))
    };
    let lines = editor.select(|editor| (editor.id, editor.results.clone(), editor.saved.clone()));
    let removing = removing(skp, editor, of_list.as_ref());
    let list = move || lines.get().map(|(skp, results, saved)| list(skp, results, saved, removing));
    let written = written(editor);
    view! {
        <Suspense fallback=|| ()>
            {move || editor.is_awaited().then(|| view! { <Skeleton lines=8 /> })}
            <LoadError error=editor.error retry=move |()| editor.refetch() />
            {missing_head(editor)}
            {kept}
            {head}
            <div class="plan-editor">
                <div class="plan-part">
                    <p role="status" class="plan-written">
                        {written}
                    </p>
                    {form}
                    {further}
                </div>
                {list}
            </div>
        </Suspense>
    }
    .into_any()
}

/// A plain form that came back while nobody was signed in any more.
fn kept_result(skp: SkpId, typed: &SubmittedForm) -> Option<AnyView> {
    let plan = format!("/skp/{skp}");
    kept(format!("{plan}/ubah"), plan, typed, TypedField { name: "text", label: "Rumusan hasil kerja" })
}

/// Tells above the form what is in the plan: on a phone the list is far below it.
fn written(editor: Query<PlanEditor>) -> impl Fn() -> Option<AnyView> {
    let written = editor.select(|editor| (editor.results.len(), editor.saved.clone()));
    move || {
        let (count, saved) = written.get().filter(|(count, _)| *count > 0)?;
        let saved = saved.map(|at| format!(", terakhir tersimpan {at}")).unwrap_or_default();
        Some(
            view! {
                {format!("{count} hasil kerja sudah ada di rancangan ini{saved}.")}
                " "
                <a href="#daftar-hasil">"Lihat daftarnya"</a>
            }
            .into_any(),
        )
    }
}

/// Draws the heading with what was said about the plan and what may be changed in it.
fn head(editor: Query<PlanEditor>) -> impl Fn() -> Option<AnyView> {
    let head = editor.select(|editor| {
        (editor.id, editor.title.clone(), editor.about.clone(), editor.returned.clone(), editor.rules.clone())
    });
    move || {
        head.get().map(|(id, title, about, returned, rules)| {
            let returned = returned.map(|note| view! { <Notice kind=NoticeKind::Error>{prose(&note)}</Notice> });
            let rules = (!rules.is_empty()).then(|| {
                let rules = rules.into_iter().map(|rule| view! { <li>{rule}</li> });
                view! {
                    <details class="plan-rules">
                        <summary>"Apa yang boleh diubah"</summary>
                        <ul>{rules.collect_view()}</ul>
                    </details>
                }
            });
            view! {
                <PageHead title=format!("Ubah {title}") subtitle=about>
                    <a class="button" href=format!("/skp/{id}")>
                        "Lihat dan ajukan"
                    </a>
                </PageHead>
                {returned}
                {rules}
            }
            .into_any()
        })
    }
}

/// The submission of the buttons that remove a result, and that put it back.
fn removing(skp: Memo<Option<SkpId>>, editor: Query<PlanEditor>, typed: Option<&SubmittedForm>) -> Submission {
    let back = skp.get_untracked().map_or_else(|| "/skp".to_owned(), |skp| format!("/skp/{skp}/ubah"));
    let send = move |attempt: Attempt| async move {
        let skp = skp.try_get_untracked().flatten().ok_or(Error::NotFound)?;
        remove(skp, attempt, editor).await
    };
    Submission::new(Spec::new(back, transport(send)), typed)
}

/// The field of an attempt that carries the result.
const RESULT: &str = "hasil";

async fn remove(skp: SkpId, attempt: Attempt, editor: Query<PlanEditor>) -> Result<Receipt, Error> {
    let Attempt { body, .. } = attempt;
    let result: RhkId = body.get(RESULT).parse().map_err(|_| Error::NotFound)?;
    let fields: Vec<(String, String)> =
        body.iter().skip(1).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    if body.iter().any(|(name, _)| name == "text") {
        save_result(skp, result, String::new(), fields).await?;
        let then = move |_| editor.refetch();
        return Ok(Receipt { words: "Hasil kerja dikembalikan ke daftar.".to_owned(), then: Box::new(then) });
    }
    let removed = remove_result(skp, result, body.get("seen").to_owned()).await;
    if removed.is_err() {
        // The list shows what is stored now, for another decision.
        editor.refetch();
    }
    let form = removed?;
    let then = move |submission: Submission| {
        editor.refetch();
        if let Some(form) = form {
            let back = Fields::default().with(RESULT, &result.to_string());
            let back = form.fields.iter().fold(back, |fields, (name, value)| fields.with(name, value));
            submission.offer_undo(back);
        }
    };
    Ok(Receipt { words: "Hasil kerja dihapus dari rancangan ini.".to_owned(), then: Box::new(then) })
}

fn list(skp: SkpId, results: Vec<EditorLine>, saved: Option<String>, removing: Submission) -> AnyView {
    let saved = saved.map(|at| view! { <p class="plan-about">{format!("Terakhir tersimpan {at}")}</p> });
    let rows = if results.is_empty() {
        view! { <Empty sentence="Belum ada hasil kerja. Isi yang pertama di formulir ini." /> }.into_any()
    } else {
        view! {
            <ol class="plan-lines">
                {results.into_iter().map(|row| line(skp, row, removing)).collect_view()}
            </ol>
        }
        .into_any()
    };
    view! {
        <section class="plan-part" aria-labelledby="daftar-hasil">
            <h2 id="daftar-hasil">"Hasil kerja"</h2>
            {saved}
            <SubmissionOutcome submission=removing />
            {rows}
            <p class="plan-buttons">
                <a class="quiet" href=format!("/skp/{skp}/ubah")>
                    "Tambah hasil kerja"
                </a>
            </p>
        </section>
    }
    .into_any()
}

fn line(skp: SkpId, row: EditorLine, removing: Submission) -> AnyView {
    let EditorLine { id, text, about, missing, seen } = row;
    let address = format!("/skp/{skp}/ubah");
    let fields = Fields::default().with(RESULT, &id.to_string()).with("seen", &seen);
    let submit = move |event: SubmitEvent| removing.act(&event, fields.clone());
    let missing = missing.map(|missing| view! { <p class="plan-missing">{missing}</p> });
    view! {
        <li>
            <a href=format!("{address}?hasil={id}")>{text.clone()}</a>
            <p class="plan-about">{about}</p>
            {missing}
            <form method="post" action=address on:submit=submit>
                {written_for()}
                <input type="hidden" name=RESULT value=id.to_string() />
                <input type="hidden" name="aksi" value=REMOVE />
                <input type="hidden" name="seen" value=seen />
                <button class="quiet" type="submit">
                    "Hapus"
                    <span class="visually-hidden">{format!(": {text}")}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}
