//! Typed fields of a form, read one by one: what is empty is still missing, what cannot be understood is said at its field.

use crate::{
    domain::{
        measure::Value,
        text::{PlanLine, TextError},
    },
    server::codec::value,
};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// The value of a choice that chooses nothing.
pub(super) const NONE: &str = "-";

/// Typed fields, and what is wrong with them.
pub(super) struct Typed<'a> {
    fields: HashMap<&'a str, &'a str>,
    pub(super) wrong: Vec<(String, String)>,
}

impl<'a> Typed<'a> {
    pub(super) fn new(typed: &'a [(String, String)]) -> Self {
        Self { fields: typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(), wrong: vec![] }
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.get(name).copied().unwrap_or_default()
    }

    pub(super) fn wrong(&mut self, name: &str, said: &str) {
        self.wrong.push((name.to_owned(), said.to_owned()));
    }

    /// Reads a text; an empty one is still missing.
    pub(super) fn text(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> std::result::Result<String, TextError>,
    ) -> String {
        match parse(self.get(name)) {
            Ok(text) => text,
            Err(TextError::Empty) => String::new(),
            Err(error) => {
                self.wrong(name, &error.to_string());
                String::new()
            }
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Reads a line that may be empty.
    pub(super) fn line(&mut self, name: &str) -> String {
        self.text(name, |text| PlanLine::parse(text).map(String::from))
    }

    /// Reads a choice that may choose nothing; a field that is not there leaves what was stored.
    pub(super) fn optional<T: DeserializeOwned>(&mut self, name: &str, stored: Option<T>) -> Option<T> {
        match self.get(name) {
            "" if !self.has(name) => stored,
            "" | NONE => None,
            chosen => {
                let chosen = value(chosen).ok();
                if chosen.is_none() {
                    self.wrong(name, "Pilih salah satu.");
                }
                chosen
            }
        }
    }

    /// Reads a choice by its word; what is not chosen is `otherwise`.
    pub(super) fn choice<T: DeserializeOwned>(&mut self, name: &str, otherwise: T) -> T {
        match self.get(name) {
            "" => otherwise,
            chosen => value(chosen).unwrap_or_else(|_| {
                self.wrong(name, "Pilih salah satu.");
                otherwise
            }),
        }
    }

    /// Reads a number; an empty one is still missing.
    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        match self.get(name).trim() {
            "" => None,
            typed => match Value::parse_typed(typed) {
                Ok(value) => Some(value),
                Err(error) => {
                    self.wrong(name, &error.to_string());
                    None
                }
            },
        }
    }
}
