//! Every report that was sent with its answer, compared with the database.

use super::{
    Result, browser,
    client::Connection,
    pace::Latencies,
    stage::Stage,
    table::{count, ms},
    world::Person,
};
use http::StatusCode;
use jiff::SignedDuration;
use kinerja::server::clock::{Clock, new_id};
use serde_json::{Value, json};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    net::SocketAddr,
    time::Duration,
};
use tokio::time::Instant;
use uuid::Uuid;

/// One report in this many comes from a phone whose clock is an hour ahead, and must be refused.
const WRONG: u32 = 50;
/// Reports of each kind that are sent again for the comparison; all are looked up.
const AGAIN: usize = 300;

pub struct History {
    pub people: Vec<Person>,
    address: SocketAddr,
    turn: Cell<u32>,
    sent: RefCell<Vec<Sent>>,
    /// Reports that were there before.
    before: Cell<i64>,
    /// The latencies of accepted reports, and of those answered 503.
    accepted: RefCell<Latencies>,
    busy: RefCell<Latencies>,
}

struct Sent {
    key: Uuid,
    person: usize,
    body: Value,
    fate: Fate,
}

/// The outcome of a report, as its sender saw it.
enum Fate {
    /// Acknowledged with this receipt.
    Accepted(Value),
    /// To be sent again: perhaps it is stored.
    Told,
    /// No answer: perhaps it is stored.
    Unknown,
    /// Refused as wrong: it must be stored nowhere.
    Refused,
}

impl History {
    pub async fn new(people: Vec<Person>, address: SocketAddr, stage: &Stage) -> Result<Self> {
        Ok(Self {
            people,
            address,
            turn: Cell::new(0),
            sent: RefCell::default(),
            before: Cell::new(stored(stage).await?),
            accepted: RefCell::default(),
            busy: RefCell::default(),
        })
    }

    /// Begins with a clean sheet.
    pub async fn forget(&self, stage: &Stage) -> Result<()> {
        self.sent.take();
        self.accepted.take();
        self.busy.take();
        self.before.set(stored(stage).await?);
        Ok(())
    }

    /// Returns a new report of the next person: sender, key and body.
    pub fn next(&self) -> (usize, Uuid, Value) {
        let turn = self.turn.replace(self.turn.get() + 1);
        let index = usize::try_from(turn).unwrap_or_default() % self.people.len();
        let target = &self.people[index].target;
        let now = Clock::System.now();
        let observed_at = if turn % WRONG == WRONG - 1 { now + SignedDuration::from_hours(1) } else { now };
        let body = json!({
            "indicator_id": target.iki_id, "value": target.value, "note": format!("Laporan {turn}"),
            "observed_at": observed_at.to_string(),
        });
        (index, new_id(), body)
    }

    /// Sends a new report and returns whether it was accepted.
    pub async fn report(&self, connection: &mut Connection) -> Result<bool> {
        let (person, key, body) = self.next();
        self.send(connection, person, key, body).await
    }

    /// Sends a report, records the answer and returns whether it was accepted.
    pub async fn send(&self, connection: &mut Connection, person: usize, key: Uuid, body: Value) -> Result<bool> {
        let request = browser::post("/api/v1/reports", key, &body, &self.people[person].cookie)?;
        let begun = Instant::now();
        let fate = match connection.send(request).await {
            Err(_) => Fate::Unknown,
            Ok(answer) => match answer.status {
                StatusCode::CREATED | StatusCode::OK => {
                    self.accepted.borrow_mut().record(begun.elapsed());
                    Fate::Accepted(serde_json::from_str(&answer.text()?)?)
                }
                _ if answer.is_refusal() => {
                    self.busy.borrow_mut().record(begun.elapsed());
                    Fate::Told
                }
                StatusCode::UNPROCESSABLE_ENTITY => Fate::Refused,
                status => return Err(format!("a report was answered with {status}: {}", answer.text()?).into()),
            },
        };
        let accepted = matches!(fate, Fate::Accepted(_));
        self.sent.borrow_mut().push(Sent { key, person, body, fate });
        Ok(accepted)
    }

    /// Records a report whose sender left without an answer.
    pub fn lose(&self, person: usize, key: Uuid, body: Value) {
        self.sent.borrow_mut().push(Sent { key, person, body, fate: Fate::Unknown });
    }

    /// Returns the numbers of reports that were accepted, answered 503 and left without an answer.
    pub fn tally(&self) -> [usize; 3] {
        let sent = self.sent.borrow();
        let count = |is: fn(&Fate) -> bool| sent.iter().filter(|sent| is(&sent.fate)).count();
        [
            count(|fate| matches!(fate, Fate::Accepted(_))),
            count(|fate| matches!(fate, Fate::Told)),
            count(|fate| matches!(fate, Fate::Unknown)),
        ]
    }

    /// Returns the slowest answer of accepted reports, and of those answered 503.
    pub fn slowest(&self) -> [Duration; 2] {
        [self.accepted.borrow().percentile(100), self.busy.borrow().percentile(100)]
    }

