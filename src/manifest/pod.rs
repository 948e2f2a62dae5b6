//! [`Pod`], what a workload runs: the pod itself or the template inside its controller.

use super::{Container, ContainerClass, Node, Resource};
use crate::source::Span;
use crate::yaml::{Tree, Value};

/// A pod, or the pod template of a workload.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    resource: Resource<'a>,
    template: Node,
    spec: Node,
    security: Node,
}

impl<'a> Pod<'a> {
    /// The pod template of an object; `None` for kinds without, and where the spec is missing.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let path = resource.kind().pod_template()?;
        let template = if path.is_empty() { resource.root() } else { resource.path(path)? };
        let spec = template.get("spec").filter(|it| it.is_mapping())?;
        Some(Self {
            resource,
            template: Node::of(template),
            spec: Node::of(spec),
            security: spec.get("securityContext").into(),
        })
    }

    /// The object that holds it.
    pub fn resource(self) -> Resource<'a> {
        self.resource
    }

    /// The object with `metadata` and `spec`.
    #[inline]
    pub fn template(self) -> Value<'a> {
        self.tree().value(self.template.0)
    }

    #[inline]
    pub(super) fn tree(self) -> &'a Tree {
        self.resource.document().tree()
    }

    /// The PodSpec.
    #[inline]
    pub fn spec(self) -> Value<'a> {
        self.tree().value(self.spec.0)
    }

    /// A field of the PodSpec.
    #[inline]
    pub fn get(self, field: &str) -> Option<Value<'a>> {
        self.spec().get(field)
    }

    /// A field of the pod-level `securityContext`.
    #[inline]
    pub fn security(self, field: &str) -> Option<Value<'a>> {
        self.security.value(self.tree())?.get(field)
    }

    /// Labels of the pods: those of the template, never those of the controller.
    pub fn labels(self) -> Option<Value<'a>> {
        self.template().get("metadata")?.get("labels")
    }

    /// A label of the pods.
    pub fn label(self, key: &str) -> Option<&'a str> {
        self.labels()?.get(key)?.text()
    }

    /// An annotation of the pods.
    pub fn annotation(self, key: &str) -> Option<Value<'a>> {
        self.template().get("metadata")?.get("annotations")?.get(key)
    }

    /// All containers in the order of the Pod Security admission plugin: init, regular, ephemeral.
    pub fn containers(self) -> impl Iterator<Item = Container<'a>> + Clone {
        let lists = [
            ("initContainers", ContainerClass::Init),
            ("containers", ContainerClass::Regular),
            ("ephemeralContainers", ContainerClass::Ephemeral),
        ];
        lists.into_iter().flat_map(move |(field, class)| {
            self.spec().list(field).filter(|it| it.is_mapping()).map(move |it| Container::new(self, it, class))
        })
    }

    /// Volumes, in order.
    pub fn volumes(self) -> impl Iterator<Item = Value<'a>> {
        self.spec().list("volumes").filter(|it| it.is_mapping())
    }

    /// Whether `spec.os.name` says Windows; a node selector does not count.
    pub fn is_windows(self) -> bool {
        self.spec().path("os.name").and_then(Value::as_str) == Some("windows")
    }

    /// Name of the service account: `serviceAccountName`, else the deprecated `serviceAccount`, else `default`.
    pub fn service_account(self) -> &'a str {
        self.service_account_value().and_then(Value::as_str).unwrap_or("default")
    }

    /// Where the service account is named; `None` for the implicit `default`.
    pub fn service_account_value(self) -> Option<Value<'a>> {
        let name = |field| self.spec().get(field).filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
        name("serviceAccountName").or_else(|| name("serviceAccount"))
    }

    /// Where to point when the whole pod is meant: the workload's name.
    pub fn grip(self) -> Span {
        self.resource.grip()
    }
}
