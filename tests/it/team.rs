//! The leader's list: people who need help today, with the reason.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Client, TestApp, key},
    feedback::{answer, body, say},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    boot::jobs,
    domain::{
        calendar::Zone,
        event::Topic,
        feedback::{MessageKind, Subject},
        id::{EmployeeId, MessageId},
        measure::Status,
    },
    error::Error,
    features::{
        feedback::{
            api::{ListThreads, OpenThread, Say},
            model::{MessageBody, ThreadPlace, ThreadQuery},
        },
        home::MyHome,
        progress::rollup,
        team::{
            api::{AcknowledgeMessage, DeferMember, GetMember, MyTeam, RemindMember},
            model::{MemberRow, ReminderStatus, Team, TeamFilter},
        },
    },
};
use sqlx::PgPool;

/// Returns the access rows of the team.
pub fn access() -> Rows {
    Rows::default()
        .function(Rule::Employee, |_| MyTeam { filter: TeamFilter::default() })
        .function(Rule::Follow, |named| GetMember { employee: named.employee })
        .function(Rule::Employee, |_| MyHome {})
        .function(Rule::AssessorOnly, |named| DeferMember { employee: named.employee, days: 7 })
        .function(Rule::AssessorOnly, |named| RemindMember { employee: named.employee })
        .function(Rule::AssessorOnly, |named| AcknowledgeMessage {
            employee: named.employee,
            message: MessageId(key()),
        })
        .route(Method::POST, "/tim/dibaca", Rule::AssessorOnly, |named| {
            Ask::form([("employee", &named.employee), ("message", &key())])
        })
        .route(Method::POST, "/tim/ingatkan", Rule::AssessorOnly, |named| {
            Ask::form([("employee", &named.employee)])
        })
        .route(Method::POST, "/tim", Rule::AssessorOnly, |named| {
            Ask::form([("employee", &named.employee), ("days", &7)])
        })
        .route(Method::GET, "/tim/unduh.xlsx", Rule::Employee, |_| Ask::default())
        .page("/tim", Rule::AssessorOnly, |named| ("/tim".to_owned(), format!("/tim/{}", named.employee)))
        .page("/tim/:employee", Rule::Follow, |named| (format!("/tim/{}", named.employee), "Persalinan ditolong"))
        .filled(|Filled { agency, employee, .. }| {
            format!("insert into deferral values ('{agency}', '{employee}', '{employee}', '2026-06-30', now())")
        })
}

async fn team(client: &Client<'_>) -> Team {
    filtered(client, TeamFilter::default()).await
}

async fn filtered(client: &Client<'_>, filter: TeamFilter) -> Team {
    client.call(MyTeam { filter }).await.expect("a team")
}

fn reasons(team: &Team) -> Vec<(&str, &str)> {
    team.members.iter().map(|member| (member.name.as_str(), member.reason.as_str())).collect()
}

#[sqlx::test]
async fn who_needs_most_comes_first_with_the_reason(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    dewi.report(key(), town.births, "100").await;
    let of_sari = team(&sari).await;
    assert_eq!(
        reasons(&of_sari),
        [
            ("Dewi", "1 dari 3 indikator perlu dukungan: “Persalinan ditolong” 17,4 % dari yang seharusnya"),
            ("Lina", "Belum pernah melapor (biasanya tiap bulan)"),
        ]
    );
    assert_eq!((of_sari.size, of_sari.pressing), (2, 2));
    let first = &of_sari.members[0];
    assert_eq!((first.status, first.last_report.as_deref()), (Some(Status::NeedsSupport), Some("Hari ini 09.00")));
    assert_eq!(first.talk.as_ref().map(|talk| talk.subject), Some(Subject::Rhk(town.dewi_rhk)));

    for (indicator, value) in [(town.births, "574"), (town.days, "3"), (town.monthly, "300")] {
        assert_eq!(dewi.report(key(), indicator, value).await.status, StatusCode::CREATED);
    }
    let of_sari = team(&sari).await;
    assert_eq!(
        reasons(&of_sari),
        [("Lina", "Belum pernah melapor (biasanya tiap bulan)"), ("Dewi", "Semua sesuai rencana")]
    );
    assert_eq!(of_sari.pressing, 1);
    let talk = of_sari.members[1].talk.clone().expect("something to talk about");
    assert!(matches!(talk.subject, Subject::Report(_)), "{talk:?}");
    assert_eq!(talk.about, "Laporan 22 Jun: 300 kali");
}

