//! The units of an invented government and the posts of their heads, as PP 18/2016 organises a kabupaten or kota: a
//! city, or a province whose capital is built like one.

use super::{Profile, dice::Dice, jobs::Sort};
use crate::domain::{
    id::UnitId,
    org::PostKind::{self, Administrator, Elected, Fungsional, Jpt, Pengawas},
};
use jiff::Timestamp;

pub(crate) struct Unit {
    pub id: UnitId,
    pub parent: Option<usize>,
    pub name: String,
    pub ordinal: i32,
    pub sort: Sort,
    /// The post of its head.
    pub head: (String, PostKind),
    /// The number of posts beside the head.
    pub places: usize,
}

/// The puskesmas of the demo: its head and one of its midwives are prepared persons.
pub(crate) const DEMO_PUSKESMAS: &str = "UPTD Puskesmas Sagara Utara";
pub(crate) const HEALTH_OFFICE: &str = "Dinas Kesehatan";
pub(crate) const PERSONNEL_OFFICE: &str = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia";

/// The number of posts in the puskesmas of the demo beside its head.
const DEMO_PLACES: usize = 25;

/// A dinas or badan beside education and health: its name, sort, whether its secretariat has two subbagian,
/// and its divisions.
pub(crate) const OFFICES: &[(&str, Sort, bool, [&str; 3])] = &[
    (
        "Dinas Kependudukan dan Pencatatan Sipil",
        Sort::Counter,
        false,
        ["Bidang Pendaftaran Penduduk", "Bidang Pencatatan Sipil", "Bidang Pengelolaan Informasi"],
    ),
    (
        "Dinas Sosial",
        Sort::Office,
        false,
        ["Bidang Perlindungan Sosial", "Bidang Rehabilitasi Sosial", "Bidang Pemberdayaan Sosial"],
    ),
    (
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        Sort::Works,
        true,
        ["Bidang Bina Marga", "Bidang Sumber Daya Air", "Bidang Penataan Ruang"],
    ),
    (
        "Dinas Lingkungan Hidup",
        Sort::Works,
        false,
        ["Bidang Persampahan", "Bidang Pengendalian Pencemaran", "Bidang Taman dan Keanekaragaman Hayati"],
    ),
    (
        "Dinas Perhubungan",
        Sort::Works,
        false,
        ["Bidang Lalu Lintas", "Bidang Angkutan", "Bidang Keselamatan dan Parkir"],
    ),
    (
        "Dinas Komunikasi dan Informatika",
        Sort::Digital,
        false,
        ["Bidang Aplikasi Informatika", "Bidang Infrastruktur Digital", "Bidang Komunikasi Publik"],
    ),
    (
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        Sort::Counter,
        false,
        ["Bidang Pelayanan Perizinan", "Bidang Penanaman Modal", "Bidang Pengaduan dan Data"],
    ),
    (
        "Dinas Ketahanan Pangan dan Pertanian",
        Sort::Farm,
        false,
        ["Bidang Penyuluhan", "Bidang Ketersediaan Pangan", "Bidang Peternakan dan Perikanan"],
    ),
    (
        PERSONNEL_OFFICE,
        Sort::Personnel,
        false,
        ["Bidang Mutasi dan Promosi", "Bidang Pengembangan Kompetensi", "Bidang Penilaian Kinerja"],
    ),
    (
        "Badan Perencanaan Pembangunan Daerah",
        Sort::Planning,
        false,
        ["Bidang Perencanaan Ekonomi", "Bidang Perencanaan Sosial", "Bidang Data dan Evaluasi"],
    ),
    (
        "Badan Keuangan Daerah",
        Sort::Finance,
        true,
        ["Bidang Anggaran", "Bidang Perbendaharaan", "Bidang Pendapatan Daerah"],
    ),
    (
        "Badan Penanggulangan Bencana Daerah",
        Sort::Rescue,
        false,
        ["Bidang Pencegahan dan Kesiapsiagaan", "Bidang Kedaruratan dan Logistik", "Bidang Rehabilitasi"],
    ),
];

const PUSKESMAS: &[&str] = &[
    "Muara Jernih",
    "Kota Lama",
    "Bukit Raya",
    "Tanjung Harapan",
    "Simpang Lima",
    "Sagara Selatan",
    "Pasir Putih",
    "Batu Ampar",
    "Lembah Hijau",
    "Sagara Timur",
    "Rawa Indah",
    "Telaga Biru",
    "Sagara Barat",
];

const KECAMATAN: &[(&str, [&str; 5])] = &[
    ("Sagara Utara", ["Muara Jernih", "Pelabuhan", "Tanjung Harapan", "Pasir Putih", "Karang Sari"]),
    ("Sagara Selatan", ["Bukit Raya", "Lembah Hijau", "Kebun Kopi", "Mekar Jaya", "Sumber Rejeki"]),
    ("Sagara Timur", ["Simpang Lima", "Rawa Indah", "Padang Lalang", "Tirta Asri", "Kampung Baru"]),
    ("Sagara Barat", ["Kota Lama", "Pasar Gede", "Batu Ampar", "Telaga Biru", "Taman Sari"]),
];

