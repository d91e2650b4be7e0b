//! Reporting over time: this week and the last, recent arrivals, waiting times for feedback, regularity, old numbers,
//! and the readers of the people behind them.

use crate::{
    app::{Client, TestApp, key},
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use calamine::{DataType, Reader, Xlsx};
use kinerja::{
    boot::jobs,
    domain::{
        board::Prerequisite,
        calendar::Zone,
        feedback::{MessageKind, Subject},
        id::{EmployeeId, IkiId, MessageId, ReportId, UnitId},
        measure::Status,
        rhythm::WeekStatus,
    },
    error::Error,
    features::{
        dashboard::{
            api::{GetAttention, GetBoard, GetReporting, ListPeople},
            model::{FeedRow, Grid, GridRow, Reporting, week_words},
        },
        feedback::{
            api::Say,
            model::{MessageBody, ThreadPlace},
        },
        progress::{
            api::{IndicatorHistory, MyResults, ResultsOf},
            model::Results,
            rollup,
        },
        team::{api::MyTeam, model::TeamFilter},
    },
    ui::status::status_code,
};
use serde_json::json;
use sqlx::PgPool;
use std::io::Cursor;

async fn changes(client: &Client<'_>) -> Option<Vec<Vec<String>>> {
    client.call(GetBoard { unit: None }).await.expect("a board").changes.map(|table| table.rows)
}

fn statuses(person: &GridRow) -> Vec<WeekStatus> {
    person.weeks.iter().map(|week| week.status).collect()
}

async fn feed(client: &Client<'_>, unit: Option<UnitId>) -> Option<Vec<FeedRow>> {
    reporting(client, unit).await.people.map(|people| people.feed)
}

async fn reporting(client: &Client<'_>, unit: Option<UnitId>) -> Reporting {
    client.call(GetReporting { unit, after: None }).await.expect("the reporting of a unit")
}

/// Sends a report and returns its id.
async fn report(client: &Client<'_>, indicator: IkiId, value: &str) -> ReportId {
    let id = key();
    assert_eq!(client.report(id, indicator, value).await.status, StatusCode::CREATED);
    ReportId(id)
}

/// Reports about an observation at another time.
async fn report_about(client: &Client<'_>, indicator: IkiId, observed_at: &str) {
    let body = json!({"indicator_id": indicator, "value": "1", "observed_at": observed_at});
    let key = key().to_string();
    let answer = client.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
}

async fn say(client: &Client<'_>, subject: Subject) {
    let message = MessageBody {
        id: MessageId(key()),
        kind: MessageKind::Appreciation,
        text: "Terima kasih.".to_owned(),
        answers: None,
    };
    client.call(Say { place: ThreadPlace::Subject(subject), message }).await.expect("a message");
}

#[sqlx::test]
async fn this_week_is_held_against_the_last_one(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let mayor = app.as_(town.mayor).await;
    assert_eq!(changes(&mayor).await, None, "nothing was kept of the week before");
    report(&app.as_(town.dewi).await, town.births, "700").await;
    app.at("2026-06-29T01:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    app.at("2026-06-30T02:00:00Z");
    report(&app.as_(town.lina).await, town.visits, "5000").await;
    let rows = changes(&app.as_(town.mayor).await).await.expect("a comparison");
    assert_eq!(
        rows,
        [
            ["Indikator mencapai rencana", "20 %", "40 %", "naik 20 poin"],
            ["Pegawai perlu dukungan", "0 %", "0 %", "tetap"],
            ["Kelengkapan laporan", "20 %", "40 %", "naik 20 poin"],
            ["Laporan masuk", "1 dalam 7 hari", "1 dalam 2 hari", "minggu ini masih berjalan"],
        ]
    );
    app.at("2026-07-14T02:00:00Z");
    assert_eq!(changes(&app.as_(town.mayor).await).await, None, "the week before was not kept yet");
}

#[sqlx::test]
async fn what_has_just_come_in_stands_first(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    assert_eq!(feed(&sari, None).await, Some(vec![]), "nobody has reported");
    report(&app.as_(town.dewi).await, town.births, "700").await;
    let rows = feed(&sari, None).await.expect("reports");
    let row = &rows[0];
    assert_eq!((row.name.as_str(), row.indicator.as_str()), ("Dewi", "Persalinan ditolong"));
    assert_eq!(row.value, "700 kali; menurut rencana 573 kali");
    assert_eq!((row.received.as_str(), row.correction), ("Hari ini 09.00", false));

    for minute in 1..=30 {
        app.at(&format!("2026-06-22T03:{minute:02}:00Z"));
        let (person, indicator) = if minute % 2 == 0 { (town.dewi, town.births) } else { (town.lina, town.visits) };
        report(&app.as_(person).await, indicator, &(1000 + minute).to_string()).await;
    }
    app.at("2026-06-22T03:40:00Z");
    report(&app.as_(town.budi).await, town.lessons, "600").await;
    let values: Vec<_> =
        feed(&app.as_(town.ratna).await, None).await.expect("reports").into_iter().map(|row| row.value).collect();
    let newest: Vec<_> = (11..=30).rev().map(|minute| format!("1.0{minute} kali; menurut rencana 573 kali")).collect();
    assert_eq!(values, newest, "twenty, newest first, none of another office");
}

/// Corrects a report and returns the id of the correction.
async fn correct(client: &Client<'_>, indicator: IkiId, wrong: ReportId, value: &str, observed_at: &str) {
    let body = json!({"indicator_id": indicator, "value": value, "observed_at": observed_at, "corrects": wrong});
    let key = key().to_string();
    let answer = client.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
}

#[sqlx::test]
async fn a_report_shows_the_status_that_it_made_and_its_correction_is_not_a_second_one(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let wrong = report(&app.as_(town.dewi).await, town.births, "70").await;
    app.at("2026-06-22T03:10:00Z");
    correct(&app.as_(town.dewi).await, town.births, wrong, "700", "2026-06-22T02:00:00Z").await;
    let shown = async || {
        let rows = feed(&app.as_(town.sari).await, None).await.expect("reports");
        rows.into_iter().map(|row| (row.value, row.status, row.correction)).collect::<Vec<_>>()
    };
    let line =
        |value: &str, status, correction| (format!("{value} kali; menurut rencana 573 kali"), status, correction);
    assert_eq!(shown().await, [line("700", Status::Ahead, true)], "one report, not two");
    let page = app.as_(town.sari).await.get("/dasbor/pelaporan").await.words();
    assert!(page.contains("diperbaiki"), "{page}");
    // A wrong one is taken back: what stood before it is said once more.
    app.at("2026-06-22T03:20:00Z");
    let slip = report(&app.as_(town.dewi).await, town.births, "7").await;
    assert_eq!(shown().await.len(), 2);
    correct(&app.as_(town.dewi).await, town.births, slip, "700", "2026-06-22T02:00:00Z").await;
    assert_eq!(shown().await, [line("700", Status::Ahead, true)], "and neither do they look like three");
}

#[sqlx::test]
async fn many_reports_of_one_person_leave_room_for_those_of_others(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.lina).await, town.visits, "900").await;
    for minute in 1..=30 {
        app.at(&format!("2026-06-22T03:{minute:02}:00Z"));
        report(&app.as_(town.dewi).await, town.births, &(700 + minute).to_string()).await;
    }
    let rows = feed(&app.as_(town.sari).await, None).await.expect("reports");
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names.len(), &names[..5]), (20, &["Dewi", "Dewi", "Dewi", "Lina", "Dewi"][..]));
}

