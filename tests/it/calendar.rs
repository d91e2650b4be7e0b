//! The calendar: due days that the Pengelola moves, and local holidays.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Client, TestApp, key},
    seed::Town,
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::id::{EmployeeId, IkiId, PeriodId, SkpId},
    error::{Error, FieldErrors},
    features::{
        calendar::{
            api::{ChangeCalendar, GetCalendar},
            model::{CalendarAct, CalendarChange, CalendarSheet, Deadline},
        },
        progress::api::MyResults,
        skp::{
            api::{BeginPlan, GetPlan, ListOwnPlans},
            model::{NewPlan, Origin},
        },
    },
};
use serde_json::json;
use sqlx::PgPool;

fn anniversary() -> CalendarChange {
    CalendarChange { day: "2026-09-14".to_owned(), name: "Hari jadi Kota Uji".to_owned(), ..CalendarChange::default() }
}

pub fn access() -> Rows {
    Rows::default()
        .function(Rule::SignedIn, |_| GetCalendar { draft: None })
        .function(Rule::Pengelola, |_| ChangeCalendar { act: CalendarAct::Enter, change: anniversary() })
        .route(Method::POST, "/kalender", Rule::Pengelola, |_| Ask::form([("aksi", &"hapus"), ("day", &"2026-09-14")]))
        .page("/kalender", Rule::SignedIn, |_| ("/kalender".to_owned(), "Proklamasi Kemerdekaan"))
        .filled(|Filled { agency, .. }| {
            format!(
                "insert into holiday values ('{agency}', '2026-09-14', 'Hari jadi', now(), 'Rina');
                 insert into due_extension (agency_id, period_id, unit_id, due_on, reason, entered_at, entered_by)
                 select agency_id, p.id, u.id, '2026-12-20', 'Banjir', now(), 'Rina'
                 from period p join unit u using (agency_id) where agency_id = '{agency}' limit 1;
                 insert into plan_deadline values ('{agency}', 2027, '2027-01-31', 'SE 1/2026', now(), 'Rina');
                 insert into deadline_rule values ('{agency}', 'month', '2026-07-01', 7, 'working', 'SE 1/2026', now(), 'Rina');
                 insert into work_week values ('{agency}', '2026-07-01', 'six', 'SE 1/2026', now(), 'Rina');
                 insert into pilot values ('{agency}', 2027, '2027-06-30', 'SE 1/2026', now(), 'Rina');
                 insert into pilot_unit select agency_id, 2027, id, '2027-01-01', now(), 'Rina'
                 from unit where agency_id = '{agency}' limit 1"
            )
        })
}

async fn sheet(client: &Client<'_>) -> CalendarSheet {
    client.call(GetCalendar { draft: None }).await.expect("a calendar")
}

async fn deadline(client: &Client<'_>, period: &str) -> Deadline {
    sheet(client).await.deadlines.into_iter().find(|deadline| deadline.period == period).expect("the period")
}

fn moved(period: PeriodId, day: &str, reason: &str) -> ChangeCalendar {
    let [day, reason, period] = [day.to_owned(), reason.to_owned(), period.to_string()];
    ChangeCalendar { act: CalendarAct::Move, change: CalendarChange { day, period, reason, ..CalendarChange::default() } }
}

fn asked(year: &str, day: &str, reason: &str) -> ChangeCalendar {
    let [year, day, reason] = [year, day, reason].map(str::to_owned);
    ChangeCalendar { act: CalendarAct::AskPlans, change: CalendarChange { year, day, reason, ..CalendarChange::default() } }
}

fn extended(period: PeriodId, unit: &str, day: &str, reason: &str) -> ChangeCalendar {
    let change = CalendarChange { unit: unit.to_owned(), ..moved(period, day, reason).change };
    ChangeCalendar { act: CalendarAct::Extend, change }
}

/// Reports a number of 30 May, and returns whether that is late.
async fn is_late(app: &TestApp, person: EmployeeId, indicator: IkiId) -> bool {
    is_late_about(app, person, indicator, "2026-05-30T02:00:00Z").await
}

