//! Line icons: one sprite file, drawn by reference, so that an icon adds no code to the browser's download.
//!
//! To add one: a `<symbol>` in `public/icons.svg` and a [`Glyph`] of its name.

use leptos::prelude::*;

/// The drawings of `public/icons.svg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Account,
    Back,
    Board,
    Brand,
    Check,
    Clock,
    Close,
    Home,
    Info,
    Leave,
    Live,
    More,
    Offline,
    Person,
    Plus,
    Print,
    Report,
    Search,
    Send,
    System,
    Table,
    Talk,
    Team,
    Unit,
    Warning,
}

impl Glyph {
    #[cfg(test)]
    const ALL: [Self; 25] = [
        Self::Account,
        Self::Back,
        Self::Board,
        Self::Brand,
        Self::Check,
        Self::Clock,
        Self::Close,
        Self::Home,
        Self::Info,
        Self::Leave,
        Self::Live,
        Self::More,
        Self::Offline,
        Self::Person,
        Self::Plus,
        Self::Print,
        Self::Report,
        Self::Search,
        Self::Send,
        Self::System,
        Self::Table,
        Self::Talk,
        Self::Team,
        Self::Unit,
        Self::Warning,
    ];

    const fn href(self) -> &'static str {
        match self {
            Self::Account => "/icons.svg#account",
            Self::Back => "/icons.svg#back",
            Self::Board => "/icons.svg#board",
            Self::Brand => "/icons.svg#brand",
            Self::Check => "/icons.svg#check",
            Self::Clock => "/icons.svg#clock",
            Self::Close => "/icons.svg#close",
            Self::Home => "/icons.svg#home",
            Self::Info => "/icons.svg#info",
            Self::Leave => "/icons.svg#leave",
            Self::Live => "/icons.svg#live",
            Self::More => "/icons.svg#more",
            Self::Offline => "/icons.svg#offline",
            Self::Person => "/icons.svg#person",
            Self::Plus => "/icons.svg#plus",
            Self::Print => "/icons.svg#print",
            Self::Report => "/icons.svg#report",
            Self::Search => "/icons.svg#search",
            Self::Send => "/icons.svg#send",
            Self::System => "/icons.svg#system",
            Self::Table => "/icons.svg#table",
            Self::Talk => "/icons.svg#talk",
            Self::Team => "/icons.svg#team",
            Self::Unit => "/icons.svg#unit",
            Self::Warning => "/icons.svg#warning",
        }
    }
}

/// A decorative icon; the words beside it have its meaning.
#[component]
pub fn Icon(name: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
            <use href=name.href() />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_glyph_is_drawn() {
        let sprite = include_str!("../../public/icons.svg");
        for glyph in Glyph::ALL {
            let (_, name) = glyph.href().split_once('#').expect("a fragment");
            assert!(sprite.contains(&format!("<symbol id=\"{name}\"")), "{name}");
        }
    }
}
