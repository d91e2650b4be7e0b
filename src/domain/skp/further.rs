//! What a plan says beside its results: the conduct that the leader expects, by the seven core values, and the three
//! lists of its appendix (`PermenPANRB` 6/2022; the values and their guidance: SE `MenPANRB` 20/2021).

use serde::{Deserialize, Serialize};

/// A core value of the civil service with its three statements of conduct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoreValue {
    pub name: &'static str,
    pub guidance: [&'static str; 3],
}

/// `BerAKHLAK`, in the order of the circular.
pub const CORE_VALUES: [CoreValue; 7] = [
    CoreValue {
        name: "Berorientasi Pelayanan",
        guidance: [
            "Memahami dan memenuhi kebutuhan masyarakat",
            "Ramah, cekatan, solutif, dan dapat diandalkan",
            "Melakukan perbaikan tiada henti",
        ],
    },
    CoreValue {
        name: "Akuntabel",
        guidance: [
            "Melaksanakan tugas dengan jujur, bertanggung jawab, cermat, disiplin, dan berintegritas tinggi",
            "Menggunakan kekayaan dan barang milik negara secara bertanggung jawab, efektif, dan efisien",
            "Tidak menyalahgunakan kewenangan jabatan",
        ],
    },
    CoreValue {
        name: "Kompeten",
        guidance: [
            "Meningkatkan kompetensi diri untuk menjawab tantangan yang selalu berubah",
            "Membantu orang lain belajar",
            "Melaksanakan tugas dengan kualitas terbaik",
        ],
    },
    CoreValue {
        name: "Harmonis",
        guidance: [
            "Menghargai setiap orang apa pun latar belakangnya",
            "Suka menolong orang lain",
            "Membangun lingkungan kerja yang kondusif",
        ],
    },
    CoreValue {
        name: "Loyal",
        guidance: [
            "Memegang teguh ideologi Pancasila, Undang-Undang Dasar Negara Republik Indonesia Tahun 1945, setia kepada \
             Negara Kesatuan Republik Indonesia serta pemerintahan yang sah",
            "Menjaga nama baik sesama ASN, pimpinan, instansi, dan negara",
            "Menjaga rahasia jabatan dan negara",
        ],
    },
    CoreValue {
        name: "Adaptif",
        guidance: [
            "Cepat menyesuaikan diri menghadapi perubahan",
            "Terus berinovasi dan mengembangkan kreativitas",
            "Bertindak proaktif",
        ],
    },
    CoreValue {
        name: "Kolaboratif",
        guidance: [
            "Memberi kesempatan kepada berbagai pihak untuk berkontribusi",
            "Terbuka dalam bekerja sama untuk menghasilkan nilai tambah",
            "Menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama",
        ],
    },
];

/// What people are expected to do for each of [`CORE_VALUES`], line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance(pub [Vec<String>; 7]);

impl Guidance {
    /// The words of SE `MenPANRB` 20/2021.
    pub fn of_circular() -> Self {
        Self(CORE_VALUES.map(|value| value.guidance.map(str::to_owned).into()))
    }

    /// The words of UU 20/2023, article 4: those of the circular but for `Harmonis` and `Loyal`.
    pub fn of_law() -> Self {
        let Self(mut values) = Self::of_circular();
        let [.., harmonis, loyal, _, _] = &mut values;
        *harmonis = [
            "Menghargai setiap orang tanpa membedakan latar belakang",
            "Suka menolong",
            "Membangun lingkungan kerja yang kondusif",
        ]
        .map(str::to_owned)
        .into();
        *loyal = [
            "Memegang teguh ideologi Pancasila, Undang-Undang Dasar Negara Republik Indonesia Tahun 1945, setia kepada \
             Negara Kesatuan Republik Indonesia, dan pemerintahan yang sah",
            "Menjaga nama baik ASN, instansi, dan negara",
            "Menjaga rahasia jabatan dan negara",
        ]
        .map(str::to_owned)
        .into();
        Self(values)
    }
}

/// The names of the three lists of the appendix (lampiran).
pub const APPENDIX: [&str; 3] = ["Dukungan sumber daya", "Skema pertanggungjawaban", "Konsekuensi"];

/// The most rows of a list of the appendix.
pub const MAX_ROWS: usize = 20;

/// How the results of a plan are measured: all of them alike (`PermenPANRB` 6/2022).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approach {
    /// Kuantitatif: in numbers with a unit.
    #[default]
    Quantitative,
    /// Kualitatif: in words ([`crate::domain::measure::STEPS`]).
    Qualitative,
}

impl Approach {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a version of a plan says beside its results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    #[serde(default, skip_serializing_if = "Approach::is_default")]
    pub approach: Approach,
    /// What the leader expects beyond the guidance, value by value of [`CORE_VALUES`]; empty where nothing.
    pub expectations: [String; 7],
    /// The rows of the lists of [`APPENDIX`].
    pub appendix: [Vec<String>; 3],
}
