//! Posts of a health centre beside those who treat patients: pharmacy, laboratory, surveillance.

use super::{Template, TemplateRhk, count, coverage, falling, monthly, share};
use crate::domain::skp::Aspect;

pub(crate) static ASISTEN_APOTEKER: Template = Template {
    code: "asisten_apoteker",
    name: "Asisten apoteker dan tenaga teknis kefarmasian",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya obat yang tercatat dan tertata di gudang farmasi",
            tags: &["obat", "layanan"],
            indicators: &[
                share("Butir obat yang stoknya sama dengan kartu", 97),
                share("Laporan pemakaian obat terkirim sampai tanggal 5", 100).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya peracikan resep yang cepat dan tanpa salah",
            tags: &["resep", "waktu", "pasien"],
            indicators: &[
                monthly("Resep yang disiapkan", "resep", 600),
                falling("Median menit penyiapan resep", "menit", 2500, [2200, 2000, 1800, 1500]),
            ],
        },
    ],
};

pub(crate) static PRANATA_LABORATORIUM: Template = Template {
    code: "pranata_laboratorium",
    name: "Pranata laboratorium kesehatan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya hasil pemeriksaan laboratorium yang benar dan tepat waktu",
            tags: &["waktu", "layanan", "pasien"],
            indicators: &[
                monthly("Pemeriksaan yang selesai", "pemeriksaan", 320),
                share("Hasil keluar sesuai janji waktu", 92).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Terjaganya mutu alat dan bahan pemeriksaan",
            tags: &["mutu"],
            indicators: &[share("Kontrol mutu harian yang masuk batas", 95)],
        },
    ],
};

pub(crate) static EPIDEMIOLOG: Template = Template {
    code: "epidemiolog",
    name: "Epidemiolog",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terdeteksinya penyakit berpotensi wabah sejak kasus pertama",
            tags: &["penyakit", "wilayah"],
            indicators: &[
                share("Laporan kewaspadaan dini yang masuk tepat waktu", 90).of(Aspect::Time).weekly(),
                share("Kejadian luar biasa diselidiki paling lama 24 jam", 100).of(Aspect::Time).quarterly(),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya cakupan imunisasi di wilayah yang rawan",
            tags: &["imunisasi", "cakupan"],
            indicators: &[coverage("Kelurahan rawan yang cakupannya lengkap", 90)],
        },
        TemplateRhk {
            text: "Tersedianya analisis penyakit yang dipakai pimpinan",
            tags: &["data", "program"],
            indicators: &[count("Analisis triwulanan yang diterima", "analisis", 4).quarterly()],
        },
    ],
};
