//! The API document agrees with the router: the same addresses, the same statuses, the same bodies.

use crate::{
    access::routes,
    app::{Answer, Client, TestApp, key},
    seed::{Town, final_for, sql},
};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};

async fn document(app: &TestApp) -> Value {
    let answer = app.anonymous().api(Method::GET, "/api/openapi.json", None).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/json");
    answer.json()
}

fn operations(document: &Value) -> BTreeMap<(String, String), &Value> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods");
            methods.iter().map(move |(method, operation)| ((method.clone(), path.clone()), operation))
        })
        .collect()
}

#[sqlx::test]
async fn the_document_names_every_address_of_the_api_and_only_those(owner: PgPool) {
    let document = document(&TestApp::new(&owner).await).await;
    let documented: BTreeSet<_> = operations(&document).into_keys().collect();
    let routed: BTreeSet<_> = routes().into_iter().filter(|(_, path)| path.starts_with("/api/v1/")).collect();
    assert_eq!(documented, routed);
    assert!(!document["info"]["version"].as_str().expect("a version").is_empty());
}

#[sqlx::test]
async fn the_document_names_the_cookie_that_the_server_reads(owner: PgPool) {
    for (https, name) in [(false, "kinerja"), (true, "__Host-kinerja")] {
        let app = TestApp::with(&owner, |config| kinerja::server::config::Config { https, ..config }).await;
        assert_eq!(document(&app).await["components"]["securitySchemes"]["session"]["name"], name);
    }
}

/// A request with its answer.
struct Sample {
    method: &'static str,
    path: &'static str,
    sent: Option<Value>,
    answer: Answer,
}

struct Samples(Vec<Sample>);

impl Samples {
    async fn ask(
        &mut self,
        client: &Client<'_>,
        (method, path): (&'static str, &'static str),
        address: &str,
        sent: Option<Value>,
        headers: &[(&str, &str)],
    ) -> &Answer {
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
        let answer = client.api_with(verb, address, sent.clone(), headers).await;
        self.0.push(Sample { method, path, sent, answer });
        &self.0.last().expect("a sample").answer
    }
}

const SIGN_IN: (&str, &str) = ("post", "/api/v1/session");
const SIGN_OUT: (&str, &str) = ("delete", "/api/v1/session");
const ME: (&str, &str) = ("get", "/api/v1/me");
const INDICATORS: (&str, &str) = ("get", "/api/v1/indicators");
const REPORTS: (&str, &str) = ("get", "/api/v1/reports");
const REPORT: (&str, &str) = ("post", "/api/v1/reports");
const PLANS: (&str, &str) = ("get", "/api/v1/plans");
const EVALUATIONS: (&str, &str) = ("get", "/api/v1/evaluations");
const PLAN: (&str, &str) = ("get", "/api/v1/plans/{id}");
const BOARD: (&str, &str) = ("get", "/api/v1/boards/{unit}");

/// Collects every documented status of every address.
async fn samples(app: &TestApp, town: &Town) -> Samples {
    let owner = &app.owner;
    let mut all = Samples(vec![]);
    let (nobody, dewi, mayor) = (app.anonymous(), app.as_(town.dewi).await, app.as_(town.mayor).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    app.account(town.agency, None, "petugas", Some("perahu hijau di muara")).await;

    let password = |word: &str| Some(json!({"login": "petugas", "password": word}));
    all.ask(&nobody, SIGN_IN, SIGN_IN.1, password("perahu hijau di muara"), &[]).await;
    all.ask(&nobody, SIGN_IN, SIGN_IN.1, Some(json!({"demo": "pegawai"})), &[]).await;
    all.ask(&nobody, SIGN_IN, SIGN_IN.1, Some(json!({"who": "me"})), &[]).await;
    while all.ask(&nobody, SIGN_IN, SIGN_IN.1, password("salah"), &[]).await.status == StatusCode::UNAUTHORIZED {}

    for plain in [ME, INDICATORS, REPORTS, REPORT, PLANS, EVALUATIONS, SIGN_OUT] {
        all.ask(&nobody, plain, plain.1, None, &[]).await;
    }
    all.ask(&nobody, BOARD, "/api/v1/boards/me", None, &[]).await;
    let plan = format!("/api/v1/plans/{}", town.dewi_skp);
    for (client, address) in [(&nobody, plan.as_str()), (&dewi, &plan), (&mayor, "/api/v1/plans/x")] {
        all.ask(client, PLAN, address, None, &[]).await;
    }
    for query in ["", "?year=2026", "?year=x"] {
        all.ask(&dewi, PLANS, &format!("/api/v1/plans{query}"), None, &[]).await;
    }
    all.ask(&officer, PLANS, PLANS.1, None, &[]).await;
    for client in [&dewi, &officer] {
        all.ask(client, ME, ME.1, None, &[]).await;
        all.ask(client, INDICATORS, INDICATORS.1, None, &[]).await;
    }

    let body = |at: &str| json!({"indicator_id": town.births, "value": "700.5", "note": "Kunjungan pagi", "observed_at": at, "corrects": null});
    sql(owner, final_for(town.dewi, "2026-05-01")).await;
    let content = json!({"results": {"rating": "meets", "reason": "Target tercapai"}});
    let released = format!(
        "insert into evaluation_version (agency_id, skp_id, period_id, version, content, results, conduct, predikat, signed_at,
             signed_by, signed_as, released_at)
         select agency_id, skp_id, period_id, 1, '{content}', 'meets', 'meets', 'baik', now(), '{}', '', now() from evaluation",
        town.sari
    );
    sql(owner, released).await;
    for query in ["", "?year=2026", "?year=x"] {
        all.ask(&dewi, EVALUATIONS, &format!("/api/v1/evaluations{query}"), None, &[]).await;
    }
    all.ask(&officer, EVALUATIONS, EVALUATIONS.1, None, &[]).await;
    let (first, today) = (key().to_string(), "2026-06-20T09:00:00+07:00");
    for (client, key, body) in [
        (&dewi, &first, body(today)),
        (&dewi, &first, body(today)),
        (&dewi, &first, body("2026-06-19T09:00:00+07:00")),
        (&dewi, &key().to_string(), body("2026-05-20T09:00:00+07:00")),
        (&mayor, &key().to_string(), body(today)),
        (&officer, &key().to_string(), body(today)),
    ] {
        all.ask(client, REPORT, REPORT.1, Some(body), &[("idempotency-key", key)]).await;
    }

    for (client, query) in [
        (&dewi, format!("indicator_id={}", town.births)),
        (&dewi, format!("indicator_id={}&after={first}", town.births)),
        (&mayor, format!("indicator_id={}", town.births)),
        (&dewi, "indicator_id=x".to_owned()),
    ] {
        all.ask(client, REPORTS, &format!("/api/v1/reports?{query}"), None, &[]).await;
    }

    for (client, address) in
        [(&mayor, "me"), (&dewi, "me"), (&dewi, "x"), (&mayor, "me?period=2026-05"), (&mayor, "me?period=x")]
    {
        all.ask(client, BOARD, &format!("/api/v1/boards/{address}"), None, &[]).await;
    }
    let tag = all.ask(&mayor, BOARD, "/api/v1/boards/me", None, &[]).await.headers["etag"].clone();
    all.ask(&mayor, BOARD, "/api/v1/boards/me", None, &[("if-none-match", tag.to_str().expect("a tag"))]).await;

    all.ask(&officer, SIGN_OUT, SIGN_OUT.1, None, &[]).await;
    app.app.pool.close().await;
    for gone in [SIGN_OUT, ME, INDICATORS, REPORTS, REPORT, PLANS, EVALUATIONS] {
        all.ask(&dewi, gone, gone.1, None, &[]).await;
    }
    all.ask(&dewi, PLAN, &plan, None, &[]).await;
    all.ask(&dewi, BOARD, "/api/v1/boards/me", None, &[]).await;
    all.ask(&nobody, SIGN_IN, SIGN_IN.1, password("salah"), &[]).await;
    all
}

