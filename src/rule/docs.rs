//! The documentation of a rule, taken apart: the page, and the examples that run as tests.

use crate::manifest::Version;

/// A YAML example out of a rule's documentation. Several files are parted by lines `# file: name`; a line `# options: {…}`
/// before them gives the rule's options, as JSON, a line `# kubernetes: 1.21` says for which Kubernetes it is an example, and
/// `# world: closed` that there is nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The files: name and text.
    pub files: Vec<(String, String)>,
    /// The options of the rule, where they matter.
    pub options: Option<serde_json::Value>,
    /// The Kubernetes it is for, where it says so.
    pub kubernetes: Option<Version>,
    /// Whether what it does not hold does not exist.
    pub is_closed: bool,
}

impl Example {
    /// Splits a text at its `# file: name` lines; without any it is one file `example.yaml`.
    pub fn new(text: &str) -> Self {
        let mut files: Vec<(String, String)> = Vec::new();
        let mut options = None;
        for line in text.lines() {
            if let Some(json) = line.strip_prefix("# options: ").filter(|_| files.is_empty()) {
                options = serde_json::from_str(json).ok();
                continue;
            }
            match line.strip_prefix("# file: ") {
                Some(name) => files.push((name.trim().to_owned(), String::new())),
                None => {
                    if files.is_empty() {
                        files.push(("example.yaml".to_owned(), String::new()));
                    }
                    if let Some((_, text)) = files.last_mut() {
                        text.push_str(line);
                        text.push('\n');
                    }
                }
            }
        }
        let version = |it: &str| it.strip_prefix("# kubernetes: ").and_then(|it| it.trim().parse().ok());
        let is_closed = text.lines().any(|it| it == "# world: closed");
        Self { files, options, kubernetes: text.lines().find_map(version), is_closed }
    }
}

/// A rule's documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// First paragraph.
    pub summary: String,
    /// The text below *Why is this bad?*
    pub why: String,
    /// Examples below *Fail*: each gives exactly one finding.
    pub fail: Vec<Example>,
    /// Examples below *Pass*: none gives a finding.
    pub pass: Vec<Example>,
    /// The whole page, as Markdown, one blank taken off each line.
    pub markdown: String,
}

impl Docs {
    /// Takes a doc comment apart.
    pub fn parse(docs: &str) -> Self {
        let mut it = Self::default();
        let mut section = "";
        let mut example: Option<String> = None;
        for line in docs.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            it.markdown.push_str(line);
            it.markdown.push('\n');
            if let Some(text) = &mut example {
                if line.starts_with("```") {
                    let list = if section == "Pass" { &mut it.pass } else { &mut it.fail };
                    list.push(Example::new(text));
                    example = None;
                } else {
                    text.push_str(line);
                    text.push('\n');
                }
            } else if let Some(title) = line.strip_prefix("## ") {
                section = title.trim();
            } else if line.starts_with("```yaml") && matches!(section, "Fail" | "Pass") {
                example = Some(String::new());
            } else if section.is_empty() {
                it.summary.push_str(line);
                it.summary.push(' ');
            } else if section.starts_with("Why") {
                it.why.push_str(line);
                it.why.push('\n');
            }
        }
        it.summary = it.summary.trim().to_owned();
        it.why = it.why.trim().to_owned();
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_found_below_their_headings_and_split_into_files() {
        let docs = Docs::parse(
            " One line.\n\n ## Why is this bad?\n Because.\n\n ## Fail\n ```yaml\n # file: a.yaml\n a: 1\n # file: b.yaml\n b: 2\n ```\n ## Pass\n ```yaml\n c: 3\n ```\n",
        );
        assert_eq!(docs.summary, "One line.");
        assert_eq!(docs.why, "Because.");
        let files = [("a.yaml".to_owned(), "a: 1\n".to_owned()), ("b.yaml".to_owned(), "b: 2\n".to_owned())];
        assert_eq!(docs.fail[0].files, files);
        assert_eq!(docs.pass[0].files[0].0, "example.yaml");
        let with = Example::new("# options: {\"most\": 2}\na: 1\n");
        assert_eq!(with.options, Some(serde_json::json!({"most": 2})));
        assert_eq!(with.files[0].1, "a: 1\n");
    }
}
