//! `/pengelola/aturan`: the rules about groups of people, and the form of a new one.

use super::{
    api::{enter_rule, list_rules},
    model::{GroupRules, RuleBody, RuleBook, RuleLine},
};
use crate::{
    document::{draft_place, next_form_id, use_typed},
    domain::id::RuleId,
    error::Error,
    form_input::SubmittedForm,
    query::Query,
    ui::{
        field::{Checkbox, SelectField, TextArea, TextField},
        shell::PageHead,
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;

const ADDRESS: &str = "/pengelola/aturan";

/// The fields that show their own error.
const FIELDS: &[&str] =
    &["group", "name", "employment", "title", "holds_from", "periods", "evidence", "origin", "phases", "source"];

#[component]
pub fn RulesPage() -> impl IntoView {
    let rules = Query::load(|| (), |()| list_rules());
    let typed = use_typed();
    let came_back = StoredValue::new(typed.clone());
    let spec = Spec {
        draft: draft_place("aturan"),
        fields: FIELDS,
        ..Spec::new(ADDRESS, transport(move |attempt| send(attempt, rules, came_back)))
    };
    let submission = Submission::new(spec, typed.as_ref());
    let draw = move |book: RuleBook| {
        let typed = came_back.try_get_value().flatten();
        let groups = book.groups.into_iter().map(rules_of).collect_view();
        view! {
            <p class="plan-about">
                "Aturan berlaku untuk satu kelompok pegawai mulai tanggalnya, tanpa menunggu versi baru Kinerja. Aturan lama \
                tetap tercatat. SKP memakai aturan yang berlaku saat disetujui. "
                <a href="/kalender">"Tenggat dan hari libur ada di kalender."</a>
                " "
                <a href="/pengelola/templat">"Isi SKP per jabatan ada di templat."</a>
                " "
                <a href="/pengelola/aturan/penilaian">"Matriks predikat, masa keberatan, dan panduan perilaku ada di halaman lain."</a>
            </p>
            {groups}
            {form(submission, typed.as_ref())}
        }
        .into_any()
    };
    view! {
        <PageHead title="Aturan penilaian" />
        {rules.draw(8, draw)}
    }
    .into_any()
}

async fn send(
    attempt: Attempt,
    rules: Query<RuleBook>,
    came_back: StoredValue<Option<SubmittedForm>>,
) -> Result<Receipt, Error> {
    let id = attempt.key.parse::<RuleId>().map_err(|_| Error::NotFound)?;
    let get = |name| attempt.body.get(name).to_owned();
    enter_rule(RuleBody {
        id,
        group: get("group"),
        name: get("name"),
        employment: get("employment"),
        title: get("title"),
        holds_from: get("holds_from"),
        ends: get("ends"),
        periods: get("periods"),
        evidence: get("evidence"),
        origin: get("origin"),
        daily_log: get("daily_log"),
        phases: get("phases"),
        source: get("source"),
    })
    .await?;
    let then = move |_| {
        came_back.try_set_value(None);
        rules.refetch();
    };
    Ok(Receipt { words: "Aturan dicatat.".to_owned(), then: Box::new(then) })
}

/// Draws the rules of one kind: what holds, what will and what held.
pub(crate) fn rules_of(group: GroupRules) -> AnyView {
    let GroupRules { name, about, in_force, coming, earlier } = group;
    let label = name.clone();
    let in_force = match in_force {
        Some(rule) => line(rule, "berlaku"),
        None => view! {
            <li>
                <p>"Hari ini tidak ada aturan khusus: pegawainya mengikuti kelompok lain."</p>
            </li>
        }
        .into_any(),
    };
    let coming = coming.into_iter().map(|rule| line(rule, "akan berlaku")).collect_view();
    let earlier = (!earlier.is_empty()).then(|| {
        let rules = earlier.into_iter().map(|rule| line(rule, "digantikan")).collect_view();
        view! {
            <details class="plan-months">
                <summary>"Aturan sebelumnya"</summary>
                <ul class="plan-versions">{rules}</ul>
            </details>
        }
    });
    view! {
        <section class="plan-part" aria-label=label>
            <h2>{name}</h2>
            <p class="plan-about">{about}</p>
            <ul class="plan-versions">{in_force} {coming}</ul>
            {earlier}
        </section>
    }
    .into_any()
}

fn line(rule: RuleLine, state: &'static str) -> AnyView {
    let RuleLine { since, regime, source, entered } = rule;
    view! {
        <li>
            <p>
                <b>{since}</b>
                " "
                <span class="tag">{state}</span>
            </p>
            <p>{regime}</p>
            <p class="plan-about">"Sumber: " {source} " · " {entered}</p>
        </li>
    }
    .into_any()
}

fn form(submission: Submission, typed: Option<&SubmittedForm>) -> AnyView {
    Effect::new(move |_| submission.restore().is_some());
    let id = typed.and_then(|typed| typed.field("id")).or_else(|| next_form_id().map(|id| id.to_string()));
    let value = |name: &str| typed.and_then(|typed| typed.field(name)).unwrap_or_default();
    let text = |name: &'static str, label: &'static str, hint: &'static str| {
        view! { <TextField id=name name=name label=label hint=hint value=value(name) error=submission.error(name) /> }
            .into_any()
    };
    let select = |name: &'static str, label: &'static str, options: &[(&str, &str)]| {
        let options = options.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
        view! {
            <SelectField id=name name=name label=label options=options selected=value(name) error=submission.error(name) />
        }
        .into_any()
    };
    let checkbox = |name: &'static str, label: &'static str, hint: &'static str| {
        view! { <Checkbox id=name name=name label=label hint=hint checked=value(name) == "true" /> }.into_any()
    };
    let groups = [
        ("general", "Umum"),
        ("teachers", "Guru dan kepala sekolah"),
        ("part_time", "PPPK Paruh Waktu"),
        ("chosen", "Kelompok sendiri"),
    ];
    let periods =
        [("quarter", "Tiap triwulan dan setahun"), ("month", "Tiap bulan dan setahun"), ("year", "Setahun sekali")];
    let evidence =
        [("uploaded", "Diunggah"), ("confirmed", "Tidak diunggah; atasan memastikan ada"), ("none", "Tanpa bukti")];
    let origin = [("own", "Di Kinerja"), ("mirrored", "Di aplikasi lain, disalin ke sini")];
    let statuses = [("", "Semua"), ("pns", "PNS"), ("pppk", "PPPK"), ("pppk_paruh_waktu", "PPPK Paruh Waktu")];
    let whom = view! {
        {select("group", "Untuk siapa", &groups)}
        {text("name", "Nama kelompok sendiri", "Nama yang sama dengan kelompok yang sudah ada mengganti aturannya.")}
        {select("employment", "Status kepegawaian kelompok sendiri", &statuses)}
        {text("title", "Kata dalam nama jabatan kelompok sendiri", "Misalnya: reaksi cepat")}
    }
    .into_any();
    let what = view! {
        <TextField
            id="holds_from"
            name="holds_from"
            label="Berlaku mulai"
            kind="date"
            value=value("holds_from")
            error=submission.error("holds_from")
        />
        {select("periods", "Dinilai", &periods)}
        {select("evidence", "Bukti", &evidence)}
        {select("origin", "SKP disusun", &origin)}
        {checkbox("daily_log", "Log harian diminta", "")}
        <TextArea
            id="phases"
            name="phases"
            label="Nama tahap"
            hint="Satu baris untuk setiap tahap; boleh kosong."
            value=value("phases")
            error=submission.error("phases")
        />
        {text("source", "Sumber", "Peraturan atau surat, dengan pasalnya.")}
        {checkbox(
            "ends",
            "Aturan kelompok ini berakhir pada tanggal itu",
            "Sesudahnya aturan bawaan berlaku lagi; kelompok sendiri tidak dipakai lagi.",
        )}
    }
    .into_any();
    view! {
        <section class="plan-part" aria-labelledby="aturan-baru">
            <h2 id="aturan-baru">"Aturan baru"</h2>
            <SubmissionForm submission class="plan-result" action=ADDRESS label="Aturan baru">
                <input type="hidden" name="id" value=id />
                {whom}
                {what}
                <SendButton submission label="Catat aturan" />
                <SubmissionOutcome submission />
            </SubmissionForm>
        </section>
    }
    .into_any()
}
