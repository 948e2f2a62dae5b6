//! [`Container`], with its class and with what it inherits from the pod.

use super::{Image, Node, Pod};
use crate::source::Span;
use crate::yaml::Value;

/// Which list of the PodSpec a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerClass {
    /// `initContainers`.
    Init,
    /// `containers`.
    Regular,
    /// `ephemeralContainers`.
    Ephemeral,
    /// A step of a pipeline, or what runs beside it, in a pod that a controller puts together.
    Step,
}

/// One container of a pod.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    pod: Pod<'a>,
    value: Node,
    security: Node,
    class: ContainerClass,
}

/// Fields of the container's securityContext that fall back to the pod's, each replaced as a whole.
const INHERITED: [&str; 6] =
    ["runAsUser", "runAsGroup", "runAsNonRoot", "seLinuxOptions", "seccompProfile", "appArmorProfile"];

impl<'a> Container<'a> {
    pub(super) fn new(pod: Pod<'a>, value: Value<'a>, class: ContainerClass) -> Self {
        Self { pod, value: Node::of(value), class, security: value.get("securityContext").into() }
    }

    /// The pod around it.
    pub fn pod(self) -> Pod<'a> {
        self.pod
    }

    /// The container object.
    #[inline]
    pub fn value(self) -> Value<'a> {
        self.pod.tree().value(self.value.0)
    }

    /// Its list.
    pub fn class(self) -> ContainerClass {
        self.class
    }

    /// An init container with `restartPolicy: Always`: it runs as long as the pod.
    pub fn is_sidecar(self) -> bool {
        self.class == ContainerClass::Init && self.value().str("restartPolicy") == Some("Always")
    }

    /// Whether it runs as long as the pod: regular containers and sidecars.
    pub fn is_long_running(self) -> bool {
        self.class == ContainerClass::Regular || self.is_sidecar()
    }

    /// `name`; empty where missing. A step that is the only one of its template goes by the name of that.
    pub fn name(self) -> &'a str {
        let own = self.value().str("name");
        own.or_else(|| if self.pod.is_open() { self.pod.spec().str("name") } else { None }).unwrap_or_default()
    }

    /// A field.
    #[inline]
    pub fn get(self, field: &str) -> Option<Value<'a>> {
        self.value().get(field)
    }

    /// A field of its own `securityContext`.
    #[inline]
    pub fn security(self, field: &str) -> Option<Value<'a>> {
        self.security.value(self.pod.tree())?.get(field)
    }

    /// The value that takes effect: its own, else for the fields that are inherited the pod's. `windowsOptions` is merged
    /// field by field and is not read here.
    pub fn effective(self, field: &str) -> Option<Value<'a>> {
        self.security(field).or_else(|| if INHERITED.contains(&field) { self.pod.security(field) } else { None })
    }

    /// Its probes and hooks, with the place of each.
    pub fn handlers(self) -> impl Iterator<Item = (&'static str, Value<'a>)> {
        const PLACES: [&str; 5] =
            ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
        PLACES.into_iter().filter_map(move |place| Some((place, self.value().path(place)?)))
    }

    /// Whether it is privileged, which makes capabilities, seccomp, AppArmor and `procMount` moot.
    pub fn is_privileged(self) -> bool {
        self.security("privileged").is_some_and(Value::is_true)
    }

    /// `image`, where it is a non-empty string.
    pub fn image_value(self) -> Option<Value<'a>> {
        self.value().get("image").filter(|it| it.as_str().is_some_and(|it| !it.is_empty()))
    }

    /// The image reference, parsed; `None` where it is missing or no valid reference.
    pub fn image(self) -> Option<Image<'a>> {
        Image::parse(self.image_value()?.as_str()?)
    }

    /// Where to point when the whole container is meant: its name.
    pub fn grip(self) -> Span {
        self.value().get("name").filter(|it| it.is_scalar()).unwrap_or(self.value()).grip()
    }
}

impl From<Container<'_>> for Span {
    fn from(container: Container<'_>) -> Self {
        container.grip()
    }
}
