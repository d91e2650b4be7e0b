//! The results of a unit's head: rolled up from the reports below, and where a figure comes from.

use crate::{
    app::{Client, TestApp, key},
    live::open,
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use kinerja::{
    domain::{
        calendar::Zone,
        event::Topic,
        id::{EmployeeId, IkiId, RhkId, UnitId},
        measure::Status,
    },
    error::Error,
    features::{
        dashboard::{
            api::{GetResultOrigin, GetResults},
            model::{ResultOrigin, ResultRow, UnitResults},
        },
        progress::rollup,
    },
};
use serde_json::json;
use sqlx::PgPool;
use std::collections::BTreeMap;

/// The indicators of the town's heads: Ratna's of the office, Sari's of the health centre.
#[derive(Clone, Copy)]
struct Chain {
    office: IkiId,
    centre: IkiId,
    office_rhk: RhkId,
    centre_rhk: RhkId,
}

/// Returns SQL for the plan of a head with one result and one indicator in even targets.
fn head_plan(town: &Town, head: EmployeeId, (rhk, iki): (RhkId, IkiId), (name, total): (&str, i64)) -> String {
    let (agency, skp) = (town.agency, key());
    let even: Vec<String> = (1..=12).map(|month| (total * month / 12).to_string()).collect();
    format!(
        "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at)
         select '{agency}', '{skp}', '{head}', post_id, 2026, '2026-01-01', '2026-12-31', 1, '2026-01-05' from assignment
         where employee_id = '{head}' and definitive;
         insert into rhk (agency_id, id, skp_id, ordinal, text)
         values ('{agency}', '{rhk}', '{skp}', 1, 'Meningkatnya persalinan yang ditolong');
         insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, unit_of_measure, polarity, accumulation,
             month_targets, frequency)
         values ('{agency}', '{iki}', '{rhk}', 1, '{name}', 'quantity', 'kali', 'maximise', 'year', '{{{}}}', 'monthly');
         insert into standing (agency_id, iki_id, employee_id, status) values ('{agency}', '{iki}', '{head}', 'silent');
         insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
         select '{agency}', '{head}', 2026, unit_id, 'silent', '2026-06-22' from assignment
         where employee_id = '{head}' and definitive;",
        even.join(",")
    )
}

impl Chain {
    /// Dewi's births and Lina's visits are added to Sari's indicator, and hers to Ratna's.
    async fn build(owner: &PgPool, town: &Town) -> Self {
        let chain =
            Self { office: IkiId(key()), centre: IkiId(key()), office_rhk: RhkId(key()), centre_rhk: RhkId(key()) };
        let Self { office, centre, office_rhk, centre_rhk } = chain;
        let heads = head_plan(town, town.ratna, (office_rhk, office), ("Persalinan di seluruh kota", 2400))
            + &head_plan(town, town.sari, (centre_rhk, centre), ("Persalinan di wilayah kerja", 2400));
        let links = format!(
            "update rhk set supports_id = '{office_rhk}', link = 'direct' where id = '{centre_rhk}';
             update iki set adds_to = '{office}' where id = '{centre}';
             update rhk set supports_id = '{centre_rhk}', link = 'direct'
             where id in (select rhk_id from iki where id in ('{}', '{}'));
             update iki set adds_to = '{centre}' where id in ('{}', '{}');",
            town.births, town.visits, town.births, town.visits
        );
        sql(owner, heads + &links).await;
        chain
    }
}

async fn results(client: &Client<'_>, unit: UnitId) -> UnitResults {
    client.call(GetResults { unit: Some(unit) }).await.expect("results").expect("of a reader who sees them")
}

