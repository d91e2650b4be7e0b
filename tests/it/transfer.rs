//! What passes to a new assessor, matter by matter (`lessons`: a new head sees the plan, what was released and what was
//! agreed on, and nothing that was private).
//!
//! | matter | successor | predecessor |
//! |---|---|---|
//! | plan in force, its earlier versions, its reports | reads | reads: she led it that year |
//! | draft in work | nothing of it | nothing of it |
//! | submitted plan | decides | no longer |
//! | threads about the work | reads all of them, as new | still reads those that she was part of |
//! | question that waits | has it in her team | no longer |
//! | open follow-up of the unit | finishes | no longer |
//! | what is done or signed | reads who did it | keeps her name on it |
//! | own mark "ditangani, tunggu sampai" | nothing of it | |

use crate::{
    app::{Client, TestApp, key},
    post::{Office, draft},
    seed::{Town, sql},
    skp::decide,
};
use axum::http::StatusCode;
use kinerja::{
    domain::{
        feedback::{MessageKind, Subject},
        id::{FollowUpId, MessageId, SkpId},
        skp::SkpRefusal,
    },
    error::Error,
    features::{
        feedback::{
            api::{OpenThread, Say},
            model::{MessageBody, Thread, ThreadPlace, ThreadQuery},
        },
        follow_up::{
            api::{AssignFollowUp, ListOwnFollowUps},
            model::FollowUpBody,
        },
        skp::{
            api::{ActOnPlan, BeginPlan, EditPlan, GetPlan, ListOwnPlans, ListWaitingPlans, SaveResult},
            model::{NewPlan, Origin, PlanAct, PlanSheet},
        },
        team::{
            api::{DeferMember, MyTeam},
            model::TeamFilter,
        },
    },
};
use sqlx::PgPool;

async fn plan(client: &Client<'_>, skp: SkpId, version: Option<i16>) -> PlanSheet {
    client.call(GetPlan { skp, version }).await.expect("a plan")
}

async fn thread(client: &Client<'_>, place: ThreadPlace) -> Thread {
    client.call(OpenThread { asked: ThreadQuery { place, before: None } }).await.expect("a thread")
}

async fn say(client: &Client<'_>, place: ThreadPlace, kind: MessageKind, text: &str) {
    let message = MessageBody { id: MessageId(key()), kind, text: text.to_owned(), answers: None };
    client.call(Say { place, message }).await.expect("sent");
}

async fn own_plan(client: &Client<'_>) -> SkpId {
    client.call(ListOwnPlans {}).await.expect("plans").plans[0].id
}

/// Replaces the first result of a plan's draft.
async fn rewrite(client: &Client<'_>, skp: SkpId, text: &str) {
    client
        .call(ActOnPlan { skp, act: PlanAct::Revise, seen: String::new(), note: String::new() })
        .await
        .expect("begun");
    let editor = client.call(EditPlan { skp, result: None }).await.expect("an editor");
    let result = editor.results[0].id;
    let form = client.call(EditPlan { skp, result: Some(result) }).await.expect("an editor").form;
    let kept = form.fields.into_iter().filter(|(name, _)| name != "text");
    let fields = kept.chain([("text".to_owned(), text.to_owned())]).collect();
    client.call(SaveResult { skp, result, seen: form.seen, fields }).await.expect("saved");
}