#[sqlx::test]
async fn who_newly_needs_support_is_named_first_and_who_needed_it_before_is_not(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.dewi).await, town.births, "700").await;
    report(&app.as_(town.lina).await, town.visits, "5").await;
    app.at("2026-06-30T02:00:00Z");
    let attention = async |person| {
        app.as_(person).await.call(GetAttention { unit: Some(town.centre) }).await.expect("what needs them")
    };
    assert_eq!(attention(town.sari).await.newly, [], "nobody has changed");
    report(&app.as_(town.dewi).await, town.births, "100").await;
    report(&app.as_(town.lina).await, town.visits, "6").await;
    let found = attention(town.sari).await;
    let newly: Vec<_> = found.newly.iter().map(|row| (row.name.as_str(), row.reason.as_deref())).collect();
    let reason = "1 dari 3 indikator perlu dukungan: “Persalinan ditolong” 16,7 % dari yang seharusnya";
    assert_eq!(newly, [("Dewi", Some(reason))]);
    let page = app.as_(town.sari).await.get("/dasbor").await.body;
    assert!(page.contains(&format!("/tim/{}", town.dewi)) && page.contains("Baru perlu dukungan minggu ini"));
    assert_eq!(attention(town.mayor).await.newly, [], "above the perangkat daerah nobody is named");
    let (unit, status) = (Some(town.centre), Status::NeedsSupport);
    let list = ListPeople { unit, status, is_direct: false, wanted: String::new(), after: None };
    let listed = async |person| app.as_(person).await.call(list.clone()).await.expect("a list");
    let of_sari = listed(town.sari).await;
    assert_eq!((of_sari.total, of_sari.people.len()), (2, 2), "the heading says how many");
    assert_eq!(of_sari.people[0].reason.as_deref(), Some(reason), "the list says why, as the team does");
    assert_eq!(listed(town.mayor).await.people[0].reason, None);
    let searched = ListPeople { wanted: "  lIN ".to_owned(), ..list.clone() };
    let found = app.as_(town.sari).await.call(searched).await.expect("a list").people;
    assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Lina"]);
}

