//! Rules about groups of people: entered by the Pengelola, in force from their day, recorded with plans.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Client, TestApp, key},
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        calendar::Zone,
        id::{EmployeeId, IkiId, ReportId, RuleId, SkpId},
        rhythm::WeekStatus,
    },
    error::{Error, FieldErrors},
    features::{
        dashboard::api::GetReporting,
        progress::api::IndicatorHistory,
        regime::{
            api::{EnterRule, ListRules},
            model::{GroupRules, RuleBody},
        },
        skp::{
            action::{Selection, plan_from_templates},
            api::{ActOnPlan, GetPlan, ListOwnPlans},
            model::PlanAct,
        },
    },
};
use serde_json::json;
use sqlx::PgPool;

/// Months for most people from a day on.
fn months(holds_from: &str) -> RuleBody {
    RuleBody {
        id: RuleId(key()),
        group: "general".to_owned(),
        name: String::new(),
        employment: String::new(),
        title: String::new(),
        holds_from: holds_from.to_owned(),
        ends: String::new(),
        periods: "month".to_owned(),
        evidence: "uploaded".to_owned(),
        origin: "own".to_owned(),
        daily_log: "true".to_owned(),
        phases: "perencanaan\r\n\r\n penilaian ".to_owned(),
        source: "Perwali Uji 3/2026, Pasal 4".to_owned(),
    }
}

fn chosen(name: &str, employment: &str, title: &str) -> RuleBody {
    let [group, name, employment, title] = ["chosen", name, employment, title].map(str::to_owned);
    RuleBody { group, name, employment, title, ..months("2026-06-22") }
}

pub fn access() -> Rows {
    Rows::default()
        .function(Rule::Pengelola, |_| ListRules {})
        .function(Rule::Pengelola, |_| EnterRule { rule: months("2026-07-01") })
        .route(Method::POST, "/pengelola/aturan", Rule::Pengelola, |_| {
            Ask::form([
                ("id", &key()),
                ("group", &"general"),
                ("holds_from", &"2026-07-01"),
                ("periods", &"month"),
                ("evidence", &"none"),
                ("origin", &"own"),
                ("source", &"Perwali Uji 3/2026"),
            ])
        })
        .page("/pengelola/aturan", Rule::Pengelola, |_| ("/pengelola/aturan".to_owned(), "KepmenPANRB 16/2025"))
        .filled(|Filled { agency, .. }| {
            format!(
                "insert into regime_rule (agency_id, id, people, holds_from, ends, periods, evidence, origin, daily_log,
                     phases, source, entered_at, entered_by)
                 values ('{agency}', gen_random_uuid(), 'general', '2026-01-01', false, 'month', 'none', 'own', false,
                     '{{}}', 'Perwali', now(), 'Rina')"
            )
        })
}

async fn enter(officer: &Client<'_>, rule: RuleBody) {
    officer.call(EnterRule { rule }).await.expect("entered");
}

async fn group(officer: &Client<'_>, name: &str) -> GroupRules {
    let book = officer.call(ListRules {}).await.expect("the rules");
    book.groups.into_iter().find(|group| group.name == name).expect("the group")
}

/// The words of a plan about its rule.
async fn rule_of(client: &Client<'_>, skp: SkpId) -> String {
    let sheet = client.call(GetPlan { skp, version: None }).await.expect("a plan");
    sheet.facts.into_iter().find(|(label, _)| label == "Aturan").expect("the rule").1
}

/// Revises Dewi's plan and agrees on it once more.
async fn agree_again(app: &TestApp, town: &Town) {
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    for (client, act) in [(&dewi, PlanAct::Revise), (&dewi, PlanAct::Submit), (&sari, PlanAct::Agree)] {
        let seen = client.call(GetPlan { skp: town.dewi_skp, version: None }).await.expect("a plan").seen;
        let act = ActOnPlan { skp: town.dewi_skp, act, seen, note: String::new() };
        client.call(act).await.expect("done");
    }
}

