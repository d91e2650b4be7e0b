//! Progress reports: what makes one acceptable.

use crate::domain::{
    actor::Actor,
    id::{EmployeeId, IkiId, ReportId},
    measure::{Fraction, Value},
    text::Note,
};
use jiff::{SignedDuration, Timestamp, fmt::temporal::Pieces};
use serde::{Deserialize, Serialize};

/// A report as it comes in. Its id is made by the sender, so that sending it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    pub id: ReportId,
    pub iki: IkiId,
    pub value: Value,
    /// Of a coverage, the two numbers whose share the value is; programs may send the value alone.
    pub fraction: Option<Fraction>,
    pub note: Option<Note>,
    /// The moment that the value describes; by the clock of the sender, until [`moment`] decides.
    pub observed_at: Timestamp,
    /// The moment of sending by the clock of the sender, if known.
    pub sent_at: Option<Timestamp>,
    /// The report that this one corrects.
    pub corrects: Option<ReportId>,
}

/// Why a report is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReportRefusal {
    #[error("Penilaian periode ini sudah final, jadi laporan tidak dapat ditambah.")]
    PeriodFinal,
    #[error(
        "Kiriman ini sudah diterima dengan isi lain. Bila isi itu salah, tandai sebagai perbaikan; bila ini laporan baru, \
         kirim lagi."
    )]
    KeyReused,
    #[error(
        "Laporan itu sudah diperbaiki dari tab atau perangkat lain. Muat ulang untuk melihatnya; isian ini tetap ada."
    )]
    AlreadyCorrected,
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

/// A clock that differs by less is right.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// The earliest moment that a clock is believed to show; the database knows no much earlier one.
const EARLIEST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// Returns the moment that a device's clock shows, in RFC 3339; `None` if the text is no moment. A clock that is
/// centuries wrong is a clock, too: a moment beyond what can be kept is the nearest one that can.
pub fn clock_moment(text: &str) -> Option<Timestamp> {
    let beyond = || {
        let pieces = Pieces::parse(text).ok()?;
        pieces.time().zip(pieces.offset())?;
        match pieces.date().year() {
            9999 => Some(Timestamp::MAX),
            ..0 => Some(EARLIEST),
            _ => None,
        }
    };
    text.parse::<Timestamp>().ok().or_else(beyond).map(|moment| moment.max(EARLIEST))
}

/// Returns the moment that a report describes. The server's time decides: `observed_at` and `sent_at` are by the clock
/// of the device, `sent_at` at the moment `now`, if the device says so. A wrong clock moves both by the same time. No
/// moment is in the future, and one outside of the plan is now, as long as the plan goes on.
pub fn moment(observed_at: Timestamp, sent_at: Option<Timestamp>, window: &ReportWindow, now: Timestamp) -> Timestamp {
    let fast = sent_at.map_or(SignedDuration::ZERO, |sent_at| sent_at.duration_since(now));
    let shifted =
        if fast.abs() <= CLOCK_TOLERANCE { observed_at } else { observed_at.saturating_sub(fast).unwrap_or(now) };
    let moment = shifted.min(now);
    let is_inside = |moment| (window.starts_at..window.ends_at).contains(&moment);
    if is_inside(now) && !is_inside(moment) { now } else { moment }
}

/// Returns whether a report becomes the newest of its indicator; `newest` is the moment of the newest other one.
///
/// Reports are ordered by the moments that they describe, and those of one moment by their arrival. A correction keeps
/// the place of the report that it corrects: `is_behind` tells that this was not the newest one.
pub fn is_newest(observed_at: Timestamp, is_behind: bool, newest: Option<Timestamp>) -> bool {
    newest.is_none_or(|newest| observed_at > newest || observed_at == newest && !is_behind)
}

/// Returns whether a device's clock was wrong when it showed `device_at` at the moment `observed_at`.
pub fn is_wrong_clock(device_at: Timestamp, observed_at: Timestamp) -> bool {
    device_at.duration_since(observed_at).abs() > CLOCK_TOLERANCE
}

