//! Processes that end without warning.

use super::{Result, table::ms, world::World};
use rand_chacha::{ChaCha8Rng, rand_core::RngCore};
use std::time::Duration;
use tokio::time::sleep;

const KILLS: u32 = 10;

pub async fn server(world: &mut World, dice: &mut ChaCha8Rng) -> Result<String> {
    let crowd = world.crowd(8);
    for _ in 0..KILLS {
        sleep(Duration::from_millis(u64::from(200 + dice.next_u32() % 1_000))).await;
        world.kill_server().await?;
    }
    crowd.stop().await?;
    Ok(format!("{KILLS} kills; {}", world.settle().await?))
}

pub async fn postmaster(world: &mut World) -> Result<String> {
    let mut slowest = Duration::ZERO;
    for _ in 0..3 {
        let crowd = world.crowd(8);
        sleep(Duration::from_secs(1)).await;
        world.kill_postmaster()?;
        // Processes that are left of the database may still answer.
        sleep(Duration::from_millis(200)).await;
        slowest = slowest.max(world.until_whole().await?);
        sleep(Duration::from_secs(1)).await;
        crowd.stop().await?;
    }
    let [_, busy, _] = world.history.tally();
    if busy == 0 {
        return Err("no report was answered 503".into());
    }
    Ok(format!("3 kills, healed in {} at most; {}", ms(slowest), world.settle().await?))
}