#[sqlx::test]
async fn every_address_answers_as_the_document_says(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let document = document(&app).await;
    let operations = operations(&document);
    let mut answered: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for Sample { method, path, sent, answer } in samples(&app, &town).await.0 {
        let at = format!("{method} {path} {}: {}", answer.status, answer.body);
        let address = (method.to_owned(), path.to_owned());
        let operation = operations.get(&address).unwrap_or_else(|| panic!("{at}: undocumented"));
        let status = answer.status.as_str().to_owned();
        let documented = &operation["responses"][&status];
        assert!(documented.is_object(), "{at}: an undocumented status");
        if answer.status.is_success()
            && let Some(sent) = sent
        {
            fits(&document, &operation["requestBody"]["content"]["application/json"]["schema"], &sent)
                .unwrap_or_else(|why| panic!("{at}: the request: {why}"));
        }
        match documented["content"].as_object() {
            None => assert_eq!(answer.body, "", "{at}"),
            Some(contents) => {
                let kind = answer.headers["content-type"].to_str().expect("a content type");
                let content = contents.get(kind).unwrap_or_else(|| panic!("{at}: {kind}"));
                fits(&document, &content["schema"], &answer.json()).unwrap_or_else(|why| panic!("{at}: {why}"));
            }
        }
        for header in documented["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
            assert!(answer.headers.contains_key(header), "{at}: no {header}");
        }
        answered.entry(address).or_default().insert(status);
    }
    for (address, operation) in &operations {
        let documented = operation["responses"].as_object().expect("answers").keys().cloned().collect();
        assert_eq!(answered.get(address), Some(&documented), "{address:?}: an answer that nobody gets");
    }
}

/// Checks a value against a schema: no field missing, no field too many, each of its type.
fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').expect("a reference within the document");
        return fits(document, document.pointer(pointer).ok_or_else(|| format!("{name} is missing"))?, value);
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        let fitting = ways.iter().filter(|way| fits(document, way, value).is_ok()).count();
        return if fitting == 1 { Ok(()) } else { Err(format!("{value} fits {fitting} of {schema}")) };
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.contains(&kind) {
        return Err(format!("{value} is no {types:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{value} is none of {words:?}"));
    }
    match (value, schema["format"].as_str()) {
        (Value::String(text), Some("uuid")) if text.parse::<uuid::Uuid>().is_err() => Err(format!("{text} is no UUID")),
        (Value::String(text), Some("date-time")) if text.parse::<jiff::Timestamp>().is_err() => {
            Err(format!("{text} is no moment"))
        }
        (Value::Array(items), _) => items.iter().try_for_each(|item| fits(document, &schema["items"], item)),
        (Value::Object(fields), _) => {
            let known = schema["properties"].as_object().ok_or("an object without properties")?;
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
                return Err(format!("{missing} is missing"));
            }
            fields.iter().try_for_each(|(name, value)| {
                let schema = known.get(name).ok_or_else(|| format!("{name} is not documented"))?;
                fits(document, schema, value).map_err(|why| format!("{name}: {why}"))
            })
        }
        _ => Ok(()),
    }
}
