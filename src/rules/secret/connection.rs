//! Passwords in addresses and connection strings.

use super::value::{self, ValueClass};
use super::weak;
use std::ops::Range;

/// A password found in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Connection {
    pub(super) password: Range<usize>,
    /// Everyone knows this one: `guest:guest`.
    pub(super) weak: bool,
}

/// The first password in an address, a DSN or a list of `name=value`.
pub(super) fn find(text: &str) -> Option<Connection> {
    let addresses = text.match_indices('@').filter_map(|(at, _)| in_address(text, at));
    addresses.into_iter().next().or_else(|| in_parameters(text))
}

/// `scheme://user:password@host` and `user:password@tcp(host)`, told by the sign before the host.
fn in_address(text: &str, at: usize) -> Option<Connection> {
    let stop = |c: char| c.is_whitespace() || "\"'<>`,()".contains(c);
    let start = text[..at].rfind(stop).map_or(0, |it| it + text[it..].chars().next().map_or(1, char::len_utf8));
    let dsn =
        text[at + 1..].starts_with("tcp(") || text[at + 1..].starts_with('(') || text[at + 1..].starts_with("unix(");
    let from = match text[start..at].find("://") {
        Some(scheme) => start + scheme + 3,
        None if dsn => text[start..at].rfind('=').map_or(start, |it| start + it + 1),
        None => return None,
    };
    // A slash ends the authority: what follows is a path with an `@` in it.
    let (user, password) = text[from..at].split_once(':')?;
    if password.contains(['/', '?', '#'])
        || user.contains('/')
        || !text[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric() || "[$%{<*(".contains(c))
    {
        return None;
    }
    judge(user, text, at - password.len()..at)
}

/// `password=…` in JDBC addresses, ADO.NET and libpq strings.
fn in_parameters(text: &str) -> Option<Connection> {
    let lower = text.to_ascii_lowercase();
    let is_connection = lower.contains("jdbc:")
        || lower.contains("loginmodule ")
        || ["server=", "data source=", "host=", "user id=", "uid=", "addr="].iter().any(|it| lower.contains(it));
    if !is_connection {
        return None;
    }
    ["password=", "pwd="].iter().find_map(|word| {
        lower.match_indices(word).find_map(|(at, _)| {
            let parted = at == 0 || b"?;&, \t\"'\n".contains(&lower.as_bytes()[at - 1]);
            let from = at + word.len() + usize::from(text[at + word.len()..].starts_with(['"', '\'']));
            let length =
                text[from..].find(|c: char| c.is_whitespace() || "&;\"',".contains(c)).unwrap_or(text.len() - from);
            if parted { judge("", text, from..from + length) } else { None }
        })
    })
}

fn judge(user: &str, text: &str, password: Range<usize>) -> Option<Connection> {
    let word = &text[password.clone()];
    let generic = ["user", "username", "login", "usr", "name", "u"].contains(&user.to_ascii_lowercase().as_str());
    let stand_in =
        ["password", "pass", "passwd", "pwd", "pw", "p", "secret"].contains(&word.to_ascii_lowercase().as_str());
    // `****` and `$PASSWORD` are no passwords; neither is what a format will fill in.
    if word.len() < 3
        || word.contains(['$', '{', '}', '<', '>', '*', '|'])
        || word.starts_with('%')
        || matches!(value::classify(word), ValueClass::Reference | ValueClass::Placeholder | ValueClass::Prose)
        || stand_in && (generic || user.is_empty())
        || word.chars().all(|it| it == 'x' || it == 'X' || it == '.')
    {
        return None;
    }
    Some(Connection { weak: weak::is_password(word), password })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_gives_its_password() {
        for (text, password) in [
            ("postgres://app:nLnpdCwD@db:5432/app", "nLnpdCwD"),
            ("redis://:3BNX4DPB@redis:6379/0", "3BNX4DPB"),
            ("--dsn=mysql://root:c78SSizH@tcp(db:3306)/app", "c78SSizH"),
            ("root:c78SSizH@tcp(db:3306)/app", "c78SSizH"),
            ("--dsn=root:c78SSizH@unix(/s)/app", "c78SSizH"),
            ("exporter:c78SSizH@(db:3306)/", "c78SSizH"),
            ("jdbc:mysql://mysql:3306/app?user=app&password=tbjpSeco", "tbjpSeco"),
            ("Server=sql;User Id=sa;Password=hYjXZiJ2;", "hYjXZiJ2"),
            ("host=db password=hYjXZiJ2 user=a", "hYjXZiJ2"),
            ("PlainLoginModule required username=\"a\" password=\"hYjXZiJ2\";", "hYjXZiJ2"),
            ("see https://ci:3z0jNtbz@git.corp/x.git for", "3z0jNtbz"),
        ] {
            assert_eq!(find(text).map(|it| &text[it.password]), Some(password), "{text}");
        }
        assert!(find("amqp://guest:guest@mq").unwrap().weak);
    }

    #[test]
    fn references_stand_ins_and_addresses_without_one_give_none() {
        for text in [
            "postgres://app:$(DB_PASSWORD)@db",
            "postgres://app:${PW}@db",
            "postgres://user:password@localhost/db",
            "https://%s:%s@host",
            "https://{{ .u }}:{{ .p }}@host",
            "redis://:****@host",
            "https://host:8080/@user",
            "mailto:ann@corp.test",
            "registry.corp:5000/app@sha256:abc",
            "https://corp.test/path?password=reset",
            "password=abc123def",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
