//! The configuration of a mesh. It is written in five shapes: the ConfigMap `istio`, an IstioOperator, values of Istio's charts,
//! objects of the Sail operator, and Maistra's ServiceMeshControlPlane. [`MeshDocument`] is one of them, [`Mesh`] reads it.

mod document;
mod version;

pub use document::{MeshDocument, MeshShape};
pub use version::IstioVersion;

use super::{Resource, Selector};
use crate::finding::Edit;
use crate::source::Span;
use crate::yaml::{Embedded, Value};

/// Where Istio's control plane and the policies for the whole mesh live, unless the mesh configuration says otherwise.
pub const ROOT_NAMESPACE: &str = "istio-system";

/// One piece of mesh configuration, whatever its shape. Values that come from it are to be reported at [`Mesh::at`].
#[derive(Clone, Copy, Debug)]
pub struct Mesh<'m> {
    shape: MeshShape,
    resource: Option<Resource<'m>>,
    root: Value<'m>,
    /// Maps with the fields of MeshConfig, the one that wins first.
    configs: [Option<Value<'m>>; 2],
    /// What has the form of the values of Istio's charts.
    values: Option<Value<'m>>,
    /// The scalar in which the configuration stands as text, and what was read out of it.
    outer: Option<(Value<'m>, &'m Embedded)>,
}

impl<'m> Mesh<'m> {
    /// The shape it has.
    pub fn shape(self) -> MeshShape {
        self.shape
    }

    /// Whether it configures istiod, and not a part such as the CNI plugin only.
    pub fn is_control_plane(self) -> bool {
        self.shape != MeshShape::SailPart
    }