async fn only(client: &Client<'_>, unit: UnitId) -> ResultRow {
    let mut rows = results(client, unit).await.rows;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

async fn origin(client: &Client<'_>, iki: IkiId) -> ResultOrigin {
    client.call(GetResultOrigin { iki, after: None }).await.expect("where it comes from")
}

#[sqlx::test]
async fn a_report_moves_the_results_of_every_head_above(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { office, centre, .. } = Chain::build(&owner, &town).await;
    let (ratna, sari, dewi) = (app.as_(town.ratna).await, app.as_(town.sari).await, app.as_(town.dewi).await);
    assert_eq!(only(&sari, town.centre).await.value, "belum ada laporan", "no zero");
    dewi.report(key(), town.births, "700").await;
    app.as_(town.lina).await.report(key(), town.visits, "480.5").await;
    let row = only(&sari, town.centre).await;
    assert_eq!((row.value.as_str(), row.status), ("1.181 kali", Some(Status::OnPlan)));
    assert_eq!((row.expected.as_str(), row.target.as_str()), ("1.147 kali", "2.400 kali"));
    assert_eq!(row.based_on, "2 dari 2 indikator sudah dilaporkan");
    assert_eq!(only(&ratna, town.health).await.value, row.value, "through the level in between");
    // Her own report is shown beside the sum and not mixed in.
    sari.report(key(), centre, "5").await;
    assert_eq!(only(&sari, town.centre).await.value, row.value);
    let found = origin(&ratna, centre).await;
    assert!(found.sentences[0].contains("jumlah 2 laporan terbaru"), "{:?}", found.sentences);
    assert!(found.sentences.iter().any(|words| words.starts_with("Laporan pemilik hasil sendiri 5 kali")));
    assert!(found.sentences.iter().any(|words| words.contains("berjumlah 2.400 kali dari target 2.400 kali: sama")));
    let people = found.contributions.expect("persons");
    assert_eq!(
        people.iter().map(|one| (one.name.as_str(), one.value.as_str(), one.opens)).collect::<Vec<_>>(),
        [("Dewi", "700 kali", true), ("Lina", "481 kali", true)]
    );
    assert_eq!(found.above.map(|(above, _)| above), Some(office));
    // One level up the centre is the part, and leads further down.
    let above = origin(&ratna, office).await;
    assert_eq!(above.units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["Puskesmas Muara"]);
    assert!(above.contributions.expect("persons").iter().all(|one| one.is_rolled_up));
}

#[sqlx::test]
async fn an_open_board_is_told_of_a_report_below_and_loads_the_new_result(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    Chain::build(&owner, &town).await;
    let (ratna, dewi) = (app.as_(town.ratna).await, app.as_(town.dewi).await);
    assert_eq!(only(&ratna, town.health).await.value, "belum ada laporan");
    let mut stream = open(&ratna, &[Topic::Unit(town.health)]).await;
    dewi.report(key(), town.births, "10").await;
    assert_eq!(stream.next_change().await, Topic::Unit(town.health).to_string());
    assert_eq!(only(&ratna, town.health).await.value, "10 kali");
    // A correction takes the place of what it corrects.
    let first: ReportOf = sqlx::query_as("select id from report").fetch_one(&owner).await.expect("a report");
    let body = json!({
        "indicator_id": town.births.to_string(), "value": "8", "note": null,
        "observed_at": app.now().to_string(), "corrects": first.0.to_string(),
    });
    let sent = key().to_string();
    let sent = dewi.api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &sent)]).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    assert_eq!(only(&ratna, town.health).await.value, "8 kali");
}

type ReportOf = (uuid::Uuid,);

#[sqlx::test]
async fn what_lags_says_since_when_and_where(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    Chain::build(&owner, &town).await;
    app.at("2026-05-29T02:00:00Z");
    app.as_(town.dewi).await.report(key(), town.births, "480").await;
    app.as_(town.lina).await.report(key(), town.visits, "490").await;
    app.at("2026-06-22T02:00:00Z");
    let ratna = app.as_(town.ratna).await;
    // 970 is 92.7 % of what is expected on 7 June, and 88.7 % on the 14th.
    let found = results(&ratna, town.health).await;
    assert_eq!(found.rows[0].lag.as_deref(), Some("Tertinggal sejak 8 Jun, terutama Puskesmas Muara"));
    assert_eq!(
        found.first.as_deref(),
        Some(
            "Paling tertinggal: Persalinan di seluruh kota – 970 kali, seharusnya 1.147 kali; sejak 8 Jun, terutama Puskesmas Muara."
        )
    );
    assert_eq!(found.rows[0].trend, "tetap");
    app.as_(town.dewi).await.report(key(), town.births, "700").await;
    let better = only(&ratna, town.health).await;
    assert_eq!((better.lag, better.trend.as_str()), (None, "naik 220 kali"));
    let page = ratna.get(&format!("/dasbor?unit={}", town.health)).await;
    assert!(page.text().contains("Tidak ada hasil yang tertinggal dari rencana."), "{}", page.text());
}

