//! What goes in and what comes out of a run.

use crate::finding::{Finding, Severity};
use crate::index::Index;
use crate::index::doubt::Doubt;
use crate::manifest::Class;
use crate::rule::Silence;
use crate::rules::manifest::yaml_syntax_error::YAML_SYNTAX_ERROR;
use crate::source::{Role, SourceId, Sources};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was found to read, and everything that was not read.
#[derive(Debug, Default)]
pub struct Input {
    /// The texts.
    pub sources: Sources,
    /// Files that were passed over, sorted by name.
    pub skipped: Vec<Skipped>,
    /// Files that could not be read, sorted by source. Each has an empty text among the sources, so that a finding can point
    /// at it.
    pub unread: Vec<Unread>,
}

/// A file that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Display name.
    pub name: String,
    /// Why.
    pub reason: Skip,
}

/// Why a file was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// Neither its name nor its content says YAML or JSON.
    NotYaml,
    /// Excluded by the configuration or a flag.
    Excluded,
    /// Hidden by `.gitignore` or its like; a folder counts as one.
    Ignored,
    /// A symbolic link met on the walk. Its target is read where it is, if that is inside.
    Link,
    /// A named pipe, socket or device.
    Special,
}

impl Skip {
    /// For the summary.
    pub fn describe(self) -> &'static str {
        match self {
            Self::NotYaml => "neither YAML nor JSON",
            Self::Excluded => "excluded",
            Self::Ignored => "hidden by .gitignore",
            Self::Link => "symbolic links, not followed",
            Self::Special => "pipes, sockets and devices",
        }
    }
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its empty text.
    pub source: SourceId,
    /// What went wrong, in words: "permission denied", "not UTF-8: byte `0xff` at offset 12 in line 1".
    pub message: String,
    /// The run as a whole fails: the file is there and was asked for. Wrong content does not count here.
    pub fatal: bool,
    /// As far as is known: false if its bytes were read and are no text.
    pub is_text: bool,
}

/// Result of a run.
#[derive(Debug)]
pub struct Report {
    /// All findings, those that do not count among them, sorted by place.
    pub findings: Vec<Finding>,
    /// Files that could not be read, sorted by source.
    pub unread: Vec<Unread>,
    /// What was read.
    pub summary: Summary,
    /// Rules that could not judge some objects, by name; only where that was asked for.
    pub silent: Vec<Silent>,
    /// The run fails from this severity on.
    pub fail_on: Option<Severity>,
    /// What findings were compared with, for people: those that are known from there are so marked.
    pub baseline: Option<String>,
}

/// A rule that said nothing about some objects because the input does not say enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// The rule.
    pub rule: &'static str,
    /// How many objects it could not judge.
    pub objects: usize,
    /// What it would have had to know.
    pub doubts: BTreeSet<Doubt>,
}

/// Sums up by rule.
pub(super) fn silent(all: Vec<Silence>) -> Vec<Silent> {
    let mut by_rule: BTreeMap<&'static str, Silent> = BTreeMap::new();
    for (rule, doubts) in all {
        let it = by_rule.entry(rule).or_insert_with(|| Silent { rule, objects: 0, doubts: BTreeSet::new() });
        it.objects += 1;
        it.doubts.extend(doubts);
    }
    by_rule.into_values().collect()
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing at or above the threshold: exit 0.
    Clean,
    /// Findings at or above the threshold: exit 1.
    Findings,
    /// Something asked for could not be read: exit 2.
    Failed,
    /// No Kubernetes object in the input: exit 3.
    NothingToLint,
}

impl Verdict {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
            Self::NothingToLint => 3,
        }
    }
}

impl Report {
    /// How the run ends. A failure outweighs findings; a run that read nothing is not clean.
    pub fn verdict(&self) -> Verdict {
        let worst = super::worst(&self.findings);
        // That a document is broken says nothing about a manifest.
        let judged = self.findings.iter().any(|it| it.is_active() && it.rule != YAML_SYNTAX_ERROR.name);
        if self.summary.failed > 0 {
            Verdict::Failed
        } else if worst.is_some_and(|worst| self.fail_on.is_some_and(|limit| worst >= limit)) {
            Verdict::Findings
        } else if self.summary.resources == 0 && !judged {
            Verdict::NothingToLint
        } else {
            Verdict::Clean
        }
    }
}

