//! Templates: their versions, the offers to the owners of plans, and those out of use.

use crate::{
    access::{Ask, Filled, Named, Rows, Rule},
    app::{Client, TestApp, key},
    given::editor,
    plan_board::everybody,
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        id::{EmployeeId, IkiId, RhkId, SkpId, UnitId},
        skp::{SkpRefusal, template_result_id},
    },
    error::{Error, FieldErrors},
    features::skp::{
        api::{
            ActOnPlan, ActOnTemplate, AnswerTemplateOffer, BeginPlan, EditPlan, GetPlan, GetTemplate, GetTemplateOffer,
            ListOwnPlans, ListTemplates, PlanBatch, RemoveResult, SaveResult,
        },
        model::{
            NewBatch, NewPlan, OfferAnswer, OfferSheet, Origin, PlanAct, PlanSheet, TemplateAct, TemplateAddress,
            TemplateBody, TemplateSheet,
        },
    },
};
use sqlx::{AssertSqlSafe, PgPool};

fn bidan() -> TemplateAddress {
    TemplateAddress { code: "bidan".to_owned(), skp: None, version: None }
}

pub fn access() -> Rows {
    let restore = || TemplateBody { at: bidan(), act: TemplateAct::Restore, seen: String::new(), note: String::new() };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let none = || Error::from(SkpRefusal::NoOffer);
    Rows::default()
        .function(Rule::Pengelola, |_| ListTemplates {})
        .function(Rule::Pengelola, |_| GetTemplate { asked: bidan() })
        .function(Rule::Pengelola, move |_| ActOnTemplate { body: restore() })
        .refused_function(Rule::OwnOnly, none(), |named| GetTemplateOffer { skp: named.plan })
        .refused_function(Rule::OwnOnly, none(), |named| AnswerTemplateOffer {
            skp: named.plan,
            answer: OfferAnswer::Apply,
            seen: String::new(),
        })
        .route(Method::POST, "/pengelola/templat/{kode}", Rule::Pengelola, |_| {
            Ask::at("/pengelola/templat/bidan").with_form([("aksi", &"tarik"), ("note", &"Digabung")])
        })
        .refused_route(Method::POST, "/skp/{skp}/templat", (Rule::OwnOnly, refused), |named: Named| {
            Ask::at(format!("/skp/{}/templat", named.plan)).with_form([("aksi", &"terapkan")])
        })
        .page("/pengelola/templat", Rule::Pengelola, |_| {
            ("/pengelola/templat".to_owned(), "SKP baru memakai versi terbaru")
        })
        .page("/pengelola/templat/:kode", Rule::Pengelola, |_| {
            ("/pengelola/templat/bidan".to_owned(), "Isi versi terbaru")
        })
        .page("/skp/:skp/templat", Rule::OwnOnly, |named| {
            (format!("/skp/{}/templat", named.plan), "Tidak ada pembaruan templat untuk SKP ini.")
        })
        .filled(|Filled { agency, .. }| {
            format!(
                "insert into template_version (agency_id, code, version, content, note, published_at, published_by)
                 values ('{agency}', 'camat', 2, '{{\"results\": []}}', 'Diringkas', now(), 'Yosef');
                 insert into template_retirement (agency_id, code, reason, retired_at, retired_by)
                 values ('{agency}', 'lurah', 'Digabung', now(), 'Yosef')"
            )
        })
}

