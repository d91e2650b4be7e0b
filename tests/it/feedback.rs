//! Threads: live changes, read marks, guests, and the form that works without JavaScript.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Answer, Client, TestApp, key},
    scene::WORDS,
    seed::{TODAY, Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    domain::{
        event::Topic,
        feedback::{MessageKind, Subject},
        id::{EmployeeId, MessageId, ReportId, ThreadId},
    },
    error::Error,
    features::feedback::{
        api::{AddGuest, FindColleagues, ListThreads, MarkRead, OpenThread, RemoveGuest, Say, UnreadCount},
        model::{ThreadQuery, MessageBody, ThreadPlace, Sent, Thread, ThreadList},
    },
};
use sqlx::{AssertSqlSafe, PgPool};

/// Returns the access rows of threads.
pub fn access() -> Rows {
    let about = |rhk| ThreadPlace::Subject(Subject::Rhk(rhk));
    Rows::default()
        .function(Rule::SignedIn, |_| ListThreads { after: None })
        .function(Rule::SignedIn, |_| UnreadCount {})
        .function(Rule::TakePart, move |named| OpenThread { asked: ThreadQuery { place: about(named.rhk), before: None } })
        .function(Rule::TakePart, move |named| Say {
            place: about(named.rhk),
            message: body(MessageKind::Question, "Bagaimana kelanjutannya?"),
        })
        .function(Rule::TakePart, |named| MarkRead { thread: named.thread })
        .function(Rule::Host, |named| FindColleagues { thread: named.thread, wanted: "Budi".to_owned() })
        .function(Rule::Host, |named| AddGuest { thread: named.thread, guest: named.guest })
        .function(Rule::Host, |named| RemoveGuest { thread: named.thread, guest: named.guest })
        .route(Method::POST, "/percakapan/{thread}", Rule::TakePart, |named| {
            let path = format!("/percakapan/{}", named.thread);
            Ask::at(path).with_form([("id", &key()), ("kind", &"biasa"), ("text", &"Baik.")])
        })
        .page("/percakapan", Rule::Inbox, |_| ("/percakapan".to_owned(), WORDS))
        .page("/percakapan/:thread", Rule::TakePart, |named| (format!("/percakapan/{}", named.thread), WORDS))
        .filled(|Filled { agency, employee, .. }| {
            format!(
                "insert into thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)
                 select agency_id, gen_random_uuid(), employee_id, id, 'skp', id, now() from skp where employee_id = '{employee}';
                 insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
                 select agency_id, gen_random_uuid(), id, employee_id, 'reply', 'Halo', now() from thread
                 where agency_id = '{agency}';
                 insert into thread_guest
                 select agency_id, id, employee_id, employee_id, now() from thread where agency_id = '{agency}';
                 insert into read_mark
                 select agency_id, id, employee_id, now() from thread where agency_id = '{agency}'"
            )
        })
}

pub fn body(kind: MessageKind, text: &str) -> MessageBody {
    MessageBody { id: MessageId(key()), kind, text: text.to_owned(), answers: None }
}

/// Answers the message that the thread shows as waiting.
pub async fn answer(client: &Client<'_>, place: ThreadPlace, text: &str) -> Sent {
    let awaited = open(client, place).await.expect("the thread").awaited.expect("a message that waits");
    let message = MessageBody { answers: Some(awaited.id), ..body(MessageKind::Reply, text) };
    client.call(Say { place, message }).await.expect("sent")
}

pub async fn say(client: &Client<'_>, place: ThreadPlace, kind: MessageKind, text: &str) -> Result<Sent, Error> {
    client.call(Say { place, message: body(kind, text) }).await
}

async fn praise(client: &Client<'_>, town: &Town) -> Sent {
    say(client, result(town), MessageKind::Appreciation, "Kerja malam yang baik.").await.expect("sent")
}

fn result(town: &Town) -> ThreadPlace {
    ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk))
}

async fn open(client: &Client<'_>, place: ThreadPlace) -> Result<Thread, Error> {
    client.call(OpenThread { asked: ThreadQuery { place, before: None } }).await
}

