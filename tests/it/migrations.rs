//! The migrations from an empty database, and the rules for every table of an agency.

use crate::seed::sql;
use kinerja::server::serve::MIGRATOR;
use sqlx::PgPool;

/// Tables that belong to no agency, with the reason.
const OUTSIDE: [(&str, &str); 13] = [
    ("_sqlx_migrations", "the schema's own"),
    ("account", "the login is looked up before the agency is known"),
    ("agency", "the agencies themselves"),
    ("authenticator", "asked for before anybody is signed in"),
    ("backup_code", "asked for before anybody is signed in"),
    ("half_session", "found by its token alone"),
    ("invitation", "found by its token alone"),
    ("known_network", "asked for before anybody is signed in"),
    ("outbox", "every process reads all agencies' topics; they carry no content"),
    ("session", "found by its token alone"),
    ("sign_in_failure", "counted before anybody is known"),
    ("sign_in_secret", "counted before anybody is known"),
    ("table_rule", "what becomes of each table of an agency"),
];

/// Removes the schema that a test database begins with.
async fn empty(owner: &PgPool) {
    sql(owner, "drop schema public cascade; create schema public; grant usage on schema public to public".to_owned())
        .await;
    let left: i64 = sqlx::query_scalar(
        "select count(*) from pg_class where relnamespace not in ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace,
             'information_schema'::regnamespace)",
    )
    .fetch_one(owner)
    .await
    .expect("a count");
    assert_eq!(left, 0, "nothing is left");
}

#[sqlx::test(migrations = false)]
async fn an_empty_database_becomes_the_schema_and_migrating_again_changes_nothing(owner: PgPool) {
    empty(&owner).await;
    MIGRATOR.run(&owner).await.expect("from empty");
    let applied = async || -> Vec<(i64, bool)> {
        sqlx::query_as("select version, success from _sqlx_migrations order by version")
            .fetch_all(&owner)
            .await
            .expect("versions")
    };
    let first = applied().await;
    assert!(first.iter().all(|(_, success)| *success));
    assert_eq!(first.len(), MIGRATOR.iter().count());
    MIGRATOR.run(&owner).await.expect("once more");
    assert_eq!(applied().await, first);
}

#[sqlx::test(migrations = false)]
async fn what_was_recorded_before_the_months_lies_in_them_afterwards(owner: PgPool) {
    empty(&owner).await;
    MIGRATOR.run_to(8, &owner).await.expect("the schema before");
    sqlx::raw_sql(
        "insert into agency (id, name, zone, created_at) values (gen_random_uuid(), 'Kota Uji', 'WIB', now());
         insert into event (agency_id, id, at, kind, data)
         select id, gen_random_uuid(), at, 'test', '{\"object\": 1}'
         from agency, unnest(array['2026-01-31 23:59:59.999Z', '2026-03-01 00:00Z', now()]) at",
    )
    .execute(&owner)
    .await
    .expect("a past");
    MIGRATOR.run(&owner).await.expect("the rest");
    let kept: Vec<(String, i32)> =
        sqlx::query_as("select tableoid::regclass::text, (data ->> 'object')::int from event order by at")
            .fetch_all(&owner)
            .await
            .expect("events");
    assert_eq!(kept[..2], [("event_2026_01".to_owned(), 1), ("event_2026_03".to_owned(), 1)]);
    assert!(kept.len() == 3 && kept[2].0 != "event_rest", "this month is there: {kept:?}");
}

/// An agency with one person, in the tables of migration 19; `uji` has the ids.
const ONE_PERSON: &str = "
    create temp table uji as
        select gen_random_uuid() as agency, gen_random_uuid() as id, gen_random_uuid() as rhk, gen_random_uuid() as report;
    insert into agency (id, name, zone, created_at) select agency, 'Kota Uji', 'WIB', now() from uji;
    insert into unit (agency_id, id, name) select agency, id, 'Dinas' from uji;
    insert into employee (agency_id, id, name, kind) select agency, id, 'Dewi', 'pns' from uji;
    insert into post (agency_id, id, unit_id, name, kind, template)
    select agency, id, id, 'Bidan', 'pelaksana', 'generic' from uji;
";

