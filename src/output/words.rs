//! How things are called in every format: objects, numbers of things, keys of counters.

use crate::finding::Subject;
use crate::rules;
use std::fmt::Debug;

/// An object in a word: `Deployment prod/web, container app`. `None` for a finding about a file.
pub(super) fn object(subject: &Subject) -> Option<String> {
    let name = workload(subject)?;
    let container = subject.container.as_ref().map(|it| format!(", container {it}"));
    Some(name + &container.unwrap_or_default())
}

/// The object without its container: `Deployment prod/web`.
pub(super) fn workload(subject: &Subject) -> Option<String> {
    let Subject { kind, namespace, name, .. } = subject;
    if kind.is_empty() {
        return None;
    }
    Some(match (namespace, name.is_empty()) {
        (_, true) => kind.clone(),
        (Some(namespace), false) => format!("{kind} {namespace}/{name}"),
        (None, false) => format!("{kind} {name}"),
    })
}

/// Page of a rule; empty for a rule that is not built in.
pub(super) fn url(rule: &str) -> String {
    rules::find(rule).map(|it| it.url()).unwrap_or_default()
}

/// Folder of a rule; `custom` for a rule that is not built in.
pub(super) fn category(rule: &str) -> &'static str {
    rules::find(rule).map_or("custom", |it| it.category())
}

/// "once", "3 times".
pub(super) fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// "1 file", "2 files".
pub(super) fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A number before a description in the plural: "2 Kustomizations", "1 Kustomization".
pub(super) fn described(count: usize, plural: &str) -> String {
    let mut text = format!("{count} {}", plural.replace(", ", " "));
    if count == 1 {
        for (many, one) in
            [("manifests", "manifest"), ("templates", "template"), ("zations", "zation"), ("patches", "patch")]
        {
            text = text.replace(many, one);
        }
    }
    text
}

/// The name of an enum's variant as a key: `HelmTemplate` is `helm-template`.
pub(super) fn key(variant: impl Debug) -> String {
    let mut key = String::new();
    for c in format!("{variant:?}").chars() {
        if c.is_uppercase() && !key.is_empty() {
            key.push('-');
        }
        key.extend(c.to_lowercase());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Skip;
    use crate::manifest::Class;

    #[test]
    fn numbers_and_descriptions_agree() {
        assert_eq!(described(1, Class::Kubernetes.describe()), "1 Kubernetes manifest");
        assert_eq!(described(4, Class::HelmTemplate.describe()), "4 Helm templates not rendered");
        assert_eq!(described(1, Class::Kustomization.describe()), "1 Kustomization");
        assert_eq!(key(Skip::NotYaml), "not-yaml");
        assert_eq!(key(Class::Kubernetes), "kubernetes");
    }
}
