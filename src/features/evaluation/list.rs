//! The own evaluations, and the team of an assessor in a period.

use super::{
    model::{EvaluationList, OwnLine, PeriodTab, TeamRow, TeamSheet},
    store::{self, EvidenceRecord, OwnRecord, TeamPlan, TeamState},
    words::{self, Moments},
};
use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{Acknowledgement, EvaluationId, EvaluationPeriod},
        id::SkpId,
        measure::Status,
        regime::Rules,
    },
    error::{Error, Result},
    server::{agency, door::Tx, regime},
    ui::format,
};
use jiff::{ToSpan, civil::Date};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Returns the periods in which a plan is evaluated that have begun by a day, with the last day of each.
fn begun(
    (starts_on, ends_on): (Date, Date),
    kind: PeriodKind,
    is_last: bool,
    today: Date,
) -> impl Iterator<Item = (EvaluationPeriod, Date)> {
    let periods = EvaluationPeriod::of_plan((starts_on, ends_on), kind, is_last).into_iter();
    let begun = periods.filter(move |period| period.starts_on().max(starts_on) <= today);
    begun.map(move |period| (period, period.last_day(ends_on)))
}

/// Returns the own evaluations of this year and the last one, and those of the team in a period: without one that in which
/// somebody waits longest, else the newest that is over.
///
/// # Errors
/// [`Error::NotFound`] for an account without an employee.
pub(crate) async fn list(tx: &mut Tx, asked: Option<EvaluationPeriod>) -> Result<EvaluationList> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (agency, from_year) = (tx.actor.agency, tx.today().year().saturating_sub(1));
    let rules = regime::rules(tx.db(), agency).await?;
    let moments = Moments::of_page(tx);
    let own = store::own(tx, me, from_year).await?;
    let plans: Vec<SkpId> = own.iter().map(|plan| plan.skp).collect();
    let objected = store::objected(tx, &plans).await?;
    let mut own: Vec<(Date, OwnLine)> =
        own.iter().flat_map(|plan| own_lines(plan, &rules, &objected, moments)).collect();
    own.sort_by_key(|(last, line)| std::cmp::Reverse((*last, line.id.period)));
    let team = if tx.actor.assesses { store::team_plans(tx, me, from_year).await? } else { vec![] };
    let team = if team.is_empty() { None } else { Some(team_sheet(tx, team, &rules, asked).await?) };
    let leads = !tx.actor.leads.is_empty();
    Ok(EvaluationList { own: own.into_iter().map(|(_, line)| line).collect(), team, leads })
}

fn own_lines(
    plan: &OwnRecord,
    rules: &Rules,
    objected: &[(SkpId, EvaluationPeriod)],
    moments: Moments,
) -> Vec<(Date, OwnLine)> {
    let kind = rules.periods_of(plan.regime.as_deref());
    let span = (plan.starts_on, plan.ends_on);
    let line = |(period, last): (EvaluationPeriod, Date)| {
        let known = plan.periods.iter().find(|known| known.period == period);
        let is_over = last <= moments.today;
        let released = known.and_then(|known| known.released.as_ref());
        let is_final = known.is_some_and(|known| known.is_final);
        let sent = known.and_then(|known| known.self_sent_at);
        let state = match (released, sent) {
            (Some(_), _) if objected.contains(&(plan.skp, period)) => "Dalam keberatan, menunggu putusan".to_owned(),
            (Some(release), _) => match release.acknowledgement {
                Some(Acknowledgement::Received) => "Dirilis, Anda menyatakan sudah menerima".to_owned(),
                Some(Acknowledgement::Agreed) => "Dirilis, Anda menyetujui".to_owned(),
                None => format!("Dirilis {}: baca alasannya", moments.say(release.at)),
            },
            (None, Some(at)) => format!("Penilaian diri terkirim {}, penilaian belum dirilis", moments.say(at)),
            (None, None) if is_final => "Penilaian belum dirilis".to_owned(),
            (None, None) if is_over => "Penilaian diri belum dikirim".to_owned(),
            (None, None) => format!("Berjalan sampai {}", format::short_day(last)),
        };
        let predikat = released.map(|release| {
            let rated = release.predikat.map(|predikat| predikat.name().to_owned());
            rated.unwrap_or_else(|| {
                let reason = release.not_evaluated.map_or("", |reason| reason.name());
                format!("Tidak dinilai: {}", reason.to_lowercase())
            })
        });
        let asks_answer = released.is_some_and(|release| release.acknowledgement.is_none());
        let is_asked = asks_answer || (released.is_none() && sent.is_none() && is_over && !is_final);
        let id = EvaluationId { skp: plan.skp, period };
        (last, OwnLine { id, title: words::period(period), state, predikat, is_asked })
    };
    begun(span, kind, plan.is_last, moments.today).map(line).collect()
}

/// A plan of the team with the periods in which it is evaluated.
struct Evaluated {
    plan: TeamPlan,
    periods: Vec<(EvaluationPeriod, Date)>,
}

