//! [`Pod`], what a workload runs: the pod itself or the template inside its controller.

use super::pods::{Containers, Pods};
use super::{Kind, Node, Resource};
use crate::source::Span;
use crate::yaml::{Tree, Value};

/// A pod, or the pod template of a workload.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    resource: Resource<'a>,
    template: Node,
    spec: Node,
    security: Node,
    open: bool,
}

impl<'a> Pod<'a> {
    /// The pod template of an object, the first of those that have several; `None` for kinds without, and where the spec is
    /// missing.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        Self::templates(resource).next()
    }

    /// All pod templates of an object.
    pub fn templates(resource: Resource<'a>) -> Pods<'a> {
        Pods::of(resource, false)
    }

    /// All pod templates of an object, and the steps of a pipeline as pods that others complete.
    pub fn all(resource: Resource<'a>) -> Pods<'a> {
        Pods::of(resource, true)
    }

    /// A Pod that is written without a spec: what selects pods may select it, and nothing else is known of it.
    pub fn outlined(resource: Resource<'a>) -> Option<Self> {
        let whole = resource.root();
        let bare = resource.kind() == Kind::Pod && whole.get("spec").is_none();
        let (template, security) = (Node::of(whole), None.into());
        bare.then_some(Self { resource, template, spec: template, security, open: true })
    }

    pub(super) fn of_steps(resource: Resource<'a>, spec: Value<'a>) -> Self {
        // The steps of an Argo workflow inherit from the workflow.
        let around =
            || resource.path("spec.securityContext").or_else(|| resource.path("spec.workflowSpec.securityContext"));
        let security = spec.get("securityContext").or_else(around);
        Self { resource, template: Node::of(spec), spec: Node::of(spec), security: security.into(), open: true }
    }

    pub(super) fn at(resource: Resource<'a>, template: Value<'a>) -> Option<Self> {
        let spec = template.get("spec").filter(|it| it.is_mapping())?;
        let (template, security) = (Node::of(template), spec.get("securityContext").into());
        Some(Self { resource, template, spec: Node::of(spec), security, open: false })
    }

    /// Whether a controller completes the pod from elsewhere: what is missing here may be set there.
    pub fn is_open(self) -> bool {
        self.open
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
    #[inline]
    pub fn containers(self) -> Containers<'a> {
        Containers::of(self)
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

    /// Whether a pod whose service account has an identity in a cloud acts as it: Azure wants a label of the pod as well.
    pub fn acts_in_cloud(self, cloud: &str) -> bool {
        cloud != "Azure" || self.label("azure.workload.identity/use") == Some("true")
    }

    /// Where to point when the whole pod is meant: the workload's name.
    pub fn grip(self) -> Span {
        self.resource.grip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Role, Source, SourceId};
    use crate::yaml;

    /// Names of the containers of all pods of an object.
    fn containers(text: &str) -> Vec<String> {
        let source = Source::new("a.yaml", text, Role::Report);
        let tree = yaml::parse(SourceId(0), source.text().clone());
        let document = tree.document(0);
        let resource = Resource::new(&source, document, document.root().unwrap(), None).unwrap();
        Pod::all(resource).flat_map(Pod::containers).map(|it| it.name().to_owned()).collect()
    }

    #[test]
    fn every_template_of_an_object_is_found() {
        let rows = [
            ("v1, kind: PodTemplate, template: {spec: {containers: [{name: a}]}}", "a"),
            ("apps.openshift.io/v1, kind: DeploymentConfig, spec: {template: {spec: {containers: [{name: a}]}}}", "a"),
            ("argoproj.io/v1alpha1, kind: Rollout, spec: {template: {spec: {containers: [{name: a}]}}}", "a"),
            ("argoproj.io/v1alpha1, kind: Rollout, spec: {workloadRef: {name: web}}", ""),
            (
                "keda.sh/v1alpha1, kind: ScaledJob, spec: {jobTargetRef: {template: {spec: {containers: [{name: a}]}}}}",
                "a",
            ),
            (
                "ray.io/v1, kind: RayCluster, spec: {headGroupSpec: {template: {spec: {containers: [{name: h}]}}}, workerGroupSpecs: [{template: {spec: {containers: [{name: v}]}}}, {template: {spec: {containers: [{name: w}]}}}]}",
                "h v w",
            ),
            (
                "kubeflow.org/v1, kind: PyTorchJob, spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [{name: m}]}}}, Worker: {template: {spec: {containers: [{name: w}]}}}}}",
                "m w",
            ),
            (
                "argoproj.io/v1alpha1, kind: Workflow, spec: {templates: [{name: t, container: {image: x}}, {name: s, script: {image: x}, sidecars: [{name: b}]}, {name: calls, steps: [[{name: c, template: t}]]}]}",
                "t s b",
            ),
            (
                "tekton.dev/v1, kind: Task, spec: {steps: [{name: a}, {name: b, ref: {name: shared}}], sidecars: [{name: c}]}",
                "a c",
            ),
            (
                "tekton.dev/v1, kind: Pipeline, spec: {tasks: [{name: x, taskRef: {name: t}}, {name: y, taskSpec: {steps: [{name: a}]}}]}",
                "a",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(containers(&format!("{{apiVersion: {text}}}")).join(" "), expected, "{text}");
        }
    }
}