#[sqlx::test]
async fn what_waits_for_the_reader_stands_on_their_board(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(
        &owner,
        format!(
            "insert into follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at)
             values ('{}', gen_random_uuid(), '{}', 'Jadwal disepakati', '{}', '{}', '2026-06-21', '2026-06-01')",
            town.agency, town.health, town.sari, town.ratna
        ),
    )
    .await;
    let message = MessageBody {
        id: MessageId(key()),
        kind: MessageKind::Question,
        text: "Boleh lembur?".to_owned(),
        answers: None,
    };
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    app.as_(town.dewi).await.call(Say { place, message }).await.expect("a question");
    let sari = app.as_(town.sari).await;
    let found = sari.call(GetAttention { unit: None }).await.expect("what needs her");
    assert_eq!((found.overdue, found.questions), (1, 1));
    let page = sari.get("/dasbor").await.words();
    for link in [
        "<a href=\"/tindak-lanjut\">1 tindak lanjut Anda lewat waktu",
        "<a href=\"/tim\">1 anggota tim menunggu jawaban Anda",
    ] {
        assert!(page.contains(link), "{link}: {page}");
    }
    for (person, path) in [(town.sari, "/dasbor"), (town.sari, "/tim"), (town.dewi, "/")] {
        let page = app.as_(person).await.get(path).await.body;
        assert!(page.contains("href=\"/tindak-lanjut\""), "{path} leads to the follow-ups");
    }
}

#[sqlx::test]
async fn units_that_rose_are_named_on_the_board_above_them(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    crowd(&owner, &town, (0..5).map(|n| format!("Rekan {n}"))).await;
    let mut db = owner.acquire().await.expect("a connection");
    rollup::refresh(&mut db, town.agency, Zone::Wib, TODAY).await.expect("roll-ups");
    app.at("2026-06-29T01:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    app.at("2026-06-30T02:00:00Z");
    report(&app.as_(town.lina).await, town.visits, "5000").await;
    let moves = app.as_(town.mayor).await.call(GetBoard { unit: None }).await.expect("a board").moves;
    let named: Vec<_> = moves.iter().map(|one| (one.name.as_str(), one.is_rise, one.words.as_str())).collect();
    assert_eq!(named, [("Dinas Kesehatan", true, "naik 25 poin, sekarang 25 %")]);
    let page = app.as_(town.mayor).await.get("/dasbor").await.body;
    let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("{part}: {page}"));
    assert!(at("Naik sejak minggu lalu:") < at("unit-table"), "what has changed stands above the table");
    assert!(
        page[at("Naik sejak minggu lalu:")..].contains(&format!("href=\"/dasbor?unit={}\"", town.health)),
        "{page}"
    );
}

#[sqlx::test]
async fn the_units_of_a_board_are_sorted_by_the_column_of_its_address(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.budi).await, town.lessons, "5").await;
    let mayor = app.as_(town.mayor).await;
    let is_health_first = async |address: &str| {
        let page = mayor.get(address).await.body;
        let table = page.split_once("unit-table").expect("a table").1;
        let at = |unit: &str| table.find(unit).unwrap_or_else(|| panic!("{unit}: {table}"));
        at("Dinas Kesehatan") < at("Dinas Pendidikan")
    };
    assert!(is_health_first("/dasbor").await && is_health_first("/dasbor?urut=pegawai").await);
    for column in ["dukungan", "hari-ini"] {
        assert!(!is_health_first(&format!("/dasbor?urut={column}")).await, "{column}: the schools have the most");
    }
}

#[sqlx::test]
async fn an_agency_that_has_just_begun_is_late_with_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // The plans of the whole year are agreed today, and everybody is judged anew.
    sql(
        &owner,
        "update skp set agreed_at = '2026-06-22 01:00Z';
         update person_standing set as_of = '2026-06-21', until = '2026-06-22';
         update job_run set done_on = '2026-06-21' where job = 'standings'"
            .to_owned(),
    )
    .await;
    jobs::once(&app.app).await.expect("scheduler");
    let mayor = app.as_(town.mayor).await;
    let silent = async |app: &TestApp| {
        app.as_(town.mayor).await.api(Method::GET, "/api/v1/boards/me", None).await.json()["silent"].clone()
    };
    assert_eq!(silent(&app).await, 0, "nobody is silent on the first day");
    let board = mayor.call(GetBoard { unit: None }).await.expect("a board");
    assert_eq!(board.missing, Some(Prerequisite::Reports));
    assert!(mayor.get("/dasbor").await.words().contains("laporan pertama belum masuk"), "it says what comes next");
    let sari = app.as_(town.sari).await;
    let team = sari.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
    assert!(team.members.iter().all(|member| member.reason == "Belum ada yang jatuh tempo"), "{:?}", team.members);
    // What happened before is history, and late for nobody.
    report_about(&app.as_(town.lina).await, town.visits, "2026-02-10T02:00:00Z").await;
    let grid = reporting(&sari, None).await.people.expect("people").grid;
    assert!(grid.people.iter().all(|person| statuses(person) == [WeekStatus::NotDue; 12]), "{:?}", grid.people);
    let history = app.as_(town.lina).await.call(IndicatorHistory { indicator: town.visits }).await.expect("a history");
    assert!(!history.reports[0].late);
    let board = mayor.call(GetBoard { unit: None }).await.expect("a board");
    assert_eq!(board.missing, None, "the board speaks for itself");
    let found = rollup::check(&mut owner.acquire().await.expect("a connection"), town.agency, Zone::Wib).await;
    assert_eq!(found.expect("a recount"), Vec::<String>::new());
    app.at("2026-07-24T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler a month later");
    assert_eq!(silent(&app).await, 3, "a month later they are");
}

