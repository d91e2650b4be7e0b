//! An invented agency with a year and more of data: units, people, plans, reports and threads.
//!
//! Same options, same rows: every id and every number comes from the seed. Nobody in it exists; NIP serials begin at
//! 900. The parts are computed in memory in this order, each from those before, and then written by COPY:
//! [`structure`] with [`regions`] (units), [`people`] (staff), [`careers`] (earlier posts), [`rules`], [`plans`], [`aims`] with
//! [`history`] (reports), [`standings`], [`talk`] (threads), [`meeting`] (follow-ups),
//! [`evaluations`], [`revisions`] (plans in work), [`trail`] (the audit trail).

mod agreed;
mod aims;
mod careers;
mod copy;
mod course;
mod dice;
mod evaluations;
mod history;
mod jobs;
mod meeting;
mod names;
mod people;
mod periods;
mod phrases;
mod plans;
mod regions;
mod revisions;
mod rules;
mod standings;
mod structure;
mod talk;
mod trail;
mod wording;
mod write;

use crate::domain::{
    calendar::Zone,
    id::AgencyId,
    org::AgencyKind,
    regime::{Rule, Rules},
};
use dice::Dice;
use history::Horizon;
use jiff::{Timestamp, civil::Date};
use people::Hiring;
use sqlx::PgConnection;

/// The size of the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// A city: 3,500 people in about 160 units, two or three indicators each.
    Small,
    /// A province of three regions: 25,000 people in about 1,200 units, two indicators each.
    Medium,
    /// A province of twelve regions: 100,000 people in about 4,200 units, two indicators each.
    Large,
}

impl Profile {
    const fn people(self) -> usize {
        match self {
            Self::Small => 3_500,
            Self::Medium => 25_000,
            Self::Large => 100_000,
        }
    }

    /// Returns the number of regions beside the capital.
    const fn regions(self) -> usize {
        match self {
            Self::Small => 0,
            Self::Medium => 3,
            Self::Large => 12,
        }
    }

    /// Returns how many cities of the small profile have as many people.
    const fn cities(self) -> usize {
        self.people() / Self::Small.people()
    }

    const fn depth(self) -> plans::Depth {
        match self {
            Self::Small => plans::Depth::Whole,
            Self::Medium | Self::Large => plans::Depth::Short,
        }
    }

    /// Returns the name of an agency of that size.
    pub const fn agency(self) -> &'static str {
        match self {
            Self::Small => "Kota Sagara",
            Self::Medium => "Provinsi Sagara",
            Self::Large => "Provinsi Sagara Raya",
        }
    }
}

#[derive(Clone, Debug)]
pub struct SeedOptions {
    pub name: String,
    pub zone: Zone,
    pub profile: Profile,
    pub seed: u64,
    /// The first day without reports.
    pub today: Date,
    pub now: Timestamp,
    /// Any but a real one has four accounts of prepared persons, which have no password.
    pub kind: AgencyKind,
}

/// The seeded agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded {
    pub agency: AgencyId,
    pub employees: usize,
    pub units: usize,
    pub reports: usize,
    pub messages: usize,
}

/// Creates the agency inside the caller's transaction. The connection is the owner's: COPY does not work under forced
/// row-level security. The caller counts the roll-ups afterwards.
///
/// # Errors
/// When the database refuses, for example because there is an agency of that name.
pub async fn seed(conn: &mut PgConnection, options: &SeedOptions) -> Result<Seeded, sqlx::Error> {
    let agency = Agency::invent(options);
    write::write(conn, options, &agency).await?;
    Ok(Seeded {
        agency: agency.id,
        employees: agency.staff.people.len(),
        units: agency.units.len(),
        reports: agency.plans.iter().flat_map(plans::Plan::indicators).map(|iki| iki.reports.len()).sum(),
        messages: agency.threads.iter().map(|thread| thread.messages.len()).sum(),
    })
}

/// Units and people, before anybody plans or reports.
struct Workforce {
    units: Vec<structure::Unit>,
    staff: people::Staff,
    tenures: careers::Tenures,
    assessments: Vec<careers::Assessment>,
}

/// The whole agency in memory.
struct Agency {
    id: AgencyId,
    /// The time when its master data was entered.
    begun: Timestamp,
    units: Vec<structure::Unit>,
    staff: people::Staff,
    assessments: Vec<careers::Assessment>,
    periods: Vec<periods::SeededPeriod>,
    /// Those of its own.
    rules: Vec<Rule>,
    plans: Vec<plans::Plan>,
    threads: Vec<talk::Thread>,
    evaluations: evaluations::Evaluations,
    horizon: Horizon,
}

