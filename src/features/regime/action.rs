//! Entering a rule: parse → compare → store.

use super::{event, model::RuleBody, store};
use crate::{
    domain::{
        calendar::PeriodKind,
        event::Event,
        org::Employment,
        regime::{FIRST_DAY, Group, MAX_PHASES, MAX_RULES, PlanOrigin, Regime, Rule, last_day},
        template::title_words,
        text::{LegalSource, ShortName, TextError},
    },
    error::{Error, FieldErrors, Result},
    server::{codec, door::Tx, regime},
    ui::format,
};
use jiff::{Timestamp, civil::Date};

/// Enters a rule of the caller's agency. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola; the errors of the fields.
pub(crate) async fn enter(tx: &mut Tx, typed: &RuleBody) -> Result<(Event, ())> {
    if !tx.actor.may_set_rules() {
        return Err(Error::NotFound);
    }
    let rule = parse(typed, tx.today(), (tx.now, tx.actor.name.clone()))?;
    let agency = tx.actor.agency;
    let rules = regime::rules(tx.db(), agency).await?;
    if rules.find(&rule.code).is_none() && rules.own() >= MAX_RULES {
        return Err(Error::field("source", format!("Paling banyak {MAX_RULES} aturan dapat dicatat.")));
    }
    if store::insert(tx, typed.id, &rule).await? {
        return Ok((event::entered(typed.id, &rule), ()));
    }
    // Sent twice, perhaps at once.
    let rules = regime::rules(tx.db(), agency).await?;
    let stored = rules.find(&rule.code).ok_or(Error::NotFound)?;
    let again = Rule { entered: stored.entered.clone(), ..rule };
    let reused = "Kiriman ini sudah diterima dengan isi lain. Simpan lagi bila ini aturan baru.";
    if again == *stored { Ok((Event::repeated(), ())) } else { Err(Error::field("source", reused)) }
}

/// Collects the errors of the fields; a wrong field is as if it were empty.
#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn wrong(&mut self, name: &str, said: impl ToString) {
        self.0.push((name.to_owned(), said.to_string()));
    }

    fn choice<T: serde::de::DeserializeOwned>(&mut self, name: &str, typed: &str) -> Option<T> {
        let choice = codec::value(typed).ok();
        if choice.is_none() {
            self.wrong(name, "Pilih salah satu.");
        }
        choice
    }

    fn text(&mut self, name: &str, typed: &str) -> Option<String> {
        match ShortName::parse(typed) {
            Ok(text) => Some(text.into()),
            Err(TextError::Empty) => None,
            Err(error) => {
                self.wrong(name, error);
                None
            }
        }
    }

    fn group(&mut self, typed: &RuleBody) -> Option<Group> {
        if let Some(known) = Group::KNOWN.into_iter().find(|group| group.code() == typed.group) {
            return Some(known);
        }
        if typed.group != "chosen" {
            self.wrong("group", "Pilih salah satu.");
            return None;
        }
        let (name, title) = (self.text("name", &typed.name), self.text("title", &typed.title));
        let employment = match typed.employment.as_str() {
            "" => None,
            employment => self.choice::<Employment>("employment", employment),
        };
        let name = name.unwrap_or_default();
        if name.is_empty() {
            self.wrong("name", TextError::Empty);
        } else if Group::KNOWN.iter().any(|known| known.name().to_lowercase() == name.to_lowercase()) {
            self.wrong("name", "Kelompok ini sudah ada: pilih di atas.");
        }
        if employment == Some(Employment::Elected) {
            self.wrong("employment", "Pilih salah satu.");
        }
        let has_words = title.as_ref().is_some_and(|title| !title_words(title).trim().is_empty());
        if !has_words && (title.is_some() || employment.is_none()) {
            self.wrong("title", "Isi kata dalam nama jabatan, atau pilih status kepegawaian.");
        }
        Some(Group::Chosen { name, employment, title })
    }

    fn day(&mut self, typed: &str, today: Date) -> Option<Date> {
        let last = last_day(today);
        match typed.parse::<Date>() {
            Ok(day) if (FIRST_DAY..=last).contains(&day) => Some(day),
            Ok(_) => {
                let span = format!("{} sampai {}", format::day(FIRST_DAY), format::day(last));
                self.wrong("holds_from", format!("Aturan dapat berlaku mulai {span}."));
                None
            }
            Err(_) => {
                self.wrong("holds_from", "Isi tanggalnya.");
                None
            }
        }
    }

    fn phases(&mut self, typed: &str) -> Vec<String> {
        let phases: Vec<String> = typed.lines().filter_map(|line| self.text("phases", line)).collect();
        if phases.len() > MAX_PHASES {
            self.wrong("phases", format!("Paling banyak {MAX_PHASES} tahap."));
        }
        phases
    }
}

fn parse(typed: &RuleBody, today: Date, entered: (Timestamp, String)) -> Result<Rule> {
    let mut fields = Fields::default();
    let group = fields.group(typed);
    let holds_from = fields.day(&typed.holds_from, today);
    let periods = fields.choice::<PeriodKind>("periods", &typed.periods);
    let evidence = fields.choice("evidence", &typed.evidence);
    let origin = fields.choice::<PlanOrigin>("origin", &typed.origin);
    let phases = fields.phases(&typed.phases);
    let source = LegalSource::parse(&typed.source).map_err(|error| fields.wrong("source", error)).ok();
    match (group, holds_from, periods, evidence, origin, source) {
        (Some(group), Some(holds_from), Some(periods), Some(evidence), Some(origin), Some(source))
            if fields.0.is_empty() =>
        {
            let regime = Regime { periods, evidence, origin, daily_log: typed.daily_log == "true", phases };
            Ok(Rule {
                code: typed.id.to_string(),
                group,
                holds_from,
                ends: typed.ends == "true",
                regime,
                source: source.into(),
                entered: Some(entered),
            })
        }
        _ => Err(Error::Invalid(FieldErrors(fields.0))),
    }
}
