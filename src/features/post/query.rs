//! What the pages of posts show, in words.

use super::{
    action::{self, Order, Prepared, must_replace},
    event,
    model::{Candidate, ChangeDraft, ChangeSheet, HolderLine, MoveRow, OfficeList, OfficeRow, OfficeSheet},
    store::{self, CandidateRecord, HolderRecord, UnsettledRecord},
};
use crate::{
    domain::{
        id::{EmployeeId, PostChangeId, PostId, UnitId},
        post::Tenure,
        text::{name_part, wanted_name},
    },
    error::{Error, Result},
    features::feedback::open,
    server::{
        clock::new_id,
        door::{Caller, Tx},
    },
    ui::format,
};
use std::collections::HashMap;

/// Units of the list; others are found by their name.
const MAX_OFFICES: i64 = 100;
/// Said beside a successor who is none.
pub(super) const NOT_HERE: &str = "Orang ini tidak bekerja di instansi ini.";
/// People whom a search offers.
const MAX_CANDIDATES: i64 = 10;

/// Returns the units that have a head post.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
pub(crate) async fn offices(tx: &mut Tx, wanted: &str) -> Result<OfficeList> {
    if !tx.actor.may_replace_heads() {
        return Err(Error::NotFound);
    }
    let (agency, today) = (tx.actor.agency, tx.today());
    let part = name_part(wanted);
    let rows = store::offices(tx.db(), agency, part.as_deref(), today, MAX_OFFICES).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let shown = format::part_of(0, rows.len(), total, "unit");
    let rows = rows.into_iter().map(|row| {
        let holder = match (row.holder, row.is_acting) {
            (Some(name), Some(true)) => format!("{name}, Plt atau Plh"),
            (Some(name), _) => name,
            (None, _) => "Kosong".to_owned(),
        };
        OfficeRow { unit: row.unit, name: row.name, above: row.above.unwrap_or_default(), holder }
    });
    Ok(OfficeList { rows: rows.collect(), shown })
}

/// Returns the head post of a unit with the draft of a replacement, or with what a signed one has done.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola and where the unit has no head post, [`Error::TooMany`] after too many
/// searches for people.
pub(crate) async fn office(
    caller: &Caller,
    unit: UnitId,
    draft: &ChangeDraft,
    done: Option<PostChangeId>,
) -> Result<OfficeSheet> {
    let app = caller.app();
    let load = async |tx: &mut Tx| {
        let post = must_replace(tx, unit).await?;
        if wanted_name(&draft.wanted).is_some() {
            app.searches.spend(tx.actor.account, tx.now).map_err(Error::TooMany)?;
        }
        sheet(tx, unit, post, draft, done).await
    };
    match wanted_name(&draft.wanted) {
        Some(_) => caller.export(event::people_searched(unit), load).await,
        None => caller.read(load).await,
    }
}

async fn sheet(
    tx: &mut Tx,
    unit: UnitId,
    post: PostId,
    draft: &ChangeDraft,
    done: Option<PostChangeId>,
) -> Result<OfficeSheet> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let next = PostChangeId(new_id());
    let (mut errors, mut preview) = (vec![], None);
    if draft.asks {
        match action::parse(draft, next, post, today) {
            Ok(order) if store::works_here(tx.db(), agency, order.change.successor).await? => {
                preview = Some(previewed(tx, unit, &order).await?);
            }
            Ok(_) => errors.push(("pengganti".to_owned(), NOT_HERE.to_owned())),
            Err(Error::Invalid(wrong)) => errors = wrong.0,
            Err(error) => return Err(error),
        }
    }
    let found = found(tx, draft).await?;
    if found.is_empty() && !draft.wanted.trim().is_empty() {
        errors.retain(|(field, _)| field != "pengganti");
        let words = match wanted_name(&draft.wanted) {
            Some(_) => "Tidak ada pegawai dengan nama atau NIP itu.",
            None => "Tulis paling sedikit tiga huruf nama, atau NIP.",
        };
        errors.push(("cari".to_owned(), words.to_owned()));
    }
    Ok(OfficeSheet {
        unit,
        name: store::unit_name(tx.db(), agency, unit).await?,
        post: store::post_name(tx.db(), agency, post).await?,
        holders: store::holders(tx.db(), agency, post).await?.into_iter().map(holder).collect(),
        planned: store::unsettled(tx.db(), agency, post).await?.into_iter().map(planned).collect(),
        found,
        errors,
        preview,
        done: match done {
            Some(done) => settled(tx, unit, post, done).await?,
            None => None,
        },
        next,
    })
}

