//! `/skp/{skp}/matriks`: a leader gives results to the people of a team, like a sheet on a desk, card by card on a phone.
//!
//! Each cell is a form of its own, saved when it is left. A row stays as it is while answers change its cells.

use super::{
    find::others,
    kept::{TypedField, kept},
    missing_head,
    sheet::{At, Sheet, cell_id, move_down, paste},
};
use crate::{
    document::{draft_place, use_me, use_typed},
    domain::{
        event::Topic,
        id::{EmployeeId, RhkId, SkpId},
    },
    error::Error,
    features::skp::{
        api::{find_members, get_matrix, put_cell},
        model::{CellResult, Matrix, NewCell},
    },
    form_input::SubmittedForm,
    query::{LoadError, Query},
    ui::{
        avatar::Avatar,
        empty::{Empty, Skeleton},
        field::TextArea,
        live::{on_change, use_live},
        notice::{Notice, NoticeKind},
        rows::rows,
        shell::{LiveBadge, LiveState, PageHead},
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::{
    collections::{BTreeMap, HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};
use uuid::Uuid;

#[component]
pub fn MatrixPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let skp = Memo::new(move |_| params.read().get("skp").and_then(|skp| skp.parse::<SkpId>().ok()));
    let also = Memo::new(move |_| query.read().get("tambah").and_then(|id| id.parse::<EmployeeId>().ok()));
    let wanted = Memo::new(move |_| query.read().get("cari").unwrap_or_default());
    let matrix = Query::load(
        move || (skp.get(), also.get()),
        |(skp, also)| async move { get_matrix(skp.ok_or(Error::NotFound)?, also).await },
    );
    let found = Query::load(
        move || (skp.get(), wanted.get()),
        |(skp, wanted)| async move {
            if wanted.is_empty() { Ok(vec![]) } else { find_members(skp.ok_or(Error::NotFound)?, wanted).await }
        },
    );
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me), Topic::Team(me)], move || matrix.refetch());
    }
    let came_back = use_typed();
    let kept = kept_cell(came_back.clone(), skp, matrix);
    let refused = came_back.as_ref().and_then(refused);
    let typed = StoredValue::new(came_back);
    let told = RwSignal::new(String::new());
    let saved = StoredValue::new(HashMap::new());
    let leads = use_me().is_some_and(|me| me.assesses);
    let head = matrix.select(|matrix| (matrix.id, matrix.title.clone(), matrix.is_closed, matrix.is_in_force));
    let live = use_live();
    let head = move || {
        head.get().map(|(skp, title, is_closed, is_in_force)| {
            let words = if is_closed { Some(CLOSED) } else { (!is_in_force).then_some(NOT_AGREED) };
            draw_head(skp, &title, words, is_closed, live.state())
        })
    };
    let shape = matrix.select(|matrix| {
        let people: Vec<_> = matrix.rows.iter().map(|row| row.employee).collect();
        (matrix.id, matrix.columns.clone(), people)
    });
    let table = move || {
        shape.get().map(|(skp, columns, people)| {
            if columns.is_empty() {
                let sentence = "Belum ada hasil kerja untuk dibagi. Tulis dulu hasil kerja Anda.";
                return view! { <Empty sentence /> }.into_any();
            }
            if people.is_empty() {
                let sentence = if leads {
                    "Belum ada anggota tim. Tambahkan pegawai lewat pencarian di bawah."
                } else {
                    "Anda belum menilai siapa pun, jadi belum ada yang dapat diberi hasil kerja."
                };
                return view! { <Empty sentence /> }.into_any();
            }
            let sheet = Sheet { skp, matrix, told, forms: StoredValue::new(BTreeMap::new()), saved, typed };
            let heads = columns.iter().map(|column| view! { <th scope="col">{column.text.clone()}</th> });
            let heads = heads.collect_view();
            let above: Vec<(RhkId, String)> = columns.iter().map(|column| (column.id, column.text.clone())).collect();
            let lines = people.iter().enumerate().map(|(at, person)| row(sheet, at, *person, &above));
            let lines = lines.collect_view();
            view! {
                <p role="status">{move || told.get()}</p>
                <table class="matrix" on:keydown=move |event| move_down(sheet, &event) on:paste=move |event| paste(sheet, &event.into())>
                    <caption class="visually-hidden">"Hasil kerja Anda ke samping, anggota tim ke bawah"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Anggota tim"</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            }
            .into_any()
        })
    };
    let giving = matrix.select(|matrix| (!matrix.is_closed).then_some(matrix.id));
    let others = move || {
        found.block_ssr();
        let skp = giving.get().flatten().filter(|_| leads)?;
        let error = found.error.get().map(|error| match error {
            Error::Invalid(errors) => errors.of("cari").unwrap_or_default(),
            error => error.to_string(),
        });
        Some(others(skp, found.get().unwrap_or_default(), error, &wanted.get_untracked()))
    };
    view! {
        <Suspense fallback=|| ()>
            {move || matrix.is_awaited().then(|| view! { <Skeleton lines=10 /> })}
            {missing_head(matrix)}
            <LoadError error=matrix.error retry=move |()| matrix.refetch() />
            {kept}
            {head}
            {refused}
            {table}
            {others}
        </Suspense>
    }
    .into_any()
}

