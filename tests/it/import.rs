//! `kinerja import`: a personnel export with the errors of real ones, hostile files, and the file of decisions.

mod agency;
mod hostile;
mod office;
mod service;
mod shapes;

use crate::access::{Filled, Rows};
use jiff::civil::date;
use office::{HEADINGS, Office, TODAY, decide, last_line, questions_of, workbook};
use sqlx::PgPool;
use std::fs;

/// Returns what the import fills; it has no address.
pub fn access() -> Rows {
    Rows::default().filled(|Filled { agency, employee, .. }| {
        format!("insert into service_end values ('{agency}', '{employee}', '2099-01-01', 'retired')")
    })
}

#[sqlx::test]
async fn a_preview_of_the_city_takes_what_is_certain_and_asks_the_rest(pool: PgPool) {
    let office = Office::open(pool).await;
    let file = office.city();
    let (summary, out) = office.run(&file, None, false).await;
    assert_eq!(summary.rows, 3509);
    assert_eq!(summary.people, 3500);
    // 4 numbers in floating-point form, 3 short ones, 12 people without superior, 5 with an unknown one, 2 with
    // themselves, 2 impossible dates.
    assert_eq!(summary.undecided, 28);
    assert_eq!(summary.duplicate, 9);
    assert_eq!(summary.ready + summary.repaired, 3472);
    assert_eq!(
        last_line(&out),
        format!("3500 orang: {} siap, {} diperbaiki, 28 perlu keputusan, 9 ganda", summary.ready, summary.repaired)
    );
    // One of the planted apostrophes is before a number that was shortened later; one of the text dates is impossible.
    for line in [
        "lembar “DATA PEGAWAI”, judul kolom di baris 4",
        "N   NIP Atasan Langsung → NIP atasan",
        "tidak dipakai: No, Tempat Lahir, Pangkat, No. HP, Email",
        "Dilompati: 9 baris kosong, 2 baris yang bukan pegawai",
        "baris 3524: Kota Sagara, 3 November 2026",
        "3493 pegawai, 159 unit di bawah Kota Sagara",
        "19 kepala perangkat daerah tanpa NIP atasan: atasannya Wali Kota Sagara",
        "NIP ditulis dengan spasi: 360",
        "NIP diawali tanda petik: 133",
        "Nama ditulis kapital: 871",
        "Tanggal lahir berupa teks: 984",
        "Nama unit ditulis lain: 66",
        "Jenis kelamin tidak cocok dengan NIP: 6",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    for reason in [
        (", NIP “", 7),
        ("(nomor urut 900)", 4),
        ("(angka ke-18 ditambahkan: 0)", 3),
        ("NIP atasan kosong", 12),
        ("tidak ada di berkas maupun di Kinerja", 5),
        ("atasannya ditulis dirinya sendiri", 2),
        ("“31-02-1988” tidak ada atau tidak mungkin; usulan: ", 2),
        ("tidak ada usulan", 0),
    ] {
        assert_eq!(out.matches(reason.0).count(), reason.1, "{}\n{out}", reason.0);
    }
    let digits = out.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    assert!(digits < Some(9), "a number is shown whole: {out}");
    assert_eq!(office.count("unit").await + office.count("employee").await, 0);
    let questions = fs::read_to_string(questions_of(&file)).expect("questions");
    assert!(questions.starts_with(
        "\u{feff}baris;nama;kolom;isi berkas;alasan;usulan;keputusan\r\n360;Kartika Nasution, S.Sos.;NIP;"
    ));
    assert_eq!(questions.lines().count(), 29);
}

#[sqlx::test]
async fn applying_gives_a_whole_agency_and_applying_again_changes_nothing(pool: PgPool) {
    let office = Office::open(pool).await;
    let file = office.city();
    let (summary, _) = office.run(&file, None, true).await;
    assert_eq!(summary.written.units, 160);
    assert_eq!(summary.written.employees, 3494);
    assert_eq!(office.count("employee where kind = 'elected' and nip is null").await, 1);
    assert_eq!(office.count("unit where parent_id is null").await, 1);
    assert_eq!(office.text("select name from unit where parent_id is null").await, "Kota Sagara");
    assert_eq!(office.count("assignment where since = '2026-01-01' and until is null").await, 3494);
    // Everybody except the elected head and the 19 people whose superior is undecided.
    assert_eq!(office.count("assessor where since = '2026-01-01'").await, 3494 - 1 - 19);
    assert_eq!(office.count("assessor a join employee e on e.id = a.assessor_id where e.kind = 'elected'").await, 19);
    // Every unit has one head, and every line ends at the elected head or at a person whose superior is undecided.
    let headed = "(select a.unit_id from assignment a join post p on p.id = a.post_id where p.is_head
        group by a.unit_id having count(*) = 1) as headed";
    assert_eq!(office.count(headed).await, 160);
    let endless = "assessor a where not exists (
        select from reporting_line(a.agency_id, a.employee_id, '2026-11-22') l
        where not exists (select from assessor up where up.employee_id = l.employee_id))";
    assert_eq!(office.count(endless).await, 0);
    assert_eq!(office.count("unit where name = 'Dinas Kependudukan dan Pencatatan Sipil'").await, 1);
    assert_eq!(office.count("event where kind = 'imported'").await, 1);

    let (summary, out) = office.run_on(&file, None, true, date(2026, 12, 1)).await;
    assert_eq!(summary.expect("a second import").written.total(), 0);
    assert!(out.contains("Tidak ada yang berubah: 0 ditulis."), "{out}");
    assert_eq!(office.count("event where kind = 'imported'").await, 1);
}