#[sqlx::test]
async fn a_rule_that_is_entered_at_ten_is_in_force_five_minutes_later(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = async || app.as_officer(town.agency, "pengelola").await;
    app.at("2026-06-22T03:00:00Z");
    let before = group(&officer().await, "Umum").await;
    assert!(before.in_force.expect("a rule").regime.starts_with("Dinilai tiap triwulan"));
    let rule = months("2026-06-22");
    enter(&officer().await, rule.clone()).await;
    app.at("2026-06-22T03:05:00Z");
    let now = group(&officer().await, "Umum").await;
    let in_force = now.in_force.expect("a rule");
    assert_eq!(in_force.since, "Berlaku sejak 22 Juni 2026");
    assert_eq!(
        in_force.regime,
        "Dinilai tiap bulan dan sekali setahun; bukti diunggah; log harian diminta; SKP disusun di Kinerja. Tahapnya: \
         perencanaan – penilaian."
    );
    assert_eq!(in_force.source, "Perwali Uji 3/2026, Pasal 4");
    assert_eq!(in_force.entered, "Dicatat hari ini 10.00 oleh Tanpa nama");
    assert_eq!(now.earlier.len(), 2, "nothing is overwritten");
    let trail: Vec<(String, Option<String>)> =
        sqlx::query_as("select kind, data ->> 'detail' from event where subject_id = $1")
            .bind(rule.id)
            .fetch_all(&owner)
            .await
            .expect("the trail");
    assert_eq!(trail.len(), 1, "{trail:?}");

    // A plan that is agreed on now comes under it; the one of before says that it did not record a rule.
    let dewi = app.as_(town.dewi).await;
    assert!(rule_of(&dewi, town.dewi_skp).await.starts_with("Disetujui sebelum aturan dicatat"));
    agree_again(&app, &town).await;
    let said = rule_of(&app.as_(town.dewi).await, town.dewi_skp).await;
    assert!(said.starts_with("Umum – Dinilai tiap bulan") && said.contains("Perwali Uji 3/2026, Pasal 4"), "{said}");
    let page = app.as_(town.dewi).await.get(&format!("/skp/{}", town.dewi_skp)).await;
    assert!(page.text().contains("berlaku sejak 22 Juni 2026"), "on the page, too");
}

#[sqlx::test]
async fn a_rule_for_later_waits_and_what_is_agreed_before_keeps_the_earlier_one(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = async || app.as_officer(town.agency, "pengelola").await;
    enter(&officer().await, months("2026-07-01")).await;
    let listed = group(&officer().await, "Umum").await;
    assert_eq!(listed.coming.len(), 1);
    assert_eq!(listed.coming[0].since, "Berlaku mulai 1 Juli 2026");
    agree_again(&app, &town).await;
    // On 30 June at 23.59.59 in the agency's zone, and a second later.
    for (now, periods) in [("2026-06-30T16:59:59Z", "tiap triwulan"), ("2026-06-30T17:00:00Z", "tiap bulan")] {
        app.at(now);
        let in_force = group(&officer().await, "Umum").await.in_force.expect("a rule");
        assert!(in_force.regime.contains(periods), "{now}: {in_force:?}");
        let said = rule_of(&app.as_(town.dewi).await, town.dewi_skp).await;
        assert!(said.contains("tiap triwulan"), "the plan keeps its rule: {said}");
    }
    agree_again(&app, &town).await;
    assert!(rule_of(&app.as_(town.dewi).await, town.dewi_skp).await.contains("tiap bulan"), "a new version comes under it");
}

/// Returns the rules that the plans of a year have recorded, by name of their owners.
async fn recorded(owner: &PgPool, year: i16) -> Vec<(String, Option<String>)> {
    sqlx::query_as(
        "select e.name, k.regime from skp k join employee e on e.agency_id = k.agency_id and e.id = k.employee_id
         where k.year = $1 order by 1",
    )
    .bind(year)
    .fetch_all(owner)
    .await
    .expect("plans")
}

#[sqlx::test]
async fn a_teacher_has_one_evaluation_and_part_time_staff_quarters_whatever_the_agency_chose(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let rule = months("2026-01-01");
    enter(&app.as_officer(town.agency, "pengelola").await, rule.clone()).await;
    sql(
        &owner,
        format!(
            "update post set template = 'guru_kelas' where name = 'Jabatan Budi';
             update employee set kind = 'pppk_paruh_waktu' where id = '{}';
             delete from skp_revision; delete from standing; delete from iki; delete from rhk; delete from skp;
             delete from person_standing",
            town.lina
        ),
    )
    .await;
    let mut db = owner.acquire().await.expect("a connection");
    let (_, plans) = plan_from_templates(&mut db, town.agency, &Selection::default(), Zone::Wib, 2026, app.now()).await.expect("plans");
    assert_eq!(plans, 7);
    let by_name = recorded(&owner, 2026).await;
    let of = |name: &str| by_name.iter().find(|(owner, _)| owner == name).and_then(|(_, code)| code.clone());
    assert_eq!(of("Budi").as_deref(), Some("guru-2025"));
    assert_eq!(of("Lina").as_deref(), Some("paruh-waktu-2025"));
    assert_eq!(of("Dewi"), Some(rule.id.to_string()));
    let skp: SkpId = sqlx::query_scalar("select id from skp where employee_id = $1")
        .bind(town.budi)
        .fetch_one(&owner)
        .await
        .expect("Budi's plan");
    let said = rule_of(&app.as_(town.budi).await, skp).await;
    assert!(said.starts_with("Guru dan kepala sekolah – Dinilai sekali setahun; bukti tidak diunggah"), "{said}");
    assert!(said.contains("disusun di aplikasi lain dan disalin ke sini, tidak diketik dua kali"), "{said}");
}

