//! The people: posts, and names, numbers (NIP, Perka BKN 22/2007 and 43/2007) and grades that fit together.

use super::{
    dice::Dice,
    jobs::{Job, Ladder, Sort, Study},
    names::name,
    structure::{DEMO_PUSKESMAS, HEALTH_OFFICE, PERSONNEL_OFFICE, Unit},
};
use crate::domain::{
    id::{EmployeeId, PostId},
    measure::Frequency,
    org::{
        Employment,
        PostKind::{self, Administrator, Elected, Fungsional, Jpt, Pelaksana, Pengawas},
    },
    template::{template, template_for},
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

pub(crate) struct Post {
    pub id: PostId,
    pub unit: usize,
    pub name: String,
    pub kind: PostKind,
    pub template: &'static str,
    pub is_head: bool,
}

/// A time in a post.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub post: usize,
    pub since: Date,
    /// The first day after; `None` while it lasts.
    pub until: Option<Date>,
    pub definitive: bool,
}

pub(crate) struct Person {
    pub id: EmployeeId,
    pub nip: Option<String>,
    pub name: String,
    pub employment: Employment,
    pub grade: Option<&'static str>,
    pub birth: Option<Date>,
    pub female: bool,
    pub spans: Vec<Span>,
}

/// The prepared persons of the demo.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cast {
    pub pegawai: usize,
    pub atasan: usize,
    pub pimpinan: usize,
    pub pengelola: usize,
}

pub(crate) struct Staff {
    pub posts: Vec<Post>,
    pub people: Vec<Person>,
    pub cast: Cast,
    /// Units without a head.
    pub vacant: Vec<usize>,
    numbers: BTreeMap<String, u32>,
    by_title: BTreeMap<(usize, String), usize>,
}

/// How a post is filled, beyond its job.
struct Opening<'a> {
    unit: usize,
    title: String,
    kind: PostKind,
    is_head: bool,
    study: Study,
    /// Rung of the ladder, from 0.
    rung: usize,
    employment: Employment,
    female: bool,
    name: Option<&'a str>,
    newcomer: bool,
}

pub(crate) struct Hiring<'a> {
    pub dice: &'a mut Dice,
    pub today: Date,
    pub at: Timestamp,
    /// As many cities' worth of vacancies and exchanges.
    pub cities: usize,
}

/// The studies of heads of offices.
const LEADERS_STUDIES: [Study; 4] = [
    Study::Bachelor("S.Sos., M.Si."),
    Study::Bachelor("S.STP., M.AP."),
    Study::Bachelor("S.E., M.M."),
    Study::Bachelor("S.H., M.H."),
];

const EXPERT: [&str; 3] = ["Ahli Pertama", "Ahli Muda", "Ahli Madya"];
const SKILLED: [&str; 3] = ["Terampil", "Mahir", "Penyelia"];

/// The title of a rung of a job.
pub(crate) fn title(job: &Job, rung: usize) -> String {
    match job.ladder {
        Ladder::None => job.title.to_owned(),
        Ladder::Expert => format!("{} {}", job.title, EXPERT[rung.min(2)]),
        Ladder::Skilled => format!("{} {}", job.title, SKILLED[rung.min(2)]),
    }
}

/// Fills every post of every unit.
pub(crate) fn staff(units: &mut [Unit], hiring: &mut Hiring<'_>) -> Staff {
    let mut staff = Staff {
        posts: vec![],
        people: vec![],
        cast: Cast::default(),
        vacant: vacancies(units, hiring),
        numbers: BTreeMap::new(),
        by_title: BTreeMap::new(),
    };
    for at in 0..units.len() {
        if staff.vacant.contains(&at) {
            let (title, kind) = units[at].head.clone();
            staff.post(hiring, at, title, kind, true);
            // One more person works there instead.
            units[at].places += 1;
        } else {
            staff.hire_head(hiring, units, at);
        }
        staff.hire_team(hiring, &units[at], at);
    }
    staff
}

