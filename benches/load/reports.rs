//! Reports as the load sends them, and the proof that none is lost.

use super::{
    Result, browser,
    client::{Connection, Cookie},
    pace::Outcome,
    stage::{Stage, Target},
};
use http::StatusCode;
use kinerja::{
    domain::id::AccountId,
    server::clock::{Clock, new_id},
};
use serde_json::json;
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};
use tokio::time::Instant;
use uuid::Uuid;

/// Everybody's reports, and those that the server has acknowledged.
pub struct Reports {
    targets: Vec<Target>,
    cookies: HashMap<AccountId, Cookie>,
    acknowledged: RefCell<Vec<(Uuid, Instant)>>,
    /// Reports that were there before.
    before: i64,
}

impl Reports {
    /// Signs everybody in.
    pub async fn prepare(stage: &Stage) -> Result<Self> {
        let targets = stage.targets().await?;
        let accounts: BTreeSet<AccountId> = targets.iter().map(|target| target.account_id).collect();
        let accounts = Vec::from_iter(accounts);
        let cookies = accounts.iter().copied().zip(stage.sign_in(&accounts).await?).collect();
        Ok(Self { targets, cookies, acknowledged: RefCell::default(), before: stored(stage).await? })
    }

    /// Returns the next report, of another person each time.
    pub async fn post(&self, connection: &mut Connection, turn: u32) -> Result<Outcome> {
        let target = &self.targets[usize::try_from(turn)? % self.targets.len()];
        let cookie = self.cookies.get(&target.account_id).ok_or("nobody is signed in")?;
        let (key, now) = (new_id(), Clock::System.now());
        let body = json!({
            "indicator_id": target.iki_id, "value": target.value, "note": "Sesuai rencana minggu ini.",
            "observed_at": now.to_string(),
        });
        let request = browser::post("/api/v1/reports", key, &body, cookie)?;
        let sent = Instant::now();
        let answer = connection.send(request).await?;
        match answer.status {
            StatusCode::CREATED => {
                self.acknowledged.borrow_mut().push((key, sent));
                Ok(Outcome::Done)
            }
            _ if answer.is_refusal() => Ok(Outcome::Refused),
            status => Err(format!("a report was answered with {status}: {}", answer.text()?).into()),
        }
    }

    /// When each acknowledged report was sent, in that order.
    pub fn sent(&self) -> Vec<Instant> {
        let mut sent: Vec<_> = self.acknowledged.borrow().iter().map(|(_, sent)| *sent).collect();
        sent.sort_unstable();
        sent
    }

    /// Every acknowledged report is stored exactly once, nothing else is, and every count is right.
    pub async fn verify(&self, stage: &Stage) -> Result<()> {
        let keys: Vec<Uuid> = self.acknowledged.borrow().iter().map(|(key, _)| *key).collect();
        let found: i64 = sqlx::query_scalar("select count(*) from report where id = any ($1)")
            .bind(&keys)
            .fetch_one(&stage.owner)
            .await?;
        let (all, expected) = (stored(stage).await? - self.before, i64::try_from(keys.len())?);
        if found != expected || all != expected {
            return Err(
                format!("{expected} reports were acknowledged, {found} of them and {all} in all are stored").into()
            );
        }
        stage.check().await
    }
}

async fn stored(stage: &Stage) -> Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from report").fetch_one(&stage.owner).await?)
}
