//! Credentials whose form alone says too little: the name of the vendor beside them, or the other half of a pair, says the rest. Where
//! the facts come from: `data/README.md`.

use super::key::{self, KeyClass};
use super::value::{self, ValueClass};
use std::ops::RangeInclusive;

/// What characters a credential is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signs {
    /// Digits and `a` to `f`.
    Hex,
    /// Letters and digits.
    Word,
    /// Those, `_` and `-`.
    Url,
    /// Those of base64.
    Base64,
    /// A UUID.
    Uuid,
}

/// Vendor as names have it, and the form of its credential.
#[rustfmt::skip]
const VENDORS: &[(&str, Signs, usize)] = &[
    ("snyk", Signs::Uuid, 36), ("codecov", Signs::Uuid, 36), ("postmark", Signs::Uuid, 36), ("opsgenie", Signs::Uuid, 36),
    ("splunk", Signs::Uuid, 36), ("hexpm", Signs::Hex, 32), ("datadog", Signs::Hex, 32), ("datadog", Signs::Hex, 40), ("rollbar", Signs::Hex, 32),
    ("pagerduty", Signs::Hex, 32), ("wandb", Signs::Hex, 40), ("linode", Signs::Hex, 64), ("spotinst", Signs::Hex, 64), ("hcloud", Signs::Word, 64),
    ("hetzner", Signs::Word, 64), ("zendesk", Signs::Word, 40), ("cohere", Signs::Word, 40), ("cloudflare", Signs::Url, 40), ("fastly", Signs::Url, 32),
    ("ibmcloud", Signs::Url, 44), ("auth0", Signs::Url, 64), ("okta", Signs::Url, 42), ("jenkins", Signs::Hex, 34),
];

/// Whether a value has the form of a credential of the vendor that its name is that of: `datadog`, `CLOUDFLARE_TOKEN`.
pub(super) fn is_of_vendor(name: &str, text: &str) -> bool {
    if !(32..=64).contains(&text.len()) || !text.bytes().any(|it| it.is_ascii_digit()) || key::is_setting(name) {
        return false;
    }
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect();
    VENDORS.iter().any(|&(vendor, signs, length)| {
        let rest = plain.strip_prefix(vendor).or_else(|| plain.strip_suffix(vendor));
        let own = matches!(
            rest,
            Some("" | "key" | "token" | "apikey" | "apitoken" | "secret" | "pat" | "hec" | "api" | "dd")
        );
        own && text.len() == length && is_of(signs, text)
    })
}

fn is_of(signs: Signs, text: &str) -> bool {
    let all = |of: fn(u8) -> bool| text.bytes().all(of);
    match signs {
        Signs::Hex => {
            all(|it| it.is_ascii_digit() || matches!(it, b'a'..=b'f')) && value::classify(text) == ValueClass::Random
        }
        Signs::Uuid => value::classify(text) == ValueClass::Uuid,
        Signs::Word => all(|it| it.is_ascii_alphanumeric()) && is_mixed(text),
        Signs::Url => all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-') && is_mixed(text),
        Signs::Base64 => all(|it| it.is_ascii_alphanumeric() || it == b'+' || it == b'/') && is_mixed(text),
    }
}

fn is_mixed(text: &str) -> bool {
    value::classify(text) == ValueClass::Random
        && text.bytes().any(|it| it.is_ascii_uppercase())
        && text.bytes().any(|it| it.is_ascii_lowercase())
}

/// The public half of a pair: what it is, how it begins, how long it may be, and the form of the secret half.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// What the pair is: `AWS access key`.
    pub(super) name: &'static str,
    prefix: &'static str,
    length: (usize, usize),
    secret: (Signs, usize),
}

