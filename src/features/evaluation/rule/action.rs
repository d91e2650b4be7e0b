//! Entering a rule of evaluations: parse → compare → store.

use super::{
    model::{EvaluationRuleBody, HOLDS_FROM, SOURCE},
    query::{SMALLEST, cell, level_field, pattern_field, value_field},
    store,
};
use crate::{
    domain::{
        evaluation::{
            DatedRule, EvaluationRule, EvaluationRuleKind, HeadRatings, MAX_EVALUATION_RULES, Matrix, Pattern,
            Patterns, Predikat, Rating, UnitAchievement, WINDOW_DAYS, Windows,
        },
        event::Event,
        id::RuleId,
        regime::{FIRST_DAY, last_day},
        skp::{Guidance, MAX_ROWS},
        text::{LegalSource, PlanLine, TextError},
    },
    error::{Error, FieldErrors, Result},
    server::{door::Tx, evaluation_rule},
    ui::format,
};
use jiff::civil::Date;

/// The most people of whom an agency may say that they are too few for a pattern.
const MAX_SMALLEST: u32 = 100;

/// Enters a rule of the caller's agency. Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola; the errors of the fields.
pub(crate) async fn enter(tx: &mut Tx, typed: &EvaluationRuleBody) -> Result<(Event, ())> {
    if !tx.actor.may_set_rules() {
        return Err(Error::NotFound);
    }
    let rule = DatedRule { entered: Some((tx.now, tx.actor.name.clone())), ..parse(typed, tx.today())? };
    let own = evaluation_rule::own(tx).await?;
    if let Some((_, stored)) = own.iter().find(|(id, _)| *id == typed.id) {
        return again(stored, &rule);
    }
    if own.len() >= MAX_EVALUATION_RULES {
        return Err(Error::field(SOURCE, format!("Paling banyak {MAX_EVALUATION_RULES} aturan dapat dicatat.")));
    }
    if store::insert(tx, typed.id, &rule).await? {
        return Ok((entered(typed.id, &rule), ()));
    }
    // Sent twice at once.
    let own = evaluation_rule::own(tx).await?;
    let (_, stored) = own.iter().find(|(id, _)| *id == typed.id).ok_or(Error::NotFound)?;
    again(stored, &rule)
}

fn again(stored: &DatedRule, sent: &DatedRule) -> Result<(Event, ())> {
    let reused = "Kiriman ini sudah diterima dengan isi lain. Simpan lagi bila ini aturan baru.";
    let is_same = sent.rule == stored.rule && sent.holds_from == stored.holds_from && sent.source == stored.source;
    if is_same { Ok((Event::repeated(), ())) } else { Err(Error::field(SOURCE, reused)) }
}

fn entered(id: RuleId, rule: &DatedRule) -> Event {
    let detail = format!("{} from {}", rule.rule.kind().code(), rule.holds_from);
    Event::new("evaluation_rule_entered").about(id).in_detail(detail)
}

/// The typed fields with what is wrong about them.
struct Fields<'a> {
    typed: &'a [(String, String)],
    wrong: Vec<(String, String)>,
}

