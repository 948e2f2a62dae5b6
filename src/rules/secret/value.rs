//! What a value looks like: a reference to a secret, a stand-in for one, a setting, or perhaps a secret itself.

/// Classes of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueClass {
    /// Filled in elsewhere, encrypted, public, or no text at all: never a secret.
    Reference,
    /// A stand-in such as `<password>` or `CHANGEME`.
    Placeholder,
    /// A path.
    Path,
    /// A number, a duration, a boolean.
    Number,
    /// An address without a password in it.
    Url,
    /// Three words or more.
    Prose,
    /// Sixteen or more characters of one alphabet that no language writes.
    Random,
    /// Eight or more characters of three classes.
    Mixed,
    /// Small letters in words: `web-tls`, `prom.operator`.
    Identifier,
    /// One word.
    Word,
    /// None of these.
    Other,
}

/// Where a value begins that a tool replaces, or that is public or encrypted.
#[rustfmt::skip]
const REFERENCES: &[&str] = &[
    "$", "vault:", "ref+", "op://", "arn:", "projects/", "ENC[", "sops:", "sm://", "gcpsm://", "awssm://", "azkv://", "file:", "env:",
    "ssh-rsa ", "ssh-ed25519 ", "ecdsa-", "-----BEGIN CERT", "-----BEGIN PUBLIC", "-----BEGIN RSA PUBLIC", "-----BEGIN AGE ENCRYPTED",
    "-----BEGIN PGP MESSAGE", "-----BEGIN TRUSTED CERT", "%(", "%{", "#{", "@Microsoft.KeyVault", "process.env", "os.environ",
    "os.getenv", "getenv(", "{", "[", "&", "*", "!", "sha256:", "sha1:", "sha512:", "lookup(", "random(", "$2a$", "$2b$", "$2y$",
];

/// What a template, an expansion or a format has inside.
const INSIDE: &[&str] = &["{{", "$(", "${", "%%", "$__", "<path:", "%{", "%X{", "@@", "%s", "%REQ("];

/// Words of stand-ins.
#[rustfmt::skip]
const PLACEHOLDERS: &[&str] = &[
    "changeme", "change-me", "change_me", "change-this", "changethis", "replaceme", "replace-me", "replace_me", "replace-with",
    "replace_with", "replacewith", "your-", "your_", "yourp", "yours", "yourt", "yourk", "placeholder", "todo", "xxxx", "example", "insert-", "insert_", "dummy", "redacted",
    "fill-me", "fillme", "fill-in", "enter-", "enter_", "...", "****", "to-be-", "to_be_", "put-your", "goes-here", "goeshere", "not-a-real", "fake-",
    "base64-encoded", "base64encoded", "base64_encoded", "-here", "_here", "my-secret-value", "tbd",
];

/// Classifies a value. `text` has no white space around it.
pub(super) fn classify(text: &str) -> ValueClass {
    use ValueClass::*;
    if text.is_empty() || is_word_of_yaml(text) || starts(text, REFERENCES) || INSIDE.iter().any(|it| text.contains(it))
    {
        return Reference;
    }
    if is_placeholder(text) {
        return Placeholder;
    }
    if text.contains("://") {
        return Url;
    }
    if is_path(text) {
        return Path;
    }
    if is_number(text) {
        return Number;
    }
    if text.split_whitespace().count() >= 3 {
        return Prose;
    }
    let bytes = text.as_bytes();
    if is_random(text) {
        return Random;
    }
    let lower = bytes.iter().any(u8::is_ascii_lowercase);
    let upper = bytes.iter().any(u8::is_ascii_uppercase);
    let digit = bytes.iter().any(u8::is_ascii_digit);
    let sign = bytes.iter().any(u8::is_ascii_punctuation);
    if bytes.iter().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-_.:/".contains(it)) && sign {
        return Identifier;
    }
    if text.len() >= 8 && [lower, upper, digit, sign].iter().filter(|it| **it).count() >= 3 {
        return Mixed;
    }
    if bytes.iter().all(|it| it.is_ascii_alphabetic()) {
        return Word;
    }
    if !sign && text.len() < 16 && (lower || upper) { Word } else { Other }
}

fn starts(text: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|it| text.starts_with(it))
}

fn is_word_of_yaml(text: &str) -> bool {
    let words =
        ["true", "false", "null", "none", "nil", "yes", "no", "on", "off", "undefined", "string", "~", "|", ">"];
    words.iter().any(|it| text.eq_ignore_ascii_case(it))
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let bracketed = text.starts_with('<') && text.ends_with('>') || text.starts_with("__") && text.ends_with("__");
    let first = lower.bytes().next();
    // `API_KEY_VALUE`: the name of what a script is to fill in.
    let constant = text.contains('_') && text.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
    bracketed
        || constant
        || PLACEHOLDERS.iter().any(|it| lower.contains(it))
        || lower.len() > 1 && lower.bytes().all(|it| Some(it) == first)
}

fn is_path(text: &str) -> bool {
    let rooted = starts(text, &["/", "./", "../", "~/", "C:\\", "c:\\"]);
    let file = [".pem", ".crt", ".key", ".json", ".yaml", ".yml", ".txt", ".conf", ".jks", ".p12", ".pub"];
    let rooted = rooted && text[1..].contains(['/', '.'])
        || text.starts_with('/') && text.len() < 12 && !text[1..].contains(|c: char| !c.is_ascii_lowercase());
    // Base64 may begin with a slash; a path has no padding and has words in it.
    rooted && !text.ends_with('=') && !is_random(text) || file.iter().any(|it| text.ends_with(it))
}

