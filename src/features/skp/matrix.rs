//! The matrix of roles and results (Matriks Peran Hasil): a leader's results across, the people of the team down. What is
//! written in a cell is at once a result in that person's plan, which the person completes.

use super::{
    event,
    model::{CellResult, FoundPerson, Matrix, MatrixColumn, MatrixRow, NewCell, PlanAct},
    store::{self, MemberPlan, NamedSkp},
    words,
};
use crate::{
    domain::{
        event::Event,
        id::{EmployeeId, RhkId, SkpId},
        skp::{
            Classification, Link, PlanSource, Rhk, RhkKind, Skp, SkpContent, SkpRefusal, SkpState, free_span,
            next_result,
        },
        text::{ResultText, wanted_name},
    },
    error::{Error, Result},
    server::{
        clock::new_id,
        door::{Caller, Tx},
    },
    ui::format,
};
use std::collections::BTreeMap;

/// The leader's own plan with the results that its matrix gives away: those of the version in work, before there is one
/// in force those of the draft.
async fn leading(tx: &mut Tx, skp: SkpId) -> Result<NamedSkp> {
    let reader = store::reader(tx, skp).await?.filter(|reader| tx.actor.may_write_skp(reader.owner));
    let owner = reader.ok_or(Error::NotFound)?.owner;
    store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)
}

fn content(skp: &Skp) -> &SkpContent {
    match &skp.state {
        SkpState::Planned(revision) | SkpState::Agreed { revision: Some(revision), .. } => &revision.content,
        SkpState::Agreed { agreement, .. } | SkpState::Closed { agreement, .. } => &agreement.content,
    }
}

/// Returns the matrix of the caller's own plan. `also` is somebody who is about to be added.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else.
pub(crate) async fn matrix(tx: &mut Tx, skp: SkpId, also: Option<EmployeeId>) -> Result<Matrix> {
    let leading = leading(tx, skp).await?;
    let (me, year) = (leading.skp.employee, leading.skp.starts_on.year());
    let also = also.filter(|also| tx.actor.may_assign_result(*also));
    let members = store::members(tx, me, skp, also).await?;
    let people: Vec<EmployeeId> = members.iter().map(|member| member.employee).collect();
    let columns = content(&leading.skp).results.iter().filter(|result| !result.text.is_empty());
    let columns: Vec<MatrixColumn> =
        columns.map(|result| MatrixColumn { id: result.id, text: result.text.clone() }).collect();
    let above: Vec<RhkId> = columns.iter().map(|column| column.id).collect();
    let plans = store::plans_for(tx, &people, year).await?;
    let in_force = store::supporters(tx, &people, &above).await?;
    let is_closed = matches!(leading.skp.state, SkpState::Closed { .. });
    let rows = members.into_iter().map(|member| {
        let plan = plans.iter().find(|plan| plan.employee == member.employee);
        let mut results: Vec<CellResult> = open_results(plan, me, &above);
        for supporter in in_force.iter().filter(|supporter| supporter.employee == member.employee) {
            if results.iter().all(|result| result.id != supporter.rhk) {
                results.push(CellResult {
                    id: supporter.rhk,
                    above: supporter.above,
                    text: supporter.text.clone(),
                    state: "berlaku".to_owned(),
                    is_open: false,
                });
            }
        }
        MatrixRow {
            employee: member.employee,
            initials: format::initials(&member.name),
            note: if is_closed { String::new() } else { note(plan) },
            is_open: !is_closed && plan.is_none_or(|plan| plan.open.as_ref().is_none_or(|open| !open.is_submitted)),
            person: member.name,
            post: member.post,
            results,
        }
    });
    Ok(Matrix {
        id: skp,
        title: words::title(&leading.skp),
        is_in_force: leading.skp.agreement().is_some(),
        is_closed,
        rows: rows.collect(),
        columns,
    })
}

