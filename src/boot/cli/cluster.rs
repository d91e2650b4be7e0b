//! `kinerja cluster`

use super::Failure;
use crate::server::{
    cluster::{Cluster, ClusterState},
    config::DatabaseArgs,
};
use clap::Subcommand;
use std::path::PathBuf;

/// The place of the cluster.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Folder of Kinerja's own PostgreSQL [default: `KINERJA_DATA_DIR`, or its default].
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create the cluster if it is absent, start it, and print the URL of its database.
    Start(Place),
    /// Stop the cluster with any clients connected.
    Stop(Place),
    /// Print `absent`, `stopped` or `running`.
    Status(Place),
}

pub(super) async fn run(database: &DatabaseArgs, command: Command) -> Result<(), Failure> {
    let folder = |place: Place| place.data.unwrap_or_else(|| database.data_dir());
    let at = |place: Place| Cluster::at(&folder(place), database.pg_bin.as_deref());
    match command {
        Command::Start(place) => println!("{}", at(place)?.start().await?),
        Command::Stop(place) => {
            let data = folder(place);
            let cluster = Cluster::at(&data, database.pg_bin.as_deref())?;
            let state = cluster.state().await?;
            cluster.stop().await?;
            match state {
                ClusterState::Running => println!("stopped"),
                ClusterState::Stopped => println!("nothing to stop: the cluster in {} does not run", data.display()),
                ClusterState::Absent => println!("nothing to stop: there is no cluster in {}", data.display()),
            }
        }
        Command::Status(place) => println!(
            "{}",
            match at(place)?.state().await? {
                ClusterState::Absent => "absent",
                ClusterState::Stopped => "stopped",
                ClusterState::Running => "running",
            }
        ),
    }
    Ok(())
}
