//! Schools.

use super::{Template, TemplateRhk, count, coverage, half_yearly, share};
use crate::domain::skp::Aspect;

pub(crate) static KEPALA_SEKOLAH: Template = Template {
    code: "kepala_sekolah",
    name: "Kepala sekolah",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya mutu pembelajaran di sekolah",
            tags: &["mutu", "pembelajaran"],
            indicators: &[
                count("Guru yang disupervisi dan mendapat umpan balik", "guru", 48),
                half_yearly("Siswa dengan literasi dan numerasi cakap", "%", [7000, 7500]),
            ],
        },
        TemplateRhk {
            text: "Efektifnya penggunaan anggaran BOSP sekolah",
            tags: &["anggaran"],
            indicators: &[coverage("Realisasi BOSP sesuai rencana", 95).of(Aspect::Cost)],
        },
    ],
};

pub(crate) static GURU_KELAS: Template = Template {
    code: "guru_kelas",
    name: "Guru kelas",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya mutu pembelajaran literasi dan numerasi di kelas",
            tags: &["mutu", "pembelajaran"],
            indicators: &[share("Siswa yang tuntas pada asesmen bulanan", 85)],
        },
        TemplateRhk {
            text: "Terwujudnya komunikasi dengan orang tua siswa",
            tags: &["orang tua"],
            indicators: &[count("Pertemuan dengan orang tua yang tercatat", "pertemuan", 96)],
        },
    ],
};

pub(crate) static GURU_MAPEL: Template = Template {
    code: "guru_mapel",
    name: "Guru mata pelajaran",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya mutu pembelajaran pada mata pelajaran yang diampu",
            tags: &["mutu", "pembelajaran"],
            indicators: &[count("Pertemuan dengan asesmen formatif yang dinilai", "pertemuan", 144)],
        },
        TemplateRhk {
            text: "Terpenuhinya pendampingan siswa yang memerlukan dukungan belajar",
            tags: &["siswa"],
            indicators: &[half_yearly("Siswa dampingan yang naik capaiannya", "%", [6000, 7500])],
        },
    ],
};
