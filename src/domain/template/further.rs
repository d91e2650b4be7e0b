//! Posts with a trade of their own: archives, libraries, pharmacy, order, social work, inspection, procurement.

use super::{Template, TemplateRhk, count, coverage, falling, monthly, rising, share};
use crate::domain::skp::Aspect;

pub(crate) static ARSIPARIS: Template = Template {
    code: "arsiparis",
    name: "Arsiparis",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tertatanya arsip yang dapat ditemukan kembali",
            tags: &["arsip", "administrasi"],
            indicators: &[
                count("Arsip yang tertata dan terdaftar", "berkas", 2400),
                falling("Median menit menemukan arsip", "menit", 3000, [2500, 2000, 1500, 1000]).quarterly(),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya penyusutan arsip sesuai jadwal retensi",
            tags: &["tata kelola", "aset"],
            indicators: &[coverage("Arsip lewat retensi yang disusutkan", 90)],
        },
    ],
};

pub(crate) static PUSTAKAWAN: Template = Template {
    code: "pustakawan",
    name: "Pustakawan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kunjungan dan pinjaman perpustakaan",
            tags: &["layanan", "literasi"],
            indicators: &[
                count("Kunjungan perpustakaan", "kunjungan", 12000),
                count("Pinjaman buku", "pinjaman", 6000),
            ],
        },
        TemplateRhk {
            text: "Terolahnya koleksi yang siap dipinjam",
            tags: &["koleksi"],
            indicators: &[count("Koleksi yang diolah", "judul", 600)],
        },
    ],
};

pub(crate) static APOTEKER: Template = Template {
    code: "apoteker",
    name: "Apoteker",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya obat esensial sepanjang tahun",
            tags: &["obat", "pelayanan", "layanan"],
            indicators: &[
                share("Obat esensial yang tersedia", 95),
                falling("Obat kedaluwarsa", "%", 300, [250, 200, 150, 100]).of(Aspect::Cost).quarterly(),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya pelayanan resep yang cepat dan aman",
            tags: &["waktu", "pasien"],
            indicators: &[
                falling("Median menit pelayanan resep", "menit", 3000, [2500, 2200, 2000, 1800]),
                monthly("Pasien yang mendapat konseling obat", "pasien", 40),
            ],
        },
    ],
};

pub(crate) static SANITARIAN: Template = Template {
    code: "sanitarian",
    name: "Sanitarian",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya tempat dan sarana air yang memenuhi syarat kesehatan",
            tags: &["lingkungan", "kesehatan"],
            indicators: &[
                count("Tempat umum yang diperiksa", "tempat", 120),
                coverage("Sarana air yang memenuhi syarat", 85),
            ],
        },
        TemplateRhk {
            text: "Turunnya risiko penyakit dari lingkungan di wilayah kerja",
            tags: &["penyakit", "wilayah"],
            indicators: &[rising("Rumah bebas jentik", "%", [8500, 8800, 9000, 9200]).weekly()],
        },
    ],
};

pub(crate) static NUTRISIONIS: Template = Template {
    code: "nutrisionis",
    name: "Nutrisionis",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Turunnya balita dengan masalah gizi di wilayah kerja",
            tags: &["gizi", "balita", "stunting"],
            indicators: &[
                falling("Balita stunting", "%", 1800, [1700, 1600, 1500, 1400]).of(Aspect::Quality).quarterly(),
                coverage("Balita yang ditimbang", 90).out_of(400),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya ibu dan pengasuh yang paham gizi anak",
            tags: &["ibu", "anak"],
            indicators: &[count("Konseling gizi", "konseling", 360)],
        },
    ],
};

