//! Claims for storage, wherever they are written: as objects, as templates of a StatefulSet, and in the volumes of pods.

use crate::manifest::{Kind, Pod, Resource};
use crate::source::Span;
use crate::yaml::Value;

/// A PersistentVolumeClaim or a template of one.
pub(super) struct Claim<'a> {
    root: Value<'a>,
    grip: Span,
    /// Its name, or that of the volume it is made for.
    pub(super) name: &'a str,
    /// Its spec, where there is one.
    pub(super) spec: Option<Value<'a>>,
    /// Whether claims are made from it.
    pub(super) is_template: bool,
}

impl<'a> Claim<'a> {
    fn new(root: Value<'a>, name: &'a str, grip: Span, is_template: bool) -> Self {
        Self { root, grip, name, spec: root.get("spec"), is_template }
    }

    /// Where to point when the whole claim is meant.
    pub(super) fn at(&self) -> (Span, String) {
        (self.grip, self.root.location())
    }

    /// The value of an annotation.
    pub(super) fn annotation(&self, key: &str) -> Option<Value<'a>> {
        self.root.get("metadata")?.get("annotations")?.get(key)
    }
}

/// The claims of an object. Nothing is allocated for objects without.
pub(super) fn claims<'a>(resource: Resource<'a>) -> Vec<Claim<'a>> {
    let mut all = Vec::new();
    if resource.kind() == Kind::PersistentVolumeClaim {
        all.push(Claim::new(resource.root(), resource.name(), resource.grip(), false));
        return all;
    }
    if resource.kind() == Kind::StatefulSet {
        for template in resource.spec().into_iter().flat_map(|it| it.list("volumeClaimTemplates")) {
            let name = template.path("metadata.name").filter(|it| it.is_scalar());
            let text = name.and_then(Value::text).unwrap_or_default();
            all.push(Claim::new(template, text, name.unwrap_or(template).grip(), true));
        }
    }
    for volume in Pod::all(resource).flat_map(Pod::volumes) {
        if let Some(template) = volume.path("ephemeral.volumeClaimTemplate") {
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            all.push(Claim::new(template, name, template.grip(), true));
        }
    }
    all
}
