//! Evaluations of last year and of the periods of this year that are over, with what each perangkat daerah achieved. The
//! newest quarter of the demo team waits for its head.

use super::{
    Agency, SeedOptions,
    copy::{Table, row},
    dice::Dice,
    people::Staff,
    periods::SeededPeriod,
    plans::Plan,
    structure::Unit,
};
use crate::{
    domain::{
        evaluation::{
            Acknowledgement, EvaluationContent, EvaluationPeriod, Evidence, HeadRatings, Judgement, Matrix, Predikat,
            Rating, Ratings, SelfAssessment, UnitAchievement,
        },
        skp::CORE_VALUES,
    },
    server::codec::word,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An evaluation of a plan in a period, by their places.
pub(super) struct Evaluated {
    plan: usize,
    period: usize,
    content: EvaluationContent,
    signed_at: Timestamp,
    signed_by: usize,
    released_at: Option<Timestamp>,
    acknowledged: Option<(Acknowledgement, Timestamp)>,
}

/// What a unit achieved in a period, by their places.
pub(super) struct Achieved {
    unit: usize,
    period: usize,
    level: UnitAchievement,
    set_at: Timestamp,
}

/// What somebody says about the own work.
struct SelfAssessed {
    plan: usize,
    period: usize,
    sent_at: Timestamp,
}

/// Everything about evaluations.
#[derive(Default)]
pub(super) struct Evaluations {
    evaluated: Vec<Evaluated>,
    achieved: Vec<Achieved>,
    own: Vec<SelfAssessed>,
    /// Who says what the perangkat daerah achieved.
    leader: Option<usize>,
    /// The predikat that somebody has most of the time in a year.
    usual: BTreeMap<(usize, i16), Predikat>,
}

/// What the evaluations are made from.
pub(super) struct Ground<'a> {
    pub plans: &'a [Plan],
    pub staff: &'a Staff,
    pub units: &'a [Unit],
    pub periods: &'a [SeededPeriod],
}

/// Days after the last one for reports on which evaluations of this year are signed.
const SIGNED_AFTER_DAYS: i64 = 9;

/// How often a predikat is given where the unit achieved so much: in the order of [`Predikat::ALL`].
const fn weights(level: UnitAchievement) -> [u32; 5] {
    match level {
        UnitAchievement::Istimewa => [0, 0, 5, 35, 60],
        UnitAchievement::Baik => [1, 2, 12, 65, 20],
        UnitAchievement::ButuhPerbaikan => [0, 2, 63, 27, 8],
        UnitAchievement::Kurang => [0, 62, 14, 20, 4],
        UnitAchievement::SangatKurang => [65, 12, 8, 15, 0],
    }
}

const RESULTS: [[&str; 3]; 3] = [
    [
        "Target belum tercapai; penyebabnya dibahas dan langkah perbaikan disepakati.",
        "Capaian tertinggal sejak awal periode dan laporannya tidak rutin.",
        "Sebagian hasil kerja belum bergerak sampai akhir periode.",
    ],
    [
        "Target tercapai dan laporannya rutin.",
        "Hasil kerja sesuai rencana, dengan catatan kecil di percakapan.",
        "Capaian memenuhi harapan; hambatan diselesaikan tepat waktu.",
    ],
    [
        "Target terlampaui jauh sebelum akhir periode.",
        "Hasil kerja melampaui harapan dan membantu unit lain.",
        "Capaian di atas target pada hampir semua indikator.",
    ],
];

const CONDUCT: [[&str; 3]; 3] = [
    [
        "Beberapa kali menolak tugas tanpa alasan; sudah dibahas bersama.",
        "Keluhan pengguna layanan berulang dan belum ada perubahan.",
        "Kehadiran dan tanggung jawab perlu segera diperbaiki.",
    ],
    [
        "Bekerja sesuai nilai dasar dan menjawab umpan balik.",
        "Sikap kerja baik dan konsisten.",
        "Bekerja sama dengan baik dan terbuka terhadap masukan.",
    ],
    [
        "Menjadi contoh bagi rekan kerja dan sabar melayani.",
        "Berinisiatif membantu unit lain dan berbagi ilmu.",
        "Melayani melebihi yang diharapkan, juga di luar jam sibuk.",
    ],
];

