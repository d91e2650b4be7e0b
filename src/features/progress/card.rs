//! The card of an indicator: target, standing, where it should be by now and the trend, ready to be read.

mod explained;

use super::model::{CoverageCard, IkiCard, Trend};
use crate::{
    domain::{
        calendar::Zone,
        id::{EmployeeId, IkiId, ReportId, RhkId, SkpId},
        measure::{Accumulation, Fraction, STEP_UNIT, Standing, Status, Target, Value, step_words},
        plausible::{MAX_PAST, PlausibleRange},
    },
    error::Result,
    server::door::Tx,
    ui::{format, plot::BulletPlot},
};
use jiff::{Timestamp, civil::Date};
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::{Ordering, Reverse};

/// An indicator with everything that its card says.
#[derive(Debug)]
pub(crate) struct CardRow {
    pub skp: SkpId,
    pub employee: EmployeeId,
    pub person: String,
    pub rhk: RhkId,
    pub rhk_text: String,
    pub supports: Option<String>,
    pub iki: IkiId,
    pub name: String,
    pub unit: String,
    pub target: Target,
    pub status: Status,
    report: Option<ReportId>,
    pub value: Option<Value>,
    /// Of a coverage, out of how many is expected.
    pub population: Option<Value>,
    /// The two numbers of the newest report of a coverage.
    numerator: Option<Value>,
    denominator: Option<Value>,
    observed_at: Option<jiff_sqlx::Timestamp>,
    pub received_at: Option<jiff_sqlx::Timestamp>,
    note: Option<String>,
    /// The newest reports that were not corrected, the last received first: value, moment that it describes, receipt.
    past: Vec<Value>,
    past_at: Vec<jiff_sqlx::Timestamp>,
    past_received: Vec<jiff_sqlx::Timestamp>,
    /// The share of what is expected, in percent, below which support is needed.
    on_plan: i16,
    /// Whether others are added to it, so that the board shows their sum.
    is_added_up: bool,
}

/// The indicators of a person's open plan, or one indicator of any plan.
pub(crate) async fn cards(tx: &mut Tx, employee: EmployeeId, one: Option<IkiId>) -> Result<Vec<CardRow>> {
    let (agency, year) = (tx.actor.agency, tx.today().year());
    Ok(sqlx::query_as!(
        CardRow,
        r#"select i.skp_id as "skp!: SkpId", i.employee_id as "employee!: EmployeeId", e.name as person,
            i.rhk_id as "rhk!: RhkId", i.rhk_text as "rhk_text!",
            (select s.text from rhk s where s.agency_id = $1 and s.id = i.supports_id) as supports,
            i.id as "iki!: IkiId", i.name as "name!", i.unit_of_measure as "unit!",
            row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)
                as "target!: Target",
            coalesce(s.status, 'not_due') as "status!: Status", s.report_id as "report: ReportId",
            s.value as "value: Value",
            (select k.population from iki k where k.agency_id = $1 and k.id = i.id) as "population: Value",
            n.numerator as "numerator?: Value", n.denominator as "denominator?: Value", s.observed_at as "observed_at: jiff_sqlx::Timestamp",
            n.received_at as "received_at?: jiff_sqlx::Timestamp", n.note as "note?",
            h.past as "past!: Vec<Value>", h.past_at as "past_at!: Vec<jiff_sqlx::Timestamp>",
            h.past_received as "past_received!: Vec<jiff_sqlx::Timestamp>",
            (select on_plan from agency_thresholds where agency_id = $1) as "on_plan!",
            exists (
                select from iki c where c.agency_id = $1 and c.adds_to = i.id and c.removed_in is null
            ) as "is_added_up!"
        from indicator i
        join employee e on e.agency_id = $1 and e.id = i.employee_id
        left join standing s on s.agency_id = $1 and s.iki_id = i.id
        left join report n on n.agency_id = $1 and n.id = s.report_id
        cross join lateral (
            select coalesce(array_agg(p.value), '{}') as past, coalesce(array_agg(p.observed_at), '{}') as past_at,
                coalesce(array_agg(p.received_at), '{}') as past_received
            from (
                select p.value, p.observed_at, p.received_at from report p
                where p.agency_id = $1 and p.iki_id = i.id
                  and not exists (
                      select from report c
                      where c.agency_id = $1 and c.iki_id = i.id and c.corrects_id is not null and c.corrects_id = p.id
                  )
                order by p.received_at desc, p.id desc limit $5
            ) p
        ) h
        where i.agency_id = $1 and i.employee_id = $2
          and case when $4::uuid is null then i.year = $3 and i.is_open else i.id = $4 end
        order by i.starts_on, i.skp_id, i.rhk_ordinal, i.ordinal limit 200"#,
        agency.0,
        employee.0,
        year,
        one.map(|iki| iki.0),
        i64::try_from(MAX_PAST).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.db())
    .await?)
}

