//! What the name of a value says about it: `DB_PASSWORD` holds a credential, `PASSWORD_FILE` a path to one.

/// Classes of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyClass {
    /// Nothing to do with secrets.
    Plain,
    /// Says where a secret is or how it is treated: `secretName`, `TOKEN_TTL`. Never a secret.
    Setting,
    /// `secret`, `token` or `password` stand in it, but not last.
    Mentions,
    /// Ends in `secret`, `token`, `credential` or a key of a kind that is secret.
    Secret,
    /// Holds a word for passwords, not last.
    PasswordInside,
    /// Ends in a word for passwords.
    Password,
}

/// Last words that make a name a reference or a setting.
#[rustfmt::skip]
const SETTINGS: &[&str] = &[
    "name", "names", "ref", "refs", "reference", "file", "files", "filename", "path", "paths", "dir", "directory", "folder", "url",
    "uri", "endpoint", "host", "hostname", "port", "id", "ids", "uid", "type", "kind", "ttl", "expiry", "expiration", "expires",
    "seconds", "minutes", "hours", "days", "duration", "timeout", "interval", "age", "length", "len", "size", "min", "max", "policy",
    "enabled", "enable", "disabled", "required", "class", "provider", "store", "header", "headers", "prefix", "suffix", "username",
    "user", "email", "template", "format", "pattern", "regex", "algorithm", "alg", "version", "mode", "method", "issuer", "audience",
    "scope", "scopes", "realm", "namespace", "label", "hint", "field", "cookie", "env", "mount", "volume", "count", "limit", "rotation",
    "auth", "bits", "key_id", "cert", "crt", "certificate", "pub", "public", "address", "accountname", "db", "database", "region",
    "description", "title", "placeholder", "property", "webhook", "server", "service", "account", "usage", "strategy", "action",
    "source", "location", "manager", "checksum", "digest", "fingerprint", "sha", "sha1", "sha256", "revision", "commit", "key_ref", "index", "column", "table", "attribute", "claim", "param", "selector", "annotation",
];

/// Words for passwords.
const PASSWORDS: &[&str] =
    &["password", "passwd", "passphrase", "pwd", "requirepass", "masterauth", "pass", "passcode"];

/// Last words for other secrets.
const SECRETS: &[&str] = &[
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "creds",
    "apikey",
    "apitoken",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "bearertoken",
    "secretkey",
    "privatekey",
    "accesskey",
    "clientsecret",
    "authkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "secretaccesskey",
    "authorization",
];

/// Words before `key` that make it secret.
const QUALIFIERS: &[&str] = &[
    "api",
    "secret",
    "private",
    "signing",
    "encryption",
    "access",
    "account",
    "hmac",
    "session",
    "auth",
    "master",
    "jwt",
    "app",
    "application",
    "server",
    "license",
    "webhook",
    "shared",
    "stripe",
    "sendgrid",
    "mailgun",
    "datadog",
    "openai",
    "anthropic",
    "integration",
    "routing",
    "service",
    "admin",
    "cipher",
    "aes",
    "root",
];