async fn list(client: &Client<'_>) -> ThreadList {
    client.call(ListThreads { after: None }).await.expect("a list")
}

async fn unread(client: &Client<'_>) -> i32 {
    client.call(UnreadCount {}).await.expect("a count")
}

async fn count(owner: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(owner).await.expect("a count")
}

/// A text with markup that a page must escape.
const HOSTILE: &str = "</textarea><script>alert('x')</script>";

#[sqlx::test]
async fn the_first_message_makes_the_thread_and_both_sides_list_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    assert_eq!(open(&dewi, result(&town)).await.expect("an empty page").id, None);
    assert_eq!(count(&owner, "select count(*) from thread").await, 0, "a look makes none");

    let sent = praise(&sari, &town).await;
    assert_eq!(sent.time, "09.00");
    assert_eq!((unread(&dewi).await, unread(&sari).await), (1, 0));
    let row = &list(&dewi).await.threads[0];
    assert_eq!((row.id, row.unread, row.person.as_str()), (sent.thread, 1, "Sari"));
    assert_eq!((row.subject.as_str(), row.at.as_str()), ("Meningkatnya layanan", "Hari ini 09.00"));
    assert_eq!((row.excerpt.as_str(), row.newest), ("Kerja malam yang baik.", sent.message));
    let row = &list(&sari).await.threads[0];
    assert_eq!((row.unread, row.person.as_str(), row.excerpt.as_str()), (0, "Dewi", "Anda: Kerja malam yang baik."));

    let thread = open(&dewi, ThreadPlace::Thread(sent.thread)).await.expect("the thread");
    let message = &thread.messages[0];
    assert_eq!((message.own, message.author.as_str(), message.kind), (false, "Sari", MessageKind::Appreciation));
    assert_eq!(thread.unread, Some(sent.message));
    assert_eq!(count(&owner, "select count(*) from event where kind = 'said'").await, 1);
}

#[sqlx::test]
async fn a_thread_is_called_by_what_it_is_about(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let report = key();
    dewi.report(report, town.births, "540").await;
    let report = ThreadPlace::Subject(Subject::Report(ReportId(report)));
    let thread = open(&sari, report).await.expect("a page");
    assert_eq!(
        (thread.title.as_str(), thread.about.as_str()),
        ("Laporan 22 Jun: 540 kali", "Dewi · Persalinan ditolong")
    );
    assert_eq!(thread.link.expect("a link").0, format!("/riwayat/{}", town.births));
    let thread = open(&sari, ThreadPlace::Subject(Subject::Skp(town.dewi_skp))).await.expect("a page");
    assert_eq!((thread.title.as_str(), thread.about.as_str()), ("SKP 2026", "Dewi"));
    assert_eq!(thread.link.expect("a link").0, format!("/tim/{}", town.dewi));
    // Three subjects have three threads.
    for place in [report, ThreadPlace::Subject(Subject::Skp(town.dewi_skp)), result(&town)] {
        say(&sari, place, MessageKind::Reply, "Baik.").await.expect("sent");
    }
    assert_eq!(list(&dewi).await.threads.len(), 3);
}

#[sqlx::test]
async fn a_subject_belongs_to_its_plan_and_the_person_concerned(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, report) = (app.as_(town.dewi).await, ReportId(key()));
    dewi.report(report.0, town.births, "540").await;
    let plan = "from thread_subject where skp_id = $4 and employee_id = $5 and year = 2026 and ends_on = '2026-12-31'";
    for (subject, result, indicator) in [
        (Subject::Skp(town.dewi_skp), None, None),
        (Subject::Rhk(town.dewi_rhk), Some("Meningkatnya layanan"), None),
        (Subject::Report(report), Some("Meningkatnya layanan"), Some("Persalinan ditolong: 540 kali")),
    ] {
        let found: Vec<(Option<String>, Option<String>)> = sqlx::query_as(AssertSqlSafe(format!(
            "select result, indicator || ': ' || trim_scale(value) || ' ' || unit {plan}
             and agency_id = $1 and kind = $2 and id = $3"
        )))
        .bind(town.agency)
        .bind(subject.word())
        .bind(subject.id())
        .bind(town.dewi_skp)
        .bind(town.dewi)
        .fetch_all(&owner)
        .await
        .expect("a subject");
        assert_eq!(found, [(result.map(str::to_owned), indicator.map(str::to_owned))], "{subject:?}");
    }
}

