//! Everything at random, for as long as somebody has patience.

use super::{Result, conflict, lost, slow, world::World};
use rand_chacha::{ChaCha8Rng, rand_core::RngCore};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep};

/// Faults between two comparisons with the database.
const ROUND: u32 = 10;

pub async fn run(world: &mut World, span: Duration, dice: &mut ChaCha8Rng) -> Result<String> {
    let end = Instant::now() + span;
    let mut happened: BTreeMap<&str, u32> = BTreeMap::new();
    let mut rounds = 0;
    while Instant::now() < end {
        let crowd = world.crowd(16);
        for _ in 0..ROUND {
            let fault = one(world, dice).await?;
            *happened.entry(fault).or_default() += 1;
            sleep(while_of(dice, 2_000)).await;
        }
        crowd.stop().await?;
        println!("  {}", world.settle().await?);
        rounds += 1;
    }
    let list: Vec<String> = happened.iter().map(|(fault, times)| format!("{times} × {fault}")).collect();
    Ok(format!("{}; {rounds} times held against the database: nothing lost, counts agree", list.join(", ")))
}

async fn one(world: &mut World, dice: &mut ChaCha8Rng) -> Result<&'static str> {
    Ok(match dice.next_u32() % 8 {
        0 => {
            world.kill_server().await?;
            "server killed"
        }
        1 => {
            world.kill_postmaster()?;
            world.until_whole().await?;
            "database killed"
        }
        2 => {
            world.freeze();
            sleep(while_of(dice, 5_000)).await;
            world.thaw();
            "database frozen"
        }
        3 => {
            let mut lock = world.stage.owner.begin().await?;
            sqlx::raw_sql("lock table report in access exclusive mode").execute(&mut *lock).await?;
            sleep(while_of(dice, 5_000)).await;
            lock.rollback().await?;
            "reports locked"
        }
        4 => {
            for _ in 0..20 {
                let after = while_of(dice, 20);
                lost::lose(world, after).await?;
            }
            "20 answers lost"
        }
        5 => {
            conflict::crossing(&world.stage.url, while_of(dice, 5_000)).await?;
            "transactions crossed"
        }
        6 => {
            let address = world.address;
            tokio::task::spawn_local(async move { slow::send_headers(address).await });
            "slow sender"
        }
        _ => {
            let cookie = world.history.people[0].cookie.to_str()?.to_owned();
            let address = world.address;
            tokio::task::spawn_local(async move { slow::read_nothing(address, &cookie).await });
            "slow reader"
        }
    })
}

fn while_of(dice: &mut ChaCha8Rng, most: u32) -> Duration {
    Duration::from_millis(u64::from(dice.next_u32() % most))
}
