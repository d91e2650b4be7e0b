//! Answers that never arrive, and posts that arrive many times.

use super::{Result, client::Connection, world::World};
use futures::future::try_join_all;
use http::StatusCode;
use serde_json::Value;
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

const LOST: u64 = 200;
const AT_ONCE: usize = 50;

/// The connection breaks after the request was sent: before, during or after the commit.
pub async fn answers(world: &mut World) -> Result<String> {
    for turn in 0..LOST {
        lose(world, Duration::from_micros(turn * 100)).await?;
    }
    world.settle().await
}

/// Sends a report and goes away after a while.
pub async fn lose(world: &World, after: Duration) -> Result<()> {
    let (person, key, body) = world.history.next();
    let cookie = world.history.people[person].cookie.to_str()?;
    let text = body.to_string();
    let request = format!(
        "POST /api/v1/reports HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{text}",
        world.address,
        text.len()
    );
    world.history.lose(person, key, body);
    let mut line = TcpStream::connect(world.address).await?;
    line.write_all(request.as_bytes()).await?;
    sleep(after).await;
    Ok(())
}

pub async fn one_key(world: &mut World) -> Result<String> {
    let (person, key, mut body) = world.history.next();
    body["observed_at"] = Value::String(kinerja::server::clock::Clock::System.now().to_string());
    let posts = (0..AT_ONCE).map(|_| async {
        let cookie = &world.history.people[person].cookie;
        let request = super::browser::post("/api/v1/reports", key, &body, cookie)?;
        let answer = Connection::to(world.address).send(request).await?;
        Result::Ok((answer.status, answer.text()?))
    });
    let answers = try_join_all(posts).await?;
    let created = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
    let replayed = answers.iter().filter(|(status, _)| *status == StatusCode::OK).count();
    let receipts: std::collections::BTreeSet<&str> = answers.iter().map(|(_, text)| text.as_str()).collect();
    if (created, replayed, receipts.len()) != (1, AT_ONCE - 1, 1) {
        return Err(format!("{created} times 201, {replayed} times 200, {} receipts", receipts.len()).into());
    }
    world.history.lose(person, key, body);
    Ok(format!("1 × 201, {replayed} × 200, one receipt; {}", world.settle().await?))
}
