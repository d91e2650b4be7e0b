//! What a plain form sent and why it came back: the page is rendered again with every field as it was.

use crate::error::{Error, FieldErrors};
use serde::{Deserialize, Serialize};

/// The fields of a form that was not accepted. Secrets are left out by whoever makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedForm {
    pub fields: Vec<(String, String)>,
    pub error: Error,
}

impl SubmittedForm {
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone())
    }

    /// What is wrong with a field.
    pub fn field_error(&self, name: &str) -> Option<String> {
        match &self.error {
            Error::Invalid(errors) => errors.of(name),
            _ => None,
        }
    }

    /// The sentence above the form; none where the fields say it all.
    pub fn sentence(&self) -> Option<String> {
        match &self.error {
            Error::Invalid(FieldErrors(errors)) if !errors.is_empty() => None,
            other => Some(other.to_string()),
        }
    }
}
