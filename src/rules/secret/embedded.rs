//! Pairs of name and value in a text that is a file of its own: JSON, YAML, properties, INI, dotenv, code.

use super::key::{self, KeyClass};
use crate::literals::Literals;
use std::ops::Range;
use std::sync::LazyLock;

/// A name with its value, as ranges of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// Words that take their value after a blank.
const DIRECTIVES: [&str; 2] = ["requirepass", "masterauth"];

/// Finds the lines that may matter, in one pass.
static WORDS: LazyLock<Option<Literals>> =
    LazyLock::new(|| Literals::of_any_case(&["pass", "pwd", "secret", "token", "key", "cred", "masterauth"]));

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
        if !body.starts_with(['#', ';']) && !body.starts_with("// ") && !body.starts_with("--") {
            scan(line, start, &mut all);
        }
        from = end;
    }
    all
}

fn scan(line: &str, start: usize, all: &mut Vec<Pair>) {
    let bytes = line.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1).copied().unwrap_or(b'\n');
        let opens = byte == b':' && next != b'/' && next != b':' || byte == b'=' && !b"=~>".contains(&next);
        if !opens || at > 0 && b"=!<>".contains(&bytes[at - 1]) {
            continue;
        }
        let Some(name) = name_before(line, at) else { continue };
        if matches!(key::classify(&line[name.clone()]), KeyClass::Plain | KeyClass::Setting) {
            continue;
        }
        let leads = line[..name.start].trim_matches(|c: char| c.is_whitespace() || "\"'-".contains(c));
        let whole = leads.is_empty() || leads == "export";
        if let Some(value) = value_after(line, at + 1, byte == b':' || whole) {
            all.push(Pair {
                name: start + name.start..start + name.end,
                value: start + value.start..start + value.end,
            });
        }
    }
    calls(line, start, all);
    elements(line, start, all);
    let lead = line.len() - line.trim_start().len();
    let body = line[lead..].trim_end();
    // `proxy_set_header X-Api-Key "…";`
    if let Some(rest) = body
        .strip_prefix("proxy_set_header ")
        .or_else(|| body.strip_prefix("add_header "))
        .or_else(|| body.strip_prefix("set $"))
        && let Some((name, value)) = rest.trim_start().split_once(' ')
        && !matches!(key::classify(name), KeyClass::Plain | KeyClass::Setting)
    {
        let value = value.trim().trim_end_matches(';').trim_matches(['"', '\'']);
        let of = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize + start;
        all.push(Pair { name: of(name)..of(name) + name.len(), value: of(value)..of(value) + value.len() });
    }
    if let Some((word, value)) = body.split_once(' ')
        && DIRECTIVES.contains(&word)
    {
        let from = start + lead + body.len() - value.trim_start().len();
        all.push(Pair { name: start + lead..start + lead + word.len(), value: from..start + lead + body.len() });
    }
}

/// Two quoted arguments of a call, name and value: `add("x-api-key", "…")`.
fn calls(line: &str, start: usize, all: &mut Vec<Pair>) {
    let parts: Vec<(usize, &str)> = line
        .split('"')
        .scan(0, |at, part| {
            let from = *at;
            *at += part.len() + 1;
            Some((from, part))
        })
        .collect();
    for window in parts.windows(4).filter(|it| is_between(it[0].1, it[2].1)) {
        let ((name_at, name), (value_at, value)) = (window[1], window[3]);
        if !value.is_empty() && !matches!(key::classify(name), KeyClass::Plain | KeyClass::Setting) {
            let (name_at, value_at) = (start + name_at, start + value_at);
            all.push(Pair { name: name_at..name_at + name.len(), value: value_at..value_at + value.len() });
        }
    }
}

/// Whether texts around a quoted name say that a quoted value follows: `f("name", "value")`, `key="name" value="value"`.
fn is_between(before: &str, after: &str) -> bool {
    after.trim() == "," && before.trim_end().ends_with(['(', ','])
        || after.trim() == "value=" && (before.ends_with("key=") || before.ends_with("name="))
}

/// `<password>…</password>`, and the words of a netrc file.
fn elements(line: &str, start: usize, all: &mut Vec<Pair>) {
    let mut push = |name: &str, value: &str| {
        let of = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize + start;
        if !value.is_empty() && !matches!(key::classify(name), KeyClass::Plain | KeyClass::Setting) {
            all.push(Pair { name: of(name)..of(name) + name.len(), value: of(value)..of(value) + value.len() });
        }
    };
    for part in line.split('<').skip(1) {
        if let Some((name, value)) = part.split_once('>') {
            push(name, value.trim_end());
        }
    }
    if line.trim_start().starts_with("machine ")
        && let Some((_, value)) = line.split_once(" password ")
        && let Some(at) = line.find(" password ")
    {
        push(&line[at + 1..at + 9], value.split_whitespace().next().unwrap_or_default());
    }
}

/// The name that ends before a sign, blanks and a quote between them.
fn name_before(line: &str, at: usize) -> Option<Range<usize>> {
    let before = line[..at].trim_end_matches([' ', '\t']);
    let before = before.strip_suffix(['"', '\'', '\\', ']']).unwrap_or(before);
    let before = before.trim_end_matches(['\\', '"', '\'']);
    let word = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let start =
        before.rfind(|c: char| !word(c)).map_or(0, |it| it + before[it..].chars().next().map_or(1, char::len_utf8));
    let start = start + (before[start..].len() - before[start..].trim_start_matches(['-', '.']).len());
    (start < before.len()).then_some(start..before.len())
}

/// The value that begins behind a sign: to the closing quote, or to the end of the line where the rest is the value.
fn value_after(line: &str, at: usize, whole: bool) -> Option<Range<usize>> {
    let rest = line[at..].trim_end();
    let start = at + rest.len() - rest.trim_start().len();
    let rest = line[start..].trim_end();
    // Quotes inside quotes are escaped.
    let lead = rest.len() - rest.trim_start_matches('\\').len();
    let quote = rest[lead..].chars().next().filter(|it| matches!(it, '"' | '\''));
    if let Some(quote) = quote {
        let from = start + lead + 1;
        let length = line[from..].find(quote)?;
        let length = length - (length - line[from..from + length].trim_end_matches('\\').len());
        return (length > 0).then_some(from..from + length);
    }
    let end = if whole {
        let end = rest.find(" #").unwrap_or(rest.len());
        rest[..end].trim_end().trim_end_matches([',', ';', '}', ']']).trim_end().len()
    } else {
        rest.find(|c: char| c.is_whitespace() || "&;,\"')}]`".contains(c)).unwrap_or(rest.len())
    };
    let value = &rest[..end];
    // Code: a call, or a field of something.
    let code = value.contains('(')
        || value.contains('.') && value.rsplit('.').next().is_some_and(|it| key::classify(it) != KeyClass::Plain);
    (end > 0 && !code).then_some(start..start + end)
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
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
