//! Pairs of name and value in a text that is a file of its own: JSON, YAML, properties, INI, dotenv, code.

mod forms;
mod words;

use super::key::{self, KeyClass};
use crate::literals::Literals;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;
use words::{name_before, value_after};

pub(super) use forms::statements;
pub(super) use words::floor;

/// A name with its value, as ranges of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    /// Where to point: at the name, or what stands beside the value on its line.
    pub(super) at: Range<usize>,
    /// What the name is, whatever its own words say.
    pub(super) class: KeyClass,
}

impl Pair {
    /// In a text that has so many bytes before this one.
    pub(super) fn behind(self, bytes: usize) -> Self {
        let move_on = |it: Range<usize>| it.start + bytes..it.end + bytes;
        Self { name: move_on(self.name), value: move_on(self.value), at: move_on(self.at), class: self.class }
    }
}

/// Finds the lines that may matter, in one pass.
static WORDS: LazyLock<Option<Literals>> = LazyLock::new(|| {
    Literals::of_any_case(&[
        "pass",
        "pwd",
        "pw ",
        "pw=",
        "pw:",
        "secret",
        "token",
        "key",
        "cred",
        "masterauth",
        "identified by",
        "auth",
    ])
});

/// The pairs whose name has to do with secrets. Comments are left out.
pub(super) fn pairs(text: &str) -> Vec<Pair> {
    let mut all = Vec::new();
    let Some(words) = WORDS.as_ref() else { return all };
    let mut from = 0;
    while let Some(at) = words.find(text, from) {
        let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
        let end = text[at..].find('\n').map_or(text.len(), |it| at + it + 1);
        let line = &text[start..end];
        let body = line.trim_start();
        if !body.starts_with(['#', ';'])
            && !body.starts_with("// ")
            && !body.starts_with("--")
            && !body.starts_with("<!--")
        {
            let before = all.len();
            scan(line, start, &mut all);
            if all.len() == before {
                forms::below(text, start, end, &mut all);
            }
        }
        from = end;
    }
    all
}

/// Longer lines are no configuration that people write, and are looked at for the plain forms only.
const LONGEST: usize = 16 << 10;

/// Whether a name is worth a look at its value.
fn matters(name: &str) -> bool {
    !matches!(key::classify(name), KeyClass::Plain | KeyClass::Setting)
}

