//! Evaluations: written with the evidence in view, signed, released, answered; unread before the release.

use crate::{
    access::{Ask, Filled, Named, Rows, Rule},
    app::{Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        evaluation::{EvaluationId, EvaluationPeriod, EvaluationRefusal, EvaluationRuleKind},
        id::{EmployeeId, RuleId, SkpId, UnitId},
    },
    error::{Error, FieldErrors},
    features::evaluation::{
        api::{
            ActOnEvaluation, AssessOneself, GetAchievements, GetEvaluation, ListEvaluations, SetAchievement,
            WriteEvaluation,
        },
        model::{
            AchievementQuery, AssessorForm, EvaluationAct, EvaluationPart, EvaluationSheet, NewAchievement, Saved,
            WriteAct, Written,
        },
        rule::{
            api::{EnterEvaluationRule, ListEvaluationRules},
            model::{EvaluationRuleBody, EvaluationRuleSheet},
        },
    },
};
use sqlx::{AssertSqlSafe, PgPool};

fn period(code: &str) -> EvaluationPeriod {
    code.parse().expect("a period")
}

pub fn of(skp: SkpId, code: &str) -> EvaluationId {
    EvaluationId { skp, period: period(code) }
}

pub fn access() -> Rows {
    // A month in which Dewi had another assessor, who reads what was signed about it.
    const MONTH: &str = "2026-03";
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let stale = || -> Error { EvaluationRefusal::ChangedElsewhere.into() };
    let act = |named: Named, act| ActOnEvaluation { id: of(named.plan, MONTH), act, seen: String::new() };
    let asked = |named: Named| AchievementQuery { unit: Some(named.unit), period: Some(period(MONTH)) };
    let page = |named: Named| format!("/penilaian/{}", of(named.plan, MONTH));
    let achieved = |named: Named| NewAchievement {
        unit: named.unit,
        period: period(MONTH),
        level: "baik".to_owned(),
        basis: "Rencana aksi tercapai".to_owned(),
        seen: String::new(),
    };
    crate::objection::access(Rows::default())
        .function(Rule::Employee, |_| ListEvaluations { period: None })
        .function(Rule::Follow, |named| GetEvaluation { id: of(named.plan, MONTH) })
        .refused_function(Rule::AssessorOnly, stale(), |named| WriteEvaluation {
            id: of(named.plan, MONTH),
            act: WriteAct::Save,
            seen: String::new(),
            fields: vec![],
        })
        .refused_function(Rule::AssessorOnly, EvaluationRefusal::NotSigned.into(), move |named| {
            act(named, EvaluationAct::Release)
        })
        .refused_function(Rule::AssessorOnly, EvaluationRefusal::NothingInWork.into(), move |named| {
            act(named, EvaluationAct::Discard)
        })
        .refused_function(Rule::OwnOnly, EvaluationRefusal::NotReleased.into(), move |named| {
            act(named, EvaluationAct::Receive)
        })
        .refused_function(Rule::OwnOnly, stale(), |named| AssessOneself {
            id: of(named.plan, MONTH),
            is_sent: false,
            seen: String::new(),
            fields: vec![],
        })
        .function(Rule::LeadsAbove, move |named| GetAchievements { asked: asked(named) })
        .refused_function(Rule::LeadsAbove, stale(), move |named| SetAchievement { new: achieved(named) })
        .route(Method::GET, "/api/v1/evaluations", Rule::SignedIn, |_| Ask::default())
        .refused_route(Method::POST, "/penilaian/{penilaian}", (Rule::AssessorOnly, refused), move |named| {
            Ask::at(page(named)).with_form([("aksi", &"rilis")])
        })
        .refused_route(Method::POST, "/penilaian/{penilaian}/diri", (Rule::OwnOnly, refused), move |named| {
            Ask::at(format!("{}/diri", page(named))).with_form([("catatan", &"Posyandu berjalan")])
        })
        .refused_route(Method::POST, "/penilaian/capaian", (Rule::LeadsAbove, refused), |named| {
            Ask::form([("unit", &named.unit), ("periode", &MONTH), ("capaian", &"baik"), ("dasar", &"Tercapai")])
        })
        .function(Rule::Pengelola, |_| ListEvaluationRules {})
        .function(Rule::Pengelola, |_| EnterEvaluationRule { rule: windows("2026-07-01", "7") })
        .route(Method::POST, "/pengelola/aturan/penilaian", Rule::Pengelola, |_| {
            Ask::form([
                ("id", &key()),
                ("jenis", &"windows"),
                ("tanggapan", &"7"),
                ("keberatan", &"14"),
                ("berlaku", &"2026-07-01"),
                ("sumber", &"Perwali Uji 3/2026"),
            ])
        })
        .page("/pengelola/aturan/penilaian", Rule::Pengelola, |_| {
            ("/pengelola/aturan/penilaian".to_owned(), "Matriks predikat")
        })
        .page("/penilaian", Rule::Employee, |_| ("/penilaian".to_owned(), "Penilaian saya"))
        .page("/penilaian/capaian", Rule::LeadsAbove, move |named| (asked(named).address(), "Tetapkan capaian"))
        .page("/penilaian/:penilaian", Rule::Follow, move |named| (page(named), "Jabatan Dewi"))
        .page("/penilaian/:penilaian/nilai", Rule::Follow, move |named| (format!("{}/nilai", page(named)), "Jabatan Dewi"))
        .filled(|Filled { agency, employee, .. }| {
            format!(
                "insert into evaluation (agency_id, employee_id, skp_id, period_id, final_at)
                 select k.agency_id, k.employee_id, k.id, (select id from period where agency_id = '{agency}' limit 1), now()
                 from skp k where k.agency_id = '{agency}' and k.employee_id = '{employee}';
                 insert into evaluation_version (agency_id, skp_id, period_id, version, content, not_evaluated, signed_at,
                     signed_by, signed_as)
                 select agency_id, skp_id, period_id, 1, '{{}}', 'leave', now(), '{employee}', '' from evaluation
                 where agency_id = '{agency}' and employee_id = '{employee}';
                 insert into self_assessment (agency_id, skp_id, period_id, content, saved_at)
                 select agency_id, skp_id, period_id, '{{\"results\": {{}}, \"note\": \"\"}}', now() from evaluation
                 where agency_id = '{agency}' and employee_id = '{employee}';
                 insert into unit_achievement (agency_id, unit_id, period_id, set_at, level, basis, set_by)
                 select u.agency_id, u.id, (select id from period where agency_id = '{agency}' limit 1), now(), 'baik', 'Tercapai',
                     '{employee}' from unit u where u.agency_id = '{agency}' limit 1;
                 insert into objection (agency_id, id, skp_id, period_id, version, rows, filed_at, is_late)
                 select agency_id, skp_id, skp_id, period_id, 1, '{{\"hasil\": \"Data rujukan\"}}', now(), false from evaluation
                 where agency_id = '{agency}' and employee_id = '{employee}';
                 insert into objection_statement (agency_id, id, objection_id, text, said_at, said_by)
                 select agency_id, id, id, 'Dihitung', now(), '{employee}' from objection where agency_id = '{agency}';
                 insert into objection_decision (agency_id, id, objection_id, answers, decided_at, decided_by, signed_as)
                 select agency_id, id, id, '{{\"hasil\": {{\"outcome\": \"refused\", \"reason\": \"Tetap\"}}}}', now(),
                     '{employee}', '' from objection where agency_id = '{agency}';
                 insert into evaluation_rule (agency_id, id, rule, holds_from, source, entered_at, entered_by)
                 values ('{agency}', gen_random_uuid(),
                     '{{\"kind\": \"windows\", \"rule\": {{\"answer\": 7, \"objection\": 14}}}}', '2026-07-01', 'Perwali', now(),
                     'Rina')"
            )
        })
}

