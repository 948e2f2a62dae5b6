//! Which connections a workload takes: PeerAuthentications of the workload, of its namespace and of the mesh.

use super::{Destination, Index};
use crate::manifest::{
    ClientTls, DestinationRule, Host, Kind, MtlsMode, Pod, Resource, Selector, Service, ServicePort,
};
use crate::yaml::Value;

/// How a workload, or all of a place, takes connections.
#[derive(Clone, Copy, Debug)]
pub enum Mtls<'a> {
    /// So, and where it is written.
    Set(MtlsMode, Value<'a>),
    /// `PERMISSIVE`, because nothing sets it and the input holds all that could.
    Default,
    /// Policies of one scope disagree, and the files do not say which is older.
    Disputed,
    /// The input does not say.
    Unknown,
}

impl<'a> Mtls<'a> {
    /// Where mutual TLS is required, if it is.
    pub fn strict(self) -> Option<Value<'a>> {
        match self {
            Self::Set(MtlsMode::Strict, at) => Some(at),
            _ => None,
        }
    }

    /// The mode, where it is known.
    pub fn mode(self) -> Option<MtlsMode> {
        match self {
            Self::Set(mode, _) => Some(mode),
            Self::Default => Some(MtlsMode::Permissive),
            Self::Disputed | Self::Unknown => None,
        }
    }
}

impl<'a> Index<'a> {
    /// The PeerAuthentication whose mode one falls back to: the namespace's own for one with a selector, else that of the root
    /// namespace. Only those that set a mode count.
    pub fn peer_authentication_above(&self, policy: Resource<'a>) -> Option<Resource<'a>> {
        let selects = has_selector(policy);
        let sets = |it: &Resource<'a>| {
            it.root() != policy.root() && !has_selector(*it) && self.same_cluster(*it, policy) && mode_of(*it).is_some()
        };
        let own = self
            .in_namespace(Kind::PeerAuthentication, policy.namespace())
            .find(|it| sets(it) && (policy.namespace().is_some() || it.folder() == policy.folder()));
        let root = self.root_namespace(policy);
        let above = || self.in_namespace(Kind::PeerAuthentication, Some(root)).find(sets);
        own.filter(|_| selects).or_else(above).filter(|it| selects || it.namespace() != policy.namespace())
    }