#[sqlx::test]
async fn a_question_waits_at_the_top_until_somebody_answers(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, lina, sari) = (app.as_(town.dewi).await, app.as_(town.lina).await, app.as_(town.sari).await);
    dewi.report(key(), town.births, "100").await;
    let row = team(&sari).await.members.into_iter().find(|member| member.name == "Lina").expect("Lina");
    let place = ThreadPlace::Subject(row.talk.expect("something").subject);
    say(&lina, place, MessageKind::Question, "Alatnya rusak, bagaimana?").await.expect("sent");
    let first = &team(&sari).await.members[0];
    assert_eq!(
        (first.name.as_str(), first.reason.as_str()),
        (
            "Lina",
            "Bertanya, menunggu jawaban Anda sejak hari ini; selain itu belum pernah melapor (biasanya tiap bulan)"
        )
    );
    let talk = first.talk.clone().expect("something to talk about");
    let awaited = talk.awaited.last().expect("the question");
    assert_eq!((awaited.kind, awaited.text.as_str()), (MessageKind::Question, "Alatnya rusak, bagaimana?"));
    assert_eq!(ThreadPlace::Subject(talk.subject), place);
    app.at("2026-06-23T02:00:00Z");
    let (lina, sari) = (app.as_(town.lina).await, app.as_(town.sari).await);
    assert!(team(&sari).await.members[0].reason.starts_with("Bertanya, menunggu jawaban Anda sejak kemarin; "));
    say(&lina, place, MessageKind::Reply, "Sudah dua hari.").await.expect("sent");
    assert_eq!(team(&sari).await.members[0].name, "Lina", "their own word is no answer");
    say(&sari, place, MessageKind::Reply, "Besok rapat pukul delapan.").await.expect("sent");
    assert_eq!(team(&sari).await.members[0].name, "Lina", "a word about something else is no answer");
    answer(&sari, place, "Saya pinjamkan.").await;
    assert_eq!(team(&sari).await.members[0].name, "Dewi");
}

#[sqlx::test]
async fn a_report_and_a_question_reach_the_open_list(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let topics = format!("topics={},{}", Topic::Team(town.sari), Topic::Person(town.sari));
    let mut page = sari.listen(&topics, &[]).await.expect("a stream");
    page.next_of("ready").await;
    dewi.report(key(), town.births, "100").await;
    assert_eq!(page.next_change().await, Topic::Team(town.sari).to_string());
    say(&dewi, ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk)), MessageKind::Question, "?").await.expect("sent");
    assert_eq!(page.next_change().await, Topic::Person(town.sari).to_string());
}

#[sqlx::test]
async fn without_a_team_the_page_says_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    assert_eq!(team(&dewi).await.size, 0);
    let page = dewi.get("/tim").await;
    assert!(page.body.contains("tidak ada pegawai yang Anda nilai"), "{}", page.body);
}

#[sqlx::test]
async fn a_member_without_a_plan_is_seen_and_named(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let ratna = app.as_(town.ratna).await;
    let of_ratna = team(&ratna).await;
    let reason = "Belum punya SKP yang ditetapkan untuk tahun ini; minta pengelola kepegawaian membuatnya";
    assert_eq!(reasons(&of_ratna), [("Sari", reason)]);
    assert_eq!((of_ratna.members[0].status, of_ratna.members[0].talk.clone()), (None, None));
    let page = ratna.get("/tim").await.body;
    assert!(page.contains("Belum ada SKP") && page.contains(&format!("/tim/{}", town.sari)), "{page}");
}

