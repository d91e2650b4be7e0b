//! The frame around every signed-in page: skip link, brand, navigation, account, main.
//!
//! One navigation in the markup: a slim rail on the desk; on the phone its first items are the bottom bar and
//! the others open from `Lainnya`.

use super::{
    avatar::Avatar,
    icon::{Glyph, Icon},
};
use leptos::{html, prelude::*};
use leptos_meta::Title;

/// A link of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub href: &'static str,
    pub icon: Glyph,
    pub label: &'static str,
    /// The number of unread or waiting things, shown as a badge when above zero.
    pub count: Signal<Option<i32>>,
    /// Whether it is in the bottom bar of the phone; there is room for four.
    pub primary: bool,
}

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountMenu {
    pub name: String,
    pub initials: String,
    /// Unit or role, the line below the name.
    pub unit: String,
}

/// The state of the live connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    #[default]
    Connecting,
    Live,
    /// The time of the loss, such as `14.05`.
    Lost(String),
}

/// The frame: skip link, `bar` (see [`ShellBar`]) and `main` with the page as children.
#[component]
pub fn Shell(bar: AnyView, children: Children) -> impl IntoView {
    view! {
        <div class="shell">
            <SkipLink />
            <div class="shell-side">{bar}</div>
            <main class="shell-main" id="isi" tabindex="-1">
                {children()}
            </main>
            // The style sheet shows it while the loader of pages waits (`end2end/loader.js`).
            <p class="shell-waiting" role="status">"Menunggu sinyal untuk membuka halaman …"</p>
        </div>
    }
    .into_any()
}

/// The first link of every page; leads to the element with the id `isi`.
#[component]
pub fn SkipLink() -> impl IntoView {
    // The router would scroll but not move the focus; the browser follows an external link itself.
    view! {
        <a class="skip-link" href="#isi" rel="external">
            "Langsung ke isi"
        </a>
    }
    .into_any()
}

/// Brand, navigation and account. `path` is the address of the page, whose item is marked.
#[component]
pub fn ShellBar(
    /// The name of the agency.
    #[prop(into)]
    agency: String,
    items: Vec<NavItem>,
    account: AccountMenu,
    #[prop(into)] path: Signal<String>,
) -> impl IntoView {
    let (mut first, mut others): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.primary);
    // A single item takes the place of the button that would show it.
    if others.len() == 1 {
        first.append(&mut others);
    }
    let links = move |items: Vec<NavItem>| items.into_iter().map(|item| nav_link(item, path)).collect_view();
    view! {
        <header class="shell-bar">
            <a class="shell-brand" href="/">
                <Icon name=Glyph::Brand />
                <span>
                    <b>"Kinerja"</b>
                    <span class="shell-agency">{agency}</span>
                </span>
            </a>
            <nav class="shell-nav" aria-label="Menu utama">
                <ul class="shell-first">
                    {links(first)}
                    {(!others.is_empty()).then(more_button)}
                </ul>
                {(!others.is_empty()).then(|| more(links(others).into_any()))}
            </nav>
            {account_menu(account)}
        </header>
    }
    .into_any()
}

fn nav_link(item: NavItem, path: Signal<String>) -> AnyView {
    let NavItem { href, icon, label, count, .. } = item;
    let current = move || path.with(|path| leads_to(path, href)).then_some("page");
    view! {
        <li>
            <a class="shell-link" href=href aria-current=current>
                <Icon name=icon />
                <span class="shell-label">{label}</span>
                {move || {
                    count
                        .get()
                        .filter(|count| *count > 0)
                        .map(|count| view! { <span class="count">{if count > 99 { "99+".to_owned() } else { count.to_string() }}</span> })
                }}
            </a>
        </li>
    }
    .into_any()
}

/// Returns whether a page belongs to an item: the item's page itself or one below it.
fn leads_to(path: &str, href: &str) -> bool {
    match path.strip_prefix(href) {
        Some(rest) => rest.is_empty() || (href != "/" && rest.starts_with('/')),
        None => false,
    }
}

/// The button in the last place of the bottom bar.
fn more_button() -> AnyView {
    view! {
        <li class="shell-more-button">
            <button class="shell-link" type="button" popovertarget="menu-lainnya">
                <Icon name=Glyph::More />
                <span class="shell-label">"Lainnya"</span>
            </button>
        </li>
    }
    .into_any()
}

/// The items without a place in the bottom bar: a sheet on the phone, the rest of the rail on the desk.
fn more(links: AnyView) -> AnyView {
    let sheet = NodeRef::<html::Div>::new();
    view! {
        <div class="shell-more" id="menu-lainnya" popover="auto" node_ref=sheet on:click=move |_| close(sheet)>
            <ul>{links}</ul>
        </div>
    }
    .into_any()
}

/// Closes a popover after a click on a link inside it: without a page load nothing else would.
fn close(popover: NodeRef<html::Div>) {
    if let Some(popover) = popover.get_untracked() {
        // It fails only where the rail shows the links openly, and there is nothing to close.
        let _ = popover.hide_popover();
    }
}

fn account_menu(account: AccountMenu) -> AnyView {
    let menu = NodeRef::<html::Div>::new();
    view! {
        <div class="shell-account">
            <button class="shell-account-button" type="button" popovertarget="menu-akun">
                <Avatar initials=account.initials />
                <span>"Akun"</span>
            </button>
            <div class="shell-account-menu" id="menu-akun" popover="auto" role="group" aria-label="Akun" node_ref=menu>
                <p class="shell-person">
                    <b>{account.name}</b>
                    <span>{account.unit}</span>
                </p>
                <a class="shell-link" href="/akun" on:click=move |_| close(menu)>
                    <Icon name=Glyph::Account />
                    "Akun saya"
                </a>
                <form method="post" action="/keluar">
                    <button class="shell-link" type="submit">
                        <Icon name=Glyph::Leave />
                        "Keluar"
                    </button>
                </form>
            </div>
        </div>
    }
    .into_any()
}

/// The only `h1` of a page, a line below it, and as children the actions on the page as a whole.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] subtitle: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                {(!subtitle.is_empty()).then(|| view! { <p class="page-subtitle">{subtitle}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}

/// `Langsung`, or the time of the loss; nothing while connecting.
#[component]
pub fn LiveBadge(#[prop(into)] state: Signal<LiveState>) -> impl IntoView {
    view! {
        <span class="live-badge" aria-live="polite">
            {move || match state.get() {
                LiveState::Connecting => None,
                LiveState::Live => Some(view! { <span class="live">"Langsung"</span> }.into_any()),
                LiveState::Lost(since) => {
                    Some(view! { <span class="lost">{format!("Terputus {since}")}</span> }.into_any())
                }
            }}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_what_it_lies_below() {
        assert!(leads_to("/", "/"));
        assert!(!leads_to("/lapor", "/"));
        assert!(leads_to("/tim", "/tim"));
        assert!(leads_to("/tim/1", "/tim"));
        assert!(!leads_to("/timbangan", "/tim"));
    }
}
