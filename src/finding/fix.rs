//! [`Fix`]: edits of texts that make a finding go away.

use crate::source::Span;
use serde::{Deserialize, Serialize};

/// What a fix may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Cannot change what the cluster runs or admits.
    Safe,
    /// Hardens; a workload that relies on the weakness will break.
    Unsafe,
    /// Shown, never applied.
    Manual,
}

impl Safety {
    /// The lower-case word that every format uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Manual => "manual",
        }
    }
}

/// One change of a text: the bytes of `span` are replaced by `text`. An empty span inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// A change that makes the finding go away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, as an imperative: "run unprivileged".
    pub title: String,
    /// What it may change.
    pub safety: Safety,
    /// All or none are applied; they do not overlap.
    pub edits: Vec<Edit>,
}

impl Edit {
    /// Edits of one change without two at one place: the same one counts once, and what is inserted at the same place stands
    /// there in the order of the edits. What is inserted at the end of lines that go takes their place.
    pub fn merged(edits: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let (mut seen, mut all): (Vec<Self>, Vec<Self>) = (Vec::new(), Vec::new());
        for edit in edits {
            if seen.contains(&edit) {
                continue;
            }
            seen.push(edit.clone());
            match all.iter_mut().find(|it| it.span == edit.span && it.span.is_empty()) {
                Some(same) => same.text.push_str(&edit.text),
                None => all.push(edit),
            }
        }
        let (inserts, mut others): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.span.is_empty());
        for insert in inserts {
            let at = insert.span.start;
            let around = |it: &&mut Self| {
                let within = it.span.start < at && at < it.span.end;
                it.text.is_empty() && it.span.source == insert.span.source && within
            };
            match others.iter_mut().find(around) {
                Some(lines) => {
                    // It begins with a line end, and the lines end with one.
                    let new = insert.text.trim_start_matches(['\r', '\n']);
                    lines.text = format!("{new}{}", &insert.text[..insert.text.len() - new.len()]);
                }
                None => others.push(insert),
            }
        }
        others.sort_by_key(|it| it.span);
        others
    }
}
