//! Transactions that cannot go on beside each other.

use super::{Result, world::World};
use futures::future::join_all;
use std::{cell::Cell, time::Duration};
use tokio::time::{sleep, timeout};

const SPAN: Duration = Duration::from_secs(20);
/// Transactions that lock the reports' rows in the opposite order.
const CROSSERS: usize = 4;
/// One report in this many fails with a serialization failure.
const BROKEN: u32 = 20;

pub async fn run(world: &mut World) -> Result<String> {
    let before = deadlocks(world).await?;
    let owner = &world.stage.owner;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "create function break_off() returns trigger language plpgsql as $$
         begin
             if random() * {BROKEN} < 1 then raise exception 'broken off' using errcode = '40001'; end if;
             return new;
         end $$;
         create trigger break_off before insert on report for each row execute function break_off()"
    )))
    .execute(owner)
    .await?;
    let crowd = world.crowd(32);
    let crossed = crossing(&world.stage.url, SPAN).await;
    let stopped = crowd.stop().await;
    crossed?;
    sqlx::raw_sql("drop trigger break_off on report; drop function break_off()").execute(owner).await?;
    stopped?;
    let seen = world.settle().await?;
    let deadlocks = deadlocks(world).await? - before;
    if deadlocks == 0 {
        return Err("there was no deadlock".into());
    }
    Ok(format!("{deadlocks} deadlocks, one of {BROKEN} reports broken off; {seen}"))
}

/// Runs transactions that lock the reports' rows in the opposite order, for a while.
pub async fn crossing(url: &str, span: Duration) -> Result<()> {
    let over = Cell::new(false);
    let pool = sqlx::postgres::PgPoolOptions::new().connect(url).await?;
    let cross = join_all((0..CROSSERS).map(|_| async {
        while !over.get() {
            // The database cancels either of the two; both are fine.
            let _ = cross(&pool).await;
        }
    }));
    let end = async {
        sleep(span).await;
        over.set(true);
    };
    futures::join!(cross, end);
    timeout(Duration::from_secs(5), pool.close()).await?;
    Ok(())
}

/// Holds a unit and wants its people, where a report holds its person and wants the unit.
async fn cross(pool: &sqlx::PgPool) -> Result<()> {
    let mut tx = pool.begin().await?;
    let unit: uuid::Uuid =
        sqlx::query_scalar("select unit_id from person_standing order by random() limit 1").fetch_one(&mut *tx).await?;
    for lock in [
        "select from unit_rollup where unit_id = $1 for update",
        "select from person_standing where unit_id = $1 for update",
    ] {
        sqlx::query(lock).bind(unit).execute(&mut *tx).await?;
    }
    tx.rollback().await?;
    Ok(())
}

async fn deadlocks(world: &World) -> Result<i64> {
    Ok(sqlx::query_scalar("select deadlocks from pg_stat_database where datname = current_database()")
        .fetch_one(&world.stage.owner)
        .await?)
}
