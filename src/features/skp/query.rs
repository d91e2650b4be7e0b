//! Plans as their pages show them.

use super::{
    beginnings::beginnings,
    difference::differences,
    discard, further,
    model::{OwnPlans, PlanAct, PlanCard, PlanSheet, ResultLine, VersionLine, WaitingPlan},
    offer,
    rule::{periods, rule_of, rule_words},
    sheet::{Names, sheet},
    store::{self, NamedSkp, ReplacedVersion},
    templates,
    words::{self, Moments},
};
use crate::{
    domain::{
        actor::Actor,
        id::{EmployeeId, IkiId, RhkId, SkpId},
        org::PostKind,
        skp::{Approach, Iki, Revision, RevisionStep, Rhk, RhkKind, SkpContent, SkpRefusal, SkpState, Stage},
    },
    error::{Error, Result},
    server::{door::Tx, evaluation_rule, fingerprint::fingerprint, plan_deadline},
    ui::format,
};

pub(super) fn moments(tx: &Tx) -> Moments {
    Moments { zone: tx.actor.zone, today: tx.today(), is_dated: false }
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

/// Returns the caller's own plans, the newest first, who can help where there is none of this year, and the plans that
/// can be begun.
pub(crate) async fn own(tx: &mut Tx) -> Result<OwnPlans> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let moments = moments(tx);
    let plans = store::of_person(tx, me, None).await?;
    let missing = if plans.iter().all(|plan| plan.skp.starts_on.year() != moments.today.year()) {
        Some(plan_deadline::missing_words(tx, me, true).await?)
    } else {
        None
    };
    let beginnings = beginnings(tx, me, &plans).await?;
    let waiting = if tx.actor.assesses { count(store::waiting(tx, me).await?.len()) } else { 0 };
    Ok(OwnPlans { plans: plans.iter().map(|plan| card(plan, moments)).collect(), missing, beginnings, waiting })
}

fn card(plan: &NamedSkp, moments: Moments) -> PlanCard {
    let skp = &plan.skp;
    let content = match &skp.state {
        SkpState::Planned(revision) => &revision.content,
        SkpState::Agreed { agreement, .. } | SkpState::Closed { agreement, .. } => &agreement.content,
    };
    PlanCard {
        id: skp.id,
        title: words::title(skp),
        span: words::span(skp.starts_on, skp.ends_on),
        post: plan.post.clone(),
        stage: skp.stage(),
        notes: notes(plan, moments),
        results: content.results.iter().map(line).collect(),
        is_open: skp.revision().is_some_and(is_written),
    }
}

/// Whether the owner writes in a version in work.
pub(super) const fn is_written(revision: &Revision) -> bool {
    matches!(revision.step, RevisionStep::Draft | RevisionStep::Returned { .. })
}

/// What has become of the versions.
fn notes(plan: &NamedSkp, moments: Moments) -> Vec<String> {
    let agreed = plan.skp.agreement().map(|it| words::in_force(it, plan.agreed_by.as_deref(), moments));
    let in_work = plan.skp.revision().map(|revision| in_work(revision, plan, moments));
    agreed.into_iter().chain(in_work).collect()
}

fn in_work(revision: &Revision, plan: &NamedSkp, moments: Moments) -> String {
    let version = revision.version;
    match &revision.step {
        RevisionStep::Draft => format!("Versi {version} sedang disusun."),
        RevisionStep::Submitted { submitted_at } => {
            let assessor = plan.assessor.as_ref().map_or("pejabat penilai", |(_, name)| name);
            words::ended(format!("Versi {version} diajukan {} dan menunggu {assessor}", moments.say(*submitted_at)))
        }
        RevisionStep::Returned { returned_at, note, .. } => {
            format!("Versi {version} dikembalikan {}: {}", moments.say(*returned_at), note.as_str())
        }
    }
}

fn line(rhk: &Rhk) -> ResultLine {
    let indicator = |iki: &Iki| {
        let target = words::target(iki).map(|target| format!(": {target}"));
        format!("{}{}", iki.name, target.unwrap_or_default())
    };
    ResultLine {
        text: rhk.text.clone(),
        additional: rhk.kind == RhkKind::Additional,
        indicators: rhk.indicators.iter().map(indicator).collect(),
    }
}