/// A health centre whose two midwives have plans of 2027 from the template, in March of that year.
struct Centre<'a> {
    officer: Client<'a>,
    dewi: (Client<'a>, SkpId),
    lina: (Client<'a>, SkpId),
    sari: Client<'a>,
}

async fn make(officer: &Client<'_>, unit: UnitId, plans: u64) -> Result<String, Error> {
    officer.call(PlanBatch { batch: NewBatch { asked: everybody(unit, 2027), plans } }).await
}

async fn plan_of(client: &Client<'_>) -> SkpId {
    let own = client.call(ListOwnPlans {}).await.expect("plans").plans;
    own.iter().find(|plan| plan.title == "SKP 2027").expect("a plan").id
}

impl<'a> Centre<'a> {
    async fn build(app: &'a TestApp, owner: &PgPool, town: &Town) -> Self {
        sql(owner, "update post set template = 'bidan' where name in ('Jabatan Dewi', 'Jabatan Lina')".to_owned())
            .await;
        app.at("2027-03-10T02:00:00Z");
        let officer = app.as_officer(town.agency, "pengelola").await;
        assert_eq!(make(&officer, town.centre, 3).await.as_deref(), Ok("3 SKP 2027 dibuat."));
        let (dewi, lina) = (app.as_(town.dewi).await, app.as_(town.lina).await);
        let (dewi_skp, lina_skp) = (plan_of(&dewi).await, plan_of(&lina).await);
        Self { officer, dewi: (dewi, dewi_skp), lina: (lina, lina_skp), sari: app.as_(town.sari).await }
    }

    /// Dewi changes the words of her first result and removes her second one, and her head agrees.
    async fn improve(&self, text: &str) {
        let (dewi, skp) = &self.dewi;
        act(dewi, *skp, PlanAct::Revise).await;
        write(dewi, *skp, template_result_id(*skp, 1), text).await;
        let second = template_result_id(*skp, 2);
        let seen = editor(dewi, *skp).await.results.into_iter().find(|line| line.id == second).expect("a result").seen;
        dewi.call(RemoveResult { skp: *skp, result: second, seen }).await.expect("removed");
        act(dewi, *skp, PlanAct::Submit).await;
        act(&self.sari, *skp, PlanAct::Agree).await;
    }

    fn made_dewi(&self) -> TemplateAddress {
        TemplateAddress { skp: Some(self.dewi.1), ..bidan() }
    }

    async fn template(&self, asked: TemplateAddress) -> TemplateSheet {
        self.officer.call(GetTemplate { asked }).await.expect("a template")
    }

    /// Publishes what an address proposes, as it is shown now.
    async fn publish(&self, at: TemplateAddress, note: &str) -> Result<String, Error> {
        let proposal = self.template(at.clone()).await.proposal.expect("a proposal");
        publish(&self.officer, at, &proposal.seen.unwrap_or_default(), note).await
    }
}

async fn publish(client: &Client<'_>, at: TemplateAddress, seen: &str, note: &str) -> Result<String, Error> {
    let body = TemplateBody { at, act: TemplateAct::Publish, seen: seen.to_owned(), note: note.to_owned() };
    client.call(ActOnTemplate { body }).await
}

async fn sheet(client: &Client<'_>, skp: SkpId) -> PlanSheet {
    client.call(GetPlan { skp, version: None }).await.expect("a plan")
}

async fn act(client: &Client<'_>, skp: SkpId, act: PlanAct) {
    let seen = sheet(client, skp).await.seen;
    client.call(ActOnPlan { skp, act, seen, note: String::new() }).await.expect("acted");
}

/// Changes the words of a result of the version in work.
async fn write(client: &Client<'_>, skp: SkpId, result: RhkId, text: &str) {
    let form = client.call(EditPlan { skp, result: Some(result) }).await.expect("an editor").form;
    let fields = form.fields.into_iter().filter(|(name, _)| name != "text");
    let fields = fields.chain([("text".to_owned(), text.to_owned())]).collect();
    client.call(SaveResult { skp, result, seen: form.seen, fields }).await.expect("saved");
}

async fn offer(client: &Client<'_>, skp: SkpId) -> Result<OfferSheet, Error> {
    client.call(GetTemplateOffer { skp }).await
}

async fn answer(client: &Client<'_>, skp: SkpId, answer: OfferAnswer, seen: &str) -> Result<(), Error> {
    client.call(AnswerTemplateOffer { skp, answer, seen: seen.to_owned() }).await
}

async fn number(owner: &PgPool, statement: String) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(owner).await.expect("a number")
}

fn version_of(skp: SkpId) -> String {
    format!("select coalesce(template_version, 0)::bigint from skp where id = '{skp}'")
}

/// The indicator of Lina's result that the next version drops.
async fn dropped(owner: &PgPool, skp: SkpId) -> IkiId {
    let statement = format!("select id from iki where rhk_id = '{}'", template_result_id(skp, 2));
    IkiId(sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(owner).await.expect("an indicator"))
}

const BETTER: &str = "Meningkatnya imunisasi dasar lengkap tepat umur di wilayah kerja";

