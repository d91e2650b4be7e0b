//! Taking a report, for the form and for the API alike: load → decide → save.

use super::{
    event,
    rest::Receipt,
    store::{self, IncomingReport, IndicatorRow, PersonChange, StandingPerson, StoredReport},
};
use crate::{
    domain::{
        board::Counts,
        calendar::Zone,
        event::Event,
        id::{EmployeeId, IkiId, ReportId},
        measure::{Fraction, STEP_UNIT, STEPS, Status, Thresholds, step_words},
        plausible::{Implausible, makes_sense},
        progress::{NewReport, ReportRefusal, ReportWindow, is_newest, is_wrong_clock, may_report, moment},
        text::Note,
    },
    error::{Error, Result},
    server::{door::Tx, sender::own_id},
    ui::format,
};
use jiff::{Timestamp, civil::Date};

/// A report that is stored, and whether it was before.
#[derive(Debug)]
pub(crate) struct Taken {
    pub receipt: Receipt,
    pub replayed: bool,
}

/// Takes a report. The same report again gives the same receipt and changes nothing, even when the plan has changed or
/// closed since. A key that another person has used is as good as a new one ([`own_id`]).
///
/// # Errors
/// [`Error::NotFound`] for an indicator that is not the person's own, else what the rule refuses. A value that
/// is only odd is taken: who has a person before them asks first ([`super::query::questions`]).
pub(crate) async fn submit(tx: &mut Tx, mut report: NewReport) -> Result<(Event, Taken)> {
    let (agency, zone) = (tx.actor.agency, tx.actor.zone);
    let employee = tx.actor.employee.ok_or(Error::Forbidden)?;
    loop {
        let refused = match take(tx, employee, &report).await {
            Ok(Some((event, observed_at))) => {
                let receipt = receipt(&report, observed_at, tx.now, zone);
                return Ok((event, Taken { receipt, replayed: false }));
            }
            Err(error @ Error::Unavailable(_)) => return Err(error),
            refused => refused,
        };
        // Most reports come once: only where this one cannot be taken is it worth asking whether it was before.
        match store::stored(tx.db(), agency, report.id).await? {
            Some(stored) if stored.employee == employee => return replay(&stored, &report, zone),
            Some(_) => report.id = ReportId(own_id(employee, report.id.0)),
            // Neither taken nor there before: the evaluation became final while the report waited for its person's lock.
            None => return Err(refused.err().unwrap_or_else(|| ReportRefusal::PeriodFinal.into())),
        }
    }
}

