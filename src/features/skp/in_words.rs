//! Measures in words (pendekatan kualitatif) in the form of a result: read into the plan, and written into their fields.

use super::{
    input::{Context, chosen, field},
    typed::Typed,
};
use crate::{
    domain::{
        id::IkiId,
        measure::{Accumulation, Frequency, MonthTargets, Polarity, STEP_UNIT, reached},
        skp::{Aspect, Iki},
        text::IndicatorName,
    },
    server::codec::word,
};

/// Returns the fields of a measure.
pub(super) fn fields_of(iki: &Iki) -> Vec<(String, String)> {
    vec![
        (field(iki.id, "name"), iki.name.clone()),
        (field(iki.id, "due"), iki.due_month().map(|month| month.to_string()).unwrap_or_default()),
        (field(iki.id, "frequency"), word(&iki.frequency)),
        (field(iki.id, "perspective"), chosen(iki.perspective.as_ref())),
        (field(iki.id, "source"), iki.manual.data_source.clone()),
    ]
}

impl Context<'_> {
    /// Reads a measure in words: nothing is expected before the month in which it is to be reached.
    pub(super) fn read_in_words(&self, reader: &mut Typed<'_>, id: IkiId, stored: Option<&Iki>) -> Iki {
        let name_of = |name: &str| field(id, name);
        let (first, last) = self.span();
        let due = match reader.get(&name_of("due")).parse::<i8>() {
            Ok(month) => month.clamp(first, last),
            Err(_) => last,
        };
        let mut months = [None; 12];
        if let Some(month) = usize::try_from(due - 1).ok().and_then(|month| months.get_mut(month)) {
            *month = Some(reached());
        }
        Iki {
            id,
            name: reader.text(&name_of("name"), |text| IndicatorName::parse(text).map(String::from)),
            aspect: Aspect::Quality,
            perspective: reader.optional(&name_of("perspective"), stored.and_then(|stored| stored.perspective)),
            unit_of_measure: STEP_UNIT.to_owned(),
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Level,
            baseline: None,
            months: MonthTargets(months),
            frequency: reader.choice(&name_of("frequency"), Frequency::Monthly),
            manual: Box::new(Self::read_manual(reader, id, stored)),
            population: None,
            adds_to: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::skp::Approach,
        features::skp::input::tests::{context, written},
    };
    use jiff::civil::date;
    use std::collections::HashSet;

    #[test]
    fn a_measure_in_words_is_due_in_a_month_and_nothing_is_expected_before() {
        let none = HashSet::new();
        let new = Context { approach: Approach::Qualitative, ..context(None, None, &none) };
        let said = "Warga memahami syarat akta dan datang dengan berkas lengkap";
        let read = |context: &Context<'_>, due| context.read(&written(context, &[("name", said), ("due", due)]));
        let rhk = read(&new, "9").expect("a result");
        let [iki] = &rhk.indicators[..] else { panic!("one measure") };
        assert_eq!((iki.approach(), iki.unit_of_measure.as_str()), (Approach::Qualitative, STEP_UNIT));
        let target = iki.target(date(2026, 1, 1), date(2026, 12, 31));
        assert_eq!(target.expected(date(2026, 8, 31)), None);
        assert_eq!(target.expected(date(2026, 9, 1)), Some(reached().decimal()));
        assert!(rhk.is_complete(), "{:?}", rhk.missing());
        let stored = Context { approach: Approach::Qualitative, ..context(Some(&rhk), None, &none) };
        assert_eq!(stored.read(&stored.form().fields).as_ref(), Ok(&rhk));
        for (typed, month) in [("", 12), ("0", 1), ("99", 12), ("Mei", 12)] {
            let read = read(&new, typed).expect("a result");
            assert_eq!(read.indicators[0].due_month(), Some(month), "{typed}");
        }
        let blank = new.read(&written(&new, &[("name", ""), ("due", "3")])).expect("a result");
        assert_eq!(blank.indicators, []);
    }
}
