//! The forms of an evaluation: read into what they say, and filled from it.

use super::store::MessageRecord;
use crate::{
    domain::{
        calendar::Zone,
        evaluation::{
            ConductNote, EvaluationContent, Evidence, Judgement, Lacking, NotEvaluated, Rating, SelfAssessment, VALUES,
        },
        id::{MessageId, RhkId},
        text::{Note, TextError},
    },
    error::{Error, FieldErrors, Result},
};
use jiff::civil::Date;

/// The longest part of a message that stands behind a value, in characters.
const MAX_QUOTED: usize = 300;

/// Names and values of a form.
pub(super) type Fields = Vec<(String, String)>;

/// Returns the value of a field; empty without one.
pub(super) fn get<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

/// Collects the errors of fields.
#[derive(Default)]
struct Wrong(Vec<(String, String)>);

impl Wrong {
    fn say(&mut self, name: &str, said: impl ToString) {
        self.0.push((name.to_owned(), said.to_string()));
    }

    /// Returns a typed text; empty where nothing is typed.
    fn text(&mut self, fields: &[(String, String)], name: &str) -> String {
        match Note::parse(get(fields, name)) {
            Ok(note) => note.into(),
            Err(TextError::Empty) => String::new(),
            Err(error) => {
                self.say(name, error);
                String::new()
            }
        }
    }

    fn finish<T>(self, value: T) -> Result<T> {
        if self.0.is_empty() { Ok(value) } else { Err(Error::Invalid(FieldErrors(self.0))) }
    }
}

/// What the form of an assessor is read against.
pub(super) struct Context<'a> {
    pub results: &'a [RhkId],
    pub messages: &'a [MessageRecord],
    /// The first and the last day that are evaluated.
    pub span: (Date, Date),
    pub zone: Zone,
    /// Of the head of a unit: the rating that follows from its achievement.
    pub head_rating: Option<Rating>,
}

/// Reads the form of an assessor.
///
/// # Errors
/// Those of the fields.
pub(super) fn content(fields: &[(String, String)], form: &Context<'_>) -> Result<EvaluationContent> {
    let mut wrong = Wrong::default();
    let not_evaluated = match get(fields, "tidak-dinilai") {
        "" => None,
        code => {
            let reason = NotEvaluated::of_code(code);
            if reason.is_none() {
                wrong.say("tidak-dinilai", "Pilih salah satu.");
            }
            reason
        }
    };
    let mut judgement = |name: &str, fixed: Option<Rating>| {
        let reason = wrong.text(fields, &format!("alasan-{name}"));
        Judgement { rating: fixed.or_else(|| Rating::of_code(get(fields, name))), reason }
    };
    let results = judgement("hasil", form.head_rating);
    let conduct = judgement("perilaku", None);
    let mut content = EvaluationContent { not_evaluated, results, conduct, ..EvaluationContent::default() };
    for result in form.results {
        let said = wrong.text(fields, &format!("u-{result}"));
        if !said.is_empty() {
            content.feedback.insert(*result, said);
        }
        if get(fields, &format!("b-{result}")) == "true" {
            content.opened.insert(*result);
        }
    }
    for (number, value) in (1..=VALUES).zip(&mut content.values) {
        *value = conduct_note(fields, number, form, &mut wrong);
    }
    content.note = wrong.text(fields, "catatan");
    wrong.finish(content)
}

fn conduct_note(fields: &[(String, String)], number: usize, form: &Context<'_>, wrong: &mut Wrong) -> ConductNote {
    let field = |part: &str| format!("n{number}-{part}");
    let note = wrong.text(fields, &field("catatan"));
    let mut evidence = vec![];
    let message = get(fields, &field("pesan"));
    if !message.is_empty() {
        let message = message.parse::<MessageId>().ok();
        match form.messages.iter().find(|known| Some(known.id) == message && !known.is_own) {
            Some(known) => evidence.push(Evidence::Feedback {
                message: known.id,
                on: form.zone.day(known.sent_at),
                text: known.text.chars().take(MAX_QUOTED).collect(),
            }),
            None => wrong.say(&field("pesan"), "Pilih umpan balik dari periode ini."),
        }
    }
    let event = wrong.text(fields, &field("kejadian"));
    let day = get(fields, &field("tanggal"));
    if !event.is_empty() || !day.is_empty() {
        let (first, last) = form.span;
        match day.parse::<Date>() {
            Ok(on) if event.is_empty() => wrong.say(&field("kejadian"), format!("Tulis apa yang terjadi pada {on}.")),
            Ok(on) if (first..=last).contains(&on) => evidence.push(Evidence::Event { on, text: event }),
            _ => wrong.say(&field("tanggal"), "Isi tanggal kejadiannya, di dalam periode ini."),
        }
    }
    ConductNote { is_below: get(fields, &field("di-bawah")) == "true", note, evidence }
}

