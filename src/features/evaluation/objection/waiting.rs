//! What waits for somebody on Beranda: a decision, an explanation, what was decided.

use super::list::about;
use crate::{
    error::Result,
    features::evaluation::{
        store,
        words::{self, Moments},
    },
    server::door::Tx,
};

/// Returns what waits for the caller, each as an address and a sentence.
///
/// # Errors
/// When the database fails.
pub(crate) async fn asks(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let Some(me) = tx.actor.employee else { return Ok(vec![]) };
    let moments = Moments::of_page(tx);
    let cases = store::cases(tx, me, true).await?;
    let mut asks = vec![];
    for case in &cases {
        let address = format!("/penilaian/{}/keberatan", case.evaluation);
        if case.owner == me {
            if let Some(at) = case.decided_at {
                let (period, at) = (words::period(case.evaluation.period), moments.say(at));
                asks.push((address, format!("Keberatan Anda tentang {period} diputus {at}: baca putusannya")));
            }
        } else if case.superior == Some(me) {
            asks.push((address, format!("Keberatan {} menunggu putusan Anda", about(case, moments))));
        } else if !case.has_said {
            asks.push((address, format!("Keberatan {}: beri penjelasan", about(case, moments))));
        }
    }
    Ok(asks)
}
