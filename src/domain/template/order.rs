//! Safety: fire brigades.

use super::{Template, TemplateRhk, count, coverage, falling, share};
use crate::domain::skp::Aspect;

pub(crate) static PEMADAM: Template = Template {
    code: "pemadam",
    name: "Pemadam kebakaran dan penyelamat",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya penanganan kebakaran yang cepat",
            tags: &["kebakaran", "tanggap", "bencana"],
            indicators: &[
                falling("Median menit sampai lokasi kebakaran", "menit", 1800, [1600, 1500, 1400, 1300]).weekly(),
                share("Peralatan yang siap pakai saat apel", 98),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya gedung dan warga yang siap mencegah kebakaran",
            tags: &["kesiapsiagaan", "siaga"],
            indicators: &[
                count("Gedung yang proteksi kebakarannya diperiksa", "gedung", 96),
                coverage("Kelurahan dengan relawan kebakaran terlatih", 80).of(Aspect::Quality),
            ],
        },
    ],
};
