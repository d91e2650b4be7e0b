//! What leaders give to plans that others write: numbers, beginnings, revisions, and who is told.

use crate::{
    app::{Client, TestApp, key},
    seed::Town,
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        event::Topic,
        id::{EmployeeId, RhkId, SkpId},
        skp::result_id,
    },
    features::skp::{
        api::{BeginPlan, EditPlan, GetPlan, ListOwnPlans, PutCell, RemoveResult, SaveResult},
        model::{Beginning, NewCell, NewPlan, Origin, PlanEditor, ResultForm},
    },
};
use sqlx::PgPool;
use std::collections::HashSet;

/// Begins an empty plan of a year, and returns it.
async fn begin(client: &Client<'_>, year: i16) -> SkpId {
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    let post = own.beginnings.iter().find(|beginning| beginning.year == year).expect("a beginning").post;
    let id = SkpId(key());
    client.call(BeginPlan { plan: NewPlan { id, year, post, origin: Origin::Empty } }).await.expect("begun");
    id
}

async fn editor(client: &Client<'_>, skp: SkpId) -> PlanEditor {
    client.call(EditPlan { skp, result: None }).await.expect("an editor")
}

/// Saves a form with only a text.
async fn write(client: &Client<'_>, skp: SkpId, form: &ResultForm, text: &str) {
    let fields = form.fields.iter().filter(|(name, _)| name != "text").cloned();
    let fields = fields.chain([("text".to_owned(), text.to_owned())]).collect();
    let save = SaveResult { skp, result: form.id, seen: form.seen.clone(), fields };
    client.call(save).await.expect("saved");
}

/// A leader with a plan of a year that has one result to give away.
async fn leader(app: &TestApp, person: EmployeeId, year: i16) -> (Client<'_>, SkpId, RhkId) {
    let client = app.as_(person).await;
    let skp = begin(&client, year).await;
    let form = editor(&client, skp).await.form;
    write(&client, skp, &form, "Turunnya kematian ibu").await;
    (client, skp, form.id)
}

fn cell((_, skp, above): &(Client<'_>, SkpId, RhkId), employee: EmployeeId, text: &str) -> NewCell {
    NewCell { skp: *skp, employee, above: *above, result: None, seen: String::new(), text: text.to_owned() }
}

#[sqlx::test]
async fn the_number_of_a_removed_result_does_not_come_back(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi, 2027).await;
    let first = editor(&dewi, skp).await.form;
    assert_eq!(first.id, result_id(skp, 1));
    write(&dewi, skp, &first, "Terbitnya akta").await;
    let removed = dewi.call(RemoveResult { skp, result: first.id }).await.expect("removed").expect("its form");
    let next = editor(&dewi, skp).await.form;
    assert_eq!(next.id, result_id(skp, 2), "a device that still has the first one would write over it");
    write(&dewi, skp, &next, "Tertatanya arsip").await;
    write(&dewi, skp, &removed, "Terbitnya akta").await;
    let texts: Vec<_> = editor(&dewi, skp).await.results.into_iter().map(|line| line.text).collect();
    assert_eq!(texts, ["Tertatanya arsip", "Terbitnya akta"], "saved again, it is back");
}

/// Returns what somebody can fill a plan from that is there already.
async fn fillings(client: &Client<'_>) -> Vec<Beginning> {
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    own.beginnings.into_iter().filter(|beginning| beginning.skp.is_some()).collect()
}