/// What is said of a plan that is not agreed on yet.
const NOT_AGREED: &str = "SKP Anda belum disetujui. Hasil yang dibagi tetap masuk ke rancangan anggota tim, dan terhubung \
                          ke hasil Anda begitu keduanya disetujui.";
/// What is said of a closed plan.
const CLOSED: &str =
    "SKP ini sudah ditutup, jadi tidak ada lagi yang dapat dibagi dari sini. Yang sudah dibagi tetap tampil.";

/// Whether a form came back because nobody is signed in for whom it was written.
const fn is_signed_out(typed: &SubmittedForm) -> bool {
    matches!(typed.error, Error::SignIn | Error::OtherAccount)
}

/// What was typed in a cell, while the matrix cannot be shown.
fn kept_cell(
    came_back: Option<SubmittedForm>,
    skp: Memo<Option<SkpId>>,
    matrix: Query<Matrix>,
) -> impl Fn() -> Option<AnyView> {
    let lost = came_back.filter(is_signed_out);
    move || {
        let lost = lost.as_ref().filter(|_| matrix.with(|matrix| matrix.is_none()))?;
        let plan = format!("/skp/{}", skp.get_untracked()?);
        kept(format!("{plan}/matriks"), plan, lost, TypedField { name: "text", label: "Isi sel" })
    }
}

/// Says why a cell was refused, with what was typed: the cell may take nothing any more.
fn refused(typed: &SubmittedForm) -> Option<AnyView> {
    let (said, text) = (typed.sentence()?, typed.field("text")?);
    let is_shown = !is_signed_out(typed);
    is_shown.then(|| view! { <Notice kind=NoticeKind::Error>{said} " Isian Anda: “" {text} "”"</Notice> }.into_any())
}

fn draw_head(
    skp: SkpId,
    title: &str,
    words: Option<&'static str>,
    is_closed: bool,
    live: Signal<LiveState>,
) -> AnyView {
    let words = words.map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> });
    let about = (!is_closed).then(|| {
        view! {
            <p class="plan-about">
                "Yang ditulis di sini langsung menjadi hasil kerja di rancangan SKP orang itu; indikator dan targetnya diisi orang itu sendiri."
            </p>
        }
    });
    view! {
        <PageHead title="Matriks peran dan hasil" subtitle=title.to_owned()>
            <LiveBadge state=live />
            <a class="quiet" href=format!("/skp/{skp}")>
                "Buka SKP saya"
            </a>
        </PageHead>
        {words}
        {about}
    }
    .into_any()
}

