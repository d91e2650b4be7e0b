//! Text that people type: trimmed, bounded and free of control characters, checked once where it enters.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The reason why a text is refused, as a sentence for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("Harus diisi.")]
    Empty,
    #[error("Terlalu panjang: paling banyak {0} huruf.")]
    TooLong(usize),
    #[error("Ada huruf yang tidak dapat disimpan.")]
    Unprintable,
}

/// Cleans a text: line ends become `\n`, outer white space is removed. Refuses NUL, other control characters and the
/// invisible marks that reverse the direction of writing.
fn clean(text: &str, most: usize) -> Result<String, TextError> {
    // A text beyond any limit is refused before it is copied.
    if text.len() > most.saturating_mul(8) {
        return Err(TextError::TooLong(most));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.chars().all(is_invisible) {
        return Err(TextError::Empty);
    }
    if text.chars().any(|c| c != '\n' && c != '\t' && is_unprintable(c)) {
        return Err(TextError::Unprintable);
    }
    if text.chars().count() > most {
        return Err(TextError::TooLong(most));
    }
    Ok(text.to_owned())
}

/// Returns whether no text may have a character: a control character, or a mark that reverses the direction of writing.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns whether a character leaves nothing on the screen: white space, and what Unicode calls ignorable.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// The fewest letters of a search for people: fewer would list the agency.
const MIN_LETTERS: usize = 3;

/// Returns a text with one space between its words.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the text of a search for people, a part of a name or a NIP, as [`name_part`]; `None` if it is too short.
pub fn wanted_name(typed: &str) -> Option<String> {
    name_part(typed).filter(|wanted| wanted.chars().count() >= MIN_LETTERS)
}

/// Returns a typed part of a name as every search looks for it: without superfluous space and without characters that
/// no text has, which are pasted along with a name; `None` if nothing is left.
pub fn name_part(typed: &str) -> Option<String> {
    let part = single_spaced(&typed.replace(is_unprintable, " "));
    (!part.is_empty()).then_some(part)
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($most:literal)),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest text, in characters.
            pub const MAX_CHARS: usize = $most;

            /// # Errors
            /// When nothing is left after trimming, or the text is too long or cannot be printed.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                clean(text, Self::MAX_CHARS).map(Self)
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

texts! {
    /// A name of a person, unit or post.
    Name(200),
    /// The note of a report.
    Note(2000),
    /// A message of a thread.
    Paragraph(4000),
    /// The text of a follow-up.
    Agreement(500),
    /// The text of a result of a plan.
    ResultText(500),
    /// The name of an indicator.
    IndicatorName(300),
    /// A row of a plan's appendix, or what a leader expects of somebody's conduct.
    PlanLine(500),
    /// The unit in which an indicator is measured.
    UnitOfMeasure(60),
    /// The name of a group of people or of a phase.
    ShortName(60),
    /// A regulation or letter with its article.
    LegalSource(300),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_space_goes_and_lines_stay() {
        assert_eq!(Note::parse("  satu\r\ndua \n").expect("a note").as_str(), "satu\ndua");
    }

    #[test]
    fn people_are_searched_by_three_letters_or_more() {
        assert_eq!(wanted_name("  Dew "), Some("Dew".to_owned()));
        assert_eq!(wanted_name("Siti   Nur \tAini"), Some("Siti Nur Aini".to_owned()));
        assert_eq!(wanted_name("é é"), Some("é é".to_owned()));
        assert_eq!(wanted_name("Dew\0i"), Some("Dew i".to_owned()));
        for wrong in ["", "De ", "  a ", "\0\0\0\0", "\u{202E}De\u{202C}"] {
            assert_eq!(wanted_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_list_is_searched_by_any_part_of_a_name() {
        assert_eq!(name_part("  siti   nur "), Some("siti nur".to_owned()));
        assert_eq!(name_part("\u{202A}Siti\u{202C}\0 Nur\u{7}\u{2069}"), Some("Siti Nur".to_owned()));
        for nothing in ["  ", "\0", "\u{202E}"] {
            assert_eq!(name_part(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        assert_eq!(Note::parse(" \n "), Err(TextError::Empty));
        for nothing in ["\u{200B}", "\u{FEFF}", "\u{61C}", "\u{200E} \u{2028}", "\u{2800}\u{3164}"] {
            assert_eq!(Note::parse(nothing), Err(TextError::Empty), "{nothing:?}");
        }
        assert!(Note::parse("👩‍⚕️").is_ok(), "joined of several");
        assert_eq!(Note::parse("a\0b"), Err(TextError::Unprintable));
        assert_eq!(Note::parse("a\u{202E}b"), Err(TextError::Unprintable));
        assert_eq!(Name::parse(&"x".repeat(201)), Err(TextError::TooLong(200)));
        assert!(Name::parse(&"é".repeat(200)).is_ok());
        assert_eq!(Note::parse(&"x".repeat(1_000_000)), Err(TextError::TooLong(2000)));
    }
}