const PRIMARY_SCHOOLS: u32 = 20;
const SECONDARY_SCHOOLS: u32 = 8;

/// Builds the tree, parents before children.
pub(crate) struct Builder<'a> {
    units: Vec<Unit>,
    dice: &'a mut Dice,
    at: Timestamp,
}

impl Builder<'_> {
    pub(crate) fn add(&mut self, parent: Option<usize>, name: String, sort: Sort, head: (String, PostKind)) -> usize {
        let ordinal = self.units.iter().filter(|unit| unit.parent == parent).count();
        let id = UnitId(self.dice.id(self.at));
        let ordinal = i32::try_from(ordinal).unwrap_or(i32::MAX);
        self.units.push(Unit { id, parent, name, ordinal, sort, head, places: 0 });
        self.units.len() - 1
    }

    /// A unit of the agency's own, by its name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit.parent == Some(0) && unit.name == name)
    }

    /// A division whose head is called after it.
    pub(crate) fn division(&mut self, parent: usize, name: &str, sort: Sort) -> usize {
        self.add(Some(parent), name.to_owned(), sort, (format!("Kepala {name}"), Administrator))
    }

    fn secretariat(&mut self, office: usize, of: &str, with_subbagian: bool) {
        let unit =
            self.add(Some(office), "Sekretariat".to_owned(), Sort::Office, (format!("Sekretaris {of}"), Administrator));
        if with_subbagian {
            for (name, sort) in [("Umum dan Kepegawaian", Sort::Personnel), ("Keuangan", Sort::Finance)] {
                let name = format!("Subbagian {name}");
                let head = (format!("Kepala {name}"), Pengawas);
                self.add(Some(unit), name, sort, head);
            }
        }
    }

    fn office(&mut self, name: &str, sort: Sort, with_subbagian: bool) -> usize {
        let unit = self.add(Some(0), name.to_owned(), sort, (format!("Kepala {name}"), Jpt));
        self.secretariat(unit, name, with_subbagian);
        unit
    }
}

/// Returns the units of an agency, with as many posts as it has people.
pub(crate) fn units(agency: &str, profile: Profile, dice: &mut Dice, at: Timestamp) -> Vec<Unit> {
    let mut build = Builder { units: vec![], dice, at };
    let head = if profile.regions() == 0 { "Wali Kota" } else { "Gubernur" };
    build.add(None, agency.to_owned(), Sort::Office, (head.to_owned(), Elected));

    let secretariat =
        build.add(Some(0), "Sekretariat Daerah".to_owned(), Sort::Office, ("Sekretaris Daerah".to_owned(), Jpt));
    for name in ["Bagian Tata Pemerintahan", "Bagian Hukum", "Bagian Organisasi", "Bagian Umum"] {
        build.division(secretariat, name, Sort::Office);
    }
    let audit = build.add(Some(0), "Inspektorat".to_owned(), Sort::Audit, ("Inspektur".to_owned(), Jpt));
    build.secretariat(audit, "Inspektorat", false);
    for number in ["I", "II"] {
        let head = (format!("Inspektur Pembantu {number}"), Administrator);
        build.add(Some(audit), format!("Inspektorat Pembantu {number}"), Sort::Audit, head);
    }
    education(&mut build);
    health(&mut build);
    for (name, sort, with_subbagian, divisions) in OFFICES {
        let office = build.office(name, *sort, *with_subbagian);
        for division in divisions {
            build.division(office, division, *sort);
        }
    }
    for (name, villages) in KECAMATAN {
        let head = ("Camat".to_owned(), Administrator);
        let unit = build.add(Some(0), format!("Kecamatan {name}"), Sort::Kecamatan, head);
        for village in villages {
            build.add(Some(unit), format!("Kelurahan {village}"), Sort::Kelurahan, ("Lurah".to_owned(), Pengawas));
        }
    }
    build.regions(profile.regions());
    let mut units = build.units;
    places(&mut units, profile.people(), dice);
    units
}

fn education(build: &mut Builder<'_>) {
    let office = build.office("Dinas Pendidikan", Sort::Office, true);
    for division in ["Bidang Pembinaan SD", "Bidang Pembinaan SMP", "Bidang PAUD dan Pendidikan Nonformal"] {
        build.division(office, division, Sort::Office);
    }
    let head = || ("Kepala Sekolah".to_owned(), Fungsional);
    for number in 1..=PRIMARY_SCHOOLS {
        build.add(Some(office), format!("SD Negeri {number:02} Sagara"), Sort::Primary, head());
    }
    for number in 1..=SECONDARY_SCHOOLS {
        build.add(Some(office), format!("SMP Negeri {number:02} Sagara"), Sort::Secondary, head());
    }
}