#[sqlx::test]
async fn two_who_begin_at_once_end_in_the_same_thread(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let send = async |n: usize| {
        let client = if n.is_multiple_of(2) { &dewi } else { &sari };
        say(client, result(&town), MessageKind::Reply, &format!("Pesan {n}")).await.expect("sent").thread
    };
    let threads = futures::future::join_all((0..16).map(send)).await;
    assert!(threads.iter().all(|thread| *thread == threads[0]), "{threads:?}");
    assert_eq!(count(&owner, "select count(*) from thread").await, 1);
    assert_eq!(count(&owner, "select count(*) from message").await, 16);
}

#[sqlx::test]
async fn the_same_message_again_is_stored_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let message = body(MessageKind::Question, "Butuh bantuan apa?");
    let again = || sari.call(Say { place: result(&town), message: message.clone() });
    let first = again().await.expect("sent");
    app.at("2026-06-22T02:05:00Z");
    assert_eq!(again().await.expect("sent"), first, "the same receipt");
    let other = MessageBody { text: "Lain".to_owned(), ..message };
    let refused = sari.call(Say { place: result(&town), message: other }).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(count(&owner, "select count(*) from message").await, 1);
    assert_eq!(count(&owner, "select count(*) from event").await, 1);
}

#[sqlx::test]
async fn a_message_reaches_the_open_pages_of_those_who_take_part(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, ratna) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.ratna).await);
    let sent = praise(&sari, &town).await;
    let mut thread = dewi.listen(&format!("topics={}", Topic::Thread(sent.thread)), &[]).await.expect("a stream");
    let mut inbox = dewi.listen(&format!("topics={}", Topic::Person(town.dewi)), &[]).await.expect("a stream");
    let mut above = ratna.listen(&format!("topics={}", Topic::Person(town.ratna)), &[]).await.expect("a stream");
    for stream in [&mut thread, &mut inbox, &mut above] {
        stream.next_of("ready").await;
    }
    say(&sari, ThreadPlace::Thread(sent.thread), MessageKind::Question, "Ada kendala?").await.expect("sent");
    assert_eq!(thread.next_change().await, Topic::Thread(sent.thread).to_string());
    assert_eq!(inbox.next_change().await, Topic::Person(town.dewi).to_string());
    // A superior may read, but gets live changes only after writing.
    say(&ratna, ThreadPlace::Thread(sent.thread), MessageKind::Support, "Saya bantu.").await.expect("sent");
    assert_eq!(above.next_change().await, Topic::Person(town.ratna).to_string());
    assert_eq!(list(&ratna).await.threads.len(), 1);
}

#[sqlx::test]
async fn a_read_mark_says_who_has_read_and_when_it_was_first(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let Sent { thread, .. } = praise(&sari, &town).await;
    app.at("2026-06-22T07:05:00Z");
    assert_eq!(dewi.call(MarkRead { thread }).await, Ok(()));
    assert_eq!(unread(&dewi).await, 0);
    let changes = count(&owner, "select count(*) from outbox").await;
    app.at("2026-06-22T09:00:00Z");
    assert_eq!(dewi.call(MarkRead { thread }).await, Ok(()));
    assert_eq!(count(&owner, "select count(*) from outbox").await, changes, "nothing new, no page changes");
    let seen = open(&sari, ThreadPlace::Thread(thread)).await.expect("the thread");
    assert_eq!(seen.messages[0].read, ["Dibaca Dewi 14.05"]);
    assert_eq!(count(&owner, "select count(*) from event").await, 1, "a read mark is no matter for the audit");
    // An answer marks the earlier messages as read for its author.
    say(&dewi, ThreadPlace::Thread(thread), MessageKind::Reply, "Terima kasih.").await.expect("sent");
    let seen = open(&dewi, ThreadPlace::Thread(thread)).await.expect("the thread");
    assert_eq!((seen.unread, seen.messages[1].read.len()), (None, 0));
    assert_eq!(unread(&sari).await, 1);
}

