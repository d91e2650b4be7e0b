//! Reports: accepted values, their effect on the results, and refusals.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Client, TestApp, key},
    seed::{final_for, sql, Town},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{calendar::Zone, id::ReportId, measure::Status},
    features::progress::{
        api::{IndicatorHistory, MyResults, ResultsOf},
        model::ReportRow,
        rollup,
    },
};
use serde_json::json;
use sqlx::PgPool;

/// Returns the access rows of results and reports.
pub fn access() -> Rows {
    const BIRTHS: &str = "Persalinan ditolong";
    Rows::default()
        .function(Rule::Employee, |_| MyResults { corrects: None })
        .function(Rule::Follow, |named| ResultsOf { employee: named.employee })
        .function(Rule::Follow, |named| IndicatorHistory { indicator: named.indicator })
        .route(Method::POST, "/lapor", Rule::Report, |named| {
            Ask::form([("id", &key()), ("indikator", &named.indicator), ("value", &"701")])
        })
        .route(Method::GET, "/riwayat/{indikator}/unduh.xlsx", Rule::Follow, |named| {
            Ask::at(format!("/riwayat/{}/unduh.xlsx", named.indicator))
        })
        .route(Method::GET, "/api/v1/indicators", Rule::SignedIn, |_| Ask::default())
        .route(Method::GET, "/api/v1/reports", Rule::OwnOnly, |named| {
            Ask::at(format!("/api/v1/reports?indicator_id={}", named.indicator))
        })
        .route(Method::POST, "/api/v1/reports", Rule::Report, |named| {
            Ask::json(json!({
                "indicator_id": named.indicator, "value": "702", "note": null, "observed_at": crate::app::NOW
            }))
            .with_header("idempotency-key", key())
        })
        .page("", Rule::OwnOnly, |_| ("/".to_owned(), BIRTHS))
        .page("/lapor", Rule::OwnOnly, |named| (format!("/lapor?indikator={}", named.indicator), BIRTHS))
        .page("/riwayat/:indikator", Rule::Follow, |named| (format!("/riwayat/{}", named.indicator), BIRTHS))
        .filled(|Filled { agency, employee, iki }| {
            format!(
                "insert into report (agency_id, id, iki_id, employee_id, value, observed_at, received_at)
                 values ('{agency}', gen_random_uuid(), '{iki}', '{employee}', 1, now(), now());
                 insert into unit_week
                 select agency_id, unit_id, '2026-06-15', employees, ahead, on_plan, needs_support, silent, not_due,
                     iki_ahead, iki_on_plan, iki_needs_support, iki_silent, iki_not_due, 0, 0, null
                 from unit_rollup where agency_id = '{agency}';
                 insert into unit_trend select * from unit_trend_recount('{agency}', '2026-06-15')"
            )
        })
}

async fn is_clean(town: &Town, owner: &PgPool) {
    let mut db = owner.acquire().await.expect("a connection");
    let found = rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount");
    assert_eq!(found, Vec::<String>::new());
}

async fn count(owner: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(owner).await.expect("a count")
}

