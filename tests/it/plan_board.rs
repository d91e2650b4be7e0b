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
    features::{
        dashboard::api::GetBoard,
        skp::{
            api::{GetBatchOffer, GetBatchProgress, GetPlanBoard, ListOwnPlans, PlanBatch, RemindOfPlans, UndoBatch},
            model::{BatchList, BatchOffer, BatchQuery, NewBatch, PlanBoard, PlanBoardQuery},
        },
    },
};
use sqlx::{AssertSqlSafe, PgPool};
use std::time::{Duration, Instant};

fn of_unit(unit: UnitId, year: i16) -> PlanBoardQuery {
    PlanBoardQuery { year: Some(year), unit: Some(unit), ..PlanBoardQuery::default() }
}

/// Everybody of a unit who can get a plan of a year.
pub fn everybody(unit: UnitId, year: i16) -> BatchQuery {
    BatchQuery { year, unit, employment: None, template: None, listed: None, after: None }
}

pub fn access() -> Rows {
    let missing = |named: Named| PlanBoardQuery { of: Some(Completion::Missing), ..of_unit(named.unit, 2026) };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let form = |named: Named, path: &'static str, last: (&'static str, i32)| {
        Ask::at(path).with_form([("tahun", &2027), ("unit", &named.unit), (last.0, &last.1)])
    };
    Rows::default()
        .function(Rule::BoardTopic, move |named| GetPlanBoard { asked: missing(named) })
        .function(Rule::BoardReminder, move |named| RemindOfPlans { asked: missing(named) })
        .function(Rule::PengelolaOfUnit, |named| GetBatchOffer { asked: everybody(named.unit, 2026) })
        .function(Rule::PengelolaOfUnit, |named| GetBatchProgress { asked: everybody(named.unit, 2027) })
        .refused_function(Rule::PengelolaOfUnit, SkpRefusal::OtherPlans.into(), |named| PlanBatch {
            batch: NewBatch { asked: everybody(named.unit, 2027), plans: 999 },
        })
        .refused_function(Rule::PengelolaOfUnit, SkpRefusal::OtherPlans.into(), |named| UndoBatch {
            year: 2027,
            unit: named.unit,
            at: 1,
        })
        .route(Method::POST, "/skp/kelengkapan", Rule::BoardReminder, |named| {
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
    assert_eq!(board.summary, "0 dari 4 pegawai sudah punya SKP 2027 yang berlaku (0 %).");
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
    let lacking = async || {
        let board = mayor.call(GetBoard { unit: Some(town.root) }).await.expect("a board");
        board.figures.map(|figures| figures.without_plan)
    };
    assert_eq!((all().await, lacking().await), ([7, 0, 0, 0, 0], Some(4)));
    sql(&owner, "update post set kind = 'elected' where name = 'Jabatan Wali Kota'".to_owned()).await;
    // As when the page of a board is loaded by another process.
    let app = TestApp::new(&owner).await;
    let mayor = app.as_(town.mayor).await;
    let lacking = async || {
        let board = mayor.call(GetBoard { unit: Some(town.root) }).await.expect("a board");
        board.figures.map(|figures| figures.without_plan)
    };
    assert_eq!((all().await, lacking().await), ([6, 0, 0, 0, 0], Some(3)));
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
    let offer = async || officer.call(GetBatchOffer { asked: everybody(town.health, 2027) }).await.expect("an offer");
    let BatchOffer { plans, summary, is_possible, made, .. } = offer().await;
    assert_eq!((plans, is_possible, made), (4, true, None));
    assert_eq!(summary, "4 SKP 2027 akan dibuat di Dinas Kesehatan, dan langsung berlaku:");
    let make =
        async |plans| officer.call(PlanBatch { batch: NewBatch { asked: everybody(town.health, 2027), plans } }).await;
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
    let again = undo(made.at).await;
    let words = "Tidak ada lagi SKP 2027 itu yang dapat dihapus: yang tetap ada sudah dipakai.";
    assert_eq!(again.as_deref(), Ok(words), "sent twice");
}

#[sqlx::test]
async fn a_plan_from_a_template_bears_nobodys_name(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let batch = NewBatch { asked: everybody(town.health, 2027), plans: 4 };
    officer.call(PlanBatch { batch }).await.expect("made");
    let own = app.as_(town.dewi).await.call(ListOwnPlans {}).await.expect("plans").plans;
    assert_eq!(own[0].notes, ["Versi 1 dibuat dari templat hari ini 09.00"]);
    assert_eq!(number(&owner, "select count(*) from skp where agreed_by is not null").await, 0, "nobody was asked");
    let asked = PlanBoardQuery { of: Some(Completion::Agreed), ..of_unit(town.centre, 2027) };
    let board = app.as_(town.sari).await.call(GetPlanBoard { asked }).await.expect("a board");
    let people = board.people.expect("people").people;
    let about: Vec<_> = people.iter().map(|person| (person.name.as_str(), person.about.as_str())).collect();
    let words = "Dibuat dari templat hari ini 09.00.";
    assert_eq!(about, [("Dewi", words), ("Lina", words), ("Sari", words)]);
}

#[sqlx::test]
async fn the_inspektorat_reads_how_far_plans_are_and_reminds_nobody(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let page = format!("/skp/kelengkapan?tahun=2027&unit={}&keadaan=belum", town.centre);
    let unit = town.centre.to_string();
    let fields = [("tahun", "2027"), ("unit", &*unit), ("keadaan", "belum")];
    for (role, may) in [("inspektorat", false), ("pengelola", true)] {
        let officer = app.as_officer(town.agency, role).await;
        let text = officer.get(&page).await.text();
        assert!(text.contains("Dewi"), "{text}");
        assert_eq!(text.contains("Ingatkan 3 orang"), may, "{role}: {text}");
        let status = if may { StatusCode::SEE_OTHER } else { StatusCode::NOT_FOUND };
        assert_eq!(officer.post_form("/skp/kelengkapan", &fields).await.status, status, "{role}");
    }
}

#[sqlx::test]
async fn people_are_counted_by_the_rule_that_applies_to_them_and_reminded_alone(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(
        &owner,
        format!(
            "update post set template = 'guru_kelas' where name = 'Jabatan Budi';
             update employee set kind = 'pppk_paruh_waktu' where id in ('{}', '{}');
             insert into regime_rule (agency_id, id, people, name, title, holds_from, ends, periods, evidence, origin,
                 daily_log, phases, source, entered_at, entered_by)
             values ('{}', gen_random_uuid(), 'chosen', 'Kepala & wakil', 'Hadi', '2026-01-01', false, 'month', 'none',
                 'own', false, '{{}}', 'Perwali', '2026-01-02', 'Rina')",
            town.dewi, town.lina, town.agency
        ),
    )
    .await;
    let mayor = app.as_(town.mayor).await;
    let officer = app.as_officer(town.agency, "pengelola").await;
    let asked =
        |group: Option<&str>, of| PlanBoardQuery { group: group.map(str::to_owned), of, ..of_unit(town.root, 2027) };
    let board = mayor.call(GetPlanBoard { asked: asked(None, None) }).await.expect("a board");
    assert_eq!(counts(&board), [6, 0, 0, 0, 0], "a teacher owes no plan here");
    assert!(board.notes[0].starts_with("1 orang menyusun SKP di aplikasi lain"), "{:?}", board.notes);
    let groups: Vec<_> = board.groups.iter().map(|group| (group.name.as_str(), group.counts.0[0])).collect();
    assert_eq!(groups, [("Umum", 3), ("Kepala & wakil", 1), ("PPPK Paruh Waktu", 2)]);
    let people = async |group: &str| {
        let asked = asked(Some(group), Some(Completion::Missing));
        let address = asked.address(false);
        let people = mayor.call(GetPlanBoard { asked }).await.expect("a list").people.expect("people");
        let names: Vec<String> = people.people.into_iter().map(|person| person.name).collect();
        let page = mayor.get(&address).await.text();
        assert!(names.iter().all(|name| page.contains(name)), "{address}: {page}");
        (people.total, names, people.remind)
    };
    assert_eq!(people("Kepala & wakil").await.1, ["Hadi"]);
    let (total, names, _) = people("paruh-waktu").await;
    assert_eq!((total, names), (2, vec!["Dewi".to_owned(), "Lina".to_owned()]));
    assert_eq!(people("guru").await, (0, vec![], None));
    // Dewi submits between the look and the tap.
    let submitted = format!(
        "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version)
         select agency_id, gen_random_uuid(), employee_id, post_id, 2027, '2027-01-01', '2027-12-31', null
         from assignment where employee_id in ('{}', '{}');
         insert into skp_revision (agency_id, skp_id, version, content, state, submitted_at)
         select agency_id, id, 1, '{{\"results\": []}}', case employee_id when '{}'::uuid then 'draft' else 'submitted' end,
             case employee_id when '{}'::uuid then null else timestamptz '2026-06-22T02:00:00Z' end
         from skp where year = 2027",
        town.dewi, town.budi, town.budi, town.budi
    );
    sql(&owner, submitted).await;
    let remind = async |group, of| officer.call(RemindOfPlans { asked: asked(group, Some(of)) }).await;
    let one = remind(Some("paruh-waktu"), Completion::Missing).await;
    assert_eq!(one.as_deref(), Ok("1 orang diingatkan; mereka membacanya di Beranda."));
    let reminded = format!("select count(*) from plan_reminder where employee_id = '{}'", town.lina);
    assert_eq!(number(&owner, &reminded).await, 1);
    // A teacher's copy counts as far as it has come, and nobody asks to type it.
    let draft = mayor.call(GetPlanBoard { asked: asked(None, Some(Completion::Draft)) }).await.expect("a board");
    assert_eq!(counts(&draft), [5, 1, 0, 1, 0]);
    let list = draft.people.expect("people");
    assert!(list.remind.is_none() && list.people[0].about.ends_with("tidak diingatkan."), "{list:?}");
    let nobody = remind(None, Completion::Draft).await;
    assert_eq!(nobody.as_deref(), Ok("Semua sudah diingatkan hari ini, atau sudah mengajukan SKP-nya."));
    assert_eq!(number(&owner, "select count(*) from plan_reminder").await, 1);
}

#[sqlx::test]
async fn plans_for_many_are_for_the_chosen_and_say_who_is_left_out_and_why(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    half_way(&owner, &town).await;
    let posts = "update post set template = 'bidan' where name = 'Jabatan Sari';
                 update post set kind = 'elected' where name = 'Jabatan Wali Kota';
                 update employee set kind = 'pppk' where name = 'Hadi'";
    sql(&owner, posts.to_owned()).await;
    let officer = app.as_officer(town.agency, "pengelola").await;
    let offer = async |asked: BatchQuery| officer.call(GetBatchOffer { asked }).await.expect("an offer");
    let all = everybody(town.root, 2027);
    let found = offer(all.clone()).await;
    let lines: Vec<_> = found.lines.iter().map(|line| (line.name.as_str(), line.count.as_str())).collect();
    assert_eq!(lines, [("Bidan (versi 1)", "1"), ("Pelaksana (umum) (versi 1)", "3")]);
    assert_eq!((found.plans, found.left_out), (4, 3));
    assert_eq!(found.units[0].1, "Kota Uji");
    let people = async |asked: BatchQuery| {
        let people = offer(asked).await.people.expect("a list");
        (people.title, people.people)
    };
    let (title, listed) = people(BatchQuery { listed: Some(BatchList::LeftOut), ..all.clone() }).await;
    assert_eq!(title, "3 orang yang tidak dibuatkan");
    let why: Vec<_> = listed.iter().map(|(name, _, why)| (name.as_str(), why.as_deref().unwrap_or_default())).collect();
    let planned = "Sudah punya SKP 2027.";
    assert_eq!(why, [("Wali Kota", "Kepala daerah tidak menyusun SKP."), ("Dewi", planned), ("Lina", planned)]);
    let bidan = BatchQuery { template: Some("bidan".to_owned()), ..all.clone() };
    let (title, listed) = people(BatchQuery { listed: Some(BatchList::Chosen), ..bidan.clone() }).await;
    assert_eq!((title.as_str(), listed[0].0.as_str()), ("1 orang yang dibuatkan SKP 2027", "Sari"));
    let pppk = BatchQuery { employment: Some(kinerja::domain::org::Employment::Pppk), ..all.clone() };
    assert_eq!(offer(pppk.clone()).await.plans, 1);
    let page = officer.get(&BatchQuery { listed: Some(BatchList::LeftOut), ..pppk.clone() }.address()).await.body;
    for text in ["Untuk siapa", "Pelaksana (umum) (versi 1)", "Buat 1 SKP", "value=\"pppk\" selected"] {
        assert!(page.contains(text), "{text}: {page}");
    }

    let made = officer.call(PlanBatch { batch: NewBatch { asked: pppk, plans: 1 } }).await;
    assert_eq!(made.as_deref(), Ok("1 SKP 2027 dibuat."));
    let whose = "select count(*) from skp k join employee e on e.id = k.employee_id
                 where k.template is not null and e.name = 'Hadi'";
    assert_eq!(number(&owner, whose).await, 1);
    let fields =
        [("tahun", "2027"), ("unit", &*town.root.to_string()), ("jabatan", "bidan"), ("status", ""), ("jumlah", "1")];
    let answer = officer.post_form("/skp/kelengkapan/templat", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some(bidan.address().as_str())));
    let versions = "select count(*) from skp where template = 'bidan' and template_version = 1";
    assert_eq!(number(&owner, versions).await, 1);
}

