//! Row-level security: a connection sees only the rows of its agency, even if the program forgets a condition.
//! Every test but the last is plain SQL as `kinerja_app`, without the program.

use crate::{
    scene::two_full_agencies,
    seed::{Town, sql},
};
use kinerja::domain::id::AgencyId;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};

/// Returns the tables of agencies: those with row-level security, without their partitions.
pub async fn tenant_tables(owner: &PgPool) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind in ('r', 'p') and not relispartition
         and relnamespace = 'public'::regnamespace and relrowsecurity order by 1",
    )
    .fetch_all(owner)
    .await
    .expect("tables");
    assert!(tables.len() >= 20, "{tables:?}");
    tables
}

/// Tables whose rows the program must neither delete nor rewrite.
const KEPT: [&str; 8] = [
    "calibration_mark",
    "evaluation_rule",
    "event",
    "follow_up",
    "message",
    "predikat_distribution",
    "regime_rule",
    "report",
];

/// Returns the result of a statement that touches no row: an error if the program lacks the privilege.
async fn untouched(owner: &PgPool, table: &str, privilege: &str) -> Result<u64, String> {
    let may = match privilege {
        "update" => "select has_column_privilege('kinerja_app', $1, 'agency_id', 'update')",
        _ => "select has_table_privilege('kinerja_app', $1, 'delete')",
    };
    let may: bool = sqlx::query_scalar(may).bind(table).fetch_one(owner).await.expect("privileges");
    if may { Ok(0) } else { refused() }
}

/// Begins a transaction as the program's role, for an agency.
async fn act(owner: &PgPool, agency: Option<AgencyId>) -> Transaction<'static, Postgres> {
    let mut tx = owner.begin().await.expect("a transaction");
    sqlx::query("set local role kinerja_app").execute(&mut *tx).await.expect("the role");
    if let Some(agency) = agency {
        sqlx::query("select set_config('kinerja.agency', $1, true)")
            .bind(agency.to_string())
            .execute(&mut *tx)
            .await
            .expect("an agency");
    }
    tx
}

async fn number(tx: &mut Transaction<'static, Postgres>, statement: String) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement.clone()))
        .fetch_one(&mut **tx)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"))
}

/// Runs a statement; returns the number of rows, or the SQLSTATE of the refusal.
async fn attempt(owner: &PgPool, agency: Option<AgencyId>, statement: String) -> Result<u64, String> {
    let mut tx = act(owner, agency).await;
    match sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(error) => {
            let error = error.into_database_error().expect("an answer of the database");
            Err(error.code().unwrap_or_default().into_owned())
        }
    }
}

fn refused() -> Result<u64, String> {
    // Insufficient privilege: no grant, or refused by the policy.
    Err("42501".to_owned())
}

#[sqlx::test]
async fn a_view_shows_what_whoever_asks_may_see(owner: PgPool) {
    let (own, other) = two_full_agencies(&owner).await;
    let views: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
         and pg_get_userbyid(relowner) = current_user
         and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'agency_id') order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("views");
    assert!(views.iter().any(|view| view == "indicator"), "{views:?}");
    for view in views {
        let there: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {view} where agency_id = '{other}'")))
                .fetch_one(&owner)
                .await
                .expect("a count");
        assert!(there > 0, "{view}");
        let mut tx = act(&owner, Some(own)).await;
        let foreign = number(&mut tx, format!("select count(*) from {view} where agency_id <> '{own}'")).await;
        // Agencies are read before sign-in, so their view shows all of them.
        assert_eq!(foreign > 0, view == "agency_thresholds", "{view}");
    }
}

#[sqlx::test]
async fn rows_of_another_agency_do_not_exist(owner: PgPool) {
    let (own, other) = two_full_agencies(&owner).await;
    for table in tenant_tables(&owner).await {
        let mut tx = act(&owner, Some(own)).await;
        let seen = number(&mut tx, format!("select count(*) from {table} where agency_id = '{own}'")).await;
        let foreign = number(&mut tx, format!("select count(*) from {table} where agency_id <> '{own}'")).await;
        drop(tx);
        let there: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table} where agency_id = '{other}'")))
                .fetch_one(&owner)
                .await
                .expect("a count");
        assert!(seen > 0 && there > 0, "{table} has rows of both agencies");
        assert_eq!(foreign, 0, "{table}");
    }
}

#[sqlx::test]
async fn rows_of_another_agency_cannot_be_written(owner: PgPool) {
    let (own, other) = two_full_agencies(&owner).await;
    for table in tenant_tables(&owner).await {
        let delete = attempt(&owner, Some(own), format!("delete from {table} where agency_id = '{other}'")).await;
        assert_eq!(delete, untouched(&owner, &table, "delete").await, "delete from {table}");
        let set = format!("update {table} set agency_id = agency_id where agency_id = '{other}'");
        assert_eq!(attempt(&owner, Some(own), set).await, untouched(&owner, &table, "update").await, "update {table}");
        let give = format!("update {table} set agency_id = '{other}' where agency_id = '{own}'");
        assert_eq!(attempt(&owner, Some(own), give).await, refused(), "{table} given away");
        let insert = format!(
            "insert into {table} select (jsonb_populate_record(t, jsonb_build_object('agency_id', '{other}'))).*
             from {table} t limit 1"
        );
        assert_eq!(attempt(&owner, Some(own), insert).await, refused(), "insert into {table}");
        assert_eq!(
            attempt(&owner, Some(own), format!("truncate {table} cascade")).await,
            refused(),
            "truncate {table}"
        );
    }
}

