//! The results of a unit's head, rolled up and put into words.

use super::rolled::{LoadedCascade, Rolled, cascade};
use crate::{
    domain::{
        actor::Actor,
        calendar::week_of,
        cascade::{Figure, below_since, course, is_below, moved},
        id::{IkiId, UnitId},
        measure::{Accumulation, Achievement, STEP_UNIT, Standing, Status, Thresholds, Value},
        org::PostKind,
    },
    error::Result,
    features::dashboard::{
        model::{ResultRow, UnitResults},
        store::{
            self,
            results::{HeadIndicator, UnitHead},
        },
    },
    server::{agency::thresholds, door::Tx, unit_cache::UnitResult},
    ui::{format, plot::amount},
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::{collections::HashMap, time::Duration};

/// How indicators stood at the ends of the past weeks of this year, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Courses {
    by_indicator: HashMap<IkiId, Vec<(Date, Option<Standing>)>>,
    /// Indicators whose reports were gone through.
    sources: usize,
}

/// The results of a unit's head as they are cached for all their readers.
#[derive(Clone, Debug)]
pub(crate) struct WholeResults {
    path: Vec<(UnitId, String)>,
    head: Option<String>,
    missing: Option<String>,
    /// The unit, and those directly below it.
    units: Vec<(UnitId, String)>,
    rolled: Vec<Rolled>,
    thresholds: Thresholds,
    today: Date,
}

impl UnitResult for WholeResults {
    const KEEP: Duration = Duration::ZERO;
    const IS_ANNOUNCED: bool = true;

    fn is_slow(&self) -> bool {
        self.sources() > MAX_LIVE_SOURCES
    }

    async fn load(tx: &mut Tx, unit: UnitId, _: i16) -> Result<Self> {
        let path = store::path(tx, unit).await?;
        let (agency, today) = (tx.actor.agency, tx.today());
        let head = store::results::head(tx, unit).await?;
        let indicators = head_indicators(tx, head.as_ref()).await?;
        let cascade = cascade(tx, unit, &indicators).await?;
        Ok(Self {
            path,
            missing: missing(head.as_ref(), &indicators, today),
            head: head.as_ref().filter(|head| head.kind != PostKind::Elected).and_then(head_words),
            units: store::results::units(tx, unit).await?,
            rolled: indicators.iter().map(|indicator| cascade.roll(indicator, today)).collect(),
            thresholds: thresholds(tx.db(), agency).await?,
            today,
        })
    }
}

async fn head_indicators(tx: &mut Tx, head: Option<&UnitHead>) -> Result<Vec<HeadIndicator>> {
    match head.filter(|head| head.kind != PostKind::Elected).and_then(|head| head.skp) {
        Some(skp) => store::results::head_indicators(tx, Some(skp), None).await,
        None => Ok(vec![]),
    }
}

impl UnitResult for Courses {
    const KEEP: Duration = Duration::from_mins(10);
    const IS_ANNOUNCED: bool = true;

    fn is_slow(&self) -> bool {
        self.sources > MAX_LIVE_COURSE_SOURCES
    }

    async fn load(tx: &mut Tx, unit: UnitId, _: i16) -> Result<Self> {
        let head = store::results::head(tx, unit).await?;
        let indicators = head_indicators(tx, head.as_ref()).await?;
        let LoadedCascade { tree, .. } = cascade(tx, unit, &indicators).await?;
        let sources = indicators.iter().flat_map(|head| {
            let iki = head.node.iki;
            let is_monthly = head.target.accumulation == Accumulation::Month;
            tree.sources(iki).into_iter().map(move |source| (iki, source, is_monthly))
        });
        let sources: Vec<_> = sources.collect();
        if sources.len() > MAX_COURSE_SOURCES {
            return Ok(Self { sources: sources.len(), ..Self::default() });
        }
        let changes = store::results::week_changes(tx, &sources).await?;
        let mondays = past_mondays(tx.today());
        let courses = indicators.iter().map(|head| {
            let (iki, is_own) = (head.node.iki, tree.contributions(head.node.iki).is_empty());
            let own = changes.get(&iki).map_or(&[][..], Vec::as_slice);
            (iki, course(&head.node.kind, is_own, own, mondays.iter().copied()))
        });
        Ok(Self { by_indicator: courses.collect(), sources: sources.len() })
    }
}

/// Returns the Mondays of the weeks of this year that are over.
fn past_mondays(today: Date) -> Vec<Date> {
    let (first, now) = (week_of(today.first_of_year()), week_of(today));
    let mondays = (0_i64..54).map(|week| first.saturating_add((week * 7).days()));
    mondays.take_while(|monday| *monday < now).collect()
}

