//! Private keys in their armour.

use super::base64;
use std::ops::Range;

/// A private key in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PrivateKey {
    /// Its first line.
    pub(super) range: Range<usize>,
    /// A passphrase protects it.
    pub(super) encrypted: bool,
}

/// What files with private keys have in them, plain and in base64 at each of its three offsets.
pub(super) const LITERALS: &[&str] = &["PRIVATE KEY", "LS0tLS1CRUdJTi", "PuTTY-User-Key-File-"];

/// Fewer signs than this are a sample with the middle cut out.
const BODY: usize = 64;

/// The first private key with a body.
pub(super) fn find(text: &str) -> Option<PrivateKey> {
    for (at, _) in text.match_indices("-----BEGIN ") {
        let line = text[at..].lines().next().unwrap_or_default();
        let Some(end) = line[11..].find("-----").map(|it| it + 16) else { continue };
        let label = &line[11..end - 5];
        if !(label.ends_with("PRIVATE KEY") || label == "PGP PRIVATE KEY BLOCK") {
            continue;
        }
        let rest = &text[at + end..];
        let body = rest.find("-----END").map_or(rest, |it| &rest[..it]);
        // `\n` stands between the lines where the key is inside JSON or quotes.
        let signs =
            body.replace("\\n", "").bytes().filter(|it| it.is_ascii_alphanumeric() || b"+/=".contains(it)).count();
        if signs >= BODY && !body.contains("...") && !body.contains("<") && !body.contains("{{") {
            let encrypted = label.starts_with("ENCRYPTED") || body.contains("Proc-Type: 4,ENCRYPTED");
            return Some(PrivateKey { range: at..at + end, encrypted });
        }
    }
    let at = text.find("PuTTY-User-Key-File-")?;
    let encrypted = !text[at..].contains("Encryption: none");
    (text[at..].contains("Private-Lines:")).then(|| PrivateKey { range: at..at + 20, encrypted })
}

/// The first private key in a text that is base64, or has a word of it.
pub(super) fn find_encoded(text: &str) -> Option<PrivateKey> {
    let at = text.find("LS0tLS1CRUdJTi")?;
    let word = text[at..].split(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c)).next()?;
    let found = find(&base64::decode_text(word)?)?;
    Some(PrivateKey { range: at..at + 14, ..found })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that no scanner stumbles over this file.
    fn armour(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    #[test]
    fn a_key_has_a_body() {
        let body = "MIIE6I3nEs5qqzAN8k6NoBrdfWcRKlfNwCaPgbtS0ghMscYnVdUQsUKFcNex8tVo".repeat(2);
        let key = ["RSA PRIVATE", "KEY"].join(" ");
        assert!(!find(&armour(&key, &body)).unwrap().encrypted);
        assert!(find(&armour(&format!("ENCRYPTED {}", "PRIVATE KEY"), &body)).unwrap().encrypted);
        assert_eq!(find(&armour(&key, "...")), None);
        assert_eq!(find(&armour("CERTIFICATE", &body)), None);
        assert_eq!(find(&armour("PUBLIC KEY", &body)), None);
        assert!(find(&armour(&key, &body).replace('\n', "\\n")).is_some(), "inside JSON");
    }
}
