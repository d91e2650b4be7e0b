//! Objections against released evaluations: filed in time, explained by both sides, decided row by row, read for ever.

use crate::{
    access::{Ask, Named, Rows, Rule},
    app::{Client, TestApp, key},
    evaluation::{Fields, achieve, act, number, of, rated, refusal, sheet, typed, write, wrong_fields},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        evaluation::{EvaluationId, EvaluationRefusal, ObjectionRefusal},
        id::EmployeeId,
    },
    error::Error,
    features::evaluation::{
        model::{EvaluationAct, WriteAct},
        objection::{
            api::{ActOnObjection, GetObjections, ListObjections},
            model::{CaseList, ObjectionAct, ObjectionSheet},
        },
    },
};
use sqlx::PgPool;

pub fn access(rows: Rows) -> Rows {
    const MONTH: &str = "2026-03";
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let page = |named: Named| format!("/penilaian/{}", of(named.plan, MONTH));
    let objected = |named: Named, act| ActOnObjection {
        id: of(named.plan, MONTH),
        act,
        entry: key(),
        seen: String::new(),
        fields: vec![],
    };
    rows.function(Rule::SignedIn, |_| ListObjections { year: None })
        .function(Rule::Case, |named| GetObjections { id: of(named.plan, MONTH) })
        .refused_function(Rule::OwnOnly, ObjectionRefusal::NotReleased.into(), move |named| {
            objected(named, ObjectionAct::File)
        })
        .refused_function(Rule::Agreed, ObjectionRefusal::NotFiled.into(), move |named| {
            objected(named, ObjectionAct::Explain)
        })
        .refused_function(Rule::SuperiorOnly, ObjectionRefusal::NotFiled.into(), move |named| {
            objected(named, ObjectionAct::Decide)
        })
        .refused_function(Rule::SuperiorOnly, ObjectionRefusal::NotFiled.into(), move |named| {
            objected(named, ObjectionAct::Reopen)
        })
        .refused_route(Method::POST, "/penilaian/{penilaian}/keberatan", (Rule::SuperiorOnly, refused), move |named| {
            Ask::at(format!("{}/keberatan", page(named))).with_form([("aksi", &"putuskan"), ("id", &key())])
        })
        .page("/penilaian/:penilaian/keberatan", Rule::Case, move |named| {
            (format!("{}/keberatan", page(named)), "Diputus oleh")
        })
        .page("/keberatan", Rule::SignedIn, |_| ("/keberatan".to_owned(), "Diputus oleh atasan pejabat penilai"))
}

/// Signs and releases May of Dewi.
pub async fn released(app: &TestApp, town: &Town, ratings: &Fields<'_>) -> EvaluationId {
    let id = of(town.dewi_skp, "2026-05");
    achieve(&app.as_(town.mayor).await, town.health, "2026-05", "baik").await.expect("set");
    let sari = app.as_(town.sari).await;
    assert_eq!(write(&sari, id, WriteAct::Sign, ratings).await.expect("signed").refused, None);
    act(&sari, id, EvaluationAct::Release).await.expect("released");
    id
}

async fn cases(client: &Client<'_>, id: EvaluationId) -> ObjectionSheet {
    client.call(GetObjections { id }).await.expect("the objections")
}

pub async fn object(
    client: &Client<'_>,
    id: EvaluationId,
    act: ObjectionAct,
    fields: &Fields<'_>,
) -> Result<String, Error> {
    let seen = cases(client, id).await.seen;
    client.call(ActOnObjection { id, act, entry: key(), seen, fields: typed(fields) }).await
}

async fn list(client: &Client<'_>) -> CaseList {
    client.call(ListObjections { year: None }).await.expect("the cases")
}

fn headings(list: &CaseList) -> Vec<&str> {
    list.groups.iter().map(|(heading, _)| heading.as_str()).collect()
}

pub const TWO_ROWS: &Fields<'static> =
    &[("alasan-hasil", "Rujukan tidak dihitung"), ("alasan-nilai-2", "Absen karena tugas luar")];

