//! What a plan says beside its measures: on what a result is based, what is to be done for it, how an indicator is read.

use crate::{
    app::{Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        id::{RhkId, SkpId},
        measure::Status,
        skp::SkpRefusal,
    },
    error::{Error, FieldErrors},
    features::{
        progress::api::MyResults,
        skp::{
            api::{ActOnPlan, BeginPlan, EditPlan, GetPlan, ListOwnPlans, SaveFurther, SaveResult},
            model::{NewPlan, Origin, PlanAct, PlanSheet, ResultForm, ResultSheet},
        },
    },
};
use sqlx::PgPool;

async fn form(client: &Client<'_>, skp: SkpId, result: Option<RhkId>) -> ResultForm {
    client.call(EditPlan { skp, result }).await.expect("an editor").form
}

/// Saves a form with other values in some of its fields; `i-` stands for its first indicator.
async fn save(client: &Client<'_>, skp: SkpId, form: &ResultForm, typed: &[(&str, &str)]) -> Result<(), Error> {
    let first = form.indicators[0].id;
    let typed: Vec<(String, String)> = typed
        .iter()
        .map(|(name, value)| match name.strip_prefix("i-") {
            Some(name) => (format!("i{first}-{name}"), (*value).to_owned()),
            None => ((*name).to_owned(), (*value).to_owned()),
        })
        .collect();
    let kept = form.fields.iter().filter(|(name, _)| typed.iter().all(|(other, _)| other != name)).cloned();
    let fields = kept.chain(typed.iter().cloned()).collect();
    client.call(SaveResult { skp, result: form.id, seen: form.seen.clone(), fields }).await.map(drop)
}

async fn sheet(client: &Client<'_>, skp: SkpId) -> PlanSheet {
    client.call(GetPlan { skp, version: None }).await.expect("a plan")
}

async fn act(client: &Client<'_>, skp: SkpId, act: PlanAct) {
    let seen = sheet(client, skp).await.seen;
    client.call(ActOnPlan { skp, act, seen, note: String::new() }).await.expect("done");
}

async fn begin(client: &Client<'_>) -> SkpId {
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    let post = own.beginnings.iter().find(|beginning| beginning.year == 2027).expect("a beginning").post;
    let id = SkpId(key());
    client.call(BeginPlan { plan: NewPlan { id, year: 2027, post, origin: Origin::Empty } }).await.expect("begun");
    id
}

fn only(sheet: PlanSheet) -> ResultSheet {
    let [result] = sheet.results.try_into().expect("one result");
    result
}

fn pairs(rows: &[(String, String)]) -> Vec<(&str, &str)> {
    rows.iter().map(|(label, words)| (label.as_str(), words.as_str())).collect()
}

const MEASURE: [(&str, &str); 4] =
    [("text", "Terbitnya akta tepat waktu"), ("i-name", "Akta terbit"), ("i-unit", "akta"), ("i-target", "1.200")];

#[sqlx::test]
async fn what_nobody_wrote_about_a_period_follows_the_targets(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi).await;
    let new = form(&dewi, skp, None).await;
    let names: Vec<&str> = new.periods.iter().map(|period| period.name.as_str()).collect();
    assert_eq!(names, ["Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV"]);
    save(&dewi, skp, &new, &MEASURE).await.expect("saved");
    let stored = form(&dewi, skp, Some(new.id)).await;
    assert_eq!(stored.periods[1].default, "Akta terbit mencapai 600 akta");
    let typed = [("basis", "Renstra 2025–2029, sasaran 2"), ("a6", "Membuka layanan Sabtu di dua kelurahan")];
    save(&dewi, skp, &stored, &typed).await.expect("saved");
    let result = only(sheet(&dewi, skp).await);
    assert_eq!(result.basis.as_deref(), Some("Renstra 2025–2029, sasaran 2"));
    let expected = [
        ("Triwulan I", "Akta terbit mencapai 300 akta"),
        ("Triwulan II", "Membuka layanan Sabtu di dua kelurahan"),
        ("Triwulan III", "Akta terbit mencapai 900 akta"),
        ("Triwulan IV", "Akta terbit mencapai 1.200 akta"),
    ];
    assert_eq!(pairs(&result.actions), expected);
}

