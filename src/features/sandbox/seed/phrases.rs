//! Invented messages of feedback threads: kind and specific, in the style of real ones. `{nama}` is the person
//! concerned, `{atasan}` the assessor, `{iki}` the indicator in quotes, `{nilai}` its newest value with the unit.

use crate::domain::feedback::MessageKind::{self, Appreciation, Improvement, Question, Reply, Support};

/// The author of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    Person,
    Assessor,
    /// The assessor's own assessor.
    Above,
    Guest,
}

use Voice::{Above, Assessor, Guest, Person};

/// A conversation, first message first.
pub(crate) type Script = &'static [(Voice, MessageKind, &'static str)];

pub(crate) const AHEAD: &[Script] = &[
    &[
        (
            Assessor,
            Appreciation,
            "Terima kasih, {nama}. {iki} sudah {nilai}, di depan rencana. Apa yang paling membantu? Saya ingin tim lain ikut mencoba.",
        ),
        (
            Person,
            Reply,
            "Terima kasih, {atasan}. Yang paling membantu daftar harian di meja, jadi tidak ada yang terlewat.",
        ),
        (Assessor, Appreciation, "Bagus. Tolong ceritakan lima menit di pertemuan Senin."),
    ],
    &[
        (
            Assessor,
            Appreciation,
            "{nama}, saya baca catatannya. Cara membagi pekerjaan dengan rekan-rekan itu contoh kolaborasi yang baik.",
        ),
        (Person, Reply, "Terima kasih, {atasan}. Rekan-rekan memang banyak membantu."),
    ],
    &[
        (
            Assessor,
            Question,
            "{iki} sudah {nilai}. Apakah targetnya terlalu longgar, atau ada sasaran tambahan tahun ini?",
        ),
        (Person, Reply, "Ada tambahan sasaran dari triwulan dua, {atasan}. Rinciannya ada di catatan laporan."),
        (Assessor, Reply, "Jelas, terima kasih. Kita bahas targetnya di dialog bulan depan."),
    ],
    &[(
        Assessor,
        Appreciation,
        "Capaian {nilai} dan datanya rapi. Terima kasih sudah selalu melapor tepat waktu, {nama}.",
    )],
];

pub(crate) const ON_PLAN: &[Script] = &[
    &[
        (Assessor, Appreciation, "Terima kasih, {nama}. {iki} berjalan sesuai rencana dan catatannya jelas."),
        (Person, Reply, "Siap, terima kasih, {atasan}."),
    ],
    &[
        (
            Person,
            Question,
            "{atasan}, apakah untuk {iki} data minggu terakhir boleh menyusul? Registernya masih dipakai bersama.",
        ),
        (Assessor, Reply, "Boleh, {nama}. Tulis saja di catatan bahwa datanya menyusul, lalu kirim koreksinya."),
        (Person, Reply, "Baik, terima kasih."),
    ],
    &[
        (
            Assessor,
            Improvement,
            "Capaian {iki} baik. Koreksi data masih sering terjadi; coba pakai daftar cek sebelum kirim.",
        ),
        (Person, Reply, "Baik, {atasan}. Mulai pekan ini saya pakai daftar cek."),
        (Assessor, Appreciation, "Saya lihat pekan ini tidak ada koreksi lagi. Terima kasih."),
    ],
    &[
        (Assessor, Question, "{nama}, angka {nilai} ini sudah termasuk kegiatan minggu lalu?"),
        (Person, Reply, "Sudah, {atasan}, sampai hari Jumat."),
    ],
    &[
        (
            Person,
            Question,
            "{atasan}, bolehkah saya ikut pelatihan singkat pengolahan data? Laporan bulanan akan lebih cepat.",
        ),
        (Assessor, Support, "Setuju. Saya usulkan ke BKPSDM minggu ini, kabarnya paling lambat akhir bulan."),
    ],
];