#[sqlx::test]
async fn a_report_moves_the_indicator_the_person_and_the_board(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    // By 22 June about 574 of 1,200 are expected.
    let answer = dewi.report(key(), town.births, "700").await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let receipt = answer.json();
    assert_eq!(receipt["value"], "700");
    assert_eq!(receipt["received_at"], "2026-06-22T02:00:00Z");

    let results = dewi.call(MyResults { corrects: None }).await.expect("results");
    let card = &results.rhk[0].indicators[0];
    assert_eq!((card.status, card.value.as_deref()), (Status::Ahead, Some("700 kali")));
    let sari = app.as_(town.sari).await;
    let board = sari.api(Method::GET, "/api/v1/boards/me", None).await.json();
    assert_eq!((&board["reports_today"], &board["reported"]), (&json!(1), &json!(1)));
    assert_eq!(board["last_report_at"], "2026-06-22T02:00:00Z");
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn the_same_key_and_body_give_the_same_receipt_and_one_row(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let key = key();
    let first = dewi.report(key, town.births, "700").await;
    let again = dewi.report(key, town.births, "700").await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json(), again.json());
    assert_eq!(again.headers.get("idempotency-replayed").and_then(|replayed| replayed.to_str().ok()), Some("true"));
    let other = dewi.report(key, town.births, "701").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&owner, "select count(*) from report").await, 1);
    assert_eq!(count(&owner, "select count(*) from event where kind = 'reported'").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn fifty_parallel_posts_with_one_key_store_one_row(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let key = key();
    let answers = futures::future::join_all((0..50).map(|_| dewi.report(key, town.births, "700"))).await;
    let created = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    let replayed = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    assert_eq!((created, replayed), (1, 49), "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    assert_eq!(count(&owner, "select count(*) from report").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn somebody_elses_indicator_looks_as_if_it_did_not_exist(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    for indicator in [town.births, town.strange_iki, kinerja::domain::id::IkiId(key())] {
        assert_eq!(sari.report(key(), indicator, "1").await.status, StatusCode::NOT_FOUND);
    }
    let anonymous = app.anonymous().report(key(), town.births, "1").await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    assert_eq!(count(&owner, "select count(*) from report").await, 0);
}

#[sqlx::test]
async fn a_final_period_takes_no_more_reports(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, final_for(town.dewi, "2026-05-01")).await;
    let dewi = app.as_(town.dewi).await;
    let send = async |observed_at: &str| {
        let body = json!({"indicator_id": town.births, "value": "500", "note": null, "observed_at": observed_at});
        let key = key().to_string();
        dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await
    };
    assert_eq!(send("2026-05-20T09:00:00+07:00").await.status, StatusCode::CONFLICT);
    // April is not final: the report is late, labelled and accepted.
    assert_eq!(send("2026-04-20T09:00:00+07:00").await.status, StatusCode::CREATED);
    let list = format!("/api/v1/reports?indicator_id={}", town.births);
    assert_eq!(dewi.api(Method::GET, &list, None).await.json()[0]["late"], true);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_report_of_a_final_period_is_not_corrected_by_one_about_today(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let (of_may, of_june) = (key(), key());
    let send = async |id: uuid::Uuid, observed_at: &str, corrects: Option<uuid::Uuid>| {
        let body = json!({
            "indicator_id": town.births, "value": "500", "note": null, "observed_at": observed_at, "corrects": corrects,
        });
        dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id.to_string())]).await.status
    };
    assert_eq!(send(of_may, "2026-05-20T09:00:00+07:00", None).await, StatusCode::CREATED);
    assert_eq!(send(of_june, "2026-06-20T09:00:00+07:00", None).await, StatusCode::CREATED);
    sql(&owner, final_for(town.dewi, "2026-05-01")).await;
    assert_eq!(send(key(), "2026-06-22T08:00:00+07:00", Some(of_may)).await, StatusCode::CONFLICT);
    assert_eq!(send(key(), "2026-06-22T08:00:00+07:00", Some(of_june)).await, StatusCode::CREATED);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_plan_that_is_not_agreed_or_closed_takes_no_reports(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for state in ["closed_at = now()", "closed_at = null, version = null, agreed_at = null"] {
        sql(&owner, format!("update skp set {state} where id = '{}'", town.dewi_skp)).await;
        let before = app.rows().await;
        let refused = dewi.report(key(), town.births, "700").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{state}: {}", refused.body);
        assert!(refused.body.contains("SKP ini belum ditetapkan atau sudah ditutup."), "{state}: {}", refused.body);
        assert_eq!(app.rows().await, before, "{state}");
    }
}

#[sqlx::test]
async fn the_evaluation_of_one_person_stops_the_reports_of_nobody_else(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, final_for(town.lina, "2026-06-01")).await;
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    assert_eq!(lina.report(key(), town.visits, "1").await.status, StatusCode::CONFLICT);
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
}

/// Waits until a statement waits for a lock.
async fn somebody_waits(owner: &PgPool) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while count(owner, waiting).await == 0 {
        tokio::task::yield_now().await;
    }
}

#[sqlx::test]
async fn a_report_that_waits_while_the_plan_or_the_period_closes_is_refused(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let closed = format!("update skp set closed_at = now() where id = '{}'", town.dewi_skp);
    for (act, status, words) in [
        (final_for(town.dewi, "2026-06-01"), StatusCode::CONFLICT, "Penilaian periode ini sudah final"),
        (closed, StatusCode::UNPROCESSABLE_ENTITY, "sudah ditutup"),
    ] {
        sql(&owner, "delete from evaluation".to_owned()).await;
        let mut tx = owner.begin().await.expect("a transaction");
        let locked = format!("select from person_standing where employee_id = '{}' for update; {act}", town.dewi);
        sqlx::raw_sql(sqlx::AssertSqlSafe(locked)).execute(&mut *tx).await.expect("locked");
        let (answer, ()) = tokio::join!(dewi.report(key(), town.births, "700"), async {
            somebody_waits(&owner).await;
            tx.commit().await.expect("committed");
        });
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(answer.body.contains(words), "{}", answer.body);
        assert_eq!(count(&owner, "select count(*) from report").await, 0);
    }
}

