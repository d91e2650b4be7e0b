//! The document, the one readable table of pages, and the frame around them.

use crate::{
    document::{Document, live_since, spares_data, use_me},
    domain::event::Topic,
    features::{
        auth::{AccountRoute, InvitationRoute, SignInRoute, model::Me},
        dashboard::{BoardRoute, ReportingRoute, ScreenRoute},
        feedback::{ThreadRoute, ThreadsRoute, api::unread_count},
        follow_up::FollowUpsRoute,
        progress::{HistoryRoute, HomePage, ReportPage},
        system::SystemRoute,
        team::{MemberRoute, TeamRoute},
    },
    ui::{
        empty::Empty,
        icon::Glyph,
        live::{Live, on_change},
        shell::{AccountMenu, NavItem, PageHead, Shell, ShellBar, SkipLink},
    },
};
use leptos::{config::LeptosOptions, prelude::*, task::spawn_local};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{Outlet, ParentRoute, Route, Router, Routes},
    hooks::use_location,
    path,
};

/// The HTML document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let style = format!("/{}/kinerja.css", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang="id">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content="Rencana, laporan, dan umpan balik kinerja ASN." />
                <link rel="stylesheet" href=style />
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

/// Every page. Beranda and Lapor are in the first download, all others come when they are opened.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Document::provide();
    // Says to those who wait for it (journeys, help texts) that the page now answers at once.
    Effect::new(|_| {
        if let Some(root) = document().document_element()
            && let Err(error) = root.set_attribute("data-hydrated", "true")
        {
            leptos::logging::warn!("{error:?}");
        }
    });
    view! {
        <Title formatter=page_title />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/masuk") view={Lazy::<SignInRoute>::new()} ssr=SsrMode::Async />
                <Route path=path!("/undangan/:token") view={Lazy::<InvitationRoute>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=HomePage />
                    <Route path=path!("/lapor") view=ReportPage />
                    <Route path=path!("/riwayat/:indikator") view={Lazy::<HistoryRoute>::new()} />
                    <Route path=path!("/dasbor") view={Lazy::<BoardRoute>::new()} />
                    <Route path=path!("/dasbor/pelaporan") view={Lazy::<ReportingRoute>::new()} />
                    <Route path=path!("/dasbor/layar") view={Lazy::<ScreenRoute>::new()} />
                    <Route path=path!("/tim") view={Lazy::<TeamRoute>::new()} />
                    <Route path=path!("/tim/:employee") view={Lazy::<MemberRoute>::new()} />
                    <Route path=path!("/percakapan") view={Lazy::<ThreadsRoute>::new()} />
                    <Route path=path!("/percakapan/:thread") view={Lazy::<ThreadRoute>::new()} />
                    <Route path=path!("/tindak-lanjut") view={Lazy::<FollowUpsRoute>::new()} />
                    <Route path=path!("/pengelola/sistem") view={Lazy::<SystemRoute>::new()} />
                    <Route path=path!("/akun") view={Lazy::<AccountRoute>::new()} />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Fetches the download of the page at an address, where it has one of its own.
pub async fn preload(path: &str) {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some("masuk"), _) => SignInRoute::preload().await,
        (Some("undangan"), _) => InvitationRoute::preload().await,
        (Some("riwayat"), _) => HistoryRoute::preload().await,
        (Some("dasbor"), None) => BoardRoute::preload().await,
        (Some("dasbor"), Some("pelaporan")) => ReportingRoute::preload().await,
        (Some("dasbor"), Some("layar")) => ScreenRoute::preload().await,
        (Some("tim"), None) => TeamRoute::preload().await,
        (Some("tim"), Some(_)) => MemberRoute::preload().await,
        (Some("percakapan"), None) => ThreadsRoute::preload().await,
        (Some("percakapan"), Some(_)) => ThreadRoute::preload().await,
        (Some("tindak-lanjut"), None) => FollowUpsRoute::preload().await,
        (Some("pengelola"), Some("sistem")) => SystemRoute::preload().await,
        (Some("akun"), _) => AccountRoute::preload().await,
        _ => {}
    }
}

/// The title of the browser's tab. The server writes it unescaped; without angle brackets nothing ends it.
fn page_title(title: String) -> String {
    let title = title.replace('<', "‹").replace('>', "›");
    if title.is_empty() { "Kinerja".to_owned() } else { format!("{title} – Kinerja") }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <SkipLink />
        <main class="sign-in" id="isi">
            <PageHead title="Halaman tidak ada" />
            <Empty sentence="Alamat ini tidak ada, atau bukan untuk Anda.">
                <a href="/" rel="external">"Ke Beranda"</a>
            </Empty>
        </main>
    }
}

/// The frame of all signed-in pages: navigation, account, the live ear.
///
/// Every signed-in page begins with a document, so the person is there without waiting.
#[component]
fn Frame() -> impl IntoView {
    Live::provide(live_since(), spares_data());
    let Some(me) = use_me() else { return view! { <Outlet /> }.into_any() };
    let mine = me.employee.map(Topic::Person);
    // The badge comes with the browser: a page is not held up for it, on the server or on the way.
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
            <Outlet />
        </Shell>
    }
    .into_any()
}

/// Where this person can go.
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
    if me.watches_health {
        places.push(place("/pengelola/sistem", Glyph::System, "Sistem", false));
    }
    places
}