pub(crate) const NEEDS_SUPPORT: &[Script] = &[
    &[
        (
            Assessor,
            Support,
            "{nama}, {iki} baru {nilai}. Saya sudah baca kendalanya. Apa yang bisa saya bantu minggu ini?",
        ),
        (
            Person,
            Reply,
            "Kami kekurangan satu orang pada jam sibuk, {atasan}. Kalau ada yang bisa membantu dua hari saja, sangat menolong.",
        ),
        (Assessor, Support, "Baik, mulai Selasa ada bantuan dari tim sebelah selama dua pekan."),
        (Person, Reply, "Terima kasih banyak, {atasan}."),
    ],
    &[
        (
            Assessor,
            Improvement,
            "{iki} turun sejak dua bulan lalu. Coba kita pecah targetnya per minggu; kita lihat bersama hari Jumat.",
        ),
        (Person, Reply, "Baik, {atasan}. Saya siapkan pembagian per minggu."),
    ],
    &[
        (
            Person,
            Question,
            "{atasan}, alat di ruangan kami rusak sejak pekan lalu. Kepada siapa sebaiknya saya sampaikan?",
        ),
        (
            Assessor,
            Support,
            "Terima kasih sudah menyampaikan. Saya teruskan ke bagian umum hari ini, saya kabari paling lambat Kamis.",
        ),
        (Person, Reply, "Terima kasih. Sementara ini kami pinjam dari ruang sebelah."),
    ],
    &[
        (
            Assessor,
            Support,
            "Angka {nilai} bukan salah siapa-siapa, {nama}; pasokannya memang terlambat. Catat saja kendalanya supaya terlihat saat evaluasi.",
        ),
        (Person, Reply, "Baik, {atasan}, sudah saya tulis di laporan."),
    ],
    &[
        (Assessor, Question, "{nama}, dari sekian langkah untuk {iki}, mana yang paling berat? Kita mulai dari situ."),
        (Person, Reply, "Pendataan di wilayah timur, {atasan}. Jaraknya jauh dan datanya tersebar."),
        (Assessor, Support, "Saya minta kelurahan menyiapkan datanya lebih dulu. Kendaraan bisa dipakai Rabu."),
    ],
];

pub(crate) const SILENT: &[Script] = &[
    &[
        (
            Assessor,
            Question,
            "{nama}, laporan {iki} terakhir sudah agak lama. Ada kendala di lapangan atau di aplikasi?",
        ),
        (Person, Reply, "Mohon maaf, {atasan}, HP saya sempat rusak. Saya lengkapi pekan ini."),
    ],
    &[(
        Assessor,
        Question,
        "{nama}, boleh dikirim angka terbaru {iki}? Satu baris saja cukup, supaya saya tahu perlu bantu di mana.",
    )],
    &[
        (
            Assessor,
            Support,
            "Kalau sinyal di lokasi lemah, {nama}, laporan boleh dicatat dulu dan dikirim saat kembali ke kantor.",
        ),
        (Person, Reply, "Terima kasih, {atasan}. Akan saya kirim begitu di kantor."),
    ],
];

pub(crate) const ABOUT_PLANS: &[Script] = &[
    &[
        (Person, Question, "{atasan}, apakah target tahun ini mengikuti wilayah kerja yang baru?"),
        (Assessor, Reply, "Ya, {nama}, mengikuti yang baru. Kalau angkanya terasa janggal, kita bahas di dialog."),
    ],
    &[
        (Assessor, Appreciation, "SKP sudah saya setujui, {nama}. Rumusan hasilnya jelas dan mudah diukur."),
        (Person, Reply, "Terima kasih, {atasan}."),
    ],
    &[
        (Assessor, Improvement, "Rencananya baik. Tolong tambahkan sumber data tiap indikator supaya mudah diperiksa."),
        (Person, Reply, "Sudah saya siapkan daftarnya, {atasan}."),
    ],
];

/// With a guest from the personnel office.
pub(crate) const WITH_GUEST: Script = &[
    (Person, Question, "{atasan}, untuk pelatihan yang kita bicarakan, apakah pendaftarannya lewat BKPSDM?"),
    (Assessor, Support, "Ya, {nama}. Rekan BKPSDM saya undang ke percakapan ini supaya langsung terjawab."),
    (Guest, Support, "Pendaftaran dibuka sampai Jumat. Formulirnya satu halaman, nanti saya bantu periksa."),
    (Person, Reply, "Terima kasih, saya daftar hari ini."),
];

