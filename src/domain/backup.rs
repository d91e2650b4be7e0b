//! Scheduled backups: how they are named, when the next one is due and which ones are kept.

use jiff::{SignedDuration, Timestamp, civil::DateTime, fmt::strtime, tz::TimeZone};

/// The time between two scheduled backups.
const INTERVAL: SignedDuration = SignedDuration::from_hours(24);
/// The name of a backup by its moment in UTC; names sort by time.
const NAME: &str = "kinerja-%Y%m%dT%H%M%SZ";

/// Returns the folder's name of a backup that begins at `at`.
pub fn name(at: Timestamp) -> String {
    at.strftime(NAME).to_string()
}

/// Returns when the backup of this name began; `None` for any other name.
pub fn begun_at(name: &str) -> Option<Timestamp> {
    let at: DateTime = strtime::parse(NAME, name).ok()?.to_datetime().ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// Returns whether the next backup is due; a moment in the future counts as none, because that clock was wrong.
pub fn is_due(newest: Option<Timestamp>, now: Timestamp) -> bool {
    newest.is_none_or(|at| at > now || now.duration_since(at) >= INTERVAL)
}

/// Returns the backups that go, so that the newest `keep` stay.
pub fn surplus(mut begun: Vec<Timestamp>, keep: usize) -> Vec<Timestamp> {
    begun.sort_unstable();
    begun.truncate(begun.len().saturating_sub(keep));
    begun
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_backup_is_named_by_its_moment_and_nothing_else_is_a_backup() {
        let moment = at("2026-11-29T06:54:33Z");
        assert_eq!(name(moment), "kinerja-20261129T065433Z");
        assert_eq!(begun_at(&name(moment)), Some(moment));
        for other in ["kinerja-20261129T065433Z.unfinished", "kinerja-", "before-upgrade", "kinerja-20261329T065433Z"] {
            assert_eq!(begun_at(other), None, "{other}");
        }
    }

    #[test]
    fn the_next_backup_is_due_after_a_day() {
        let now = at("2026-11-29T06:00:00Z");
        assert!(is_due(None, now));
        assert!(!is_due(Some(at("2026-11-28T06:00:01Z")), now));
        assert!(is_due(Some(at("2026-11-28T06:00:00Z")), now));
        assert!(is_due(Some(at("2027-01-01T00:00:00Z")), now), "of a clock that was wrong");
    }

    #[test]
    fn the_newest_backups_are_kept() {
        let days: Vec<Timestamp> =
            ["2026-11-03T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"].map(at).to_vec();
        assert_eq!(surplus(days.clone(), 2), [days[1]]);
        assert_eq!(surplus(days.clone(), 3), []);
        assert_eq!(surplus(days, 9), []);
    }
}
