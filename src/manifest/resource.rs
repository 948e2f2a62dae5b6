//! [`Resource`], one API object: who it is and where it is written.

use super::Kind;
use crate::finding::Subject;
use crate::source::{Source, SourceId, Span};
use crate::yaml::{Document, Value};

/// One API object of the input. A cursor: cheap to copy, all strings borrowed from the text.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    document: Document<'a>,
    root: Value<'a>,
    kind: Kind,
    api_version: &'a str,
    kind_name: &'a str,
    name: Option<(Value<'a>, &'a str)>,
    namespace: Option<(Value<'a>, &'a str)>,
    folder: &'a str,
    template: Option<&'a str>,
}

impl<'a> Resource<'a> {
    /// Reads the identity of an object; `None` where `apiVersion` or `kind` is not a string.
    pub fn new(source: &'a Source, document: Document<'a>, root: Value<'a>, template: Option<&'a str>) -> Option<Self> {
        let api_version = root.str("apiVersion")?;
        let kind_name = root.str("kind")?;
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let kind = Kind::of(group, kind_name);
        let metadata = root.get("metadata");
        let text = |key| {
            let value = metadata?.get(key)?;
            Some((value, value.as_str().filter(|it| !it.is_empty())?))
        };
        Some(Self {
            document,
            root,
            kind,
            api_version,
            kind_name,
            name: text("name").or_else(|| text("generateName")),
            namespace: if kind.is_namespaced() { text("namespace") } else { None },
            folder: source.folder(),
            template,
        })
    }

    /// The document it is written in; items of a `List` share one.
    pub fn document(self) -> Document<'a> {
        self.document
    }

    /// The object itself.
    pub fn root(self) -> Value<'a> {
        self.root
    }

    /// The file.
    pub fn source(self) -> SourceId {
        self.root.tree().source()
    }

    /// Folder of the file, `/`-separated.
    pub fn folder(self) -> &'a str {
        self.folder
    }

    /// Its kind.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// `kind` as written.
    pub fn kind_name(self) -> &'a str {
        self.kind_name
    }

    /// `apiVersion` as written.
    pub fn api_version(self) -> &'a str {
        self.api_version
    }

    /// API group; empty for core.
    pub fn group(self) -> &'a str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// API version without the group.
    pub fn version(self) -> &'a str {
        self.api_version.split_once('/').map_or(self.api_version, |(_, version)| version)
    }

    /// `metadata.name`, else `metadata.generateName`; empty where neither is a string.
    pub fn name(self) -> &'a str {
        self.name.map_or("", |it| it.1)
    }

    /// `metadata.namespace`; `None` for objects without and for kinds that live in no namespace. Absent is unknown, not
    /// `default`: `kubectl -n`, Helm and Kustomize set it.
    pub fn namespace(self) -> Option<&'a str> {
        self.namespace.map(|it| it.1)
    }

    /// Where the namespace is written.
    pub fn namespace_value(self) -> Option<Value<'a>> {
        self.namespace.map(|it| it.0)
    }

    /// `spec`, where present.
    pub fn spec(self) -> Option<Value<'a>> {
        self.root.get("spec")
    }

    /// The value at a dotted path from the root.
    pub fn path(self, path: &str) -> Option<Value<'a>> {
        self.root.path(path)
    }

    /// The value of an annotation.
    pub fn annotation(self, key: &str) -> Option<Value<'a>> {
        self.root.get("metadata")?.get("annotations")?.get(key)
    }

    /// The value of a label.
    pub fn label(self, key: &str) -> Option<Value<'a>> {
        self.root.get("metadata")?.get("labels")?.get(key)
    }

    /// The annotation that lets pods of a service account act as an identity of a cloud, and the cloud.
    pub fn cloud_identity(self) -> Option<(Value<'a>, &'static str)> {
        const KEYS: [(&str, &str); 3] = [
            ("eks.amazonaws.com/role-arn", "AWS"),
            ("iam.gke.io/gcp-service-account", "Google Cloud"),
            ("azure.workload.identity/client-id", "Azure"),
        ];
        let of =
            |(key, cloud)| Some((self.annotation(key).filter(|it| it.text().is_some_and(|it| !it.is_empty()))?, cloud));
        if self.kind == Kind::ServiceAccount { KEYS.into_iter().find_map(of) } else { None }
    }

    /// The chart template it was rendered from, out of Helm's `# Source:` comment.
    pub fn template(self) -> Option<&'a str> {
        self.template
    }

    /// Where to point when the whole object is meant: its name, else its kind.
    pub fn grip(self) -> Span {
        self.name.map(|it| it.0).or_else(|| self.root.get("kind")).unwrap_or(self.root).grip()
    }

    /// Its identity for a finding.
    pub fn subject(self) -> Subject {
        Subject {
            api_version: self.api_version.to_owned(),
            kind: self.kind_name.to_owned(),
            namespace: self.namespace().map(str::to_owned),
            name: self.name().to_owned(),
            container: None,
            template: self.template.map(str::to_owned),
        }
    }

    /// "Deployment `web`", for messages.
    pub fn title(self) -> String {
        format!("{} `{}`", self.kind_name, self.name())
    }
}

impl From<Resource<'_>> for Span {
    fn from(resource: Resource<'_>) -> Self {
        resource.grip()
    }
}
