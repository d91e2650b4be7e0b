//! Posts and who holds them: replacing a head, and what follows from it.

use crate::{
    access::{Ask, Filled, Rows, Rule},
    app::{Answer, Client, TestApp, key},
    seed::{Town, sql},
};
use axum::http::{Method, StatusCode};
use kinerja::{
    boot::jobs,
    domain::{
        feedback::{MessageKind, Subject},
        id::{EmployeeId, FollowUpId, MessageId, PostChangeId, UnitId},
    },
    error::Error,
    features::{
        feedback::{
            api::{OpenThread, Say},
            model::{MessageBody, ThreadPlace, ThreadQuery},
        },
        follow_up::{
            api::{AssignFollowUp, ListOwnFollowUps},
            model::FollowUpBody,
        },
        post::{
            api::{GetOffice, GetOwnAssessor, ListAssessorRequests, ListOffices},
            model::{AssessorSheet, ChangeDraft, ChangeSheet, OfficeSheet, RequestDraft},
        },
        skp::api::ListWaitingPlans,
        team::{
            api::{GetMember, MyTeam},
            model::TeamFilter,
        },
    },
};
use sqlx::PgPool;
use std::{collections::BTreeSet, fmt::Display};

/// Returns the access rows of the pages of posts.
pub fn access() -> Rows {
    Rows::default()
        .function(Rule::Pengelola, |_| ListOffices { wanted: String::new(), page: 1 })
        .function(Rule::PengelolaOfUnit, |named| GetOffice {
            unit: named.unit,
            draft: ChangeDraft { wanted: "Budi".to_owned(), ..ChangeDraft::default() },
            done: None,
        })
        // Without a letter, an act and a day: nobody has another assessor afterwards.
        .refused_route(
            Method::POST,
            "/pengelola/pejabat/{unit}",
            (Rule::PengelolaOfUnit, StatusCode::UNPROCESSABLE_ENTITY),
            |named| {
                let fields = [("id", &key() as &dyn Display), ("pengganti", &named.guest), ("mulai", &"2026-12-01")];
                Ask::at(format!("/pengelola/pejabat/{}", named.unit)).with_form(fields)
            },
        )
        .refused_route(
            Method::POST,
            "/pengelola/pejabat/{unit}/batal",
            (Rule::PengelolaOfUnit, StatusCode::UNPROCESSABLE_ENTITY),
            |named| Ask::at(format!("/pengelola/pejabat/{}/batal", named.unit)).with_form([("id", &"x")]),
        )
        .refused_route(
            Method::POST,
            "/pengelola/pejabat/{unit}/akhiri",
            (Rule::PengelolaOfUnit, StatusCode::UNPROCESSABLE_ENTITY),
            |named| Ask::at(format!("/pengelola/pejabat/{}/akhiri", named.unit)).with_form([("id", &"x")]),
        )
        .function(Rule::Employee, |_| GetOwnAssessor { draft: RequestDraft::default() })
        .function(Rule::Pengelola, |_| ListAssessorRequests {})
        // Without a reason and without a decision: nobody has another assessor afterwards.
        .refused_route(
            Method::POST,
            "/atasan",
            (Rule::Employee, StatusCode::UNPROCESSABLE_ENTITY),
            |named| Ask::form([("id", &key()), ("atasan", &named.guest)]),
        )
        .refused_route(
            Method::POST,
            "/pengelola/atasan",
            (Rule::Pengelola, StatusCode::UNPROCESSABLE_ENTITY),
            |_| Ask::form([("id", &key())]),
        )
        .page("/atasan", Rule::Employee, |_| ("/atasan".to_owned(), "Riwayat pejabat penilai"))
        .page("/pengelola/atasan", Rule::Pengelola, |_| ("/pengelola/atasan".to_owned(), "Tidak ada permintaan"))
        .page("/pengelola/pejabat", Rule::Pengelola, |_| {
            ("/pengelola/pejabat?cari=k".to_owned(), "Hanya unit yang punya jabatan kepala")
        })
        .page("/pengelola/pejabat/:unit", Rule::PengelolaOfUnit, |named| {
            (format!("/pengelola/pejabat/{}", named.unit), "Jabatan Sari")
        })
        .filled(|Filled { agency, employee, .. }| {
            format!(
                "insert into post_change (agency_id, id, post_id, successor_id, tenure, letter, letter_on, since, signed_at,
                     signed_by)
                 select '{agency}', gen_random_uuid(), post_id, employee_id, 'definitive', '800/1', '2026-06-01',
                     '2027-01-01', now(), 'Petugas'
                 from assignment where employee_id = '{employee}';
                 insert into assessor_request (agency_id, id, employee_id, wanted_id, reason, asked_at)
                 select agency_id, gen_random_uuid(), employee_id, assessor_id, 'Pindah bidang', now()
                 from assessor where employee_id = '{employee}' limit 1"
            )
        })
}

/// The town with Tuti, who teaches under Hadi.
pub struct Office {
    pub app: TestApp,
    pub town: Town,
    pub tuti: EmployeeId,
}

impl Office {
    pub async fn build(owner: &PgPool) -> Self {
        let (app, town, tuti) = (TestApp::new(owner).await, Town::build(owner).await, EmployeeId(key()));
        town.hire(owner, tuti, "Tuti", town.schools).await;
        let (agency, hadi) = (town.agency, town.hadi);
        let teaches = format!(
            "insert into assessor (agency_id, employee_id, assessor_id, since)
             values ('{agency}', '{tuti}', '{hadi}', '2020-01-01')"
        );
        sql(owner, teaches).await;
        Self { app, town, tuti }
    }