#[sqlx::test]
async fn three_hundred_members_are_read_page_by_page(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (agency, sari) = (town.agency, town.sari);
    sql(
        &owner,
        format!(
            "insert into employee (agency_id, id, name, kind)
             select '{agency}', gen_random_uuid(), 'Pegawai ' || lpad(n::text, 3, '0'), 'pns' from generate_series(1, 298) n;
             insert into assessor (agency_id, employee_id, assessor_id, since)
             select '{agency}', id, '{sari}', '2026-01-01' from employee where name like 'Pegawai %'"
        ),
    )
    .await;
    let client = app.as_(sari).await;
    let (mut names, mut from, mut pages) = (Vec::new(), 0, 0);
    loop {
        let page = filtered(&client, TeamFilter { from, ..TeamFilter::default() }).await;
        assert_eq!((page.size, page.matching), (300, 300));
        let first = if from == 0 { String::new() } else { format!("{}–", from + 1) };
        assert_eq!(page.shown, Some(format!("{first}{} dari 300 orang", from + 50)), "a sheet of it says so");
        names.extend(page.members.into_iter().map(|member| member.name));
        pages += 1;
        match page.next {
            Some(next) => from = next,
            None => break,
        }
    }
    assert_eq!((names.len(), pages), (300, 6));
    assert_eq!(&names[..4], ["Dewi", "Lina", "Pegawai 001", "Pegawai 002"], "by need, then by name");
    let found = filtered(&client, TeamFilter { wanted: " pegawai 04 ".to_owned(), ..TeamFilter::default() }).await;
    assert_eq!((found.size, found.matching, found.shown), (300, 10, None));
    let silent = TeamFilter { status: Some(Status::Silent), ..TeamFilter::default() };
    assert_eq!(filtered(&client, silent).await.matching, 2);
    let beyond = TeamFilter { from: 1000, ..TeamFilter::default() };
    assert_eq!(filtered(&client, beyond).await.members, []);
    let page = client.get("/tim?cari=Pegawai+123").await.body;
    assert!(page.contains("Pegawai 123") && !page.contains("Pegawai 124"));
}

#[sqlx::test]
async fn the_results_of_a_member_are_open_to_those_who_follow_them(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let head = async |who: EmployeeId| app.as_(who).await.call(GetMember { employee: town.dewi }).await;
    let seen = head(town.sari).await.expect("the head");
    assert_eq!((seen.name.as_str(), seen.post.as_str()), ("Dewi", "Jabatan Dewi · Puskesmas Muara"));
    assert_eq!((seen.own, seen.plan), (false, Some(Subject::Skp(town.dewi_skp))));
    assert!(head(town.dewi).await.expect("the head").own);
    assert!(head(town.ratna).await.is_ok());
    for other in [town.lina, town.hadi, town.mayor, town.stranger] {
        assert_eq!(head(other).await.err(), Some(Error::NotFound));
    }
    let page = app.as_(town.sari).await.get(&format!("/tim/{}", town.dewi)).await.body;
    assert!(page.contains("Persalinan ditolong") && page.contains("Percakapan SKP"), "{page}");
    assert!(!page.contains("report-button"), "nobody reports for somebody else");
}

#[sqlx::test]
async fn any_word_that_nobody_answered_reaches_the_head_with_its_kind(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let place = ThreadPlace::Subject(Subject::Skp(town.dewi_skp));
    for (kind, reason) in [
        (MessageKind::Support, "Minta dukungan, "),
        (MessageKind::Question, "Bertanya, "),
        (MessageKind::Improvement, "Mengusulkan perbaikan, "),
        (MessageKind::Reply, "Menulis pesan, "),
    ] {
        say(&dewi, place, kind, "Vaksin habis.").await.expect("sent");
        let first = &team(&sari).await.members[0];
        assert_eq!(first.name, "Dewi");
        assert!(first.reason.starts_with(&format!("{reason}menunggu jawaban Anda sejak hari ini")), "{}", first.reason);
        let awaited = first.talk.as_ref().and_then(|talk| talk.awaited.last()).expect("in the box");
        assert_eq!((awaited.kind, awaited.text.as_str()), (kind, "Vaksin habis."));
        say(&sari, place, MessageKind::Appreciation, "Bagus.").await.expect("sent");
        assert!(team(&sari).await.members[0].reason.starts_with(reason), "praise does not clear it");
        answer(&sari, place, "Baik.").await;
        assert!(team(&sari).await.members.iter().all(|member| !member.reason.contains("menunggu")));
    }
    say(&dewi, place, MessageKind::Appreciation, "Terima kasih.").await.expect("sent");
    assert!(team(&sari).await.members.iter().all(|member| !member.reason.contains("menunggu")), "thanks wait for nothing");
    say(&dewi, place, MessageKind::Question, "Kapan?").await.expect("sent");
    say(&dewi, ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk)), MessageKind::Support, "Tolong.").await.expect("sent");
    assert!(team(&sari).await.members[0].reason.starts_with("Minta dukungan, "), "support before an older question");
}