#[sqlx::test]
async fn two_thousand_teachers_get_plans_at_once_and_lose_them_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (agency, school) = (town.agency, town.schools);
    let people = format!(
        "insert into employee (agency_id, id, name, kind, access_at)
         select '{agency}', gen_random_uuid(), 'Guru ' || n, 'pns', '2026-01-01' from generate_series(1, 2000) n;
         insert into post (agency_id, id, unit_id, name, kind, template)
         select agency_id, id, '{school}', 'Guru Kelas', 'fungsional', 'guru_kelas' from employee where name like 'Guru %';
         insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
         select agency_id, id, id, id, '{school}', '2020-01-01' from employee where name like 'Guru %'"
    );
    sql(&owner, people).await;
    let asked = BatchQuery { template: Some("guru_kelas".to_owned()), ..everybody(school, 2027) };
    let officer = app.as_officer(agency, "pengelola").await;
    let begun = Instant::now();
    let offer = officer.call(GetBatchOffer { asked: asked.clone() }).await.expect("an offer");
    assert_eq!(offer.plans, 2000);
    let far = async || officer.call(GetBatchProgress { asked: asked.clone() }).await.expect("how far it is");
    assert_eq!(far().await, None, "before it begins");
    let making = officer.call(PlanBatch { batch: NewBatch { asked: asked.clone(), plans: 2000 } });
    let watching = async {
        let mut told = vec![];
        // Until it has begun, and until it ends.
        while told.is_empty() {
            told.extend(far().await);
        }
        while let Some(now) = far().await {
            told.push(now);
        }
        told
    };
    let (made, told) = tokio::join!(making, watching);
    assert_eq!(made.as_deref(), Ok("2.000 SKP 2027 dibuat."));
    assert!(told.is_sorted() && told.iter().all(|(written, of)| written < of && *of == 2000), "{told:?}");
    assert!(told.iter().any(|(written, _)| *written >= 500), "who waits sees it go on: {told:?}");
    let made = officer.call(GetBatchOffer { asked }).await.expect("an offer").made.expect("made plans");
    assert_eq!(number(&owner, "select count(*) from skp where year = 2027").await, 2000);
    let undone = officer.call(UndoBatch { year: 2027, unit: school, at: made.at }).await;
    assert_eq!(undone.as_deref(), Ok("2.000 SKP 2027 dihapus."));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(number(&owner, "select count(*) from skp where year = 2027").await, 0);
}