/// In the schema before, a plan's state is one word, and an evaluation is final for all people of a period.
#[sqlx::test(migrations = false)]
async fn plans_keep_their_state_and_evaluations_stay_final(owner: PgPool) {
    empty(&owner).await;
    MIGRATOR.run_to(19, &owner).await.expect("the schema before");
    sql(
        &owner,
        ONE_PERSON.to_owned()
            + "
         insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, state, agreed_at)
         select agency, gen_random_uuid(), id, id, year, make_date(year, 1, 1), make_date(year, 12, 31), state, agreed_at
         from uji, (values (2025, 'closed', now()), (2026, 'agreed', now()), (2027, 'draft', null))
             as p (year, state, agreed_at);
         insert into period (agency_id, id, kind, starts_on, ends_on, due_on, final_at)
         select agency, gen_random_uuid(), kind, starts_on::date, ends_on::date, ends_on::date, final_at
         from uji, (values ('year', '2025-01-01', '2025-12-31', now()), ('month', '2026-01-01', '2026-01-31', null),
             ('year', '2024-01-01', '2024-12-31', now())) as p (kind, starts_on, ends_on, final_at);
         drop table uji",
    )
    .await;
    MIGRATOR.run(&owner).await.expect("the rest");
    let plans: Vec<(i16, Option<i16>, bool)> =
        sqlx::query_as("select year, version, closed_at is not null from skp order by year")
            .fetch_all(&owner)
            .await
            .expect("plans");
    assert_eq!(plans, [(2025, Some(1), true), (2026, Some(1), false), (2027, None, false)]);
    let decided: Vec<String> = sqlx::query_scalar(
        "select p.starts_on::text from evaluation e join period p on p.agency_id = e.agency_id and p.id = e.period_id",
    )
    .fetch_all(&owner)
    .await
    .expect("evaluations");
    assert_eq!(decided, ["2025-01-01"], "of the periods in which the person had a plan");
}

#[sqlx::test(migrations = false)]
async fn threads_keep_their_subjects_when_kind_and_id_replace_a_column_for_each_kind(owner: PgPool) {
    empty(&owner).await;
    MIGRATOR.run_to(19, &owner).await.expect("the schema before");
    sql(
        &owner,
        ONE_PERSON.to_owned()
            + "
         insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, state, agreed_at)
         select agency, id, id, id, 2026, '2026-01-01', '2026-12-31', 'agreed', now() from uji;
         insert into rhk (agency_id, id, skp_id, ordinal, text) select agency, rhk, id, 1, 'Layanan' from uji;
         insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, unit_of_measure, polarity, accumulation,
             month_targets, frequency)
         select agency, id, rhk, 1, 'Persalinan', 'quantity', 'kali', 'maximise', 'year',
             array_fill(1::numeric, array[12]), 'monthly' from uji;
         insert into report (agency_id, id, iki_id, employee_id, value, observed_at, received_at)
         select agency, report, id, id, 7, now(), now() from uji;
         insert into thread (agency_id, id, employee_id, skp_id, rhk_id, report_id, created_at)
         select agency, gen_random_uuid(), id, id, kind.rhk, kind.report, now()
         from uji, lateral (values (null::uuid, null::uuid), (rhk, null), (null, report)) as kind (rhk, report);
         drop table uji",
    )
    .await;
    MIGRATOR.run(&owner).await.expect("the rest");
    let subjects: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "select t.subject_kind, s.result, s.unit from thread t
         join thread_subject s on s.agency_id = t.agency_id and s.kind = t.subject_kind and s.id = t.subject_id
             and s.skp_id = t.skp_id and s.employee_id = t.employee_id
         order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("subjects");
    let (result, unit) = (Some("Layanan".to_owned()), Some("kali".to_owned()));
    assert_eq!(
        subjects,
        [("report".to_owned(), result.clone(), unit), ("rhk".to_owned(), result, None), ("skp".to_owned(), None, None)]
    );
}

