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

/// A request for support that waits for an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitingRequest {
    pub thread: ThreadId,
    pub sent_at: Timestamp,
}

/// Returns the newest request of a person that waits, by the result that it is about.
///
/// # Errors
/// When the database fails.
pub(crate) async fn waiting(tx: &mut Tx, person: EmployeeId) -> Result<HashMap<RhkId, WaitingRequest>> {
    let rows = store::requests(tx, person).await?;
    let talks = rows.chunk_by(|a, b| a.thread == b.thread).filter_map(|talk| {
        let said: Vec<Said> = talk.iter().map(RequestRow::said).collect();
        let row = &talk[requested(&said, person)?];
        Some((row.rhk, WaitingRequest { thread: row.thread, sent_at: row.sent_at.to_jiff() }))
    });
    Ok(talks.collect())
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