impl CardRow {
    fn standing(&self, zone: Zone) -> Option<Standing> {
        let (value, at) = self.value.zip(self.observed_at)?;
        Some(Standing { value, observed_on: zone.day(at.to_jiff()) })
    }

    /// What is plausible in the place of a report of the day `on`, by the reports around it.
    pub(crate) fn range_of_correction(&self, past: &[Standing], next: Option<Standing>, on: Date) -> PlausibleRange {
        PlausibleRange::of_correction(&self.target, self.unit == PERCENT, past, next, on)
    }

    /// The newest reports, the one about the latest moment first.
    fn past(&self, zone: Zone) -> Vec<Standing> {
        let mut past: Vec<_> = self.past.iter().zip(self.past_at.iter().map(|at| at.to_jiff())).collect();
        past.sort_by_key(|(_, at)| Reverse(*at));
        past.into_iter().map(|(value, at)| Standing { value: *value, observed_on: zone.day(at) }).collect()
    }

    /// The report about the moment before the one that counts, with that moment.
    fn before(&self) -> Option<(Value, Timestamp)> {
        let counts = (self.observed_at?.to_jiff(), self.received_at?.to_jiff());
        let moments =
            self.past_at.iter().zip(&self.past_received).map(|(at, received)| (at.to_jiff(), received.to_jiff()));
        let earlier = self.past.iter().zip(moments).filter(|(_, moment)| *moment < counts);
        earlier.max_by_key(|(_, moment)| *moment).map(|(value, (at, _))| (*value, at))
    }

    /// The two numbers of the newest report.
    fn fraction(&self) -> Option<Fraction> {
        Fraction::stored(self.numerator, self.denominator)
    }

    /// What the form of a coverage begins with.
    fn coverage(&self) -> Option<CoverageCard> {
        let denominator = self.fraction().map(Fraction::denominator).or(self.population)?;
        let denominator = format::number(denominator.decimal());
        self.population.map(|_| CoverageCard { numerator: String::new(), denominator })
    }

    /// Returns a standing as drawings say it: the share of two counts has more decimals than anybody reads.
    fn drawn(&self, standing: Standing) -> Standing {
        let value = self.fraction().map_or(standing.value, |fraction| fraction.percent().to_hundredths());
        Standing { value, ..standing }
    }

    /// The newest report by the names of the API.
    fn said(&self) -> Vec<(String, String)> {
        let Some((value, at)) = self.value.zip(self.observed_at) else { return vec![] };
        let mut said = vec![("value", value.to_string()), ("observed_at", at.to_jiff().to_string())];
        if let Some(fraction) = self.fraction() {
            said.push((Fraction::NUMERATOR, fraction.numerator().to_string()));
            said.push((Fraction::DENOMINATOR, fraction.denominator().to_string()));
        }
        said.into_iter().map(|(name, said)| (name.to_owned(), said)).collect()
    }

    /// What a report of the indicator says.
    pub(crate) fn reported(&self, value: Value, fraction: Option<Fraction>) -> String {
        format::reported(value, &self.unit, fraction)
    }

    pub(crate) fn measured(&self, value: Value) -> String {
        if let Some(words) = step_words(value, &self.unit) {
            return words.to_owned();
        }
        with_unit(&format::number(value.decimal()), &self.unit)
    }

    /// What the newest report changed against the one before.
    fn trend(&self, zone: Zone, today: Date) -> Option<Trend> {
        let (value, (before, at)) = (self.value?, self.before()?);
        let at = zone.local(at);
        let since = if at.date() == today { format::moment_within(at, today) } else { format::short_day(at.date()) };
        let better = self.target.improves(before, value);
        let (arrow, word) = match value.cmp(&before) {
            Ordering::Less => ("↘", "turun"),
            Ordering::Equal => {
                return Some(Trend { better, arrow: "→".to_owned(), sentence: format!("tetap sejak {since}") });
            }
            Ordering::Greater => ("↗", "naik"),
        };
        // From 95 % to 97 % is not 2 % more but 2 points.
        let unit = if self.unit == PERCENT { "poin" } else { &self.unit };
        let moved = (value.decimal() - before.decimal()).abs();
        // The share of two counts has more decimals than anybody reads.
        let moved = if self.population.is_some() { rounded(moved, 2) } else { moved };
        let size = match step_words(before, unit) {
            Some(words) => format!("dari “{words}”"),
            None => with_unit(&format::number(moved), unit),
        };
        Some(Trend { better, arrow: arrow.to_owned(), sentence: format!("{word} {size} sejak {since}") })
    }

