//! The steps of an import: read the file, judge its rows, write the open questions, store the certain rows.

pub use super::store::Written;
use super::{
    decisions::{self, DecisionError},
    import::{Answers, Outcome, prepare, squeezed},
    report,
    sheet::{self, SheetError},
    store,
};
use crate::domain::id::{AgencyId, UnitId};
use jiff::{Timestamp, civil::Date};
use sqlx::PgConnection;
use std::path::Path;

/// The reason why an import failed, in one sentence for the personnel officer.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(transparent)]
    Decisions(#[from] DecisionError),
    #[error("Instansi tidak ditemukan.")]
    UnknownAgency,
    #[error("Basis data menolak; tidak ada yang ditulis.")]
    Database(#[from] sqlx::Error),
    #[error("Hasil tidak dapat ditampilkan: {0}.")]
    Output(#[from] std::io::Error),
}

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows of the list, repeated ones included.
    pub rows: usize,
    /// People: `ready`, `repaired` and `undecided` together.
    pub people: usize,
    pub ready: usize,
    pub repaired: usize,
    pub undecided: usize,
    pub duplicate: usize,
    /// Left out by decision.
    pub skipped: usize,
    /// Whether units of the agency changed their place: what is added up over units is to be counted anew.
    pub has_moved: bool,
    /// Zero in a preview.
    pub written: Written,
}

/// Reads a personnel export and judges it for the agency; with `apply` it is also stored, in the caller's transaction,
/// which the caller commits when this succeeds.
///
/// New people begin on 1 January of this year (or in the month of their appointment), so that the plans of the year
/// fit; changes since the last import begin today and close the rows before them.
///
/// # Errors
/// [`ImportError`]: the file or the decisions cannot be used, or the database refuses.
#[expect(clippy::too_many_arguments, reason = "the one entry for the command line; each argument is an option of it")]
pub async fn import(
    conn: &mut PgConnection,
    agency: AgencyId,
    file: &Path,
    decisions: Option<&Path>,
    apply: bool,
    today: Date,
    now: Timestamp,
    out: &mut (impl std::io::Write + Send),
) -> Result<Summary, ImportError> {
    let path = file.to_owned();
    // A parser that panics on a hostile file is a damaged file, not the end of the program.
    let table = tokio::task::spawn_blocking(move || sheet::read(&path)).await.map_err(|_| SheetError::Damaged)??;
    let answers = decisions.map(decisions::read).transpose()?.unwrap_or_default();
    let known = store::known(conn, agency, apply).await?.ok_or(ImportError::UnknownAgency)?;
    let mut outcome = prepare(&table, &known, &answers, today);
    let open = decisions::path_for(file);
    keep_questions(&open, &mut outcome)?;
    let mut summary = Summary {
        rows: table.rows.len(),
        people: outcome.ready + outcome.repaired + outcome.undecided,
        ready: outcome.ready,
        repaired: outcome.repaired,
        undecided: outcome.undecided,
        duplicate: outcome.duplicates.len(),
        skipped: outcome.skipped.len(),
        has_moved: !outcome.raised.is_empty() || outcome.units.iter().any(|unit| unit.is_moved),
        written: Written::default(),
    };
    if apply {
        summary.written = store::apply(conn, agency, &known, &outcome, today, now).await?;
        if summary.written.total() > 0 {
            store::record(conn, agency, &summary, now).await?;
        }
    }
    report::print(out, file, &table, &known, &outcome, &open, apply.then_some(&summary.written))?;
    writeln!(
        out,
        "{} orang: {} siap, {} diperbaiki, {} perlu keputusan, {} ganda",
        summary.people, summary.ready, summary.repaired, summary.undecided, summary.duplicate
    )?;
    Ok(summary)
}

/// Carries out the ends of service of an agency up to a day; returns the units in which these people worked.
///
/// # Errors
/// When the database fails.
pub async fn end_services(
    conn: &mut PgConnection,
    agency: AgencyId,
    day: Date,
    now: Timestamp,
) -> sqlx::Result<Vec<UnitId>> {
    store::end_due(conn, agency, day, now).await
}

/// Writes the questions. Answers in an existing file are preserved, although they count only when the file is passed as
/// the decisions.
fn keep_questions(path: &Path, outcome: &mut Outcome) -> Result<(), DecisionError> {
    if outcome.questions.is_empty() {
        return Ok(());
    }
    let before = if path.exists() { decisions::read(path)? } else { Answers::new() };
    let mut waiting = 0;
    for question in &mut outcome.questions {
        if let Some(answer) = before.get(&(question.label.clone(), question.column))
            && question.answer.is_empty()
            && squeezed(&answer.name) == squeezed(&question.name)
        {
            question.answer.clone_from(&answer.text);
            waiting += 1;
        }
    }
    if waiting > 0 {
        outcome.notes.push(format!(
            "{waiting} keputusan di {} belum dipakai; tambahkan --decisions dengan berkas itu.",
            path.display()
        ));
    }
    decisions::write(path, &outcome.questions)
}
