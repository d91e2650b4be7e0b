//! Targets that mean nothing: such a version is not submitted. What is in force already stays as it is.

use super::{Iki, Rhk};
use crate::domain::measure::{Accumulation, Polarity, Value};

/// The unit of measure of a share.
pub(super) const PERCENT: &str = "%";

/// What makes the targets of an indicator meaningless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Contradiction {
    #[error("targetnya lebih besar dari angka awal, padahal makin kecil makin baik")]
    AboveBaseline,
    #[error("targetnya di bawah nol, padahal makin besar makin baik")]
    Negative,
    #[error("target per bulannya turun atau di bawah nol, padahal dijumlah sejak awal tahun")]
    Falling,
    /// The value of a coverage is worked out in percent.
    #[error("dihitung dari sasaran, jadi satuannya %")]
    NotPercent,
    /// A month has a population of its own: what its months report cannot be added up to the plan's.
    #[error("dihitung dari sasaran setahun, jadi cara hitungnya bukan per bulan")]
    PopulationOfMonth,
    /// It says how many of those who are to be reached are.
    #[error("dihitung dari sasaran yang harus dicapai, jadi makin kecil tidak makin baik")]
    FallingCoverage,
}

impl Iki {
    /// Returns what makes the targets meaningless; `None` where they make sense, and before there are any.
    pub fn contradiction(&self) -> Option<Contradiction> {
        let targets: Vec<Value> = self.months.0.iter().flatten().copied().collect();
        let is_above = |baseline: Value| targets.iter().any(|target| *target > baseline);
        let is_negative = targets.iter().any(|target| *target < Value::ZERO);
        let of_coverage = self.population.and_then(|_| self.coverage_contradiction());
        match (self.polarity, self.accumulation) {
            _ if of_coverage.is_some() => of_coverage,
            (Polarity::Minimise, _) if self.baseline.is_some_and(is_above) => Some(Contradiction::AboveBaseline),
            (Polarity::Maximise, _) if is_negative => Some(Contradiction::Negative),
            (_, Accumulation::Year) if is_negative || !targets.is_sorted() => Some(Contradiction::Falling),
            _ => None,
        }
    }

    /// Returns why an indicator is no coverage: one is a share in percent that is to be reached, of those who are counted
    /// since the beginning of the year (immunised babies) or at a moment (patients whose blood pressure is controlled).
    fn coverage_contradiction(&self) -> Option<Contradiction> {
        if self.unit_of_measure != PERCENT {
            Some(Contradiction::NotPercent)
        } else if self.accumulation == Accumulation::Month {
            Some(Contradiction::PopulationOfMonth)
        } else if self.polarity == Polarity::Minimise {
            Some(Contradiction::FallingCoverage)
        } else {
            None
        }
    }
}

impl Rhk {
    /// Returns whether nothing is missing, and every target makes sense.
    pub fn is_complete(&self) -> bool {
        self.missing().is_empty() && self.indicators.iter().all(|iki| iki.contradiction().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::IkiId,
        measure::{Frequency, MonthTargets},
        skp::{Aspect, SkpField},
        template,
    };
    use jiff::civil::date;
    use uuid::Uuid;

    fn iki(polarity: Polarity, accumulation: Accumulation, months: &[i64]) -> Iki {
        let mut targets = [None; 12];
        for (target, month) in targets.iter_mut().zip(months) {
            *target = Some(Value::whole(*month));
        }
        Iki {
            id: IkiId(Uuid::nil()),
            name: "Akta".to_owned(),
            aspect: Aspect::Quantity,
            perspective: None,
            unit_of_measure: "akta".to_owned(),
            polarity,
            accumulation,
            baseline: Some(Value::whole(5)),
            months: MonthTargets(targets),
            frequency: Frequency::Monthly,
            manual: Box::default(),
            population: None,
            adds_to: None,
        }
    }

    #[test]
    fn targets_that_mean_nothing_are_named() {
        use {Accumulation as A, Contradiction as C, Polarity as P};
        let cases: [(P, A, &[i64], Option<C>); 12] = [
            (P::Minimise, A::Level, &[10], Some(C::AboveBaseline)),
            (P::Minimise, A::Level, &[4, 9, 3], Some(C::AboveBaseline)),
            (P::Minimise, A::Level, &[5, 4, 3], None),
            (P::Minimise, A::Level, &[-2], None),
            (P::Maximise, A::Level, &[-5], Some(C::Negative)),
            (P::Maximise, A::Level, &[9, 3], None),
            (P::Maximise, A::Year, &[-5, 3], Some(C::Negative)),
            (P::Maximise, A::Year, &[100, 50, 120], Some(C::Falling)),
            (P::Stabilise, A::Year, &[-5, 3], Some(C::Falling)),
            (P::Maximise, A::Year, &[0, 50, 50, 120], None),
            (P::Maximise, A::Month, &[9, 3], None),
            (P::Maximise, A::Year, &[], None),
        ];
        for (polarity, accumulation, months, wanted) in cases {
            let found = iki(polarity, accumulation, months).contradiction();
            assert_eq!(found, wanted, "{polarity:?} {accumulation:?} {months:?}");
        }
    }

    #[test]
    fn a_coverage_is_a_share_in_percent_that_is_to_be_reached() {
        use {Accumulation as A, Contradiction as C, Polarity as P};
        for (unit, polarity, accumulation, wanted) in [
            ("%", P::Maximise, A::Year, None),
            ("%", P::Maximise, A::Level, None),
            ("%", P::Stabilise, A::Level, None),
            ("bayi", P::Maximise, A::Year, Some(C::NotPercent)),
            ("", P::Maximise, A::Year, Some(C::NotPercent)),
            ("%", P::Maximise, A::Month, Some(C::PopulationOfMonth)),
            ("%", P::Minimise, A::Level, Some(C::FallingCoverage)),
        ] {
            let share = Iki { unit_of_measure: unit.to_owned(), ..iki(polarity, accumulation, &[3]) };
            assert_eq!(share.contradiction(), None, "{unit} {polarity:?} {accumulation:?} without a population");
            let coverage = Iki { population: Some(Value::whole(240)), ..share };
            assert_eq!(coverage.contradiction(), wanted, "{unit} {polarity:?} {accumulation:?}");
        }
    }

    #[test]
    fn an_indicator_in_force_neither_becomes_a_coverage_nor_ceases_to_be_one() {
        let of = |population: Option<i64>| Iki {
            population: population.map(Value::whole),
            ..iki(Polarity::Maximise, Accumulation::Year, &[3])
        };
        assert_eq!(of(Some(260)).changes_of(&of(Some(240))), [SkpField::Targets]);
        for (before, after) in [(None, Some(240)), (Some(240), None)] {
            assert!(of(after).changes_of(&of(before)).contains(&SkpField::Measure), "{before:?} {after:?}");
        }
    }

    #[test]
    fn the_targets_of_every_template_make_sense() {
        for template in template::ALL {
            let version = template::PlanTemplate::built_in(template.code);
            let content = version.dated((date(2027, 3, 1), date(2027, 12, 31)));
            for result in &content.results {
                assert!(result.is_complete(), "{}: {}", template.code, result.text);
            }
        }
    }
}
