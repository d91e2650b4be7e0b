//! What a plan says about the superiors' results: which it supports with which part, and to which figures it adds.

use crate::{
    app::TestApp,
    seed::{Town, sql},
    skp::{Writer, decide, plan_with},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        id::{EmployeeId, IkiId, RhkId},
        skp::SkpRefusal,
    },
    error::{Error, FieldErrors},
    features::skp::{
        api::{ListOwnPlans, SaveResult},
        model::{PlanAct, ResultForm},
    },
};
use serde_json::json;
use sqlx::PgPool;

/// Saves a form with other values in some of its fields; `i-` stands for its first indicator.
async fn save(writer: &Writer<'_>, form: &ResultForm, typed: &[(&str, &str)]) -> Result<(), Error> {
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
    let asked = SaveResult { skp: writer.skp, result: form.id, seen: form.seen.clone(), fields };
    writer.client.call(asked).await.map(drop)
}

/// Saves a result that is a part of a superior's, and gives its form as it is stored.
async fn part_of(
    writer: &Writer<'_>,
    form: &ResultForm,
    above: RhkId,
    typed: &[(&str, &str)],
) -> Result<ResultForm, Error> {
    let above = above.to_string();
    let measure = [
        ("text", "Terkumpulnya laporan bulanan"),
        ("i-name", "Laporan masuk"),
        ("i-unit", "laporan"),
        ("i-target", "6"),
        ("supports", above.as_str()),
        ("link", "direct"),
    ];
    save(writer, form, &[measure.as_slice(), typed].concat()).await?;
    Ok(writer.form(Some(form.id)).await)
}

fn value<'a>(form: &'a ResultForm, name: &str) -> Option<&'a str> {
    let name =
        name.strip_prefix("i-").map_or_else(|| name.to_owned(), |name| format!("i{}-{name}", form.indicators[0].id));
    form.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
}

fn wrong(refused: Result<ResultForm, Error>) -> Vec<(String, String)> {
    let Err(Error::Invalid(FieldErrors(wrong))) = refused else { panic!("{refused:?}") };
    wrong
}

/// Lets the assessor agree on what is submitted.
async fn agree(app: &TestApp, assessor: EmployeeId, plan: &Writer<'_>) -> Result<(), Error> {
    decide(&app.as_(assessor).await, plan.skp, PlanAct::Agree, "").await
}

/// Sari's plan in force, with these results and an indicator "Laporan" (laporan, by year) each; gives the first one, too.
async fn led_by_sari<'a>(app: &'a TestApp, town: &Town, texts: &[&str]) -> (Writer<'a>, Vec<RhkId>, IkiId) {
    let (sari, above) = plan_with(app, town.sari, texts).await;
    let first = sari.form(Some(above[0])).await.indicators[0].id;
    sari.act(PlanAct::Submit).await.expect("submitted");
    agree(app, town.ratna, &sari).await.expect("agreed");
    (sari, above, first)
}

/// A revision of Dewi's plan.
async fn revised<'a>(app: &'a TestApp, town: &Town) -> Writer<'a> {
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    dewi.act(PlanAct::Revise).await.expect("a revision");
    dewi
}

#[sqlx::test]
async fn a_result_says_which_part_of_the_superiors_it_is_and_to_which_figure_it_adds(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (_, above, leaders) = led_by_sari(&app, &town, &["Tertibnya pelaporan", "Turunnya kematian ibu"]).await;
    let leaders = leaders.to_string();
    let dewi = revised(&app, &town).await;
    let new = dewi.form(None).await;
    let also = format!("also-{}", above[1]);
    let typed = [("division", "region"), ("share", "12,5"), (also.as_str(), "true")];
    let stored = part_of(&dewi, &new, above[0], &typed).await.expect("saved");
    assert_eq!(value(&stored, "i-adds"), Some(leaders.as_str()), "the only one that measures the same");
    assert_eq!((value(&stored, "division"), value(&stored, "share")), (Some("region"), Some("12,5")));
    dewi.act(PlanAct::Submit).await.expect("submitted");
    agree(&app, town.sari, &dewi).await.expect("agreed");
    let agreed = dewi.sheet().await.results.pop().expect("a result");
    assert_eq!(
        agreed.supports,
        "Mendukung hasil atasan: “Tertibnya pelaporan” (langsung, bagian 12,5 % menurut wilayah)"
    );
    assert_eq!(agreed.also, ["“Turunnya kematian ibu”"]);
    assert_eq!(agreed.indicators[0].adds_to.as_deref(), Some("Laporan"));

    // A page of before knows nothing of it; another part is read in the difference.
    dewi.act(PlanAct::Revise).await.expect("a revision");
    let before = dewi.form(Some(new.id)).await;
    let known = |name: &str| !["division", "share", also.as_str()].contains(&name) && !name.ends_with("-adds");
    let older = ResultForm {
        fields: before.fields.iter().filter(|(name, _)| known(name)).cloned().collect(),
        ..before.clone()
    };
    save(&dewi, &older, &[]).await.expect("saved");
    assert_eq!(dewi.form(Some(new.id)).await, before, "it stays as it is");
    let other = [("share", "20"), ("i-adds", "-"), (also.as_str(), "")];
    save(&dewi, &before, &other).await.expect("saved");
    let expected = [
        "“Terkumpulnya laporan bulanan”: mendukung “Tertibnya pelaporan” (langsung, bagian 20 % menurut wilayah).",
        "“Terkumpulnya laporan bulanan”: tidak lagi mendukung “Turunnya kematian ibu”.",
        "Laporan masuk: tidak lagi ditambahkan ke indikator atasan.",
    ];
    assert_eq!(dewi.sheet().await.versions.remove(0).differences, expected);
    // What is no part of it adds nothing to it.
    let now = dewi.form(Some(new.id)).await;
    save(&dewi, &now, &[("link", "non_direct"), ("i-adds", leaders.as_str())]).await.expect("saved");
    let now = dewi.form(Some(new.id)).await;
    let unlinked = (value(&now, "division"), value(&now, "share"), value(&now, "i-adds"));
    assert_eq!(unlinked, (Some("volume"), Some(""), Some("-")));
}

