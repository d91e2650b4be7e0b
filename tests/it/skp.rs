//! Plans: written by their owner, agreed on by the assessor, followed by the boards.

use crate::{
    access::{Ask, Filled, Named, Rows, Rule},
    app::{Answer, Client, TestApp, key},
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    boot::jobs,
    domain::{
        calendar::Zone,
        id::{AgencyId, EmployeeId, PostId, RhkId, SkpId},
        skp::{SkpRefusal, Stage, result_id},
    },
    error::{Error, FieldErrors},
    features::{
        progress::{api::MyResults, rollup},
        skp::{
            api::{
                ActOnPlan, BeginPlan, EditPlan, FindMembers, GetMatrix, GetPlan, ListOwnPlans, ListWaitingPlans, PutCell,
                RemoveResult, SaveFurther, SaveResult,
            },
            model::{
                CellResult, Matrix, NewCell, NewPlan, Origin, PlanAct, PlanCard, PlanSheet, ResultForm, SavedResult,
            },
        },
    },
};
use sqlx::{AssertSqlSafe, PgPool};

/// A post that nobody holds.
fn no_post() -> PostId {
    PostId(key())
}

pub fn access() -> Rows {
    let act = |plan, act| ActOnPlan { skp: plan, act, seen: String::new(), note: "Naikkan".to_owned() };
    let new = |_| BeginPlan { plan: NewPlan { id: SkpId(key()), year: 2026, post: no_post(), origin: Origin::Empty } };
    let text = || vec![("text".to_owned(), "Terbitnya akta tepat waktu".to_owned())];
    let save = move |plan| SaveResult { skp: plan, result: result_id(plan, 1), seen: String::new(), fields: text() };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let cell = |named: Named| NewCell {
        skp: named.plan,
        employee: named.employee,
        above: named.rhk,
        result: None,
        seen: String::new(),
        text: "Terlaksananya posyandu".to_owned(),
    };
    Rows::default()
        .function(Rule::OwnOnly, |named| GetMatrix { skp: named.plan, also: None })
        .refused_function(Rule::OwnOnly, SkpRefusal::NotLeader.into(), |named| FindMembers {
            skp: named.plan,
            wanted: "Hadi".to_owned(),
        })
        .refused_function(Rule::OwnOnly, SkpRefusal::NotLeader.into(), move |named| PutCell { cell: cell(named) })
        .refused_route(Method::POST, "/skp/{skp}/matriks", (Rule::OwnOnly, refused), |named| {
            Ask::at(format!("/skp/{}/matriks", named.plan)).with_form([
                ("employee", &named.employee),
                ("above", &named.rhk),
                ("text", &"Terlaksananya posyandu"),
            ])
        })
        .page("/skp/:skp/matriks", Rule::OwnOnly, |named| {
            (format!("/skp/{}/matriks", named.plan), "Matriks peran dan hasil")
        })
        .route(Method::GET, "/api/v1/plans", Rule::SignedIn, |_| Ask::default())
        .route(Method::GET, "/api/v1/plans/{id}", Rule::Follow, |named| Ask::at(format!("/api/v1/plans/{}", named.plan)))
        .function(Rule::Employee, |_| ListOwnPlans {})
        .function(Rule::Employee, |_| ListWaitingPlans {})
        .function(Rule::Follow, |named| GetPlan { skp: named.plan, version: None })
        .function(Rule::OwnOnly, |named| EditPlan { skp: named.plan, result: None })
        .refused_function(Rule::Employee, SkpRefusal::OtherPost.into(), new)
        .function(Rule::OwnOnly, move |named| save(named.plan))
        .function(Rule::OwnOnly, |named| SaveFurther { skp: named.plan, seen: String::new(), fields: vec![] })
        .function(Rule::OwnOnly, |named| RemoveResult {
            skp: named.plan,
            result: named.rhk,
            seen: String::new(),
        })
        .function(Rule::OwnOnly, move |named| act(named.plan, PlanAct::Revise))
        .refused_function(Rule::OwnOnly, SkpRefusal::ChangedMeanwhile.into(), move |named| {
            act(named.plan, PlanAct::Submit)
        })
        .refused_function(Rule::OwnOnly, SkpRefusal::ChangedMeanwhile.into(), move |named| {
            act(named.plan, PlanAct::Discard)
        })
        .refused_function(Rule::AssessorOnly, SkpRefusal::ChangedMeanwhile.into(), move |named| {
            act(named.plan, PlanAct::Agree)
        })
        .refused_function(Rule::AssessorOnly, SkpRefusal::ChangedMeanwhile.into(), move |named| {
            act(named.plan, PlanAct::Return)
        })
        .refused_route(Method::POST, "/skp", (Rule::Employee, refused), |_| {
            Ask::form([("year", &2026), ("post", &key()), ("origin", &"kosong")])
        })
        .route(Method::POST, "/skp/{skp}", Rule::OwnOnly, |named| {
            Ask::at(format!("/skp/{}", named.plan)).with_form([("aksi", &"ubah")])
        })
        .route(Method::POST, "/skp/{skp}/ubah", Rule::OwnOnly, |named| {
            let result = result_id(named.plan, 1);
            Ask::at(format!("/skp/{}/ubah", named.plan)).with_form([("hasil", &result), ("text", &"Terbitnya akta")])
        })
        .page("/skp", Rule::OwnOnly, |_| ("/skp".to_owned(), "Persalinan ditolong"))
        .page("/skp/menunggu", Rule::AssessorOnly, |_| ("/skp/menunggu".to_owned(), "Jabatan Lina"))
        .page("/skp/:skp", Rule::Follow, |named| (format!("/skp/{}", named.plan), "Jabatan Dewi"))
        .page("/skp/:skp/ubah", Rule::OwnOnly, |named| (format!("/skp/{}/ubah", named.plan), "Ubah SKP 2026"))
        .filled(|Filled { employee, .. }| {
            format!(
                "insert into skp_revision (agency_id, skp_id, version, state, submitted_at, content)
                 select agency_id, id, 2, 'submitted', now(), '{{\"results\": []}}' from skp
                 where employee_id = '{employee}';
                 insert into skp_member (agency_id, skp_id, employee_id)
                 select agency_id, id, employee_id from skp where employee_id = '{employee}'"
            )
        })
}

async fn plan_of(app: &TestApp, person: EmployeeId) -> PlanCard {
    let own = app.as_(person).await.call(ListOwnPlans {}).await.expect("plans");
    assert_eq!(own.missing, None);
    let [plan] = own.plans.try_into().expect("one plan");
    plan
}

