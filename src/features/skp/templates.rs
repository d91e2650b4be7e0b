//! Templates for the Pengelola: their versions, what is proposed as the next one, publishing it, and taking one out of use.

use super::{
    difference::differences,
    event,
    model::{
        ResultSheet, TemplateAct, TemplateAddress, TemplateBody, TemplateLine, TemplateList, TemplateProposal,
        TemplateSheet, TemplateSource, TemplateVersionLine,
    },
    query::moments,
    sheet::{Names, sheet as result_sheets},
    store::{self, NamedSkp, PublishedVersion},
    words,
};
use crate::{
    domain::{
        event::Event,
        id::SkpId,
        skp::{Approach, SkpContent, SkpRefusal},
        template::{ALL, PlanTemplate, Template, is_general},
        text::Note,
    },
    error::{Error, Result},
    server::{door::Tx, fingerprint::fingerprint},
    ui::format,
};
use std::collections::{BTreeMap, HashMap};

/// The note of the compiled-in version.
const BUILT_IN: &str = "Bawaan Kinerja.";

fn permit(tx: &Tx) -> Result<()> {
    if tx.actor.may_plan_for_others() { Ok(()) } else { Err(Error::NotFound) }
}

/// Returns the compiled-in template of a code.
///
/// # Errors
/// [`Error::NotFound`] for an unknown code, and for that of elected heads, who have no plan.
fn known(code: &str) -> Result<&'static Template> {
    let known = ALL.iter().copied().find(|known| known.code == code && !known.results.is_empty());
    known.ok_or(Error::NotFound)
}

fn count(of: i64) -> String {
    format::count(i32::try_from(of).unwrap_or(i32::MAX))
}

/// `75 SKP 2026: 70 memakai versi 1, 5 memakai versi 2`
fn followers(by_version: Option<&BTreeMap<i16, i64>>, year: i16) -> String {
    let Some(by_version) = by_version else { return format!("belum ada SKP {year} dari templat ini") };
    let each = by_version.iter().map(|(version, plans)| format!("{} memakai versi {version}", count(*plans)));
    format!("{} SKP {year}: {}", count(by_version.values().sum()), each.collect::<Vec<_>>().join(", "))
}

/// Returns the templates of the agency by name.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola.
pub(crate) async fn list(tx: &mut Tx) -> Result<TemplateList> {
    permit(tx)?;
    let (agency, year) = (tx.actor.agency, tx.today().year());
    let catalogue = store::catalogue(tx.db(), agency).await?;
    let by_code = store::followers(tx, year, None).await?;
    let line = |known: &&Template| {
        let newest = catalogue.newest(known.code);
        let results = &newest.content.results;
        TemplateLine {
            code: known.code.to_owned(),
            name: known.name.to_owned(),
            version: newest.version,
            about: format!("{} hasil kerja · {}", results.len(), followers(by_code.get(known.code), year)),
            is_retired: catalogue.is_retired(known.code),
            results: results.iter().map(|result| result.text.clone()).collect(),
        }
    };
    let mut templates: Vec<TemplateLine> = ALL.iter().filter(|known| !known.results.is_empty()).map(line).collect();
    templates.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(TemplateList { year, templates })
}

/// A template with its stored versions.
struct Versions {
    of: &'static Template,
    stored: Vec<PublishedVersion>,
    newest: PlanTemplate,
}

impl Versions {
    async fn load(tx: &mut Tx, code: &str) -> Result<Self> {
        let of = known(code)?;
        let stored = store::published(tx, code).await?;
        let newest = stored.last().map_or_else(
            || PlanTemplate::built_in(code),
            |last| PlanTemplate::published(of, last.version, last.content.clone()),
        );
        Ok(Self { of, stored, newest })
    }

    /// The content of every version, the oldest first.
    fn contents(&self) -> Vec<&SkpContent> {
        if self.stored.is_empty() {
            return vec![&self.newest.content];
        }
        self.stored.iter().map(|version| &version.content).collect()
    }

    fn content_of(&self, version: i16) -> Option<&SkpContent> {
        if self.stored.is_empty() {
            return (version == self.newest.version).then_some(&self.newest.content);
        }
        self.stored.iter().find(|stored| stored.version == version).map(|stored| &stored.content)
    }
}

/// What would be published.
struct Proposal {
    from: String,
    content: SkpContent,
}

impl Proposal {
    /// Returns what is shown of it and published, and nothing else.
    fn seen(&self, after: i16) -> String {
        fingerprint(&(after, &self.content))
    }

    fn refusal(&self, versions: &Versions) -> Option<SkpRefusal> {
        if self.content == versions.newest.content {
            return Some(SkpRefusal::TemplateSame);
        }
        (!self.content.is_complete()).then_some(SkpRefusal::Incomplete)
    }
}

