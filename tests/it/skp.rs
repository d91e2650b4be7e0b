//! Plans: the view of their owner.

use crate::{
    access::{Filled, Rows, Rule},
    app::TestApp,
    seed::{Town, sql},
};
use kinerja::{
    domain::skp::Stage,
    features::skp::{ListOwnPlans, PlanCard},
};
use sqlx::PgPool;

pub fn access() -> Rows {
    Rows::default()
        .function(Rule::Employee, |_| ListOwnPlans {})
        .page("/skp", Rule::OwnOnly, |_| ("/skp".to_owned(), "Persalinan ditolong"))
        .filled(|Filled { agency, employee, .. }| {
            format!(
                "insert into evaluation (agency_id, employee_id, period_id, final_at)
                 select agency_id, '{employee}', id, now() from period where agency_id = '{agency}' limit 1;
                 insert into skp_revision (agency_id, skp_id, version, state, content)
                 select agency_id, id, 2, 'draft', '{{\"results\": []}}' from skp where employee_id = '{employee}'"
            )
        })
}

async fn plan_of(app: &TestApp, person: kinerja::domain::id::EmployeeId) -> PlanCard {
    let own = app.as_(person).await.call(ListOwnPlans {}).await.expect("plans");
    assert_eq!(own.missing, None);
    let [plan] = own.plans.try_into().expect("one plan");
    plan
}

#[sqlx::test]
async fn a_plan_says_what_was_agreed_on_and_what_is_being_changed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let plan = plan_of(&app, town.dewi).await;
    assert_eq!((plan.title.as_str(), plan.span.as_str()), ("SKP 2026", "1 Jan – 31 Des 2026"));
    assert_eq!(plan.stage, Stage::Agreed);
    assert_eq!(plan.notes, ["Versi 1 disetujui 5 Jan 07.00"]);
    let [result] = &plan.results[..] else { panic!("one result: {:?}", plan.results) };
    assert_eq!(result.text, "Meningkatnya layanan");
    let indicators = ["Persalinan ditolong: 1.200 kali", "Median hari rujukan: 3 kali", "Kunjungan ibu hamil: 400 kali"];
    assert_eq!(result.indicators, indicators);

    let revision = |step: &str| {
        format!(
            "delete from skp_revision;
             insert into skp_revision (agency_id, skp_id, version, content, state, submitted_at, returned_at, returned_by, return_note)
             values ('{}', '{}', 2, '{{\"results\": []}}', {step})",
            town.agency, town.dewi_skp
        )
    };
    let returned = format!("'returned', null, '2026-06-18T02:00:00Z', '{}', 'Naikkan target'", town.sari);
    for (step, note) in [
        ("'draft', null, null, null, null", "Versi 2 sedang disusun."),
        (
            "'submitted', '2026-06-19T02:00:00Z', null, null, null",
            "Versi 2 diajukan 19 Jun 09.00 dan menunggu pejabat penilai.",
        ),
        (&returned, "Versi 2 dikembalikan 18 Jun 09.00: Naikkan target"),
    ] {
        sql(&owner, revision(step)).await;
        let now = plan_of(&app, town.dewi).await;
        assert_eq!(now.notes[1..], [note]);
        assert_eq!(now.results, plan.results, "what is in force stays");
    }
    sql(&owner, format!("update skp set version = null, agreed_at = null where id = '{}'", town.dewi_skp)).await;
    let first = plan_of(&app, town.dewi).await;
    assert_eq!((first.stage, first.results), (Stage::Returned, vec![]));
}

#[sqlx::test]
async fn a_closed_plan_stays_to_be_read(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update skp set closed_at = now() where id = '{}'", town.dewi_skp)).await;
    let plan = plan_of(&app, town.dewi).await;
    assert_eq!((plan.stage, plan.results.len()), (Stage::Closed, 1));
}

#[sqlx::test]
async fn who_has_no_plan_reads_whom_to_ask(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // Sari has none; dr. Ratna assesses her.
    let sari = app.as_(town.sari).await;
    for address in ["/", "/skp"] {
        let page = sari.get(address).await.text();
        assert!(page.contains("Anda belum punya SKP 2026. Tanyakan kepada dr. Ratna, pejabat penilai Anda"), "{page}");
    }
    let page = app.as_(town.ratna).await.get(&format!("/tim/{}", town.sari)).await.text();
    assert!(page.contains("Sari belum punya SKP 2026. Minta pengelola kepegawaian membuatnya"), "{page}");
    let page = app.as_(town.mayor).await.get("/skp").await.text();
    assert!(page.contains("belum punya pejabat penilai. Hubungi pengelola kepegawaian."), "{page}");
}
