//! Progress reports: what makes one acceptable.

use crate::domain::{
    actor::Actor,
    id::{EmployeeId, IkiId, ReportId},
    measure::Value,
    text::Note,
};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A report as it comes in. Its id is made by the sender, so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    pub id: ReportId,
    pub iki: IkiId,
    pub value: Value,
    pub note: Option<Note>,
    /// The moment that the value describes.
    pub observed_at: Timestamp,
    /// The report that this one corrects.
    pub corrects: Option<ReportId>,
}

/// Why a report is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReportRefusal {
    #[error("Penilaian periode ini sudah final, jadi laporan tidak dapat ditambah.")]
    PeriodFinal,
    #[error("Nomor kiriman ini sudah dipakai untuk laporan lain.")]
    KeyReused,
    #[error("Waktu realisasi tidak boleh di masa depan.")]
    InFuture,
    #[error("Waktu realisasi di luar masa SKP ini.")]
    OutsidePlan,
    #[error("SKP ini belum ditetapkan atau sudah ditutup.")]
    PlanNotOpen,
}

/// What is known about the indicator when a report for it arrives.
#[derive(Clone, Copy, Debug)]
pub struct ReportWindow {
    pub owner: EmployeeId,
    pub plan_open: bool,
    pub starts_at: Timestamp,
    /// The first instant after the plan.
    pub ends_at: Timestamp,
    pub period_final: bool,
}

/// Clocks of phones run ahead; so much is forgiven.
const CLOCK_SKEW_MINUTES: i64 = 10;

/// Decides on a report. `None` stands for an indicator that is not this person's: it must look as if it
/// did not exist.
///
/// # Errors
/// The first rule that the report breaks.
pub fn may_report(
    actor: &Actor,
    window: &ReportWindow,
    report: &NewReport,
    now: Timestamp,
) -> Option<Result<(), ReportRefusal>> {
    if actor.employee != Some(window.owner) {
        return None;
    }
    Some(if !window.plan_open {
        Err(ReportRefusal::PlanNotOpen)
    } else if report.observed_at > now + CLOCK_SKEW_MINUTES.minutes() {
        Err(ReportRefusal::InFuture)
    } else if report.observed_at < window.starts_at || report.observed_at >= window.ends_at {
        Err(ReportRefusal::OutsidePlan)
    } else if window.period_final {
        Err(ReportRefusal::PeriodFinal)
    } else {
        Ok(())
    })
}
