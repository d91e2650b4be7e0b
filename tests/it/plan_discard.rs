//! Drafts and revisions that were begun by mistake: their owner discards them, and what only a leader began goes with its
//! last cell.

use crate::{
    app::{Answer, Client, TestApp},
    given::{begin, cell, editor, leader, write},
    seed::{Town, sql},
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        id::SkpId,
        skp::{SkpRefusal, Stage},
    },
    error::Error,
    features::skp::{
        api::{ActOnPlan, GetPlan, GetPlanBoard, ListOwnPlans, PutCell},
        model::{NewCell, PlanAct, PlanBoardQuery, PlanSheet},
    },
};
use sqlx::PgPool;

async fn sheet(client: &Client<'_>, skp: SkpId) -> PlanSheet {
    client.call(GetPlan { skp, version: None }).await.expect("a plan")
}

fn act(skp: SkpId, act: PlanAct, seen: &str) -> ActOnPlan {
    ActOnPlan { skp, act, seen: seen.to_owned(), note: String::new() }
}

/// Discards the version in work as it is shown.
async fn discard(client: &Client<'_>, skp: SkpId) -> Result<(), Error> {
    let seen = sheet(client, skp).await.seen;
    client.call(act(skp, PlanAct::Discard, &seen)).await
}

async fn posted(client: &Client<'_>, skp: SkpId, seen: &str) -> Answer {
    client.post_form(&format!("/skp/{skp}"), &[("aksi", "buang"), ("seen", seen)]).await
}

/// Returns how many own plans there are, and whether an empty one of a year can be begun.
async fn own(client: &Client<'_>, year: i16) -> (usize, bool) {
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    (own.plans.len(), own.beginnings.iter().any(|beginning| beginning.year == year && beginning.skp.is_none()))
}

#[sqlx::test]
async fn a_plan_that_was_begun_by_mistake_is_discarded_and_can_be_begun_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let skp = begin(&dewi, 2027).await;
    assert_eq!(own(&dewi, 2027).await, (2, false));
    let stale = sheet(&dewi, skp).await.seen;
    let form = editor(&dewi, skp).await.form;
    write(&dewi, skp, &form, "Terbitnya akta").await;
    let shown = sheet(&dewi, skp).await;
    let what_goes = "Seluruh rancangan SKP 2027 hilang: 1 hasil kerja, dan 0 indikator.";
    assert!(shown.discard.as_deref().is_some_and(|words| words.starts_with(what_goes)), "{:?}", shown.discard);
    let page = dewi.get(&format!("/skp/{skp}")).await.text();
    for text in ["Buang rancangan ini", what_goes, "Ya, buang rancangan ini"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let other = dewi.call(act(skp, PlanAct::Discard, &stale)).await;
    assert_eq!(other, Err(SkpRefusal::ChangedMeanwhile.into()), "nobody discards what they have not seen");
    assert_eq!(posted(&lina, skp, &shown.seen).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let answer = posted(&dewi, skp, &shown.seen).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/skp")), "and again");
    }
    assert_eq!(own(&dewi, 2027).await, (1, true));
    assert_eq!(posted(&lina, skp, &shown.seen).await.status, StatusCode::NOT_FOUND);
    begin(&dewi, 2027).await;
}

