//! Processes with different clocks, by libfaketime.

use super::{Result, browser, client::Connection, server::Server, world::World};
use http::StatusCode;
use std::{net::SocketAddr, path::PathBuf};

const REPORTS: usize = 100;

pub async fn run(world: &mut World) -> Result<String> {
    let Some(library) = library() else {
        return Ok("skipped: libfaketime (Debian: faketime) is not installed".to_owned());
    };
    let mut servers = Vec::new();
    for ahead in ["-2h", "+2h"] {
        let mut serve = world.stage.program.serve(&world.stage.url);
        serve.env("LD_PRELOAD", &library).env("FAKETIME", ahead).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        servers.push(Server::start(serve, world.log()?).await?);
    }
    let addresses: Vec<SocketAddr> = servers.iter().map(|server| server.address).collect();
    let outcome = both(world, &addresses).await;
    for server in &mut servers {
        server.stop().await?;
    }
    outcome?;
    Ok(format!("-2 h and +2 h: {REPORTS} reports sent to both in turn, one receipt each; {}", world.settle().await?))
}

/// Each report goes to one process and again to the other; the session holds at both.
async fn both(world: &World, addresses: &[SocketAddr]) -> Result<()> {
    let mut lines: Vec<Connection> = addresses.iter().map(|address| Connection::to(*address)).collect();
    for turn in 0..REPORTS {
        let (person, key, body) = world.history.next();
        let mut answers = Vec::new();
        for at in 0..2 {
            let cookie = &world.history.people[person].cookie;
            let line = &mut lines[(turn + at) % 2];
            let answer = line.send(browser::post("/api/v1/reports", key, &body, cookie)?).await?;
            answers.push((answer.status, answer.text()?));
            let page = line.send(browser::page("/", cookie)?).await?;
            if page.status != StatusCode::OK {
                return Err(format!("Beranda was answered with {}", page.status).into());
            }
        }
        let wrong = answers.iter().all(|(status, _)| *status == StatusCode::UNPROCESSABLE_ENTITY);
        let once =
            answers[0].0 == StatusCode::CREATED && answers[1].0 == StatusCode::OK && answers[0].1 == answers[1].1;
        if !(wrong || once) {
            return Err(format!("the two processes do not agree: {answers:?}").into());
        }
        world.history.lose(person, key, body);
    }
    Ok(())
}

fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten();
    folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1")).find(|library| library.exists())
}