    async fn officer(&self) -> Client<'_> {
        self.app.as_officer(self.town.agency, "pengelola").await
    }

    async fn sheet(&self, unit: UnitId, draft: ChangeDraft, done: Option<PostChangeId>) -> OfficeSheet {
        self.officer().await.call(GetOffice { unit, draft, done }).await.expect("the office")
    }

    async fn preview(&self, unit: UnitId, draft: &ChangeDraft) -> ChangeSheet {
        let sheet = self.sheet(unit, draft.clone(), None).await;
        sheet.preview.unwrap_or_else(|| panic!("a preview: {:?}", sheet.errors))
    }

    /// Signs what a preview shows now.
    async fn post(&self, unit: UnitId, id: PostChangeId, draft: &ChangeDraft) -> Answer {
        let seen = self.sheet(unit, draft.clone(), None).await.preview.map(|preview| preview.seen);
        self.post_seen(unit, id, draft, &seen.unwrap_or_default()).await
    }

    async fn post_seen(&self, unit: UnitId, id: PostChangeId, draft: &ChangeDraft, seen: &str) -> Answer {
        let id = id.to_string();
        let fields: Vec<(&str, &str)> =
            draft.fields().into_iter().chain([("id", id.as_str()), ("dilihat", seen)]).collect();
        self.officer().await.post_form(&format!("/pengelola/pejabat/{unit}"), &fields).await
    }

    /// Signs a replacement and returns its id.
    pub async fn sign(&self, unit: UnitId, draft: &ChangeDraft) -> PostChangeId {
        let id = PostChangeId(key());
        let answer = self.post(unit, id, draft).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        id
    }

    /// Lets the scheduler begin a day in the agency's zone.
    pub async fn begin(&self, day: &str) {
        self.app.at(&format!("{day}T00:10:00+07:00"));
        jobs::once(&self.app.app).await.expect("the scheduler");
    }

    async fn assessor(&self, person: EmployeeId, day: &str) -> Option<String> {
        sqlx::query_scalar(
            "select e.name from assessor a join employee e on e.agency_id = a.agency_id and e.id = a.assessor_id
             where a.employee_id = $1 and a.since <= $2::text::date and (a.until is null or a.until > $2::text::date)",
        )
        .bind(person)
        .bind(day)
        .fetch_optional(&self.app.owner)
        .await
        .expect("an assessor")
    }

    async fn team(&self, head: EmployeeId) -> Vec<String> {
        let team = self.app.as_(head).await.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
        let names: BTreeSet<String> = team.members.into_iter().map(|member| member.name).collect();
        names.into_iter().collect()
    }
}

/// A replacement as it is typed.
pub fn draft(successor: EmployeeId, tenure: &str, since: &str, until: &str) -> ChangeDraft {
    ChangeDraft {
        wanted: String::new(),
        successor: successor.to_string(),
        since: since.to_owned(),
        tenure: tenure.to_owned(),
        letter: "800/12/BKPSDM".to_owned(),
        letter_on: "2026-06-20".to_owned(),
        until: until.to_owned(),
        asks: true,
        seen: String::new(),
    }
}

/// Returns who of a sheet passes from whom to whom.
fn moves(sheet: &ChangeSheet) -> Vec<[&str; 3]> {
    sheet.rows.iter().map(|row| [row.name.as_str(), row.before.as_str(), row.after.as_str()]).collect()
}

