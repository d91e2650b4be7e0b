//! Refuses requests that are not for this server. The check of the origin compares with `Host`: whoever chooses that
//! header chooses what is compared.

use super::App;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The layer in front of everything that runs code for a request.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() == Method::CONNECT {
        // This server is no proxy.
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match named(request.uri(), request.headers()) {
        Some(host) if is_served(&host, app.config.public_url.as_deref()) => next.run(request).await,
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Returns whether somebody asked for this here: on a page of this server, or by typing or keeping the address. A link
/// elsewhere makes its reader ask without knowing. Browsers send `Sec-Fetch-Site` over https alone; without it the page
/// is known by the referrer. Programs send neither.
pub fn is_asked_here(headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    if let Some(site) = headers.get("sec-fetch-site") {
        return text(site).is_some_and(|site| ["same-origin", "none"].contains(&site.as_str()));
    }
    let Some(page) = headers.get(header::REFERER) else { return true };
    text(page).and_then(|page| page.parse::<Uri>().ok()).is_some_and(|page| is_of_host(&page, headers))
}

/// Returns whether an address has the host that a request names.
pub fn is_of_host(address: &Uri, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.parse::<Authority>().ok());
    host.is_some() && address.authority() == host.as_ref()
}

/// Returns the host that a request names; `None` if it names none, or more than one.
fn named(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host: Authority = hosts.next()?.to_str().ok()?.parse().ok()?;
    let is_only = hosts.next().is_none() && uri.authority().is_none_or(|authority| *authority == host);
    is_only.then_some(host)
}

/// Returns whether a host is the public one, or this machine's own name for itself; without a public address any host
/// is.
fn is_served(host: &Authority, public_url: Option<&str>) -> bool {
    let Some(public) = public_url.and_then(|url| url.parse::<Uri>().ok()) else { return true };
    let port = |port: Option<u16>| port.or(if public.scheme_str() == Some("https") { Some(443) } else { Some(80) });
    let is_public = public.host().is_some_and(|name| name.eq_ignore_ascii_case(host.host()))
        && port(public.port_u16()) == port(host.port_u16());
    is_public || ["localhost", "127.0.0.1", "[::1]"].contains(&host.host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_name_and_this_machine_are_served() {
        let served = |host: &str, url| is_served(&host.parse().expect("a host"), url);
        let url = Some("https://kinerja.example.go.id");
        for host in
            ["kinerja.example.go.id", "KINERJA.example.go.id:443", "localhost:3000", "127.0.0.1:3000", "[::1]:1"]
        {
            assert!(served(host, url), "{host}");
        }
        for host in ["jahat.example", "kinerja.example.go.id:80", "kinerja.example.go.id.jahat.example", "10.0.0.1"] {
            assert!(!served(host, url), "{host}");
            assert!(served(host, None), "{host}");
        }
        assert!(served("kinerja.example.go.id:8080", Some("http://kinerja.example.go.id:8080")));
    }

    #[test]
    fn a_link_elsewhere_is_told_from_a_page_of_this_server() {
        let is_here = |sent: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("a.example:3000"));
            for (name, value) in sent {
                headers.insert(*name, value.parse().expect("a header"));
            }
            is_asked_here(&headers)
        };
        for here in [
            &[][..],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "same-origin"), ("referer", "http://b.example/")],
            &[("referer", "http://a.example:3000/dasbor?unit=1")],
        ] {
            assert!(is_here(here), "{here:?}");
        }
        for elsewhere in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("referer", "http://a.example:3000/")],
            &[("referer", "http://b.example/?http://a.example:3000/")],
            &[("referer", "http://a.example/")],
            &[("referer", "a")],
        ] {
            assert!(!is_here(elsewhere), "{elsewhere:?}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        let named = |uri: &str, hosts: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, host.parse().expect("a header"));
            }
            named(&uri.parse().expect("an address"), &headers).map(|host| host.to_string())
        };
        assert_eq!(named("/", &["a.example:3000"]).as_deref(), Some("a.example:3000"));
        assert_eq!(named("http://a.example/", &["a.example"]).as_deref(), Some("a.example"));
        for (uri, hosts) in
            [("/", &[][..]), ("/", &["a.example", "b.example"]), ("http://b.example/", &["a.example"]), ("/", &["a b"])]
        {
            assert_eq!(named(uri, hosts), None, "{uri} {hosts:?}");
        }
    }
}