/// The account of a run: every file that was met is in exactly one of `read`, `skipped` and `failed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files met.
    pub files: usize,
    /// Files read to be reported on.
    pub read: usize,
    /// Files read only to be known.
    pub context: usize,
    /// Files with at least one Kubernetes object.
    pub manifests: usize,
    /// Documents in the files read.
    pub documents: usize,
    /// Kubernetes objects in the files to be reported on.
    pub resources: usize,
    /// Documents that hold no object, by what they are.
    pub other_documents: BTreeMap<Class, usize>,
    /// Files that hold no object, by what their first document is.
    pub other_files: BTreeMap<Class, usize>,
    /// Files passed over, by reason.
    pub skipped: BTreeMap<Skip, usize>,
    /// Files that could not be read.
    pub failed: usize,
    /// Bytes of text read.
    pub bytes: u64,
}

impl Summary {
    /// Counts.
    pub fn new(input: &Input, index: &Index<'_>) -> Self {
        // The inventory is no part of the input: it says what is around it.
        let files = input.sources.iter().filter(|it| it.1.role() != Role::Inventory).count();
        let mut it = Self { files: files + input.skipped.len(), ..Self::default() };
        it.failed = input.unread.iter().filter(|it| it.fatal).count();
        for skipped in &input.skipped {
            *it.skipped.entry(skipped.reason).or_default() += 1;
        }
        let unread: FxHashMap<_, _> = input.unread.iter().map(|it| (it.source, it.fatal)).collect();
        let mut classes: Vec<Option<Class>> = vec![None; input.sources.len()];
        for unit in index.units() {
            let source = input.sources.get(unit.source);
            let class = &mut classes[unit.source.0 as usize];
            if unit.class == Class::Kubernetes || class.is_none_or(|it| it == Class::Empty) {
                *class = Some(unit.class);
            }
            if source.role() != Role::Report {
                continue;
            }
            it.documents += 1;
            it.resources += unit.resources.len();
            if unit.class != Class::Kubernetes {
                *it.other_documents.entry(unit.class).or_default() += 1;
            }
        }
        for ((id, source), class) in input.sources.iter().zip(classes).filter(|it| it.0.1.role() != Role::Inventory) {
            it.bytes += source.text().len() as u64;
            let problem = unread.get(&id);
            if problem == Some(&true) {
                continue;
            }
            if source.role() == Role::Context {
                it.context += 1;
                continue;
            }
            it.read += 1;
            if source.role() == Role::Text {
                *it.other_files.entry(Class::Other).or_default() += 1;
                continue;
            }
            // Bytes that are no text are not nothing.
            let silent = if problem.is_some() { Class::Broken } else { Class::Empty };
            match class.filter(|_| problem.is_none()).unwrap_or(silent) {
                Class::Kubernetes => it.manifests += 1,
                other => *it.other_files.entry(other).or_default() += 1,
            }
        }
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn every_file_is_counted_once_and_what_is_no_text_is_broken_not_empty() {
        let mut input = Input::default();
        let mut add = |name: &str, text: &str, role| input.sources.add(Source::new(name, text, role));
        add("a.yaml", "kind: Pod\napiVersion: v1\n", Role::Report);
        add("b.yaml", "# nothing\n", Role::Report);
        add("c.yaml", "kind: Pod\napiVersion: v1\n", Role::Context);
        let binary = add("d.yaml", "", Role::Report);
        let denied = add("e.yaml", "", Role::Report);
        let unread = |source, fatal| Unread { source, message: String::new(), fatal, is_text: fatal };
        input.unread = vec![unread(binary, false), unread(denied, true)];
        input.skipped = vec![Skipped { name: "f.md".to_owned(), reason: Skip::NotYaml }];
        let trees = crate::engine::parse(&input.sources);
        let it = Summary::new(&input, &Index::build(&input.sources, &trees, false));
        assert_eq!((it.files, it.read, it.context, it.failed), (6, 3, 1, 1));
        assert_eq!(it.files, it.read + it.context + it.failed + it.skipped.values().sum::<usize>());
        assert_eq!((it.manifests, it.resources), (1, 1));
        assert_eq!(it.other_files, [(Class::Empty, 1), (Class::Broken, 1)].into());
    }
}