/// Other windows from a day on.
fn windows(holds_from: &str, days: &str) -> EvaluationRuleBody {
    let fields = [("tanggapan", days), ("keberatan", days), ("berlaku", holds_from), ("sumber", "Perwali Uji 3/2026")];
    EvaluationRuleBody { id: RuleId(key()), kind: EvaluationRuleKind::Windows, fields: typed(&fields) }
}

pub async fn sheet(client: &Client<'_>, id: EvaluationId) -> EvaluationSheet {
    client.call(GetEvaluation { id }).await.expect("an evaluation")
}

async fn form(client: &Client<'_>, id: EvaluationId) -> AssessorForm {
    match sheet(client, id).await.part {
        EvaluationPart::Assessor(form) => *form,
        other => panic!("no form: {other:?}"),
    }
}

pub type Fields<'a> = [(&'a str, &'a str)];

pub fn typed(fields: &Fields<'_>) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub async fn write(
    client: &Client<'_>,
    id: EvaluationId,
    act: WriteAct,
    fields: &Fields<'_>,
) -> Result<Written, Error> {
    let seen = form(client, id).await.seen;
    client.call(WriteEvaluation { id, act, seen, fields: typed(fields) }).await
}

pub async fn act(client: &Client<'_>, id: EvaluationId, act: EvaluationAct) -> Result<(), Error> {
    let seen = match sheet(client, id).await.part {
        EvaluationPart::Signed { seen, .. } => seen,
        EvaluationPart::Assessor(form) => form.seen,
        EvaluationPart::Owner(own) => own.answered,
        EvaluationPart::Reader => String::new(),
    };
    client.call(ActOnEvaluation { id, act, seen }).await
}

/// Says what a unit achieved in a month.
pub async fn achieve(client: &Client<'_>, unit: UnitId, code: &str, level: &str) -> Result<String, Error> {
    let asked = AchievementQuery { unit: Some(unit), period: Some(period(code)) };
    let form = client.call(GetAchievements { asked }).await?.chosen.expect("a form");
    let basis = "Rencana aksi triwulan ini tercapai".to_owned();
    let new = NewAchievement { unit, period: period(code), level: level.to_owned(), basis, seen: form.seen };
    client.call(SetAchievement { new }).await
}

/// Both ratings with their reasons.
pub fn rated<'a>(results: &'a str, conduct: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("hasil", results),
        ("alasan-hasil", "Persalinan dan kunjungan sesuai target sampai Mei"),
        ("perilaku", conduct),
        ("alasan-perilaku", "Selalu menjawab pasien dengan sabar"),
    ]
}

pub fn refusal(of: EvaluationRefusal) -> Error {
    of.into()
}

pub async fn number(owner: &PgPool, statement: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement.to_owned())).fetch_one(owner).await.expect("a number")
}

