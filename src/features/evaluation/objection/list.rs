//! The cases of somebody, and how many there are where they lead or oversee.

use super::model::{CaseLine, CaseList, CaseRecap, RecapLine};
use crate::{
    domain::id::EmployeeId,
    error::{Error, Result},
    features::evaluation::{
        store::{self, CaseCounts, CaseRecord},
        words::{self, Moments},
    },
    server::door::Tx,
    ui::format,
};

/// The first year that has evaluations.
const FIRST_YEAR: i16 = 2022;
/// So many years can be chosen.
const YEARS: i16 = 5;

/// Returns the cases of the caller, and how many there are in the units that they lead or oversee.
///
/// # Errors
/// [`Error::NotFound`] for an account that has neither.
pub(crate) async fn list(tx: &mut Tx, year: Option<i16>) -> Result<CaseList> {
    let recaps = tx.actor.may_count_objections();
    let me = tx.actor.employee;
    if me.is_none() && !recaps {
        return Err(Error::NotFound);
    }
    let groups = match me {
        Some(me) => groups(tx, me).await?,
        None => vec![],
    };
    let recap = if recaps { Some(recap(tx, year).await?) } else { None };
    Ok(CaseList { groups, recap })
}

async fn groups(tx: &mut Tx, me: EmployeeId) -> Result<Vec<(String, Vec<CaseLine>)>> {
    let moments = Moments::of_page(tx);
    let cases = store::cases(tx, me, false).await?;
    let is_open = |case: &CaseRecord| !case.is_late && case.decided_at.is_none();
    let decides = |case: &CaseRecord| case.superior == Some(me) && case.owner != me;
    let of = |wanted: &dyn Fn(&CaseRecord) -> bool, asked: bool| -> Vec<CaseLine> {
        cases.iter().filter(|case| wanted(case)).map(|case| line(case, asked, me, moments)).collect()
    };
    // The oldest first: who waits longest is decided first.
    let mut waiting = of(&|case| is_open(case) && decides(case), true);
    waiting.reverse();
    let explained = of(&|case| case.owner != me && !decides(case) && is_open(case), false);
    let own = of(&|case| case.owner == me, false);
    let closed = of(&|case| case.owner != me && !is_open(case), false);
    let groups = [
        ("Menunggu putusan Anda", waiting),
        ("Tentang penilaian Anda, menunggu putusan", explained),
        ("Keberatan saya", own),
        ("Sudah selesai", closed),
    ];
    let named = groups.into_iter().filter(|(_, lines)| !lines.is_empty());
    Ok(named.map(|(heading, lines)| (format!("{heading} ({})", lines.len()), lines)).collect())
}

fn line(case: &CaseRecord, asked: bool, me: EmployeeId, moments: Moments) -> CaseLine {
    let days = (moments.today - moments.zone.day(case.filed_at)).get_days();
    let filed = match days {
        0 => "Diajukan hari ini".to_owned(),
        days => format!("Diajukan {days} hari lalu"),
    };
    let state = match (case.is_late, case.decided_at) {
        (true, _) => "Terlambat, tidak diperiksa".to_owned(),
        (false, Some(at)) => format!("Diputus {}", moments.say(at)),
        (false, None) => "Menunggu putusan".to_owned(),
    };
    let decided_by = case.superior_name.as_deref().unwrap_or("atasan pejabat penilai");
    let about = match case.decided_at {
        None => format!("{filed}; pejabat penilai {}; diputus {decided_by}", case.assessor),
        Some(_) => format!("{filed}; pejabat penilai {}", case.assessor),
    };
    let is_said = case.has_said || case.owner == me;
    CaseLine {
        id: case.evaluation,
        title: format!("{}, {}", case.person, words::period(case.evaluation.period)),
        state,
        about,
        is_asked: asked || (!is_said && case.decided_at.is_none() && !case.is_late),
    }
}

async fn recap(tx: &mut Tx, year: Option<i16>) -> Result<CaseRecap> {
    let this_year = tx.today().year();
    let years: Vec<i16> = (FIRST_YEAR.max(this_year - YEARS + 1)..=this_year).rev().collect();
    let year = year.filter(|year| years.contains(year)).unwrap_or(this_year);
    let within = (!tx.actor.oversees()).then(|| tx.actor.leads.clone());
    let (units, assessors) = store::counts(tx, year, within.as_deref()).await?;
    let line = |counts: CaseCounts| {
        let CaseCounts { name, open, late, refused, granted } = counts;
        RecapLine { name, counts: [open, late, refused, granted] }
    };
    Ok(CaseRecap {
        year,
        years,
        units: units.into_iter().map(line).collect(),
        assessors: assessors.into_iter().map(line).collect(),
    })
}

/// Says when something was, for Beranda.
pub(super) fn about(case: &CaseRecord, moments: Moments) -> String {
    let day = format::short_day(moments.zone.day(case.filed_at));
    format!("{} tentang {} ({day})", case.person, words::period(case.evaluation.period))
}
