//! A database that is there and does not answer.

use super::{Result, browser, client::Connection, table::ms, world::World};
use http::StatusCode;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long it is frozen: longer than any request may wait.
const FREEZE_DURATION: Duration = Duration::from_secs(10);
/// By then everybody has an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(8);

/// Freezes every process of the database.
pub async fn database(world: &mut World) -> Result<String> {
    let crowd = world.crowd(100);
    sleep(Duration::from_secs(1)).await;
    world.freeze();
    let seen = look(world).await;
    world.thaw();
    seen?;
    let whole = world.until_whole().await?;
    crowd.stop().await?;
    finish(world, whole).await
}

/// Locks the table that every report needs.
pub async fn reports(world: &mut World) -> Result<String> {
    let crowd = world.crowd(100);
    sleep(Duration::from_secs(1)).await;
    let mut lock = world.stage.owner.begin().await?;
    sqlx::raw_sql("lock table report in access exclusive mode").execute(&mut *lock).await?;
    let seen = look(world).await;
    lock.rollback().await?;
    seen?;
    let whole = world.until_whole().await?;
    crowd.stop().await?;
    finish(world, whole).await
}

/// Checks that the process lives meanwhile and that opening a page is answered 503 in time.
async fn look(world: &World) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < FREEZE_DURATION {
        let diagnostics = world.diagnostics().await?;
        if diagnostics > Duration::from_secs(1) {
            return Err(format!("/healthz took {}", ms(diagnostics)).into());
        }
        let asked = Instant::now();
        let page = browser::page("/", &world.history.people[0].cookie)?;
        let answer = Connection::to(world.address).send(page).await?;
        if asked.elapsed() > ANSWER_TIMEOUT || !(answer.is_refusal() || answer.status == StatusCode::OK) {
            return Err(format!("Beranda was answered with {} after {}", answer.status, ms(asked.elapsed())).into());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn finish(world: &World, whole: Duration) -> Result<String> {
    let [_, busy, _] = world.history.tally();
    let [_, slowest] = world.history.slowest();
    if busy == 0 || slowest > ANSWER_TIMEOUT {
        return Err(format!("{busy} were answered 503, the last one after {}", ms(slowest)).into());
    }
    Ok(format!("healed in {}; {}", ms(whole), world.settle().await?))
}
