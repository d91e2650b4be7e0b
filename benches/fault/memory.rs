//! Clients that fill the server's memory, on purpose: it must stay small and go on answering.

use super::{Result, browser, client::Connection, world::World};
use futures::future::try_join_all;
use http::StatusCode;
use kinerja::{
    domain::id::UnitId,
    features::dashboard::api::GetBoard,
    server::{clock::new_id, password::Passwords},
};
use std::{cell::Cell, net::SocketAddr, time::Duration};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

/// The most memory that the server may hold, in MB.
const MAX_MEMORY: u64 = 300;
/// The longest time that a client may wait for the word that the server lives.
const MAX_WAIT: Duration = Duration::from_secs(1);
const CHUNK_SENDERS: usize = 40;
const CHUNKS: usize = 250_000;
const HEADER_SENDERS: usize = 400;
const HEADER_BYTES: usize = 390_000;
/// How long these hold what they have sent.
const HOLD: Duration = Duration::from_secs(12);
const SIGN_INS: usize = 320;
const SIGN_IN_CONNECTIONS: usize = 32;
const UNKNOWN_UNITS: usize = 40_000;
const UNKNOWN_CONNECTIONS: usize = 16;
const PASSWORD: &str = "kata sandi yang panjang";

/// Bodies in pieces of one byte, from strangers.
pub async fn chunks(world: &World) -> Result<String> {
    let start = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                 Transfer-Encoding: chunked\r\n\r\n";
    let pieces = "1\r\nx\r\n".repeat(1_000).into_bytes();
    let attack = try_join_all((0..CHUNK_SENDERS).map(|_| hold(world.address, start, &pieces, CHUNKS / 1_000)));
    let seen = within(world, async { attack.await.map(drop) }).await?;
    Ok(format!("{CHUNK_SENDERS} connections with {CHUNKS} pieces each: {seen}"))
}

/// Headers without an end, from strangers.
pub async fn headers(world: &World) -> Result<String> {
    let line = format!("X-Long: {}\r\n", "x".repeat(990)).into_bytes();
    let senders = (0..HEADER_SENDERS)
        .map(|_| hold(world.address, "GET / HTTP/1.1\r\nHost: x\r\n", &line, HEADER_BYTES / line.len()));
    let attack = try_join_all(senders);
    let seen = within(world, async { attack.await.map(drop) }).await?;
    Ok(format!("{HEADER_SENDERS} connections with {} kB each: {seen}", HEADER_BYTES / 1_000))
}

/// Sign-ins, each of which needs 19 MiB to compare its password.
pub async fn hashing(world: &World) -> Result<String> {
    let hash = Passwords::new(1).hash(PASSWORD.to_owned()).await?;
    let logins: Vec<String> =
        sqlx::query_scalar("update account set password_hash = $1 where employee_id is not null returning login")
            .bind(hash)
            .fetch_all(&world.stage.owner)
            .await?;
    let next = Cell::new(0);
    let done = Cell::new(0);
    let attack = try_join_all((0..SIGN_IN_CONNECTIONS).map(|_| async {
        let mut connection = Connection::to(world.address);
        while next.replace(next.get() + 1) < SIGN_INS {
            let answer = connection.send(browser::sign_in(&logins[next.get() % logins.len()], PASSWORD)?).await?;
            match answer.status {
                StatusCode::NO_CONTENT => done.set(done.get() + 1),
                _ if answer.is_refusal() => sleep(Duration::from_millis(50)).await,
                status => return Err(format!("a sign-in was answered with {status}").into()),
            }
        }
        Ok(())
    }));
    let seen = within(world, async { attack.await.map(drop) }).await?;
    Ok(format!("{} of {SIGN_INS} signed in over {SIGN_IN_CONNECTIONS} connections: {seen}", done.get()))
}

/// Boards and topics of units that do not exist.
pub async fn unknown(world: &World) -> Result<String> {
    let cookie = &world.history.people[0].cookie;
    let attack = try_join_all((0..UNKNOWN_CONNECTIONS).map(|_| async {
        let mut connection = Connection::to(world.address);
        for turn in 0..UNKNOWN_UNITS / UNKNOWN_CONNECTIONS {
            let unit = UnitId(new_id());
            let request = if turn % 100 == 0 {
                browser::stream(&format!("/live?topics=unit:{unit}"), cookie)?
            } else {
                browser::call(&GetBoard { unit: Some(unit) }, cookie)?
            };
            let is_stream = turn % 100 == 0;
            let mut opened = Connection::to(world.address);
            let status =
                if is_stream { opened.open(request).await?.status() } else { connection.send(request).await?.status };
            let wanted = if is_stream { StatusCode::OK } else { StatusCode::NOT_FOUND };
            if status != wanted && status != StatusCode::SERVICE_UNAVAILABLE {
                return Err(format!("an unknown unit was answered with {status}").into());
            }
        }
        Ok(())
    }));
    let seen = within(world, async { attack.await.map(drop) }).await?;
    Ok(format!("{UNKNOWN_UNITS} calls of one employee: {seen}"))
}

/// Runs an attack beside people who report, and returns what it cost.
async fn within(world: &World, attack: impl Future<Output = Result<()>>) -> Result<String> {
    let before = world.stage.server.memory()?.0;
    let crowd = world.crowd(4);
    let over = Cell::new(false);
    let watch = async {
        let (mut most, mut slowest) = (before, Duration::ZERO);
        while !over.get() {
            slowest = slowest.max(world.diagnostics().await?);
            most = most.max(world.stage.server.memory()?.0);
            sleep(Duration::from_millis(50)).await;
        }
        Ok((most, slowest))
    };
    let attack = async {
        let outcome = attack.await;
        over.set(true);
        outcome
    };
    let ((), (most, slowest)) = futures::try_join!(attack, watch)?;
    crowd.stop().await?;
    let after = world.stage.server.memory()?.0;
    let seen = format!("{before} → {most} MB, {after} MB after, /healthz within {} ms", slowest.as_millis());
    if most > MAX_MEMORY || slowest > MAX_WAIT {
        return Err(seen.into());
    }
    Ok(format!("{seen}; {}", world.settle().await?))
}

/// Sends a start and a piece many times, and then nothing more, for as long as the server allows.
async fn hold(address: SocketAddr, start: &str, piece: &[u8], times: usize) -> Result<()> {
    let end = Instant::now() + HOLD;
    let mut line = TcpStream::connect(address).await?;
    let send = async {
        line.write_all(start.as_bytes()).await?;
        for _ in 0..times {
            line.write_all(piece).await?;
        }
        std::io::Result::Ok(())
    };
    // A server that cuts off earlier is right.
    let _ = timeout(HOLD, send).await;
    tokio::time::sleep_until(end).await;
    Ok(())
}
