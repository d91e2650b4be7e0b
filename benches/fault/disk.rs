//! No room left on the disk of the database.

use super::{Args, Result, table::ms, world::World};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::Duration,
};
use tokio::{
    process::Command,
    time::{Instant, sleep},
};

/// The size of the disk, in MB: the agency and its log of changes fit.
const SIZE: u32 = 900;
/// The database lives on for a while on the room that it had set aside.
const TIMEOUT: Duration = Duration::from_mins(1);
/// The fewest reports that must have been answered 503.
const MIN_BUSY: usize = 50;

pub async fn run(args: &Args) -> Result<String> {
    if !nix::unistd::geteuid().is_root() {
        return Ok("skipped: only root can make a small disk".to_owned());
    }
    let disk = args.data.join("disk");
    fs::create_dir_all(&disk)?;
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", &format!("size={SIZE}m,mode=755"), "tmpfs"])
        .arg(&disk)
        .status()
        .await?;
    if !mounted.success() {
        return Ok("skipped: this system lets nobody mount a small disk".to_owned());
    }
    let seen = fill(args, &disk).await;
    let unmounted = Command::new("umount").arg(&disk).status().await?;
    let seen = seen?;
    if unmounted.success() { Ok(seen) } else { Err("the small disk is still in use".into()) }
}

async fn fill(args: &Args, disk: &Path) -> Result<String> {
    let world = World::make(args, disk.to_owned()).await?;
    let seen = watch(&world, &disk.join("ballast")).await;
    world.strike().await?;
    seen
}

async fn watch(world: &World, ballast: &Path) -> Result<String> {
    let crowd = world.crowd(8);
    sleep(Duration::from_secs(1)).await;
    let mut file = File::create(ballast)?;
    let (zeros, full) = (vec![0; 65_536], Instant::now());
    while world.history.tally()[1] < MIN_BUSY {
        // The space that the database frees is filled too.
        while file.write_all(&zeros).is_ok() {}
        if full.elapsed() > TIMEOUT {
            return Err("no report was answered 503 while the disk was full".into());
        }
        sleep(Duration::from_millis(100)).await;
    }
    let lasted = full.elapsed();
    world.diagnostics().await?;
    // Room comes back when nobody holds the file any more.
    drop(file);
    fs::remove_file(ballast)?;
    let whole = world.until_whole().await?;
    crowd.stop().await?;
    Ok(format!("full for {}, healed in {}; {}", ms(lasted), ms(whole), world.settle().await?))
}
