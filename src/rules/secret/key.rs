//! What the name of a value says about it: `DB_PASSWORD` holds a credential, `PASSWORD_FILE` a path to one.

use super::words::{NO_SECRET_KEYS, PASSWORDS, QUALIFIERS, SECRETS, SETTINGS, SUMS};

/// Classes of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyClass {
    /// Nothing to do with secrets.
    Plain,
    /// Says where a secret is or how it is treated: `secretName`, `TOKEN_TTL`. Never a secret.
    Setting,
    /// Ends in `key`, of no kind that is known: only a random value beside it is suspect.
    Key,
    /// `secret`, `token` or `password` stand in it, but not last.
    Mentions,
    /// Ends in `secret`, `token`, `credential` or a key of a kind that is secret.
    Secret,
    /// The secret half of an access key, as object stores have it.
    AccessSecret,
    /// Holds a word for passwords, not last.
    PasswordInside,
    /// Ends in a word for passwords.
    Password,
}

/// Classifies a name; its words are parted by signs and by case.
pub(super) fn classify(name: &str) -> KeyClass {
    if name.is_empty() || name.len() > 128 || !may_matter(name) {
        return KeyClass::Plain;
    }
    let words = words(name);
    let Some(last) = words.last().map(String::as_str) else { return KeyClass::Plain };
    let before = |at: usize| words.len().checked_sub(at + 1).map(|it| words[it].as_str());
    let referring = SETTINGS.contains(&last) || words.iter().any(|it| it == "existing" || SUMS.contains(&it.as_str()));
    // `secretKey` in a chart's values beside `existingSecret`, or `passwordKey`: names the key inside a Secret.
    let key_of = last == "key" && before(1).is_some_and(|it| PASSWORDS.contains(&it) || it.ends_with("password"));
    if referring
        || key_of
        || last == "keys" && before(1) == Some("secret")
        // Members of a cluster find each other by it; it opens nothing.
        || last == "token" && matches!(before(1), Some("cluster" | "discovery"))
        || before(1) == Some("public") && last == "key"
    {
        return KeyClass::Setting;
    }
    if is_password(last) {
        return KeyClass::Password;
    }
    // `password2`, `DB_PASSWORD_1`: a number behind says which, not what.
    let numbered = last.bytes().all(|it| it.is_ascii_digit()) && before(1).is_some_and(|it| PASSWORDS.contains(&it));
    if numbered {
        return KeyClass::Password;
    }
    if last.ends_with("secretaccesskey") || last == "key" && before(1) == Some("access") && before(2) == Some("secret")
    {
        return KeyClass::AccessSecret;
    }
    let keys = matches!(last, "key" | "keys");
    let qualified = keys && before(1).is_some_and(|it| QUALIFIERS.contains(&it) || SECRETS.contains(&it));
    let compound = ["apikey", "apikeys", "secretkey", "secret", "token"].iter().any(|it| last.ends_with(it));
    if SECRETS.contains(&last) || qualified || compound {
        return KeyClass::Secret;
    }
    if words.iter().any(|it| PASSWORDS.contains(&it.as_str()) && !matches!(it.as_str(), "pass" | "pw")) {
        return KeyClass::PasswordInside;
    }
    if words.iter().any(|it| matches!(it.as_str(), "secret" | "token" | "password")) {
        return KeyClass::Mentions;
    }
    let unknown_key = last == "key" || last.ends_with("key") && last.len() > 6;
    if unknown_key && before(1).is_none_or(|it| !NO_SECRET_KEYS.contains(&it)) && (words.len() > 1 || last != "key") {
        return KeyClass::Key;
    }
    KeyClass::Plain
}

/// Words for passwords, also behind others without a sign between: `dbpass`.
fn is_password(word: &str) -> bool {
    let glued = ["password", "passwords", "passwd", "passphrase", "pwd"].iter().any(|it| word.ends_with(it));
    let pass = word.len() > 4
        && word.ends_with("pass")
        && !["compass", "bypass", "overpass"].iter().any(|it| word.ends_with(it));
    PASSWORDS.contains(&word) || glued || pass
}

/// Whether a name says where a secret is, how it is treated, or what it sums up.
pub(super) fn is_setting(name: &str) -> bool {
    let words = words(name);
    let last = words.last().is_some_and(|it| SETTINGS.contains(&it.as_str()));
    last || words.iter().any(|it| SUMS.contains(&it.as_str()))
}

/// Whether it is the public half of an access key, which says that a `secretKey` beside it is no name of a key.
pub(super) fn is_access_key(name: &str) -> bool {
    // Most names are turned away by their ends.
    let end = name.len().saturating_sub(3);
    let ends = name.get(end..).unwrap_or_default();
    if name.len() < 8 || !["key", "_id", "yid", "sid", "ser"].iter().any(|it| ends.eq_ignore_ascii_case(it)) {
        return false;
    }
    let words = words(name);
    let all: String = words.concat();
    ["accesskey", "accesskeyid", "rootuser", "accessid"].iter().any(|it| all.ends_with(it)) && !all.contains("secret")
}

/// Whether it is that of the secret half beside such a key.
pub(super) fn is_secret_key(name: &str) -> bool {
    words(name).concat().ends_with("secretkey")
}

/// A quick look that turns most names away.
fn may_matter(name: &str) -> bool {
    // `pass`, `pwd`, `secret`, `token`, `key`, `cred`, `auth`: all of them by their first three letters, in any case.
    let short = name.len() >= 2 && name.as_bytes()[name.len() - 2..].eq_ignore_ascii_case(b"pw");
    short
        || name.as_bytes().windows(3).any(|it| {
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
    use KeyClass::{AccessSecret, Key, Mentions, Password, PasswordInside, Plain, Secret, Setting};

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
            ("AWS_SECRET_ACCESS_KEY", AccessSecret),
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
            ("LDAP_BIND_PW", Password),
            ("dbpass", Password),
            ("AUTH_BYPASS", Plain),
            ("SECRET_ACCESS_KEY", AccessSecret),
            ("FLASK_WIDGET_KEY", Key),
            ("checksum/secret", Setting),
            ("password-encryption", Setting),
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
