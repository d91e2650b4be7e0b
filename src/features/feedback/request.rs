//! Requests for support: what other features ask about them, and how they are told.

use super::{
    query::called,
    store::{self, RequestRow},
};
use crate::{
    domain::{
        feedback::{Said, requested, support_due},
        id::{EmployeeId, RhkId, ThreadId},
    },
    error::Result,
    server::door::Tx,
    ui::format,
};
use jiff::Timestamp;
use std::collections::HashMap;

/// What became of the newest request for support.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RequestState {
    Waits { thread: ThreadId, sent_at: Timestamp },
    Answered { at: Timestamp },
}

/// Returns what became of the newest request of a person, by the result that it is about; of several threads, of one that
/// waits.
///
/// # Errors
/// When the database fails.
pub(crate) async fn states(tx: &mut Tx, person: EmployeeId) -> Result<HashMap<RhkId, RequestState>> {
    let rows = store::requests(tx, person).await?;
    let mut states = HashMap::new();
    for talk in rows.chunk_by(|a, b| a.thread == b.thread) {
        let said: Vec<Said> = talk.iter().map(RequestRow::said).collect();
        if let Some(at) = requested(&said, person) {
            let RequestRow { rhk, thread, sent_at, .. } = &talk[at];
            states.insert(*rhk, RequestState::Waits { thread: *thread, sent_at: sent_at.to_jiff() });
        } else if let Some(answer) = talk.iter().rev().find(|row| row.author != person && row.answers.is_some()) {
            states.entry(answer.rhk).or_insert(RequestState::Answered { at: answer.sent_at.to_jiff() });
        }
    }
    Ok(states)
}

/// Returns when support was asked for, of whom, and until when the answer comes, in a sentence for the person concerned.
pub(crate) fn told(tx: &Tx, sent_at: Timestamp, assessor: Option<&str>) -> String {
    let (zone, today) = (tx.actor.zone, tx.today());
    let at = format::moment_within(zone.local(sent_at), today);
    let due = support_due(zone.day(sent_at));
    match assessor {
        Some(assessor) => format!(
            "Dukungan diminta {at}, menunggu jawaban {} paling lambat {}{}.",
            called(assessor),
            format::short_day(due),
            if due < today { " (sudah lewat)" } else { "" }
        ),
        None => format!("Dukungan diminta {at}. {NO_ASSESSOR}"),
    }
}

/// Returns when the newest request was answered, in a sentence for the person concerned.
pub(crate) fn answered(tx: &Tx, at: Timestamp) -> String {
    let at = format::moment_within(tx.actor.zone.local(at), tx.today());
    format!("Permintaan dukungan Anda dijawab {at}; jawabannya ada di percakapan hasil ini.")
}

/// Returns what follows if support is asked for today, in a sentence for the person concerned.
pub(crate) fn offered(tx: &Tx, assessor: Option<&str>) -> String {
    let due = format::short_day(support_due(tx.today()));
    assessor.map_or_else(
        || NO_ASSESSOR.to_owned(),
        |assessor| {
            let assessor = called(assessor);
            format!("Belum diminta. Bila diminta hari ini, {assessor} diminta menjawab paling lambat {due}.")
        },
    )
}

const NO_ASSESSOR: &str = "Anda belum punya pejabat penilai: hubungi pengelola kepegawaian.";
