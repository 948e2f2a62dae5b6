//! Recognising mesh configuration in its shapes.

use super::Mesh;
use crate::manifest::{Class, Kind, Resource};
use crate::source::Source;
use crate::yaml::{Embedded, Value};

/// In which shape mesh configuration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeshShape {
    /// The ConfigMap `istio`, with the text of a MeshConfig.
    ConfigMap,
    /// An IstioOperator.
    Operator,
    /// Values of Istio's charts.
    Values,
    /// An Istio or IstioRevision of the Sail operator.
    Sail,
    /// An IstioCNI or ZTunnel of the Sail operator.
    SailPart,
    /// Maistra's ServiceMeshControlPlane.
    Maistra,
}

/// A document that holds mesh configuration.
#[derive(Debug)]
pub struct MeshDocument<'a> {
    shape: MeshShape,
    resource: Option<Resource<'a>>,
    root: Value<'a>,
    folder: &'a str,
    embedded: Option<(Value<'a>, Embedded)>,
}

impl<'a> MeshDocument<'a> {
    /// The mesh configuration in an object, if that is what it holds.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let shape = match resource.kind() {
            Kind::ConfigMap if resource.name() == "istio" || resource.name().starts_with("istio-") => {
                MeshShape::ConfigMap
            }
            Kind::IstioOperator => MeshShape::Operator,
            Kind::SailIstio | Kind::SailIstioRevision => MeshShape::Sail,
            Kind::SailIstioCni | Kind::SailZtunnel => MeshShape::SailPart,
            Kind::ServiceMeshControlPlane => MeshShape::Maistra,
            _ => return None,
        };
        let mut it =
            Self { shape, resource: Some(resource), root: resource.root(), folder: resource.folder(), embedded: None };
        if shape == MeshShape::ConfigMap {
            let text = resource.path("data.mesh")?;
            it.embedded = Some((text, Embedded::read(text)?));
        }
        Some(it)
    }

    /// The mesh configuration in a document that holds no object: values of Istio's charts, or of a chart that has them as
    /// subcharts.
    pub fn of_values(source: &'a Source, class: Class, root: Value<'a>) -> Vec<Self> {
        let is_values = |it: Value<'a>| {
            let has = |name: &str| it.get(name).is_some_and(Value::is_mapping);
            has("meshConfig")
                || has("sidecarInjectorWebhook")
                || it.path("cni.repair").is_some()
                || has("pilot") && has("global")
        };
        let of =
            |root| Self { shape: MeshShape::Values, resource: None, root, folder: source.folder(), embedded: None };
        if class == Class::Other && !root.get("meshConfig").is_some_and(Value::is_mapping) || !root.is_mapping() {
            return Vec::new();
        }
        if is_values(root) {
            return vec![of(root)];
        }
        const SUBCHARTS: [&str; 4] = ["istiod", "istio", "istio-discovery", "pilot"];
        SUBCHARTS.into_iter().filter_map(|it| root.get(it)).filter(|it| is_values(*it)).map(of).collect()
    }

    /// The object that holds it; `None` for values.
    pub fn resource(&self) -> Option<Resource<'a>> {
        self.resource
    }

    /// Where it is written.
    pub fn root(&self) -> Value<'a> {
        self.root
    }

    /// The folder of its file.
    pub fn folder(&self) -> &'a str {
        self.folder
    }

    /// The way to read it.
    pub fn view(&self) -> Mesh<'_> {
        let (root, at) = (self.root, |path: &str| self.root.path(path));
        let values = match self.shape {
            MeshShape::Operator | MeshShape::Sail | MeshShape::SailPart => at("spec.values"),
            MeshShape::Values => Some(root),
            MeshShape::ConfigMap | MeshShape::Maistra => None,
        };
        let own = match self.shape {
            MeshShape::ConfigMap => self.embedded.as_ref().and_then(|it| it.1.root()),
            MeshShape::Operator => at("spec.meshConfig"),
            MeshShape::Maistra => at("spec.techPreview.meshConfig"),
            _ => None,
        };
        let configs = [own, values.and_then(|it| it.get("meshConfig"))];
        Mesh {
            shape: self.shape,
            resource: self.resource,
            root,
            configs: if configs[0].is_some() { configs } else { [configs[1], None] },
            values,
            outer: self.embedded.as_ref().map(|it| (it.0, &it.1)),
        }
    }
}
