//! `kinerja cluster`

use super::Failure;
use crate::server::{
    cluster::{Cluster, ClusterState},
    config::DatabaseArgs,
};
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Start {
        #[arg(long)]
        data: PathBuf,
    },
    Stop {
        #[arg(long)]
        data: PathBuf,
    },
    Status {
        #[arg(long)]
        data: PathBuf,
    },
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let at = |data: PathBuf| Cluster::at(&data, database.pg_bin.as_deref());
    match command {
        Command::Start { data } => println!("{}", at(data)?.start().await?),
        Command::Stop { data } => {
            at(data)?.stop().await?;
            println!("stopped");
        }
        Command::Status { data } => println!(
            "{}",
            match at(data)?.state().await? {
                ClusterState::Absent => "absent",
                ClusterState::Stopped => "stopped",
                ClusterState::Running => "running",
            }
        ),
    }
    Ok(())
}
