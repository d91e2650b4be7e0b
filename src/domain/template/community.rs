//! Work with families and workers.

use super::{Template, TemplateRhk, count, coverage, falling, share};
use crate::domain::skp::Aspect;

pub(crate) static PENYULUH_KB: Template = Template {
    code: "penyuluh_kb",
    name: "Penyuluh keluarga berencana",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya peserta KB aktif di wilayah binaan",
            tags: &["keluarga", "wilayah"],
            indicators: &[
                count("Pasangan yang menjadi peserta KB baru", "pasangan", 120),
                coverage("Pasangan usia subur yang dikunjungi", 80),
            ],
        },
        TemplateRhk {
            text: "Terdampinginya keluarga berisiko stunting",
            tags: &["stunting", "ibu", "anak"],
            indicators: &[share("Keluarga berisiko yang didampingi tiap bulan", 90)],
        },
        TemplateRhk {
            text: "Tersedianya data keluarga yang mutakhir",
            tags: &["data"],
            indicators: &[coverage("Keluarga yang datanya dimutakhirkan", 95)],
        },
    ],
};

pub(crate) static PENGANTAR_KERJA: Template = Template {
    code: "pengantar_kerja",
    name: "Pengantar kerja dan mediator hubungan industrial",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya pencari kerja yang mendapat pekerjaan",
            tags: &["kerja", "layanan"],
            indicators: &[
                count("Pencari kerja yang ditempatkan", "orang", 360),
                coverage("Lowongan terdaftar yang terisi", 70).of(Aspect::Quality),
            ],
        },
        TemplateRhk {
            text: "Terselesaikannya perselisihan hubungan industrial tanpa pengadilan",
            tags: &["perselisihan", "industri"],
            indicators: &[
                coverage("Perselisihan yang selesai lewat perjanjian bersama", 75).of(Aspect::Quality),
                falling("Median hari penyelesaian perselisihan", "hari", 3000, [2800, 2600, 2400, 2200]),
            ],
        },
    ],
};