#[sqlx::test]
async fn opening_a_page_writes_nothing(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let Sent { thread, .. } = praise(&sari, &town).await;
    let before = app.rows().await;
    for path in ["/percakapan".to_owned(), format!("/percakapan/{thread}"), result(&town).path()] {
        dewi.get(&path).await;
    }
    assert_eq!(app.rows().await, before);
}

#[sqlx::test]
async fn the_list_has_unread_threads_first_and_every_thread_once(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, agency, skp) = (town.dewi, town.agency, town.dewi_skp);
    sql(
        &owner,
        format!(
            "insert into rhk (agency_id, id, skp_id, ordinal, text)
             select '{agency}', gen_random_uuid(), '{skp}', 100 + n, 'Hasil ' || n from generate_series(1, 70) n;
             insert into thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)
             select '{agency}', gen_random_uuid(), '{dewi}', skp_id, 'rhk', id, '2026-06-01' from rhk where ordinal > 100;
             insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
             select '{agency}', gen_random_uuid(), t.id, '{}', 'reply', r.text,
                 timestamptz '2026-06-01' + (r.ordinal / 3) * interval '1 hour'
             from thread t join rhk r on r.id = t.subject_id;
             insert into read_mark (agency_id, thread_id, employee_id, read_at)
             select '{agency}', t.id, '{dewi}', '2026-06-20' from thread t join rhk r on r.id = t.subject_id
             where r.ordinal % 5 > 0",
            town.sari
        ),
    )
    .await;
    let client = app.as_(dewi).await;
    let (mut rows, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page: ThreadList = client.call(ListThreads { after }).await.expect("a page");
        assert_eq!(page.shown, Some(format!("{} dari 70 percakapan", page.threads.len())));
        rows.extend(page.threads);
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((rows.len(), pages), (70, 3));
    let distinct: std::collections::BTreeSet<ThreadId> = rows.iter().map(|row| row.id).collect();
    assert_eq!(distinct.len(), 70, "none twice");
    let read: Vec<bool> = rows.iter().map(|row| row.unread == 0).collect();
    assert!(read.is_sorted(), "unread ones first");
    assert_eq!(unread(&client).await, 14);
    let page: ThreadList = client.call(ListThreads { after: Some("bukan".to_owned()) }).await.expect("a page");
    assert_eq!(page.threads.len(), 30, "a cursor that is none begins at the beginning");
}

#[sqlx::test]
async fn a_long_thread_shows_the_newest_and_leads_to_the_older_ones(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let Sent { thread, .. } = praise(&sari, &town).await;
    sql(
        &owner,
        format!(
            "insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
             select '{}', gen_random_uuid(), '{thread}', '{}', 'reply', 'Pesan ' || n,
                 timestamptz '2026-06-22T03:00:00Z' + n * interval '1 second'
             from generate_series(1, 150) n",
            town.agency, town.dewi
        ),
    )
    .await;
    let newest = open(&sari, ThreadPlace::Thread(thread)).await.expect("the thread");
    assert_eq!((newest.messages.len(), newest.messages[99].text.as_str()), (100, "Pesan 150"));
    assert_eq!(newest.shown.as_deref(), Some("100 dari 151 pesan"));
    let asked = ThreadQuery { place: ThreadPlace::Thread(thread), before: newest.older };
    let older = sari.call(OpenThread { asked }).await.expect("the older ones");
    assert_eq!((older.messages.len(), older.older, older.unread), (51, None, None));
    assert_eq!(older.messages[50].text, "Pesan 50");
}

