//! A new agency: personnel export, plans from templates, an invitation, and then the main task by an imported person,
//! outside demo mode, with the program's own commands.

use crate::app::{Client, TestApp, key};
use axum::http::{Method, StatusCode};
use kinerja::server::clock::Clock;
use sqlx::{ConnectOptions, PgPool};
use std::{path::Path, process::Command};

/// Runs a command of the program on the test database and returns its output.
fn kinerja(owner: &PgPool, arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_kinerja"))
        .args(arguments)
        .env("DATABASE_URL", owner.connect_options().to_url_lossy().as_str())
        .output()
        .expect("the program");
    let printed = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{arguments:?}: {printed}{}", String::from_utf8_lossy(&run.stderr));
    printed
}

/// Invites a person by NIP, sets their password and signs them in.
async fn enter<'a>(app: &'a TestApp, nip: &str) -> Client<'a> {
    let link = kinerja(&app.owner, &["user", "invite", nip]);
    let path = link.trim().split_once("/undangan/").map(|(_, token)| format!("/undangan/{token}")).expect("a link");
    let password = "perahu hijau di muara";
    let answer = app.anonymous().post_form(&path, &[("new", password), ("again", password)]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/")));
    Client { app, cookie: answer.cookie() }
}

#[sqlx::test]
async fn an_imported_person_reports_and_the_board_of_the_imported_superior_moves(owner: PgPool) {
    let folder = std::env::temp_dir().join(format!("kinerja-newcomer-{}", key().simple()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("pegawai-kota.xlsx");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pegawai-kota.xlsx"), &file).expect("a copy");
    let file = file.to_string_lossy().into_owned();
    let now = Clock::System.now();
    let year = kinerja::domain::calendar::Zone::Wib.day(now).year().to_string();

    kinerja(&owner, &["agency", "create", "Pemerintah Kota Sagara", "--zone", "WIB"]);
    let printed = kinerja(&owner, &["import", &file, "--apply"]);
    assert_eq!(
        printed.lines().last(),
        Some("3500 orang: 1600 siap, 1872 diperbaiki, 28 perlu keputusan, 9 ganda"),
        "{printed}"
    );
    kinerja(&owner, &["plan", "--from-templates", "--year", &year]);
    std::fs::remove_dir_all(&folder).expect("the folder goes");

    let (nip, superior): (String, String) = sqlx::query_as(
        "select e.nip, s.nip from assessor a
         join employee e on e.id = a.employee_id join employee s on s.id = a.assessor_id
         join person_standing p on p.employee_id = e.id
         where e.nip is not null and s.nip is not null
           and not exists (select from assessor b where b.assessor_id = e.id)
         order by e.nip limit 1",
    )
    .fetch_one(&owner)
    .await
    .expect("somebody with a superior");
    let app = TestApp::new(&owner).await;
    app.at(&now.to_string());
    let (hers, his) = (enter(&app, &nip).await, enter(&app, &superior).await);
    let indicators = hers.api(Method::GET, "/api/v1/indicators", None).await.json();
    let indicator = indicators[0]["id"].as_str().expect("an indicator").to_owned();
    let before = his.api(Method::GET, "/api/v1/boards/me", None).await.json();
    assert_eq!(before["silent"], 0, "on its first day nobody is late with anything: {before}");

    assert_eq!(hers.report(key(), &indicator, "12").await.status, StatusCode::CREATED);

    let after = his.api(Method::GET, "/api/v1/boards/me", None).await.json();
    assert_eq!((&before["reports_today"], &after["reports_today"]), (&0.into(), &1.into()), "{after}");
    assert_eq!(kinerja(&owner, &["check"]).trim(), "All counts agree.");
}
