//! The code of a request: short enough to be read out on the telephone.

use super::clock::new_id;
use axum::http::HeaderName;

/// The header that carries the code.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CODE: String;
}

/// Returns the code of the current request; `None` outside of one.
pub fn code() -> Option<String> {
    CODE.try_with(Clone::clone).ok()
}

/// Runs a request under its code.
pub async fn with_code<T>(code: String, request: impl Future<Output = T>) -> T {
    CODE.scope(code, request).await
}

/// Returns a new code, such as `K7M2-9QXF`: 40 random bits in letters and digits that are not easily confused.
pub fn new_code() -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let random = new_id().as_u128();
    let letter = |place: u32| char::from(LETTERS[usize::try_from((random >> (5 * place)) & 31).unwrap_or_default()]);
    (0..4).map(letter).chain(['-']).chain((4..8).map(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::new_code;

    #[test]
    fn a_code_can_be_read_out() {
        let codes: std::collections::BTreeSet<_> = (0..1000).map(|_| new_code()).collect();
        assert_eq!(codes.len(), 1000, "each request has its own");
        for code in codes {
            assert_eq!(code.len(), 9);
            assert!(code.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase()), "{code}");
            assert!(!code.contains(['0', 'O', '1', 'I']), "{code}");
        }
    }
}