#[sqlx::test]
async fn who_has_no_access_is_named_instead_of_silent(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(
        &owner,
        format!(
            "update employee set access_at = null where id in ('{}', '{}');
             update person_standing set as_of = '2026-06-21', until = '2026-06-22';
             update job_run set done_on = '2026-06-21' where job = 'standings'",
            town.lina, town.budi
        ),
    )
    .await;
    jobs::once(&app.app).await.expect("scheduler");
    let mayor = app.as_(town.mayor).await;
    let counts = mayor.api(Method::GET, "/api/v1/boards/me", None).await.json();
    assert_eq!(counts["silent"], 1, "Dewi alone: {counts}");
    assert_eq!(mayor.call(GetAttention { unit: None }).await.expect("what needs them").without_access, 2);
    let page = mayor.get("/dasbor").await;
    assert!(page.text().contains("2 pegawai belum punya akses, jadi belum dapat melapor"), "{}", page.text());
    assert!(page.text().contains("4 pegawai belum punya SKP tahun ini"), "{}", page.text());
    let list = |lack: &str| format!("/dasbor/pelaporan?unit={}&tanpa={lack}", town.root);
    for lack in ["akses", "skp"] {
        assert!(page.body.contains(&list(lack).replace('&', "&amp;")), "a link to {lack}: {}", page.body);
    }
    let without = mayor.get(&list("akses")).await.text();
    assert!(without.contains("Pegawai yang belum punya akses di Kota Uji: 2 pegawai"), "{without}");
    assert!(without.contains("Lina") && without.contains("Budi") && !without.contains("Dewi"), "{without}");
    assert!(without.contains("Undangan dikirim pengelola kepegawaian"), "{without}");
    let found = mayor.get(&format!("{}&cari=bud", list("akses"))).await.text();
    assert!(found.contains("Budi") && !found.contains("Lina"), "{found}");
    let without = mayor.get(&list("skp")).await.text();
    for name in ["Wali Kota", "dr. Ratna", "Sari", "Hadi"] {
        assert!(without.contains(name), "{name}: {without}");
    }
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert!(officer.get(&list("akses")).await.text().contains("kinerja user invite --all"), "the officer's command");
    assert!(officer.get(&list("skp")).await.text().contains("Buat SKP 2026 dari templat jabatan"));
    let file = format!("/dasbor/daftar/unduh.xlsx?unit={}&tanpa=skp", town.root);
    assert_eq!(mayor.get(&file).await.status, StatusCode::OK);

    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.call(GetAttention { unit: None }).await.expect("counts").without_access, 0, "no list, no count");
    let sari = app.as_(town.sari).await;
    let grid = reporting(&sari, None).await.people.expect("people").grid;
    let row = grid.people.iter().find(|person| person.id == town.lina).expect("Lina");
    assert_eq!(statuses(row), [WeekStatus::NotDue; 12]);
    // The first sign-in is the beginning.
    app.as_(town.lina).await;
    assert_eq!(mayor.call(GetAttention { unit: None }).await.expect("what needs them").without_access, 1);
    // What was due before is not late.
    report_about(&app.as_(town.lina).await, town.visits, "2026-02-10T02:00:00Z").await;
    let history = app.as_(town.lina).await.call(IndicatorHistory { indicator: town.visits }).await.expect("a history");
    assert!(!history.reports[0].late);
}

#[sqlx::test]
async fn a_part_of_an_address_that_a_page_does_not_know_is_named(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    for (path, named) in [
        ("/dasbor?unit=x", "“unit=x”"),
        ("/dasbor?period=2026-05", "“period=2026-05”"),
        ("/dasbor/pelaporan?status=gagal", "“status=gagal”"),
        ("/dasbor/layar?lihat=semua", "“lihat=semua”"),
        ("/tim?urut=nama", "“urut=nama”"),
    ] {
        let page = sari.get(path).await.words();
        assert!(page.contains(&format!("Bagian alamat {named} tidak dikenal")), "{path}: {page}");
    }
    for path in ["/dasbor", "/dasbor/pelaporan?status=silent", "/dasbor/layar?lihat=tren", "/tim?cari=dewi"] {
        assert!(!sari.get(path).await.body.contains("Bagian alamat"), "{path}");
    }
}

#[sqlx::test]
async fn whose_reports_they_are_is_seen_within_the_perangkat_daerah_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.dewi).await, town.births, "700").await;
    let centre = Some(town.centre);
    let mut readers = Vec::new();
    for person in [town.sari, town.ratna, town.mayor, town.dewi] {
        readers.push(app.as_(person).await);
    }
    for role in ["pengelola", "inspektorat"] {
        readers.push(app.as_officer(town.agency, role).await);
    }
    let mut seen = Vec::new();
    for reader in &readers {
        let board = reader.call(GetBoard { unit: centre }).await.expect("a board");
        let people = reporting(reader, centre).await.people;
        seen.push(people.is_some());
        let text = serde_json::to_string(&(board, people)).expect("json");
        assert_eq!(text.contains("Dewi"), seen.last() == Some(&true), "{text}");
    }
    assert_eq!(seen, [true, true, false, false, false, false]);
    let hadi = app.as_(town.hadi).await;
    assert_eq!(hadi.call(GetReporting { unit: centre, after: None }).await.err(), Some(Error::NotFound));
}

