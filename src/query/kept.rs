//! The newest answers, kept in the browser while the document is open.

use super::LoadedValue;
use std::{any::TypeId, cell::RefCell, collections::VecDeque};

/// Answers that the browser keeps.
const MAX_KEPT: usize = 8;

/// The type of an answer and the fingerprint of its source.
pub(super) type Origin = (TypeId, u64);

thread_local! {
    /// The newest answers, the newest one first. The server keeps none.
    static KEPT: RefCell<VecDeque<(Origin, LoadedValue)>> = const { RefCell::new(VecDeque::new()) };
}

/// Keeps an answer.
pub(super) fn keep(origin: Origin, value: &LoadedValue) {
    KEPT.with_borrow_mut(|kept| {
        kept.retain(|(of, _)| *of != origin);
        kept.push_front((origin, value.clone()));
        kept.truncate(MAX_KEPT);
    });
}

/// Returns the kept answer of an origin.
pub(super) fn kept(origin: Origin) -> Option<LoadedValue> {
    KEPT.with_borrow(|kept| kept.iter().find(|(of, _)| *of == origin).map(|(_, value)| value.clone()))
}
