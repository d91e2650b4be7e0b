//! The matrix of roles and results as a page: what cannot be written, and what is said about it.

use crate::{
    app::{Client, TestApp},
    seed::{Town, sql},
    skp::{Writer, cell, matrix, plan_with},
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        id::{EmployeeId, RhkId},
        skp::SkpRefusal,
    },
    error::Error,
    features::skp::{
        api::{FindMembers, ListOwnPlans, PutCell},
        model::PlanAct,
    },
};
use sqlx::PgPool;

const NOBODY: &str = "Tidak ada pegawai dengan nama atau NIP itu.";
const SEARCH: &str = "Tambah pegawai dari unit lain";

/// Opens a matrix as its leader, with or without a search.
async fn page(leader: &Writer<'_>, search: &str) -> crate::app::Answer {
    leader.client.get(&format!("/skp/{}/matriks{search}", leader.skp)).await
}

/// Sends a cell by the plain form.
async fn send(leader: &Writer<'_>, person: EmployeeId, above: RhkId, text: &str) -> crate::app::Answer {
    let (employee, above) = (person.to_string(), above.to_string());
    let fields = [("employee", employee.as_str()), ("above", &above), ("text", text)];
    leader.client.post_form(&format!("/skp/{}/matriks", leader.skp), &fields).await
}

/// Returns the only plan of a person who has one.
async fn own_plan(client: Client<'_>) -> Writer<'_> {
    let skp = client.call(ListOwnPlans {}).await.expect("plans").plans[0].id;
    Writer { client, skp }
}

#[sqlx::test]
async fn a_refused_search_for_people_says_so_and_not_that_nobody_was_found(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, _) = plan_with(&app, town.sari, &["Turunnya kematian ibu"]).await;
    let nobody = page(&sari, "?cari=Zainuddin").await.text();
    assert!(nobody.contains(NOBODY), "{nobody}");
    let short = page(&sari, "?cari=Bu").await.text();
    assert!(short.contains("Tulis paling sedikit tiga huruf nama, atau NIP."), "{short}");
    assert!(!short.contains(NOBODY), "{short}");

    let mut waits = None;
    while waits.is_none() {
        let found = sari.client.call(FindMembers { skp: sari.skp, wanted: "Budi".to_owned() }).await;
        waits = found.err();
    }
    assert!(matches!(waits, Some(Error::TooMany(_))), "{waits:?}");
    let refused = page(&sari, "?cari=Budi").await.text();
    assert!(refused.contains("Terlalu banyak percobaan. Coba lagi "), "{refused}");
    assert!(!refused.contains(NOBODY), "{refused}");
}

#[sqlx::test]
async fn the_matrix_of_a_closed_plan_says_that_it_is_closed_and_offers_nothing_to_write(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, above) = plan_with(&app, town.sari, &["Turunnya kematian ibu"]).await;
    let given = sari.client.call(PutCell { cell: cell(&sari, town.dewi, above[0], "Persalinan di puskesmas") }).await;
    given.expect("given");
    assert!(page(&sari, "").await.body.contains("<textarea"), "before it is closed");
    sari.act(PlanAct::Submit).await.expect("submitted");
    let ratna = Writer { client: app.as_(town.ratna).await, skp: sari.skp };
    ratna.act(PlanAct::Agree).await.expect("agreed");
    sql(&owner, format!("update skp set closed_at = now() where id = '{}'", sari.skp)).await;

    let closed = page(&sari, "").await;
    let words = closed.text();
    assert!(words.contains("SKP ini sudah ditutup, jadi tidak ada lagi yang dapat dibagi dari sini."), "{words}");
    assert!(words.contains("Persalinan di puskesmas") && words.contains("Dewi"), "what was given stays: {words}");
    assert!(!closed.body.contains("<textarea"), "{words}");
    for offer in [SEARCH, "Yang ditulis di sini langsung menjadi hasil kerja", "Isian pertama membuka rancangannya"] {
        assert!(!words.contains(offer), "{offer}: {words}");
    }
    let late = send(&sari, town.lina, above[0], "Kelas ibu hamil").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = format!("{} Isian Anda: “ Kelas ibu hamil ”", SkpRefusal::Closed);
    assert!(spaced(&late.text()).contains(&spaced(&said)), "{}", late.text());
}

/// Returns words without the space around what stands in quotation marks.
fn spaced(words: &str) -> String {
    words.replace("“ ", "“").replace(" ”", "”")
}

#[sqlx::test]
async fn what_was_typed_in_a_cell_that_takes_nothing_any_more_is_told(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, above) = plan_with(&app, town.sari, &["Turunnya kematian ibu"]).await;
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    dewi.act(PlanAct::Revise).await.expect("a revision");
    dewi.act(PlanAct::Submit).await.expect("submitted");
    let refused = send(&sari, town.dewi, above[0], "Persalinan di puskesmas").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = spaced(&refused.text());
    assert!(words.contains("Isian Anda: “Persalinan di puskesmas”"), "{words}");
    assert!(words.contains("SKP-nya sedang menunggu persetujuan."), "and why: {words}");
    let row = matrix(&sari, None).await.rows.into_iter().find(|row| row.employee == town.dewi).expect("Dewi");
    assert!(!row.is_open && row.results.is_empty());
    let (text, lina) = ("<textarea", format!("id=\"orang-{}\"", town.lina));
    let dewi = format!("id=\"orang-{}\"", town.dewi);
    let part = |from: &str, to: &str| {
        let rest = refused.body.split_once(from).expect("a row").1;
        rest.split_once(to).expect("its end").0.to_owned()
    };
    assert!(!part(&dewi, "</tr>").contains(text), "nothing can be written there");
    assert!(part(&lina, "</tr>").contains(text), "but in the row of another");
}

#[sqlx::test]
async fn who_leads_nobody_reads_a_sentence_and_no_empty_table(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let lina = own_plan(app.as_(town.lina).await).await;
    let alone = page(&lina, "?cari=Budi").await;
    assert_eq!(alone.status, StatusCode::OK);
    let words = alone.text();
    assert!(words.contains("Anda belum menilai siapa pun, jadi belum ada yang dapat diberi hasil kerja."), "{words}");
    assert!(!alone.body.contains("<table") && !words.contains(SEARCH), "{words}");
}