/// Names and values of a form, as somebody fills them in for the first indicator of a result.
fn filled(form: &ResultForm, text: &str, indicator: &[(&str, &str)]) -> Vec<(String, String)> {
    let id = form.indicators.iter().find(|indicator| indicator.is_blank).expect("a blank indicator").id;
    let own = indicator.iter().map(|(name, value)| (format!("i{id}-{name}"), (*value).to_owned()));
    let kept = form.fields.iter().filter(|(name, _)| name != "text").cloned();
    kept.chain([("text".to_owned(), text.to_owned())]).chain(own).collect()
}

/// A person who writes a plan.
pub struct Writer<'a> {
    pub client: Client<'a>,
    pub skp: SkpId,
}

impl Writer<'_> {
    pub async fn form(&self, result: Option<RhkId>) -> ResultForm {
        self.client.call(EditPlan { skp: self.skp, result }).await.expect("an editor").form
    }

    async fn save(&self, form: &ResultForm, fields: Vec<(String, String)>) -> Result<SavedResult, Error> {
        self.client.call(SaveResult { skp: self.skp, result: form.id, seen: form.seen.clone(), fields }).await
    }

    /// Writes a new result with one indicator.
    async fn add(&self, text: &str, indicator: &[(&str, &str)]) -> ResultForm {
        let form = self.form(None).await;
        self.save(&form, filled(&form, text, indicator)).await.expect("saved");
        self.form(Some(form.id)).await
    }

    pub async fn sheet(&self) -> PlanSheet {
        sheet(&self.client, self.skp).await
    }

    pub async fn act(&self, act: PlanAct) -> Result<(), Error> {
        decide(&self.client, self.skp, act, "").await
    }
}

async fn sheet(client: &Client<'_>, skp: SkpId) -> PlanSheet {
    client.call(GetPlan { skp, version: None }).await.expect("a plan")
}

/// Decides about a plan as it is shown.
pub async fn decide(client: &Client<'_>, skp: SkpId, act: PlanAct, note: &str) -> Result<(), Error> {
    let seen = sheet(client, skp).await.seen;
    client.call(ActOnPlan { skp, act, seen, note: note.to_owned() }).await
}

async fn begin(client: Client<'_>, year: i16, origin: Origin) -> Result<Writer<'_>, Error> {
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    let post = own.beginnings.iter().find(|beginning| beginning.year == year).expect("a beginning").post;
    let id = SkpId(key());
    client.call(BeginPlan { plan: NewPlan { id, year, post, origin } }).await?;
    Ok(Writer { client, skp: id })
}

async fn recounted(owner: &PgPool, agency: AgencyId) {
    let mut db = owner.acquire().await.expect("a connection");
    let found = rollup::check(&mut db, agency, Zone::Wib).await.expect("a recount");
    assert_eq!(found, Vec::<String>::new());
}

async fn number(owner: &PgPool, statement: String) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(owner).await.expect("a number")
}

#[sqlx::test]
async fn a_plan_says_what_was_agreed_on_and_what_is_being_changed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let plan = plan_of(&app, town.dewi).await;
    assert_eq!((plan.title.as_str(), plan.span.as_str()), ("SKP 2026", "1 Jan – 31 Des 2026"));
    assert_eq!(plan.stage, Stage::Agreed);
    assert_eq!(plan.notes, ["Versi 1 dibuat dari templat 5 Jan 07.00"]);
    let [result] = &plan.results[..] else { panic!("one result: {:?}", plan.results) };
    assert_eq!(result.text, "Meningkatnya layanan");
    let indicators =
        ["Persalinan ditolong: 1.200 kali", "Median hari rujukan: 3 kali", "Kunjungan ibu hamil: 400 kali"];
    assert_eq!(result.indicators, indicators);

    let revision = |step: &str| {
        format!(
            "delete from skp_revision;
             insert into skp_revision (agency_id, skp_id, version, content, state, submitted_at, returned_at, returned_by, return_note)
             values ('{}', '{}', 2, '{{\"results\": []}}', {step})",
            town.agency, town.dewi_skp
        )
    };
    let returned = format!("'returned', null, '2026-06-18T02:00:00Z', '{}', 'Naikkan target'", town.sari);
    for (step, note) in [
        ("'draft', null, null, null, null", "Versi 2 sedang disusun."),
        ("'submitted', '2026-06-19T02:00:00Z', null, null, null", "Versi 2 diajukan 19 Jun 09.00 dan menunggu Sari."),
        (&returned, "Versi 2 dikembalikan 18 Jun 09.00: Naikkan target"),
    ] {
        sql(&owner, revision(step)).await;
        let now = plan_of(&app, town.dewi).await;
        assert_eq!(now.notes[1..], [note]);
        assert_eq!(now.results, plan.results, "what is in force stays");
        // Who is to agree reads what the version changes before the button, and nobody else sees more than its notes.
        let page = app.as_(town.sari).await.get(&format!("/skp/{}", town.dewi_skp)).await.text();
        let at = |words: &str| page.find(words);
        let (changes, button) = (at("Yang berubah dari versi sebelumnya"), at("Setujui"));
        assert_eq!(changes.is_some(), step.starts_with("'submitted'"), "{step}");
        assert!(changes.is_none() || changes < button && page.contains("Perubahan: Diajukan"), "{page}");
    }
    sql(&owner, format!("update skp set version = null, agreed_at = null where id = '{}'", town.dewi_skp)).await;
    let first = plan_of(&app, town.dewi).await;
    assert_eq!((first.stage, first.results), (Stage::Returned, vec![]));
}

#[sqlx::test]
async fn a_closed_plan_stays_to_be_read(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update skp set closed_at = now() where id = '{}'", town.dewi_skp)).await;
    let plan = plan_of(&app, town.dewi).await;
    assert_eq!((plan.stage, plan.results.len()), (Stage::Closed, 1));
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    assert_eq!(dewi.sheet().await.acts, []);
    assert_eq!(dewi.act(PlanAct::Revise).await, Err(SkpRefusal::Closed.into()));
    let edited = dewi.client.call(EditPlan { skp: dewi.skp, result: None }).await;
    assert_eq!(edited.err(), Some(SkpRefusal::Closed.into()));
}

