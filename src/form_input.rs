//! A rejected plain form and the reason: the page is rendered again with every field as it was.

use crate::error::{Error, FieldErrors};
use serde::{Deserialize, Serialize};

/// The fields of a form that was not accepted. Its constructor leaves secrets out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedForm {
    pub fields: Vec<(String, String)>,
    pub error: Error,
}

impl SubmittedForm {
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone())
    }

    /// Returns the sentence above the form; `None` if the fields' errors say everything.
    pub fn sentence(&self) -> Option<String> {
        match &self.error {
            Error::Invalid(FieldErrors(errors)) if !errors.is_empty() => None,
            other => Some(other.to_string()),
        }
    }
}