#[sqlx::test]
async fn a_head_who_is_replaced_on_1_july_keeps_june_and_everybody_follows_the_successor(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, tuti } = &office;
    let (agency, dewi, lina, sari) = (town.agency, town.dewi, town.lina, town.sari);
    // Open things of June: a question, a submitted plan, a follow-up. And what Sari signed.
    let statements = format!(
        "update skp set agreed_by = '{sari}' where employee_id = '{dewi}';
         insert into skp_revision (agency_id, skp_id, version, state, content, submitted_at)
         select '{agency}', id, 2, 'submitted', '{{\"results\": []}}', '2026-06-21' from skp where employee_id = '{lina}'"
    );
    sql(&owner, statements).await;
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let (kind, text) = (MessageKind::Question, "Bagaimana dengan bulan depan?".to_owned());
    let message = MessageBody { id: MessageId(key()), kind, text, answers: None };
    app.as_(dewi).await.call(Say { place, message }).await.expect("sent");
    let follow_up = FollowUpBody {
        id: FollowUpId(key()),
        unit: town.centre,
        text: "Jadwal disepakati".to_owned(),
        assignee: Some(dewi),
        due_on: "2026-07-20".to_owned(),
    };
    app.as_(sari).await.call(AssignFollowUp { follow_up }).await.expect("assigned");
    assert_eq!(app.as_(dewi).await.report(key(), town.births, "700").await.status, StatusCode::CREATED);

    let change = draft(*tuti, "Definitif", "2026-07-01", "");
    let preview = office.preview(town.centre, &change).await;
    let told = [["Dewi", "Sari", "Tuti"], ["Lina", "Sari", "Tuti"], ["Tuti", "Hadi", "dr. Ratna"]];
    assert_eq!(moves(&preview), told);
    assert_eq!(
        preview.counts,
        [
            "3 orang berganti pejabat penilai",
            "1 SKP menunggu persetujuan",
            "1 pertanyaan atau permintaan dukungan belum dijawab",
            "1 tindak lanjut rapat unit ini masih terbuka"
        ]
    );
    assert!(preview.leaves[0].starts_with("Sari tidak lagi memegang jabatan Jabatan Sari."), "{:?}", preview.leaves);
    assert_eq!(preview.leaves[1], "Tuti meninggalkan jabatan Jabatan Tuti.");
    let id = office.sign(town.centre, &change).await;
    assert_eq!(office.team(sari).await, ["Dewi", "Lina"], "until its day nothing changes");
    let waits = office.sheet(town.centre, ChangeDraft::default(), Some(id)).await;
    assert_eq!(waits.done.map(|done| done.rows), Some(preview.rows.clone()));
    assert!(waits.planned[0].says.starts_with("Akan berlaku: Tuti, Definitif, mulai 1 Juli 2026"), "{:?}", waits.planned);

    office.begin("2026-07-01").await;
    let sheet = office.sheet(town.centre, ChangeDraft::default(), Some(id)).await;
    let done = sheet.done.expect("what was done");
    assert_eq!(done.leaves, preview.leaves);
    let mut done = done.rows;
    // Tuti works in the centre now.
    assert_eq!(done[2].post, "Jabatan Sari, Puskesmas Muara");
    done[2].post.clone_from(&preview.rows[2].post);
    assert_eq!(done, preview.rows, "person by person as it was told");
    assert_eq!(sheet.planned, []);
    let holders: Vec<_> =
        sheet.holders.iter().map(|line| [line.name.as_str(), line.time.as_str(), line.source.as_str()]).collect();
    assert_eq!(
        holders,
        [
            ["Tuti", "Definitif, sejak 1 Juli 2026", "Surat 800/12/BKPSDM tanggal 20 Juni 2026, dicatat oleh Tanpa nama"],
            ["Sari", "Definitif, 1 Januari 2020 sampai 30 Juni 2026", "Data kepegawaian"],
        ]
    );
    for person in [dewi, lina] {
        assert_eq!(office.assessor(person, "2026-06-30").await.as_deref(), Some("Sari"));
        assert_eq!(office.assessor(person, "2026-07-01").await.as_deref(), Some("Tuti"));
    }

    // The work list of the successor has exactly what is open.
    let successor = app.as_(*tuti).await;
    let team = successor.call(MyTeam { filter: TeamFilter::default() }).await.expect("a team");
    assert_eq!((team.members.len(), team.pressing > 0), (2, true));
    let waiting = successor.call(ListWaitingPlans {}).await.expect("plans");
    assert_eq!(waiting.iter().map(|plan| plan.person.as_str()).collect::<Vec<_>>(), ["Lina"]);
    let follow_ups = successor.call(ListOwnFollowUps {}).await.expect("follow-ups").assigned;
    assert_eq!(follow_ups.len(), 1);
    let predecessor = app.as_(sari).await;
    assert_eq!(predecessor.call(ListOwnFollowUps {}).await.expect("follow-ups").assigned, []);
    assert_eq!(predecessor.call(ListWaitingPlans {}).await.expect("plans"), []);
    assert_eq!(office.team(sari).await, Vec::<String>::new());
    // The plan of June keeps who signed it, and she still reads what she led.
    assert!(app.as_(dewi).await.get(&format!("/skp/{}", town.dewi_skp)).await.text().contains("Sari"));
    predecessor.call(GetMember { employee: dewi }).await.expect("the work of the year that she led");
    // The thread says so.
    let asked = ThreadQuery { place, before: None };
    let thread = app.as_(dewi).await.call(OpenThread { asked }).await.expect("the thread");
    assert!(thread.notes[0].starts_with("Mulai 1 Juli 2026 pejabat penilai adalah Tuti, menggantikan Sari."));
    let words = successor.get(&format!("/percakapan/{}", thread.id.expect("an id"))).await.text();
    assert!(words.contains("menggantikan Sari"), "{words}");
    // Everybody touched hears it.
    let topics: Vec<String> =
        sqlx::query_scalar("select distinct unnest(topics) from outbox").fetch_all(&owner).await.expect("topics");
    let topics: BTreeSet<String> = topics.into_iter().collect();
    for person in [dewi, lina, *tuti, sari] {
        assert!(topics.contains(&format!("person:{person}")), "{topics:?}");
    }
    assert!(topics.contains(&format!("team:{tuti}")) && topics.contains(&format!("team:{sari}")), "{topics:?}");
    // Counts of units are as a recount would have them.
    let mut db = owner.acquire().await.expect("a connection");
    let zone = kinerja::domain::calendar::Zone::Wib;
    let wrong = kinerja::features::progress::rollup::check(&mut db, agency, zone).await.expect("a recount");
    assert_eq!(wrong, Vec::<String>::new());
}

#[sqlx::test]
async fn an_acting_head_is_assessed_one_level_up_and_the_page_names_the_post(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    let change = draft(town.lina, "Plt", "2026-06-22", "2026-06-30");
    let preview = office.preview(town.centre, &change).await;
    assert_eq!(moves(&preview), [["Dewi", "Sari", "Lina"], ["Lina", "Sari", "dr. Ratna"]]);
    assert!(preview.rows[1].note.contains("lewat jabatan Jabatan Sari"), "{:?}", preview.rows[1]);
    office.sign(town.centre, &change).await;
    assert_eq!(office.team(town.lina).await, ["Dewi"]);
    assert_eq!(office.assessor(town.lina, "2026-06-22").await.as_deref(), Some("dr. Ratna"));
    // After the last day nobody holds the post: the next level up assesses.
    office.begin("2026-07-01").await;
    assert_eq!(office.assessor(town.dewi, "2026-06-30").await.as_deref(), Some("Lina"));
    assert_eq!(office.assessor(town.dewi, "2026-07-01").await.as_deref(), Some("dr. Ratna"));
    // A definitive head gets everybody back, also those of the time between.
    let change = draft(office.tuti, "Definitif", "2026-07-01", "");
    let preview = office.preview(town.centre, &change).await;
    assert_eq!(moves(&preview)[..2], [["Dewi", "Lina", "Tuti"], ["Lina", "dr. Ratna", "Tuti"]]);
    office.sign(town.centre, &change).await;
    assert_eq!(office.team(office.tuti).await, ["Dewi", "Lina"]);
}

