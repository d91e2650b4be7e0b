//! The signed versions of an evaluation in words.

use super::{
    desk::Desk,
    model::VersionSheet,
    words::{self, Moments},
};
use crate::{
    domain::{evaluation::EvaluationVersion, id::RhkId},
    error::Result,
    server::{calendar, door::Tx},
    ui::format,
};
use std::collections::HashMap;

/// The versions that the caller reads, the newest first.
pub(super) async fn versions(
    tx: &mut Tx,
    desk: &Desk,
    titles: &HashMap<RhkId, String>,
    moments: Moments,
) -> Result<Vec<VersionSheet>> {
    let mut versions = vec![];
    for (version, (signer, post)) in desk.read().into_iter().rev() {
        let is_newest = versions.is_empty();
        let notes = answer_notes(tx, desk, version, is_newest, moments).await?;
        let by = if post.is_empty() { signer.clone() } else { format!("{signer}, {post}") };
        versions.push(version_sheet((desk, version), &by, notes, titles, moments));
    }
    Ok(versions)
}

/// When a version was released, and what its owner said about it.
async fn answer_notes(
    tx: &mut Tx,
    desk: &Desk,
    version: &EvaluationVersion,
    is_newest: bool,
    moments: Moments,
) -> Result<Vec<String>> {
    let Some(at) = version.released_at else { return Ok(vec![]) };
    let mut notes = vec![format!("Dirilis {}.", moments.say(at))];
    match version.acknowledged {
        Some((said, at)) => notes.push(words::acknowledged(said, at, moments)),
        None if is_newest => {
            let served = moments.zone.day(at);
            let windows = desk.rules.windows(served, at);
            let until = windows.answer().after(served, &calendar::rules(tx).await?.working);
            let until_words = format::day(until);
            notes.push(if until < moments.today {
                format!("Tidak ditanggapi sampai {until_words}.")
            } else {
                format!("Menunggu tanggapan pegawai yang dinilai sampai {until_words}.")
            });
        }
        None => {}
    }
    Ok(notes)
}

fn version_sheet(
    (desk, version): (&Desk, &EvaluationVersion),
    by: &str,
    notes: Vec<String>,
    titles: &HashMap<RhkId, String>,
    moments: Moments,
) -> VersionSheet {
    let content = &version.content;
    let said = titles.iter().filter_map(|(id, text)| Some((text.clone(), content.feedback.get(id)?.clone())));
    let mut feedback: Vec<(String, String)> = said.collect();
    feedback.sort();
    let ids: Vec<RhkId> = titles.keys().copied().collect();
    let unopened = content.unopened(&ids);
    VersionSheet {
        number: version.number,
        signed: format!("Ditetapkan {} oleh {by}", moments.say(version.signed_at)),
        notes,
        reason: version.reason.as_ref().map(ToString::to_string),
        not_evaluated: content.not_evaluated.map(|reason| reason.name().to_lowercase()),
        quadrant: content.ratings().map(|ratings| (ratings, words::quadrant(desk.matrix(version.signed_at)))),
        predikat: version.predikat.map(|predikat| predikat.name().to_owned()),
        results_reason: content.results.reason.clone(),
        conduct_reason: content.conduct.reason.clone(),
        feedback,
        values: words::values(content),
        note: content.note.clone(),
        unopened: (unopened > 0 && content.not_evaluated.is_none()).then(|| {
            format!("{unopened} dari {} hasil kerja tidak ditandai sudah dibaca laporan dan percakapannya.", ids.len())
        }),
    }
}
