//! `/atasan`: one's assessor and the request for the right one; `/pengelola/atasan`: the open requests. Plain forms.

use crate::{
    document::{use_me, use_typed},
    domain::event::Topic,
    error::Error,
    features::post::{
        api::{get_own_assessor, list_assessor_requests},
        model::{AssessorLine, AssessorSheet, RequestDraft, RequestRow},
    },
    form_input::SubmittedForm,
    query::Query,
    ui::{
        empty::Empty,
        field::{ChoiceField, TextArea, TextField},
        form::written_for,
        live::on_change,
        notice::{Notice, NoticeKind},
        shell::PageHead,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The sentence and the field errors of a form that came back.
#[derive(Clone, Default)]
struct Refused {
    sentence: Option<String>,
    fields: Vec<(String, String)>,
}

impl Refused {
    fn of(typed: Option<&SubmittedForm>) -> Self {
        let fields = match typed.map(|typed| &typed.error) {
            Some(Error::Invalid(wrong)) => wrong.0.clone(),
            _ => vec![],
        };
        Self { sentence: typed.and_then(SubmittedForm::sentence), fields }
    }

    fn field(&self, name: &str) -> Signal<Option<String>> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        Signal::stored(found.map(|(_, words)| words.clone()))
    }

    fn notice(&self) -> AnyView {
        let words = self.sentence.clone();
        words.map(|words| view! { <Notice kind=NoticeKind::Error>{words}</Notice> }).into_any()
    }
}

#[component]
pub fn AssessorPage() -> impl IntoView {
    let query = use_query_map();
    let typed = use_typed();
    let refused = Refused::of(typed.as_ref());
    let sent = typed.map(|typed| RequestDraft::read(|name| typed.field(name)));
    let draft = Memo::new(move |_| sent.clone().unwrap_or_else(|| RequestDraft::read(|name| query.read().get(name))));
    let found = Query::load(move || draft.get(), get_own_assessor);
    if let Some(me) = use_me().and_then(|me| me.employee) {
        on_change(move || vec![Topic::Person(me)], move || found.refetch());
    }
    view! {
        <PageHead title="Atasan saya" subtitle="Pejabat penilai kinerja Anda" />
        {refused.notice()}
        {found.draw(8, move |sheet| own(sheet, &draft.get_untracked(), &refused))}
    }
    .into_any()
}

fn own(sheet: AssessorSheet, draft: &RequestDraft, refused: &Refused) -> AnyView {
    let history = if sheet.history.is_empty() {
        view! { <Empty sentence="Belum ada pejabat penilai untuk Anda." /> }.into_any()
    } else {
        view! { <ul class="office-holders">{sheet.history.iter().cloned().map(line).collect_view()}</ul> }.into_any()
    };
    let requests = part("permintaan", "Permintaan Anda", sheet.own.clone());
    let of_team = part("permintaan-tim", "Permintaan dari tim Anda", sheet.of_team.clone());
    let form = (!sheet.has_open_request).then(|| form(&sheet, draft, refused));
    view! {
        <section class="office-part" aria-labelledby="riwayat">
            <h2 id="riwayat">"Riwayat pejabat penilai"</h2>
            {history}
        </section>
        {requests}
        {form}
        {of_team}
    }
    .into_any()
}

fn line(line: AssessorLine) -> AnyView {
    view! {
        <li>
            <b>{line.name}</b>
            <p>{line.time}</p>
            <p class="muted">{line.source}</p>
        </li>
    }
    .into_any()
}

/// Draws requests under a heading; nothing where there are none.
fn part(id: &'static str, title: &'static str, rows: Vec<RequestRow>) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(|row| view! { <li>{request(row)}</li> }).collect_view();
        view! {
            <section class="office-part" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <ul class="office-holders">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn request(row: RequestRow) -> AnyView {
    let answer = (!row.answer.is_empty()).then(|| view! { <p>"Jawaban: " {row.answer}</p> });
    view! {
        <p>
            <b>{row.person}</b>
            ", "
            {row.post}
        </p>
        <p>"Sekarang: " {row.assessor} ". Diminta: " <b>{row.wanted}</b> "."</p>
        <p>"Alasan: " {row.reason}</p>
        {answer}
        <p class="muted">{row.asked} " · " {row.outcome}</p>
    }
    .into_any()
}

fn form(sheet: &AssessorSheet, draft: &RequestDraft, refused: &Refused) -> AnyView {
    let found: Vec<(String, String)> =
        sheet.found.iter().map(|one| (one.id.to_string(), format!("{} – {}", one.name, one.post))).collect();
    let choice = if found.is_empty() {
        let missing = refused.field("atasan");
        view! { <p class="field-error">{move || missing.get()}</p> }.into_any()
    } else {
        view! {
            <ChoiceField
                id="atasan"
                name="atasan"
                label="Pilih orangnya"
                options=found
                selected=draft.wanted.clone()
                error=refused.field("atasan")
            />
        }
        .into_any()
    };
    view! {
        <section class="office-part" aria-labelledby="salah">
            <h2 id="salah">"Atasan saya salah"</h2>
            <p>"Pengelola memutuskan; Anda dan pejabat penilai Anda melihat permintaan ini dan putusannya."</p>
            <form class="office-search" method="get" action="/atasan" role="search">
                <TextField
                    id="cari"
                    name="cari"
                    label="Cari atasan yang benar"
                    hint="Tiga huruf nama atau lebih, atau NIP."
                    kind="search"
                    value=draft.search.clone()
                />
                <button class="quiet" type="submit">
                    "Cari"
                </button>
            </form>
            <form class="office-form" method="post" action="/atasan">
                {written_for()}
                <input type="hidden" name="id" value=sheet.next.to_string() />
                <input type="hidden" name="cari" value=draft.search.clone() />
                {choice}
                <TextArea
                    id="alasan"
                    name="alasan"
                    label="Mengapa"
                    hint="Misalnya: pindah ke bidang lain sejak Maret."
                    value=draft.reason.clone()
                    error=refused.field("alasan")
                />
                <div class="form-actions">
                    <button type="submit">"Kirim permintaan"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
pub fn RequestsPage() -> impl IntoView {
    let typed = use_typed();
    let refused = Refused::of(typed.as_ref());
    let decided = typed.and_then(|typed| typed.field("id").zip(typed.field("jawaban")));
    let found = Query::load(|| (), |()| list_assessor_requests());
    view! {
        <PageHead title="Permintaan perbaikan atasan" subtitle="Atasan saya salah" />
        {refused.notice()}
        {found.draw(8, move |rows| open(rows, decided.as_ref(), &refused))}
    }
    .into_any()
}

fn open(rows: Vec<RequestRow>, decided: Option<&(String, String)>, refused: &Refused) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty sentence="Tidak ada permintaan yang menunggu putusan." /> }.into_any();
    }
    let row = |row: RequestRow| {
        let id = row.id.to_string();
        let (typed, error) = match decided.filter(|(decided, _)| *decided == id) {
            Some((_, words)) => (words.clone(), refused.field("jawaban")),
            None => (String::new(), Signal::stored(None)),
        };
        let field = format!("jawaban-{id}");
        view! {
            <li>
                {request(row)} <form class="office-form" method="post" action="/pengelola/atasan">
                    {written_for()}
                    <input type="hidden" name="id" value=id />
                    <TextArea
                        id=field
                        name="jawaban"
                        label="Jawaban"
                        hint="Wajib bila ditolak."
                        rows=2
                        value=typed
                        error=error
                    />
                    <div class="form-actions">
                        <button type="submit" name="putusan" value="terima">
                            "Terima"
                        </button>
                        <button class="quiet" type="submit" name="putusan" value="tolak">
                            "Tolak"
                        </button>
                    </div>
                </form>
            </li>
        }
    };
    view! { <ul class="office-holders">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
