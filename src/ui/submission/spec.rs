//! The differences between forms: the draft, the check, and the transport of an attempt.

use super::{Fields, Submission};
use crate::error::{Error, FieldErrors};
use std::pin::Pin;

/// One try to send something. Sending it again is the same attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The idempotency key, a UUID: the id of what the attempt creates.
    pub key: String,
    /// When this body was first sent, by the clock of the device, in RFC 3339.
    pub at: String,
    /// The checked fields.
    pub body: Fields,
}

/// The acknowledgement of the server.
#[expect(missing_debug_implementations, reason = "holds a function")]
pub struct Receipt {
    /// The stored data, in words.
    pub words: String,
    /// Runs once the form is settled, also when its page has been left (then [`Submission::typed`] is `None`).
    pub then: Box<dyn FnOnce(Submission)>,
}

/// A pending request.
pub type Sending = Pin<Box<dyn Future<Output = Result<Receipt, Error>>>>;

/// Sends an attempt to the server: the only seam between forms and network.
pub type Transport = Box<dyn Fn(Attempt) -> Sending + Send + Sync>;

/// Returns a transport that calls an asynchronous function.
pub fn transport<F>(send: impl Fn(Attempt) -> F + Send + Sync + 'static) -> Transport
where
    F: Future<Output = Result<Receipt, Error>> + 'static,
{
    Box::new(move |attempt| Box::pin(send(attempt)))
}

/// Checks typed fields and returns the body of an attempt, or the errors of the fields.
pub type Check = Box<dyn Fn(&Fields) -> Result<Fields, FieldErrors> + Send + Sync>;

/// The specification of a form. Its functions are boxed, so that the browser contains the rest once.
#[expect(missing_debug_implementations, reason = "holds functions")]
pub struct Spec {
    /// The key of the draft on the device; `None` for secrets and for buttons without fields.
    pub draft: Option<String>,
    /// The address that takes the body of an attempt long after its page was built, from `end2end/unsent.js`: one of the
    /// API, or that of a page with a plain form. Empty where only the open form sends.
    pub address: String,
    /// The address to return to after signing in.
    pub back: String,
    /// The fields that show their own error; the errors of others are shown below the button.
    pub fields: &'static [&'static str],
    /// Whether the form edits something: its fields stay after the receipt, and the draft of the device takes the place of
    /// what the server knew.
    pub edits: bool,
    pub check: Check,
    pub transport: Transport,
}

impl Spec {
    /// Returns a form without a draft that only the server checks.
    pub fn new(back: impl Into<String>, transport: Transport) -> Self {
        Self {
            draft: None,
            address: String::new(),
            back: back.into(),
            fields: &[],
            edits: false,
            check: Box::new(|typed| Ok(typed.clone())),
            transport,
        }
    }
}
