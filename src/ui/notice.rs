//! Sentences that tell how something went.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Success,
    Error,
}

impl NoticeKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice info",
            Self::Success => "notice success",
            Self::Error => "notice error",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Info => Glyph::Info,
            Self::Success => Glyph::Check,
            Self::Error => Glyph::Warning,
        }
    }

    /// An error interrupts, anything else waits until the screen reader has finished its sentence.
    const fn role(self) -> &'static str {
        match self {
            Self::Error => "alert",
            Self::Info | Self::Success => "status",
        }
    }
}

/// A sentence with an icon, announced when it appears.
#[component]
pub fn Notice(kind: NoticeKind, children: Children) -> impl IntoView {
    view! {
        <div class=kind.class() role=kind.role()>
            <Icon name=kind.glyph() />
            <div>{children()}</div>
        </div>
    }
    .into_any()
}

/// The place where the outcome of a form appears. It is there before the outcome is, because screen readers
/// announce only what changes inside a region that they already know.
#[component]
pub fn Outcome(#[prop(into)] message: Signal<Option<(NoticeKind, String)>>) -> impl IntoView {
    let of = move |error: bool| {
        message.get().filter(|(kind, _)| (*kind == NoticeKind::Error) == error).map(|(kind, text)| {
            view! {
                <p class=kind.class()>
                    <Icon name=kind.glyph() />
                    <span>{text}</span>
                </p>
            }
        })
    };
    view! {
        <div class="outcome">
            <div role="status">{move || of(false)}</div>
            <div role="alert">{move || of(true)}</div>
        </div>
    }
    .into_any()
}