#[sqlx::test]
async fn whose_plan_is_written_elsewhere_is_told_so_before_typing_it_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let told = async |person| {
        let own = app.as_(person).await.call(ListOwnPlans {}).await.expect("plans");
        assert!(!own.beginnings.is_empty());
        own.beginnings.iter().all(|beginning| beginning.about.contains("disusun di aplikasi lain"))
    };
    assert!(!told(town.budi).await);
    sql(&owner, "update post set template = 'guru_kelas' where name = 'Jabatan Budi'".to_owned()).await;
    assert!(told(town.budi).await && !told(town.dewi).await);
}

/// Reports about a moment now.
async fn report(app: &TestApp, person: EmployeeId, iki: IkiId, about: &str, corrects: Option<ReportId>) -> ReportId {
    let id = key();
    let value = if corrects.is_some() { "8" } else { "7" };
    let corrects = corrects.map(|report| report.0);
    let body = json!({"indicator_id": iki, "value": value, "observed_at": about, "corrects": corrects});
    let headers = [("idempotency-key", &*id.to_string())];
    let answer = app.as_(person).await.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    ReportId(id)
}

/// Returns whether a report is late: in the API as in the history of the own page.
async fn is_marked_late(app: &TestApp, person: EmployeeId, iki: IkiId, report: ReportId) -> bool {
    let client = app.as_(person).await;
    let list = client.api(Method::GET, &format!("/api/v1/reports?indicator_id={iki}"), None).await.json();
    let row = list.as_array().expect("reports").iter().find(|row| row["id"] == report.to_string()).expect("it").clone();
    let late = row["late"].as_bool().expect("late or not");
    let history = client.call(IndicatorHistory { indicator: iki }).await.expect("a history");
    assert_eq!(history.reports.iter().find(|row| row.id == report).map(|row| row.late), Some(late));
    late
}

/// Reports about 15 May on a day, and returns whether that is late.
async fn is_late(app: &TestApp, person: EmployeeId, iki: IkiId, now: &str) -> bool {
    app.at(now);
    let report = report(app, person, iki, "2026-05-15T02:00:00Z", None).await;
    is_marked_late(app, person, iki, report).await
}

/// Returns the newest weeks of Lina.
async fn weeks(app: &TestApp, town: &Town) -> Vec<WeekStatus> {
    let sari = app.as_(town.sari).await;
    let people = sari.call(GetReporting { unit: None, after: None }).await.expect("reporting").people.expect("people");
    let lina = people.grid.people.iter().find(|person| person.name == "Lina").expect("Lina");
    lina.weeks.iter().map(|week| week.status).collect()
}

#[sqlx::test]
async fn a_report_that_was_in_time_stays_in_time_when_a_later_version_has_another_rule(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, "update skp set regime = 'umum-2026'".to_owned()).await;
    app.at("2026-06-22T02:00:00Z");
    let of_may = report(&app, town.dewi, town.births, "2026-05-15T02:00:00Z", None).await;
    assert!(!is_marked_late(&app, town.dewi, town.births, of_may).await, "by the quarter");
    enter(&app.as_officer(town.agency, "pengelola").await, months("2026-06-22")).await;
    agree_again(&app, &town).await;
    assert!(rule_of(&app.as_(town.dewi).await, town.dewi_skp).await.contains("tiap bulan"));
    assert!(!is_marked_late(&app, town.dewi, town.births, of_may).await, "it was in time");
    app.at("2026-07-06T02:00:00Z");
    for (about, late) in [("2026-06-20T02:00:00Z", false), ("2026-06-30T02:00:00Z", true)] {
        let later = report(&app, town.dewi, town.births, about, None).await;
        assert_eq!(is_marked_late(&app, town.dewi, town.births, later).await, late, "by the rule of its time: {about}");
    }
}