#[sqlx::test]
async fn what_cannot_be_a_part_is_said_at_its_field(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (_, above, leaders) = led_by_sari(&app, &town, &["Tertibnya pelaporan"]).await;
    let leaders = leaders.to_string();
    let dewi = revised(&app, &town).await;
    let new = dewi.form(None).await;
    for share in ["0", "101", "-5", "33,333"] {
        let wrong = wrong(part_of(&dewi, &new, above[0], &[("share", share)]).await);
        let said = "Isi di atas 0 sampai 100 persen, paling banyak dua angka di belakang koma.";
        assert_eq!(wrong, [("share".to_owned(), said.to_owned())], "{share}");
    }
    let other = [("i-unit", "orang"), ("i-adds", leaders.as_str())];
    let [(field, said)] = wrong(part_of(&dewi, &new, above[0], &other).await).try_into().expect("one");
    assert!(field.ends_with("-adds") && said.starts_with("Laporan dihitung dengan cara lain (laporan)."), "{said}");
    // Nothing is chosen: nothing is added that measures something else.
    let stored = part_of(&dewi, &new, above[0], &[("i-unit", "orang")]).await.expect("saved");
    assert_eq!(value(&stored, "i-adds"), Some("-"));
    let unknown = [("division", "warna"), ("i-adds", "bukan-id")];
    let [(field, _)] = wrong(part_of(&dewi, &stored, above[0], &unknown).await).try_into().expect("one");
    assert_eq!(field, "division");
    // A result of another agency, or of nobody, is not supported besides.
    let foreign = format!("also-{}", RhkId(town.strange_iki.0));
    let stored = part_of(&dewi, &stored, above[0], &[(foreign.as_str(), "true")]).await.expect("saved");
    assert_eq!(value(&stored, &foreign), None);
}

#[sqlx::test]
async fn the_parts_of_a_result_are_never_more_than_the_whole(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (_, above, _) = led_by_sari(&app, &town, &["Tertibnya pelaporan"]).await;
    let dewi = revised(&app, &town).await;
    let own = app.as_(town.lina).await;
    let skp = own.call(ListOwnPlans {}).await.expect("plans").plans[0].id;
    let lina = Writer { client: own, skp };
    lina.act(PlanAct::Revise).await.expect("a revision");
    // Both write while neither is in force: the second to be agreed on is one part too many.
    part_of(&dewi, &dewi.form(None).await, above[0], &[("share", "60")]).await.expect("saved");
    let linas = lina.form(None).await;
    part_of(&lina, &linas, above[0], &[("share", "60")]).await.expect("saved");
    for writer in [&dewi, &lina] {
        writer.act(PlanAct::Submit).await.expect("submitted");
    }
    agree(&app, town.sari, &dewi).await.expect("agreed");
    let refused = agree(&app, town.sari, &lina).await;
    assert_eq!(refused, Err(SkpRefusal::OverWhole.into()));
    lina.act(PlanAct::Recall).await.expect("recalled");
    let stored = lina.form(Some(linas.id)).await;
    let said = wrong(part_of(&lina, &stored, above[0], &[("share", "40,01")]).await);
    let expected = "Tinggal 40 % dari hasil atasan ini: Dewi 60 %. Kurangi bagian ini, atau bicarakan pembagiannya.";
    assert_eq!(said, [("share".to_owned(), expected.to_owned())]);
    part_of(&lina, &stored, above[0], &[("share", "30")]).await.expect("saved");
    // The plan's own results count together.
    let said = wrong(part_of(&lina, &lina.form(None).await, above[0], &[("share", "11")]).await);
    let expected = "Tinggal 10 % dari hasil atasan ini: Dewi 60 %, hasil kerja Anda yang lain 30 %. Kurangi bagian ini, atau \
                    bicarakan pembagiannya.";
    assert_eq!(said[0].1, expected);
    lina.act(PlanAct::Submit).await.expect("submitted");
    agree(&app, town.sari, &lina).await.expect("agreed");
}