#[sqlx::test]
async fn the_wait_for_feedback_ends_with_the_first_word_of_somebody_else(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let waits = async |person, unit| reporting(&app.as_(person).await, unit).await.waits;
    let births = report(&app.as_(town.dewi).await, town.births, "700").await;
    report(&app.as_(town.dewi).await, town.days, "5").await;
    report(&app.as_(town.dewi).await, town.monthly, "300").await;
    let lessons = report(&app.as_(town.budi).await, town.lessons, "600").await;
    app.at("2026-06-22T03:00:00Z");
    say(&app.as_(town.hadi).await, Subject::Report(lessons)).await;
    app.at("2026-06-22T04:00:00Z");
    say(&app.as_(town.sari).await, Subject::Report(births)).await;
    // A message about the result answers all of its reports without an answer.
    app.at("2026-06-22T08:00:00Z");
    say(&app.as_(town.sari).await, Subject::Rhk(town.dewi_rhk)).await;
    let visits = report(&app.as_(town.lina).await, town.visits, "900").await;
    app.at("2026-06-22T09:00:00Z");
    say(&app.as_(town.lina).await, Subject::Report(visits)).await;
    let few = waits(town.mayor, None).await.expect("words");
    assert_eq!(few.median, None);
    assert!(few.based_on.starts_with("Baru 4 laporan"), "one's own word is no feedback: {}", few.based_on);
    assert!(few.based_on.ends_with("1 laporan belum mendapat umpan balik sama sekali."), "{}", few.based_on);

    app.at("2026-06-22T18:00:00Z");
    say(&app.as_(town.sari).await, Subject::Report(visits)).await;
    report(&app.as_(town.dewi).await, town.births, "701").await;
    // One, two, six, six and ten hours; the last report has no answer yet.
    let all = waits(town.mayor, None).await.expect("words");
    assert_eq!(all.median.as_deref(), Some("6 jam"));
    assert!(all.based_on.starts_with("Dihitung dari 5 laporan"), "{}", all.based_on);
    let few = waits(town.sari, Some(town.centre)).await.expect("words");
    assert!(few.based_on.starts_with("Baru 4 laporan"), "the other office's is not hers: {}", few.based_on);
    assert_eq!(waits(town.dewi, None).await, None, "three people are too few to show to one of them");

    app.at("2026-07-21T18:00:00Z");
    let later = waits(town.mayor, None).await.expect("words");
    assert!(later.based_on.starts_with("Baru 0 laporan"), "{}", later.based_on);
}

#[sqlx::test]
async fn the_grid_shows_week_by_week_what_was_due_and_what_came(owner: PgPool) {
    use WeekStatus::{Late, Missing, NotDue, Reported};
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.dewi).await, town.births, "700").await;
    let lina = app.as_(town.lina).await;
    // A report about May is in time until 5 June.
    report_about(&lina, town.visits, "2026-05-20T02:00:00Z").await;
    report_about(&lina, town.visits, "2026-06-22T01:00:00Z").await;
    let grid = reporting(&app.as_(town.sari).await, None).await.people.expect("people").grid;
    assert_eq!((grid.weeks.len(), grid.weeks[0].as_str(), grid.weeks[11].as_str()), (12, "6 Apr", "22 Jun"));
    let names: Vec<_> = grid.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Dewi", "Lina"]);
    let dewi = &grid.people[0];
    assert_eq!(statuses(dewi), [Missing; 12], "two of her three indicators were never reported");
    let lina = statuses(&grid.people[1]);
    assert_eq!(lina[..6], [Missing; 6]);
    assert_eq!(lina[6..], [Late, NotDue, NotDue, NotDue, Missing, Reported]);
}

#[sqlx::test]
async fn who_misses_one_of_several_indicators_is_not_said_to_have_reported_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.dewi).await, town.births, "700").await;
    let sari = app.as_(town.sari).await;
    let grid = reporting(&sari, None).await.people.expect("people").grid;
    let weeks = &grid.people[0].weeks;
    let said = |week: usize| (weeks[week].status, weeks[week].having, weeks[week].indicators, week_words(weeks[week]));
    assert_eq!(said(0), (WeekStatus::Missing, 3, 3, "Belum lapor".to_owned()));
    assert_eq!(said(11), (WeekStatus::Missing, 2, 3, "Belum lapor 2 dari 3 indikator".to_owned()));
    let page = sari.get("/dasbor/pelaporan").await;
    assert!(page.text().contains("2/3Belum lapor 2 dari 3 indikator"), "{}", page.text());
    assert!(page.body.contains("title=\"22 Jun: Belum lapor 2 dari 3 indikator\""), "{}", page.body);
    assert!(page.text().contains("Jabatan Dewi · Puskesmas Muara"), "where each person works: {}", page.text());
}

