//! How deadlines are counted. Looking at what a rule would give is a plain GET, so that the address is its state.

use super::{ADDRESS, Desk, folded, typed};
use crate::{
    domain::calendar::DeadlineKind,
    features::calendar::model::{CalendarAct, RuleDraft, RuleLine, RulePreview},
    ui::{
        field::{SelectField, TextField},
        form::written_for,
        submission::{Fields, SubmissionOutcome},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

const fn word(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Month => "Laporan bulanan",
        DeadlineKind::Quarter => "Laporan triwulanan",
        DeadlineKind::Year => "Laporan tahunan",
        DeadlineKind::Plan => "Pengajuan SKP",
    }
}

/// Draws the rules, with the form for another one.
pub(super) fn section(rules: Vec<RuleLine>, preview: Option<RulePreview>, may_change: bool, desk: &Desk) -> AnyView {
    let lines = rules.into_iter().map(|line| {
        let words = line.words.into_iter().map(|words| view! { <p>{words}</p> }).collect_view();
        view! {
            <li>
                <p>
                    <b>{word(line.kind)}</b>
                </p>
                {words}
            </li>
        }
    });
    let lines = lines.collect_view();
    let form = may_change.then(|| {
        // What is being looked at is not folded away.
        if preview.is_some() {
            desk.unfolded.update_value(|open| open.push(CalendarAct::Rule));
        }
        folded(desk, CalendarAct::Rule, "Ubah aturan tenggat", rule_form(preview, desk))
    });
    view! {
        <section class="plan-part" aria-labelledby="aturan">
            <h2 id="aturan">"Aturan tenggat"</h2>
            <ul class="plan-versions calendar-list">{lines}</ul>
            <SubmissionOutcome submission=desk.ruling />
            {form}
        </section>
    }
    .into_any()
}

/// Returns the draft of the address, or of the form that came back.
fn draft(desk: &Desk) -> RuleDraft {
    let back = |name| typed(desk, CalendarAct::Rule, name);
    desk.draft.get_value().unwrap_or_else(|| RuleDraft {
        kind: back("kind"),
        days: back("days"),
        counting: back("counting"),
        holds_from: back("day"),
        source: back("reason"),
    })
}

fn rule_form(preview: Option<RulePreview>, desk: &Desk) -> AnyView {
    let submission = desk.ruling;
    let draft = draft(desk);
    let RulePreview { errors, says } = preview.unwrap_or_default();
    let error = |name: &'static str| -> Signal<Option<String>> {
        let found = errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.clone());
        let sent = submission.error(name);
        Signal::derive(move || found.clone().or_else(|| sent.get()))
    };
    let kinds = ["month", "quarter", "year", "plan"];
    let kinds = kinds.into_iter().zip(DeadlineKind::ALL);
    let kinds: Vec<_> = kinds.map(|(value, kind)| (value.to_owned(), word(kind).to_owned())).collect();
    let countings = [("calendar", "Hari kalender"), ("working", "Hari kerja")];
    let countings: Vec<_> = countings.map(|(value, words)| (value.to_owned(), words.to_owned())).into();
    let save = says.map(|says| save(says, &draft, desk));
    view! {
        <form class="plan-result" method="get" action=format!("{ADDRESS}#aturan") aria-label="Aturan tenggat">
            <SelectField id="jenis" name="jenis" label="Untuk" options=kinds selected=draft.kind error=error("kind") />
            <TextField id="hari" name="hari" label="Jumlah hari" value=draft.days error=error("days") />
            <SelectField
                id="hitungan"
                name="hitungan"
                label="Dihitung dalam"
                hint="Hari kerja: tanpa hari libur dan cuti bersama."
                options=countings
                selected=draft.counting
                error=error("counting")
            />
            <TextField
                id="aturan-mulai"
                name="mulai"
                label="Berlaku mulai"
                hint="Untuk periode yang berakhir sejak hari itu."
                kind="date"
                value=draft.holds_from
                error=error("day")
            />
            <TextField
                id="aturan-sumber"
                name="sumber"
                label="Sumber"
                hint="Peraturan atau surat."
                value=draft.source
                error=error("reason")
            />
            <div class="form-actions">
                <button type="submit">"Lihat tanggalnya"</button>
            </div>
        </form>
        {save}
    }
    .into_any()
}

fn save(says: String, draft: &RuleDraft, desk: &Desk) -> AnyView {
    let submission = desk.ruling;
    let RuleDraft { kind, days, counting, holds_from, source } = draft.clone();
    let values = [("kind", kind), ("days", days), ("counting", counting), ("day", holds_from), ("reason", source)];
    let fields = values.iter().fold(Fields::default(), |fields, (name, value)| fields.with(name, value));
    let submit = move |event: SubmitEvent| submission.act(&event, fields.clone());
    let hidden = values.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <form class="plan-result" method="post" action=ADDRESS on:submit=submit aria-label="Simpan aturan tenggat">
            {written_for()}
            <input type="hidden" name="aksi" value=CalendarAct::Rule.code() />
            {hidden.to_vec()}
            <p>{says}</p>
            <div class="form-actions">
                <button type="submit">"Simpan aturan"</button>
            </div>
        </form>
    }
    .into_any()
}
