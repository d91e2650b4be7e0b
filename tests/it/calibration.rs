//! Calibration: the signed evaluations of a unit side by side, moved with a reason, questioned, and their spread set.

use crate::{
    access::{Ask, Filled, Named, Rows, Rule},
    app::{Client, TestApp, key},
    evaluation::{Fields, achieve, act, number, of, rated, refusal, sheet, typed, write, wrong_fields},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        evaluation::{EvaluationRefusal, EvaluationRuleKind, Patterns, UnitAchievement},
        id::{RuleId, SkpId, UnitId},
    },
    error::Error,
    features::evaluation::{
        calibration::{
            api::{Calibrate, GetCalibration},
            model::{CalibrationAct, CalibrationQuery, CalibrationSheet},
        },
        model::{EvaluationAct, WriteAct},
        rule::{api::EnterEvaluationRule, model::EvaluationRuleBody},
    },
};
use sqlx::PgPool;

const MONTH: &str = "2026-05";

fn board(unit: UnitId, month: &str, card: Option<SkpId>) -> CalibrationQuery {
    CalibrationQuery { unit: Some(unit), period: Some(month.parse().expect("a period")), card }
}

pub fn access() -> Rows {
    const EARLIER: &str = "2026-03";
    let asked = |named: Named| board(named.unit, EARLIER, Some(named.plan));
    let agrees = || typed(&[("tempat", "agree")]);
    let calibrated = move |named: Named, act| Calibrate { asked: asked(named), act, entry: key(), fields: agrees() };
    let address = |named: Named| board(named.unit, EARLIER, None).address();
    Rows::default()
        .function(Rule::BoardReports, |named| GetCalibration { asked: board(named.unit, EARLIER, None) })
        .refused_function(Rule::AssessorOnly, EvaluationRefusal::NotSigned.into(), move |named| {
            calibrated(named, CalibrationAct::Move)
        })
        .refused_function(Rule::SuperiorOnly, EvaluationRefusal::NotSigned.into(), move |named| {
            calibrated(named, CalibrationAct::Mark)
        })
        .refused_function(Rule::BoardReports, EvaluationRefusal::NoUnitAchievement.into(), move |named| {
            calibrated(named, CalibrationAct::Spread)
        })
        .refused_route(
            Method::POST,
            "/penilaian/kalibrasi",
            (Rule::BoardReports, StatusCode::UNPROCESSABLE_ENTITY),
            move |named| {
                Ask::at("/penilaian/kalibrasi".to_owned()).with_form([
                    ("aksi", &"tetapkan"),
                    ("id", &key()),
                    ("unit", &named.unit),
                    ("periode", &EARLIER),
                ])
            },
        )
        .page("/penilaian/kalibrasi", Rule::BoardReports, move |named| (address(named), "Sebaran predikat"))
        .filled(|Filled { agency, employee, .. }| {
            format!(
                "insert into calibration_mark (agency_id, id, skp_id, period_id, version, stance, marked_at, marked_by)
                 select agency_id, skp_id, skp_id, period_id, 1, 'agree', now(), '{employee}' from evaluation
                 where agency_id = '{agency}' and employee_id = '{employee}';
                 insert into predikat_distribution (agency_id, id, unit_id, period_id, level, people, departures, signed_at,
                     signed_by, signed_as)
                 select agency_id, unit_id, unit_id, period_id, 'baik', '{{0,0,0,1,0}}', '{{}}', now(), '{employee}', ''
                 from unit_achievement where agency_id = '{agency}'"
            )
        })
}