#[sqlx::test]
async fn decisions_complete_the_agency(pool: PgPool) {
    let office = Office::open(pool).await;
    let file = office.city();
    office.run(&file, None, true).await;
    let questions = questions_of(&file);
    decide(&questions, |question| match &question[0] {
        "360" => "'19730610 202521 2 901".to_owned(),
        "1749" => "lewati".to_owned(),
        "1407" => "9 Sep 1995".to_owned(),
        "463" => "wali kota sagara".to_owned(),
        "2395" => "1990".to_owned(),
        _ => "ya".to_owned(),
    });
    let (summary, out) = office.run(&file, Some(&questions), true).await;
    assert_eq!((summary.undecided, summary.skipped, summary.people), (1, 1, 3499));
    assert!(out.contains("keputusan “1990” belum dipakai: NIP berisi 4 angka"), "{out}");
    assert_eq!(summary.written.employees, 6 + 2);
    assert_eq!(summary.written.assignments, 6);
    assert_eq!(summary.written.assessors, 6 + 18);
    assert_eq!(office.count("employee where nip = '197306102025212901'").await, 1);
    assert_eq!(
        office.text("select birth_date::text from employee where nip = '199509162024082900'").await,
        "1995-09-09"
    );
    // The import keeps everything that was typed and asks nothing new.
    let kept = fs::read_to_string(&questions).expect("questions");
    assert!(kept.contains("19730610 202521 2 901"), "{kept}");
    let (summary, _) = office.run(&file, Some(&questions), true).await;
    assert_eq!(summary.written.total(), 0);

    // Decisions count only when their file is given to the command; without it they are kept.
    let (summary, out) = office.run(&file, None, false).await;
    assert_eq!(summary.undecided, 28);
    assert!(out.contains("28 keputusan di "), "{out}");
    assert_eq!(fs::read_to_string(&questions).expect("questions").matches(";ya\r\n").count(), 23);
}

#[sqlx::test]
async fn what_changes_later_begins_that_day_and_closes_what_was_before(pool: PgPool) {
    let office = Office::open(pool).await;
    let row = |name, nip, post, unit, parent, superior| vec![nip, name, "P", post, unit, parent, superior, "PNS"];
    let head = "198609262015052001";
    let (ani, budi) = ("199608182022042001", "199003152026102001");
    let first = [
        HEADINGS.to_vec(),
        row("Rahma", head, "Kepala Dinas Sosial", "Dinas Sosial", "Kota Sagara", ""),
        row("Ani", ani, "Penelaah", "Dinas Sosial", "Kota Sagara", head),
        row("Budi", budi, "Penelaah", "Dinas Sosial", "Kota Sagara", head),
    ];
    let (summary, _) = office.run(&office.file(&workbook(&first)), None, true).await;
    assert_eq!((summary.ready, summary.undecided), (3, 0));
    // Appointed in October: the assignment does not begin in January.
    assert_eq!(office.count("assignment where since = '2026-10-01'").await, 1);
    assert_eq!(office.count("assessor where since = '2026-10-01'").await, 1);

    let mut second = first.to_vec();
    second[2] = row("Ani Lestari", ani, "Analis", "Bidang Data", "Dinas Sosial", budi);
    let file = office.file(&workbook(&second));
    let (summary, _) = office.run_on(&file, None, true, date(2027, 2, 1)).await;
    let written = summary.expect("an import").written;
    assert_eq!((written.units, written.posts, written.employees), (1, 1, 1));
    assert_eq!((written.assignments, written.assessors), (1, 1));
    assert_eq!(office.count("assignment where until = '2027-02-01'").await, 1);
    assert_eq!(office.count("assessor where until = '2027-02-01'").await, 1);
    let named =
        "select p.name from assignment a join post p on p.id = a.post_id join employee e on e.id = a.employee_id
        where e.name = 'Ani Lestari' and a.until is null and a.since = '2027-02-01'";
    assert_eq!(office.text(named).await, "Analis");

    // A correction on the same day leaves no row with an empty span.
    second[2] = row("Ani Lestari", ani, "Penelaah", "Dinas Sosial", "Kota Sagara", head);
    let file = office.file(&workbook(&second));
    let (summary, _) = office.run_on(&file, None, true, date(2027, 2, 1)).await;
    assert_eq!(summary.expect("an import").written.assignments, 1);
    assert_eq!(office.count("assignment").await, 5);
}