    pub(crate) fn card(&self, zone: Zone, today: Date) -> IkiCard {
        let target = &self.target;
        let standing = self.standing(zone);
        let on = target.judged_on(standing, today);
        let closed = target.closed_month(standing, today);
        IkiCard {
            id: self.iki,
            name: self.name.clone(),
            unit: self.unit.clone(),
            status: self.status,
            target: target.aim(on).map_or_else(String::new, |value| self.measured(value)),
            as_of: closed.map_or_else(|| "kini".to_owned(), |on| format!("akhir {}", format::short_month(on))),
            expected: target.expected(on).map(|expected| self.amount(expected)),
            value: self.value.map(|value| self.reported(value, self.fraction())),
            // Half of a step means nothing.
            achieved: standing
                .filter(|_| self.unit != STEP_UNIT)
                .and_then(|standing| target.achieved(standing, today))
                .and_then(crate::domain::measure::Achievement::shown_percent)
                .map(format::percent),
            reported: self.observed_at.map(|at| format::moment_within(zone.local(at.to_jiff()), today)),
            old: target.old_since(standing, today).map(format::old_number),
            note: self.note.clone(),
            trend: self.trend(zone, today),
            support: None,
            bullet: BulletPlot::new(
                target,
                standing.map(|standing| self.drawn(standing)),
                today,
                self.status,
                &self.unit,
            ),
            asks: match (self.population, self.target.accumulation) {
                (Some(_), Accumulation::Level) => "kedua angka: berapa sekarang, dari berapa".to_owned(),
                (Some(_), _) => "kedua angka: berapa sejak awal tahun, dari berapa".to_owned(),
                (None, accumulation) => asks(accumulation, self.unit == PERCENT).to_owned(),
            },
            explained: match (explained::sentence(self, standing, today), self.is_added_up) {
                (explained, false) => explained,
                (explained, true) => Some(explained.map_or_else(String::new, |said| format!("{said} ")) + ADDED_UP),
            },
            last_report: self.report,
            received: self.received_at.map(|at| {
                let at = zone.local(at.to_jiff());
                if at.date() == today { format::time(at) } else { format::moment_within(at, today) }
            }),
            standing: self.said(),
            coverage: self.coverage(),
            plausible: PlausibleRange::of(target, self.unit == PERCENT, &self.past(zone), today),
        }
    }

    /// A computed value with its unit.
    fn amount(&self, value: Decimal) -> String {
        if let Some(words) = Value::new(value).ok().and_then(|value| step_words(value, &self.unit)) {
            return words.to_owned();
        }
        with_unit(&format::number(rounded(value, self.decimals())), &self.unit)
    }

    /// As many decimals as the targets have: nobody expects 46,1538 certificates.
    fn decimals(&self) -> u32 {
        match self.target.accumulation {
            Accumulation::Level => 2,
            Accumulation::Year | Accumulation::Month => u32::from(self.unit == PERCENT),
        }
    }
}

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// What the card of a leader's indicator says beside their own report.
const ADDED_UP: &str = "Dasbor menampilkan jumlah laporan di bawahnya, bukan laporan Anda sendiri.";

/// The unit of measure of a share.
const PERCENT: &str = "%";

/// `12 akta`, `81,8 %`
fn with_unit(number: &str, unit: &str) -> String {
    format!("{number} {unit}")
}

const fn asks(accumulation: Accumulation, is_share: bool) -> &'static str {
    match (accumulation, is_share) {
        (Accumulation::Year, false) => "total sejak awal tahun",
        (Accumulation::Year, true) => "persentase dari awal tahun sampai sekarang",
        (Accumulation::Month, false) => "total bulan ini",
        (Accumulation::Month, true) => "persentase bulan ini",
        (Accumulation::Level, _) => "keadaan sekarang",
    }
}
