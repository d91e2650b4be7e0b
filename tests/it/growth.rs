//! What piles up: the audit by months, what may go and what must stay, and trends added up once.

use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use kinerja::{
    boot::jobs,
    server::retain::{self, Old},
};
use sqlx::{ConnectOptions, PgPool};
use std::process::Command;

/// An agency with events at these moments.
async fn audited(owner: &PgPool, moments: &[&str]) {
    sql(
        owner,
        "insert into agency (id, name, zone, created_at) values (gen_random_uuid(), 'Kota Uji', 'WIB', now())"
            .to_owned(),
    )
    .await;
    for at in moments {
        sql(
            owner,
            format!(
                "insert into event (agency_id, id, at, kind) select id, gen_random_uuid(), '{at}', 'test' from agency"
            ),
        )
        .await;
    }
}

/// The table in which each event lies that the test or people made, by time.
async fn places(owner: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select tableoid::regclass::text from event where kind <> 'periods_opened' order by at")
        .fetch_all(owner)
        .await
        .expect("events")
}

async fn month_exists(owner: &PgPool, table: &str) -> bool {
    sqlx::query_scalar("select to_regclass($1) is not null").bind(table).fetch_one(owner).await.expect("a look")
}

async fn make_month(owner: &PgPool, day: &str) -> bool {
    sqlx::query_scalar("select event_month($1::text::date)").bind(day).fetch_one(owner).await.expect("a month")
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

async fn old(owner: &PgPool, kept_from: Date, now: &str) -> Old {
    let mut db = owner.acquire().await.expect("a connection");
    retain::find(&mut db, kept_from, moment(now)).await.expect("what is old")
}

#[sqlx::test]
async fn the_next_months_of_the_audit_are_ready_and_what_came_before_its_month_moves_in(owner: PgPool) {
    let app = TestApp::new(&owner).await;
    audited(&owner, &["2031-03-01T00:00:00Z", "2031-03-31T23:59:59.999999Z", "2031-06-01T00:00:00Z"]).await;
    assert_eq!(places(&owner).await, ["event_rest", "event_rest", "event_rest"]);
    app.at("2031-02-28T18:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    assert_eq!(places(&owner).await, ["event_2031_03", "event_2031_03", "event_rest"], "June is not near yet");
    assert!(month_exists(&owner, "event_2031_02").await && month_exists(&owner, "event_2031_04").await);
    assert!(!month_exists(&owner, "event_2031_01").await && !month_exists(&owner, "event_2031_05").await);
    jobs::once(&app.app).await.expect("scheduler once more");
    app.at("2031-04-01T00:00:00Z");
    jobs::once(&app.app).await.expect("scheduler in April");
    assert_eq!(places(&owner).await, ["event_2031_03", "event_2031_03", "event_2031_06"]);
}

#[sqlx::test]
async fn this_month_is_there_before_the_first_event(owner: PgPool) {
    let town = Town::build(&owner).await;
    let app = TestApp::new(&owner).await;
    app.as_(town.dewi).await.report(key(), town.births, "100").await;
    // The clock of the test stands at a month that the migration did not make: nothing is lost.
    assert_eq!(places(&owner).await, ["event_rest"]);
    jobs::once(&app.app).await.expect("scheduler");
    app.as_(town.dewi).await.report(key(), town.births, "110").await;
    assert_eq!(places(&owner).await, ["event_2026_06", "event_2026_06"]);
    assert!(!make_month(&owner, "2026-06-30").await, "a month is made once");
}

#[sqlx::test]
async fn old_months_are_shown_then_dropped_and_young_ones_stay(owner: PgPool) {
    audited(
        &owner,
        &[
            "2010-07-09T10:00:00Z",
            "2021-10-01T00:00:00Z",
            "2021-10-31T23:59:59.999Z",
            "2021-11-01T00:00:00Z",
            "2026-11-30T10:00:00Z",
        ],
    )
    .await;
    for day in ["2021-10-05", "2021-11-05", "2026-11-05"] {
        make_month(&owner, day).await;
    }
    let (from, now) = (date(2021, 11, 1), "2026-11-30T12:00:00Z");
    let found = old(&owner, from, now).await;
    assert_eq!(found.months, [(date(2010, 7, 1), 1), (date(2021, 10, 1), 2)]);
    assert_eq!(places(&owner).await.len(), 5, "looking changes nothing");

    let mut tx = owner.begin().await.expect("a transaction");
    retain::remove(&mut tx, from, moment(now)).await.expect("it goes");
    tx.commit().await.expect("for good");
    assert_eq!(places(&owner).await, ["event_2021_11", "event_2026_11", "event_2026_11"]);
    assert!(!month_exists(&owner, "event_2021_10").await && month_exists(&owner, "event_2021_11").await);
    let told: String = sqlx::query_scalar("select data ->> 'kept_from' from event where kind = 'retained'")
        .fetch_one(&owner)
        .await
        .expect("the audit tells it");
    assert_eq!(told, "2021-11-01");
    assert_eq!(old(&owner, from, now).await, Old::default());
}

#[sqlx::test]
async fn sessions_invitations_and_failures_go_once_they_are_worth_nothing(owner: PgPool) {
    audited(&owner, &[]).await;
    sql(
        &owner,
        "insert into account (id, agency_id, login, name, created_at)
         select gen_random_uuid(), id, 'petugas', 'Petugas', now() from agency;
         insert into session (token_hash, id, account_id, remember, device, created_at, seen_at, idle_until, ends_at)
         select sha256(which::bytea), gen_random_uuid(), a.id, false, which, '2026-11-01', '2026-11-01', idle, ends
         from account a, (values
             ('idle', '2026-11-30 11:59Z'::timestamptz, '2026-12-07Z'::timestamptz),
             ('ended', '2026-11-30 12:00Z', '2026-11-30 12:00Z'),
             ('open', '2026-11-30 12:01Z', '2026-12-07Z')) s (which, idle, ends);
         insert into invitation (token_hash, account_id, expires_at, used_at)
         select sha256(which::bytea), a.id, expires, used
         from account a, (values
             ('used', '2026-12-07Z'::timestamptz, '2026-11-29Z'::timestamptz),
             ('over', '2026-11-29Z', null), ('fresh', '2026-12-07Z', null)) i (which, expires, used);
         insert into sign_in_failure (key, failures, last_at)
         values ('login:lama', 9, '2026-11-29 11:00Z'), ('login:baru', 3, '2026-11-30 11:00Z')"
            .to_owned(),
    )
    .await;
    let (from, now) = (date(2021, 11, 1), "2026-11-30T12:00:00Z");
    assert_eq!(
        old(&owner, from, now).await,
        Old { months: vec![], sessions: 2, invitations: 2, failures: 1, follow_ups: 0 }
    );
    let mut tx = owner.begin().await.expect("a transaction");
    retain::remove(&mut tx, from, moment(now)).await.expect("it goes");
    tx.commit().await.expect("for good");
    let left: Vec<String> = sqlx::query_scalar(
        "select device from session union all select key from sign_in_failure
         union all select 'invitation' from invitation where token_hash = sha256('fresh') order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("what is left");
    assert_eq!(left, ["invitation", "login:baru", "open"]);
}

#[sqlx::test]
async fn what_was_done_goes_with_its_months_and_what_is_open_stays(owner: PgPool) {
    let town = Town::build(&owner).await;
    let (agency, unit, person) = (town.agency, town.centre, town.dewi);
    sql(
        &owner,
        format!(
            "insert into follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at, done_at, done_by)
             select '{agency}', gen_random_uuid(), '{unit}', text, '{person}', '{person}', '2021-01-01', '2020-12-01', at,
                 case when at is not null then '{person}'::uuid end
             from (values ('terbuka', null::timestamptz), ('lama', '2021-10-31 23:59:59Z'), ('baru', '2021-11-01Z')) f (text, at)"
        ),
    )
    .await;
    let (from, now) = (date(2021, 11, 1), "2026-11-30T12:00:00Z");
    assert_eq!(old(&owner, from, now).await, Old { follow_ups: 1, ..Old::default() });
    let mut tx = owner.begin().await.expect("a transaction");
    retain::remove(&mut tx, from, moment(now)).await.expect("it goes");
    tx.commit().await.expect("for good");
    let left: Vec<String> =
        sqlx::query_scalar("select text from follow_up order by text").fetch_all(&owner).await.expect("what is left");
    assert_eq!(left, ["baru", "terbuka"]);
}

#[sqlx::test]
async fn the_command_refuses_too_short_a_time_and_changes_nothing_unasked(owner: PgPool) {
    audited(&owner, &["2010-07-09T10:00:00Z"]).await;
    let run = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_kinerja"))
            .arg("retain")
            .args(arguments)
            .env("DATABASE_URL", owner.connect_options().to_url_lossy().as_str())
            .output()
            .expect("the program");
        let said = [run.stdout, run.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        (run.status.code(), said.concat())
    };
    let (code, said) = run(&["--months", "59", "--apply"]);
    assert!(code == Some(1) && said.contains("at least 60 months"), "{said}");
    let (code, said) = run(&["--months", "60"]);
    assert!(code == Some(0) && said.contains("2010-07: 1 events") && said.contains("Nothing was changed"), "{said}");
    assert_eq!(places(&owner).await.len(), 1);
    let (code, said) = run(&["--months", "60", "--apply"]);
    assert!(code == Some(0) && said.ends_with("Removed.\n"), "{said}");
    let kinds: Vec<String> = sqlx::query_scalar("select kind from event").fetch_all(&owner).await.expect("events");
    assert_eq!(kinds, ["retained"]);
}

#[sqlx::test]
async fn a_units_trend_adds_up_everybody_below_as_each_week_ends(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_(town.dewi).await.report(key(), town.births, "600").await;
    jobs::once(&app.app).await.expect("scheduler");
    app.at("2026-06-29T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler on Monday");
    let of = async |unit| -> (i32, i32) {
        sqlx::query_as(
            "select iki_on_plan + iki_ahead, iki_silent from unit_trend where unit_id = $1 and week = '2026-06-22'",
        )
        .bind(unit)
        .fetch_one(&owner)
        .await
        .expect("a week")
    };
    let (centre, health, root) = (of(town.centre).await, of(town.health).await, of(town.root).await);
    assert_eq!(centre, (1, 3), "one of the four indicators was reported");
    assert_eq!(health, centre, "the office has no indicators of its own");
    assert_eq!(root, (1, 4), "the teacher's comes on top");
    let mut db = owner.acquire().await.expect("a connection");
    let check = async |db: &mut sqlx::PgConnection| {
        kinerja::features::progress::rollup::check(db, town.agency, kinerja::domain::calendar::Zone::Wib).await
    };
    assert_eq!(check(&mut db).await.expect("a check"), Vec::<String>::new());
    sql(&owner, format!("update unit_trend set iki_silent = 9 where unit_id = '{}'", town.root)).await;
    let found = check(&mut db).await.expect("a check");
    assert!(found.len() == 1 && found[0].contains("trend of unit Kota Uji"), "{found:?}");
}
