//! The jobs of each sort of unit.

use crate::domain::org::PostKind::{self, Administrator, Fungsional, Pelaksana, Pengawas};

/// The sort of a unit, which decides its jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Office,
    Counter,
    Works,
    Digital,
    Planning,
    Finance,
    Personnel,
    Audit,
    Farm,
    Rescue,
    Primary,
    Secondary,
    Puskesmas,
    Hospital,
    Kecamatan,
    Kelurahan,
}

/// A field of study: decides degrees and grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Study {
    School,
    Diploma(&'static str),
    Bachelor(&'static str),
    /// `dr.` or `drg.` before the name.
    Doctor(&'static str),
}

/// The ladder of a functional post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ladder {
    None,
    /// Ahli Pertama, Muda, Madya.
    Expert,
    /// Terampil, Mahir, Penyelia.
    Skilled,
}

pub(crate) struct Job {
    pub title: &'static str,
    pub kind: PostKind,
    pub ladder: Ladder,
    pub study: Study,
    /// The relative number of holders, of a hundred or so.
    pub weight: u32,
}

const fn expert(title: &'static str, degree: &'static str, weight: u32) -> Job {
    Job { title, kind: Fungsional, ladder: Ladder::Expert, study: Study::Bachelor(degree), weight }
}

const fn doctor(title: &'static str, before: &'static str, weight: u32) -> Job {
    Job { title, kind: Fungsional, ladder: Ladder::Expert, study: Study::Doctor(before), weight }
}

const fn skilled(title: &'static str, degree: &'static str, weight: u32) -> Job {
    Job { title, kind: Fungsional, ladder: Ladder::Skilled, study: Study::Diploma(degree), weight }
}

const fn clerk(title: &'static str, weight: u32) -> Job {
    Job { title, kind: Pelaksana, ladder: Ladder::None, study: Study::School, weight }
}

const fn officer(title: &'static str, degree: &'static str, weight: u32) -> Job {
    Job { title, kind: Pelaksana, ladder: Ladder::None, study: Study::Bachelor(degree), weight }
}

/// A leading post beside the head of the unit.
const fn leading(title: &'static str, kind: PostKind) -> Job {
    Job { title, kind, ladder: Ladder::None, study: Study::Bachelor("S.Sos."), weight: 0 }
}

const OFFICE: &[Job] = &[
    officer("Penelaah Teknis Kebijakan", "S.Sos.", 22),
    clerk("Pengadministrasi Perkantoran", 22),
    clerk("Pengelola Layanan Operasional", 14),
    clerk("Operator Layanan Operasional", 14),
    officer("Pengelola Keuangan", "S.E.", 12),
    expert("Perencana", "S.E.", 6),
    expert("Analis Kebijakan", "S.AP.", 10),
];
const COUNTER: &[Job] = &[
    clerk("Operator Layanan Adminduk", 50),
    officer("Penelaah Teknis Kebijakan", "S.H.", 15),
    clerk("Pengadministrasi Perkantoran", 15),
    expert("Administrator Database Kependudukan", "S.Kom.", 12),
    officer("Pengelola Keuangan", "S.E.", 8),
];
const WORKS: &[Job] = &[
    expert("Teknik Jalan dan Jembatan", "S.T.", 16),
    expert("Pengendali Dampak Lingkungan", "S.T.", 12),
    clerk("Operator Layanan Operasional", 26),
    clerk("Pengelola Layanan Operasional", 18),
    officer("Penelaah Teknis Kebijakan", "S.T.", 16),
    clerk("Pengadministrasi Perkantoran", 12),
];
const DIGITAL: &[Job] = &[
    expert("Pranata Komputer", "S.Kom.", 36),
    skilled("Pranata Komputer", "A.Md.Kom.", 24),
    expert("Statistisi", "S.Stat.", 10),
    officer("Penelaah Teknis Kebijakan", "S.I.Kom.", 16),
    clerk("Pengadministrasi Perkantoran", 14),
];
const PLANNING: &[Job] = &[
    expert("Perencana", "S.E.", 48),
    officer("Penelaah Teknis Kebijakan", "S.Si.", 28),
    clerk("Pengadministrasi Perkantoran", 14),
    officer("Pengelola Keuangan", "S.E.", 10),
];
const FINANCE: &[Job] = &[
    officer("Pengelola Keuangan", "S.E.", 40),
    expert("Analis Keuangan Pusat dan Daerah", "S.E.", 26),
    officer("Bendahara", "S.E.", 8),
    officer("Penelaah Teknis Kebijakan", "S.E.", 14),
    clerk("Pengadministrasi Perkantoran", 12),
];
const PERSONNEL: &[Job] = &[
    expert("Analis SDM Aparatur", "S.AP.", 48),
    skilled("Pranata SDM Aparatur", "A.Md.", 18),
    officer("Penelaah Teknis Kebijakan", "S.Psi.", 18),
    clerk("Pengadministrasi Perkantoran", 16),
];
const AUDIT: &[Job] = &[
    expert("Auditor", "S.Ak.", 60),
    expert("Pengawas Penyelenggaraan Urusan Pemerintahan Daerah", "S.H.", 24),
    clerk("Pengadministrasi Perkantoran", 16),
];
const FARM: &[Job] = &[
    expert("Penyuluh Pertanian", "S.P.", 42),
    skilled("Penyuluh Pertanian", "A.Md.P.", 20),
    expert("Analis Ketahanan Pangan", "S.TP.", 14),
    clerk("Pengelola Layanan Operasional", 12),
    clerk("Pengadministrasi Perkantoran", 12),
];
const RESCUE: &[Job] = &[
    clerk("Anggota Regu Reaksi Cepat", 52),
    officer("Penata Penanggulangan Bencana", "S.Si.", 22),
    clerk("Operator Pusdalops", 14),
    clerk("Pengadministrasi Perkantoran", 12),
];
const PRIMARY: &[Job] = &[
    expert("Guru Kelas", "S.Pd.", 76),
    expert("Guru Pendidikan Agama", "S.Pd.I.", 12),
    expert("Guru Pendidikan Jasmani", "S.Pd.", 9),
    clerk("Pengadministrasi Sekolah", 2),
    clerk("Operator Layanan Operasional", 1),
];
const SECONDARY: &[Job] = &[
    expert("Guru Matematika", "S.Pd.", 17),
    expert("Guru Bahasa Indonesia", "S.Pd.", 17),
    expert("Guru Bahasa Inggris", "S.Pd.", 14),
    expert("Guru Ilmu Pengetahuan Alam", "S.Pd.", 17),
    expert("Guru Ilmu Pengetahuan Sosial", "S.Pd.", 14),
    expert("Guru Bimbingan Konseling", "S.Pd.", 8),
    expert("Guru Seni Budaya", "S.Pd.", 10),
    clerk("Pengadministrasi Sekolah", 2),
    clerk("Operator Layanan Operasional", 1),
];
const PUSKESMAS: &[Job] = &[
    skilled("Bidan", "A.Md.Keb.", 16),
    expert("Bidan", "S.Tr.Keb.", 12),
    skilled("Perawat", "A.Md.Kep.", 18),
    expert("Perawat", "S.Kep., Ns.", 14),
    doctor("Dokter", "dr.", 8),
    doctor("Dokter Gigi", "drg.", 3),
    expert("Apoteker", "S.Farm., Apt.", 4),
    skilled("Nutrisionis", "A.Md.Gz.", 4),
    skilled("Sanitarian", "A.Md.K.L.", 4),
    skilled("Pranata Laboratorium Kesehatan", "A.Md.A.K.", 4),
    skilled("Perekam Medis", "A.Md.R.M.K.", 4),
    clerk("Pengadministrasi Perkantoran", 6),
    clerk("Pengelola Layanan Operasional", 4),
];
const HOSPITAL: &[Job] = &[
    expert("Perawat", "S.Kep., Ns.", 26),
    skilled("Perawat", "A.Md.Kep.", 24),
    skilled("Bidan", "A.Md.Keb.", 12),
    doctor("Dokter", "dr.", 14),
    expert("Apoteker", "S.Farm., Apt.", 6),
    skilled("Radiografer", "A.Md.Rad.", 5),
    skilled("Pranata Laboratorium Kesehatan", "A.Md.A.K.", 6),
    clerk("Pengadministrasi Perkantoran", 7),
];
const KECAMATAN: &[Job] = &[
    officer("Penelaah Teknis Kebijakan", "S.Sos.", 24),
    clerk("Petugas Layanan Kecamatan", 26),
    clerk("Pengadministrasi Perkantoran", 26),
    clerk("Pengelola Layanan Operasional", 14),
    officer("Pengelola Keuangan", "S.E.", 10),
];
const KELURAHAN: &[Job] = &[
    clerk("Petugas Layanan Kelurahan", 40),
    clerk("Pengadministrasi Perkantoran", 26),
    clerk("Pengelola Layanan Operasional", 20),
    officer("Pengelola Keuangan", "S.E.", 14),
];

const KECAMATAN_LEADERS: &[Job] = &[
    leading("Sekretaris Kecamatan", Administrator),
    leading("Kepala Seksi Pemerintahan", Pengawas),
    leading("Kepala Seksi Pelayanan", Pengawas),
];
const KELURAHAN_LEADERS: &[Job] =
    &[leading("Sekretaris Lurah", Pengawas), leading("Kepala Seksi Pemerintahan dan Pelayanan", Pengawas)];

impl Sort {
    /// Returns the jobs of the staff, by weight.
    pub(crate) const fn jobs(self) -> &'static [Job] {
        match self {
            Self::Office => OFFICE,
            Self::Counter => COUNTER,
            Self::Works => WORKS,
            Self::Digital => DIGITAL,
            Self::Planning => PLANNING,
            Self::Finance => FINANCE,
            Self::Personnel => PERSONNEL,
            Self::Audit => AUDIT,
            Self::Farm => FARM,
            Self::Rescue => RESCUE,
            Self::Primary => PRIMARY,
            Self::Secondary => SECONDARY,
            Self::Puskesmas => PUSKESMAS,
            Self::Hospital => HOSPITAL,
            Self::Kecamatan => KECAMATAN,
            Self::Kelurahan => KELURAHAN,
        }
    }

    /// Returns the leading jobs beside the head, each once.
    pub(crate) const fn leaders(self) -> &'static [Job] {
        match self {
            Self::Kecamatan => KECAMATAN_LEADERS,
            Self::Kelurahan => KELURAHAN_LEADERS,
            _ => &[],
        }
    }

    pub(crate) const fn is_school(self) -> bool {
        matches!(self, Self::Primary | Self::Secondary)
    }

    pub(crate) const fn is_health(self) -> bool {
        matches!(self, Self::Puskesmas | Self::Hospital)
    }
}
