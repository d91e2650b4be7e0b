//! The pending load of a query, in the browser: when it is slow or overdue, and how it is aborted.

use super::{Asking, Payload};
use futures::future::{AbortHandle, Abortable};
use leptos::prelude::*;
use std::time::Duration;

/// How long an answer may take before the page says so and offers to retry.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long the value of the source before stays in sight while a new one loads: quick answers change it in place.
const HIDE_AFTER: Duration = Duration::from_millis(200);

/// The pending load of a query.
#[derive(Clone, Copy)]
pub(super) struct Pending {
    /// The source whose answer takes longer than [`HIDE_AFTER`].
    pub(super) slow: RwSignal<u64>,
    /// Whether the answer takes longer than [`TIME_LIMIT`].
    pub(super) overdue: RwSignal<bool>,
    /// The number of loads that began or ended.
    turn: StoredValue<u32>,
    /// The source of the load, and how it is aborted.
    load: StoredValue<Option<(u64, AbortHandle)>>,
}

impl Pending {
    pub(super) fn new() -> Self {
        Self {
            slow: RwSignal::default(),
            overdue: RwSignal::default(),
            turn: StoredValue::default(),
            load: StoredValue::default(),
        }
    }

    /// Follows a load in the browser: notices when it is slow or overdue, and lets it be aborted. It begins when it is
    /// awaited: of an answer that came with the document the load is made and thrown away.
    pub(super) fn follow(self, asking: Asking, source: u64) -> Asking {
        Box::pin(async move { self.begin(asking, source).await })
    }

    fn begin(self, asking: Asking, source: u64) -> impl Future<Output = Payload> {
        let (abort, registration) = AbortHandle::new_pair();
        self.load.set_value(Some((source, abort)));
        let turn = self.next_turn();
        let is_pending = move || self.turn.try_get_value() == turn;
        set_timeout(
            move || {
                if is_pending() {
                    self.slow.set(source);
                }
            },
            HIDE_AFTER,
        );
        set_timeout(
            move || {
                if is_pending() {
                    self.overdue.set(true);
                }
            },
            TIME_LIMIT,
        );
        let asking = Abortable::new(asking, registration);
        async move {
            let payload = asking.await.unwrap_or(Payload::Aborted);
            self.next_turn();
            self.overdue.try_set(false);
            payload
        }
    }

    fn next_turn(self) -> Option<u32> {
        self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        })
    }

    /// Aborts the load, unless it is of the source `but`: a resource begins the next one only when this one has ended.
    pub(super) fn abort(self, but: Option<u64>) {
        self.load.try_with_value(|load| {
            if let Some((source, abort)) = load
                && Some(*source) != but
            {
                abort.abort();
            }
        });
    }
}