fn evaluated(team: Vec<TeamPlan>, rules: &Rules, today: Date) -> Vec<Evaluated> {
    let of = |plan: TeamPlan| {
        let kind = rules.periods_of(plan.regime.as_deref());
        let periods = begun((plan.starts_on, plan.ends_on), kind, plan.is_last, today).collect();
        Evaluated { plan, periods }
    };
    team.into_iter().map(of).collect()
}

/// Returns how many people of each period wait: the last day has come, and nothing was signed.
fn waiting(
    team: &[Evaluated],
    finals: &HashSet<(SkpId, EvaluationPeriod)>,
    today: Date,
) -> BTreeMap<(Date, EvaluationPeriod), usize> {
    let mut waiting = BTreeMap::new();
    for Evaluated { plan, periods } in team {
        for (period, last) in periods {
            let waits = *last <= today && !finals.contains(&(plan.skp, *period));
            *waiting.entry((period.ends_on(), *period)).or_insert(0) += usize::from(waits);
        }
    }
    waiting
}

/// Returns the newest period in which people of the caller's team wait for their evaluation, with their number.
pub(super) async fn waiting_team(tx: &mut Tx, rules: &Rules) -> Result<Option<(EvaluationPeriod, usize)>> {
    let Some(me) = tx.actor.employee.filter(|_| tx.actor.assesses) else { return Ok(None) };
    let today = tx.today();
    let team = store::team_plans(tx, me, today.year().saturating_sub(1)).await?;
    let team = evaluated(team, rules, today);
    let plans: Vec<SkpId> = team.iter().map(|it| it.plan.skp).collect();
    let finals = store::finals(tx, &plans).await?;
    let waiting = waiting(&team, &finals, today);
    Ok(waiting.into_iter().rev().find(|(_, people)| *people > 0).map(|((_, period), people)| (period, people)))
}

/// Returns who of the caller's team waits next in the period of an evaluation: behind its person by name, else the first.
pub(super) async fn next_waiting(tx: &mut Tx, id: EvaluationId) -> Result<Option<(EvaluationId, String)>> {
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (agency, today) = (tx.actor.agency, tx.today());
    let rules = regime::rules(tx.db(), agency).await?;
    let team = store::team_plans(tx, me, id.period.starts_on().year()).await?;
    let team = evaluated(team, &rules, today);
    let plans: Vec<SkpId> = team.iter().map(|it| it.plan.skp).collect();
    let finals = store::finals(tx, &plans).await?;
    let waits = |it: &&Evaluated| {
        let is_over = it.periods.iter().any(|(period, last)| *period == id.period && *last <= today);
        is_over && it.plan.skp != id.skp && !finals.contains(&(it.plan.skp, id.period))
    };
    let at = team.iter().position(|it| it.plan.skp == id.skp).unwrap_or(0);
    let (before, behind) = team.split_at(at);
    let next = behind.iter().find(waits).or_else(|| before.iter().find(waits));
    Ok(next.map(|it| (EvaluationId { skp: it.plan.skp, period: id.period }, it.plan.person.clone())))
}

async fn team_sheet(
    tx: &mut Tx,
    team: Vec<TeamPlan>,
    rules: &Rules,
    asked: Option<EvaluationPeriod>,
) -> Result<TeamSheet> {
    let today = tx.today();
    let team = evaluated(team, rules, today);
    let plans: Vec<SkpId> = team.iter().map(|it| it.plan.skp).collect();
    let finals = store::finals(tx, &plans).await?;
    let waiting = waiting(&team, &finals, today);
    let known = asked.filter(|asked| waiting.keys().any(|(_, period)| period == asked));
    let newest_waiting = || waiting.iter().rev().find(|(_, people)| **people > 0).map(|((_, period), _)| *period);
    let newest_over = || waiting.keys().rev().find(|(ends_on, _)| *ends_on <= today).map(|(_, period)| *period);
    let newest = || waiting.keys().next_back().map(|(_, period)| *period);
    let shown = known.or_else(newest_waiting).or_else(newest_over).or_else(newest).ok_or(Error::NotFound)?;
    let tabs = waiting.iter().rev().map(|((_, period), people)| PeriodTab {
        period: *period,
        name: words::period(*period),
        waiting: if *people > 0 { format!("{people} menunggu") } else { String::new() },
        is_shown: *period == shown,
    });
    let tabs = tabs.collect();
    let members: Vec<&Evaluated> =
        team.iter().filter(|it| it.periods.iter().any(|(period, _)| *period == shown)).collect();
    let skps: Vec<SkpId> = members.iter().map(|it| it.plan.skp).collect();
    let states = match store::period_row(tx, shown).await? {
        Some(period) => store::states(tx, &skps, period).await?,
        None => vec![],
    };
    let objected = store::objected(tx, &skps).await?;
    let states: HashMap<SkpId, TeamState> = states.into_iter().map(|state| (state.skp, state)).collect();
    let standings = standings(tx, &skps, shown).await?;
    let signed = states.values().filter(|state| state.is_final).count();
    let moments = Moments::of_page(tx);
    let step_of = |it: &&Evaluated| match states.get(&it.plan.skp) {
        Some(state) if state.released_at.is_some() => 2,
        Some(state) if state.is_final => 1,
        _ => 0,
    };
    let groups = ["Menunggu penilaian", "Ditetapkan, belum dirilis", "Dirilis"].into_iter().zip(0..);
    let groups = groups.map(|(heading, step)| {
        let people = members.iter().copied().filter(|it| step_of(it) == step);
        let row = |it: &Evaluated| {
            let skp = it.plan.skp;
            let is_objected = objected.contains(&(skp, shown));
            row(&it.plan, shown, (states.get(&skp), is_objected), standings.get(&skp), moments)
        };
        let people: Vec<TeamRow> = people.map(row).collect();
        (format!("{heading} ({})", people.len()), people)
    });
    let groups: Vec<(String, Vec<TeamRow>)> = groups.filter(|(_, people)| !people.is_empty()).collect();
    let unreleased = members.iter().filter(|it| step_of(it) == 1).count();
    let unreleased = if unreleased > 0 { format!(", {unreleased} belum dirilis") } else { String::new() };
    let is_over = shown.ends_on() <= today;
    let early = (!is_over).then(|| {
        format!(
            "Periode ini berakhir {}. Penilaian dapat ditulis, dan ditetapkan sesudahnya.",
            format::day(shown.ends_on())
        )
    });
    Ok(TeamSheet {
        title: words::period(shown),
        periods: tabs,
        notes: early.into_iter().collect(),
        progress: format!("{signed} dari {} sudah ditetapkan{unreleased}", members.len()),
        has_signed: signed > 0,
        groups,
    })
}