/// Returns the people whose name contains `wanted`, or whose NIP it is, for who gives results to a team. The search is
/// recorded and counted: it reaches everybody in the agency.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else, the refusal of who leads nobody, [`Error::Invalid`] beside the field
/// `cari` if `wanted` is too short, [`Error::TooMany`] after too many searches.
pub(crate) async fn find_members(caller: &Caller, skp: SkpId, wanted: &str) -> Result<Vec<FoundPerson>> {
    let too_short = || Error::field("cari", "Tulis paling sedikit tiga huruf nama, atau NIP.");
    let app = caller.app();
    let find = async |tx: &mut Tx| {
        let me = leading(tx, skp).await?.skp.employee;
        if !tx.actor.assesses {
            return Err(SkpRefusal::NotLeader.into());
        }
        let wanted = wanted_name(wanted).ok_or_else(too_short)?;
        app.searches.spend(tx.actor.account, tx.now).map_err(Error::TooMany)?;
        let found = store::people_named(tx, &wanted).await?.into_iter().filter(|found| found.employee != me);
        Ok(found.map(|found| FoundPerson { employee: found.employee, name: found.name, post: found.post }).collect())
    };
    caller.export(event::people_searched(skp), find).await
}

/// The results of a version in work that the leader has given, or that have been handed in.
fn open_results(plan: Option<&MemberPlan>, me: EmployeeId, above: &[RhkId]) -> Vec<CellResult> {
    let Some(open) = plan.and_then(|plan| plan.open.as_ref()) else { return vec![] };
    let results = open.content.results.iter().filter_map(|result| {
        let (supported, _) = result.supports.filter(|(supported, _)| above.contains(supported))?;
        let is_given = result.assigned_by == Some(me);
        (is_given || open.is_submitted).then(|| CellResult {
            id: result.id,
            above: supported,
            text: result.text.clone(),
            state: match (open.is_submitted, result.is_complete()) {
                (true, _) => "diajukan",
                (false, true) => "lengkap, belum diajukan",
                (false, false) => "belum dilengkapi",
            }
            .to_owned(),
            is_open: is_given && !open.is_submitted,
        })
    });
    results.collect()
}

/// What stands beside a person whose plan takes nothing now, or not yet.
fn note(plan: Option<&MemberPlan>) -> String {
    match plan.map(|plan| plan.open.as_ref()) {
        None => "Belum ada SKP. Isian pertama membuka rancangannya.".to_owned(),
        Some(Some(open)) if open.is_submitted => {
            "SKP-nya sedang menunggu persetujuan. Kembalikan dulu bila perlu ditambah.".to_owned()
        }
        _ => String::new(),
    }
}