#[sqlx::test]
async fn a_published_version_is_for_new_plans_and_an_offer_for_those_there(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    centre.improve(BETTER).await;
    let [source] = &centre.template(bidan()).await.sources[..] else { panic!("one plan that somebody has written") };
    assert_eq!(source.skp, centre.dewi.1);
    let words = "Jabatan Dewi, Puskesmas Muara · versi 2, disetujui hari ini 09.00";
    assert_eq!(source.words, words, "a post, and not who holds it");
    let found = centre.template(centre.made_dewi()).await;
    let proposal = found.proposal.expect("a proposal");
    assert_eq!(proposal.from, "SKP 2027 Jabatan Dewi, Puskesmas Muara, versi 2", "a post, and not who holds it");
    assert_eq!(proposal.refusal, None);
    let words = format!("dari “Meningkatnya cakupan imunisasi dasar lengkap di wilayah kerja” menjadi “{BETTER}”.");
    assert!(proposal.differences[0].ends_with(&words), "{:?}", proposal.differences);
    assert!(proposal.plans.starts_with("2 SKP 2027 berasal dari templat ini."), "{}", proposal.plans);
    let nothing = centre.publish(centre.made_dewi(), " ").await;
    assert_eq!(nothing, Err(Error::Invalid(FieldErrors(vec![("note".to_owned(), "Harus diisi.".to_owned())]))));
    let seen = proposal.seen.expect("can be published");
    for _ in 0..2 {
        let said = publish(&centre.officer, centre.made_dewi(), &seen, "Tepat umur, bukan hanya lengkap").await;
        let words = "Versi 2 diterbitkan. SKP baru memakainya; pemilik SKP yang ada mendapat tawaran.";
        assert_eq!(said.as_deref(), Ok(words), "and sent again");
    }
    let found = centre.template(bidan()).await;
    let versions: Vec<_> = found.versions.iter().map(|line| (line.version, line.note.as_str())).collect();
    assert_eq!(versions, [(2, "Tepat umur, bukan hanya lengkap"), (1, "Bawaan Kinerja.")]);
    assert!(found.about.contains("2 memakai versi 1"), "{}", found.about);

    // Old plans keep theirs and see the offer; new ones get it.
    let (lina, skp) = &centre.lina;
    let plan = sheet(lina, *skp).await;
    assert_eq!(plan.offer.as_deref(), Some("Templat jabatan Anda sudah versi 2."));
    assert_eq!(plan.results.len(), 3);
    assert!(sheet(&centre.sari, *skp).await.offer.is_none(), "the owner decides");
    let new = EmployeeId(key());
    town.hire(&owner, new, "Baru", town.centre).await;
    sql(&owner, "update post set template = 'bidan' where name = 'Jabatan Baru'".to_owned()).await;
    make(&centre.officer, town.centre, 1).await.expect("made");
    let new = app.as_(new).await;
    let new_skp = plan_of(&new).await;
    let plan = sheet(&new, new_skp).await;
    assert_eq!((plan.results.len(), plan.results[0].text.as_str(), plan.offer), (2, BETTER, None));
    assert_eq!(number(&owner, version_of(new_skp)).await, 2);
    let begun = SkpId(key());
    let later = new.call(ListOwnPlans {}).await.expect("plans").beginnings;
    let later = later.iter().find(|beginning| beginning.year == 2028).expect("a beginning");
    let plan = NewPlan { id: begun, year: 2028, post: later.post, origin: Origin::Template };
    new.call(BeginPlan { plan }).await.expect("begun");
    assert_eq!(editor(&new, begun).await.results[0].text, BETTER);
    assert_eq!(number(&owner, version_of(begun)).await, 2);
}

#[sqlx::test]
async fn an_offer_is_applied_to_the_draft_and_never_takes_what_has_reports(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    let (lina, skp) = &centre.lina;
    let kept = dropped(&owner, *skp).await;
    assert_eq!(lina.report(key(), kept, "12").await.status, StatusCode::CREATED);
    centre.improve(BETTER).await;
    centre.publish(centre.made_dewi(), "Tepat umur").await.expect("published");
    let found = offer(lina, *skp).await.expect("an offer");
    assert_eq!(found.about, "Templat Bidan sudah versi 2; SKP Anda memakai versi 1.");
    assert_eq!(found.notes, ["Versi 2: Tepat umur"]);
    assert_eq!(found.differences.len(), 1, "{:?}", found.differences);
    let words = "“Terwujudnya kesehatan ibu hamil dan nifas di wilayah binaan”: tetap, karena sudah ada laporan.";
    assert_eq!(found.kept, [words]);
    let page = lina.get(&format!("/skp/{skp}/templat")).await.text();
    assert!(page.contains("tetap, karena sudah ada laporan") && page.contains("Terapkan ke rancangan"), "{page}");
    assert_eq!(answer(lina, *skp, OfferAnswer::Apply, "x").await, Err(SkpRefusal::TemplateChanged.into()));
    for _ in 0..2 {
        answer(lina, *skp, OfferAnswer::Apply, &found.seen).await.expect("applied, and again");
    }
    let texts: Vec<_> = editor(lina, *skp).await.results.into_iter().map(|line| line.text).collect();
    assert_eq!((texts.len(), texts[0].as_str()), (3, BETTER));
    assert_eq!(number(&owner, version_of(*skp)).await, 1, "the version in force follows the first");
    assert_eq!(offer(lina, *skp).await.err(), Some(SkpRefusal::NoOffer.into()));
    act(lina, *skp, PlanAct::Submit).await;
    act(&centre.sari, *skp, PlanAct::Agree).await;
    assert_eq!(number(&owner, version_of(*skp)).await, 2);
    let reports = format!(
        "select count(*) from report r join indicator i on i.id = r.iki_id and i.is_open where i.id = '{kept}'"
    );
    assert_eq!(number(&owner, reports).await, 1, "its report stays with it");
}