#[sqlx::test]
async fn only_direct_links_in_force_with_the_same_measure_are_added(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { centre, centre_rhk, .. } = Chain::build(&owner, &town).await;
    app.as_(town.dewi).await.report(key(), town.births, "100").await;
    app.as_(town.lina).await.report(key(), town.visits, "50").await;
    // A process that has loaded nothing yet.
    let value = async || {
        let app = TestApp::new(&owner).await;
        let sari = app.as_(town.sari).await;
        (only(&sari, town.centre).await.value, origin(&sari, centre).await)
    };
    assert_eq!(value().await.0, "150 kali");
    let visits = town.visits;
    sql(&owner, format!("update iki set unit_of_measure = 'ibu' where id = '{visits}'")).await;
    let (other_unit, found) = value().await;
    assert_eq!(other_unit, "100 kali");
    assert!(found.sentences.iter().any(|words| words.contains("1 satuan berbeda")), "{:?}", found.sentences);
    let lina = found.contributions.expect("persons").into_iter().find(|one| one.name == "Lina").expect("Lina");
    assert_eq!(lina.note.as_deref(), Some("tidak dijumlahkan: satuan berbeda"));
    let undo = format!("update iki set unit_of_measure = 'kali' where id = '{visits}';");
    let of_lina = format!("id = (select rhk_id from iki where id = '{visits}')");
    sql(&owner, format!("{undo} update rhk set link = 'non_direct' where {of_lina}")).await;
    let (indirect, found) = value().await;
    assert_eq!(indirect, "100 kali");
    assert!(found.sentences.iter().any(|words| words.contains("1 tautan tidak langsung")), "{:?}", found.sentences);
    // Removed by a revision, or the plan closed: gone without a word.
    let direct = format!("update rhk set link = 'direct' where {of_lina};");
    sql(&owner, format!("{direct} update iki set removed_in = 2 where id = '{visits}'")).await;
    let (removed, found) = value().await;
    assert_eq!((removed.as_str(), found.contributions.expect("persons").len()), ("100 kali", 1));
    sql(&owner, format!("update skp set closed_at = now() where id = '{}'", town.dewi_skp)).await;
    assert_eq!(value().await.0, "belum ada laporan", "nobody contributes and she has not reported herself");
    // Two that answer for one aspect each cannot both stand for the whole.
    sql(
        &owner,
        format!(
            "update skp set closed_at = null; update iki set removed_in = null;
             update rhk set division = 'aspect' where supports_id = '{centre_rhk}'"
        ),
    )
    .await;
    let (aspects, found) = value().await;
    assert_eq!(aspects, "belum ada laporan");
    assert!(found.sentences.iter().any(|words| words.contains("2 hanya satu indikator dapat mewakili satu aspek")));
    sql(&owner, format!("update iki set adds_to = null where id = '{visits}'")).await;
    assert_eq!(value().await.0, "100 kali", "one alone stands for it");
}

