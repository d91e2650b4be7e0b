//! Texts that people wrote: addresses in them can be tapped, and a long one is folded.

use leptos::prelude::*;

/// The longest text that is shown as a whole, in characters.
const MAX_SHOWN: usize = 400;

/// Draws a text with its lines; `http` and `https` addresses are links.
pub fn prose(text: &str) -> AnyView {
    match text.char_indices().nth(MAX_SHOWN) {
        None => linked(text),
        Some((at, _)) => {
            let begin = text[..at].rfind(char::is_whitespace).map_or(at, |space| space.max(at / 2));
            let begin = text.get(..begin).unwrap_or_default().trim_end().to_owned();
            view! {
                <details class="folded">
                    <summary>
                        <span class="folded-begin">{linked(&begin)} " …"</span>
                    </summary>
                    {linked(text)}
                </details>
            }
            .into_any()
        }
    }
}

/// Draws a text of one line with its links.
pub fn linked(text: &str) -> AnyView {
    parts(text)
        .map(|(part, is_link)| {
            if is_link {
                let href = part.to_owned();
                view! { <a href=href rel="external noopener noreferrer nofollow" target="_blank">{part.to_owned()}</a> }
                    .into_any()
            } else {
                part.to_owned().into_any()
            }
        })
        .collect_view()
        .into_any()
}

/// Splits a text into words between links and links.
fn parts(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, is_link) = match start(rest) {
            Some(0) => {
                // No address has these characters: they quote it, or enclose it.
                let is_end = |c: char| c.is_whitespace() || "\"<>{}|\\^`“”«»".contains(c);
                let end = rest.find(is_end).unwrap_or(rest.len());
                // A sentence goes on behind the address.
                let link = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
                (link, true)
            }
            Some(at) => (&rest[..at], false),
            None => (rest, false),
        };
        rest = &rest[part.len()..];
        Some((part, is_link))
    })
}

/// Returns where the first address begins: `http://` or `https://` with something behind it.
fn start(text: &str) -> Option<usize> {
    let of = |scheme: &str| {
        text.match_indices(scheme)
            .find(|(at, _)| text[at + scheme.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
            .map(|(at, _)| at)
    };
    [of("http://"), of("https://")].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn addresses_are_found_in_a_text_and_nothing_else_is_a_link() {
        let links = |text| parts(text).filter(|(_, is_link)| *is_link).map(|(part, _)| part).collect::<Vec<_>>();
        let text = "Lihat https://drive.example/a?b=1 (atau http://192.168.1.2/x). Selesai";
        assert_eq!(links(text), ["https://drive.example/a?b=1", "http://192.168.1.2/x"]);
        assert_eq!(parts(text).map(|(part, _)| part).collect::<String>(), text);
        let written_by_a_program =
            r#"{"a":"https://a.example/b?c=1","x":["http://d.example"]} “https://e.example”, <https://f.example>"#;
        assert_eq!(
            links(written_by_a_program),
            ["https://a.example/b?c=1", "http://d.example", "https://e.example", "https://f.example"]
        );
        for none in ["javascript:alert(1)", "http:// kosong", "https://", "htt", "ftp://x.example", ""] {
            assert_eq!(links(none), Vec::<&str>::new(), "{none}");
        }
        assert_eq!(
            parts("http:// https://a.example").map(|(part, _)| part).collect::<String>(),
            "http:// https://a.example"
        );
    }
}
