//! "Atasan saya salah": somebody asks for the right assessor, the Pengelola decides. Accepted, everything open passes to
//! that assessor as with a replacement.

use super::{
    action::topics,
    event,
    follow::{aside, follow_to, followed},
    model::{AssessorLine, AssessorSheet, Candidate, RequestDraft, RequestRow},
    store::{self, Loaded, PastAssessorRecord, RequestRecord, Requests},
};
use crate::{
    domain::{
        event::{Event, Topic},
        id::{AccountId, AssessorRequestId, EmployeeId},
        post::{AssessorRefusal, AssessorRequest, Tenure, reassignments},
        text::{Note, wanted_name},
    },
    error::{Error, Result},
    server::{
        agency::lock_organisation,
        clock::new_id,
        door::{Caller, Tx},
        quota::Rate,
        sender::own_id,
    },
    ui::format,
};

/// People whom a search offers.
const MAX_CANDIDATES: i64 = 10;

/// Stores the caller's request for another assessor. Repeating it changes nothing. An id that a request of another person
/// has is as good as a new one ([`own_id`]).
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee; [`Error::Invalid`] beside a field; the sentence of an
/// [`AssessorRefusal`](crate::domain::post::AssessorRefusal); [`Error::TooMany`] after too many tries.
pub(crate) async fn ask(
    tx: &mut Tx,
    searches: &Rate<AccountId>,
    id: AssessorRequestId,
    draft: &RequestDraft,
) -> Result<(Event, ())> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (agency, today) = (tx.actor.agency, tx.today());
    let reason = Note::parse(&draft.reason).map_err(Error::text("alasan"))?;
    let nobody = || Error::field("atasan", "Cari namanya, lalu pilih orangnya.");
    let wanted = draft.wanted.parse::<EmployeeId>().map_err(|_| nobody())?;
    let mut id = id;
    while let Some(stored) = store::request(tx, id).await? {
        let same = (stored.wanted, stored.reason.as_str()) == (wanted, reason.as_str());
        match (stored.person == me, same) {
            (true, true) => return Ok((Event::repeated(), ())),
            (true, false) => return Err(Error::field("alasan", "Kiriman ini sudah diterima dengan isi lain.")),
            (false, _) => id = AssessorRequestId(own_id(me, id.0)),
        }
    }
    let open = || Error::field("alasan", "Masih ada permintaan Anda yang belum diputuskan.");
    if store::has_open_request(tx, me).await? {
        return Err(open());
    }
    if !store::is_known(tx.db(), agency, wanted).await? {
        return Err(nobody());
    }
    // What follows reads the whole agency.
    searches.spend(tx.actor.account, tx.now).map_err(Error::TooMany)?;
    let followed = followed(tx.db(), agency, today).await?;
    let loaded = store::organisation(tx.db(), agency, today, followed).await?;
    let assigned = aside(move || loaded.organisation.assigned(me, wanted, today).map(|_| ())).await?;
    assigned.map_err(|refusal| Error::field("atasan", refusal))?;
    let assessor = store::assessor_on(tx.db(), agency, me, today).await?;
    if !store::insert_request(tx, id, me, assessor, wanted, &reason).await? {
        return Err(open());
    }
    Ok((event::assessor_asked(id, me, concerned(me, assessor, wanted)), ()))
}

/// Returns the live topics of a request: of the person, of the assessor and of the wanted one.
fn concerned(person: EmployeeId, assessor: Option<EmployeeId>, wanted: EmployeeId) -> Vec<Topic> {
    let assessor = assessor.into_iter().flat_map(|one| [Topic::Person(one), Topic::Team(one)]);
    assessor.chain([Topic::Person(person), Topic::Person(wanted)]).collect()
}

/// Decides a request; an accepted one holds from today. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola and for an unknown request; [`Error::Invalid`] beside a field; the
/// sentence of an [`AssessorRefusal`](crate::domain::post::AssessorRefusal).
pub(crate) async fn decide(tx: &mut Tx, id: &str, decision: &str, answer: &str) -> Result<(Event, ())> {
    if !tx.actor.may_replace_heads() {
        return Err(Error::NotFound);
    }
    let accepts = match decision {
        "terima" => true,
        "tolak" => false,
        _ => return Err(Error::field("putusan", "Pilih terima atau tolak.")),
    };
    let answer = match Note::parse(answer) {
        Ok(answer) => Some(answer),
        Err(_) if accepts && answer.trim().is_empty() => None,
        Err(error) => return Err(Error::text("jawaban")(error)),
    };
    let id = id.parse::<AssessorRequestId>().map_err(|_| Error::NotFound)?;
    let (agency, today) = (tx.actor.agency, tx.today());
    lock_organisation(tx.db(), agency).await?;
    let request = store::locked_request(tx, id).await?.ok_or(Error::NotFound)?;
    let AssessorRequest { person, wanted, accepted, .. } = request;
    match accepted {
        Some(before) if before == accepts => return Ok((Event::repeated(), ())),
        Some(_) => return Err(Error::Api("Permintaan ini sudah diputuskan.".to_owned())),
        None => {}
    }
    if !tx.actor.may_decide_about(&[person, wanted]) {
        let own = "Permintaan ini tentang Anda sendiri, jadi diputuskan Pengelola lain.";
        return Err(Error::Api(own.to_owned()));
    }
    let assessor = store::assessor_on(tx.db(), agency, person, today).await?;
    let mut changed = concerned(person, assessor, wanted);
    if accepts {
        changed.extend(follow_to(tx.db(), agency, today).await?);
        let Loaded { organisation, .. } = store::organisation(tx.db(), agency, today, today).await?;
        let assigned = aside(move || {
            let after = organisation.assigned(person, wanted, today)?;
            let post = after.assessor_of(person, today).and_then(|assessor| assessor.post);
            let mut touched = reassignments(&organisation, &after, (today, today), post);
            touched.retain(|one| one.person == person);
            Ok((after, touched))
        });
        let (after, touched) = assigned.await?.map_err(|refusal: AssessorRefusal| Error::Api(refusal.to_string()))?;
        store::save_lines(tx.db(), agency, |_| store::Source::Request(id), &touched, &after).await?;
        changed.extend(topics(tx.db(), agency, &touched).await?);
    }
    store::decide_request(tx, id, accepts, answer.as_ref()).await?;
    Ok((event::assessor_request_decided(id, person, accepts, changed), ()))
}

