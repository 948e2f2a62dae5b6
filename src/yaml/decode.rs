//! Bytes to text, as go-yaml reads them: UTF-8, or UTF-16 with a byte order mark. UTF-32 is read too.

use std::fmt;

/// Bytes that are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The first byte that is wrong, from 0.
    pub offset: usize,
    /// Its line, from 1.
    pub line: usize,
    /// What is there, such as ``byte `0xff` ``.
    pub found: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not UTF-8: {} at offset {} in line {}", self.found, self.offset, self.line)
    }
}

impl std::error::Error for DecodeError {}

/// Decodes the bytes of a file. A byte order mark of UTF-8 stays in the text, so that offsets in the text are offsets in
/// the file; those of other encodings are dropped, as nothing there has the offset it had.
pub fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] => return utf32(&bytes, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, ..] => return utf32(&bytes, u32::from_be_bytes),
        [0xff, 0xfe, ..] => return utf16(&bytes, u16::from_le_bytes),
        [0xfe, 0xff, ..] => return utf16(&bytes, u16::from_be_bytes),
        _ => {}
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let found = bytes.get(offset).map_or_else(|| "the end".to_owned(), |it| format!("byte `0x{it:02x}`"));
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..offset]).count();
        DecodeError { offset, line, found }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (units, rest) = bytes[2..].as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut offset = 2;
    for c in char::decode_utf16(units.iter().map(|it| unit(*it))) {
        let c =
            c.map_err(|it| wrong(&text, offset, format!("half a character, `0x{:04x}`", it.unpaired_surrogate())))?;
        offset += 2 * c.len_utf16();
        text.push(c);
    }
    if rest.is_empty() { Ok(text) } else { Err(wrong(&text, offset, "half a code unit".to_owned())) }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Result<String, DecodeError> {
    let (units, rest) = bytes[4..].as_chunks::<4>();
    let mut text = String::with_capacity(bytes.len() / 4);
    for (number, it) in units.iter().enumerate() {
        let code = unit(*it);
        let c =
            char::from_u32(code).ok_or_else(|| wrong(&text, 4 + number * 4, format!("no character, `0x{code:x}`")))?;
        text.push(c);
    }
    let offset = bytes.len() - rest.len();
    if rest.is_empty() { Ok(text) } else { Err(wrong(&text, offset, "a part of a code unit".to_owned())) }
}

fn wrong(before: &str, offset: usize, found: String) -> DecodeError {
    DecodeError { offset, line: 1 + before.matches('\n').count(), found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_of_all_encodings() {
        let text = "a: \u{e4}\u{1d11e}\n";
        let marked = format!("\u{feff}{text}");
        let le16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let le32: Vec<u8> = marked.chars().flat_map(|it| (it as u32).to_le_bytes()).collect();
        let be32: Vec<u8> = marked.chars().flat_map(|it| (it as u32).to_be_bytes()).collect();
        for bytes in [le16, be16, le32, be32, text.as_bytes().to_vec()] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(marked.clone().into_bytes()), Ok(marked), "offsets of UTF-8 stay");
    }

    #[test]
    fn errors_name_the_place() {
        let error = decode(b"a: b\nc: \xff".to_vec()).unwrap_err();
        assert_eq!((error.offset, error.line), (8, 2));
        assert_eq!(error.to_string(), "not UTF-8: byte `0xff` at offset 8 in line 2");
        assert_eq!(decode(b"\xff\xfea".to_vec()).unwrap_err().found, "half a code unit");
        assert_eq!(decode(b"\xff\xfe\n\0\0\xd8".to_vec()).unwrap_err().line, 2);
        assert!(decode(b"\xff\xfe\0\0\0\0\0\x01".to_vec()).is_err());
    }
}
