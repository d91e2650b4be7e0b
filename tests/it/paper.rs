//! Papers: plans and evaluations as PDF, read by the readers of their pages.

use crate::{
    access::{Ask, Named, Rows, Rule},
    app::{Client, TestApp, key},
    evaluation::{achieve, act, of, rated, sheet, typed, write},
    objection::{TWO_ROWS, object, released},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::features::evaluation::{
    api::AssessOneself,
    model::{EvaluationAct, EvaluationPart, WriteAct},
    objection::model::ObjectionAct,
};
use sqlx::PgPool;
use std::io::{Cursor, Read};

pub fn access() -> Rows {
    let evaluation = |named: Named| of(named.plan, "2026-03");
    Rows::default()
        .route(Method::GET, "/skp/{skp}/unduh.pdf", Rule::Follow, |named| {
            Ask::at(format!("/skp/{}/unduh.pdf", named.plan))
        })
        .route(Method::GET, "/penilaian/{penilaian}/unduh.pdf", Rule::Follow, move |named| {
            Ask::at(format!("/penilaian/{}/unduh.pdf", evaluation(named)))
        })
        .route(Method::GET, "/penilaian/{penilaian}/keberatan/unduh.pdf", Rule::Case, move |named| {
            Ask::at(format!("/penilaian/{}/keberatan/unduh.pdf", evaluation(named)))
        })
        .route(Method::GET, "/penilaian/unduh.zip", Rule::Employee, |_| Ask::at("/penilaian/unduh.zip?periode=2026-03"))
}

/// Returns the text of a paper, without the places where lines end: columns are narrow.
async fn paper(client: &Client<'_>, path: &str) -> String {
    let (status, headers, bytes) = client.file(path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    assert_eq!(headers["content-type"], "application/pdf", "{path}");
    text(&bytes)
}

fn text(pdf: &[u8]) -> String {
    squeezed(&pdf_extract::extract_text_from_mem(pdf).expect("a PDF"))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{200b}').collect()
}

fn says(paper: &str, words: &[&str]) {
    for words in words {
        assert!(paper.contains(&squeezed(words)), "{words}: {paper}");
    }
}

#[sqlx::test]
async fn the_paper_of_an_evaluation_says_what_the_page_says_to_the_same_reader(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let id = of(town.dewi_skp, "2026-05");
    let path = format!("/penilaian/{id}/unduh.pdf");
    achieve(&mayor, town.health, "2026-05", "istimewa").await.expect("set");
    let EvaluationPart::Owner(own) = sheet(&dewi, id).await.part else { panic!("not the owner") };
    let fields = typed(&[("catatan", "Perlu pelatihan")]);
    dewi.call(AssessOneself { id, is_sent: true, seen: own.seen, fields }).await.expect("sent");

    let before = paper(&dewi, &path).await;
    says(&before, &["EVALUASI KINERJA PEGAWAI", "Penilaian belum dirilis", "Persalinan ditolong", "Sari"]);
    assert!(!before.contains("ISTIMEWA"), "what the unit achieved is told with the rest: {before}");
    says(&paper(&sari, &path).await, &["Belum ditetapkan", "ISTIMEWA"]);

    let feedback = format!("u-{}", town.dewi_rhk);
    let mut fields = rated("meets", "above");
    fields.extend([(feedback.as_str(), "Rujukan *makin* cepat"), ("catatan", "Pelatihan #kegawatdaruratan")]);
    assert_eq!(write(&sari, id, WriteAct::Sign, &fields).await.expect("stored").refused, None);
    let signed = paper(&sari, &path).await;
    says(&signed, &["Ditetapkan, belum dirilis kepada pegawai yang dinilai", "Jabatan Sari"]);
    assert_eq!(paper(&dewi, &path).await, before, "unread before the release");
    act(&sari, id, EvaluationAct::Release).await.expect("released");

    let version = sheet(&dewi, id).await.versions.remove(0);
    let told = dewi.api(Method::GET, "/api/v1/evaluations?year=2026", None).await.json();
    let stored = [
        version.results_reason.as_str(),
        &version.conduct_reason,
        &version.feedback[0].1,
        &version.note,
        told[0]["reasons"]["perilaku_kerja"].as_str().expect("a reason"),
    ];
    let ratna = app.as_(town.ratna).await;
    for reader in [&dewi, &sari, &ratna] {
        let read = paper(reader, &path).await;
        says(&read, &stored);
        says(&read, &["Dirilis 22 Juni 2026 09.00"]);
        assert!(!read.contains("hariini"), "nobody knows on which day a paper is read: {read}");
        says(&read, &["BAIK", "Sesuai ekspektasi", "Di atas ekspektasi", "ISTIMEWA", "Berorientasi Pelayanan"]);
        says(
            &read,
            &["Keberatan diajukan kepada dr. Ratna dari 22 Juni 2026 sampai 6 Juli 2026 pukul 23.59", "hari kalender"],
        );
        says(
            &read,
            &[
                "DOKUMEN EVALUASI KINERJA PEGAWAI",
                "6. Pejabat penilai kinerja",
                "7. Pegawai yang dinilai",
                "Halaman 1 dari",
            ],
        );
        assert_eq!(read.matches(&squeezed("belum ditandatangani elektronik")).count(), 3);
    }
    assert_eq!(told[0]["predikat"], "baik");
}

#[sqlx::test]
async fn a_hearing_pack_holds_what_all_sides_said_and_saw(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let id = released(&app, &town, &rated("below", "meets")).await;
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    object(&dewi, id, ObjectionAct::File, TWO_ROWS).await.expect("filed");
    object(&sari, id, ObjectionAct::Explain, &[("penjelasan", "Rujukan dihitung di rumah sakit")]).await.expect("said");
    for reader in [&dewi, &sari, &ratna] {
        let pack = paper(reader, &format!("/penilaian/{id}/keberatan/unduh.pdf")).await;
        says(&pack, &["BERKAS PERKARA KEBERATAN", "Dewi", "Menunggu putusan", "Rujukan dihitung di rumah sakit"]);
        says(
            &pack,
            &["Versi 1: Hasil kerja di bawah ekspektasi", "Selalu menjawab pasien dengan sabar", "Persalinan ditolong"],
        );
        says(&pack, &[TWO_ROWS.iter().find(|(name, _)| name.starts_with("alasan")).expect("a reason").1]);
    }
    let sheet = paper(&sari, &format!("/penilaian/{id}/unduh.pdf")).await;
    says(&sheet, &["DALAM KEBERATAN", "Keberatan sudah diajukan dan menunggu putusan."]);
    assert!(!sheet.contains("Keberatandiajukankepada"), "it was filed: {sheet}");
}

#[sqlx::test]
async fn a_place_where_somebody_signs_is_named_in_the_file(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    for (path, names) in [
        (
            format!("/penilaian/{}/unduh.pdf", of(town.dewi_skp, "2026-05")),
            ["ttd-evaluasi", "ttd-pejabat-penilai", "ttd-pegawai"],
        ),
        (format!("/skp/{}/unduh.pdf", town.dewi_skp), ["ttd-pejabat-penilai", "ttd-pegawai", "ttd-pegawai"]),
    ] {
        let (_, _, bytes) = sari.file(&path).await;
        let file = pdf_extract::Document::load_mem(&bytes).expect("a PDF");
        let objects: String = file.objects.values().map(|object| format!("{object:?}")).collect();
        for name in names {
            assert!(objects.contains(name), "{path}: {name}");
        }
    }
}

#[sqlx::test]
async fn a_team_is_one_archive_with_a_paper_for_each_signed_evaluation(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, mayor) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.mayor).await);
    let names = async |client: &Client<'_>| {
        let (status, headers, bytes) = client.file("/penilaian/unduh.zip?periode=2026-05").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["content-type"], "application/zip");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut found = vec![];
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("a file");
            let mut content = vec![];
            file.read_to_end(&mut content).expect("content");
            found.push((file.name().to_owned(), content));
        }
        found
    };
    let none = names(&sari).await;
    assert_eq!(none.len(), 1);
    assert_eq!(none[0], ("kosong.txt".to_owned(), b"Belum ada penilaian yang ditetapkan dalam periode ini.".to_vec()));
    achieve(&mayor, town.health, "2026-05", "baik").await.expect("set");
    let id = of(town.dewi_skp, "2026-05");
    assert_eq!(write(&sari, id, WriteAct::Sign, &rated("meets", "above")).await.expect("stored").refused, None);
    let found = names(&sari).await;
    assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["evaluasi-mei-2026-dewi.pdf"]);
    says(&text(&found[0].1), &["Selalu menjawab pasien dengan sabar"]);
    assert_eq!(names(&dewi).await[0].0, "kosong.txt", "who assesses nobody");
}

#[sqlx::test]
async fn the_paper_of_a_plan_says_what_was_agreed_and_text_is_no_command(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let hostile = "#panic(\"x\") $a$ <img src=x> \u{1f600} aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    sql(&owner, format!("update rhk set text = '{hostile}' where id = '{}'", town.dewi_rhk)).await;
    let path = format!("/skp/{}/unduh.pdf", town.dewi_skp);
    for reader in [town.dewi, town.sari] {
        let read = paper(&app.as_(reader).await, &path).await;
        says(
            &read,
            &["SASARAN KINERJA PEGAWAI", "Dewi", "Pejabat penilai kinerja", "Persalinan ditolong", "Akuntabel"],
        );
        says(&read, &["#panic(\"x\") $a$ <img src=x>", &"a".repeat(72), "Versi 1", "A. Utama", "Halaman 1 dari"]);
    }
    let (status, _, _) = app.as_(town.dewi).await.file(&format!("/skp/{}/unduh.pdf", key())).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let kept = crate::evaluation::number(
        &owner,
        "select count(*) from event where kind = 'exported' and data ->> 'what' = 'plan'",
    )
    .await;
    assert_eq!(kept, 2, "each download stands in the audit trail");
}
