//! How much a name and a value together look like a secret. The weights are one table; they were set on public manifests and
//! the rows of the tests.

use super::context;
use super::key::{self, KeyClass};
use super::value::{self, ValueClass};
use super::weak;
use crate::finding::Confidence;

/// Where a pair of name and value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// An environment variable, an argument, a generator's literal: a place for values of programs.
    Value,
    /// A line of a file inside a scalar.
    Embedded,
}

/// What a pair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No secret.
    Nothing,
    /// A password that everyone tries first.
    Weak,
    /// A secret.
    Secret(Confidence),
}

/// Ends the search: what it weighs against cannot outweigh it.
const NEVER: f32 = -100.0;

const KEYS: [(KeyClass, f32); 8] = [
    (KeyClass::Password, 3.0),
    (KeyClass::AccessSecret, 2.6),
    (KeyClass::PasswordInside, 2.5),
    (KeyClass::Secret, 2.0),
    (KeyClass::Mentions, 1.0),
    (KeyClass::Key, 0.4),
    (KeyClass::Plain, NEVER),
    (KeyClass::Setting, NEVER),
];

/// The second weight is that beside a name that ends in a word for passwords: people do use words as passwords.
const VALUES: [(ValueClass, f32, f32); 12] = [
    (ValueClass::Reference, NEVER, NEVER),
    (ValueClass::Placeholder, -8.0, -8.0),
    (ValueClass::Path, -6.0, -6.0),
    (ValueClass::Number, -6.0, -6.0),
    (ValueClass::Url, -5.0, -5.0),
    (ValueClass::Prose, -4.0, -4.0),
    (ValueClass::Random, 2.5, 2.5),
    (ValueClass::Mixed, 1.5, 1.5),
    (ValueClass::Uuid, 0.9, 0.9),
    (ValueClass::Identifier, -2.0, 0.1),
    (ValueClass::Word, -0.5, 0.1),
    (ValueClass::Other, 0.0, 0.0),
];

const LOCATIONS: [(Location, f32); 2] = [(Location::Value, 1.0), (Location::Embedded, 0.5)];

/// A value that repeats its name says nothing, unless the name is that of a password.
const REPEATS: f32 = -3.0;

const REPORT: f32 = 3.0;
const SURE: f32 = 5.0;

/// Judges a pair.
pub(super) fn judge(name: &str, text: &str, location: Location) -> Verdict {
    judge_as(key::classify(name), name, text, location)
}

/// Judges a pair whose name is known to be of a class by what stands around it.
pub(super) fn judge_as(class: KeyClass, name: &str, text: &str, location: Location) -> Verdict {
    let text = text.trim();
    if context::is_open(class) && context::is_of_vendor(name, text) {
        return Verdict::Secret(Confidence::High);
    }
    if matches!(class, KeyClass::Plain | KeyClass::Setting) || text.len() > 4096 {
        return Verdict::Nothing;
    }
    let of_password = class == KeyClass::Password;
    let value_class = value::classify(text);
    // In a file beside a program it is what a form says to people.
    let caption = location == Location::Embedded && value::is_caption(text);
    if caption && text.to_lowercase().contains("pass") {
        return Verdict::Nothing;
    }
    let weak = match class {
        KeyClass::Password | KeyClass::AccessSecret => weak::is_password(text),
        KeyClass::Secret => weak::is_secret(text, location == Location::Value),
        _ => false,
    };
    if weak && value_class != ValueClass::Reference {
        return Verdict::Weak;
    }
    if caption {
        return Verdict::Nothing;
    }
    let score = weigh(class, value_class, location)
        + if text.eq_ignore_ascii_case(name) && !of_password { REPEATS } else { 0.0 };
    match score {
        it if it >= SURE => Verdict::Secret(Confidence::High),
        it if it >= REPORT => Verdict::Secret(Confidence::Medium),
        _ => Verdict::Nothing,
    }
}

