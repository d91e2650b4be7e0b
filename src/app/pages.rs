//! How the page table becomes routes, downloads and the list of addresses.

/// Writes, from one line for each page: its route, the download of a lazy page, the function that fetches that download
/// before hydration ([`preload`](super::preload)), and the list of all addresses ([`PAGES`](super::PAGES)).
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

        /// The page at the browser's address.
        #[component]
        fn Pages() -> impl IntoView {
            view! {
                <Routes fallback=NotFound>
                    $(<Route path=path!($outside) view={Lazy::<$OutsideRoute>::new()} ssr=SsrMode::Async />)*
                    <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                        $(<Route path=path!($first) view=$First />)*
                        $(<Route path=path!($shared) view={Lazy::<$SharedRoute>::new()} />)*
                        $(<Route path=path!($lazy) view={Lazy::<$LazyRoute>::new()} />)*
                    </ParentRoute>
                </Routes>
            }
        }

        /// Fetches the separate download of the page at an address, if it has one.
        pub async fn preload(address: &str) {
            if let Some(download) = download(address) {
                download.await;
            }
        }

        /// Boxed, so that the browser contains the wait for a download once.
        fn download(address: &str) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
            $(if pages::is_at($outside, address) {
                return Some(Box::pin($OutsideRoute::preload()));
            })*
            $(if pages::is_at($shared, address) {
                return Some(Box::pin($SharedRoute::preload()));
            })*
            $(if pages::is_at($lazy, address) {
                return Some(Box::pin($LazyRoute::preload()));
            })*
            None
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

/// Returns whether a page's route matches an address; `:name` matches one segment.
pub(crate) fn is_at(route: &str, address: &str) -> bool {
    let (mut route, mut address) = (parts(route), parts(address));
    loop {
        match (route.next(), address.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted.starts_with(':') || wanted == part => {}
            _ => return false,
        }
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn a_route_leads_to_its_own_addresses_only() {
        for (route, address) in [("", "/"), ("/tim", "/tim/"), ("/tim/:employee", "/tim/7"), ("/masuk", "/masuk")] {
            assert!(is_at(route, address), "{route} {address}");
        }
        for (route, address) in
            [("", "/tim"), ("/tim", "/"), ("/tim", "/tim/7"), ("/tim/:employee", "/tim"), ("/tim", "/akun")]
        {
            assert!(!is_at(route, address), "{route} {address}");
        }
    }
}
