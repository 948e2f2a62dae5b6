//! Secrets on a command line: names and values of flags, assignments before a command, and the options of well-known tools.

use super::embedded;
use super::key::{self, KeyClass};
use super::score::{Location, Verdict, judge, judge_as};
use crate::yaml::Value;
use std::ops::Range;

/// A secret in an argument.
pub(super) struct Found<'a> {
    /// The argument that holds the value.
    pub(super) argument: Value<'a>,
    /// What names it, safe to print: `--password`, `PGPASSWORD`, `curl -u`.
    pub(super) name: String,
    /// Where the name stands in the argument, where it does.
    pub(super) at: Option<Range<usize>>,
    /// Where the word with the value begins in the argument.
    pub(super) offset: usize,
    /// Where the secret stands in the argument.
    pub(super) secret: Range<usize>,
    pub(super) verdict: Verdict,
}

/// Tools whose option takes a password, or a user with a password behind a colon.
const TOOLS: &[(&str, &str)] = &[
    ("curl", "-u"),
    ("curl", "--user"),
    ("sshpass", "-p"),
    ("redis-cli", "-a"),
    ("mysql", "-p"),
    ("mysqladmin", "-p"),
    ("mysqldump", "-p"),
    ("mariadb", "-p"),
    ("mongo", "-p"),
    ("mongosh", "-p"),
    ("docker", "-p"),
    ("etcdctl", "--user"),
    ("ldapsearch", "-w"),
    ("ldapadd", "-w"),
    ("ldapmodify", "-w"),
    ("ldapwhoami", "-w"),
    ("wget", "--password"),
    ("rabbitmqadmin", "-p"),
    ("htpasswd", "-b"),
];

impl Found<'_> {
    /// The line that it stands on: other lines of a script say nothing about it.
    pub(super) fn line(&self) -> &str {
        let text = self.argument.text().unwrap_or_default();
        let from = text[..self.offset].rfind('\n').map_or(0, |it| it + 1);
        text[from..].lines().next().unwrap_or_default()
    }
}

/// The secrets in a list of arguments.
pub(super) fn find<'a>(list: Value<'a>) -> Vec<Found<'a>> {
    let mut all = Vec::new();
    let mut before: Option<&str> = None;
    let mut tool = "";
    for argument in list.items() {
        let Some(text) = argument.text() else { continue };
        if text.contains(char::is_whitespace) {
            script(argument, text, &mut all);
            before = None;
            continue;
        }
        if tool.is_empty() {
            tool = text.rsplit('/').next().unwrap_or(text);
        }
        word(argument, text, 0, before, tool, &mut all);
        before = Some(text);
    }
    all
}

/// Words before a command that are none.
#[rustfmt::skip]
const TRANSPARENT: &[&str] = &[
    "exec", "sudo", "export", "if", "then", "else", "while", "until", "do", "!", "time", "nohup", "env", "{", "(", "local", "declare", "RUN", "ENV",
];

/// A line of shell: its words one by one, quotes taken off.
fn script<'a>(argument: Value<'a>, text: &'a str, all: &mut Vec<Found<'a>>) {
    let mut before: Option<&str> = None;
    let mut tool = "";
    for line in text.lines().filter(|it| !it.trim_start().starts_with('#')) {
        let base = line.as_ptr() as usize - text.as_ptr() as usize;
        let mut pairs = Vec::new();
        embedded::statements(line, base, &mut pairs);
        // A file written by the script: no command has a sign behind its name.
        let lead = line.trim_start().find(|c: char| !c.is_ascii_alphanumeric() && !"_.-\"".contains(c));
        let sign = lead.map(|at| line.trim_start()[at..].trim_start()).unwrap_or_default();
        if sign.starts_with("= ") || lead.is_some_and(|at| line.trim_start()[at..].starts_with(": ")) {
            pairs.extend(embedded::pairs(line).into_iter().map(|it| it.behind(base)));
        }
        for pair in pairs {
            let verdict = judge_as(pair.class, &text[pair.name.clone()], &text[pair.value.clone()], Location::Value);
            if verdict != Verdict::Nothing {
                let (name, offset) = (text[pair.name.clone()].to_owned(), pair.name.start);
                all.push(Found { argument, name, at: Some(pair.name), offset, secret: pair.value, verdict });
            }
        }
        for (at, raw) in words(line) {
            let lead = raw.len() - raw.trim_start_matches(['"', '\'']).len();
            let text = raw[lead..].trim_end_matches(['"', '\'', ';']);
            if matches!(raw, "&&" | "||" | "|" | ";" | "&") {
                (tool, before) = ("", None);
                continue;
            }
            word(argument, text, base + at + lead, before, tool, all);
            // Assignments stand before the command.
            if tool.is_empty() && !text.contains('=') && !TRANSPARENT.contains(&text) {
                tool = text.rsplit('/').next().unwrap_or(text);
            }
            before = if raw.ends_with(';') { None } else { Some(text) };
            if raw.ends_with(';') {
                tool = "";
            }
        }
        if !line.ends_with('\\') {
            (tool, before) = ("", None);
        }
    }
}