/// Returns the fields of what an assessor has written.
pub(super) fn fields(content: &EvaluationContent) -> Fields {
    let mut fields = vec![];
    let mut add = |name: String, value: &str| {
        if !value.is_empty() {
            fields.push((name, value.to_owned()));
        }
    };
    add("tidak-dinilai".to_owned(), content.not_evaluated.map_or("", NotEvaluated::code));
    for (name, judgement) in [("hasil", &content.results), ("perilaku", &content.conduct)] {
        add(name.to_owned(), judgement.rating.map_or("", Rating::code));
        add(format!("alasan-{name}"), &judgement.reason);
    }
    for (result, said) in &content.feedback {
        add(format!("u-{result}"), said);
    }
    for result in &content.opened {
        add(format!("b-{result}"), "true");
    }
    for (number, value) in (1..=VALUES).zip(&content.values) {
        add(format!("n{number}-di-bawah"), if value.is_below { "true" } else { "" });
        add(format!("n{number}-catatan"), &value.note);
        for evidence in &value.evidence {
            match evidence {
                Evidence::Feedback { message, .. } => add(format!("n{number}-pesan"), &message.to_string()),
                Evidence::Event { on, text } => {
                    add(format!("n{number}-tanggal"), &on.to_string());
                    add(format!("n{number}-kejadian"), text);
                }
            }
        }
    }
    add("catatan".to_owned(), &content.note);
    fields
}

/// Returns what is missing before a signature, beside its fields.
pub(super) fn lacking(content: &EvaluationContent) -> FieldErrors {
    let say = |lacking: Lacking| match lacking {
        Lacking::Explanation => ("catatan".to_owned(), "Tulis mengapa pegawai ini tidak dinilai."),
        Lacking::ResultsRating => ("hasil".to_owned(), "Pilih rating hasil kerja."),
        Lacking::ConductRating => ("perilaku".to_owned(), "Pilih rating perilaku kerja."),
        Lacking::ResultsReason => ("alasan-hasil".to_owned(), "Tulis alasannya: pegawai yang dinilai membacanya."),
        Lacking::ConductReason => ("alasan-perilaku".to_owned(), "Tulis alasannya: pegawai yang dinilai membacanya."),
        Lacking::BelowValue => ("perilaku".to_owned(), "Tandai nilai mana yang di bawah ekspektasi, dengan buktinya."),
        Lacking::ValueEvidence(at) => (
            format!("n{}-pesan", at + 1),
            "Pilih umpan balik yang bertanggal, atau isi tanggal dan kejadiannya di bawah.",
        ),
    };
    let wrong = content.lacking().into_iter().map(say);
    FieldErrors(wrong.map(|(name, said)| (name, said.to_owned())).collect())
}

/// Reads the form of a self-assessment.
///
/// # Errors
/// Those of the fields.
pub(super) fn self_assessment(fields: &[(String, String)], results: &[RhkId]) -> Result<SelfAssessment> {
    let mut wrong = Wrong::default();
    let mut said = SelfAssessment::default();
    for result in results {
        let text = wrong.text(fields, &format!("d-{result}"));
        if !text.is_empty() {
            said.results.insert(*result, text);
        }
    }
    said.note = wrong.text(fields, "catatan");
    wrong.finish(said)
}

/// Returns the fields of a self-assessment.
pub(super) fn self_fields(said: &SelfAssessment) -> Fields {
    let results = said.results.iter().map(|(result, text)| (format!("d-{result}"), text.clone()));
    results.chain([("catatan".to_owned(), said.note.clone())]).collect()
}
