//! Passwords and keys that everyone tries first.

/// Passwords that everyone tries first, and defaults of well-known images.
#[rustfmt::skip]
const WEAK: &[&str] = &[
    "admin", "administrator", "password", "passw0rd", "p@ssw0rd", "pass", "postgres", "mysql", "root", "toor", "test", "testing", "guest",
    "secret", "supersecret", "letmein", "letmein123", "qwerty", "welcome", "minio", "minio123", "minioadmin", "rabbitmq", "redis",
    "mongo", "mongodb", "elastic", "grafana", "prom-operator", "default", "user", "demo", "keycloak", "hunter2", "abc123", "admin123",
    "password1", "password123", "root123", "test123", "changeit", "changeme", "change-me", "sa", "oracle", "tiger", "manager", "kubernetes", "wordpress",
    "drupal", "joomla", "neo4j", "cassandra", "nacos", "vagrant", "example", "foobar", "somepassword", "strongpassword", "supersecretpassword", "superset", "dbpass", "petclinic", "magicword", "magento", "mypassword",
    "mysecretpassword", "secretpassword", "dbpassword", "harbor12345", "test1234", "admin1234", "pass123", "passw0rd1", "prisma", "airflow", "zabbix", "nextcloud", "gitea", "sonar",
];

/// Whether a password is one that everyone tries first; short numbers are.
pub(super) fn is_password(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    WEAK.contains(&lower.as_str()) || (3..=10).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

/// Secrets that people write before they think of one; single words.
#[rustfmt::skip]
const SECRETS: &[&str] = &[
    "supersecret", "minio123", "minioadmin", "letmein", "letmein123", "hunter2", "changeit", "s3cr3t", "secret123", "password123", "qwerty123",
    "verysecret", "topsecret", "mysecretkey", "secretpassword", "not-a-secure-key", "supersecretkey", "superdupersecret", "mysupersecret",
    "mysupersecretkey",
];

/// Words of secrets that say only that they are secret; one of the first four has to be among them.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "secret", "password", "key", "token", "my", "super", "very", "top", "jwt", "session", "cookie", "the", "a", "is", "this", "long", "random",
    "strong", "dev", "development", "local", "test", "app", "signing", "duper", "some", "sup3r", "s3cr3t", "only", "for",
];

/// Whether a token or key is one that everyone tries first. Where only values of programs stand, also words in a row: elsewhere
/// they may be the name of a Secret.
pub(super) fn is_secret(text: &str, of_program: bool) -> bool {
    if SECRETS.iter().any(|it| text.eq_ignore_ascii_case(it)) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    let said = |it: &str| WORDS.contains(&it.trim_end_matches(|c: char| c.is_ascii_digit()));
    let praised = ["super", "very", "top", "sup3r", "s3cr3t", "this", "random", "strong"];
    let mut words = lower.split(['-', '_', ' ', '.']);
    of_program
        && lower.len() < 48
        && (matches!(lower.as_str(), "secret" | "mysecret" | "password" | "jwtsecret" | "secretkey")
            || words.clone().any(|it| praised.contains(&it))
                && words.clone().any(|it| WORDS[..4].contains(&it))
                && words.all(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_ones_are_known_whatever_the_case() {
        assert!(is_password("Admin") && is_password("123456"));
        assert!(!is_password("Summer2024!") && !is_password("12"));
        assert!(
            is_secret("SuperSecret", false)
                && is_secret("super-secret-key", true)
                && is_secret("this_is_a_secret", true)
        );
        assert!(!is_secret("super-secret-key", false) && !is_secret("web-tls", true) && !is_secret("jwt-secret", true));
    }
}
