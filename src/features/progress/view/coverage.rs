//! The two fields of a coverage in the form of a report: how many, out of how many.
//!
//! They come with the form: measured, a download of their own was larger than what it spared those without a coverage.

use crate::{
    domain::measure::{Fraction, Value},
    error::FieldErrors,
    features::progress::model::{CoverageCard, IkiCard, asked_about},
    ui::{
        field::DecimalField,
        format::{plain_number, reported},
        submission::{Fields, Submission},
    },
};
use leptos::prelude::*;

/// What a form says of its indicator.
pub(super) struct Reading {
    /// The fields of the API.
    pub body: Fields,
    /// What was typed, as a question names it.
    pub about: String,
    /// What looks like a slip.
    pub questions: FieldErrors,
}

/// Draws the fields; `typed` came back in a plain form. `text` follows the percentage of what is typed.
pub(super) fn draw(
    id: String,
    start: CoverageCard,
    typed: Option<(String, String)>,
    hint: RwSignal<String>,
    text: RwSignal<String>,
    submission: Submission,
) -> AnyView {
    let (numerator, denominator) = typed.unwrap_or_else(|| (start.numerator.clone(), start.denominator.clone()));
    let follow = move |_| {
        if let Some(typed) = submission.typed() {
            text.set(percent(&typed));
        }
    };
    let share = move || Some(text.get()).filter(|share| !share.is_empty()).map(|share| format!("Jadi {share} %"));
    view! {
        <p class="field-hint" id=format!("{id}-petunjuk")>
            {move || hint.get()}
        </p>
        <div class="coverage-fields" on:input=follow>
            <DecimalField
                id=id.clone()
                name=Fraction::NUMERATOR
                label="Jumlah"
                hint=RwSignal::default()
                value=numerator
                start=start.numerator
                autofocus=true
                error=submission.error(Fraction::NUMERATOR)
            />
            <DecimalField
                id=format!("{id}-dari")
                name=Fraction::DENOMINATOR
                label="Dari"
                hint=RwSignal::default()
                value=denominator
                start=start.denominator
                error=submission.error(Fraction::DENOMINATOR)
            />
        </div>
        <p aria-live="polite">{share}</p>
    }
    .into_any()
}

fn typed_of(typed: &Fields) -> (&str, &str) {
    (typed.get(Fraction::NUMERATOR), typed.get(Fraction::DENOMINATOR))
}

/// Reads the fields.
pub(super) fn read(typed: &Fields, card: &IkiCard) -> Result<Reading, FieldErrors> {
    let (numerator, denominator) = typed_of(typed);
    let fraction = Fraction::read(numerator, denominator, Value::parse_typed).map_err(FieldErrors)?;
    let value = fraction.percent();
    let odd = card.plausible.implausible(value, "", !typed.get("corrects").is_empty());
    let odd = odd.map(|odd| (Fraction::NUMERATOR.to_owned(), card.question(odd, value)));
    let mut questions = card.coverage_questions(fraction);
    if questions.is_empty() {
        questions.extend(odd);
    }
    Ok(Reading {
        body: Fields::default()
            .with("value", &value.to_string())
            .with(Fraction::NUMERATOR, &fraction.numerator().to_string())
            .with(Fraction::DENOMINATOR, &fraction.denominator().to_string()),
        about: asked_about(numerator, denominator),
        questions: FieldErrors(questions),
    })
}

/// Returns the percentage of what is typed; empty while it is none.
pub(super) fn percent(typed: &Fields) -> String {
    let (numerator, denominator) = typed_of(typed);
    let fraction = Fraction::read(numerator, denominator, Value::parse_typed);
    fraction.map(|fraction| plain_number(&fraction.percent().to_hundredths().to_string())).unwrap_or_default()
}

/// Returns the words of what was sent; `None` of a value alone.
pub(super) fn words(sent: &Fields, unit: &str) -> Option<String> {
    let (numerator, denominator) = typed_of(sent);
    let fraction = Fraction::read(numerator, denominator, str::parse::<Value>).ok()?;
    Some(reported(fraction.percent(), unit, Some(fraction)))
}
