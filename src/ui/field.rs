//! Labelled inputs with hint and error beside them.
//!
//! All inputs are uncontrolled: `value` is their initial text, the browser owns what is typed. A signal as value would
//! be written back at hydration and overwrite what was typed while the WASM was loading.

use leptos::{html, prelude::*};

/// Label above, hint and error below; the ids tie them to the input.
fn framed(id: &str, label: String, hint: AnyView, error: Signal<Option<String>>, input: AnyView) -> AnyView {
    view! {
        <div class="field" class:invalid=move || error.with(Option::is_some)>
            <label for=id.to_owned()>{label}</label>
            {hint}
            {input}
            {error_line(id, error)}
        </div>
    }
    .into_any()
}

/// The line with the hint, if there is one.
fn hint_line(id: &str, hint: String) -> AnyView {
    (!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-petunjuk")>{hint}</p> }).into_any()
}

/// The line with the error. It is in the page while empty, so that its change is announced.
fn error_line(id: &str, error: Signal<Option<String>>) -> AnyView {
    view! {
        <p class="field-error" id=format!("{id}-salah") aria-live="polite">
            {move || error.get()}
        </p>
    }
    .into_any()
}

/// Returns the ids of an input's hint and error.
fn described_by(id: &str, hint: &str) -> String {
    if hint.is_empty() { format!("{id}-salah") } else { format!("{id}-petunjuk {id}-salah") }
}

/// Returns `true` for `aria-invalid` while there is an error.
fn invalid(error: Signal<Option<String>>) -> Option<&'static str> {
    error.with(Option::is_some).then_some("true")
}

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// `text`, `password`, `search`, `date` …
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let input = view! {
        <input
            id=id.clone()
            name=name
            type=kind
            value=value
            autocomplete=autocomplete
            required=required
            aria-describedby=described_by(&id, &hint)
            aria-invalid=move || invalid(error)
            node_ref=node_ref
        />
    };
    framed(&id, label, hint_line(&id, hint), error, input.into_any())
}

/// A number as people type it, with the numeric keypad and the unit of measure beside it.
#[component]
pub fn DecimalField(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    /// What to type; it may change.
    hint: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The unit of measure, such as `akta`.
    #[prop(optional, into)]
    unit: String,
    /// Receives what is typed, for a live preview; the input stays uncontrolled.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    /// What the field of an empty form begins with, where that is not nothing.
    #[prop(optional)]
    start: String,
    /// Whether the field has the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional)] required: bool,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let follow = move |event| {
        if let Some(typed) = typed {
            typed.set(event_target_value(&event));
        }
    };
    let input = view! {
        <span class="decimal-input">
            <input
                id=id.clone()
                name=name
                type="text"
                inputmode="decimal"
                enterkeyhint="send"
                autocomplete="off"
                autofocus=autofocus
                value=value
                data-start=(!start.is_empty()).then_some(start)
                required=required
                aria-describedby=format!("{id}-petunjuk {id}-salah")
                aria-invalid=move || invalid(error)
                node_ref=node_ref
                on:input=follow
            />
            {(!unit.is_empty()).then(|| view! { <span class="decimal-unit">{unit}</span> })}
        </span>
    };
    let hint = (!hint.with_untracked(String::is_empty)).then(|| {
        view! { <p class="field-hint" id=format!("{id}-petunjuk")>{move || hint.get()}</p> }
    });
    framed(&id, label, hint.into_any(), error, input.into_any())
}

/// Several lines of text: the only raw `<textarea>` of the program.
///
/// The server writes the children of a `<textarea>` unescaped, so text with `</textarea><script>` would break out of
/// it. The text is therefore escaped here and set as inner HTML: the parser of a `<textarea>` decodes the entities, in
/// the page from the server as well as when the browser builds the element. Hydration does not touch inner HTML, so
/// text that was typed before the WASM arrived stays.
#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = 3)] rows: u8,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    #[prop(optional)] node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let input = view! {
        <textarea
            id=id.clone()
            name=name
            rows=rows.to_string()
            maxlength=maxlength.map(|most| most.to_string())
            required=required
            aria-describedby=described_by(&id, &hint)
            aria-invalid=move || invalid(error)
            node_ref=node_ref
            inner_html=escaped(&value)
        ></textarea>
    };
    framed(&id, label, hint_line(&id, hint), error, input.into_any())
}

/// Escapes a text, so that no entity and no tag begins in it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A checkbox; sends `true` when it is ticked.
#[component]
pub fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let described = (!hint.is_empty()).then(|| format!("{id}-petunjuk"));
    let hint = described.clone().map(|id| view! { <p class="field-hint" id=id>{hint}</p> });
    view! {
        <div class="checkbox">
            <label for=id.clone()>
                <input id=id.clone() type="checkbox" name=name value="true" checked=checked aria-describedby=described />
                <span>{label}</span>
            </label>
            {hint}
        </div>
    }
    .into_any()
}

/// A list of which one entry is chosen. `options` are values and their labels.
#[component]
pub fn SelectField(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] selected: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let options = options.into_iter().map(|(value, word)| {
        let is_selected = value == selected;
        view! {
            <option value=value selected=is_selected>
                {word}
            </option>
        }
    });
    let options = options.collect_view();
    let input = view! {
        <select
            id=id.clone()
            name=name
            aria-describedby=described_by(&id, &hint)
            aria-invalid=move || invalid(error)
        >
            {options}
        </select>
    };
    framed(&id, label, hint_line(&id, hint), error, input.into_any())
}

/// A group of radio buttons. `options` are values and their labels; `children` belong to the group, too.
#[component]
pub fn ChoiceField(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] selected: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let choices = options
        .into_iter()
        .map(|(value, word)| {
            let checked = value == selected;
            let choice = format!("{id}-{value}");
            view! {
                <label class="choice" for=choice.clone()>
                    <input id=choice.clone() type="radio" name=name.clone() value=value checked=checked />
                    <span>{word}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choice-field" aria-describedby=format!("{id}-salah")>
            <legend>{label}</legend>
            <div class="choices">{choices}</div>
            {error_line(&id, error)}
            {children.map(|children| children())}
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_the_box() {
        assert_eq!(escaped("</textarea><script>"), "&lt;/textarea&gt;&lt;script&gt;");
        assert_eq!(escaped("&lt;"), "&amp;lt;");
        assert_eq!(escaped("satu\n\"dua\""), "satu\n\"dua\"");
    }
}