/// Classifies a name; its words are parted by signs and by case.
pub(super) fn classify(name: &str) -> KeyClass {
    if name.is_empty() || name.len() > 128 || !may_matter(name) {
        return KeyClass::Plain;
    }
    let words = words(name);
    let Some(last) = words.last().map(String::as_str) else { return KeyClass::Plain };
    let before = |at: usize| words.len().checked_sub(at + 1).map(|it| words[it].as_str());
    let referring = words.iter().any(|it| it == "existing") || SETTINGS.contains(&last);
    // `secretKey` in a chart's values beside `existingSecret`, or `passwordKey`: names the key inside a Secret.
    let key_of = last == "key" && before(1).is_some_and(|it| PASSWORDS.contains(&it) || it.ends_with("password"));
    if referring
        || key_of
        || last == "keys" && before(1) == Some("secret")
        || before(1) == Some("public") && last == "key"
    {
        return KeyClass::Setting;
    }
    if PASSWORDS.contains(&last) || ["password", "passwd", "passphrase"].iter().any(|it| last.ends_with(it)) {
        return KeyClass::Password;
    }
    // `password2`, `DB_PASSWORD_1`: a number behind says which, not what.
    let numbered = last.bytes().all(|it| it.is_ascii_digit()) && before(1).is_some_and(|it| PASSWORDS.contains(&it));
    if numbered {
        return KeyClass::Password;
    }
    let qualified = last == "key" && before(1).is_some_and(|it| QUALIFIERS.contains(&it) || SECRETS.contains(&it));
    let compound =
        ["apikey", "secretkey", "clientsecret", "authtoken", "accesstoken"].iter().any(|it| last.ends_with(it));
    if SECRETS.contains(&last) || qualified || compound {
        return KeyClass::Secret;
    }
    if words.iter().any(|it| PASSWORDS.contains(&it.as_str()) && it != "pass") {
        return KeyClass::PasswordInside;
    }
    if words.iter().any(|it| matches!(it.as_str(), "secret" | "token" | "password")) {
        return KeyClass::Mentions;
    }
    KeyClass::Plain
}

/// A quick look that turns most names away.
fn may_matter(name: &str) -> bool {
    // `pass`, `pwd`, `secret`, `token`, `key`, `cred`, `auth`: all of them by their first three letters, in any case.
    name.as_bytes().windows(3).any(|it| {
        let letters = u32::from(it[0] | 0x20) << 16 | u32::from(it[1] | 0x20) << 8 | u32::from(it[2] | 0x20);
        matches!(
            letters,
            0x0070_6173 | 0x0070_7764 | 0x0073_6563 | 0x0074_6f6b | 0x006b_6579 | 0x0063_7265 | 0x0061_7574
        )
    })
}

/// Words in lower case, parted by signs and where a capital follows a small letter or ends a run of capitals.
fn words(name: &str) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            all.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).map(|it| chars[it]);
        let after = chars.get(at + 1);
        let rises = c.is_uppercase() && before.is_some_and(|it| it.is_lowercase() || it.is_ascii_digit());
        let ends_run =
            c.is_uppercase() && before.is_some_and(char::is_uppercase) && after.is_some_and(|it| it.is_lowercase());
        if rises || ends_run {
            all.push(String::new());
        }
        if let Some(word) = all.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    all.retain(|it| !it.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyClass::{Mentions, Password, PasswordInside, Plain, Secret, Setting};

    #[test]
    fn the_last_word_decides() {
        for (name, class) in [
            ("DB_PASSWORD", Password),
            ("mysqlRootPassword", Password),
            ("ADMIN_PASS", Password),
            ("spring.datasource.password", Password),
            ("dbpassword", Password),
            ("requirepass", Password),
            ("PASSWORD_HASHED", PasswordInside),
            ("AWS_SECRET_ACCESS_KEY", Secret),
            ("api-key", Secret),
            ("apiKey", Secret),
            ("clientSecret", Secret),
            ("x-api-key", Secret),
            ("JWT_SIGNING_SECRET", Secret),
            ("SESSION_KEY", Secret),
            ("_authToken", Secret),
            ("TOKEN_SALT", Mentions),
            ("PASSWORD_FILE", Setting),
            ("secretName", Setting),
            ("secretKeyRef", Setting),
            ("AWS_ACCESS_KEY_ID", Setting),
            ("existingSecretPasswordKey", Setting),
            ("adminPasswordKey", Setting),
            ("PASSWORD_MIN_LENGTH", Setting),
            ("PUBLIC_KEY", Setting),
            ("passwordPolicy", Setting),
            ("SORT_KEY", Plain),
            ("primaryKey", Plain),
            ("tokenizer", Plain),
            ("KEYCLOAK_HOSTED", Plain),
            ("COMPASS", Plain),
            ("", Plain),
        ] {
            assert_eq!(classify(name), class, "{name}");
        }
    }
}