/// How many indicators of each plan stood where at the end of a period.
async fn standings(tx: &mut Tx, plans: &[SkpId], period: EvaluationPeriod) -> Result<HashMap<SkpId, Vec<Status>>> {
    let (zone, today, agency) = (tx.actor.zone, tx.today(), tx.actor.agency);
    let midnight = |day: Date| zone.instant(day.at(0, 0, 0, 0));
    let (since, until) = (midnight(period.starts_on()), midnight(period.ends_on().saturating_add(1.day())));
    let evidence = store::evidence(tx, plans, since, until).await?;
    let thresholds = agency::thresholds(tx.db(), agency).await?;
    let mut standings: HashMap<SkpId, Vec<Status>> = HashMap::new();
    for EvidenceRecord { skp, target, standing, .. } in evidence.iter().filter(|record| record.is_in_force) {
        let on = period.ends_on().min(today);
        standings.entry(*skp).or_default().push(target.reached(*standing, on, thresholds));
    }
    Ok(standings)
}

fn row(
    plan: &TeamPlan,
    period: EvaluationPeriod,
    (state, is_objected): (Option<&TeamState>, bool),
    standings: Option<&Vec<Status>>,
    moments: Moments,
) -> TeamRow {
    let released = state.and_then(|state| state.released_at);
    let step = match state {
        Some(_) if is_objected => "Dalam keberatan",
        Some(_) if released.is_some() => "Dirilis",
        Some(state) if state.is_final && state.has_draft => "Sedang diubah",
        Some(state) if state.is_final => "Ditetapkan",
        Some(state) if state.has_draft => "Draf",
        _ => "Belum dinilai",
    };
    let sent = state.and_then(|state| state.self_sent_at);
    let own = sent.map_or_else(
        || "Penilaian diri belum dikirim".to_owned(),
        |at| format!("Penilaian diri dikirim {}", moments.say(at)),
    );
    let reached = standings.map(|standings| {
        let good = standings.iter().filter(|status| matches!(status, Status::OnPlan | Status::Ahead)).count();
        format!("{good} dari {} indikator sesuai rencana atau melampaui", standings.len())
    });
    let answer = state.and_then(|state| state.acknowledgement).map(|said| match said {
        Acknowledgement::Received => "Sudah diterima pegawai".to_owned(),
        Acknowledgement::Agreed => "Disetujui pegawai".to_owned(),
    });
    let outcome = state.and_then(|state| match (state.ratings, state.not_evaluated) {
        (Some(ratings), _) => Some(words::outcome(ratings, state.predikat)),
        (None, Some(reason)) => Some(format!("Tidak dinilai: {}", reason.name().to_lowercase())),
        (None, None) => None,
    });
    TeamRow {
        id: EvaluationId { skp: plan.skp, period },
        person: plan.person.clone(),
        initials: format::initials(&plan.person),
        post: format::post(Some(&plan.post), Some(&plan.unit)),
        state: step.to_owned(),
        facts: [reached, Some(own), answer].into_iter().flatten().collect(),
        outcome,
        is_open: state.is_none_or(|state| !state.is_final || state.has_draft),
    }
}