#[sqlx::test]
async fn what_the_owner_edited_stays_and_a_discarded_draft_leaves_the_offer(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    centre.improve(BETTER).await;
    centre.publish(centre.made_dewi(), "Tepat umur").await.expect("published");
    let (lina, skp) = &centre.lina;
    act(lina, *skp, PlanAct::Revise).await;
    write(lina, *skp, template_result_id(*skp, 1), "Meningkatnya imunisasi di RW 3").await;
    let found = offer(lina, *skp).await.expect("an offer");
    assert_eq!(found.kept, ["“Meningkatnya imunisasi di RW 3”: tetap seperti yang Anda ubah."]);
    answer(lina, *skp, OfferAnswer::Apply, &found.seen).await.expect("applied");
    let texts: Vec<_> = editor(lina, *skp).await.results.into_iter().map(|line| line.text).collect();
    assert_eq!((texts.len(), texts[0].as_str()), (2, "Meningkatnya imunisasi di RW 3"));
    act(lina, *skp, PlanAct::Discard).await;
    assert_eq!(
        sheet(lina, *skp).await.offer.as_deref(),
        Some("Templat jabatan Anda sudah versi 2."),
        "it is there again"
    );
    act(lina, *skp, PlanAct::Revise).await;
    act(lina, *skp, PlanAct::Submit).await;
    let found = offer(lina, *skp).await.expect("an offer");
    assert_eq!(found.refusal, Some(SkpRefusal::Waiting.to_string()));
    assert_eq!(answer(lina, *skp, OfferAnswer::Apply, &found.seen).await, Err(SkpRefusal::Waiting.into()));
    for _ in 0..2 {
        answer(lina, *skp, OfferAnswer::Decline, &found.seen).await.expect("declined, and again");
    }
    assert_eq!(sheet(lina, *skp).await.offer, None);
    centre.publish(TemplateAddress { version: Some(1), ..bidan() }, "Kembali dulu").await.expect("version 1 again");
    assert_eq!(sheet(lina, *skp).await.offer.as_deref(), Some("Templat jabatan Anda sudah versi 3."));
    let found = centre.template(bidan()).await;
    assert_eq!(found.results.len(), 3, "an earlier version is published anew");
    let same = centre.publish(TemplateAddress { version: Some(1), ..bidan() }, "Lagi").await;
    assert_eq!(same, Err(SkpRefusal::TemplateChanged.into()), "nothing could be published");
    let form = lina.post_form(&format!("/skp/{skp}/templat"), &[("aksi", "tolak")]).await;
    assert_eq!((form.status, form.location()), (StatusCode::SEE_OTHER, Some(&*format!("/skp/{skp}"))));
}

#[sqlx::test]
async fn of_two_who_publish_at_once_the_second_is_told(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    centre.improve(BETTER).await;
    let seen = centre.template(centre.made_dewi()).await.proposal.and_then(|proposal| proposal.seen).expect("shown");
    let other = app.as_officer(town.agency, "pengelola").await;
    let (one, two) = tokio::join!(
        publish(&centre.officer, centre.made_dewi(), &seen, "Tepat umur"),
        publish(&other, centre.made_dewi(), &seen, "Lebih ringkas")
    );
    let told = [&one, &two].into_iter().filter(|said| **said == Err(SkpRefusal::TemplateChanged.into())).count();
    assert_eq!((one.is_ok() || two.is_ok(), told), (true, 1), "{one:?} {two:?}");
    assert_eq!(number(&owner, "select max(version)::bigint from template_version".to_owned()).await, 2);
}