#[sqlx::test]
async fn a_correction_makes_no_report_late_that_was_in_time(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2026-05-21T02:00:00Z");
    let in_time = report(&app, town.lina, town.visits, "2026-05-20T02:00:00Z", None).await;
    app.at("2026-06-22T02:00:00Z");
    let correction = report(&app, town.lina, town.visits, "2026-05-20T02:00:00Z", Some(in_time)).await;
    for report in [in_time, correction] {
        assert!(!is_marked_late(&app, town.lina, town.visits, report).await);
    }
    let weeks = weeks(&app, &town).await;
    assert!(weeks.contains(&WeekStatus::Reported) && !weeks.contains(&WeekStatus::Late), "{weeks:?}");
}

#[sqlx::test]
async fn a_plan_that_is_agreed_on_after_its_year_has_the_rule_of_its_last_day(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    enter(&app.as_officer(town.agency, "pengelola").await, months("2027-01-01")).await;
    app.at("2027-01-04T02:00:00Z");
    agree_again(&app, &town).await;
    let said = rule_of(&app.as_(town.dewi).await, town.dewi_skp).await;
    assert!(said.contains("tiap triwulan"), "{said}");
}

#[sqlx::test]
async fn a_report_is_late_by_the_periods_of_the_rule_of_its_plan(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (june, july) = ("2026-06-22T02:00:00Z", "2026-07-10T16:59:59Z");
    assert!(is_late(&app, town.dewi, town.births, june).await, "before rules were recorded: by the month");
    for (code, late) in [("umum-2026", [false, false, true]), ("guru-2025", [false; 3])] {
        sql(&owner, format!("update skp set regime = '{code}'")).await;
        for (now, late) in [june, july, "2026-07-10T17:00:00Z"].into_iter().zip(late) {
            assert_eq!(is_late(&app, town.lina, town.visits, now).await, late, "{code} {now}");
        }
    }
}

#[sqlx::test]
async fn what_is_wrong_with_a_rule_is_said_beside_its_field(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let before = app.rows().await;
    let empty = RuleBody {
        holds_from: String::new(),
        periods: String::new(),
        evidence: "x".to_owned(),
        origin: String::new(),
        source: " ".to_owned(),
        ..months("")
    };
    let long = |letters: usize| "é".repeat(letters);
    for (rule, fields) in [
        (empty, vec!["holds_from", "periods", "evidence", "origin", "source"]),
        (RuleBody { group: "semua".to_owned(), ..months("2026-07-01") }, vec!["group"]),
        (months("2022-02-02"), vec!["holds_from"]),
        (months("2029-01-01"), vec!["holds_from"]),
        (months("2026-02-30"), vec!["holds_from"]),
        (RuleBody { phases: "a\n".repeat(9), ..months("2026-07-01") }, vec!["phases"]),
        (RuleBody { phases: long(61), ..months("2026-07-01") }, vec!["phases"]),
        (RuleBody { source: long(301), ..months("2026-07-01") }, vec!["source"]),
        (chosen("", "", ""), vec!["name", "title"]),
        (chosen("Regu", "", "—"), vec!["title"]),
        (chosen("Regu", "elected", ""), vec!["employment"]),
        (chosen("umum", "pns", ""), vec!["name"]),
        (chosen(&long(61), "pns", "\0"), vec!["name", "title", "name"]),
    ] {
        match officer.call(EnterRule { rule: rule.clone() }).await {
            Err(Error::Invalid(FieldErrors(wrong))) => {
                let wrong: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
                assert_eq!(wrong, fields, "{rule:?}");
            }
            other => panic!("{rule:?}: {other:?}"),
        }
    }
    assert_eq!(app.rows().await, before);
}

#[sqlx::test]
async fn a_rule_that_is_sent_twice_is_entered_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let rule = chosen("Regu", "", "reaksi cepat");
    enter(&officer, rule.clone()).await;
    let after = app.rows().await;
    app.at("2026-06-23T02:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    enter(&officer, rule.clone()).await;
    assert_eq!(app.rows().await["regime_rule"], after["regime_rule"]);
    let other = RuleBody { source: "Lain".to_owned(), ..rule };
    assert!(matches!(officer.call(EnterRule { rule: other }).await, Err(Error::Invalid(_))));
    let regu = group(&officer, "Regu").await;
    assert_eq!(regu.about, "Pegawai dengan kata “reaksi cepat” dalam nama jabatan.");
    let end = RuleBody { ends: "true".to_owned(), holds_from: "2026-06-23".to_owned(), ..chosen("REGU", "pns", "") };
    enter(&officer, end).await;
    let regu = group(&officer, "REGU").await;
    assert_eq!((regu.in_force, regu.earlier.len()), (None, 2));
    assert_eq!(regu.earlier[0].regime, "Kelompok ini tidak dipakai lagi.");
}