#[sqlx::test]
async fn who_is_let_in_reads_and_writes_and_everybody_sees_by_whom(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, hadi) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.hadi).await);
    let Sent { thread, .. } = praise(&sari, &town).await;
    let place = ThreadPlace::Thread(thread);
    assert_eq!(open(&hadi, place).await.err(), Some(Error::NotFound));
    let found = sari.call(FindColleagues { thread, wanted: "hADi".to_owned() }).await.expect("people");
    assert_eq!((found[0].id, found[0].post.as_str()), (town.hadi, "Jabatan Hadi · Dinas Pendidikan"));
    assert_eq!(sari.call(AddGuest { thread, guest: town.hadi }).await, Ok(()));

    let seen = open(&dewi, place).await.expect("the thread");
    assert_eq!(seen.guests[0].name, "Hadi");
    assert_eq!(seen.guests[0].added, "Ditambahkan oleh Sari pada hari ini 09.00");
    let page = dewi.get(&format!("/percakapan/{thread}")).await.body;
    assert!(page.contains("Ditambahkan oleh Sari pada hari ini 09.00"));
    assert_eq!(count(&owner, "select count(*) from event where kind = 'guest_added'").await, 1);

    assert_eq!(list(&hadi).await.threads.len(), 1);
    say(&hadi, place, MessageKind::Support, "Saya bantu.").await.expect("sent");
    let thread_of_guest = open(&hadi, place).await.expect("the thread");
    assert_eq!((thread_of_guest.hosts, thread_of_guest.link), (false, None), "the talk, not the results");
    assert_eq!(hadi.call(AddGuest { thread, guest: town.budi }).await, Err(Error::Forbidden));
}

#[sqlx::test]
async fn a_guest_is_let_out_again_by_the_person_whom_the_thread_is_about(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari, hadi) = (app.as_(town.dewi).await, app.as_(town.sari).await, app.as_(town.hadi).await);
    let Sent { thread, .. } = praise(&sari, &town).await;
    let place = ThreadPlace::Thread(thread);
    for with_javascript in [true, false] {
        assert_eq!(sari.call(AddGuest { thread, guest: town.hadi }).await, Ok(()));
        assert!(open(&hadi, place).await.is_ok());
        assert_eq!(hadi.call(RemoveGuest { thread, guest: town.hadi }).await, Err(Error::Forbidden));
        let page = dewi.get(&format!("/percakapan/{thread}")).await.body;
        assert!(page.contains(&format!("name=\"keluar\" value=\"{}\"", town.hadi)), "a button beside the name");
        if with_javascript {
            assert_eq!(dewi.call(RemoveGuest { thread, guest: town.hadi }).await, Ok(()));
        } else {
            let fields = [("keluar", town.hadi.to_string())];
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = dewi.post_form(&format!("/percakapan/{thread}"), &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(open(&hadi, place).await.err(), Some(Error::NotFound));
        assert_eq!(list(&hadi).await.threads, []);
    }
    assert_eq!(dewi.call(RemoveGuest { thread, guest: town.hadi }).await, Ok(()), "it is so already");
    assert_eq!(count(&owner, "select count(*) from event where kind = 'guest_removed'").await, 2);
}

#[sqlx::test]
async fn nobody_lists_the_agency_by_searching_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let Sent { thread, .. } = praise(&sari, &town).await;
    let search = async |client: &Client<'_>| client.call(FindColleagues { thread, wanted: "Hadi".to_owned() }).await;
    for _ in 0..30 {
        assert!(search(&dewi).await.is_ok());
    }
    assert_eq!(search(&dewi).await, Err(Error::TooMany(600)));
    assert!(search(&sari).await.is_ok(), "others go on");
    assert_eq!(count(&owner, "select count(*) from event where kind = 'people_searched'").await, 31);
    app.app.clock.set(app.now() + jiff::SignedDuration::from_mins(10));
    assert!(search(&dewi).await.is_ok());
}

#[sqlx::test]
async fn only_who_has_no_part_yet_can_be_let_in(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    let sent = say(&dewi, result(&town), MessageKind::Question, "Bagaimana caranya?").await.expect("sent");
    let add = async |guest: EmployeeId| dewi.call(AddGuest { thread: sent.thread, guest }).await;
    for part in [town.dewi, town.sari, town.ratna] {
        assert!(matches!(add(part).await, Err(Error::Invalid(errors)) if errors.of("tamu").is_some()));
    }
    assert_eq!(add(town.stranger).await, Err(Error::NotFound));
    assert_eq!(add(EmployeeId(key())).await, Err(Error::NotFound));
    let short = dewi.call(FindColleagues { thread: sent.thread, wanted: " ha ".to_owned() }).await;
    assert!(matches!(short, Err(Error::Invalid(errors)) if errors.of("cari").is_some()));
    let found = dewi.call(FindColleagues { thread: sent.thread, wanted: "%%%".to_owned() }).await;
    assert_eq!(found, Ok(vec![]), "a name, not a pattern");
    let found = dewi.call(FindColleagues { thread: sent.thread, wanted: "Orang".to_owned() }).await;
    assert_eq!(found, Ok(vec![]), "nobody of another agency");
}