#[sqlx::test]
async fn every_page_of_a_list_says_which_part_it_is_and_paper_where_the_rest_is(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    crowd(&owner, &town, (0..60).map(|n| format!("Rekan {n:02}"))).await;
    let unit = town.centre;
    sql(
        &owner,
        format!(
            "update employee set access_at = null where name like 'Rekan%';
             update unit_rollup set ahead = 0, on_plan = 0, needs_support = 0, silent = 2, not_due = 61
             where unit_id = '{unit}' and year = 2026"
        ),
    )
    .await;
    let sari = app.as_(town.sari).await;
    for (list, parts) in [
        (
            format!("/dasbor/pelaporan?unit={unit}"),
            &["25 dari 63 orang", "26–50 dari 63 orang", "51–63 dari 63 orang"][..],
        ),
        (format!("/dasbor/pelaporan?unit={unit}&status=not_due"), &["50 dari 61 orang", "51–61 dari 61 orang"]),
        (
            format!("/dasbor/pelaporan?unit={unit}&status=not_due&cari=Rekan"),
            &["50 orang pertama yang namanya cocok", "51–60 dari 60 orang yang namanya cocok"],
        ),
        (format!("/dasbor/pelaporan?unit={unit}&tanpa=akses"), &["50 dari 60 orang", "51–60 dari 60 orang"]),
    ] {
        let mut path = list;
        for (at, part) in parts.iter().enumerate() {
            let page = sari.get(&path).await;
            let text = page.text();
            assert!(text.contains(part), "{path}: {text}");
            let note = "yang tercetak hanya bagian ini; daftar lengkapnya dapat diunduh sebagai berkas Excel";
            assert!(text.contains(note), "{path}: {text}");
            if at + 1 < parts.len() {
                let (before, _) = page.body.split_once(">Berikutnya").expect("a next page");
                let (_, link) = before.rsplit_once("href=\"").expect("an address");
                path = link.split('"').next().expect("an address").replace("&amp;", "&");
            }
        }
    }
    let whole = sari.get(&format!("/dasbor/pelaporan?unit={unit}&status=silent")).await.text();
    assert!(!whole.contains("yang tercetak"), "a whole list has no such note: {whole}");
}

#[sqlx::test]
async fn the_people_of_the_unit_itself_are_behind_their_own_count(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // Two people of the dinas itself beside those of its Puskesmas, as silent as they are.
    for name in ["Ani", "Beni"] {
        town.hire(&owner, EmployeeId(key()), name, town.health).await;
    }
    sql(
        &owner,
        format!(
            "insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
             select a.agency_id, a.employee_id, 2026, a.unit_id, 'needs_support', '2026-06-22' from assignment a
             join employee e on e.id = a.employee_id where e.name in ('Ani', 'Beni');
             update unit_rollup set needs_support = needs_support + 2 where unit_id = '{0}' and year = 2026;
             update person_standing set status = 'needs_support' where employee_id = '{1}';
             update unit_rollup set needs_support = 1, silent = silent - 1 where unit_id = '{2}' and year = 2026",
            town.health, town.dewi, town.centre
        ),
    )
    .await;
    let ratna = app.as_(town.ratna).await;
    let board = ratna.get("/dasbor").await.body;
    let direct = format!("/dasbor/pelaporan?unit={}&status=needs_support&langsung=ya", town.health);
    let link = format!("href=\"{}\"", direct.replace('&', "&amp;"));
    assert!(board.contains(&link), "the count of the own people is a link: {board}");
    let names = async |path: &str| {
        let body = ratna.get(path).await.body;
        let (_, list) = body.split_once("class=\"people-list\"").expect("a list");
        let (list, _) = list.split_once("</ul>").expect("its end");
        ["Ani", "Beni", "Dewi"].map(|name| list.contains(&format!(">{name}<")))
    };
    assert_eq!(names(&direct).await, [true, true, false]);
    assert_eq!(names(&direct.replace("&langsung=ya", "")).await, [true; 3]);
    let page = ratna.get(&direct).await.text();
    assert!(page.contains("langsung di Dinas Kesehatan: 2 pegawai"), "{page}");
    assert!(!page.contains("Bagian alamat"), "{page}");
    let file = direct.replace("/pelaporan?", "/daftar/unduh.xlsx?");
    let rows = rows_of(&ratna, &file).await;
    let listed: Vec<&str> =
        rows.iter().map(|row| row[0].as_str()).skip_while(|cell| *cell != "Pegawai").skip(1).collect();
    assert_eq!(listed, ["Ani", "Beni"], "{rows:?}");
}

/// Adds people to Dewi's unit, each with a plan of this year.
pub async fn crowd(owner: &PgPool, town: &Town, names: impl Iterator<Item = String>) {
    for name in names {
        town.hire(owner, EmployeeId(key()), &name, town.centre).await;
    }
    sql(
        owner,
        format!(
            "insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
             select a.agency_id, a.employee_id, 2026, a.unit_id, 'not_due', '2026-06-22' from assignment a
             where a.unit_id = '{}' on conflict do nothing",
            town.centre
        ),
    )
    .await;
}