#[sqlx::test]
async fn a_head_who_was_away_has_the_team_again_after_the_plh(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    office.sign(town.centre, &draft(town.ratna, "Plh", "2026-06-22", "2026-06-25")).await;
    assert_eq!(office.assessor(town.dewi, "2026-06-22").await.as_deref(), Some("dr. Ratna"));
    office.begin("2026-06-25").await;
    assert_eq!(office.assessor(town.dewi, "2026-06-25").await.as_deref(), Some("dr. Ratna"));
    office.begin("2026-06-26").await;
    assert_eq!(office.team(town.sari).await, ["Dewi", "Lina"]);
}

#[sqlx::test]
async fn a_letter_that_comes_late_counts_from_its_day(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    let change = draft(office.tuti, "Definitif", "2026-06-10", "");
    let preview = office.preview(town.centre, &change).await;
    let id = office.sign(town.centre, &change).await;
    let done = office.sheet(town.centre, ChangeDraft::default(), Some(id)).await.done.expect("what was done");
    assert_eq!(moves(&done), moves(&preview));
    assert_eq!(office.assessor(town.dewi, "2026-06-09").await.as_deref(), Some("Sari"));
    assert_eq!(office.assessor(town.dewi, "2026-06-10").await.as_deref(), Some("Tuti"));
    // Before it nothing can be put any more.
    let earlier = office.preview(town.centre, &draft(town.ratna, "Definitif", "2026-06-01", "")).await;
    assert!(earlier.refusal.is_some_and(|why| why.contains("10 Juni 2026")));
}

#[sqlx::test]
async fn nobody_comes_to_assess_themself_and_the_refusal_names_the_post(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    let change = draft(town.ratna, "Plt", "2026-06-22", "2026-08-31");
    let why = office.preview(town.root, &change).await.refusal.expect("a refusal");
    assert!(why.contains("menilai dirinya sendiri") && why.contains("“Jabatan Wali Kota”"), "{why}");
    let before = office.app.rows().await;
    let answer = office.post(town.root, PostChangeId(key()), &change).await;
    assert!(answer.text().contains("“Jabatan Wali Kota”"), "{}", answer.text());
    assert_eq!(office.app.rows().await["assignment"], before["assignment"]);
    assert_eq!(office.app.rows().await["post_change"], before["post_change"]);
}

#[sqlx::test]
async fn whoever_takes_the_highest_post_is_named_as_having_no_assessor(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { town, tuti, .. } = &office;
    let change = draft(*tuti, "Definitif", "2026-07-01", "");
    let preview = office.preview(town.root, &change).await;
    let told = moves(&preview);
    assert!(told.contains(&["Tuti", "Hadi", "tidak ada, karena jabatannya yang tertinggi"]), "{told:?}");
    let id = office.sign(town.root, &change).await;
    office.begin("2026-07-01").await;
    assert_eq!(office.assessor(*tuti, "2026-07-01").await, None);
    let done = office.sheet(town.root, ChangeDraft::default(), Some(id)).await.done.expect("what was done");
    assert_eq!(moves(&done), told);
}

#[sqlx::test]
async fn a_replacement_that_is_sent_twice_is_signed_once(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    let change = draft(office.tuti, "Definitif", "2026-06-22", "");
    let id = office.sign(town.centre, &change).await;
    let before = office.app.rows().await;
    assert_eq!(office.post(town.centre, id, &change).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.app.rows().await["assessor"], before["assessor"]);
    let other = ChangeDraft { letter: "800/13".to_owned(), ..change };
    let answer = office.post(town.centre, id, &other).await;
    assert!(answer.text().contains("sudah diterima dengan isi lain"), "{}", answer.text());
}

#[sqlx::test]
async fn a_rejected_replacement_comes_back_as_it_was_typed(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    let hostile = "800/12\"><script>kenari()</script>";
    for (change, says) in [
        (ChangeDraft { since: String::new(), ..draft(office.tuti, "Definitif", "", "") }, "Isi tanggalnya"),
        (draft(office.tuti, "Plt", "2026-07-01", "2026-06-30"), "Isi hari terakhir"),
        (draft(office.tuti, "Raja", "2026-07-01", ""), "Pilih salah satu."),
        (draft(office.tuti, "Definitif", "2031-07-01", ""), "paling jauh satu tahun"),
        (draft(EmployeeId(key()), "Definitif", "2026-07-01", ""), "tidak bekerja di instansi ini"),
        (ChangeDraft { successor: "x".to_owned(), ..draft(office.tuti, "Plh", "x", "y") }, "Cari namanya"),
    ] {
        let change = ChangeDraft { letter: hostile.to_owned(), wanted: "Tuti".to_owned(), ..change };
        let answer = office.post(town.centre, PostChangeId(key()), &change).await;
        let words = answer.text();
        assert!(words.contains(says), "{says}: {words}");
        assert!(!answer.body.contains("<script>kenari"), "{}", answer.body);
        assert!(answer.body.contains("800/12&quot;"), "it keeps what was typed: {}", answer.body);
    }
    let signed: i64 = sqlx::query_scalar("select count(*) from post_change").fetch_one(&owner).await.expect("a count");
    assert_eq!(signed, 0);
}