fn holder(row: HolderRecord) -> HolderLine {
    let word = match (row.tenure, row.definitive) {
        (Some(tenure), _) => tenure.word(),
        (None, true) => Tenure::Definitive.word(),
        (None, false) => "Plt atau Plh",
    };
    let since = format::day(row.since.to_jiff());
    let last = row.until.and_then(|until| until.to_jiff().yesterday().ok());
    let time = match last {
        Some(last) => format!("{word}, {since} sampai {}", format::day(last)),
        None => format!("{word}, sejak {since}"),
    };
    let source = match row.letter.zip(row.letter_on) {
        Some((letter, on)) => format!("Surat {letter} tanggal {}", format::day(on.to_jiff())),
        None => "Data kepegawaian".to_owned(),
    };
    HolderLine { name: row.name, time, source }
}

fn planned(row: UnsettledRecord) -> String {
    let UnsettledRecord { name, tenure, since, letter, refusal } = row;
    let what = format!("{name}, {}, mulai {}, surat {letter}", tenure.word(), format::day(since.to_jiff()));
    match refusal {
        Some(why) => format!("Tidak dapat dilaksanakan: {what}. {why}"),
        None => format!("Akan berlaku: {what}."),
    }
}

impl From<CandidateRecord> for Candidate {
    fn from(CandidateRecord { id, name, post, unit }: CandidateRecord) -> Self {
        Self { id, name, post: format::post(post.as_deref(), unit.as_deref()) }
    }
}

/// Returns the people who can be chosen: the chosen one, and those who are found.
async fn found(tx: &mut Tx, draft: &ChangeDraft) -> Result<Vec<Candidate>> {
    let agency = tx.actor.agency;
    let chosen = match draft.successor.parse::<EmployeeId>() {
        Ok(chosen) => store::people(tx.db(), agency, &[chosen]).await?.into_values().next(),
        Err(_) => None,
    };
    let mut all: Vec<Candidate> = chosen.into_iter().map(Candidate::from).collect();
    if let Some(wanted) = wanted_name(&draft.wanted) {
        let found = store::candidates(tx.db(), agency, &wanted, MAX_CANDIDATES).await?;
        let others = found.into_iter().map(Candidate::from).filter(|one| all.iter().all(|chosen| chosen.id != one.id));
        let others: Vec<Candidate> = others.collect();
        all.extend(others);
    }
    Ok(all)
}

/// Returns what happens, and from when.
fn says(order: &Order, name: &str, post: &str) -> String {
    let change = order.change;
    let how = match change.tenure {
        Tenure::Definitive => String::new(),
        acting => format!(" sebagai {}", acting.word()),
    };
    let last = change.until.and_then(|until| until.yesterday().ok());
    let until = last.map(|last| format!(" sampai {}", format::day(last))).unwrap_or_default();
    let since = format::day(change.since);
    format!("{name} memegang jabatan {post}{how} mulai {since}{until}, surat {}.", order.letter)
}

async fn previewed(tx: &mut Tx, unit: UnitId, order: &Order) -> Result<ChangeSheet> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let post = store::post_name(tx.db(), agency, order.change.post).await?;
    let mut names = store::people(tx.db(), agency, &[order.change.successor]).await?;
    let Some(successor) = names.remove(&order.change.successor) else { return Err(Error::NotFound) };
    let says = says(order, &successor.name, &post);
    let Prepared { touched, .. } = match action::prepare(tx.db(), agency, &order.change, today).await? {
        Ok(prepared) => prepared,
        Err(refusal) => {
            let refusal = Some(action::words(tx.db(), agency, refusal).await?);
            return Ok(ChangeSheet { says, refusal, counts: vec![], rows: vec![] });
        }
    };
    let mut moves = vec![];
    for one in touched {
        let note = match one.own {
            Some(own) => Some(store::post_name(tx.db(), agency, own).await?),
            None => None,
        };
        moves.push((one.person, one.before, one.after(), note));
    }
    let people: Vec<EmployeeId> = moves.iter().map(|(person, ..)| *person).collect();
    let counts = counts(tx, unit, &people).await?;
    Ok(ChangeSheet { says, refusal: None, counts, rows: rows(tx, moves).await? })
}

