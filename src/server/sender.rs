//! What a request says about its sender: for which account its page was opened, and the key that becomes the id of what
//! is created, so that sending it again creates nothing.
//!
//! Tabs of a browser share the session's cookie. On a shared device a page may still be open, or a form may wait for a
//! signal, when somebody else signs in: what it sends must not be recorded in that person's name, and its readers must
//! not see that person's data in it.

use crate::domain::id::{AccountId, EmployeeId};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, header},
};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The header in which the scripts of a page name its account (`end2end/loader.js`).
const ACCOUNT_HEADER: &str = "kinerja-account";
/// The field in which a plain form names it.
const ACCOUNT_FIELD: &str = "untuk";

/// Returns the account for which a request was written, if it names one; programs name none. What is no id is of no
/// account. The request's body must be in memory.
pub async fn written_for(request: Request) -> (Request, Option<AccountId>) {
    let account = |text: &str| text.parse().unwrap_or(AccountId(Uuid::nil()));
    if let Some(named) = request.headers().get(ACCOUNT_HEADER) {
        let named = account(named.to_str().unwrap_or_default());
        return (request, Some(named));
    }
    if request.method() != Method::POST || !is_form(request.headers()) {
        return (request, None);
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, super::body::MAX_BODY).await.unwrap_or_default();
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let named = fields.iter().find(|(name, value)| name == ACCOUNT_FIELD && !value.is_empty());
    let named = named.map(|(_, value)| account(value));
    (Request::from_parts(parts, Body::from(body)), named)
}

/// Returns whether a request has the body of a plain form.
pub fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

/// Returns the id of what a person creates under a key that is the id of something of another person's already. Each
/// person's keys are their own: nobody learns of another's, nor is kept from sending by it. Sent again, it has the same
/// id.
pub fn own_id(person: EmployeeId, key: Uuid) -> Uuid {
    let digest = Sha256::digest([person.0.as_bytes().as_slice(), key.as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
    Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_and_key_have_the_same_id_and_no_others() {
        let [dewi, sari] = [1, 2].map(|id| EmployeeId(Uuid::from_u128(id)));
        let [key, other] = [7, 8].map(Uuid::from_u128);
        assert_eq!(own_id(dewi, key), own_id(dewi, key));
        assert_ne!(own_id(dewi, key), own_id(sari, key));
        assert_ne!(own_id(dewi, key), own_id(dewi, other));
        assert_ne!(own_id(dewi, key), key);
    }
}
