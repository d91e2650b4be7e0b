//! From a post's title, as personnel lists write it, to the template of its kind.

use crate::domain::org::PostKind;

/// Titles by the words in them (`|` between alternatives), first match wins. Leading posts come before the workplaces
/// that they name: a "Kepala Subbagian Tata Usaha Puskesmas" is a head of a subbagian, a "Sekretaris Lurah" is no
/// lurah.
const RULES: &[(&str, &str)] = &[
    ("reaksi cepat|trc", "reaksi_cepat"),
    ("wali kota|walikota|bupati|gubernur", "elected"),
    ("sekretaris daerah|sekda|asisten sekretaris daerah|asisten daerah", "sekretaris_daerah"),
    ("staf ahli", "sekretaris_daerah"),
    ("inspektur pembantu|irban", "kepala_bidang"),
    ("inspektur", "inspektur"),
    ("kepala sekolah|kepsek|kepala sd|kepala sdn|kepala smp|kepala smpn", "kepala_sekolah"),
    ("kepala tk|kepala paud", "kepala_sekolah"),
    ("kepala subbagian|kepala sub bagian|kepala subbag|kepala subag", "kepala_subbagian"),
    ("kepala sub bag|kasubbag|kasubag|kasub bag|kepala tata usaha", "kepala_subbagian"),
    ("ka tata usaha|ka subbag|ka subag|kepala tu", "kepala_subbagian"),
    ("kepala seksi|ka seksi|kasi|kepala subbidang|kepala sub bidang|kasubbid", "kepala_seksi"),
    ("kasubid|subkoordinator|sub koordinator|ketua tim", "kepala_seksi"),
    ("kepala puskesmas|ka puskesmas|kapus|kepala uptd puskesmas", "kepala_puskesmas"),
    ("kepala upt puskesmas|pimpinan puskesmas", "kepala_puskesmas"),
    ("sekretaris camat|sekretaris kecamatan|sekcam|sekretaris lurah", "sekretaris"),
    ("sekretaris kelurahan|seklur", "sekretaris"),
    ("camat", "camat"),
    ("lurah", "lurah"),
    ("kepala bidang|ka bidang|kabid|kepala bagian|ka bagian|kabag", "kepala_bidang"),
    ("sekretaris pribadi|sekretaris pimpinan", "pengadministrasi"),
    ("sekretaris|sekdin|sekban|sekwan", "sekretaris"),
    ("kepala badan penanggulangan bencana|kepala bpbd|kepala pelaksana bpbd", "kepala_bpbd"),
    ("kepala pelaksana badan penanggulangan", "kepala_bpbd"),
    ("kepala badan|kaban|ka badan|kepala bkpsdm|kepala bappeda|kepala bpkad", "kepala_badan"),
    ("kepala dinas kesehatan|kadis kesehatan|kadinkes|kepala dinkes", "kepala_dinas_kesehatan"),
    ("kepala dinas pendidikan|kadis pendidikan|kadisdik|kepala disdik", "kepala_dinas_pendidikan"),
    ("kepala dinas|kadis|ka dinas|kepala satuan|kasatpol", "kepala_dinas"),
    ("kepala uptd|kepala upt|kepala unit|direktur|kepala balai|kepala rsud", "kepala_uptd"),
    ("kepala pasar", "kepala_uptd"),
    ("pengawas sekolah|pengawas tk|pengawas sd|pengawas smp|pengawas sma|pengawas paud", "pengawas_sekolah"),
    ("guru bimbingan|guru bk|konselor sekolah|guru konseling", "guru_bk"),
    ("guru tk|guru paud|guru taman kanak|guru kb|pendidik paud", "guru_paud"),
    ("guru kelas|guru sd|guru pendamping", "guru_kelas"),
    ("guru|pamong belajar|tutor", "guru_mapel"),
    ("dokter", "dokter"),
    ("bidan", "bidan"),
    ("perawat|ners|terapis gigi", "perawat"),
    ("asisten apoteker|tenaga teknis kefarmasian|teknisi farmasi|tenaga farmasi", "asisten_apoteker"),
    ("apoteker", "apoteker"),
    ("sanitarian|tenaga sanitasi|kesehatan lingkungan|kesling", "sanitarian"),
    ("nutrisionis|dietisien|ahli gizi|tenaga gizi|petugas gizi", "nutrisionis"),
    ("laboratorium kesehatan|laboratorium medik|laboratorium medis|analis kesehatan", "pranata_laboratorium"),
    ("perekam medis|rekam medis", "perekam_medis"),
    ("epidemiolog|surveilans", "epidemiolog"),
    ("promosi kesehatan", "tenaga_kesehatan"),
    ("fisioterapis|radiografer|entomolog|administrator kesehatan", "tenaga_kesehatan"),
    ("pembimbing kesehatan|teknisi elektromedis", "tenaga_kesehatan"),
    ("penyuluh keluarga berencana|penyuluh kb|plkb|petugas lapangan kb", "penyuluh_kb"),
    ("penyuluh sosial|pekerja sosial|peksos|pendamping sosial", "pekerja_sosial"),
    ("penyuluh", "penyuluh"),
    ("pengawas penyelenggaraan urusan pemerintahan|p2upd|ppupd", "p2upd"),
    ("auditor", "auditor"),
    ("analis kebijakan", "analis_kebijakan"),
    ("perancang peraturan|penyusun peraturan|perancang perundang|legal drafter", "perancang_peraturan"),
    ("statistisi|pengolah statistik|analis data statistik", "statistisi"),
    ("pranata humas|pranata hubungan masyarakat|penata humas|pengelola kehumasan", "pranata_humas"),
    ("pengadaan barang|pengelola pengadaan|pengadaan barang jasa|pejabat pengadaan", "pengadaan"),
    ("perencana|analis perencanaan|penyusun rencana", "perencana"),
    ("pranata komputer|prakom|sandiman|manggala informatika|teknisi komputer", "pranata_komputer"),
    ("programmer", "pranata_komputer"),
    ("arsiparis|pengelola arsip|penata arsip", "arsiparis"),
    ("pustakawan|pengelola perpustakaan|asisten perpustakaan", "pustakawan"),
    ("penata ruang|tata bangunan|teknik penyehatan lingkungan permukiman", "penata_ruang"),
    ("jalan dan jembatan|pengelola jalan|pengawas jalan|juru jalan|mantri jalan", "jalan_jembatan"),
    ("pengendali dampak lingkungan|pengawas lingkungan hidup", "pengendali_lingkungan"),
    ("penguji kendaraan|pengelola pengujian kendaraan", "penguji_kendaraan"),
    ("polisi pamong praja|pol pp|satpol pp|banpol", "polisi_pamong_praja"),
    ("pengantar kerja|mediator hubungan industrial|mediator hi", "pengantar_kerja"),
    ("pengelola barang|pengurus barang|penyimpan barang|pengelola bmd|pengelola aset", "pengelola_barang"),
    ("analis kepegawaian|analis sdm aparatur|analis sumber daya manusia", "analis_kepegawaian"),
    ("pranata sdm aparatur|pranata sumber daya manusia|asesor sdm aparatur", "analis_kepegawaian"),
    ("pengelola kepegawaian|kepegawaian", "analis_kepegawaian"),
    ("bendahara", "bendahara"),
    ("keuangan|anggaran|perbendaharaan|akuntan|gaji|pajak", "pengelola_keuangan"),
    ("retribusi", "pengelola_keuangan"),
    ("damkar|pemadam|pemadam kebakaran|analis kebakaran|penyelamat", "pemadam"),
    ("bencana|kebencanaan|pusdalops", "reaksi_cepat"),
    ("layanan operasional", "pelaksana"),
    ("adminduk|kependudukan|pencatatan sipil|operator layanan|loket|siak", "operator_layanan"),
    ("petugas layanan|front office", "operator_layanan"),
    ("pengadministrasi|resepsionis|caraka|agendaris", "pengadministrasi"),
];