#[sqlx::test]
async fn a_revision_that_nobody_wants_is_discarded_and_the_version_in_force_stays(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, skp) = (app.as_(town.dewi).await, town.dewi_skp);
    let before = sheet(&dewi, skp).await;
    assert_eq!(before.discard, None, "nothing is in work");
    dewi.call(act(skp, PlanAct::Revise, "")).await.expect("a revision");
    let revised = sheet(&dewi, skp).await;
    let words = revised.discard.expect("it can be discarded");
    assert!(
        words.starts_with("Semua perubahan di versi 2 hilang") && words.contains("Versi 1 tetap berlaku"),
        "{words}"
    );
    dewi.call(act(skp, PlanAct::Submit, &revised.seen)).await.expect("submitted");
    assert_eq!(discard(&dewi, skp).await, Err(SkpRefusal::Waiting.into()), "it waits for the assessor");
    assert_eq!(sheet(&dewi, skp).await.discard, None);
    dewi.call(act(skp, PlanAct::Recall, "")).await.expect("taken back");
    for _ in 0..2 {
        discard(&dewi, skp).await.expect("discarded, and again");
    }
    let after = sheet(&dewi, skp).await;
    assert_eq!((after.stage, after.versions.len(), &after.results), (Stage::Agreed, 1, &before.results));
    assert_eq!(after.acts, [PlanAct::Revise]);
}

#[sqlx::test]
async fn what_others_use_is_not_discarded(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = leader(&app, town.sari, 2027).await;
    let text = "Persalinan di puskesmas";
    let given = sari.0.call(PutCell { cell: cell(&sari, town.dewi, text) }).await.expect("given");
    assert_eq!(sheet(&sari.0, sari.1).await.discard, None, "Dewi's draft supports a result of it");
    assert_eq!(discard(&sari.0, sari.1).await, Err(SkpRefusal::InUse.into()));
    let back = NewCell { result: given, seen: text.to_owned(), ..cell(&sari, town.dewi, "") };
    sari.0.call(PutCell { cell: back }).await.expect("taken back");
    assert!(sheet(&sari.0, sari.1).await.discard.is_some());
    let thread = format!(
        "insert into thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)
         values ('{}', gen_random_uuid(), '{}', '{skp}', 'skp', '{skp}', now())",
        town.agency,
        town.sari,
        skp = sari.1
    );
    sql(&owner, thread).await;
    assert_eq!(discard(&sari.0, sari.1).await, Err(SkpRefusal::InUse.into()), "people talk about it");
}

#[sqlx::test]
async fn what_only_a_leader_began_goes_with_its_last_cell(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = leader(&app, town.sari, 2027).await;
    let text = "Persalinan di puskesmas";
    let give_and_take = async |person| {
        let given = sari.0.call(PutCell { cell: cell(&sari, person, text) }).await.expect("given");
        let back = NewCell { result: given, seen: text.to_owned(), ..cell(&sari, person, "") };
        sari.0.call(PutCell { cell: back }).await.expect("taken back")
    };
    let asked = || PlanBoardQuery { year: Some(2027), unit: Some(town.centre), ..PlanBoardQuery::default() };
    let counts = async || sari.0.call(GetPlanBoard { asked: asked() }).await.expect("a board").counts.0;
    let dewi = app.as_(town.dewi).await;
    assert_eq!(give_and_take(town.dewi).await, None);
    assert_eq!(own(&dewi, 2027).await, (1, true), "as if nothing had been given");
    assert_eq!(counts().await, [2, 1, 0, 0, 0], "only Sari's own is being written");

    // What its owner began or has written in stays.
    let skp = begin(&dewi, 2027).await;
    give_and_take(town.dewi).await;
    assert_eq!(sheet(&dewi, skp).await.stage, Stage::Draft);
    let lina = app.as_(town.lina).await;
    let given = sari.0.call(PutCell { cell: cell(&sari, town.lina, text) }).await.expect("given");
    let plans = lina.call(ListOwnPlans {}).await.expect("plans").plans;
    let skp = plans.iter().find(|plan| plan.title == "SKP 2027").expect("a draft").id;
    let form = editor(&lina, skp).await.form;
    write(&lina, skp, &form, "Tertatanya arsip").await;
    let back = NewCell { result: given, seen: text.to_owned(), ..cell(&sari, town.lina, "") };
    sari.0.call(PutCell { cell: back }).await.expect("taken back");
    assert_eq!(editor(&lina, skp).await.results.len(), 1);
    assert_eq!(counts().await, [0, 3, 0, 0, 0]);
}
