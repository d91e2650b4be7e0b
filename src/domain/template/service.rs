//! Services near people: kecamatan, kelurahan, counters, rescue teams, extension workers.

use super::{Template, TemplateRhk, count, coverage, falling, rising, share};
use crate::domain::skp::Aspect;

pub(crate) static CAMAT: Template = Template {
    code: "camat",
    name: "Camat",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kepuasan layanan kecamatan dan kelurahan",
            tags: &["layanan"],
            indicators: &[
                rising("IKM kecamatan", "indeks", [8200, 8300, 8400, 8500]).quarterly(),
                share("Layanan selesai sesuai janji waktu", 90).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya musyawarah warga yang ditindaklanjuti",
            tags: &["tindak lanjut"],
            indicators: &[
                coverage("Kesepakatan musyawarah yang ditindaklanjuti", 80),
                count("Warga yang hadir di musyawarah kelurahan", "orang", 3_000),
            ],
        },
    ],
};

pub(crate) static LURAH: Template = Template {
    code: "lurah",
    name: "Lurah",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terselesaikannya surat pengantar sesuai janji layanan",
            tags: &["layanan", "kepuasan"],
            indicators: &[
                share("Surat pengantar selesai paling lama 15 menit", 90).of(Aspect::Time),
                falling("Pengaduan sah yang belum selesai", "pengaduan", 400, [300, 200, 100, 0]).of(Aspect::Quality),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya peran warga dalam musyawarah kelurahan",
            tags: &["musyawarah", "warga"],
            indicators: &[count("Warga yang hadir di musyawarah", "orang", 600)],
        },
    ],
};

pub(crate) static OPERATOR_LAYANAN: Template = Template {
    code: "operator_layanan",
    name: "Operator layanan kependudukan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya berkas layanan kependudukan yang terverifikasi",
            tags: &["layanan", "berkas"],
            indicators: &[
                count("Berkas yang terverifikasi", "berkas", 4800).weekly(),
                share("Berkas lengkap tanpa koreksi", 90),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya penyelesaian berkas yang cepat",
            tags: &["waktu"],
            indicators: &[falling("Median hari penyelesaian berkas", "hari", 500, [300, 200, 150, 100])],
        },
    ],
};

pub(crate) static REAKSI_CEPAT: Template = Template {
    code: "reaksi_cepat",
    name: "Regu reaksi cepat",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya respons awal bencana yang cepat",
            tags: &["tanggap", "bencana"],
            indicators: &[
                falling("Median menit sampai lokasi", "menit", 4500, [3000, 2500, 2000, 1500]).weekly(),
                share("Laporan kejadian lengkap paling lama 24 jam", 90),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya kesiapsiagaan warga dan peralatan",
            tags: &["kesiapsiagaan", "siaga"],
            indicators: &[count("Simulasi dan pemeriksaan alat yang tercatat", "kegiatan", 96)],
        },
    ],
};

pub(crate) static PENYULUH: Template = Template {
    code: "penyuluh",
    name: "Penyuluh",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kelompok binaan yang menerapkan anjuran",
            tags: &["program", "layanan"],
            indicators: &[
                count("Kunjungan kelompok binaan", "kunjungan", 192),
                coverage("Kelompok yang menerapkan anjuran", 75).of(Aspect::Quality),
            ],
        },
        TemplateRhk {
            text: "Tersedianya data kelompok binaan yang mutakhir",
            tags: &["data"],
            indicators: &[share("Data kelompok diperbarui pada bulan berjalan", 85)],
        },
    ],
};