#[sqlx::test]
async fn an_objection_on_the_last_evening_is_decided_row_by_row_and_read_for_ever(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    assert_eq!(cases(&app.as_(town.dewi).await, id).await.form.map(|form| form.act), Some(ObjectionAct::File));

    // 6 July, 23.59 in WIB.
    app.at("2026-07-06T16:59:59Z");
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    let none = object(&dewi, id, ObjectionAct::File, &[]).await.expect_err("refused");
    assert_eq!(wrong_fields(none), ["alasan-hasil"]);
    let seen = cases(&dewi, id).await.seen;
    let file = ActOnObjection { id, act: ObjectionAct::File, entry: key(), seen, fields: typed(TWO_ROWS) };
    for _ in 0..2 {
        let words = dewi.call(file.clone()).await.expect("filed, and again");
        assert!(words.starts_with("Keberatan terkirim"), "{words}");
    }
    assert_eq!(number(&owner, "select count(*) from objection where not is_late").await, 1);
    let again = object(&dewi, id, ObjectionAct::File, TWO_ROWS).await;
    assert_eq!(again, Err(ObjectionRefusal::AlreadyFiled.into()));

    // Meanwhile it stays as it is, and is shown as what it is.
    assert_eq!(act(&sari, id, EvaluationAct::Change).await, Err(ObjectionRefusal::UnderObjection.into()));
    assert_eq!(sheet(&sari, id).await.state, "Dalam keberatan");
    let told = dewi.api(Method::GET, "/api/v1/evaluations?year=2026", None).await.json();
    assert_eq!((told[0]["state"].as_str(), told[0]["predikat"].as_str()), (Some("objected"), None));
    let home = ratna.get("/").await.text();
    assert!(home.contains("Keberatan Dewi tentang Mei 2026 (6 Jul) menunggu putusan Anda"), "{home}");
    assert!(sari.get("/").await.text().contains("Keberatan Dewi tentang Mei 2026 (6 Jul): beri penjelasan"));

    // Both sides explain after the window, too.
    app.at("2026-07-20T02:00:00Z");
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    object(&sari, id, ObjectionAct::Explain, &[("penjelasan", "Rujukan dihitung di rumah sakit")]).await.expect("said");
    object(&dewi, id, ObjectionAct::Explain, &[("penjelasan", "Surat tugas terlampir")]).await.expect("said");
    assert!(!sari.get("/").await.text().contains("beri penjelasan"));
    let shown = cases(&ratna, id).await;
    assert_eq!(shown.cases[0].statements.len(), 2);
    let form = shown.form.expect("a form");
    assert_eq!(form.rows.iter().map(|(row, _)| row.as_str()).collect::<Vec<_>>(), ["hasil", "nilai-2"]);
    assert_eq!(form.fields[0], ("hasil".to_owned(), "below".to_owned()), "begins with what was signed");

    let half = [("putusan-hasil", "fully"), ("alasan-hasil", "Rujukan termasuk persalinan")];
    let refused = object(&ratna, id, ObjectionAct::Decide, &half).await.expect_err("refused");
    assert_eq!(wrong_fields(refused), ["putusan-nilai-2", "alasan-nilai-2"]);
    let decision = [
        &half[..],
        &[
            ("putusan-nilai-2", "refused"),
            ("alasan-nilai-2", "Surat tugas tidak memuat tanggalnya"),
            ("hasil", "meets"),
            ("dasar-hasil", "Dengan rujukan targetnya tercapai"),
            ("perilaku", "meets"),
            ("dasar-perilaku", "Selalu menjawab pasien dengan sabar"),
        ],
    ]
    .concat();
    let mut line = dewi.listen(&format!("topics=person:{}", town.dewi), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    let stale =
        ActOnObjection { id, act: ObjectionAct::Decide, entry: key(), seen: "?".to_owned(), fields: typed(&decision) };
    assert_eq!(ratna.call(stale).await, Err(refusal(EvaluationRefusal::ChangedMeanwhile)));
    let words = object(&ratna, id, ObjectionAct::Decide, &decision).await.expect("decided");
    assert!(words.contains("langsung terbaca kedua pihak"), "{words}");
    assert_eq!(line.next_change().await, format!("person:{}", town.dewi), "she is told at once");
    let read = sheet(&dewi, id).await;
    assert_eq!(read.versions.len(), 2);
    assert_eq!(
        (read.versions[0].predikat.as_deref(), read.versions[1].predikat.as_deref()),
        (Some("Baik"), Some("Butuh Perbaikan"))
    );
    assert!(read.versions[0].signed.contains("dr. Ratna"), "{}", read.versions[0].signed);
    assert_eq!(object(&dewi, id, ObjectionAct::File, TWO_ROWS).await, Err(ObjectionRefusal::Final.into()));
    assert_eq!(act(&sari, id, EvaluationAct::Change).await, Err(ObjectionRefusal::Final.into()));
    let late = object(&sari, id, ObjectionAct::Explain, &[("penjelasan", "Terlambat")]).await;
    assert_eq!(late, Err(ObjectionRefusal::Decided.into()));

    // The counts equal the desk's.
    let recap = list(&app.as_officer(town.agency, "pengelola").await).await.recap.expect("counts");
    assert_eq!(
        recap.units.iter().map(|line| (line.name.as_str(), line.counts)).collect::<Vec<_>>(),
        [("Dinas Kesehatan", [0, 0, 0, 1])]
    );
    assert_eq!(recap.assessors[0].name, "Sari");

    // A year later both still read it.
    app.at("2027-07-20T02:00:00Z");
    for reader in [town.dewi, town.sari, town.ratna] {
        let client = app.as_(reader).await;
        let found = cases(&client, id).await;
        let answer = found.cases[0].rows[0].answer.as_ref().expect("an answer");
        assert_eq!(answer.0, "Diterima seluruhnya");
        assert_eq!(found.form, None);
    }
    assert_eq!(headings(&list(&app.as_(town.dewi).await).await), ["Keberatan saya (1)"]);
    for kind in ["objection_filed", "objection_decided"] {
        assert_eq!(number(&owner, &format!("select count(*) from event where kind = '{kind}'")).await, 1, "{kind}");
    }
}

#[sqlx::test]
async fn what_comes_after_the_last_second_is_recorded_as_late_and_says_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    app.at("2026-07-06T17:00:00Z");
    let (dewi, ratna) = (app.as_(town.dewi).await, app.as_(town.ratna).await);
    let shown = cases(&dewi, id).await;
    assert_eq!(shown.form, None);
    assert_eq!(
        shown.closed,
        "Masa keberatan berakhir 6 Juli 2026 pukul 23.59, jadi keberatan tidak dapat diajukan lagi."
    );
    // A page that was open since before.
    let words = object(&dewi, id, ObjectionAct::File, TWO_ROWS).await.expect("recorded");
    assert_eq!(words, "Tercatat terlambat: masa keberatan berakhir 6 Juli 2026 pukul 23.59, jadi tidak diperiksa.");
    assert_eq!(cases(&dewi, id).await.cases[0].state, "Terlambat, tidak diperiksa");
    assert_eq!(headings(&list(&ratna).await), ["Sudah selesai (1)"]);
    let decided = object(&ratna, id, ObjectionAct::Decide, &[]).await;
    assert!(matches!(&decided, Err(Error::Api(words)) if words.contains("terlambat")), "{decided:?}");
    // It freezes nothing.
    act(&app.as_(town.sari).await, id, EvaluationAct::Change).await.expect("begun");
}