/// A draft revision does not change the version in force. An indicator that a new version omits takes no reports and is
/// not counted; it can still be read with its earlier reports.
#[sqlx::test]
async fn reports_belong_to_the_indicator_and_outlive_the_version_that_had_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.report(key(), town.births, "690").await.status, StatusCode::CREATED);
    let results = dewi.call(MyResults { corrects: None }).await.expect("results");
    let revision = format!(
        "insert into skp_revision (agency_id, skp_id, version, state, content)
         values ('{}', '{}', 2, 'draft', '{{\"results\": []}}')",
        town.agency, town.dewi_skp
    );
    sql(&owner, revision.clone()).await;
    assert_eq!(dewi.call(MyResults { corrects: None }).await.expect("results"), results);
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    sqlx::raw_sql(sqlx::AssertSqlSafe(revision.replace("2, 'draft'", "3, 'draft'")))
        .execute(&owner)
        .await
        .expect_err("two versions in work");

    // Version 2 comes into force without the births; another indicator takes their position.
    let (agency, births) = (town.agency, town.births);
    let replacement = key();
    sql(
        &owner,
        format!(
            "update skp_revision set state = 'replaced', version = 1, agreed_at = now() where skp_id = '{0}';
             update skp set version = 2 where id = '{0}';
             update iki set removed_in = 2 where id = '{births}';
             insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, unit_of_measure, polarity, accumulation,
                 month_targets, frequency)
             select agency_id, '{replacement}', rhk_id, ordinal, 'Ibu hamil didampingi', aspect, unit_of_measure, polarity,
                 accumulation, month_targets, frequency
             from iki where id = '{births}';
             insert into standing (agency_id, iki_id, employee_id, status)
             values ('{agency}', '{replacement}', '{1}', 'silent')",
            town.dewi_skp, town.dewi
        ),
    )
    .await;
    let names = |results: kinerja::features::progress::model::Results| -> Vec<String> {
        results.rhk.into_iter().flat_map(|rhk| rhk.indicators).map(|card| card.name).collect()
    };
    let now = names(dewi.call(MyResults { corrects: None }).await.expect("results"));
    assert!(now.contains(&"Ibu hamil didampingi".to_owned()) && !now.contains(&"Persalinan ditolong".to_owned()), "{now:?}");
    let before = app.rows().await;
    let refused = dewi.report(key(), town.births, "710").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(app.rows().await, before);
    assert_eq!(dewi.report(key(), kinerja::domain::id::IkiId(replacement), "5").await.status, StatusCode::CREATED);
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    assert_eq!(history.reports.len(), 2);
}

#[sqlx::test]
async fn a_late_report_about_the_past_does_not_move_the_standing_back(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "700").await;
    let body = json!({"indicator_id": town.births, "value": "300", "observed_at": "2026-03-31T09:00:00+07:00"});
    let key = key().to_string();
    let late = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await;
    assert_eq!(late.status, StatusCode::CREATED);
    let results = dewi.call(MyResults { corrects: None }).await.expect("results");
    assert_eq!(results.rhk[0].indicators[0].value.as_deref(), Some("700 kali"));
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn falling_targets_and_more_than_all_are_shown_as_they_are(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.days, "2").await;
    dewi.report(key(), town.monthly, "500").await;
    let results = dewi.call(MyResults { corrects: None }).await.expect("results");
    let cards = &results.rhk[0].indicators;
    // (14 - 2) / (14 - 3); 500 of the 293 expected by the 22nd of a month of 400.
    assert_eq!(cards[1].achieved.as_deref(), Some("109,1 %"));
    assert_eq!((cards[2].status, cards[2].achieved.as_deref()), (Status::Ahead, Some("170,5 %")));
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_monthly_total_bar_and_figures_tell_of_one_month(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_(town.dewi).await.report(key(), town.monthly, "208").await;
    app.at("2026-07-10T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    let card = &dewi.call(MyResults { corrects: None }).await.expect("results").rhk[0].indicators[2];
    assert_eq!((card.as_of.as_str(), card.expected.as_deref()), ("akhir Jun", Some("400 kali")));
    assert_eq!((card.achieved.as_deref(), card.target.as_str()), (Some("52 %"), "400 kali"));
    let bar = card.bullet.as_ref().expect("a bar");
    assert_eq!(bar.expected, Some(bar.target));
    assert!(bar.summary.starts_with("208 kali, 52 % dari target 400 kali; seharusnya akhir Jun 400 kali."));
    let page = dewi.get("/").await.body;
    assert!(page.contains("Seharusnya akhir Jun"));
    assert!(page.contains("208 kali dari 400 kali yang seharusnya akhir Jun: 52 %."), "the comparison in words");
    assert!(page.contains("Seharusnya kini"), "of the other indicators");

    dewi.report(key(), town.monthly, "120").await;
    let card = &dewi.call(MyResults { corrects: None }).await.expect("results").rhk[0].indicators[2];
    assert_eq!((card.as_of.as_str(), card.expected.as_deref()), ("kini", Some("129 kali")));
    assert_eq!(card.achieved.as_deref(), Some("93 %"));
}

#[sqlx::test]
async fn a_report_has_one_date_the_moment_that_it_describes(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let body = json!({"indicator_id": town.births, "value": "300", "observed_at": "2026-03-31T16:30:00+07:00"});
    let key = key().to_string();
    dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await;
    for page in ["/".to_owned(), "/lapor".to_owned(), format!("/riwayat/{}", town.births)] {
        let text = dewi.get(&page).await.body.replace("<!>", "");
        assert!(text.contains("Terakhir: 31 Mar 16.30"), "{page}");
    }
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    let report = &history.reports[0];
    assert_eq!((report.observed.as_str(), report.late), ("31 Mar 16.30", true));
    assert_eq!(report.received, "hari ini 09.00", "told beside it: terlambat, diterima ...");
}

#[sqlx::test]
async fn feedback_is_offered_on_the_reports_of_others(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "300").await;
    let page = format!("/riwayat/{}", town.births);
    let own = dewi.get(&page).await.body;
    assert!(own.contains("Bicarakan") && !own.contains("Tulis umpan balik"));
    assert!(app.as_(town.sari).await.get(&page).await.body.contains("Tulis umpan balik"));
}

