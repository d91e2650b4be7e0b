//! The form of a replacement and what it touches. Plain forms: looking is a GET, signing a POST.

use crate::{
    domain::post::Tenure,
    features::post::model::{ChangeDraft, ChangeSheet, MoveRow, OfficeSheet},
    ui::{
        field::{ChoiceField, TextField},
        form::written_for,
        notice::{Notice, NoticeKind},
    },
};
use leptos::prelude::*;

/// The id of the preview, to which looking leads.
const PREVIEW: &str = "lihat";

/// Draws the form with the draft, and its preview with the button that signs it.
pub(super) fn change_form(sheet: &OfficeSheet, draft: &ChangeDraft) -> AnyView {
    let errors = sheet.errors.clone();
    let error = move |name: &str| -> Signal<Option<String>> {
        let found = errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.clone());
        Signal::stored(found)
    };
    let action = format!("/pengelola/pejabat/{}", sheet.unit);
    let found: Vec<(String, String)> =
        sheet.found.iter().map(|one| (one.id.to_string(), format!("{} – {}", one.name, one.post))).collect();
    let missing = sheet.errors.iter().find(|(field, _)| field == "pengganti").map(|(_, words)| words.clone());
    let choice = if found.is_empty() {
        missing.map(|words| view! { <p class="field-error">{words}</p> }).into_any()
    } else {
        view! {
            <ChoiceField
                id="pengganti"
                name="pengganti"
                label="Pilih orangnya"
                options=found
                selected=draft.successor.clone()
                error=error("pengganti")
            />
        }
        .into_any()
    };
    let tenures = [
        (Tenure::Definitive, "Definitif"),
        (Tenure::Plt, "Plt: jabatan kosong"),
        (Tenure::Plh, "Plh: pejabatnya berhalangan sementara"),
    ];
    let tenures = tenures.map(|(tenure, words)| (tenure.word().to_owned(), words.to_owned())).to_vec();
    view! {
        <section class="office-part" aria-labelledby="ganti">
            <h2 id="ganti">"Ganti pejabat"</h2>
            <form class="office-form" method="get" action=format!("{action}#{PREVIEW}")>
                <TextField
                    id="cari"
                    name="cari"
                    label="Cari pengganti"
                    hint="Tiga huruf nama atau lebih, atau NIP."
                    kind="search"
                    value=draft.wanted.clone()
                    error=error("cari")
                />
                <button class="quiet" type="submit" name="aksi" value="cari">
                    "Cari"
                </button>
                {choice}
                <ChoiceField
                    id="jenis"
                    name="jenis"
                    label="Sebagai"
                    options=tenures
                    selected=draft.tenure.clone()
                    error=error("jenis")
                />
                <TextField
                    id="mulai"
                    name="mulai"
                    label="Mulai tanggal"
                    kind="date"
                    value=draft.since.clone()
                    error=error("mulai")
                />
                <TextField
                    id="sampai"
                    name="sampai"
                    label="Sampai tanggal"
                    hint="Hanya untuk Plt dan Plh."
                    kind="date"
                    value=draft.until.clone()
                    error=error("sampai")
                />
                <TextField
                    id="surat"
                    name="surat"
                    label="Nomor surat"
                    value=draft.letter.clone()
                    error=error("surat")
                />
                <TextField
                    id="tanggal-surat"
                    name="tanggal-surat"
                    label="Tanggal surat"
                    kind="date"
                    value=draft.letter_on.clone()
                    error=error("tanggal-surat")
                />
                <div class="form-actions">
                    <button type="submit" name="aksi" value="lihat">
                        "Lihat siapa yang terkena"
                    </button>
                </div>
            </form>
            {sheet.preview.clone().map(|preview| previewed(preview, sheet, draft, action))}
        </section>
    }
    .into_any()
}

fn previewed(preview: ChangeSheet, sheet: &OfficeSheet, draft: &ChangeDraft, action: String) -> AnyView {
    let seen = preview.seen.clone();
    let sign = preview.refusal.is_none().then(|| {
        let fields = draft.fields().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value.to_owned() /> }
        });
        view! {
            <form method="post" action=action>
                {written_for()}
                <input type="hidden" name="id" value=sheet.next.to_string() />
                <input type="hidden" name="dilihat" value=seen />
                {fields.to_vec()}
                <div class="form-actions">
                    <button type="submit">"Tanda tangani"</button>
                </div>
            </form>
        }
    });
    view! {
        <section class="office-part" id=PREVIEW aria-labelledby="terkena">
            <h3 id="terkena">"Sebelum ditandatangani"</h3>
            {change_sheet(preview, "Akan berganti pejabat penilai")}
            {sign}
        </section>
    }
    .into_any()
}

/// Draws who and what a replacement touches.
pub(super) fn change_sheet(sheet: ChangeSheet, caption: &'static str) -> AnyView {
    if let Some(refusal) = sheet.refusal {
        return view! {
            <p>{sheet.says}</p>
            <Notice kind=NoticeKind::Error>{refusal}</Notice>
        }
        .into_any();
    }
    let leaves = sheet.leaves.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    let counts = sheet.counts.into_iter().map(|count| view! { <li>{count}</li> }).collect_view();
    let row = |row: MoveRow| {
        let note = (!row.note.is_empty()).then(|| view! { <p class="muted">{row.note}</p> });
        view! {
            <tr>
                <th scope="row">{row.name} <p class="muted">{row.post}</p> {note}</th>
                <td>{row.before}</td>
                <td>{row.after}</td>
            </tr>
        }
    };
    let rows = sheet.rows.into_iter().map(row).collect_view();
    view! {
        <p>{sheet.says}</p>
        {leaves}
        <ul class="office-counts">{counts}</ul>
        <table class="data-table">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"Pegawai"</th>
                    <th scope="col">"Sebelumnya"</th>
                    <th scope="col">"Sesudahnya"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="muted">
            "SKP yang sudah disetujui dan laporan yang sudah masuk tetap memuat nama pejabat pada saat itu."
        </p>
    }
    .into_any()
}