/// Decides on a report. `None` stands for an indicator that is not this person's: it must look as if it
/// did not exist.
///
/// # Errors
/// The first rule that the report breaks.
pub fn may_report(actor: &Actor, window: &ReportWindow, report: &NewReport) -> Option<Result<(), ReportRefusal>> {
    if actor.employee != Some(window.owner) {
        return None;
    }
    Some(if !window.plan_open {
        Err(ReportRefusal::PlanNotOpen)
    } else if report.observed_at < window.starts_at || report.observed_at >= window.ends_at {
        Err(ReportRefusal::OutsidePlan)
    } else if window.period_final {
        Err(ReportRefusal::PeriodFinal)
    } else {
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn window() -> ReportWindow {
        ReportWindow {
            owner: EmployeeId(uuid::Uuid::nil()),
            plan_open: true,
            starts_at: at("2026-01-01T00:00:00+07:00"),
            ends_at: at("2027-01-01T00:00:00+07:00"),
            period_final: false,
        }
    }

    #[test]
    fn a_wrong_clock_of_the_phone_moves_no_report() {
        let now = at("2026-06-22T09:00:00+07:00");
        let of = |observed_at, sent_at: Option<&str>| moment(at(observed_at), sent_at.map(at), &window(), now);
        // Typed an hour before it was sent.
        for (observed_at, sent_at) in [
            ("2026-06-22T08:00:00+07:00", "2026-06-22T09:00:00+07:00"),
            ("2031-01-03T11:00:00+07:00", "2031-01-03T12:00:00+07:00"),
            ("2019-12-31T23:00:00+07:00", "2020-01-01T00:00:00+07:00"),
            ("2026-06-22T07:15:00+07:00", "2026-06-22T08:15:00+07:00"),
        ] {
            assert_eq!(of(observed_at, Some(sent_at)), at("2026-06-22T08:00:00+07:00"), "{sent_at}");
        }
        let fast = "2026-06-22T09:05:00+07:00";
        assert_eq!(of(fast, Some(fast)), now, "never in the future");
        assert!(!is_wrong_clock(at(fast), now), "five minutes are no wrong clock");
        assert!(
            is_wrong_clock(at("2026-06-22T09:11:00+07:00"), now) && is_wrong_clock(at("2019-12-31T23:00:00Z"), now)
        );
    }

    #[test]
    fn a_clock_that_is_centuries_wrong_is_still_a_clock() {
        assert_eq!(clock_moment("2026-06-22T09:00:00+07:00"), Some(at("2026-06-22T02:00:00Z")));
        for last in ["9999-12-31T23:59:59Z", "9999-12-31T00:00:00-07:00"] {
            assert_eq!(clock_moment(last), Some(Timestamp::MAX), "{last}");
        }
        for first in ["0000-01-01T00:00:00Z", "-009999-01-01T00:00:00Z"] {
            assert_eq!(clock_moment(first), Some(EARLIEST), "{first}");
        }
        for none in ["", "9999-12-31", "9999-12-31T23:59:59", "9999-13-31T23:59:59Z", "2026-02-30T00:00:00Z", "x"] {
            assert_eq!(clock_moment(none), None, "{none}");
        }
    }

    #[test]
    fn a_correction_keeps_the_place_of_what_it_corrects() {
        let [before, moment] = [at("2026-06-22T08:00:00+07:00"), at("2026-06-22T09:00:00+07:00")];
        assert!(is_newest(moment, false, None) && is_newest(moment, false, Some(before)));
        assert!(is_newest(moment, false, Some(moment)), "of two about one moment the one that arrived last");
        assert!(!is_newest(moment, true, Some(moment)), "the correction of the first of them");
        assert!(!is_newest(before, false, Some(moment)));
    }

    #[test]
    fn a_program_that_does_not_tell_its_clock_reports_about_the_past_or_now() {
        let now = at("2026-06-22T09:00:00+07:00");
        let of = |observed_at| moment(at(observed_at), None, &window(), now);
        assert_eq!(of("2026-03-31T16:30:00+07:00"), at("2026-03-31T16:30:00+07:00"));
        assert_eq!(of("2031-01-03T11:00:00+07:00"), now);
        assert_eq!(of("2019-12-31T23:00:00+07:00"), now);
        let later = at("2027-01-04T09:00:00+07:00");
        assert_eq!(moment(at("2026-12-30T09:00:00+07:00"), None, &window(), later), at("2026-12-30T09:00:00+07:00"));
    }
}