/// Three kelurahan, a school, a puskesmas and a division without a head, for each city's worth of people.
fn vacancies(units: &[Unit], hiring: &mut Hiring<'_>) -> Vec<usize> {
    let mut vacant = vec![];
    for (sort, how_many) in [(Sort::Kelurahan, 3), (Sort::Primary, 1), (Sort::Puskesmas, 1), (Sort::Digital, 1)] {
        let mut fit: Vec<_> = (0..units.len())
            .filter(|at| units[*at].sort == sort && units[*at].name != DEMO_PUSKESMAS && units[*at].head.1 != Jpt)
            .filter(|at| units[*at].name != "Sekretariat")
            .collect();
        hiring.dice.shuffle(&mut fit);
        vacant.extend(fit.into_iter().take(how_many * hiring.cities));
    }
    vacant
}

impl Staff {
    /// Returns the post of a title in a unit; creates the first of its kind.
    pub(crate) fn post(
        &mut self,
        hiring: &mut Hiring<'_>,
        unit: usize,
        title: String,
        kind: PostKind,
        is_head: bool,
    ) -> usize {
        let posts = &mut self.posts;
        *self.by_title.entry((unit, title.clone())).or_insert_with(|| {
            let id = PostId(hiring.dice.id(hiring.at));
            let template = template_for(&title, kind, is_head);
            posts.push(Post { id, unit, name: title, kind, template, is_head });
            posts.len() - 1
        })
    }

    fn hire_head(&mut self, hiring: &mut Hiring<'_>, units: &[Unit], at: usize) {
        let unit = &units[at];
        let (title, kind) = unit.head.clone();
        let study = match (unit.sort, unit.name.as_str()) {
            (Sort::Primary | Sort::Secondary, _) => Study::Bachelor("S.Pd., M.Pd."),
            (Sort::Puskesmas, _) | (_, HEALTH_OFFICE) => Study::Doctor("dr."),
            (Sort::Works, _) => Study::Bachelor("S.T., M.T."),
            (Sort::Digital, _) => Study::Bachelor("S.Kom., M.T."),
            _ => *hiring.dice.pick(&LEADERS_STUDIES),
        };
        let (demo_name, demo) = match unit.name.as_str() {
            DEMO_PUSKESMAS => (Some("I Made Wirata Adnyana"), Some(&mut self.cast.atasan)),
            HEALTH_OFFICE => (Some("Lidya Mandagi"), Some(&mut self.cast.pimpinan)),
            _ => (None, None),
        };
        if let Some(demo) = demo {
            *demo = self.people.len();
        }
        let place = Opening {
            unit: at,
            title,
            kind,
            is_head: true,
            study,
            rung: 2,
            employment: if kind == Elected { Employment::Elected } else { Employment::Pns },
            female: if demo_name.is_some() { unit.name == HEALTH_OFFICE } else { hiring.dice.chance(38) },
            name: demo_name,
            newcomer: false,
        };
        self.hire(hiring, place);
    }

    fn hire_team(&mut self, hiring: &mut Hiring<'_>, unit: &Unit, at: usize) {
        let (jobs, leaders) = (unit.sort.jobs(), unit.sort.leaders());
        for number in 0..unit.places {
            let demo = unit.name == DEMO_PUSKESMAS;
            let prepared = match number {
                0 if demo => Some("Bidan"),
                24 if demo => Some("Nutrisionis"),
                0 if unit.name == PERSONNEL_OFFICE => Some("Analis SDM Aparatur"),
                _ => None,
            };
            let job = match (leaders.get(number), prepared) {
                (Some(leader), _) => leader,
                (None, Some(name)) => {
                    // The expert's post where both ladders have one of that name.
                    jobs.iter().rfind(|job| job.title == name).unwrap_or(&jobs[0])
                }
                (None, None) => hiring.dice.weighted(jobs, |job| job.weight),
            };
            let weekly = template(template_for(job.title, job.kind, false))
                .results
                .iter()
                .flat_map(|result| result.indicators)
                .any(|iki| iki.frequency == Frequency::Weekly);
            let newcomer = (demo && number == 24)
                || (!demo && prepared.is_none() && !weekly && job.weight > 0 && hiring.dice.chance(4));
            let (employment, rung) = standing(job, newcomer, prepared.is_some(), hiring.dice);
            let named = match prepared {
                Some("Bidan") => {
                    self.cast.pegawai = self.people.len();
                    Some("Siti Rahmah Effendi")
                }
                Some("Analis SDM Aparatur") => {
                    self.cast.pengelola = self.people.len();
                    Some("Yosef Tandiono")
                }
                _ => None,
            };
            let female = match job.title {
                "Bidan" => true,
                _ if named.is_some() => false,
                _ => hiring.dice.chance(women_of_a_hundred(unit.sort)),
            };
            let place = Opening {
                unit: at,
                title: title(job, rung),
                kind: job.kind,
                is_head: false,
                study: job.study,
                rung,
                employment,
                female,
                name: named,
                newcomer,
            };
            self.hire(hiring, place);
        }
    }

