//! The life of a plan against a model of it: whatever its owner, the assessor, a successor, a colleague and the Pengelola do
//! in whatever order, and however often an answer is lost or the server is started anew, the plan is where the rules say.

use crate::{
    app::{Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::StatusCode;
use kinerja::{
    domain::{calendar::Zone, id::EmployeeId},
    error::Error,
    features::{
        progress::rollup,
        skp::{
            api::{ActOnPlan, EditPlan, GetPlan, SaveResult},
            model::{PlanAct, PlanSheet},
        },
    },
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sqlx::PgPool;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Owner,
    /// The first assessor.
    Sari,
    /// The successor.
    Hadi,
    Colleague,
    Pengelola,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Act {
    Plan(PlanAct),
    Write(u8),
    /// The successor takes over, or gives back.
    Replace,
}

/// What somebody does, and whether the answer is lost: they do it once more on a server that was started anew.
type Step = (Who, Act, bool);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Draft,
    Submitted,
    Returned(Who),
}

/// A plan as the rules have it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Model {
    version: i16,
    text: String,
    in_work: Option<(Stage, String)>,
    assessor: Who,
}

const NOTE: &str = "Perbaiki targetnya";

impl Model {
    /// Returns what an act makes of the plan; `None` for one that is refused.
    fn after(&self, who: Who, act: &Act) -> Option<Self> {
        let stage = self.in_work.as_ref().map(|(stage, _)| *stage);
        let to = |stage: Stage| self.in_work.as_ref().map(|(_, text)| (stage, text.clone()));
        let with = |in_work| Some(Self { in_work, ..self.clone() });
        if *act == Act::Replace {
            let assessor = if self.assessor == Who::Sari { Who::Hadi } else { Who::Sari };
            return (who == Who::Pengelola).then(|| Self { assessor, ..self.clone() });
        }
        if who == Who::Owner {
            return match (act, stage) {
                (Act::Plan(PlanAct::Revise), None) => with(Some((Stage::Draft, self.text.clone()))),
                (Act::Write(n), Some(stage @ (Stage::Draft | Stage::Returned(_)))) => with(Some((stage, text_of(*n)))),
                (Act::Plan(PlanAct::Submit), Some(_)) => with(to(Stage::Submitted)),
                (Act::Plan(PlanAct::Recall), Some(Stage::Submitted | Stage::Draft)) => with(to(Stage::Draft)),
                (Act::Plan(PlanAct::Discard), Some(Stage::Draft | Stage::Returned(_)) | None) => with(None),
                (Act::Plan(PlanAct::Revise), Some(Stage::Draft | Stage::Returned(_))) => Some(self.clone()),
                _ => None,
            };
        }
        if who != self.assessor {
            return None;
        }
        match (act, stage) {
            (Act::Plan(PlanAct::Return), Some(Stage::Submitted)) => with(to(Stage::Returned(who))),
            (Act::Plan(PlanAct::Return), Some(Stage::Returned(by))) if by == who => Some(self.clone()),
            (Act::Plan(PlanAct::Agree), Some(Stage::Submitted)) => {
                let (_, text) = self.in_work.clone()?;
                Some(Self { version: self.version + 1, text, in_work: None, ..self.clone() })
            }
            _ => None,
        }
    }
}

fn text_of(n: u8) -> String {
    format!("Meningkatnya layanan ibu dan anak, rumusan {n}")
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who =
        prop_oneof![Just(Who::Owner), Just(Who::Sari), Just(Who::Hadi), Just(Who::Colleague), Just(Who::Pengelola),];
    let own = prop_oneof![
        4 => Just(Act::Plan(PlanAct::Revise)),
        3 => (0..6_u8).prop_map(Act::Write),
        5 => Just(Act::Plan(PlanAct::Submit)),
        1 => Just(Act::Plan(PlanAct::Recall)),
        1 => Just(Act::Plan(PlanAct::Discard)),
    ];
    let decision = prop_oneof![2 => Just(Act::Plan(PlanAct::Return)), 3 => Just(Act::Plan(PlanAct::Agree))];
    let assessor = prop_oneof![Just(Who::Sari), Just(Who::Hadi)];
    let step = prop_oneof![
        9 => own.clone().prop_map(|act| (Who::Owner, act)),
        8 => (assessor, decision.clone()),
        1 => Just((Who::Pengelola, Act::Replace)),
        2 => (who, prop_oneof![own, decision]),
    ];
    prop::collection::vec((step, prop::bool::weighted(0.1)).prop_map(|((who, act), lost)| (who, act, lost)), 200)
}

#[derive(Clone)]
enum Request {
    Write { seen: String, fields: Vec<(String, String)> },
    Plan { act: PlanAct, seen: String, note: String },
}

/// The people around the plan of Dewi.
struct People<'a> {
    town: &'a Town,
    owner: Client<'a>,
    sari: Client<'a>,
    hadi: Client<'a>,
    colleague: Client<'a>,
    pengelola: Client<'a>,
}

impl<'a> People<'a> {
    async fn of(app: &'a TestApp, town: &'a Town) -> Self {
        Self {
            town,
            owner: app.as_(town.dewi).await,
            sari: app.as_(town.sari).await,
            hadi: app.as_(town.hadi).await,
            colleague: app.as_(town.lina).await,
            pengelola: app.as_officer(town.agency, "pengelola").await,
        }
    }