#[sqlx::test]
async fn the_arrow_follows_the_number_and_the_colour_says_what_it_means(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let trend = async |at: usize, values: [&str; 2]| {
        let iki = [town.births, town.days][at];
        for value in values {
            app.at(&(app.now() + jiff::SignedDuration::from_mins(1)).to_string());
            assert_eq!(dewi.report(key(), iki, value).await.status, StatusCode::CREATED);
        }
        let trend = dewi.call(MyResults { corrects: None }).await.expect("results").rhk[0].indicators[at].trend.clone();
        trend.map(|trend| (trend.arrow, trend.better, trend.sentence)).expect("a trend")
    };
    let said = |arrow: &str, better, sentence: &str| (arrow.to_owned(), better, sentence.to_owned());
    // A median of days is better when it falls.
    assert_eq!(trend(1, ["5", "6"]).await, said("↗", Some(false), "naik 1 kali sejak hari ini 09.01"));
    assert!(dewi.get("/").await.body.contains("Kurang baik: "));
    assert_eq!(trend(1, ["6", "4"]).await, said("↘", Some(true), "turun 2 kali sejak hari ini 09.03"));
    assert_eq!(trend(0, ["10", "10"]).await, said("→", None, "tetap sejak hari ini 09.05"));
    sqlx::query("update iki set unit_of_measure = '%' where id = $1")
        .bind(town.births)
        .execute(&owner)
        .await
        .expect("set");
    assert_eq!(trend(0, ["10", "11.7"]).await, said("↗", Some(true), "naik 1,7 poin sejak hari ini 09.07"));
}

#[sqlx::test]
async fn a_correction_is_a_new_report_that_says_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let first = key();
    dewi.report(first, town.births, "7000").await;
    app.at("2026-06-22T02:05:00Z");
    let body = json!({
        "indicator_id": town.births, "value": "700", "observed_at": "2026-06-22T09:05:00+07:00", "corrects": first,
    });
    let key = key().to_string();
    let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(count(&owner, "select count(*) from report where corrects_id is not null").await, 1);
    assert_eq!(count(&owner, "select count(*) from report where value = 7000").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn of_two_tabs_that_correct_one_report_the_second_is_told(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let first = key();
    dewi.report(first, town.births, "7000").await;
    let correct = async |value: &str, key: &str| {
        let body = json!({
            "indicator_id": town.births, "value": value, "observed_at": app.now().to_string(), "corrects": first,
        });
        dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", key)]).await
    };
    let keys = [key().to_string(), key().to_string()];
    let tabs = tokio::join!(correct("700", &keys[0]), correct("707", &keys[1]));
    let (taken, refused): (Vec<_>, Vec<_>) =
        [tabs.0, tabs.1].into_iter().partition(|answer| answer.status == StatusCode::CREATED);
    assert_eq!((taken.len(), refused.len()), (1, 1));
    assert_eq!(refused[0].status, StatusCode::CONFLICT);
    assert!(refused[0].body.contains("sudah diperbaiki dari tab atau perangkat lain"), "{}", refused[0].body);
    assert_eq!(count(&owner, "select count(*) from report where corrects_id is not null").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn what_was_corrected_stays_to_be_read_and_counts_no_more(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "690").await;
    app.at("2026-06-23T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    let wrong = key();
    dewi.report(wrong, town.births, "7000").await;
    app.at("2026-06-24T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    let body = json!({
        "indicator_id": town.births, "value": "700", "observed_at": "2026-06-24T09:00:00+07:00", "corrects": wrong,
    });
    let right = key().to_string();
    dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &right)]).await;

    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    let rows: Vec<_> = history.reports.iter().map(|row| (row.value.as_str(), row.corrected.as_deref())).collect();
    let corrected = Some("sudah diperbaiki hari ini 09.00 menjadi 700 kali");
    assert_eq!(rows, [("700 kali", None), ("7.000 kali", corrected), ("690 kali", None)]);
    assert_eq!(history.reports[0].corrects.as_deref(), Some("memperbaiki laporan 23 Jun: 7.000 kali"));
    let correctable: Vec<_> = history.reports.iter().map(|row| row.is_correctable).collect();
    assert_eq!(correctable, [true, false, true]);
    let points: Vec<_> = history.plot.points.iter().map(|point| point.label.as_str()).collect();
    assert_eq!(points, ["22 Jun: 690 kali", "24 Jun: 700 kali"]);
    let trend = history.card.trend.expect("a trend");
    assert_eq!(trend.sentence, "naik 10 kali sejak 22 Jun", "the slip is nothing to compare with");
    let page = dewi.get(&format!("/riwayat/{}", town.births)).await.body;
    assert!(page.contains("sudah diperbaiki hari ini 09.00 menjadi 700 kali"), "{page}");
    assert!(page.contains("memperbaiki laporan 23 Jun: 7.000 kali"), "{page}");

    app.at("2026-06-25T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "705").await;
    let results = dewi.call(MyResults { corrects: None }).await.expect("results");
    let trend = results.rhk[0].indicators[0].trend.clone().expect("a trend");
    assert_eq!(trend.sentence, "naik 5 kali sejak 24 Jun");
}