/// A version that a page can show.
pub(super) struct ShownVersion<'a> {
    pub version: i16,
    pub content: &'a SkpContent,
    pub words: String,
}

/// Returns the versions that the caller may see, the oldest first. A draft is its owner's alone.
pub(super) fn versions<'a>(
    plan: &'a NamedSkp,
    replaced: &'a [ReplacedVersion],
    is_owner: bool,
    moments: Moments,
) -> Vec<ShownVersion<'a>> {
    let earlier = replaced.iter().map(|before| ShownVersion {
        version: before.version,
        content: &before.content,
        words: words::agreed(before.version, before.agreed_at, before.agreed_by.as_deref(), moments),
    });
    let in_force = plan.skp.agreement().map(|agreement| ShownVersion {
        version: agreement.version,
        content: &agreement.content,
        words: words::in_force(agreement, plan.agreed_by.as_deref(), moments),
    });
    let revision = plan.skp.revision().filter(|revision| is_owner || revision.step != RevisionStep::Draft);
    let revision = revision.map(|revision| ShownVersion {
        version: revision.version,
        content: &revision.content,
        words: in_work(revision, plan, moments),
    });
    earlier.chain(in_force).chain(revision).collect()
}

/// Returns the number of the version that a page shows: the wanted one, else what waits for an answer, else the one in
/// force, else the newest.
pub(super) fn shown(versions: &[ShownVersion<'_>], wanted: Option<i16>, plan: &NamedSkp) -> Option<i16> {
    let there = |version: i16| versions.iter().any(|shown| shown.version == version);
    let submitted = plan.skp.revision().filter(|revision| revision.stage() == Stage::Submitted).map(|it| it.version);
    let in_force = plan.skp.agreement().map(|agreement| agreement.version);
    let newest = versions.last().map(|shown| shown.version);
    [wanted, submitted, in_force, newest].into_iter().flatten().find(|version| there(*version))
}

/// Returns the caller's own plans, the newest first; an account without an employee has none.
pub(super) async fn own_plans(tx: &mut Tx) -> Result<Vec<NamedSkp>> {
    match tx.actor.employee {
        Some(me) => store::of_person(tx, me, None).await,
        None => Ok(vec![]),
    }
}

/// Returns a plan that the caller may read, and whether it is their own.
///
/// # Errors
/// [`Error::NotFound`] for any other one.
pub(super) async fn readable(tx: &mut Tx, skp: SkpId) -> Result<(NamedSkp, bool)> {
    let reader = store::reader(tx, skp).await?.filter(|reader| tx.actor.may_read_skp(reader.owner, reader.follows));
    let owner = reader.ok_or(Error::NotFound)?.owner;
    let plan = store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)?;
    Ok((plan, tx.actor.may_write_skp(owner)))
}