#[sqlx::test]
async fn a_coverage_is_made_of_both_numbers_and_says_whose_are_missing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { office, centre, .. } = Chain::build(&owner, &town).await;
    let (births, visits) = (town.births, town.visits);
    app.as_(town.dewi).await.report(key(), births, "50").await;
    app.as_(town.lina).await.report(key(), visits, "90").await;
    sql(
        &owner,
        format!(
            "update iki set unit_of_measure = '%', population = 1000 where id in ('{office}', '{centre}', '{births}', '{visits}');
             update report set numerator = 1, denominator = 2 where iki_id = '{births}'"
        ),
    )
    .await;
    let sari = app.as_(town.sari).await;
    assert_eq!(only(&sari, town.centre).await.value, "50 %");
    let found = origin(&sari, centre).await;
    assert!(found.sentences.contains(&"1 laporan tanpa pembilang dan penyebut tidak ikut dijumlahkan.".to_owned()));
    sql(&owner, format!("update report set numerator = 900, denominator = 1000 where iki_id = '{visits}'")).await;
    let app = TestApp::new(&owner).await;
    let ratna = app.as_(town.ratna).await;
    assert_eq!(only(&ratna, town.health).await.value, "89,9 %", "901 of 1,002, not the average of 50 and 90");
    assert!(origin(&ratna, office).await.sentences[0].contains("901 dari 1.002"));
}