#[sqlx::test]
async fn an_evaluation_goes_from_the_own_words_to_the_answer(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    assert_eq!(dewi.report(key(), town.births, "450").await.status, StatusCode::CREATED);
    assert!(dewi.get("/").await.text().contains("Penilaian diri Mei 2026 belum dikirim"));

    let EvaluationPart::Owner(own) = sheet(&dewi, id).await.part else { panic!("not the owner") };
    let said = format!("d-{}", town.dewi_rhk);
    let fields = typed(&[(&said, "Rujukan terlambat karena ambulans rusak"), ("catatan", "Perlu pelatihan")]);
    let diri = AssessOneself { id, is_sent: true, seen: own.seen.clone(), fields };
    for _ in 0..2 {
        dewi.call(diri.clone()).await.expect("sent, and again");
    }
    assert!(!dewi.get("/").await.text().contains("Penilaian diri Mei 2026"));
    let team = sari.call(ListEvaluations { period: Some(id.period) }).await.expect("a list").team.expect("a team");
    assert_eq!((team.title.as_str(), team.progress.as_str()), ("Mei 2026", "0 dari 2 sudah ditetapkan"));
    assert_eq!(team.groups[0].0, "Menunggu penilaian (2)");
    let row = team.groups[0].1.iter().find(|row| row.id == id).expect("Dewi");
    assert_eq!((row.person.as_str(), row.state.as_str()), ("Dewi", "Belum dinilai"));
    assert!(row.facts.contains(&"Penilaian diri dikirim hari ini 09.00".to_owned()), "{:?}", row.facts);

    let before = sheet(&sari, id).await;
    assert_eq!(before.results[0].own.as_deref(), Some("Rujukan terlambat karena ambulans rusak"));
    assert_eq!(before.own_note.as_deref(), Some("Perlu pelatihan"));
    let births = &before.results[0].indicators[0];
    assert_eq!((births.name.as_str(), births.value.as_str()), ("Persalinan ditolong", "belum ada laporan"), "reported in June");
    let early = write(&sari, id, WriteAct::Sign, &rated("meets", "above")).await.expect("stored");
    assert_eq!(early.refused, Some(refusal(EvaluationRefusal::NoUnitAchievement)));
    assert_eq!(form(&sari, id).await.fields.len(), 4, "what was typed is stored");
    let obstacle = form(&sari, id).await.obstacle.expect("why not");
    assert!(obstacle.contains("Capaian Dinas Kesehatan dalam Mei 2026 belum ditetapkan"), "{obstacle}");

    let receipt = achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    assert_eq!(receipt, "Capaian Dinas Kesehatan Mei 2026: Baik.");
    let opened = format!("b-{}", town.dewi_rhk);
    let mut fields = rated("meets", "above");
    fields.push((&opened, "true"));
    let seen = form(&sari, id).await.seen;
    let sign = WriteEvaluation { id, act: WriteAct::Sign, seen, fields: typed(&fields) };
    for _ in 0..2 {
        assert_eq!(sari.call(sign.clone()).await.expect("signed, and again").refused, None);
    }
    let signed = sheet(&sari, id).await;
    assert_eq!((signed.state.as_str(), signed.versions.len()), ("Ditetapkan", 1));
    let version = &signed.versions[0];
    assert_eq!(version.predikat.as_deref(), Some("Baik"));
    assert_eq!(version.signed, "Ditetapkan hari ini 09.00 oleh Sari, Jabatan Sari");
    assert_eq!(version.unopened, None, "the only result was read");
    assert_eq!(sheet(&dewi, id).await.versions, [], "unread before the release");

    let mut line = dewi.listen(&format!("topics=person:{}", town.dewi), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    for _ in 0..2 {
        act(&sari, id, EvaluationAct::Release).await.expect("released, and again");
    }
    assert_eq!(line.next_change().await, format!("person:{}", town.dewi), "she is told at once");
    let home = dewi.get("/").await.text();
    assert!(home.contains("Penilaian Mei 2026 sudah dirilis: baca alasannya"), "{home}");
    let read = sheet(&dewi, id).await;
    assert_eq!(read.versions[0].conduct_reason, "Selalu menjawab pasien dengan sabar");
    let EvaluationPart::Owner(own) = &read.part else { panic!("not the owner") };
    assert_eq!(own.fields, None, "the own words stay as they were");
    let asked = "Mohon tanggapi sampai 10 Juli 2026; sesudahnya tercatat tidak ditanggapi. Menerima bukan berarti setuju.";
    assert_eq!(own.about_answer[0], asked);
    assert!(own.about_answer[1].contains("dr. Ratna, sampai 6 Juli 2026 pukul 23.59"), "{:?}", own.about_answer);
    assert_eq!(read.results[0].own.as_deref(), Some("Rujukan terlambat karena ambulans rusak"), "and are read");
    let told = dewi.api(Method::GET, "/api/v1/evaluations?year=2026", None).await.json();
    assert_eq!(told[0]["predikat"], "baik");
    assert_eq!(told[0]["reasons"]["perilaku_kerja"], "Selalu menjawab pasien dengan sabar");

    for _ in 0..2 {
        act(&dewi, id, EvaluationAct::Receive).await.expect("received, and again");
    }
    let notes = &sheet(&sari, id).await.versions[0].notes;
    assert_eq!(notes[1], "Diterima oleh pegawai yang dinilai hari ini 09.00.");
    for (kind, times) in [
        ("self_assessment_sent", 1),
        ("evaluation_written", 1),
        ("evaluation_signed", 1),
        ("evaluation_released", 1),
        ("evaluation_acknowledged", 1),
        ("unit_achievement_set", 1),
    ] {
        let found = number(&owner, &format!("select count(*) from event where kind = '{kind}'")).await;
        assert_eq!(found, times, "{kind}");
    }
}

#[sqlx::test]
async fn nothing_of_a_rating_reaches_the_rated_person_before_the_release(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    let pages = crate::edges::addresses(&town, key());
    // Everything that she can open, ask of the API, and hear.
    let everything = async |client: &Client<'_>| {
        let mut answers = vec![];
        for address in &pages {
            let page = client.get(address).await;
            let nonce = page.headers.get("content-security-policy").and_then(|it| it.to_str().ok()).unwrap_or_default();
            let nonce = nonce.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("-").to_owned();
            let content = without_ids(&page.words().replace(&nonce, ""));
            // What it carries for the browser lies behind its words.
            let words = page.text().split("__RESOLVED_RESOURCES").next().unwrap_or_default().to_owned();
            answers.push((address.clone(), page.status, content, words));
        }
        for path in ["/api/v1/evaluations", "/api/v1/plans", "/api/v1/me", "/api/v1/indicators", "/riwayat/x/unduh.xlsx"] {
            let answer = client.api(Method::GET, path, None).await;
            let etag = format!("{:?}", answer.headers.get("etag"));
            answers.push((path.to_owned(), answer.status, answer.words() + &etag, answer.text()));
        }
        let papers = [format!("/penilaian/{id}"), format!("/penilaian/{id}/keberatan"), format!("/skp/{}", town.dewi_skp)];
        for path in papers.map(|page| page + "/unduh.pdf") {
            let (status, _, paper) = client.file(&path).await;
            answers.push((path, status, String::from_utf8_lossy(&paper).into_owned(), String::new()));
        }
        answers
    };
    let wrong = [("perilaku", "below"), ("n2-di-bawah", "true"), ("n2-tanggal", "2026-05-04"), ("n2-kejadian", "Menolak jaga")];
    let low: Vec<_> = [("hasil", "below"), ("alasan-hasil", "Rahasia rendah"), ("alasan-perilaku", "Rahasia rendah")]
        .into_iter()
        .chain(wrong)
        .collect();
    let mut line = dewi.listen(&format!("topics=person:{},team:{}", town.dewi, town.dewi), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");

    write(&sari, id, WriteAct::Save, &rated("above", "above")).await.expect("saved");
    let drafted_high = everything(&dewi).await;
    let again = everything(&dewi).await;
    let differs = |(one, other): (&Answered, &Answered)| (one.2 != other.2).then(|| one.0.clone());
    let restless: Vec<String> = again.iter().zip(&drafted_high).filter_map(differs).collect();
    assert!(restless.len() < pages.len() / 4, "{restless:?}");
    write(&sari, id, WriteAct::Save, &low).await.expect("saved");
    same(&everything(&dewi).await, &drafted_high, &restless, "a draft");

    assert_eq!(write(&sari, id, WriteAct::Sign, &low).await.expect("signed").refused, None);
    let signed_low = everything(&dewi).await;
    assert!(signed_low.iter().all(|(_, _, words, _)| !words.contains("Rahasia") && !words.contains("sangat_kurang")));
    // A calibration raises it, with a reason; still nobody has released it.
    act(&sari, id, EvaluationAct::Change).await.expect("begun");
    let mut high = rated("above", "above");
    high.push(("alasan-perubahan", "Rahasia kalibrasi"));
    assert_eq!(write(&sari, id, WriteAct::Sign, &high).await.expect("signed").refused, None);
    same(&everything(&dewi).await, &signed_low, &restless, "another rating");

    act(&sari, id, EvaluationAct::Release).await.expect("released");
    assert_eq!(line.next_change().await, format!("person:{}", town.dewi), "the release is the first that she hears");
    let page = dewi.get(&format!("/penilaian/{id}")).await.text();
    for words in ["Sangat Baik", "Rahasia kalibrasi", "Rahasia rendah", "Menolak jaga"] {
        assert!(page.contains(words), "{words} is part of the reasoning: {page}");
    }
}

/// Leaves out of a page what differs in each answer: the ids of its next forms, in the fields and in what the document says
/// about the reader (the first of its values).
fn without_ids(page: &str) -> String {
    let mut words = String::with_capacity(page.len());
    let mut rest = page;
    for mark in ["name=\"id\" value=\"", "__RESOLVED_RESOURCES[0] = \""] {
        let mut left = std::mem::take(&mut words) + rest;
        rest = "";
        while let Some((before, after)) = left.split_once(mark) {
            words.push_str(before);
            let is_end = |(at, _): &(usize, &str)| !after[..*at].ends_with('\\');
            left = after.match_indices('"').find(is_end).map_or("", |(at, _)| &after[at + 1..]).to_owned();
        }
        words.push_str(&left);
    }
    words
}

/// An answer: its address, its status, and its whole content beside the words of it.
type Answered = (String, StatusCode, String, String);

/// Compares what somebody was answered, and names the first answer that differs. `restless` are the addresses whose content
/// differs by itself, because it has the id of a next form in it: of them the words are compared.
fn same(now: &[Answered], before: &[Answered], restless: &[String], what: &str) {
    assert_eq!(now.len(), before.len());
    for (now, before) in now.iter().zip(before) {
        let pick = |answer: &Answered| if restless.contains(&answer.0) { answer.3.clone() } else { answer.2.clone() };
        let (words, known) = (pick(now), pick(before));
        let at = words.bytes().zip(known.bytes()).position(|(now, before)| now != before).unwrap_or(0);
        let around = |words: &str| words.chars().skip(at.saturating_sub(60)).take(160).collect::<String>();
        assert!(words == known && now.1 == before.1, "{what}, {}: {} / {}", now.0, around(&words), around(&known));
    }
}

#[sqlx::test]
async fn what_is_signed_needs_a_reason_and_low_conduct_something_dated(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, mayor) = (app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    let refused = async |fields: &Fields<'_>| {
        let written = write(&sari, id, WriteAct::Sign, fields).await.expect("stored");
        match written.refused {
            Some(Error::Invalid(FieldErrors(wrong))) => wrong.into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(&[("alasan-hasil", "Ditulis dulu")]).await, ["hasil", "perilaku"]);
    assert_eq!(form(&sari, id).await.fields, typed(&[("alasan-hasil", "Ditulis dulu")]), "a reason before its rating stays");
    assert_eq!(refused(&[("hasil", "above"), ("perilaku", "below"), ("alasan-hasil", "Baik")]).await, [
        "alasan-perilaku",
        "perilaku"
    ]);
    let mut low = rated("above", "below");
    low.push(("n2-di-bawah", "true"));
    assert_eq!(refused(&low).await, ["n2-pesan"]);
    for (day, event) in [("2026-04-30", "Menolak jaga"), ("2026-06-01", "Menolak jaga"), ("", "Menolak jaga")] {
        let mut low = low.clone();
        low.extend([("n2-tanggal", day), ("n2-kejadian", event)]);
        let outcome = write(&sari, id, WriteAct::Sign, &low).await;
        assert!(matches!(outcome, Err(Error::Invalid(_))), "{day}: outside of the month");
    }
    low.extend([("n2-tanggal", "2026-05-04"), ("n2-kejadian", "Menolak jaga malam")]);
    assert_eq!(write(&sari, id, WriteAct::Sign, &low).await.expect("signed").refused, None);
    let version = &sheet(&sari, id).await.versions[0];
    assert_eq!(version.predikat.as_deref(), Some("Kurang/Misconduct"));
    assert_eq!(version.values[0].evidence, ["Kejadian 4 Mei: Menolak jaga malam"]);
    assert_eq!(version.unopened.as_deref(), Some("1 dari 1 hasil kerja tidak ditandai sudah dibaca laporan dan percakapannya."));
    let running = of(town.dewi_skp, "2026-06");
    let early = write(&sari, running, WriteAct::Sign, &rated("meets", "meets")).await.expect("stored");
    assert_eq!(early.refused, Some(refusal(EvaluationRefusal::TooEarly)));
    for never in ["2026-07", "2026-tw2", "2025-05"] {
        let outcome = sari.call(GetEvaluation { id: of(town.dewi_skp, never) }).await;
        assert_eq!(outcome.err(), Some(Error::NotFound), "{never}");
    }
}

#[sqlx::test]
async fn a_change_after_the_release_keeps_what_was_signed_and_says_why(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    write(&sari, id, WriteAct::Sign, &rated("meets", "meets")).await.expect("signed");
    act(&sari, id, EvaluationAct::Release).await.expect("released");
    act(&dewi, id, EvaluationAct::Agree).await.expect("agreed");
    for _ in 0..2 {
        act(&sari, id, EvaluationAct::Change).await.expect("begun, and again");
    }
    assert_eq!(sheet(&dewi, id).await.versions.len(), 1);
    let changed = rated("above", "above");
    let bare = write(&sari, id, WriteAct::Sign, &changed).await.expect("stored").refused;
    assert!(matches!(bare, Some(Error::Invalid(FieldErrors(wrong))) if wrong[0].0 == "alasan-perubahan"));
    let mut changed = changed;
    changed.push(("alasan-perubahan", "Laporan Mei yang terlambat ikut dihitung"));
    assert_eq!(write(&sari, id, WriteAct::Sign, &changed).await.expect("signed").refused, None);
    let read = sheet(&dewi, id).await;
    let versions: Vec<_> = read.versions.iter().map(|it| (it.number, it.predikat.as_deref())).collect();
    assert_eq!(versions, [(2, Some("Sangat Baik")), (1, Some("Baik"))], "readable at once");
    assert_eq!(read.versions[0].reason.as_deref(), Some("Laporan Mei yang terlambat ikut dihitung"));
    assert!(matches!(read.part, EvaluationPart::Owner(own) if own.answers.len() == 2), "the new one waits for an answer");
    // Who has read the first version does not answer the second one, nor does another tab discard what it has not seen.
    let stale = || Some(refusal(EvaluationRefusal::ChangedMeanwhile));
    let blind = |act| ActOnEvaluation { id, act, seen: "1".to_owned() };
    for act in [EvaluationAct::Receive, EvaluationAct::Agree] {
        assert_eq!(dewi.call(blind(act)).await.err(), stale());
    }
    assert_eq!(sari.call(blind(EvaluationAct::Change)).await.err(), stale());
    act(&sari, id, EvaluationAct::Change).await.expect("begun");
    assert_eq!(sari.call(blind(EvaluationAct::Discard)).await.err(), stale());
    act(&sari, id, EvaluationAct::Discard).await.expect("discarded");
    assert!(matches!(sheet(&sari, id).await.part, EvaluationPart::Signed { release: false, .. }));
}

#[sqlx::test]
async fn reports_about_a_signed_month_are_refused_and_others_taken(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    let report = async |day: &str| {
        let body = serde_json::json!({"indicator_id": town.births, "value": "500", "note": null,
            "observed_at": format!("2026-{day}T02:00:00Z")});
        let key = key().to_string();
        dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &key)]).await.status
    };
    write(&sari, id, WriteAct::Save, &rated("meets", "meets")).await.expect("saved");
    assert_eq!(report("05-20").await, StatusCode::CREATED, "while it is only written");
    write(&sari, id, WriteAct::Sign, &rated("meets", "meets")).await.expect("signed");
    assert_eq!((report("05-21").await, report("06-02").await), (StatusCode::CONFLICT, StatusCode::CREATED));
}

