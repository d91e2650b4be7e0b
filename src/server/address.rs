//! The network address of a caller.

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Returns the network address of the caller; only the proxy is trusted to name another one.
pub fn of_request(request: &Request, trusted_proxy: Option<IpAddr>) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip().to_canonical());
    if trusted_proxy == Some(peer) { forwarded(request.headers()).unwrap_or(peer) } else { peer }
}

/// Returns the address that the proxy has added: the last of the last header. Those before it are the client's claims.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    // Some proxies add the port, and brackets around IPv6.
    let address = last
        .parse::<IpAddr>()
        .or_else(|_| last.parse::<SocketAddr>().map(|with_port| with_port.ip()))
        .or_else(|_| last.trim_start_matches('[').trim_end_matches(']').parse::<Ipv6Addr>().map(IpAddr::V6));
    address.ok().map(|address| address.to_canonical())
}

/// Returns the network that counts as one address: a provider gives a whole /64 of IPv6 to each connection.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        forwarded(&headers).map(|address| address.to_string())
    }

    #[test]
    fn the_proxys_own_entry_is_believed_and_no_other() {
        for (lines, address) in [
            (&["203.0.113.7"][..], Some("203.0.113.7")),
            (&["198.51.100.1, 203.0.113.7"], Some("203.0.113.7")),
            (&["198.51.100.1", "203.0.113.7"], Some("203.0.113.7")),
            (&["203.0.113.7:4711"], Some("203.0.113.7")),
            (&["[2001:db8::7]:4711"], Some("2001:db8::7")),
            (&["[2001:db8::7]"], Some("2001:db8::7")),
            (&["::ffff:203.0.113.7"], Some("203.0.113.7")),
            (&["198.51.100.1, sampah"], None),
            (&[], None),
        ] {
            assert_eq!(of(lines).as_deref(), address, "{lines:?}");
        }
    }

    #[test]
    fn an_ipv6_connection_is_one_address_whatever_its_last_half() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }
}
