//! What replacements of heads and accepted requests gave, and the export does not know: a list that is older than the
//! letter must not undo it. A person decides; until then the agency's data stays.

use super::{
    AgencyData, Column, ImportDraft, Questioned, Superior,
    cell::squeezed,
    outcome::{ActAssessor, ActPost},
    question::{Desk, Verdict},
    tree::Tree,
};
use std::collections::HashSet;
use uuid::Uuid;

/// Which of the two a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Agency,
    Export,
}

fn read(text: &str) -> Result<Choice, String> {
    match squeezed(text).as_str() {
        "kinerja" | "tetap" => Ok(Choice::Agency),
        "berkas" => Ok(Choice::Export),
        _ => Err("ketik `kinerja` atau `berkas`".to_owned()),
    }
}

/// Asks about people whose post or superior in the export is another one than an act gave; the superiors of a unit follow
/// the answer about its head.
pub(super) fn settle(
    drafts: &mut [ImportDraft<'_>],
    desk: &mut Desk<'_>,
    known: &AgencyData,
    tree: &Tree,
    notes: &mut Vec<String>,
) {
    let mut undone: HashSet<Uuid> = HashSet::new();
    for draft in drafts.iter_mut().filter(|draft| draft.taken()) {
        let Some(act) = draft.nip.as_ref().and_then(|nip| known.acts.get(nip)) else { continue };
        let in_export = |post: &ActPost| {
            draft.unit.is_some_and(|unit| tree.units[unit].known == Some(post.unit))
                && draft.post.as_ref().is_some_and(|own| squeezed(own.name.as_str()) == squeezed(&post.name))
        };
        let (post, is_held) = match (&act.holds, &act.lost) {
            (Some(post), _) if !in_export(post) => (post, "memegang"),
            (None, Some(post)) if in_export(post) => (post, "tidak lagi memegang"),
            _ => continue,
        };
        let reason = format!(
            "menurut surat {} orang ini {is_held} jabatan {} sejak {}; ketik `kinerja` untuk menurut surat itu, atau \
             `berkas`",
            post.letter,
            post.name,
            super::shown_date(post.since)
        );
        if choose(draft, desk, Column::ActPost, reason) == Choice::Export {
            undone.insert(post.change);
        } else {
            draft.keeps_seat = true;
        }
    }
    let mut kept = 0;
    for draft in drafts.iter_mut().filter(|draft| draft.taken()) {
        let act = draft.nip.as_ref().and_then(|nip| known.acts.get(nip)).and_then(|act| act.assessor.as_ref());
        let Some(ActAssessor { nip, name, change }) = act else { continue };
        let same = match &draft.superior {
            Superior::Unsaid => true,
            Superior::Top => nip.is_none(),
            Superior::Person(superior) => nip.as_ref() == Some(superior),
        };
        if same || change.is_some_and(|change| undone.contains(&change)) {
            continue;
        }
        let choice = if change.is_some() {
            kept += 1;
            Choice::Agency
        } else {
            let reason = format!(
                "atasannya {name} menurut permintaan perbaikan yang diterima; ketik `kinerja` untuk tetap, atau `berkas`"
            );
            choose(draft, desk, Column::ActSuperior, reason)
        };
        if choice == Choice::Agency {
            draft.superior = Superior::Unsaid;
        }
    }
    if kept > 0 {
        notes.push(format!(
            "{kept} orang tetap dengan atasan menurut pergantian pejabat yang ditandatangani di Kinerja."
        ));
    }
}

fn choose(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, column: Column, reason: String) -> Choice {
    let proposal = Some((Choice::Agency, "kinerja".to_owned()));
    match draft.ask(desk, Questioned { column, reason, proposal }, read) {
        Verdict::Open | Verdict::Skip => Choice::Agency,
        Verdict::Take(choice) => choice,
    }
}