#[sqlx::test]
async fn a_head_is_rated_by_what_the_unit_achieved(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (ratna, mayor) = (app.as_(town.ratna).await, app.as_(town.mayor).await);
    sql(
        &owner,
        format!(
            "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at)
             select a.agency_id, '{0}', a.employee_id, a.post_id, 2026, '2026-01-01', '2026-12-31', 1, '2026-01-05'
             from assignment a where a.employee_id = '{1}'",
            key(),
            town.sari
        ),
    )
    .await;
    let skp = sqlx::query_scalar::<_, SkpId>("select id from skp where employee_id = $1")
        .bind(town.sari)
        .fetch_one(&owner)
        .await
        .expect("a plan");
    let id = of(skp, "2026-05");
    achieve(&mayor, town.health, "2026-05", "istimewa").await.expect("set");
    assert_eq!(form(&ratna, id).await.fixed, None, "nothing was said about the Puskesmas");
    achieve(&ratna, town.centre, "2026-05", "kurang").await.expect("set");
    let own = achieve(&app.as_(town.sari).await, town.centre, "2026-05", "istimewa").await;
    assert_eq!(own.err(), Some(Error::NotFound), "nobody says it of the own unit");
    let stale = form(&ratna, id).await.seen;
    achieve(&ratna, town.centre, "2026-05", "sangat_kurang").await.expect("set");
    let blind = WriteEvaluation { id, act: WriteAct::Sign, seen: stale, fields: typed(&rated("above", "meets")) };
    let refused = ratna.call(blind).await.expect("stored").refused;
    assert_eq!(refused, Some(refusal(EvaluationRefusal::ChangedMeanwhile)), "nothing is signed that was not in view");
    achieve(&ratna, town.centre, "2026-05", "kurang").await.expect("set");
    assert!(form(&ratna, id).await.fixed.is_some());
    write(&ratna, id, WriteAct::Sign, &rated("above", "meets")).await.expect("signed");
    let version = &sheet(&ratna, id).await.versions[0];
    assert_eq!(version.predikat.as_deref(), Some("Butuh Perbaikan"), "as the Puskesmas achieved");
}