#[sqlx::test]
async fn what_an_indicator_is_read_from_stays_with_it_from_version_to_version(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let skp = begin(&dewi).await;
    let new = form(&dewi, skp, None).await;
    save(&dewi, skp, &new, &MEASURE).await.expect("saved");
    let stored = form(&dewi, skp, Some(new.id)).await;
    save(&dewi, skp, &stored, &[("i-source", "SIAK"), ("a3", "Melatih dua petugas")]).await.expect("saved");
    act(&dewi, skp, PlanAct::Submit).await;
    act(&sari, skp, PlanAct::Agree).await;
    let agreed = only(sheet(&sari, skp).await);
    assert_eq!(pairs(&agreed.indicators[0].manual), [("Sumber data", "SIAK")]);
    assert_eq!(agreed.actions[0].1, "Melatih dua petugas");

    act(&dewi, skp, PlanAct::Revise).await;
    let stored = form(&dewi, skp, Some(new.id)).await;
    save(&dewi, skp, &stored, &[("i-source", "SIAK dan buku loket"), ("a3", ""), ("basis", "PK 2027")])
        .await
        .expect("saved");
    let newest = sheet(&dewi, skp).await.versions.remove(0);
    let expected = [
        "“Terbitnya akta tepat waktu”: dasarnya “PK 2027”.",
        "“Terbitnya akta tepat waktu”: rencana aksi sampai Mar kembali mengikuti target.",
        "Akta terbit: sumber data “SIAK dan buku loket”.",
    ];
    assert_eq!(newest.differences, expected);
}

#[sqlx::test]
async fn a_head_of_an_office_reads_which_perspective_is_missing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let head_of = format!(
        "update post set kind = 'jpt' where agency_id = '{}' and id = (
            select post_id from assignment where agency_id = '{}' and employee_id = '{}' and definitive limit 1)",
        town.agency, town.agency, town.dewi
    );
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi).await;
    assert!(!form(&dewi, skp, None).await.has_manual, "not asked of everybody");
    sql(&owner, head_of).await;
    let new = form(&dewi, skp, None).await;
    assert!(new.has_manual);
    let typed = [
        ("i-perspective", "customer"),
        ("i-purpose", "Warga tidak menunggu lama"),
        ("i-formula", "Akta terbit dibagi permohonan, kali 100"),
        ("i-stage", "outcome"),
        ("i-control", "-"),
    ];
    save(&dewi, skp, &new, &[MEASURE.as_slice(), &typed].concat()).await.expect("saved");
    let now = sheet(&dewi, skp).await;
    let warning = "Belum ada indikator dari perspektif: Proses bisnis, Penguatan internal, Anggaran. SKP pimpinan \
                   sebaiknya mencakup keempatnya.";
    assert!(now.notes.iter().any(|note| note == warning), "{:?}", now.notes);
    assert!(now.missing.is_empty(), "it warns and does not refuse");
    let result = only(now);
    assert!(result.indicators[0].about.starts_with("Penerima layanan · "), "{}", result.indicators[0].about);
    let expected = [
        ("Tujuan", "Warga tidak menunggu lama"),
        ("Formula", "Akta terbit dibagi permohonan, kali 100"),
        ("Jenis indikator", "Outcome"),
    ];
    assert_eq!(pairs(&result.indicators[0].manual), expected);
}

#[sqlx::test]
async fn what_cannot_be_kept_is_named_at_its_field(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi).await;
    let new = form(&dewi, skp, None).await;
    let long = "x".repeat(501);
    let typed = [("basis", long.as_str()), ("a3", "a\u{202E}b"), ("i-stage", "hasil")];
    let refused = save(&dewi, skp, &new, &[MEASURE.as_slice(), &typed].concat()).await;
    let Err(Error::Invalid(FieldErrors(wrong))) = refused else { panic!("{refused:?}") };
    let names: Vec<&str> = wrong.iter().map(|(name, _)| name.as_str()).collect();
    let stage = format!("i{}-stage", new.indicators[0].id);
    assert_eq!(names, ["basis", "a3", stage.as_str()]);
    save(&dewi, skp, &new, &[MEASURE.as_slice(), &[("a13", "Bulan yang tidak ada")]].concat()).await.expect("saved");
    assert!(pairs(&only(sheet(&dewi, skp).await).actions).iter().all(|(_, words)| !words.contains("tidak ada")));
}

