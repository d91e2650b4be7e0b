//! The versions of a response that a client knows.

use axum::http::{HeaderMap, header};

/// Returns whether `If-None-Match` names a tag: in a list, in the weak form that a proxy makes of it, or by `*`, which
/// stands for any version.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    let mut known = lists.flat_map(|list| list.split(',')).map(str::trim);
    known.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_version_is_found_in_every_form_of_the_header() {
        let is_known = |lists: &[&'static str]| {
            let headers = lists.iter().map(|list| (header::IF_NONE_MATCH, list.parse().expect("a header")));
            super::is_known(
                &headers.collect::<Vec<_>>().into_iter().fold(HeaderMap::new(), |mut all, (name, list)| {
                    all.append(name, list);
                    all
                }),
                "\"7\"",
            )
        };
        for known in [&["\"7\""][..], &["*"], &["W/\"7\""], &["\"6\", W/\"7\""], &["\"6\"", "\"8\",\"7\""]] {
            assert!(is_known(known), "{known:?}");
        }
        for other in [&[][..], &["\"6\""], &["7"], &["\"77\""], &["W/\"6\", \"8\""], &[""]] {
            assert!(!is_known(other), "{other:?}");
        }
    }
}
