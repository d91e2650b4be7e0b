//! Notices: sentences about an outcome.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The kind of a notice.
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

    /// Returns the role of the region: an error interrupts, other notices wait until the screen reader has finished.
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

/// A sentence with an icon in a region that announces it.
pub fn sentence(kind: NoticeKind, text: String) -> AnyView {
    view! {
        <p class=kind.class()>
            <Icon name=kind.glyph() />
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// Draws a link beside a notice, which leaves the application.
pub fn link(href: String, words: &'static str, new_tab: bool) -> AnyView {
    view! {
        <a href=href rel="external" target=new_tab.then_some("_blank")>
            {words}
        </a>
    }
    .into_any()
}

/// Draws a button beside a notice.
pub fn button(words: &'static str, run: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" class="quiet" on:click=move |_| run()>
            {words}
        </button>
    }
    .into_any()
}
