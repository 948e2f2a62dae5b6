//! Whether a request reaches a workload of the mesh, and which policy decides.
//!
//! A proxy asks in this order: is the connection encrypted as it must be; does an external authorizer have a say (CUSTOM); does a
//! DENY hold; is there any ALLOW, and does one hold. In the ambient mesh there may be two proxies, the waypoint of the Service
//! before the ztunnel of the workload, and the second sees the first as the caller.

use super::{DataPlane, Index, Mtls, Verdict, Waypoint};
use crate::manifest::{
    AuthorizationAction, AuthorizationPolicy, CompiledRule, Enforcer, Fact, Fate, Identity, Kind, MeshFacts, MtlsMode,
    Pod, Request, Resource, Service, ServicePort, Surroundings,
};
use crate::yaml::Value;

/// Why a request is let through or not.
#[derive(Clone, Debug)]
pub enum Reason<'a> {
    /// This rule of this policy.
    Rule(AuthorizationPolicy<'a>, Value<'a>),
    /// There are policies that allow something, and none allows this.
    NotAllowed(Vec<AuthorizationPolicy<'a>>),
    /// No policy here is for it.
    Nothing,
    /// No policy refuses it, and none says what is allowed.
    NotRefused,
    /// The connection is not encrypted as it must be.
    PlainText(Value<'a>),
    /// What decides is asked elsewhere, or depends on what is not known: these rules.
    Open(Vec<(AuthorizationPolicy<'a>, Value<'a>)>),
}

/// The answer of one proxy, or of all on the way.
#[derive(Clone, Debug)]
pub struct Judgement<'a> {
    /// Whether the request passes.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason<'a>,
    /// What enforces the policies.
    pub enforcer: Enforcer,
    /// Rules of which the proxy makes something else than is written.
    pub altered: Vec<(AuthorizationPolicy<'a>, Value<'a>, Fate)>,
}

