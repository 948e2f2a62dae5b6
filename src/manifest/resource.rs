//! [`Resource`], one API object: who it is and where it is written.

use super::{Kind, Node};
use crate::finding::Subject;
use crate::source::{Source, SourceId, Span};
use crate::yaml::{Document, Value};

/// One API object of the input. A cursor: cheap to copy, all strings borrowed from the text. Every rule gets one by value, so
/// it holds places, not what stands there.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    document: Document<'a>,
    source: &'a Source,
    root: Node,
    api_version: Node,
    kind_name: Node,
    name: Node,
    namespace: Node,
    template: Option<&'a str>,
    kind: Kind,
}

impl<'a> Resource<'a> {
    /// Reads the identity of an object; `None` where `apiVersion` or `kind` is not a string.
    pub fn new(source: &'a Source, document: Document<'a>, root: Value<'a>, template: Option<&'a str>) -> Option<Self> {
        let string = |field| root.get(field).and_then(|it| Some((it, it.as_str()?)));
        let (api_version_value, api_version) = string("apiVersion")?;
        let (kind_value, kind_name) = string("kind")?;
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let kind = Kind::of(group, kind_name);
        let metadata = root.get("metadata");
        let text = |key| metadata?.get(key).filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
        Some(Self {
            document,
            source,
            root: Node::of(root),
            api_version: Node::of(api_version_value),
            kind_name: Node::of(kind_value),
            name: text("name").or_else(|| text("generateName")).into(),
            namespace: text("namespace").filter(|_| kind.is_namespaced()).into(),
            template,
            kind,
        })
    }

    fn text(self, node: Node) -> &'a str {
        node.value(self.document.tree()).and_then(Value::text).unwrap_or_default()
    }

    /// The document it is written in; items of a `List` share one.
    pub fn document(self) -> Document<'a> {
        self.document
    }

    /// The object itself.
    #[inline]
    pub fn root(self) -> Value<'a> {
        self.document.tree().value(self.root.0)
    }

    /// The file.
    pub fn source(self) -> SourceId {
        self.document.tree().source()
    }

    /// The file with its name.
    pub fn origin(self) -> &'a Source {
        self.source
    }

    /// Folder of the file, `/`-separated.
    pub fn folder(self) -> &'a str {
        self.source.folder()
    }

    /// Its kind.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// `kind` as written.
    pub fn kind_name(self) -> &'a str {
        self.text(self.kind_name)
    }

    /// `apiVersion` as written.
    pub fn api_version(self) -> &'a str {
        self.text(self.api_version)
    }

    /// API group; empty for core.
    pub fn group(self) -> &'a str {
        self.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// API version without the group.
    pub fn version(self) -> &'a str {
        self.api_version().split_once('/').map_or(self.api_version(), |(_, version)| version)
    }

    /// `metadata.name`, else `metadata.generateName`; empty where neither is a string.
    pub fn name(self) -> &'a str {
        self.text(self.name)
    }

    /// `metadata.namespace`; `None` for objects without and for kinds that live in no namespace. Absent is unknown, not
    /// `default`: `kubectl -n`, Helm and Kustomize set it.
    pub fn namespace(self) -> Option<&'a str> {
        self.namespace_value().and_then(Value::text)
    }

    /// Where the namespace is written.
    pub fn namespace_value(self) -> Option<Value<'a>> {
        self.namespace.value(self.document.tree())
    }

    /// `spec`, where present.
    pub fn spec(self) -> Option<Value<'a>> {
        self.root().get("spec")
    }

    /// The value at a dotted path from the root.
    pub fn path(self, path: &str) -> Option<Value<'a>> {
        self.root().path(path)
    }

    /// The value of an annotation.
    pub fn annotation(self, key: &str) -> Option<Value<'a>> {
        self.root().get("metadata")?.get("annotations")?.get(key)
    }

    /// The value of a label.
    pub fn label(self, key: &str) -> Option<Value<'a>> {
        self.root().get("metadata")?.get("labels")?.get(key)
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
        self.name.value(self.document.tree()).or_else(|| self.root().get("kind")).unwrap_or(self.root()).grip()
    }

    /// Its identity for a finding.
    pub fn subject(self) -> Subject {
        Subject {
            api_version: self.api_version().to_owned(),
            kind: self.kind_name().to_owned(),
            namespace: self.namespace().map(str::to_owned),
            name: self.name().to_owned(),
            container: None,
            template: self.template.map(str::to_owned),
        }
    }

    /// "Deployment `web`", for messages.
    pub fn title(self) -> String {
        format!("{} `{}`", self.kind_name(), self.name())
    }
}

impl From<Resource<'_>> for Span {
    fn from(resource: Resource<'_>) -> Self {
        resource.grip()
    }
}
