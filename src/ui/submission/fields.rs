//! The fields of a form, read from the page and written back to it by their names.
//!
//! Inputs stay uncontrolled: a form needs no signal and no reference for each of its fields.

use js_sys::{Array, Reflect};
use leptos::{
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, HtmlElement, HtmlFormElement},
};

/// Ends a field.
const END: char = '\u{1f}';
/// Separates the name of a field from its value.
const IS: char = '\u{1e}';

/// Values by the names of their fields, as one text, which is compared and stored as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub(super) String);

impl Fields {
    /// Adds a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push_str(name);
        self.0.push(IS);
        // Control characters, which a page does not show, would split a field.
        self.0.extend(value.chars().filter(|letter| !('\u{1d}'..=END).contains(letter)));
        self.0.push(END);
        self
    }

    /// Adds the fields of `other` that are not among these.
    pub(super) fn or(self, other: &Self) -> Self {
        other.iter().fold(self, |fields, (name, value)| {
            if fields.iter().any(|(field, _)| field == name) { fields } else { fields.with(name, value) }
        })
    }

    /// Returns names and values, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.split(END).filter_map(|field| field.split_once(IS))
    }

    /// Returns the value of a field; empty if there is no such field.
    pub fn get(&self, name: &str) -> &str {
        self.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Reads the typed and chosen values of a form, without its hidden fields and search fields.
    pub(super) fn read(form: &HtmlFormElement) -> Self {
        controls(form).into_iter().filter(|control| !control.is_choice() || control.is("checked")).fold(
            Self::default(),
            |fields, control| {
                let (name, value) = (control.text("name"), control.text("value"));
                fields.with(&name, &value)
            },
        )
    }

    /// Writes the fields into a form, and opens folded parts with a text. A text field that is not among them stays.
    pub(super) fn write(&self, form: &HtmlFormElement) {
        for control in controls(form) {
            let name = control.text("name");
            let value = self.get(&name);
            if control.is_choice() {
                control.set("checked", &(value == control.text("value")).into());
            } else if self.iter().any(|(field, _)| field == name) {
                control.set("value", &value.into());
                if !value.is_empty() {
                    control.unfold();
                }
            }
        }
    }
}

/// Returns whether nothing is typed in a form and nothing is chosen beyond its initial state.
pub(super) fn is_blank(form: &HtmlFormElement) -> bool {
    controls(form).iter().all(|control| {
        if control.is_choice() {
            control.is("checked") == control.is("defaultChecked")
        } else {
            control.text("value").trim() == control.initial()
        }
    })
}

/// Empties a form for the next entry; choices return to their initial state. A field that begins with something keeps what
/// is typed: the next entry begins with it.
pub(super) fn clear(form: &HtmlFormElement) {
    for control in controls(form) {
        match control.text("type").as_str() {
            "checkbox" => control.set("checked", &false.into()),
            "radio" => control.set("checked", &control.get("defaultChecked")),
            _ if !control.dataset().text("start").is_empty() => control.dataset().set("start", &control.get("value")),
            _ => control.set("value", &control.initial().into()),
        }
    }
}

/// Moves the focus to the first field of a form that `selector` finds, also in a folded part.
pub(super) fn lead_to(form: &HtmlFormElement, selector: &str) {
    if let Some(field) = form.query_selector(selector).ok().flatten() {
        let control = FormControl(field.into());
        control.unfold();
        // A field that cannot have the focus is still scrolled into view.
        let _ = control.0.unchecked_ref::<HtmlElement>().focus();
    }
}

/// An input, text box or list of a form.
struct FormControl(JsValue);

/// Returns the named fields of a form that a person fills.
fn controls(form: &HtmlFormElement) -> Vec<FormControl> {
    let elements = Reflect::get(form, &"elements".into()).unwrap_or_default();
    let named = |control: &FormControl| {
        !control.text("name").is_empty() && !matches!(control.text("type").as_str(), "hidden" | "search" | "submit")
    };
    Array::from(&elements).iter().map(FormControl).filter(named).collect()
}

impl FormControl {
    fn get(&self, property: &str) -> JsValue {
        Reflect::get(&self.0, &property.into()).unwrap_or_default()
    }

    /// Returns its `data-` attributes, as properties.
    fn dataset(&self) -> Self {
        Self(self.get("dataset"))
    }

    fn text(&self, property: &str) -> String {
        self.get(property).as_string().unwrap_or_default()
    }

    fn is(&self, property: &str) -> bool {
        self.get(property).is_truthy()
    }

    fn set(&self, property: &str, value: &JsValue) {
        // These properties can always be written.
        let _ = Reflect::set(&self.0, &property.into(), value);
    }

    /// Returns whether it is ticked or chosen rather than filled.
    fn is_choice(&self) -> bool {
        matches!(self.text("type").as_str(), "checkbox" | "radio")
    }

    /// Returns the value of a blank field: of a list its option of the beginning, of a text field what it begins with, which
    /// is nothing for most.
    fn initial(&self) -> String {
        let option = |selector| self.0.unchecked_ref::<Element>().query_selector(selector).ok().flatten();
        let initial = option("option[selected]").or_else(|| option("option"));
        match initial {
            Some(option) => Self(option.into()).text("value"),
            None => self.dataset().text("start"),
        }
    }

    fn unfold(&self) {
        if let Ok(Some(folded)) = self.0.unchecked_ref::<Element>().closest("details") {
            Self(folded.into()).set("open", &true.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn a_field_is_read_as_it_was_added() {
        let fields = Fields::default().with("value", "12,5").with("note", "").with("text", "a\nb = c & d");
        assert_eq!(fields.get("value"), "12,5");
        assert_eq!(fields.get("note"), "");
        assert_eq!(fields.get("text"), "a\nb = c & d");
        assert_eq!(fields.get("other"), "");
        assert_eq!(fields.iter().count(), 3);
        assert_eq!(Fields(fields.0.clone()), fields);
    }

    #[test]
    fn a_value_cannot_make_a_field() {
        let fields = Fields::default().with("text", "a\u{1f}kind\u{1e}b\u{1d}c");
        assert_eq!(fields.get("text"), "akindbc");
        assert_eq!(fields.get("kind"), "");
    }
}