/// Numbers, sizes, durations, dates, versions.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let first = text.bytes().next().is_some_and(|it| it.is_ascii_digit() || it == b'-' || it == b'.');
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let unit = matches!(
        letters.as_str(),
        "" | "s"
            | "m"
            | "h"
            | "d"
            | "ms"
            | "us"
            | "ns"
            | "hm"
            | "hms"
            | "k"
            | "K"
            | "M"
            | "G"
            | "Ki"
            | "Mi"
            | "Gi"
            | "Ti"
            | "MB"
            | "GB"
            | "kb"
            | "KB"
            | "x"
    );
    first && digits > 0 && unit && text.bytes().all(|it| it.is_ascii_alphanumeric() || b".-:_, %".contains(&it))
}

/// Whether no language writes this: one alphabet, digits among it, and many different characters.
fn is_random(text: &str) -> bool {
    if text.len() < 16 || text.contains(char::is_whitespace) || !text.is_ascii() {
        return false;
    }
    let body = text.trim_end_matches('=');
    let hex = body.bytes().all(|it| it.is_ascii_hexdigit());
    let base64 = body.bytes().all(|it| it.is_ascii_alphanumeric() || b"+/-_.~".contains(&it));
    let digits = body.bytes().any(|it| it.is_ascii_digit());
    if hex {
        return digits && entropy(body) > 3.0;
    }
    // Words in kebab case with a number behind have digits too, but no capitals, and signs between few letters.
    let upper = body.bytes().any(|it| it.is_ascii_uppercase());
    let lower = body.bytes().any(|it| it.is_ascii_lowercase());
    let longest = body.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or(0);
    base64 && digits && entropy(body) > 3.5 && (upper && lower || longest >= 16)
}

/// Bits per character.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|it| counts[it as usize] += 1);
    let length = text.len() as f64;
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|it| **it > 0).map(|it| -share(it) * share(it).log2()).sum()
}

/// Passwords that everyone tries first, and defaults of well-known images.
#[rustfmt::skip]
const WEAK: &[&str] = &[
    "admin", "administrator", "password", "passw0rd", "p@ssw0rd", "pass", "postgres", "mysql", "root", "toor", "test", "testing", "guest",
    "secret", "supersecret", "letmein", "letmein123", "qwerty", "welcome", "minio", "minio123", "minioadmin", "rabbitmq", "redis",
    "mongo", "mongodb", "elastic", "grafana", "prom-operator", "default", "user", "demo", "keycloak", "hunter2", "abc123", "admin123",
    "password1", "password123", "root123", "test123", "changeit", "changeme", "change-me", "sa", "oracle", "tiger", "manager", "kubernetes", "wordpress",
    "drupal", "joomla", "neo4j", "cassandra", "nacos", "vagrant", "example", "foobar", "somepassword",
];

/// Whether a password is one that everyone tries first; short numbers are.
pub(super) fn is_weak(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    WEAK.contains(&lower.as_str()) || (3..=10).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

/// Words that nobody calls a Secret but that people take for one.
const WEAK_SECRETS: &[&str] = &[
    "supersecret",
    "minio123",
    "minioadmin",
    "letmein",
    "letmein123",
    "hunter2",
    "changeit",
    "s3cr3t",
    "secret123",
    "password123",
    "qwerty123",
    "verysecret",
    "topsecret",
    "mysecretkey",
    "secretpassword",
];

/// Whether a token or key is one that everyone tries first.
pub(super) fn is_weak_secret(text: &str) -> bool {
    WEAK_SECRETS.iter().any(|it| text.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::ValueClass::*;
    use super::*;

    #[test]
    fn values_are_what_they_look_like() {
        for (text, class) in [
            ("$(DB_PASSWORD)", Reference),
            ("postgres://app:$(PW)@db", Reference),
            ("${API_TOKEN}", Reference),
            ("{{ .Values.password }}", Reference),
            ("vault:secret/data/web#token", Reference),
            ("op://prod/web/password", Reference),
            ("ENC[AES256_GCM,data:abc]", Reference),
            ("true", Reference),
            ("<your-api-key>", Placeholder),
            ("REPLACE_ME", Placeholder),
            ("GOOGLE_API_KEY_VAL", Placeholder),
            ("ChangeMe123", Placeholder),
            ("xxxxxxxx", Placeholder),
            ("/run/secrets/db-password", Path),
            ("/etc/tls", Path),
            ("3600", Number),
            ("1h", Number),
            ("https://auth.corp.test/jwks.json", Url),
            ("The password of the user", Prose),
            ("6aa70198755cd50511e463d9fe72895dbfab945785902f9b", Random),
            ("ahHoltSZS/RpX7CviwNNcoXNGsRvAhfqHwklr2pR", Random),
            ("/9j4AAQSkZJRgABAQEAYABgAAD2wBD", Random),
            ("bStd!8AgdmX2s", Mixed),
            ("Summer2024!", Mixed),
            ("web-tls-cert", Identifier),
            ("db-credentials-v2-0", Identifier),
            ("hunter2", Word),
            ("createdAt", Word),
        ] {
            assert_eq!(classify(text), class, "{text}");
        }
    }

    #[test]
    fn weak_ones_are_known_whatever_the_case() {
        assert!(is_weak("Admin") && is_weak("123456"));
        assert!(!is_weak("Summer2024!") && !is_weak("12"));
    }
}
