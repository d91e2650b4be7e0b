//! The first visit of Beranda in bytes, as they travel: the document and everything that it loads.

use super::{
    Result, browser,
    client::Connection,
    stage::Stage,
    table::{Row, count},
};
use std::collections::BTreeSet;

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let people = stage.people().await?;
    let mut connection = Connection::to(stage.address());
    let document = connection.send(browser::page("/", &people[0])?).await?;
    let html = document.expect("</html>")?;
    let mut files: BTreeSet<&str> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '#']).next())
        .filter(|path| path.starts_with("/pkg/") || path.rsplit('/').next().is_some_and(|name| name.contains('.')))
        .collect();
    // The files that the script imports; the document does not name them.
    let mut named = files.iter();
    let folder = named.find_map(|path| path.strip_suffix("/kinerja.js")).ok_or("the page names no script")?;
    let loader = format!("{folder}/__wasm_split.______________________.js");
    files.insert(&loader);
    let mut sum = document.body.len();
    for path in &files {
        let answer = connection.send(browser::page(path, &people[0])?).await?;
        if !answer.status.is_success() {
            return Err(format!("{path}: {}", answer.status).into());
        }
        sum += answer.body.len();
    }
    let kb = |bytes: usize| u32::try_from(bytes).map(|bytes| count(f64::from(bytes) / 1000.0));
    Ok(vec![Row {
        scenario: "first visit of Beranda, brotli, bodies of all answers".to_owned(),
        goal: "≤ 270 kB",
        measured: format!("{} kB in {} answers, document {} kB", kb(sum)?, files.len() + 1, kb(document.body.len())?),
        raw: "–".to_owned(),
    }])
}