impl<'a> Index<'a> {
    /// Whether a request reaches a workload by its own proxy; `service` is the Service that is called, if one is.
    pub fn may_request(&self, request: &Request<'_>, to: Pod<'a>, service: Option<Service<'a>>) -> Judgement<'a> {
        let near = to.resource();
        let port = request.port.is(|it| it != 0).and(match request.port {
            Fact::Is(it) => Some(i64::from(it)),
            _ => None,
        });
        let policies: Vec<AuthorizationPolicy<'a>> = self.policies_on(to).collect();
        let DataPlane::Ambient(_) = self.data_plane(to) else {
            let mtls = self.mtls_of(to, port);
            if let (Some(at), Fact::Absent) = (mtls.strict(), request.identity) {
                return refused(at, Enforcer::Http);
            }
            // A server without mutual TLS learns nothing of who calls.
            let disabled = matches!(mtls, Mtls::Set(MtlsMode::Disable, _));
            let seen = if disabled { Request { identity: Fact::Absent, ..*request } } else { *request };
            return self.judge_protocol(&policies, &seen, to, near);
        };
        let strict = self.mtls_of(to, port).strict();
        if let (Some(at), Fact::Absent) = (strict, request.identity) {
            return refused(at, Enforcer::Ztunnel);
        }
        let waypoint = service.and_then(|service| {
            match self.waypoint(service.resource(), service.resource().path("metadata.labels")) {
                Waypoint::Named(name, namespace, _) => Some((service, name, namespace)),
                _ => None,
            }
        });
        let Some((service, name, namespace)) = waypoint else {
            return self.judge(&policies, request, Enforcer::Ztunnel, near);
        };
        let first =
            self.judge(&self.policies_of_waypoint(service.resource(), name, namespace), request, Enforcer::Http, near);
        if first.verdict == Verdict::Denied {
            return first;
        }
        let caller = Identity { trust_domain: None, namespace: namespace.unwrap_or_default(), account: name };
        let behind = Request { identity: Fact::Is(caller), ..*request };
        let mut second = self.judge(&policies, &behind, Enforcer::Ztunnel, near);
        second.altered.extend(first.altered.iter().copied());
        match (first.verdict.and(second.verdict), &second.reason) {
            (verdict, _) if verdict == second.verdict && verdict == Verdict::Denied => second,
            (verdict, Reason::Nothing | Reason::NotRefused) => Judgement { verdict, altered: second.altered, ..first },
            (verdict, _) if first.verdict == Verdict::Unknown => {
                Judgement { verdict, altered: second.altered, ..first }
            }
            (verdict, _) => Judgement { verdict, ..second },
        }
    }

    /// Whether a request gets through a gateway or a waypoint, by the policies that name it.
    pub fn may_request_gateway(&self, request: &Request<'_>, gateway: Resource<'a>) -> Judgement<'a> {
        let names = |it: &AuthorizationPolicy<'a>| {
            it.targets().any(|at| at.str("kind") == Some("Gateway") && at.str("name") == Some(gateway.name()))
        };
        let all = self.in_namespace(Kind::AuthorizationPolicy, gateway.namespace());
        let policies: Vec<_> = all.filter_map(AuthorizationPolicy::of).filter(names).collect();
        self.judge(&policies, request, Enforcer::Http, gateway)
    }

    /// The policies that a waypoint enforces for a Service: those that name the Service, the waypoint, or its class.
    pub(super) fn policies_of_waypoint(
        &self,
        service: Resource<'a>,
        name: &str,
        namespace: Option<&str>,
    ) -> Vec<AuthorizationPolicy<'a>> {
        let root = self.root_namespace(service);
        let reads = |it: &AuthorizationPolicy<'a>| {
            let place = it.resource().namespace();
            it.targets().any(|at| match (at.str("kind"), at.str("name")) {
                (Some("Service"), Some(it)) => it == service.name() && place == service.namespace(),
                (Some("Gateway"), Some(it)) => it == name && (namespace.is_none() || place == namespace),
                (Some("GatewayClass"), Some("istio-waypoint")) => place == Some(root),
                _ => false,
            })
        };
        let near = self.of_kind(Kind::AuthorizationPolicy).take(super::network::MANY);
        near.filter(|it| self.same_cluster(*it, service)).filter_map(AuthorizationPolicy::of).filter(reads).collect()
    }

    /// Judges as HTTP, as TCP, or as both where the input does not say what a port speaks.
    fn judge_protocol(
        &self,
        policies: &[AuthorizationPolicy<'a>],
        request: &Request<'_>,
        to: Pod<'a>,
        near: Resource<'a>,
    ) -> Judgement<'a> {
        let told = match request.port {
            Fact::Is(port) => self.protocol_of(to, i64::from(port)),
            _ => None,
        };
        let http = || self.judge(policies, request, Enforcer::Http, near);
        let tcp = || self.judge(policies, request, Enforcer::Tcp, near);
        match told {
            Some(true) => http(),
            Some(false) => tcp(),
            // Whoever asks about a method or a path speaks HTTP, and the proxy finds out.
            None if matches!(request.method, Fact::Is(_)) || matches!(request.path, Fact::Is(_)) => http(),
            None => {
                let (one, other) = (http(), tcp());
                let verdict = if one.verdict == other.verdict { one.verdict } else { Verdict::Unknown };
                Judgement { verdict, ..one }
            }
        }
    }

    /// Whether a port of a pod speaks HTTP, as its Services say.
    pub fn protocol_of(&self, pod: Pod<'a>, port: i64) -> Option<bool> {
        let services = self.services_of(pod).filter_map(Service::of);
        let ports = services.flat_map(|it| it.ports().collect::<Vec<_>>());
        let mut told = ports.filter(|it| super::mtls::target(*it, pod) == Some(port)).map(ServicePort::speaks_http);
        let first = told.next()?;
        if told.all(|it| it == first) { first } else { None }
    }

    /// What one proxy decides.
    fn judge(
        &self,
        policies: &[AuthorizationPolicy<'a>],
        request: &Request<'_>,
        enforcer: Enforcer,
        near: Resource<'a>,
    ) -> Judgement<'a> {
        let mesh = self.mesh_facts(near);
        let mut altered = Vec::new();
        let mut ask = |action: AuthorizationAction| {
            let (mut sure, mut open) = (None, Vec::new());
            for &policy in policies.iter().filter(|it| it.action() == action && !it.is_dry_run()) {
                let around = Surroundings { enforcer, namespace: policy.resource().namespace(), mesh: &mesh };
                for rule in policy.rules().map(|it| CompiledRule::new(enforcer, action, it)) {
                    if rule.fate != Fate::Kept {
                        altered.push((policy, rule.rule, rule.fate));
                    }
                    match rule.holds(request, around) {
                        Some(true) => sure = sure.or(Some((policy, rule.rule))),
                        Some(false) => {}
                        None => open.push((policy, rule.rule)),
                    }
                }
            }
            (sure, open)
        };
        let (asked, maybe_asked) = ask(AuthorizationAction::Custom);
        let (denied, maybe_denied) = ask(AuthorizationAction::Deny);
        let (allowed, maybe_allowed) = ask(AuthorizationAction::Allow);
        let allowing: Vec<AuthorizationPolicy<'a>> = policies
            .iter()
            .filter(|it| it.action() == AuthorizationAction::Allow && !it.is_dry_run())
            .copied()
            .collect();
        let answer = |verdict, reason| Judgement { verdict, reason, enforcer, altered };
        if let Some((policy, rule)) = denied {
            return answer(Verdict::Denied, Reason::Rule(policy, rule));
        }
        if !allowing.is_empty() && allowed.is_none() && maybe_allowed.is_empty() {
            return answer(Verdict::Denied, Reason::NotAllowed(allowing));
        }
        let mut open: Vec<_> = asked.into_iter().chain(maybe_asked).chain(maybe_denied).collect();
        if !allowing.is_empty() && allowed.is_none() {
            open.extend(maybe_allowed);
        }
        if !open.is_empty() {
            return answer(Verdict::Unknown, Reason::Open(open));
        }
        let reason = match allowed {
            Some((policy, rule)) => Reason::Rule(policy, rule),
            None if policies.is_empty() => Reason::Nothing,
            None => Reason::NotRefused,
        };
        answer(Verdict::Allowed, reason)
    }

    /// What policies near an object take for granted.
    pub fn mesh_facts(&self, near: Resource<'a>) -> MeshFacts<'_> {
        let Some(mesh) = self.mesh(near) else { return MeshFacts::default() };
        let mut trust_domains = vec![mesh.trust_domain()];
        trust_domains.extend(mesh.trust_domain_aliases());
        trust_domains.push("cluster.local");
        MeshFacts { trust_domains, normalization: mesh.path_normalization() }
    }
}

fn refused(at: Value<'_>, enforcer: Enforcer) -> Judgement<'_> {
    Judgement { verdict: Verdict::Denied, reason: Reason::PlainText(at), enforcer, altered: Vec::new() }
}
