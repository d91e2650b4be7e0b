//! Reporting periods across New Year: the next year's periods open in time, and a report after the due day is late.

use crate::{
    app::{Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    boot::jobs,
    domain::id::{AgencyId, IkiId},
};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

/// Returns the periods of a year by kind: their number, and the last day of a report in time.
async fn opened(owner: &PgPool, agency: AgencyId, year: i32) -> Vec<(String, i64, String)> {
    sqlx::query_as(
        "select kind, count(*), max(due_on)::text from period
         where agency_id = $1 and extract(year from starts_on) = $2 group by 1 order by 1",
    )
    .bind(agency)
    .bind(year)
    .fetch_all(owner)
    .await
    .expect("periods")
}

fn whole_year(due: [&str; 3]) -> Vec<(String, i64, String)> {
    let kinds = [("month", 12), ("quarter", 4), ("year", 1)];
    kinds.into_iter().zip(due).map(|((kind, count), due)| (kind.to_owned(), count, due.to_owned())).collect()
}

/// Returns the years whose opening is in the audit trail, by their first day.
async fn recorded(owner: &PgPool, agency: AgencyId) -> Vec<String> {
    sqlx::query_scalar(
        "select p.starts_on::text from event e join period p on p.agency_id = e.agency_id and p.id = e.subject_id
         where e.agency_id = $1 and e.kind = 'periods_opened' and e.actor_id is null order by e.at, 1",
    )
    .bind(agency)
    .fetch_all(owner)
    .await
    .expect("events")
}

/// Reports now about an observation at another moment.
async fn report(client: &Client<'_>, iki: IkiId, observed_at: &str) -> Uuid {
    let id = key();
    let body = json!({"indicator_id": iki, "value": "7", "observed_at": observed_at});
    let headers = [("idempotency-key", &*id.to_string())];
    let answer = client.api_with(Method::POST, "/api/v1/reports", Some(body), &headers).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    id
}

/// Returns whether a report is shown as late.
async fn is_late(client: &Client<'_>, iki: IkiId, report: Uuid) -> bool {
    let history = client.api(Method::GET, &format!("/api/v1/reports?indicator_id={iki}"), None).await.json();
    let rows = history.as_array().expect("reports");
    let row = rows.iter().find(|row| row["id"] == report.to_string()).expect("the report");
    row["late"].as_bool().expect("late or not")
}

/// Adds a plan of 2027 with one monthly indicator for Dewi.
async fn plan_next_year(owner: &PgPool, town: &Town) -> IkiId {
    let (agency, dewi, iki) = (town.agency, town.dewi, key());
    sql(
        owner,
        format!(
            "with plan as (
                 insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at)
                 select agency_id, gen_random_uuid(), employee_id, post_id, 2027, '2027-01-01', '2027-12-31', 1, now()
                 from skp where employee_id = '{dewi}' returning id
             ), result as (
                 insert into rhk (agency_id, id, skp_id, ordinal, text)
                 select '{agency}', gen_random_uuid(), id, 1, 'Meningkatnya layanan' from plan returning id
             )
             insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, unit_of_measure, polarity, accumulation,
                 month_targets, frequency)
             select '{agency}', '{iki}', id, 1, 'Kelas ibu', 'quantity', 'kali', 'maximise', 'year',
                 array_fill(12::numeric, array[12]), 'monthly'
             from result;
             insert into standing (agency_id, iki_id, employee_id, status) values ('{agency}', '{iki}', '{dewi}', 'silent');
             insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
             values ('{agency}', '{dewi}', 2027, '{}', 'silent', '2027-01-01')",
            town.centre
        ),
    )
    .await;
    IkiId(iki)
}

