//! Coverages: a report says how many out of how many, in every way in which it comes in and is shown.

use crate::{
    app::{Answer, Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::id::ReportId,
    error::Error,
    features::progress::{
        api::{IndicatorHistory, MyResults},
        model::IkiCard,
    },
};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

/// A town in which Dewi's first indicator is a coverage: 95 % of 240.
async fn town(owner: &PgPool) -> Town {
    let town = Town::build(owner).await;
    sql(
        owner,
        format!(
            "update iki set unit_of_measure = '%', population = 240,
                 month_targets = '{{8,16,24,32,40,48,56,63,71,79,87,95}}'
             where id = '{}'",
            town.births
        ),
    )
    .await;
    town
}

/// Sends fields to the API.
async fn send(client: &Client<'_>, id: Uuid, town: &Town, own: Value) -> Answer {
    let mut body = json!({"indicator_id": town.births, "observed_at": crate::app::NOW});
    let fields = body.as_object_mut().expect("an object");
    fields.extend(own.as_object().expect("an object").clone());
    client.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id.to_string())]).await
}

/// Sends the plain form of the coverage.
async fn post(client: &Client<'_>, town: &Town, own: &[(&str, &str)]) -> Answer {
    let (indicator, id) = (town.births.to_string(), key().to_string());
    let fields = [("indikator", indicator.as_str()), ("id", id.as_str())];
    client.post_form("/lapor", &[&fields, own].concat()).await
}

async fn card(client: &Client<'_>, corrects: Option<Uuid>) -> IkiCard {
    let results = client.call(MyResults { corrects: corrects.map(ReportId) }).await.expect("results");
    results.rhk[0].indicators[0].clone()
}

/// Returns the stored numbers, in the order of receipt.
async fn stored(owner: &PgPool) -> Vec<(String, Option<String>, Option<String>)> {
    sqlx::query_as(
        "select trim_scale(value)::text, trim_scale(numerator)::text, trim_scale(denominator)::text
         from report order by received_at, id",
    )
    .fetch_all(owner)
    .await
    .expect("reports")
}

fn numbers(value: &str, numerator: &str, denominator: &str) -> (String, Option<String>, Option<String>) {
    (value.to_owned(), Some(numerator.to_owned()), Some(denominator.to_owned()))
}

