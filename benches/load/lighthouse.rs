//! The main pages as Lighthouse sees them on a slow phone; `end2end/lighthouse.mjs` drives it.

use super::{client::Cookie, stage::Stage, table::Row};
use serde::Deserialize;
use tokio::process::Command;

/// Lighthouse's result for a page; times in milliseconds.
#[derive(Deserialize)]
struct Seen {
    name: String,
    performance: u8,
    accessibility: u8,
    contentful: u32,
    largest: u32,
    blocked: u32,
    shift: f64,
    kilobytes: u32,
    /// Accessibility audits that fail.
    wrong: Vec<String>,
}

pub async fn run(stage: &Stage) -> super::Result<Vec<Row>> {
    let (people, overseers) = (stage.people().await?, stage.overseers(1).await?);
    let cookie = |cookies: &[Cookie]| cookies.first().and_then(|cookie| cookie.to_str().ok().map(ToOwned::to_owned));
    let sessions = serde_json::json!({ "person": cookie(&people), "overseer": cookie(&overseers) });
    let output = Command::new("node")
        .args(["end2end/lighthouse.mjs", &format!("http://{}", stage.address())])
        .env("SESSIONS", sessions.to_string())
        .kill_on_drop(true)
        .output()
        .await?;
    if !output.status.success() {
        return Err(format!("lighthouse: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let pages = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    Ok(pages.map(|page| page.map(row)).collect::<Result<_, _>>()?)
}

fn row(seen: Seen) -> Row {
    let Seen { name, performance, accessibility, contentful, largest, blocked, shift, kilobytes, wrong } = seen;
    let wrong = if wrong.is_empty() { String::new() } else { format!(" ({})", wrong.join(", ")) };
    Row {
        goal: if name == "Dasbor" { "≥ 90, accessibility 100" } else { "≥ 95, accessibility 100" },
        scenario: format!("Lighthouse mobile, {name}, median of 3"),
        measured: format!(
            "{performance}, accessibility {accessibility}{wrong}; first paint {contentful} ms, largest {largest} ms, \
             blocked {blocked} ms, shift {shift}"
        ),
        raw: format!("{kilobytes} kB travelled"),
    }
}
