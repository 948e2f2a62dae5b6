//! Passwords in addresses and connection strings.

use super::embedded::floor;
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
    in_address(text).or_else(|| in_dsn(text)).or_else(|| in_parameters(text))
}

/// Bytes of the longest user and password together.
const LONGEST: usize = 512;

/// What ends an address.
fn ends(c: char) -> bool {
    c.is_whitespace() || "\"'<>`,()".contains(c)
}

/// `scheme://user:password@host`.
fn in_address(text: &str) -> Option<Connection> {
    text.match_indices("://").find_map(|(at, _)| {
        let from = at + 3;
        let rest = &text[from..floor(text, from + LONGEST)];
        let rest = &rest[..rest.find(ends).unwrap_or(rest.len())];
        rest.match_indices('@').find_map(|(at, _)| credentials(text, from, from + at))
    })
}

/// `user:password@tcp(host)`, as drivers of Go take it.
fn in_dsn(text: &str) -> Option<Connection> {
    ["@tcp(", "@unix(", "@("].iter().flat_map(|it| text.match_indices(it)).find_map(|(at, _)| {
        let least = floor(text, at.saturating_sub(LONGEST));
        let opens = |c: char| ends(c) || c == '=' || c == '/';
        let from = text[least..at].rfind(opens).map_or(least, |it| least + it + 1);
        credentials(text, from, at)
    })
}

/// User and password from one place up to an `@`.
fn credentials(text: &str, from: usize, at: usize) -> Option<Connection> {
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