#[sqlx::test]
async fn a_decision_is_taken_back_once_and_the_next_one_stands(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    let (dewi, ratna) = (app.as_(town.dewi).await, app.as_(town.ratna).await);
    object(&dewi, id, ObjectionAct::File, &[("alasan-hasil", "Rujukan tidak dihitung")]).await.expect("filed");
    let decide = async |client: &Client<'_>, outcome: &str, rating: &str| {
        let fields = [
            ("putusan-hasil", outcome),
            ("alasan-hasil", "Diperiksa dari laporan"),
            ("hasil", rating),
            ("dasar-hasil", "Menurut laporan"),
            ("perilaku", "meets"),
            ("dasar-perilaku", "Sabar"),
        ];
        object(client, id, ObjectionAct::Decide, &fields).await
    };
    decide(&ratna, "fully", "above").await.expect("decided");
    assert_eq!(sheet(&dewi, id).await.versions.len(), 2);
    let refused = object(&app.as_(town.sari).await, id, ObjectionAct::Reopen, &[("penjelasan", "Keliru")]).await;
    assert_eq!(refused, Err(Error::NotFound), "the assessor does not");
    for _ in 0..2 {
        object(&ratna, id, ObjectionAct::Reopen, &[("penjelasan", "Salah baca laporan")])
            .await
            .expect("reopened, and again");
    }
    let shown = cases(&dewi, id).await;
    assert_eq!(shown.cases[0].state, "Menunggu putusan");
    assert!(shown.cases[0].notes.iter().any(|note| note.contains("Salah baca laporan")), "{:?}", shown.cases[0].notes);
    let about = cases(&ratna, id).await.form.expect("a form").about;
    assert!(about.contains("Putusan sebelumnya sudah mengubah penilaian"), "{about}");
    decide(&ratna, "refused", "below").await.expect("decided");
    let versions = sheet(&dewi, id).await.versions;
    assert_eq!(versions.len(), 3, "what the first decision changed is changed back");
    assert_eq!(versions[0].predikat.as_deref(), Some("Butuh Perbaikan"));
    let again = object(&ratna, id, ObjectionAct::Reopen, &[("penjelasan", "Lagi")]).await;
    assert_eq!(again, Err(ObjectionRefusal::NotReopenable.into()));
    let html = dewi.get(&format!("/penilaian/{id}/keberatan")).await.text();
    assert!(html.contains("Diputus, final") && html.contains("Salah baca laporan"), "{html}");
}