#[sqlx::test]
async fn the_plain_form_of_a_coverage_has_two_numbers_and_loses_neither(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, town(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let form = dewi.get(&format!("/lapor?indikator={}", town.births)).await;
    assert!(form.text().contains("Jumlah") && form.text().contains("Dari"), "{}", form.text());
    assert!(form.body.contains("value=\"240\""), "the plan's population: {}", form.body);
    assert!(!form.body.contains("name=\"value\""), "{}", form.body);

    let wrong = [("numerator", "seratus"), ("denominator", "0,0"), ("note", "dari <posyandu>")];
    let back = post(&dewi, &town, &wrong).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["value=\"seratus\"", "value=\"0,0\"", "dari &lt;posyandu&gt;", "Tulis angka, misalnya 12,5."] {
        assert!(back.body.contains(kept), "{kept}: {}", back.body);
    }
    for (numerator, denominator, said) in [
        ("112", "0", "Isi lebih dari 0"),
        ("112", "", "Tulis angka"),
        ("-1", "240", "tidak bisa kurang dari 0"),
        ("999.999.999.999", "0,0001", "Terlalu kecil"),
    ] {
        let back = post(&dewi, &town, &[("numerator", numerator), ("denominator", denominator)]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{numerator} {denominator}");
        assert!(back.text().contains(said), "{said}: {}", back.text());
    }
    assert!(stored(&owner).await.is_empty());

    let taken = post(&dewi, &town, &[("numerator", "112"), ("denominator", "240 bayi")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    assert_eq!(stored(&owner).await, [numbers("46.6667", "112", "240")]);
    let next = dewi.get(taken.location().expect("a place to go")).await;
    assert!(next.text().contains("Diterima 09.00: 46,67 % (112 dari 240)"), "{}", next.text());
    assert_eq!(card(&dewi, None).await.value.as_deref(), Some("46,67 % (112 dari 240)"));
}

#[sqlx::test]
async fn a_program_sends_both_numbers_or_none_and_they_agree(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, town(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for (own, field) in [
        (json!({"value": "46", "numerator": "112", "denominator": "240"}), "value"),
        (json!({"value": "46.67", "numerator": "112", "denominator": "240"}), "value"),
        (json!({"value": "46.6667", "numerator": "112"}), "denominator"),
        (json!({"value": "46.6667", "denominator": "240"}), "numerator"),
        (json!({"value": "46.6667", "numerator": "112", "denominator": "0"}), "denominator"),
        (json!({"value": "46.6667", "numerator": "-112", "denominator": "240"}), "numerator"),
        (json!({"value": "46.6667", "numerator": "112,0", "denominator": "dua"}), "numerator"),
    ] {
        let refused = send(&dewi, key(), &town, own.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{own}: {}", refused.body);
        assert_eq!(refused.json()["errors"][0][0], field, "{own}: {}", refused.body);
    }
    let other = json!({"indicator_id": town.days, "value": "50", "numerator": "1", "denominator": "2"});
    let refused = send(&dewi, key(), &town, other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("Indikator ini dilaporkan dengan satu angka saja."), "{}", refused.body);
    assert!(stored(&owner).await.is_empty());

    let taken =
        send(&dewi, key(), &town, json!({"value": "46.6667", "numerator": "112.0", "denominator": "240"})).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    assert_eq!((&taken.json()["numerator"], &taken.json()["denominator"]), (&json!("112"), &json!("240")));
    app.at("2026-06-22T02:01:00Z");
    let more = send(&dewi, key(), &town, json!({"value": "105", "numerator": "252", "denominator": "240"})).await;
    assert_eq!(more.status, StatusCode::CREATED, "more than all: {}", more.body);
    app.at("2026-06-22T02:02:00Z");
    let alone = send(&dewi, key(), &town, json!({"value": "106", "numerator": null})).await;
    assert_eq!(alone.status, StatusCode::CREATED, "as before: {}", alone.body);
    assert_eq!(alone.json()["numerator"], Value::Null);
    let without = ("106".to_owned(), None, None);
    assert_eq!(stored(&owner).await, [numbers("46.6667", "112", "240"), numbers("105", "252", "240"), without]);

    let listed = dewi.api(Method::GET, &format!("/api/v1/reports?indicator_id={}", town.births), None).await.json();
    let said: Vec<_> = listed.as_array().expect("reports").iter().map(|report| report["denominator"].clone()).collect();
    assert_eq!(said, [Value::Null, json!("240"), json!("240")]);
    let open = dewi.api(Method::GET, "/api/v1/indicators", None).await.json();
    assert_eq!((&open[0]["population"], &open[1]["population"]), (&json!("240"), &Value::Null));
}

#[sqlx::test]
async fn the_same_share_of_other_numbers_is_another_report(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, town(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let id = key();
    let of =
        |numerator: &str, denominator: &str| json!({"value": "50", "numerator": numerator, "denominator": denominator});
    let first = send(&dewi, id, &town, of("120", "240")).await;
    let again = send(&dewi, id, &town, of("120", "240.00")).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json(), again.json());
    for other in [of("125", "250"), json!({"value": "50"})] {
        let refused = send(&dewi, id, &town, other.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}: {}", refused.body);
    }
    assert_eq!(stored(&owner).await, [numbers("50", "120", "240")]);
    // Somebody else's key is as good as a new one, and somebody else's indicator is not there.
    let lina = app.as_(town.lina).await;
    assert_eq!(send(&lina, id, &town, of("120", "240")).await.status, StatusCode::NOT_FOUND);
    assert!(matches!(lina.call(IndicatorHistory { indicator: town.births }).await, Err(Error::NotFound)));
}

#[sqlx::test]
async fn a_correction_begins_with_both_numbers_of_what_it_corrects(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, town(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let wrong = key();
    let say = |value: &str, numerator: &str, on: &str| json!({"value": value, "numerator": numerator, "denominator": "250", "observed_at": format!("{on}T09:00:00+07:00")});
    assert_eq!(send(&dewi, wrong, &town, say("32", "80", "2026-05-10")).await.status, StatusCode::CREATED);
    app.at("2026-06-22T02:01:00Z");
    assert_eq!(send(&dewi, key(), &town, say("40", "100", "2026-06-10")).await.status, StatusCode::CREATED);
    let fields = |card: IkiCard| card.coverage.map(|coverage| (coverage.numerator, coverage.denominator));
    assert_eq!(fields(card(&dewi, None).await), Some((String::new(), "250".to_owned())), "the last denominator");
    assert_eq!(fields(card(&dewi, Some(wrong)).await), Some(("80".to_owned(), "250".to_owned())));
    let form = dewi.get(&format!("/lapor?indikator={}&perbaiki={wrong}", town.births)).await;
    assert!(form.body.contains("value=\"80\"") && form.body.contains("value=\"250\""), "{}", form.body);

    app.at("2026-06-22T02:02:00Z");
    let corrected = [("numerator", "85"), ("denominator", "250"), ("corrects", &wrong.to_string())];
    assert_eq!(post(&dewi, &town, &corrected).await.status, StatusCode::SEE_OTHER);
    let history = dewi.call(IndicatorHistory { indicator: town.births }).await.expect("a history");
    let said =
        |value: &str| history.reports.iter().find(|report| report.value == value).unwrap_or_else(|| panic!("{value}"));
    assert_eq!(said("34 % (85 dari 250)").corrects.as_deref(), Some("memperbaiki laporan 10 Mei: 32 % (80 dari 250)"));
    let corrected = said("32 % (80 dari 250)").corrected.as_deref();
    assert_eq!(corrected, Some("sudah diperbaiki hari ini 09.02 menjadi 34 % (85 dari 250)"));
    assert_eq!(card(&dewi, None).await.value.as_deref(), Some("40 % (100 dari 250)"), "the newest one stays");
}

#[sqlx::test]
async fn a_slip_in_either_number_is_asked_about_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, town(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let ask = async |numerator: &str, denominator: &str, sure: &str| {
        post(&dewi, &town, &[("numerator", numerator), ("denominator", denominator), ("sure", sure)]).await
    };
    let other = ask("11", "24", "").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let question = "Dari 24? Sebelumnya dari 240. Kirim sekali lagi bila memang benar.";
    assert!(other.text().contains(question), "{}", other.text());
    assert!(other.body.contains("name=\"sure\" value=\"11/24\""), "the page that came back confirms: {}", other.body);
    assert!(ask("11", "25", "11/24").await.text().contains("Dari 25?"), "another slip, another question");
    assert_eq!(ask("112", "240", "").await.status, StatusCode::SEE_OTHER);
    app.at("2026-06-22T02:01:00Z");
    let fallen = ask("12", "240", "").await;
    assert!(fallen.text().contains("5 %? Terakhir 46,67 % (112 dari 240)."), "{}", fallen.text());
    assert_eq!(ask("12", "240", "12/240").await.status, StatusCode::SEE_OTHER, "sent once more, it is meant");
    app.at("2026-06-22T02:02:00Z");
    // A comma in a percentage is the program's, not a slip.
    assert_eq!(ask("25", "200", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&owner).await.len(), 3);
    app.at("2026-06-22T02:03:00Z");
    let all = ask("250", "240", "").await;
    assert!(all.text().contains("250 dari 240? Lebih dari seluruhnya. Kirim sekali lagi"), "{}", all.text());
    let part = ask("35,5", "240", "").await;
    assert!(part.text().contains("35,5 dari 240? Biasanya bilangan bulat."), "{}", part.text());
    assert_eq!(ask("250", "240", "250/240").await.status, StatusCode::SEE_OTHER);
    app.at("2026-06-22T02:04:00Z");
    assert_eq!(ask("252", "240", "").await.status, StatusCode::SEE_OTHER, "it was so before");
}

#[sqlx::test]
async fn threads_and_plans_say_both_numbers(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, town(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let id = key();
    send(&dewi, id, &town, json!({"value": "46.6667", "numerator": "112", "denominator": "240"})).await;
    let thread = sari.get(&format!("/percakapan/baru?laporan={id}")).await;
    assert!(thread.text().contains("Laporan 22 Jun: 46,67 % (112 dari 240)"), "{}", thread.text());
    let plan = dewi.get(&format!("/skp/{}", town.dewi_skp)).await;
    assert!(plan.text().contains("dihitung dari sasaran 240"), "{}", plan.text());
}
