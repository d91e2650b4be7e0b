//! A plain form that came back while its page cannot be shown: what was typed, to be sent again.

use crate::{
    error::Error,
    form_input::SubmittedForm,
    query::sign_in_again,
    ui::{
        field::TextArea,
        form::{SubmitButton, written_for},
        notice::{Notice, NoticeKind},
    },
};
use leptos::prelude::*;

/// The field of a form in which the person typed.
#[derive(Clone, Copy)]
pub(super) struct TypedField {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
}

/// Draws the typed text in a form that sends it to `address` once more, with all the other fields; `plan` is where the
/// person reads what stands in the way. `None` where nothing was typed.
#[expect(clippy::inline_always, reason = "shared by pages, it would be in the first download of all")]
#[inline(always)]
pub(super) fn kept(address: String, plan: String, typed: &SubmittedForm, field: TypedField) -> Option<AnyView> {
    let TypedField { name, label } = field;
    let is_whole = typed.fields.iter().any(|(field, value)| field != name && field != "untuk" && !value.is_empty());
    let text = typed.field(name).filter(|text| is_whole || !text.is_empty());
    if !is_whole && text.is_none() {
        return None;
    }
    let sentence = typed.sentence().map(|said| view! { <Notice kind=NoticeKind::Error>{said}</Notice> });
    let is_signed_out = matches!(typed.error, Error::SignIn | Error::OtherAccount);
    let (href, link, then) = if is_signed_out {
        (
            sign_in_again(&address),
            "Masuk lagi",
            " di tab lain, lalu kirim isian ini sekali lagi. Semua yang sudah diketik ikut terkirim.",
        )
    } else {
        (plan, "Buka SKP", " di tab lain untuk melihat tahapnya. Isian Anda masih ada di bawah ini.")
    };
    let others = typed.fields.iter().filter(|(field, _)| field != name && field != "untuk");
    let others = others.map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> });
    let text = text.map(|text| view! { <TextArea id="isian" name label value=text rows=2 /> });
    Some(
        view! {
            {sentence}
            <p>
                <a href=href rel="external" target="_blank">
                    {link}
                </a>
                {then}
            </p>
            <form class="plan-result" method="post" action=address>
                {written_for()}
                {others.collect_view()}
                {text}
                <SubmitButton label="Kirim lagi" />
            </form>
        }
        .into_any(),
    )
}