#[sqlx::test]
async fn a_plan_goes_from_the_first_word_to_the_agreement(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    sql(&owner, format!("update rhk set skp_id = skp_id where agency_id = '{}'", town.agency)).await;
    let dewi = begin(app.as_(town.dewi).await, 2027, Origin::Empty).await.expect("begun");
    assert_eq!(dewi.act(PlanAct::Submit).await, Err(SkpRefusal::Incomplete.into()));
    let half = dewi.add("Meningkatnya cakupan imunisasi", &[("name", "Cakupan imunisasi dasar")]).await;
    assert_eq!(dewi.sheet().await.missing, ["“Meningkatnya cakupan imunisasi”: Belum ada: satuan, target"]);
    let id = half.indicators[0].id;
    let mut fields = half.fields.clone();
    fields.retain(|(name, _)| !name.ends_with("-unit") && !name.ends_with("-target"));
    fields.extend([(format!("i{id}-unit"), "%".to_owned()), (format!("i{id}-target"), "95".to_owned())]);
    let saved = dewi.save(&half, fields).await.expect("saved");
    assert_eq!(saved.time, "09.00");
    assert!(app.as_(town.sari).await.call(ListWaitingPlans {}).await.expect("none yet").is_empty());
    let unseen = sheet(&sari, dewi.skp).await;
    assert_eq!((unseen.results.len(), unseen.versions.len()), (0, 0), "a draft is its owner's alone");
    assert_eq!(unseen.notes, ["Dewi sedang menyusun versi pertama. Isinya terlihat setelah diajukan."]);

    let mut line = sari.listen(&format!("topics=team:{}", town.sari), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    for _ in 0..2 {
        dewi.act(PlanAct::Submit).await.expect("submitted, and again");
    }
    assert_eq!(line.next_change().await, format!("team:{}", town.sari), "the assessor sees it at once");
    let waiting = sari.call(ListWaitingPlans {}).await.expect("one");
    assert_eq!((waiting[0].person.as_str(), waiting[0].title.as_str()), ("Dewi", "SKP 2027, versi 1"));
    assert!(sari.get("/").await.text().contains("1 SKP menunggu persetujuan Anda"));
    let form = dewi.client.call(EditPlan { skp: dewi.skp, result: None }).await;
    assert_eq!(form.err(), Some(SkpRefusal::Waiting.into()));

    assert_eq!(
        decide(&sari, dewi.skp, PlanAct::Return, " ").await,
        Err(Error::Invalid(FieldErrors(vec![("note".to_owned(), "Harus diisi.".to_owned())])))
    );
    let mut line = dewi.client.listen(&format!("topics=person:{}", town.dewi), &[]).await.expect("a stream");
    assert_eq!(line.next().await.expect("an event").event, "ready");
    for _ in 0..2 {
        decide(&sari, dewi.skp, PlanAct::Return, "Target 98 %").await.expect("returned, and again");
    }
    assert_eq!(line.next_change().await, format!("person:{}", town.dewi));
    assert!(dewi.client.get("/").await.text().contains("SKP 2027 dikembalikan: Target 98 %"));
    assert_eq!(dewi.sheet().await.returned.as_deref(), Some("Dikembalikan oleh Sari: Target 98 %"));
    let stale = sheet(&sari, dewi.skp).await.seen;
    let form = dewi.form(Some(half.id)).await;
    let raised = form
        .fields
        .iter()
        .cloned()
        .map(|(name, value)| if name.ends_with("-target") { (name, "98".to_owned()) } else { (name, value) });
    dewi.save(&form, raised.collect()).await.expect("mended");
    dewi.act(PlanAct::Submit).await.expect("submitted again");
    let blind = sari.call(ActOnPlan { skp: dewi.skp, act: PlanAct::Agree, seen: stale, note: String::new() }).await;
    assert_eq!(blind, Err(SkpRefusal::ChangedMeanwhile.into()), "nobody agrees on what they have not seen");
    let seen = sheet(&sari, dewi.skp).await.seen;
    let agree = ActOnPlan { skp: dewi.skp, act: PlanAct::Agree, seen, note: String::new() };
    for _ in 0..2 {
        sari.call(agree.clone()).await.expect("agreed, and again");
    }
    let agreed = dewi.sheet().await;
    assert_eq!((agreed.stage, agreed.acts.as_slice()), (Stage::Agreed, &[PlanAct::Revise][..]));
    assert_eq!(agreed.versions[0].words, "Versi 1 disetujui hari ini 09.00 oleh Sari");
    assert_eq!(agreed.results[0].indicators[0].target, "98 %");
    assert_eq!(agreed.results[0].supports, "Tidak terhubung ke hasil atasan.");
    for kind in ["plan_begun", "plan_submitted", "plan_returned", "plan_agreed"] {
        let times = if kind == "plan_submitted" { 2 } else { 1 };
        let found = number(&owner, format!("select count(*) from event where kind = '{kind}'")).await;
        assert_eq!(found, times, "{kind} leaves a trail");
    }
    recounted(&owner, town.agency).await;

    app.at("2027-01-01T02:00:00Z");
    jobs::once(&app.app).await.expect("scheduler");
    let counted = number(&owner, "select sum(not_due)::bigint from unit_rollup where year = 2027".to_owned()).await;
    assert_eq!(counted, 1, "with the year its counts begin");
    recounted(&owner, town.agency).await;
}

#[sqlx::test]
async fn a_revision_keeps_reports_and_moves_the_board_when_it_is_agreed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    assert_eq!(dewi.client.report(key(), town.births, "600").await.status, StatusCode::CREATED);
    dewi.act(PlanAct::Revise).await.expect("a revision");
    let form = dewi.form(Some(town.dewi_rhk)).await;
    assert!(form.indicators[0].is_measure_fixed);
    let changed = form.fields.iter().cloned().map(|(name, value)| match () {
        () if name == format!("i{}-target", town.births) => (name, "1.350".to_owned()),
        () if name == format!("i{}-unit", town.births) => (name, "persen".to_owned()),
        () => (name, value),
    });
    let removed = [(format!("i{}-remove", town.days), "true".to_owned())];
    dewi.save(&form, changed.chain(removed).collect()).await.expect("saved");
    dewi.add("Terwujudnya posyandu", &[("name", "Posyandu"), ("unit", "kali"), ("target", "12")]).await;
    let before = dewi.client.call(MyResults { corrects: None }).await.expect("results");
    assert_eq!(before.rhk.len(), 1, "what is in force stays until both agree");
    dewi.act(PlanAct::Submit).await.expect("submitted");
    let told = sheet(&sari, dewi.skp).await;
    assert_eq!(
        told.versions[0].differences,
        [
            "Persalinan ditolong: target naik dari 1.200 menjadi 1.350 kali.",
            "Indikator dihapus: Median hari rujukan.",
            "Hasil kerja baru: “Terwujudnya posyandu”.",
            "Indikator baru: Posyandu, target 12 kali.",
        ]
    );
    assert!(sari.get(&format!("/skp/{}?beda=2", dewi.skp)).await.text().contains("target naik dari 1.200"));
    let mut board = sari.listen(&format!("topics=unit:{}", town.centre), &[]).await.expect("a stream");
    assert_eq!(board.next().await.expect("an event").event, "ready");
    decide(&sari, dewi.skp, PlanAct::Agree, "").await.expect("agreed");
    assert_eq!(board.next_change().await, format!("unit:{}", town.centre));
    recounted(&owner, town.agency).await;

    let after = dewi.client.call(MyResults { corrects: None }).await.expect("results");
    let names: Vec<_> = after.rhk.iter().flat_map(|rhk| &rhk.indicators).map(|iki| iki.name.as_str()).collect();
    assert_eq!(names, ["Persalinan ditolong", "Kunjungan ibu hamil", "Posyandu"]);
    let births = &after.rhk[0].indicators[0];
    assert_eq!(
        (births.id, births.value.as_deref(), births.target.as_str()),
        (town.births, Some("600 kali"), "1.350 kali")
    );
    let posyandu = &after.rhk[1].indicators[0];
    assert_eq!(posyandu.status, kinerja::domain::measure::Status::NotDue, "not late for the time before it");
    assert_eq!(dewi.client.report(key(), town.days, "5").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(dewi.client.report(key(), posyandu.id, "6").await.status, StatusCode::CREATED);
    recounted(&owner, town.agency).await;
    let first = dewi.client.call(GetPlan { skp: dewi.skp, version: Some(1) }).await.expect("the old version");
    assert_eq!(first.results[0].indicators.len(), 3, "it stays to be read");
    let reports = number(&owner, format!("select count(*) from report where iki_id = '{}'", town.births)).await;
    assert_eq!(reports, 1);
}

#[sqlx::test]
async fn conduct_and_appendix_are_agreed_on_with_the_plan(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    dewi.act(PlanAct::Revise).await.expect("a revision");
    let seen = dewi.client.call(EditPlan { skp: dewi.skp, result: None }).await.expect("an editor").further.seen;
    let fields = |expected: &str| {
        let fields = [("nilai2", expected), ("lampiran1", "Dua printer kartu\n\n Akses SIAK "), ("lampiran3", "")];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    };
    let save = async |seen: &str, expected: &str| {
        dewi.client.call(SaveFurther { skp: dewi.skp, seen: seen.to_owned(), fields: fields(expected) }).await
    };
    let (time, now) = save(&seen, "Setiap berkas tercatat sebelum pulang").await.expect("saved");
    assert_eq!(time, "09.00");
    let other = save(&seen, "Lain").await;
    assert_eq!(other.err(), Some(SkpRefusal::ChangedElsewhere.into()), "written on another device");
    assert_eq!(save(&now, "Setiap berkas tercatat sebelum pulang").await, Ok((time, now)), "the same once more");
    let told = dewi.sheet().await.versions.remove(0).differences;
    assert_eq!(
        told,
        [
            "Akuntabel: ekspektasi khusus menjadi “Setiap berkas tercatat sebelum pulang”.",
            "Dukungan sumber daya: baris baru “Dua printer kartu”.",
            "Dukungan sumber daya: baris baru “Akses SIAK”.",
        ]
    );
    dewi.act(PlanAct::Submit).await.expect("submitted");
    decide(&sari, dewi.skp, PlanAct::Agree, "").await.expect("agreed");
    let agreed = sheet(&sari, dewi.skp).await;
    assert_eq!(
        (agreed.conduct.len(), agreed.conduct[1].expectation.as_str()),
        (7, "Setiap berkas tercatat sebelum pulang")
    );
    assert_eq!(
        agreed.appendix,
        [("Dukungan sumber daya".to_owned(), vec!["Dua printer kartu".to_owned(), "Akses SIAK".to_owned()])]
    );
    recounted(&owner, town.agency).await;
}

/// A small generator: the same sequence in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

#[sqlx::test]
async fn whatever_revisions_are_agreed_the_counts_are_those_of_a_recount(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let mut chance = Chance(7);
    let people = [(town.dewi, town.dewi_skp), (town.lina, SkpId(uuid::Uuid::from_u128(town.dewi_skp.0.as_u128() + 1)))];
    for round in 0..14 {
        let (person, skp) = people[usize::try_from(chance.below(2)).expect("one")];
        let writer = Writer { client: app.as_(person).await, skp };
        writer.act(PlanAct::Revise).await.expect("a revision");
        let editor = writer.client.call(EditPlan { skp, result: None }).await.expect("an editor");
        for line in &editor.results {
            let form = writer.form(Some(line.id)).await;
            let mut fields = Vec::new();
            for (name, value) in form.fields.clone() {
                let target = (chance.below(40) + 1) * 50;
                let is_target = name.ends_with("-target") && chance.below(2) == 0;
                let is_removed = name.ends_with("-name") && chance.below(5) == 0;
                if is_removed {
                    fields.push((name.replace("-name", "-remove"), "true".to_owned()));
                }
                let is_month = name
                    .rsplit('-')
                    .next()
                    .is_some_and(|part| part.strip_prefix('m').is_some_and(|month| month.parse::<u8>().is_ok()));
                if !is_month {
                    fields.push((name, if is_target { target.to_string() } else { value }));
                }
            }
            let is_added = chance.below(3) == 0;
            let more = [("name", "Tambahan"), ("unit", "kali"), ("target", "600"), ("accumulation", "month")];
            let fields = if is_added {
                let blank = form.indicators.iter().find(|indicator| indicator.is_blank).expect("a blank").id;
                fields
                    .into_iter()
                    .chain(more.map(|(name, value)| (format!("i{blank}-{name}"), value.to_owned())))
                    .collect()
            } else {
                fields
            };
            let seen = writer.save(&form, fields).await.expect("saved").seen;
            if chance.below(6) == 0 {
                writer.client.call(RemoveResult { skp, result: line.id, seen }).await.expect("removed");
            }
        }
        if chance.below(3) == 0 || !writer.sheet().await.missing.is_empty() {
            let editor = writer.client.call(EditPlan { skp, result: None }).await.expect("an editor");
            for line in editor.results.into_iter().filter(|line| line.missing.is_some()) {
                writer.client.call(RemoveResult { skp, result: line.id, seen: line.seen }).await.expect("removed");
            }
            let text = format!("Hasil {round}");
            writer
                .add(&text, &[("name", "Hitungan"), ("unit", "kali"), ("target", "240"), ("frequency", "weekly")])
                .await;
        }
        writer.act(PlanAct::Submit).await.expect("submitted");
        decide(&sari, skp, PlanAct::Agree, "").await.expect("agreed");
        recounted(&owner, town.agency).await;
        let results = writer.client.call(MyResults { corrects: None }).await.expect("results");
        let indicators: Vec<_> = results.rhk.iter().flat_map(|rhk| &rhk.indicators).map(|iki| iki.id).collect();
        let one = indicators[usize::try_from(chance.below(indicators.len() as u64)).expect("one")];
        let value = chance.below(2000).to_string();
        assert_eq!(writer.client.report(key(), one, &value).await.status, StatusCode::CREATED);
        recounted(&owner, town.agency).await;
    }
    let versions = number(&owner, "select count(*) from skp_revision where state = 'replaced'".to_owned()).await;
    assert_eq!(versions, 14, "every version is kept");
}

#[sqlx::test]
async fn a_plan_is_begun_without_anybody_from_last_year_the_template_or_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let own = dewi.call(ListOwnPlans {}).await.expect("plans");
    let offered: Vec<_> = own.beginnings.iter().map(|beginning| (beginning.year, beginning.origins.len())).collect();
    assert_eq!(offered, [(2027, 3), (2025, 2)], "nothing to copy for a year before the first one");
    let copied = begin(dewi.clone(), 2027, Origin::Earlier).await.expect("begun");
    let form = copied.form(Some(result_id(copied.skp, 1))).await;
    assert_eq!(form.fields[0].1, "Meningkatnya layanan");
    assert_eq!(form.indicators.iter().filter(|indicator| !indicator.is_blank).count(), 3);
    assert!(form.indicators.iter().all(|indicator| indicator.id != town.births), "reports stay with last year's");
    let [beginning] = &dewi.call(ListOwnPlans {}).await.expect("plans").beginnings[..] else { panic!("2025 is left") };
    let post = beginning.post;
    let again = NewPlan { id: SkpId(key()), year: 2027, post, origin: Origin::Empty };
    let overlapping = dewi.call(BeginPlan { plan: again }).await;
    assert_eq!(overlapping, Err(SkpRefusal::Overlapping.into()), "one plan for a post and a day");
    let far = NewPlan { id: SkpId(key()), year: 2031, post, origin: Origin::Empty };
    assert!(matches!(dewi.call(BeginPlan { plan: far }).await, Err(Error::Invalid(_))));
    let same = NewPlan { id: copied.skp, year: 2027, post, origin: Origin::Earlier };
    assert_eq!(dewi.call(BeginPlan { plan: same.clone() }).await, Ok(()), "begun twice, there once");
    assert_eq!(app.as_(town.lina).await.call(BeginPlan { plan: same }).await, Err(Error::NotFound));

    let budi = begin(app.as_(town.budi).await, 2027, Origin::Template).await.expect("begun");
    let editor = budi.client.call(EditPlan { skp: budi.skp, result: None }).await.expect("an editor");
    assert!(!editor.results.is_empty() && editor.results.iter().all(|line| line.missing.is_none()));
    assert_eq!(budi.sheet().await.acts, [PlanAct::Submit]);
    let nothing = NewPlan { id: SkpId(key()), year: 2025, post, origin: Origin::Earlier };
    assert_eq!(dewi.call(BeginPlan { plan: nothing }).await, Err(SkpRefusal::NothingToCopy.into()));
    assert_eq!(number(&owner, "select count(*) from skp where version is null".to_owned()).await, 2);
}