/// Reports a number of a moment, and returns whether that is late.
async fn is_late_about(app: &TestApp, person: EmployeeId, indicator: IkiId, observed_at: &str) -> bool {
    let client = app.as_(person).await;
    let id = key();
    let body = json!({"indicator_id": indicator, "value": "500", "observed_at": observed_at});
    let headers = [("idempotency-key", &*id.to_string())];
    let answer = client.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let list = client.api(Method::GET, &format!("/api/v1/reports?indicator_id={indicator}"), None).await.json();
    let row = list.as_array().expect("reports").iter().find(|row| row["id"] == id.to_string()).expect("it").clone();
    row["late"].as_bool().expect("late or not")
}

#[sqlx::test]
async fn a_moved_due_day_ends_in_its_last_second_and_everybody_reads_why(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2026-06-04T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let may = deadline(&officer, "Mei 2026").await;
    assert_eq!(may.due, "5 Juni 2026");
    // 1 June is a holiday.
    assert_eq!(may.about, "4 hari kerja sesudah periode berakhir");
    for _ in 0..2 {
        officer.call(moved(may.id, "2026-06-20", "Banjir di tiga kecamatan")).await.expect("moved");
    }
    let dewi = app.as_(town.dewi).await;
    let now = deadline(&dewi, "Mei 2026").await;
    assert_eq!(now.due, "20 Juni 2026");
    assert_eq!(
        now.about,
        "13 hari kerja sesudah periode berakhir; jatuh pada hari libur; semula 5 Juni 2026, alasan: Banjir di tiga kecamatan"
    );
    assert_eq!(sheet(&dewi).await.ends, "pukul 23.59.59 WIB");
    for (moment, late) in [("2026-06-20T16:59:59Z", false), ("2026-06-20T17:00:00Z", true)] {
        app.at(moment);
        assert_eq!(is_late(&app, town.dewi, town.births).await, late, "{moment}");
    }
    let trail: i64 = sqlx::query_scalar("select count(*) from event where kind = 'due_day_moved' and actor_id is not null")
        .fetch_one(&owner)
        .await
        .expect("the trail");
    assert_eq!(trail, 1, "sent twice, moved once");
}