pub(crate) static PEREKAM_MEDIS: Template = Template {
    code: "perekam_medis",
    name: "Perekam medis",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya rekam medis yang lengkap dan cepat tersedia",
            tags: &["rekam", "layanan", "data"],
            indicators: &[
                share("Rekam medis lengkap dalam 24 jam", 95).of(Aspect::Time),
                falling("Median menit rekam medis tersedia", "menit", 1500, [1200, 1000, 800, 700]),
            ],
        },
        TemplateRhk {
            text: "Tersedianya laporan morbiditas yang tepat waktu",
            tags: &["laporan"],
            indicators: &[monthly("Laporan morbiditas yang terkirim", "laporan", 4)],
        },
    ],
};

pub(crate) static POLISI_PAMONG_PRAJA: Template = Template {
    code: "polisi_pamong_praja",
    name: "Polisi pamong praja",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya ketertiban umum di wilayah tugas",
            tags: &["ketertiban", "tertib", "ketenteraman"],
            indicators: &[
                count("Patroli yang tercatat", "patroli", 480).weekly(),
                share("Pengaduan ketertiban yang ditangani dalam 24 jam", 90).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Meningkatnya kepatuhan terhadap peraturan daerah",
            tags: &["peraturan", "kepatuhan"],
            indicators: &[coverage("Pelanggaran perda yang selesai dibina", 85)],
        },
    ],
};

pub(crate) static PEKERJA_SOSIAL: Template = Template {
    code: "pekerja_sosial",
    name: "Pekerja sosial dan penyuluh sosial",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tertanganinya warga yang membutuhkan layanan sosial",
            tags: &["sosial", "layanan", "warga"],
            indicators: &[
                count("Kasus yang ditangani sampai selesai", "kasus", 96),
                share("Kasus mendesak yang dikunjungi dalam 48 jam", 95).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Termutakhirkannya data penerima bantuan",
            tags: &["data", "bantuan"],
            indicators: &[coverage("Keluarga yang datanya dimutakhirkan", 90).out_of(850)],
        },
    ],
};

pub(crate) static PENGAWAS_SEKOLAH: Template = Template {
    code: "pengawas_sekolah",
    name: "Pengawas sekolah",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya mutu pembelajaran di sekolah binaan",
            tags: &["mutu", "pembelajaran", "sekolah"],
            indicators: &[
                count("Pendampingan sekolah binaan", "kunjungan", 96),
                coverage("Sekolah binaan yang rencananya ditindaklanjuti", 85),
            ],
        },
        TemplateRhk {
            text: "Tersedianya laporan pengawasan yang ditindaklanjuti",
            tags: &["laporan", "pengawasan"],
            indicators: &[count("Laporan pengawasan", "laporan", 4).quarterly()],
        },
    ],
};

pub(crate) static PENGUJI_KENDARAAN: Template = Template {
    code: "penguji_kendaraan",
    name: "Penguji kendaraan bermotor",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terujinya kendaraan wajib uji sesuai standar keselamatan",
            tags: &["keselamatan", "kendaraan", "perhubungan"],
            indicators: &[count("Kendaraan yang diuji", "kendaraan", 3600).weekly()],
        },
        TemplateRhk {
            text: "Terwujudnya layanan uji yang cepat",
            tags: &["layanan", "waktu"],
            indicators: &[falling("Median menit satu pengujian", "menit", 6000, [5000, 4500, 4000, 3500])],
        },
    ],
};

pub(crate) static PENGADAAN: Template = Template {
    code: "pengadaan",
    name: "Pengelola pengadaan barang dan jasa",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terselesaikannya pengadaan sesuai jadwal",
            tags: &["pengadaan", "anggaran", "barang"],
            indicators: &[
                coverage("Paket pengadaan yang selesai", 100),
                share("Paket yang selesai sesuai jadwal", 90).of(Aspect::Time),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya pengadaan yang hemat dan tanpa sanggahan yang terbukti",
            tags: &["tata kelola", "hemat"],
            indicators: &[rising("Nilai paket yang dibeli lewat katalog", "%", [3000, 4000, 5000, 6000]).quarterly()],
        },
    ],
};
