//! Puskesmas and hospital.

use super::{Template, TemplateRhk, count, coverage, falling, monthly, share};
use crate::domain::skp::Aspect;

pub(crate) static KEPALA_PUSKESMAS: Template = Template {
    code: "kepala_puskesmas",
    name: "Kepala puskesmas",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya cakupan imunisasi dasar lengkap dan kesehatan ibu di wilayah kerja puskesmas",
            tags: &["imunisasi", "ibu"],
            indicators: &[
                coverage("Cakupan imunisasi dasar lengkap wilayah kerja", 95).out_of(960),
                count("Kunjungan rumah ibu hamil dan nifas di wilayah kerja", "kunjungan", 1_440).weekly(),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya layanan pasien puskesmas yang tepat waktu dan bermutu",
            tags: &["layanan", "waktu"],
            indicators: &[
                falling("Median menit pasien menunggu", "menit", 6000, [4500, 4000, 3000, 2500]),
                share("Pasien yang menilai layanan baik", 88),
            ],
        },
    ],
};

pub(crate) static DOKTER: Template = Template {
    code: "dokter",
    name: "Dokter",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terselesaikannya layanan pasien sesuai standar pelayanan medis",
            tags: &["pasien", "layanan"],
            indicators: &[
                monthly("Pasien diperiksa", "pasien", 360),
                share("Rekam medis lengkap pada hari yang sama", 90),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya pengendalian hipertensi dan diabetes pasien terdaftar",
            tags: &["cakupan", "kesehatan"],
            indicators: &[coverage("Pasien terdaftar dengan tekanan darah terkendali", 70)
                .of(Aspect::Quality)
                .out_of(320)],
        },
    ],
};

pub(crate) static BIDAN: Template = Template {
    code: "bidan",
    name: "Bidan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya cakupan imunisasi dasar lengkap di wilayah kerja",
            tags: &["imunisasi"],
            indicators: &[
                coverage("Bayi sasaran dengan imunisasi dasar lengkap", 95).out_of(240),
                share("Data imunisasi tercatat paling lama 7 hari", 90),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya kesehatan ibu hamil dan nifas di wilayah binaan",
            tags: &["ibu"],
            indicators: &[count("Kunjungan rumah ibu hamil dan nifas", "kunjungan", 240).weekly()],
        },
        TemplateRhk {
            text: "Terwujudnya layanan KIA yang cepat bagi ibu dan anak",
            tags: &["waktu", "pasien", "layanan"],
            indicators: &[falling("Median menit ibu menunggu di layanan KIA", "menit", 5000, [4000, 3000, 2500, 2000])],
        },
    ],
};

pub(crate) static PERAWAT: Template = Template {
    code: "perawat",
    name: "Perawat",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terpenuhinya asuhan keperawatan pasien sesuai standar",
            tags: &["pasien", "layanan"],
            indicators: &[
                monthly("Pasien dengan asuhan keperawatan lengkap", "pasien", 180),
                falling("Median menit dari datang sampai ditangani", "menit", 3000, [2200, 1800, 1500, 1200]),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya keluarga binaan yang mandiri menjaga kesehatan",
            tags: &["kesehatan", "wilayah"],
            indicators: &[count("Keluarga binaan yang dikunjungi", "keluarga", 120)],
        },
    ],
};

pub(crate) static TENAGA_KESEHATAN: Template = Template {
    code: "tenaga_kesehatan",
    name: "Tenaga kesehatan lain",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya layanan penunjang kesehatan yang tepat waktu",
            tags: &["waktu", "layanan"],
            indicators: &[
                monthly("Layanan penunjang yang selesai", "layanan", 220),
                share("Hasil diserahkan sesuai janji waktu", 90).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya pengetahuan kesehatan warga di wilayah kerja",
            tags: &["wilayah", "kesehatan"],
            indicators: &[count("Kelompok warga yang mendapat penyuluhan", "kelompok", 48)],
        },
    ],
};
