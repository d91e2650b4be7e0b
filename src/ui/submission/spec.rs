//! What tells one form from another: its draft, its check, and how an attempt travels.

use super::{Fields, Submission};
use crate::error::{Error, FieldErrors};
use std::pin::Pin;

/// One try to send something. What is sent again is the same attempt.
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
    /// What was stored, in words.
    pub words: String,
    /// Runs once the form is settled, also when its page has been left ([`Submission::typed`] knows).
    pub then: Box<dyn FnOnce(Submission)>,
}

/// An attempt on its way.
pub type Sending = Pin<Box<dyn Future<Output = Result<Receipt, Error>>>>;

/// Carries an attempt to where it is stored: the only seam between forms and network.
pub type Transport = Box<dyn Fn(Attempt) -> Sending + Send + Sync>;

/// Makes a transport of an asynchronous function.
pub fn transport<F>(send: impl Fn(Attempt) -> F + Send + Sync + 'static) -> Transport
where
    F: Future<Output = Result<Receipt, Error>> + 'static,
{
    Box::new(move |attempt| Box::pin(send(attempt)))
}

/// Makes the body of an attempt of what is typed, or says what is wrong with which field.
pub type Check = Box<dyn Fn(&Fields) -> Result<Fields, FieldErrors> + Send + Sync>;

/// What tells one form from another. Boxed functions, so that the browser carries the rest once.
#[expect(missing_debug_implementations, reason = "holds functions")]
pub struct Spec {
    /// The place on the device where the draft is kept; none for secrets and for buttons without fields.
    pub draft: Option<String>,
    /// The address to return to after signing in.
    pub back: String,
    /// The fields that show what is wrong with them; what is wrong with others is told below the button.
    pub fields: &'static [&'static str],
    pub check: Check,
    pub transport: Transport,
}

impl Spec {
    /// A form of which nothing is kept on the device and everything is checked by the server.
    pub fn new(back: impl Into<String>, transport: Transport) -> Self {
        Self { draft: None, back: back.into(), fields: &[], check: Box::new(|typed| Ok(typed.clone())), transport }
    }
}