#[sqlx::test]
async fn a_successor_is_found_by_name_and_the_search_is_recorded(owner: PgPool) {
    let office = Office::build(&owner).await;
    let found = |wanted: &str| ChangeDraft { wanted: wanted.to_owned(), ..ChangeDraft::default() };
    let sheet = office.sheet(office.town.centre, found("tut"), None).await;
    assert_eq!(sheet.found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Tuti"]);
    for nobody in ["tu", "\0\0\0", "%%%"] {
        assert_eq!(office.sheet(office.town.centre, found(nobody), None).await.found, [], "{nobody}");
    }
    let searched: i64 = sqlx::query_scalar("select count(*) from event where kind = 'people_searched'")
        .fetch_one(&owner)
        .await
        .expect("a count");
    assert_eq!(searched, 2);
    let list = office.officer().await.call(ListOffices { wanted: "pusk".to_owned(), page: 1 }).await.expect("units");
    let rows: Vec<_> = list.rows.iter().map(|row| [row.name.as_str(), row.above.as_str(), row.holder.as_str()]).collect();
    assert_eq!(rows, [["Puskesmas Muara", "Dinas Kesehatan", "Sari"]]);
    let unit = office.town.strange_unit;
    let foreign = office.officer().await.call(GetOffice { unit, draft: ChangeDraft::default(), done: None }).await;
    assert_eq!(foreign, Err(Error::NotFound));
}

impl Office {
    async fn own(&self, person: EmployeeId) -> AssessorSheet {
        self.app.as_(person).await.call(GetOwnAssessor { draft: RequestDraft::default() }).await.expect("the assessor")
    }

    async fn ask(&self, person: EmployeeId, wanted: EmployeeId, reason: &str) -> Answer {
        let (id, wanted) = (key().to_string(), wanted.to_string());
        let fields = [("id", id.as_str()), ("atasan", wanted.as_str()), ("alasan", reason)];
        self.app.as_(person).await.post_form("/atasan", &fields).await
    }

    async fn decide(&self, decision: &str, answer: &str) -> Answer {
        self.decide_as(&self.officer().await, decision, answer).await
    }

    async fn decide_as(&self, officer: &Client<'_>, decision: &str, answer: &str) -> Answer {
        let id: String = sqlx::query_scalar("select id::text from assessor_request order by asked_at desc, id desc limit 1")
            .fetch_one(&self.app.owner)
            .await
            .expect("a request");
        let fields = [("id", id.as_str()), ("putusan", decision), ("jawaban", answer)];
        officer.post_form("/pengelola/atasan", &fields).await
    }
}

#[sqlx::test]
async fn whoever_has_the_wrong_assessor_asks_and_everything_open_goes_to_the_right_one(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, .. } = &office;
    let (lina, sari, ratna) = (town.lina, town.sari, town.ratna);
    let submitted = format!(
        "insert into skp_revision (agency_id, skp_id, version, state, content, submitted_at)
         select agency_id, id, 2, 'submitted', '{{\"results\": []}}', '2026-06-21' from skp where employee_id = '{lina}'"
    );
    sql(&owner, submitted).await;
    let answer = office.ask(lina, ratna, "Sejak Maret saya bekerja untuk dinas.").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    // The person, the assessor and the Pengelola see it; others do not.
    let sheet = office.own(lina).await;
    assert_eq!((sheet.own[0].outcome.as_str(), sheet.has_open_request), ("Menunggu putusan Pengelola", true));
    assert_eq!(office.own(sari).await.of_team[0].wanted, "dr. Ratna");
    assert_eq!(office.own(town.dewi).await.of_team, []);
    let open = office.officer().await.call(ListAssessorRequests {}).await.expect("requests");
    assert_eq!((open[0].person.as_str(), open[0].assessor.as_str()), ("Lina", "Sari"));
    // One at a time.
    assert!(office.ask(lina, town.hadi, "Lagi").await.text().contains("belum diputuskan"));

    for _ in 0..2 {
        assert_eq!(office.decide("terima", "").await.status, StatusCode::SEE_OTHER, "also when it is sent twice");
    }
    assert_eq!(office.team(sari).await, ["Dewi"]);
    assert_eq!(office.team(ratna).await, ["Lina", "Sari"]);
    let waiting = app.as_(ratna).await.call(ListWaitingPlans {}).await.expect("plans");
    assert_eq!(waiting.iter().map(|plan| plan.person.as_str()).collect::<Vec<_>>(), ["Lina"]);
    let history: Vec<_> = office.own(lina).await.history;
    let history: Vec<_> = history.iter().map(|line| [&*line.name, &*line.time, &*line.source]).collect();
    assert_eq!(
        history,
        [
            ["dr. Ratna", "sejak 22 Juni 2026", "Permintaan perbaikan yang diterima"],
            ["Sari", "1 Januari 2020 sampai 21 Juni 2026", "Data kepegawaian"],
        ]
    );
    // From then on the post of the right assessor is followed, not the head of the unit.
    office.sign(town.centre, &draft(office.tuti, "Definitif", "2026-06-22", "")).await;
    assert_eq!(office.assessor(lina, "2026-06-22").await.as_deref(), Some("dr. Ratna"));
}

