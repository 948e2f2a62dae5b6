//! The annotations of Istio on an object and on its pod templates.

use crate::manifest::istio_annotation::{Annotation, annotation};
use crate::manifest::{Kind, Pod, Resource};
use crate::yaml::Value;

/// What Istio reads as labels, of objects or of pods.
pub(super) const LABELS: [&str; 10] = [
    "istio.io/rev",
    "istio.io/dataplane-mode",
    "istio.io/use-waypoint",
    "istio.io/use-waypoint-namespace",
    "istio.io/waypoint-for",
    "istio.io/ingress-use-waypoint",
    "security.istio.io/tlsMode",
    "service.istio.io/canonical-name",
    "service.istio.io/canonical-revision",
    "topology.istio.io/network",
];

/// An annotation below a name of Istio's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    /// Its value.
    pub(super) at: Value<'a>,
    /// Its name.
    pub(super) name: &'a str,
    /// The kind it is written on: of a pod template, a Pod.
    pub(super) on: Kind,
    /// What Istio knows about it.
    pub(super) known: Option<Annotation>,
}

/// All of them.
pub(super) fn of<'a>(resource: Resource<'a>) -> Vec<Written<'a>> {
    let mut all = Vec::new();
    let mut add = |annotations: Option<Value<'a>>, on: Kind| {
        for (key, at) in annotations.into_iter().flat_map(Value::entries) {
            let Some(name) = key.text().filter(|it| is_istio(it)) else { continue };
            all.push(Written { at, name, on, known: annotation(name) });
        }
    };
    add(resource.path("metadata.annotations"), resource.kind());
    if resource.kind() != Kind::Pod {
        Pod::all(resource).for_each(|it| add(it.template().path("metadata.annotations"), Kind::Pod));
    }
    all
}

fn is_istio(name: &str) -> bool {
    if name == "kubernetes.io/ingress.class" {
        return true;
    }
    let Some((domain, rest)) = name.split_once('/') else { return false };
    // The operator and the reconciler mark what they made.
    let internal = matches!(domain, "install.operator.istio.io" | "internal.istio.io" | "operator.istio.io");
    !internal
        && (domain == "istio.io" || domain.ends_with(".istio.io"))
        && !matches!(rest, "description" | "reconcile" | "managed")
}
