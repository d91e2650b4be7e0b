//! The cells of a matrix as a sheet on a desk: the keyboard leads from one to the next, copied cells are spread.

use crate::{
    domain::{id::SkpId, skp::copied_cells},
    features::skp::model::Matrix,
    form_input::SubmittedForm,
    query::Query,
    ui::submission::Submission,
};
use leptos::{
    ev::{Event, KeyboardEvent},
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{HtmlElement, HtmlTextAreaElement},
};
use std::collections::BTreeMap;

/// So many cells that found no place are told.
const MAX_NAMED: usize = 5;

/// A cell by row and column.
pub(super) type At = (usize, usize);

/// What all cells share.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub(super) skp: SkpId,
    pub(super) matrix: Query<Matrix>,
    /// What became of the cells that were pasted last, and of one that is no longer there to tell it itself.
    pub(super) told: RwSignal<String>,
    /// The forms of the cells that can be written in.
    pub(super) forms: StoredValue<BTreeMap<At, Submission>>,
    /// A plain form that came back.
    pub(super) typed: StoredValue<Option<SubmittedForm>>,
}

pub(super) fn cell_id((row, column): At) -> String {
    format!("sel-{row}-{column}")
}

fn cell_at(id: &str) -> Option<At> {
    let (row, column) = id.strip_prefix("sel-")?.split_once('-')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

fn area(at: At) -> Option<HtmlTextAreaElement> {
    document().get_element_by_id(&cell_id(at))?.dyn_into().ok()
}

/// Enter leads to the next cell below that can be written in, as in a sheet; what is left is saved.
pub(super) fn move_down(sheet: Sheet, event: &KeyboardEvent) {
    if event.key() != "Enter" || event.shift_key() || event.is_composing() {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
    let Some((target, (row, column))) = target.and_then(|target| Some((target.clone(), cell_at(&target.id())?))) else {
        return;
    };
    event.prevent_default();
    let below = sheet.forms.with_value(|forms| {
        let mut below = forms.keys().filter(|(other, beside)| *beside == column && *other > row);
        below.next().copied()
    });
    match below.and_then(area) {
        Some(below) => {
            focus(&below);
            // Behind what stands there.
            let end = u32::try_from(below.value().encode_utf16().count()).unwrap_or(u32::MAX);
            // It fails only where the element is no longer part of the page.
            let _ = below.set_selection_range(end, end);
        }
        None => {
            // It fails only where the element is no longer part of the page.
            let _ = target.blur();
        }
    }
}

fn focus(element: &HtmlElement) {
    // It fails only where the element is no longer part of the page.
    let _ = element.focus();
}

/// Spreads copied cells of a sheet over the cells from the focused one on, and tells which found no place. One cell is
/// pasted by the browser.
pub(super) fn paste(sheet: Sheet, event: &Event) {
    let copied = text_of(event).map(|text| copied_cells(&text)).unwrap_or_default();
    let is_one = copied.len() == 1 && copied.iter().all(|row| row.len() == 1);
    let target = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
    let Some((row, column)) = target.filter(|_| !copied.is_empty() && !is_one).and_then(|area| cell_at(&area.id()))
    else {
        return;
    };
    event.prevent_default();
    let (mut filled, mut left) = (0, vec![]);
    for (down, cells) in copied.into_iter().enumerate() {
        for (right, text) in cells.into_iter().enumerate() {
            let (at, text) = ((row + down, column + right), text.trim().to_owned());
            let submission = sheet.forms.with_value(|forms| forms.get(&at).copied());
            match (area(at), submission) {
                // An empty one leaves what stands there.
                _ if text.is_empty() => {}
                (Some(area), Some(submission)) => {
                    area.set_value(&text);
                    submission.keep();
                    submission.save();
                    filled += 1;
                }
                _ => left.push(format!("“{text}”")),
            }
        }
    }
    let lost = match left.len() {
        0 => String::new(),
        lost => {
            left.truncate(MAX_NAMED);
            let more = if lost > MAX_NAMED { " …" } else { "" };
            format!(" {lost} tidak ada tempatnya di lembar ini, jadi tidak disimpan: {}{more}", left.join(", "))
        }
    };
    sheet.told.set(format!("{filled} sel ditempelkan.{lost}"));
}

/// The text that is pasted.
fn text_of(event: &Event) -> Option<String> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    let read: js_sys::Function = js_sys::Reflect::get(&data, &"getData".into()).ok()?.dyn_into().ok()?;
    read.call1(&data, &JsValue::from("text/plain")).ok()?.as_string()
}