/// Dewi's and Lina's May, signed by Sari: Baik and Sangat Baik.
async fn signed(app: &TestApp, town: &Town, owner: &PgPool) -> SkpId {
    achieve(&app.as_(town.mayor).await, town.health, MONTH, "baik").await.expect("set");
    let sari = app.as_(town.sari).await;
    let lina: SkpId = sqlx::query_scalar("select id from skp where employee_id = $1")
        .bind(town.lina)
        .fetch_one(owner)
        .await
        .expect("her plan");
    for (plan, results, conduct) in [(town.dewi_skp, "meets", "meets"), (lina, "above", "above")] {
        let written = write(&sari, of(plan, MONTH), WriteAct::Sign, &rated(results, conduct)).await.expect("signed");
        assert_eq!(written.refused, None);
    }
    lina
}

async fn look(client: &Client<'_>, unit: UnitId, card: Option<SkpId>) -> CalibrationSheet {
    client.call(GetCalibration { asked: board(unit, MONTH, card) }).await.expect("a board")
}

/// Who stands where, with the tags of the cards.
fn standing(sheet: &CalibrationSheet) -> Vec<(&'static str, Vec<String>)> {
    let cells = sheet.cells.iter().filter(|cell| cell.people > 0);
    let card = |name: &str, tags: &[String]| [&[name.to_owned()], tags].concat().join(" ");
    cells.map(|cell| (cell.predikat.name(), cell.cards.iter().map(|it| card(&it.person, &it.tags)).collect())).collect()
}

async fn calibrate(
    client: &Client<'_>,
    (unit, card): (UnitId, Option<SkpId>),
    act: CalibrationAct,
    fields: &Fields<'_>,
) -> Result<String, Error> {
    let now = look(client, unit, card).await;
    let seen = now.card.map_or(now.spread.seen, |card| card.seen.to_string());
    let fields = [typed(fields), vec![("seen".to_owned(), seen)]].concat();
    client.call(Calibrate { asked: board(unit, MONTH, card), act, entry: key(), fields }).await
}

#[sqlx::test]
async fn a_card_is_moved_with_a_reason_by_who_evaluates_and_read_at_once_by_who_leads(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, ratna, dewi) = (app.as_(town.sari).await, app.as_(town.ratna).await, app.as_(town.dewi).await);
    assert_eq!(standing(&look(&sari, town.centre, None).await), []);
    signed(&app, &town, &owner).await;
    let asked = CalibrationQuery { unit: None, ..board(town.centre, MONTH, None) };
    let own = sari.call(GetCalibration { asked }).await.expect("the unit that she leads");
    assert_eq!((own.unit, own.name.as_str()), (town.centre, "Puskesmas Muara"));
    let before = look(&ratna, town.centre, None).await;
    assert_eq!(standing(&before), [("Sangat Baik", vec!["Lina".to_owned()]), ("Baik", vec!["Dewi".to_owned()])]);
    assert!(before.progress.starts_with("2 dari 2 sudah ditetapkan"), "{}", before.progress);
    assert!(before.spread.about.contains("belum ditetapkan"), "{}", before.spread.about);

    let mut line = ratna.listen(&format!("topics=team:{}", town.ratna), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    let card = (town.centre, Some(town.dewi_skp));
    for (fields, wrong) in [
        (&[("tempat", "above-meets")][..], "alasan"),
        (&[("alasan", "Rujukan dihitung")], "tempat"),
        (&[("tempat", "meets-meets"), ("alasan", "Rujukan dihitung")], "tempat"),
        // Conduct below expectation rests on a value with dated evidence.
        (&[("tempat", "meets-below"), ("alasan", "Terlambat")], "tempat"),
    ] {
        let refused = calibrate(&sari, card, CalibrationAct::Move, fields).await.expect_err("refused");
        assert_eq!(wrong_fields(refused), [wrong], "{fields:?}");
    }
    let fields = typed(&[("tempat", "above-above"), ("alasan", "Rujukan dihitung"), ("seen", "1")]);
    let asked = board(town.centre, MONTH, Some(town.dewi_skp));
    let moves = Calibrate { asked, act: CalibrationAct::Move, entry: key(), fields };
    for _ in 0..2 {
        let words = sari.call(moves.clone()).await.expect("moved, and again");
        assert!(words.contains("Dewi dipindah") && words.ends_with("Sangat Baik."), "{words}");
    }
    assert_eq!(line.next_change().await, format!("team:{}", town.ratna), "the room is told");
    assert_eq!(
        standing(&look(&ratna, town.centre, None).await),
        [("Sangat Baik", vec!["Dewi Berubah".to_owned(), "Lina".to_owned()])]
    );
    let stale = Calibrate { fields: typed(&[("tempat", "below-meets"), ("alasan", "Lain"), ("seen", "1")]), ..moves };
    assert_eq!(sari.call(stale).await, Err(refusal(EvaluationRefusal::ChangedMeanwhile)));
    let versions = sheet(&sari, of(town.dewi_skp, MONTH)).await.versions;
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0].results_reason, "Rujukan dihitung");

    let words = calibrate(&sari, card, CalibrationAct::Undo, &[]).await.expect("undone");
    assert!(words.ends_with("Baik."), "{words}");
    assert_eq!(sheet(&sari, of(town.dewi_skp, MONTH)).await.versions.len(), 3);

    // The rated person knows of none of it.
    assert_eq!(dewi.call(GetCalibration { asked }).await, Err(Error::NotFound));
    assert_eq!(sheet(&dewi, of(town.dewi_skp, MONTH)).await.versions.len(), 0);
    act(&sari, of(town.dewi_skp, MONTH), EvaluationAct::Release).await.expect("released");
    assert_eq!(sheet(&dewi, of(town.dewi_skp, MONTH)).await.versions.len(), 3, "afterwards all of it");
    let open = look(&sari, town.centre, Some(town.dewi_skp)).await;
    assert_eq!(open.card.map(|card| card.act), Some(None), "it stays where it is");
    let refused = calibrate(&sari, card, CalibrationAct::Move, &[("tempat", "below-meets"), ("alasan", "Lain")]).await;
    assert_eq!(refused, Err(refusal(EvaluationRefusal::AlreadyReleased)));
}

