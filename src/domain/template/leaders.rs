//! Heads of perangkat daerah and those who lead below them.

use super::{Template, TemplateRhk, count, coverage, falling, rising, share};
use crate::domain::skp::{
    Aspect,
    Perspective::{Budget, Customer, Internal, Process},
};

/// The results of every head: training of the staff, and a budget that is spent as planned.
const COMPETENCE: TemplateRhk = TemplateRhk {
    text: "Terpenuhinya pengembangan kompetensi pegawai perangkat daerah",
    tags: &["kompetensi"],
    indicators: &[coverage("Pegawai dengan pengembangan kompetensi paling sedikit 20 JP", 90).seen_from(Internal)],
};
const BUDGET: TemplateRhk = TemplateRhk {
    text: "Efektifnya penyerapan anggaran program perangkat daerah",
    tags: &["anggaran"],
    indicators: &[coverage("Realisasi fisik dan keuangan program", 95).of(Aspect::Cost).seen_from(Budget)],
};

pub(crate) static SEKRETARIS_DAERAH: Template = Template {
    code: "sekretaris_daerah",
    name: "Sekretaris daerah",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kualitas layanan perangkat daerah kepada masyarakat",
            tags: &["layanan"],
            indicators: &[rising("Rata-rata IKM unit layanan kota", "indeks", [8400, 8500, 8650, 8831])
                .quarterly()
                .seen_from(Customer)],
        },
        TemplateRhk {
            text: "Terwujudnya tindak lanjut rapat koordinasi yang tepat waktu",
            tags: &["waktu", "tindak lanjut"],
            indicators: &[share("Kesepakatan rapat yang selesai sesuai tenggat", 85).seen_from(Process)],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static INSPEKTUR: Template = Template {
    code: "inspektur",
    name: "Inspektur",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya tindak lanjut hasil pengawasan perangkat daerah",
            tags: &["tindak lanjut", "pengawasan"],
            indicators: &[
                coverage("Rekomendasi yang selesai ditindaklanjuti", 85).seen_from(Process),
                falling("Median hari terbit laporan hasil pengawasan", "hari", 3000, [2500, 2000, 1700, 1400])
                    .seen_from(Customer),
            ],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static KEPALA_DINAS: Template = Template {
    code: "kepala_dinas",
    name: "Kepala dinas",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kualitas layanan dinas kepada masyarakat",
            tags: &["layanan"],
            indicators: &[
                rising("Indeks Kepuasan Masyarakat layanan dinas", "indeks", [8500, 8600, 8700, 8831])
                    .quarterly()
                    .seen_from(Customer),
                count("Berkas layanan dinas yang selesai", "berkas", 180_000).seen_from(Customer),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya proses layanan yang tepat waktu",
            tags: &["waktu"],
            indicators: &[share("Layanan selesai sesuai janji waktu", 90).seen_from(Process)],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static KEPALA_DINAS_PENDIDIKAN: Template = Template {
    code: "kepala_dinas_pendidikan",
    name: "Kepala dinas pendidikan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya mutu pembelajaran di satuan pendidikan",
            tags: &["mutu", "pembelajaran"],
            indicators: &[
                coverage("Sekolah dengan capaian literasi dan numerasi naik", 80).seen_from(Customer),
                share("Tindak lanjut supervisi sekolah selesai", 85).seen_from(Process),
            ],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static KEPALA_DINAS_KESEHATAN: Template = Template {
    code: "kepala_dinas_kesehatan",
    name: "Kepala dinas kesehatan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya cakupan imunisasi dasar lengkap dan kesehatan ibu di seluruh kota",
            tags: &["imunisasi", "ibu"],
            indicators: &[
                coverage("Cakupan imunisasi dasar lengkap kota", 95).out_of(12_000).seen_from(Customer),
                count("Kunjungan rumah ibu hamil dan nifas di seluruh kota", "kunjungan", 20_000).seen_from(Customer),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya layanan puskesmas yang tepat waktu dan bermutu",
            tags: &["layanan", "waktu"],
            indicators: &[falling("Median menit menunggu di puskesmas", "menit", 6000, [4500, 4000, 3000, 2500])
                .seen_from(Process)],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static KEPALA_BADAN: Template = Template {
    code: "kepala_badan",
    name: "Kepala badan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kualitas layanan badan kepada perangkat daerah",
            tags: &["layanan"],
            indicators: &[rising("Indeks kepuasan perangkat daerah", "indeks", [8300, 8400, 8500, 8600])
                .quarterly()
                .seen_from(Customer)],
        },
        TemplateRhk {
            text: "Terwujudnya dokumen dan data daerah yang tepat waktu",
            tags: &["waktu", "data", "dokumen"],
            indicators: &[share("Dokumen selesai sesuai jadwal daerah", 90).seen_from(Process)],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static KEPALA_BPBD: Template = Template {
    code: "kepala_bpbd",
    name: "Kepala BPBD",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya waktu tanggap bencana yang cepat di seluruh kecamatan",
            tags: &["tanggap", "bencana", "waktu"],
            indicators: &[falling(
                "Median menit dari laporan sampai tim di lokasi",
                "menit",
                4500,
                [3000, 2500, 2000, 1500],
            )
            .seen_from(Process)],
        },
        TemplateRhk {
            text: "Meningkatnya kesiapsiagaan kelurahan menghadapi bencana",
            tags: &["kesiapsiagaan", "siaga"],
            indicators: &[coverage("Kelurahan dengan rencana siaga yang sudah diuji", 80).seen_from(Customer)],
        },
        COMPETENCE,
        BUDGET,
    ],
};

pub(crate) static SEKRETARIS: Template = Template {
    code: "sekretaris",
    name: "Sekretaris dinas, badan, kecamatan, atau kelurahan",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya laporan kinerja dan keuangan yang tepat waktu",
            tags: &["anggaran", "keuangan"],
            indicators: &[share("Laporan selesai sebelum tenggat", 90).of(Aspect::Time)],
        },
        TemplateRhk {
            text: "Terwujudnya layanan administrasi dan kompetensi pegawai yang tertib",
            tags: &["kompetensi"],
            indicators: &[
                coverage("Pegawai dengan rencana pengembangan yang berjalan", 90),
                falling("Median hari penyelesaian usulan kepegawaian", "hari", 1400, [1000, 800, 600, 500]),
            ],
        },
    ],
};

pub(crate) static KEPALA_BIDANG: Template = Template {
    code: "kepala_bidang",
    name: "Kepala bidang atau bagian",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kualitas layanan dan mutu program bidang",
            tags: &["layanan", "mutu"],
            indicators: &[
                count("Berkas layanan bidang yang selesai", "berkas", 60_000),
                share("Layanan bidang sesuai standar", 90),
            ],
        },
        TemplateRhk {
            text: "Terselesaikannya permohonan dan dokumen bidang sesuai janji waktu",
            tags: &["waktu"],
            indicators: &[falling("Median hari penyelesaian permohonan", "hari", 1200, [900, 700, 600, 500])],
        },
    ],
};

pub(crate) static KEPALA_SEKSI: Template = Template {
    code: "kepala_seksi",
    name: "Kepala seksi atau subbidang",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terselesaikannya layanan seksi sesuai standar",
            tags: &["layanan"],
            indicators: &[
                count("Layanan seksi yang selesai", "layanan", 360),
                share("Layanan tanpa perbaikan ulang", 90),
            ],
        },
        TemplateRhk {
            text: "Terwujudnya tindak lanjut pengaduan yang tepat waktu",
            tags: &["waktu", "permohonan"],
            indicators: &[share("Pengaduan dijawab paling lama 3 hari kerja", 90).of(Aspect::Time)],
        },
    ],
};