#[sqlx::test]
async fn a_successor_has_what_is_open_and_agreed_and_nothing_that_was_private(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, tuti } = &office;
    let signed = format!("update skp set agreed_by = '{}' where employee_id = '{}'", town.sari, town.dewi);
    sql(&owner, signed).await;
    let (dewi, lina, sari) = (app.as_(town.dewi).await, app.as_(town.lina).await, app.as_(town.sari).await);
    let linas = own_plan(&lina).await;
    rewrite(&dewi, town.dewi_skp, "Rumusan yang masih dipikirkan").await;
    rewrite(&lina, linas, "Meningkatnya kunjungan rumah").await;
    decide(&lina, linas, PlanAct::Submit, "").await.expect("submitted");
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    say(&dewi, place, MessageKind::Question, "Boleh pakai mobil dinas?").await;
    say(&sari, place, MessageKind::Appreciation, "Boleh, dan terima kasih.").await;
    say(&dewi, place, MessageKind::Question, "Bagaimana bulan depan?").await;
    thread(&sari, place).await;
    sari.call(DeferMember { employee: town.lina, days: 30 }).await.expect("noted");
    for text in ["Jadwal posyandu disepakati", "Alat ditera"] {
        let follow_up = FollowUpBody {
            id: FollowUpId(key()),
            unit: town.centre,
            text: text.to_owned(),
            assignee: Some(town.dewi),
            due_on: "2026-07-20".to_owned(),
        };
        sari.call(AssignFollowUp { follow_up }).await.expect("assigned");
    }
    assert_eq!(dewi.report(key(), town.births, "700").await.status, StatusCode::CREATED);
    let post =
        dewi.call(ListOwnPlans {}).await.expect("plans").beginnings.iter().find(|it| it.year == 2027).map(|it| it.post);
    let next = NewPlan { id: SkpId(key()), year: 2027, post: post.expect("a post"), origin: Origin::Empty };
    dewi.call(BeginPlan { plan: next.clone() }).await.expect("begun");

    office.sign(town.centre, &draft(*tuti, "Definitif", "2026-07-01", "")).await;
    office.begin("2026-07-01").await;
    let (dewi, sari, tuti) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(*tuti).await);

    for reader in [&tuti, &sari] {
        let read = plan(reader, town.dewi_skp, None).await;
        assert_eq!(read.results[0].text, "Meningkatnya layanan", "the plan in force");
        assert!(read.shown.ends_with("oleh Sari"), "who signed it stays: {}", read.shown);
        let asked = plan(reader, town.dewi_skp, Some(2)).await;
        assert!(!format!("{asked:?}").contains("masih dipikirkan"), "a draft is its owner's alone");
        let history = reader.get(&format!("/riwayat/{}", town.births)).await;
        assert_eq!(history.status, StatusCode::OK, "the reports of the year");
    }
    let waiting = tuti.call(ListWaitingPlans {}).await.expect("plans");
    assert_eq!(waiting.iter().map(|plan| plan.id).collect::<Vec<_>>(), [linas], "what is submitted waits for her");
    assert_eq!(sari.call(ListWaitingPlans {}).await.expect("plans"), []);
    assert_eq!(decide(&sari, linas, PlanAct::Agree, "").await, Err(Error::NotFound));

    let of_successor = thread(&tuti, place).await;
    assert_eq!(of_successor.messages.len(), 3, "all that was said about the work");
    assert!(of_successor.unread.is_some(), "what Sari has read is not read by her");
    assert!(of_successor.awaited.is_some(), "the question waits for her");
    assert_eq!(thread(&sari, place).await.messages.len(), 3, "she was part of it");

    let team = tuti.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
    assert!(team.members.iter().all(|member| member.deferred.is_none()), "the mark was Sari's own: {:?}", team.members);
    let before = sari.call(MyTeam { filter: TeamFilter::default() }).await.expect("a list");
    assert_eq!(before.members, [], "nobody waits for her any more");
    let open = async |client: &Client<'_>| client.call(ListOwnFollowUps {}).await.expect("follow-ups").assigned.len();
    assert_eq!((open(&tuti).await, open(&sari).await), (2, 0));

    let begun = plan(&dewi, next.id, None).await;
    let first = "Dimulai 22 Jun 09.00 oleh Dewi dari lembar kosong. Pejabat penilai saat itu: Sari.";
    assert_eq!(begun.beginning, first, "the first owner, assessor and source");
    let before = plan(&dewi, town.dewi_skp, None).await;
    assert_eq!(before.beginning, "SKP Dewi; awalnya belum dicatat.");
}

#[sqlx::test]
async fn who_follows_in_a_post_takes_what_stays_with_it_and_what_is_left_of_the_year(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let budi = app.as_(town.budi).await;
    let offered = async || {
        let own = app.as_(town.budi).await.call(ListOwnPlans {}).await.expect("plans");
        let beginnings =
            own.beginnings.into_iter().filter(|beginning| beginning.origins.contains(&Origin::Predecessor));
        beginnings.map(|beginning| (beginning.year, beginning.post)).collect::<Vec<_>>()
    };
    // A colleague in the same post is nobody's predecessor, also once they have left it: they held it together.
    let holds = |since: &str| {
        format!(
            "insert into assignment (agency_id, id, employee_id, post_id, unit_id, since, definitive)
             select agency_id, gen_random_uuid(), '{}', post_id, unit_id, '{since}', false from assignment
             where employee_id = '{}'",
            town.budi, town.lina
        )
    };
    sql(&owner, holds("2026-06-01")).await;
    assert_eq!(offered().await, []);
    sql(&owner, format!("update assignment set until = '2026-06-10' where employee_id = '{}'", town.lina)).await;
    assert_eq!(offered().await, []);
    let personal = format!(
        "update assignment set until = '2026-06-01' where employee_id = '{lina}';
         insert into rhk (agency_id, id, skp_id, ordinal, text, classification)
         select agency_id, gen_random_uuid(), id, 2, 'Tersusunnya tesis', 'individual' from skp where employee_id = '{lina}'",
        lina = town.lina
    );
    sql(&owner, personal).await;
    let years = offered().await;
    assert_eq!(years.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2026, 2027]);
    let begin = async |year: i16| {
        let skp = SkpId(key());
        let new = NewPlan { id: skp, year, post: years[0].1, origin: Origin::Predecessor };
        budi.call(BeginPlan { plan: new }).await.expect("begun");
        budi.call(GetPlan { skp, version: None }).await.expect("a plan")
    };
    let rest = begin(2026).await;
    let results: Vec<_> = rest.results.iter().map(|result| result.text.as_str()).collect();
    assert_eq!(results, ["Meningkatnya layanan"], "what is hers alone goes with her");
    let [visits] = &rest.results[0].indicators[..] else { panic!("one indicator") };
    // 1,200 visits in the year, of which five months are hers.
    assert_eq!((visits.target.as_str(), visits.months.len()), ("700 kali", 7));
    assert!(rest.beginning.contains("dari SKP pejabat sebelumnya"), "{}", rest.beginning);
    assert_eq!(begin(2027).await.results[0].indicators[0].target, "1.200 kali", "a whole year is a whole year");
    let stranger = NewPlan { id: SkpId(key()), year: 2027, post: years[0].1, origin: Origin::Predecessor };
    let refused = app.as_(town.dewi).await.call(BeginPlan { plan: stranger }).await;
    assert_eq!(refused, Err(SkpRefusal::OtherPost.into()));
}
