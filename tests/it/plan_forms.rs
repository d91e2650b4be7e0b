//! The plain forms of plans: what a browser without JavaScript sends, and what comes back.

use crate::{
    app::{Answer, Client, TestApp, key},
    seed::Town,
};
use axum::http::StatusCode;
use kinerja::{
    domain::id::{PostId, RhkId, SkpId},
    features::skp::{
        api::{ActOnPlan, BeginPlan, EditPlan, GetMatrix, GetPlan, ListOwnPlans, SaveResult},
        model::{CellResult, NewPlan, Origin, PlanAct},
    },
};
use sqlx::PgPool;

async fn begin(client: &Client<'_>, year: i16) -> SkpId {
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    let post: PostId = own.beginnings.iter().find(|beginning| beginning.year == year).expect("a beginning").post;
    let id = SkpId(key());
    client.call(BeginPlan { plan: NewPlan { id, year, post, origin: Origin::Empty } }).await.expect("begun");
    id
}

/// Writes a complete result.
async fn write(client: &Client<'_>, skp: SkpId) -> RhkId {
    let form = client.call(EditPlan { skp, result: None }).await.expect("an editor").form;
    let first = form.indicators[0].id;
    let own = [("name", "Akta terbit"), ("unit", "akta"), ("target", "12")];
    let own = own.map(|(name, value)| (format!("i{first}-{name}"), value.to_owned()));
    let text = ("text".to_owned(), "Terbitnya akta tepat waktu".to_owned());
    let fields = own.into_iter().chain([text]).collect();
    client.call(SaveResult { skp, result: form.id, seen: form.seen, fields }).await.expect("saved");
    form.id
}

/// The value of a hidden field of a page's form, as a browser sends it back.
fn hidden(page: &Answer, name: &str) -> String {
    let at = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
    let value = at.split('"').next().unwrap_or_default();
    value.replace("&quot;", "\"").replace("&amp;", "&").replace('\n', "\r\n")
}

#[sqlx::test]
async fn a_cell_of_several_lines_can_be_changed_and_emptied(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let skp = begin(&sari, 2027).await;
    let above = write(&sari, skp).await;
    let path = format!("/skp/{skp}/matriks");
    let (employee, of) = (town.dewi.to_string(), above.to_string());
    let put = async |result: &str, seen: &str, text: &str| {
        let fields = [("employee", &*employee), ("above", &*of), ("result", result), ("seen", seen), ("text", text)];
        sari.post_form(&path, &fields).await
    };
    let cell = async || -> Option<CellResult> {
        let matrix = sari.call(GetMatrix { skp, also: None }).await.expect("a matrix");
        let row = matrix.rows.into_iter().find(|row| row.employee == town.dewi).expect("her row");
        row.results.into_iter().find(|cell| cell.above == above)
    };
    assert_eq!(put("", "", "Baris satu\r\nbaris dua").await.status, StatusCode::SEE_OTHER);
    let stored = cell().await.expect("a result");
    assert_eq!(stored.text, "Baris satu\nbaris dua");
    let id = stored.id.to_string();
    // Hidden fields come back with the line ends of the network.
    let changed = put(&id, "Baris satu\r\nbaris dua", "Baris satu\r\nbaris tiga").await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.words());
    assert_eq!(cell().await.expect("a result").text, "Baris satu\nbaris tiga");
    assert_eq!(put(&id, "Baris satu\r\nbaris tiga", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(cell().await.map(|cell| cell.text), None);
}

#[sqlx::test]
async fn a_note_of_several_lines_is_sent_again_without_harm(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let skp = begin(&dewi, 2027).await;
    write(&dewi, skp).await;
    let seen = dewi.call(GetPlan { skp, version: None }).await.expect("a plan").seen;
    dewi.call(ActOnPlan { skp, act: PlanAct::Submit, seen, note: String::new() }).await.expect("submitted");
    let path = format!("/skp/{skp}");
    let page = sari.get(&path).await;
    let fields =
        [("aksi", "kembalikan"), ("seen", &*hidden(&page, "seen")), ("note", "Target rendah.\r\nNaikkan.\r\n")];
    for _ in 0..2 {
        let answer = sari.post_form(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    }
}

#[sqlx::test]
async fn what_was_typed_about_a_plan_survives_a_lost_session(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let skp = begin(&sari, 2027).await;
    let above = write(&sari, skp).await.to_string();
    let employee = town.dewi.to_string();
    let typed = "Naikkan target \"triwulan\" <empat>";
    let cell = [("employee", &*employee), ("above", &*above), ("result", ""), ("seen", ""), ("text", typed)];
    let note = [("aksi", "kembalikan"), ("seen", "abc"), ("note", typed)];
    for (path, fields, name) in
        [(format!("/skp/{skp}/matriks"), cell.as_slice(), "text"), (format!("/skp/{skp}"), note.as_slice(), "note")]
    {
        let back = app.anonymous().post_form(&path, fields).await;
        assert_eq!(back.status, StatusCode::UNAUTHORIZED, "{path}");
        let form = back.body.split(&format!("action=\"{path}\"")).nth(1).expect("a form");
        let form = form.split("</form>").next().unwrap_or_default();
        assert!(form.contains("Naikkan target") && form.contains(&format!("name=\"{name}\"")), "{path}: {form}");
        for (name, value) in fields.iter().filter(|(_, value)| *value != typed && !value.is_empty()) {
            assert!(form.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{path}: {form}");
        }
        let text = back.text();
        assert!(text.contains("Masuk lagi") && text.contains("di tab lain, lalu kirim"), "{path}: {text}");
    }
    // Nothing was typed with a button.
    let back = app.anonymous().post_form(&format!("/skp/{skp}"), &[("aksi", "ajukan"), ("seen", "abc")]).await;
    assert!(!back.words().contains("Kirim lagi"), "{}", back.words());
}

#[sqlx::test]
async fn a_plan_that_takes_nothing_now_says_so_and_keeps_what_was_typed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let skp = begin(&dewi, 2027).await;
    let result = write(&dewi, skp).await.to_string();
    let seen = dewi.call(GetPlan { skp, version: None }).await.expect("a plan").seen;
    dewi.call(ActOnPlan { skp, act: PlanAct::Submit, seen, note: String::new() }).await.expect("submitted");
    let fields = [("hasil", &*result), ("seen", "abc"), ("text", "Terbitnya akta dalam satu hari")];
    let back = dewi.post_form(&format!("/skp/{skp}/ubah"), &fields).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = back.words();
    assert!(words.contains("Terbitnya akta dalam satu hari") && words.contains("Buka SKP"), "{words}");
    assert!(!words.contains("Masuk lagi"), "she is signed in: {words}");
}