const EVENTS: [&str; 3] = [
    "Menolak bergantian jaga tanpa alasan",
    "Meninggalkan loket saat antrean panjang",
    "Tidak menindaklanjuti keluhan yang sudah dicatat",
];

const OWN_WORDS: [&str; 3] = [
    "Target tercapai; hambatan terbesar adalah jaringan di lapangan.",
    "Sebagian target tertinggal karena kegiatan bergeser ke periode berikutnya.",
    "Pekerjaan berjalan sesuai rencana. Saya ingin ikut pelatihan pelaporan.",
];

const BASES: [&str; 3] = [
    "Rencana aksi periode ini dan perjanjian kinerja menjadi dasarnya.",
    "Capaian indikator utama dan hasil rapat evaluasi menjadi dasarnya.",
    "Rekomendasi perencana dan inspektorat ikut dipertimbangkan.",
];

impl Evaluations {
    pub(super) fn invent(options: &SeedOptions, ground: &Ground<'_>) -> Self {
        let mut dice = options.dice("evaluations");
        let places = places(ground.periods);
        let levels = levels(options, ground, &mut dice);
        let leader = ground.staff.people.iter().position(|person| {
            let leads = |post: usize| {
                ground.staff.posts[post].is_head && ground.units[ground.staff.posts[post].unit].parent.is_none()
            };
            person.spans.iter().any(|span| span.until.is_none() && leads(span.post))
        });
        let last = last_plans(ground.plans);
        let mut made = Self { leader, ..Self::default() };
        for (plan, planned) in ground.plans.iter().enumerate() {
            let Some((_, kind)) = planned.regime else { continue };
            let Some(assessor) = planned.assessor else { continue };
            let span = (planned.starts_on, planned.ends_on);
            for evaluated in EvaluationPeriod::of_plan(span, kind, last.contains(&plan)) {
                let Some(period) = places.get(&evaluated).copied() else { continue };
                let Some(signed_at) = signed_at(options, &ground.periods[period]) else { continue };
                made.evaluate(options, ground, (plan, period), (assessor, signed_at), &levels, &mut dice);
            }
        }
        if leader.is_some() {
            for ((unit, period), level) in levels {
                let Some(at) = signed_at(options, &ground.periods[period]) else { continue };
                made.achieved.push(Achieved { unit, period, level, set_at: at - jiff::SignedDuration::from_hours(48) });
            }
        }
        made
    }

    /// Evaluates a plan in a period, if its assessor has done so by now.
    fn evaluate(
        &mut self,
        options: &SeedOptions,
        ground: &Ground<'_>,
        (plan, period): (usize, usize),
        (assessor, signed_at): (usize, Timestamp),
        levels: &BTreeMap<(usize, usize), UnitAchievement>,
        dice: &mut Dice,
    ) {
        let (planned, seeded) = (&ground.plans[plan], &ground.periods[period]);
        let is_newest = is_newest(options, seeded);
        let is_demo_team = assessor == ground.staff.cast.atasan;
        let says = is_demo_team || dice.chance(40);
        if says && planned.person != ground.staff.cast.pegawai && options.profile == super::Profile::Small {
            let sent_at = signed_at - jiff::SignedDuration::from_hours(30);
            self.own.push(SelfAssessed { plan, period, sent_at });
        }
        // Some heads take their time.
        let is_done = !is_newest || (!is_demo_team && dice.chance(80));
        if !is_done {
            return;
        }
        let office = office(ground.units, planned.unit);
        let Some(level) = levels.get(&(office, period)) else { return };
        let weight = |predikat: &Predikat| {
            Predikat::ALL.iter().zip(weights(*level)).find(|(of, _)| *of == predikat).map_or(0, |(_, weight)| weight)
        };
        // People change little from one period to the next.
        let drawn = *dice.weighted(&Predikat::ALL, weight);
        let usual = *self.usual.entry((planned.person, planned.year)).or_insert(drawn);
        let predikat = if dice.chance(75) { usual } else { drawn };
        let mut ratings = ratings(predikat, dice);
        let post = &ground.staff.posts[planned.post];
        if post.is_head && planned.unit == office {
            ratings.results = HeadRatings::KNOWN.of(*level);
        }
        let content = content(ratings, planned, seeded, dice);
        let is_released = !is_newest || dice.chance(80);
        let released_at = is_released.then(|| signed_at + jiff::SignedDuration::from_hours(20));
        let released_at = released_at.filter(|at| *at < options.now);
        let said = if dice.chance(25) { Acknowledgement::Agreed } else { Acknowledgement::Received };
        let said_at = released_at.map(|at| at + jiff::SignedDuration::from_hours(70)).filter(|at| *at < options.now);
        let acknowledged = said_at.filter(|_| dice.chance(90)).map(|at| (said, at));
        self.evaluated.push(Evaluated {
            plan,
            period,
            content,
            signed_at,
            signed_by: assessor,
            released_at,
            acknowledged,
        });
    }
}