#[sqlx::test]
async fn a_plan_is_written_before_the_superior_has_one_and_linked_later(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = begin(app.as_(town.dewi).await, 2027, Origin::Empty).await.expect("begun");
    let editor = dewi.client.call(EditPlan { skp: dewi.skp, result: None }).await.expect("an editor");
    assert!(editor.superiors.words.starts_with("Sari belum punya SKP yang disetujui"), "{}", editor.superiors.words);
    let indicator = [("name", "Akta"), ("unit", "akta"), ("target", "12")];
    dewi.add("Terbitnya akta", &indicator).await;
    let sari = begin(app.as_(town.sari).await, 2027, Origin::Empty).await.expect("begun");
    let above = sari.add("Meningkatnya layanan puskesmas", &indicator).await;
    sari.act(PlanAct::Submit).await.expect("submitted");
    decide(&app.as_(town.ratna).await, sari.skp, PlanAct::Agree, "").await.expect("agreed");
    let form = dewi.form(Some(result_id(dewi.skp, 1))).await;
    let linked = form.fields.iter().cloned().map(|(name, value)| match name.as_str() {
        "supports" => (name, above.id.to_string()),
        "link" => (name, "non_direct".to_owned()),
        _ => (name, value),
    });
    dewi.save(&form, linked.collect()).await.expect("linked");
    dewi.act(PlanAct::Submit).await.expect("submitted");
    decide(&sari.client, dewi.skp, PlanAct::Agree, "").await.expect("agreed");
    let supports = "Mendukung hasil atasan: “Meningkatnya layanan puskesmas” (tidak langsung)";
    assert_eq!(dewi.sheet().await.results[0].supports, supports);
    let foreign = form.fields.iter().cloned().map(|(name, value)| match name.as_str() {
        "supports" => (name, town.dewi_rhk.to_string()),
        _ => (name, value),
    });
    dewi.act(PlanAct::Revise).await.expect("a revision");
    let form = dewi.form(Some(form.id)).await;
    assert!(matches!(dewi.save(&form, foreign.collect()).await, Err(Error::Invalid(_))), "nobody else's result");
}

