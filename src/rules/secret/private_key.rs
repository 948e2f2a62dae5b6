//! Private keys in their armour, or in base64 without.

use super::base64;
use super::der::{self, Form};
use super::embedded::floor;
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
pub(super) const LITERALS: &[&str] =
    &["PRIVATE KEY", "LS0tLS1CRUdJTi", "PuTTY-User-Key-File-", "MII", "MC4CAQ", "MHcCAQ", "MHQCAQ", "MIGHAg", "MIGkAg"];

/// How base64 of such keys begins where there is no armour.
const BARE: &[&str] = &["MII", "MC4CAQ", "MHcCAQ", "MHQCAQ", "MIGHAg", "MIGkAg"];

/// Bytes of the longest key, in armour.
const LONGEST: usize = 16 << 10;

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
        let rest = &text[at + end..floor(text, at + end + LONGEST)];
        let body = rest.find("-----END").map_or(rest, |it| &rest[..it]);
        // `\n` stands between the lines where the key is inside JSON or quotes.
        let signs =
            body.replace("\\n", "").bytes().filter(|it| it.is_ascii_alphanumeric() || b"+/=".contains(it)).count();
        if signs >= BODY && !body.contains("...") && !body.contains("<") && !body.contains("{{") {
            let lines: String = body.replace("\\n", "\n").split_whitespace().collect();
            let sealed = || base64::decode(&lines).and_then(|it| der::openssh(&it)) == Some(Form::Encrypted);
            let encrypted = label.starts_with("ENCRYPTED")
                || body.contains("Proc-Type: 4,ENCRYPTED")
                || label.starts_with("OPENSSH") && sealed();
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

/// The first private key in a text, whatever its form.
pub(super) fn any(text: &str) -> Option<PrivateKey> {
    find(text).or_else(|| find_encoded(text)).or_else(|| find_bare(text))
}

/// The first private key that is base64 without armour. Certificates and public keys begin alike; what is inside tells.
fn find_bare(text: &str) -> Option<PrivateKey> {
    if text.len() < BODY || text.contains("-----BEGIN ") {
        return None;
    }
    BARE.iter().flat_map(|it| text.match_indices(it)).find_map(|(at, _)| {
        let bytes = text.as_bytes();
        let parted = at == 0 || !bytes[at - 1].is_ascii_alphanumeric() && !b"+/".contains(&bytes[at - 1]);
        if !parted {
            return None;
        }
        let bytes = &bytes[..floor(text, at + LONGEST)];
        let sign = |it: &u8| it.is_ascii_alphanumeric() || b"+/=\n\r ".contains(it);
        let length = bytes[at..].iter().position(|it| !sign(it)).unwrap_or(bytes.len() - at);
        let decoded = base64::decode(&text[at..at + length])?;
        let form = der::private_key(&decoded)?;
        Some(PrivateKey { range: at..at + 4, encrypted: form == Form::Encrypted })
    })
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

    #[test]
    fn what_has_no_armour_is_known_by_what_is_inside() {
        let bare = base64::tests::encode(&der::tests::ed25519());
        assert_eq!(any(&bare).map(|it| (it.range.start, it.encrypted)), Some((0, false)));
        assert!(any(&format!("key: {bare}")).is_some());
        assert_eq!(any(&format!("x{bare}")), None);
        assert_eq!(any(&bare[..bare.len() - 8]), None, "cut off");
    }

    #[test]
    fn the_container_of_openssh_says_whether_it_is_encrypted() {
        let key = ["OPENSSH PRIVATE", "KEY"].join(" ");
        for (cipher, encrypted) in [("none", false), ("aes256-ctr", true)] {
            let mut bytes = b"openssh-key-v1\0".to_vec();
            bytes.extend((cipher.len() as u32).to_be_bytes());
            bytes.extend(cipher.bytes().chain((0..120_u8).map(|it| it.wrapping_mul(3))));
            let found = find(&armour(&key, &base64::tests::encode(&bytes))).unwrap();
            assert_eq!(found.encrypted, encrypted, "{cipher}");
        }
    }
}