#[sqlx::test]
async fn the_same_tap_with_another_content_is_refused_and_nothing_is_taken_for_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    let twice = async |client: &Client<'_>, act, one: &Fields<'_>, other: &Fields<'_>| {
        let (entry, seen) = (key(), cases(client, id).await.seen);
        let sent = |fields| ActOnObjection { id, act, entry, seen: seen.clone(), fields: typed(fields) };
        client.call(sent(one)).await.expect("recorded");
        assert_eq!(client.call(sent(other)).await, Err(ObjectionRefusal::Reused.into()), "{act:?}");
        client.call(sent(one)).await.expect("the same again");
    };
    twice(&dewi, ObjectionAct::File, &[("alasan-hasil", "Rujukan")], &[("alasan-perilaku", "Rujukan")]).await;
    twice(&sari, ObjectionAct::Explain, &[("penjelasan", "Dihitung")], &[("penjelasan", "Tidak dihitung")]).await;
    let refused = [("putusan-hasil", "refused"), ("alasan-hasil", "Sudah dihitung")];
    let granted = [("putusan-hasil", "fully"), ("alasan-hasil", "Sudah dihitung")];
    twice(&ratna, ObjectionAct::Decide, &refused, &granted).await;
    assert_eq!(sheet(&dewi, id).await.versions.len(), 1);
}

#[sqlx::test]
async fn an_objection_is_about_what_its_writer_has_read(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let seen = cases(&dewi, id).await.seen;
    act(&sari, id, EvaluationAct::Change).await.expect("begun");
    let again = [
        &rated("below", "below")[..],
        &[
            ("alasan-perubahan", "Bukti baru"),
            ("n2-di-bawah", "true"),
            ("n2-tanggal", "2026-05-04"),
            ("n2-kejadian", "Menolak jaga"),
        ],
    ]
    .concat();
    assert_eq!(write(&sari, id, WriteAct::Sign, &again).await.expect("signed").refused, None);
    let stale = ActOnObjection { id, act: ObjectionAct::File, entry: key(), seen, fields: typed(TWO_ROWS) };
    assert_eq!(dewi.call(stale).await, Err(refusal(EvaluationRefusal::ChangedMeanwhile)));
    let gone = [("alasan-hasil", "Rujukan"), ("alasan-rhk-0190c0de-0000-7000-8000-000000000000", "Hasil yang dihapus")];
    assert_eq!(object(&dewi, id, ObjectionAct::File, &gone).await, Err(ObjectionRefusal::RowGone.into()));
    assert_eq!(number(&owner, "select count(*) from objection").await, 0);
}