fn row(sheet: Sheet, at: usize, employee: EmployeeId, above: &[(RhkId, String)]) -> AnyView {
    let Sheet { matrix, .. } = sheet;
    let of = move |matrix: &Matrix| {
        let row = matrix.rows.iter().find(|row| row.employee == employee)?;
        Some((row.person.clone(), row.initials.clone(), row.post.clone(), row.note.clone()))
    };
    let person = matrix.select(of);
    let who = move || {
        person.get().flatten().map(|(person, initials, post, note)| {
            view! {
                <Avatar initials />
                <div>
                    <b>{person}</b>
                    <p class="plan-about">{post}</p>
                    <p class="plan-about">{note}</p>
                </div>
            }
        })
    };
    let cells = above.iter().enumerate().map(|(column, (above, text))| {
        let (above, label) = (*above, text.clone());
        let shown = matrix.select(move |matrix| cell_of(matrix, employee, above));
        let key = move || {
            let mut hasher = DefaultHasher::new();
            shown.get().flatten().hash(&mut hasher);
            vec![Uuid::from_u64_pair(hasher.finish(), 0)]
        };
        let draw = move |_| {
            let Some(cell) = shown.get_untracked().flatten() else { return ().into_any() };
            draw_cell(sheet, (at, column), (employee, above), cell)
        };
        view! { <td data-label=label>{rows(key, draw)}</td> }
    });
    let cells = cells.collect_view();
    view! {
        <tr id=format!("orang-{employee}")>
            <th scope="row">
                <div class="matrix-person">{who}</div>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

/// A cell as it is drawn: what cannot be changed here, what can, and whether the plan takes anything.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Cell {
    label: String,
    fixed: Vec<(String, String)>,
    open: Option<(RhkId, String, String)>,
    takes: bool,
}

fn cell_of(matrix: &Matrix, employee: EmployeeId, above: RhkId) -> Option<Cell> {
    let row = matrix.rows.iter().find(|row| row.employee == employee)?;
    let column = matrix.columns.iter().find(|column| column.id == above)?;
    let results = row.results.iter().filter(|result| result.above == above);
    let open = results.clone().find(|result| result.is_open);
    let fixed = results.filter(|result| open.is_none_or(|open| open.id != result.id));
    let parts = |result: &CellResult| (result.text.clone(), result.state.clone());
    Some(Cell {
        label: format!("{}: {}", row.person, column.text),
        fixed: fixed.map(parts).collect(),
        open: open.map(|open| (open.id, open.text.clone(), open.state.clone())),
        takes: row.is_open,
    })
}

fn draw_cell(sheet: Sheet, at: At, (employee, above): (EmployeeId, RhkId), cell: Cell) -> AnyView {
    let fixed = cell.fixed.into_iter().map(|(text, state)| {
        view! {
            <p class="matrix-fixed">
                {text} " " <span class="tag">{state}</span>
            </p>
        }
    });
    let fixed = fixed.collect_view();
    let form = cell.takes.then(|| form(sheet, at, (employee, above), cell.label, cell.open));
    view! {
        {fixed}
        {form}
    }
    .into_any()
}

fn form(
    sheet: Sheet,
    at: At,
    (employee, above): (EmployeeId, RhkId),
    label: String,
    open: Option<(RhkId, String, String)>,
) -> AnyView {
    let Sheet { skp, matrix, forms, typed: came_back, told, saved } = sheet;
    let (result, stored, state) = match open {
        Some((id, text, state)) => (Some(id), text, Some(state)),
        None => (None, String::new(), None),
    };
    let (employee_field, above_field) = (employee.to_string(), above.to_string());
    let typed = came_back.get_value().filter(|typed| {
        typed.field("employee").as_ref() == Some(&employee_field) && typed.field("above").as_ref() == Some(&above_field)
    });
    let seen = stored.clone();
    let about = label.clone();
    let send = move |attempt: Attempt| {
        let about = about.clone();
        let cell =
            NewCell { skp, employee, above, result, seen: seen.clone(), text: attempt.body.get("text").to_owned() };
        async move {
            let typed = cell.text.clone();
            let is_new = put_cell(cell).await;
            if let Err(error) = &is_new {
                // It was changed elsewhere, or takes nothing any more: the sheet shows how it stands, the draft stays. The
                // cell may be gone, and what it would have said with it.
                if matches!(error, Error::Api(_) | Error::NotFound) {
                    told.try_set(format!("{about}: {error} Isian Anda: “{typed}”"));
                }
                matrix.refetch();
            }
            is_new?;
            let then = move |_| {
                saved.update_value(|saved| {
                    saved.insert((employee, above), typed.trim().to_owned());
                });
                came_back.set_value(None);
                matrix.refetch();
            };
            Ok(Receipt { words: "Tersimpan".to_owned(), then: Box::new(then) })
        }
    };
    let address = format!("/skp/{skp}/matriks");
    let spec = Spec {
        draft: draft_place(format_args!("matriks:{skp}:{employee}:{above}")),
        edits: true,
        fields: &["text"],
        ..Spec::new(address.clone(), transport(send))
    };
    let submission = Submission::new(spec, typed.as_ref());
    forms.update_value(|forms| {
        forms.insert(at, submission);
    });
    // What the device kept may be about other words than those that stand here now: the person looks and saves.
    let before = stored.clone();
    let is_kept = RwSignal::new(false);
    Effect::new(move |_| {
        let kept = submission.restore().is_some_and(|typed| typed.get("text") != before);
        // Typed while the words that stand here now were being stored.
        let is_own = saved.with_value(|saved| saved.get(&(employee, above)) == Some(&before));
        if kept && is_own {
            submission.save();
        } else {
            is_kept.set(kept);
        }
    });
    let value = typed.and_then(|typed| typed.field("text")).unwrap_or_else(|| stored.clone());
    let standing = stored.clone();
    let standing = move || {
        let words = if standing.is_empty() { "belum ada".to_owned() } else { format!("“{standing}”") };
        is_kept.get().then(|| view! { <p class="plan-about">"Isian ini belum tersimpan. Yang tersimpan: " {words}</p> })
    };
    let state = state.map(|state| view! { <p class="plan-about">"Tersimpan, " {state}</p> });
    let id = cell_id(at);
    view! {
        <div class="matrix-form" class:is-kept=is_kept on:change=move |_| submission.save()>
            <SubmissionForm submission class="matrix-fields" action=address>
                <input type="hidden" name="employee" value=employee_field />
                <input type="hidden" name="above" value=above_field />
                <input type="hidden" name="result" value=result.map(|result| result.to_string()) />
                <input type="hidden" name="seen" value=stored />
                <TextArea id=id name="text" label=label value=value rows=2 error=submission.error("text") />
                {state}
                {standing}
                <SendButton submission label="Simpan" />
                <SubmissionOutcome submission />
            </SubmissionForm>
        </div>
    }
    .into_any()
}