/// Words with their place; blanks inside quotes do not part them.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let (mut start, mut quote) = (None, None);
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                start = start.or(Some(at));
            }
            (None, c) if c.is_whitespace() => {
                if let Some(from) = start.take() {
                    all.push((from, &line[from..at]));
                }
            }
            _ => start = start.or(Some(at)),
        }
    }
    if let Some(from) = start {
        all.push((from, &line[from..]));
    }
    all
}

/// Whether it is `name=value` with a name of words.
fn is_pair(text: &str) -> bool {
    let name = text.split_once('=').map_or("", |it| it.0);
    !name.is_empty()
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"_.-".contains(&it))
        && key::classify(name) >= KeyClass::Secret
}

fn word<'a>(argument: Value<'a>, text: &str, at: usize, before: Option<&str>, tool: &str, all: &mut Vec<Found<'a>>) {
    let (offset, word, whole) = (at, at, text);
    let mut push = |name: String, at: Option<Range<usize>>, secret: &str, verdict: Verdict| {
        if verdict != Verdict::Nothing {
            let start = word + secret.as_ptr() as usize - whole.as_ptr() as usize;
            all.push(Found { argument, name, at, offset, secret: start..start + secret.len(), verdict });
        }
    };
    // What is printed, compared or searched for is no setting.
    if matches!(tool, "echo" | "printf" | "[" | "[[" | "test" | "grep" | "egrep" | "sed" | "awk" | "jq") {
        return;
    }
    if let (Some("-H" | "--header"), Some((name, value))) = (before, text.split_once(':')) {
        push(name.to_owned(), Some(at..at + name.len()), value, judge(name, value, Location::Value));
        return;
    }
    // `--from-literal=password=…`, `--set=auth.password=…`: what is given is a pair itself.
    let outer = text.split_once('=').filter(|(flag, pair)| flag.starts_with('-') && is_pair(pair));
    let skipped = outer.map_or(0, |it| it.0.len() + 1);
    let (text, at) = (&text[skipped..], at + skipped);
    if let Some((name, value)) = text.split_once('=') {
        let dashes = name.len() - name.trim_start_matches('-').len();
        let value = value.trim_matches(['"', '\'']);
        if name[dashes..].bytes().all(|it| it.is_ascii_alphanumeric() || b"_-.".contains(&it))
            && !name[dashes..].is_empty()
        {
            push(name.to_owned(), Some(at..at + name.len()), value, judge(&name[dashes..], value, Location::Value));
        }
        return;
    }
    for &(program, option) in TOOLS.iter().filter(|it| it.0 == tool) {
        let value = if before == Some(option) {
            text
        } else if option.len() == 2 && program.starts_with("m") && text.starts_with(option) && text.len() > 2 {
            // `mysql -psecret`: the client takes no blank there.
            &text[2..]
        } else {
            continue;
        };
        let password = if matches!(program, "curl" | "etcdctl") {
            value.split_once(':').map_or(&value[..0], |(_, it)| it)
        } else {
            value
        };
        if program.starts_with("mysql") && before == Some(option) || password.starts_with('-') {
            continue;
        }
        push(format!("{program} {option}"), None, password, judge("password", password, Location::Value));
        return;
    }
    if let Some(flag) = before.filter(|it| it.starts_with("--") && !it.contains('=') && !text.starts_with('-')) {
        push(flag.to_owned(), None, text, judge(flag.trim_start_matches('-'), text, Location::Value));
    }
}
