//! Follow-ups of a meeting: assigning, the people notified, finishing, and the names that a meeting screen may show.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Client, TestApp, key},
    scene::AGREED,
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        calendar::Zone,
        event::Topic,
        id::{EmployeeId, FollowUpId, UnitId},
    },
    error::{Error, FieldErrors},
    features::{
        dashboard::api::{GetArrivals, GetBoard},
        follow_up::{
            api::{FindAssignees, FinishFollowUp, AssignFollowUp, ListOwnFollowUps, ListUnitFollowUps},
            model::{FollowUpBody, FollowUpRow},
        },
        progress::{api::MyResults, rollup},
    },
};
use sqlx::PgPool;

/// Returns the access rows of follow-ups.
pub fn access() -> Rows {
    Rows::default()
        .function(Rule::BoardLeads, |named| ListUnitFollowUps { unit: named.unit, names: true })
        .function(Rule::Employee, |_| ListOwnFollowUps {})
        .function(Rule::BoardLeads, |named| FindAssignees {
            unit: named.unit,
            wanted: "Dewi".to_owned(),
            names: true,
        })
        .function(Rule::BoardLeads, |named| AssignFollowUp {
            follow_up: agreed(named.unit, named.employee, "2026-07-01"),
        })
        .function(Rule::Finish, |named| FinishFollowUp { follow_up: named.follow_up, done: true })
        .route(Method::POST, "/tindak-lanjut", Rule::Finish, |named| {
            Ask::form([("follow_up", &named.follow_up), ("done", &true)])
        })
        .page("/tindak-lanjut", Rule::Agreed, |_| ("/tindak-lanjut".to_owned(), AGREED))
        .filled(|Filled { employee, .. }| {
            format!(
                "insert into follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at)
                 select agency_id, gen_random_uuid(), unit_id, 'Jadwal disepakati', employee_id, employee_id, now(), now()
                 from assignment where employee_id = '{employee}'"
            )
        })
}

const TEXT: &str = "Jadwal posyandu disepakati dengan kader";

fn agreed(unit: UnitId, assignee: EmployeeId, due_on: &str) -> FollowUpBody {
    let (id, text) = (FollowUpId(key()), TEXT.to_owned());
    FollowUpBody { id, unit, text, assignee: Some(assignee), due_on: due_on.to_owned() }
}

/// Sari assigns a follow-up to Dewi in the meeting of the Puskesmas.
async fn assigned(sari: &Client<'_>, town: &Town, due_on: &str) -> FollowUpId {
    let follow_up = agreed(town.centre, town.dewi, due_on);
    let id = follow_up.id;
    sari.call(AssignFollowUp { follow_up }).await.expect("it is written down");
    id
}

async fn open(client: &Client<'_>, unit: UnitId, names: bool) -> Vec<FollowUpRow> {
    client.call(ListUnitFollowUps { unit, names }).await.expect("what is open").open
}

async fn finish(client: &Client<'_>, follow_up: FollowUpId, done: bool) {
    client.call(FinishFollowUp { follow_up, done }).await.expect("it is noted");
}

#[sqlx::test]
async fn what_a_meeting_agrees_on_reaches_the_one_responsible_and_the_screen_at_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi) = (app.as_(town.sari).await, app.as_(town.dewi).await);
    assert_eq!(dewi.call(MyResults { corrects: None }).await.expect("results").asks, []);
    let (screen, phone) = (Topic::Unit(town.centre).to_string(), Topic::Person(town.dewi).to_string());
    let mut room = sari.listen(&format!("topics={screen}"), &[]).await.expect("a stream");
    let mut home = dewi.listen(&format!("topics={phone}"), &[]).await.expect("a stream");
    let id = assigned(&sari, &town, "2026-06-30").await;
    assert_eq!((room.next_change().await, home.next_change().await), (screen.clone(), phone));

    let asks = dewi.call(MyResults { corrects: None }).await.expect("results").asks;
    assert_eq!(asks[0].1, "1 tindak lanjut rapat untuk Anda, paling dekat 30 Jun");
    let mine = dewi.call(ListOwnFollowUps {}).await.expect("hers").mine;
    assert_eq!((mine[0].id, mine[0].text.as_str(), mine[0].unit.as_str()), (id, TEXT, "Puskesmas Muara"));
    let theirs = sari.call(ListOwnFollowUps {}).await.expect("theirs");
    assert_eq!((theirs.mine.len(), theirs.assigned[0].who.as_str()), (0, "Dewi"));

    finish(&dewi, id, true).await;
    assert_eq!(room.next_change().await, screen);
    assert_eq!(open(&sari, town.centre, true).await, []);
    assert_eq!(dewi.call(MyResults { corrects: None }).await.expect("results").asks, []);
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event where kind like 'follow_up%' order by at, id")
        .fetch_all(&owner)
        .await
        .expect("the audit");
    assert_eq!(kinds, ["follow_up_given", "follow_up_done"]);
}

