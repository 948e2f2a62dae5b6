//! What a value looks like: a reference to a secret, a stand-in for one, a setting, or perhaps a secret itself.

use super::shape::{is_leet, is_number, is_random, is_uuid};

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
    /// A UUID: an identifier, unless its name says that it is a secret.
    Uuid,
    /// Eight or more characters of three classes, or words with digits in the place of letters.
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
    "os.getenv", "getenv(", "{", "[", "&", "*", "!", "`", "sha256:", "sha1:", "sha512:", "lookup(", "random(", "ENC(", "base64:$",
    "secretsmanager:", "ssm:", "ssm.", "awssm:", "gcp:secretmanager", "kv:", "doppler:", "keyvault:", "aws:secretsmanager",
];

/// What a template, an expansion or a format has inside.
const INSIDE: &[&str] = &["{{", "$(", "${", "%%", "$__", "<path:", "%{", "%X{", "@@", "%s", "%REQ("];

/// Words of stand-ins.
#[rustfmt::skip]
const PLACEHOLDERS: &[&str] = &[
    "changeme", "change-me", "change_me", "change-this", "changethis", "replaceme", "replace-me", "replace_me", "replace-with",
    "replace_with", "replacewith", "your-", "your_", "yourp", "yours", "yourt", "yourk", "placeholder", "todo", "xxxx", "example", "insert-", "insert_", "dummy", "redacted",
    "fill-me", "fillme", "fill-in", "enter-", "enter_", "...", "****", "to-be-", "to_be_", "put-your", "goes-here", "goeshere", "not-a-real", "fake-",
    "base64-encoded", "base64encoded", "base64_encoded", "-here", "_here", "my-secret-value", "tbd", "set-me", "set_me", "setme", "define-", "define_",
    "pleasegenerate", "please-", "please_", "generate-a", "must-be", "must_be", "overwrite", "to-change", "specify-", "supply-", "secrettext", "asecure",
];

/// Classifies a value. `text` has no white space around it.
pub(super) fn classify(text: &str) -> ValueClass {
    use ValueClass::*;
    if text.is_empty()
        || is_keyword(text)
        || starts(text, REFERENCES)
        || INSIDE.iter().any(|it| text.contains(it))
        || names_variable(text)
        || is_sealed(text)
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
    if is_uuid(text) {
        return Uuid;
    }
    if is_random(text) {
        return Random;
    }
    if is_leet(text) {
        return Mixed;
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

/// What is written in the place of a value: words of YAML, types, settings of how a value is asked for or kept.
fn is_keyword(text: &str) -> bool {
    #[rustfmt::skip]
    let words = [
        "true", "false", "null", "none", "nil", "yes", "no", "on", "off", "undefined", "string", "~", "|", ">", "-", "text", "keyword", "object",
        "boolean", "integer", "number", "array", "varchar", "required", "optional", "enabled", "disabled", "never", "always", "auto",
        "inherit", "prompt", "hidden", "masked", "plain", "plaintext", "bcrypt", "argon2", "argon2id", "md5", "scram", "scram-sha-256", "env",
        "file", "random", "generated", "managed", "external", "unset", "n/a", "na", "empty", "blank", "basic", "bearer", "rs256", "hs256", "es256",
    ];
    words.iter().any(|it| text.eq_ignore_ascii_case(it))
}

/// A variable of a shell in it, or all of it one of cmd: `Bearer $TOKEN`, `%TOKEN%`.
fn names_variable(text: &str) -> bool {
    let bytes = text.as_bytes();
    let capital = |it: &u8| it.is_ascii_uppercase() || *it == b'_';
    let shell = text.match_indices('$').any(|(at, _)| {
        let parted = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        parted && bytes[at + 1..].iter().take_while(|it| capital(it)).count() >= 3
    });
    let cmd =
        text.len() > 2 && text.starts_with('%') && text.ends_with('%') && bytes[1..bytes.len() - 1].iter().all(capital);
    shell || cmd
}

/// What the controller of SealedSecrets encrypts begins so, and is long.
fn is_sealed(text: &str) -> bool {
    text.len() > 80
        && text.starts_with("Ag")
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"+/=".contains(&it))
}

/// What a form or an error says to people: one or two words, the first with a capital.
pub(super) fn is_caption(text: &str) -> bool {
    let mut words = text.trim_end_matches(['.', '?', '!', ':', '*', '…']).split(' ');
    let first = words.next().unwrap_or_default();
    let capital = first.chars().next().is_some_and(char::is_uppercase);
    let letters = |it: &str| it.chars().all(|it| it.is_alphabetic() || it == '\'');
    capital && first.len() > 2 && first.chars().skip(1).all(char::is_lowercase) && letters(first) && words.all(letters)
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let bracketed = text.starts_with('<') && text.ends_with('>') || text.starts_with("__") && text.ends_with("__");
    let first = lower.bytes().next();
    // `API_KEY_VALUE`: the name of what a script is to fill in.
    let constant = text.contains('_') && text.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
    // `0000…`, and what counts up.
    let mut signs: Vec<u8> = lower.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let count = signs.len();
    signs.sort_unstable();
    signs.dedup();
    let sample = count >= 8 && signs.len() < 3 || lower.contains("0123456789abcdef") || lower.contains("abcdefghijkl");
    // `my-api-token`: a name where the thing itself belongs.
    let plain = text.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
    let named = plain && text.starts_with("my-") && ["-token", "-secret", "-key"].iter().any(|it| text.ends_with(it));
    bracketed
        || constant
        || named
        || sample
        || ["your", "replace-", "replace_", "replaced-"].iter().any(|it| lower.starts_with(it))
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
            ("replace-default-auth", Placeholder),
            ("my-token", Placeholder),
            ("my-service-principal-client-secret", Placeholder),
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
            ("b1gs33cr3t-8a7f", Mixed),
            ("4d0c1e2b-93f7-4a85-b6d1-77e20f5c8a9b", Uuid),
            ("2024-01-01T00:00:00Z", Number),
            ("Bearer $TOKEN", Reference),
            ("%FTP_PASSWORD%", Reference),
            ("abcdef.0123456789abcdef", Placeholder),
            ("hunter2", Word),
            ("createdAt", Word),
        ] {
            assert_eq!(classify(text), class, "{text}");
        }
    }
}
