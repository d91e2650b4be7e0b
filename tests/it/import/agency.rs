//! The agency grows file by file: its root is always the agency itself.

use super::office::{HEADINGS, Office, TODAY, workbook};
use jiff::civil::date;
use kinerja::{domain::calendar::Zone, features::progress::rollup};
use sqlx::PgPool;

const CITY: &str = "Pemerintah Kota Rimbun";

#[sqlx::test]
async fn a_city_that_comes_dinas_by_dinas_has_every_head_report_to_the_mayor(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let (summary, out) = office.apply("17a-dinas-pertama.xlsx", &[], TODAY).await;
    assert_eq!((summary.ready, summary.undecided), (3, 0), "{out}");
    let first = [CITY, "Bidang Rehabilitasi Sosial < Dinas Sosial", "Dinas Sosial < Pemerintah Kota Rimbun"];
    assert_eq!(office.tree().await, first);

    let (summary, out) = office.apply("17b-dinas-kedua.xlsx", &[], TODAY).await;
    assert_eq!((summary.ready, summary.undecided), (2, 0), "{out}");
    let tree = [
        CITY,
        "Bidang Rehabilitasi Sosial < Dinas Sosial",
        "Dinas Kesehatan < Pemerintah Kota Rimbun",
        "Dinas Sosial < Pemerintah Kota Rimbun",
    ];
    let lines = [
        "Kartika Maheswari < Wali Kota Rimbun",
        "Lintang Prabaswara < Rangga Wirayuda",
        "Rangga Wirayuda < Wali Kota Rimbun",
        "Ratna Puspa < Kartika Maheswari",
        "Sekar Ayuningdyah < Rangga Wirayuda",
    ];
    assert_eq!(
        (office.tree().await, office.assessors().await),
        (tree.map(str::to_owned).into(), lines.map(str::to_owned).into())
    );

    let (summary, out) = office.apply("17c-seluruh-kota.xlsx", &[], TODAY).await;
    assert_eq!(summary.written.total(), 0, "the whole city says nothing new\n{out}");
}

/// Makes the first dinas the root and the second one its part, as imports did before.
async fn spoil(office: &Office) {
    office.apply("17a-dinas-pertama.xlsx", &[], TODAY).await;
    office.apply("17b-dinas-kedua.xlsx", &[], TODAY).await;
    office
        .execute(
            "update unit set parent_id = (select id from unit where name = 'Dinas Sosial')
             where name = 'Dinas Kesehatan';
             update assessor set assessor_id = (select id from employee where name = 'Rangga Wirayuda')
             where employee_id = (select id from employee where name = 'Kartika Maheswari');
             delete from assessor where employee_id = (select id from employee where name = 'Rangga Wirayuda');
             delete from assignment where unit_id = (select id from unit where parent_id is null);
             delete from post where unit_id = (select id from unit where parent_id is null);
             delete from employee where kind = 'elected';
             update unit set parent_id = null where name like 'Pemerintah%';
             create temporary table gone as select id from unit where name like 'Pemerintah%';
             alter table unit drop constraint unit_agency_id_parent_id_fkey;
             delete from unit where id in (select id from gone);
             update unit set parent_id = null where name = 'Dinas Sosial';
             alter table unit add constraint unit_agency_id_parent_id_fkey
                 foreign key (agency_id, parent_id) references unit",
        )
        .await;
    assert_eq!(
        office.tree().await,
        ["Dinas Sosial", "Bidang Rehabilitasi Sosial < Dinas Sosial", "Dinas Kesehatan < Dinas Sosial"]
    );
}

#[sqlx::test]
async fn a_dinas_that_became_the_root_is_asked_about_and_put_below_the_agency(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    spoil(&office).await;
    let social = office.text("select id::text from unit where name = 'Dinas Sosial'").await;

    // Until it is decided nobody is placed anywhere.
    let (summary, out) = office.apply("17c-seluruh-kota.xlsx", &[], TODAY).await;
    assert_eq!((summary.undecided, summary.written.total()), (5, 0), "{out}");
    assert!(
        out.contains("Kinerja, Dinas Sosial, Puncak instansi: tercatat sebagai puncak Pemerintah Kota Rimbun"),
        "{out}"
    );

    assert!(out.contains("usulan: pindahkan Dinas Sosial, Dinas Kesehatan ke bawah Pemerintah Kota Rimbun"), "{out}");

    let later = date(2027, 2, 1);
    let (summary, out) = office.apply("17c-seluruh-kota.xlsx", &[("Kinerja", "Puncak instansi", "ya")], later).await;
    assert_eq!(summary.undecided, 0, "{out}");
    assert!(summary.has_moved);
    assert_eq!(
        office.tree().await,
        [
            CITY,
            "Bidang Rehabilitasi Sosial < Dinas Sosial",
            "Dinas Kesehatan < Pemerintah Kota Rimbun",
            "Dinas Sosial < Pemerintah Kota Rimbun"
        ],
        "{out}"
    );
    // The unit is the same one, and the head of Dinas Kesehatan never was below the head of Dinas Sosial.
    assert_eq!(office.text("select id::text from unit where name = 'Dinas Sosial'").await, social);
    let lines = office.assessors().await;
    assert!(lines.contains(&"Kartika Maheswari < Wali Kota Rimbun".to_owned()), "{lines:?}");
    assert!(lines.contains(&"Rangga Wirayuda < Wali Kota Rimbun".to_owned()), "{lines:?}");
    let past = "assessor a join employee e on e.id = a.employee_id join employee s on s.id = a.assessor_id
        where e.name = 'Kartika Maheswari' and s.name = 'Rangga Wirayuda'";
    assert_eq!(office.count(past).await, 0);
    let (summary, _) = office.apply("17c-seluruh-kota.xlsx", &[], later).await;
    assert_eq!(summary.written.total(), 0);
}