#[sqlx::test]
async fn a_superior_questions_or_proposes_and_the_assessor_decides(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = signed(&app, &town, &owner).await;
    let (sari, ratna) = (app.as_(town.sari).await, app.as_(town.ratna).await);
    let card = (town.centre, Some(town.dewi_skp));
    let moved = calibrate(&ratna, card, CalibrationAct::Move, &[("tempat", "above-meets"), ("alasan", "Saya")]).await;
    assert_eq!(moved, Err(refusal(EvaluationRefusal::NotEvaluator)));
    let bare = calibrate(&ratna, card, CalibrationAct::Mark, &[("tempat", "question")]).await.expect_err("refused");
    assert_eq!(wrong_fields(bare), ["alasan"]);
    let proposal = [("tempat", "above-meets"), ("alasan", "Bandingkan dengan Lina")];
    calibrate(&ratna, card, CalibrationAct::Mark, &proposal).await.expect("marked");
    calibrate(&ratna, (town.centre, Some(lina)), CalibrationAct::Mark, &[("tempat", "agree")]).await.expect("marked");
    let now = look(&sari, town.centre, Some(town.dewi_skp)).await;
    assert_eq!(
        standing(&now),
        [("Sangat Baik", vec!["Lina".to_owned()]), ("Baik", vec!["Dewi Dipertanyakan".to_owned()])]
    );
    let open = now.card.expect("a card");
    assert_eq!(open.act, Some(CalibrationAct::Move));
    assert!(open.marks[0].contains("mengusulkan hasil di atas") && open.marks[0].contains("Lina"), "{:?}", open.marks);
    calibrate(&sari, card, CalibrationAct::Move, &proposal).await.expect("moved");
    let now = look(&ratna, town.centre, Some(town.dewi_skp)).await;
    assert_eq!(now.cells[1].cards[0].tags, ["Berubah"], "the question is answered");
    assert!(now.card.expect("a card").marks[0].contains("tentang versi sebelumnya"));
    assert_eq!(number(&owner, "select count(*) from calibration_mark").await, 2);
}