/// Returns what an address proposes: the content of a plan, or of an earlier version.
///
/// # Errors
/// [`Error::NotFound`] for a plan or a version that is not there, and a plan of another kind of post.
async fn proposal(tx: &mut Tx, asked: &TemplateAddress, versions: &Versions) -> Result<Option<Proposal>> {
    match (asked.skp, asked.version) {
        (Some(skp), _) => from_plan(tx, skp, versions).await.map(Some),
        (None, Some(version)) => {
            let content = versions.content_of(version).ok_or(Error::NotFound)?.clone();
            Ok(Some(Proposal { from: format!("versi {version} templat ini"), content }))
        }
        (None, None) => Ok(None),
    }
}

/// Returns the content of a plan: the own one as it is written now, that of anybody else as it is in force. Nothing of it
/// names a person.
async fn from_plan(tx: &mut Tx, skp: SkpId, versions: &Versions) -> Result<Proposal> {
    let owner = store::reader(tx, skp).await?.ok_or(Error::NotFound)?.owner;
    let named = store::of_person(tx, owner, Some(skp)).await?.pop().ok_or(Error::NotFound)?;
    if named.post_template != versions.of.code {
        return Err(Error::NotFound);
    }
    let (content, from) = source(&named, tx.actor.may_write_skp(owner)).ok_or(Error::NotFound)?;
    let is_from_this = named.template.as_ref().is_some_and(|(code, _)| code == versions.of.code);
    let span = (named.skp.starts_on, named.skp.ends_on);
    let earlier = versions.contents();
    let content = versions.newest.next_content(content, skp, span, is_from_this, earlier.into_iter());
    Ok(Proposal { from, content })
}

/// Returns the content of a plan that may become a template, and what it is.
///
/// A measure in words is of its plan: a template has numbers.
fn source(named: &NamedSkp, is_owner: bool) -> Option<(&SkpContent, String)> {
    let found = any_source(named, is_owner);
    found.filter(|(content, _)| content.further.approach == Approach::Quantitative)
}

fn any_source(named: &NamedSkp, is_owner: bool) -> Option<(&SkpContent, String)> {
    let title = words::title(&named.skp);
    let own = named.skp.revision().filter(|_| is_owner);
    if let Some(revision) = own {
        return Some((&revision.content, format!("{title} Anda, versi {} yang belum disetujui", revision.version)));
    }
    let agreement = named.skp.agreement()?;
    let place = format::post(Some(&named.post), Some(&named.unit));
    Some((&agreement.content, format!("{title} {place}, versi {}", agreement.version)))
}

/// Returns where a Pengelola makes a plan the template of its post; `None` for anybody else, and for a plan without
/// content that they may take.
pub(super) fn address_for(tx: &Tx, named: &NamedSkp, is_owner: bool) -> Option<String> {
    permit(tx).ok()?;
    source(named, is_owner)?;
    known(&named.post_template).ok()?;
    let address = TemplateAddress { code: named.post_template.clone(), skp: Some(named.skp.id), version: None };
    Some(address.address())
}

/// Returns a template with its versions, and what is proposed as the next one.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola, for an unknown template and for what [`proposal`] does not find.
pub(crate) async fn sheet(tx: &mut Tx, asked: &TemplateAddress) -> Result<TemplateSheet> {
    permit(tx)?;
    let versions = Versions::load(tx, &asked.code).await?;
    let (code, year, moments) = (versions.of.code, tx.today().year(), moments(tx));
    let by_version = store::followers(tx, year, Some(code)).await?.remove(code);
    let retired = store::retirements(tx).await?.remove(code);
    let retired = retired.map(|(reason, at, by)| {
        let by = words::ended(format!("Tidak dipakai lagi sejak {}, oleh {by}", moments.say(at)));
        format!("{by} Alasannya: {reason}")
    });
    let sources = store::sources(tx, code, year).await?;
    let sources = sources.into_iter().map(|plan| TemplateSource {
        skp: plan.skp,
        words: format!(
            "{} · versi {}, disetujui {}",
            format::post(Some(&plan.post), Some(&plan.unit)),
            plan.version,
            moments.say(plan.agreed_at)
        ),
    });
    let proposed = proposal(tx, asked, &versions).await?;
    let proposed = proposed.map(|proposal| shown(&proposal, &versions, by_version.as_ref(), year));
    Ok(TemplateSheet {
        code: code.to_owned(),
        name: versions.of.name.to_owned(),
        about: format!("Versi {} · {}", versions.newest.version, followers(by_version.as_ref(), year)),
        is_retirable: !is_general(code) && retired.is_none(),
        retired,
        results: results(&versions.newest.content),
        versions: lines(&versions, moments),
        sources: sources.collect(),
        proposal: proposed,
    })
}

