//! `/pengelola/templat/{kode}`: one template with its versions. The address is the state: `dari` is the plan, `versi` the
//! earlier version whose content is proposed as the next one.

use crate::{
    document::{draft_place, use_typed},
    domain::id::SkpId,
    error::Error,
    features::skp::{
        api::{act_on_template, get_template},
        model::{
            ResultSheet, TemplateAct, TemplateAddress, TemplateBody, TemplateProposal, TemplateSheet, TemplateSource,
            TemplateVersionLine,
        },
    },
    query::Query,
    ui::{
        address::{KnownPart, UnknownParts},
        field::TextArea,
        notice::{Notice, NoticeKind},
        shell::PageHead,
        submission::{Attempt, Receipt, SendButton, Spec, Submission, SubmissionForm, SubmissionOutcome, transport},
    },
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};

/// The parts of the address.
const PARTS: &[KnownPart] =
    &[("dari", |value| value.parse::<SkpId>().is_ok()), ("versi", |value| value.parse::<i16>().is_ok())];

/// The two forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    publication: Submission,
    usage: Submission,
    /// The typed note that came back, and the word of its form.
    came_back: StoredValue<(String, String)>,
}

#[component]
pub fn TemplatePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let query = query.read();
        TemplateAddress {
            code: params.read().get("kode").unwrap_or_default(),
            skp: query.get("dari").and_then(|skp| skp.parse().ok()),
            version: query.get("versi").and_then(|version| version.parse().ok()),
        }
    });
    let sheet = Query::load(move || asked.get(), get_template);
    let typed = use_typed();
    let field = |name: &str| typed.as_ref().and_then(|typed| typed.field(name)).unwrap_or_default();
    let came_back = StoredValue::new((field("aksi"), field("note")));
    let navigate = use_navigate();
    let open = Callback::new(move |address: String| navigate(&address, NavigateOptions::default()));
    let code = asked.with_untracked(|asked| asked.code.clone());
    let address = asked.get_untracked().address();
    let came_from_publication = field("aksi") == TemplateAct::Publish.code();
    let form = |place: String, is_publication: bool| {
        let send = move |Attempt { body, .. }| {
            // What the hidden fields of the plain form say.
            let act = if is_publication { Some(TemplateAct::Publish) } else { sheet.peek(usage_act).flatten() };
            let seen = sheet.peek(|found| found.proposal.as_ref().and_then(|proposal| proposal.seen.clone()));
            let at = asked.try_get_untracked().zip(act).map(|(at, act)| TemplateBody {
                at,
                act,
                seen: seen.flatten().unwrap_or_default(),
                note: body.get("note").to_owned(),
            });
            async move { send(at.ok_or(Error::NotFound)?, sheet, open).await }
        };
        let spec = Spec { draft: draft_place(place), fields: &["note"], ..Spec::new(address.clone(), transport(send)) };
        Submission::new(spec, typed.as_ref().filter(|_| is_publication == came_from_publication))
    };
    let forms = Forms {
        publication: form(format!("templat:{code}"), true),
        usage: form(format!("pakai-templat:{code}"), false),
        came_back,
    };
    let draw = move |found: TemplateSheet| body(found, asked, forms);
    view! {
        <PageHead title="Templat jabatan" />
        <UnknownParts known=PARTS />
        {sheet.draw(10, draw)}
    }
    .into_any()
}

/// Returns what can be done about the use of a template.
fn usage_act(found: &TemplateSheet) -> Option<TemplateAct> {
    let retire = found.is_retirable.then_some(TemplateAct::Retire);
    if found.retired.is_some() { Some(TemplateAct::Restore) } else { retire }
}

async fn send(body: TemplateBody, sheet: Query<TemplateSheet>, open: Callback<String>) -> Result<Receipt, Error> {
    let own = TemplateAddress { code: body.at.code.clone(), ..TemplateAddress::default() };
    let is_same = own == body.at;
    let done = act_on_template(body).await;
    if done.is_err() {
        // It tells of another version than this one.
        sheet.refetch();
    }
    let words = done?;
    let then = move |_| {
        if is_same {
            sheet.refetch();
        } else {
            open.try_run(own.address());
        }
    };
    Ok(Receipt { words, then: Box::new(then) })
}

