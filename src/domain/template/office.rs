//! Offices: generic posts and the functional posts that serve the agency itself.

use super::{Template, TemplateRhk, count, coverage, falling, monthly, share};
use crate::domain::skp::Aspect;

/// The generic plan of a pelaksana.
pub(crate) static PELAKSANA: Template = Template {
    code: "pelaksana",
    name: "Pelaksana (umum)",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terselesaikannya layanan unit sesuai standar",
            tags: &["layanan"],
            indicators: &[monthly("Layanan yang selesai", "layanan", 120), share("Layanan tanpa perbaikan ulang", 88)],
        },
        TemplateRhk {
            text: "Tersedianya data dan dokumen kerja yang rapi",
            tags: &["data", "dokumen"],
            indicators: &[count("Dokumen yang tersimpan lengkap", "dokumen", 180)],
        },
    ],
};

/// The generic plan of a functional post.
pub(crate) static FUNGSIONAL: Template = Template {
    code: "fungsional",
    name: "Jabatan fungsional (umum)",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya hasil analisis yang dipakai pimpinan",
            tags: &["data", "mutu", "program"],
            indicators: &[
                count("Telaahan yang diterima pimpinan", "telaahan", 36),
                share("Telaahan diterima tanpa perbaikan besar", 85),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya tindak lanjut program sesuai jadwal",
            tags: &["waktu", "layanan"],
            indicators: &[coverage("Langkah rencana aksi yang selesai", 95).of(Aspect::Time)],
        },
    ],
};

pub(crate) static PENGADMINISTRASI: Template = Template {
    code: "pengadministrasi",
    name: "Pengadministrasi",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya surat dan arsip yang mudah ditemukan",
            tags: &["dokumen", "administrasi"],
            indicators: &[count("Surat yang tercatat dan terarsip", "surat", 960)],
        },
        TemplateRhk {
            text: "Terwujudnya penerusan surat pada hari yang sama",
            tags: &["waktu", "layanan"],
            indicators: &[share("Surat diteruskan paling lama 1 hari kerja", 90).of(Aspect::Time)],
        },
    ],
};

pub(crate) static PENGELOLA_KEUANGAN: Template = Template {
    code: "pengelola_keuangan",
    name: "Pengelola keuangan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya dokumen keuangan yang benar dan lengkap",
            tags: &["keuangan", "anggaran"],
            indicators: &[
                count("Dokumen pembayaran yang terverifikasi", "dokumen", 600),
                falling("Median hari proses pembayaran", "hari", 700, [500, 400, 300, 250]),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya penarikan kas sesuai rencana",
            tags: &["anggaran", "keuangan"],
            indicators: &[share("Penarikan kas terhadap rencana bulan berjalan", 100).of(Aspect::Cost).steady()],
        },
    ],
};

pub(crate) static ANALIS_KEPEGAWAIAN: Template = Template {
    code: "analis_kepegawaian",
    name: "Analis dan pengelola kepegawaian",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terselesaikannya layanan kepegawaian sesuai janji waktu",
            tags: &["layanan", "kepegawaian", "pegawai"],
            indicators: &[
                count("Usulan kepegawaian yang selesai", "usulan", 480),
                falling("Median hari penyelesaian usulan", "hari", 1400, [1000, 700, 500, 300]),
            ],
        },
        TemplateRhk {
            text: "Tersedianya data kompetensi pegawai yang mutakhir",
            tags: &["kompetensi", "data"],
            indicators: &[coverage("Profil pegawai yang sudah diperiksa", 90).of(Aspect::Quality)],
        },
    ],
};

pub(crate) static PRANATA_KOMPUTER: Template = Template {
    code: "pranata_komputer",
    name: "Pranata komputer",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya sistem layanan yang selalu dapat dipakai",
            tags: &["layanan"],
            indicators: &[
                share("Hari kerja tanpa gangguan lebih dari 1 jam", 90),
                falling("Median jam penyelesaian gangguan", "jam", 2400, [1200, 800, 600, 400]),
            ],
        },
        TemplateRhk {
            text: "Tersedianya data yang siap pakai antar perangkat daerah",
            tags: &["data", "mutu"],
            indicators: &[count("Permintaan data yang terpenuhi", "permintaan", 120)],
        },
    ],
};

pub(crate) static PERENCANA: Template = Template {
    code: "perencana",
    name: "Perencana",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya dokumen perencanaan yang selaras dan tepat waktu",
            tags: &["dokumen", "waktu"],
            indicators: &[coverage("Dokumen rencana yang lolos reviu", 95)],
        },
        TemplateRhk {
            text: "Terwujudnya pemantauan program berbasis data",
            tags: &["data", "program"],
            indicators: &[
                count("Program yang dipantau dengan data", "program", 60),
                share("Saran pemantauan yang ditindaklanjuti", 80),
            ],
        },
    ],
};

pub(crate) static AUDITOR: Template = Template {
    code: "auditor",
    name: "Auditor",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya laporan hasil pengawasan yang tepat waktu",
            tags: &["pengawasan", "waktu"],
            indicators: &[
                count("Laporan hasil pengawasan yang terbit", "laporan", 24),
                falling("Median hari terbit laporan", "hari", 3000, [2500, 2000, 1700, 1400]),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya tindak lanjut rekomendasi",
            tags: &["tindak lanjut"],
            indicators: &[coverage("Rekomendasi yang selesai ditindaklanjuti", 85).of(Aspect::Quality)],
        },
    ],
};