#[sqlx::test]
async fn who_wrote_and_lost_the_right_sees_the_thread_no_longer(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let ratna = app.as_(town.ratna).await;
    let sent = say(&ratna, result(&town), MessageKind::Support, "Saya bantu.").await.expect("sent");
    assert_eq!(list(&ratna).await.threads.len(), 1);
    town.transfer(&owner, town.ratna, town.schools, TODAY).await;
    assert_eq!(list(&ratna).await.threads, []);
    assert_eq!(unread(&ratna).await, 0);
    assert_eq!(open(&ratna, ThreadPlace::Thread(sent.thread)).await.err(), Some(Error::NotFound));
    assert_eq!(open(&app.as_(town.dewi).await, ThreadPlace::Thread(sent.thread)).await.expect("kept").messages.len(), 1);
}

#[sqlx::test]
async fn a_message_has_words_and_not_too_many(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    for text in [" \n ", "a\0b", &"x".repeat(4001)] {
        let refused = say(&dewi, result(&town), MessageKind::Reply, text).await;
        assert!(matches!(refused, Err(Error::Invalid(errors)) if errors.of("text").is_some()));
    }
    assert!(say(&dewi, result(&town), MessageKind::Reply, &"é".repeat(4000)).await.is_ok());
    assert_eq!(count(&owner, "select count(*) from thread").await, 1);
}

/// Returns the address to which an accepted plain form redirects, without the fragment of the message.
fn thread_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.location().expect("a place");
    to.split('#').next().expect("a path").to_owned()
}

#[sqlx::test]
async fn the_plain_form_writes_and_comes_back_as_it_was_typed(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let rhk = town.dewi_rhk.to_string();
    let page = sari.get(&result(&town).path()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("action=\"/percakapan/baru\"") && page.body.contains("Tulis umpan balik"));

    let long = "x".repeat(4001);
    let fields = [("rhk", rhk.as_str()), ("kind", "pertanyaan"), ("text", &long)];
    let back = sari.post_form("/percakapan/baru", &fields).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains(&long) && back.body.contains("paling banyak 4000 huruf"));

    let id = key().to_string();
    let fields = [("rhk", rhk.as_str()), ("id", &id), ("kind", "pertanyaan"), ("text", HOSTILE)];
    let path = thread_of(&sari.post_form("/percakapan/baru", &fields).await);
    assert_eq!(thread_of(&sari.post_form("/percakapan/baru", &fields).await), path, "sent twice");
    assert_eq!(count(&owner, "select count(*) from message").await, 1);
    let page = dewi.get(&path).await.body;
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert"), "shown, not run");
    assert!(page.contains("Pertanyaan"));

    let fields = [("kind", "biasa"), ("text", "Sudah, terima kasih.")];
    assert_eq!(thread_of(&dewi.post_form(&path, &fields).await), path);
    assert_eq!((unread(&dewi).await, unread(&sari).await), (0, 1), "an author has read what stands before the answer");
}

#[sqlx::test]
async fn a_form_that_came_back_is_shown_although_the_subject_has_a_thread_by_now(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    praise(&sari, &town).await;
    let rhk = town.dewi_rhk.to_string();
    let back = dewi.post_form("/percakapan/baru", &[("rhk", &rhk), ("text", "a\u{202E}b")]).await;
    assert_eq!((back.status, back.location()), (StatusCode::UNPROCESSABLE_ENTITY, None));
    assert!(back.body.contains("Ada huruf yang tidak dapat disimpan."));
}