fn body(found: TemplateSheet, asked: Memo<TemplateAddress>, forms: Forms) -> AnyView {
    let act = usage_act(&found);
    let TemplateSheet { code, name, about, retired, results: content, versions, sources, proposal, .. } = found;
    let notice = retired.map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> });
    let proposal = proposal.map(|proposal| proposed(proposal, &asked.get_untracked(), forms));
    let versions = versions.into_iter().map(|line| version(&code, line)).collect_view();
    let usage = act.map(|act| usage(&code, act, forms));
    view! {
        <section class="plan-part" aria-labelledby="templat">
            <h2 id="templat">{name}</h2>
            <p class="plan-about">{about}</p>
            {notice}
            <SubmissionOutcome submission=forms.publication />
            <SubmissionOutcome submission=forms.usage />
        </section>
        {proposal}
        <section class="plan-part" aria-labelledby="isi-terbaru">
            <h2 id="isi-terbaru">"Isi versi terbaru"</h2>
            {results(content)}
        </section>
        <section class="plan-part" aria-labelledby="versi">
            <h2 id="versi">"Versi"</h2>
            <ul class="plan-versions">{versions}</ul>
        </section>
        {taken_from(&code, sources)}
        {usage}
        <p class="plan-buttons">
            <a class="quiet" href="/pengelola/templat">
                "Semua templat jabatan"
            </a>
        </p>
    }
    .into_any()
}

fn results(results: Vec<ResultSheet>) -> AnyView {
    let result = |result: ResultSheet| {
        let indicators = result.indicators.into_iter().map(|iki| {
            view! {
                <li>
                    <p>
                        <b>{iki.name}</b>
                        ": "
                        {iki.target}
                    </p>
                    <p class="plan-about">{iki.about}</p>
                </li>
            }
        });
        let actions = result.actions.into_iter().map(|(period, action)| view! { <li>{period} ": " {action}</li> });
        let basis = result.basis.map(|basis| view! { <p class="plan-about">"Dasar: " {basis}</p> });
        view! {
            <li>
                <h3>{result.text}</h3>
                <p class="plan-about">{result.about}</p>
                {basis}
                <ul class="plan-indicators">{indicators.collect_view()}</ul>
                <ul class="plan-differences">{actions.collect_view()}</ul>
            </li>
        }
    };
    view! { <ol class="plan-sheet">{results.into_iter().map(result).collect_view()}</ol> }.into_any()
}

fn sentences(rows: Vec<String>) -> AnyView {
    let rows = rows.into_iter().map(|said| view! { <li>{said}</li> });
    view! { <ul class="plan-differences">{rows.collect_view()}</ul> }.into_any()
}

fn version(code: &str, line: TemplateVersionLine) -> AnyView {
    let TemplateVersionLine { version, words, note, differences, is_newest } = line;
    let back = (!is_newest).then(|| {
        let to = TemplateAddress { code: code.to_owned(), skp: None, version: Some(version) };
        view! {
            <p class="plan-buttons">
                <a class="quiet" href=to.address()>
                    {format!("Kembali ke versi {version}")}
                </a>
            </p>
        }
    });
    let changes = (!differences.is_empty()).then(|| {
        view! {
            <details class="plan-months">
                <summary>{format!("Perbedaan versi {version} dari yang sebelumnya")}</summary>
                {sentences(differences)}
            </details>
        }
    });
    view! {
        <li>
            <p>{words} {is_newest.then(|| view! { <span class="tag">"terbaru"</span> })}</p>
            <p class="plan-about">{note}</p>
            {changes}
            {back}
        </li>
    }
    .into_any()
}