#[sqlx::test]
async fn the_evaluator_is_who_is_in_office_and_of_a_former_post_who_was(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = of(town.dewi_skp, "2026-05");
    let may_write = async |person: EmployeeId| {
        let client = app.as_(person).await;
        let outcome = client.call(GetEvaluation { id }).await;
        matches!(outcome.map(|sheet| sheet.part), Ok(EvaluationPart::Assessor(_)))
    };
    assert!(may_write(town.sari).await && !may_write(town.ratna).await);
    sql(
        &owner,
        format!(
            "update assessor set until = '2026-06-15' where employee_id = '{0}';
             insert into assessor (agency_id, employee_id, assessor_id, since) values ('{1}', '{0}', '{2}', '2026-06-15')",
            town.dewi, town.agency, town.lina
        ),
    )
    .await;
    assert!(may_write(town.lina).await && !may_write(town.sari).await, "who is in office evaluates earlier months, too");
    // What is not released is read by who evaluates and the superiors, and not by who only followed the work.
    let assessed_by = async |person: EmployeeId| {
        let since = "since = '2026-06-15'";
        sql(&owner, format!("update assessor set assessor_id = '{person}' where employee_id = '{}' and {since}", town.dewi)).await;
    };
    assessed_by(town.hadi).await;
    let april = of(town.dewi_skp, "2026-04");
    achieve(&app.as_(town.mayor).await, town.health, "2026-04", "baik").await.expect("set");
    write(&app.as_(town.hadi).await, april, WriteAct::Sign, &rated("meets", "meets")).await.expect("signed");
    let reads = async |person: EmployeeId| {
        let read = sheet(&app.as_(person).await, april).await;
        (read.versions.len(), read.state)
    };
    assert_eq!(reads(town.hadi).await, (1, "Ditetapkan".to_owned()));
    assert_eq!(reads(town.sari).await, (0, "Belum dirilis".to_owned()));
    act(&app.as_(town.hadi).await, april, EvaluationAct::Release).await.expect("released");
    assert_eq!(reads(town.sari).await, (1, "Dirilis".to_owned()));
    assessed_by(town.lina).await;
    // Dewi moves: her work at the Puskesmas is evaluated by who assessed her there on her last day.
    town.transfer(&owner, town.dewi, town.schools, jiff::civil::date(2026, 6, 20)).await;
    sql(
        &owner,
        format!(
            "update assessor set until = '2026-06-20' where employee_id = '{0}' and until is null;
             insert into assessor (agency_id, employee_id, assessor_id, since) values ('{1}', '{0}', '{2}', '2026-06-20')",
            town.dewi, town.agency, town.hadi
        ),
    )
    .await;
    assert!(may_write(town.lina).await && !may_write(town.hadi).await);
    let team = app.as_(town.lina).await.call(ListEvaluations { period: Some(id.period) }).await.expect("a list").team;
    assert!(team.is_none(), "who assesses nobody today has no team");
}