#[sqlx::test]
async fn the_button_comes_right_after_the_number_and_the_note_is_folded(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let place = format!("/lapor?indikator={}", town.births);
    let page = dewi.get(&place).await.body;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    let order =
        ["name=\"value\"", "Kirim laporan", "<details>", "Tambah catatan", "name=\"note\"", "indicator-figures"];
    assert!(order.is_sorted_by_key(|words| at(words)), "{:?}", order.map(at));
    assert!(page.contains("autofocus"), "{page}");
    let close = page[..at("Tutup")].rsplit_once('<').expect("an element").1;
    assert!(close.starts_with("a ") && close.contains("href=\"/\""), "it leads home without JavaScript: {close}");
    let (indicator, id) = (town.births.to_string(), key().to_string());
    let fields = [("indikator", indicator.as_str()), ("id", &id), ("value", "tujuh"), ("note", "dari posyandu")];
    let back = dewi.post_form("/lapor", &fields).await.body;
    assert!(back.contains("<details open>"), "a note that was typed is in sight");
}

#[sqlx::test]
async fn the_plain_form_that_comes_back_is_still_a_correction(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let first = key();
    dewi.report(first, town.births, "7000").await;
    let (indicator, id, first) = (town.births.to_string(), key().to_string(), first.to_string());
    let fields = [("indikator", indicator.as_str()), ("id", &id), ("value", "tujuh"), ("corrects", &first)];
    let wrong = dewi.post_form("/lapor", &fields).await;
    let ticked = format!("name=\"corrects\" value=\"{first}\" checked");
    assert!(wrong.body.contains(&ticked), "{}", wrong.body);
    let fresh = dewi.get(&format!("/lapor?indikator={indicator}")).await;
    assert!(fresh.body.contains(&first) && !fresh.body.contains(&ticked));
}