#[sqlx::test]
async fn results_never_support_themselves_by_way_of_others(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, above, _) = led_by_sari(&app, &town, &["Tertibnya pelaporan", "Turunnya kematian ibu"]).await;
    let dewi = revised(&app, &town).await;
    let also = format!("also-{}", above[1]);
    let new = dewi.form(None).await;
    part_of(&dewi, &new, above[0], &[(also.as_str(), "true")]).await.expect("saved");
    dewi.act(PlanAct::Submit).await.expect("submitted");
    agree(&app, town.sari, &dewi).await.expect("agreed");
    // Sari is put below Dewi: her result may not support the one that supports it.
    let turned = format!(
        "update assessor set assessor_id = '{}' where employee_id = '{}' and assessor_id = '{}'",
        town.dewi, town.sari, town.ratna
    );
    sql(&owner, turned).await;
    sari.act(PlanAct::Revise).await.expect("a revision");
    for result in &above {
        let form = sari.form(Some(*result)).await;
        let typed = [("supports", new.id.to_string()), ("link", "direct".to_owned())];
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(save(&sari, &form, &typed).await, Err(SkpRefusal::Circular.into()));
    }
}

#[sqlx::test]
async fn other_programs_read_plans_as_their_readers_do(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, above, _) = led_by_sari(&app, &town, &["Tertibnya pelaporan"]).await;
    let dewi = revised(&app, &town).await;
    part_of(&dewi, &dewi.form(None).await, above[0], &[]).await.expect("saved");
    let own = dewi.client.api(Method::GET, "/api/v1/plans?year=2026", None).await.json();
    let plan = &own[0];
    assert_eq!(
        (&plan["state"], &plan["version"], &plan["starts_on"]),
        (&json!("agreed"), &json!(1), &json!("2026-01-01"))
    );
    assert_eq!(plan["results"].as_array().map(Vec::len), Some(1), "what is in force, not the draft beside it");
    assert_eq!(plan["assessor"]["name"], "Sari");
    assert_eq!(dewi.client.api(Method::GET, "/api/v1/plans?year=2025", None).await.json(), json!([]));
    dewi.act(PlanAct::Submit).await.expect("submitted");
    agree(&app, town.sari, &dewi).await.expect("agreed");
    let address = format!("/api/v1/plans/{}", dewi.skp);
    let read = sari.client.api(Method::GET, &address, None).await.json();
    let added = &read["results"][1];
    assert_eq!((&added["supports"], &added["kind"]), (&json!(above[0]), &json!("main")));
    let measure = json!({"id": added["indicators"][0]["id"], "name": "Laporan masuk", "unit": "laporan",
        "polarity": "maximise", "target": "6"});
    assert_eq!(added["indicators"][0], measure);
    // A draft of somebody else is nobody's business.
    let (begun, _) = plan_with(&app, town.hadi, &[]).await;
    let address = format!("/api/v1/plans/{}", begun.skp);
    let draft = app.as_(town.mayor).await.api(Method::GET, &address, None).await.json();
    assert_eq!((&draft["state"], &draft["version"], &draft["results"]), (&json!("draft"), &json!(null), &json!([])));
    assert_eq!(app.as_(town.budi).await.api(Method::GET, &address, None).await.status, StatusCode::NOT_FOUND);
}

#[sqlx::test]
async fn of_two_plans_that_would_support_each_other_only_one_comes_into_force(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, above, _) = led_by_sari(&app, &town, &["Tertibnya pelaporan"]).await;
    let below = "select rhk_id from iki where id = $1";
    let below: RhkId =
        sqlx::query_scalar(below).bind(town.births).fetch_one(&owner).await.map(RhkId).expect("Dewi's result");
    // Each is in the matrix of the other.
    let member = format!(
        "insert into skp_member (agency_id, skp_id, employee_id) values ('{}', '{}', '{}')",
        town.agency, town.dewi_skp, town.sari
    );
    sql(&owner, member).await;
    let dewi = revised(&app, &town).await;
    sari.act(PlanAct::Revise).await.expect("a revision");
    for (writer, own, other) in [(&dewi, below, above[0]), (&sari, above[0], below)] {
        let other = other.to_string();
        let typed = [("supports", other.as_str()), ("link", "direct")];
        save(writer, &writer.form(Some(own)).await, &typed).await.expect("saved: the other one is not in force");
        writer.act(PlanAct::Submit).await.expect("submitted");
    }
    let both = tokio::join!(agree(&app, town.sari, &dewi), agree(&app, town.ratna, &sari));
    let refused: Vec<_> = [both.0, both.1].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused, [SkpRefusal::Circular.into()]);
}