impl Fields<'_> {
    fn get(&self, name: &str) -> &str {
        self.typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    fn wrong(&mut self, name: &str, said: impl ToString) {
        self.wrong.push((name.to_owned(), said.to_string()));
    }

    fn choice<T>(&mut self, name: &str, of_code: fn(&str) -> Option<T>) -> Option<T> {
        let choice = of_code(self.get(name));
        if choice.is_none() {
            self.wrong(name, "Pilih salah satu.");
        }
        choice
    }

    fn matrix(&mut self) -> Option<EvaluationRule> {
        let cells = Rating::ALL
            .map(|results| Rating::ALL.map(|conduct| self.choice(&cell(results, conduct), Predikat::of_code)));
        let matrix = Matrix::new(all(cells.map(all))?);
        if matrix.is_none() {
            self.wrong(
                &cell(Rating::Above, Rating::Above),
                "Rating yang lebih baik tidak boleh memberi predikat yang lebih rendah. Periksa baris dan kolomnya.",
            );
        }
        matrix.map(EvaluationRule::Matrix)
    }

    fn heads(&mut self) -> Option<EvaluationRule> {
        let ratings = UnitAchievement::ALL.map(|level| self.choice(&level_field(level), Rating::of_code));
        let ratings = HeadRatings::new(all(ratings)?);
        if ratings.is_none() {
            let highest = level_field(UnitAchievement::Istimewa);
            self.wrong(&highest, "Capaian unit yang lebih baik tidak boleh menurunkan rating pimpinannya.");
        }
        ratings.map(EvaluationRule::Heads)
    }

    fn patterns(&mut self) -> Option<EvaluationRule> {
        let levels = UnitAchievement::ALL.map(|level| {
            let field = pattern_field(level);
            let pattern = Pattern::parse(self.get(&field));
            pattern.map_err(|unknown| self.wrong(&field, unknown)).ok()
        });
        let smallest = self.get(SMALLEST).parse().ok().filter(|smallest| (1..=MAX_SMALLEST).contains(smallest));
        if smallest.is_none() {
            self.wrong(SMALLEST, format!("Isi jumlah pegawai, 1 sampai {MAX_SMALLEST}."));
        }
        Some(EvaluationRule::Patterns(Patterns { levels: all(levels)?, smallest: smallest? }))
    }

    fn days(&mut self, name: &str) -> Option<i16> {
        let days = self.get(name).parse::<i16>().ok().filter(|days| WINDOW_DAYS.contains(days));
        if days.is_none() {
            let (fewest, most) = (WINDOW_DAYS.start(), WINDOW_DAYS.end());
            self.wrong(name, format!("Isi jumlah hari, {fewest} sampai {most}."));
        }
        days
    }

    fn guidance(&mut self) -> Option<EvaluationRule> {
        match self.get("teks") {
            "circular" => return Some(EvaluationRule::Guidance(Guidance::of_circular())),
            "law" => return Some(EvaluationRule::Guidance(Guidance::of_law())),
            _ => {}
        }
        let values = [1, 2, 3, 4, 5, 6, 7].map(|number| self.lines(&value_field(number)));
        Some(EvaluationRule::Guidance(Guidance(all(values)?)))
    }

    fn lines(&mut self, name: &str) -> Option<Vec<String>> {
        let typed = self.get(name).to_owned();
        let (mut lines, mut wrong) = (vec![], None);
        for line in typed.lines() {
            match PlanLine::parse(line) {
                Ok(line) => lines.push(String::from(line)),
                Err(TextError::Empty) => {}
                Err(error) => wrong = Some(error.to_string()),
            }
        }
        let wrong = wrong.or_else(|| match lines.len() {
            0 => Some("Isi paling sedikit satu baris.".to_owned()),
            rows if rows > MAX_ROWS => Some(format!("Paling banyak {MAX_ROWS} baris.")),
            _ => None,
        });
        match wrong {
            None => Some(lines),
            Some(wrong) => {
                self.wrong(name, wrong);
                None
            }
        }
    }

    fn day(&mut self, today: Date) -> Option<Date> {
        let last = last_day(today);
        match self.get(HOLDS_FROM).parse::<Date>() {
            Ok(day) if (FIRST_DAY..=last).contains(&day) => Some(day),
            Ok(_) => {
                let span = format!("{} sampai {}", format::day(FIRST_DAY), format::day(last));
                self.wrong(HOLDS_FROM, format!("Aturan dapat berlaku mulai {span}."));
                None
            }
            Err(_) => {
                self.wrong(HOLDS_FROM, "Isi tanggalnya.");
                None
            }
        }
    }
}

/// Returns the values if all of them are there.
fn all<T, const N: usize>(values: [Option<T>; N]) -> Option<[T; N]> {
    let found: Vec<T> = values.into_iter().collect::<Option<_>>()?;
    found.try_into().ok()
}

fn parse(body: &EvaluationRuleBody, today: Date) -> Result<DatedRule> {
    let mut fields = Fields { typed: &body.fields, wrong: vec![] };
    let rule = match body.kind {
        EvaluationRuleKind::Matrix => fields.matrix(),
        EvaluationRuleKind::Heads => fields.heads(),
        EvaluationRuleKind::Windows => {
            let (answer, objection) = (fields.days("tanggapan"), fields.days("keberatan"));
            answer.zip(objection).map(|(answer, objection)| EvaluationRule::Windows(Windows { answer, objection }))
        }
        EvaluationRuleKind::Guidance => fields.guidance(),
        EvaluationRuleKind::Patterns => fields.patterns(),
    };
    let holds_from = fields.day(today);
    let source = LegalSource::parse(fields.get(SOURCE)).map_err(|error| fields.wrong(SOURCE, error)).ok();
    match (rule, holds_from, source) {
        (Some(rule), Some(holds_from), Some(source)) if fields.wrong.is_empty() => {
            Ok(DatedRule { rule, holds_from, source: source.into(), entered: None })
        }
        _ => Err(Error::Invalid(FieldErrors(fields.wrong))),
    }
}