    fn client(&self, who: Who) -> &Client<'a> {
        match who {
            Who::Owner => &self.owner,
            Who::Sari => &self.sari,
            Who::Hadi => &self.hadi,
            Who::Colleague => &self.colleague,
            Who::Pengelola => &self.pengelola,
        }
    }

    async fn shown(&self, version: Option<i16>) -> PlanSheet {
        self.owner.call(GetPlan { skp: self.town.dewi_skp, version }).await.expect("the own plan")
    }

    /// Returns what somebody sends who writes the first result anew, or acts on the plan, as they see it.
    async fn request(&self, who: Who, act: &Act) -> Option<Request> {
        let (client, skp, result) = (self.client(who), self.town.dewi_skp, self.town.dewi_rhk);
        match act {
            Act::Write(n) => {
                let form = client.call(EditPlan { skp, result: Some(result) }).await.map(|editor| editor.form);
                let (seen, fields) = form.map(|form| (form.seen, form.fields)).unwrap_or_default();
                let fields = fields.into_iter().filter(|(name, _)| name != "text");
                let fields = fields.chain([("text".to_owned(), text_of(*n))]).collect();
                Some(Request::Write { seen, fields })
            }
            Act::Plan(act) => {
                let sheet = client.call(GetPlan { skp, version: None }).await;
                let seen = sheet.map(|sheet| sheet.seen).unwrap_or_default();
                let note = if *act == PlanAct::Return { NOTE.to_owned() } else { String::new() };
                Some(Request::Plan { act: *act, seen, note })
            }
            Act::Replace => None,
        }
    }

    async fn send(&self, who: Who, request: Request) -> Result<(), Error> {
        let (client, skp, result) = (self.client(who), self.town.dewi_skp, self.town.dewi_rhk);
        match request {
            Request::Write { seen, fields } => client.call(SaveResult { skp, result, seen, fields }).await.map(drop),
            Request::Plan { act, seen, note } => client.call(ActOnPlan { skp, act, seen, note }).await,
        }
    }

    /// Compares the plan with the model.
    async fn compare(&self, model: &Model, done: &[Step]) {
        let text = |sheet: &PlanSheet| sheet.results.first().map(|result| result.text.clone()).unwrap_or_default();
        let in_force = self.shown(Some(model.version)).await;
        assert_eq!(text(&in_force), model.text, "{done:?}");
        let in_work = i16::from(model.in_work.is_some());
        let versions: Vec<i16> = in_force.versions.iter().map(|line| line.version).collect();
        assert_eq!(versions, (1..=model.version + in_work).rev().collect::<Vec<_>>(), "{done:?}");
        let has = |act| in_force.acts.contains(&act);
        let (submit, recall, revise) = (has(PlanAct::Submit), has(PlanAct::Recall), has(PlanAct::Revise));
        let stage = model.in_work.as_ref().map(|(stage, _)| *stage);
        let expected = match stage {
            None => (false, false, true),
            Some(Stage::Submitted) => (false, true, false),
            Some(Stage::Draft | Stage::Returned(_)) => (true, false, false),
        };
        assert_eq!((submit, recall, revise), expected, "{done:?}");
        assert_eq!(in_force.returned.is_some(), matches!(stage, Some(Stage::Returned(_))), "{done:?}");
        if let Some((_, written)) = &model.in_work {
            assert_eq!(text(&self.shown(Some(model.version + 1)).await), *written, "{done:?}");
        }
    }
}

async fn replace(owner: &PgPool, town: &Town, assessor: EmployeeId) {
    let dewi = town.dewi;
    sql(owner, format!("update assessor set assessor_id = '{assessor}' where employee_id = '{dewi}'")).await;
}

#[sqlx::test]
async fn a_plan_is_where_the_rules_say_whatever_anybody_does(owner: PgPool) {
    let town = Town::build(&owner).await;
    let app = TestApp::new(&owner).await;
    let people = People::of(&app, &town).await;
    let text = "Meningkatnya layanan".to_owned();
    let mut model = Model { version: 1, text, in_work: None, assessor: Who::Sari };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut done, mut changes) = (Vec::<Step>::new(), 0);
    for step in steps().new_tree(&mut runner).expect("steps").current() {
        let (who, act, is_answer_lost) = step.clone();
        done.push(step);
        let expected = model.after(who, &act);
        let request = people.request(who, &act).await;
        let mut is_ok = expected.is_some();
        if let Some(request) = request.clone() {
            let outcome = people.send(who, request).await;
            is_ok = outcome.is_ok();
            assert_eq!(is_ok, expected.is_some(), "{outcome:?} {model:?} {done:?}");
        } else if let Some(next) = &expected {
            replace(&owner, &town, if next.assessor == Who::Sari { town.sari } else { town.hadi }).await;
        }
        changes += i32::from(expected.as_ref().is_some_and(|next| *next != model));
        model = expected.unwrap_or(model);
        if let Some(request) = request.filter(|_| is_answer_lost) {
            let started_anew = TestApp::new(&owner).await;
            let again = People::of(&started_anew, &town).await.send(who, request).await;
            assert_eq!(again.is_ok(), is_ok, "{again:?} {done:?}");
        }
        people.compare(&model, &done).await;
    }
    assert!(changes > 40 && model.version > 3, "the steps go somewhere: {changes} changes, {model:?}");
    // Through all versions it is the same indicator, and the boards have followed.
    let reported = app.as_(town.dewi).await.report(key(), town.births, "560").await;
    assert_eq!(reported.status, StatusCode::CREATED, "{}", reported.body);
    let mut db = owner.acquire().await.expect("a connection");
    assert_eq!(rollup::check(&mut db, town.agency, Zone::Wib).await.expect("a recount"), Vec::<String>::new());
}