#[sqlx::test]
async fn nobody_signs_for_their_own_post_or_decides_their_own_request(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, tuti } = &office;
    let answer = office.ask(*tuti, town.ratna, "Sejak Maret saya bekerja untuk dinas itu.").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let officer = app.as_with_roles(Some(*tuti), &["pengelola"]).await;
    let answer = office.decide_as(&officer, "terima", "").await;
    assert!(answer.text().contains("diputuskan Pengelola lain"), "{}", answer.text());
    let draft = draft(*tuti, "Definitif", "2026-06-22", "");
    let sheet = officer.call(GetOffice { unit: town.centre, draft: draft.clone(), done: None }).await.expect("the office");
    assert!(sheet.preview.is_none() && sheet.errors[0].1.contains("ditandatangani Pengelola lain"), "{:?}", sheet.errors);
    let id = key().to_string();
    let fields: Vec<(&str, &str)> = draft.fields().into_iter().chain([("id", id.as_str()), ("dilihat", "")]).collect();
    let answer = officer.post_form(&format!("/pengelola/pejabat/{}", town.centre), &fields).await;
    assert!(answer.text().contains("ditandatangani Pengelola lain"), "{}", answer.text());
    assert_eq!(office.assessor(*tuti, "2026-06-22").await.as_deref(), Some("Hadi"));
    // Nor do they choose their own assessor by way of the post.
    let draft = self::draft(town.budi, "Definitif", "2026-06-22", "");
    let asked = GetOffice { unit: town.schools, draft: draft.clone(), done: None };
    let preview = officer.call(asked).await.expect("the office").preview.expect("a preview");
    assert!(preview.refusal.is_some_and(|words| words.contains("pejabat penilai Anda sendiri")));
    let id = key().to_string();
    let fields: Vec<(&str, &str)> = draft.fields().into_iter().chain([("id", id.as_str()), ("dilihat", "")]).collect();
    let answer = officer.post_form(&format!("/pengelola/pejabat/{}", town.schools), &fields).await;
    assert!(answer.text().contains("pejabat penilai Anda sendiri"), "{}", answer.text());
}

#[sqlx::test]
async fn a_refused_request_says_why_and_nobody_asks_for_themself_or_those_below(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    for (person, wanted, says) in [
        (town.lina, town.lina, "menilai dirinya sendiri"),
        (town.lina, town.sari, "sudah menjadi pejabat penilai"),
        (town.ratna, town.lina, "dinilai oleh pegawai itu"),
        (town.lina, town.stranger, "pilih orangnya"),
    ] {
        let answer = office.ask(person, wanted, "Menurut saya \"><script>kenari()</script>").await;
        assert!(answer.text().contains(says), "{says}: {}", answer.text());
        assert!(!answer.body.contains("<script>kenari"), "{}", answer.body);
        assert!(answer.body.contains("Menurut saya"), "it keeps what was typed");
    }
    office.ask(town.lina, town.ratna, "Menurut saya <script>kenari()</script>").await;
    let page = office.officer().await.get("/pengelola/atasan").await.body;
    assert!(page.contains("&lt;script&gt;kenari()") && !page.contains("<script>kenari"), "{page}");
    assert!(office.decide("tolak", " ").await.text().contains("Harus diisi."), "a refusal has a reason");
    assert_eq!(office.decide("tolak", "Anda bertugas di Puskesmas.").await.status, StatusCode::SEE_OTHER);
    let own = &office.own(town.lina).await.own[0];
    assert_eq!((own.outcome.as_str(), own.answer.as_str()), ("Ditolak", "Anda bertugas di Puskesmas."));
    assert_eq!(office.assessor(town.lina, "2026-06-22").await.as_deref(), Some("Sari"));
    assert!(office.decide("terima", "").await.text().contains("sudah diputuskan"));
}

#[sqlx::test]
async fn whoever_was_plh_in_their_own_line_has_their_head_again_afterwards(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    office.sign(town.centre, &draft(town.lina, "Plh", "2026-06-22", "2026-06-25")).await;
    assert_eq!(office.assessor(town.lina, "2026-06-22").await.as_deref(), Some("dr. Ratna"));
    office.begin("2026-06-26").await;
    assert_eq!(office.assessor(town.lina, "2026-06-26").await.as_deref(), Some("Sari"));
    assert_eq!(office.team(town.sari).await, ["Dewi", "Lina"]);
}

#[sqlx::test]
async fn an_acting_head_and_the_head_between_do_not_assess_each_other(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    // Dewi, whom Sari assesses, acts for Ratna, who assesses Sari.
    let change = draft(town.dewi, "Plt", "2026-06-22", "2026-06-30");
    let preview = office.preview(town.health, &change).await;
    assert_eq!(moves(&preview), [["Dewi", "Sari", "Wali Kota"], ["Sari", "dr. Ratna", "Dewi"]]);
    office.sign(town.health, &change).await;
    assert_eq!(office.assessor(town.dewi, "2026-06-22").await.as_deref(), Some("Wali Kota"));
    office.begin("2026-07-01").await;
    assert_eq!(office.assessor(town.dewi, "2026-07-01").await.as_deref(), Some("Sari"));
}