    fn hire(&mut self, hiring: &mut Hiring<'_>, place: Opening<'_>) {
        let post = self.post(hiring, place.unit, place.title.clone(), place.kind, place.is_head);
        let (dice, today) = (&mut *hiring.dice, hiring.today);
        let year = today.year();
        let age: i16 = match (place.kind, place.rung, place.is_head) {
            (Jpt | Elected, ..) => dice.within(48..=57),
            (Administrator, ..) | (Fungsional, _, true) => dice.within(42..=56),
            (Pengawas, ..) => dice.within(38..=54),
            (Fungsional, 0, _) => dice.within(25..=37),
            (Fungsional, 1, _) => dice.within(35..=48),
            (Fungsional, ..) => dice.within(44..=57),
            (Pelaksana, ..) => dice.within(24..=54),
        };
        let birth = day(dice, year - age);
        let (appointed, since) = match place.employment {
            Employment::Elected => (year, date(year - 2, 1)),
            _ if place.newcomer => (year, today.first_of_month()),
            Employment::Pns => {
                let appointed = (year - age + dice.within(22..=27)).min(year - 3);
                (appointed, date(dice.within((appointed + 1).max(year - 8)..=year - 2), dice.within(1..=12)))
            }
            Employment::Pppk => {
                let appointed = dice.within(year - 5..=year - 1);
                (appointed, date(appointed, dice.within(2..=11)))
            }
            Employment::PppkParuhWaktu => (year - 1, date(year - 1, dice.within(8..=11))),
        };
        let bare = place.name.map_or_else(|| name(dice, place.female), str::to_owned);
        let person = Person {
            id: EmployeeId(dice.id(hiring.at)),
            nip: (place.employment != Employment::Elected)
                .then(|| number(&mut self.numbers, dice, birth, appointed, &place)),
            name: with_degrees(&bare, &place),
            employment: place.employment,
            grade: grade(&place, dice),
            birth: Some(birth),
            female: place.female,
            spans: vec![Span { post, since, until: None, definitive: true }],
        };
        self.people.push(person);
    }
}

/// Returns the kind of employment and the rung of the ladder. PNS and PPPK are shared about as in all of Indonesia on
/// 1 November 2025 (64 % PNS, 36 % PPPK); part-time PPPK, who exist since 2025, are mostly pelaksana.
fn standing(job: &Job, newcomer: bool, prepared: bool, dice: &mut Dice) -> (Employment, usize) {
    use Employment::{Pns, Pppk, PppkParuhWaktu};
    let shares = match (newcomer, prepared || job.weight == 0, job.kind) {
        (true, ..) => [(Pppk, 1), (Pns, 0), (PppkParuhWaktu, 0)],
        (_, true, _) => [(Pns, 1), (Pppk, 0), (PppkParuhWaktu, 0)],
        (_, _, Pelaksana) => [(Pns, 52), (Pppk, 24), (PppkParuhWaktu, 24)],
        _ => [(Pns, 65), (Pppk, 32), (PppkParuhWaktu, 3)],
    };
    let employment = dice.weighted(&shares, |share| share.1).0;
    let rungs = match (job.ladder, employment) {
        (Ladder::None, _) => [(0, 1), (1, 0), (2, 0)],
        (_, Pns) if prepared => [(0, 1), (1, 1), (2, 0)],
        (_, Pns) => [(0, 45), (1, 37), (2, 18)],
        (_, Pppk) if !newcomer => [(0, 85), (1, 15), (2, 0)],
        _ => [(0, 1), (1, 0), (2, 0)],
    };
    (employment, dice.weighted(&rungs, |rung| rung.1).0)
}