#[sqlx::test]
async fn without_an_agency_there_is_nothing(owner: PgPool) {
    let (own, _) = two_full_agencies(&owner).await;
    for table in tenant_tables(&owner).await {
        let mut tx = act(&owner, None).await;
        assert_eq!(number(&mut tx, format!("select count(*) from {table}")).await, 0, "{table}");
        sqlx::query("select set_config('kinerja.agency', '', true)").execute(&mut *tx).await.expect("set");
        assert_eq!(number(&mut tx, format!("select count(*) from {table}")).await, 0, "{table}, emptied");
        drop(tx);
        let insert = format!("insert into {table} select * from {table}");
        assert_eq!(attempt(&owner, None, insert).await, Ok(0), "{table}");
        let row = format!("update {table} set agency_id = '{own}'");
        assert_eq!(attempt(&owner, None, row).await, untouched(&owner, &table, "update").await, "{table}");
    }
}

#[sqlx::test]
async fn what_was_said_and_recorded_stays_as_it_was(owner: PgPool) {
    let (own, _) = two_full_agencies(&owner).await;
    for table in KEPT {
        for statement in [format!("delete from {table}"), format!("update {table} set id = id")] {
            assert_eq!(attempt(&owner, Some(own), statement.clone()).await, refused(), "{statement}");
        }
    }
}

#[sqlx::test]
async fn people_are_found_by_name_in_the_own_agency_only(owner: PgPool) {
    let (own, other) = two_full_agencies(&owner).await;
    let found = async |agency, wanted: &str| {
        let mut tx = act(&owner, agency).await;
        number(&mut tx, format!("select count(*) from employee_named('{wanted}', 8)")).await
    };
    assert_eq!((found(Some(own), "sebelah").await, found(Some(other), "sebelah").await), (0, 1));
    assert_eq!((found(Some(own), "EWI").await, found(Some(other), "ewi").await), (1, 0));
    assert_eq!((found(None, "ewi").await, found(Some(own), "%").await, found(Some(own), "d_wi").await), (0, 0, 0));
}

#[sqlx::test]
async fn a_month_of_events_is_reached_only_through_the_whole(owner: PgPool) {
    let (own, other) = two_full_agencies(&owner).await;
    sqlx::query("select event_month('2026-06-01')").execute(&owner).await.expect("a month");
    for agency in [own, other] {
        for at in ["2026-06-10", "1999-01-01"] {
            sql(
                &owner,
                format!(
                    "insert into event (agency_id, id, at, kind) values ('{agency}', gen_random_uuid(), '{at}', 'test')"
                ),
            )
            .await;
        }
    }
    let parts: Vec<String> = sqlx::query_scalar(
        "select inhrelid::regclass::text from pg_inherits where inhparent = 'event'::regclass order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("parts");
    assert!(parts.len() >= 5 && parts.iter().any(|part| part == "event_rest"), "{parts:?}");
    for part in parts {
        for statement in [
            format!("select count(*) from {part}"),
            format!("insert into {part} select * from {part}"),
            format!("update {part} set id = id"),
            format!("delete from {part}"),
            format!("drop table {part}"),
            format!("alter table event detach partition {part}"),
        ] {
            assert_eq!(attempt(&owner, Some(own), statement.clone()).await, refused(), "{statement}");
        }
    }
    // An agency sees only its own rows, in every partition.
    let mut tx = act(&owner, Some(own)).await;
    let seen = number(&mut tx, "select count(*) from event".to_owned()).await;
    let own_rows = number(&mut tx, format!("select count(*) from event where agency_id = '{own}'")).await;
    let june =
        number(&mut tx, "select count(*) from event where at >= '2026-06-01' and at < '2026-07-01'".to_owned()).await;
    assert_eq!((seen, own_rows, june), (3, 3, 1));
    let give = format!(
        "insert into event (agency_id, id, at, kind) values ('{other}', gen_random_uuid(), '2026-06-11', 'test')"
    );
    assert_eq!(attempt(&owner, Some(own), give).await, refused(), "written for another agency");
}

#[sqlx::test]
async fn the_program_cannot_change_agencies_schema_or_roles(owner: PgPool) {
    let (own, other) = two_full_agencies(&owner).await;
    for statement in [
        format!("update agency set name = 'Lain' where id = '{own}'"),
        format!("delete from agency where id = '{other}'"),
        "insert into agency (id, name, zone, created_at) values (gen_random_uuid(), 'Baru', 'WIB', now())".to_owned(),
        "update _sqlx_migrations set success = false".to_owned(),
        "create table leak (x int)".to_owned(),
        "alter table report disable row level security".to_owned(),
        "drop policy tenant on report".to_owned(),
        "alter role kinerja_app bypassrls".to_owned(),
        "copy report to program 'cat'".to_owned(),
    ] {
        assert_eq!(attempt(&owner, Some(own), statement.clone()).await, refused(), "{statement}");
    }
    let bypasses: bool = sqlx::query_scalar(
        "select rolbypassrls or rolsuper or rolcanlogin from pg_roles where rolname = 'kinerja_app'",
    )
    .fetch_one(&owner)
    .await
    .expect("the role");
    assert!(!bypasses);
}

#[sqlx::test]
async fn an_agency_is_named_for_one_transaction_only(owner: PgPool) {
    use crate::app::TestApp;
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for value in ["700", "701", "702"] {
        dewi.report(crate::app::key(), town.births, value).await;
        dewi.get("/").await;
    }
    // Holds every connection of the pool at once.
    let mut held = Vec::new();
    for _ in 0..app.app.pool.open().0 {
        held.push(app.app.pool.direct().acquire().await.expect("a connection"));
    }
    for connection in &mut held {
        let (role, seen): (String, i64) = sqlx::query_as("select current_user::text, (select count(*) from employee)")
            .fetch_one(&mut **connection)
            .await
            .expect("a row");
        assert_eq!((role.as_str(), seen), ("kinerja_app", 0));
    }
}