#[sqlx::test]
async fn the_people_of_a_head_who_retires_have_the_next_level_from_that_day(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { town, tuti, .. } = &office;
    let (agency, sari) = (town.agency, town.sari);
    sql(&owner, format!("insert into service_end values ('{agency}', '{sari}', '2026-07-01', 'retired')")).await;
    // Who is gone by then does not become head.
    let why = office.preview(town.schools, &draft(sari, "Definitif", "2026-07-01", "")).await.refusal;
    assert_eq!(why.as_deref(), Some("Orang ini tidak bekerja lagi mulai 1 Juli 2026. Pilih orang lain."));
    // What is shown before is with the end of service.
    let preview = office.preview(town.centre, &draft(*tuti, "Definitif", "2026-07-03", "")).await;
    assert_eq!(moves(&preview)[..2], [["Dewi", "dr. Ratna", "Tuti"], ["Lina", "dr. Ratna", "Tuti"]]);
    office.begin("2026-07-01").await;
    assert_eq!(office.assessor(town.dewi, "2026-06-30").await.as_deref(), Some("Sari"));
    assert_eq!(office.assessor(town.dewi, "2026-07-01").await.as_deref(), Some("dr. Ratna"));
}

#[sqlx::test]
async fn acting_times_end_although_somebody_signs_before_the_day_is_followed(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, tuti } = &office;
    office.sign(town.centre, &draft(town.ratna, "Plh", "2026-06-22", "2026-06-25")).await;
    app.at("2026-06-26T00:05:00+07:00");
    office.sign(town.schools, &draft(*tuti, "Definitif", "2026-06-26", "")).await;
    assert_eq!(office.assessor(town.dewi, "2026-06-26").await.as_deref(), Some("Sari"));
    office.begin("2026-06-26").await;
    assert_eq!(office.team(town.sari).await, ["Dewi", "Lina"]);
}

#[sqlx::test]
async fn nothing_else_is_signed_than_what_was_shown(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { town, tuti, .. } = &office;
    let change = draft(*tuti, "Definitif", "2026-07-01", "");
    let seen = office.preview(town.centre, &change).await.seen;
    let other = ChangeDraft { since: "2026-07-02".to_owned(), ..change.clone() };
    for (change, seen) in [(&change, ""), (&other, seen.as_str())] {
        let answer = office.post_seen(town.centre, PostChangeId(key()), change, seen).await;
        assert!(answer.text().contains("belum Anda lihat"), "{}", answer.text());
    }
    // Meanwhile somebody else replaces the head from an earlier day: others pass now.
    office.sign(town.centre, &draft(town.lina, "Definitif", "2026-06-25", "")).await;
    let answer = office.post_seen(town.centre, PostChangeId(key()), &change, &seen).await;
    assert!(answer.text().contains("belum Anda lihat"), "{}", answer.text());
    assert!(answer.text().contains("Lina tidak lagi memegang"), "it is shown anew: {}", answer.text());
}