const PAIRS: &[Pair] = &[
    Pair { name: "AWS access key", prefix: "AKIA", length: (20, 20), secret: (Signs::Base64, 40) },
    Pair { name: "temporary AWS access key", prefix: "ASIA", length: (20, 20), secret: (Signs::Base64, 40) },
    Pair { name: "Google Cloud HMAC key", prefix: "GOOG1", length: (61, 61), secret: (Signs::Base64, 40) },
    Pair { name: "DigitalOcean Spaces key", prefix: "DO00", length: (20, 20), secret: (Signs::Base64, 43) },
    Pair { name: "Alibaba Cloud access key", prefix: "LTAI", length: (16, 24), secret: (Signs::Word, 30) },
    Pair { name: "Tencent Cloud key", prefix: "AKID", length: (36, 36), secret: (Signs::Word, 32) },
    Pair { name: "Scaleway API key", prefix: "SCW", length: (20, 20), secret: (Signs::Uuid, 36) },
    Pair { name: "Razorpay key", prefix: "rzp_live_", length: (23, 23), secret: (Signs::Word, 24) },
];

/// How the public halves begin.
pub(super) const PREFIXES: &[&str] = &["AKIA", "ASIA", "GOOG1", "DO00", "LTAI", "AKID", "SCW", "rzp_live_"];

/// The pair that a word is the public half of.
pub(super) fn public_half(word: &str) -> Option<&'static Pair> {
    PAIRS.iter().find(|it| {
        let length: RangeInclusive<usize> = it.length.0..=it.length.1;
        let rest = word.strip_prefix(it.prefix);
        let signs = |rest: &str| {
            rest.bytes().all(|it| it.is_ascii_alphanumeric()) && rest.bytes().any(|it| it.is_ascii_digit())
        };
        length.contains(&word.len()) && rest.is_some_and(signs) && !word.ends_with("EXAMPLE")
    })
}

impl Pair {
    /// Whether a word has the form of the secret half.
    pub(super) fn is_secret(&self, word: &str) -> bool {
        let (signs, length) = self.secret;
        word.len() == length && is_of(signs, word) && !word.to_ascii_lowercase().contains("example")
    }
}

/// Whether a name leaves open what its value is.
pub(super) fn is_open(class: KeyClass) -> bool {
    matches!(class, KeyClass::Plain | KeyClass::Key | KeyClass::Mentions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendor_beside_it_tells() {
        let hex = "3c0d9f4b8a7e6152c4d3e2f1a0b9c8d7";
        assert!(is_of_vendor("datadog", hex) && is_of_vendor("PAGERDUTY_KEY", hex));
        assert!(!is_of_vendor("datadog", &hex[1..]), "one short");
        assert!(!is_of_vendor("datadog", &format!("{hex}0")), "one long");
        assert!(
            !is_of_vendor("DATADOG_ID", hex) && !is_of_vendor("image", hex) && !is_of_vendor("datadog_site_x", hex)
        );
        assert!(is_of_vendor("SNYK_TOKEN", "1c0fe7a2-5b93-4d68-8a41-e7b2d90c3f56"));
        assert!(!is_of_vendor("SNYK_ORG", "1c0fe7a2-5b93-4d68-8a41-e7b2d90c3f56"));
        assert!(!is_of_vendor("cloudflare", "my-very-own-zone-of-forty-characters-1a2"));
    }

    #[test]
    fn every_pair_has_two_halves() {
        let sample = "Zk2Xq9Lw7Rt5Vb1Nm3Yc6Jd4Hf0GsQa1WzXeLkTpBvCxDnMoPiUyTrEwQaSdFgHj";
        for pair in PAIRS {
            assert!(PREFIXES.contains(&pair.prefix));
            let public = format!("{}{}", pair.prefix, &sample[..pair.length.0 - pair.prefix.len()].to_uppercase());
            assert_eq!(public_half(&public).map(|it| it.name), Some(pair.name));
            assert!(public_half(&public[..pair.length.0 - 1]).is_none(), "{} one short", pair.name);
            assert!(public_half(&format!("x{public}")).is_none(), "{} glued", pair.name);
            let secret = match pair.secret.0 {
                Signs::Uuid => "1c0fe7a2-5b93-4d68-8a41-e7b2d90c3f56",
                _ => &sample[..pair.secret.1],
            };
            assert!(pair.is_secret(secret), "{}", pair.name);
            assert!(!pair.is_secret(&secret[1..]) && !pair.is_secret(&format!("{secret}x")), "{}", pair.name);
        }
    }
}