/// Returns a plan with one of its versions.
///
/// # Errors
/// [`Error::NotFound`] for a plan that the caller may not read.
pub(crate) async fn plan(tx: &mut Tx, skp: SkpId, wanted: Option<i16>) -> Result<PlanSheet> {
    let moments = moments(tx);
    let (plan, is_owner) = readable(tx, skp).await?;
    let owner = plan.skp.employee;
    let replaced = store::replaced(tx, skp).await?;
    let versions = versions(&plan, &replaced, is_owner, moments);
    let supports: Vec<RhkId> = versions
        .iter()
        .flat_map(|shown| &shown.content.results)
        .flat_map(|result| result.supports.map(|(above, _)| above).into_iter().chain(result.cascade.also.clone()))
        .collect();
    let leaders = versions.iter().flat_map(|shown| &shown.content.results).filter_map(|result| result.assigned_by);
    let leaders: Vec<EmployeeId> = leaders.collect();
    let texts = store::texts(tx, &supports, &leaders).await?;
    let givers = store::names(tx, &leaders).await?;
    let added: Vec<IkiId> =
        versions.iter().flat_map(|shown| shown.content.indicators()).filter_map(|iki| iki.adds_to).collect();
    let names = Names { texts: &texts, givers, indicators: store::indicator_names(tx, &added).await? };
    let number = shown(&versions, wanted, &plan);
    let is_shown = |shown: &&ShownVersion<'_>| Some(shown.version) == number;
    let content = versions.iter().find(is_shown).map(|shown| shown.content);
    let rule = rule_of(tx, &plan).await?;
    let periods = periods(&plan, rule.as_ref());
    let results = content.map(|content| sheet(content, &names, &periods)).unwrap_or_default();
    let further = content.map(|content| content.further.clone()).unwrap_or_default();
    let mut lines: Vec<VersionLine> = Vec::with_capacity(versions.len());
    for (at, shown) in versions.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| versions.get(before));
        lines.push(VersionLine {
            version: shown.version,
            words: shown.words.clone(),
            differences: before.map(|before| differences(before.content, shown.content, &texts)).unwrap_or_default(),
            is_shown: is_shown(&shown),
        });
    }
    lines.reverse();
    let revision = plan.skp.revision();
    let is_open = is_owner && revision.is_some_and(is_written);
    let mut notes: Vec<String> = vec![];
    if !is_owner && revision.is_some_and(|revision| revision.step == RevisionStep::Draft) {
        notes.push(drafted(&plan, tx.actor.employee));
    }
    if is_owner && plan.assessor.is_none() {
        notes.push(SkpRefusal::NoAssessor.to_string());
    }
    if plan.skp.agreement().is_none() && revision.is_some_and(is_written) {
        let year = plan.skp.starts_on.year();
        notes.extend(plan_deadline::note(tx, owner, year).await?);
    }
    let missing = revision.filter(|_| is_open).map(|revision| missing(&revision.content)).unwrap_or_default();
    if versions.iter().any(|shown| Some(shown.version) == revision.map(|revision| revision.version)) {
        notes.extend(perspectives(&plan));
    }
    let discard = discard::words(tx, &plan.skp).await?;
    let guidance = evaluation_rule::rules(tx).await?.guidance(tx.today(), tx.now);
    Ok(PlanSheet {
        id: skp,
        title: words::title(&plan.skp),
        employee: owner,
        person: plan.person.clone(),
        stage: plan.skp.stage(),
        goes_on_at: revision.filter(|_| is_open).and_then(goes_on_at),
        change: revision.filter(|_| plan.skp.agreement().is_some()).map(Revision::stage),
        facts: facts(&plan, further.approach, rule_words(&plan, rule.as_ref())),
        notes,
        returned: revision.filter(|_| is_open).and_then(|revision| returned(revision, &plan)),
        shown: lines.iter().find(|line| line.is_shown).map(|line| line.words.clone()).unwrap_or_default(),
        results,
        conduct: further::conduct(&further, guidance),
        appendix: further::appendix(&further).into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
        versions: lines,
        beginning: words::beginning(plan.beginning.as_ref(), &plan.person, moments),
        acts: acts(&tx.actor, &plan, missing.is_empty()),
        discard,
        is_open,
        has_matrix: is_owner && tx.actor.assesses,
        missing,
        offer: if is_owner { offer::hint(tx, &plan).await? } else { None },
        as_template: templates::address_for(tx, &plan, is_owner),
        seen: revision.map(|revision| fingerprint(&revision.content)).unwrap_or_default(),
    })
}

/// Returns the result at which its owner goes on writing.
fn goes_on_at(revision: &Revision) -> Option<RhkId> {
    let results = &revision.content.results;
    let lacking = results.iter().find(|result| words::missing(result).is_some());
    lacking.or_else(|| results.first().filter(|_| revision.stage() == Stage::Returned)).map(|result| result.id)
}

/// `Sari mengembalikan: Target terlalu rendah`
pub(super) fn returned(revision: &Revision, plan: &NamedSkp) -> Option<String> {
    let RevisionStep::Returned { note, .. } = &revision.step else { return None };
    let by = plan.returned_by.as_deref().unwrap_or("Pejabat penilai");
    Some(format!("Dikembalikan oleh {by}: {}", note.as_str()))
}

/// Warns a leader (JPT) whose version in work is not seen from all perspectives.
fn perspectives(plan: &NamedSkp) -> Option<String> {
    let content = plan.skp.revision().filter(|_| plan.post_kind == PostKind::Jpt).map(|revision| &revision.content)?;
    let missing: Vec<&str> = content.missing_perspectives().map(words::perspective).collect();
    (!missing.is_empty()).then(|| {
        format!(
            "Belum ada indikator dari perspektif: {}. SKP pimpinan sebaiknya mencakup keempatnya.",
            missing.join(", ")
        )
    })
}

