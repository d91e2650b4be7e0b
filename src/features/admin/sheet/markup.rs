//! Looks for single tags in the XML of a workbook, for what its parser does not tell.

/// Returns the tags of a name, with or without a namespace, each from behind its name to its end.
pub(super) fn tags<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = xml;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find('<')?;
            let tag = &rest[start + 1..];
            rest = tag;
            let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
            let found = tag[..end].rsplit(':').next() == Some(name);
            if found {
                let body = &tag[end..];
                let close = close_of(body);
                rest = &body[close..];
                return Some(&body[..close]);
            }
        }
    })
}

/// Returns the position of the end of a tag: the first `>` outside of quotes.
fn close_of(body: &str) -> usize {
    let mut quote = None;
    for (at, c) in body.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    body.len()
}

/// Returns an attribute of a tag, without looking at its namespace or unescaping its value.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(equals) = rest.find('=') {
        let key = rest[..equals].trim().rsplit([' ', '\t', '\n', '\r', ':']).next().unwrap_or_default();
        let value = rest[equals + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = &value[1..];
        let end = value.find(quote)?;
        if key == name {
            return Some(&value[..end]);
        }
        rest = &value[end + 1..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_found_in_every_usual_form() {
        let xml =
            "<?xml version=\"1.0\"?><x:sst a='>' uniqueCount = '12' /><!-- <sst uniqueCount=\"7\"> --><ssts b=\"1\"/>";
        let counts: Vec<_> = tags(xml, "sst").map(|tag| attribute(tag, "uniqueCount")).collect();
        assert_eq!(counts, [Some("12"), Some("7")]);
        assert_eq!(tags("<sst uniqueCount=\"9", "sst").count(), 1);
        assert_eq!(tags("<sst", "sst").count(), 0);
        assert_eq!(attribute(" r:id=\"rId1\"", "id"), Some("rId1"));
    }
}
