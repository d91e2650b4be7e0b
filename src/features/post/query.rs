//! What the pages of posts show, in words.

use super::{
    action::{self, Order, must_replace},
    event,
    follow::followed,
    model::{
        Candidate, ChangeDraft, ChangeSheet, HolderLine, MoveRow, OfficeList, OfficeRow, OfficeSheet, PlannedLine,
    },
    store::{self, CandidateRecord, EndedHolderRecord, HolderRecord, MovedRecord, UnsettledRecord},
};
use crate::{
    domain::{
        id::{EmployeeId, PostChangeId, PostId, UnitId},
        post::{Tenure, moves},
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
use jiff::civil::Date;
use std::collections::HashMap;

/// Units on one page of the list.
const PAGE_SIZE: i32 = 50;
/// Said beside a successor who is none.
pub(super) const NOT_HERE: &str = "Orang ini tidak bekerja di instansi ini.";
/// Said beside a successor who would sign it themself.
pub(super) const NOT_ONESELF: &str = "Jabatan untuk diri sendiri ditandatangani Pengelola lain.";
pub(super) const OWN_ASSESSOR: &str =
    "Penggantian ini mengganti pejabat penilai Anda sendiri, jadi ditandatangani Pengelola lain.";
/// People whom a search offers.
const MAX_CANDIDATES: i64 = 10;

/// Returns a page of the units that have a head post, the first one being 1.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
pub(crate) async fn offices(tx: &mut Tx, wanted: &str, page: i32) -> Result<OfficeList> {
    if !tx.actor.may_replace_heads() {
        return Err(Error::NotFound);
    }
    let (agency, today) = (tx.actor.agency, tx.today());
    let part = name_part(wanted);
    let page = page.clamp(1, i32::MAX / PAGE_SIZE);
    let from = (page - 1) * PAGE_SIZE;
    let rows = store::offices(tx.db(), agency, part.as_deref(), today, (from.into(), PAGE_SIZE.into())).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let shown = format::part_of(from, rows.len(), total, "unit");
    let next = (from + PAGE_SIZE < total).then_some(page + 1);
    let before = (page > 1).then_some(page - 1);
    let rows = rows.into_iter().map(|row| {
        let holder = match (row.holder, row.is_acting) {
            (Some(name), Some(true)) => format!("{name}, Plt atau Plh"),
            (Some(name), _) => name,
            (None, _) => "Kosong".to_owned(),
        };
        OfficeRow { unit: row.unit, name: row.name, above: row.above.unwrap_or_default(), holder }
    });
    Ok(OfficeList { rows: rows.collect(), refused: store::refused(tx.db(), agency).await?, shown, before, next })
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
            Ok(order) if !tx.actor.may_decide_about(&[order.change.successor]) => {
                errors.push(("pengganti".to_owned(), NOT_ONESELF.to_owned()));
            }
            Ok(order) if store::is_known(tx.db(), agency, order.change.successor).await? => {
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
        holders: store::holders(tx.db(), agency, post).await?.into_iter().map(|row| holder(row, today)).collect(),
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

fn holder(row: HolderRecord, today: Date) -> HolderLine {
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
        Some((letter, on)) => {
            let signer = row.signed_by.map(|name| format!(", dicatat oleh {name}")).unwrap_or_default();
            format!("Surat {letter} tanggal {}{signer}", format::day(on.to_jiff()))
        }
        None => "Data kepegawaian".to_owned(),
    };
    let goes_on = row.since.to_jiff() <= today && last.is_none_or(|last| last > today);
    HolderLine { id: row.id, can_end: !row.definitive && goes_on, name: row.name, time, source }
}

fn planned(row: UnsettledRecord) -> PlannedLine {
    let UnsettledRecord { id, name, tenure, since, letter, refusal } = row;
    let what = format!("{name}, {}, mulai {}, surat {letter}", tenure.word(), format::day(since.to_jiff()));
    let is_refused = refusal.is_some();
    let says = match refusal {
        Some(why) => format!("Tidak dapat dilaksanakan: {what}. {why}"),
        None => format!("Akan berlaku: {what}."),
    };
    PlannedLine { id, says, is_refused }
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
    let change = order.change;
    let post = store::post_name(tx.db(), agency, change.post).await?;
    let mut names = store::people(tx.db(), agency, &[change.successor]).await?;
    let Some(successor) = names.remove(&change.successor) else { return Err(Error::NotFound) };
    let says = says(order, &successor.name, &post);
    let followed = followed(tx.db(), agency, today).await?;
    let prepared = match action::prepared(tx.db(), agency, &change, followed, today).await? {
        Ok(prepared) => prepared,
        Err(refusal) => {
            let refusal = action::words(tx.db(), agency, refusal).await?;
            return Ok(without_effect(says, refusal));
        }
    };
    if !tx.actor.may_decide_about(&prepared.reassigned(&change)) {
        return Ok(without_effect(says, OWN_ASSESSOR.to_owned()));
    }
    let seen = action::digest(&change, &prepared);
    let ended = prepared.replacement.closed.iter();
    let ended =
        ended.map(|held| EndedHolderRecord { person: held.person, post: held.post, definitive: !held.is_acting });
    let leaves = leaves(tx, change.successor, ended.collect()).await?;
    let mut moves = vec![];
    for one in prepared.touched {
        let after = one.moves(change.since, change.until);
        if after.is_empty() {
            continue;
        }
        let note = match one.own {
            Some(own) => Some(store::post_name(tx.db(), agency, own).await?),
            None => None,
        };
        moves.push((one.person, one.before, after, note));
    }
    let people: Vec<EmployeeId> = moves.iter().map(|(person, ..)| *person).collect();
    let counts = counts(tx, unit, &people).await?;
    Ok(ChangeSheet { says, refusal: None, leaves, seen, counts, rows: rows(tx, moves).await? })
}

fn without_effect(says: String, refusal: String) -> ChangeSheet {
    let refusal = Some(refusal);
    ChangeSheet { says, refusal, leaves: vec![], seen: String::new(), counts: vec![], rows: vec![] }
}

/// Returns who leaves which post, in words.
async fn leaves(tx: &mut Tx, successor: EmployeeId, ended: Vec<EndedHolderRecord>) -> Result<Vec<String>> {
    let agency = tx.actor.agency;
    let people: Vec<EmployeeId> = ended.iter().map(|ended| ended.person).collect();
    let names = store::people(tx.db(), agency, &people).await?;
    let mut lines = vec![];
    for EndedHolderRecord { person, post, definitive } in ended {
        let post = store::post_name(tx.db(), agency, post).await?;
        let name = names.get(&person).map(|known| known.name.clone()).unwrap_or_default();
        lines.push(if person == successor {
            format!("{name} meninggalkan jabatan {post}.")
        } else if definitive {
            format!(
                "{name} tidak lagi memegang jabatan {post}. Pejabat penilainya tetap sampai jabatan barunya dicatat."
            )
        } else {
            format!("{name} tidak lagi menjalankan jabatan {post}.")
        });
    }
    lines.sort();
    Ok(lines)
}

/// Returns what a signed replacement has done, that it waits for its day, or that it has no effect; `None` if it is not of
/// this post.
async fn settled(tx: &mut Tx, unit: UnitId, post: PostId, done: PostChangeId) -> Result<Option<ChangeSheet>> {
    let agency = tx.actor.agency;
    let stored = store::change(tx.db(), agency, done).await?.filter(|stored| stored.order.change.post == post);
    let Some(stored) = stored else { return Ok(None) };
    let order = stored.order;
    let withdrawn = stored.is_withdrawn.then(|| "Pergantian ini dibatalkan.".to_owned());
    let refusal = withdrawn.or(stored.refusal);
    if !stored.is_done && refusal.is_none() {
        return Ok(Some(previewed(tx, unit, &order).await?));
    }
    let name = store::post_name(tx.db(), agency, post).await?;
    let mut names = store::people(tx.db(), agency, &[order.change.successor]).await?;
    let successor = names.remove(&order.change.successor).map(|one| one.name).unwrap_or_default();
    let says = says(&order, &successor, &name);
    if let Some(refusal) = refusal {
        return Ok(Some(without_effect(says, refusal)));
    }
    let ended = store::ended_by(tx.db(), agency, done).await?;
    let leaves = leaves(tx, order.change.successor, ended).await?;
    let moved = store::moved(tx.db(), agency, done).await?.into_iter();
    let moved = moved.map(|MovedRecord { person, before, after }| {
        let after = if after.is_empty() { vec![None] } else { after.into_iter().map(Some).collect() };
        (person, before, moves(before, after), None)
    });
    let moved: Vec<Moved> = moved.filter(|(_, _, after, _)| !after.is_empty()).collect();
    let people: Vec<EmployeeId> = moved.iter().map(|(person, ..)| *person).collect();
    let counts = counts(tx, unit, &people).await?;
    let rows = rows(tx, moved).await?;
    Ok(Some(ChangeSheet { says, refusal: None, leaves, seen: String::new(), counts, rows }))
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

/// A person with the assessor before and those after, `None` for nobody, and the post by which they would assess themself.
type Moved = (EmployeeId, Option<EmployeeId>, Vec<Option<EmployeeId>>, Option<String>);

/// Returns moves with names, in order of the people's names.
async fn rows(tx: &mut Tx, moves: Vec<Moved>) -> Result<Vec<MoveRow>> {
    let agency = tx.actor.agency;
    let named: Vec<EmployeeId> = moves
        .iter()
        .flat_map(|(person, before, after, _)| after.iter().copied().flatten().chain([*person]).chain(*before))
        .collect();
    let people: HashMap<EmployeeId, CandidateRecord> = store::people(tx.db(), agency, &named).await?;
    let name = |person: Option<EmployeeId>, none: &str| {
        let known = person.and_then(|person| people.get(&person));
        known.map_or_else(|| none.to_owned(), |known| known.name.clone())
    };
    let mut rows: Vec<MoveRow> = moves
        .into_iter()
        .map(|(person, before, after, own)| MoveRow {
            person,
            name: name(Some(person), ""),
            post: people
                .get(&person)
                .map(|known| format::post(known.post.as_deref(), known.unit.as_deref()))
                .unwrap_or_default(),
            before: name(before, "belum ada"),
            after: after
                .into_iter()
                .map(|after| name(after, "tidak ada, karena jabatannya yang tertinggi"))
                .collect::<Vec<_>>()
                .join(", lalu "),
            note: own
                .map(|own| {
                    format!("Tidak dinilai dirinya sendiri lewat jabatan {own}; dinilai satu tingkat di atasnya.")
                })
                .unwrap_or_default(),
        })
        .collect();
    rows.sort_by_key(|row| format::name_order(&row.name));
    Ok(rows)
}