#[sqlx::test]
async fn less_than_nothing_is_refused_beside_the_field_and_moves_no_board(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let answer = dewi.report(key(), town.births, "-5").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["errors"], json!([["value", "Angka di sini tidak bisa kurang dari 0."]]));
    let (indicator, id) = (town.births.to_string(), key().to_string());
    let fields = [("indikator", indicator.as_str()), ("id", id.as_str()), ("value", "-5"), ("sure", "-5")];
    let form = dewi.post_form("/lapor", &fields).await;
    assert!(form.body.contains("Angka di sini tidak bisa kurang dari 0."), "sure or not");
    assert_eq!(count(&owner, "select count(*) from report").await, 0);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_program_that_reports_an_odd_value_is_not_asked(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for value in ["163", "1", "100000000"] {
        assert_eq!(dewi.report(key(), town.births, value).await.status, StatusCode::CREATED, "{value}");
    }
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn the_plain_form_asks_once_about_a_likely_slip(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "163").await;
    let (indicator, id) = (town.births.to_string(), key().to_string());
    let send = async |value: &str, sure: &str| {
        let fields = [("indikator", indicator.as_str()), ("id", id.as_str()), ("value", value), ("sure", sure)];
        dewi.post_form("/lapor", &fields).await
    };
    let asked = send("1", "").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("1 kali? Terakhir 163 kali. Total tidak berkurang"), "{}", asked.body);
    assert!(asked.body.contains("Kirim sekali lagi bila memang benar."));
    assert!(asked.body.contains("name=\"sure\" value=\"1\""), "the page that came back confirms");
    let other = send("20000", "1").await;
    assert!(
        other.body.contains("20.000 kali? Terakhir 163 kali. Jauh lebih tinggi dari biasanya."),
        "another slip, another question"
    );
    assert_eq!(count(&owner, "select count(*) from report").await, 1);
    assert_eq!(send("1", "1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(send("1", "").await.status, StatusCode::SEE_OTHER, "what is stored is not asked about again");
    assert_eq!(count(&owner, "select count(*) from report where value = 1").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn the_calendar_alone_moves_people_to_silence(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = app.as_(town.lina).await;
    lina.report(key(), town.visits, "600").await;
    kinerja::boot::jobs::once(&app.app).await.expect("scheduler");
    app.at("2026-08-03T02:00:00Z");
    kinerja::boot::jobs::once(&app.app).await.expect("scheduler");
    let lina = app.as_(town.lina).await;
    let results = lina.call(MyResults { corrects: None }).await.expect("results");
    assert_eq!(results.rhk[0].indicators[0].status, Status::Silent);
    let weeks = count(&owner, "select count(distinct week) from unit_week").await;
    assert_eq!(weeks, 6, "each Monday keeps the week before it");
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn the_plain_form_reports_without_javascript_and_loses_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let (indicator, id) = (town.births.to_string(), key().to_string());
    let fields =
        |value| [("indikator", indicator.as_str()), ("id", id.as_str()), ("value", value), ("note", "lancar <b>")];
    let wrong = dewi.post_form("/lapor", &fields("dua belas")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("dua belas") && wrong.body.contains("lancar &lt;b&gt;"), "what was typed is there");
    assert!(wrong.body.contains("Tulis angka, misalnya 12,5."));
    let right = dewi.post_form("/lapor", &fields("1.012")).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    let next = dewi.get(right.location().expect("a place to go")).await;
    assert!(next.body.contains("Diterima 09.00"));
    app.at("2026-06-22T02:10:00Z");
    assert_eq!(dewi.post_form("/lapor", &fields("1.012")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(&owner, "select count(*) from report where value = 1012").await, 1);
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn beside_each_status_stands_why_and_beside_a_falling_target_what_is_better(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "100").await;
    let explained = async || -> Vec<Option<String>> {
        let results = dewi.call(MyResults { corrects: None }).await.expect("results");
        results.rhk.into_iter().flat_map(|rhk| rhk.indicators).map(|card| card.explained).collect()
    };
    let before = explained().await;
    assert_eq!(
        before[0].as_deref(),
        Some("100 kali dari 573 kali yang seharusnya: 17,4 %. Di bawah 90 % disebut perlu dukungan.")
    );
    let falling = "Makin kecil makin baik: dari 14 kali menuju 3 kali.";
    assert_eq!(
        before[1].as_deref(),
        Some(&*format!("{falling} Dilaporkan tiap bulan; laporan pertama belum ada."))
    );
    dewi.report(key(), town.days, "5").await;
    let after = explained().await;
    let rule = "Di bawah 90 % disebut perlu dukungan.";
    assert_eq!(
        after[1].as_deref(),
        Some(&*format!("{falling} Turun 9 kali, seharusnya turun 11 kali: 81,8 %. {rule}"))
    );
    assert!(dewi.get("/").await.body.contains("Makin kecil makin baik"), "Beranda says so");
}

#[sqlx::test]
async fn a_lost_comma_is_asked_about_by_the_indicators_own_past_although_a_slip_is_among_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update iki set accumulation = 'level', polarity = 'maximise', baseline = null, month_targets = array_fill(1000::numeric, array[12]) where id = '{}'", town.days)).await;
    let dewi = app.as_(town.dewi).await;
    let indicator = town.days.to_string();
    let send = async |value: &str, sure: bool| {
        app.at(&(app.now() + jiff::SignedDuration::from_mins(1)).to_string());
        let id = key().to_string();
        let sure = if sure { value } else { "" };
        let fields = [("indikator", indicator.as_str()), ("id", id.as_str()), ("value", value), ("sure", sure)];
        dewi.post_form("/lapor", &fields).await
    };
    for value in ["20,8", "21,5"] {
        assert_eq!(send(value, false).await.status, StatusCode::SEE_OTHER, "{value}");
    }
    let asked = send("208", false).await;
    assert!(asked.body.contains("208 kali? Terakhir 21,5 kali. Jauh lebih tinggi dari biasanya."), "{}", asked.body);
    assert_eq!(send("208", true).await.status, StatusCode::SEE_OTHER, "who is sure may");
    let asked = send("2.080", false).await;
    assert!(asked.body.contains("2.080 kali? Terakhir 208 kali. Jauh lebih tinggi dari biasanya."), "{}", asked.body);
    assert_eq!(send("22", false).await.status, StatusCode::SEE_OTHER, "the usual is still usual");

    dewi.report(key(), town.births, "148").await;
    let births = town.births.to_string();
    for (typed, question) in [
        ("1.490", "1.490 kali? Terakhir 148 kali. Jauh lebih tinggi dari biasanya."),
        ("151,5", "151,5 kali? Terakhir 148 kali. Biasanya bilangan bulat."),
        ("1,000", "1 kali? Terakhir 148 kali. Koma berarti pecahan; untuk ribuan pakai titik."),
        ("999.999.999", "999.999.999 kali? Terakhir 148 kali. Jauh lebih tinggi dari biasanya."),
    ] {
        let id = key().to_string();
        let fields = [("indikator", births.as_str()), ("id", id.as_str()), ("value", typed)];
        let asked = dewi.post_form("/lapor", &fields).await;
        assert!(asked.body.contains(question), "{typed}: {}", asked.body);
    }
}

#[sqlx::test]
async fn a_phone_whose_clock_is_years_off_reports_as_everybody_else(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for (minute, (value, clock)) in [
        ("100", "2031-01-03T09:00:00+07:00"),
        ("110", "2019-12-31T23:00:00+07:00"),
        ("120", "2026-06-22T09:45:00+07:00"),
        ("130", "2026-06-22T08:00:00+07:00"),
    ]
    .into_iter()
    .enumerate()
    {
        app.at(&format!("2026-06-22T02:0{minute}:00Z"));
        let body = json!({"indicator_id": town.births, "value": value, "observed_at": clock, "sent_at": clock});
        let id = key().to_string();
        let headers = [("idempotency-key", id.as_str())];
        let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body.clone()), &headers).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{clock}: {}", answer.body);
        let again = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
        assert_eq!((again.status, again.json()), (StatusCode::OK, answer.json()), "{clock}");
        let results = dewi.call(MyResults { corrects: None }).await.expect("results");
        let card = &results.rhk[0].indicators[0];
        assert_eq!(card.value.as_deref(), Some(format!("{value} kali").as_str()), "hidden by no later moment");
        assert_eq!(card.reported.as_deref(), Some(format!("hari ini 09.0{minute}").as_str()));
    }
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    let told: Vec<_> = history.reports.iter().filter_map(|report| report.device.as_deref()).collect();
    assert_eq!(
        told,
        ["jam HP hari ini 08.00", "jam HP hari ini 09.45", "jam HP 31 Des 2019 23.00", "jam HP 3 Jan 2031 09.00"]
    );
    // A program that does not tell its clock.
    for (value, clock) in [
        ("140", "2031-01-03T09:00:00+07:00"),
        ("150", "2019-12-31T23:00:00+07:00"),
        ("160", "9999-12-30T00:00:00Z"),
        ("170", "-009999-01-03T00:00:00Z"),
        ("180", "2025-12-31T16:59:59Z"),
    ] {
        app.at(&(app.now() + jiff::SignedDuration::from_mins(1)).to_string());
        let body = json!({"indicator_id": town.births, "value": value, "observed_at": clock});
        let id = key().to_string();
        let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id)]).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{clock}: {}", answer.body);
        assert_eq!(answer.json()["observed_at"], app.now().to_string(), "the receipt says which moment is stored");
        let results = dewi.call(MyResults { corrects: None }).await.expect("results");
        assert_eq!(results.rhk[0].indicators[0].value.as_deref(), Some(format!("{value} kali").as_str()));
    }
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_correction_of_an_older_report_leaves_the_newest_and_one_of_the_newest_may_go_back(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let [first, second, third] = [key(), key(), key()];
    for (minute, (id, value)) in [(first, "100"), (second, "1200"), (third, "130")].into_iter().enumerate() {
        app.at(&format!("2026-06-22T02:0{minute}:00Z"));
        assert_eq!(dewi.report(id, town.births, value).await.status, StatusCode::CREATED);
    }
    let correct = async |of: uuid::Uuid, value: &str, at: &str| {
        let body = json!({"indicator_id": town.births, "value": value, "observed_at": at, "corrects": of});
        let id = key().to_string();
        let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id)]).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let results = dewi.call(MyResults { corrects: None }).await.expect("results");
        results.rhk[0].indicators[0].value.clone().expect("a value")
    };
    assert_eq!(correct(second, "120", "2026-06-22T02:01:00Z").await, "130 kali", "the newest stays");
    is_clean(&town, &owner).await;
    // Taken back: the value before, at its own moment.
    assert_eq!(correct(third, "120", "2026-06-22T02:01:00Z").await, "120 kali");
    is_clean(&town, &owner).await;
}

