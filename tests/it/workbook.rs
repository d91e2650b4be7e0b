//! Workbooks: what somebody adds up, sorts or filters is a number, a day, a moment or a column of its own.

use crate::{
    access_rows,
    app::{Client, TestApp, key},
    reporting::crowd,
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use calamine::{Data, Reader, Xlsx};
use kinerja::{
    boot::jobs,
    domain::{
        calendar::Zone,
        id::{EmployeeId, IkiId, ReportId},
    },
    features::progress::rollup,
};
use serde_json::json;
use sqlx::PgPool;
use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

/// A sheet below its notes.
struct Table {
    name: String,
    head: Vec<Data>,
    rows: Vec<Vec<Data>>,
}

impl Table {
    fn titles(&self) -> Vec<String> {
        self.head.iter().map(text).collect()
    }

    /// Returns the cells of a column.
    fn column(&self, title: &str) -> Vec<&Data> {
        let at = self.titles().iter().position(|name| name == title);
        let at = at.unwrap_or_else(|| panic!("{} has no {title}: {:?}", self.name, self.titles()));
        self.rows.iter().map(|row| &row[at]).collect()
    }

    /// Returns the row that begins with a name.
    fn row(&self, name: &str) -> &[Data] {
        self.rows.iter().find(|row| text(&row[0]) == name).unwrap_or_else(|| panic!("{}: no {name}", self.name))
    }
}

fn text(cell: &Data) -> String {
    cell.to_string()
}

/// Returns a cell as `2026-06-22`, if it is a real day or moment.
fn day(cell: &Data) -> Option<String> {
    let Data::DateTime(at) = cell else { return None };
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

fn number(cell: &Data) -> Option<f64> {
    if let Data::Float(number) = cell { Some(*number) } else { None }
}

async fn tables(client: &Client<'_>, path: &str) -> Vec<Table> {
    let (status, _, bytes) = client.file(path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets();
    let tables = sheets.into_iter().map(|(name, cells)| {
        // A note is one cell.
        let is_note = |row: &&[Data]| row.iter().filter(|cell| **cell != Data::Empty).count() < 2;
        let mut rows = cells.rows().skip_while(is_note).map(<[Data]>::to_vec);
        Table { name, head: rows.next().unwrap_or_default(), rows: rows.collect() }
    });
    tables.collect()
}

async fn report(
    client: &Client<'_>,
    indicator: IkiId,
    value: &str,
    observed_at: &str,
    corrects: Option<ReportId>,
) -> ReportId {
    let body = json!({"indicator_id": indicator, "value": value, "observed_at": observed_at, "corrects": corrects});
    let id = key();
    let answer =
        client.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id.to_string())]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    ReportId(id)
}

/// Reports of three months with a correction, a late one and an old one; the weeks were kept.
async fn year(app: &TestApp, owner: &PgPool) -> Town {
    let town = Town::build(owner).await;
    crowd(owner, &town, (0..5).map(|n| format!("Rekan {n}"))).await;
    let mut db = owner.acquire().await.expect("a connection");
    rollup::refresh(&mut db, town.agency, Zone::Wib, TODAY).await.expect("roll-ups");
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let wrong = report(&dewi, town.births, "70", "2026-06-22T01:00:00Z", None).await;
    app.at("2026-06-22T02:30:00Z");
    report(&dewi, town.births, "700.25", "2026-06-22T01:00:00Z", Some(wrong)).await;
    report(&dewi, town.days, "12.5", "2026-05-04T01:00:00Z", None).await;
    report(&lina, town.visits, "900", "2026-04-20T01:00:00Z", None).await;
    let mut monday: jiff::civil::Date = "2026-06-29".parse().expect("a day");
    for _ in 0..12 {
        app.at(&format!("{monday}T01:00:00Z"));
        jobs::once(&app.app).await.expect("scheduler");
        monday = monday.saturating_add(jiff::Span::new().days(7));
    }
    town
}

/// Columns with words that somebody wrote, and with sentences.
const WORDS: [&str; 9] = ["Pegawai", "Nama", "Jabatan", "Unit", "Alasan", "Catatan", "Satuan", "Ukuran", "Keterangan"];

/// Returns whether a text is, or begins with, a number, a share or a day, or has one in it.
fn is_disguised(text: &str) -> bool {
    let parts = text.split(|c: char| c.is_whitespace() || "()–-·:;,\"“”".contains(c));
    text.contains('%') || parts.into_iter().any(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn numbers_shares_and_days_in_words_are_recognised() {
    for text in ["4 (12 %)", "763 dalam 7 hari", "23 November 2026", "7 Sep", "2 indikator", "87 %", "1.234,5"] {
        assert!(is_disguised(text), "{text}");
    }
    assert!(is_disguised("Angka lama – terakhir 3 Okt") && !is_disguised("Belum lapor sebagian"));
}

/// A workbook: by whom it is read, its route and address, and how many sheets it has.
struct Export {
    reader: EmployeeId,
    route: &'static str,
    path: String,
    sheets: usize,
}

/// Returns every export of the program.
fn exports(town: &Town) -> [Export; 6] {
    let (sari, mayor, centre) = (town.sari, town.mayor, town.centre);
    let all = [
        (mayor, "/dasbor/unduh.xlsx", String::new(), 5),
        (sari, "/dasbor/pelaporan/unduh.xlsx", format!("?unit={centre}"), 1),
        (sari, "/dasbor/daftar/unduh.xlsx", format!("?unit={centre}&status=silent"), 1),
        (mayor, "/dasbor/daftar/unduh.xlsx", format!("?unit={}&tanpa=skp", town.root), 1),
        (sari, "/tim/unduh.xlsx", String::new(), 1),
        (sari, "/riwayat/{indikator}/unduh.xlsx", String::new(), 1),
    ];
    all.map(|(reader, route, asked, sheets)| {
        let path = format!("{}{asked}", route.replace("{indikator}", &town.births.to_string()));
        Export { reader, route, path, sheets }
    })
}

#[sqlx::test]
async fn every_workbook_can_be_filtered_and_printed_and_says_of_which_moment_it_is(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let town = year(&app, &owner).await;
    for Export { reader, path, sheets, .. } in exports(&town) {
        let (_, _, bytes) = app.as_(reader).await.file(&path).await;
        let mut book = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
        let mut part = |name: &str| {
            let mut text = String::new();
            book.by_name(name).expect(name).read_to_string(&mut text).expect("text");
            text
        };
        assert_eq!(
            part("xl/workbook.xml").matches("_xlnm.Print_Titles").count(),
            sheets,
            "{path}: a head on each page"
        );
        let words = part("xl/sharedStrings.xml");
        let (_, moment) = words.split_once(">Keadaan ").unwrap_or_else(|| panic!("{path}: {words}"));
        assert!(moment.split('<').next().is_some_and(|moment| moment.contains(" 2026 pukul ")), "{path}: {moment}");
        for sheet in 1..=sheets {
            let sheet = part(&format!("xl/worksheets/sheet{sheet}.xml"));
            for set in [
                "<autoFilter ref=",
                "state=\"frozen\"",
                "orientation=\"landscape\"",
                "Halaman &amp;P dari &amp;N",
                "fitToHeight=\"0\"",
            ] {
                assert!(sheet.contains(set), "{path}: {set}");
            }
        }
    }
}

#[sqlx::test]
async fn no_cell_of_any_workbook_is_a_number_or_a_day_in_words(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let town = year(&app, &owner).await;
    let exports = exports(&town);
    let covered: BTreeSet<&str> = exports.iter().map(|export| export.route).collect();
    let all: BTreeSet<&str> = access_rows().iter().flat_map(crate::access::Rows::workbooks).collect();
    assert_eq!(covered, all, "every export is read here");
    for Export { reader, path, sheets, .. } in exports {
        let tables = tables(&app.as_(reader).await, &path).await;
        assert_eq!(tables.len(), sheets, "{path}");
        for table in tables {
            assert!(!table.rows.is_empty(), "{path}: {} is empty", table.name);
            for title in &table.head {
                assert!(day(title).is_some() || !is_disguised(&text(title)), "{path}: {} has {title}", table.name);
            }
            let titles = table.titles();
            for row in &table.rows {
                let disguised = row.iter().zip(&titles).find(|(cell, title)| {
                    matches!(cell, Data::String(words) if is_disguised(words)) && !WORDS.contains(&title.as_str())
                });
                assert!(disguised.is_none(), "{path}: {} has {disguised:?}", table.name);
            }
        }
    }
}

#[sqlx::test]
async fn the_board_is_exported_as_counts_exact_shares_and_days(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let town = year(&app, &owner).await;
    let tables = tables(&app.as_(town.mayor).await, "/dasbor/unduh.xlsx").await;
    let of = |name: &str| tables.iter().find(|table| table.name == name).expect("a sheet");

    let units = of("Perbandingan unit");
    assert_eq!(units.titles()[..4], ["Unit", "Semua", "Melampaui: jumlah", "Melampaui: porsi"]);
    let health = units.row("Dinas Kesehatan");
    let counts: Vec<f64> = health.iter().skip(1).filter_map(number).collect();
    assert!(counts.len() > 6, "counts and shares: {health:?}");
    let silent = units.column("Tanpa laporan baru: porsi");
    assert!(silent.iter().filter_map(|cell| number(cell)).all(|share| (0.0..=1.0).contains(&share)), "{silent:?}");
    let schools = units.row("Dinas Pendidikan");
    assert_eq!(schools[1], Data::Empty, "too small to be compared: {schools:?}");
    assert_eq!(text(schools.last().expect("a remark")), "terlalu kecil untuk dibandingkan");

    let weeks = of("Dibanding minggu lalu");
    assert!(weeks.row("Laporan masuk")[1..3].iter().all(|cell| number(cell).is_some()));
    assert_eq!(weeks.row("Hari yang dihitung")[1..3].iter().filter_map(number).collect::<Vec<_>>(), [7.0, 1.0]);

    let trend = of("Tren");
    let days: Vec<_> = trend.column("Pekan mulai").into_iter().map(|cell| day(cell).expect("a real day")).collect();
    assert!(days.is_sorted_by(|newer, older| newer > older), "{days:?}");
    let forecast =
        [trend.column("Perkiraan"), trend.column("Perkiraan paling rendah"), trend.column("Perkiraan paling tinggi")];
    let ahead = forecast.map(|column| column.into_iter().filter_map(number).count());
    assert_eq!(ahead, [4; 3], "four weeks, each with its band");

    // The share as it is, not as the screen rounds it: two of five due indicators make no whole percent of all.
    let (due, reached): (i64, i64) = sqlx::query_as(
        "select sum(iki_ahead + iki_on_plan + iki_needs_support + iki_silent)::bigint,
            sum(iki_ahead + iki_on_plan)::bigint from unit_rollup where agency_id = $1",
    )
    .bind(town.agency)
    .fetch_one(&owner)
    .await
    .expect("the roll-ups");
    let share = number(&of("Ringkasan").row("Indikator mencapai rencana")[1]).expect("a share");
    let due = f64::from(i32::try_from(due).expect("few"));
    assert!((share * due - f64::from(i32::try_from(reached).expect("few"))).abs() < 1e-9, "{share} of {due}");
}

#[sqlx::test]
async fn people_and_their_reports_are_exported_with_days_units_and_counts(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    let town = year(&app, &owner).await;
    let sari = app.as_(town.sari).await;
    let one = async |path: String| tables(&sari, &path).await.pop().expect("a sheet");

    let weeks = one(format!("/dasbor/pelaporan/unduh.xlsx?unit={}", town.centre)).await;
    assert_eq!(weeks.titles()[..4], ["Pegawai", "Jabatan", "Unit", "Indikator"]);
    let days: Vec<_> = weeks.head.iter().filter_map(day).collect();
    assert_eq!((days.len(), days[0].as_str(), days[11].as_str()), (12, "2026-06-29", "2026-09-14"));
    assert_eq!(text(&weeks.row("Dewi")[2]), "Puskesmas Muara");
    assert!(weeks.column("Minggu belum lapor").into_iter().all(|cell| number(cell).is_some()));

    let team = one("/tim/unduh.xlsx".to_owned()).await;
    let dewi = team.row("Dewi");
    assert_eq!((text(&dewi[1]), text(&dewi[2])), ("Jabatan Dewi".to_owned(), "Puskesmas Muara".to_owned()));
    let at = |title: &str| team.titles().iter().position(|name| name == title).expect("a column");
    assert_eq!(number(&dewi[at("Indikator")]), Some(3.0));
    assert_eq!(day(&dewi[at("Angka lama sejak")]).as_deref(), Some("2026-05-04"));
    assert_eq!(day(&dewi[at("Laporan terakhir")]).as_deref(), Some("2026-06-22"));

    let history = one(format!("/riwayat/{}/unduh.xlsx", town.births)).await;
    assert_eq!(history.column("Realisasi").into_iter().filter_map(number).collect::<Vec<_>>(), [700.25, 70.0]);
    assert_eq!(history.column("Semula").into_iter().filter_map(number).collect::<Vec<_>>(), [70.0]);
    assert_eq!(history.column("Menjadi").into_iter().filter_map(number).collect::<Vec<_>>(), [700.25]);
    for title in ["Tentang", "Diterima"] {
        assert!(history.column(title).into_iter().all(|cell| day(cell).is_some()), "{title}");
    }
    let late = one(format!("/riwayat/{}/unduh.xlsx", town.visits)).await;
    assert_eq!(late.column("Terlambat").into_iter().map(text).collect::<Vec<_>>(), ["ya"]);
}

#[sqlx::test]
async fn the_history_of_a_coverage_has_both_numbers_in_columns_of_their_own(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    report(&dewi, town.births, "40", "2026-06-20T01:00:00Z", None).await;
    let path = format!("/riwayat/{}/unduh.xlsx", town.births);
    let titles = tables(&dewi, &path).await.remove(0).titles();
    assert!(!titles.contains(&"Dari".to_owned()), "no coverage has no empty columns: {titles:?}");
    let coverage = format!("update iki set unit_of_measure = '%', population = 240 where id = '{}'", town.births);
    sql(&owner, coverage).await;
    let body = json!({
        "indicator_id": town.births, "value": "46.6667", "numerator": "112", "denominator": "240",
        "observed_at": "2026-06-22T01:00:00Z",
    });
    let id = key().to_string();
    let taken = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id)]).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    let history = tables(&dewi, &path).await.remove(0);
    assert_eq!(history.titles()[..6], ["Tentang", "Realisasi", "Satuan", "Jumlah", "Dari", "Catatan"]);
    let column = |title: &str| history.column(title).into_iter().map(number).collect::<Vec<_>>();
    assert_eq!((column("Jumlah"), column("Dari")), (vec![Some(112.0), None], vec![Some(240.0), None]));
}
