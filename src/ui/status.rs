//! Statuses, never by colour alone: a symbol, a word and a class of its own each.

use crate::domain::measure::Status;
use leptos::prelude::*;

/// Returns the word on the screen.
pub const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Ahead => "Melampaui",
        Status::OnPlan => "Sesuai rencana",
        Status::NeedsSupport => "Perlu dukungan",
        Status::Silent => "Tanpa laporan baru",
        Status::NotDue => "Belum jatuh tempo",
    }
}

/// Returns the shape beside the word.
pub const fn status_symbol(status: Status) -> &'static str {
    match status {
        Status::Ahead => "▲",
        Status::OnPlan => "●",
        Status::NeedsSupport => "▼",
        Status::Silent => "○",
        Status::NotDue => "·",
    }
}

/// Returns the class with the status' colours.
pub const fn status_class(status: Status) -> &'static str {
    match status {
        Status::Ahead => "status-ahead",
        Status::OnPlan => "status-on-plan",
        Status::NeedsSupport => "status-needs-support",
        Status::Silent => "status-silent",
        Status::NotDue => "status-not-due",
    }
}

/// Returns the word of a status in an address.
pub const fn status_code(status: Status) -> &'static str {
    match status {
        Status::Ahead => "ahead",
        Status::OnPlan => "on_plan",
        Status::NeedsSupport => "needs_support",
        Status::Silent => "silent",
        Status::NotDue => "not_due",
    }
}

/// Returns the status of a word in an address.
pub fn status_of(code: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status_code(*status) == code)
}

/// Symbol and word.
#[component]
pub fn StatusMark(status: Status) -> impl IntoView {
    view! {
        <span class=format!("status-mark {}", status_class(status))>
            <span class="status-symbol" aria-hidden="true">{status_symbol(status)}</span>
            {status_word(status)}
        </span>
    }
    .into_any()
}
