//! How the page table becomes routes, downloads and the list of addresses.
//!
//! Routes are data: one type for the address and one for the view of every page, so that a page more costs the first
//! download little beside its own two functions.

use leptos::prelude::AnyView;
use leptos_router::{
    ChooseView, LazyRoute, NestedRoute, PartialPathMatch, PathSegment, PossibleRouteMatch, SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
};
use std::{borrow::Cow, pin::Pin};

/// Boxed, so that the browser contains the wait for a download once.
type Waiting<T> = Pin<Box<dyn Future<Output = T>>>;

/// A page that is downloaded when it is opened, as the view of its route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    address: Address,
    /// Fetches the download.
    fetch: fn() -> Waiting<()>,
    /// Draws the page once the download is there.
    draw: fn() -> Waiting<AnyView>,
}

impl Page {
    pub(super) const fn of<T: LazyRoute>(address: &'static str) -> Self {
        Self {
            address: Address(address),
            fetch: || Box::pin(T::preload()),
            draw: || Box::pin(async { T::view(T::data()).await }),
        }
    }

    pub(super) fn route(&self) -> AnyNestedRoute {
        NestedRoute::new(self.address, *self).ssr_mode(SsrMode::Async).into_any_nested_route()
    }

    pub(super) fn is_at(&self, path: &str) -> bool {
        self.address.params_of(path).is_some()
    }
}

impl ChooseView for Page {
    fn choose(self) -> impl Future<Output = AnyView> {
        (self.draw)()
    }

    fn preload(&self) -> impl Future<Output = ()> {
        (self.fetch)()
    }
}

/// The whole address of a page, as in its route; `:name` stands for one part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address(pub &'static str);

impl Address {
    /// Returns the parts that the route leaves open; `None` for the address of another page.
    fn params_of(self, path: &str) -> Option<Vec<(Cow<'static, str>, String)>> {
        let (mut route, mut path) = (parts(self.0), parts(path));
        let mut params = vec![];
        loop {
            match (route.next(), path.next()) {
                (None, None) => return Some(params),
                (Some(wanted), Some(part)) => match wanted.strip_prefix(':') {
                    Some(name) => params.push((Cow::Borrowed(name), part.to_owned())),
                    None if wanted == part => {}
                    None => return None,
                },
                _ => return None,
            }
        }
    }
}

impl PossibleRouteMatch for Address {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        self.params_of(path).map(|params| PartialPathMatch::new("", params, path))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.extend(parts(self.0).map(|part| match part.strip_prefix(':') {
            Some(name) => PathSegment::Param(name.into()),
            None => PathSegment::Static(part.into()),
        }));
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// Writes, from one line for each page: the download of a lazy page, the tables of these pages outside of the frame and
/// inside of it, the routes of the first download, and the list of all addresses ([`PAGES`](super::PAGES)).
///
/// The first word names a lazy page's download; the second is the component that it shows. A download that draws more
/// than its page is named alone: its feature writes the route.
macro_rules! pages {
    (
        outside { $($outside:tt => $OutsideRoute:ident($Outside:ident),)* }
        first { $($first:tt => $First:ident,)* }
        shared { $($shared:tt => $SharedRoute:ident,)* }
        lazy { $($lazy:tt => $LazyRoute:ident($Lazy:ident),)* }
    ) => {
        $(lazy_page!($OutsideRoute, $Outside);)*
        $(lazy_page!($LazyRoute, $Lazy);)*

        /// The address of every page, as in its route.
        pub const PAGES: &[&str] = &[$($outside,)* $($first,)* $($shared,)* $($lazy,)*];

        const OUTSIDE: &[Page] = &[$(Page::of::<$OutsideRoute>($outside),)*];

        const INSIDE: &[Page] = &[$(Page::of::<$SharedRoute>($shared),)* $(Page::of::<$LazyRoute>($lazy),)*];

        fn first() -> impl IntoIterator<Item = AnyNestedRoute> {
            [$(NestedRoute::new(Address($first), $First).into_any_nested_route(),)*]
        }
    };
}

/// Writes the lazy route of one page.
macro_rules! lazy_page {
    ($Route:ident, $Page:ident) => {
        #[derive(Clone, Copy, Debug)]
        struct $Route;

        #[lazy_route]
        impl LazyRoute for $Route {
            fn data() -> Self {
                Self
            }

            fn view(this: Self) -> AnyView {
                let $Route = this;
                view! { <$Page /> }.into_any()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn a_route_leads_to_its_own_addresses_only() {
        let is_at = |route: &'static str, address: &str| Address(route).params_of(address).is_some();
        for (route, address) in [("", "/"), ("/tim", "/tim/"), ("/tim/:employee", "/tim/7"), ("/masuk", "/masuk")] {
            assert!(is_at(route, address), "{route} {address}");
        }
        for (route, address) in
            [("", "/tim"), ("/tim", "/"), ("/tim", "/tim/7"), ("/tim/:employee", "/tim"), ("/tim", "/akun")]
        {
            assert!(!is_at(route, address), "{route} {address}");
        }
    }

    #[test]
    fn what_a_route_leaves_open_is_read_by_its_name() {
        let params = Address("/skp/:skp/ubah").params_of("/skp/7/ubah").expect("its address");
        assert_eq!(params, [("skp".into(), "7".to_owned())]);
    }
}