#[sqlx::test]
async fn two_who_say_different_things_are_told(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi, mayor) = (app.as_(town.sari).await, app.as_(town.dewi).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    let elsewhere: Error = EvaluationRefusal::ChangedElsewhere.into();
    let seen = form(&sari, id).await.seen;
    let save = |reason: &str| WriteEvaluation {
        id,
        act: WriteAct::Save,
        seen: seen.clone(),
        fields: typed(&[("hasil", "meets"), ("alasan-hasil", reason)]),
    };
    sari.call(save("Dari HP")).await.expect("saved");
    sari.call(save("Dari HP")).await.expect("again");
    assert_eq!(sari.call(save("Dari tablet")).await.err(), Some(elsewhere.clone()));
    let blind = AssessOneself { id, is_sent: false, seen: "x".to_owned(), fields: typed(&[("catatan", "a")]) };
    assert_eq!(dewi.call(blind).await.map(|_: Saved| ()).err(), Some(elsewhere.clone()));
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    let new = NewAchievement {
        unit: town.health,
        period: period("2026-05"),
        level: "kurang".to_owned(),
        basis: "Lain".to_owned(),
        seen: String::new(),
    };
    assert_eq!(mayor.call(SetAchievement { new }).await.err(), Some(elsewhere));
}

#[sqlx::test]
async fn without_javascript_everything_can_be_done_and_nothing_typed_is_lost(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    let page = format!("/penilaian/{id}");
    let hidden = |body: &str, name: &str| -> String {
        let field = format!("name=\"{name}\" value=\"");
        body.split(&field).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    };
    let seen = hidden(&dewi.get(&page).await.body, "seen");
    let said = format!("d-{}", town.dewi_rhk);
    let sent =
        dewi.post_form(&format!("{page}/diri"), &[("seen", &seen), (&said, "Tercapai"), ("aksi", "kirim")]).await;
    assert_eq!(sent.location(), Some(page.as_str()));
    let asked = AchievementQuery { unit: Some(town.health), period: Some(id.period) }.address();
    let (unit, seen) = (town.health.to_string(), hidden(&mayor.get(&asked).await.body, "seen"));
    let achieved = [("unit", unit.as_str()), ("periode", "2026-05"), ("seen", &seen), ("capaian", "baik"), ("dasar", "")];
    let refused = mayor.post_form("/penilaian/capaian", &achieved).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Harus diisi."));
    let achieved = [&achieved[..4], &[("dasar", "Tercapai")]].concat();
    assert_eq!(mayor.post_form("/penilaian/capaian", &achieved).await.location(), Some(asked.as_str()));

    let writing = format!("{page}/nilai");
    let seen = hidden(&sari.get(&writing).await.body, "seen");
    let rated = [("hasil", "meets"), ("alasan-hasil", "Sesuai target"), ("aksi", "tetapkan")];
    let typed = [&[("aksi", "simpan"), ("seen", &seen)], &rated[..]].concat();
    let refused = sari.post_form(&page, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = refused.text();
    assert!(words.contains("Pilih rating perilaku kerja.") && refused.body.contains("Sesuai target"), "{words}");
    // What was not stored either is in the form that comes back.
    let seen = hidden(&sari.get(&writing).await.body, "seen");
    let long = "Kunjungan sampai Mei. ".repeat(100);
    let typed = [("aksi", "simpan"), ("seen", &seen), ("alasan-hasil", &long), ("catatan", "Ditulis di pustu")];
    let refused = sari.post_form(&page, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&format!("{long}</textarea>")) && refused.body.contains("Ditulis di pustu</textarea>"));
    assert!(refused.text().contains("Terlalu panjang"), "{}", refused.text());
    let said = format!("d-{}", town.dewi_rhk);
    let refused = dewi.post_form(&format!("{page}/diri"), &[("seen", "x"), (&said, "Ditulis lagi")]).await;
    assert!(refused.body.contains("Ditulis lagi</textarea>"), "{}", refused.text());
    let seen = hidden(&sari.get(&writing).await.body, "seen");
    let whole = [&rated[..], &[("seen", seen.as_str()), ("perilaku", "meets"), ("alasan-perilaku", "Sabar")]].concat();
    assert_eq!(sari.post_form(&page, &whole).await.location(), Some(writing.as_str()));
    let seen = hidden(&sari.get(&page).await.body, "seen");
    assert_eq!(sari.post_form(&page, &[("aksi", "rilis"), ("seen", &seen)]).await.location(), Some(page.as_str()));
    let answered = hidden(&dewi.get(&page).await.body, "seen");
    let agreed = [("aksi", "setuju"), ("seen", answered.as_str())];
    assert_eq!(dewi.post_form(&page, &agreed).await.location(), Some(page.as_str()));
    assert!(sari.get(&page).await.text().contains("Disetujui oleh pegawai yang dinilai"));

    let case = format!("{page}/keberatan");
    let form = dewi.get(&case).await.body;
    let (entry, seen) = (hidden(&form, "id"), hidden(&form, "seen"));
    let filed = [("aksi", "ajukan"), ("id", &entry), ("seen", &seen), ("alasan-hasil", "")];
    let refused = dewi.post_form(&case, &filed).await;
    assert!(refused.text().contains("Tulis alasan pada bagian yang Anda keberatan."), "{}", refused.text());
    let filed = [&filed[..3], &[("alasan-hasil", "Rujukan tidak dihitung")]].concat();
    assert_eq!(dewi.post_form(&case, &filed).await.location(), Some(case.as_str()));
    let ratna = app.as_(town.ratna).await;
    let form = ratna.get(&case).await.body;
    let (entry, seen) = (hidden(&form, "id"), hidden(&form, "seen"));
    let decided = [("aksi", "putuskan"), ("id", &entry), ("seen", &seen), ("alasan-hasil", "Sudah dihitung")];
    let refused = ratna.post_form(&case, &decided).await;
    assert!(refused.body.contains("Sudah dihitung</textarea>"), "{}", refused.text());
    let decided = [&decided[..], &[("putusan-hasil", "refused")]].concat();
    assert_eq!(ratna.post_form(&case, &decided).await.location(), Some(case.as_str()));
    assert!(dewi.get(&case).await.text().contains("Ditolak"));
}

