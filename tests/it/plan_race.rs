//! Plans for many at once against what people do in the same instant.

use crate::{
    app::{Client, TestApp},
    feedback::say,
    given::begin,
    plan_board::everybody,
    seed::{Town, sql},
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        calendar::Zone,
        feedback::{MessageKind, Subject},
        id::UnitId,
    },
    error::Error,
    features::{
        feedback::model::ThreadPlace,
        progress::rollup,
        skp::{
            api::{GetBatchOffer, PlanBatch, UndoBatch},
            model::NewBatch,
        },
    },
};
use sqlx::{AssertSqlSafe, PgPool};

/// Waits until a statement waits for a lock.
async fn somebody_waits(owner: &PgPool) {
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(owner).await.expect("a count") == 0 {
        tokio::task::yield_now().await;
    }
}

async fn number(owner: &PgPool, statement: String) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(owner).await.expect("a number")
}

async fn recounted(owner: &PgPool, town: &Town) {
    let mut db = owner.acquire().await.expect("a connection");
    let found = rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount");
    assert_eq!(found, Vec::<String>::new());
}

/// Makes plans for a unit and returns their moment.
async fn make(officer: &Client<'_>, year: i16, unit: UnitId) -> i64 {
    let offer = async || officer.call(GetBatchOffer { asked: everybody(unit, year) }).await.expect("an offer");
    let plans = offer().await.plans;
    officer.call(PlanBatch { batch: NewBatch { asked: everybody(unit, year), plans } }).await.expect("made");
    offer().await.made.expect("made plans").at
}

#[sqlx::test]
async fn who_begins_a_plan_meanwhile_is_left_out_of_those_for_many(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    // Dewi's own plan is stored between the look at who has none and the first new plan.
    let meanwhile = format!(
        "create function meanwhile() returns trigger language plpgsql security definer as $$
         begin
             if pg_trigger_depth() = 1
                and not exists (select from skp where year = 2027 and employee_id = '{dewi}') then
                 insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version)
                 select agency_id, gen_random_uuid(), employee_id, post_id, 2027, '2027-01-01', '2027-12-31', null
                 from assignment where employee_id = '{dewi}';
             end if;
             return null;
         end $$;
         create trigger meanwhile before insert on skp for each statement execute function meanwhile()",
        dewi = town.dewi
    );
    sql(&owner, meanwhile).await;
    let made = officer.call(PlanBatch { batch: NewBatch { asked: everybody(town.health, 2027), plans: 4 } }).await;
    assert_eq!(made.as_deref(), Ok("3 SKP 2027 dibuat."));
    let plans = "select count(*) from skp where year = 2027 and version is not null".to_owned();
    assert_eq!(number(&owner, plans).await, 3);
    let results = format!(
        "select count(*) from rhk r join skp k on k.id = r.skp_id where k.year = 2027 and k.employee_id = '{}'",
        town.dewi
    );
    assert_eq!(number(&owner, results).await, 0, "hers is her own");
    recounted(&owner, &town).await;
}

#[sqlx::test]
async fn a_plan_that_gets_a_report_while_it_is_taken_back_stays(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let at = make(&officer, 2026, town.health).await;
    let plans = "select count(*) from skp where year = 2026".to_owned();
    let before = number(&owner, plans.clone()).await;
    let mut other = owner.begin().await.expect("a transaction");
    let report = format!(
        "insert into report (agency_id, id, iki_id, employee_id, value, observed_at, received_at)
         select i.agency_id, gen_random_uuid(), i.id, k.employee_id, 1, now(), now()
         from skp k join rhk r on r.skp_id = k.id join iki i on i.rhk_id = r.id
         where k.year = 2026 and k.employee_id = '{}' limit 1",
        town.sari
    );
    sqlx::raw_sql(AssertSqlSafe(report)).execute(&mut *other).await.expect("a report");
    let (undone, ()) = tokio::join!(officer.call(UndoBatch { year: 2026, unit: town.health, at }), async {
        somebody_waits(&owner).await;
        other.commit().await.expect("committed");
    });
    let words = "Tidak ada lagi SKP 2026 itu yang dapat dihapus: yang tetap ada sudah dipakai.";
    assert_eq!(undone.as_deref(), Ok(words), "Sari's has a report, dr. Ratna's is supported by it");
    assert_eq!(number(&owner, plans).await, before);
}

#[sqlx::test]
async fn who_writes_about_a_plan_that_goes_in_the_same_instant_reads_that_it_is_gone(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let skp = begin(&dewi, 2027).await;
    let place = ThreadPlace::Subject(Subject::Skp(skp));
    let mut other = owner.begin().await.expect("a transaction");
    let gone = format!("delete from skp_revision where skp_id = '{skp}'; delete from skp where id = '{skp}'");
    sqlx::raw_sql(AssertSqlSafe(gone)).execute(&mut *other).await.expect("gone");
    let (said, ()) = tokio::join!(say(&sari, place, MessageKind::Appreciation, "Terima kasih"), async {
        somebody_waits(&owner).await;
        other.commit().await.expect("committed");
    });
    assert_eq!(said.err(), Some(Error::NotFound));
    assert_eq!(number(&owner, "select count(*) from thread".to_owned()).await, 0);
}

#[sqlx::test]
async fn plans_that_are_taken_back_twice_are_told_to_be_gone(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let officer = app.as_officer(town.agency, "pengelola").await;
    let at = make(&officer, 2027, town.health).await;
    let undo = async || officer.call(UndoBatch { year: 2027, unit: town.health, at }).await;
    assert_eq!(undo().await.as_deref(), Ok("4 SKP 2027 dihapus."));
    assert_eq!(undo().await.as_deref(), Ok("SKP 2027 itu sudah dihapus."));
    let fields = [("tahun", "2027"), ("unit", &town.health.to_string()), ("saat", &at.to_string())];
    let form = officer.post_form("/skp/kelengkapan/urungkan", &fields).await;
    assert_eq!(form.status, StatusCode::SEE_OTHER);
    assert_eq!(number(&owner, "select count(*) from event where kind = 'plans_removed'".to_owned()).await, 1);
}