fn facts(plan: &NamedSkp, approach: Approach, rule: String) -> Vec<(String, String)> {
    let assessor = plan.assessor.as_ref().map_or("Belum ditetapkan", |(_, name)| name);
    let facts = [
        ("Pegawai", plan.person.clone()),
        ("Jabatan", format::post(Some(&plan.post), Some(&plan.unit))),
        ("Pejabat penilai", assessor.to_owned()),
        ("Masa", words::span(plan.skp.starts_on, plan.skp.ends_on)),
        ("Pendekatan", words::approach(approach).to_owned()),
        ("Aturan", rule),
    ];
    facts.map(|(label, words)| (label.to_owned(), words)).into()
}

/// Tells a reader of somebody's draft, whose content is the owner's alone, what they gave to it themself.
fn drafted(plan: &NamedSkp, reader: Option<EmployeeId>) -> String {
    let person = &plan.person;
    let (version, draft) = match plan.skp.agreement() {
        Some(_) => ("versi berikutnya", "Rancangan berikutnya"),
        None => ("versi pertama", "Rancangannya"),
    };
    let results = plan.skp.revision().into_iter().flat_map(|revision| &revision.content.results);
    let given = results.filter(|result| result.assigned_by.is_some() && result.assigned_by == reader);
    let given: Vec<String> = given.map(|result| words::quoted(&result.text)).collect();
    if given.is_empty() {
        return format!("{person} sedang menyusun {version}. Isinya terlihat setelah diajukan.");
    }
    let given = given.join("; ");
    format!("{draft} berisi hasil kerja dari Anda: {given}. Selebihnya terlihat setelah {person} mengajukannya.")
}

/// What the caller can do with the plan as a whole now.
fn acts(actor: &Actor, plan: &NamedSkp, is_complete: bool) -> Vec<PlanAct> {
    let (skp, owner) = (&plan.skp, plan.skp.employee);
    let is_owner = actor.may_write_skp(owner);
    let decides = plan.assessor.as_ref().is_some_and(|(assessor, _)| actor.may_agree_skp(owner, *assessor));
    match (&skp.state, skp.revision().map(Revision::stage)) {
        (SkpState::Agreed { .. }, None) if is_owner => vec![PlanAct::Revise],
        (_, Some(Stage::Submitted)) if decides => vec![PlanAct::Agree, PlanAct::Return],
        (_, Some(Stage::Submitted)) if is_owner => vec![PlanAct::Recall],
        (_, Some(Stage::Draft | Stage::Returned)) if is_owner && is_complete && plan.assessor.is_some() => {
            vec![PlanAct::Submit]
        }
        _ => vec![],
    }
}

/// What is missing or means nothing before a version can be submitted, result by result.
fn missing(content: &SkpContent) -> Vec<String> {
    if content.results.is_empty() {
        return vec!["Belum ada hasil kerja.".to_owned()];
    }
    let of = |result: &Rhk| words::missing(result).map(|missing| format!("{}: {missing}", words::quoted(&result.text)));
    let other = content.other_approach().map(|iki| {
        format!(
            "{}: diukur dengan cara lain dari pendekatan SKP ini ({}). Hapus, atau ganti.",
            words::quoted(&iki.name),
            words::approach(content.further.approach).to_lowercase()
        )
    });
    content.results.iter().filter_map(of).chain(other).collect()
}

/// Returns the plans that wait for the caller, the oldest first.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
pub(crate) async fn waiting(tx: &mut Tx) -> Result<Vec<WaitingPlan>> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let moments = moments(tx);
    let plans = store::waiting(tx, me).await?;
    Ok(plans
        .into_iter()
        .map(|plan| WaitingPlan {
            id: plan.skp,
            initials: format::initials(&plan.person),
            person: plan.person,
            post: format::post(plan.post.as_deref(), plan.unit.as_deref()),
            title: format!("SKP {}, versi {}", plan.year, plan.version),
            since: format!("diajukan {}", moments.say(plan.submitted_at)),
        })
        .collect())
}