#[sqlx::test]
async fn a_correction_keeps_its_place_among_reports_about_one_moment(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let moment = "2026-06-22T02:00:00Z";
    let send = async |minute: usize, value: &str, at: &str, of: Option<uuid::Uuid>| {
        app.at(&format!("2026-06-22T02:1{minute}:00Z"));
        let (id, body) =
            (key(), json!({"indicator_id": town.births, "value": value, "observed_at": at, "corrects": of}));
        let header = id.to_string();
        let answer = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &header)]).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let results = dewi.call(MyResults { corrects: None }).await.expect("results");
        is_clean(&town, &owner).await;
        (id, results.rhk[0].indicators[0].value.clone().expect("a value"))
    };
    let (first, _) = send(0, "100", moment, None).await;
    send(1, "120", moment, None).await;
    let (third, stands) = send(2, "130", moment, None).await;
    assert_eq!(stands, "130 kali", "the last one about the moment");
    let (corrected, stands) = send(3, "110", moment, Some(first)).await;
    assert_eq!(stands, "130 kali", "the correction of the first one is not the newest");
    assert_eq!(send(4, "111", moment, Some(corrected)).await.1, "130 kali", "nor is the correction of that");
    let (_, stands) = send(5, "140", "2026-06-22T01:00:00Z", Some(third)).await;
    assert_eq!(stands, "120 kali", "the second one is newer than the corrected first one");
}

