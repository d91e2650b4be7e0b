//! Plans as their pages show them.

use super::{
    difference::differences,
    further,
    input::fingerprint,
    model::{Beginning, Origin, OwnPlans, PlanAct, PlanCard, PlanSheet, ResultLine, VersionLine, WaitingPlan},
    sheet::sheet,
    store::{self, NamedSkp, ReplacedVersion},
    words::{self, Moments},
};
use crate::{
    domain::{
        actor::Actor,
        id::{EmployeeId, RhkId, SkpId},
        regime::{Member, PlanOrigin, rule_day},
        skp::{
            Iki, Revision, RevisionStep, Rhk, RhkKind, SkpContent, SkpRefusal, SkpState, Stage, free_span, plan_years,
        },
        template::template,
    },
    error::{Error, Result},
    server::{agency::missing_plan, door::Tx, plan_deadline, regime},
    ui::format,
};

pub(super) fn moments(tx: &Tx) -> Moments {
    Moments { zone: tx.actor.zone, today: tx.today() }
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

/// Returns the caller's own plans, the newest first, who can help where there is none of this year, and the plans that
/// can be begun.
pub(crate) async fn own(tx: &mut Tx) -> Result<OwnPlans> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (agency, moments) = (tx.actor.agency, moments(tx));
    let plans = store::of_person(tx, me, None).await?;
    let missing = if plans.iter().all(|plan| plan.skp.starts_on.year() != moments.today.year()) {
        Some(missing_plan(tx.db(), agency, me, true, moments.today).await?.to_string())
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
            format!("Versi {version} diajukan {} dan menunggu {assessor}.", moments.say(*submitted_at))
        }
        RevisionStep::Returned { returned_at, note, .. } => {
            format!("Versi {version} dikembalikan {}: {}", moments.say(*returned_at), note.as_str())
        }
    }
}

fn line(rhk: &Rhk) -> ResultLine {
    let indicator = |iki: &Iki| {
        let target = iki.months.last().map(|target| format!(": {}", words::measured(target, &iki.unit_of_measure)));
        format!("{}{}", iki.name, target.unwrap_or_default())
    };
    ResultLine {
        text: rhk.text.clone(),
        additional: rhk.kind == RhkKind::Additional,
        indicators: rhk.indicators.iter().map(indicator).collect(),
    }
}

/// What is said where a plan is written in another system.
const MIRRORED: &str = ". Menurut aturan, SKP ini disusun di aplikasi lain dan disalin ke sini; buat sendiri hanya bila \
                        salinannya tidak datang.";

/// The plans that somebody can begin, or fill because nothing of theirs is in it yet: this year's first, the last year's
/// last.
async fn beginnings(tx: &mut Tx, me: EmployeeId, plans: &[NamedSkp]) -> Result<Vec<Beginning>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let held = store::held_posts(tx, me).await?;
    let (rules, employment) = (regime::rules(tx.db(), agency).await?, regime::employment(tx, me).await?);
    let mut years: Vec<i16> = plan_years(today).collect();
    years.sort_unstable_by_key(|year| (*year < today.year(), *year));
    let mut beginnings = Vec::new();
    for year in years {
        for post in &held {
            let of_post = || plans.iter().map(|plan| &plan.skp).filter(|skp| skp.post == post.post);
            let untouched = of_post().find(|skp| skp.starts_on.year() == year && skp.is_untouched());
            let taken = of_post().map(|skp| (skp.starts_on, skp.ends_on));
            let free = free_span(year, post.since, post.until, taken);
            let spans = untouched.map(|skp| (Some(skp), (skp.starts_on, skp.ends_on)));
            for (skp, span) in spans.into_iter().chain(free.map(|span| (None, span))) {
                let has_earlier =
                    plans.iter().any(|plan| plan.skp.agreement().is_some() && plan.skp.starts_on.year() < year);
                let has_template = !template(&post.template).results.is_empty();
                let origins =
                    [(Origin::Empty, skp.is_none()), (Origin::Earlier, has_earlier), (Origin::Template, has_template)];
                let origins: Vec<Origin> =
                    origins.into_iter().filter_map(|(origin, there)| there.then_some(origin)).collect();
                if origins.is_empty() {
                    continue;
                }
                let acting = if post.is_definitive { "" } else { " (pelaksana tugas)" };
                let place = format::post(Some(&post.name), Some(&post.unit));
                let member = Member { employment, template: &post.template, post: &post.name };
                let rule = rules.of(member, rule_day(span, today));
                let is_mirrored = rule.is_some_and(|rule| rule.regime.origin == PlanOrigin::Mirrored);
                let elsewhere = if is_mirrored { MIRRORED } else { "" };
                beginnings.push(Beginning {
                    skp: skp.map(|skp| skp.id),
                    year,
                    post: post.post,
                    title: format!("SKP {year}"),
                    about: format!("{place}{acting} · {}{elsewhere}", words::span(span.0, span.1)),
                    origins,
                });
            }
        }
    }
    Ok(beginnings)
}

