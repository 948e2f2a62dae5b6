//! What a document is. Everything that is no Kubernetes object is recognised and counted, never dropped in silence and never
//! judged as one.

use super::Resource;
use crate::source::Source;
use crate::yaml::{Document, NodeKind, Style, Value};
use rustc_hash::FxHashSet;

/// What a document turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// One or more Kubernetes objects.
    Kubernetes,
    /// Nothing but comments.
    Empty,
    /// Could not be read: a finding says why.
    Broken,
    /// A Go template that is not rendered, so not YAML yet.
    HelmTemplate,
    /// `Chart.yaml` and its like.
    HelmChart,
    /// Values for a chart.
    HelmValues,
    /// `kustomization.yaml`.
    Kustomization,
    /// A fragment that Kustomize lays over an object.
    KustomizePatch,
    /// YAML or JSON of some other kind.
    Other,
}

impl Class {
    /// For the summary: "3 Helm templates, not rendered".
    pub fn describe(self) -> &'static str {
        match self {
            Self::Kubernetes => "Kubernetes manifests",
            Self::Empty => "empty",
            Self::Broken => "broken",
            Self::HelmTemplate => "Helm templates, not rendered",
            Self::HelmChart => "Helm chart metadata",
            Self::HelmValues => "Helm values",
            Self::Kustomization => "Kustomizations",
            Self::KustomizePatch => "Kustomize patches",
            Self::Other => "not Kubernetes",
        }
    }
}

/// Names of files that Kustomize uses as patches, and of those that it labels, resolved against the folder of the kustomization
/// that names them.
#[derive(Debug, Default)]
pub struct Patches {
    files: FxHashSet<String>,
    /// Files whose objects get labels and selectors.
    labelled: FxHashSet<String>,
}

impl Patches {
    /// Takes in a document if it is a kustomization.
    pub fn collect(&mut self, source: &Source, document: Document<'_>) {
        let Some(root) = document.root().filter(|&it| is_kustomization(source, it)) else { return };
        let paths = (root.list("patches").filter_map(|it| it.str("path")))
            .chain(root.list("patchesJson6902").filter_map(|it| it.str("path")))
            .chain(root.list("patchesStrategicMerge").filter_map(Value::as_str));
        for path in paths {
            // An inline patch holds a line end; a path does not.
            if !path.contains('\n') {
                self.files.insert(resolve_path(source.folder(), path));
            }
        }
        let selecting = |it: Value<'_>| it.flag("includeSelectors") || it.flag("includeTemplates");
        if root.get("commonLabels").is_some() || root.list("labels").any(selecting) {
            let files = root.list("resources").filter_map(Value::as_str);
            self.labelled.extend(files.map(|it| resolve_path(source.folder(), it)));
        }
    }

    /// Whether a kustomization puts labels and selectors into the objects of a file.
    pub fn labels(&self, source: &Source) -> bool {
        self.labelled.contains(source.name())
    }

    /// Whether a file is used as a patch.
    pub fn contains(&self, source: &Source) -> bool {
        self.files.contains(source.name())
    }
}

/// `folder` and a relative path, with `.` and `..` taken out.
pub fn resolve_path(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

fn is_kustomization(source: &Source, root: Value<'_>) -> bool {
    let by_kind = matches!(root.str("kind"), Some("Kustomization" | "Component"))
        && root.str("apiVersion").is_none_or(|it| it.starts_with("kustomize.config.k8s.io/"));
    by_kind || matches!(source.file_name(), "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// What a document is, with the objects it holds.
pub fn classify<'a>(source: &'a Source, document: Document<'a>, patches: &Patches) -> (Class, Vec<Resource<'a>>) {
    let class = |class| (class, Vec::new());
    if is_template(source, document) {
        return class(Class::HelmTemplate);
    }
    if document.is_broken() {
        return class(Class::Broken);
    }
    let Some(root) = document.root().filter(|it| !it.is_null()) else { return class(Class::Empty) };
    if is_kustomization(source, root) {
        return class(Class::Kustomization);
    }
    if patches.contains(source) || root.get("$patch").is_some() {
        return class(Class::KustomizePatch);
    }
    let mut resources = Vec::new();
    let template = helm_source(document);
    collect(source, document, root, template, &mut resources);
    if !resources.is_empty() {
        return (Class::Kubernetes, resources);
    }
    let name = source.file_name();
    class(match root.kind() {
        NodeKind::Sequence if root.items().any(|it| it.get("op").is_some() && it.get("path").is_some()) => {
            Class::KustomizePatch
        }
        NodeKind::Mapping if matches!(name, "Chart.yaml" | "Chart.yml" | "requirements.yaml") => Class::HelmChart,
        NodeKind::Mapping if is_values(name) => Class::HelmValues,
        _ => Class::Other,
    })
}

fn is_values(name: &str) -> bool {
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| {
        let begins = ["values-", "values.", "values_"].iter().any(|it| stem.starts_with(it));
        stem == "values" || begins || ["-values", "_values", ".values"].iter().any(|it| stem.ends_with(it))
    })
}

/// Objects at a node: one, the items of a `List`, or the elements of an array.
fn collect<'a>(
    source: &'a Source,
    document: Document<'a>,
    root: Value<'a>,
    template: Option<&'a str>,
    into: &mut Vec<Resource<'a>>,
) {
    // Lists in lists are legal and pointless; a stack keeps them from costing depth.
    let mut stack = vec![root];
    while let Some(it) = stack.pop() {
        if it.is_sequence() {
            let start = stack.len();
            stack.extend(it.items());
            stack[start..].reverse();
        } else if let Some(items) = it.get("items").filter(|items| is_list(it) && items.is_sequence()) {
            stack.push(items);
        } else if let Some(resource) = Resource::new(source, document, it, template) {
            into.push(resource);
        }
    }
}