pub(crate) static KEPALA_SUBBAGIAN: Template = Template {
    code: "kepala_subbagian",
    name: "Kepala subbagian",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Tersedianya dokumen keuangan dan barang yang tertib",
            tags: &["keuangan", "anggaran"],
            indicators: &[
                count("Dokumen pertanggungjawaban yang lengkap", "dokumen", 240),
                falling("Median hari verifikasi dokumen", "hari", 700, [500, 400, 350, 300]),
            ],
        },
        TemplateRhk {
            text: "Terpenuhinya layanan administrasi pegawai sesuai janji layanan",
            tags: &["administrasi", "kompetensi", "pegawai"],
            indicators: &[share("Usulan kepegawaian lengkap saat pertama dikirim", 90)],
        },
    ],
};

pub(crate) static KEPALA_UPTD: Template = Template {
    code: "kepala_uptd",
    name: "Kepala UPTD",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kualitas layanan unit kepada masyarakat",
            tags: &["layanan"],
            indicators: &[
                rising("Indeks Kepuasan Masyarakat unit", "indeks", [8200, 8300, 8500, 8600]).quarterly(),
                falling("Median menit menunggu layanan", "menit", 6000, [5000, 4000, 3500, 3000]),
            ],
        },
        TemplateRhk {
            text: "Efektifnya penyerapan anggaran unit",
            tags: &["anggaran"],
            indicators: &[coverage("Realisasi fisik dan keuangan unit", 90).of(Aspect::Cost)],
        },
    ],
};