/// The conversations of the demo's midwife, one for each of her indicators, then one about her plan.
pub(crate) const DEMO_COVERAGE: Script = &[
    (
        Assessor,
        Appreciation,
        "Bu Siti, cakupan imunisasi sudah {nilai}, jauh di depan rencana. Jemput bola ke RW 4 dan 7 hasilnya nyata.",
    ),
    (Person, Reply, "Terima kasih, Pak Made. Kader posyandu yang paling berjasa, mereka menelepon satu per satu."),
    (
        Above,
        Appreciation,
        "Saya ikut membaca. Cara ini akan saya ceritakan di rapat puskesmas se-kota. Terima kasih, Bu Siti.",
    ),
    (Assessor, Question, "Boleh dibuat catatan satu halaman, Bu? Supaya puskesmas lain dapat meniru langkahnya."),
];
pub(crate) const DEMO_RECORDS: Script = &[
    (
        Person,
        Question,
        "Pak Made, data dua posyandu baru masuk setelah tujuh hari karena bukunya dipakai bersama. Apakah tetap dihitung terlambat?",
    ),
    (Assessor, Reply, "Tetap dicatat apa adanya, Bu, dengan alasannya. Nanti saya mintakan satu buku tambahan."),
    (Person, Reply, "Baik, Pak, terima kasih."),
];
pub(crate) const DEMO_VISITS: Script = &[
    (Assessor, Question, "Bu Siti, kunjungan rumah baru {nilai}. Apakah karena wilayah seberang sungai?"),
    (Person, Reply, "Betul, Pak. Perahu hanya ada Selasa dan Kamis, dan bulan ini sering hujan."),
    (
        Assessor,
        Support,
        "Saya sudah bicara dengan lurah: mulai pekan depan perahu juga jalan hari Sabtu, dan Bu Desi ikut membantu. Kalau masih kurang, tulis saja di sini.",
    ),
];
pub(crate) const DEMO_WAITING: Script = &[
    (
        Assessor,
        Improvement,
        "Waktu tunggu KIA turun bagus sejak awal tahun. Hari Senin masih padat; bagaimana kalau imunisasi dan kontrol ibu hamil dipisah jamnya?",
    ),
    (Person, Reply, "Bisa dicoba, Pak. Saya atur imunisasi pagi, kontrol setelah pukul sepuluh."),
    (Assessor, Appreciation, "Sudah terasa, Bu. Pasien bilang antreannya lebih tenang."),
];
pub(crate) const DEMO_PLAN: Script = &[
    (
        Assessor,
        Appreciation,
        "SKP sudah saya setujui, Bu Siti. Target kunjungan kita lihat lagi bila wilayah binaan berubah.",
    ),
    (Person, Reply, "Terima kasih, Pak Made."),
];
/// The thread between the demo's head of the puskesmas and the head of the health office.
pub(crate) const DEMO_HEAD: Script = &[
    (Assessor, Appreciation, "Pak Made, terima kasih, waktu tunggu di Puskesmas Sagara Utara turun setiap triwulan."),
    (Person, Reply, "Terima kasih, Bu Lidya. Pendaftaran lewat nomor antrean sangat membantu."),
    (
        Assessor,
        Question,
        "Ada beberapa staf yang perlu dukungan bulan ini. Apa yang bisa dibantu dari dinas: orang, alat, atau waktu?",
    ),
];
/// Threads that wait for an answer of one of the demo's leaders.
pub(crate) const DEMO_TEAM: &[Script] = &[
    &[
        (Assessor, Support, "{nama}, {iki} baru {nilai}. Apa yang bisa saya bantu?"),
        (
            Person,
            Question,
            "{atasan}, kalau jadwal jaga saya ditukar dengan hari Rabu, kunjungan bisa lebih banyak. Apakah boleh?",
        ),
    ],
    &[
        (Assessor, Question, "{nama}, bagaimana perkembangan {iki} pekan ini?"),
        (
            Person,
            Reply,
            "Sudah mulai naik, {atasan}. Kendalanya tinggal formulir yang habis, mohon dibantu cetak ulang.",
        ),
    ],
    &[(Person, Question, "{atasan}, apakah {iki} bulan ini boleh saya hitung bersama kegiatan tim sebelah?")],
];