#[sqlx::test]
async fn the_head_sees_on_beranda_how_many_people_need_attention(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    assert_eq!(team(&sari).await.pressing, 2);
    assert!(sari.get("/").await.text().contains("2 orang di tim Anda perlu perhatian"));
    assert!(!dewi.get("/").await.text().contains("perlu perhatian"), "nobody's assessor");
}

#[sqlx::test]
async fn who_is_taken_care_of_waits_until_the_day_or_until_they_write(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    dewi.report(key(), town.births, "100").await;
    let employee = town.dewi;
    sari.call(DeferMember { employee, days: 7 }).await.expect("noted");
    let of_sari = team(&sari).await;
    let last = of_sari.members.last().expect("a member");
    assert_eq!((last.name.as_str(), last.deferred.as_deref()), ("Dewi", Some("Ditangani, tunggu sampai 29 Jun")));
    assert!(last.reason.contains("perlu dukungan"), "the reason stays: {}", last.reason);
    assert_eq!((of_sari.pressing, last.pressing), (1, false));
    assert!(matches!(sari.call(DeferMember { employee, days: 120 }).await, Err(Error::Invalid(_))));

    app.at("2026-06-22T03:00:00Z");
    say(&dewi, ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk)), MessageKind::Support, "Tolong.").await.expect("sent");
    assert_eq!(team(&sari).await.members[0].name, "Dewi", "what was written since is not taken care of");
    app.at("2026-06-22T04:00:00Z");
    let form = [("employee", employee.to_string()), ("days", "3".to_owned())];
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(sari.post_form("/tim", &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(team(&sari).await.pressing, 1);
    app.at("2026-06-26T02:00:00Z");
    let sari = app.as_(town.sari).await;
    assert_eq!(team(&sari).await.members[0].name, "Dewi", "the wait is over");
    sari.call(DeferMember { employee, days: 30 }).await.expect("noted");
    sari.call(DeferMember { employee, days: 0 }).await.expect("removed");
    assert_eq!(team(&sari).await.members[0].deferred, None);
}

#[sqlx::test]
async fn who_writes_again_is_not_hidden_behind_an_older_question(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let deferred = async || {
        let members = team(&sari).await.members;
        members.into_iter().find(|member| member.name == "Dewi").expect("a member").deferred.is_some()
    };
    say(&dewi, place, MessageKind::Question, "Kapan vaksin tiba?").await.expect("sent");
    sari.call(DeferMember { employee: town.dewi, days: 30 }).await.expect("noted");
    assert!(deferred().await);
    app.at("2026-06-22T03:00:00Z");
    say(&dewi, place, MessageKind::Question, "Belum ada kabar?").await.expect("sent");
    assert!(!deferred().await);
}

#[sqlx::test]
async fn the_silent_are_reminded_once_a_day(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (lina, sari) = (app.as_(town.lina).await, app.as_(town.sari).await);
    let silent = team(&sari).await.to_remind;
    let named = |name: &str| name.to_owned();
    assert_eq!(silent, [(town.dewi, named("Dewi")), (town.lina, named("Lina"))]);
    for (employee, name) in silent {
        let sent = sari.call(RemindMember { employee }).await.expect("sent");
        assert_eq!(sent, format!("Pengingat untuk {name} terkirim 09.00"));
        let again = sari.call(RemindMember { employee }).await.expect("known");
        assert!(again.ends_with(" sudah diingatkan hari ini."), "{again}");
    }
    assert_eq!(messages(&owner).await, 2, "sent twice, stored once");
    let of_sari = team(&sari).await;
    assert!(of_sari.to_remind.is_empty());
    assert!(of_sari.members.iter().all(|member| member.reminder == Some(ReminderStatus::SentToday)));
    let threads = lina.call(ListThreads { after: None }).await.expect("a list").threads;
    assert_eq!(threads[0].excerpt, "Mohon laporkan “Kunjungan rumah”. Belum pernah dilaporkan (biasanya tiap bulan).");
    app.at("2026-06-23T02:00:00Z");
    assert_eq!(team(&app.as_(town.sari).await).await.to_remind.len(), 2, "a new day");
}

async fn messages(owner: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from message").fetch_one(owner).await.expect("a count")
}

#[sqlx::test]
async fn whoever_reports_in_between_is_not_reminded(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (lina, sari) = (app.as_(town.lina).await, app.as_(town.sari).await);
    // The head's page is open, and Lina reports before the tap.
    assert!(team(&sari).await.to_remind.iter().any(|(member, _)| *member == town.lina));
    assert_eq!(lina.report(key(), town.visits, "560").await.status, StatusCode::CREATED);
    let answer = sari.call(RemindMember { employee: town.lina }).await.expect("an answer");
    assert_eq!(answer, "Lina tidak diingatkan: tidak ada laporan yang ditunggu.");
    assert_eq!(messages(&owner).await, 0);
    // Without JavaScript.
    for employee in [town.lina, town.dewi] {
        let answer = sari.post_form("/tim/ingatkan", &[("employee", &employee.to_string())]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/tim")));
    }
    assert_eq!(messages(&owner).await, 1, "to Dewi alone");
}

#[sqlx::test]
async fn who_has_never_signed_in_has_no_access_and_is_not_silent(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    sql(&owner, format!("update employee set access_at = null where id = '{}'", town.lina)).await;
    // The first sign-in of an account that was made long ago.
    app.at("2026-07-01T02:00:00Z");
    app.account(town.agency, Some(town.lina), "lina", None).await;
    jobs::once(&app.app).await.expect("the scheduler");
    sql(&owner, "update person_standing set until = as_of + 1".to_owned()).await;
    app.at("2026-07-02T02:00:00Z");
    jobs::once(&app.app).await.expect("the scheduler");
    let sari = app.as_(town.sari).await;
    let of_sari = team(&sari).await;
    assert_eq!(of_sari.to_remind, [(town.dewi, "Dewi".to_owned())]);
    let lina = of_sari.members.iter().find(|member| member.id == town.lina).expect("Lina");
    assert_eq!((lina.status, lina.reminder, lina.pressing), (Some(Status::NotDue), None, true));
    assert!(lina.reason.starts_with("Belum punya akses: belum pernah masuk"), "{}", lina.reason);
    let answer = sari.call(RemindMember { employee: town.lina }).await.expect("an answer");
    assert!(answer.starts_with("Lina tidak diingatkan"), "{answer}");

    app.as_(town.lina).await;
    let reason = async |at: &str| {
        app.at(at);
        jobs::once(&app.app).await.expect("the scheduler");
        let found = rollup::check(&mut owner.acquire().await.expect("a connection"), town.agency, Zone::Wib).await;
        assert_eq!(found.expect("a recount"), Vec::<String>::new(), "{at}");
        let of_sari = team(&app.as_(town.sari).await).await;
        of_sari.members.into_iter().find(|member| member.id == town.lina).expect("Lina").reason
    };
    assert_eq!(reason("2026-07-02T03:00:00Z").await, "Belum ada yang jatuh tempo");
    assert_eq!(reason("2026-08-02T02:00:00Z").await, "Belum ada yang jatuh tempo", "a month after the first sign-in");
    assert_eq!(reason("2026-08-03T02:00:00Z").await, "Belum pernah melapor (biasanya tiap bulan)");
}

/// Returns a member's row in Sari's list.
async fn row(sari: &Client<'_>, name: &str) -> MemberRow {
    team(sari).await.members.into_iter().find(|member| member.name == name).expect("a member")
}

/// Returns the texts of the messages that wait in a row, subject by subject.
fn waiting(row: &MemberRow) -> Vec<Vec<&str>> {
    let texts = row.talk.iter().chain(&row.others).map(|talk| talk.awaited.iter().map(|asked| asked.text.as_str()).collect());
    texts.filter(|texts: &Vec<&str>| !texts.is_empty()).collect()
}

#[sqlx::test]
async fn every_message_that_waits_is_shown_until_it_is_answered(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let [result, plan] = [Subject::Rhk(town.dewi_rhk), Subject::Skp(town.dewi_skp)].map(ThreadPlace::Subject);
    for (place, kind, text) in [
        (plan, MessageKind::Question, "Target boleh diubah?"),
        (plan, MessageKind::Reply, "Angkanya terlalu tinggi."),
        (result, MessageKind::Support, "Vaksin habis."),
    ] {
        say(&dewi, place, kind, text).await.expect("sent");
    }
    let first = row(&sari, "Dewi").await;
    assert!(first.reason.starts_with("Minta dukungan, menunggu jawaban Anda sejak hari ini, bersama 2 pesan lain"), "{}", first.reason);
    assert_eq!(waiting(&first), [vec!["Vaksin habis."], vec!["Target boleh diubah?", "Angkanya terlalu tinggi."]]);
    assert_eq!(first.others[0].about, "SKP 2026");
    let page = sari.get(&format!("/tim?buka={}", town.dewi)).await.text();
    for text in ["Vaksin habis.", "Juga menunggu jawaban:", "Target boleh diubah?", "Angkanya terlalu tinggi."] {
        assert!(page.contains(text), "{text}: {page}");
    }
    // The row offers to answer the newest message of a subject, and with it the others that are shown.
    for left in [vec![vec!["Target boleh diubah?", "Angkanya terlalu tinggi."]], vec![]] {
        let talk = row(&sari, "Dewi").await.talk.expect("a subject");
        let newest = talk.awaited.last().expect("a message").id;
        let message = MessageBody { answers: Some(newest), ..body(MessageKind::Reply, "Besok saya urus.") };
        sari.call(Say { place: ThreadPlace::Subject(talk.subject), message }).await.expect("sent");
        assert_eq!(waiting(&row(&sari, "Dewi").await), left);
    }
}

#[sqlx::test]
async fn thanks_are_put_aside_with_one_tap_and_no_question_is_lost(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    say(&dewi, place, MessageKind::Question, "Kapan vaksin tiba?").await.expect("sent");
    answer(&sari, place, "Besok.").await;
    let thanks = say(&dewi, place, MessageKind::Reply, "Terima kasih, Bu.").await.expect("sent");
    assert_eq!(waiting(&row(&sari, "Dewi").await), [["Terima kasih, Bu."]], "nothing tells it from a question");
    let page = sari.get(&format!("/tim?buka={}", town.dewi)).await.text();
    assert!(page.contains("Tidak perlu jawaban") && page.contains("Ia membaca “Sudah saya baca.”"), "{page}");
    say(&dewi, place, MessageKind::Question, "Berapa botol?").await.expect("sent");

    let aside = AcknowledgeMessage { employee: town.dewi, message: thanks.message };
    let words = sari.call(aside.clone()).await.expect("put aside");
    assert_eq!(words, "Dewi membaca “Sudah saya baca.” Terkirim 09.00");
    assert_eq!(waiting(&row(&sari, "Dewi").await), [["Berapa botol?"]], "what was asked since waits");
    let before = messages(&owner).await;
    let again = sari.call(aside).await.expect("known");
    assert_eq!((again.as_str(), messages(&owner).await), ("Pesan Dewi sudah tidak menunggu jawaban.", before));
    let thread = dewi.call(OpenThread { asked: ThreadQuery { place, before: None } }).await.expect("the thread");
    let last = thread.messages.last().expect("a message");
    assert_eq!((last.author.as_str(), last.text.as_str()), ("Sari", "Sudah saya baca."), "she sees it");
    assert_eq!(thread.awaited, None, "and owes no answer to it");

    // Without JavaScript.
    let asked = row(&sari, "Dewi").await.talk.expect("a subject").awaited[0].id.to_string();
    let form = sari.post_form("/tim/dibaca", &[("employee", &town.dewi.to_string()), ("message", &asked)]).await;
    assert_eq!((form.status, form.location()), (StatusCode::SEE_OTHER, Some("/tim")));
    assert!(waiting(&row(&sari, "Dewi").await).is_empty());
}

#[sqlx::test]
async fn a_reminder_leaves_its_trace_in_the_row(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    assert_eq!(row(&sari, "Lina").await.reminded, None);
    sari.call(RemindMember { employee: town.lina }).await.expect("sent");
    assert_eq!(row(&sari, "Lina").await.reminded.as_deref(), Some("Diingatkan hari ini 09.00 oleh Anda"));
    assert_eq!(row(&sari, "Dewi").await.reminded, None);
    assert!(sari.get("/tim").await.text().contains("Diingatkan hari ini 09.00 oleh Anda"));
    app.at("2026-06-25T03:00:00Z");
    let (lina, sari) = (app.as_(town.lina).await, app.as_(town.sari).await);
    let silent = row(&sari, "Lina").await;
    assert_eq!(silent.reminded.as_deref(), Some("Diingatkan 22 Jun 09.00 oleh Anda"));
    assert_eq!(silent.reminder, Some(ReminderStatus::Due), "and can be reminded again");
    assert_eq!(lina.report(key(), town.visits, "560").await.status, StatusCode::CREATED);
    assert_eq!(row(&sari, "Lina").await.reminded, None, "done");
}

#[sqlx::test]
async fn dates_in_a_row_name_the_indicator_that_they_belong_to(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    assert_eq!(dewi.report(key(), town.births, "574").await.status, StatusCode::CREATED);
    app.at("2026-09-21T02:00:00Z");
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    assert_eq!(dewi.report(key(), town.monthly, "250").await.status, StatusCode::CREATED);
    let of_dewi = row(&sari, "Dewi").await;
    assert_eq!(of_dewi.old.as_deref(), Some("Angka lama – terakhir 22 Jun (“Persalinan ditolong”)"));
    let last = (of_dewi.last_report.as_deref(), of_dewi.last_indicator.as_deref());
    assert_eq!(last, (Some("Hari ini 09.00"), Some("Kunjungan ibu hamil")));
    let page = sari.get("/tim").await.text();
    assert!(page.contains("Laporan terakhir: Hari ini 09.00 (“Kunjungan ibu hamil”) · 3 indikator"), "{page}");
    assert_eq!(row(&sari, "Lina").await.last_indicator, None, "she has one");
}

#[sqlx::test]
async fn a_plain_form_of_the_team_that_is_refused_says_why_above_the_list(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let (dewi, stranger, none) = (town.dewi.to_string(), town.budi.to_string(), key().to_string());
    let unknown = "Yang Anda cari tidak ada, atau bukan untuk Anda.";
    for (address, fields, said) in [
        ("/tim", [("employee", stranger.as_str()), ("days", "7")], unknown),
        ("/tim", [("employee", &dewi), ("days", "120")], "Pilih salah satu waktu tunggu."),
        ("/tim/ingatkan", [("employee", &stranger), ("x", "")], unknown),
        ("/tim/dibaca", [("employee", &stranger), ("message", &none)], unknown),
    ] {
        let back = sari.post_form(address, &fields).await;
        assert!(back.status.is_client_error(), "{address}: {}", back.status);
        let at = |part: &str| back.body.find(part).unwrap_or_else(|| panic!("{address}: {part}: {}", back.text()));
        assert!(at(said) < at("id=\"anggota-"), "{address}: {}", back.text());
    }
}
