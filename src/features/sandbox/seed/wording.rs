//! Notes of reports, short and specific as people write them on a phone. `#` stands for a small number.

use super::dice::Dice;
use crate::domain::measure::Achievement;
use rust_decimal::Decimal;

/// The field of somebody's work, for fitting words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Health,
    School,
    Counter,
    Outdoors,
    Office,
    Leading,
}

impl Field {
    pub(crate) fn of(template: &str) -> Self {
        match template {
            "bidan"
            | "perawat"
            | "dokter"
            | "tenaga_kesehatan"
            | "kepala_puskesmas"
            | "apoteker"
            | "asisten_apoteker"
            | "sanitarian"
            | "nutrisionis"
            | "perekam_medis"
            | "pranata_laboratorium"
            | "epidemiolog" => Self::Health,
            "guru_kelas" | "guru_mapel" | "guru_bk" | "guru_paud" | "kepala_sekolah" => Self::School,
            "operator_layanan" | "lurah" | "camat" => Self::Counter,
            "reaksi_cepat" | "penyuluh" | "penyuluh_kb" | "pemadam" | "polisi_pamong_praja" | "jalan_jembatan" => {
                Self::Outdoors
            }
            code if code.starts_with("kepala_") || code.starts_with("sekretaris") || code == "inspektur" => {
                Self::Leading
            }
            _ => Self::Office,
        }
    }
}

/// Notes when less was reached than planned, as much, and more.
struct Notes {
    low: &'static [&'static str],
    fine: &'static [&'static str],
    high: &'static [&'static str],
}