#[sqlx::test]
async fn a_local_holiday_is_no_working_day_until_it_is_removed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let about = async || deadline(&officer, "Juni 2026").await.about;
    assert_eq!(about().await, "3 hari kerja sesudah periode berakhir; jatuh pada hari libur");
    let change = CalendarChange { day: "2026-07-02".to_owned(), ..anniversary() };
    for _ in 0..2 {
        let enter = ChangeCalendar { act: CalendarAct::Enter, change: change.clone() };
        officer.call(enter).await.expect("entered");
    }
    assert_eq!(about().await, "2 hari kerja sesudah periode berakhir; jatuh pada hari libur");
    let dewi = app.as_(town.dewi).await;
    let shown = sheet(&dewi).await;
    let local = shown.holidays.iter().find(|holiday| holiday.own.is_some()).expect("it");
    assert_eq!((local.day.as_str(), local.name.as_str()), ("Kamis, 2 Juli 2026", "Hari jadi Kota Uji"));
    let page = dewi.get("/kalender").await;
    assert!(!shown.may_change && page.text().contains("Kamis, 2 Juli 2026") && !page.text().contains("Hapus"));
    for _ in 0..2 {
        let fields = [("aksi", "hapus"), ("day", "2026-07-02")];
        assert_eq!(officer.post_form("/kalender", &fields).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(about().await, "3 hari kerja sesudah periode berakhir; jatuh pada hari libur");
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event where kind like 'holiday%' order by at, id")
        .fetch_all(&owner)
        .await
        .expect("the trail");
    assert_eq!(kinds, ["holiday_entered", "holiday_removed"]);
}

#[sqlx::test]
async fn what_is_wrong_in_the_calendar_is_said_beside_its_field(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let june = deadline(&officer, "Juni 2026").await.id;
    let enter = |day: &str, name: &str| {
        let change = CalendarChange { day: day.to_owned(), name: name.to_owned(), ..CalendarChange::default() };
        ChangeCalendar { act: CalendarAct::Enter, change }
    };
    let before = app.rows().await;
    for (change, fields) in [
        (enter("", "\0"), vec!["day", "name"]),
        (enter("2026-08-17", "Merdeka"), vec!["day"]),
        (enter("2031-01-01", "Jauh"), vec!["day"]),
        (enter("2026-09-14", &"é".repeat(61)), vec!["name"]),
        (moved(june, "", ""), vec!["day", "reason"]),
        (moved(june, "2026-06-29", "Terlalu awal"), vec!["day"]),
        (moved(june, "2026-12-31", "Terlalu lama"), vec!["day"]),
        (asked("2031", "", ""), vec!["year", "day", "reason"]),
        (asked("2027", "2026-11-30", "SE 1/2026"), vec!["day"]),
        (extended(june, " ", "", "\0"), vec!["unit", "day", "reason"]),
        (extended(june, "Dinas\0", "2026-07-20", "Banjir"), vec!["unit"]),
        (extended(june, "Dinas Kesehatan", "2026-07-05", "Tidak lebih lama"), vec!["day"]),
        (extended(june, "Dinas Kesehatan", "2026-12-31", "Terlalu lama"), vec!["day"]),
    ] {
        match officer.call(change.clone()).await {
            Err(Error::Invalid(FieldErrors(wrong))) => {
                let wrong: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
                assert_eq!(wrong, fields, "{change:?}");
            }
            other => panic!("{change:?}: {other:?}"),
        }
    }
    for change in [moved(PeriodId(key()), "2026-07-10", "Lain"), extended(PeriodId(key()), "Kota Uji", "2026-07-10", "Lain")] {
        assert_eq!(officer.call(change).await, Err(Error::NotFound));
    }
    match officer.call(extended(june, "dinas", "2026-07-20", "Banjir")).await {
        Err(Error::Invalid(FieldErrors(wrong))) => {
            assert_eq!(wrong[0].1, "Tulis salah satu: Dinas Kesehatan, Kota Uji; Puskesmas Muara, Dinas Kesehatan; Dinas Pendidikan, Kota Uji.");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(app.rows().await, before);
    let back = officer.post_form("/kalender", &[("aksi", "libur"), ("day", "2026-09-14"), ("name", "")]).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains("Harus diisi.") && back.body.contains("value=\"2026-09-14\""), "{}", back.body);
}

#[sqlx::test]
async fn a_unit_that_is_given_longer_is_in_time_while_others_are_late(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2026-06-04T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let may = deadline(&officer, "Mei 2026").await.id;
    for _ in 0..2 {
        let extend = extended(may, "dinas kesehatan", "2026-06-20", "Banjir di muara");
        officer.call(extend).await.expect("given longer");
    }
    let page = app.as_(town.budi).await.get("/kalender").await;
    assert!(page.text().contains("Banjir di muara") && !page.text().contains("Batalkan perpanjangan"), "everybody reads it");
    let budi = app.as_(town.budi).await;
    let [unit] = &deadline(&budi, "Mei 2026").await.units[..] else { panic!("one unit") };
    assert_eq!((unit.name.as_str(), unit.due.as_str()), ("Dinas Kesehatan", "20 Juni 2026, alasan: Banjir di muara"));
    app.at("2026-06-20T16:59:59Z");
    assert!(!is_late(&app, town.dewi, town.births).await, "also in a unit below");
    assert!(is_late(&app, town.budi, town.lessons).await);
    app.at("2026-06-20T17:00:00Z");
    assert!(is_late(&app, town.dewi, town.births).await);

    let officer = app.as_officer(town.agency, "pengelola").await;
    for _ in 0..2 {
        let (period, unit) = (may.to_string(), unit.unit.to_string());
        let fields = [("aksi", "batal"), ("period", period.as_str()), ("unit", unit.as_str())];
        assert_eq!(officer.post_form("/kalender", &fields).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(deadline(&officer, "Mei 2026").await.units, []);
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event where kind like 'due%' order by at, id")
        .fetch_all(&owner)
        .await
        .expect("the trail");
    assert_eq!(kinds, ["due_day_extended", "due_extension_removed"], "sent twice, done once");
}

#[sqlx::test]
async fn a_moved_due_day_stays_in_the_calendar_until_it_is_over(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2026-04-02T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let march = deadline(&officer, "Maret 2026").await.id;
    officer.call(moved(march, "2026-07-10", "Banjir")).await.expect("moved");
    let april = deadline(&officer, "April 2026").await.id;
    officer.call(extended(april, "Puskesmas Muara", "2026-07-11", "Banjir")).await.expect("given longer");
    app.at("2026-06-22T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    assert_eq!(deadline(&dewi, "Maret 2026").await.due, "10 Juli 2026");
    assert_eq!(deadline(&dewi, "April 2026").await.units.len(), 1);
    assert!(sheet(&dewi).await.deadlines.iter().all(|deadline| deadline.period != "Februari 2026"));
}

#[sqlx::test]
async fn a_holiday_of_last_year_that_is_entered_is_listed_and_can_be_removed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2027-01-04T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let change = CalendarChange { day: "2026-12-28".to_owned(), ..anniversary() };
    officer.call(ChangeCalendar { act: CalendarAct::Enter, change }).await.expect("entered");
    let listed = sheet(&officer).await.holidays;
    assert_eq!(listed[0].own.as_deref(), Some("2026-12-28"));
    assert!(listed[1].day.ends_with("1 Januari 2027"), "{}", listed[1].day);
    // As a slip it goes on the same day; later somebody would become late afterwards.
    app.at("2027-01-05T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert_eq!(sheet(&officer).await.holidays[0].own, None);
    let remove = || ChangeCalendar {
        act: CalendarAct::Remove,
        change: CalendarChange { day: "2026-12-28".to_owned(), ..anniversary() },
    };
    let words = "Hari libur yang sudah lewat tidak dihapus: tidak ada yang menjadi terlambat sesudahnya.";
    assert_eq!(officer.call(remove()).await, Err(Error::Api(words.to_owned())));
    app.at("2027-01-04T02:10:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert_eq!(officer.call(remove()).await, Ok(()));
}

#[sqlx::test]
async fn who_has_not_submitted_a_plan_reads_until_when_on_beranda_and_on_the_plan(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    for _ in 0..2 {
        officer.call(asked("2026", "2026-07-15", "SE 800/1, angka 2")).await.expect("set");
    }
    let asks = async |person: EmployeeId| {
        let results = app.as_(person).await.call(MyResults { corrects: None }).await.expect("results");
        results.asks.into_iter().filter(|(_, words)| words.contains("SKP 2026")).collect::<Vec<_>>()
    };
    let until = "Ajukan SKP 2026 paling lambat 15 Juli 2026.";
    assert_eq!(asks(town.sari).await, [("/skp".to_owned(), until.to_owned())]);
    assert_eq!(asks(town.dewi).await, [], "hers is agreed on");
    assert!(app.as_(town.sari).await.get("/").await.text().contains(until));
    let sari = app.as_(town.sari).await;
    let post = sari.call(ListOwnPlans {}).await.expect("plans").beginnings[0].post;
    let skp = SkpId(key());
    sari.call(BeginPlan { plan: NewPlan { id: skp, year: 2026, post, origin: Origin::Empty } }).await.expect("begun");
    let notes = async || app.as_(town.sari).await.call(GetPlan { skp, version: None }).await.expect("a plan").notes;
    assert_eq!(notes().await, [format!("{until} Sumber: SE 800/1, angka 2")]);
    app.at("2026-07-15T17:00:00Z");
    let over = "Batas pengajuan SKP 2026 sudah lewat (15 Juli 2026). SKP tetap dapat diajukan.";
    assert_eq!(asks(town.sari).await, [("/skp".to_owned(), over.to_owned())]);
    assert!(notes().await[0].starts_with(over));
    let shown = sheet(&app.as_(town.budi).await).await.plans;
    assert_eq!(shown, [("SKP 2026".to_owned(), "15 Juli 2026".to_owned(), "SE 800/1, angka 2".to_owned())]);
    let trail: i64 = sqlx::query_scalar("select count(*) from event where kind = 'plan_deadline_set'")
        .fetch_one(&owner)
        .await
        .expect("the trail");
    assert_eq!(trail, 1, "sent twice, set once");
}

fn ruled(kind: &str, days: &str, counting: &str, from: &str) -> ChangeCalendar {
    let [kind, days, counting, day] = [kind, days, counting, from].map(str::to_owned);
    let change = CalendarChange { kind, days, counting, day, reason: "Perwali 3/2026".to_owned(), ..<_>::default() };
    ChangeCalendar { act: CalendarAct::Rule, change }
}

fn week(week: &str, from: &str) -> ChangeCalendar {
    let [week, day] = [week, from].map(str::to_owned);
    let change = CalendarChange { week, day, reason: "Perwali 3/2026".to_owned(), ..<_>::default() };
    ChangeCalendar { act: CalendarAct::Week, change }
}

#[sqlx::test]
async fn working_days_end_in_the_last_second_of_the_agencys_day_for_everybody(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    for _ in 0..2 {
        officer.call(ruled("month", "3", "working", "2026-06-22")).await.expect("set");
    }
    assert_eq!(deadline(&officer, "Juni 2026").await.due, "3 Juli 2026");
    assert_eq!(deadline(&officer, "Mei 2026").await.due, "5 Juni 2026", "what ended before keeps its days");
    // A holiday of the agency and a week of six days move it.
    let change = CalendarChange { day: "2026-07-02".to_owned(), ..anniversary() };
    officer.call(ChangeCalendar { act: CalendarAct::Enter, change }).await.expect("a holiday");
    assert_eq!(deadline(&officer, "Juni 2026").await.due, "6 Juli 2026");
    for _ in 0..2 {
        officer.call(week("six", "2026-07-01")).await.expect("set");
    }
    let june = deadline(&app.as_(town.budi).await, "Juni 2026").await;
    assert_eq!((june.due.as_str(), june.about.as_str()), ("4 Juli 2026", "3 hari kerja sesudah periode berakhir"));
    let shown = sheet(&app.as_(town.budi).await).await;
    assert_eq!(shown.week, "Senin sampai Jumat; mulai 1 Juli 2026 Senin sampai Sabtu");
    let month = &shown.rules[0].words;
    assert_eq!(month[..], ["Mulai 22 Juni 2026: 3 hari kerja sesudah bulan berakhir. Sumber: Perwali 3/2026"]);
    assert_eq!(shown.rules[1].words[..], ["10 hari kalender sesudah triwulan berakhir (bawaan aplikasi)"]);
    // 23.59.59 and 00.00.00 in the agency's zone, whatever the zone of the sender.
    for (now, late) in [("2026-07-04T16:59:59Z", false), ("2026-07-04T17:00:00Z", true)] {
        app.at(now);
        for (person, indicator) in [(town.dewi, town.births), (town.budi, town.lessons)] {
            assert_eq!(is_late_about(&app, person, indicator, "2026-06-30T16:59:59Z").await, late, "{now}");
        }
        assert!(!is_late_about(&app, town.dewi, town.births, "2026-06-30T17:00:00Z").await, "July has begun");
    }
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event where kind in ('deadline_rule_set', 'work_week_set') order by at, id")
        .fetch_all(&owner)
        .await
        .expect("the trail");
    assert_eq!(kinds, ["deadline_rule_set", "work_week_set"], "sent twice, set once");
}

#[sqlx::test]
async fn a_day_that_somebody_has_set_goes_before_the_rule(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let june = deadline(&officer, "Juni 2026").await.id;
    officer.call(moved(june, "2026-07-20", "Banjir")).await.expect("moved");
    officer.call(ruled("month", "3", "working", "2026-06-22")).await.expect("set");
    let june = deadline(&officer, "Juni 2026").await;
    assert_eq!(june.due, "20 Juli 2026");
    assert!(june.about.ends_with("semula 3 Juli 2026, alasan: Banjir"), "{}", june.about);
    // The unit's longer time is longer than the rule's.
    let july = deadline(&officer, "Juli 2026").await;
    assert_eq!(july.due, "5 Agustus 2026");
    let too_soon = officer.call(extended(july.id, "dinas kesehatan", "2026-08-05", "Banjir")).await;
    assert!(matches!(too_soon, Err(Error::Invalid(_))), "{too_soon:?}");
    officer.call(extended(july.id, "dinas kesehatan", "2026-08-06", "Banjir")).await.expect("given longer");
}

#[sqlx::test]
async fn plans_are_asked_by_rule_unless_a_year_has_a_day_of_its_own(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    officer.call(ruled("plan", "20", "working", "2026-07-01")).await.expect("set");
    assert_eq!(sheet(&officer).await.plans, [("SKP 2027".to_owned(), "29 Januari 2027".to_owned(), "Perwali 3/2026".to_owned())]);
    app.at("2026-12-02T02:00:00Z");
    let asks = async || {
        let results = app.as_(town.dewi).await.call(MyResults { corrects: None }).await.expect("results");
        results.asks.into_iter().map(|(_, words)| words).filter(|words| words.contains("SKP 2027")).collect::<Vec<_>>()
    };
    assert_eq!(asks().await, ["Ajukan SKP 2027 paling lambat 29 Januari 2027."]);
    let officer = app.as_officer(town.agency, "pengelola").await;
    officer.call(asked("2027", "2027-02-15", "SE 9/2026")).await.expect("set");
    assert_eq!(asks().await, ["Ajukan SKP 2027 paling lambat 15 Februari 2027."]);
}

#[sqlx::test]
async fn a_rule_is_looked_at_before_it_is_saved_also_without_javascript(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let before = app.rows().await;
    let seen = async |query: &str| officer.get(&format!("/kalender?{query}")).await.text();
    let page = seen("jenis=month&hari=7&hitungan=working&mulai=2026-10-01&sumber=SE+7").await;
    for words in ["Oktober 2026 sampai 10 November 2026; November 2026 sampai 9 Desember 2026", "Simpan aturan"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let year = seen("jenis=plan&hari=20&hitungan=working&mulai=2027-01-01&sumber=SE+7").await;
    assert!(year.contains("SKP 2027 diajukan paling lambat 29 Januari 2027."), "{year}");
    let wrong = seen("jenis=lain&hari=61&hitungan=&mulai=2026-06-21&sumber=%3Cb%3E").await;
    for words in ["Pilih salah satu.", "Isi angka 0 sampai 60.", "Dapat berlaku mulai 22 Juni 2026"] {
        assert!(wrong.contains(words), "{words}: {wrong}");
    }
    assert!(!wrong.contains("Simpan aturan"));
    assert_eq!(app.rows().await, before, "looking changes nothing");
    let strange = app.as_(town.dewi).await.get("/kalender?jenis=month&hari=7&hitungan=working&mulai=2026-10-01&sumber=SE").await;
    assert!(!strange.text().contains("Simpan aturan"));
    for wrong in [ruled("month", "", "working", "2026-07-01"), ruled("month", "-1", "working", "2026-07-01"), ruled("month", "3", "working", "2026-06-21"), week("seven", "2026-07-01"), week("six", "2026-06-21")] {
        assert!(matches!(officer.call(wrong.clone()).await, Err(Error::Invalid(_))), "{wrong:?}");
    }
    let saved = [("aksi", "aturan"), ("kind", "month"), ("days", "7"), ("counting", "working"), ("day", "2026-10-01"), ("reason", "SE 7")];
    assert_eq!(officer.post_form("/kalender", &saved).await.status, StatusCode::SEE_OTHER);
    assert!(seen("").await.contains("Mulai 1 Oktober 2026: 7 hari kerja sesudah bulan berakhir. Sumber: SE 7"));
}