#[sqlx::test]
async fn a_rule_that_is_sent_twice_at_once_is_entered_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let rule = months("2026-07-01");
    let [one, two] = [EnterRule { rule: rule.clone() }, EnterRule { rule }].map(|send| officer.call(send));
    assert_eq!(tokio::join!(one, two), (Ok(()), Ok(())));
    assert_eq!(group(&officer, "Umum").await.coming.len(), 1);
}

#[sqlx::test]
async fn without_javascript_a_rule_comes_back_with_its_error_and_is_entered_when_it_is_mended(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let id = key().to_string();
    let canary = "</textarea><script>kenari()</script>";
    let send = async |source: &str| {
        let fields = [
            ("id", id.as_str()),
            ("group", "teachers"),
            ("holds_from", "2026-07-01"),
            ("periods", "year"),
            ("evidence", "confirmed"),
            ("origin", "mirrored"),
            ("phases", canary),
            ("source", source),
        ];
        officer.post_form("/pengelola/aturan", &fields).await
    };
    let back = send("").await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains("Harus diisi.") && !back.body.contains("<script>kenari"), "{}", back.body);
    assert!(back.body.contains(&id) && back.body.contains("value=\"2026-07-01\""), "as it was typed");
    assert!(back.body.contains("<option value=\"teachers\" selected"), "the choice, too");
    let entered = send("SE Disdik 1/2026").await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, Some("/pengelola/aturan")));
    let page = officer.get("/pengelola/aturan").await;
    assert!(page.body.contains("SE Disdik 1/2026") && !page.body.contains("<script>kenari"));
    let listed = group(&officer, "Guru dan kepala sekolah").await;
    assert!(listed.coming[0].regime.contains(canary), "as text");
}

#[sqlx::test]
async fn an_assessor_and_a_reader_of_a_draft_see_what_will_apply(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update skp set version = null, agreed_at = null where id = '{}'", town.dewi_skp)).await;
    sql(
        &owner,
        format!(
            "insert into skp_revision (agency_id, skp_id, version, state, submitted_at, content)
             values ('{}', '{}', 1, 'submitted', '{TODAY}', '{{\"results\": []}}')",
            town.agency, town.dewi_skp
        ),
    )
    .await;
    for person in [town.dewi, town.sari] {
        let said = rule_of(&app.as_(person).await, town.dewi_skp).await;
        assert!(said.starts_with("Bila disetujui sekarang: Umum – "), "{said}");
    }
}

#[sqlx::test]
async fn part_time_staff_read_quarters_and_a_teacher_is_asked_for_nothing_twice(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    enter(&app.as_officer(town.agency, "pengelola").await, months("2026-01-01")).await;
    sql(
        &owner,
        format!(
            "update post set template = 'guru_kelas' where name = 'Jabatan Budi';
             update employee set kind = 'pppk_paruh_waktu' where id = '{}';
             insert into plan_deadline values ('{}', 2026, '2026-07-15', 'SE 1/2026', now(), 'Rina')",
            town.dewi, town.agency
        ),
    )
    .await;
    // Agreed on again, it comes under the rule of its owner.
    agree_again(&app, &town).await;
    let said = rule_of(&app.as_(town.dewi).await, town.dewi_skp).await;
    assert!(said.starts_with("PPPK Paruh Waktu – Dinilai tiap triwulan dan sekali setahun"), "{said}");
    assert!(said.contains("Sumber: KepmenPANRB 16/2025"), "{said}");
    let gone = "delete from standing where employee_id = '{}'; delete from person_standing where employee_id = '{}'; \
                delete from iki where rhk_id in (select r.id from rhk r join skp k on k.id = r.skp_id where k.employee_id = '{}'); \
                delete from rhk where skp_id in (select id from skp where employee_id = '{}'); \
                delete from skp where employee_id = '{}'";
    sql(&owner, gone.replace("{}", &town.budi.to_string())).await;
    let budi = app.as_(town.budi).await;
    for page in ["/", "/skp"] {
        let text = budi.get(page).await.text();
        assert!(text.contains("SKP 2026 Anda disusun di aplikasi lain"), "{page}: {text}");
        assert!(!text.contains("Ajukan SKP 2026") && !text.contains("Minta pengelola"), "{page}: {text}");
    }
    assert!(app.as_(town.sari).await.get("/").await.text().contains("Ajukan SKP 2026 paling lambat 15 Juli 2026."));
}
