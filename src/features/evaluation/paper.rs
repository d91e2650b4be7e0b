//! The evaluation on paper (`PermenPANRB` 6/2022, lampiran): what its page shows to the same reader, in the official layout.

use super::{
    desk::{Desk, Part},
    list,
    model::{EvaluationSheet, IndicatorEvidence, ValueNote, VersionSheet},
    query, store,
    words::{self, Moments},
};
use crate::{
    domain::{
        evaluation::{EvaluationId, EvaluationPeriod, EvaluationVersion, ObjectionRefusal, UnitAchievement},
        event::Event,
        id::{IkiId, SkpId},
    },
    error::{Error, Result},
    features::{
        post::official::{Official, officials},
        skp::paper::{PrintedPlan, printed_on},
    },
    server::{
        door::{Caller, Tx},
        paper::{Paper, Template, archive, download, slug},
        problem::ApiError,
    },
    ui::format,
};
use axum::{
    extract::{Extension, Path, Query, rejection::QueryRejection},
    response::Response,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const TEMPLATE: Template = Template { name: "evaluasi.typ", text: include_str!("paper.typ") };
/// The most messages about a result in a cell: who wants more reads the page.
const MAX_MESSAGES: usize = 3;

/// The data of the template.
#[derive(Debug, Serialize)]
struct EvaluationPaper {
    title: String,
    agency: String,
    office: String,
    /// `Triwulan III 2026 · 1 Jul – 30 September 2026`
    period: String,
    footer: String,
    /// That nothing was signed, or not released.
    state: String,
    /// When it was signed; empty before.
    day: String,
    /// When its owner answered.
    answered: String,
    evaluated: bool,
    employee: Official,
    assessor: Official,
    superior: Official,
    achievement: Option<Achieved>,
    #[serde(flatten)]
    plan: PrintedPlan,
    conduct: Vec<PrintedValue>,
    results_rating: &'static str,
    results_reason: String,
    conduct_rating: &'static str,
    conduct_reason: String,
    predikat: String,
    note: String,
    remarks: Vec<String>,
    /// Until when and to whom an objection goes.
    objection: String,
}

/// What the perangkat daerah achieved.
#[derive(Debug, Serialize)]
struct Achieved {
    unit: String,
    level: &'static str,
    basis: String,
    curve: [u8; 5],
}

#[derive(Debug, Serialize)]
struct PrintedValue {
    name: String,
    guidance: Vec<String>,
    expectation: String,
    feedback: String,
}

/// The heights of the curve on the official form, from Sangat Kurang to Sangat Baik: a drawing, never a rule.
const fn curve(level: UnitAchievement) -> [u8; 5] {
    match level {
        UnitAchievement::Istimewa => [0, 1, 3, 7, 13],
        UnitAchievement::Baik => [2, 3, 6, 11, 2],
        UnitAchievement::ButuhPerbaikan => [3, 4, 10, 4, 3],
        UnitAchievement::Kurang => [2, 11, 6, 3, 2],
        UnitAchievement::SangatKurang => [13, 7, 3, 1, 0],
    }
}

/// `GET /penilaian/{penilaian}/unduh.pdf`
pub(crate) async fn one(Extension(caller): Extension<Caller>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let id: EvaluationId = id.parse().map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| Box::pin(paper(tx, id)).await;
    let (name, paper) = caller.export(Event::exported("evaluation", id.skp), load).await?;
    Ok(download(&name, paper).await?)
}

/// The query of an address: as on the page of the team.
#[derive(Debug, Deserialize)]
pub(crate) struct TeamQuery {
    periode: Option<String>,
}

/// `GET /penilaian/unduh.zip?periode=`: those of the team that were signed.
pub(crate) async fn team(
    Extension(caller): Extension<Caller>,
    asked: Result<Query<TeamQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let me = caller.actor()?.employee.ok_or(Error::NotFound)?;
    let Query(TeamQuery { periode }) = asked.map_err(|_| Error::NotFound)?;
    let period = periode.map(|period| period.parse()).transpose().map_err(|_| Error::NotFound)?;
    let load = async move |tx: &mut Tx| Box::pin(team_papers(tx, period)).await;
    let (title, papers) = caller.export(Event::exported("evaluations", me), load).await?;
    Ok(archive(&format!("{}.zip", slug(&title)), papers, "Belum ada penilaian yang ditetapkan dalam periode ini.")
        .await?)
}

async fn team_papers(tx: &mut Tx, asked: Option<EvaluationPeriod>) -> Result<(String, Vec<(String, Paper)>)> {
    let Some(team) = list::list(tx, asked).await?.team else { return Ok(("Evaluasi".to_owned(), vec![])) };
    let ids: Vec<EvaluationId> = team.groups.iter().flat_map(|(_, rows)| rows).map(|row| row.id).collect();
    let plans: Vec<SkpId> = ids.iter().map(|id| id.skp).collect();
    let signed = store::finals(tx, &plans).await?;
    let mut papers = vec![];
    for id in ids.into_iter().filter(|id| signed.contains(&(id.skp, id.period))) {
        let (name, paper) = Box::pin(paper(tx, id)).await?;
        // People may share a name.
        let is_taken = papers.iter().any(|(taken, _)| *taken == name);
        papers.push((if is_taken { format!("{}-{name}", papers.len() + 1) } else { name }, paper));
    }
    Ok((format!("Evaluasi {}", team.title), papers))
}

/// Returns an evaluation on paper with the name of its file.
async fn paper(tx: &mut Tx, id: EvaluationId) -> Result<(String, Paper)> {
    let moments = Moments::of_paper(tx);
    let desk = Desk::load(tx, id, false).await?;
    let sheet = query::sheet_told(tx, id, moments).await?;
    let (first, last) = desk.span();
    let plan = printed_on(tx, (desk.subject.owner, id.skp), last).await?;
    let read = desk.read();
    let version = read.last().map(|(version, signer)| (*version, *signer));
    let day = version.map_or(moments.today, |(version, _)| moments.zone.day(version.signed_at));
    let signed_by = version.map_or_else(|| desk.evaluator(), |(version, _)| Some(version.signed_by));
    let superior = match signed_by {
        Some(signer) => store::line_above(tx, signer, day).await?.first().map(|(above, _)| *above),
        None => None,
    };
    let people = [Some(desk.subject.owner), signed_by, superior];
    let [mut employee, mut assessor, superior] = officials(tx, people, day).await?;
    employee.post.clone_from(&desk.subject.post);
    employee.unit.clone_from(&desk.subject.unit);
    // As it was signed, whatever post they hold.
    if let Some((_, (_, signed_as))) = version.filter(|(_, (_, signed_as))| !signed_as.is_empty()) {
        assessor.post.clone_from(signed_as);
    }
    let period = words::period(id.period);
    let title = format!("Evaluasi {period} {}", desk.subject.person);
    let name = format!("{}.pdf", slug(&title));
    let number = version.map(|(version, _)| format!(" · versi {}", version.number)).unwrap_or_default();
    // What the unit achieved is part of what its people read once they are told the rest.
    let is_told = desk.part != Part::Owner || version.is_some();
    let achieved = desk.office.as_ref().filter(|_| is_told).map(|office| Achieved {
        unit: desk.subject.office_name.clone(),
        level: office.level.name(),
        basis: office.basis.clone(),
        curve: curve(office.level),
    });
    let version = version.map(|(version, _)| version);
    let ratings = version.and_then(|version| version.content.ratings());
    let said = |pick: fn(&VersionSheet) -> String| sheet.versions.first().map(pick).unwrap_or_default();
    let data = EvaluationPaper {
        agency: tx.actor.agency_name.clone(),
        office: desk.subject.office_name.clone(),
        period: format!("{period} · {} – {}", format::short_day(first), format::day(last)),
        footer: format!("{title}{number} · menurut SKP versi {}", plan.version),
        state: state(&desk, version),
        day: version.map(|_| format::day(day)).unwrap_or_default(),
        answered: version
            .and_then(|version| version.acknowledged)
            .map(|(_, at)| format::day(moments.zone.day(at)))
            .unwrap_or_default(),
        evaluated: true,
        employee,
        assessor,
        superior,
        achievement: achieved,
        plan: with_evidence(plan, &sheet),
        conduct: conduct(&sheet),
        results_rating: ratings.map_or("", |ratings| ratings.results.name()),
        results_reason: said(|version| version.results_reason.clone()),
        conduct_rating: ratings.map_or("", |ratings| ratings.conduct.name()),
        conduct_reason: said(|version| version.conduct_reason.clone()),
        predikat: if desk.frozen() == Some(ObjectionRefusal::UnderObjection) {
            "Dalam keberatan".to_owned()
        } else {
            said(|version| version.predikat.clone().unwrap_or_default())
        },
        note: said(|version| version.note.clone()),
        remarks: remarks(&sheet),
        objection: objection(tx, &desk).await?,
        title,
    };
    Ok((name, Paper::new(TEMPLATE, &data)?))
}

/// What stands above a paper that is not the last word.
fn state(desk: &Desk, version: Option<&EvaluationVersion>) -> String {
    let words = match version {
        None if matches!(desk.part, Part::Owner | Part::Follower) => "Penilaian belum dirilis.",
        None => "Belum ditetapkan.",
        Some(_) if desk.frozen() == Some(ObjectionRefusal::UnderObjection) => "Dalam keberatan, menunggu putusan.",
        Some(version) if version.released_at.is_none() => "Ditetapkan, belum dirilis kepada pegawai yang dinilai.",
        Some(_) => "",
    };
    words.to_owned()
}

/// Adds what was achieved and said about each result.
fn with_evidence(mut plan: PrintedPlan, sheet: &EvaluationSheet) -> PrintedPlan {
    let indicators = sheet.results.iter().flat_map(|result| &result.indicators);
    let known: HashMap<IkiId, &IndicatorEvidence> = indicators.map(|indicator| (indicator.id, indicator)).collect();
    for result in &mut plan.results {
        for printed in &mut result.indicators {
            let Some(evidence) = known.get(&printed.id) else { continue };
            printed.achieved = achieved(evidence);
            // What was achieved is compared with what was expected by the end of the period.
            if plan.quantitative && evidence.target != printed.target {
                printed.target = format!("{} (setahun {})", evidence.target, printed.target);
            }
        }
        let signed = sheet.versions.first().and_then(|version| {
            version.feedback.iter().find(|(text, _)| *text == result.text).map(|(_, feedback)| feedback.clone())
        });
        let messages = sheet.results.iter().filter(|seen| seen.id == result.id).flat_map(|seen| &seen.messages);
        let talk = messages.filter(|message| message.is_feedback).take(MAX_MESSAGES);
        let talk = talk.map(|message| format!("{}: {}", message.head, message.text));
        result.feedback = signed.into_iter().chain(talk).collect::<Vec<_>>().join("\n");
    }
    plan
}

/// `840 kali (93,3 %), catatan: ...`
fn achieved(evidence: &IndicatorEvidence) -> String {
    let percent = evidence.achieved.as_ref().map(|percent| format!(" ({percent})")).unwrap_or_default();
    let note = evidence.note.as_ref().filter(|note| !note.is_empty());
    let note = note.map(|note| format!("\n{note}")).unwrap_or_default();
    format!("{}{percent}{note}", evidence.value)
}

fn conduct(sheet: &EvaluationSheet) -> Vec<PrintedValue> {
    let notes = sheet.versions.first().map(|version| version.values.as_slice()).unwrap_or_default();
    let feedback = |name: &str| notes.iter().find(|note| note.name == name).map(value_words).unwrap_or_default();
    let values = sheet.values.iter().map(|value| PrintedValue {
        name: value.name.clone(),
        guidance: value.guidance.clone(),
        expectation: value.expectation.clone(),
        feedback: feedback(&value.name),
    });
    values.collect()
}

fn value_words(note: &ValueNote) -> String {
    let below = note.is_below.then(|| "Di bawah ekspektasi.".to_owned());
    let said = Some(note.note.clone()).filter(|note| !note.is_empty());
    below.into_iter().chain(said).chain(note.evidence.iter().cloned()).collect::<Vec<_>>().join("\n")
}

/// Why nobody was evaluated, why this version took the place of another, and what became of it.
fn remarks(sheet: &EvaluationSheet) -> Vec<String> {
    let Some(version) = sheet.versions.first() else { return vec![] };
    let not_evaluated = version.not_evaluated.as_ref().map(|reason| format!("Tidak dinilai: {reason}."));
    let reason =
        version.reason.as_ref().map(|reason| format!("Versi {} mengubah yang sebelumnya: {reason}", version.number));
    let first = [not_evaluated, reason].into_iter().flatten();
    first.chain(version.unopened.clone()).chain(version.notes.iter().cloned()).collect()
}

/// To whom, from when, until when and by which rule somebody can object, or that somebody did; empty before the release.
async fn objection(tx: &mut Tx, desk: &Desk) -> Result<String> {
    // Who did not read the version does not read until when it can be objected to either.
    let Some((window, rule)) = desk.window(tx).await?.filter(|_| !desk.read().is_empty()) else {
        return Ok(String::new());
    };
    Ok(match desk.frozen() {
        Some(ObjectionRefusal::UnderObjection) => "Keberatan sudah diajukan dan menunggu putusan.".to_owned(),
        Some(_) => "Keberatan sudah diputus; putusannya final.".to_owned(),
        None => format!(
            "Keberatan diajukan kepada {} dari {} sampai {} pukul 23.59: {rule}.",
            desk.decider().map_or("atasan pejabat penilai", |(_, name)| name),
            format::day(window.served_on),
            format::day(window.last_day)
        ),
    })
}
