//! Two processes on one address and one database take turns, as in an update without a gap.

use super::{Result, browser, client::Connection, server::Server, world::World};
use http::StatusCode;
use http_body_util::BodyExt;
use std::{cell::Cell, rc::Rc, time::Duration};
use tokio::{task::JoinSet, time::sleep};

const TURNS: u32 = 6;
const STREAMS: usize = 20;

pub async fn run(world: &mut World) -> Result<String> {
    // The cluster stays: others are connected to it.
    world.stage.server.stop().await?;
    world.stage.server = next(world).await?;
    let crowd = world.crowd(16);
    let over = Rc::new(Cell::new(false));
    let mut streams = JoinSet::new();
    for index in 0..STREAMS {
        streams.spawn_local(listen(world.history.clone(), world.address, index, over.clone()));
    }
    for turn in 0..TURNS {
        sleep(Duration::from_secs(2)).await;
        over.set(turn + 1 == TURNS);
        let next = next(world).await?;
        std::mem::replace(&mut world.stage.server, next).stop().await?;
    }
    let mut ended = 0;
    while let Some(stream) = streams.join_next().await {
        ended += stream??;
    }
    crowd.stop().await?;
    let [accepted, busy, unknown] = world.history.tally();
    if busy + unknown > 0 {
        return Err(format!("{busy} were answered 503, {unknown} got no answer, {accepted} were accepted").into());
    }
    let seen = world.settle().await?;
    // Back to the one that keeps its own database.
    world.stage.server.stop().await?;
    world.start().await?;
    Ok(format!("{TURNS} restarts, {ended} streams ended in order; {seen}"))
}

/// One more process at the same address.
async fn next(world: &World) -> Result<Server> {
    let mut serve = world.stage.program.command(&world.stage.url);
    serve.args(["serve", "--share-port", "--addr", &world.address.to_string()]);
    Server::start(serve, world.log()?).await
}

/// Listens to a live stream and comes back when it ends; how often it did, and never in the middle of something.
async fn listen(
    history: Rc<super::history::History>,
    address: std::net::SocketAddr,
    index: usize,
    over: Rc<Cell<bool>>,
) -> Result<u32> {
    let mut ended = 0;
    loop {
        let request = browser::stream("/live?topics=", &history.people[index].cookie)?;
        let response = Connection::to(address).open(request).await?;
        if response.status() != StatusCode::OK {
            return Err(format!("a stream was answered with {}", response.status()).into());
        }
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame?;
        }
        ended += 1;
        if over.get() {
            return Ok(ended);
        }
    }
}
