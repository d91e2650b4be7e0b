//! The form of a result: its fields read into the plan, and the plan written into its fields.
//!
//! The fields of an indicator begin with its id, so that what was typed finds its indicator again, in whatever order the
//! page shows them.

use super::{
    in_words,
    model::{ActionPeriod, IndicatorForm, ResultForm},
    typed::{NONE, Typed},
    words,
};
use crate::{
    domain::{
        calendar::PeriodKind,
        cascade::SuperiorResult,
        id::{IkiId, RhkId},
        measure::{Accumulation, Frequency, MonthTargets, Polarity, STEP_UNIT, Value},
        skp::{
            Approach, Aspect, Change, Classification, Iki, Link, MAX_INDICATORS, Manual, Rhk, RhkKind, SkpField,
            SkpRefusal, Stage, change_of, next_indicators,
        },
        text::{IndicatorName, ResultText, UnitOfMeasure},
    },
    error::{Error, FieldErrors, Result},
    server::{codec::word, fingerprint::fingerprint},
    ui::format::number,
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Blank indicators at the end of a form.
const BLANKS: usize = 2;

/// What a form is read against.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub id: RhkId,
    /// The result as the version in work has it.
    pub stored: Option<&'a Rhk>,
    /// The result as the version in force has it.
    pub agreed: Option<&'a Rhk>,
    /// Whether there is a version in force.
    pub is_revision: bool,
    /// Indicators that earlier versions had in force and the present one has no more.
    pub retired: &'a HashSet<IkiId>,
    /// All results of the version in work.
    pub siblings: &'a [Rhk],
    /// The superiors' results that can be supported.
    pub superiors: &'a [SuperiorResult],
    pub starts_on: Date,
    pub ends_on: Date,
    pub today: Date,
    /// Whether the owner leads an office (JPT).
    pub has_manual: bool,
    /// The periods of the action plan.
    pub periods: PeriodKind,
    pub approach: Approach,
}

/// Returns the word of a choice that may choose nothing.
pub(super) fn chosen(value: Option<&impl Serialize>) -> String {
    value.map_or_else(|| NONE.to_owned(), word)
}

/// Returns the name of a field of an indicator.
pub(super) fn field(iki: IkiId, name: &str) -> String {
    format!("i{iki}-{name}")
}

/// Returns the months over which the target of an indicator is spread evenly, up to the last one; `None` where it is not.
fn spread_over(iki: &Iki, last: i8) -> Option<(i8, i8)> {
    let (first, _) = (1_i8..).zip(&iki.months.0).find(|(_, target)| target.is_some())?;
    let spread = MonthTargets::spread(iki.accumulation, iki.months.last()?, (first, last));
    (iki.months == spread).then_some((first, last))
}