fn is_list(value: Value<'_>) -> bool {
    value.str("kind").is_some_and(|kind| kind.ends_with("List"))
}

/// Helm writes `# Source: chart/templates/x.yaml` at the head of each rendered document.
fn helm_source(document: Document<'_>) -> Option<&str> {
    let head = document.root().map_or(document.span().end, |root| root.span().start);
    let text = document.tree().text();
    let comments = document.tree().comments();
    let from = comments.partition_point(|it| it.start < document.span().start);
    comments[from..]
        .iter()
        .take_while(|it| it.start < head)
        .find_map(|it| text[it.start as usize..it.end as usize].strip_prefix("# Source: "))
        .map(str::trim)
}

/// A Go template: `{{ … }}` where YAML would read a mapping in a mapping, or in a chart's `templates` folder, or in text that
/// cannot be read at all.
fn is_template(source: &Source, document: Document<'_>) -> bool {
    let text = document.text();
    if !crate::literals::contains(text, "{{") {
        return false;
    }
    let in_templates = source.folder().split('/').any(|part| part == "templates");
    if in_templates || document.is_broken() || source.file_name().ends_with(".tpl") {
        return true;
    }
    document
        .nodes()
        .any(|it| it.kind() == NodeKind::Mapping && it.style() == Style::Flow && it.source_text().starts_with("{{"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Role, SourceId};
    use crate::yaml;

    fn class_of(name: &str, text: &str) -> (Class, usize) {
        let source = Source::new(name, text, Role::Report);
        let tree = yaml::parse(SourceId(0), source.text().clone());
        let mut patches = Patches::default();
        tree.documents().for_each(|it| patches.collect(&source, it));
        let (class, resources) = classify(&source, tree.document(0), &patches);
        (class, resources.len())
    }

    #[test]
    fn documents_are_told_apart() {
        let rows = [
            ("a.yaml", "apiVersion: v1\nkind: Pod\n", Class::Kubernetes, 1),
            (
                "a.yaml",
                "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n- {apiVersion: v1, kind: Pod}",
                Class::Kubernetes,
                2,
            ),
            ("a.json", "[{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}]", Class::Kubernetes, 1),
            ("a.yaml", "# nothing\n", Class::Empty, 0),
            ("a.yaml", "a: [", Class::Broken, 0),
            (
                "c/templates/a.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"{{ .Release.Name }}\"\n",
                Class::HelmTemplate,
                0,
            ),
            ("a.yaml", "{{- if .Values.x }}\nkind: Pod\n{{- end }}\n", Class::HelmTemplate, 0),
            ("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n", Class::HelmTemplate, 0),
            (
                "a.yaml",
                "apiVersion: v1\nkind: ConfigMap\ndata:\n  alert: \"{{ $labels.pod }}\"\n",
                Class::Kubernetes,
                1,
            ),
            ("c/values-prod.yaml", "image: x\n", Class::HelmValues, 0),
            ("c/prod_values.yaml", "image: x\n", Class::HelmValues, 0),
            ("c/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n", Class::HelmChart, 0),
            ("k/kustomization.yaml", "resources: [a.yaml]\n", Class::Kustomization, 0),
            ("k/p.yaml", "- {op: remove, path: /spec/replicas}\n", Class::KustomizePatch, 0),
            ("k/p.yaml", "apiVersion: v1\nkind: Pod\n$patch: delete\n", Class::KustomizePatch, 0),
            (".github/workflows/ci.yaml", "on: push\njobs: {}\n", Class::Other, 0),
        ];
        for (name, text, class, resources) in rows {
            assert_eq!(class_of(name, text), (class, resources), "{name}: {text}");
        }
    }

    #[test]
    fn a_patch_is_known_by_the_kustomization_that_names_it() {
        let kustomization =
            Source::new("o/prod/kustomization.yaml", "patches:\n- path: ../patches/p.yaml\n", Role::Report);
        let tree = yaml::parse(SourceId(0), kustomization.text().clone());
        let mut patches = Patches::default();
        patches.collect(&kustomization, tree.document(0));
        assert!(patches.contains(&Source::new("o/patches/p.yaml", "", Role::Report)));
    }
}