    /// A field of MeshConfig by its dotted path, such as `outboundTrafficPolicy.mode`. Either spelling of the names is read,
    /// `enableAutoMtls` and `enable_auto_mtls`.
    pub fn get(self, path: &str) -> Option<Value<'m>> {
        let config = self.configs.into_iter().flatten().find_map(|it| field(it, path));
        config.or_else(|| if self.shape == MeshShape::Maistra { self.root.path(maistra(path)?) } else { None })
    }

    /// Whether there is any MeshConfig in it.
    pub fn has_config(self) -> bool {
        self.configs.iter().any(Option::is_some) || self.shape == MeshShape::Maistra
    }

    /// A setting of the charts by its dotted path, such as `global.proxy.privileged`.
    pub fn value(self, path: &str) -> Option<Value<'m>> {
        self.values?.path(path)
    }

    /// A field of the object itself, such as `spec.profile`.
    pub fn field(self, path: &str) -> Option<Value<'m>> {
        self.root.path(path)
    }

    /// Environment variables of istiod: name and value.
    pub fn environment(self) -> Vec<(&'m str, Value<'m>)> {
        let maps =
            [self.value("pilot.env"), self.value("env"), self.field("spec.runtime.components.pilot.container.env")];
        let maps = maps.into_iter().flatten().flat_map(|it| it.entries());
        let mut all: Vec<_> = maps.filter_map(|(key, value)| Some((key.text()?, value))).collect();
        let list = self.field("spec.components.pilot.k8s.env").into_iter().flat_map(Value::items);
        all.extend(list.filter_map(|it| Some((it.str("name")?, it.get("value")?))));
        all
    }

    /// The namespace of the policies for the whole mesh.
    pub fn root_namespace(self) -> &'m str {
        let given = self.get("rootNamespace").or_else(|| self.value("global.istioNamespace")).and_then(Value::as_str);
        let sail = || self.field("spec.namespace").and_then(Value::as_str).filter(|_| self.shape == MeshShape::Sail);
        let own = || match self.shape {
            MeshShape::ConfigMap | MeshShape::Maistra => self.resource.and_then(Resource::namespace),
            _ => None,
        };
        given.filter(|it| !it.is_empty()).or_else(sail).or_else(own).unwrap_or(ROOT_NAMESPACE)
    }

    /// The trust domain of its identities.
    pub fn trust_domain(self) -> &'m str {
        let given = self.get("trustDomain").or_else(|| self.value("global.trustDomain")).and_then(Value::as_str);
        given.filter(|it| !it.is_empty()).unwrap_or("cluster.local")
    }

    /// The trust domains whose identities count as its own.
    pub fn trust_domain_aliases(self) -> impl Iterator<Item = &'m str> {
        self.get("trustDomainAliases").into_iter().flat_map(Value::items).filter_map(Value::as_str)
    }

    /// Whether clients use mutual TLS wherever the server is in the mesh, without being told.
    pub fn has_auto_mtls(self) -> bool {
        !self.get("enableAutoMtls").is_some_and(Value::is_false)
    }

    /// Whether calls to hosts that the mesh does not know are refused.
    pub fn is_registry_only(self) -> bool {
        self.get("outboundTrafficPolicy.mode").and_then(Value::as_str) == Some("REGISTRY_ONLY")
    }

    /// How paths are normalised before policies see them; `BASE` unless it is said.
    pub fn path_normalization(self) -> &'m str {
        self.get("pathNormalization.normalization")
            .and_then(Value::as_str)
            .filter(|it| *it != "DEFAULT")
            .unwrap_or("BASE")
    }

    /// The names of its extension providers, those that every mesh has left out.
    pub fn extension_providers(self) -> impl Iterator<Item = &'m str> {
        self.get("extensionProviders").into_iter().flat_map(Value::items).filter_map(|it| it.str("name"))
    }

    /// The namespaces that see an object without `exportTo`; `kind` is `Service`, `VirtualService` or `DestinationRule`. `None`
    /// for all.
    pub fn default_export_to(self, kind: &str) -> Option<Vec<&'m str>> {
        let names: Vec<&str> = self.get(&format!("default{kind}ExportTo"))?.items().filter_map(Value::as_str).collect();
        (!names.is_empty() && !names.contains(&"*")).then_some(names)
    }

    /// Whether istiod looks at a namespace with these labels: at all of them, unless there are selectors.
    pub fn discovers(self, labels: Option<Value<'_>>) -> bool {
        let mut selectors = self.get("discoverySelectors").into_iter().flat_map(Value::items).peekable();
        selectors.peek().is_none() || selectors.any(|it| Selector::of_label_selector(it).matches(labels))
    }

    /// The revision of the control plane, where one is named.
    pub fn revision(self) -> Option<&'m str> {
        let named = || match self.shape {
            MeshShape::ConfigMap => self.resource?.name().strip_prefix("istio-"),
            _ => None,
        };
        self.field("spec.revision").or_else(|| self.value("revision")).and_then(Value::as_str).or_else(named)
    }

    /// Where the release is named, and which it is.
    pub fn version(self) -> Option<(Value<'m>, IstioVersion)> {
        let place = match self.shape {
            MeshShape::Operator => self.field("spec.tag").or_else(|| self.value("global.tag")),
            MeshShape::Sail | MeshShape::SailPart => self.field("spec.version"),
            MeshShape::Values => self.value("global.tag").or_else(|| self.value("tag")),
            MeshShape::ConfigMap | MeshShape::Maistra => None,
        }?;
        Some((place, IstioVersion::parse(place.text()?)?))
    }

    /// Where to point for a value of it: the value, or the scalar around it where its own place is not that of the file.
    pub fn at(self, value: Value<'_>) -> (Span, String) {
        match self.outer {
            Some((outer, text)) => text.at(outer, value),
            None => (value.grip(), value.location()),
        }
    }

    /// Where to point when the configuration as a whole is meant.
    pub fn grip(self) -> (Span, String) {
        let top = self.outer.map(|it| it.0).or(self.configs[0]).or(self.values).unwrap_or(self.root);
        match self.resource {
            Some(resource) => (resource.grip(), String::new()),
            None => (top.grip(), top.location()),
        }
    }

    /// The edits that put YAML in the place of a value; none where that place in the file is not known.
    pub fn set(self, value: Value<'_>, text: &str) -> Vec<Edit> {
        let known = self.has_places() && !value.is_alias();
        known.then(|| Edit::replace(value, text)).into_iter().collect()
    }

    /// The edits that take an entry out; none where the place in the file is not known.
    pub fn remove(self, value: Value<'_>) -> Vec<Edit> {
        if self.has_places() { Edit::remove_entry(value) } else { Vec::new() }
    }

    fn has_places(self) -> bool {
        self.outer.is_none_or(|it| it.1.is_exact())
    }
}

/// A field of a message by its dotted path, under either spelling of each name.
fn field<'m>(mut at: Value<'m>, path: &str) -> Option<Value<'m>> {
    for name in path.split('.') {
        at = at.get(name).or_else(|| at.get(&snake(name)))?;
    }
    Some(at)
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// Where Maistra keeps a field of MeshConfig.
fn maistra(path: &str) -> Option<&'static str> {
    Some(match path {
        "trustDomain" => "spec.security.trust.domain",
        "trustDomainAliases" => "spec.security.trust.additionalDomains",
        "enableAutoMtls" => "spec.security.dataPlane.automtls",
        "outboundTrafficPolicy.mode" => "spec.proxy.networking.trafficControl.outbound.policy",
        "accessLogFile" => "spec.proxy.accessLogging.file.name",
        "tlsDefaults.minProtocolVersion" => "spec.security.controlPlane.tls.minProtocolVersion",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_have_two_spellings() {
        assert_eq!(super::snake("enableAutoMtls"), "enable_auto_mtls");
        assert_eq!(super::snake("meshMTLS"), "mesh_m_t_l_s");
    }
}
