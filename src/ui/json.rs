//! JSON of the API and the live stream, read and written by the browser's own functions: the pages themselves use the
//! wire format, so that no JSON reader has to be downloaded. In the browser only.

use js_sys::{Array, JSON, Object, Reflect};
use leptos::wasm_bindgen::{JsCast, JsValue};

/// A parsed value.
#[derive(Clone, Debug)]
pub struct Json(JsValue);

impl Json {
    pub fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    fn get(&self, name: &str) -> Option<JsValue> {
        Reflect::get(&self.0, &name.into()).ok()
    }

    /// Returns a text of an object.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_string()
    }

    /// Returns a number of an object.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.as_f64()
    }

    /// Returns pairs of texts in a list of an object; none without a list.
    pub fn pairs(&self, name: &str) -> Vec<(String, String)> {
        // `Array::from` would throw for a value that is no list.
        let list = self.get(name).and_then(|list| list.dyn_into::<Array>().ok()).unwrap_or_default();
        list.iter()
            .filter_map(|pair| {
                let pair = pair.dyn_into::<Array>().ok()?;
                Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
            })
            .collect()
    }
}

/// Returns an object of texts.
pub fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let object = Object::new();
    for (name, text) in fields {
        // A new object accepts every field.
        let _ = Reflect::set(&object, &name.into(), &text.into());
    }
    JSON::stringify(&object).map(String::from).unwrap_or_default()
}