#[sqlx::test]
async fn a_room_reads_nobodys_name_before_it_is_asked_for(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi) = (app.as_(town.sari).await, app.as_(town.dewi).await);
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    assigned(&sari, &town, "2026-06-30").await;
    let unit = town.centre;
    for names in [false, true] {
        let arrivals = sari.call(GetArrivals { unit, names }).await.expect("reports");
        let agreed = sari.call(ListUnitFollowUps { unit, names }).await.expect("what is open");
        assert_eq!((arrivals.named, agreed.named), (names, names));
        let who = [arrivals.rows[0].who.as_str(), agreed.open[0].who.as_str()];
        // Nobody else has her post, three people work in the Puskesmas and four in the dinas: each would name her.
        assert_eq!(who, if names { ["Dewi"; 2] } else { ["Kota Uji"; 2] });
        let wanted = "Dewi".to_owned();
        let found = sari.call(FindAssignees { unit, wanted, names }).await.expect("people");
        assert_eq!(found.len(), usize::from(names), "the search names nobody either");
    }
    let page = sari.get("/dasbor/layar?lihat=masuk").await.body;
    assert!(page.contains("Baru masuk") && !page.contains("Dewi"), "the document names nobody");
}

#[sqlx::test]
async fn somebody_without_a_name_is_described_by_what_five_people_share(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    assigned(&sari, &town, "2026-06-30").await;
    let who = async || open(&sari, town.centre, false).await[0].who.clone();
    let mut db = owner.acquire().await.expect("a connection");
    for n in 0..4 {
        town.hire(&owner, EmployeeId(key()), &format!("Rekan {n}"), town.centre).await;
    }
    rollup::refresh(&mut db, town.agency, Zone::Wib, TODAY).await.expect("roll-ups");
    assert_eq!(who().await, "Puskesmas Muara", "seven people work there, one is called that");
    sql(&owner, "update post set name = 'Bidan' where name like 'Jabatan Rekan%' or name = 'Jabatan Dewi'".to_owned()).await;
    assert_eq!(who().await, "Bidan, Puskesmas Muara", "five midwives");
}

