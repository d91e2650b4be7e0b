//! How far the plans of a unit have come, reminders of them, and plans for many at once.

use crate::{
    access::{Ask, Filled, Named, Rows, Rule},
    app::{TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        id::{SkpId, UnitId},
        skp::{Completion, SkpRefusal},
    },
    error::Error,
    features::skp::{
        api::{GetBatchOffer, GetPlanBoard, ListOwnPlans, PlanBatch, RemindOfPlans, UndoBatch},
        model::{BatchOffer, NewBatch, PlanBoard, PlanBoardQuery},
    },
};
use sqlx::{AssertSqlSafe, PgPool};

fn of_unit(unit: UnitId, year: i16) -> PlanBoardQuery {
    PlanBoardQuery { year: Some(year), unit: Some(unit), ..PlanBoardQuery::default() }
}

pub fn access() -> Rows {
    let missing = |named: Named| PlanBoardQuery { of: Some(Completion::Missing), ..of_unit(named.unit, 2026) };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let form = |named: Named, path: &'static str, last: (&'static str, i32)| {
        Ask::at(path).with_form([("tahun", &2027), ("unit", &named.unit), (last.0, &last.1)])
    };
    Rows::default()
        .function(Rule::BoardTopic, move |named| GetPlanBoard { asked: missing(named) })
        .function(Rule::BoardTopic, move |named| RemindOfPlans { asked: missing(named) })
        .function(Rule::PengelolaOfUnit, |named| GetBatchOffer { year: Some(2026), unit: named.unit })
        .refused_function(Rule::PengelolaOfUnit, SkpRefusal::OtherPlans.into(), |named| PlanBatch {
            batch: NewBatch { year: 2027, unit: named.unit, plans: 999 },
        })
        .refused_function(Rule::PengelolaOfUnit, SkpRefusal::OtherPlans.into(), |named| UndoBatch {
            year: 2027,
            unit: named.unit,
            at: 1,
        })
        .route(Method::POST, "/skp/kelengkapan", Rule::BoardTopic, |named| {
            Ask::at("/skp/kelengkapan").with_form([("tahun", &2026), ("unit", &named.unit), ("keadaan", &"belum")])
        })
        .refused_route(Method::POST, "/skp/kelengkapan/templat", (Rule::PengelolaOfUnit, refused), move |named| {
            form(named, "/skp/kelengkapan/templat", ("jumlah", 999))
        })
        .refused_route(Method::POST, "/skp/kelengkapan/urungkan", (Rule::PengelolaOfUnit, refused), move |named| {
            form(named, "/skp/kelengkapan/urungkan", ("saat", 1))
        })
        .page("/skp/kelengkapan", Rule::BoardTopic, |named| {
            (format!("/skp/kelengkapan?tahun=2026&unit={}", named.unit), "pegawai sudah punya SKP 2026")
        })
        .filled(|Filled { agency, employee, .. }| {
            format!(
                "insert into plan_reminder (agency_id, employee_id, year, reminded_by, reminded_at)
                 values ('{agency}', '{employee}', 2026, '{employee}', now())"
            )
        })
}

/// Three plans of 2027 in the health centre: Dewi's draft, Lina's submitted one, Sari has none.
async fn half_way(owner: &PgPool, town: &Town) -> SkpId {
    let draft = SkpId(key());
    let plan = |id: SkpId, person, revision: &str| {
        let agency = town.agency;
        format!(
            "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version)
             select '{agency}', '{id}', employee_id, post_id, 2027, '2027-01-01', '2027-12-31', null from assignment
             where employee_id = '{person}';
             insert into skp_revision (agency_id, skp_id, version, content, state, submitted_at)
             values ('{agency}', '{id}', 1, '{{\"results\": []}}', {revision});"
        )
    };
    let plans =
        plan(draft, town.dewi, "'draft', null") + &plan(SkpId(key()), town.lina, "'submitted', '2026-06-20T02:00:00Z'");
    sql(owner, plans).await;
    draft
}

