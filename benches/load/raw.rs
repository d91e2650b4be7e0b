//! The raw reference of report writes: pgbench on a copy of the database, over the same socket.

use super::{Result, stage::Stage};
use std::time::Duration;
use tokio::process::Command;

/// Transactions per second of as many clients as the application is given connections.
pub async fn reports(stage: &Stage, clients: u32, span: Duration) -> Result<f64> {
    let targets: i64 = sqlx::query_scalar("select count(*) from load.target").fetch_one(&stage.owner).await?;
    let bench = async |seconds: u64| -> Result<f64> {
        let output = Command::new(stage.pg_bin.join("pgbench"))
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={clients}"))
            .arg(format!("--time={seconds}"))
            .arg(format!("--define=targets={targets}"))
            .arg(concat!("--file=", env!("CARGO_MANIFEST_DIR"), "/benches/load/raw.sql"))
            .arg(stage.url_of("kinerja_raw"))
            .output()
            .await?;
        let text = String::from_utf8(output.stdout)?;
        let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok());
        rate.ok_or_else(|| format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)).into())
    };
    // As warm as the application was.
    bench(3).await?;
    bench(span.as_secs()).await
}