#[sqlx::test]
async fn trends_follow_a_unit_that_moves(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("17c-seluruh-kota.xlsx", &[], TODAY).await;
    let agency = super::office::AGENCY;
    office
        .execute(
            "insert into unit_week select agency_id, id, '2026-06-15', 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, null from unit
             where name = 'Dinas Kesehatan';
             insert into unit_trend select * from unit_trend_recount((select id from agency), '-infinity');
             update unit set parent_id = (select id from unit where name = 'Dinas Sosial') where name = 'Dinas Kesehatan'",
        )
        .await;
    let mut db = office.pool.acquire().await.expect("a connection");
    assert!(!rollup::check(&mut db, agency, Zone::Wib).await.expect("a recount").is_empty());
    rollup::recount_trends(&mut db, agency).await.expect("trends");
    let found = rollup::check(&mut db, agency, Zone::Wib).await.expect("a recount");
    assert!(found.is_empty(), "{found:?}");
}

#[sqlx::test]
async fn a_unit_moves_only_by_decision(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let row = |nip, name, post, unit, parent, superior| vec![nip, name, "L", post, unit, parent, superior, "PNS"];
    let (a, b, c) = ("196904121994031901", "197105032000031902", "197609171999031903");
    let list = |above, superior| {
        office.file(&workbook(&[
            HEADINGS.to_vec(),
            row(a, "Rangga", "Kepala Dinas Sosial", "Dinas Sosial", CITY, ""),
            row(b, "Kartika", "Kepala Dinas Kesehatan", "Dinas Kesehatan", CITY, ""),
            row(c, "Lintang", "Kepala Bidang Data", "Bidang Data", above, superior),
        ]))
    };
    office.apply_file(&list("Dinas Sosial", a), &[], TODAY).await;
    let (summary, out) = office.apply_file(&list("Dinas Kesehatan", b), &[], TODAY).await;
    assert_eq!((summary.undecided, summary.written.units), (1, 0), "{out}");
    let reason = "Bidang Data di Kinerja berada di bawah Dinas Sosial, menurut berkas di bawah Dinas Kesehatan";
    assert!(out.contains(reason), "{out}");
    let (summary, out) = office.apply_file(&list("Dinas Kesehatan", b), &[("4", "Letak unit", "ya")], TODAY).await;
    assert_eq!((summary.undecided, summary.written.units, summary.written.assignments), (0, 1, 0), "{out}");
    assert!(office.tree().await.contains(&"Bidang Data < Dinas Kesehatan".to_owned()));
    assert_eq!(office.count("unit").await, 4);
}

#[sqlx::test]
async fn two_offices_keep_their_own_sekretariat(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    let row = |nip, name, post, unit, parent, superior| vec![nip, name, "L", post, unit, parent, superior, "PNS"];
    let (a, b, c, d) = ("196904121994031901", "197105032000031902", "197609171999031903", "198211202006041904");
    let first = [
        HEADINGS.to_vec(),
        row(a, "Rangga", "Kepala Dinas Sosial", "Dinas Sosial", CITY, ""),
        row(b, "Kartika", "Sekretaris", "Sekretariat", "Dinas Sosial", a),
    ];
    office.apply_file(&office.file(&workbook(&first)), &[], TODAY).await;
    let second = [
        HEADINGS.to_vec(),
        row(c, "Lintang", "Kepala Dinas Kesehatan", "Dinas Kesehatan", CITY, ""),
        row(d, "Ayu", "Sekretaris", "Sekretariat", "Dinas Kesehatan", c),
    ];
    let (summary, out) = office.apply_file(&office.file(&workbook(&second)), &[], TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    assert_eq!(
        office.tree().await,
        [
            CITY,
            "Sekretariat < Dinas Kesehatan",
            "Sekretariat < Dinas Sosial",
            "Dinas Kesehatan < Pemerintah Kota Rimbun",
            "Dinas Sosial < Pemerintah Kota Rimbun"
        ]
    );
}

#[sqlx::test]
async fn a_file_without_the_unit_above_finds_it_in_the_agency(pool: PgPool) {
    let office = Office::named(pool, CITY).await;
    office.apply("17c-seluruh-kota.xlsx", &[], TODAY).await;
    let rows = [
        vec!["NIP", "Nama", "Jabatan", "Unit Kerja"],
        vec![
            "197609171999031903",
            "Lintang Prabaswara",
            "Kepala Bidang Rehabilitasi Sosial",
            "Bidang Rehabilitasi Sosial",
        ],
        vec!["199402282020121907", "Andre Nugraha", "Analis Hukum", "Sekretariat Dinas Kesehatan"],
        vec!["199107232015032906", "Ratna Puspa", "Bidan Ahli Pertama", "Bidang Bina Program"],
    ];
    let file = office.file(&workbook(&rows));
    let (summary, out) = office.apply_file(&file, &[("4", "Unit induk", "dinas kesehatan")], TODAY).await;
    assert_eq!(summary.undecided, 0, "{out}");
    let tree = office.tree().await;
    for line in [
        "Bidang Rehabilitasi Sosial < Dinas Sosial",
        "Sekretariat Dinas Kesehatan < Dinas Kesehatan",
        "Bidang Bina Program < Dinas Kesehatan",
    ] {
        assert!(tree.contains(&line.to_owned()), "{line}: {tree:?}");
    }
}