#[sqlx::test]
async fn what_was_typed_survives_a_lost_session(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let Sent { thread, .. } = praise(&app.as_(town.sari).await, &town).await;
    let typed = format!("Pesan panjang yang sayang hilang {HOSTILE}");
    let fields = [("kind", "dukungan"), ("text", typed.as_str())];
    let back = app.anonymous().post_form(&format!("/percakapan/{thread}"), &fields).await;
    assert_eq!(back.status, StatusCode::UNAUTHORIZED);
    assert!(back.body.contains("Pesan panjang yang sayang hilang &lt;/textarea&gt;&lt;script&gt;"), "{}", back.body);
    assert!(back.body.contains("Masuk lagi") && !back.body.contains("Kerja malam"), "typed words, no others");
    assert_eq!(count(&owner, "select count(*) from message").await, 1);
}

#[sqlx::test]
async fn a_subject_with_a_thread_leads_to_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let Sent { thread, .. } = praise(&sari, &town).await;
    let answer = dewi.get(&result(&town).path()).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(answer.location(), Some(format!("/percakapan/{thread}").as_str()));
}

#[sqlx::test]
async fn letting_in_works_without_javascript(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let sari = app.as_(town.sari).await;
    let Sent { thread, .. } = praise(&sari, &town).await;
    let path = format!("/percakapan/{thread}");
    let found = sari.get(&format!("{path}?cari=hadi")).await.body;
    let guest = town.hadi.to_string();
    assert!(found.contains(&guest) && found.contains("Tambahkan"), "{found}");
    assert_eq!(thread_of(&sari.post_form(&path, &[("tamu", &guest)]).await), path);
    let again = sari.post_form(&path, &[("tamu", &guest)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("sudah ikut dalam percakapan"));
}

#[sqlx::test]
async fn an_empty_list_says_so(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let page = app.as_(town.budi).await.get("/percakapan").await.body;
    assert!(page.contains("Belum ada percakapan."), "{page}");
}

#[sqlx::test]
async fn a_request_in_a_thread_offers_to_answer_it_and_praise_does_not_clear_it(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let place = result(&town);
    let asked = say(&dewi, place, MessageKind::Support, "Vaksin habis.").await.expect("sent");
    let awaited = async |client| open(client, place).await.expect("the thread").awaited.map(|message| message.id);
    assert_eq!(awaited(&sari).await, Some(asked.message));
    assert_eq!(awaited(&dewi).await, None);
    let praise = MessageBody { answers: Some(asked.message), ..body(MessageKind::Appreciation, "Kerja bagus bulan ini.") };
    sari.call(Say { place, message: praise }).await.expect("sent");
    assert_eq!(awaited(&sari).await, Some(asked.message), "praise is no answer");
    let page = sari.get(&ThreadPlace::Thread(asked.thread).path()).await;
    assert!(page.text().contains("Ini menjawab Dukungan “Vaksin habis.”"), "{}", page.text());
    let id = key().to_string();
    let answers = asked.message.to_string();
    let path = format!("/percakapan/{}", asked.thread);
    let box_of = |page: &str| page.split("name=\"answers\"").nth(1).map(|rest| rest.split('>').next().unwrap_or("").to_owned());
    let long = "x".repeat(4001);
    let unticked = sari.post_form(&path, &[("id", id.as_str()), ("kind", "biasa"), ("text", &long)]).await;
    assert!(!box_of(&unticked.body).expect("a box").contains("checked"), "an unticked box stays so");
    let ticked = sari.post_form(&path, &[("id", &id), ("kind", "biasa"), ("text", &long), ("answers", &answers)]).await;
    assert!(box_of(&ticked.body).expect("a box").contains("checked"));
    let fields = [("id", id.as_str()), ("kind", "biasa"), ("text", "Besok dikirim."), ("answers", answers.as_str())];
    let sent = sari.post_form(&format!("/percakapan/{}", asked.thread), &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert_eq!((awaited(&sari).await, awaited(&dewi).await), (None, None));
}

#[sqlx::test]
async fn who_asks_for_support_is_told_who_answers_and_until_when(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let dewi = app.as_(town.dewi).await;
    dewi.report(key(), town.births, "100").await;
    let home = dewi.get("/").await;
    assert!(home.body.contains(&format!("/percakapan/baru?rhk={}&amp;jenis=dukungan", town.dewi_rhk)), "{}", home.body);
    let offer = "Minta dukunganBelum diminta. Bila diminta hari ini, Sari diminta menjawab paling lambat 25 Jun.";
    assert!(home.text().contains(offer), "{}", home.text());
    let page = dewi.get(&format!("/percakapan/baru?rhk={}&jenis=dukungan", town.dewi_rhk)).await;
    assert!(page.text().contains("Sari melihat permintaan ini di bagian atas halaman Tim"), "{}", page.text());
    assert!(page.text().contains("paling lambat Kamis, 25 Juni 2026."), "{}", page.text());
    assert!(page.body.contains("value=\"dukungan\" checked"), "{}", page.body);
    let seen = app.as_(town.sari).await.get(&format!("/tim/{}", town.dewi)).await;
    assert!(!seen.text().contains("Minta dukungan"), "not on the page of the head");
}

#[sqlx::test]
async fn who_has_asked_for_support_sees_since_when_and_for_whose_answer_it_waits(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    dewi.report(key(), town.births, "100").await;
    let home = dewi.get("/").await.body;
    let box_of = format!("#tulis-{}", town.dewi_rhk);
    assert!(home.contains(&box_of), "the address leads to the box: {home}");
    let asked = say(&dewi, result(&town), MessageKind::Support, "Vaksin habis.").await.expect("sent");
    let thread = ThreadPlace::Thread(asked.thread);
    let state = "Dukungan diminta hari ini 09.00, menunggu jawaban Sari paling lambat 25 Jun.";
    let home = dewi.get("/").await;
    assert!(home.text().contains(&format!("Lihat permintaan dukungan{state}")), "{}", home.text());
    assert!(home.body.contains(&format!("href=\"{}\"", thread.path())) && !home.text().contains("Minta dukungan"));
    let page = dewi.get(&format!("{}?jenis=dukungan", thread.path())).await.text();
    assert!(page.contains(state) && !page.contains("melihat permintaan ini"), "sent, not to be sent: {page}");
    assert!(page.contains("Tulis umpan balik"), "{page}");
    let empty = dewi.get(&format!("/percakapan/baru?rhk={}&jenis=dukungan", town.dewi_rhk)).await;
    assert!(empty.location().is_some_and(|to| to.starts_with(&thread.path())), "{:?}", empty.location());
    assert_eq!(open(&sari, thread).await.expect("the thread").requested, None, "a word for the one who asked");

    say(&sari, thread, MessageKind::Appreciation, "Bagus sudah bilang.").await.expect("sent");
    assert_eq!(open(&dewi, thread).await.expect("the thread").requested.as_deref(), Some(state), "praise answers nothing");
    app.at("2026-06-26T02:00:00Z");
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let late = "Dukungan diminta 22 Jun 09.00, menunggu jawaban Sari paling lambat 25 Jun (sudah lewat).";
    assert!(dewi.get("/").await.text().contains(late));
    answer(&sari, thread, "Besok dikirim.").await;
    assert_eq!(open(&dewi, thread).await.expect("the thread").requested, None);
    assert!(dewi.get("/").await.text().contains("Minta dukunganPermintaan dukungan Anda dijawab hari ini 09.00"), "and a new one may follow");
}

#[sqlx::test]
async fn the_menu_counts_what_the_list_marks_as_unread(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let (dewi, sari) = (app.as_(town.dewi).await, app.as_(town.sari).await);
    let plan = ThreadPlace::Subject(Subject::Skp(town.dewi_skp));
    for place in [result(&town), result(&town), plan] {
        say(&sari, place, MessageKind::Question, "Sudah?").await.expect("sent");
    }
    say(&dewi, plan, MessageKind::Reply, "Sudah.").await.expect("sent");
    say(&sari, plan, MessageKind::Appreciation, "Bagus.").await.expect("sent");
    let marked: i32 = list(&dewi).await.threads.iter().map(|row| row.unread).sum();
    assert_eq!((marked, unread(&dewi).await), (3, 3));
}
