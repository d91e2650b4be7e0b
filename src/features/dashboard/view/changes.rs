//! The current week compared with the one before, and the meaning of the board's numbers.

use crate::{features::dashboard::model::Board, query::Query, ui::table::DataTable};
use leptos::prelude::*;
use std::hash::Hash;

#[component]
pub(super) fn Changes(board: Query<Board>) -> impl IntoView {
    let fingerprint = board.fingerprint(|board, hasher| board.changes.hash(hasher));
    move || {
        let _ = fingerprint.get();
        board.peek(|board| board.changes.clone()).flatten().map(|table| {
            view! {
                <section class="board-changes" aria-label="Perubahan">
                    <DataTable caption="Minggu ini dibanding minggu lalu" table />
                </section>
            }
        })
    }
}

/// Every number of the board in plain words.
#[component]
pub(super) fn Meaning() -> impl IntoView {
    let words = [
        (
            "Hasil unit",
            "Hasil dalam SKP pimpinan unit. Angkanya dijumlahkan dari laporan di bawahnya, hanya lewat tautan langsung dan satuan yang sama; cakupan dari pembilang dan penyebut, tidak pernah dari rata-rata persentase. Indeks dan median tidak dapat dijumlahkan: di situ berlaku laporan pimpinan sendiri.",
        ),
        (
            "Tertinggal sejak",
            "Minggu pertama sejak angka itu terus di bawah batas sesuai rencana, menurut laporan. Minggu yang sudah lewat dihitung ulang tiap sepuluh menit.",
        ),
        (
            "Mencapai rencana",
            "Sesuai rencana atau melampaui. Bagiannya dihitung dari semua indikator yang sudah jatuh tempo; yang belum dilaporkan ikut dihitung.",
        ),
        (
            "Kelengkapan laporan",
            "Bagian indikator jatuh tempo yang laporan terakhirnya belum lewat waktu menurut jadwalnya: mingguan, bulanan, atau triwulanan. Jadwal mulai berjalan pada hari SKP disepakati.",
        ),
        (
            "Perlu dukungan",
            "Pegawai dengan setidaknya satu indikator di bawah 90 % dari yang seharusnya sekarang (batas ini diatur instansi).",
        ),
        (
            "Bagian dalam %",
            "Selalu dari yang sudah jatuh tempo, di setiap angka, batang, dan tabel. Yang belum jatuh tempo hanya disebut jumlahnya.",
        ),
        (
            "Sudah melapor bulan ini",
            "Pegawai yang mengirim setidaknya satu laporan bulan ini. Laporan hari ini: semua laporan yang diterima sejak pukul 00.00.",
        ),
        (
            "Perkiraan",
            "Perkiraan meneruskan angka terakhir dengan laju yang biasa dalam sembilan pekan terakhir; satu pekan yang turun tidak mengubahnya. Pita menunjukkan ketepatannya: dari 10 pekan, kira-kira 8 jatuh di dalam pita. Pola akhir triwulan tidak ikut diperhitungkan.",
        ),
        (
            "Akhir minggu lalu",
            "Keadaan pada hari Minggu malam. Naik dan turun disebut dalam poin: dari 60 % ke 64 % adalah naik 4 poin.",
        ),
    ];
    let words = words
        .map(|(word, meaning)| {
            view! {
                <dt>{word}</dt>
                <dd>{meaning}</dd>
            }
        })
        .collect_view();
    view! {
        <details class="board-meaning">
            <summary>"Arti angka di halaman ini"</summary>
            <dl>{words}</dl>
        </details>
    }
    .into_any()
}
