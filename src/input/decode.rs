//! From bytes to text.

use std::sync::Arc;

/// The bytes as text. The error says which byte is wrong, and where.
pub(super) fn decode(bytes: &[u8]) -> Result<Arc<str>, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let at = error.valid_up_to();
            let line = bytes[..at].iter().filter(|&&it| it == b'\n').count() + 1;
            Err(format!("not UTF-8: byte 0x{:02x} at offset {at}, line {line}", bytes[at]))
        }
    }
}