async fn rules_about(officer: &Client<'_>, kind: EvaluationRuleKind) -> EvaluationRuleSheet {
    let book = officer.call(ListEvaluationRules {}).await.expect("the rules");
    book.kinds.into_iter().find(|sheet| sheet.kind == kind).expect("the kind")
}

/// The form of a kind as it is shown, with some fields changed.
async fn changed(
    officer: &Client<'_>,
    kind: EvaluationRuleKind,
    changes: &Fields<'_>,
) -> EvaluationRuleBody {
    let shown = rules_about(officer, kind).await.fields.into_iter().map(|field| (field.name, field.value));
    let mut fields: Vec<(String, String)> = shown.chain(typed(&[("sumber", "Perwali Uji 3/2026")])).collect();
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields.extend(typed(changes));
    EvaluationRuleBody { id: RuleId(key()), kind, fields }
}

pub fn wrong_fields(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(FieldErrors(wrong)) => wrong.into_iter().map(|(name, _)| name).collect(),
        other => panic!("{other:?}"),
    }
}

#[sqlx::test]
async fn a_matrix_that_is_entered_at_ten_is_followed_at_five_past_and_what_was_signed_stays(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = async || app.as_officer(town.agency, "pengelola").await;
    let mayor = app.as_(town.mayor).await;
    for month in ["2026-04", "2026-05"] {
        achieve(&mayor, town.health, month, "baik").await.expect("set");
    }
    let (april, may) = (of(town.dewi_skp, "2026-04"), of(town.dewi_skp, "2026-05"));
    assert_eq!(write(&app.as_(town.sari).await, april, WriteAct::Sign, &rated("above", "meets")).await.expect("signed").refused, None);
    app.at("2026-06-22T03:00:00Z");
    let seen = form(&app.as_(town.sari).await, may).await.seen;
    let rule = [("sel-above-meets", "sangat_baik"), ("berlaku", "2026-05-01")];
    let rule = changed(&officer().await, EvaluationRuleKind::Matrix, &rule).await;
    for _ in 0..2 {
        officer().await.call(EnterEvaluationRule { rule: rule.clone() }).await.expect("entered, and again");
    }
    app.at("2026-06-22T03:05:00Z");
    let sari = app.as_(town.sari).await;
    let stale = WriteEvaluation { id: may, act: WriteAct::Sign, seen, fields: typed(&rated("above", "meets")) };
    let stale = sari.call(stale).await.expect("stored");
    assert_eq!(stale.refused, Some(refusal(EvaluationRefusal::ChangedMeanwhile)), "another matrix was in view");
    let shown = sheet(&sari, may).await.quadrant.expect("a quadrant");
    assert_eq!(shown.rows[2][1].predikat, "Sangat Baik");
    assert!(shown.rows[2][1].reason.contains("menurut aturan instansi"), "{}", shown.rows[2][1].reason);
    assert_eq!(write(&sari, may, WriteAct::Sign, &rated("above", "meets")).await.expect("signed").refused, None);
    let [of_april, of_may] = [&sheet(&sari, april).await.versions[0], &sheet(&sari, may).await.versions[0]].map(Clone::clone);
    assert_eq!((of_april.predikat.as_deref(), of_may.predikat.as_deref()), (Some("Baik"), Some("Sangat Baik")));
    let (_, quadrant) = of_april.quadrant.expect("a quadrant");
    assert_eq!(quadrant.rows[2][1].predikat, "Baik", "the quadrant of that day");
    let sheet = rules_about(&officer().await, EvaluationRuleKind::Matrix).await;
    let in_force = sheet.rules.in_force.expect("a rule");
    assert_eq!((in_force.since.as_str(), in_force.source.as_str()), ("Berlaku sejak 1 Mei 2026", "Perwali Uji 3/2026"));
    assert_eq!(in_force.entered, "Dicatat hari ini 10.00 oleh Tanpa nama");
    assert_eq!(sheet.rules.earlier.len(), 1, "nothing is overwritten");
    assert_eq!(number(&owner, "select count(*) from event where kind = 'evaluation_rule_entered'").await, 1);
}

