//! The mesh around an object: its configuration, its root namespace, and which workloads are in it.

use super::Index;
use crate::manifest::{IstioVersion, Kind, Mesh, MeshDocument, Pod, ROOT_NAMESPACE, Resource, is_live};
use crate::yaml::Value;

/// How a workload takes part in the mesh.
#[derive(Clone, Copy, Debug)]
pub enum DataPlane<'a> {
    /// By a sidecar; the label, annotation or container that says so.
    Sidecar(Value<'a>),
    /// By the proxy of its node; the label that says so.
    Ambient(Value<'a>),
    /// Not, although its namespace does; what takes it out.
    OptedOut(Value<'a>),
    /// Not.
    Outside,
    /// The input does not say.
    Unknown,
}

impl<'a> DataPlane<'a> {
    /// Where it is said that the workload is in the mesh, if it is.
    pub fn enrolled(self) -> Option<Value<'a>> {
        match self {
            Self::Sidecar(at) | Self::Ambient(at) => Some(at),
            _ => None,
        }
    }
}

/// The waypoint that an object goes through.
#[derive(Clone, Copy, Debug)]
pub enum Waypoint<'a> {
    /// The one of this name and namespace (`None` where that is left open), and where it is named.
    Named(&'a str, Option<&'a str>, Value<'a>),
    /// None.
    Without,
    /// The input does not say.
    Unknown,
}

impl<'a> Index<'a> {
    /// All mesh configuration of the input, in order of files.
    pub fn mesh_documents(&self) -> &[MeshDocument<'a>] {
        &self.meshes
    }

    /// The mesh configuration that may be taken to hold where an object is: the nearest.
    pub fn mesh(&self, near: Resource<'a>) -> Option<Mesh<'_>> {
        let all = self.meshes.iter().filter(|it| it.view().is_control_plane() && it.view().has_config());
        let meets = |it: &&MeshDocument<'a>| {
            self.is_closed()
                || match it.resource() {
                    Some(resource) => self.same_cluster(resource, near),
                    None => super::lookup::neighbours(it.folder(), near.folder()),
                }
        };
        let distance = |it: &&MeshDocument<'a>| {
            let shared = it.folder().split('/').zip(near.folder().split('/')).take_while(|(a, b)| a == b).count();
            (it.root().tree().source() != near.source(), usize::MAX - shared)
        };
        all.filter(meets).min_by_key(distance).map(MeshDocument::view)
    }

    /// Whether what holds for the whole mesh can be judged: its configuration is in view, or the input is all there is.
    pub fn knows_mesh(&self, near: Resource<'a>) -> bool {
        let known = self.is_closed() || self.mesh(near).is_some() || self.is_dump(near);
        if !known {
            super::doubt::note(|| super::doubt::Doubt::Mesh);
        }
        known
    }

    /// Whether a piece of mesh configuration surely is that of the mesh an object is in: in its file, or in folders one of which
    /// holds the other. Folders side by side may be two meshes, each an example of its own.
    pub fn owns_mesh(&self, near: Resource<'a>) -> bool {
        let holds = |it: &MeshDocument<'a>| {
            it.resource().is_some_and(|it| self.is_outline(it)) || super::lookup::nested(it.folder(), near.folder())
        };
        let documents = || self.meshes.iter().filter(|it| it.view().is_control_plane() && it.view().has_config());
        let known = self.is_closed() || self.is_dump(near) || documents().any(holds);
        if !known {
            super::doubt::note(|| super::doubt::Doubt::Mesh);
        }
        known
    }

    /// Whether the input was read out of a whole cluster: live objects of three namespaces or more, the root namespace among
    /// them.
    fn is_dump(&self, near: Resource<'a>) -> bool {
        let live = |it: &Resource<'a>| it.kind().is_namespaced() && is_live(*it);
        let root = self.root_namespace(near);
        let has_root = |kind| self.in_namespace(kind, Some(root)).any(|it| live(&it));
        if ![Kind::ConfigMap, Kind::Deployment, Kind::Service].into_iter().any(has_root) {
            return false;
        }
        let places = self.resources().iter().filter(|it| live(it)).filter_map(|it| it.namespace());
        places.take(super::network::MANY).collect::<rustc_hash::FxHashSet<_>>().len() >= 3
    }

    /// A namespace of the same cluster that is in the mesh, and what says so.
    pub fn enrolled_namespace(&self, near: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        let all = self.enrolled.get_or_init(|| {
            let label = |it: Resource<'a>| Some((it, self.data_plane_of_namespace(it).enrolled()?));
            self.of_kind(Kind::Namespace).filter_map(label).take(super::network::MANY).collect()
        });
        all.iter().copied().find(|it| it.0.root() != near.root() && self.same_cluster(it.0, near))
    }

    /// The namespace whose policies hold for the whole mesh.
    pub fn root_namespace(&self, near: Resource<'a>) -> &str {
        if let Some(mesh) = self.mesh(near) {
            return mesh.root_namespace();
        }
        // One answer for the whole input is as good as one near by.
        let mut all = self.meshes.iter().map(|it| it.view()).filter(|it| it.has_config()).map(Mesh::root_namespace);
        match all.next() {
            Some(first) if all.all(|it| it == first) => first,
            _ => ROOT_NAMESPACE,
        }
    }

    /// Whether an object lives in the root namespace.
    pub fn is_in_root_namespace(&self, resource: Resource<'a>) -> bool {
        resource.namespace().is_some_and(|it| it == self.root_namespace(resource))
    }

    /// The release of Istio where an object is: of the mesh configuration, else of istiod's image.
    pub fn istio_version(&self, near: Resource<'a>) -> Option<IstioVersion> {
        let documents = self.meshes.iter().filter(|it| match it.resource() {
            Some(resource) => self.is_closed() || self.same_cluster(resource, near),
            None => super::lookup::neighbours(it.folder(), near.folder()),
        });
        let mut named = documents.filter_map(|it| Some(it.view().version()?.1));
        let istiod = || {
            let all = self.named(Kind::Deployment, "istiod").filter(|it| self.same_cluster(*it, near));
            let mut images = all.filter_map(Pod::of).flat_map(Pod::containers).filter_map(|it| it.image());
            images.find_map(|it| IstioVersion::parse(it.tag?))
        };
        let version = named.next().or_else(istiod);
        if version.is_none() {
            super::doubt::note(|| super::doubt::Doubt::Release);
        }
        version
    }

    /// How pods of a namespace take part in the mesh unless they say otherwise.
    pub fn data_plane_of_namespace(&self, namespace: Resource<'a>) -> DataPlane<'a> {
        let label = |key| namespace.label(key).filter(|it| it.text().is_some_and(|it| !it.is_empty()));
        let is = |value: Value<'a>, word| value.text() == Some(word);
        if let Some(injection) = label("istio-injection") {
            if is(injection, "enabled") {
                return DataPlane::Sidecar(injection);
            }
            if is(injection, "disabled") {
                return DataPlane::OptedOut(injection);
            }
        } else if let Some(revision) = label("istio.io/rev") {
            // A revision beside the mode of the data plane is that of the waypoints.
            if label("istio.io/dataplane-mode").is_none() {
                return DataPlane::Sidecar(revision);
            }
        }
        match label("istio.io/dataplane-mode") {
            Some(mode) if is(mode, "ambient") => DataPlane::Ambient(mode),
            _ => DataPlane::Outside,
        }
    }

    /// How a workload takes part in the mesh: labels of the pods before those of the namespace.
    pub fn data_plane(&self, pod: Pod<'a>) -> DataPlane<'a> {
        let label = |key: &str| pod.labels().and_then(|it| it.get(key));
        let is = |value: &Value<'a>, word| value.text() == Some(word);
        if let Some(proxy) = pod.containers().find(|it| it.name() == "istio-proxy").and_then(|it| it.get("name")) {
            return DataPlane::Sidecar(proxy);
        }
        let namespace = self.namespace_of(pod.resource());
        let around = namespace.map(|it| self.data_plane_of_namespace(it));
        if let Some(host) = pod.get("hostNetwork").filter(|it| it.is_true()) {
            return match around {
                Some(DataPlane::Sidecar(_) | DataPlane::Ambient(_)) => DataPlane::OptedOut(host),
                _ => DataPlane::Outside,
            };
        }
        let inject = label("sidecar.istio.io/inject")
            .or_else(|| pod.annotation("sidecar.istio.io/inject").filter(|it| is(it, "false")));
        let mode = label("istio.io/dataplane-mode");
        match (inject, mode, around) {
            // Where the namespace says `disabled`, no webhook is asked.
            (_, _, Some(DataPlane::OptedOut(_))) => DataPlane::Outside,
            (Some(inject), ..) if is(&inject, "true") => DataPlane::Sidecar(inject),
            (Some(inject), _, Some(DataPlane::Sidecar(_))) => DataPlane::OptedOut(inject),
            (_, _, Some(DataPlane::Sidecar(at))) => DataPlane::Sidecar(at),
            (_, Some(mode), _) if is(&mode, "ambient") => DataPlane::Ambient(mode),
            (_, Some(mode), Some(DataPlane::Ambient(_))) if is(&mode, "none") => DataPlane::OptedOut(mode),
            (_, _, Some(DataPlane::Ambient(at))) => DataPlane::Ambient(at),
            (_, _, Some(_)) => label("istio.io/rev").map_or(DataPlane::Outside, DataPlane::Sidecar),
            (Some(_), _, None) => DataPlane::Outside,
            (_, _, None) => DataPlane::Unknown,
        }
    }

    /// The waypoint of a Service, ServiceEntry, pod or Namespace: named on it, else on its namespace.
    pub fn waypoint(&self, resource: Resource<'a>, labels: Option<Value<'a>>) -> Waypoint<'a> {
        const KEY: &str = "istio.io/use-waypoint";
        let namespace = self.namespace_of(resource).filter(|_| resource.kind() != Kind::Namespace);
        let own = labels.filter(|it| it.get(KEY).is_some());
        let around = || namespace?.path("metadata.labels").filter(|it| it.get(KEY).is_some());
        let Some(labels) = own.or_else(around) else {
            let known = namespace.is_some() || resource.kind() == Kind::Namespace;
            return if known { Waypoint::Without } else { Waypoint::Unknown };
        };
        let Some(name) = labels.get(KEY) else { return Waypoint::Without };
        let home = if resource.kind() == Kind::Namespace { Some(resource.name()) } else { resource.namespace() };
        match name.text() {
            Some("none" | "") | None => Waypoint::Without,
            Some(text) => Waypoint::Named(text, labels.str("istio.io/use-waypoint-namespace").or(home), name),
        }
    }
}
