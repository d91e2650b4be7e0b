//! Roads, bridges and the plan of the city.

use super::{Template, TemplateRhk, count, coverage, falling, rising, share};
use crate::domain::skp::Aspect;

pub(crate) static PENATA_RUANG: Template = Template {
    code: "penata_ruang",
    name: "Penata ruang dan teknik tata bangunan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya pemanfaatan ruang yang sesuai rencana tata ruang",
            tags: &["ruang", "bangunan"],
            indicators: &[
                count("Permohonan kesesuaian ruang yang selesai", "permohonan", 180),
                falling("Median hari penilaian satu permohonan", "hari", 2000, [1700, 1400, 1200, 1000]),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya bangunan yang laik fungsi",
            tags: &["keselamatan", "layanan"],
            indicators: &[coverage("Bangunan umum yang diperiksa kelaikannya", 60)],
        },
    ],
};

pub(crate) static JALAN_JEMBATAN: Template = Template {
    code: "jalan_jembatan",
    name: "Pengelola jalan dan jembatan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya jalan kota dalam kondisi mantap",
            tags: &["jalan", "infrastruktur"],
            indicators: &[
                rising("Jalan kota dalam kondisi mantap", "%", [8000, 8100, 8250, 8400]).quarterly(),
                count("Ruas jalan yang dipelihara", "km", 60),
            ],
        },
        TemplateRhk {
            text: "Terselesaikannya laporan kerusakan jalan dan jembatan dari warga",
            tags: &["layanan", "waktu"],
            indicators: &[
                share("Lubang jalan yang ditutup paling lama 3 hari", 85).of(Aspect::Time),
                count("Jembatan yang diperiksa", "jembatan", 48),
            ],
        },
    ],
};

pub(crate) static PENGENDALI_LINGKUNGAN: Template = Template {
    code: "pengendali_lingkungan",
    name: "Pengendali dampak lingkungan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya usaha yang taat pada izin lingkungan",
            tags: &["lingkungan", "kepatuhan"],
            indicators: &[
                count("Usaha yang diawasi", "usaha", 72),
                coverage("Temuan yang sudah diperbaiki usaha", 80).of(Aspect::Quality),
            ],
        },
        TemplateRhk {
            text: "Terjaganya mutu air sungai dan udara kota",
            tags: &["mutu", "wilayah"],
            indicators: &[share("Titik pantau yang memenuhi baku mutu", 75).quarterly()],
        },
    ],
};
