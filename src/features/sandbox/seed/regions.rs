//! The regions of a province beside its capital: administrative cities, and below each office a branch for each.

use super::{
    jobs::Sort,
    structure::{Builder, HEALTH_OFFICE, OFFICES},
};
use crate::domain::org::PostKind::{Administrator, Fungsional, Jpt, Pengawas};

/// Invented places.
const REGIONS: [&str; 12] = [
    "Muara Indah",
    "Tanjung Cahaya",
    "Bukit Permai",
    "Lembah Asri",
    "Rawa Mulya",
    "Telaga Jernih",
    "Padang Makmur",
    "Karang Jaya",
    "Teluk Sentosa",
    "Gunung Damai",
    "Pulau Seribu Nyiur",
    "Hutan Rimbun",
];

const SIDES: [&str; 8] = ["Utara", "Selatan", "Timur", "Barat", "Tengah", "Hulu", "Hilir", "Pesisir"];

const VILLAGES: [&str; 6] =
    ["Mekar Sari", "Sumber Makmur", "Harapan Baru", "Sinar Pagi", "Suka Damai", "Tirta Kencana"];

/// Schools below each kecamatan's branch, primary and secondary.
const PRIMARY_SCHOOLS: u32 = 7;
const SECONDARY_SCHOOLS: u32 = 3;

impl Builder<'_> {
    /// Adds the first `how_many` regions, about 330 units each, up to five levels deep.
    pub(crate) fn regions(&mut self, how_many: usize) {
        for region in REGIONS.into_iter().take(how_many) {
            self.city(region);
            self.schools(region);
            self.clinics(region);
            for (office, sort, _, divisions) in OFFICES {
                let branch = self.branch(office, region, *sort);
                for division in divisions {
                    self.section(branch, division.trim_start_matches("Bidang "), *sort);
                }
                for side in SIDES {
                    self.detachment(branch, &format!("{region} {side}"), *sort);
                }
            }
        }
    }

    fn city(&mut self, region: &str) {
        let head = ("Wali Kota Administrasi".to_owned(), Jpt);
        let city = self.add(Some(0), format!("Kota Administrasi {region}"), Sort::Kecamatan, head);
        for division in ["Bagian Pemerintahan", "Bagian Umum dan Kepegawaian", "Bagian Perekonomian"] {
            self.division(city, division, Sort::Office);
        }
        for side in SIDES {
            let name = format!("Kecamatan {region} {side}");
            let kecamatan = self.add(Some(city), name, Sort::Kecamatan, ("Camat".to_owned(), Administrator));
            for village in VILLAGES {
                let head = ("Lurah".to_owned(), Pengawas);
                self.add(Some(kecamatan), format!("Kelurahan {village} {side}"), Sort::Kelurahan, head);
            }
        }
    }

    fn schools(&mut self, region: &str) {
        let head = || ("Kepala Sekolah".to_owned(), Fungsional);
        let branch = self.branch("Dinas Pendidikan", region, Sort::Office);
        for section in ["Pendidikan Dasar", "Pendidik dan Tenaga Kependidikan"] {
            self.section(branch, section, Sort::Office);
        }
        for side in SIDES {
            let place = format!("{region} {side}");
            let below = self.detachment(branch, &place, Sort::Office);
            for number in 1..=PRIMARY_SCHOOLS {
                self.add(Some(below), format!("SD Negeri {number:02} {place}"), Sort::Primary, head());
            }
            for number in 1..=SECONDARY_SCHOOLS {
                self.add(Some(below), format!("SMP Negeri {number:02} {place}"), Sort::Secondary, head());
            }
        }
    }

    fn clinics(&mut self, region: &str) {
        let head = || ("Kepala Puskesmas".to_owned(), Fungsional);
        let branch = self.branch(HEALTH_OFFICE, region, Sort::Office);
        for section in ["Kesehatan Masyarakat", "Pelayanan dan Sumber Daya Kesehatan"] {
            self.section(branch, section, Sort::Office);
        }
        for side in SIDES {
            let name = format!("Puskesmas Kecamatan {region} {side}");
            let clinic = self.add(Some(branch), name, Sort::Puskesmas, head());
            for village in &VILLAGES[..2] {
                self.add(Some(clinic), format!("Puskesmas Kelurahan {village} {side}"), Sort::Puskesmas, head());
            }
        }
        let director = (format!("Direktur RSUD {region}"), Administrator);
        let hospital = self.add(Some(branch), format!("RSUD {region}"), Sort::Hospital, director);
        for division in ["Bidang Pelayanan Medik", "Bidang Keperawatan", "Bidang Penunjang"] {
            let wards = self.division(hospital, division, Sort::Hospital);
            for number in 1..=4 {
                let head = (format!("Kepala Instalasi {number}"), Fungsional);
                self.add(Some(wards), format!("Instalasi {number}"), Sort::Hospital, head);
            }
        }
    }

    /// Adds an office's branch in a region, below the office.
    fn branch(&mut self, office: &str, region: &str, sort: Sort) -> usize {
        let parent = self.find(office);
        let name = format!("Suku {office} {region}");
        let head = (format!("Kepala {name}"), Administrator);
        self.add(parent, name, sort, head)
    }

    fn section(&mut self, branch: usize, matter: &str, sort: Sort) {
        let name = format!("Seksi {matter}");
        let head = (format!("Kepala {name}"), Pengawas);
        self.add(Some(branch), name, sort, head);
    }

    /// Adds the part of a branch that works in one kecamatan.
    fn detachment(&mut self, branch: usize, place: &str, sort: Sort) -> usize {
        let name = format!("Satuan Pelaksana {place}");
        let head = (format!("Kepala {name}"), Pengawas);
        self.add(Some(branch), name, sort, head)
    }
}