/// The periods by what they are.
fn places(periods: &[SeededPeriod]) -> HashMap<EvaluationPeriod, usize> {
    let named = |(place, seeded): (usize, &SeededPeriod)| {
        (EvaluationPeriod::containing(seeded.period.kind, seeded.period.starts_on), place)
    };
    periods.iter().enumerate().map(named).collect()
}

/// Returns when evaluations of a period were signed; `None` for one that is not over for long enough.
fn signed_at(options: &SeedOptions, seeded: &SeededPeriod) -> Option<Timestamp> {
    if let Some(final_at) = seeded.final_at {
        return Some(final_at);
    }
    let on = seeded.period.due_on.saturating_add(SIGNED_AFTER_DAYS.days());
    (on < options.today).then(|| options.zone.instant(on.at(14, 0, 0, 0)))
}

/// Returns whether a period is the last one of its kind in this year whose evaluations have begun.
fn is_newest(options: &SeedOptions, seeded: &SeededPeriod) -> bool {
    let next = seeded.period.ends_on.saturating_add(1.day());
    let next = crate::domain::calendar::Period::containing(seeded.period.kind, next);
    let next_signed_on = next.due_on.saturating_add(SIGNED_AFTER_DAYS.days());
    seeded.final_at.is_none() && next_signed_on >= options.today
}

/// The last plan of each person in each year.
fn last_plans(plans: &[Plan]) -> BTreeSet<usize> {
    let mut last: BTreeMap<(usize, i16), (Date, usize)> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        let newest = last.entry((plan.person, plan.year)).or_insert((plan.starts_on, at));
        *newest = (*newest).max((plan.starts_on, at));
    }
    last.into_values().map(|(_, at)| at).collect()
}

/// The perangkat daerah of a unit; the agency itself for one that is in none.
fn office(units: &[Unit], unit: usize) -> usize {
    let mut at = unit;
    while let Some(parent) = units[at].parent {
        if units[parent].parent.is_none() {
            return at;
        }
        at = parent;
    }
    at
}

/// What each perangkat daerah achieved in each period that was evaluated: in the closed year every level, this year most of
/// them met what was expected.
fn levels(options: &SeedOptions, ground: &Ground<'_>, dice: &mut Dice) -> BTreeMap<(usize, usize), UnitAchievement> {
    let offices: BTreeSet<usize> = ground.plans.iter().map(|plan| office(ground.units, plan.unit)).collect();
    let mut levels = BTreeMap::new();
    for (number, unit) in offices.into_iter().enumerate() {
        let of_year = match number % 10 {
            0 => UnitAchievement::Istimewa,
            3 => UnitAchievement::ButuhPerbaikan,
            6 => UnitAchievement::Kurang,
            9 => UnitAchievement::SangatKurang,
            _ => UnitAchievement::Baik,
        };
        for (period, seeded) in ground.periods.iter().enumerate() {
            if signed_at(options, seeded).is_none() {
                continue;
            }
            let this_year = [UnitAchievement::Istimewa, UnitAchievement::Baik, UnitAchievement::ButuhPerbaikan];
            let weight = |level: &UnitAchievement| if *level == UnitAchievement::Baik { 8 } else { 1 };
            let level = if seeded.final_at.is_some() { of_year } else { *dice.weighted(&this_year, weight) };
            levels.insert((unit, period), level);
        }
    }
    levels
}

/// Ratings that lead to a predikat.
fn ratings(predikat: Predikat, dice: &mut Dice) -> Ratings {
    let all = Rating::ALL.into_iter().flat_map(|results| Rating::ALL.map(|conduct| Ratings { results, conduct }));
    let fitting: Vec<Ratings> = all.filter(|ratings| Matrix::NATIONAL.predikat(*ratings) == predikat).collect();
    *dice.pick(&fitting)
}

