//! Text from the input is the attacker's: names, labels, paths and source lines are made harmless for where they go.

use std::borrow::Cow;

/// Whether a character could command a terminal, reorder what is read, or hide in it.
fn is_hostile(c: char) -> bool {
    // All of ASCII that is hostile is control characters.
    c.is_control()
        || !c.is_ascii()
            && matches!(c,
            // Soft hyphen, joiners, fillers and other characters without a width.
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            // Tags and the variation selectors that can carry whole hidden sentences.
            | '\u{e0000}'..='\u{e0fff}'
            // Line and paragraph separators.
            | '\u{2028}' | '\u{2029}'
            // Marks, embeddings, overrides and isolates of bidirectional text.
            | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Appends a character, visibly escaped if it is hostile. `##[` never comes into being: a runner of GitHub Actions takes
/// it for a command wherever it stands in a line.
pub(super) fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '[' if out.ends_with("##") => out.push_str("\\u{5b}"),
        c if is_hostile(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// Whether all of it is printable ASCII without the beginning of a command: nearly always.
fn is_plain(text: &[u8]) -> bool {
    text.iter().all(|it| matches!(it, b' '..=b'~' if *it != b'#'))
}

/// One line that shows what a terminal would obey.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) || !text.contains("##[") && !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut out, c));
    Cow::Owned(out)
}

/// A path that begins a line: as [`visible`], and never the start of a workflow command.
pub(super) fn leading_path(path: &str) -> Cow<'_, str> {
    let path = visible(path);
    if path.trim_start().starts_with("::") { Cow::Owned(format!("./{path}")) } else { path }
}

/// The message of a workflow command. Line feeds survive: the runner decodes them.
pub(super) fn command_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a workflow command.
pub(super) fn command_property(text: &str) -> String {
    command_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text within Markdown or HTML: every ASCII punctuation character that could mean something becomes a reference.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '-' | '.' | '/' | ',') {
            out.push_str(&format!("&#{};", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

/// A path as a relative reference (RFC 3986): separators stay, every other reserved byte is percent-encoded.
pub(super) fn uri_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// JSON whose strings hold nothing that commands a terminal or a runner; the escapes mean the same characters.
pub(super) fn json(text: String) -> String {
    // The only control characters between the strings are line feeds; those within are escaped already.
    let bad = |c: char| c != '\n' && is_hostile(c);
    if !text.contains("##[") && !text.chars().any(bad) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if bad(c) || c == '[' && out.ends_with("##") {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_bidi_and_invisible_characters_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}c"), "a\\u{1b}[31mb\\u{9b}c");
        assert_eq!(visible("\u{202e}x\u{2066}\u{200b}\u{e0041}"), "\\u{202e}x\\u{2066}\\u{200b}\\u{e0041}");
        assert_eq!(visible("a\r\nb\tc\0\u{7f}"), "a\\r\\nb\\tc\\u{0}\\u{7f}");
        assert_eq!(visible("größe 漢字 🚀"), "größe 漢字 🚀");
        assert_eq!(visible("##[error]###[x]"), "##\\u{5b}error]###\\u{5b}x]");
    }

    #[test]
    fn commands_cannot_be_closed_or_begun_from_within() {
        assert_eq!(command_message("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(command_property("a:b,c\n%0A"), "a%3Ab%2Cc%0A%250A");
        assert_eq!(leading_path("::error::x.yaml"), "./::error::x.yaml");
        assert_eq!(leading_path("  ::x"), "./  ::x");
        assert_eq!(leading_path("a::x"), "a::x");
    }

    #[test]
    fn markdown_and_uris_hold_nothing_active() {
        assert_eq!(markdown("<img>|`[x](y)@z"), "&#60;img&#62;&#124;&#96;&#91;x&#93;&#40;y&#41;&#64;z");
        assert_eq!(uri_path("a b/ü#?%:c.yaml"), "a%20b/%C3%BC%23%3F%25%3Ac.yaml");
        let text = "###[x\u{9b}\u{e0041}ü";
        let escaped = json(format!("\"{text}\""));
        assert_eq!(escaped, "\"###\\u005bx\\u009b\\udb40\\udc41ü\"");
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text);
    }
}