#[sqlx::test]
async fn contradictions_and_doubts_are_asked(pool: PgPool) {
    let office = Office::open(pool).await;
    let row = |nip, name, unit, superior| vec![nip, name, "L", "Analis", unit, "Kota Sagara", superior, "PNS"];
    let (a, b, c) = ("198609262015051001", "199608182022041001", "198501012010011001");
    let mut rows = vec![
        HEADINGS.to_vec(),
        // One number of two people; a cycle of superiors; a formula as a name; a NIP as a floating-point number.
        row(a, "Andi", "Dinas Sosial", b),
        row(a, "Andi", "Dinas Perhubungan", b),
        row(b, "=HYPERLINK(\"http://x\")", "Dinas Sosial", c),
        row(c, "Cahya", "Dinas Sosial", b),
        row("#1.98701012010011E+17", "Dedi", "Dinas Sosial", b),
    ];
    // A misspelt unit name beside that of a large unit.
    let numbers: Vec<String> = (1..=9).map(|n| format!("19800101200501100{n}")).collect();
    for (at, nip) in numbers.iter().enumerate() {
        rows.push(row(nip, "Eko", if at == 0 { "Dinas Pendidkan" } else { "Dinas Pendidikan" }, b));
    }
    let file = office.file(&workbook(&rows));
    let (summary, out) = office.run(&file, None, true).await;
    assert_eq!((summary.people, summary.undecided), (14, 6), "{out}");
    assert_eq!(office.count("employee").await, 10);
    assert_eq!(office.count("employee where name = '=HYPERLINK(\"http://x\")'").await, 1);
    for line in [
        "memakai NIP yang sama",
        "garis atasan berputar",
        "unit ini mirip “Dinas Pendidikan” (8 orang)",
        "cocokkan dengan SK",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let questions = questions_of(&file);
    let text = fs::read_to_string(&questions).expect("questions");
    assert!(text.contains(";\"'=HYPERLINK("), "{text}");
    decide(&questions, |question| match (&question[0], &question[2]) {
        ("2", "NIP") => "lewati".to_owned(),
        ("3", "NIP") => "pakai".to_owned(),
        ("4", _) => "19800101 200501 1 002".to_owned(),
        _ => "ya".to_owned(),
    });
    let (summary, out) = office.run(&file, Some(&questions), true).await;
    assert_eq!(office.count("unit where name = 'Dinas Pendidkan'").await, 0);
    assert_eq!(office.text("select u.name from assignment a join employee e on e.id = a.employee_id join unit u on u.id = a.unit_id where e.name = 'Andi'").await, "Dinas Perhubungan");
    assert!(out.contains("garis atasan menjadi berputar") || summary.undecided <= 3, "{out}");
}

#[sqlx::test]
async fn decisions_that_are_none_are_refused(pool: PgPool) {
    let office = Office::open(pool).await;
    let file =
        office.file(&workbook(&[HEADINGS.to_vec(), vec!["", "Ani", "P", "Analis", "Dinas Sosial", "", "", "PNS"]]));
    let wrong = office.folder.join("lain.csv");
    for text in [
        "",
        "a;b\n1;2\n",
        "baris;nama;kolom;usulan;keputusan\nx;Ani;NIP;;ya\n",
        "baris;nama;kolom;usulan;keputusan\n2;Ani;Umur;;ya\n",
    ] {
        fs::write(&wrong, text).expect("a file");
        let (done, _) = office.run_on(&file, Some(&wrong), true, TODAY).await;
        assert!(done.expect_err("a refusal").to_string().contains("bukan berkas keputusan"), "{text}");
    }
    // A file of another kind at the path of the questions is not overwritten.
    fs::write(questions_of(&file), "catatan saya").expect("a file");
    let (done, _) = office.run_on(&file, None, true, TODAY).await;
    assert!(done.is_err());
    assert_eq!(fs::read_to_string(questions_of(&file)).expect("a file"), "catatan saya");
    // A spreadsheet may save commas and another order of columns.
    fs::remove_file(questions_of(&file)).expect("no file");
    fs::write(&wrong, "kolom,baris,keputusan,usulan,nama\nNIP,2,19960818 202204 2 001,,Ani\n").expect("a file");
    let (summary, _) = office.run(&file, Some(&wrong), true).await;
    assert_eq!(summary.written.employees, 1);
    assert_eq!(summary.undecided, 1);
}