/// Returns the code of the template that fits a post. Titles are read as people type them: capitals, dots, `Plt.`
/// before them and abbreviations are understood; a title without a known word follows the kind of post.
pub fn template_for(post_name: &str, kind: PostKind, is_head: bool) -> &'static str {
    if kind == PostKind::Elected {
        return "elected";
    }
    let title = words(post_name);
    let named = RULES.iter().find(|(names, _)| names.split('|').any(|name| title.contains(&format!(" {name} "))));
    match (named, kind) {
        (Some((_, code)), _) => code,
        (None, PostKind::Jpt) => "kepala_dinas",
        (None, PostKind::Administrator) => "kepala_bidang",
        (None, PostKind::Pengawas) => "kepala_seksi",
        (None, _) if is_head => "kepala_uptd",
        (None, PostKind::Fungsional) => "fungsional",
        (None, PostKind::Pelaksana | PostKind::Elected) => "pelaksana",
    }
}

/// Returns a title in lower case, one space around each word and no other mark, so that "bidan" is not found in "bidang".
pub(crate) fn words(title: &str) -> String {
    let mut words = String::with_capacity(title.len() + 2);
    words.push(' ');
    for word in title.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push_str(word);
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::template::template;

    #[test]
    fn titles_find_their_template() {
        use PostKind::{Administrator, Elected, Fungsional, Jpt, Pelaksana, Pengawas};
        for (title, kind, head, code) in [
            ("Wali Kota Sagara", Elected, true, "elected"),
            ("Kepala Dinas Kesehatan", Jpt, true, "kepala_dinas_kesehatan"),
            ("KEPALA DINAS PENDIDIKAN", Jpt, true, "kepala_dinas_pendidikan"),
            ("Kepala Dinas Perhubungan", Jpt, true, "kepala_dinas"),
            ("Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", Jpt, true, "kepala_badan"),
            ("Kepala Badan Penanggulangan Bencana Daerah", Jpt, true, "kepala_bpbd"),
            ("Sekretaris Daerah", Jpt, true, "sekretaris_daerah"),
            ("Inspektur", Jpt, true, "inspektur"),
            ("Inspektur Pembantu I", Administrator, true, "kepala_bidang"),
            ("Sekretaris Dinas Sosial", Administrator, true, "sekretaris"),
            ("Sekretaris Lurah", Pengawas, false, "sekretaris"),
            ("Camat", Administrator, true, "camat"),
            ("Plt. Lurah", Pengawas, true, "lurah"),
            ("Kabid. Pelayanan", Administrator, true, "kepala_bidang"),
            ("Kepala Bagian Umum", Administrator, true, "kepala_bidang"),
            ("Kepala Subbagian Keuangan", Pengawas, true, "kepala_subbagian"),
            ("Kasubag TU Puskesmas 05", Pengawas, false, "kepala_subbagian"),
            ("Kasi Pemerintahan", Pengawas, false, "kepala_seksi"),
            ("Kepala UPTD Puskesmas 02", Fungsional, true, "kepala_puskesmas"),
            ("Kepala Puskesmas", Fungsional, true, "kepala_puskesmas"),
            ("Kepala Sekolah", Fungsional, true, "kepala_sekolah"),
            ("Direktur RSUD Sagara", Administrator, true, "kepala_uptd"),
            ("Guru Ahli Pertama", Fungsional, false, "guru_mapel"),
            ("GURU KELAS AHLI MUDA", Fungsional, false, "guru_kelas"),
            ("Dokter Ahli Muda", Fungsional, false, "dokter"),
            ("Bidan Ahli Pertama", Fungsional, false, "bidan"),
            ("Pengelola Data Bidang Sarana", Pelaksana, false, "pelaksana"),
            ("Perawat Terampil", Fungsional, false, "perawat"),
            ("Pranata Laboratorium Kesehatan Mahir", Fungsional, false, "pranata_laboratorium"),
            ("Asisten Apoteker Terampil", Fungsional, false, "asisten_apoteker"),
            ("Apoteker Ahli Muda", Fungsional, false, "apoteker"),
            ("NUTRISIONIS AHLI PERTAMA", Fungsional, false, "nutrisionis"),
            ("Tenaga Sanitasi Lingkungan Terampil", Fungsional, false, "sanitarian"),
            ("Perekam Medis Mahir", Fungsional, false, "perekam_medis"),
            ("Epidemiolog Kesehatan Ahli Pertama", Fungsional, false, "epidemiolog"),
            ("Radiografer Terampil", Fungsional, false, "tenaga_kesehatan"),
            ("Guru Bimbingan Konseling Ahli Pertama", Fungsional, false, "guru_bk"),
            ("Guru TK Ahli Pertama", Fungsional, false, "guru_paud"),
            ("Guru Pendidikan Agama Ahli Muda", Fungsional, false, "guru_mapel"),
            ("Pengawas Sekolah Ahli Madya", Fungsional, false, "pengawas_sekolah"),
            ("Pustakawan Ahli Pertama", Fungsional, false, "pustakawan"),
            ("Arsiparis Terampil", Fungsional, false, "arsiparis"),
            ("Penata Ruang Ahli Muda", Fungsional, false, "penata_ruang"),
            ("Teknik Tata Bangunan dan Perumahan Ahli Pertama", Fungsional, false, "penata_ruang"),
            ("Teknik Jalan dan Jembatan Ahli Pertama", Fungsional, false, "jalan_jembatan"),
            ("Pengendali Dampak Lingkungan Ahli Muda", Fungsional, false, "pengendali_lingkungan"),
            ("Penguji Kendaraan Bermotor Terampil", Fungsional, false, "penguji_kendaraan"),
            ("Polisi Pamong Praja Ahli Pertama", Fungsional, false, "polisi_pamong_praja"),
            ("Kepala Satuan Polisi Pamong Praja", Jpt, true, "kepala_dinas"),
            ("Pemadam Kebakaran Pemula", Fungsional, false, "pemadam"),
            ("Pekerja Sosial Ahli Pertama", Fungsional, false, "pekerja_sosial"),
            ("Penyuluh Sosial Ahli Muda", Fungsional, false, "pekerja_sosial"),
            ("Penyuluh Keluarga Berencana Ahli Pertama", Fungsional, false, "penyuluh_kb"),
            ("Pengantar Kerja Ahli Pertama", Fungsional, false, "pengantar_kerja"),
            ("Mediator Hubungan Industrial Ahli Muda", Fungsional, false, "pengantar_kerja"),
            ("Pengelola Barang Milik Daerah", Pelaksana, false, "pengelola_barang"),
            ("Bendahara Pengeluaran", Pelaksana, false, "bendahara"),
            ("Pranata Hubungan Masyarakat Ahli Muda", Fungsional, false, "pranata_humas"),
            ("Perancang Peraturan Perundang-undangan Ahli Muda", Fungsional, false, "perancang_peraturan"),
            ("Pengawas Penyelenggaraan Urusan Pemerintahan Daerah Ahli Madya", Fungsional, false, "p2upd"),
            ("Auditor Ahli Pertama", Fungsional, false, "auditor"),
            ("Analis Kebijakan Ahli Muda", Fungsional, false, "analis_kebijakan"),
            ("Pengelola Pengadaan Barang/Jasa Ahli Muda", Fungsional, false, "pengadaan"),
            ("Statistisi Ahli Pertama", Fungsional, false, "statistisi"),
            ("Analis Keuangan Pusat dan Daerah Ahli Muda", Fungsional, false, "pengelola_keuangan"),
            ("Kepala Seksi Jalan dan Jembatan", Pengawas, false, "kepala_seksi"),
            ("Kepala Subbagian Perancang Peraturan", Pengawas, true, "kepala_subbagian"),
            ("Pengelola Layanan Operasional", Pelaksana, false, "pelaksana"),
            ("Analis SDM Aparatur Ahli Pertama", Fungsional, false, "analis_kepegawaian"),
            ("Pranata Komputer Terampil", Fungsional, false, "pranata_komputer"),
            ("Penyuluh Pertanian Ahli Muda", Fungsional, false, "penyuluh"),
            ("Pengelola Keuangan", Pelaksana, false, "pengelola_keuangan"),
            ("Operator Layanan Adminduk", Pelaksana, false, "operator_layanan"),
            ("Operator Layanan Operasional", Pelaksana, false, "pelaksana"),
            ("Anggota Regu Reaksi Cepat", Pelaksana, false, "reaksi_cepat"),
            ("Pengadministrasi Perkantoran", Pelaksana, false, "pengadministrasi"),
            ("Penelaah Teknis Kebijakan", Pelaksana, false, "pelaksana"),
            ("Widyaiswara Ahli Madya", Fungsional, false, "fungsional"),
            ("", Pelaksana, false, "pelaksana"),
            ("Pejabat Sementara", Administrator, true, "kepala_bidang"),
        ] {
            assert_eq!(template_for(title, kind, head), code, "{title}");
        }
    }

    #[test]
    fn every_template_has_titles() {
        use crate::domain::template::{ALL, is_general};
        for known in ALL.iter().filter(|known| known.code != "elected" && !is_general(known.code)) {
            assert!(RULES.iter().any(|(_, code)| *code == known.code), "{}", known.code);
        }
    }

    #[test]
    fn every_rule_names_a_template() {
        for (names, code) in RULES {
            assert_eq!(template(code).code, *code, "{names:?}");
        }
    }
}