fn scan(line: &str, start: usize, all: &mut Vec<Pair>) {
    let from = all.len();
    let bytes = line.as_bytes();
    let of = |name: &Range<usize>, value: Range<usize>| Pair {
        name: start + name.start..start + name.end,
        at: start + name.start..start + name.end,
        value: start + value.start..start + value.end,
        class: key::classify(&line[name.clone()]),
    };
    let mut depth = 0_i32;
    for (at, &byte) in bytes.iter().enumerate() {
        depth += i32::from(matches!(byte, b'{' | b'[')) - i32::from(matches!(byte, b'}' | b']'));
        let next = bytes.get(at + 1).copied().unwrap_or(b'\n');
        let arrow = byte == b'=' && next == b'>';
        let opens = byte == b':' && next != b'/' && next != b':' || byte == b'=' && !b"=~".contains(&next);
        if !opens || at > 0 && b"=!<>".contains(&bytes[at - 1]) {
            continue;
        }
        let Some(name) = name_before(line, at) else { continue };
        if !matters(&line[name.clone()]) || byte == b':' && words::is_prose(line, name.start) {
            continue;
        }
        let leads = line[..name.start].trim_matches(|c: char| c.is_whitespace() || "\"'-".contains(c));
        let whole = leads.is_empty() || leads == "export";
        let flow = depth > 0;
        let to_end = (byte == b':' || whole) && !flow && line.len() <= LONGEST;
        // In PowerShell and PHP what has no quotes is a call.
        let code = line[..name.start].ends_with('$') && !line[at + 1..].trim_start().starts_with(['"', '\'']);
        if code {
            continue;
        }
        if let Some(value) = value_after(line, at + 1 + usize::from(arrow), to_end, flow) {
            all.push(of(&name, value));
        }
    }
    if line.len() <= LONGEST {
        forms::calls(line, start, all);
        forms::elements(line, start, all);
        forms::directives(line, start, all);
        forms::statements(line, start, all);
        forms::bound(line, start, all);
    }
    // Several forms may see one pair.
    let mut known = FxHashSet::default();
    let (mut at, before) = (0, from);
    all.retain(|it| {
        at += 1;
        at <= before || known.insert(it.value.start)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &str)> {
        pairs(text).into_iter().map(|it| (&text[it.name], &text[it.value])).collect()
    }

    #[test]
    fn each_kind_of_file_gives_its_pairs() {
        for (text, pair) in [
            ("spring.datasource.password=a b\n", ("spring.datasource.password", "a b")),
            ("  \"password\": \"J8\",\n", ("password", "J8")),
            ("{\"oauth\": {\"id\": \"web\", \"clientSecret\": \"1s\"}}", ("clientSecret", "1s")),
            ("smtp:\n  password: Fv!x # note\n", ("password", "Fv!x")),
            ("PWD = mq\n", ("PWD", "mq")),
            ("export API_TOKEN=x1\n", ("API_TOKEN", "x1")),
            ("//registry.test/:_authToken=n1\n", ("_authToken", "n1")),
            ("requirepass 0b\n", ("requirepass", "0b")),
            ("connect(user='a', password='Mil', x=1)", ("password", "Mil")),
            ("- password: a\n", ("password", "a")),
            ("{\\\"password\\\": \\\"abc\\\"}", ("password", "abc")),
            ("<password>kS8</password>", ("password", "kS8")),
            ("<add key=\"ApiKey\" value=\"kS8\"/>", ("ApiKey", "kS8")),
            ("machine a login b password kS8\n", ("password", "kS8")),
            ("set $api_token \"kS8\";\n", ("api_token", "kS8")),
            ("handle:headers():add(\"x-api-key\", \"dPO\")", ("x-api-key", "dPO")),
            ("define('AUTH_KEY', 'dPO');", ("AUTH_KEY", "dPO")),
            ("smtp: {password: dPO!, user: a}", ("password", "dPO!")),
            ("password = \"\"\"dPO#\"\"\"\n", ("password", "dPO#")),
            ("password => \"dPO\"", ("password", "dPO")),
            ("  HTTP_Passwd dPO7!xyz\n", ("HTTP_Passwd", "dPO7!xyz")),
            ("user a insecure-password dPO\n", ("insecure-password", "dPO")),
            ("CREATE USER a WITH ENCRYPTED PASSWORD 'dPO';", ("PASSWORD", "dPO")),
            ("CREATE USER 'a'@'%' IDENTIFIED BY 'dPO';", ("IDENTIFIED BY", "dPO")),
            ("{\"type\": \"password\", \"value\": \"dPO\"}", ("password", "dPO")),
            ("{name: DB_PASSWORD, value: dPO}", ("DB_PASSWORD", "dPO")),
            ("- name: DB_PASSWORD\n  value: dPO\n", ("DB_PASSWORD", "dPO")),
            ("<name>x.Password</name>\n<value>dPO</value>\n", ("x.Password", "dPO")),
            ("proxy_set_header X-Api-Key \"dPO\";\n", ("X-Api-Key", "dPO")),
        ] {
            assert_eq!(found(text), [pair], "{text}");
        }
    }

    #[test]
    fn code_comments_comparisons_and_addresses_give_none() {
        for text in [
            "# password: x\n",
            "password = get_password()\n",
            "password = config.password\n",
            "if password == 'x':\n",
            "url: https://x/token://\n",
            "password:\n",
            "\"password\": \"\"\n",
            "throw Error(\"Invalid password: please retry\")",
            "CREATE TABLE users (password varchar(255))",
            "password required pam_unix.so",
            "$password = Read-Host -AsSecureString",
            "[{\"name\": \"token\", \"query\": \"x\", \"type\": \"query\"}]",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