fn head_words(head: &UnitHead) -> Option<String> {
    let acting = if head.is_acting { "Plt. " } else { "" };
    head.name.as_ref().map(|name| format!("{name}, {acting}{}", head.post))
}

/// Why a figure is not shown to readers who see no persons.
pub(super) const OF_FEW: &str = "dari laporan kurang dari 5 orang, jadi tidak ditampilkan di sini";

/// Returns why a unit has no results to show.
fn missing(head: Option<&UnitHead>, indicators: &[HeadIndicator], today: Date) -> Option<String> {
    let Some(head) = head else {
        return Some(
            "Unit ini tidak punya jabatan pimpinan, jadi tidak ada hasil pimpinan yang dijumlahkan.".to_owned(),
        );
    };
    let UnitHead { kind, post, name, skp, .. } = head;
    let year = today.year();
    if *kind == PostKind::Elected {
        let words = "dipilih dan tidak menyusun SKP. Hasil ada di unit-unit di bawahnya: buka unitnya.";
        return Some(format!("{post} {words}"));
    }
    match (name, skp) {
        (None, _) => Some(format!("Jabatan {post} sedang kosong, jadi belum ada hasil pimpinan tahun {year}.")),
        (Some(name), None) => Some(format!(
            "{name} belum punya SKP {year} yang berlaku untuk jabatan {post}. Hasilnya tampil setelah SKP disetujui."
        )),
        (Some(_), Some(_)) if indicators.is_empty() => Some(format!("SKP {year} {post} belum punya indikator.")),
        (Some(_), Some(_)) => None,
    }
}

/// The reports of a year of more indicators are not gone through: of those of 5,000 the database needs some seconds.
const MAX_COURSE_SOURCES: usize = 5_000;
/// The reports of so many are gone through while a reader waits: of 270 the database needs 150 ms.
const MAX_LIVE_COURSE_SOURCES: usize = 50;
/// So many reports are added up with each change: 149 take the database 12 ms.
const MAX_LIVE_SOURCES: u32 = 2_000;

impl WholeResults {
    fn sources(&self) -> u32 {
        self.rolled.iter().map(|rolled| rolled.figure.sources).sum()
    }

    /// Returns the results as a reader of the unit's whole board sees them, said to be of `as_of` if that is given.
    pub(crate) fn seen_by(&self, actor: &Actor, courses: &Courses, as_of: Option<String>) -> Option<UnitResults> {
        let (unit, _) = self.path.first()?;
        let path: Vec<UnitId> = self.path.iter().map(|(unit, _)| *unit).collect();
        let sees_persons = actor.may_see_reporters(&path);
        let (mut rolled, hidden): (Vec<&Rolled>, Vec<&Rolled>) =
            self.rolled.iter().partition(|rolled| rolled.is_shown(sees_persons));
        rolled.sort_by_cached_key(|rolled| self.urgency(rolled));
        let lag = |rolled: &Rolled| self.lag(rolled, courses, sees_persons);
        let shown = rolled.iter().map(|rolled| self.row(rolled, courses, lag(rolled)));
        Some(UnitResults {
            unit: *unit,
            head: self.head.clone(),
            missing: self.missing.clone(),
            first: rolled.first().and_then(|rolled| self.first(rolled, lag(rolled))),
            as_of,
            rows: shown.chain(hidden.into_iter().map(|rolled| self.hidden_row(rolled))).collect(),
        })
    }

    /// Orders what lags most first, by the share of what is expected by now. What has no figure comes before what is on
    /// plan, what is not due last.
    fn urgency(&self, rolled: &Rolled) -> (bool, i64) {
        let is_due = rolled.status(self.today, self.thresholds) != Status::NotDue;
        let per_mille = match rolled.achieved(self.today) {
            Some(Achievement::Percent(percent)) => (percent * Decimal::TEN).to_i64().unwrap_or(i64::MAX),
            Some(Achievement::Reached(false)) => 0,
            Some(Achievement::Reached(true)) => 1000,
            None => i64::from(self.thresholds.on_plan) * 10,
        };
        (!is_due, per_mille)
    }