fn content(ratings: Ratings, plan: &Plan, seeded: &SeededPeriod, dice: &mut Dice) -> EvaluationContent {
    let mut judgement = |rating: Rating, reasons: &[[&str; 3]; 3]| {
        let reason = (*dice.pick(&reasons[rating as usize])).to_owned();
        Judgement { rating: Some(rating), reason }
    };
    let (results, conduct) = (judgement(ratings.results, &RESULTS), judgement(ratings.conduct, &CONDUCT));
    let mut content = EvaluationContent { results, conduct, ..EvaluationContent::default() };
    if ratings.conduct == Rating::Below {
        let value = dice.within(0..CORE_VALUES.len());
        let (first, last) = (seeded.period.starts_on.max(plan.starts_on), seeded.period.ends_on.min(plan.ends_on));
        let on = first.saturating_add(dice.within(0..=i64::from((last - first).get_days())).days());
        content.values[value].is_below = true;
        content.values[value].evidence = vec![Evidence::Event { on, text: (*dice.pick(&EVENTS)).to_owned() }];
    }
    // Few sign without having read everything.
    let read = if dice.chance(85) { plan.results.len() } else { plan.results.len() / 2 };
    content.opened = plan.results.iter().take(read).map(|result| result.id).collect();
    content
}

pub(super) fn evaluations(agency: &Agency) -> Table<'_> {
    let rows = agency.evaluations.evaluated.iter().map(|it| {
        let (plan, period) = (&agency.plans[it.plan], &agency.periods[it.period]);
        row(&[&agency.id.0, &agency.person(plan.person), &plan.id.0, &period.id.0, &it.signed_at])
    });
    Table::new("evaluation (agency_id, employee_id, skp_id, period_id, final_at)", rows)
}

pub(super) fn versions(agency: &Agency) -> Table<'_> {
    let rows = agency.evaluations.evaluated.iter().map(|it| {
        let (plan, period) = (&agency.plans[it.plan], &agency.periods[it.period]);
        let ratings = it.content.ratings();
        let signer = &agency.staff.people[it.signed_by];
        let post = signer.spans.last().map(|span| agency.staff.posts[span.post].name.as_str());
        row(&[
            &agency.id.0,
            &plan.id.0,
            &period.id.0,
            &1_i16,
            &serde_json::to_string(&it.content).unwrap_or_default(),
            &ratings.map(|ratings| ratings.results.code()),
            &ratings.map(|ratings| ratings.conduct.code()),
            &ratings.map(|ratings| Matrix::NATIONAL.predikat(ratings).code()),
            &it.signed_at,
            &signer.id.0,
            &post.unwrap_or_default(),
            &it.released_at,
            &it.acknowledged.map(|(said, _)| word(&said)),
            &it.acknowledged.map(|(_, at)| at),
        ])
    });
    Table::new(
        "evaluation_version (agency_id, skp_id, period_id, version, content, results, conduct, predikat, signed_at, \
         signed_by, signed_as, released_at, acknowledgement, acknowledged_at)",
        rows,
    )
}

pub(super) fn self_assessments(agency: &Agency) -> Table<'_> {
    let rows = agency.evaluations.own.iter().enumerate().map(|(number, it)| {
        let (plan, period) = (&agency.plans[it.plan], &agency.periods[it.period]);
        let said = SelfAssessment { note: OWN_WORDS[number % OWN_WORDS.len()].to_owned(), ..SelfAssessment::default() };
        let content = serde_json::to_string(&said).unwrap_or_default();
        row(&[&agency.id.0, &plan.id.0, &period.id.0, &content, &it.sent_at, &it.sent_at])
    });
    Table::new("self_assessment (agency_id, skp_id, period_id, content, saved_at, sent_at)", rows)
}

pub(super) fn achievements(agency: &Agency) -> Table<'_> {
    let leader = agency.evaluations.leader;
    let rows = agency.evaluations.achieved.iter().enumerate().filter_map(move |(number, it)| {
        let by = agency.person(leader?);
        let (unit, period) = (agency.units[it.unit].id.0, agency.periods[it.period].id.0);
        Some(row(&[&agency.id.0, &unit, &period, &it.set_at, &it.level.code(), &BASES[number % BASES.len()], &by]))
    });
    Table::new("unit_achievement (agency_id, unit_id, period_id, set_at, level, basis, set_by)", rows)
}