impl SeedOptions {
    fn dice(&self, part: &str) -> Dice {
        Dice::new(self.seed, &self.name, part)
    }

    /// Returns the time when the master data was entered: on the first working day of last year.
    fn begun(&self) -> Timestamp {
        let begun = Date::new(self.today.year() - 1, 1, 2).unwrap_or(self.today);
        self.zone.instant(begun.at(8, 0, 0, 0))
    }
}

impl Workforce {
    fn invent(options: &SeedOptions) -> Self {
        let (today, at) = (options.today, options.begun());
        let mut units = structure::units(&options.name, options.profile, &mut options.dice("units"), at);
        let mut chance = options.dice("people");
        let mut hiring = Hiring { dice: &mut chance, today, at, cities: options.profile.cities() };
        let mut staff = people::staff(&mut units, &mut hiring);
        careers::live(&mut staff, &units, &mut hiring);
        let tenures = careers::Tenures::of(&staff, &units);
        let assessments = careers::assessments(&staff, &units, &tenures, today);
        Self { units, staff, tenures, assessments }
    }
}

impl Agency {
    fn invent(options: &SeedOptions) -> Self {
        let (today, zone, begun) = (options.today, options.zone, options.begun());
        let horizon = Horizon { today, zone };
        let Workforce { units, staff, tenures, assessments } = Workforce::invent(options);
        let depth = options.profile.depth();
        let mut plans = plans::plans(&staff, &units, &tenures, today, zone, depth, &mut options.dice("plans"));
        aims::report_all(&mut plans, &staff, &units, staff.cast, &horizon, &mut options.dice("history"));
        let ordinary = talk::ORDINARY * options.profile.cities();
        let threads = talk::threads(&plans, &staff, staff.cast, ordinary, &horizon, &mut options.dice("talk"));
        let periods = periods::periods(today, zone, options.now, begun, &mut options.dice("periods"));
        let rules = rules::rules(options, &staff);
        plans::record_regimes(&mut plans, &staff, zone, &Rules::of_agency(rules.clone()));
        let ground = evaluations::Ground { plans: &plans, staff: &staff, units: &units, periods: &periods };
        let evaluations = evaluations::Evaluations::invent(options, &ground);
        let id = AgencyId(options.dice("agency").id(begun));
        Self { id, begun, units, staff, assessments, periods, rules, plans, threads, evaluations, horizon }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        board::Counts,
        feedback::Subject,
        forecast,
        measure::{Fraction, Status},
        nip::Nip,
        org::Employment,
    };
    use jiff::civil::date;
    use sha2::{Digest, Sha256};
    use std::collections::BTreeSet;

    fn options(profile: Profile) -> SeedOptions {
        let today = date(2026, 11, 22);
        SeedOptions {
            name: "Kota".to_owned(),
            zone: Zone::Wita,
            profile,
            seed: 7,
            today,
            now: Zone::Wita.instant(today.at(9, 0, 0, 0)),
            kind: AgencyKind::Demo,
        }
    }