/// A version that a page can show.
struct ShownVersion<'a> {
    version: i16,
    content: &'a SkpContent,
    words: String,
}

/// Returns the versions that the caller may see, the oldest first. A draft is its owner's alone.
fn versions<'a>(
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
fn shown(versions: &[ShownVersion<'_>], wanted: Option<i16>, plan: &NamedSkp) -> Option<i16> {
    let there = |version: i16| versions.iter().any(|shown| shown.version == version);
    let submitted = plan.skp.revision().filter(|revision| revision.stage() == Stage::Submitted).map(|it| it.version);
    let in_force = plan.skp.agreement().map(|agreement| agreement.version);
    let newest = versions.last().map(|shown| shown.version);
    [wanted, submitted, in_force, newest].into_iter().flatten().find(|version| there(*version))
}

/// Returns a plan with one of its versions.
///
/// # Errors
/// [`Error::NotFound`] for a plan that the caller may not read.
pub(crate) async fn plan(tx: &mut Tx, skp: SkpId, wanted: Option<i16>) -> Result<PlanSheet> {
    let moments = moments(tx);
    let reader = store::reader(tx, skp).await?.filter(|reader| tx.actor.may_read_skp(reader.owner, reader.follows));
    let owner = reader.ok_or(Error::NotFound)?.owner;
    let plan = store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)?;
    let replaced = store::replaced(tx, skp).await?;
    let is_owner = tx.actor.may_write_skp(owner);
    let versions = versions(&plan, &replaced, is_owner, moments);
    let supports: Vec<RhkId> = versions
        .iter()
        .flat_map(|shown| &shown.content.results)
        .filter_map(|result| result.supports)
        .map(|(above, _)| above)
        .collect();
    let leaders = versions.iter().flat_map(|shown| &shown.content.results).filter_map(|result| result.assigned_by);
    let leaders: Vec<EmployeeId> = leaders.collect();
    let texts = store::texts(tx, &supports, &leaders).await?;
    let givers = store::names(tx, &leaders).await?;
    let number = shown(&versions, wanted, &plan);
    let is_shown = |shown: &&ShownVersion<'_>| Some(shown.version) == number;
    let content = versions.iter().find(is_shown).map(|shown| shown.content);
    let results = content.map(|content| sheet(content, &texts, &givers)).unwrap_or_default();
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
        notes.push(drafted(&plan.person, revision.map(|revision| &revision.content), tx.actor.employee));
    }
    if is_owner && plan.assessor.is_none() {
        notes.push(SkpRefusal::NoAssessor.to_string());
    }
    if plan.skp.agreement().is_none() && revision.is_some_and(is_written) {
        let year = plan.skp.starts_on.year();
        let deadline = plan_deadline::of_years(tx, year, year).await?.pop();
        notes.extend(deadline.map(|it| format!("{} Sumber: {}", plan_deadline::words(&it, moments.today), it.source)));
    }
    let missing = revision.filter(|_| is_open).map(|revision| missing(&revision.content)).unwrap_or_default();
    let rule = rule(tx, &plan).await?;
    Ok(PlanSheet {
        id: skp,
        title: words::title(&plan.skp),
        employee: owner,
        person: plan.person.clone(),
        stage: plan.skp.stage(),
        facts: facts(&plan, rule),
        notes,
        returned: revision.filter(|_| is_open).and_then(|revision| returned(revision, &plan)),
        shown: lines.iter().find(|line| line.is_shown).map(|line| line.words.clone()).unwrap_or_default(),
        results,
        conduct: further::conduct(&further),
        appendix: further::appendix(&further).into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
        versions: lines,
        acts: acts(&tx.actor, &plan, missing.is_empty()),
        is_open,
        has_matrix: is_owner && tx.actor.assesses,
        missing,
        seen: revision.map(|revision| fingerprint(&revision.content)).unwrap_or_default(),
    })
}

