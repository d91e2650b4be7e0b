//! Targets that mean nothing: such a version is not submitted. What is in force already stays as it is.

use super::{Iki, Rhk};
use crate::domain::measure::{Accumulation, Polarity, Value};

/// What makes the targets of an indicator meaningless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Contradiction {
    #[error("targetnya lebih besar dari angka awal, padahal makin kecil makin baik")]
    AboveBaseline,
    #[error("targetnya di bawah nol, padahal makin besar makin baik")]
    Negative,
    #[error("target per bulannya turun atau di bawah nol, padahal dijumlah sejak awal tahun")]
    Falling,
}

impl Iki {
    /// Returns what makes the targets meaningless; `None` where they make sense, and before there are any.
    pub fn contradiction(&self) -> Option<Contradiction> {
        let targets: Vec<Value> = self.months.0.iter().flatten().copied().collect();
        let is_above = |baseline: Value| targets.iter().any(|target| *target > baseline);
        let is_negative = targets.iter().any(|target| *target < Value::ZERO);
        match (self.polarity, self.accumulation) {
            (Polarity::Minimise, _) if self.baseline.is_some_and(is_above) => Some(Contradiction::AboveBaseline),
            (Polarity::Maximise, _) if is_negative => Some(Contradiction::Negative),
            (_, Accumulation::Year) if is_negative || !targets.is_sorted() => Some(Contradiction::Falling),
            _ => None,
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
        id::{IkiId, SkpId},
        measure::{Frequency, MonthTargets},
        skp::Aspect,
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
    fn the_targets_of_every_template_make_sense() {
        for template in template::ALL {
            let content = template.content(SkpId(Uuid::nil()), (date(2027, 3, 1), date(2027, 12, 31)), &[]);
            for result in &content.results {
                assert!(result.is_complete(), "{}: {}", template.code, result.text);
            }
        }
    }
}