#[sqlx::test(migrations = false)]
async fn who_could_sign_in_before_had_access_from_then_on(owner: PgPool) {
    empty(&owner).await;
    MIGRATOR.run_to(32, &owner).await.expect("the schema before");
    sql(
        &owner,
        ONE_PERSON.to_owned()
            + "
         insert into agency (id, name, zone, created_at, kind) select id, 'Kota Coba', 'WIB', now(), 'demo' from uji;
         insert into employee (agency_id, id, name, kind)
         select id, id, 'Orang coba', 'pns' from uji
         union all select agency, gen_random_uuid(), name, 'pns' from uji, (values ('Lina'), ('Budi')) n (name);
         insert into account (id, agency_id, login, employee_id, name, password_hash, created_at)
         select e.id, e.agency_id, lower(e.name), e.id, e.name, case e.name when 'Lina' then 'hash' end, '2026-03-01Z'
         from employee e where e.name in ('Lina', 'Budi');
         insert into invitation (token_hash, account_id, expires_at, used_at)
         select sha256(e.name::bytea), e.id, '2026-04-01Z', case e.name when 'Lina' then '2026-03-05Z'::timestamptz end
         from employee e where e.name in ('Lina', 'Budi');
         drop table uji",
    )
    .await;
    MIGRATOR.run(&owner).await.expect("the rest");
    let access: Vec<(String, Option<String>)> =
        sqlx::query_as("select name, (access_at at time zone 'UTC')::date::text from employee order by name")
            .fetch_all(&owner)
            .await
            .expect("people");
    let from = |day: &str| Some(day.to_owned());
    assert_eq!(
        access,
        [("Budi", None), ("Dewi", None), ("Lina", from("2026-03-05")), ("Orang coba", from("2000-01-01"))]
            .map(|(name, at)| (name.to_owned(), at))
    );
}

#[sqlx::test]
async fn every_table_of_an_agency_is_locked_by_row_level_security(owner: PgPool) {
    let open: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c
         where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
           and not (c.relrowsecurity and c.relforcerowsecurity and exists (
               select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive
               and pg_get_expr(p.polqual, p.polrelid) like '%kinerja.agency%'))
         order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("tables");
    assert_eq!(open, OUTSIDE.map(|(table, _)| table));
}

#[sqlx::test]
async fn every_key_of_an_agencys_table_leads_with_the_agency(owner: PgPool) {
    // Primary and unique keys by their first column. Unique indexes over expressions have no such column and are listed
    // by their definition.
    let astray: Vec<String> = sqlx::query_scalar(
        "select i.indexrelid::regclass::text from pg_index i
         join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace and c.relrowsecurity
         where not exists (
             select from pg_attribute a
             where a.attrelid = c.oid and a.attnum = i.indkey[0] and a.attname = 'agency_id' and a.attnotnull)
         order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("indexes");
    assert_eq!(astray, Vec::<String>::new());
    let without_key: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
         and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary) order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("tables");
    assert_eq!(without_key, Vec::<String>::new());
}

#[sqlx::test]
async fn no_reference_leads_from_one_agency_into_another(owner: PgPool) {
    // A foreign key between tables of agencies has the agency on both sides.
    let crossing: Vec<String> = sqlx::query_scalar(
        "select k.conrelid::regclass::text || ' ' || k.conname from pg_constraint k
         join pg_class c on c.oid = k.conrelid and c.relnamespace = 'public'::regnamespace
         join pg_class t on t.oid = k.confrelid and t.relrowsecurity
         where k.contype = 'f' and not exists (
             select from unnest(k.conkey, k.confkey) as p (own, other)
             join pg_attribute a on a.attrelid = c.oid and a.attnum = p.own and a.attname = 'agency_id'
             join pg_attribute b on b.attrelid = t.oid and b.attnum = p.other and b.attname = 'agency_id')
         order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("references");
    assert_eq!(crossing, Vec::<String>::new());
}

#[sqlx::test]
async fn no_trigger_and_no_function_rings_other_processes(owner: PgPool) {
    let triggers: i64 = sqlx::query_scalar("select count(*) from pg_trigger where not tgisinternal")
        .fetch_one(&owner)
        .await
        .expect("a count");
    assert_eq!(triggers, 0);
    // A `security definer` function must fix its `search_path`; the temporary schema comes first where it is not named.
    let loose: Vec<String> = sqlx::query_scalar(
        "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
         and not coalesce(proconfig::text like '%search_path=%pg_temp%', false)",
    )
    .fetch_all(&owner)
    .await
    .expect("functions");
    assert_eq!(loose, Vec::<String>::new());
    let with_owners_rights: Vec<String> = sqlx::query_scalar(
        "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1",
    )
    .fetch_all(&owner)
    .await
    .expect("functions");
    assert_eq!(
        with_owners_rights,
        [
            "account_nip",
            "agency_copy",
            "agency_due",
            "agency_expire",
            "begin_access",
            "employee_named",
            "end_services",
            "event_month",
            "large_units",
            "session_actor",
            "typed_hash",
        ]
    );
}
