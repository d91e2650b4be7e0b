//! Text files as spreadsheets save them: UTF-8 with or without a byte order mark, UTF-16 with one, or the code page of
//! Windows.

/// The characters of bytes 0x80 to 0x9F in Windows-1252; the others are those of Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Returns the text of a file. Every file has one: what is no UTF-8 is taken for Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(windows_1252).collect(), str::to_owned)
        }
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_every_encoding_of_a_spreadsheet() {
        assert_eq!(decode(b"\xEF\xBB\xBFbaris"), "baris");
        assert_eq!(decode("ANDRÉ".as_bytes()), "ANDRÉ");
        assert_eq!(decode(b"ANDR\xC9 1973\x95\x952900"), "ANDRÉ 1973••2900");
        assert_eq!(decode(b"\xFF\xFEN\0I\0P\0"), "NIP");
        assert_eq!(decode(b"\xFE\xFF\0N\0I\0P"), "NIP");
    }
}