#[sqlx::test]
async fn a_correction_shows_what_it_corrects_and_is_offered_only_where_it_can_be_made(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let report = key();
    let body = json!({
        "indicator_id": town.births, "value": "500", "note": "Tiga posyandu", "observed_at": "2026-06-22T09:00:00+07:00",
    });
    let headers = [("idempotency-key", report.to_string())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
    let corrects = Some(ReportId(report));
    let chosen = dewi.call(MyResults { corrects }).await.expect("results").chosen.expect("hers");
    let words = (chosen.words.as_str(), chosen.note.as_deref());
    assert_eq!(words, ("Memperbaiki laporan 22 Jun: 500 kali", Some("Tiga posyandu")));
    let can_be = async |client: &Client<'_>| {
        client.call(MyResults { corrects }).await.expect("results").chosen.expect("words").is_correctable
    };
    assert!(can_be(&dewi).await);
    let page = dewi.get(&format!("/lapor?indikator={}&perbaiki={report}", town.births)).await.body;
    assert!(page.contains("Memperbaiki laporan 22 Jun: 500 kali") && page.contains(">Tiga posyandu</textarea>"), "{page}");
    // Without JavaScript a refused correction stays one of the same report.
    let form = [
        ("indikator", town.births.to_string()),
        ("id", key().to_string()),
        ("value", "lima".to_owned()),
        ("corrects", report.to_string()),
    ];
    let back = dewi.post_form("/lapor", &form.each_ref().map(|(name, value)| (*name, value.as_str()))).await.body;
    assert!(back.contains("Memperbaiki laporan 22 Jun: 500 kali"), "{back}");

    assert!(!can_be(&sari).await, "another's");
    let history = sari.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    assert!(!history.reports[0].is_correctable, "for its reader");
    sql(&owner, final_for(town.dewi, "2026-06-01")).await;
    assert!(!can_be(&dewi).await, "final");
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    assert!(!history.reports[0].is_correctable, "final");
}

/// Sends a report of the births for Dewi, and returns its id.
async fn births(dewi: &Client<'_>, town: &Town, value: &str, on: &str, corrects: Option<uuid::Uuid>) -> uuid::Uuid {
    let id = key();
    let observed_at = format!("{on}T09:00:00+07:00");
    let body = json!({"indicator_id": town.births, "value": value, "observed_at": observed_at, "corrects": corrects});
    let answer =
        dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id.to_string())]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    id
}

#[sqlx::test]
async fn a_correction_of_an_older_report_is_compared_with_its_neighbours(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    births(&dewi, &town, "480", "2026-03-14", None).await;
    let chosen = births(&dewi, &town, "540", "2026-04-14", None).await;
    births(&dewi, &town, "620", "2026-05-14", None).await;
    let asked = async |value: &str| {
        let form = [
            ("indikator", town.births.to_string()),
            ("id", key().to_string()),
            ("value", value.to_owned()),
            ("corrects", chosen.to_string()),
        ];
        dewi.post_form("/lapor", &form.each_ref().map(|(name, value)| (*name, value.as_str()))).await.body
    };
    for value in ["54", "621"] {
        let body = asked(value).await;
        let question = format!("{value} kali? Terakhir 620 kali. Tidak cocok dengan laporan sebelum atau sesudahnya.");
        assert!(body.contains(&question), "{body}");
    }
    let shown = dewi.call(MyResults { corrects: Some(ReportId(chosen)) }).await.expect("results").chosen.expect("hers");
    assert_eq!(shown.receipt, "laporan 14 Apr diperbaiki");
    asked("560").await;
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    assert!(history.reports.iter().any(|report| report.value == "560 kali"), "taken without a question");
}

#[sqlx::test]
async fn what_was_taken_back_is_called_so_in_the_history(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    births(&dewi, &town, "540", "2026-04-14", None).await;
    let slip = births(&dewi, &town, "6200", "2026-05-14", None).await;
    births(&dewi, &town, "540", "2026-04-14", Some(slip)).await;
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    let said = |pick: fn(&ReportRow) -> &Option<String>| -> Vec<&str> {
        history.reports.iter().filter_map(|report| pick(report).as_deref()).collect()
    };
    assert_eq!(said(|report| &report.corrected), ["ditarik hari ini 09.00"]);
    assert_eq!(said(|report| &report.corrects), ["berlaku lagi, menarik laporan 14 Mei: 6.200 kali"]);
    assert_eq!(history.card.value.as_deref(), Some("540 kali"));
}

#[sqlx::test]
async fn nobody_is_promised_an_answer_without_an_assessor(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "1").await;
    let promise = async || {
        let results = dewi.call(MyResults { corrects: None }).await.expect("results");
        results.rhk[0].indicators[0].support.clone().expect("behind").state
    };
    assert!(promise().await.starts_with("Belum diminta. Bila diminta hari ini, Sari diminta menjawab paling lambat "));
    sql(&owner, format!("update assessor set until = '2026-06-01' where employee_id = '{}'", town.dewi)).await;
    assert_eq!(promise().await, "Anda belum punya pejabat penilai: hubungi pengelola kepegawaian.");
}
