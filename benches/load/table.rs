//! The table at the end, ready for Markdown, and the line that says which machine it speaks of.

use super::{Result, stage::Stage};
use kinerja::server::clock::Clock;
use sqlx::{Connection, PgConnection};
use std::{fmt, process::Command, time::Duration};

/// A line of the table.
pub struct Row {
    pub scenario: String,
    pub goal: &'static str,
    pub measured: String,
    /// The result of the same machine without Kinerja, in the same run.
    pub raw: String,
}

pub struct Table {
    machine: String,
    /// How many people each agency has.
    sizes: Vec<String>,
    /// A row of the first size, and the results at the others.
    rows: Vec<(Row, Vec<String>)>,
}

/// The machine, and the version of Kinerja.
pub async fn machine(url: &str) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let memory = std::fs::read_to_string("/proc/meminfo")?;
    let memory = memory.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) >> 20;
    let mut db = PgConnection::connect(url).await?;
    let version: String = sqlx::query_scalar("show server_version").fetch_one(&mut db).await?;
    db.close().await?;
    let version = version.split_whitespace().next().unwrap_or_default();
    Ok(format!(
        "{cores} cores, {memory} GiB, PostgreSQL {version}, commit {}, {}; database, program and driver on one machine",
        commit()?,
        Clock::System.now().strftime("%F"),
    ))
}

impl Table {
    pub async fn new(url: &str) -> Result<Self> {
        Ok(Self { machine: machine(url).await?, sizes: vec![], rows: vec![] })
    }

    /// A column for an agency of another size.
    pub fn begin(&mut self, stage: &Stage) {
        self.sizes.push(format!("{} people", count(f64::from(stage.employees))));
    }

    /// Adds rows, each beside the results of the same scenario at other sizes.
    pub fn enter(&mut self, rows: Vec<Row>) {
        let column = self.sizes.len().saturating_sub(1);
        for row in rows {
            match self.rows.iter_mut().find(|(first, _)| first.scenario == row.scenario) {
                Some((_, others)) => others.push(row.measured),
                // Nothing was measured at the sizes before.
                None if column > 0 => {
                    let measured = vec!["–".to_owned(); column - 1].into_iter().chain([row.measured]).collect();
                    self.rows.push((Row { measured: "–".to_owned(), ..row }, measured));
                }
                None => self.rows.push((row, vec![])),
            }
        }
    }
}

/// The commit that is checked out, and whether something was changed since.
fn commit() -> Result<String> {
    let git = |arguments: &[&str]| -> Result<String> {
        Ok(String::from_utf8(Command::new("git").args(arguments).output()?.stdout)?.trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let changed = git(&["status", "--porcelain"])?;
    Ok(if changed.is_empty() { commit } else { format!("{commit} with changes") })
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.machine)?;
        writeln!(f, "| scenario | must reach | {} | raw reference |", self.sizes.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.sizes.len() + 3))?;
        for (Row { scenario, goal, measured, raw }, others) in &self.rows {
            write!(f, "| {scenario} | {goal} | {measured} |")?;
            for at in 1..self.sizes.len() {
                write!(f, " {} |", others.get(at - 1).map_or("–", String::as_str))?;
            }
            writeln!(f, " {raw} |")?;
        }
        Ok(())
    }
}

/// `1,234`
pub fn count(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `12 ms`, `3.4 ms` below ten.
pub fn ms(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.1} ms") } else { format!("{} ms", count(ms)) }
}