#[sqlx::test]
async fn a_rule_that_cannot_be_is_led_to_its_fields(owner: PgPool) {
    use EvaluationRuleKind::{Guidance, Heads, Matrix, Windows};
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let refused = async |kind, changes: &Fields<'_>| {
        let rule = changed(&officer, kind, changes).await;
        wrong_fields(officer.call(EnterEvaluationRule { rule }).await.expect_err("refused"))
    };
    let day = ("berlaku", "2026-07-01");
    assert_eq!(refused(Matrix, &[day, ("sel-above-above", "kurang")]).await, ["sel-above-above"], "a fall");
    assert_eq!(refused(Matrix, &[day, ("sel-meets-meets", "hebat")]).await, ["sel-meets-meets"]);
    assert_eq!(refused(Heads, &[day, ("kepala-sangat_kurang", "above")]).await, ["kepala-istimewa"]);
    assert_eq!(refused(Windows, &[day, ("tanggapan", "0"), ("keberatan", "empat belas")]).await, ["tanggapan", "keberatan"]);
    assert_eq!(refused(Guidance, &[day, ("nilai-4", " \n ")]).await, ["nilai-4"]);
    assert_eq!(refused(Windows, &[("berlaku", "2019-01-01"), ("sumber", "")]).await, ["berlaku", "sumber"]);
    assert_eq!(number(&owner, "select count(*) from evaluation_rule").await, 0);

    let reused = changed(&officer, Windows, &[day, ("tanggapan", "5")]).await;
    officer.call(EnterEvaluationRule { rule: reused.clone() }).await.expect("entered");
    let other = EvaluationRuleBody { fields: changed(&officer, Windows, &[day, ("tanggapan", "6")]).await.fields, ..reused };
    assert_eq!(wrong_fields(officer.call(EnterEvaluationRule { rule: other }).await.expect_err("refused")), ["sumber"]);
}

#[sqlx::test]
async fn a_window_that_runs_stays_and_guidance_is_read_in_plans_at_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, mayor) = (app.as_(town.sari).await, app.as_(town.mayor).await);
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    let id = of(town.dewi_skp, "2026-05");
    assert_eq!(write(&sari, id, WriteAct::Sign, &rated("meets", "meets")).await.expect("signed").refused, None);
    act(&sari, id, EvaluationAct::Release).await.expect("released");
    let told = async |client: &Client<'_>| match sheet(client, id).await.part {
        EvaluationPart::Owner(own) => own.about_answer,
        other => panic!("{other:?}"),
    };
    let dewi = app.as_(town.dewi).await;
    let served = told(&dewi).await;
    app.at("2026-06-22T03:00:00Z");
    let officer = app.as_officer(town.agency, "pengelola").await;
    let (sari, dewi) = (app.as_(town.sari).await, app.as_(town.dewi).await);
    officer.call(EnterEvaluationRule { rule: windows("2026-01-01", "3") }).await.expect("entered");
    assert_eq!(told(&dewi).await, served, "what was served keeps its days");
    act(&sari, id, EvaluationAct::Change).await.expect("begun");
    let mut again = rated("meets", "above");
    again.push(("alasan-perubahan", "Bukti baru"));
    assert_eq!(write(&sari, id, WriteAct::Sign, &again).await.expect("signed").refused, None);
    let anew = told(&dewi).await;
    assert!(anew[1].contains("3 hari kalender") && anew[1].contains("25 Juni 2026"), "{anew:?}");

    let law = changed(&officer, EvaluationRuleKind::Guidance, &[("teks", "law"), ("berlaku", "2026-06-01")]).await;
    let before = dewi.get(&format!("/skp/{}", town.dewi_skp)).await.text();
    assert!(before.contains("apa pun latar belakangnya") && !before.contains("tanpa membedakan latar belakang"));
    officer.call(EnterEvaluationRule { rule: law }).await.expect("entered");
    assert!(dewi.get(&format!("/skp/{}", town.dewi_skp)).await.text().contains("tanpa membedakan latar belakang"));
}