fn shown(
    proposal: &Proposal,
    versions: &Versions,
    by_version: Option<&BTreeMap<i16, i64>>,
    year: i16,
) -> TemplateProposal {
    let refusal = proposal.refusal(versions);
    let plans: i64 = by_version.map_or(0, |by_version| by_version.values().sum());
    TemplateProposal {
        from: proposal.from.clone(),
        differences: differences(&versions.newest.content, &proposal.content, &HashMap::new()),
        plans: if plans == 0 {
            format!("Belum ada SKP {year} dari templat ini. SKP baru memakai versi {}.", versions.newest.version + 1)
        } else {
            format!(
                "{} SKP {year} berasal dari templat ini. Semuanya tetap seperti sekarang; pemiliknya mendapat tawaran dan \
                 memutuskan sendiri. SKP baru memakai versi {}.",
                count(plans),
                versions.newest.version + 1
            )
        },
        results: results(&proposal.content),
        seen: refusal.is_none().then(|| proposal.seen(versions.newest.version)),
        refusal: refusal.map(|refusal| refusal.to_string()),
    }
}

/// The results of a version, which are linked to nothing.
fn results(content: &SkpContent) -> Vec<ResultSheet> {
    let names = Names { texts: &HashMap::new(), givers: HashMap::new(), indicators: HashMap::new() };
    let sheets = result_sheets(content, &names, &[]);
    sheets.into_iter().map(|result| ResultSheet { supports: String::new(), ..result }).collect()
}

/// The versions, the newest first.
fn lines(versions: &Versions, moments: words::Moments) -> Vec<TemplateVersionLine> {
    if versions.stored.is_empty() {
        let version = versions.newest.version;
        let line = TemplateVersionLine {
            version,
            words: format!("Versi {version}"),
            note: BUILT_IN.to_owned(),
            differences: vec![],
            is_newest: true,
        };
        return vec![line];
    }
    let before = std::iter::once(None).chain(versions.stored.iter().map(Some));
    let line = |(version, before): (&PublishedVersion, Option<&PublishedVersion>)| TemplateVersionLine {
        version: version.version,
        words: match &version.published_by {
            Some(by) => {
                let at = moments.say(version.published_at);
                words::ended(format!("Versi {}, diterbitkan {at} oleh {by}", version.version))
            }
            None => format!("Versi {}", version.version),
        },
        note: version.note.clone(),
        differences: before
            .map(|before| differences(&before.content, &version.content, &HashMap::new()))
            .unwrap_or_default(),
        is_newest: version.version == versions.newest.version,
    };
    let mut lines: Vec<TemplateVersionLine> = versions.stored.iter().zip(before).map(line).collect();
    lines.reverse();
    lines
}

/// Publishes a version of a template, or takes it out of use and back. Repeating it changes nothing. Returns what
/// happened, in a sentence.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a Pengelola and for an unknown template; a field error without a note; the refusals
/// of what is published already, is incomplete or was changed since it was shown, and of taking a general template out
/// of use.
pub(crate) async fn act(tx: &mut Tx, body: &TemplateBody) -> Result<(Event, String)> {
    permit(tx)?;
    let of = known(&body.at.code)?;
    store::lock_template(tx, of.code).await?;
    match body.act {
        TemplateAct::Publish => publish(tx, body).await,
        TemplateAct::Retire => {
            let reason = Note::parse(&body.note).map_err(Error::text("note"))?;
            if is_general(of.code) {
                return Err(SkpRefusal::TemplateGeneral.into());
            }
            let words = format!("Templat {} tidak dipakai lagi untuk SKP baru.", of.name);
            let is_new = store::retire(tx, of.code, reason.as_str()).await?;
            Ok((if is_new { event::template_retired(of.code) } else { Event::repeated() }, words))
        }
        TemplateAct::Restore => {
            let words = format!("Templat {} dipakai lagi.", of.name);
            let is_new = store::restore(tx, of.code).await?;
            Ok((if is_new { event::template_restored(of.code) } else { Event::repeated() }, words))
        }
    }
}

async fn publish(tx: &mut Tx, body: &TemplateBody) -> Result<(Event, String)> {
    let versions = Versions::load(tx, &body.at.code).await?;
    let note = Note::parse(&body.note).map_err(Error::text("note"))?;
    let by = tx.actor.name.clone();
    if let Some(last) = versions.stored.last()
        && last.published_by.as_deref() == Some(by.as_str())
        && last.note == note.as_str()
        && fingerprint(&(last.version - 1, &last.content)) == body.seen
    {
        return Ok((Event::repeated(), published(last.version)));
    }
    let proposal = proposal(tx, &body.at, &versions).await?.ok_or(Error::NotFound)?;
    if proposal.seen(versions.newest.version) != body.seen {
        return Err(SkpRefusal::TemplateChanged.into());
    }
    if let Some(refusal) = proposal.refusal(&versions) {
        return Err(refusal.into());
    }
    if versions.stored.is_empty() {
        store::insert_version(tx, &versions.newest, BUILT_IN, None).await?;
    }
    let next = PlanTemplate::published(versions.of, versions.newest.version + 1, proposal.content);
    store::insert_version(tx, &next, note.as_str(), Some(&by)).await?;
    Ok((event::template_published(next.code, next.version), published(next.version)))
}

fn published(version: i16) -> String {
    format!("Versi {version} diterbitkan. SKP baru memakainya; pemilik SKP yang ada mendapat tawaran.")
}
