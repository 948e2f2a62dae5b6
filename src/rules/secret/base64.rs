//! Base64, standard and URL-safe, padded or not.

/// The bytes, or `None` where the text is not base64. White space is skipped.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    let mut padding = 0;
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 1;
        if count % 4 == 0 {
            out.extend_from_slice(&bits.to_be_bytes()[1..]);
        }
    }
    match count % 4 {
        0 => {}
        1 => return None,
        2 => out.push((bits >> 4) as u8),
        _ => out.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
    }
    (padding <= 2).then_some(out)
}

/// The text, or `None` where the bytes are none.
pub(super) fn decode_text(text: &str) -> Option<String> {
    String::from_utf8(decode(text)?).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Padded, of the standard alphabet.
    pub(in super::super) fn encode(bytes: &[u8]) -> String {
        const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, &it| bits << 8 | u32::from(it)) << (8 * (3 - chunk.len()));
            out.extend((0..=chunk.len()).map(|at| char::from(SIGNS[(bits >> (18 - 6 * at) & 63) as usize])));
            out.extend(std::iter::repeat_n('=', 3 - chunk.len()));
        }
        out
    }

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (text, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(decode_text(encoded).as_deref(), Some(text));
            assert_eq!(decode_text(encoded.trim_end_matches('=')).as_deref(), Some(text));
        }
        assert_eq!(decode("_-8"), decode("/+8="));
        for wrong in ["a", "a===", "Zg=v", "{{ x }}"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