/// Writes a cell: a new result in that person's plan, other words for one that is there, or none. A plan that a leader
/// began, and in which nothing else is written, goes with its last cell. Repeating it changes nothing. Returns the result of
/// the cell.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else and for a result that is not of it; the refusals of who leads nobody
/// and of somebody who has left; the error of the text; the refusals of [`Skp::assign`] and [`Skp::withdraw`], and of words that were changed elsewhere
/// since they were shown.
pub(crate) async fn put(tx: &mut Tx, cell: &NewCell) -> Result<(Event, Option<RhkId>)> {
    let leading = leading(tx, cell.skp).await?;
    let (me, year) = (leading.skp.employee, leading.skp.starts_on.year());
    if !tx.actor.may_assign_result(cell.employee) {
        return Err(SkpRefusal::NotLeader.into());
    }
    if matches!(leading.skp.state, SkpState::Closed { .. }) {
        return Err(SkpRefusal::Closed.into());
    }
    if store::is_above(tx, cell.employee, me).await? {
        return Err(SkpRefusal::Above.into());
    }
    if content(&leading.skp).results.iter().all(|result| result.id != cell.above) {
        return Err(Error::NotFound);
    }
    let text = match cell.text.trim() {
        "" => None,
        text => Some(String::from(ResultText::parse(text).map_err(Error::text("text"))?)),
    };
    if text.is_some() && store::has_left(tx, cell.employee).await? {
        return Err(SkpRefusal::HasLeft.into());
    }
    let known = store::plans_for(tx, &[cell.employee], year).await?.pop().map(|plan| plan.skp);
    let (id, is_new) = match (known, &text) {
        (Some(id), _) => (id, false),
        (None, Some(_)) => (begin(tx, cell.employee, me, year).await?, true),
        (None, None) => return Ok((Event::repeated(), None)),
    };
    if !store::lock(tx, id).await? {
        return Err(Error::NotFound);
    }
    let named = store::of_person(tx, cell.employee, Some(id)).await?.pop().ok_or(Error::NotFound)?;
    let plan = &named.skp;
    let open = plan.revision().map(|revision| revision.content.clone()).unwrap_or_default();
    let is_of_cell = |result: &&Rhk| result.supports.is_some_and(|(above, _)| above == cell.above);
    let stored = match cell.result {
        Some(result) => open.results.iter().find(|stored| stored.id == result),
        // Sent again, it is there; with other words, from another device, one of both would be lost.
        None => open.results.iter().filter(is_of_cell).find(|stored| stored.assigned_by == Some(me)),
    };
    if stored.map(|stored| &stored.text) == text.as_ref() {
        return Ok((Event::repeated(), stored.map(|stored| stored.id)));
    }
    if stored.map_or("", |stored| stored.text.as_str()) != cell.seen {
        return Err(SkpRefusal::ChangedElsewhere.into());
    }
    if stored.is_some_and(|stored| stored.assigned_by != Some(me)) {
        return Err(SkpRefusal::Elaborated.into());
    }
    let (written, result) = match (text, stored) {
        (None, None) => return Ok((Event::repeated(), None)),
        (None, Some(stored)) => {
            let result = stored.id;
            (plan.clone().withdraw(&tx.actor, result)?, None)
        }
        (Some(text), stored) => {
            let id = match stored {
                Some(stored) => stored.id,
                None => next(tx, &named).await?,
            };
            let given = Rhk {
                id,
                text,
                kind: RhkKind::Main,
                classification: Classification::Organisation,
                supports: Some((cell.above, Link::Direct)),
                assigned_by: Some(me),
                basis: String::new(),
                actions: BTreeMap::new(),
                cascade: Box::default(),
                indicators: vec![],
            };
            (plan.clone().assign(&tx.actor, given)?, Some(id))
        }
    };
    if named.is_begun_by_leader && written.is_blank() && !store::is_used(tx, &written).await? {
        store::remove_plan(tx, written.id).await?;
        return Ok((event::acted(PlanAct::Discard, written.id, cell.employee, vec![me], vec![]), None));
    }
    match (written.revision(), named.skp.revision()) {
        (Some(revision), _) => store::save_revision(tx, written.id, revision).await?,
        (None, Some(ended)) => store::remove_revision(tx, written.id, ended.version).await?,
        (None, None) => {}
    }
    store::keep_member(tx, me, cell.skp, cell.employee).await?;
    Ok((event::assigned(written.id, cell.employee, me, is_new), result))
}

/// The id of the next new result of a plan that its owner's form does not have: that one takes the next number.
async fn next(tx: &mut Tx, NamedSkp { skp, last_result, .. }: &NamedSkp) -> Result<RhkId> {
    let (retired, _) = store::retired(tx, skp.id).await?;
    let of_form = next_result(skp.id, *last_result, skp.results().chain(retired));
    Ok(next_result(skp.id, *last_result, [of_form]))
}

/// Begins an empty plan of a year in somebody's definitive post, for the leader who gives a result to it.
async fn begin(tx: &mut Tx, employee: EmployeeId, leader: EmployeeId, year: i16) -> Result<SkpId> {
    super::action::check_year(tx.actor.zone, year, tx.now)?;
    let held = store::held_posts(tx, employee).await?.into_iter().find(|held| held.is_definitive);
    let held = held.ok_or(SkpRefusal::NoPost)?;
    let taken = store::taken(tx, employee).await?.into_iter().filter(|(post, _)| *post == held.post);
    let span = free_span(year, held.since, held.until, taken.map(|(_, span)| span))?;
    let skp = Skp::draft(SkpId(new_id()), employee, held.post, span.0, span.1, SkpContent::default());
    if !store::insert(tx, &skp, PlanSource::Leader, Some(leader)).await? {
        // Another cell, or the owner, was faster.
        let begun = store::plans_for(tx, &[employee], year).await?.pop();
        return Ok(begun.map(|plan| plan.skp).ok_or(SkpRefusal::Overlapping)?);
    }
    if let Some(revision) = skp.revision() {
        store::save_revision(tx, skp.id, revision).await?;
    }
    Ok(skp.id)
}