#[sqlx::test]
async fn what_two_devices_write_is_never_lost_in_silence(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = begin(app.as_(town.dewi).await, 2027, Origin::Empty).await.expect("begun");
    let (phone, desk) = (dewi.form(None).await, dewi.form(None).await);
    assert_eq!(phone.id, desk.id, "both begin the next result");
    dewi.save(&phone, filled(&phone, "Dari HP", &[])).await.expect("saved");
    let other = dewi.save(&desk, filled(&desk, "Dari kantor", &[])).await;
    assert_eq!(other.err(), Some(SkpRefusal::ChangedElsewhere.into()));
    let again = dewi.save(&phone, filled(&phone, "Dari HP", &[])).await.expect("the same once more");
    let seen = dewi.form(Some(phone.id)).await.seen;
    assert_eq!(seen, again.seen);
    let meant = ResultForm { seen, ..desk.clone() };
    dewi.save(&meant, filled(&desk, "Dari kantor", &[])).await.expect("meant so");
    assert_eq!(dewi.form(Some(phone.id)).await.fields[0].1, "Dari kantor");
    let remove = |seen| RemoveResult { skp: dewi.skp, result: phone.id, seen };
    let stale = dewi.client.call(remove(again.seen)).await;
    assert_eq!(stale.err(), Some(SkpRefusal::ChangedMeanwhile.into()), "nobody removes what they have not seen");
    let seen = dewi.form(Some(phone.id)).await.seen;
    let gone = dewi.client.call(remove(seen.clone())).await.expect("removed").expect("a form");
    assert_eq!(dewi.client.call(remove(seen)).await, Ok(None));
    dewi.save(&gone, gone.fields.clone()).await.expect("put back");
    assert_eq!(dewi.form(Some(phone.id)).await.fields[0].1, "Dari kantor");
    let foreign = ResultForm { id: town.dewi_rhk, ..phone };
    assert_eq!(dewi.save(&foreign, gone.fields).await.err(), Some(Error::NotFound), "of another plan");
}

