//! The document, and the frame around signed-in pages: navigation, account, live changes.

use super::App;
use crate::{
    document::{Document, Me, RootMarks, live_since, spares_data, use_me},
    domain::event::Topic,
    features::feedback::api::unread_count,
    ui::{
        empty::Empty,
        icon::Glyph,
        live::{Live, on_change},
        scroll::keep_place,
        shell::{AccountMenu, NavItem, PageHead, Shell, ShellBar, SkipLink},
    },
};
use leptos::{config::LeptosOptions, prelude::*, task::spawn_local};
use leptos_meta::MetaTags;
use leptos_router::{components::Outlet, hooks::use_location};

/// The HTML document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let style = format!("/{}/kinerja.css", options.site_pkg_dir);
    // Of every page but those in the first download.
    let pages = (!is_first(&Document::rendered_path())).then(|| {
        let style = format!("/{}/pages.css", options.site_pkg_dir);
        view! { <link rel="stylesheet" href=style /> }
    });
    let marks = RootMarks::current();
    let mark = |pick: fn(RootMarks) -> String| marks.clone().map(pick);
    let account = Document::rendered_account().map(|account| account.to_string());
    let person = marks.as_ref().and_then(|marks| marks.person).map(|person| person.to_string());
    view! {
        <!DOCTYPE html>
        <html
            lang="id"
            data-account=account
            data-person=person
            data-printer=mark(|marks| marks.printer)
            data-moment=mark(|marks| marks.moment)
            data-printed=mark(|marks| marks.printed)
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content="Rencana, laporan, dan umpan balik kinerja ASN." />
                <link rel="stylesheet" href=style />
                {pages}
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f7f5ef" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#11181d" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Whether the looks of a page are in the first download.
fn is_first(path: &str) -> bool {
    ["/", "/lapor"].contains(&path)
}

/// The page of an address that does not exist, with the menu for those who are signed in.
#[component]
pub fn NotFound() -> impl IntoView {
    let words = || {
        view! {
            <PageHead title="Halaman tidak ada" />
            <Empty sentence="Alamat ini tidak ada, atau bukan untuk Anda.">
                <a href="/" rel="external">"Ke Beranda"</a>
            </Empty>
        }
        .into_any()
    };
    if use_me().is_some() {
        return framed(Box::new(words));
    }
    view! {
        <SkipLink />
        <main class="sign-in" id="isi">{words()}</main>
    }
    .into_any()
}

/// The frame of all signed-in pages: navigation, account, the live connection.
///
/// Every signed-in page begins with a document, so the person is there without waiting.
#[component]
pub fn Frame() -> impl IntoView {
    framed(Box::new(|| view! { <Outlet /> }.into_any()))
}

/// Draws the frame; the page is made inside its context.
fn framed(page: Box<dyn FnOnce() -> AnyView + Send>) -> AnyView {
    Live::provide(live_since(), spares_data());
    keep_place();
    let Some(me) = use_me() else { return page() };
    let mine = me.employee.map(Topic::Person);
    // The browser loads the badge: it delays no page, on the server or in transit.
    let unread = RwSignal::new(None);
    let count = move || {
        spawn_local(async move {
            if let Ok(count) = unread_count().await {
                unread.try_set(Some(count));
            }
        });
    };
    Effect::new(move |_| count());
    on_change(move || mine.into_iter().collect(), count);
    let path = use_location().pathname;
    let account = AccountMenu {
        name: me.name.clone(),
        initials: me.initials.clone(),
        unit: me.unit.clone().unwrap_or_else(|| me.agency.clone()),
    };
    let bar = view! { <ShellBar agency=me.agency.clone() items=places(&me, unread.into()) account path /> };
    view! {
        <Shell bar=bar.into_any()>
            {page()}
        </Shell>
    }
    .into_any()
}

/// Returns the navigation of this person.
fn places(me: &Me, unread: Signal<Option<i32>>) -> Vec<NavItem> {
    let place = |href, icon, label, primary| NavItem { href, icon, label, primary, count: Signal::stored(None) };
    let mut places = Vec::new();
    if me.employee.is_some() {
        places.push(place("/", Glyph::Home, "Beranda", true));
        places.push(place("/lapor", Glyph::Report, "Lapor", true));
    }
    if me.assesses {
        places.push(place("/tim", Glyph::Team, "Tim", true));
    }
    if me.employee.is_some() {
        places.push(NavItem { count: unread, ..place("/percakapan", Glyph::Talk, "Percakapan", true) });
    }
    places.push(place("/dasbor", Glyph::Board, "Dasbor", !me.assesses));
    if me.employee.is_some() {
        places.push(place("/penilaian", Glyph::Check, "Penilaian", false));
    }
    if me.counts_objections {
        places.push(place("/keberatan", Glyph::Info, "Keberatan", false));
    }
    if me.watches_health {
        places.push(place("/pengelola/pejabat", Glyph::Team, "Pejabat", false));
        places.push(place("/pengelola/aturan", Glyph::Table, "Aturan", false));
        places.push(place("/pengelola/sistem", Glyph::System, "Sistem", false));
    }
    places
}