#[sqlx::test]
async fn a_qualitative_plan_is_measured_in_words_and_reported_in_words(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let skp = begin(&dewi).await;
    let choose = async |approach: &str| {
        let seen = dewi.call(EditPlan { skp, result: None }).await.expect("an editor").further.seen;
        let fields = vec![("pendekatan".to_owned(), approach.to_owned())];
        dewi.call(SaveFurther { skp, seen, fields }).await.map(drop)
    };
    choose("qualitative").await.expect("chosen");
    let empty = form(&dewi, skp, None).await;
    assert!(empty.is_qualitative);
    let said = "Ibu hamil di wilayah kerja tahu ke mana harus pergi bila ada tanda bahaya";
    let typed = [("text", "Meningkatnya kesiapan keluarga"), ("i-name", said), ("i-due", "3")];
    save(&dewi, skp, &empty, &typed).await.expect("saved");
    let one = only(sheet(&dewi, skp).await);
    let [measure] = &one.indicators[..] else { panic!("one measure") };
    assert_eq!((measure.name.as_str(), measure.target.as_str()), (said, "paling lambat akhir Mar"));
    assert_eq!(measure.months, []);
    let actions = pairs(&one.actions);
    assert_eq!(actions.len(), 1, "named when it is due: {actions:?}");
    // A form that was shown before the approach was changed would lose what is typed in it.
    let old = form(&dewi, skp, Some(one.id)).await;
    let typed = [("i-name", said), ("i-unit", "akta"), ("i-target", "1200")];
    assert_eq!(save(&dewi, skp, &old, &typed).await, Err(SkpRefusal::ChangedElsewhere.into()));
    assert!(pairs(&sheet(&dewi, skp).await.facts).contains(&("Pendekatan", "Kualitatif")));
    // One plan, one approach.
    let refused = choose("quantitative").await;
    assert!(matches!(refused, Err(Error::Invalid(FieldErrors(wrong))) if wrong[0].0 == "pendekatan"));
    act(&dewi, skp, PlanAct::Submit).await;
    act(&sari, skp, PlanAct::Agree).await;

    app.at("2027-02-10T02:00:00Z");
    let dewi = app.as_(town.dewi).await;
    sql(&owner, "update session set idle_until = '2027-12-31', ends_at = '2027-12-31'".to_owned()).await;
    let card =
        async || dewi.call(MyResults { corrects: None }).await.expect("results").rhk.remove(0).indicators.remove(0);
    let iki = card().await;
    assert_eq!((iki.target.as_str(), iki.status, iki.expected), ("tercapai", Status::NotDue, None), "due in March");
    let send = async |value: &str, note: Option<&str>| {
        let body = serde_json::json!({
            "indicator_id": iki.id.to_string(), "value": value, "note": note, "observed_at": app.now().to_string(),
        });
        dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key().to_string())]).await
    };
    for (value, note) in [("3", Some("Sudah")), ("1.5", Some("Sudah")), ("-1", Some("Sudah")), ("1", None)] {
        let answer = send(value, note).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{value} {note:?}: {answer:?}");
    }
    let told = "Kelas ibu hamil di dua dari empat kelurahan";
    assert_eq!(send("1", Some(told)).await.status, StatusCode::CREATED);
    let now = card().await;
    assert_eq!((now.value.as_deref(), now.note.as_deref(), now.achieved), (Some("berjalan"), Some(told), None));
    assert!(now.bullet.is_none() && now.explained.is_none(), "nothing is computed with words");
    app.at("2027-02-15T02:00:00Z");
    let now = card().await;
    assert_eq!((now.status, now.value.as_deref()), (Status::NotDue, Some("berjalan")));
    app.at("2027-03-05T02:00:00Z");
    assert_eq!(send("1", Some("Tinggal satu kelurahan")).await.status, StatusCode::CREATED);
    let late = card().await;
    assert_eq!(late.status, Status::NeedsSupport, "it is to be reached this month");
    assert_eq!(late.explained.as_deref(), Some("Menurut SKP tercapai paling lambat akhir Maret 2027."));
    assert_eq!(send("2", Some("Semua kelurahan")).await.status, StatusCode::CREATED);
    let now = card().await;
    assert_eq!((now.value.as_deref(), now.status), (Some("tercapai"), Status::OnPlan));
    assert_eq!(now.trend.expect("a trend").sentence, "naik dari “berjalan” sejak 10 Feb");
    // The plain form asks for a step, and for words beside it.
    let page = dewi.get(&format!("/lapor?indikator={}", iki.id)).await;
    assert!(page.body.contains("<select") && page.text().contains("belum dimulai"), "{page:?}");
    assert!(!page.text().split("__RESOLVED").next().is_some_and(|shown| shown.contains("2 tahap")), "no number");
    // Nor does a revision change the approach.
    act(&dewi, skp, PlanAct::Revise).await;
    let editor = dewi.call(EditPlan { skp, result: None }).await.expect("an editor");
    assert!(editor.further.is_approach_fixed);
    let later = form(&dewi, skp, Some(one.id)).await;
    save(&dewi, skp, &later, &[("i-due", "4")]).await.expect("saved");
    let said_of_it = sheet(&dewi, skp).await.versions.remove(0).differences;
    assert_eq!(said_of_it, [format!("{said}: tercapai paling lambat akhir Apr, sebelumnya paling lambat akhir Mar.")]);
    let fields = vec![("pendekatan".to_owned(), "quantitative".to_owned())];
    assert!(dewi.call(SaveFurther { skp, seen: editor.further.seen, fields }).await.is_err());
}

#[sqlx::test]
async fn a_number_does_not_pass_for_a_measure_in_words(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi).await;
    let empty = form(&dewi, skp, None).await;
    let typed =
        [("text", "Meningkatnya layanan"), ("i-name", "Akta"), ("i-unit", "dari 2 tahap"), ("i-target", "1000")];
    let refused = save(&dewi, skp, &empty, &typed).await;
    assert!(matches!(refused, Err(Error::Invalid(FieldErrors(wrong))) if wrong[0].0.ends_with("-unit")));
}