async fn posted(client: &Client<'_>, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post_form(path, &fields).await
}

#[sqlx::test]
async fn everything_works_by_plain_forms(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let post = dewi.call(ListOwnPlans {}).await.expect("plans").beginnings[0].post;
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let begun = [text("year", "2027"), text("post", &post.to_string()), text("origin", "kosong")];
    let answer = posted(&dewi, "/skp", &begun).await;
    let editor = answer.location().expect("the editor").to_owned();
    let skp: SkpId = editor.trim_start_matches("/skp/").trim_end_matches("/ubah").parse().expect("a plan");
    let page = dewi.get(&editor).await;
    assert!(page.text().contains("Belum ada hasil kerja") && page.body.contains("name=\"hasil\""), "{}", page.text());
    let form = dewi.call(EditPlan { skp, result: None }).await.expect("an editor").form;
    let hidden = [text("hasil", &form.id.to_string()), text("seen", &form.seen)];
    let indicator = [("name", "Akta terbit"), ("unit", "akta"), ("target", "dua belas")];
    let wrong: Vec<_> = filled(&form, "Terbitnya akta", &indicator).into_iter().chain(hidden.clone()).collect();
    let back = posted(&dewi, &editor, &wrong).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text().contains("Tulis angka, misalnya 12,5."), "{}", back.text());
    for typed in ["Terbitnya akta", "value=\"Akta terbit\"", "value=\"dua belas\""] {
        assert!(back.body.contains(typed), "{typed} stays");
    }
    let anonymous = posted(&app.anonymous(), &editor, &wrong).await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    assert!(anonymous.body.contains("Masuk lagi") && anonymous.body.contains("dua belas"), "what was typed stays");
    let indicator = [("name", "Akta terbit"), ("unit", "akta"), ("target", "1.200")];
    let right: Vec<_> = filled(&form, "Terbitnya akta", &indicator).into_iter().chain(hidden).collect();
    let more: Vec<_> = right.iter().cloned().chain([text("aksi", "indikator")]).collect();
    assert_eq!(posted(&dewi, &editor, &more).await.location(), Some(&*format!("{editor}?hasil={}", form.id)));
    assert_eq!(posted(&dewi, &editor, &right).await.location(), Some(editor.as_str()));
    let plan = format!("/skp/{skp}");
    let act = async |client: &Client<'_>, act: &str, note: &str| {
        let seen = sheet(client, skp).await.seen;
        posted(client, &plan, &[text("aksi", act), text("seen", &seen), text("note", note)]).await
    };
    assert_eq!(act(&dewi, "ajukan", "").await.location(), Some(plan.as_str()));
    let empty = act(&sari, "kembalikan", "").await;
    assert!(empty.text().contains("Harus diisi."), "{}", empty.text());
    assert_eq!(act(&sari, "kembalikan", "Naikkan").await.location(), Some(plan.as_str()));
    assert!(dewi.get(&plan).await.text().contains("Dikembalikan oleh Sari: Naikkan"));
    assert_eq!(act(&dewi, "ajukan", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(act(&sari, "setujui", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(act(&dewi, "ubah", "").await.location(), Some(editor.as_str()));
    let lina = app.as_(town.lina).await;
    let foreign = posted(&lina, &plan, &[text("aksi", "setujui")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let removal = |seen: &str| [text("hasil", &form.id.to_string()), text("aksi", "hapus"), text("seen", seen)];
    let stale = posted(&dewi, &editor, &removal("")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.text().contains("SKP ini baru saja berubah.") && stale.body.contains("Terbitnya akta"));
    let seen = dewi.call(EditPlan { skp, result: None }).await.expect("an editor").results.swap_remove(0).seen;
    assert!(stale.body.contains(&format!("value=\"{seen}\"")), "the page that came back has what is stored now");
    let removed = posted(&dewi, &editor, &removal(&seen)).await;
    assert_eq!(removed.location(), Some(editor.as_str()));
    recounted(&owner, town.agency).await;
}

#[sqlx::test]
async fn a_new_assessor_decides_and_the_old_one_no_longer(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    dewi.act(PlanAct::Revise).await.expect("a revision");
    dewi.act(PlanAct::Submit).await.expect("submitted");
    sql(
        &owner,
        format!(
            "update assessor set until = '{TODAY}' where employee_id = '{dewi}';
             insert into assessor (agency_id, employee_id, assessor_id, since) values ('{}', '{dewi}', '{}', '{TODAY}')",
            town.agency,
            town.hadi,
            dewi = town.dewi
        ),
    )
    .await;
    let (sari, hadi) = (app.as_(town.sari).await, app.as_(town.hadi).await);
    assert!(sari.call(ListWaitingPlans {}).await.expect("a list").is_empty());
    assert_eq!(hadi.call(ListWaitingPlans {}).await.expect("a list").len(), 1);
    assert_eq!(decide(&sari, dewi.skp, PlanAct::Agree, "").await, Err(Error::NotFound));
    decide(&hadi, dewi.skp, PlanAct::Agree, "").await.expect("agreed");
    assert_eq!(dewi.sheet().await.versions[0].words, "Versi 2 disetujui hari ini 09.00 oleh Hadi");
    sql(&owner, format!("delete from assessor where employee_id = '{}'", town.dewi)).await;
    dewi.act(PlanAct::Revise).await.expect("a revision");
    assert_eq!(dewi.act(PlanAct::Submit).await, Err(SkpRefusal::NoAssessor.into()), "it says who can mend it");
    assert_eq!(dewi.sheet().await.notes, [SkpRefusal::NoAssessor.to_string()]);
}

#[sqlx::test]
async fn who_has_no_plan_reads_whom_to_ask(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    // Sari has none; dr. Ratna assesses her.
    let sari = app.as_(town.sari).await;
    for address in ["/", "/skp"] {
        let page = sari.get(address).await.text();
        assert!(page.contains("Anda belum punya SKP 2026. Tanyakan kepada dr. Ratna, pejabat penilai Anda"), "{page}");
    }
    let page = app.as_(town.ratna).await.get(&format!("/tim/{}", town.sari)).await.text();
    assert!(page.contains("Sari belum punya SKP 2026. Minta pengelola kepegawaian membuatnya"), "{page}");
    let page = app.as_(town.mayor).await.get("/skp").await.text();
    assert!(page.contains("belum punya pejabat penilai. Hubungi pengelola kepegawaian."), "{page}");
}

/// Writes an own plan with these results, each with an indicator.
pub async fn plan_with<'a>(app: &'a TestApp, person: EmployeeId, texts: &[&str]) -> (Writer<'a>, Vec<RhkId>) {
    let client = app.as_(person).await;
    let own = client.call(ListOwnPlans {}).await.expect("plans");
    let post = own.beginnings[0].post;
    let skp = SkpId(key());
    client.call(BeginPlan { plan: NewPlan { id: skp, year: 2026, post, origin: Origin::Empty } }).await.expect("begun");
    let writer = Writer { client, skp };
    let mut ids = vec![];
    for text in texts {
        ids.push(writer.add(text, &[("name", "Laporan"), ("unit", "laporan"), ("target", "12")]).await.id);
    }
    (writer, ids)
}

pub async fn matrix(leader: &Writer<'_>, also: Option<EmployeeId>) -> Matrix {
    leader.client.call(GetMatrix { skp: leader.skp, also }).await.expect("a matrix")
}

fn results_of(matrix: &Matrix, person: EmployeeId) -> Vec<CellResult> {
    matrix.rows.iter().find(|row| row.employee == person).map(|row| row.results.clone()).unwrap_or_default()
}

pub fn cell(leader: &Writer<'_>, employee: EmployeeId, above: RhkId, text: &str) -> NewCell {
    NewCell { skp: leader.skp, employee, above, result: None, seen: String::new(), text: text.to_owned() }
}

#[sqlx::test]
async fn a_leader_gives_results_to_a_team_of_two_units_and_each_finds_them_in_the_draft_at_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let texts = ["Turunnya kematian ibu", "Meningkatnya gizi balita", "Tertatanya posyandu"];
    let (sari, above) = plan_with(&app, town.sari, &texts).await;
    let empty = matrix(&sari, Some(town.budi)).await;
    assert_eq!(empty.columns.iter().map(|column| column.text.as_str()).collect::<Vec<_>>(), texts);
    let rows: Vec<_> = empty.rows.iter().map(|row| row.employee).collect();
    assert_eq!(rows, [town.dewi, town.lina, town.budi], "the own team, then who is added");
    let dewi = app.as_(town.dewi).await;
    let topics = format!("topics={}", kinerja::domain::event::Topic::Person(town.dewi));
    let mut phone = dewi.listen(&topics, &[]).await.expect("a stream");
    phone.next_of("ready").await;

    for (person, text) in [(town.dewi, "Persalinan di puskesmas"), (town.lina, "Kelas ibu"), (town.budi, "Senam balita")] {
        let given = sari.client.call(PutCell { cell: cell(&sari, person, above[0], text) }).await.expect("given");
        let again = sari.client.call(PutCell { cell: cell(&sari, person, above[0], text) }).await.expect("given");
        assert_eq!((given.is_some(), given), (true, again), "sent twice, it is there once");
    }
    assert_eq!(phone.next_change().await, kinerja::domain::event::Topic::Person(town.dewi).to_string());
    let plan = plan_of(&app, town.dewi).await;
    let editor = dewi.call(EditPlan { skp: plan.id, result: None }).await.expect("a revision has begun");
    let line = editor.results.last().expect("the given one");
    assert_eq!((line.text.as_str(), line.about.as_str()), ("Persalinan di puskesmas", "0 indikator · penugasan dari Sari"));
    let form = dewi.call(EditPlan { skp: plan.id, result: Some(line.id) }).await.expect("a form");
    assert!(form.superiors.results.contains(&(above[0].to_string(), texts[0].to_owned())), "{:?}", form.superiors);

    let full = matrix(&sari, None).await;
    assert_eq!(full.rows.len(), 3, "who was given something stays");
    let given = results_of(&full, town.budi);
    assert_eq!((given[0].text.as_str(), given[0].state.as_str(), given[0].is_open), ("Senam balita", "belum dilengkapi", true));

    // Found by name, and recorded.
    let found = sari.client.call(FindMembers { skp: sari.skp, wanted: "Budi".to_owned() }).await.expect("people");
    assert_eq!(found.iter().map(|found| found.employee).collect::<Vec<_>>(), [town.budi]);

    // Another device that does not know of it makes no second one.
    let second = sari.client.call(PutCell { cell: cell(&sari, town.budi, above[0], "Posyandu balita") }).await;
    assert_eq!(second, Err(SkpRefusal::ChangedElsewhere.into()));

    // Other words, then nothing.
    let change = |seen: &str, text: &str| NewCell {
        result: Some(given[0].id),
        seen: seen.to_owned(),
        ..cell(&sari, town.budi, above[0], text)
    };
    sari.client.call(PutCell { cell: change("Senam balita", "Senam balita tiap pekan") }).await.expect("changed");
    let stale = sari.client.call(PutCell { cell: change("Senam balita", "Lain") }).await;
    assert_eq!(stale, Err(SkpRefusal::ChangedElsewhere.into()));
    sari.client.call(PutCell { cell: change("Senam balita tiap pekan", "") }).await.expect("taken back");
    assert_eq!(results_of(&matrix(&sari, None).await, town.budi), []);

    let stranger = cell(&sari, town.stranger, above[0], "Milik lain");
    assert!(sari.client.call(PutCell { cell: stranger }).await.is_err(), "another agency");
    let upwards = cell(&sari, town.ratna, above[0], "Hadir di posyandu");
    assert_eq!(sari.client.call(PutCell { cell: upwards }).await, Err(SkpRefusal::Above.into()), "a superior");
    let own = cell(&sari, town.sari, above[0], "Milik sendiri");
    assert_eq!(sari.client.call(PutCell { cell: own }).await, Err(SkpRefusal::NotLeader.into()));
}

#[sqlx::test]
async fn what_is_given_before_the_leaders_plan_is_agreed_links_once_both_are(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, above) = plan_with(&app, town.sari, &["Turunnya kematian ibu"]).await;
    let given = sari.client.call(PutCell { cell: cell(&sari, town.dewi, above[0], "Persalinan di puskesmas") }).await;
    let given = given.expect("given").expect("a result");
    let dewi = Writer { client: app.as_(town.dewi).await, skp: town.dewi_skp };
    let form = dewi.form(Some(given)).await;
    let fields = filled(&form, "Persalinan di puskesmas", &[("name", "Ibu"), ("unit", "ibu"), ("target", "40")]);
    dewi.save(&form, fields).await.expect("completed");
    let refused = NewCell {
        result: Some(given),
        seen: "Persalinan di puskesmas".to_owned(),
        ..cell(&sari, town.dewi, above[0], "")
    };
    let refused = sari.client.call(PutCell { cell: refused }).await;
    assert_eq!(refused, Err(SkpRefusal::Elaborated.into()), "what somebody has completed is not taken away");
    let act = async |writer: &Writer<'_>, client: &Client<'_>, act| {
        let seen = client.call(GetPlan { skp: writer.skp, version: None }).await.expect("a plan").seen;
        client.call(ActOnPlan { skp: writer.skp, act, seen, note: String::new() }).await.expect("done");
    };
    act(&dewi, &dewi.client, PlanAct::Submit).await;
    assert_eq!(results_of(&matrix(&sari, None).await, town.dewi)[0].state, "diajukan");
    act(&dewi, &sari.client, PlanAct::Agree).await;
    let supports = async || {
        let results = dewi.client.call(MyResults { corrects: None }).await.expect("results").rhk;
        results.into_iter().find(|result| result.id == given).expect("in force").supports
    };
    assert_eq!(supports().await, None, "not yet");
    act(&sari, &sari.client, PlanAct::Submit).await;
    let ratna = app.as_(town.ratna).await;
    act(&sari, &ratna, PlanAct::Agree).await;
    assert_eq!(supports().await.as_deref(), Some("Turunnya kematian ibu"));
    assert_eq!(results_of(&matrix(&sari, None).await, town.dewi)[0].state, "berlaku");
}

#[sqlx::test]
async fn what_was_submitted_is_taken_back_until_somebody_has_decided(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (sari, dewi) = (app.as_(town.sari).await, begin(app.as_(town.dewi).await, 2027, Origin::Empty).await);
    let dewi = dewi.expect("begun");
    assert_eq!(dewi.act(PlanAct::Recall).await, Ok(()), "a draft is what it would become");
    dewi.add("Meningkatnya cakupan imunisasi", &[("name", "Cakupan imunisasi"), ("unit", "%"), ("target", "95")]).await;
    dewi.act(PlanAct::Submit).await.expect("submitted");
    assert_eq!(dewi.sheet().await.acts, [PlanAct::Recall]);
    let seen = sheet(&sari, dewi.skp).await.seen;
    for _ in 0..2 {
        dewi.act(PlanAct::Recall).await.expect("taken back, and again");
    }
    assert!(sari.call(ListWaitingPlans {}).await.expect("none").is_empty());
    let agree = || ActOnPlan { skp: dewi.skp, act: PlanAct::Agree, seen: seen.clone(), note: String::new() };
    assert_eq!(sari.call(agree()).await, Err(SkpRefusal::NotSubmitted.into()), "nobody agrees on a draft");
    assert_eq!(dewi.sheet().await.acts, [PlanAct::Submit]);
    dewi.act(PlanAct::Submit).await.expect("submitted again");
    sari.call(agree()).await.expect("agreed");
    assert_eq!(dewi.act(PlanAct::Recall).await, Err(SkpRefusal::NothingInWork.into()));
    let strange = sari.call(ActOnPlan { skp: dewi.skp, act: PlanAct::Recall, seen: String::new(), note: String::new() });
    assert_eq!(strange.await, Err(Error::NotFound));
}

#[sqlx::test]
async fn a_plan_that_is_not_there_or_not_the_readers_answers_not_found(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
    let plan = town.dewi_skp;
    let unknown = SkpId(key());
    for (client, address) in [
        (&dewi, "/skp/xyz".to_owned()),
        (&dewi, "/skp/xyz/ubah".to_owned()),
        (&dewi, "/skp/xyz/matriks".to_owned()),
        (&dewi, format!("/skp/{unknown}")),
        (&dewi, format!("/skp/{unknown}?versi=1")),
        (&dewi, format!("/skp/{unknown}/ubah")),
        (&dewi, format!("/skp/{unknown}/matriks")),
        (&lina, format!("/skp/{plan}")),
        (&lina, format!("/skp/{plan}/ubah")),
        (&lina, format!("/skp/{plan}/matriks")),
    ] {
        let answer = client.get(&address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}: {}", answer.text());
        assert!(answer.text().contains("Yang Anda cari tidak ada, atau bukan untuk Anda."), "{address}");
        assert!(answer.body.contains("<nav"), "with the menu: {address}");
    }
    assert_eq!(dewi.get(&format!("/skp/{plan}")).await.status, StatusCode::OK);
    for address in ["/skp/xyz".to_owned(), format!("/skp/{unknown}"), format!("/skp/{unknown}/ubah")] {
        let sent = dewi.post_form(&address, &[("aksi", "ajukan"), ("hasil", &RhkId(key()).to_string())]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[sqlx::test]
async fn above_the_form_of_a_plan_stands_how_much_is_in_it_and_the_way_to_the_list(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = begin(app.as_(town.dewi).await, 2027, Origin::Empty).await.expect("begun");
    let page = async || dewi.client.get(&format!("/skp/{}/ubah", dewi.skp)).await;
    assert!(!page().await.text().contains("sudah ada di rancangan ini"), "nothing is in it");
    dewi.add("Meningkatnya cakupan imunisasi", &[("name", "Cakupan imunisasi")]).await;
    let answer = page().await;
    let words = "1 hasil kerja sudah ada di rancangan ini, terakhir tersimpan hari ini 09.00.";
    assert!(answer.text().contains(words), "{}", answer.text());
    let at = |part: &str| answer.body.find(part).unwrap_or_else(|| panic!("{part}"));
    assert!(at("href=\"#daftar-hasil\"") < at("name=\"text\"") && at("name=\"text\"") < at("id=\"daftar-hasil\""));
}
