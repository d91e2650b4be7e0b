//! Files in the shapes in which offices have them.

use super::office::{Office, TODAY, questions_of, workbook_with};
use sqlx::PgPool;
use std::{fs, os::unix::fs::PermissionsExt};

const CITY: &str = "Pemerintah Kota Rimbun";

#[sqlx::test]
async fn every_sheet_of_a_workbook_is_read(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let (summary, out) = office.apply("07-satu-lembar-per-dinas.xlsx", &[], TODAY).await;
    assert_eq!((summary.people, summary.undecided), (6, 0), "{out}");
    for line in
        ["lembar “Dinas Sosial”", "lembar “Dinas Kesehatan”, judul kolom di baris 1: 3 orang", "lembar “Kec. Tengah”"]
    {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert_eq!(office.count("unit u join unit r on r.id = u.parent_id and r.parent_id is null").await, 3);
}

#[sqlx::test]
async fn capitals_keep_short_forms_and_titles_and_a_change_of_a_post_can_be_declined(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let declined = ("5", "Penulisan jabatan", "lewati");
    let typed = ("4", "Penulisan jabatan", "Kepala Subbagian Tata Usaha");
    let (summary, out) = office.apply("13-kapital.xlsx", &[declined, typed], TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    let names = office.texts("select name from employee where nip is not null order by nip").await;
    assert_eq!(
        names,
        [
            "Rangga Wirayuda, S.STP, M.Si",
            "Lesmana, S.IP",
            "Kartika, S.KM",
            "Wahyu, S.AP",
            "Damar, A.KS",
            "Ratna, S.ST",
            "Gendhis, M.Kes",
            "Ndaru, S.Pd.I"
        ]
    );
    let posts = office
        .texts(
            "select p.name from assignment a join post p on p.id = a.post_id join employee e on e.id = a.employee_id
            where e.nip is not null order by e.nip",
        )
        .await;
    assert_eq!(
        posts,
        [
            "Kepala BKPSDM",
            "Kepala Bidang Mutasi BKPSDM",
            "Kepala Subbagian Tata Usaha",
            "ANALIS PENGELOLAAN KEUANGAN APBD AHLI MUDA",
            "Pengelola Pengadaan Barang/Jasa Ahli Muda",
            "Pranata SDM Aparatur Terampil",
            "Guru SLB",
            "Guru MTs"
        ]
    );
    for line in [
        "KEPALA BKPSDM → Kepala BKPSDM (1 orang)",
        "GURU MTS → Guru MTs (1 orang)",
        "PRANATA SDM APARATUR TERAMPIL → Pranata SDM Aparatur Terampil (1 orang)",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let units = office.texts("select name from unit order by name").await;
    assert_eq!(
        units,
        [
            "Bidang Mutasi BKPSDM",
            "BKPSDM",
            "Dinas Pendidikan",
            "DPMPTSP",
            "Pemerintah Kota Rimbun",
            "SLB Negeri Rimbun",
            "Subbag TU BKPSDM"
        ]
    );
}

#[sqlx::test]
async fn the_national_export_is_read_and_who_is_not_active_is_asked_about(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let (summary, out) = office.apply("01-ekspor-siasn.xlsx", &[], TODAY).await;
    assert_eq!(summary.people, 5, "{out}");
    assert!(out.contains("baris 6, Guritno, Kedudukan hukum “Pemberhentian dengan hormat”"), "{out}");
    assert!(out.contains("unit induk dari Bidang Rehabilitasi Sosial tidak disebut"), "{out}");
    let answers = [("3", "Unit induk", "ya"), ("6", "Kedudukan hukum", "ya")];
    let (summary, out) = office.apply("01-ekspor-siasn.xlsx", &answers, TODAY).await;
    assert_eq!((summary.undecided, summary.skipped), (0, 1), "{out}");
    let people = office
        .texts(
            "select e.name || ' | ' || e.kind || ' | ' || e.grade || ' | ' || e.sex || ' | ' || e.birth_date
            from employee e where nip is not null order by nip",
        )
        .await;
    assert_eq!(
        people,
        [
            "Dr. Rangga Wirayuda, S.Sos., M.Si. | pns | IV/c | m | 1969-04-12",
            "Lintang Prabaswara, S.AP | pns | IV/a | m | 1976-09-17",
            "Sekar Ayuningdyah, S.Tr.Sos. | pns | III/c | f | 1988-05-12",
            "Bagas, A.Md. | pppk | VII | f | 1996-08-11"
        ]
    );
    assert_eq!(
        office.tree().await,
        [CITY, "Bidang Rehabilitasi Sosial < Dinas Sosial", "Dinas Sosial < Pemerintah Kota Rimbun"]
    );
}

#[sqlx::test]
async fn a_rank_with_its_golongan_is_read(pool: PgPool) {
    let office = Office::named(pool, "Pemerintah Provinsi Rimbun").await;
    let (summary, out) = office.apply("04-pangkat-dan-golongan.xlsx", &[], TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    let grades = office.texts("select name || ' ' || grade from employee where nip is not null order by nip").await;
    assert_eq!(
        grades,
        [
            "Rangga Wirayuda, S.Hut IV/a",
            "Syam Ma'rufi, A.Md. II/c",
            "Gendhis, S.P III/d",
            "Nur `Ayuni, S.P III/d",
            "Ndaru V"
        ]
    );
}

#[sqlx::test]
async fn headings_in_two_rows_and_name_and_number_in_one_cell_are_read(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    for file in ["06a-duk-judul-dua-baris.xlsx", "06b-duk-nama-nip-satu-kolom.xlsx"] {
        let (summary, out) = office.apply(file, &[], TODAY).await;
        assert_eq!((summary.people, summary.undecided), (3, 0), "{file}\n{out}");
        let people = office
            .texts(
                "select e.name || ' | ' || e.grade || ' | ' || e.birth_date || ' | ' || p.name
                from employee e join assignment a on a.employee_id = e.id join post p on p.id = a.post_id
                where nip is not null order by nip",
            )
            .await;
        assert_eq!(
            people,
            [
                "Rangga Wirayuda, S.Sos, M.Si | IV/c | 1969-04-12 | Kepala Dinas Sosial",
                "Kartika Maheswari, S.STP | IV/a | 1971-05-03 | Sekretaris Dinas Sosial",
                "Sekar Ayuningdyah, SE | III/c | 1988-05-12 | Pengelola Pengadaan Barang/Jasa"
            ],
            "{file}"
        );
        assert_eq!(
            office.tree().await,
            [CITY, "Sekretariat Dinas Sosial < Dinas Sosial", "Dinas Sosial < Pemerintah Kota Rimbun"]
        );
    }
    let written = office.run(&office.case("06b-duk-nama-nip-satu-kolom.xlsx"), None, true).await.0.written;
    assert_eq!(written.total(), 0);
}

#[sqlx::test]
async fn a_list_of_one_office_asks_once_which_office_it_is(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let (summary, out) = office.apply("02a-satu-dinas-tanpa-unit.xlsx", &[], TODAY).await;
    assert_eq!((summary.people, summary.undecided), (5, 5), "{out}");
    assert_eq!(out.matches("Unit kerja: ").count(), 1, "{out}");
    assert!(out.contains("ketik nama unit dari 5 orang di dalamnya; usulan: Dinas Sosial"), "{out}");
    let answers =
        [("4", "Unit kerja", "ya"), ("5", "Jabatan", "Kepala Dinas Sosial"), ("9", "NIP", "19900101 201501 1 001")];
    let (summary, out) = office.apply("02a-satu-dinas-tanpa-unit.xlsx", &answers, TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    assert_eq!(office.tree().await, [CITY, "Dinas Sosial < Pemerintah Kota Rimbun"]);
    assert_eq!(office.count("post where name = 'Kepala Seksi Jaminan Sosial Keluarga' and not is_head").await, 1);
    assert_eq!(office.count("post where name = 'Kepala Dinas Sosial' and is_head").await, 1);
}

#[sqlx::test]
async fn a_text_file_is_read_and_a_web_page_says_how_to_save_it(pool: PgPool) {
    let office = Office::named(pool, "Bawaslu Kota Rimbun").await;
    let (summary, out) = office.run(&office.case("03a-titik-koma-bom.csv"), None, false).await;
    assert_eq!((summary.rows, summary.duplicate), (8, 0), "{out}");
    for line in [
        "lembar “03a-titik-koma-bom”, judul kolom di baris 1: 8 orang",
        "A   JABATAN_NAMA → Jabatan",
        "baris 5 dan 6 memakai NIP yang sama",
        "status “PPNPN” tidak dikenal",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    // The same in the code page of Windows with tabs, and in UTF-16 with commas.
    let text = fs::read_to_string(office.case("03a-titik-koma-bom.csv")).expect("a text");
    let text = text.trim_start_matches('\u{feff}');
    let latin: Vec<u8> = text.replace(';', "\t").chars().map(|c| u8::try_from(c).expect("a Latin letter")).collect();
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.replace(';', ",").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [latin, wide] {
        let (same, out) = office.run(&office.file(&bytes), None, false).await;
        assert_eq!((same.rows, same.undecided), (summary.rows, summary.undecided), "{out}");
        let questions = fs::read_to_string(questions_of(&office.folder.join("berkas.xlsx"))).expect("questions");
        assert!(!questions.contains('\u{fffd}'), "{questions}");
    }
    let (refused, _) = office.run_on(&office.case("03d-html.xls"), None, false, TODAY).await;
    let refused = refused.expect_err("a refusal").to_string();
    assert!(refused.contains("halaman web") && refused.contains("Excel Workbook (.xlsx)"), "{refused}");
}

#[sqlx::test]
async fn the_word_nip_before_a_number_is_dropped_and_damaged_numbers_stay_questions(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let (summary, out) = office.apply("09-nip-rusak.xlsx", &[], TODAY).await;
    assert_eq!((summary.people, summary.undecided), (8, 5), "{out}");
    assert!(out.contains("NIP diawali kata “NIP”: 1"), "{out}");
    assert!(out.contains("baris 7, Tenaga Harian, NIP “-”: NIP kosong"), "{out}");
    assert_eq!(office.count("employee where nip = '199107232015032906'").await, 1);
    assert_eq!(office.count("employee where nip = '196704102022211913' and kind = 'pppk'").await, 1);
    assert!(!out.contains("Ratna Puspa, NIP “"), "{out}");
}

#[sqlx::test]
async fn questions_are_for_the_eyes_of_their_owner(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let file = office.case("09-nip-rusak.xlsx");
    let questions = questions_of(&file);
    fs::write(&questions, "baris;nama;kolom;usulan;keputusan\n").expect("a file");
    fs::set_permissions(&questions, fs::Permissions::from_mode(0o644)).expect("a mode");
    office.run(&file, None, false).await;
    assert_eq!(fs::metadata(&questions).expect("questions").permissions().mode() & 0o777, 0o600);
}

#[sqlx::test]
async fn hidden_rows_and_columns_are_read_and_named(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let row = |number: usize, hidden: &str, cells: [&str; 4]| {
        let cells = cells.map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"));
        format!("<row r=\"{number}\"{hidden}>{}</row>", cells.concat())
    };
    let rows = [
        row(1, "", ["NIP", "Nama", "Jabatan", "Unit Kerja"]),
        row(2, " hidden=\"1\"", ["197609171999031903", "Lintang Prabaswara", "Kepala Dinas", "Dinas Sosial"]),
        row(3, "", ["199402282020121907", "Andre Nugraha", "Analis Hukum", "Dinas Sosial"]),
    ];
    let columns = "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>";
    let sheet = format!("<worksheet>{columns}<sheetData>{}</sheetData></worksheet>", rows.concat());
    let file = office.file(&workbook_with(sheet.as_bytes()));
    let (seen, out) = office.run_on(&file, None, false, TODAY).await;
    seen.expect("a preview");
    for line in [": 2 orang", "kolom tersembunyi, ikut dibaca: C", "Baris tersembunyi, ikut dibaca: 2"] {
        assert!(out.contains(line), "{line}\n{out}");
    }
}