/// Returns the caller's assessor with the history, own requests and those of the people whom the caller assesses. A search
/// for people is recorded.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee, [`Error::TooMany`] after too many searches.
pub(crate) async fn own(caller: &Caller, draft: &RequestDraft) -> Result<AssessorSheet> {
    let app = caller.app();
    let load = async |tx: &mut Tx| {
        let me = tx.actor.employee.ok_or(Error::NotFound)?;
        if wanted_name(&draft.search).is_some() {
            app.searches.spend(tx.actor.account, tx.now).map_err(Error::TooMany)?;
        }
        sheet(tx, me, draft).await
    };
    match (wanted_name(&draft.search), caller.actor()?.employee) {
        (Some(_), Some(me)) => caller.export(event::assessor_searched(me), load).await,
        _ => caller.read(load).await,
    }
}

async fn sheet(tx: &mut Tx, me: EmployeeId, draft: &RequestDraft) -> Result<AssessorSheet> {
    let agency = tx.actor.agency;
    let history = store::past_assessors(tx, me).await?;
    let own = store::requests(tx, Requests::Of(me)).await?;
    let of_team = store::requests(tx, Requests::ToAssessor(me)).await?;
    let mut found: Vec<Candidate> = vec![];
    if let Ok(chosen) = draft.wanted.parse::<EmployeeId>() {
        found.extend(store::people(tx.db(), agency, &[chosen]).await?.into_values().map(Candidate::from));
    }
    if let Some(wanted) = wanted_name(&draft.search) {
        for one in store::candidates(tx.db(), agency, &wanted, MAX_CANDIDATES).await? {
            if one.id != me && found.iter().all(|found| found.id != one.id) {
                found.push(one.into());
            }
        }
    }
    Ok(AssessorSheet {
        has_open_request: own.iter().any(|request| request.accepted.is_none()),
        history: history.into_iter().map(line).collect(),
        own: own.into_iter().map(|request| row(tx, request)).collect(),
        of_team: of_team.into_iter().map(|request| row(tx, request)).collect(),
        found,
        next: AssessorRequestId(new_id()),
    })
}

/// Returns all open requests.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
pub(crate) async fn open(tx: &mut Tx) -> Result<Vec<RequestRow>> {
    if !tx.actor.may_replace_heads() {
        return Err(Error::NotFound);
    }
    let open = store::requests(tx, Requests::Open).await?;
    Ok(open.into_iter().map(|request| row(tx, request)).collect())
}

fn line(past: PastAssessorRecord) -> AssessorLine {
    let since = format::day(past.since.to_jiff());
    let last = past.until.and_then(|until| until.to_jiff().yesterday().ok());
    let source = match (past.tenure, past.letter, past.by_request) {
        (_, _, true) => "Permintaan perbaikan yang diterima".to_owned(),
        (Some(tenure), Some(letter), _) if tenure != Tenure::Definitive => {
            format!("Ganti pejabat: {}, surat {letter}", tenure.word())
        }
        (_, Some(letter), _) => format!("Ganti pejabat: surat {letter}"),
        _ => "Data kepegawaian".to_owned(),
    };
    AssessorLine {
        name: past.name,
        time: match last {
            Some(last) => format!("{since} sampai {}", format::day(last)),
            None => format!("sejak {since}"),
        },
        source,
    }
}

fn row(tx: &Tx, request: RequestRecord) -> RequestRow {
    let RequestRecord { id, person, post, unit, assessor, wanted, reason, asked_at, accepted, answer } = request;
    RequestRow {
        id,
        person,
        post: format::post(post.as_deref(), unit.as_deref()),
        assessor: assessor.unwrap_or_else(|| "belum ada".to_owned()),
        wanted,
        reason,
        asked: format::moment(tx.actor.zone.local(asked_at.to_jiff()), tx.today()),
        outcome: match accepted {
            None => "Menunggu putusan Pengelola".to_owned(),
            Some(true) => "Diterima".to_owned(),
            Some(false) => "Ditolak".to_owned(),
        },
        answer: answer.unwrap_or_default(),
    }
}