/// Returns what a signed replacement has done, or that it waits for its day; `None` if it is not of this post.
async fn settled(tx: &mut Tx, unit: UnitId, post: PostId, done: PostChangeId) -> Result<Option<ChangeSheet>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let stored = store::change(tx.db(), agency, done).await?;
    let Some(order) = stored.map(|stored| stored.order).filter(|order| order.change.post == post) else {
        return Ok(None);
    };
    if order.change.since > today {
        return Ok(Some(previewed(tx, unit, &order).await?));
    }
    let name = store::post_name(tx.db(), agency, post).await?;
    let mut names = store::people(tx.db(), agency, &[order.change.successor]).await?;
    let successor = names.remove(&order.change.successor).map(|one| one.name).unwrap_or_default();
    let stored = store::moved(tx.db(), agency, done).await?;
    let people: Vec<EmployeeId> = stored.iter().map(|row| row.person).collect();
    let moves = stored.into_iter().map(|row| (row.person, row.before, Some(row.after), None)).collect();
    let counts = counts(tx, unit, &people).await?;
    let says = says(&order, &successor, &name);
    Ok(Some(ChangeSheet { says, refusal: None, counts, rows: rows(tx, moves).await? }))
}

/// Returns how many things pass to the new assessors.
async fn counts(tx: &mut Tx, unit: UnitId, people: &[EmployeeId]) -> Result<Vec<String>> {
    let agency = tx.actor.agency;
    let assessed = i32::try_from(people.len()).unwrap_or(i32::MAX);
    let plans = store::waiting_plans(tx.db(), agency, people).await?;
    let questions = open::awaited(tx.db(), agency, people).await?;
    let follow_ups = store::follow_ups(tx.db(), agency, unit).await?;
    let counted = [
        (assessed, "orang berganti pejabat penilai"),
        (plans, "SKP menunggu persetujuan"),
        (questions, "pertanyaan atau permintaan dukungan belum dijawab"),
        (follow_ups, "tindak lanjut rapat unit ini masih terbuka"),
    ];
    Ok(counted.map(|(count, what)| format!("{} {what}", format::count(count))).into())
}

/// A person with the assessor before and after, and the post by which they would assess themself.
type Moved = (EmployeeId, Option<EmployeeId>, Option<EmployeeId>, Option<String>);

/// Returns moves with names, in order of the people's names.
async fn rows(tx: &mut Tx, moves: Vec<Moved>) -> Result<Vec<MoveRow>> {
    let agency = tx.actor.agency;
    let named: Vec<EmployeeId> =
        moves.iter().flat_map(|(person, before, after, _)| [Some(*person), *before, *after]).flatten().collect();
    let people: HashMap<EmployeeId, CandidateRecord> = store::people(tx.db(), agency, &named).await?;
    let name = |person: Option<EmployeeId>| {
        let known = person.and_then(|person| people.get(&person));
        known.map_or_else(|| "belum ada".to_owned(), |known| known.name.clone())
    };
    let mut rows: Vec<MoveRow> = moves
        .into_iter()
        .map(|(person, before, after, own)| MoveRow {
            person,
            name: name(Some(person)),
            post: people
                .get(&person)
                .map(|known| format::post(known.post.as_deref(), known.unit.as_deref()))
                .unwrap_or_default(),
            before: name(before),
            after: name(after),
            note: own
                .map(|own| {
                    format!("Tidak menilai dirinya sendiri lewat jabatan {own}; dinilai satu tingkat di atasnya.")
                })
                .unwrap_or_default(),
        })
        .collect();
    rows.sort_by_key(|row| format::name_order(&row.name));
    Ok(rows)
}