    /// How the pods of a namespace that no policy singles out take connections. `None` is the namespace that `near` leaves
    /// open.
    pub fn mtls_of_namespace(&self, namespace: Option<&'a str>, near: Resource<'a>) -> Mtls<'a> {
        let root = self.root_namespace(near);
        let whole = |it: &Resource<'a>| !has_selector(*it);
        if namespace != Some(root) {
            let meets = |it: &Resource<'a>| match namespace {
                Some(_) => !self.are_alternatives(it.source(), near.source()),
                None => self.together(*it, near),
            };
            let own = self.in_namespace(Kind::PeerAuthentication, namespace).filter(whole).filter(meets);
            if let Some(answer) = one_mode(own, None) {
                return answer;
            }
        }
        let above = self.in_namespace(Kind::PeerAuthentication, Some(root)).filter(whole);
        match one_mode(above.filter(|it| self.is_closed() || self.same_cluster(*it, near)), None) {
            Some(answer) => answer,
            None if self.owns_root(near) => Mtls::Default,
            None => {
                super::doubt::note(|| super::doubt::Doubt::Mesh);
                Mtls::Unknown
            }
        }
    }

    /// How a workload takes connections at a port of its pods; `None` is any port without a mode of its own.
    pub fn mtls_of(&self, pod: Pod<'a>, port: Option<i64>) -> Mtls<'a> {
        let resource = pod.resource();
        // What selects pods has no effect in the root namespace.
        if !self.is_in_root_namespace(resource) {
            let selecting = self
                .in_namespace(Kind::PeerAuthentication, resource.namespace())
                .filter(|it| has_selector(*it) && selector(*it).matches(pod.labels()) && self.together(*it, resource));
            if let Some(answer) = one_mode(selecting, port) {
                return answer;
            }
        }
        self.mtls_of_namespace(resource.namespace(), resource)
    }

    /// How the workloads behind a host that `near` names take connections at a port of the Service.
    pub fn mtls_at(&self, host: Host<'a>, port: Option<i64>, near: Resource<'a>) -> Mtls<'a> {
        let Host::Service(_, namespace) = host else { return Mtls::Unknown };
        let services = match self.destination(host, near) {
            Destination::Found(all) => all,
            Destination::Missing => return Mtls::Unknown,
            Destination::Unknown => Vec::new(),
        };
        let mut answers: Vec<Mtls<'a>> = Vec::new();
        for service in services {
            let Some(service) = Service::of(service) else { return Mtls::Unknown };
            let Some(selector) = service.selector() else { return Mtls::Unknown };
            for pod in self.selected(&selector, service.resource()) {
                answers.push(self.mtls_of(pod, target_of(service, port, pod)));
            }
        }
        let mut answers = answers.into_iter();
        let Some(first) = answers.next() else {
            let mut policies = self.in_namespace(Kind::PeerAuthentication, namespace);
            let singled_out = policies.any(has_selector);
            return if singled_out { Mtls::Unknown } else { self.mtls_of_namespace(namespace, near) };
        };
        let agrees = |it: Mtls<'a>| it.mode().is_some() && it.mode() == first.mode();
        if answers.all(agrees) { first } else { Mtls::Unknown }
    }

    /// The port of a pod that a port of a Service leads to.
    pub fn target_port(&self, service: Service<'a>, port: u16, pod: Pod<'a>) -> Option<u16> {
        target_of(service, Some(port.into()), pod)?.try_into().ok()
    }

    /// Whether some DestinationRule makes TLS of what goes to a host of a ServiceEntry.
    pub fn originates_tls(&self, entry: Resource<'a>) -> bool {
        let mut hosts = entry.spec().into_iter().flat_map(|it| it.list("hosts")).filter_map(Value::as_str);
        hosts.any(|it| self.has_tls_for(it))
    }

    /// Whether some DestinationRule makes TLS of what goes to a host outside of the cluster.
    pub fn has_tls_for(&self, host: &str) -> bool {
        let mut rules = self.covering(Kind::DestinationRule, Host::resolve(host, None)).into_iter();
        let makes = |tls| matches!(ClientTls::of(tls), Some(ClientTls::Simple | ClientTls::Mutual));
        rules.any(|(rule, _)| DestinationRule::of(rule).is_some_and(|it| it.tls().any(makes)))
    }

    /// Whether a policy for the whole mesh that the input does not hold does not exist.
    fn owns_root(&self, near: Resource<'a>) -> bool {
        let root = self.root_namespace(near);
        self.is_closed()
            || self.closes(Kind::PeerAuthentication)
            || self.mesh(near).is_some() && self.in_namespace(Kind::PeerAuthentication, Some(root)).next().is_some()
    }
}

/// The port of the pods that a port of a Service leads to.
fn target_of<'a>(service: Service<'a>, port: Option<i64>, pod: Pod<'a>) -> Option<i64> {
    let number = port?;
    target(service.ports().find(|it| it.number() == Some(number))?, pod)
}

/// The port of a pod that a port of a Service leads to.
pub(super) fn target<'a>(port: ServicePort<'a>, pod: Pod<'a>) -> Option<i64> {
    port.target_number().or_else(|| {
        let name = port.target_name()?.1;
        let mut ports = pod.containers().flat_map(|it| it.value().list("ports"));
        ports.find(|it| it.str("name") == Some(name))?.get("containerPort")?.as_int()
    })
}

/// What the policies of one scope say: `None` where they leave it to those above.
fn one_mode<'a>(policies: impl Iterator<Item = Resource<'a>>, port: Option<i64>) -> Option<Mtls<'a>> {
    let at_port = |it: Resource<'a>| {
        let port = port?;
        let ports = it.path("spec.portLevelMtls")?;
        let entry = ports.entries().find(|(key, _)| key.text().and_then(|it| it.parse().ok()) == Some(port))?.1;
        let mode = entry.get("mode")?;
        Some((MtlsMode::of(mode.as_str()?)?, mode))
    };
    let mut all = policies.map(|it| at_port(it).or_else(|| mode_of(it)));
    let first = all.next()?;
    if !all.all(|it| it.map(|it| it.0) == first.map(|it| it.0)) {
        return Some(Mtls::Disputed);
    }
    first.map(|(mode, at)| Mtls::Set(mode, at))
}

/// The mode a policy sets for all ports.
fn mode_of(policy: Resource<'_>) -> Option<(MtlsMode, Value<'_>)> {
    let mode = policy.path("spec.mtls.mode")?;
    Some((MtlsMode::of(mode.as_str()?)?, mode))
}

fn selector(policy: Resource<'_>) -> Selector<'_> {
    policy.path("spec.selector").map(Selector::of_label_selector).unwrap_or_default()
}

/// Whether a policy of the mesh is for some workloads only.
fn has_selector(policy: Resource<'_>) -> bool {
    !selector(policy).is_empty()
}
