//! Growing data: monthly partitions of the audit trail, retention, and trends aggregated once.

use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use jiff_sqlx::ToSqlx;
use kinerja::{
    boot::jobs,
    server::retain::{self, Expired},
};
use sqlx::{AssertSqlSafe, ConnectOptions, PgPool};
use std::{collections::BTreeMap, process::Command};

/// Creates an agency with events at these moments.
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

/// Returns the partition of each event that the test or a person made, by time.
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

async fn expired(owner: &PgPool, kept_from: Date, now: &str) -> Expired {
    let mut db = owner.acquire().await.expect("a connection");
    retain::find(&mut db, kept_from, moment(now)).await.expect("a count")
}

/// Returns the tables with expired rows, with their counts.
fn found(expired: Expired) -> BTreeMap<String, i64> {
    expired.tables.into_iter().filter(|(_, rows)| *rows > 0).collect()
}

async fn remove(owner: &PgPool, kept_from: Date, now: &str) {
    let mut tx = owner.begin().await.expect("a transaction");
    retain::remove(&mut tx, kept_from, moment(now)).await.expect("removed");
    tx.commit().await.expect("a commit");
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
    // The test clock is in a month without a partition: the default partition takes the rows.
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
    let found = expired(&owner, from, now).await;
    assert_eq!(found.months, [(date(2010, 7, 1), 1), (date(2021, 10, 1), 2)]);
    assert_eq!(places(&owner).await.len(), 5, "a count changes nothing");

    remove(&owner, from, now).await;
    assert_eq!(places(&owner).await, ["event_2021_11", "event_2026_11", "event_2026_11"]);
    assert!(!month_exists(&owner, "event_2021_10").await && month_exists(&owner, "event_2021_11").await);
    let recorded: String = sqlx::query_scalar("select data ->> 'kept_from' from event where kind = 'retained'")
        .fetch_one(&owner)
        .await
        .expect("an event of the removal");
    assert_eq!(recorded, "2021-11-01");
    let left = expired(&owner, from, now).await;
    assert_eq!(left.months, []);
    assert!(left.tables.iter().all(|(_, rows)| *rows == 0), "{left:?}");
}

/// Rows of a table with a rule, for 12.00 UTC on 30 November 2026 and a retention from November 2021 on.
struct Sample {
    table: &'static str,
    /// The table's name in the operator's report.
    plural: &'static str,
    insert: &'static str,
    /// An SQL expression for the name of a row.
    name: &'static str,
    kept: &'static [&'static str],
    expired: i64,
}

const SAMPLES: [Sample; 6] = [
    Sample {
        table: "session",
        plural: "sessions",
        insert: "insert into session (token_hash, id, account_id, remember, device, created_at, seen_at, idle_until, ends_at)
             select sha256(which::bytea), gen_random_uuid(), a.id, false, which, '2026-11-01', '2026-11-01', idle, ends
             from account a, (values
                 ('idle', '2026-11-30 11:59Z'::timestamptz, '2026-12-07Z'::timestamptz),
                 ('ended', '2026-11-30 12:00Z', '2026-11-30 12:00Z'),
                 ('open', '2026-11-30 12:01Z', '2026-12-07Z')) s (which, idle, ends)",
        name: "device",
        kept: &["open"],
        expired: 2,
    },
    Sample {
        table: "invitation",
        plural: "invitations",
        insert: "insert into invitation (token_hash, account_id, expires_at, used_at)
             select sha256(which::bytea), a.id, expires, used
             from account a, (values
                 ('used', '2026-12-07Z'::timestamptz, '2026-11-29Z'::timestamptz),
                 ('over', '2026-11-29Z', null), ('fresh', '2026-12-07Z', null)) i (which, expires, used)",
        name: "case token_hash when sha256('fresh') then 'fresh' else 'another' end",
        kept: &["fresh"],
        expired: 2,
    },
    Sample {
        table: "sign_in_failure",
        plural: "failed sign-ins",
        insert: "insert into sign_in_failure (key, failures, last_at)
             values ('login:lama', 9, '2026-11-29 11:00Z'), ('login:baru', 3, '2026-11-30 11:00Z')",
        name: "key",
        kept: &["login:baru"],
        expired: 1,
    },
    Sample {
        table: "known_network",
        plural: "known networks",
        insert: "insert into known_network (account_id, network_hash, seen_at)
             select a.id, sha256(which::bytea), seen
             from account a, (values ('old', '2026-09-01 11:00Z'::timestamptz), ('new', '2026-09-02Z')) n (which, seen)",
        name: "case network_hash when sha256('new') then 'new' else 'another' end",
        kept: &["new"],
        expired: 1,
    },
    Sample {
        table: "half_session",
        plural: "unfinished sign-ins",
        insert: "insert into half_session (token_hash, account_id, remember, expires_at)
             select sha256(which::bytea), a.id, false, expires
             from account a, (values ('over', '2026-11-30 12:00Z'::timestamptz), ('open', '2026-11-30 12:01Z')) h (which, expires)",
        name: "case token_hash when sha256('open') then 'open' else 'another' end",
        kept: &["open"],
        expired: 1,
    },
    Sample {
        table: "follow_up",
        plural: "follow-ups",
        insert: "insert into follow_up
                 (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at, done_at, done_by)
             select u.agency_id, gen_random_uuid(), u.id, text, e.id, e.id, '2021-01-01', '2020-12-01', at,
                 case when at is not null then e.id end
             from (values
                 ('terbuka', null::timestamptz), ('lama', '2021-10-31 23:59:59Z'), ('baru', '2021-11-01Z')) f (text, at),
                 (select agency_id, id from unit where name = 'Puskesmas Muara') u
                 join lateral (select id from employee e where e.agency_id = u.agency_id order by id limit 1) e on true",
        name: "text",
        kept: &["baru", "terbuka"],
        expired: 1,
    },
];

