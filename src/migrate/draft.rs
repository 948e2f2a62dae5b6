//! [`Draft`], a `holdshort.yaml` in the making.

use crate::finding::Severity;
use crate::output::visible;
use crate::rule::{Peer, Rule};
use crate::rules;
use crate::ruleset::Text;
use crate::source::Span;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Settings with where they come from, and what has no counterpart.
#[derive(Debug, Default)]
pub struct Draft {
    /// Files that were read.
    files: Vec<String>,
    select: Option<Vec<Line>>,
    ignore: Vec<Line>,
    include: Vec<Line>,
    exclude: Vec<Line>,
    /// Keys with one value.
    values: BTreeMap<&'static str, Line>,
    rules: BTreeMap<&'static str, Line>,
    overrides: Vec<(Vec<String>, Vec<&'static str>, String)>,
    left: Vec<String>,
    /// Settings of the other linter that hold here, too.
    translated: usize,
}

/// A value as YAML, and a remark.
#[derive(Debug)]
struct Line {
    yaml: String,
    remark: String,
}

/// A list of `holdshort.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Select,
    Ignore,
    Include,
    Exclude,
}

impl Draft {
    /// How many settings were translated, and how many were not.
    pub fn counts(&self) -> (usize, usize) {
        (self.translated, self.left.len())
    }

    pub(super) fn begin(&mut self, text: &Text) {
        self.files.push(text.name().to_owned());
    }

    /// Something that has no counterpart.
    pub(super) fn leave(&mut self, text: &Text, at: Span, what: &str, why: &str) {
        self.leave_line(text.name(), text.line(at), what, why);
    }

    pub(super) fn leave_line(&mut self, name: &str, line: u32, what: &str, why: &str) {
        self.left.push(one_line(&format!("{name}:{line}: `{what}`: {why}")));
    }

    /// A setting that needs nothing to be written.
    pub(super) fn agree(&mut self) {
        self.translated += 1;
    }

    pub(super) fn value(&mut self, key: &'static str, yaml: impl Into<String>, remark: &str) {
        self.translated += 1;
        self.values.insert(key, Line { yaml: yaml.into(), remark: one_line(remark) });
    }

    /// Only what is listed runs, even if that is nothing.
    pub(super) fn select_only(&mut self) {
        self.select.get_or_insert_default();
    }

    /// Checks of the linter in a list of rules. Returns whether any rule answers to it.
    pub(super) fn check(&mut self, to: List, peer: Peer, id: &str, remark: &str) -> bool {
        let names: Vec<&str> = answering(peer, id).map(|it| it.name).collect();
        if names.is_empty() || visible(id) != id {
            return false;
        }
        let remark = if remark.is_empty() { String::new() } else { format!("; {remark}") };
        let few = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
        self.add(to, quoted(&format!("{}:{id}", peer.scheme())), format!("{few}{more}{remark}"));
        true
    }

    /// A glob in a list of paths. Returns what is wrong with it.
    pub(super) fn path(&mut self, to: List, glob: &str, remark: &str) -> Result<(), String> {
        let sound = globset::GlobBuilder::new(glob).literal_separator(true).build();
        sound.map_err(|error| format!("no glob: {}", error.kind()))?;
        if visible(glob) != glob {
            return Err("it holds characters that do not show".to_owned());
        }
        self.add(to, quoted(glob), remark.to_owned());
        Ok(())
    }

    fn add(&mut self, to: List, yaml: String, remark: String) {
        let list = match to {
            List::Select => self.select.get_or_insert_default(),
            List::Ignore => &mut self.ignore,
            List::Include => &mut self.include,
            List::Exclude => &mut self.exclude,
        };
        self.translated += 1;
        if !list.iter().any(|it| it.yaml == yaml) {
            list.push(Line { yaml, remark: one_line(&remark) });
        }
    }