fn taken_from(code: &str, sources: Vec<TemplateSource>) -> AnyView {
    let code = code.to_owned();
    let none = sources.is_empty().then(|| {
        view! {
            <p class="plan-about">
                "Belum ada SKP tahun ini untuk jabatan ini yang disusun sendiri dan disetujui."
            </p>
        }
    });
    let sources = sources.into_iter().map(move |source| {
        let to = TemplateAddress { code: code.clone(), skp: Some(source.skp), version: None };
        view! {
            <li>
                <a href=to.address()>{source.words}</a>
            </li>
        }
    });
    view! {
        <section class="plan-part" aria-labelledby="dari-skp">
            <h2 id="dari-skp">"Jadikan isi SKP sebagai versi berikutnya"</h2>
            <p class="plan-about">"Isinya saja, tanpa nama, tanpa hubungan ke hasil atasan, dan dengan target setahun penuh."</p>
            {none}
            <ul class="plan-counts">{sources.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn proposed(proposal: TemplateProposal, asked: &TemplateAddress, forms: Forms) -> AnyView {
    let TemplateProposal { from, differences, plans, results: content, seen, refusal } = proposal;
    let submission = forms.publication;
    let refusal = refusal.map(|words| view! { <Notice kind=NoticeKind::Info>{words}</Notice> });
    let address = asked.address();
    let (skp, version) = (asked.skp.map(|skp| skp.to_string()), asked.version.map(|version| version.to_string()));
    let form = seen.map(|seen| {
        Effect::new(move |_| submission.restore().is_some());
        let value = of_form(forms, TemplateAct::Publish);
        view! {
            <SubmissionForm submission class="plan-result" action=address label="Terbitkan versi berikutnya">
                <input type="hidden" name="aksi" value=TemplateAct::Publish.code() />
                <input type="hidden" name="seen" value=seen />
                {skp.map(|skp| view! { <input type="hidden" name="dari" value=skp /> })}
                {version.map(|version| view! { <input type="hidden" name="versi" value=version /> })}
                <TextArea
                    id="catatan-templat"
                    name="note"
                    label="Apa yang diperbaiki?"
                    hint="Pemilik SKP membacanya bersama tawarannya."
                    value=value
                    rows=2
                    maxlength=2000
                    error=submission.error("note")
                />
                <SendButton submission label="Terbitkan" />
            </SubmissionForm>
        }
    });
    view! {
        <section class="plan-part" aria-labelledby="usulan">
            <h2 id="usulan">"Versi berikutnya"</h2>
            <p>{format!("Isi dari {from}.")}</p>
            {refusal}
            {sentences(differences)}
            <p class="plan-about">{plans}</p>
            <details class="plan-months">
                <summary>"Seluruh isinya"</summary>
                {results(content)}
            </details>
            {form}
        </section>
    }
    .into_any()
}

/// The note of a form that came back.
fn of_form(forms: Forms, act: TemplateAct) -> String {
    forms.came_back.with_value(|(of, note)| if of == act.code() { note.clone() } else { String::new() })
}

fn usage(code: &str, act: TemplateAct, forms: Forms) -> AnyView {
    let submission = forms.usage;
    let address = TemplateAddress { code: code.to_owned(), ..TemplateAddress::default() }.address();
    let is_retire = act == TemplateAct::Retire;
    let reason = is_retire.then(|| {
        Effect::new(move |_| submission.restore().is_some());
        view! {
            <TextArea
                id="alasan-templat"
                name="note"
                label="Mengapa tidak dipakai lagi?"
                value=of_form(forms, act)
                rows=2
                maxlength=2000
                error=submission.error("note")
            />
        }
    });
    let (title, about, label) = if is_retire {
        (
            "Tidak dipakai lagi",
            "SKP yang sudah ada tetap dapat dibaca dan diubah. SKP baru memakai templat umum jenis jabatannya.",
            "Jangan pakai lagi",
        )
    } else {
        ("Pakai lagi", "SKP baru untuk jabatan ini memakai templat ini lagi.", "Pakai lagi")
    };
    view! {
        <section class="plan-part" aria-label=title>
            <details class="plan-rules" open=!is_retire>
                <summary>{title}</summary>
                <p>{about}</p>
                <SubmissionForm submission class="plan-result" action=address label=title>
                    <input type="hidden" name="aksi" value=act.code() />
                    {reason}
                    <SendButton submission label=label />
                </SubmissionForm>
            </details>
        </section>
    }
    .into_any()
}