    /// Returns a digest of the rows of every table, in hexadecimal.
    fn digest<'a>(tables: impl IntoIterator<Item = copy::Table<'a>>) -> String {
        let mut digest = Sha256::new();
        for table in tables {
            digest.update(table.columns);
            table.rows.for_each(|row| digest.update(row));
        }
        format!("{:x}", digest.finalize())
    }

    #[test]
    fn a_hundred_thousand_people_have_numbers_of_their_own_and_somebody_who_assesses_them() {
        let profile = Profile::Large;
        let force = Workforce::invent(&options(profile));
        let people = &force.staff.people;
        assert_eq!(people.len(), profile.people());
        let numbers: BTreeSet<_> = people.iter().filter_map(|person| person.nip.as_deref()).collect();
        assert_eq!(numbers.len(), people.len() - 1, "everybody but the governor has one");
        assert!(numbers.iter().all(|number| Nip::parse(number).is_ok() && number[15..] >= *"900"));
        let mut teams = vec![0; people.len()];
        let now = || force.assessments.iter().filter(|row| row.until.is_none());
        now().for_each(|row| teams[row.assessor] += 1);
        assert_eq!(now().map(|row| row.person).collect::<BTreeSet<_>>().len(), people.len() - 1);
        assert!(teams.iter().all(|team| *team < 160), "{:?} under one head", teams.iter().max());
        assert_eq!(force.staff.vacant.len(), 6 * profile.cities());
    }

    #[test]
    fn an_invented_agency_holds_together() {
        let options = options(Profile::Small);
        let agency = Agency::invent(&options);
        let standings = standings::open_standings(&agency.plans, &agency.horizon);
        // A change of the small agency's content is stated here.
        assert_eq!(
            digest(write::tables(&options, &agency, &standings)),
            "6adb51e232d7287bf5d9b9eb0a4e03f49c5ae56165c5c20d03d4084f018b7c34"
        );
        let people = &agency.staff.people;
        assert_eq!(people.len(), 3_500);
        let numbers: BTreeSet<_> = people.iter().filter_map(|person| person.nip.as_deref()).collect();
        assert_eq!(numbers.len(), 3_499);
        for person in people.iter().filter(|person| person.employment != Employment::Elected) {
            let nip = person.nip.as_deref().map(Nip::parse).expect("a number").expect("a valid number");
            assert_eq!((nip.birth_date(), nip.is_female()), (person.birth, person.female), "{}", person.name);
            assert!(nip.as_str()[15..] >= *"900");
        }
        assert!(agency.assessments.iter().all(|row| row.person != row.assessor));

        let end = agency.horizon.end();
        let mut statuses = vec![];
        for plan in &agency.plans {
            for report in plan.indicators().flat_map(|iki| &iki.reports) {
                assert!(report.observed_at <= report.received_at && report.received_at < end);
                let day = options.zone.day(report.observed_at);
                assert!(plan.agreed_at <= report.observed_at && plan.starts_on <= day && day <= plan.ends_on);
            }
            for iki in plan.indicators() {
                let population = iki.template.population();
                let fraction = |report: &history::Report| Fraction::nearest(report.value, population?);
                let is_its_share = |report| fraction(report).is_none_or(|told| told.percent() == report.value);
                assert!(iki.reports.iter().all(is_its_share), "{}", iki.template.name);
            }
            if plan.is_open() {
                statuses
                    .push(Status::worst(plan.indicators().map(|iki| standings::standing(iki, &agency.horizon).status)));
            }
        }
        let counts: Counts = statuses.into_iter().collect();
        let share = |status| counts.of(status) * 100 / 3_499;
        assert!((8..=16).contains(&share(Status::Ahead)), "{counts:?}");
        assert!((52..=68).contains(&share(Status::OnPlan)), "{counts:?}");
        assert!((10..=20).contains(&share(Status::NeedsSupport)), "{counts:?}");
        assert!((6..=14).contains(&share(Status::Silent)), "{counts:?}");
        for thread in &agency.threads {
            let plan = &agency.plans[thread.plan];
            let there = match thread.subject {
                Subject::Report(id) => plan.indicators().flat_map(|iki| &iki.reports).any(|report| report.id == id),
                Subject::Rhk(id) => plan.results.iter().any(|result| result.id == id),
                Subject::Skp(id) => plan.id == id,
            };
            assert!(there, "{:?}", thread.subject);
        }
        for message in agency.threads.iter().flat_map(|thread| &thread.messages) {
            assert!(message.sent_at < end && !message.text.contains('{'), "{}", message.text);
        }
    }

    /// Returns the shares on plan or ahead of each unit with all below it, week by week.
    fn shares(seed: u64) -> Vec<Vec<i32>> {
        let options = SeedOptions { seed, ..options(Profile::Small) };
        let agency = Agency::invent(&options);
        let weeks = standings::weeks(&agency.plans, &agency.staff, &agency.units, &agency.horizon);
        let mut courses = vec![vec![]; agency.units.len()];
        for (_, units) in weeks {
            let mut sums = vec![Counts::default(); units.len()];
            for (at, week) in units.iter().enumerate() {
                let mut above = Some(at);
                while let Some(unit) = above {
                    sums[unit] += week.indicators;
                    above = agency.units[unit].parent;
                }
            }
            for (course, sum) in courses.iter_mut().zip(sums) {
                course.extend(sum.progress_percent());
            }
        }
        courses
    }

    #[test]
    fn the_band_of_a_forecast_holds_as_often_as_it_says() {
        // Every third unit: enough to measure, and quick.
        let courses: Vec<_> = [7, 8].into_iter().flat_map(shares).step_by(3).collect();
        for ahead in 0..forecast::AHEAD {
            let (mut held, mut all) = (0, 0);
            for course in &courses {
                for end in forecast::MIN_WEEKS..course.len().saturating_sub(ahead) {
                    let likely = forecast::likely(&course[..end])[ahead];
                    held += i32::from((likely.low..=likely.high).contains(&course[end + ahead]));
                    all += 1;
                }
            }
            let percent = held * 100 / all;
            println!(
                "{} weeks ahead: {percent} % of {all} forecasts hold, {} % are said to",
                ahead + 1,
                forecast::HOLDS_PERCENT
            );
            assert!((percent - forecast::HOLDS_PERCENT).abs() <= 5, "{} weeks ahead: {percent} %", ahead + 1);
        }
    }
}