fn health(build: &mut Builder<'_>) {
    let office = build.office(HEALTH_OFFICE, Sort::Office, true);
    for division in [
        "Bidang Kesehatan Masyarakat",
        "Bidang Pencegahan Penyakit",
        "Bidang Pelayanan Kesehatan",
        "Bidang Sumber Daya Kesehatan",
    ] {
        build.division(office, division, Sort::Office);
    }
    let head = || ("Kepala Puskesmas".to_owned(), Fungsional);
    build.add(Some(office), DEMO_PUSKESMAS.to_owned(), Sort::Puskesmas, head());
    for name in PUSKESMAS {
        build.add(Some(office), format!("UPTD Puskesmas {name}"), Sort::Puskesmas, head());
    }
    let hospital = ("Direktur RSUD".to_owned(), Administrator);
    let hospital = build.add(Some(office), "UPTD RSUD Sagara".to_owned(), Sort::Hospital, hospital);
    for division in ["Bidang Pelayanan Medik", "Bidang Keperawatan", "Bidang Penunjang"] {
        build.division(hospital, division, Sort::Hospital);
    }
}

/// Distributes the people: 45 % teachers and 18 % health workers, a share typical of a city; schools and puskesmas have
/// a few clerks as well; all others are placed randomly.
fn places(units: &mut [Unit], people: usize, dice: &mut Dice) {
    let rest = people.saturating_sub(units.len());
    let schools = share_of(people, 463, |unit| unit.sort.is_school(), units);
    let clinics =
        share_of(people, 200, |unit| unit.sort.is_health() && unit.name != DEMO_PUSKESMAS, units) - DEMO_PLACES;
    let offices = rest - schools - clinics - DEMO_PLACES;
    for unit in units.iter_mut().filter(|unit| unit.name == DEMO_PUSKESMAS) {
        unit.places = DEMO_PLACES;
    }
    share_out(units, schools, dice, |unit| unit.sort.is_school());
    share_out(units, clinics, dice, |unit| unit.sort.is_health() && unit.name != DEMO_PUSKESMAS);
    share_out(units, offices, dice, |unit| !unit.sort.is_school() && !unit.sort.is_health() && unit.parent.is_some());
}

/// Returns `thousandths` of all people, without the heads of those units.
fn share_of(people: usize, thousandths: usize, among: impl Fn(&Unit) -> bool, units: &[Unit]) -> usize {
    people * thousandths / 1000 - units.iter().filter(|unit| among(unit)).count()
}

/// Spreads a number over some of the units, unevenly but to the last one.
fn share_out(units: &mut [Unit], total: usize, dice: &mut Dice, among: impl Fn(&Unit) -> bool) {
    let chosen: Vec<_> = (0..units.len()).filter(|at| among(&units[*at])).collect();
    let weights: Vec<usize> = chosen.iter().map(|_| dice.within(60..=140)).collect();
    let whole: usize = weights.iter().sum();
    let (mut seen, mut given) = (0, 0);
    for (at, weight) in chosen.into_iter().zip(weights) {
        seen += weight;
        let until = total * seen / whole.max(1);
        units[at].places = until - given;
        given = until;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn of(profile: Profile) -> Vec<Unit> {
        units("Kota", profile, &mut Dice::new(1, "Kota", "units"), Timestamp::UNIX_EPOCH)
    }

    fn depth(units: &[Unit], at: usize) -> usize {
        units[at].parent.map_or(0, |parent| 1 + depth(units, parent))
    }

    #[test]
    fn the_places_add_up_to_the_people() {
        for (profile, number) in
            [(Profile::Small, 150..=170), (Profile::Medium, 1_000..=1_300), (Profile::Large, 4_000..=4_500)]
        {
            let units = of(profile);
            let people = profile.people();
            assert!(number.contains(&units.len()), "{profile:?}: {}", units.len());
            assert_eq!(units.len() + units.iter().map(|unit| unit.places).sum::<usize>(), people);
            let in_schools: usize = units.iter().filter(|unit| unit.sort.is_school()).map(|unit| unit.places + 1).sum();
            assert_eq!(in_schools, people * 463 / 1000);
            assert!(units.iter().skip(1).all(|unit| unit.parent.is_some() && unit.places > 0));
        }
    }

    #[test]
    fn every_size_is_a_tree_that_people_could_work_in() {
        for profile in [Profile::Small, Profile::Medium, Profile::Large] {
            let units = of(profile);
            let ids = |units: &[Unit]| units.iter().map(|unit| (unit.id, unit.places)).collect::<Vec<_>>();
            assert_eq!(ids(&units), ids(&of(profile)), "{profile:?}: the same seed, the same units");
            let names: BTreeSet<_> = units.iter().map(|unit| (unit.parent, unit.name.to_lowercase())).collect();
            assert_eq!(names.len(), units.len(), "{profile:?}: names are unique among siblings");
            for (at, unit) in units.iter().enumerate() {
                assert!(unit.parent.is_none_or(|parent| parent < at), "{}: parents come first", unit.name);
                assert!(unit.places < 150, "{}: {} people under one head", unit.name, unit.places);
                assert!(units.iter().filter(|other| other.parent == Some(at)).count() <= 60, "{}", unit.name);
            }
            let deepest = (0..units.len()).map(|at| depth(&units, at)).max();
            assert_eq!(deepest, Some(if profile == Profile::Small { 3 } else { 5 }), "{profile:?}");
        }
    }
}