#[sqlx::test]
async fn another_agency_and_a_pegawai_see_nothing_of_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    centre.improve(BETTER).await;
    centre.publish(centre.made_dewi(), "Tepat umur").await.expect("published");
    let foreign = app.as_officer(town.strange_agency, "pengelola").await;
    let found = foreign.call(GetTemplate { asked: bidan() }).await.expect("their own");
    assert_eq!((found.versions.len(), found.results.len(), found.sources.len()), (1, 3, 0));
    let taken = foreign.call(GetTemplate { asked: centre.made_dewi() }).await;
    assert_eq!(taken.err(), Some(Error::NotFound), "a plan of another agency");
    let (lina, skp) = &centre.lina;
    assert_eq!(publish(lina, centre.made_dewi(), "x", "Tepat umur").await, Err(Error::NotFound));
    assert!(sheet(lina, *skp).await.as_template.is_none());
    let stranger = app.as_(town.stranger).await;
    assert_eq!(offer(&stranger, *skp).await.err(), Some(Error::NotFound));
    assert_eq!(offer(&centre.sari, *skp).await.err(), Some(Error::NotFound), "the owner's alone");
    let camat = TemplateAddress { code: "camat".to_owned(), ..centre.made_dewi() };
    let other = centre.officer.call(GetTemplate { asked: camat }).await;
    assert_eq!(other.err(), Some(Error::NotFound), "the plan of another kind of post");
}

#[sqlx::test]
async fn a_template_out_of_use_leaves_its_plans_and_new_ones_use_the_general_one(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    let change = async |code: &str, act, note: &str| {
        let at = TemplateAddress { code: code.to_owned(), skp: None, version: None };
        let body = TemplateBody { at, act, seen: String::new(), note: note.to_owned() };
        centre.officer.call(ActOnTemplate { body }).await
    };
    assert!(matches!(change("bidan", TemplateAct::Retire, "").await, Err(Error::Invalid(_))), "with a reason");
    let general = change("pelaksana", TemplateAct::Retire, "Digabung").await;
    assert_eq!(general, Err(SkpRefusal::TemplateGeneral.into()));
    centre.improve(BETTER).await;
    centre.publish(centre.made_dewi(), "Tepat umur").await.expect("published");
    let offered = offer(&centre.lina.0, centre.lina.1).await.expect("an offer").seen;
    for _ in 0..2 {
        change("bidan", TemplateAct::Retire, "Digabung dengan perawat").await.expect("out of use");
    }
    // What was offered before is not applied, and not said to be.
    let late = answer(&centre.lina.0, centre.lina.1, OfferAnswer::Apply, &offered).await;
    assert_eq!(late, Err(SkpRefusal::NoOffer.into()));
    let retired = centre.template(bidan()).await.retired.expect("a reason");
    assert!(retired.ends_with("Alasannya: Digabung dengan perawat"), "{retired}");
    let (lina, skp) = &centre.lina;
    assert_eq!(sheet(lina, *skp).await.results.len(), 3);
    act(lina, *skp, PlanAct::Revise).await;
    write(lina, *skp, template_result_id(*skp, 1), "Meningkatnya imunisasi di RW 3").await;
    act(lina, *skp, PlanAct::Submit).await;
    let new = EmployeeId(key());
    town.hire(&owner, new, "Baru", town.centre).await;
    sql(&owner, "update post set template = 'bidan' where name = 'Jabatan Baru'".to_owned()).await;
    make(&centre.officer, town.centre, 1).await.expect("made");
    let new = app.as_(new).await;
    let general = "select count(*) from skp where template = 'pelaksana' and template_version = 1 and id = ";
    assert_eq!(number(&owner, format!("{general} '{}'", plan_of(&new).await)).await, 1);
    let words = "Templat Bidan dipakai lagi.";
    assert_eq!(change("bidan", TemplateAct::Restore, "").await.as_deref(), Ok(words));
    assert_eq!(centre.template(bidan()).await.retired, None);
}

#[sqlx::test]
async fn hostile_text_is_text(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let centre = Centre::build(&app, &owner, &town).await;
    let text = "</textarea><script>alert(1)</script> \u{1F469}\u{200D}\u{1F37C}";
    centre.improve(text).await;
    centre.publish(centre.made_dewi(), text).await.expect("published");
    let (lina, skp) = &centre.lina;
    for page in [
        centre.officer.get("/pengelola/templat").await.text(),
        centre.officer.get(&centre.made_dewi().address()).await.text(),
        lina.get(&format!("/skp/{skp}/templat")).await.text(),
    ] {
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert(1)"), "{page}");
    }
    let code = "/pengelola/templat/%3Cscript%3E";
    assert_eq!(centre.officer.get(code).await.status, StatusCode::NOT_FOUND);
    let form = centre.officer.post_form(&centre.made_dewi().address(), &[("aksi", "terbitkan"), ("note", text)]).await;
    assert!(form.status.is_client_error() && !form.text().contains("<script>alert(1)"), "{form:?}");
}
