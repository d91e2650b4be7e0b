//! Clients that take their time, on purpose or on a bad line.

use super::{Result, table::ms, world::World};
use futures::future::try_join_all;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep, timeout},
};

const MANY: usize = 200;
const READERS: usize = 20;
/// Longer than anybody may hold a connection so.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(45);

pub async fn run(world: &mut World) -> Result<String> {
    let crowd = world.crowd(8);
    let cookie = world.history.people[0].cookie.to_str()?.to_owned();
    let headers = (0..MANY).map(|_| send_headers(world.address));
    let bodies = (0..MANY).map(|_| {
        let start = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        dribble(world.address, format!("{start}Cookie: {cookie}\r\nContent-Length: 200000\r\n\r\n"))
    });
    let readers = (0..READERS).map(|_| read_nothing(world.address, &cookie));
    let (headers, bodies, _) = futures::try_join!(try_join_all(headers), try_join_all(bodies), try_join_all(readers))?;
    crowd.stop().await?;
    let slowest = |all: Vec<Duration>| ms(all.into_iter().max().unwrap_or_default());
    let [_, busy, unknown] = world.history.tally();
    if busy + unknown > 0 {
        return Err(format!("{busy} others were answered 503 and {unknown} were not answered").into());
    }
    Ok(format!(
        "{MANY} with slow headers cut off after {}, {MANY} with slow bodies after {}, {READERS} who read nothing too; \
         others: {}",
        slowest(headers),
        slowest(bodies),
        world.settle().await?
    ))
}

/// Never finishes its headers.
pub async fn send_headers(address: SocketAddr) -> Result<Duration> {
    dribble(address, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".to_owned()).await
}

/// Sends the start, then one byte a second, until it is cut off.
async fn dribble(address: SocketAddr, start: String) -> Result<Duration> {
    let begun = Instant::now();
    let (mut read, mut write) = TcpStream::connect(address).await?.into_split();
    write.write_all(start.as_bytes()).await?;
    let send = async {
        while write.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut answer = Vec::new();
    tokio::select! {
        // Any answer or a reset: the connection has ended.
        _ = read.read_to_end(&mut answer) => Ok(begun.elapsed()),
        () = send => Ok(begun.elapsed()),
        () = sleep(CLOSE_TIMEOUT) => Err("a client that dawdles holds its connection".into()),
    }
}

/// Asks for far more than fits into the buffers on the way and reads none of it; by the end it must be cut off.
pub async fn read_nothing(address: SocketAddr, cookie: &str) -> Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(4_096)?;
    let mut line = socket.connect(address).await?;
    let request = format!("GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n").repeat(400);
    // A client that sends nothing reads nothing either.
    let _ = timeout(Duration::from_secs(5), line.write_all(request.as_bytes())).await;
    sleep(Duration::from_secs(35)).await;
    let mut rest = Vec::new();
    match timeout(Duration::from_secs(5), line.read_to_end(&mut rest)).await {
        Ok(_) => Ok(()),
        Err(_) => Err("a client that reads nothing holds its connection".into()),
    }
}