#[sqlx::test]
async fn a_large_team_comes_page_by_page_each_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    crowd(&owner, &town, (0..60).map(|n| format!("Rekan {}", n % 7))).await;
    let sari = app.as_(town.sari).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = sari.call(GetReporting { unit: Some(town.centre), after }).await.expect("a page");
        let Grid { people, next, .. } = page.people.expect("people").grid;
        assert!(people.len() <= 25);
        seen.extend(people.iter().map(|person| person.id));
        after = next;
        if after.is_none() {
            break;
        }
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (63, 63));
}

#[sqlx::test]
async fn a_name_that_looks_like_a_formula_stays_a_name_in_the_workbook(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let names = ["=1+1", "+1", "-1", "@SUM(A1)"];
    let (health, schools) = (town.health, town.schools);
    sql(
        &owner,
        format!(
            "update unit set name = '=1+1', ordinal = 1 where id = '{health}';
             update unit set name = '+1', ordinal = 2 where id = '{schools}';
             insert into unit (agency_id, id, parent_id, name, ordinal)
             select '{agency}', gen_random_uuid(), '{root}', name, at from (values ('-1', 3), ('@SUM(A1)', 4)) n (name, at)",
            agency = town.agency,
            root = town.root,
        ),
    )
    .await;
    let (status, headers, bytes) = app.as_(town.mayor).await.file("/dasbor/unduh.xlsx").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-disposition"], "attachment; filename=\"dasbor-2026-06-22.xlsx\"");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let units = book.worksheet_range("Unit").expect("the units");
    let found: Vec<String> =
        units.rows().skip(3).take(4).map(|row| row[0].get_string().expect("text").to_owned()).collect();
    assert_eq!(found, names);
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).expect("a sheet");
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}: {formulas:?}");
    }
    assert_eq!(units.rows().nth(3).expect("a row")[4].get_float(), Some(0.0), "counts are numbers");
    let summary = book.worksheet_range("Ringkasan").expect("the summary");
    for stack in ["Pegawai dengan SKP: ", "Indikator: "] {
        let counts = summary.rows().filter_map(|row| row[0].get_string()).filter(|name| name.starts_with(stack));
        assert!(counts.count() > 0, "{stack}how many stand where");
    }
}

