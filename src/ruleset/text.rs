//! A settings file with the places of its keys: serde reads the values, our own tree knows where they are written.

use super::{Mistake, nearest};
use crate::rules;
use crate::source::{LineIndex, SourceId, Span};
use crate::yaml::{self, Document, Tree, Value};
use rustc_hash::FxHashSet;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A settings file.
#[derive(Debug)]
pub struct Text {
    name: String,
    text: Arc<str>,
    tree: Tree,
    lines: LineIndex,
}

impl Text {
    /// Takes a text; `name` is shown in errors.
    pub fn new(name: &str, text: String) -> Self {
        let lines = LineIndex::new(&text);
        let text: Arc<str> = text.into();
        Self { name: name.to_owned(), tree: yaml::parse(SourceId::default(), text.clone()), text, lines }
    }

    /// The name shown.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Root of the first document; `None` for an empty file.
    pub fn root(&self) -> Option<Value<'_>> {
        self.tree.documents().find_map(Document::root)
    }

    /// The value of a top-level key.
    pub fn get(&self, key: &str) -> Option<Value<'_>> {
        self.root()?.get_raw(key)
    }

    /// Where an item of the list below a top-level key is written.
    pub fn item(&self, key: &str, at: usize) -> Option<Span> {
        self.get(key)?.items().nth(at).map(Value::span)
    }

    /// The empty place before everything.
    pub fn start(&self) -> Span {
        Span::new(self.tree.source(), 0, 0)
    }

    /// Line of a place, from 1.
    pub fn line(&self, span: Span) -> u32 {
        self.lines.line(span.start) + 1
    }

    /// Whether it can be read at all: broken YAML, a key written twice and a second document are mistakes.
    pub fn check(&self) -> Result<(), Mistake> {
        self.read().map(|_: serde::de::IgnoredAny| ())
    }

    /// The values. Broken YAML, a key written twice, an unknown key and a value of the wrong type are mistakes.
    pub fn read<T: DeserializeOwned + Default>(&self) -> Result<T, Mistake> {
        if let Some(problem) = self.tree.problems().first() {
            let mistake = Mistake::new(format!("{}: {}", self.name, problem.message));
            return Err(mistake.maybe_help(problem.help.clone()).at(self, problem.span, "here"));
        }
        if self.root().is_none() {
            return Ok(T::default());
        }
        if let Some(other) = self.tree.documents().filter_map(Document::root).nth(1) {
            return Err(Mistake::new(format!("{} holds more than one document", self.name)).at(self, other.grip(), ""));
        }
        self.no_key_twice()?;
        serde_yaml::from_str(&self.text).map_err(|error| self.explain(&error))
    }

    fn no_key_twice(&self) -> Result<(), Mistake> {
        for map in self.tree.documents().flat_map(Document::nodes).filter(|it| it.is_mapping() && !it.is_alias()) {
            let mut seen = FxHashSet::default();
            if let Some((key, _)) = map.written().find(|(key, _)| !seen.insert(key.text())) {
                let message = format!("key `{}` is written twice", key.text().unwrap_or_default());
                return Err(Mistake::new(message).at(self, key.span(), "the second time"));
            }
        }
        Ok(())
    }

    /// A rule that does not exist.
    pub fn unknown_rule(&self, name: &str, span: Span) -> Mistake {
        let help = match nearest(name, rules::all().iter().map(|it| it.name)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "`holdshort rules` lists them".to_owned(),
        };
        Mistake::new(format!("there is no rule `{name}`")).help(help).at(self, span, "no rule has this name")
    }

    /// Turns serde's words into ours, and finds the place.
    fn explain(&self, error: &serde_yaml::Error) -> Mistake {
        let whole = error.to_string();
        let message = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(message, _)| message);
        let offset = error.location().map_or(0, |it| self.offset(it.line(), it.column()));
        let value = self.tree.documents().find_map(|it| it.at(offset));
        if let Some((_, rest)) = message.split_once("unknown field `")
            && let Some((field, expected)) = rest.split_once('`')
        {
            let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            let help = match nearest(field, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("known here: {}", super::listed(known.into_iter())),
            };
            // serde points at the mapping; the key is what is wrong.
            let keys = self.tree.documents().flat_map(Document::nodes).filter(|it| it.is_key());
            let mut named = keys.filter(|it| it.text() == Some(field) && it.span().start >= offset);
            let span = named.next().map_or_else(|| self.here(offset), Value::span);
            return Mistake::new(format!("unknown key `{field}`")).help(help).at(self, span, "not known here");
        }
        // A path, where there is one, holds no blank; serde's own words before a colon do.
        let (what, message) = match message.split_once(": ").filter(|(path, _)| !path.contains(' ')) {
            Some((path, message)) => (format!("`{path}`"), message),
            None => (self.name.clone(), message),
        };
        let message = message.replace("unknown variant", "unknown value");
        // What stands there may be the secret itself, pasted in the place of its hash: the line is named and not shown.
        if what == "`secrets.allow.values`" {
            let line = error.location().map_or(1, |it| it.line());
            return Mistake::new(format!("{}, line {line}: {what}: {message}", self.name));
        }
        let span = value.map_or_else(|| self.here(offset), Value::grip);
        Mistake::new(format!("{what}: {message}")).at(self, span, "this")
    }

    fn here(&self, offset: u32) -> Span {
        Span::new(self.tree.source(), offset, offset)
    }

    fn offset(&self, line: usize, column: usize) -> u32 {
        let range = self.lines.range(self.text(), line.saturating_sub(1) as u32);
        let text = self.text().get(range.clone()).unwrap_or_default();
        let column = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
        (range.start + column) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::super::Ruleset;
    use super::*;

    #[track_caller]
    fn mistake(text: &str) -> (String, Option<String>, Option<String>) {
        let it = Text::new("x.yaml", text.to_owned()).read::<Ruleset>().unwrap_err();
        (it.to_string(), it.marked().map(str::to_owned), it.advice().map(str::to_owned))
    }

    #[test]
    fn an_unknown_key_is_marked_and_the_right_one_suggested() {
        let (message, marked, help) = mistake("name: a\nrules: {}\nextend: [default]\n");
        assert_eq!(message, "unknown key `extend`");
        assert_eq!(marked.as_deref(), Some("extend"));
        assert_eq!(help.as_deref(), Some("did you mean `extends`?"));
        let (message, marked, help) = mistake("name: a\nrules:\n  privileged-container: {severty: low}\n");
        assert_eq!(message, "unknown key `severty`");
        assert_eq!(marked.as_deref(), Some("severty"));
        assert_eq!(help.as_deref(), Some("did you mean `severity`?"));
    }

    #[test]
    fn a_wrong_value_is_marked() {
        let (message, marked, _) = mistake("name: a\nrules:\n  yaml-syntax-error: off\n  privileged-container: hgh\n");
        assert!(
            message.contains("`rules.privileged-container`: invalid value: string \"hgh\", expected `off`"),
            "{message}"
        );
        assert_eq!(marked.as_deref(), Some("hgh"));
        let (message, marked, _) = mistake("name: a\nextends: default\n");
        assert!(message.contains("`extends`: invalid type: string \"default\", expected a sequence"), "{message}");
        assert_eq!(marked.as_deref(), Some("default"));
        let (message, ..) = mistake("title: b\n");
        assert_eq!(message, "x.yaml: missing field `name`");
    }

    #[test]
    fn broken_yaml_and_keys_written_twice_are_marked() {
        let (_, marked, _) = mistake("name: a\nrules: [\n");
        assert!(marked.is_some());
        let (message, marked, _) = mistake("name: a\nrules:\n  x: on\n  x: off\n");
        assert_eq!(message, "key `x` is written twice");
        assert_eq!(marked.as_deref(), Some("x"));
    }
}