fn weigh(key: KeyClass, value: ValueClass, location: Location) -> f32 {
    let of_key = KEYS.iter().find(|it| it.0 == key).map_or(0.0, |it| it.1);
    let of_value = VALUES.iter().find(|it| it.0 == value);
    let as_password = key == KeyClass::Password || key == KeyClass::AccessSecret && value == ValueClass::Word;
    let of_value = of_value.map_or(0.0, |it| if as_password { it.2 } else { it.1 });
    let of_location = LOCATIONS.iter().find(|it| it.0 == location).map_or(0.0, |it| it.1);
    of_key + of_value + of_location
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIGH: Verdict = Verdict::Secret(Confidence::High);
    const MEDIUM: Verdict = Verdict::Secret(Confidence::Medium);

    /// Each row of the weights decides one pair here.
    #[test]
    fn every_weight_counts() {
        for (name, text, verdict) in [
            // Keys: password, password inside, secret, mentioned, plain, setting.
            ("DB_PASSWORD", "bStd!8AgdmX2s", HIGH),
            ("PASSWORD_HASHED", "bStd!8AgdmX2s", HIGH),
            ("API_KEY", "bStd!8AgdmX2s", MEDIUM),
            ("TOKEN_SALT", "bStd!8AgdmX2s", MEDIUM),
            ("SALT", "6aa70198755cd50511e463d9fe72895d", Verdict::Nothing),
            ("TOKEN_FILE", "6aa70198755cd50511e463d9fe72895d", Verdict::Nothing),
            // Values beside a name that is only secret.
            ("API_KEY", "6aa70198755cd50511e463d9fe72895d", HIGH),
            ("API_KEY", "web-tls-cert", Verdict::Nothing),
            ("API_KEY", "production", Verdict::Nothing),
            ("API_KEY", "PRODUCTION=1_", MEDIUM),
            ("API_KEY", "other=value_", MEDIUM),
            // Values beside the name of a password.
            ("DB_PASSWORD", "correct-horse", MEDIUM),
            ("DB_PASSWORD", "tr0ub4dor", MEDIUM),
            ("DB_PASSWORD", "$(PW)", Verdict::Nothing),
            ("DB_PASSWORD", "<password>", Verdict::Nothing),
            ("DB_PASSWORD", "/run/secrets/pw", Verdict::Nothing),
            ("DB_PASSWORD", "12h", Verdict::Nothing),
            ("DB_PASSWORD", "https://x.test/reset", Verdict::Nothing),
            ("DB_PASSWORD", "ask the team first", Verdict::Nothing),
            ("DB_PASSWORD", "postgres", Verdict::Weak),
            ("SECRET_KEY", "supersecret", Verdict::Weak),
            ("SECRET_KEY", "postgres", Verdict::Nothing),
            ("JWT_SECRET", "super-secret-key", Verdict::Weak),
            ("AWS_SECRET_ACCESS_KEY", "minioadmin", Verdict::Weak),
            // The secret half of an access key, a key of no known kind, a UUID.
            ("S3_SECRET_ACCESS_KEY", "loader77", MEDIUM),
            ("S3_SECRET_ACCESS_KEY", "loader-credentials", Verdict::Nothing),
            ("WIDGET_KEY", "6aa70198755cd50511e463d9fe72895d", MEDIUM),
            ("WIDGET_KEY", "bStd!8AgdmX2s", Verdict::Nothing),
            ("CLIENT_SECRET", "4d0c1e2b-93f7-4a85-b6d1-77e20f5c8a9b", MEDIUM),
            ("TOKEN_GROUP_NO", "4d0c1e2b-93f7-4a85-b6d1-77e20f5c8a9b", Verdict::Nothing),
            // A value that repeats its name.
            ("secret-token-A1", "secret-token-A1", Verdict::Nothing),
        ] {
            assert_eq!(judge(name, text, Location::Value), verdict, "{name}");
        }
        assert_eq!(judge("TOKEN_SALT", "bStd!8AgdmX2s", Location::Embedded), MEDIUM);
        assert_eq!(judge("API_KEY", "other=value_", Location::Embedded), Verdict::Nothing);
        assert_eq!(judge("password", "Passwort", Location::Embedded), Verdict::Nothing, "a caption");
        assert_eq!(judge("clientSecret", "my-secret", Location::Embedded), Verdict::Nothing, "the name of a Secret");
    }

    #[test]
    fn the_tables_name_every_class_once() {
        for (at, row) in VALUES.iter().enumerate() {
            assert!(!VALUES[..at].iter().any(|it| it.0 == row.0));
        }
    }
}
