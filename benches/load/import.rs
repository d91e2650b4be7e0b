//! A personnel export of ten thousand rows, imported into an empty agency.

use super::{
    Result,
    server::memory,
    stage::Stage,
    table::{Row, count},
    workbook,
};
use std::{path::Path, process::Stdio, time::Duration};
use tokio::time::{Instant, interval};

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    stage.new_database("kinerja_import").await?;
    let url = stage.url_of("kinerja_import");
    stage.program.run(&url, &["agency", "create", "Kota Sagara", "--zone", "WIB"]).await?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kinerja-import");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("pegawai.xlsx");
    let rows = workbook::write(&file)?;
    let start = Instant::now();
    let mut import = stage.program.command(&url);
    let mut import = import.arg("import").arg(&file).arg("--apply").stdout(Stdio::null()).spawn()?;
    let id = import.id().ok_or("the import ended at once")?;
    let mut most = 0;
    let mut glance = interval(Duration::from_millis(2));
    let status = loop {
        tokio::select! {
            status = import.wait() => break status?,
            // The kernel keeps the highest mark itself; after the end nobody can read it any more.
            _ = glance.tick() => most = memory(id, "VmHWM").unwrap_or(most),
        }
    };
    let took = start.elapsed();
    std::fs::remove_dir_all(&folder)?;
    if !status.success() {
        return Err(format!("the import ended with {status}").into());
    }
    Ok(vec![Row {
        scenario: format!("import of {} rows", count(f64::from(u32::try_from(rows)?))),
        goal: "< 10 s, < 300 MB",
        measured: format!("{:.1} s, {most} MB at most", took.as_secs_f64()),
        raw: "–".to_owned(),
    }])
}