#[sqlx::test]
async fn a_table_with_a_rule_loses_exactly_its_expired_rows(owner: PgPool) {
    Town::build(&owner).await;
    sql(
        &owner,
        "insert into account (id, agency_id, login, name, created_at)
         select gen_random_uuid(), id, 'petugas', 'Petugas', now() from agency where name = 'Kota Uji'"
            .to_owned(),
    )
    .await;
    let with_rule: Vec<String> = sqlx::query_scalar("select name from table_rule where expired is not null order by 1")
        .fetch_all(&owner)
        .await
        .expect("tables with a rule");
    let mut sampled = SAMPLES.map(|sample| sample.table);
    sampled.sort_unstable();
    assert_eq!(with_rule, sampled, "SAMPLES has rows of every table with a rule, expired ones and others");
    for sample in &SAMPLES {
        sql(&owner, sample.insert.to_owned()).await;
    }
    let tables: Vec<String> =
        sqlx::query_scalar("select name from table_rule where expired is null and name <> 'event'")
            .fetch_all(&owner)
            .await
            .expect("tables without a rule");
    let without_rule = async || {
        let mut rows = BTreeMap::new();
        for table in &tables {
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
                .fetch_one(&owner)
                .await
                .expect("rows");
            rows.insert(table, count);
        }
        rows
    };
    let before = without_rule().await;

    let (from, now) = (date(2021, 11, 1), "2026-11-30T12:00:00Z");
    let due: BTreeMap<_, _> = SAMPLES.iter().map(|sample| (sample.plural.to_owned(), sample.expired)).collect();
    assert_eq!(found(expired(&owner, from, now).await), due);
    remove(&owner, from, now).await;
    for Sample { table, name, kept, .. } in &SAMPLES {
        let left: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(format!("select {name} as name from {table} order by name")))
                .fetch_all(&owner)
                .await
                .expect("names");
        assert_eq!(left, *kept, "{table}");
    }
    assert_eq!(without_rule().await, before);
    assert_eq!(found(expired(&owner, from, now).await), BTreeMap::new());
}

/// Returns the tables whose rule is not a valid condition over their rows.
async fn broken_rules(owner: &PgPool) -> Vec<String> {
    let rules: Vec<(String, String)> =
        sqlx::query_as("select name, expired from table_rule where expired is not null order by name")
            .fetch_all(owner)
            .await
            .expect("rules");
    let mut broken = Vec::new();
    for (table, condition) in rules {
        // `explain` resolves the columns, types and parameters of a statement without running it.
        let explained = sqlx::query(AssertSqlSafe(format!("explain delete from {table} where {condition}")))
            .bind(moment("2021-11-01T00:00:00Z").to_sqlx())
            .bind(moment("2026-11-30T12:00:00Z").to_sqlx())
            .execute(owner)
            .await;
        if explained.is_err() {
            broken.push(table);
        }
    }
    broken
}

#[sqlx::test]
async fn every_rule_is_a_condition_over_the_rows_of_its_table(owner: PgPool) {
    assert_eq!(broken_rules(&owner).await, [""; 0], "table_rule.expired is no valid condition");
    for condition in ["no_such_column < $1", "ends_at", "ends_at < $3", "ends_at <"] {
        sql(&owner, format!("update table_rule set expired = '{condition}' where name = 'session'")).await;
        assert_eq!(broken_rules(&owner).await, ["session"], "{condition}");
    }
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