/// `Sari mengembalikan: Target terlalu rendah`
pub(super) fn returned(revision: &Revision, plan: &NamedSkp) -> Option<String> {
    let RevisionStep::Returned { note, .. } = &revision.step else { return None };
    let by = plan.returned_by.as_deref().unwrap_or("Pejabat penilai");
    Some(format!("Dikembalikan oleh {by}: {}", note.as_str()))
}

/// Returns what applies to the plan and why, in a sentence.
async fn rule(tx: &mut Tx, plan: &NamedSkp) -> Result<String> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let skp = &plan.skp;
    let (rule, begin) = if skp.agreement().is_none() {
        let on = rule_day((skp.starts_on, skp.ends_on), today);
        (regime::rule_of(tx, skp.employee, skp.post, on).await?, "Bila disetujui sekarang: ")
    } else {
        let rules = regime::rules(tx.db(), agency).await?;
        (plan.regime.as_deref().and_then(|code| rules.find(code)).cloned(), "")
    };
    Ok(rule.map_or_else(
        || "Disetujui sebelum aturan dicatat; laporannya dihitung per bulan.".to_owned(),
        |rule| {
            let since = format::day(rule.holds_from);
            let group = rule.group.name();
            format!("{begin}{group} – {} Sumber: {}, berlaku sejak {since}.", rule.regime, rule.source)
        },
    ))
}

fn facts(plan: &NamedSkp, rule: String) -> Vec<(String, String)> {
    let assessor = plan.assessor.as_ref().map_or("Belum ditetapkan", |(_, name)| name);
    let facts = [
        ("Pegawai", plan.person.clone()),
        ("Jabatan", format::post(Some(&plan.post), Some(&plan.unit))),
        ("Pejabat penilai", assessor.to_owned()),
        ("Masa", words::span(plan.skp.starts_on, plan.skp.ends_on)),
        ("Aturan", rule),
    ];
    facts.map(|(label, words)| (label.to_owned(), words)).into()
}

/// Tells a reader of somebody's draft, whose content is the owner's alone, what they gave to it themself.
fn drafted(person: &str, content: Option<&SkpContent>, reader: Option<EmployeeId>) -> String {
    let results = content.into_iter().flat_map(|content| &content.results);
    let given = results.filter(|result| result.assigned_by.is_some() && result.assigned_by == reader);
    let given: Vec<String> = given.map(|result| words::quoted(&result.text)).collect();
    if given.is_empty() {
        return format!("{person} sedang menyusun versi berikutnya. Isinya terlihat setelah diajukan.");
    }
    let given = given.join("; ");
    format!(
        "Rancangan berikutnya berisi hasil kerja dari Anda: {given}. Selebihnya terlihat setelah {person} mengajukannya."
    )
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

/// What is missing before a version can be submitted, result by result.
fn missing(content: &SkpContent) -> Vec<String> {
    if content.results.is_empty() {
        return vec!["Belum ada hasil kerja.".to_owned()];
    }
    let of = |result: &Rhk| words::missing(result).map(|missing| format!("{}: {missing}", words::quoted(&result.text)));
    content.results.iter().filter_map(of).collect()
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
