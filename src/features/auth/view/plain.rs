//! A plain form that says by itself which field was left blank, in the words of the page and before it is sent: a
//! password that was typed is not lost.

use crate::{
    error::{Error, FieldErrors},
    features::auth::needed::{Needed, blank},
    form_input::SubmittedForm,
};
use leptos::{ev::SubmitEvent, html, prelude::*, wasm_bindgen::JsCast, web_sys};
use std::time::Duration;

/// The errors beside the fields of a plain form: at first those of the one that came back.
#[derive(Clone, Copy, Debug)]
pub(super) struct BesideFields(RwSignal<FieldErrors>);

impl BesideFields {
    pub(super) fn new(typed: Option<&SubmittedForm>) -> Self {
        Self(RwSignal::new(match typed.map(|typed| &typed.error) {
            Some(Error::Invalid(errors)) => errors.clone(),
            _ => FieldErrors::default(),
        }))
    }

    /// Returns the error of a field, for the field to show.
    pub(super) fn of(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.0.with(|errors| errors.of(name)))
    }
}

/// A form that the browser sends to `action`, unless a needed field is blank. The browser checks nothing: its sentences
/// are in its own language.
#[component]
pub(super) fn PlainForm(
    #[prop(into)] action: String,
    needed: Needed,
    errors: BesideFields,
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let submit = move |event: SubmitEvent| {
        let typed = |name: &str| {
            let field = form.get_untracked()?.query_selector(&format!("[name={name}]")).ok()??;
            Some(field.dyn_into::<web_sys::HtmlInputElement>().ok()?.value())
        };
        let found = blank(needed, |name| typed(name).unwrap_or_default());
        if !found.0.is_empty() {
            event.prevent_default();
            errors.0.set(found);
            // Once the fields show their errors.
            set_timeout(move || focus_first_invalid(form), Duration::ZERO);
        }
    };
    view! {
        <form method="post" action=action novalidate=true node_ref=form on:submit=submit>
            {children()}
        </form>
    }
    .into_any()
}

fn focus_first_invalid(form: NodeRef<html::Form>) {
    let field =
        form.try_get_untracked().flatten().and_then(|form| form.query_selector("[aria-invalid]").ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        // A field that cannot have the focus still shows its error.
        let _ = field.focus();
    }
}