#[sqlx::test]
async fn the_spread_is_set_with_a_reason_where_it_departs_from_the_pattern(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    signed(&app, &town, &owner).await;
    let (sari, ratna) = (app.as_(town.sari).await, app.as_(town.ratna).await);
    achieve(&ratna, town.centre, MONTH, "baik").await.expect("set");
    let few = look(&sari, town.centre, None).await.spread;
    assert_eq!(few.about, "Baru 2 pegawai dinilai: pola dilihat mulai 5 pegawai bersama Dinas Kesehatan.");
    assert_eq!((few.pattern, few.seen.as_str()), (None, ""));

    let words = UnitAchievement::ALL.map(|level| Patterns::of_circular().of(level).words().join("\n"));
    let mut fields: Vec<(String, String)> = UnitAchievement::ALL
        .iter()
        .zip(words)
        .map(|(level, words)| (format!("pola-{}", level.code()), words))
        .collect();
    fields.extend(typed(&[("berlaku", "2026-01-01"), ("sumber", "Perwali Uji 3/2026")]));
    let rule = |smallest: &str| EvaluationRuleBody {
        id: RuleId(key()),
        kind: EvaluationRuleKind::Patterns,
        fields: [fields.clone(), typed(&[("terkecil", smallest)])].concat(),
    };
    let officer = app.as_officer(town.agency, "pengelola").await;
    let wrong = officer.call(EnterEvaluationRule { rule: rule("0") }).await.expect_err("refused");
    assert_eq!(wrong_fields(wrong), ["terkecil"]);
    officer.call(EnterEvaluationRule { rule: rule("2") }).await.expect("entered");

    let now = look(&sari, town.centre, None).await.spread;
    assert_eq!(
        now.departures,
        [
            "Baik bukan kelompok terbesar.",
            "Butuh Perbaikan dan/atau Kurang/Misconduct harus ada, paling sedikit 1 orang; sekarang 0 dari 2."
        ]
    );
    let bare = calibrate(&sari, (town.centre, None), CalibrationAct::Spread, &[]).await.expect_err("refused");
    assert_eq!(wrong_fields(bare), ["alasan"]);
    let why = [("alasan", "Hanya dua orang yang dinilai")];
    calibrate(&sari, (town.centre, None), CalibrationAct::Spread, &why).await.expect("set");
    let history = look(&ratna, town.centre, None).await.spread.history;
    assert!(history[0].contains("Sari") && history[0].contains("Hanya dua orang"), "{history:?}");

    // A move afterwards shows in what was set, and a page of before sets nothing.
    let to = [("tempat", "above-above"), ("alasan", "Rujukan dihitung")];
    calibrate(&sari, (town.centre, Some(town.dewi_skp)), CalibrationAct::Move, &to).await.expect("moved");
    assert!(look(&ratna, town.centre, None).await.spread.history[0].ends_with("Sebarannya berubah sejak itu."));
    let fields = typed(&[("alasan", "Lagi"), ("seen", &now.seen)]);
    let asked = board(town.centre, MONTH, None);
    let stale = Calibrate { asked, act: CalibrationAct::Spread, entry: key(), fields };
    assert_eq!(sari.call(stale).await, Err(refusal(EvaluationRefusal::ChangedMeanwhile)));
    assert_eq!(number(&owner, "select count(*) from predikat_distribution").await, 1);
}