#[sqlx::test]
async fn a_leaders_first_result_leaves_last_year_and_the_template_to_choose(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = leader(&app, town.sari, 2027).await;
    for person in [town.dewi, town.lina] {
        sari.0.call(PutCell { cell: cell(&sari, person, "Persalinan di puskesmas") }).await.expect("given");
    }
    let dewi = app.as_(town.dewi).await;
    let [there] = &fillings(&dewi).await[..] else { panic!("one plan") };
    assert_eq!(there.origins, [Origin::Earlier, Origin::Template]);
    let skp = there.skp.expect("a plan");
    let fill = NewPlan { id: skp, year: 2027, post: there.post, origin: Origin::Earlier };
    for _ in 0..2 {
        dewi.call(BeginPlan { plan: fill.clone() }).await.expect("filled once");
    }
    let results = editor(&dewi, skp).await.results;
    let texts: Vec<_> = results.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Persalinan di puskesmas", "Meningkatnya layanan"]);
    assert_eq!(results.iter().map(|line| line.id).collect::<HashSet<_>>().len(), 2);
    assert_eq!(results[1].about, "3 indikator");
    assert_eq!(fillings(&dewi).await, [], "what is written is not filled again");

    // Without JavaScript, from the template.
    let lina = app.as_(town.lina).await;
    let [there] = &fillings(&lina).await[..] else { panic!("one plan") };
    let (skp, post) = (there.skp.expect("a plan"), there.post.to_string());
    let fields = [("id", &*skp.to_string()), ("year", "2027"), ("post", &post), ("origin", "templat")];
    let answer = lina.post_form("/skp", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some(&*format!("/skp/{skp}/ubah"))));
    let results = editor(&lina, skp).await.results;
    assert_eq!(results[0].text, "Persalinan di puskesmas");
    assert!(results.len() > 1 && results[1..].iter().all(|line| line.missing.is_none()));
    let strange = NewPlan { id: skp, ..fill };
    assert!(dewi.call(BeginPlan { plan: strange }).await.is_err(), "nobody fills the plan of somebody else");
}

#[sqlx::test]
async fn a_result_that_is_taken_back_leaves_no_revision_behind(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = leader(&app, town.sari, 2026).await;
    let dewi = app.as_(town.dewi).await;
    let versions = async || {
        let sheet = dewi.call(GetPlan { skp: town.dewi_skp, version: None }).await.expect("a plan");
        sheet.versions.len()
    };
    let text = "Persalinan di puskesmas";
    let given = sari.0.call(PutCell { cell: cell(&sari, town.dewi, text) }).await.expect("given");
    assert_eq!(versions().await, 2, "a revision has begun");
    let back = NewCell { result: given, seen: text.to_owned(), ..cell(&sari, town.dewi, "") };
    sari.0.call(PutCell { cell: back }).await.expect("taken back");
    assert_eq!(versions().await, 1, "nothing is in work");

    // What the owner has written stays.
    let given = sari.0.call(PutCell { cell: cell(&sari, town.dewi, text) }).await.expect("given");
    let form = editor(&dewi, town.dewi_skp).await.form;
    write(&dewi, town.dewi_skp, &form, "Tertatanya arsip").await;
    let back = NewCell { result: given, seen: text.to_owned(), ..cell(&sari, town.dewi, "") };
    sari.0.call(PutCell { cell: back }).await.expect("taken back");
    assert_eq!(versions().await, 2);
    assert!(editor(&dewi, town.dewi_skp).await.results.iter().any(|line| line.text == "Tertatanya arsip"));
}

#[sqlx::test]
async fn a_leader_is_told_at_once_what_people_of_the_matrix_write(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = leader(&app, town.sari, 2026).await;
    let given = sari.0.call(PutCell { cell: cell(&sari, town.budi, "Senam balita") }).await.expect("given");
    let team = Topic::Team(town.sari).to_string();
    let mut page = sari.0.listen(&format!("topics={team}"), &[]).await.expect("a stream");
    page.next_of("ready").await;
    let (dewi, budi) = (app.as_(town.dewi).await, app.as_(town.budi).await);
    begin(&dewi, 2027).await;
    assert_eq!(page.next_change().await, team, "somebody of the own team begins a plan");
    let own = budi.call(ListOwnPlans {}).await.expect("plans");
    let skp = own.plans[0].id;
    let form = budi.call(EditPlan { skp, result: given }).await.expect("an editor").form;
    write(&budi, skp, &form, "Senam balita tiap pekan").await;
    assert_eq!(page.next_change().await, team, "somebody of another unit completes what was given");
}
