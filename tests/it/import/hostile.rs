//! Files that want to do harm, or are simply something else.

use super::office::{HEADINGS, Office, TODAY, workbook, workbook_with};
use sqlx::PgPool;

#[sqlx::test]
async fn hostile_files_are_refused_in_one_sentence(pool: PgPool) {
    let office = Office::open(pool).await;
    let good =
        workbook(&[HEADINGS.to_vec(), vec!["198609262015051001", "Ani", "P", "Analis", "Dinas Sosial", "", "", "PNS"]]);
    assert_eq!(office.refusal(b"").await, "Berkas ini bukan lembar kerja Excel (.xlsx) atau CSV.");
    let no_post = "Judul kolom tidak ditemukan; tidak ada kolom Jabatan (judulnya seperti Jabatan, Nama Jabatan, Jabatan Terakhir).";
    assert_eq!(office.refusal(b"NIP;Nama\n1;Ani\n").await, no_post);
    assert_eq!(
        office.refusal(b"PK\x03\x04 and then nothing").await,
        "Berkas rusak atau terpotong; unduh atau simpan ulang lalu coba lagi."
    );
    assert_eq!(
        office.refusal(&good[..good.len() / 2]).await,
        "Berkas rusak atau terpotong; unduh atau simpan ulang lalu coba lagi."
    );
    let old = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    assert!(office.refusal(&old).await.contains("(.xls)"));
    let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(office.refusal(&[&old[..], &marker].concat()).await.contains("kata sandi"));
    // Any byte may be wrong: refused or read, but never the end of the program.
    for at in (0..good.len()).step_by(9) {
        let mut broken = good.clone();
        broken[at] ^= 0x55;
        let _ = office.run_on(&office.file(&broken), None, false, TODAY).await;
    }
    let refused = office.refusal(&workbook(&[vec!["NIP", "Nama", "Alamat"]])).await;
    assert_eq!(refused, no_post);
    assert!(office.refusal(&workbook(&[HEADINGS.to_vec()])).await.contains("tidak berisi satu pun"));
    assert!(office.refusal(&workbook_with(b"<worksheet><sheetData><row r=\"1\">")).await.contains("rusak"));

    let far = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>NIP</v></c>\
        <c r=\"B1\" t=\"str\"><v>Nama</v></c><c r=\"C1\" t=\"str\"><v>Jabatan</v></c><c r=\"D1\" t=\"str\"><v>Unit Kerja</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let refused = office.refusal(&workbook_with(far.as_bytes())).await;
    assert_eq!(refused, "Ada isi di sel XFD1048576, jauh di luar daftar pegawai; hapus isinya lalu coba lagi.");

    let bomb = workbook_with(&vec![b' '; 40 << 20]);
    assert!(bomb.len() < 100_000);
    assert_eq!(office.refusal(&bomb).await, "Isi berkas tidak wajar (terlalu besar setelah dibuka); berkas ditolak.");
    // The same with a directory that claims a small part.
    let size = u32::try_from(40_usize << 20).expect("a size").to_le_bytes();
    let mut lying = bomb;
    while let Some(at) = lying.windows(4).position(|window| window == size) {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    office.refusal(&lying).await;

    // One byte more than is taken, of what would be a workbook.
    let mut large = good.clone();
    large.resize((32 << 20) + 1, 0);
    assert_eq!(office.refusal(&large).await, "Berkas terlalu besar: paling banyak 32 MB.");
    // Archives that are something else as well, or something else alone.
    for (part, said) in [
        ("xl/workbook.bin", "Berkas ini berformat Excel biner (.xlsb); buka di Excel lalu simpan sebagai .xlsx."),
        ("word/document.xml", "Berkas ini bukan lembar kerja Excel (.xlsx) atau CSV."),
        ("index.html", "Berkas ini bukan lembar kerja Excel (.xlsx) atau CSV."),
    ] {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
        zip.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        let archive = zip.finish().expect("an archive").into_inner();
        assert_eq!(office.refusal(&archive).await, said, "{part}");
    }
    for before in [&b"%PDF-1.7\n"[..], b"GIF89a", b"<html><script>kenari()</script>"] {
        assert_eq!(
            office.refusal(&[before, &good].concat()).await,
            "Berkas ini bukan lembar kerja Excel (.xlsx) atau CSV.",
            "a workbook behind the beginning of something else"
        );
    }

    let (done, _) = office.run_on(&office.folder.join("tidak-ada.xlsx"), None, false, TODAY).await;
    assert!(done.expect_err("a refusal").to_string().starts_with("Berkas tidak dapat dibuka: "));
    let (done, _) = office.run_on(&office.folder, None, false, TODAY).await;
    assert!(done.is_err());
}

#[sqlx::test]
async fn a_number_of_strings_that_cannot_be_is_refused(pool: PgPool) {
    let office = Office::open(pool).await;
    let good =
        workbook(&[HEADINGS.to_vec(), vec!["198609262015051001", "Ani", "P", "Analis", "Dinas Sosial", "", "", "PNS"]]);
    for count in ["100000000000", "18446744073709551615", "+4000001", "99999999999999999999999"] {
        let strings = format!("<sst count='>' uniqueCount = \"{count}\"><si><t>Ani</t></si></sst>");
        let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(good.clone())).expect("an archive");
        zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).expect("a part");
        std::io::Write::write_all(&mut zip, strings.as_bytes()).expect("a part");
        let bytes = zip.finish().expect("an archive").into_inner();
        let refused = office.refusal(&bytes).await;
        assert_eq!(refused, "Isi berkas tidak wajar (terlalu besar setelah dibuka); berkas ditolak.", "{count}");
    }
}