    /// A decision about a rule: `off`, `on` or a severity.
    pub(super) fn rule(&mut self, rule: &'static Rule, word: &'static str, remark: &str) {
        self.rules.insert(rule.name, Line { yaml: word.to_owned(), remark: one_line(remark) });
    }

    /// Rules that are off for some paths.
    pub(super) fn off_for(&mut self, paths: Vec<String>, rules: Vec<&'static str>, remark: &str) {
        self.translated += 1;
        self.overrides.push((paths, rules, one_line(remark)));
    }

    /// The file.
    pub fn write(&self, peer: Peer) -> String {
        let mut out = format!(
            "# yaml-language-server: $schema={}\n#\n# Written by `holdshort init --from {}` from {}.\n# `holdshort config` prints what counts, and why; `holdshort init` without `--from` writes every key.\n",
            "https://raw.githubusercontent.com/holdshort/holdshort/main/schemas/holdshort.schema.json",
            peer.scheme(),
            one_line(&self.files.join(", ")),
        );
        let title = peer.title();
        self.list(
            &mut out,
            "select",
            &format!("Only these rules; {title} runs only these checks."),
            self.select.as_deref(),
        );
        for (key, remark, list) in [
            ("ignore", format!("Not these rules; {title} does not run these checks."), &self.ignore),
            ("include", "Only these files.".to_owned(), &self.include),
            ("exclude", "Not these files.".to_owned(), &self.exclude),
        ] {
            self.list(&mut out, key, &remark, Some(list.as_slice()).filter(|it| !it.is_empty()));
        }
        for (key, line) in &self.values {
            push(&mut out, &format!("\n# {}\n{key}: {}\n", line.remark, line.yaml));
        }
        if !self.rules.is_empty() {
            push(&mut out, &format!("\n# Single rules, as {title} has the checks that find the same.\nrules:\n"));
        }
        for (name, line) in &self.rules {
            push(&mut out, &format!("  {name}: {}{}\n", line.yaml, behind(&line.remark)));
        }
        if !self.overrides.is_empty() {
            out.push_str("\n# Other settings for some paths.\noverrides:\n");
        }
        for (paths, rules, remark) in &self.overrides {
            let paths: Vec<String> = paths.iter().map(|it| quoted(it)).collect();
            push(&mut out, &format!("  - paths: [{}]{}\n    rules:\n", paths.join(", "), behind(remark)));
            rules.iter().for_each(|it| push(&mut out, &format!("      {it}: off\n")));
        }
        if !self.left.is_empty() {
            out.push_str("\n# What was not translated:\n");
        }
        self.left.iter().for_each(|it| push(&mut out, &format!("# - {it}\n")));
        out
    }

    fn list(&self, out: &mut String, key: &str, remark: &str, lines: Option<&[Line]>) {
        match lines {
            None => {}
            Some([]) => push(out, &format!("\n# {remark}\n{key}: []\n")),
            Some(lines) => {
                push(out, &format!("\n# {remark}\n{key}:\n"));
                lines.iter().for_each(|it| push(out, &format!("  - {}{}\n", it.yaml, behind(&it.remark))));
            }
        }
    }
}

/// The rules that find what a check finds.
pub(super) fn answering(peer: Peer, id: &str) -> impl Iterator<Item = &'static Rule> {
    rules::all().iter().copied().filter(move |it| peer.answers(id, it))
}

/// Why a check is left.
pub(super) const UNANSWERED: &str = "no rule answers to it";

/// The severity of a peer's word for "fails": the rule's own, if that fails as well.
pub(super) fn failing(rule: &Rule) -> &'static str {
    if rule.severity >= Severity::High { "on" } else { Severity::High.as_str() }
}

fn push(out: &mut String, text: &str) {
    out.write_str(text).expect("a string takes everything");
}

fn behind(remark: &str) -> String {
    if remark.is_empty() { String::new() } else { format!(" # {remark}") }
}

/// JSON is YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text of someone else's as a part of a comment.
fn one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}