    /// Compares everything with the database, returns a summary and starts over.
    pub async fn verify(&self, stage: &Stage) -> Result<String> {
        let [accepted, busy, unknown] = self.tally();
        let [slowest, slowest_busy] = self.slowest();
        self.compare(stage).await?;
        self.send_again().await?;
        let resolved = self.compare(stage).await?;
        stage.check().await?;
        self.forget(stage).await?;
        let number = |number: usize| count(f64::from(u32::try_from(number).unwrap_or(u32::MAX)));
        Ok(format!(
            "{} accepted (slowest {}), {} answered 503 (slowest {}), {} without an answer; sent again: {} stored \
             once each, counts agree",
            number(accepted),
            ms(slowest),
            number(busy),
            ms(slowest_busy),
            number(unknown),
            number(resolved)
        ))
    }

    /// Checks that accepted reports are stored as sent, once, and that refused ones and reports that nobody sent are
    /// not.
    async fn compare(&self, stage: &Stage) -> Result<usize> {
        let field = |body: &Value, name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let keys: Vec<Uuid> = self.sent.borrow().iter().map(|sent| sent.key).collect();
        let values: Vec<String> = self.sent.borrow().iter().map(|sent| field(&sent.body, "value")).collect();
        let days: Vec<String> = self.sent.borrow().iter().map(|sent| field(&sent.body, "observed_at")).collect();
        // The database keeps microseconds and rounds finer times. What a wrong clock showed is kept beside the moment.
        let rows: Vec<(Uuid, String, bool, Option<i64>)> = sqlx::query_as(
            "select r.id, r.note,
                 r.value = w.value::numeric
                     and abs(extract(epoch from coalesce(r.device_at, r.observed_at) - w.at::timestamptz)) < 0.00001,
                 e.happened
             from unnest($1::uuid[], $2::text[], $3::text[]) as w (id, value, at)
             join report r on r.id = w.id
             left join (select subject_id, count(*) as happened from event where kind = 'reported' group by 1) e
                 on e.subject_id = r.id",
        )
        .bind(keys)
        .bind(values)
        .bind(days)
        .fetch_all(&stage.owner)
        .await?;
        let found: HashMap<Uuid, _> =
            rows.into_iter().map(|(id, note, same, happened)| (id, (note, same, happened))).collect();
        for Sent { key, body, fate, .. } in &*self.sent.borrow() {
            match (found.get(key), fate) {
                (None, Fate::Accepted(receipt)) => return Err(format!("acknowledged and lost: {receipt}").into()),
                (Some(_), Fate::Refused) => return Err(format!("refused and stored: {key}").into()),
                (Some((note, same, happened)), _) if body["note"] != **note || !same || *happened != Some(1) => {
                    return Err(format!(
                        "{key}: “{note}”, as it was sent: {same}, happened {happened:?} times: {body}"
                    )
                    .into());
                }
                _ => {}
            }
        }
        let strange = stored(stage).await? - self.before.get() - i64::try_from(found.len())?;
        if strange == 0 {
            Ok(found.len())
        } else {
            Err(format!("{strange} reports are stored that nobody sent").into())
        }
    }

    /// Sends answered and unanswered reports again, twice each: there is one receipt.
    async fn send_again(&self) -> Result<()> {
        let mut connection = Connection::to(self.address);
        let mut left = [AGAIN; 2];
        let many = self.sent.borrow().len();
        for index in (0..many).rev() {
            let (person, key, body, mut receipt) = {
                let sent = &self.sent.borrow()[index];
                let receipt = match &sent.fate {
                    Fate::Accepted(receipt) => Some(receipt.clone()),
                    Fate::Told | Fate::Unknown => None,
                    Fate::Refused => continue,
                };
                let left = &mut left[usize::from(receipt.is_some())];
                if *left == 0 {
                    continue;
                }
                *left -= 1;
                (sent.person, sent.key, sent.body.clone(), receipt)
            };
            for _ in 0..2 {
                let request = browser::post("/api/v1/reports", key, &body, &self.people[person].cookie)?;
                let answer = connection.send(request).await?;
                // A fault that no answer showed.
                if answer.status == StatusCode::UNPROCESSABLE_ENTITY && receipt.is_none() {
                    break;
                }
                let text = answer.text()?;
                let again: Value = serde_json::from_str(&text)?;
                let expected =
                    if receipt.is_some() { &[StatusCode::OK][..] } else { &[StatusCode::OK, StatusCode::CREATED] };
                if !expected.contains(&answer.status) || receipt.as_ref().is_some_and(|receipt| *receipt != again) {
                    return Err(format!("sent again, {key} was answered with {}: {text}", answer.status).into());
                }
                receipt = Some(again);
            }
            if let Some(receipt) = receipt {
                self.sent.borrow_mut()[index].fate = Fate::Accepted(receipt);
            }
        }
        Ok(())
    }
}

async fn stored(stage: &Stage) -> Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from report").fetch_one(&stage.owner).await?)
}
