//! Posts that keep the house of the agency: goods, cash, rules, information, figures.

use super::{Template, TemplateRhk, count, coverage, falling, monthly, share};
use crate::domain::skp::Aspect;

pub(crate) static PENGELOLA_BARANG: Template = Template {
    code: "pengelola_barang",
    name: "Pengelola barang milik daerah",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya barang milik daerah yang tercatat dan terjaga",
            tags: &["aset", "barang", "tata kelola"],
            indicators: &[
                coverage("Barang yang diperiksa keberadaannya", 100),
                share("Barang bergerak dengan label dan penanggung jawab", 95),
            ],
        },
        TemplateRhk {
            text: "Tersedianya laporan barang yang cocok dengan pembukuan keuangan",
            tags: &["laporan", "keuangan"],
            indicators: &[share("Laporan bulanan yang cocok pada pemeriksaan pertama", 90)],
        },
    ],
};

pub(crate) static BENDAHARA: Template = Template {
    code: "bendahara",
    name: "Bendahara",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya pembayaran yang benar dan tepat waktu",
            tags: &["keuangan", "anggaran"],
            indicators: &[
                share("Pembayaran selesai paling lama 3 hari kerja", 92).of(Aspect::Time),
                count("Bukti belanja yang terverifikasi", "bukti", 720),
            ],
        },
        TemplateRhk {
            text: "Tersedianya pertanggungjawaban kas yang cocok",
            tags: &["laporan", "administrasi"],
            indicators: &[
                share("Selisih kas yang dijelaskan pada hari yang sama", 100),
                monthly("Laporan pertanggungjawaban yang diterima", "laporan", 1),
            ],
        },
    ],
};

pub(crate) static PRANATA_HUMAS: Template = Template {
    code: "pranata_humas",
    name: "Pranata hubungan masyarakat",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya warga yang mengetahui layanan pemerintah kota",
            tags: &["informasi", "warga", "layanan"],
            indicators: &[
                count("Berita layanan yang terbit", "berita", 240).weekly(),
                share("Berita yang terbit pada hari kegiatan", 85).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Terjawabnya permintaan informasi dan pengaduan warga",
            tags: &["pengaduan", "kepuasan"],
            indicators: &[falling("Median jam sampai jawaban pertama", "jam", 4800, [3600, 2400, 1800, 1200])],
        },
    ],
};

pub(crate) static PERANCANG_PERATURAN: Template = Template {
    code: "perancang_peraturan",
    name: "Perancang peraturan perundang-undangan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya rancangan produk hukum daerah yang selaras",
            tags: &["hukum", "peraturan", "dokumen"],
            indicators: &[
                coverage("Rancangan program tahun ini yang selesai diharmonisasi", 90),
                share("Rancangan tanpa koreksi pada fasilitasi provinsi", 80),
            ],
        },
        TemplateRhk {
            text: "Terselesaikannya telaahan hukum sesuai janji waktu",
            tags: &["layanan", "waktu"],
            indicators: &[falling("Median hari penyelesaian telaahan", "hari", 1000, [800, 700, 600, 500])],
        },
    ],
};

pub(crate) static P2UPD: Template = Template {
    code: "p2upd",
    name: "Pengawas penyelenggaraan urusan pemerintahan daerah",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya hasil pengawasan urusan pemerintahan yang tepat waktu",
            tags: &["pengawasan", "waktu"],
            indicators: &[
                count("Urusan pemerintahan yang selesai diawasi", "urusan", 18),
                falling("Median hari terbit laporan", "hari", 3000, [2500, 2000, 1700, 1400]),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya tindak lanjut saran pengawasan oleh perangkat daerah",
            tags: &["tindak lanjut"],
            indicators: &[coverage("Saran pengawasan yang ditindaklanjuti", 85).of(Aspect::Quality)],
        },
    ],
};

pub(crate) static ANALIS_KEBIJAKAN: Template = Template {
    code: "analis_kebijakan",
    name: "Analis kebijakan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya saran kebijakan yang dipakai pimpinan",
            tags: &["kebijakan", "program", "mutu"],
            indicators: &[
                count("Naskah kebijakan yang diterima pimpinan", "naskah", 12),
                coverage("Saran yang masuk ke keputusan", 60).of(Aspect::Quality),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya mutu kebijakan perangkat daerah",
            tags: &["tata kelola", "data"],
            indicators: &[coverage("Kebijakan yang dinilai pelaksanaannya dengan data", 75)],
        },
    ],
};

pub(crate) static STATISTISI: Template = Template {
    code: "statistisi",
    name: "Statistisi",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya data sektoral yang lengkap dan dapat dipercaya",
            tags: &["data", "mutu"],
            indicators: &[coverage("Daftar data prioritas yang terisi", 95), share("Data dengan metadata lengkap", 90)],
        },
        TemplateRhk {
            text: "Terwujudnya permintaan data yang terlayani tepat waktu",
            tags: &["layanan", "waktu"],
            indicators: &[share("Permintaan data selesai sesuai janji waktu", 92).of(Aspect::Time)],
        },
    ],
};