#[sqlx::test]
async fn what_is_signed_for_later_is_taken_back_and_counts_until_then(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { town, tuti, .. } = &office;
    let id = office.sign(town.centre, &draft(*tuti, "Definitif", "2026-07-01", "")).await;
    // What comes after it begins with it.
    let later = office.preview(town.centre, &draft(town.lina, "Definitif", "2026-08-01", "")).await;
    assert_eq!(moves(&later)[0], ["Dewi", "Tuti", "Lina"]);
    let page = format!("/pengelola/pejabat/{}/batal", town.centre);
    for _ in 0..2 {
        let answer = office.officer().await.post_form(&page, &[("id", &id.to_string())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "also when it is sent twice: {}", answer.text());
    }
    let sheet = office.sheet(town.centre, ChangeDraft::default(), Some(id)).await;
    assert_eq!((sheet.planned, sheet.done.and_then(|done| done.refusal)), (vec![], Some("Pergantian ini dibatalkan.".to_owned())));
    office.begin("2026-07-01").await;
    assert_eq!(office.team(town.sari).await, ["Dewi", "Lina"]);
    // What is carried out is not taken back.
    let id = office.sign(town.centre, &draft(*tuti, "Definitif", "2026-07-01", "")).await;
    let answer = office.officer().await.post_form(&page, &[("id", &id.to_string())]).await;
    assert!(answer.text().contains("sudah dilaksanakan"), "{}", answer.text());
}

#[sqlx::test]
async fn a_head_who_is_back_early_has_the_team_again_the_next_day(owner: PgPool) {
    let office = Office::build(&owner).await;
    let town = office.town;
    let id = office.sign(town.centre, &draft(town.ratna, "Plh", "2026-06-22", "2026-07-10")).await;
    let page = format!("/pengelola/pejabat/{}/akhiri", town.centre);
    for (last, says) in [("2026-06-21", "paling cepat hari ini"), ("2026-07-10", ""), ("2026-07-11", "paling cepat hari ini")] {
        let answer = office.officer().await.post_form(&page, &[("id", &id.to_string()), ("hari", last)]).await;
        assert!(answer.text().contains(says), "{last}: {}", answer.text());
    }
    let answer = office.officer().await.post_form(&page, &[("id", &id.to_string()), ("hari", "2026-06-22")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    office.begin("2026-06-23").await;
    assert_eq!(office.team(town.sari).await, ["Dewi", "Lina"]);
    let done = office.sheet(town.centre, ChangeDraft::default(), Some(id)).await.done.expect("what was done");
    assert_eq!(moves(&done), [["Dewi", "Sari", "dr. Ratna"], ["Lina", "Sari", "dr. Ratna"]]);
}

#[sqlx::test]
async fn a_replacement_that_fails_on_its_day_is_said_and_keeps_back_no_other(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { town, tuti, .. } = &office;
    let (agency, sari) = (town.agency, town.sari);
    let failed = office.sign(town.schools, &draft(town.budi, "Definitif", "2026-07-01", "")).await;
    office.sign(town.centre, &draft(*tuti, "Definitif", "2026-07-01", "")).await;
    // The database cannot take the first one, and the letter of the second is none that could be typed.
    let statements = format!(
        "insert into assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since, until)
         select agency_id, '{failed}', employee_id, post_id, unit_id, false, '2019-01-01', '2019-02-01'
         from assignment where employee_id = '{sari}' limit 1;
         update post_change set letter = E'800\\t12' where agency_id = '{agency}' and id <> '{failed}'"
    );
    sql(&owner, statements).await;
    office.begin("2026-07-01").await;
    assert_eq!(office.team(*tuti).await, ["Dewi", "Lina"]);
    let list = office.officer().await.call(ListOffices { wanted: String::new(), page: 1 }).await.expect("units");
    assert_eq!(list.refused.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), [town.schools]);
    let sheet = office.sheet(town.schools, ChangeDraft::default(), Some(failed)).await;
    assert!(sheet.planned[0].is_refused && sheet.planned[0].says.starts_with("Tidak dapat dilaksanakan: Budi"));
    assert!(sheet.done.is_some_and(|done| done.refusal.is_some()), "not said as signed");
    let page = office.officer().await.get(&format!("/pengelola/pejabat/{}?selesai={failed}", town.schools)).await;
    assert!(!page.text().contains("Ditandatangani."), "{}", page.text());
}

#[sqlx::test]
async fn an_acting_head_whose_time_is_extended_does_not_replace_themself(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, .. } = &office;
    let place = ThreadPlace::Subject(Subject::Rhk(town.dewi_rhk));
    let (kind, text) = (MessageKind::Question, "Bagaimana dengan bulan depan?".to_owned());
    let message = MessageBody { id: MessageId(key()), kind, text, answers: None };
    app.as_(town.dewi).await.call(Say { place, message }).await.expect("sent");
    app.at("2026-06-23T08:00:00+07:00");
    office.sign(town.centre, &draft(town.lina, "Plt", "2026-06-23", "2026-06-30")).await;
    let again = draft(town.lina, "Plt", "2026-07-01", "2026-07-31");
    assert_eq!(moves(&office.preview(town.centre, &again).await), Vec::<[&str; 3]>::new());
    office.sign(town.centre, &again).await;
    office.begin("2026-07-01").await;
    assert_eq!(office.team(town.lina).await, ["Dewi"]);
    let asked = ThreadQuery { place, before: None };
    let thread = app.as_(town.dewi).await.call(OpenThread { asked }).await.expect("the thread");
    assert_eq!(thread.notes.iter().filter(|note| note.contains("menggantikan")).count(), 1, "{:?}", thread.notes);
}

#[sqlx::test]
async fn a_request_that_is_sent_twice_is_quiet_and_says_nothing_of_others(owner: PgPool) {
    let office = Office::build(&owner).await;
    let Office { app, town, .. } = &office;
    let (id, ratna, lina, dewi) = (key().to_string(), town.ratna.to_string(), town.lina, town.dewi);
    let fields = [("id", id.as_str()), ("atasan", ratna.as_str()), ("alasan", "Saya pindah.")];
    for person in [lina, lina, dewi] {
        let answer = app.as_(person).await.post_form("/atasan", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let events: i64 = sqlx::query_scalar("select count(*) from event where kind = 'assessor_asked'")
        .fetch_one(&owner)
        .await
        .expect("a count");
    assert_eq!((events, office.own(lina).await.own.len(), office.own(dewi).await.own.len()), (2, 1, 1));
    // Also after the decision.
    assert_eq!(office.decide("terima", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.as_(dewi).await.post_form("/atasan", &fields).await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test]
async fn units_come_fifty_at_a_time_and_the_address_keeps_search_and_page(owner: PgPool) {
    let (app, town) = (TestApp::new(&owner).await, Town::build(&owner).await);
    let agency = town.agency;
    sql(
        &owner,
        format!(
            "insert into unit (agency_id, id, parent_id, name)
             select '{agency}', gen_random_uuid(), '{}', 'Bidang & ' || to_char(n, 'FM000') from generate_series(1, 103) n;
             insert into post (agency_id, id, unit_id, name, kind, template, is_head)
             select '{agency}', gen_random_uuid(), id, 'Kepala ' || name, 'fungsional', 'generic', true
             from unit where name like 'Bidang%'",
            town.root
        ),
    )
    .await;
    let officer = app.as_officer(agency, "pengelola").await;
    let list = async |page| officer.call(ListOffices { wanted: "bidang &".to_owned(), page }).await.expect("units");
    let (first, last) = (list(1).await, list(3).await);
    assert_eq!((first.rows.len(), first.before, first.next), (50, None, Some(2)));
    assert_eq!(first.shown.as_deref(), Some("50 dari 103 unit"));
    assert_eq!((last.rows.len(), last.before, last.next), (3, Some(2), None));
    assert_eq!(last.shown.as_deref(), Some("101–103 dari 103 unit"));
    assert!(list(99).await.rows.is_empty() && list(i32::MIN).await == first && list(i32::MAX).await.rows.is_empty());
    let page = officer.get("/pengelola/pejabat?cari=bidang+%26&halaman=2").await;
    for words in ["Bidang &amp; 051", "halaman=3", "halaman=1", "51–100 dari 103 unit"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("Bidang &amp; 050"));
}