#[sqlx::test]
async fn who_leads_the_agency_sees_the_heads_below_and_nobody_of_theirs(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    signed(&app, &town, &owner).await;
    let (mayor, ratna) = (app.as_(town.mayor).await, app.as_(town.ratna).await);
    assert_eq!(standing(&look(&mayor, town.root, None).await), []);
    let refused = mayor.call(GetCalibration { asked: board(town.centre, MONTH, None) }).await;
    assert_eq!(refused, Err(Error::NotFound));
    // Two levels down, without whoever leads the unit that is looked at.
    assert_eq!(standing(&look(&ratna, town.health, None).await).len(), 2);
    sql(&owner, format!("update skp set employee_id = '{}' where id = '{}'", town.ratna, town.dewi_skp)).await;
    assert_eq!(standing(&look(&ratna, town.health, None).await).len(), 1, "nobody reads of themself");
}

#[sqlx::test]
async fn without_javascript_a_card_is_opened_by_its_address_and_moved_by_a_form(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    signed(&app, &town, &owner).await;
    let sari = app.as_(town.sari).await;
    let address = board(town.centre, MONTH, Some(town.dewi_skp)).address();
    let page = sari.get(&address).await.text();
    assert!(page.contains("Pindahkan") && page.contains("Pindah ke"), "{page}");
    let (id, unit, plan) = (key().to_string(), town.centre.to_string(), town.dewi_skp.to_string());
    let form = async |reason: &str| {
        let fields = [
            ("aksi", "pindah"),
            ("id", id.as_str()),
            ("unit", unit.as_str()),
            ("periode", MONTH),
            ("kartu", plan.as_str()),
            ("seen", "1"),
            ("tempat", "above-meets"),
            ("alasan", reason),
        ];
        sari.post_form("/penilaian/kalibrasi", &fields).await
    };
    let wrong = form("").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Tulis alasannya"));
    let moved = form("Rujukan dihitung").await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert_eq!(sheet(&sari, of(town.dewi_skp, MONTH)).await.versions.len(), 2);
}

#[sqlx::test]
async fn who_stands_on_a_board_reads_nothing_from_which_the_own_predikat_follows(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    signed(&app, &town, &owner).await;
    let ratna = app.as_(town.ratna).await;
    achieve(&ratna, town.centre, MONTH, "baik").await.expect("set");
    let words = UnitAchievement::ALL.map(|level| Patterns::of_circular().of(level).words().join("\n"));
    let levels = UnitAchievement::ALL.iter().zip(words);
    let mut fields: Vec<(String, String)> = levels.map(|(level, it)| (format!("pola-{}", level.code()), it)).collect();
    fields.extend(typed(&[("berlaku", "2026-01-01"), ("sumber", "Perwali Uji 3/2026"), ("terkecil", "1")]));
    let rule = EvaluationRuleBody { id: RuleId(key()), kind: EvaluationRuleKind::Patterns, fields };
    app.as_officer(town.agency, "pengelola").await.call(EnterEvaluationRule { rule }).await.expect("entered");
    let why = [("alasan", "Hanya dua orang yang dinilai")];
    calibrate(&ratna, (town.centre, None), CalibrationAct::Spread, &why).await.expect("set");
    // Lina leads the centre for a while.
    sql(
        &owner,
        format!(
            "insert into assignment (agency_id, id, employee_id, post_id, unit_id, since, definitive)
             select p.agency_id, gen_random_uuid(), '{}', p.id, p.unit_id, '2026-06-01', false
             from post p where p.unit_id = '{}' and p.is_head",
            town.lina, town.centre
        ),
    )
    .await;
    let lina = app.as_(town.lina).await;
    let read = look(&lina, town.centre, None).await;
    assert_eq!(standing(&read), [("Baik", vec!["Dewi".to_owned()])]);
    assert_eq!((read.spread.history.len(), read.spread.seen.as_str(), read.spread.pattern), (0, "", None));
    let set = calibrate(&lina, (town.centre, None), CalibrationAct::Spread, &why).await;
    assert_eq!(set, Err(refusal(EvaluationRefusal::NoUnitAchievement)));
    assert_eq!(
        look(&lina, town.centre, Some(town.dewi_skp)).await.card,
        None,
        "who only leads for a while opens no card"
    );
}
