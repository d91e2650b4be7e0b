//! The encoding of values between the pages and the server: postcard, written as text.
//!
//! Postcard carries neither names nor types, so the browser needs one short reader for each type where JSON needs
//! two long ones (measured: see the table of bytes in `docs/measurements.md`). Other programs use the API in JSON.
//! It is text, because most values travel inside a document, where they compress together with the words that
//! the page shows: printable ASCII stays as it is, every other byte becomes one letter of Latin Extended; so does
//! `<`, which Leptos would escape in a way that only JSON undoes.
//!
//! Each value begins with [`VERSION`]: a page opened before a deployment recognises it instead of misreading the rest.

use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

/// For `#[server(output = Packed)]`.
pub type Packed = Post<Pack>;

/// Marks our own responses; a proxy's error page has no such mark.
const MARK: &str = "K:";
/// The version of all types on the wire, computed by `build.rs`.
pub const VERSION: &str = env!("KINERJA_WIRE");
/// The first letter that stands for another byte.
const LETTERS: u32 = 0x100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("not an answer of Kinerja")]
    Foreign,
    #[error("of another version")]
    Outdated,
    #[error("broken")]
    Broken,
}

/// # Errors
/// [`Unreadable::Broken`] when a type cannot be written without names.
pub fn pack<T: Serialize>(value: &T) -> Result<String, Unreadable> {
    let bytes = postcard::to_allocvec(value).map_err(|_| Unreadable::Broken)?;
    let mut text = String::with_capacity(MARK.len() + VERSION.len() + bytes.len() + bytes.len() / 4);
    text.push_str(MARK);
    text.push_str(VERSION);
    text.extend(bytes.into_iter().map(|byte| match byte {
        b' '..=b'~' if byte != b'<' => char::from(byte),
        _ => char::from_u32(LETTERS + u32::from(byte)).unwrap_or_default(),
    }));
    Ok(text)
}

/// # Errors
/// When the text was not written by [`pack`] of this build, or for another type.
pub fn unpack<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    postcard::from_bytes(&bytes_of(text)?).map_err(|_| Unreadable::Broken)
}

fn bytes_of(text: &str) -> Result<Vec<u8>, Unreadable> {
    let text = text.strip_prefix(MARK).ok_or(Unreadable::Foreign)?;
    let text = text.strip_prefix(VERSION).ok_or(Unreadable::Outdated)?;
    text.chars()
        .map(|letter| {
            let letter = u32::from(letter);
            u8::try_from(letter.checked_sub(LETTERS).unwrap_or(letter)).map_err(|_| Unreadable::Broken)
        })
        .collect()
}

#[derive(Debug)]
pub struct Pack;

impl ContentType for Pack {
    const CONTENT_TYPE: &'static str = "text/plain; charset=utf-8";
}

impl FormatType for Pack {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Pack {
    type Error = Unreadable;

    fn encode(output: &T) -> Result<bytes::Bytes, Unreadable> {
        pack(output).map(Into::into)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Pack {
    type Error = Unreadable;

    fn decode(bytes: bytes::Bytes) -> Result<T, Unreadable> {
        unpack(std::str::from_utf8(&bytes).map_err(|_| Unreadable::Foreign)?)
    }
}

impl<T: Serialize> codee::Encoder<T> for Pack {
    type Error = Unreadable;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Unreadable> {
        pack(value)
    }
}

impl<T: DeserializeOwned> codee::Decoder<T> for Pack {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Unreadable> {
        unpack(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_it_was_written() {
        let value = (vec![0_u8, 9, 10, 31, 34, 60, 92, 127, 128, 255], "Rp 12.000 – 81,8 %".to_owned(), Some(-3_i64));
        let text = pack(&value).expect("text");
        assert_eq!(unpack(&text), Ok(value));
        assert!(text.chars().all(|letter| !letter.is_control() && letter != '<'));
    }

    #[test]
    fn what_another_build_or_a_proxy_wrote_is_told_apart() {
        let text = pack(&7_i32).expect("text");
        assert_eq!(unpack::<i32>(&text.replacen(VERSION, "0123456789abcdef", 1)), Err(Unreadable::Outdated));
        assert_eq!(unpack::<i32>("<html>502 Bad Gateway</html>"), Err(Unreadable::Foreign));
        assert_eq!(unpack::<String>(&text), Err(Unreadable::Broken));
        assert_eq!(unpack::<i32>(&format!("{MARK}{VERSION}€")), Err(Unreadable::Broken));
    }
}