impl Context<'_> {
    /// The indicators of the stored result.
    pub(super) fn stored(&self) -> &[Iki] {
        self.stored.map_or(&[], |result| &result.indicators)
    }

    fn agreed(&self, iki: IkiId) -> Option<&Iki> {
        self.agreed?.indicators.iter().find(|agreed| agreed.id == iki)
    }

    /// The months over which a target is spread: those over which it is, else those of the plan. An indicator that a
    /// revision adds begins now.
    fn months(&self, id: IkiId) -> (i8, i8) {
        let (first, last) = (self.starts_on.month(), self.ends_on.month());
        let known = self.agreed(id).or_else(|| self.stored().iter().find(|iki| iki.id == id));
        if let Some(months) = known.and_then(|iki| spread_over(iki, last)) {
            return months;
        }
        let is_later = self.is_revision && self.agreed(id).is_none();
        let now = if self.today > self.ends_on { last } else { self.today.month() };
        (if is_later && self.today > self.starts_on { now } else { first }, last)
    }

    fn is_measure_fixed(&self, iki: IkiId) -> bool {
        self.agreed(iki).is_some() && change_of(Stage::Agreed, SkpField::Measure) == Change::Never
    }

    /// Returns the fields of the result.
    pub(crate) fn form(&self) -> ResultForm {
        let known = self.stored().iter().map(|iki| iki.id);
        let known = known.chain(self.agreed.iter().flat_map(|result| result.indicators.iter().map(|iki| iki.id)));
        let blanks = next_indicators(self.id, known.chain(self.retired.iter().copied()));
        let blanks = blanks.take(BLANKS.min(MAX_INDICATORS - self.stored().len().min(MAX_INDICATORS)));
        let stored = self.stored().iter().map(|iki| IndicatorForm {
            id: iki.id,
            is_blank: false,
            is_measure_fixed: self.is_measure_fixed(iki.id),
        });
        let blanks = blanks.map(|id| IndicatorForm { id, is_blank: true, is_measure_fixed: false });
        ResultForm {
            id: self.id,
            seen: self.stored.map(fingerprint).unwrap_or_default(),
            fields: self.fields(),
            indicators: stored.chain(blanks).collect(),
            has_manual: self.has_manual,
            periods: self.periods.ends_within(self.span()).into_iter().map(|month| self.period(month)).collect(),
            span: self.span(),
            is_qualitative: self.approach == Approach::Qualitative,
        }
    }

    /// The first and the last month of the plan.
    pub(super) fn span(&self) -> (i8, i8) {
        (self.starts_on.month(), self.ends_on.month())
    }

    fn period(&self, month: i8) -> ActionPeriod {
        let months = (self.periods.first_month(month), month);
        let default = self.stored.map(|result| words::default_action(result, months)).unwrap_or_default();
        ActionPeriod { month, name: words::period(self.periods, month), default }
    }

    fn fields(&self) -> Vec<(String, String)> {
        let kind = self.stored.map_or(RhkKind::Main, |result| result.kind);
        let classification = self.stored.map_or(Classification::Organisation, |result| result.classification);
        let supports = self.stored.and_then(|result| result.supports);
        let link = supports.map_or(Link::Direct, |(_, link)| link);
        let supports = supports.map_or_else(|| NONE.to_owned(), |(above, _)| above.to_string());
        let own = [
            ("text", self.stored.map(|result| result.text.clone()).unwrap_or_default()),
            ("kind", word(&kind)),
            ("classification", word(&classification)),
            ("supports", supports),
            ("link", word(&link)),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value)).into_iter();
        let basis = self.stored.map(|result| ("basis".to_owned(), result.basis.clone()));
        let actions = self.stored.iter().flat_map(|result| &result.actions);
        let own = own.chain(basis).chain(actions.map(|(month, action)| (format!("a{month}"), action.clone())));
        let own = own.chain(self.cascade_fields());
        own.chain(self.stored().iter().flat_map(|iki| self.fields_of(iki))).collect()
    }

    fn fields_of(&self, iki: &Iki) -> Vec<(String, String)> {
        let shown = |value: Option<Value>| value.map(|value| number(value.decimal())).unwrap_or_default();
        if iki.approach() == Approach::Qualitative {
            return in_words::fields_of(iki);
        }
        let target = iki.months.last();
        let is_spread = target.is_none() || spread_over(iki, self.ends_on.month()).is_some();
        let mut fields = vec![
            (field(iki.id, "name"), iki.name.clone()),
            (field(iki.id, "aspect"), word(&iki.aspect)),
            (field(iki.id, "unit"), iki.unit_of_measure.clone()),
            (field(iki.id, "polarity"), word(&iki.polarity)),
            (field(iki.id, "accumulation"), word(&iki.accumulation)),
            (field(iki.id, "baseline"), shown(iki.baseline)),
            (field(iki.id, "target"), shown(target)),
            (field(iki.id, "frequency"), word(&iki.frequency)),
            (field(iki.id, "perspective"), chosen(iki.perspective.as_ref())),
            (field(iki.id, "source"), iki.manual.data_source.clone()),
            (field(iki.id, "purpose"), iki.manual.purpose.clone()),
            (field(iki.id, "definition"), iki.manual.definition.clone()),
            (field(iki.id, "formula"), iki.manual.formula.clone()),
            (field(iki.id, "stage"), chosen(iki.manual.stage.as_ref())),
            (field(iki.id, "control"), chosen(iki.manual.control.as_ref())),
            (field(iki.id, "adds"), iki.adds_to.map_or_else(|| NONE.to_owned(), |above| above.to_string())),
        ];
        fields.extend(iki.population.map(|population| (field(iki.id, "population"), shown(Some(population)))));
        if !is_spread {
            let months = (1..).zip(&iki.months.0).filter(|(_, target)| target.is_some());
            fields.extend(months.map(|(month, target)| (field(iki.id, &format!("m{month}")), shown(*target))));
        }
        fields
    }

    /// Reads the fields of the result. What is still missing is no error; what cannot be understood is.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the errors of the fields, and the refusal of too many indicators.
    pub(crate) fn read(&self, typed: &[(String, String)]) -> Result<Rhk> {
        if self.is_of_other_approach(typed) {
            return Err(SkpRefusal::ChangedElsewhere.into());
        }
        let mut reader = Typed::new(typed);
        let text = reader.text("text", |text| ResultText::parse(text).map(String::from));
        let kind = reader.choice("kind", RhkKind::Main);
        let classification = reader.choice("classification", Classification::Organisation);
        let link = reader.choice("link", Link::Direct);
        let is_sent = reader.has("basis");
        let basis = self.stored.filter(|_| !is_sent).map(|result| result.basis.clone());
        let basis = basis.unwrap_or_else(|| reader.line("basis"));
        let actions = self.read_actions(&mut reader);
        let supports = match reader.get("supports") {
            "" | NONE => None,
            above => {
                let above = above.parse().ok().filter(|above| self.may_support(*above));
                if above.is_none() {
                    reader.wrong("supports", "Hasil atasan ini sudah tidak ada. Pilih yang lain.");
                }
                above.map(|above| (above, link))
            }
        };
        let mut ids: Vec<IkiId> = self.stored().iter().map(|iki| iki.id).collect();
        for (name, _) in typed {
            let id = name.strip_prefix('i').and_then(|name| name.get(..36)?.parse::<IkiId>().ok());
            if let Some(id) = id.filter(|id| !ids.contains(id) && self.is_possible(*id)) {
                ids.push(id);
            }
        }
        let cascade = self.read_cascade(&mut reader, supports);
        let mut indicators: Vec<Iki> = ids.into_iter().filter_map(|id| self.read_indicator(&mut reader, id)).collect();
        for iki in indicators.iter_mut().filter(|iki| iki.approach() == Approach::Quantitative) {
            iki.adds_to = self.read_adds_to(&mut reader, iki, supports, cascade.division);
        }
        if indicators.len() > MAX_INDICATORS {
            return Err(SkpRefusal::TooMany.into());
        }
        if !reader.wrong.is_empty() {
            return Err(Error::Invalid(FieldErrors(reader.wrong)));
        }
        let assigned_by = self.stored.and_then(|result| result.assigned_by);
        Ok(Rhk {
            id: self.id,
            text,
            kind,
            classification,
            supports,
            assigned_by,
            basis,
            actions,
            cascade: Box::new(cascade),
            indicators,
        })
    }

    /// Returns whether a form was shown before the approach was changed: what was typed in it would be lost.
    fn is_of_other_approach(&self, typed: &[(String, String)]) -> bool {
        let has = |name: &str| typed.iter().any(|(field, value)| field.ends_with(name) && !value.trim().is_empty());
        match self.approach {
            Approach::Quantitative => has("-due"),
            Approach::Qualitative => has("-unit") || has("-target"),
        }
    }

    /// Reads the action plan; a period that the form does not show keeps what it has.
    fn read_actions(&self, reader: &mut Typed<'_>) -> BTreeMap<i8, String> {
        let mut actions = self.stored.map(|result| result.actions.clone()).unwrap_or_default();
        let (first, last) = self.span();
        for month in first..=last {
            let name = format!("a{month}");
            if reader.has(&name) {
                match reader.line(&name) {
                    text if text.is_empty() => actions.remove(&month),
                    text => actions.insert(month, text),
                };
            }
        }
        actions
    }

    /// Reads out of how many a coverage is. Of an indicator in force the number changes, but not whether it has one.
    fn read_population(&self, reader: &mut Typed<'_>, id: IkiId, stored: Option<&Iki>) -> Option<Value> {
        let name = field(id, "population");
        let before = stored.and_then(|stored| stored.population);
        if !reader.has(&name) {
            return before;
        }
        let population = reader.value(&name);
        if population.is_some_and(|population| population <= Value::ZERO) {
            reader.wrong(&name, "Isi lebih dari 0, atau kosongkan.");
        }
        match self.agreed(id).filter(|_| self.is_measure_fixed(id)) {
            Some(agreed) => agreed.population.map(|agreed| population.unwrap_or(agreed)),
            None => population,
        }
    }

    /// Reads how an indicator is to be read; what the form does not show stays as it is.
    pub(super) fn read_manual(reader: &mut Typed<'_>, id: IkiId, stored: Option<&Iki>) -> Manual {
        let stored = stored.map(|stored| (*stored.manual).clone()).unwrap_or_default();
        let mut line = |name: &str, before: String| {
            let name = field(id, name);
            if reader.has(&name) { reader.line(&name) } else { before }
        };
        let data_source = line("source", stored.data_source);
        let purpose = line("purpose", stored.purpose);
        let definition = line("definition", stored.definition);
        let formula = line("formula", stored.formula);
        let stage = reader.optional(&field(id, "stage"), stored.stage);
        let control = reader.optional(&field(id, "control"), stored.control);
        Manual { data_source, purpose, definition, formula, stage, control }
    }

    /// Returns whether a result can be supported: one of the superior's today, or the one that was before.
    fn may_support(&self, above: RhkId) -> bool {
        let before = self.stored.and_then(|result| result.supports).map(|(before, _)| before);
        before == Some(above) || self.superiors.iter().any(|superior| superior.id == above)
    }

    /// Returns whether an indicator that is not stored can be of this result: a new one, or one that is in force.
    fn is_possible(&self, iki: IkiId) -> bool {
        let is_new = u16::try_from(self.id.0.as_u128() ^ iki.0.as_u128()).is_ok_and(|number| number > 0);
        self.agreed(iki).is_some() || (is_new && !self.retired.contains(&iki))
    }

    /// Reads one indicator; `None` for a blank one, and for one that is to be removed.
    fn read_indicator(&self, reader: &mut Typed<'_>, id: IkiId) -> Option<Iki> {
        let name_of = |name: &str| field(id, name);
        let stored = self.stored().iter().find(|iki| iki.id == id);
        if !reader.has(&name_of("name")) {
            // A page that does not show it leaves it as it is.
            return stored.cloned();
        }
        if reader.get(&name_of("remove")) == "true" {
            return None;
        }
        let fixed = self.agreed(id).filter(|_| self.is_measure_fixed(id));
        if fixed.map_or(self.approach, Iki::approach) == Approach::Qualitative {
            let is_blank = reader.get(&name_of("name")).trim().is_empty() && fixed.is_none();
            return (!is_blank).then(|| self.read_in_words(reader, id, stored));
        }
        let typed = ["name", "unit", "baseline", "target", "population"].into_iter().map(name_of);
        let typed = typed.chain((1..=12).map(|month| name_of(&format!("m{month}"))));
        let mut typed = typed.map(|name| reader.get(&name).trim());
        if typed.all(str::is_empty) && self.agreed(id).is_none() {
            return None;
        }
        let accumulation = reader.choice(&name_of("accumulation"), Accumulation::Year);
        let accumulation = fixed.map_or(accumulation, |agreed| agreed.accumulation);
        let polarity = reader.choice(&name_of("polarity"), Polarity::Maximise);
        let unit = reader.text(&name_of("unit"), |text| UnitOfMeasure::parse(text).map(String::from));
        if unit == STEP_UNIT && fixed.is_none() {
            reader.wrong(
                &name_of("unit"),
                "Satuan ini untuk SKP kualitatif. Pakai satuan lain, atau ubah pendekatannya.",
            );
        }
        let target = reader.value(&name_of("target"));
        let typed: [Option<Value>; 12] =
            std::array::from_fn(|month| reader.value(&name_of(&format!("m{}", month + 1))));
        let (first, last) = (self.starts_on.month(), self.ends_on.month());
        let typed = MonthTargets(typed).within((first, last));
        let months = match (typed.last(), target) {
            (None, None) => MonthTargets([None; 12]),
            (None, Some(target)) => MonthTargets::spread(accumulation, target, self.months(id)),
            (Some(last), Some(target)) if last != target => {
                let last = number(last.decimal());
                let said = format!("Isian per bulan berakhir di {last}. Samakan, atau kosongkan isian per bulan.");
                reader.wrong(&name_of("target"), &said);
                typed
            }
            (Some(_), _) => typed,
        };
        Some(Iki {
            id,
            name: reader.text(&name_of("name"), |text| IndicatorName::parse(text).map(String::from)),
            aspect: reader.choice(&name_of("aspect"), Aspect::Quantity),
            perspective: reader.optional(&name_of("perspective"), stored.and_then(|stored| stored.perspective)),
            unit_of_measure: fixed.map_or(unit, |agreed| agreed.unit_of_measure.clone()),
            polarity: fixed.map_or(polarity, |agreed| agreed.polarity),
            accumulation,
            baseline: reader.value(&name_of("baseline")),
            months,
            frequency: reader.choice(&name_of("frequency"), Frequency::Monthly),
            manual: Box::new(Self::read_manual(reader, id, stored)),
            population: self.read_population(reader, id, stored),
            adds_to: stored.and_then(|stored| stored.adds_to),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{id::SkpId, skp::result_id};
    use jiff::civil::date;
    use uuid::Uuid;

    pub(in super::super) fn context<'a>(
        stored: Option<&'a Rhk>,
        agreed: Option<&'a Rhk>,
        retired: &'a HashSet<IkiId>,
    ) -> Context<'a> {
        Context {
            id: result_id(SkpId(Uuid::from_u128(5 << 40)), 1),
            stored,
            agreed,
            is_revision: agreed.is_some(),
            retired,
            siblings: &[],
            superiors: &[],
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            today: date(2026, 7, 3),
            has_manual: true,
            periods: PeriodKind::Quarter,
            approach: Approach::Quantitative,
        }
    }

    fn typed(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    pub(in super::super) fn written(context: &Context<'_>, own: &[(&str, &str)]) -> Vec<(String, String)> {
        let id = context.form().indicators[0].id;
        let own = own.iter().map(|(name, value)| (field(id, name), (*value).to_owned()));
        own.chain(typed(&[("text", "Terbitnya akta tepat waktu")])).collect()
    }

    #[test]
    fn what_was_read_is_written_back_as_it_was() {
        let none = HashSet::new();
        let new = context(None, None, &none);
        let rhk = new
            .read(&written(
                &new,
                &[("name", "Akta terbit"), ("unit", "akta"), ("target", "1.200"), ("m3", "100"), ("m12", "1.200")],
            ))
            .expect("a result");
        let stored = context(Some(&rhk), None, &none);
        assert_eq!(stored.read(&stored.form().fields).as_ref(), Ok(&rhk));
        let even = new
            .read(&written(&new, &[("name", "Akta terbit"), ("unit", "akta"), ("target", "1.200")]))
            .expect("a result");
        assert_eq!(even.indicators[0].months, MonthTargets::even(Value::whole(1200)));
        let stored = context(Some(&even), None, &none);
        assert!(stored.form().fields.iter().all(|(name, _)| !name.ends_with("-m12")), "spread, not typed");
        assert_eq!(stored.read(&stored.form().fields).as_ref(), Ok(&even));
    }

    #[test]
    fn what_a_page_does_not_show_stays_as_it_was() {
        let none = HashSet::new();
        let new = context(None, None, &none);
        let own = [("name", "Akta terbit"), ("source", "SIAK"), ("perspective", "customer"), ("control", "high")];
        let typed: Vec<_> =
            written(&new, &own).into_iter().chain(typed(&[("basis", "PK"), ("a3", "Melatih")])).collect();
        let rhk = new.read(&typed).expect("a result");
        assert_eq!(rhk.actions, BTreeMap::from([(3, "Melatih".to_owned())]));
        let stored = context(Some(&rhk), None, &none);
        assert_eq!(stored.read(&stored.form().fields).as_ref(), Ok(&rhk));
        assert_eq!(stored.read(&written(&stored, &[("name", "Akta terbit")])).as_ref(), Ok(&rhk), "an older page");
        let emptied = [("source", ""), ("perspective", "-"), ("control", "-"), ("name", "Akta terbit")];
        let emptied = stored.read(&written(&stored, &emptied)).expect("a result");
        assert!(emptied.indicators[0].manual.is_empty() && emptied.indicators[0].perspective.is_none());
    }

    #[test]
    fn what_is_missing_is_kept_and_what_cannot_be_understood_is_named() {
        let none = HashSet::new();
        let new = context(None, None, &none);
        assert_eq!(new.read(&[]).expect("a result").indicators, []);
        let half = new.read(&written(&new, &[("name", "Akta terbit")])).expect("a result");
        assert_eq!((half.indicators.len(), half.missing().len()), (1, 2));
        let wrong = new.read(&written(&new, &[("name", "Akta terbit"), ("target", "dua belas"), ("aspect", "apa")]));
        let Err(Error::Invalid(FieldErrors(wrong))) = wrong else { panic!("{wrong:?}") };
        assert_eq!(wrong.len(), 2);
        let unlike = new.read(&written(&new, &[("name", "Akta"), ("target", "12"), ("m12", "10")]));
        assert!(matches!(unlike, Err(Error::Invalid(_))), "two targets for the year");
    }

    #[test]
    fn the_population_of_a_coverage_changes_but_no_indicator_in_force_becomes_one() {
        let none = HashSet::new();
        let new = context(None, None, &none);
        let of = |population: &'static str| {
            [("name", "Cakupan"), ("unit", "%"), ("target", "95"), ("population", population)]
        };
        let coverage = new.read(&written(&new, &of("1.240"))).expect("a result");
        assert_eq!(coverage.indicators[0].population, Some(Value::whole(1240)));
        for wrong in ["0", "-3", "banyak"] {
            assert!(matches!(new.read(&written(&new, &of(wrong))), Err(Error::Invalid(_))), "{wrong}");
        }
        let stored = context(Some(&coverage), None, &none);
        assert_eq!(stored.read(&stored.form().fields).as_ref(), Ok(&coverage));
        assert_eq!(stored.read(&written(&stored, &of(""))).expect("a result").indicators[0].population, None);
        let older = written(&stored, &[("name", "Cakupan"), ("unit", "%"), ("target", "95")]);
        assert_eq!(stored.read(&older).as_ref(), Ok(&coverage), "an older page");
        let revised = context(Some(&coverage), Some(&coverage), &none);
        for (typed, population) in [("260", 260), ("", 1240)] {
            let read = revised.read(&written(&revised, &of(typed))).expect("a result");
            assert_eq!(read.indicators[0].population, Some(Value::whole(population)), "{typed}");
        }
        let share = new.read(&written(&new, &of(""))).expect("a result");
        let revised = context(Some(&share), Some(&share), &none);
        assert_eq!(revised.read(&written(&revised, &of("240"))).expect("a result").indicators[0].population, None);
    }

    #[test]
    fn an_indicator_in_force_keeps_its_measure_and_a_new_one_begins_now() {
        let none = HashSet::new();
        let new = context(None, None, &none);
        let agreed =
            new.read(&written(&new, &[("name", "Akta"), ("unit", "akta"), ("target", "1.200")])).expect("a result");
        let revised = context(Some(&agreed), Some(&agreed), &none);
        let form = revised.form();
        assert!(form.indicators[0].is_measure_fixed && !form.indicators[1].is_measure_fixed);
        let (old, next) = (form.indicators[0].id, form.indicators[1].id);
        let fields = [
            (field(old, "name"), "Akta"),
            (field(old, "unit"), "%"),
            (field(old, "target"), "600"),
            (field(next, "name"), "Antrean"),
            (field(next, "unit"), "orang"),
            (field(next, "target"), "60"),
        ];
        let fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        let rhk = revised.read(&fields).expect("a result");
        assert_eq!(rhk.indicators[0].unit_of_measure, "akta");
        assert_eq!(rhk.indicators[0].months, MonthTargets::even(Value::whole(600)));
        assert_eq!(rhk.indicators[1].months.0[5..7], [None, Some(Value::whole(10))]);
        let retired = HashSet::from([next]);
        let later = context(Some(&agreed), Some(&agreed), &retired);
        assert_ne!(later.form().indicators[1].id, next);
        assert_eq!(later.read(&fields).expect("a result").indicators.len(), 1, "what was removed does not come back");
        let removed =
            revised.read(&[(field(old, "name"), "Akta".to_owned()), (field(old, "remove"), "true".to_owned())]);
        assert_eq!(removed.expect("a result").indicators, []);
    }
}