#[sqlx::test]
async fn a_superior_of_another_office_reads_once_a_case_lies_with_them_and_without_one_nothing_is_filed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    sql(&owner, format!("update assessor set until = '2026-06-01' where employee_id = '{}'", town.sari)).await;
    let dewi = app.as_(town.dewi).await;
    assert_eq!(cases(&dewi, id).await.closed, ObjectionRefusal::NoSuperior.to_string());
    let filed = object(&dewi, id, ObjectionAct::File, TWO_ROWS).await;
    assert_eq!(filed, Err(ObjectionRefusal::NoSuperior.into()));
    sql(
        &owner,
        format!(
            "insert into assessor (agency_id, employee_id, assessor_id, since)
             values ('{}', '{}', '{}', '2026-06-01')",
            town.agency, town.sari, town.mayor
        ),
    )
    .await;
    let mayor = app.as_(town.mayor).await;
    assert_eq!(mayor.call(GetObjections { id }).await, Err(Error::NotFound), "before there is a case");
    assert_eq!(mayor.get(&format!("/penilaian/{id}")).await.status, StatusCode::NOT_FOUND);
    object(&dewi, id, ObjectionAct::File, TWO_ROWS).await.expect("filed");
    assert_eq!(cases(&mayor, id).await.form.map(|form| form.act), Some(ObjectionAct::Decide));
    assert!(mayor.get(&format!("/penilaian/{id}")).await.text().contains("Dalam keberatan"));
}

/// Dewi's assessor from a day on, who is assessed by somebody.
async fn assessed(owner: &PgPool, town: &Town, (person, assessor): (EmployeeId, EmployeeId), since: &str) {
    sql(owner, format!("update assessor set until = '{since}' where employee_id = '{person}' and until is null")).await;
    let insert = format!(
        "insert into assessor (agency_id, employee_id, assessor_id, since)
         values ('{}', '{person}', '{assessor}', '{since}')",
        town.agency
    );
    sql(owner, insert).await;
}

#[sqlx::test]
async fn who_signed_it_explains_it_and_whoever_is_above_them_decides(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    // Lina evaluates from now on, and Sari, who signed it, is her superior.
    assessed(&owner, &town, (town.dewi, town.lina), "2026-06-22").await;
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    let facts = cases(&dewi, id).await.facts;
    assert_eq!(facts[1].1, "dr. Ratna, di atas atasan yang menetapkan penilaian ini");
    object(&dewi, id, ObjectionAct::File, TWO_ROWS).await.expect("filed");
    assert_eq!(cases(&sari, id).await.form.map(|form| form.act), Some(ObjectionAct::Explain));
    assert_eq!(object(&sari, id, ObjectionAct::Decide, &[]).await, Err(ObjectionRefusal::NotSuperior.into()));
    assert_eq!(headings(&list(&sari).await), ["Tentang penilaian Anda, menunggu putusan (1)"]);
    assert!(sari.get("/").await.text().contains("beri penjelasan"));
    assert_eq!(cases(&ratna, id).await.form.map(|form| form.act), Some(ObjectionAct::Decide));
    assert_eq!(headings(&list(&ratna).await), ["Menunggu putusan Anda (1)"]);
    assert!(ratna.get("/").await.text().contains("menunggu putusan Anda"));
}