#[sqlx::test]
async fn the_next_years_periods_are_open_before_it_begins_and_once_only(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // In Jakarta it is still 30 November.
    app.at("2026-11-30T16:59:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    let this_year = whole_year(["2027-01-05", "2027-01-10", "2027-01-15"]);
    let next_year = whole_year(["2028-01-05", "2028-01-10", "2028-01-15"]);
    for agency in [town.agency, town.strange_agency] {
        assert_eq!(opened(&owner, agency, 2026).await, this_year, "what was missing of this year");
        assert_eq!(opened(&owner, agency, 2027).await, []);
    }
    app.at("2026-11-30T17:00:00Z");
    jobs::once(&app.app).await.expect("scheduler in December");
    let after = app.rows().await;
    for agency in [town.agency, town.strange_agency] {
        assert_eq!(opened(&owner, agency, 2027).await, next_year);
        assert_eq!(recorded(&owner, agency).await, ["2026-01-01", "2027-01-01"]);
    }
    jobs::once(&app.app).await.expect("scheduler once more");
    assert_eq!(app.rows().await, after);
}

#[sqlx::test]
async fn a_year_that_nobody_opened_is_opened_when_it_has_come(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.at("2026-06-22T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler in June");
    // The server did not run in December.
    app.at("2027-01-20T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler in January");
    assert_eq!(opened(&owner, town.agency, 2027).await.len(), 3);
    assert_eq!(recorded(&owner, town.agency).await, ["2026-01-01", "2027-01-01"]);
}

#[sqlx::test]
async fn what_the_agency_has_set_itself_stays(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(
        &owner,
        format!(
            "update period set due_on = '2026-12-20' where agency_id = '{0}' and starts_on = '2026-11-01';
             insert into period (agency_id, id, kind, starts_on, ends_on, due_on)
             values ('{0}', gen_random_uuid(), 'month', '2027-01-01', '2027-02-28', '2027-03-31')",
            town.agency
        ),
    )
    .await;
    app.at("2026-12-01T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    let months: Vec<(String, String)> = sqlx::query_as(
        "select starts_on::text, due_on::text from period
         where agency_id = $1 and kind = 'month' and starts_on between '2026-11-01' and '2027-03-01' order by 1",
    )
    .bind(town.agency)
    .fetch_all(&owner)
    .await
    .expect("months");
    let set = [
        ("2026-11-01", "2026-12-20"),
        ("2026-12-01", "2027-01-05"),
        ("2027-01-01", "2027-03-31"),
        ("2027-03-01", "2027-04-05"),
    ];
    assert_eq!(months, set.map(|(starts_on, due_on)| (starts_on.to_owned(), due_on.to_owned())));
}

#[sqlx::test]
async fn across_new_year_a_report_is_late_after_its_grace_and_not_before(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let january = plan_next_year(&owner, &town).await;
    app.at("2026-12-15T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler in December");
    for (now, iki, observed_at, late) in [
        ("2026-12-31T16:00:00Z", town.births, "2026-12-31T09:00:00Z", false),
        ("2027-01-01T01:00:00Z", town.births, "2026-12-31T10:00:00Z", false),
        ("2027-01-05T16:59:00Z", town.births, "2026-12-31T11:00:00Z", false),
        ("2027-01-05T17:00:00Z", town.births, "2026-12-31T12:00:00Z", true),
        ("2027-01-06T01:00:00Z", town.births, "2026-12-01T01:00:00Z", true),
        ("2027-01-31T01:00:00Z", january, "2027-01-01T01:00:00Z", false),
        ("2027-02-05T16:59:00Z", january, "2027-01-31T01:00:00Z", false),
        ("2027-02-05T17:00:00Z", january, "2027-01-31T02:00:00Z", true),
    ] {
        app.at(now);
        let dewi = app.as_(town.dewi).await;
        let id = report(&dewi, iki, observed_at).await;
        assert_eq!(is_late(&dewi, iki, id).await, late, "of {observed_at}, received {now}");
    }
}

#[sqlx::test]
async fn where_no_period_is_open_the_rule_decides_all_the_same(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let january = plan_next_year(&owner, &town).await;
    for (now, late) in [("2027-02-05T16:00:00Z", false), ("2027-02-06T01:00:00Z", true)] {
        app.at(now);
        let dewi = app.as_(town.dewi).await;
        let id = report(&dewi, january, "2027-01-20T01:00:00Z").await;
        assert_eq!(is_late(&dewi, january, id).await, late, "received {now}");
    }
}
