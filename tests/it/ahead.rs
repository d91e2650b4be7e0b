//! Results that are loaded once for all readers of a unit, and ahead of them.

use crate::{
    app::{TestApp, key},
    seed::{Town, sql},
};
use jiff::{SignedDuration, Timestamp};
use kinerja::{
    boot::preload,
    domain::{actor::Actor, calendar::Zone, event::Topic, id::UnitId},
    error::Result,
    features::dashboard::api::{GetAttention, GetReporting, GetResults},
    server::{
        door::{Caller, Tx},
        unit_cache::{UnitCache, UnitResult},
    },
};
use sqlx::PgPool;
use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

/// The name of a unit, as if it took long to load where `SLOW`.
#[derive(Debug)]
struct Name<const SLOW: bool>(String);

impl<const SLOW: bool> UnitResult for Name<SLOW> {
    const KEEP: Duration = Duration::ZERO;
    const IS_ANNOUNCED: bool = true;

    fn is_slow(&self) -> bool {
        SLOW
    }

    async fn load(tx: &mut Tx, unit: UnitId, _: i16) -> Result<Self> {
        let name = sqlx::query_scalar("select name from unit where id = $1").bind(unit.0).fetch_one(tx.db()).await?;
        Ok(Self(name))
    }
}

/// Renames a unit and announces it, half a minute later: long enough for a slow result to be loaded again.
async fn rename(app: &TestApp, town: &Town, name: &str) {
    sql(&app.owner, format!("update unit set name = '{name}' where id = '{}'", town.health)).await;
    app.app.live.announce(town.agency, &[Topic::Unit(town.health)]);
    app.at(&(app.now() + SignedDuration::from_secs(30)).to_string());
}

#[sqlx::test]
async fn a_fast_result_follows_each_change_and_a_slow_one_says_of_when_it_is_until_it_is_loaded_again(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let actor = Actor::program(town.agency, Zone::Wib);
    let address = IpAddr::from(Ipv4Addr::LOCALHOST);
    let caller = Caller::new(app.app.clone(), Some(actor), None, "AAAA-BBBB".to_owned(), (address, false));
    let (fast, slow) = (UnitCache::<Name<false>>::default(), UnitCache::<Name<true>>::default());
    let read_fast = async || {
        let served = fast.get(&caller, town.health, 2026).await.expect("a name");
        (served.value.0.clone(), served.stale_since)
    };
    let read_slow = async || {
        let served = slow.get(&caller, town.health, 2026).await.expect("a name");
        (served.value.0.clone(), served.stale_since)
    };
    rename(&app, &town, "Lama").await;
    let loaded = app.now();
    let (old, new) = ("Lama".to_owned(), "Baru".to_owned());
    assert_eq!((read_fast().await, read_slow().await), ((old.clone(), None), (old.clone(), None)));
    rename(&app, &town, "Baru").await;
    let mut page = app.app.live.subscribe(town.agency, Topic::Unit(town.health));
    assert_eq!(read_fast().await, (new.clone(), None));
    assert_eq!(read_slow().await, (old.clone(), Some(loaded)), "nobody waits for it");
    page.changed().await;
    assert_eq!(read_slow().await, (new.clone(), None), "an open page that is told loads it");
    assert!(page.change().is_some(), "once");
    assert_eq!(read_slow().await, (new.clone(), None));
    assert!(page.change().is_none(), "what serves as it is tells nobody again");
    // Two slow results of one unit do not call each other back.
    let other = UnitCache::<Name<true>>::default();
    let read_other = async || other.get(&caller, town.health, 2026).await.expect("a name").stale_since;
    assert_eq!(read_other().await, None);
    rename(&app, &town, "Berikut").await;
    page.changed().await;
    assert!(page.change().is_some());
    assert!(read_slow().await.1.is_some());
    page.changed().await;
    assert!(page.change().is_some());
    assert!(read_other().await.is_some());
    page.changed().await;
    assert!(page.change().is_some());
    assert_eq!(
        (read_slow().await.1, read_other().await),
        (None, None),
        "both are loaded, and neither is outdated again"
    );
    assert!(page.change().is_none());
    // What is too old serves nobody.
    rename(&app, &town, "Lain").await;
    app.at(&(app.now() + SignedDuration::from_mins(20)).to_string());
    assert_eq!(read_slow().await, ("Lain".to_owned(), None));
    // Nor does that of yesterday.
    sql(&owner, format!("update unit set name = 'Esok' where id = '{}'", town.health)).await;
    let midnight: Timestamp = "2026-06-22T17:00:00Z".parse().expect("a moment");
    app.at(&midnight.to_string());
    assert_eq!(read_slow().await, ("Esok".to_owned(), None));
}

#[sqlx::test]
async fn what_is_loaded_ahead_is_what_its_readers_load(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    app.as_(town.dewi).await.report(key(), town.births, "700").await;
    let ahead = TestApp::new(&owner).await;
    preload::once(&ahead.app, 1).await.expect("the large units");
    for unit in [town.root, town.health, town.centre] {
        for who in [town.mayor, town.ratna, town.sari, town.budi] {
            let read = async |app: &TestApp| {
                let client = app.as_(who).await;
                (
                    client.call(GetResults { unit: Some(unit) }).await,
                    client.call(GetAttention { unit: Some(unit) }).await,
                    client.call(GetReporting { unit: Some(unit), after: None }).await,
                )
            };
            assert_eq!(read(&ahead).await, read(&app).await);
        }
    }
    let stranger = ahead.as_(town.stranger).await;
    assert!(stranger.call(GetResults { unit: Some(town.health) }).await.is_err(), "what lies ready is not for all");
}

#[sqlx::test]
async fn large_units_are_counted_with_all_below_them(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let large = async |people: i32| -> Vec<UnitId> {
        let units = sqlx::query_scalar("select unit_id from large_units($1, $2::timestamptz) where agency_id = $3")
            .bind(people)
            .bind(app.now().to_string())
            .bind(town.agency)
            .fetch_all(&owner);
        units.await.expect("units")
    };
    let all = large(1).await;
    assert_eq!(all.first(), Some(&town.root), "the highest first");
    let people: i32 =
        sqlx::query_scalar("select sum(employees)::int from unit_rollup where agency_id = $1 and year = 2026")
            .bind(town.agency)
            .fetch_one(&owner)
            .await
            .expect("people");
    assert_eq!(large(people).await, [town.root]);
    assert_eq!(large(people + 1).await, []);
    sql(&owner, format!("update agency set kind = 'trial', expires_at = '2026-06-01' where id = '{}'", town.agency))
        .await;
    assert_eq!(large(1).await, [], "an expired agency has no readers");
}