/// Stores a report with all that follows from it, and returns the moment that it describes; `None` when its id is taken, or its period became final meanwhile.
async fn take(tx: &mut Tx, employee: EmployeeId, report: &NewReport) -> Result<Option<(Event, Timestamp)>> {
    let (agency, zone, now, today) = (tx.actor.agency, tx.actor.zone, tx.now, tx.today());
    let arrival = store::arrival(tx.db(), agency, employee, report.iki).await?.ok_or(Error::NotFound)?;
    let plan = arrival.window;
    let midnight = |day: Date| zone.instant(day.to_datetime(jiff::civil::Time::midnight()));
    let window = ReportWindow {
        owner: plan.owner,
        plan_open: plan.open,
        starts_at: midnight(plan.starts_on),
        ends_at: plan.ends_on.tomorrow().map_or(Timestamp::MAX, midnight),
        period_final: false,
    };
    let device_at = report.observed_at;
    let report = &mut NewReport { observed_at: moment(device_at, report.sent_at, &window, now), ..report.clone() };
    let mut clock = Some(device_at).filter(|at| at.as_microsecond() != report.observed_at.as_microsecond());
    // Asked behind the lock on the person: what `arrival` found open may have been closed meanwhile, and of two tabs the
    // second learns what the first has corrected.
    let mut indicators = store::indicators(tx.db(), agency, &[employee], plan.year).await?;
    let newest = indicators.iter().find(|row| row.iki == report.iki).and_then(|row| row.report);
    let corrected = match report.corrects {
        Some(id) => Some(store::corrected(tx.db(), agency, report.iki, id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    // A correction of an older report is about the moment of that report.
    if let Some(corrected) = corrected.as_ref().filter(|_| report.corrects != newest) {
        clock = clock.filter(|at| is_wrong_clock(*at, report.observed_at));
        report.observed_at = corrected.observed_at;
    }
    // A final period stays as it is: its reports are not corrected by one about a later day either.
    let moments = [Some(report.observed_at), corrected.as_ref().map(|corrected| corrected.observed_at)];
    let days: Vec<Date> = moments.into_iter().flatten().map(|at| zone.day(at)).collect();
    let period_final = plan.final_periods.iter().any(|(from, to)| days.iter().any(|day| (from..=to).contains(&day)));
    may_report(&tx.actor, &ReportWindow { period_final, ..window }, report).ok_or(Error::NotFound)??;
    if corrected.is_some_and(|corrected| corrected.is_corrected) {
        return Err(ReportRefusal::AlreadyCorrected.into());
    }
    if report.fraction.is_some() && !plan.is_coverage {
        return Err(Error::field(Fraction::NUMERATOR, "Indikator ini dilaporkan dengan satu angka saja."));
    }
    if plan.has_steps {
        may_be_step(report)?;
    }
    let person = arrival.person.ok_or(Error::NotFound)?;
    let reported = indicators.iter_mut().find(|row| row.iki == report.iki).ok_or(ReportRefusal::PlanNotOpen)?;
    if !makes_sense(&reported.target, reported.value, report.value) {
        return Err(Error::field("value", Implausible::BelowZero));
    }
    // A late report about an earlier moment is history; it does not move the standing back. Nor does a correction,
    // unless it takes the place of the newest one.
    let is_behind = report.corrects.is_some() && report.corrects != reported.report;
    let newest = match report.corrects {
        Some(corrected) if !is_behind => store::newest_but(tx.db(), agency, report.iki, corrected).await?,
        _ => reported.report.zip(reported.value).zip(reported.observed_at).map(|((id, value), at)| (id, value, at)),
    };
    let (id, value, observed_at) = newest
        .filter(|(.., at)| !is_newest(report.observed_at, is_behind, Some(*at)))
        .unwrap_or((report.id, report.value, report.observed_at));
    let moves = reported.report != Some(id);
    (reported.report, reported.value, reported.observed_at) = (Some(id), Some(value), Some(observed_at));
    let month = today.first_of_month();
    let first_in_month = person.last_report_at.is_none_or(|at| zone.day(at) < month);
    let change = change_of(&person, indicators, today, zone, arrival.thresholds).saved(moves.then_some(report.iki));
    let reported = IncomingReport { report, by: employee, at: now, days: &days, device_at: clock, first_in_month };
    let taken = store::save(tx.db(), agency, plan.year, today, &[change], Some(reported)).await?;
    let units = person.units.into_iter().chain(arrival.added_in).collect();
    let reported = event::reported((report.id, report.iki), employee, person.assessor, units);
    Ok(taken.then_some((reported, report.observed_at)))
}

/// Refuses what is no step, and a step that nobody describes: in words it is the report.
fn may_be_step(report: &NewReport) -> Result<()> {
    if step_words(report.value, STEP_UNIT).is_none() {
        let steps = STEPS.iter().enumerate().map(|(value, words)| format!("{value} {words}"));
        return Err(Error::field("value", format!("Pilih tahapnya: {}.", steps.collect::<Vec<_>>().join(", "))));
    }
    match report.note {
        Some(_) => Ok(()),
        None => Err(Error::field("note", "Ceritakan apa yang sudah ada: ukuran ini dilaporkan dengan kata-kata.")),
    }
}

fn replay(stored: &StoredReport, report: &NewReport, zone: Zone) -> Result<(Event, Taken)> {
    let same = stored.iki == report.iki
        && (stored.value, stored.fraction) == (report.value, report.fraction)
        && stored.note.as_deref() == report.note.as_ref().map(Note::as_str)
        // A correction of an older report took its moment.
        && (stored.corrects.is_some()
            || stored.device_at.unwrap_or(stored.observed_at).as_microsecond() == report.observed_at.as_microsecond())
        && stored.corrects == report.corrects;
    if !same {
        return Err(ReportRefusal::KeyReused.into());
    }
    let receipt = receipt(report, stored.observed_at, stored.received_at, zone);
    Ok((Event::repeated(), Taken { receipt, replayed: true }))
}

fn receipt(report: &NewReport, observed_at: Timestamp, received_at: Timestamp, zone: Zone) -> Receipt {
    Receipt {
        id: report.id,
        indicator_id: report.iki,
        value: report.value,
        numerator: report.fraction.map(Fraction::numerator),
        denominator: report.fraction.map(Fraction::denominator),
        observed_at: observed_at.to_string(),
        received_at: received_at.to_string(),
        received_time: format::time(zone.local(received_at)),
    }
}

/// What a day makes of a person: where each indicator now stands, and the difference for the counts.
#[derive(Debug)]
pub(crate) struct JudgedPerson {
    change: PersonChange,
    /// Indicators whose status or next turn is another than before.
    turned: Vec<IkiId>,
}

impl JudgedPerson {
    /// What has to be written: the indicators that turned, and the one that was reported.
    pub(crate) fn saved(mut self, reported: Option<IkiId>) -> PersonChange {
        self.change.changed.retain(|row| self.turned.contains(&row.iki) || reported == Some(row.iki));
        self.change
    }
}

/// Judges a person's indicators as of a day.
pub(crate) fn change_of(
    person: &StandingPerson,
    indicators: Vec<IndicatorRow>,
    on: Date,
    zone: Zone,
    thresholds: Thresholds,
) -> JudgedPerson {
    let before: Counts = indicators.iter().map(|row| row.status).collect();
    let mut turned = Vec::new();
    let changed: Vec<IndicatorRow> = indicators
        .into_iter()
        .map(|mut row| {
            let (status, until) = row.target.outlook(row.standing(zone), on, thresholds);
            if (row.status, row.until) != (status, until) {
                turned.push(row.iki);
            }
            row.status = status;
            row.until = until;
            row
        })
        .collect();
    let after: Counts = changed.iter().map(|row| row.status).collect();
    let status = Status::worst(changed.iter().map(|row| row.status));
    let change = PersonChange {
        employee: person.employee,
        unit: person.unit,
        status,
        until: changed.iter().filter_map(|row| row.until).min(),
        people: Counts::one(person.status).change_to(Counts::one(status)),
        indicators: before.change_to(after),
        changed,
    };
    JudgedPerson { change, turned }
}