/// Returns the rows of the first sheet as text cells.
async fn rows_of(client: &Client<'_>, path: &str) -> Vec<Vec<String>> {
    let (status, _, bytes) = client.file(path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.sheet_names().first().cloned().expect("a sheet");
    let formulas = book.worksheet_formula(&sheet).expect("a sheet");
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{path}: {formulas:?}");
    let cells = book.worksheet_range(&sheet).expect("a sheet");
    cells.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[sqlx::test]
async fn rhythm_team_and_history_are_taken_along_as_their_pages_show_them(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let (id, births) = (key().to_string(), town.births.to_string());
    let fields = [("id", id.as_str()), ("indikator", births.as_str()), ("value", "700"), ("note", "@SUM(A1)")];
    assert_eq!(dewi.post_form("/lapor", &fields).await.status, StatusCode::SEE_OTHER);
    sql(&owner, format!("update employee set name = '=1+1' where id = '{}'", town.dewi)).await;
    let sari = app.as_(town.sari).await;
    let starts = |rows: &[Vec<String>], name: &str| rows.iter().find(|row| row[0] == name).cloned().expect("a row");

    let shown = reporting(&sari, Some(town.centre)).await.people.expect("people").grid;
    let rows = rows_of(&sari, &format!("/dasbor/pelaporan/unduh.xlsx?unit={}", town.centre)).await;
    let head = starts(&rows, "Pegawai");
    let person = shown.people.iter().find(|person| person.name == "=1+1").expect("a person");
    let row = starts(&rows, "=1+1");
    assert_eq!(row[..4], [person.name.as_str(), person.post.as_str(), person.unit.as_str(), "3"]);
    let word = |is_part: bool| if is_part { "Belum lapor sebagian" } else { "Belum lapor" };
    let weeks = person.weeks.iter().map(|week| word(week.having < week.indicators));
    assert_eq!(row[4..16], *weeks.collect::<Vec<_>>());
    assert_eq!(row[16..], ["12", "0"], "the weeks without a report and those with a late one are counted");
    assert_eq!(rows.iter().skip_while(|row| **row != head).count() - 1, shown.people.len());

    for status in Status::ALL {
        let list = sari
            .call(ListPeople { unit: Some(town.centre), status, is_direct: false, wanted: String::new(), after: None })
            .await
            .expect("a list");
        let address = format!("/dasbor/daftar/unduh.xlsx?unit={}&status={}", town.centre, status_code(status));
        let rows = rows_of(&sari, &address).await;
        let head = starts(&rows, "Pegawai");
        let names: Vec<&str> = rows.iter().skip_while(|row| **row != head).skip(1).map(|row| row[0].as_str()).collect();
        assert_eq!(names, list.people.iter().map(|person| &person.name).collect::<Vec<_>>(), "{status:?}");
        let searched = rows_of(&sari, &format!("{address}&cari=tidak+ada")).await;
        assert!(searched.iter().any(|row| row[0] == "Hanya nama yang memuat “tidak ada”"), "{searched:?}");
        assert_eq!(searched.last().expect("a head")[0], "Pegawai", "the file keeps to the page's search");
    }

    let team = sari.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
    let member = team.members.iter().find(|row| row.name == "=1+1").expect("a member");
    let row = starts(&rows_of(&sari, "/tim/unduh.xlsx").await, "=1+1");
    assert_eq!((format!("{} · {}", row[1], row[2]), &row[4]), (member.post.clone(), &member.reason));
    let nobody = rows_of(&sari, "/tim/unduh.xlsx?cari=tidak+ada").await;
    assert!(nobody.iter().all(|row| row[0] != "=1+1"), "the file keeps to the page's filter");

    let rows = rows_of(&sari, &format!("/riwayat/{}/unduh.xlsx", town.births)).await;
    let report = rows.last().expect("a report");
    assert_eq!((&*report[1], &*report[2], &*report[3]), ("700", "kali", "@SUM(A1)"), "{report:?}");
}

#[sqlx::test]
async fn the_grid_of_a_large_unit_is_taken_along_whole(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    crowd(&owner, &town, (0..260).map(|n| format!("Rekan {n:03}"))).await;
    let rows = rows_of(&app.as_(town.ratna).await, &format!("/dasbor/pelaporan/unduh.xlsx?unit={}", town.centre)).await;
    let people: Vec<&str> = rows.iter().map(|row| row[0].as_str()).filter(|name| name.starts_with("Rekan")).collect();
    assert_eq!(people, (0..260).map(|n| format!("Rekan {n:03}")).collect::<Vec<_>>());
}

#[sqlx::test]
async fn what_was_taken_along_is_in_the_audit_trail(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (centre, births) = (town.centre, town.births);
    let sari = app.as_(town.sari).await;
    let paths = [
        (format!("/dasbor/unduh.xlsx?unit={centre}"), "board", centre.0),
        (format!("/dasbor/pelaporan/unduh.xlsx?unit={centre}"), "rhythm", centre.0),
        ("/tim/unduh.xlsx".to_owned(), "team", town.sari.0),
        (format!("/riwayat/{births}/unduh.xlsx"), "history", births.0),
    ];
    for (path, what, about) in paths {
        let (status, ..) = sari.file(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let line: (uuid::Uuid, serde_json::Value) = sqlx::query_as(
            "select e.subject_id, e.data from event e join account a on a.id = e.actor_id
             where e.kind = 'exported' and a.employee_id = $1 order by e.id desc limit 1",
        )
        .bind(town.sari)
        .fetch_one(&owner)
        .await
        .expect("a line");
        assert_eq!(line, (about, json!({ "what": what })), "{path}");
    }
}

#[sqlx::test]
async fn the_workbook_holds_what_the_board_shows_and_nobodys_name(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    report(&app.as_(town.dewi).await, town.births, "700").await;
    let text = async |client: &Client<'_>| {
        let (_, _, bytes) = client.file(&format!("/dasbor/unduh.xlsx?unit={}", town.centre)).await;
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        let sheets = book.worksheets();
        sheets.iter().flat_map(|(_, range)| range.rows().flatten()).map(|cell| format!("{cell}\n")).collect::<String>()
    };
    let full = text(&app.as_(town.ratna).await).await;
    assert!(full.contains("Puskesmas Muara") && full.contains("Laporan hari ini"), "{full}");
    assert!(!full.contains("Dewi"), "{full}");
    let small = text(&app.as_(town.dewi).await).await;
    assert!(small.contains("kurang dari lima orang") && !small.contains("Laporan hari ini"), "{small}");
}

#[sqlx::test]
async fn an_old_number_looks_old_wherever_it_appears(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    report_about(&dewi, town.births, "2026-05-01T02:00:00Z").await;
    report_about(&dewi, town.days, "2026-06-20T02:00:00Z").await;
    let tag = Some("Angka lama – terakhir 1 Mei");
    let tags = |results: Results| -> Vec<Option<String>> {
        results.rhk.into_iter().flat_map(|rhk| rhk.indicators).map(|card| card.old).collect()
    };
    // One number is old, one is recent, and one indicator has no number.
    let own = tags(dewi.call(MyResults { corrects: None }).await.expect("results"));
    assert_eq!(own.iter().map(Option::as_deref).collect::<Vec<_>>(), [tag, None, None]);
    assert_eq!(tags(sari.call(ResultsOf { employee: town.dewi }).await.expect("results")), own);
    let history = sari.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    assert_eq!(history.card.old.as_deref(), tag);
    let page = sari.get(&format!("/riwayat/{}", town.births)).await.body;
    assert!(page.contains("Realisasi terhadap rencana (Angka lama – terakhir 1 Mei)"), "the chart says so too");
    let team = sari.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
    let of = |name: &str| team.members.iter().find(|row| row.name == name).expect("a member").old.as_deref();
    let named = "Angka lama – terakhir 1 Mei (“Persalinan ditolong”)";
    assert_eq!((of("Dewi"), of("Lina")), (Some(named), None), "of several indicators");
}