const fn women_of_a_hundred(sort: Sort) -> u32 {
    match sort {
        Sort::Primary | Sort::Secondary => 70,
        Sort::Puskesmas | Sort::Hospital => 74,
        Sort::Works => 25,
        Sort::Rescue => 10,
        _ => 47,
    }
}

fn with_degrees(name: &str, place: &Opening<'_>) -> String {
    match place.study {
        Study::School => name.to_owned(),
        Study::Doctor(before) if place.is_head && place.kind == Jpt => format!("{before} {name}, M.Kes."),
        Study::Doctor(before) if place.is_head => format!("{before} {name}, M.K.M."),
        Study::Doctor(before) => format!("{before} {name}"),
        Study::Diploma(degree) | Study::Bachelor(degree) => format!("{name}, {degree}"),
    }
}

fn grade(place: &Opening<'_>, dice: &mut Dice) -> Option<&'static str> {
    let fit: &[&str] = match (place.employment, place.kind, place.study, place.rung) {
        (Employment::Elected, ..) => return None,
        (Employment::Pns, Jpt, ..) => &["IV/b", "IV/c", "IV/d"],
        (Employment::Pns, Administrator, ..) => &["III/d", "IV/a", "IV/b"],
        (Employment::Pns, Pengawas, ..) => &["III/b", "III/c", "III/d"],
        (Employment::Pns, Fungsional, Study::Diploma(_), 0) => &["II/c", "II/d"],
        (Employment::Pns, Fungsional, Study::Diploma(_), 1) | (Employment::Pns, Fungsional, _, 0) => {
            &["III/a", "III/b"]
        }
        (Employment::Pns, Fungsional, Study::Diploma(_), _) | (Employment::Pns, Fungsional, _, 1) => {
            &["III/c", "III/d"]
        }
        (Employment::Pns, Fungsional, ..) => &["IV/a", "IV/b"],
        (Employment::Pns, _, Study::School, _) => &["II/a", "II/b", "II/c", "II/d"],
        (Employment::Pns, ..) => &["III/a", "III/b", "III/c", "III/d"],
        (_, _, Study::School, _) => &["V"],
        (_, _, Study::Diploma(_), _) => &["VII"],
        (_, _, Study::Bachelor(_), _) => &["IX"],
        (_, _, Study::Doctor(_), _) => &["X"],
    };
    Some(*dice.pick(fit))
}

/// Returns the NIP; serials begin at 900, where no real number is.
fn number(
    numbers: &mut BTreeMap<String, u32>,
    dice: &mut Dice,
    birth: Date,
    appointed: i16,
    place: &Opening<'_>,
) -> String {
    let code: u32 = match place.employment {
        Employment::Pns => dice.within(1..=12),
        _ => dice.within(21..=22),
    };
    let sex = if place.female { 2 } else { 1 };
    let first = format!("{:04}{:02}{:02}{appointed:04}{code:02}{sex}", birth.year(), birth.month(), birth.day());
    let serial = numbers.entry(first.clone()).and_modify(|serial| *serial += 1).or_insert(900);
    format!("{first}{serial:03}")
}

/// Returns a random day of a year.
fn day(dice: &mut Dice, year: i16) -> Date {
    Date::new(year, dice.within(1..=12), dice.within(1..=28)).unwrap_or_default()
}

/// Returns the first of a month.
fn date(year: i16, month: i8) -> Date {
    Date::new(year, month, 1).unwrap_or_default()
}