    /// Returns since when an indicator is below plan, and where most is missing.
    fn lag(&self, rolled: &Rolled, courses: &Courses, sees_persons: bool) -> Option<String> {
        if !is_below(&rolled.target, rolled.figure.standing, self.today, self.thresholds) {
            return None;
        }
        let this_week = week_of(self.today);
        let since = courses.by_indicator.get(&rolled.iki).map(|weeks| {
            match below_since(&rolled.target, weeks, this_week, self.thresholds) {
                monday if monday == this_week => "sejak minggu ini".to_owned(),
                monday => format!("sejak {}", format::short_day(monday.max(rolled.target.starts_on))),
            }
        });
        let place = rolled.shortest(sees_persons).and_then(|unit| self.name_of(unit));
        let place = place.map(|place| format!("terutama {place}"));
        let words: Vec<String> = since.into_iter().chain(place).collect();
        Some(if words.is_empty() { "dari rencana".to_owned() } else { words.join(", ") })
    }

    fn name_of(&self, unit: UnitId) -> Option<String> {
        let is_own = self.path.first().is_some_and(|(own, _)| *own == unit);
        if is_own {
            return Some("orang yang langsung di unit ini".to_owned());
        }
        self.units.iter().find(|(id, _)| *id == unit).map(|(_, name)| name.clone())
    }

    /// Returns the answer to the first question of the board, by the indicator that lags most.
    fn first(&self, rolled: &Rolled, lag: Option<String>) -> Option<String> {
        let Some(lag) = lag else {
            let is_reported = self.rolled.iter().any(|rolled| rolled.figure.standing.is_some());
            return is_reported.then(|| "Tidak ada hasil yang tertinggal dari rencana.".to_owned());
        };
        let value = rolled.amount(rolled.figure.standing?.value.decimal());
        let expected = rolled.target.expected(rolled.judged_on(self.today))?;
        Some(format!("Paling tertinggal: {} – {value}, seharusnya {}; {lag}.", rolled.name, rolled.amount(expected)))
    }

    /// Returns an indicator whose figure the reader does not see.
    fn hidden_row(&self, rolled: &Rolled) -> ResultRow {
        let none = || "–".to_owned();
        ResultRow {
            id: rolled.iki,
            result: rolled.result.clone(),
            indicator: rolled.name.clone(),
            bar: None,
            status: None,
            value: none(),
            expected: none(),
            target: rolled.target.aim(self.today).map_or_else(none, |aim| rolled.amount(aim.decimal())),
            trend: none(),
            lag: None,
            based_on: OF_FEW.to_owned(),
        }
    }

    fn row(&self, rolled: &Rolled, courses: &Courses, lag: Option<String>) -> ResultRow {
        let (today, unit) = (self.today, &rolled.kind.unit);
        let status = rolled.status(today, self.thresholds);
        let on = rolled.judged_on(today);
        let shown = |value: Option<Decimal>| value.map_or_else(|| "–".to_owned(), |value| rolled.amount(value));
        let standing = rolled.figure.standing;
        let last_week =
            courses.by_indicator.get(&rolled.iki).and_then(|weeks| weeks.last()).and_then(|(_, standing)| *standing);
        ResultRow {
            id: rolled.iki,
            result: rolled.result.clone(),
            indicator: rolled.name.clone(),
            bar: rolled.bar(today, status),
            status: Some(status),
            value: standing.map_or_else(|| "belum ada laporan".to_owned(), |at| rolled.amount(at.value.decimal())),
            expected: shown(rolled.target.expected(on)),
            target: shown(rolled.target.aim(on).map(Value::decimal)),
            trend: moved_words(moved(&rolled.kind, last_week, standing), unit),
            lag: lag.map(|lag| format!("Tertinggal {lag}")),
            based_on: based_on(&rolled.figure),
        }
    }
}

/// `naik 40 akta`; percentages in points.
fn moved_words(moved: Option<Decimal>, unit: &str) -> String {
    let unit = if unit == "%" { "poin" } else { unit };
    match moved {
        None => "–".to_owned(),
        Some(moved) if moved.is_zero() => "tetap".to_owned(),
        // A difference of steps is no step.
        Some(moved) if unit == STEP_UNIT => if moved.is_sign_positive() { "naik" } else { "turun" }.to_owned(),
        Some(moved) if moved.is_sign_positive() => format!("naik {}", amount(moved, unit)),
        Some(moved) => format!("turun {}", amount(moved.abs(), unit)),
    }
}

fn based_on(figure: &Figure) -> String {
    let Figure { is_own, sources, counted, old, .. } = figure;
    let words = if *is_own {
        "laporan pimpinan sendiri".to_owned()
    } else {
        format!("{counted} dari {sources} indikator sudah dilaporkan")
    };
    match old {
        0 => words,
        _ if *is_own => format!("{words}, angka lama"),
        old => format!("{words}, {old} di antaranya angka lama"),
    }
}