const HEALTH: Notes = Notes {
    low: &[
        "Vaksin datang terlambat # hari, sisa sasaran dijadwalkan minggu depan.",
        "# keluarga sedang di luar kota, kunjungan dipindah ke Jumat.",
        "Posyandu RW # sepi karena hujan, akan diulang.",
        "Antrean menumpuk hari Senin, satu petugas cuti.",
        "Alat di ruang tindakan masih diperbaiki, pasien dialihkan.",
        "Data dari # posyandu belum masuk, sedang ditelepon kadernya.",
    ],
    fine: &[
        "Posyandu RW # berjalan lancar, kader lengkap.",
        "Sesuai jadwal, # pasien baru minggu ini.",
        "Data sudah dicocokkan dengan buku KIA.",
        "Kunjungan bersama kader, # keluarga ditemui.",
        "Pendaftaran lewat nomor antrean mulai terasa membantu.",
        "Rekap dari register harian, sudah dicek ulang.",
    ],
    high: &[
        "Dibantu mahasiswa praktik, # kunjungan tambahan.",
        "Jemput bola ke RW #, sasaran lebih cepat tercapai.",
        "Antrean pagi dipecah dua, waktu tunggu turun jelas.",
        "Sweeping imunisasi bersama PKK, hasilnya di atas rencana.",
    ],
};
const SCHOOL: Notes = Notes {
    low: &[
        "Dua pekan terpotong ujian, asesmen dipindah ke pekan depan.",
        "# siswa masih perlu remedial bilangan pecahan.",
        "Listrik padam saat asesmen, diulang hari Kamis.",
        "Beberapa orang tua berhalangan hadir, dijadwalkan ulang.",
        "# siswa sakit, nilai menyusul.",
    ],
    fine: &[
        "Asesmen formatif selesai, # siswa lanjut pengayaan.",
        "Modul pecahan diperbaiki setelah diskusi KKG.",
        "Pertemuan orang tua kelas berjalan baik, # hadir.",
        "Pojok baca mulai rutin tiap pagi.",
        "Hasil dari buku nilai, sudah dibahas dengan wali kelas.",
        "Kelompok belajar sore berjalan, # siswa ikut.",
    ],
    high: &[
        "Belajar kelompok membantu, # siswa naik tingkat bacaan.",
        "Rekan KKG berbagi modul, jadi lebih cepat selesai.",
        "Orang tua ikut piket baca, ketuntasan naik.",
    ],
};
const COUNTER: Notes = Notes {
    low: &[
        "Jaringan SIAK lambat # jam, berkas menumpuk.",
        "Printer kartu rusak, menunggu suku cadang.",
        "# berkas kembali karena surat pengantar belum lengkap.",
        "Satu petugas diklat, loket 2 tutup siang.",
        "Antrean naik setelah libur panjang.",
    ],
    fine: &[
        "Loket berjalan normal, # berkas dikembalikan untuk dilengkapi.",
        "Pengaduan minggu ini #, semua sudah dijawab.",
        "Daftar cek berkas ditempel di loket, membantu.",
        "Layanan keliling ke RW #, warga puas.",
        "Sesuai janji layanan, diperiksa dari buku register.",
    ],
    high: &[
        "Layanan jemput bola ke sekolah, # berkas sekaligus.",
        "Pendaftaran daring mengurangi antrean pagi.",
        "Loket dibuka lebih awal # hari, berkas cepat selesai.",
    ],
};
const OUTDOORS: Notes = Notes {
    low: &[
        "Jalan ke lokasi terendam, tim memutar # km.",
        "Hujan terus, # kunjungan ditunda.",
        "Satu kendaraan masuk bengkel, bergantian dulu.",
        "Kelompok sedang panen, pertemuan dipindah.",
    ],
    fine: &[
        "Simulasi di kelurahan, # warga ikut.",
        "Alat diperiksa lengkap, # perlu diganti bulan depan.",
        "Kunjungan ke # kelompok, catatan lapangan lengkap.",
        "Respons sesuai prosedur, laporan dikirim malam itu juga.",
    ],
    high: &[
        "Pos siaga baru di timur memotong waktu tempuh.",
        "Ketua kelompok ikut mendampingi, # kunjungan tambahan.",
        "Jalur cepat dengan Dishub sangat membantu.",
    ],
};
const OFFICE: Notes = Notes {
    low: &[
        "Menunggu data dari # perangkat daerah.",
        "# dokumen dikembalikan, tanda tangan belum lengkap.",
        "Aplikasi pusat gangguan # jam, dilanjutkan besok.",
        "Dua orang diklat, pekerjaan dibagi ulang.",
        "Nota pertanggungjawaban menunggu kuitansi.",
    ],
    fine: &[
        "Rekap dari agenda, sudah dicocokkan.",
        "Selesai sesuai jadwal, # menyusul minggu depan.",
        "Berkas dirapikan bersama tim, mudah dicari.",
        "Tidak ada kendala, # permintaan baru masuk.",
        "Sudah diverifikasi atasan.",
        "Dibagi dua kelompok, pekerjaan lebih ringan.",
    ],
    high: &[
        "Format baru mempercepat, # dokumen lebih awal.",
        "Dikerjakan bersama tim arsip, lebih cepat dari rencana.",
        "Daftar cek mengurangi bolak-balik berkas.",
    ],
};
const LEADING: Notes = Notes {
    low: &[
        "Pengadaan mundur # minggu, jadwal disusun ulang.",
        "Menunggu hasil reviu, # kegiatan bergeser.",
        "Dua seksi kekurangan orang, dibantu tim lain.",
        "Survei belum memenuhi jumlah responden.",
    ],
    fine: &[
        "Dibahas di rapat bulanan, # kesepakatan baru.",
        "Sesuai rencana kas, tidak ada pergeseran.",
        "Angka dari laporan seksi, sudah diperiksa.",
        "Tindak lanjut # pengaduan selesai.",
    ],
    high: &["Kerja sama antarbidang mempercepat # kegiatan.", "Alur layanan dipangkas satu meja, hasilnya terasa."],
};

/// Returns a note for a report that reached this share of the expected value.
pub(crate) fn note(dice: &mut Dice, field: Field, reached: Option<Achievement>) -> String {
    let notes = match field {
        Field::Health => HEALTH,
        Field::School => SCHOOL,
        Field::Counter => COUNTER,
        Field::Outdoors => OUTDOORS,
        Field::Office => OFFICE,
        Field::Leading => LEADING,
    };
    let fit = match reached {
        Some(Achievement::Percent(percent)) if percent < Decimal::from(90) => notes.low,
        Some(Achievement::Percent(percent)) if percent >= Decimal::from(108) => notes.high,
        _ => notes.fine,
    };
    let number = dice.within(2..=9).to_string();
    dice.pick(fit).replace('#', &number)
}

/// A note of a report that corrects another.
pub(crate) fn correction(dice: &mut Dice) -> String {
    let fit = &[
        "Koreksi, tadi salah ketik.",
        "Koreksi: angka terbalik, ini yang benar.",
        "Memperbaiki laporan sebelumnya, kelebihan satu angka.",
        "Koreksi setelah dicek dengan register.",
    ];
    (*dice.pick(fit)).to_owned()
}