#[sqlx::test]
async fn no_count_on_the_screen_of_a_room_leads_to_people(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    assert_eq!(app.as_(town.dewi).await.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    let ratna = app.as_(town.ratna).await;
    assert!(ratna.get("/dasbor").await.body.contains("status="), "the board of one reader does");
    for view in ["angka", "keadaan", "perubahan", "masuk", "tindak-lanjut", "tren", "unit"] {
        let page = ratna.get(&format!("/dasbor/layar?lihat={view}")).await.body;
        let (_, screen) = page.split_once("class=\"screen\"").expect("the screen");
        let (screen, _) = screen.split_once("</main>").expect("the end of the page");
        assert!(!screen.contains("status=") && !screen.contains("href=\"/tim"), "{view}: {screen}");
    }
}

#[sqlx::test]
async fn above_the_perangkat_daerah_reports_come_in_without_persons_and_posts(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sent = app.as_(town.dewi).await.report(key(), town.births, "12").await;
    assert_eq!(sent.status, StatusCode::CREATED);
    let mayor = app.as_(town.mayor).await;
    for unit in [town.root, town.centre] {
        let arrivals = mayor.call(GetArrivals { unit, names: true }).await.expect("reports");
        assert!(!arrivals.named, "names do not leave the perangkat daerah");
        assert_eq!(arrivals.rows[0].who, "Dinas Kesehatan");
    }
    let page = mayor.get("/dasbor/layar?lihat=masuk").await.body;
    assert!(page.contains("Baru masuk") && !page.contains("Dewi") && !page.contains("Jabatan Dewi"));
    let follow_up = agreed(town.root, town.ratna, "2026-06-22");
    assert_eq!(mayor.call(AssignFollowUp { follow_up }).await, Ok(()), "a meeting of the whole agency agrees on things");
}

#[sqlx::test]
async fn only_leaders_have_a_meeting(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let mut meets = Vec::new();
    for person in [town.sari, town.ratna, town.mayor, town.dewi] {
        let board = app.as_(person).await.call(GetBoard { unit: Some(town.centre) }).await.expect("a board");
        meets.push(board.leads);
    }
    assert_eq!(meets, [true, true, true, false]);
}

#[sqlx::test]
async fn the_same_again_is_stored_once_also_on_another_day(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let follow_up = agreed(town.centre, town.dewi, "2026-06-22");
    let send = async |follow_up| app.as_(town.sari).await.call(AssignFollowUp { follow_up }).await;
    assert_eq!(send(follow_up.clone()).await, Ok(()));
    let after = app.rows().await;
    app.at("2026-06-23T02:00:00Z");
    assert_eq!(send(follow_up.clone()).await, Ok(()), "it was in time when it was taken");
    let other = FollowUpBody { text: "Lain".to_owned(), ..follow_up };
    assert!(matches!(send(other).await, Err(Error::Invalid(_))), "the number stands for something else");
    assert_eq!(app.rows().await["follow_up"], after["follow_up"]);
}

#[sqlx::test]
async fn what_is_missing_or_cannot_be_is_said_beside_its_field(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let wrong = async |follow_up: FollowUpBody| match sari.call(AssignFollowUp { follow_up }).await {
        Err(Error::Invalid(FieldErrors(wrong))) => wrong.into_iter().map(|(field, _)| field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let good = agreed(town.centre, town.dewi, "2026-06-22");
    let empty = FollowUpBody { text: " ".to_owned(), assignee: None, due_on: String::new(), ..good.clone() };
    assert_eq!(wrong(empty).await, ["text", "assignee", "due_on"]);
    assert_eq!(wrong(agreed(town.centre, town.dewi, "2026-06-21")).await, ["due_on"], "the day is over");
    for elsewhere in [town.budi, town.ratna, town.stranger] {
        assert_eq!(wrong(agreed(town.centre, elsewhere, "2026-06-22")).await, ["assignee"]);
    }
    assert_eq!(wrong(FollowUpBody { text: "x".repeat(501), ..good }).await, ["text"]);
    assert_eq!(open(&sari, town.centre, true).await, []);
}

#[sqlx::test]
async fn only_people_of_the_unit_and_below_are_offered(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, ratna) = (app.as_(town.sari).await, app.as_(town.ratna).await);
    let found = async |leader: &Client<'_>, unit, wanted: &str| -> Vec<String> {
        let wanted = wanted.to_owned();
        let people = leader.call(FindAssignees { unit, wanted, names: true }).await.expect("people");
        people.into_iter().map(|one| format!("{}: {}", one.name, one.post)).collect()
    };
    assert_eq!(found(&sari, town.centre, "EWI").await, ["Dewi: Jabatan Dewi, Puskesmas Muara"]);
    assert_eq!(found(&ratna, town.health, "dewi").await.len(), 1);
    for nobody in ["Budi", "Ratna", "%%%", "d_wi"] {
        assert_eq!(found(&sari, town.centre, nobody).await, Vec::<String>::new(), "{nobody}");
    }
}

#[sqlx::test]
async fn a_slip_is_taken_back_and_what_is_done_is_shown_for_a_week(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = assigned(&app.as_(town.sari).await, &town, "2026-06-24").await;
    let mine = async || app.as_(town.dewi).await.call(ListOwnFollowUps {}).await.expect("hers").mine;
    app.at("2026-06-26T02:00:00Z");
    let rows = mine().await;
    assert_eq!((rows[0].due.as_str(), rows[0].late.as_deref()), ("24 Jun", Some("lewat 2 hari")));
    let home = app.as_(town.dewi).await.call(MyResults { corrects: None }).await.expect("results").asks;
    assert_eq!(home[0].1, "1 tindak lanjut rapat untuk Anda, ada yang lewat waktu");

    // The request of a form without JavaScript.
    let fields = [("follow_up", &*id.to_string()), ("done", "true")];
    let answer = app.as_(town.dewi).await.post_form("/tindak-lanjut", &fields).await;
    assert!(answer.status.is_redirection(), "{answer:?}");
    assert!(mine().await[0].done && mine().await[0].late.is_none());
    finish(&app.as_(town.sari).await, id, false).await;
    assert!(!mine().await[0].done);
    finish(&app.as_(town.sari).await, id, true).await;
    app.at("2026-07-03T01:00:00Z");
    assert_eq!(mine().await.len(), 1);
    app.at("2026-07-03T02:00:01Z");
    assert_eq!(mine().await, []);
}

#[sqlx::test]
async fn a_new_head_finds_what_was_agreed_before_and_can_finish_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = assigned(&app.as_(town.sari).await, &town, "2026-06-30").await;
    let ratna = app.as_(town.ratna).await;
    assert_eq!(open(&ratna, town.centre, true).await.len(), 1);
    assert_eq!(open(&ratna, town.health, true).await, [], "each meeting has its own");
    town.transfer(&owner, town.sari, town.schools, TODAY).await;
    finish(&app.as_(town.ratna).await, id, true).await;
    assert_eq!(open(&app.as_(town.ratna).await, town.centre, true).await, []);
}

#[sqlx::test]
async fn what_somebody_who_has_left_was_to_do_asks_for_another_person(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let id = assigned(&sari, &town, "2026-06-30").await;
    let mine = async || sari.call(ListOwnFollowUps {}).await.expect("those that she gave").assigned[0].who.clone();
    assert_eq!(mine().await, "Dewi");
    sql(&owner, format!("update assignment set until = '{TODAY}' where employee_id = '{}'", town.dewi)).await;
    assert_eq!(mine().await, "Dewi sudah tidak bertugas: tunjuk pengganti");
    let shown = async |names| open(&sari, town.centre, names).await[0].who.clone();
    assert_eq!(shown(true).await, "Dewi sudah tidak bertugas: tunjuk pengganti");
    assert_eq!(shown(false).await, "Penanggung jawab sudah tidak bertugas: tunjuk pengganti");
    finish(&sari, id, true).await;
    assert_eq!(mine().await, "Dewi", "it was done all the same");
}
