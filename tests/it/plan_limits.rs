//! What plans do not take: years before somebody held the post, people who have left, targets that mean nothing.

use crate::{
    app::{TestApp, key},
    given::{begin, cell, editor, leader},
    plan_board::everybody,
    seed::{TODAY, Town, sql},
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        id::SkpId,
        skp::{Completion, SkpRefusal},
    },
    features::skp::{
        api::{
            ActOnPlan, BeginPlan, EditPlan, GetBatchOffer, GetPlan, GetPlanBoard, ListOwnPlans, PutCell, RemindOfPlans,
            SaveResult,
        },
        model::{NewPlan, Origin, PlanAct, PlanBoardQuery},
    },
};
use sqlx::PgPool;

#[sqlx::test]
async fn who_took_up_the_post_later_owes_no_plan_of_the_year_before(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let later = format!("update assignment set since = '2026-03-01' where employee_id = '{}'", town.dewi);
    sql(&owner, later).await;
    let sari = app.as_(town.sari).await;
    let asked = |year| PlanBoardQuery { year: Some(year), unit: Some(town.centre), ..PlanBoardQuery::default() };
    let counts = async |year| sari.call(GetPlanBoard { asked: asked(year) }).await.expect("a board").counts.0;
    assert_eq!(counts(2025).await, [2, 0, 0, 0, 0], "Sari and Lina");
    assert_eq!(counts(2026).await, [1, 0, 0, 0, 2]);
    let missing = PlanBoardQuery { of: Some(Completion::Missing), ..asked(2025) };
    let people = sari.call(GetPlanBoard { asked: missing.clone() }).await.expect("a list").people.expect("people");
    assert_eq!(people.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Lina", "Sari"]);
    let reminded = sari.call(RemindOfPlans { asked: missing }).await;
    assert_eq!(reminded.as_deref(), Ok("2 orang diingatkan; mereka membacanya di Beranda."));
    let dewi = app.as_(town.dewi).await;
    assert!(!dewi.get("/").await.text().contains("mengingatkan"));
    let own = dewi.call(ListOwnPlans {}).await.expect("plans").beginnings;
    assert!(own.iter().all(|beginning| beginning.year != 2025), "{own:?}");
    let post = own[0].post;
    let begun = dewi.call(BeginPlan { plan: NewPlan { id: SkpId(key()), year: 2025, post, origin: Origin::Empty } });
    assert_eq!(begun.await, Err(SkpRefusal::NotHeld.into()), "there is none that would overlap");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let offer = officer.call(GetBatchOffer { asked: everybody(town.centre, 2025) }).await.expect("an offer");
    assert_eq!(offer.plans, 2);
    assert!(offer.notes.iter().all(|note| !note.contains("belum ada templat")), "{:?}", offer.notes);

    // A plan of that year, in the post before, counts.
    let earlier = format!(
        "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at)
         select '{}', gen_random_uuid(), employee_id, post_id, 2025, '2025-01-01', '2025-12-31', 1, '2025-01-06'
         from assignment where employee_id = '{}'",
        town.agency, town.dewi
    );
    sql(&owner, earlier).await;
    assert_eq!(counts(2025).await, [2, 0, 0, 0, 1]);
}

#[sqlx::test]
async fn nothing_is_given_to_somebody_who_has_left(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = leader(&app, town.sari, 2026).await;
    let left = format!("update assignment set until = '{TODAY}' where employee_id = '{}'", town.dewi);
    sql(&owner, left).await;
    let given = sari.0.call(PutCell { cell: cell(&sari, town.dewi, "Persalinan di puskesmas") }).await;
    assert_eq!(given, Err(SkpRefusal::HasLeft.into()));
    let fields = [("employee", town.dewi.to_string()), ("above", sari.2.to_string())];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).chain([("text", "Persalinan")]);
    let form = sari.0.post_form(&format!("/skp/{}/matriks", sari.1), &fields.collect::<Vec<_>>()).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(form.text().contains("Pegawai ini sudah tidak bekerja di sini."), "{}", form.text());
    let revisions: i64 = sqlx::query_scalar("select count(*) from skp_revision where skp_id = $1")
        .bind(town.dewi_skp)
        .fetch_one(&owner)
        .await
        .expect("a count");
    assert_eq!(revisions, 0, "nothing was written");
}

#[sqlx::test]
async fn targets_that_mean_nothing_are_named_and_not_submitted(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi, 2027).await;
    let first = editor(&dewi, skp).await.form;
    let write = async |indicator: &[(&str, &str)]| {
        let form = dewi.call(EditPlan { skp, result: Some(first.id) }).await.expect("an editor").form;
        let form = if form.id == first.id { form } else { first.clone() };
        let id = form.indicators[0].id;
        let typed = indicator.iter().map(|(name, value)| (format!("i{id}-{name}"), (*value).to_owned()));
        let fields = [("text".to_owned(), "Rujukan cepat".to_owned())].into_iter().chain(typed).collect();
        let seen = form.seen.clone();
        dewi.call(SaveResult { skp, result: form.id, seen, fields }).await.expect("saved");
        let sheet = dewi.call(GetPlan { skp, version: None }).await.expect("a plan");
        let submit = ActOnPlan { skp, act: PlanAct::Submit, seen: sheet.seen, note: String::new() };
        (sheet.missing, dewi.call(submit).await)
    };
    let falling = [("name", "Lama rujukan"), ("unit", "hari"), ("polarity", "minimise"), ("accumulation", "level")];
    let with = |baseline, target| [&falling[..], &[("baseline", baseline), ("target", target)]].concat();
    let said = |words: &str| vec![format!("“Rujukan cepat”: Perbaiki “Lama rujukan”: {words}")];
    let refused = || Err(SkpRefusal::Incomplete.into());
    let above = "targetnya lebih besar dari angka awal, padahal makin kecil makin baik";
    assert_eq!(write(&with("5", "10")).await, (said(above), refused()));
    let page = dewi.get(&format!("/skp/{skp}/ubah")).await.text();
    assert!(page.contains(above), "the editor says it beside the result: {page}");
    let sum = [("name", "Lama rujukan"), ("unit", "kali"), ("accumulation", "year"), ("target", "120")];
    let sum = [&sum[..], &[("m1", "100"), ("m6", "50"), ("m12", "120")]].concat();
    let words = "target per bulannya turun atau di bawah nol, padahal dijumlah sejak awal tahun";
    assert_eq!(write(&sum).await, (said(words), refused()));
    let below = [("name", "Lama rujukan"), ("unit", "kali"), ("accumulation", "level"), ("target", "-5")];
    let words = "targetnya di bawah nol, padahal makin besar makin baik";
    assert_eq!(write(&below).await, (said(words), refused()));
    assert_eq!(write(&with("5", "3")).await, (vec![], Ok(())));
}