fn counts(board: &PlanBoard) -> [i32; 5] {
    board.counts.0
}

async fn number(owner: &PgPool, statement: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement.to_owned())).fetch_one(owner).await.expect("a number")
}

#[sqlx::test]
async fn a_head_sees_who_has_no_plan_yet_and_whose_waits(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    half_way(&owner, &town).await;
    let ratna = app.as_(town.ratna).await;
    let board = ratna.call(GetPlanBoard { asked: of_unit(town.health, 2027) }).await.expect("a board");
    assert_eq!(counts(&board), [2, 1, 0, 1, 0]);
    assert_eq!(board.summary, "0 dari 4 pegawai sudah punya SKP 2027 yang disetujui (0 %).");
    let rows: Vec<_> = board.units.iter().map(|row| (row.name.as_str(), row.counts.0)).collect();
    assert_eq!(rows, [("Puskesmas Muara", [1, 1, 0, 1, 0]), ("Langsung di Dinas Kesehatan", [1, 0, 0, 0, 0])]);
    assert!(board.above.is_empty(), "a head sees nothing above the own unit");

    let listed = async |of, is_direct| {
        let asked = PlanBoardQuery { of: Some(of), is_direct, ..of_unit(town.health, 2027) };
        let people = ratna.call(GetPlanBoard { asked }).await.expect("a list").people.expect("people");
        let words: Vec<_> = people.people.into_iter().map(|person| (person.name, person.about)).collect();
        (people.total, words)
    };
    let words = |name: &str, about: &str| (name.to_owned(), about.to_owned());
    let none = "Belum ada SKP.";
    assert_eq!(listed(Completion::Missing, false).await, (2, vec![words("dr. Ratna", none), words("Sari", none)]));
    assert_eq!(listed(Completion::Missing, true).await, (1, vec![words("dr. Ratna", none)]));
    let waiting = vec![words("Lina", "Diajukan 20 Jun 09.00, menunggu Sari.")];
    assert_eq!(listed(Completion::Submitted, false).await, (1, waiting));
    let page = ratna.get(&format!("/skp/kelengkapan?tahun=2027&unit={}&keadaan=belum", town.health)).await.text();
    for text in
        ["Dinas Kesehatan: 2 pegawai", "Belum ada di Dinas Kesehatan: 2 pegawai", "dr. Ratna", "Ingatkan 2 orang"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let strange = ratna.call(GetPlanBoard { asked: of_unit(town.strange_unit, 2027) }).await;
    assert_eq!(strange.err(), Some(Error::NotFound));
    let far = ratna.call(GetPlanBoard { asked: of_unit(town.health, 2031) }).await;
    assert_eq!(far.err(), Some(Error::NotFound));
}

#[sqlx::test]
async fn elected_people_owe_no_plan(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let mayor = app.as_(town.mayor).await;
    let all = async || counts(&mayor.call(GetPlanBoard { asked: of_unit(town.root, 2027) }).await.expect("a board"));
    assert_eq!(all().await, [7, 0, 0, 0, 0]);
    sql(&owner, "update post set kind = 'elected' where name = 'Jabatan Wali Kota'".to_owned()).await;
    assert_eq!(all().await, [6, 0, 0, 0, 0]);
}

#[sqlx::test]
async fn a_reminder_reaches_who_has_not_submitted_once_a_day(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let draft = half_way(&owner, &town).await;
    let sari = app.as_(town.sari).await;
    let remind = async |of| {
        let asked = PlanBoardQuery { of: Some(of), ..of_unit(town.centre, 2027) };
        sari.call(RemindOfPlans { asked }).await
    };
    let dewi = app.as_(town.dewi).await;
    let mut line = dewi.listen(&format!("topics=person:{}", town.dewi), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    assert_eq!(remind(Completion::Draft).await.as_deref(), Ok("1 orang diingatkan; mereka membacanya di Beranda."));
    assert_eq!(line.next_change().await, format!("person:{}", town.dewi), "an open Beranda follows");
    let words = "Sari mengingatkan: SKP 2027 Anda belum diajukan";
    assert!(dewi.get("/").await.text().contains(words));
    let again = remind(Completion::Draft).await;
    assert_eq!(again.as_deref(), Ok("Semua sudah diingatkan hari ini, atau sudah mengajukan SKP-nya."));
    assert_eq!(remind(Completion::Submitted).await, Err(Error::NotFound), "it is the assessor's turn");
    assert!(!app.as_(town.lina).await.get("/").await.text().contains("mengingatkan"));
    let submitted = format!(
        "update skp_revision set state = 'submitted', submitted_at = '2026-06-22T02:00:00Z' where skp_id = '{draft}'"
    );
    sql(&owner, submitted).await;
    assert!(!dewi.get("/").await.text().contains(words), "what is done is asked of nobody");
    let form = dewi
        .post_form("/skp/kelengkapan", &[("tahun", "2027"), ("unit", &town.centre.to_string()), ("keadaan", "belum")])
        .await;
    assert_eq!(form.status, StatusCode::NOT_FOUND);
    assert_eq!(number(&owner, "select count(*) from plan_reminder").await, 1);
}

#[sqlx::test]
async fn many_plans_are_made_as_the_preview_says_and_taken_back(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let offer = async || officer.call(GetBatchOffer { year: Some(2027), unit: town.health }).await.expect("an offer");
    let BatchOffer { plans, summary, is_possible, made, .. } = offer().await;
    assert_eq!((plans, is_possible, made), (4, true, None));
    assert_eq!(summary, "4 SKP 2027 akan dibuat di Dinas Kesehatan, dan langsung berlaku:");
    let make = async |plans| officer.call(PlanBatch { batch: NewBatch { year: 2027, unit: town.health, plans } }).await;
    assert_eq!(make(3).await, Err(SkpRefusal::OtherPlans.into()), "only what was shown");
    assert_eq!(number(&owner, "select count(*) from skp where year = 2027").await, 0);
    assert_eq!(make(4).await.as_deref(), Ok("4 SKP 2027 dibuat."));
    assert_eq!(make(4).await.as_deref(), Ok("Tidak ada lagi yang perlu dibuatkan SKP 2027."), "sent twice");
    assert_eq!(number(&owner, "select count(*) from skp where year = 2027").await, 4);
    let outside = format!("select count(*) from skp where year = 2027 and employee_id = '{}'", town.budi);
    assert_eq!(number(&owner, &outside).await, 0, "nobody outside of the unit");
    let own = app.as_(town.dewi).await.call(ListOwnPlans {}).await.expect("plans").plans;
    assert_eq!(own[0].title, "SKP 2027");

    // Dewi has begun to change hers: it stays, and what it supports.
    let revised = format!(
        "insert into skp_revision (agency_id, skp_id, version, content, state)
         select agency_id, id, 2, '{{\"results\": []}}', 'draft' from skp where year = 2027 and employee_id = '{}'",
        town.dewi
    );
    sql(&owner, revised).await;
    let made = offer().await.made.expect("made plans");
    assert!(made.kept.iter().any(|(_, person)| person == "Dewi"), "{made:?}");
    let (kept, gone) = (made.kept.len(), 4 - made.kept.len());
    assert_eq!(made.undo, Some(format!("Hapus {gone} SKP itu")));
    let undo = async |at| officer.call(UndoBatch { year: 2027, unit: town.health, at }).await;
    assert_eq!(undo(made.at + 1).await, Err(SkpRefusal::OtherPlans.into()));
    let told = undo(made.at).await.expect("taken back");
    assert_eq!(told, format!("{gone} SKP 2027 dihapus. {kept} tetap ada, karena sudah dipakai."));
    assert_eq!(usize::try_from(number(&owner, "select count(*) from skp where year = 2027").await), Ok(kept));
    let left = offer().await.made.expect("what stays");
    assert_eq!((left.undo, left.kept.len()), (None, kept));
}