#[sqlx::test]
async fn who_sees_totals_only_or_nothing_sees_no_results(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { office, centre, .. } = Chain::build(&owner, &town).await;
    app.as_(town.lina).await.report(key(), town.visits, "50").await;
    let warm = app.as_(town.ratna).await;
    results(&warm, town.centre).await;
    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.call(GetResults { unit: Some(town.centre) }).await, Ok(None));
    assert!(!dewi.get("/dasbor").await.body.contains("Hasil unit</h3>"));
    let foreign = app.as_officer(town.strange_agency, "pengelola").await;
    for client in [&foreign, &app.as_(town.stranger).await, &app.as_(town.hadi).await] {
        let refused = client.call(GetResults { unit: Some(town.centre) }).await;
        assert_eq!(refused.expect_err("refused"), Error::NotFound);
        for iki in [office, centre, town.births] {
            let refused = client.call(GetResultOrigin { iki, after: None }).await;
            assert_eq!(refused.expect_err("refused"), Error::NotFound);
            assert_eq!(client.get(&format!("/dasbor/hasil?hasil={iki}")).await.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(warm.get("/dasbor/hasil?hasil=bukan-id").await.status, StatusCode::NOT_FOUND);
}

#[sqlx::test]
async fn who_only_oversees_sees_sums_and_no_persons(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { office, centre, centre_rhk, .. } = Chain::build(&owner, &town).await;
    // Three more people of the city beside the two of the centre: so many that nobody is told apart.
    for (at, name) in ["Ani", "Bayu", "Citra"].into_iter().enumerate() {
        let (person, rhk, iki) = (EmployeeId(key()), RhkId(key()), IkiId(key()));
        town.hire(&owner, person, name, town.schools).await;
        let plan = head_plan(&town, person, (rhk, iki), ("Persalinan", 120));
        let link = format!(
            "update rhk set supports_id = '{centre_rhk}', link = 'direct' where id = '{rhk}';
             update iki set adds_to = '{centre}' where id = '{iki}'"
        );
        sql(&owner, plan + &link).await;
        let mut db = owner.acquire().await.expect("a connection");
        rollup::refresh(&mut db, town.agency, Zone::Wib, TODAY).await.expect("roll-ups");
        let sent = app.as_(person).await.report(key(), iki, &format!("{}", at + 1)).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    }
    app.as_(town.dewi).await.report(key(), town.births, "100").await;
    let officer = app.as_officer(town.agency, "pengelola").await;
    assert_eq!(only(&officer, town.health).await.value, "106 kali");
    let found = origin(&officer, office).await;
    assert_eq!((found.contributions, found.owner), (None, None));
    let found = origin(&officer, centre).await;
    // Two people stand behind one part and three behind the other: too few to be told apart.
    assert_eq!(
        found.units.iter().map(|unit| (unit.id, unit.name.as_str())).collect::<Vec<_>>(),
        [(None, "Kelompok kecil, bersama-sama")]
    );
    for iki in [office, centre] {
        let page = officer.get(&format!("/dasbor/hasil?hasil={iki}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let names = ["Dewi", "Lina", "Sari", "Ani", "Bayu", "Citra"];
        assert!(!names.iter().any(|name| page.text().contains(name)), "{}", page.text());
    }
    let refused = officer.call(GetResultOrigin { iki: town.births, after: None }).await;
    assert_eq!(refused.expect_err("a person's own figure"), Error::NotFound);
}

#[sqlx::test]
async fn a_unit_without_a_plan_of_its_head_says_why(owner: PgPool) {
    let town = Town::build(&owner).await;
    let said = async |unit| {
        let app = TestApp::new(&owner).await;
        let officer = app.as_officer(town.agency, "pengelola").await;
        let found = results(&officer, unit).await;
        assert!(found.rows.is_empty());
        found.missing.expect("a sentence")
    };
    assert!(said(town.centre).await.contains("Sari belum punya SKP 2026"));
    sql(&owner, format!("update post set kind = 'elected' where unit_id = '{}'", town.root)).await;
    assert!(said(town.root).await.contains("dipilih dan tidak menyusun SKP"));
    sql(&owner, format!("update assignment set until = '2026-06-01' where employee_id = '{}'", town.sari)).await;
    assert!(said(town.centre).await.contains("sedang kosong"));
    sql(&owner, format!("update post set is_head = false where unit_id = '{}'", town.centre)).await;
    assert!(said(town.centre).await.contains("tidak punya jabatan pimpinan"));
}

/// A report as it was sent: the indicator's number, the value, the moment and what it corrects.
type Sent = (usize, i64, Timestamp, Option<uuid::Uuid>);

#[sqlx::test]
async fn a_year_of_reports_and_corrections_is_rolled_up_as_by_hand(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { centre, .. } = Chain::build(&owner, &town).await;
    let (agency, births) = (town.agency, town.births);
    let midwives: Vec<EmployeeId> = (0..5).map(|_| EmployeeId(key())).collect();
    let mut indicators = vec![];
    for (at, midwife) in midwives.iter().enumerate() {
        town.hire(&owner, *midwife, &format!("Bidan {at}"), town.centre).await;
        let ids = (RhkId(key()), IkiId(key()));
        let links = format!(
            "update rhk set supports_id = (select rhk_id from iki where id = '{centre}'), link = 'direct' where id = '{}';
             update iki set adds_to = '{centre}' where id = '{}';",
            ids.0, ids.1
        );
        sql(&owner, head_plan(&town, *midwife, ids, ("Persalinan", 1200)) + &links).await;
        indicators.push(ids.1);
    }
    sql(
        &owner,
        format!("update iki set adds_to = null where agency_id = '{agency}' and id in ('{births}', '{}')", town.visits),
    )
    .await;
    let mut db = owner.acquire().await.expect("a connection");
    rollup::refresh(&mut db, agency, Zone::Wib, TODAY).await.expect("roll-ups");
    let clients: Vec<Client<'_>> = {
        let mut clients = vec![];
        for midwife in &midwives {
            clients.push(app.as_(*midwife).await);
        }
        clients
    };
    // A sequence that says nothing: the same in each run.
    let mut state = 20_260_622_u64;
    let mut dice = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut sent: BTreeMap<uuid::Uuid, Sent> = BTreeMap::new();
    let mut order: Vec<uuid::Uuid> = vec![];
    for step in 0..40_u64 {
        let moment: Timestamp = "2026-01-12T02:00:00Z".parse().expect("a moment");
        let now = moment + jiff::SignedDuration::from_hours(i64::try_from(step * 94).expect("hours"));
        app.at(&now.to_string());
        let who = usize::try_from(dice(5)).expect("a midwife");
        let value = i64::try_from(dice(400)).expect("a value");
        let corrected: Vec<uuid::Uuid> = sent.values().filter_map(|report| report.3).collect();
        let own = order.iter().rev().find(|id| sent[*id].0 == who && !corrected.contains(*id)).copied();
        let corrects = own.filter(|_| dice(4) == 0);
        // A correction is about the moment of what it corrects; some reports are about days that are past.
        let observed = match corrects {
            Some(id) => sent[&id].2,
            None => now - jiff::SignedDuration::from_hours(i64::try_from(dice(6) * 48).expect("hours")),
        };
        let id = key();
        let body = json!({
            "indicator_id": indicators[who].to_string(), "value": value.to_string(), "note": null,
            "observed_at": observed.to_string(), "corrects": corrects.map(|id| id.to_string()),
        });
        let answer = clients[who]
            .api_with(Method::POST, "/api/v1/reports", Some(body), &[("idempotency-key", &id.to_string())])
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        sent.insert(id, (who, value, observed, corrects));
        order.push(id);
    }
    app.at("2026-06-22T02:00:00Z");
    // By hand: of each midwife the report about the latest moment that nothing corrects.
    let place = |id: uuid::Uuid| {
        let mut at = id;
        while let Some(corrected) = sent[&at].3 {
            at = corrected;
        }
        order.iter().position(|known| *known == at)
    };
    let by_hand = |until: &str| -> i64 {
        let until: Timestamp = until.parse().expect("a moment");
        let corrected: Vec<uuid::Uuid> = sent.values().filter_map(|report| report.3).collect();
        let newest = (0..5).filter_map(|who| {
            let own = order.iter().filter(|id| sent[*id].0 == who && sent[*id].2 < until && !corrected.contains(*id));
            own.max_by_key(|id| (sent[*id].2, place(**id))).map(|id| sent[id].1)
        });
        newest.sum()
    };
    let row = only(&app.as_(town.sari).await, town.centre).await;
    let (now, last_week) = (by_hand("2026-06-23T00:00:00Z"), by_hand("2026-06-21T17:00:00Z"));
    let shown =
        |value: i64| if value >= 1000 { format!("{}.{:03}", value / 1000, value % 1000) } else { value.to_string() };
    assert_eq!(row.value, format!("{} kali", shown(now)));
    let moved = match now - last_week {
        0 => "tetap".to_owned(),
        up if up > 0 => format!("naik {} kali", shown(up)),
        down => format!("turun {} kali", shown(-down)),
    };
    assert_eq!(row.trend, moved);
}

#[sqlx::test]
async fn a_figure_from_a_few_people_is_not_shown_to_who_sees_no_persons(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Chain { centre, .. } = Chain::build(&owner, &town).await;
    app.as_(town.dewi).await.report(key(), town.births, "700").await;
    assert_eq!(only(&app.as_(town.sari).await, town.centre).await.value, "700 kali");
    let words = "dari laporan kurang dari 5 orang, jadi tidak ditampilkan di sini";
    for role in ["pengelola", "inspektorat"] {
        let overseer = app.as_officer(town.agency, role).await;
        let found = results(&overseer, town.centre).await;
        let row = &found.rows[0];
        assert_eq!((row.value.as_str(), row.status, row.based_on.as_str()), ("–", None, words), "{role}");
        assert!(row.bar.is_none() && row.lag.is_none() && row.expected == "–" && found.first.is_none(), "{role}");
        let found = origin(&overseer, centre).await;
        assert_eq!(found.sentences, [format!("Angka ini {words}.")], "{role}");
        assert!(found.status.is_none() && found.bar.is_none() && found.units.is_empty(), "{role}");
        let page = overseer.get(&format!("/dasbor/hasil?hasil={centre}")).await.text();
        assert!(!page.contains("700"), "{role}: {page}");
    }
}

#[sqlx::test]
async fn the_board_of_a_head_follows_people_of_other_units(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (rhk, iki) = (RhkId(key()), IkiId(key()));
    let plan = head_plan(&town, town.hadi, (rhk, iki), ("Persalinan warga sekolah", 1200));
    let link = format!(
        "update rhk set supports_id = '{rhk}', link = 'direct' where id = (select rhk_id from iki where id = '{}');
         update iki set adds_to = '{iki}' where id = '{}'",
        town.births, town.births
    );
    sql(&owner, plan + &link).await;
    let hadi = app.as_(town.hadi).await;
    assert_eq!(only(&hadi, town.schools).await.value, "belum ada laporan");
    let mut stream = open(&hadi, &[Topic::Unit(town.schools)]).await;
    app.as_(town.dewi).await.report(key(), town.births, "70").await;
    assert_eq!(stream.next_change().await, Topic::Unit(town.schools).to_string());
    assert_eq!(only(&hadi, town.schools).await.value, "70 kali");
}
