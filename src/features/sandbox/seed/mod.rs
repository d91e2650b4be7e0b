//! An invented agency with a year and more behind it: units, people, plans, reports and talk.
//!
//! Same options, same rows: every id and every number comes from the seed. Nobody in it exists; NIP serials
//! begin at 900. The parts are worked out in memory in this order, each from those before, and then written
//! by COPY: [`structure`] (units), [`people`] (who works where), [`careers`] (what lies behind them),
//! [`plans`], [`aims`] with [`history`] (reports), [`standings`] (what follows), [`talk`].

mod aims;
mod careers;
mod copy;
mod course;
mod dice;
mod history;
mod jobs;
mod names;
mod people;
mod periods;
mod phrases;
mod plans;
mod standings;
mod structure;
mod talk;
mod wording;
mod write;

use crate::domain::{calendar::Zone, id::AgencyId};
use dice::Dice;
use history::Horizon;
use jiff::{Timestamp, civil::Date};
use people::Hiring;
use sqlx::PgConnection;

/// How large the agency is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// 3,500 people in about 160 units.
    Small,
}

impl Profile {
    const fn people(self) -> usize {
        match self {
            Self::Small => 3_500,
        }
    }
}

#[derive(Clone, Debug)]
pub struct SeedOptions {
    pub name: String,
    pub zone: Zone,
    pub profile: Profile,
    pub seed: u64,
    /// The day that has not begun: reports go up to the day before.
    pub today: Date,
    pub now: Timestamp,
    /// Marks the agency as a demo and makes its four accounts, which have no password.
    pub demo: bool,
}

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded {
    pub agency: AgencyId,
    pub employees: usize,
    pub units: usize,
    pub reports: usize,
    pub messages: usize,
}

/// Makes the agency inside the caller's transaction. The connection is the owner's: COPY does not work under
/// forced row-level security. Roll-ups are counted by others afterwards.
///
/// # Errors
/// When the database refuses, for instance because there is an agency of that name.
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

/// The whole agency in memory.
struct Agency {
    id: AgencyId,
    /// When its master data was entered.
    begun: Timestamp,
    units: Vec<structure::Unit>,
    staff: people::Staff,
    assessments: Vec<careers::Assessment>,
    periods: Vec<periods::Period>,
    plans: Vec<plans::Plan>,
    threads: Vec<talk::Thread>,
    horizon: Horizon,
}

impl Agency {
    fn invent(options: &SeedOptions) -> Self {
        let dice = |part: &str| Dice::new(options.seed, &options.name, part);
        let (today, zone) = (options.today, options.zone);
        let horizon = Horizon { today, zone };
        let begun = Date::new(today.year() - 1, 1, 2).unwrap_or(today);
        let begun = zone.instant(begun.at(8, 0, 0, 0));

        let mut units = structure::units(&options.name, options.profile.people(), &mut dice("units"), begun);
        let mut chance = dice("people");
        let mut hiring = Hiring { dice: &mut chance, today, at: begun };
        let mut staff = people::staff(&mut units, &mut hiring);
        careers::live(&mut staff, &units, &mut hiring);
        let tenures = careers::Tenures::of(&staff, &units);
        let assessments = careers::assessments(&staff, &units, &tenures, today);
        let mut plans = plans::plans(&staff, &units, &tenures, today, zone, &mut dice("plans"));
        aims::tell(&mut plans, &staff, &units, staff.cast, &horizon, &mut dice("history"));
        let threads = talk::threads(&plans, &staff, staff.cast, &horizon, &mut dice("talk"));
        let periods = periods::periods(today, zone, options.now, begun, &mut dice("periods"));
        let id = AgencyId(dice("agency").id(begun));
        Self { id, begun, units, staff, assessments, periods, plans, threads, horizon }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{board::Counts, measure::Status, nip::Nip, org::Employment};
    use jiff::civil::date;
    use std::collections::BTreeSet;

    #[test]
    fn an_invented_agency_holds_together() {
        let today = date(2026, 11, 22);
        let options = SeedOptions {
            name: "Kota".to_owned(),
            zone: Zone::Wita,
            profile: Profile::Small,
            seed: 7,
            today,
            now: Zone::Wita.instant(today.at(9, 0, 0, 0)),
            demo: true,
        };
        let agency = Agency::invent(&options);
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
            if plan.open {
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
        for message in agency.threads.iter().flat_map(|thread| &thread.messages) {
            assert!(message.sent_at < end && !message.text.contains('{'), "{}", message.text);
        }
    }
}