#[sqlx::test]
async fn who_signed_or_decided_and_moved_reads_what_they_are_asked_about(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // Budi signs May in June, for a week, and never assessed her in May.
    assessed(&owner, &town, (town.dewi, town.budi), "2026-06-15").await;
    assessed(&owner, &town, (town.budi, town.ratna), "2026-06-15").await;
    let id = of(town.dewi_skp, "2026-05");
    achieve(&app.as_(town.mayor).await, town.health, "2026-05", "baik").await.expect("set");
    let budi = app.as_(town.budi).await;
    assert_eq!(write(&budi, id, WriteAct::Sign, &rated("below", "meets")).await.expect("signed").refused, None);
    act(&budi, id, EvaluationAct::Release).await.expect("released");
    assessed(&owner, &town, (town.dewi, town.sari), "2026-06-22").await;
    assessed(&owner, &town, (town.budi, town.hadi), "2026-06-22").await;
    let (dewi, ratna) = (app.as_(town.dewi).await, app.as_(town.ratna).await);
    assert_eq!(budi.call(GetObjections { id }).await, Err(Error::NotFound), "before there is a case");
    object(&dewi, id, ObjectionAct::File, &[("alasan-hasil", "Rujukan tidak dihitung")]).await.expect("filed");
    assert!(budi.get("/").await.text().contains("beri penjelasan"));
    assert_eq!(cases(&budi, id).await.form.map(|form| form.act), Some(ObjectionAct::Explain));
    let mut line = budi.listen(&format!("topics=team:{}", town.budi), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    object(&dewi, id, ObjectionAct::Explain, &[("penjelasan", "Surat tugas terlampir")]).await.expect("said");
    assert_eq!(line.next_change().await, format!("team:{}", town.budi), "the signer is told");

    // Ratna decides and loses the post: for a day she can still take it back.
    let refuse = [("putusan-hasil", "refused"), ("alasan-hasil", "Sudah dihitung")];
    object(&ratna, id, ObjectionAct::Decide, &refuse).await.expect("decided");
    let home = dewi.get("/").await.text();
    assert!(home.contains("Keberatan Anda tentang Mei 2026 diputus"), "{home}");
    assessed(&owner, &town, (town.sari, town.mayor), "2026-06-22").await;
    assert_eq!(cases(&ratna, id).await.form.map(|form| form.act), Some(ObjectionAct::Reopen));
    object(&ratna, id, ObjectionAct::Reopen, &[("penjelasan", "Salah baca")]).await.expect("reopened");
    app.at("2026-07-20T02:00:00Z");
    assert!(!app.as_(town.dewi).await.get("/").await.text().contains("Keberatan Anda tentang"));
}

#[sqlx::test]
async fn a_decision_makes_nothing_worse_and_ends_what_the_assessor_had_in_work(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("meets", "meets")).await;
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    act(&sari, id, EvaluationAct::Change).await.expect("begun");
    object(&dewi, id, ObjectionAct::File, &[("alasan-hasil", "Rujukan tidak dihitung")]).await.expect("filed");
    let worse = [
        ("putusan-hasil", "partly"),
        ("alasan-hasil", "Diperiksa"),
        ("hasil", "below"),
        ("dasar-hasil", "Menurut laporan"),
        ("perilaku", "meets"),
        ("dasar-perilaku", "Sabar"),
    ];
    let refused = object(&ratna, id, ObjectionAct::Decide, &worse).await.expect_err("refused");
    assert_eq!(wrong_fields(refused), ["hasil"]);
    let refuse = [("putusan-hasil", "refused"), ("alasan-hasil", "Sudah dihitung")];
    object(&ratna, id, ObjectionAct::Decide, &refuse).await.expect("decided");
    assert_eq!(sheet(&sari, id).await.state, "Dirilis");
    assert_eq!(number(&owner, "select count(*) from evaluation where draft is not null").await, 0);
}

#[sqlx::test]
async fn who_leads_a_part_of_an_office_reads_its_name_above_its_counts(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    object(&app.as_(town.dewi).await, id, ObjectionAct::File, TWO_ROWS).await.expect("filed");
    for (leader, unit) in
        [(town.sari, "Puskesmas Muara"), (town.ratna, "Dinas Kesehatan"), (town.mayor, "Dinas Kesehatan")]
    {
        let recap = list(&app.as_(leader).await).await.recap.expect("counts");
        let units: Vec<_> = recap.units.iter().map(|line| (line.name.as_str(), line.counts)).collect();
        assert_eq!(units, [(unit, [1, 0, 0, 0])]);
    }
    assert!(app.as_officer(town.agency, "inspektorat").await.get("/dasbor").await.text().contains("Keberatan"));
}
