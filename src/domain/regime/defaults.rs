//! The national rules for the three groups that the law itself names. A new regulation is a new entry: plans have
//! recorded the names of the old ones.

use super::{Evidence, FIRST_DAY, Group, PlanOrigin, Regime, Rule};
use crate::domain::calendar::PeriodKind;
use jiff::civil::Date;

/// The four stages of Article 5.
const STAGES: [&str; 4] = ["perencanaan", "pelaksanaan, pemantauan, dan pembinaan", "penilaian", "tindak lanjut"];

pub(super) fn rules() -> Vec<Rule> {
    let general = Regime {
        periods: PeriodKind::Quarter,
        evidence: Evidence::Uploaded,
        origin: PlanOrigin::Own,
        daily_log: false,
        phases: STAGES.map(str::to_owned).into(),
    };
    let teachers = Regime {
        periods: PeriodKind::Year,
        evidence: Evidence::Confirmed,
        origin: PlanOrigin::Mirrored,
        daily_log: false,
        phases: ["persiapan", "observasi", "percakapan", "tindak lanjut", "refleksi"].map(str::to_owned).into(),
    };
    let logged = Regime { daily_log: true, ..general.clone() };
    let of = |code: &str, group, holds_from, regime, source: &str| Rule {
        code: code.to_owned(),
        group,
        holds_from,
        ends: false,
        regime,
        source: source.to_owned(),
        entered: None,
    };
    vec![
        of("umum-2022", Group::General, FIRST_DAY, general.clone(), "PermenPANRB 6/2022, tahap menurut Pasal 5"),
        of(
            "umum-2026",
            Group::General,
            Date::constant(2026, 1, 1),
            logged,
            "PermenPANRB 6/2022, tahap menurut Pasal 5; log harian menurut Peraturan BKN 2/2026",
        ),
        of(
            "guru-2025",
            Group::Teachers,
            Date::constant(2025, 1, 1),
            teachers,
            "Surat edaran bersama Menteri Pendidikan Dasar dan Menengah dan Kepala BKN, Desember 2024",
        ),
        of("paruh-waktu-2025", Group::PartTime, Date::constant(2025, 1, 1), general, "KepmenPANRB 16/2025"),
    ]
}
