//! Measures that are described in words (pendekatan kualitatif; `PermenPANRB` 6/2022): what is to be seen when a result is
//! reached. A report says which step it stands at, and describes it in its note.

use super::Value;

/// The unit of measure of such an indicator; no number of anybody else has it.
pub const STEP_UNIT: &str = "dari 2 tahap";

/// The steps in words, the values 0, 1 and 2.
pub const STEPS: [&str; 3] = ["belum dimulai", "berjalan", "tercapai"];

/// The last step.
pub fn reached() -> Value {
    Value::whole(2)
}

/// Returns a value in words: the step that it stands for, where `unit` is that of steps.
pub fn step_words(value: Value, unit: &str) -> Option<&'static str> {
    if unit != STEP_UNIT {
        return None;
    }
    (0_i64..).zip(STEPS).find(|(step, _)| value == Value::whole(*step)).map(|(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_said_in_words_and_nothing_else_is() {
        let said = |value: &str, unit| step_words(value.parse().expect("a number"), unit);
        assert_eq!([said("0", STEP_UNIT), said("2", STEP_UNIT)], [Some("belum dimulai"), Some("tercapai")]);
        for other in ["3", "-1", "1.5"] {
            assert_eq!(said(other, STEP_UNIT), None, "{other}");
        }
        assert_eq!(said("2", "tahap"), None);
        assert_eq!(step_words(reached(), STEP_UNIT), STEPS.last().copied());
    }
}
