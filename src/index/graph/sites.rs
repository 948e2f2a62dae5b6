//! What paths that are told beside the graph hang on: listeners that take routes of others, keys that are lent, lists of
//! addresses, and what is recorded.

use crate::index::Index;
use crate::manifest::{Command, Direction, Ingress, Kind, NetworkPolicy, Pod, Resource, Selector};
use crate::yaml::Value;
use rustc_hash::FxHashMap;

/// A listener of a Gateway that takes routes of other namespaces.
#[derive(Clone, Copy, Debug)]
pub struct OpenListener<'a> {
    /// The Gateway.
    pub gateway: Resource<'a>,
    /// The listener.
    pub listener: Value<'a>,
    /// Where it says so.
    pub at: Value<'a>,
    /// Whether only namespaces with a label that whoever writes the Namespace can set.
    pub by_label: bool,
}

/// An entry of a ReferenceGrant that lends keys to Gateways.
#[derive(Clone, Copy, Debug)]
pub struct LentKey<'a> {
    /// The entry of `from`.
    pub from: Value<'a>,
    /// The entry of `to`.
    pub to: Value<'a>,
}

/// A controller of ingress-nginx, which turns what Ingresses say into its own configuration.
#[derive(Clone, Copy, Debug)]
pub struct NginxController<'a> {
    /// Its workload, or a class of Ingresses that it serves.
    pub resource: Resource<'a>,
    /// Where it says so.
    pub at: Value<'a>,
    /// Whether its release is known to run what the author of an Ingress writes.
    pub outdated: bool,
}

/// All of them. More of a kind than a few are copies.
#[derive(Debug, Default)]
pub struct Sites<'a> {
    listeners: Vec<OpenListener<'a>>,
    allow_lists: Vec<(Resource<'a>, Value<'a>)>,
    audits: Vec<Resource<'a>>,
    /// Controllers of Flux that deploy as themselves.
    deployers: Vec<Resource<'a>>,
    nginx: Vec<NginxController<'a>>,
    /// What keeps Services from claiming addresses.
    guards: Vec<Resource<'a>>,
    /// The first policy of a namespace that isolates pods for egress.
    egress: FxHashMap<Option<&'a str>, Vec<Resource<'a>>>,
}

const MANY: usize = 64;

/// Annotations of Ingresses that let in only some addresses.
const ALLOW_LISTS: [&str; 6] = [
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "haproxy.org/allow-list",
    "haproxy.org/whitelist",
    "haproxy-ingress.github.io/allowlist-source-range",
    "ingress.kubernetes.io/whitelist-source-range",
];

impl<'a> Sites<'a> {
    fn of(index: &Index<'a>) -> Self {
        let mut sites = Self::default();
        for gateway in index.of_kind(Kind::GatewayApiGateway) {
            let listeners = gateway.spec().into_iter().flat_map(|it| it.list("listeners"));
            sites.listeners.extend(listeners.filter_map(|it| open_listener(gateway, it)));
        }
        for ingress in index.of_kind(Kind::Ingress).filter(|it| Ingress::of(*it).is_some()) {
            let list = ALLOW_LISTS.iter().find_map(|it| ingress.annotation(it));
            sites.allow_lists.extend(list.filter(|it| is_narrow(*it)).map(|it| (ingress, it)));
        }
        let policies = index.of_kind(Kind::Other).filter(|it| it.group() == "audit.k8s.io");
        sites.audits.extend(policies.filter(|it| it.kind_name() == "Policy").take(MANY));
        let classes = index.of_kind(Kind::IngressClass).filter_map(|resource| {
            let at = resource.path("spec.controller").filter(|it| it.as_str() == Some("k8s.io/ingress-nginx"))?;
            Some(NginxController { resource, at, outdated: false })
        });
        sites.nginx.extend(index.pods().iter().filter_map(|it| nginx_controller(*it)).chain(classes).take(MANY));
        sites.nginx.sort_by_key(|it| !it.outdated);
        let deploys = |pod: &Pod<'a>| {
            let word = |it: Value<'_>| it.text().is_some_and(|it| it.starts_with("--default-service-account"));
            matches!(pod.resource().name(), "kustomize-controller" | "helm-controller")
                && !pod.containers().any(|it| it.value().list("args").any(word))
        };
        let deployers = index.pods().iter().filter(|it| deploys(it)).map(|it| it.resource());
        sites.deployers.extend(deployers.take(MANY));
        sites.guards.extend(index.resources().iter().copied().filter(|it| guards_addresses(*it)).take(MANY));
        for policy in index.of_kind(Kind::NetworkPolicy).filter_map(NetworkPolicy::of) {
            if policy.isolates(Direction::Egress) {
                let all = sites.egress.entry(policy.resource().namespace()).or_default();
                if all.len() < MANY {
                    all.push(policy.resource());
                }
            }
        }
        sites
    }
}

fn open_listener<'a>(gateway: Resource<'a>, listener: Value<'a>) -> Option<OpenListener<'a>> {
    let namespaces = listener.path("allowedRoutes.namespaces")?;
    let from = namespaces.get("from")?;
    match from.as_str()? {
        "All" => Some(OpenListener { gateway, listener, at: from, by_label: false }),
        "Selector" => {
            let selector = namespaces.get("selector")?;
            let read = Selector::of_label_selector(selector);
            let mut keys = read.keys().peekable();
            let mutable = keys.peek().is_none() || !keys.any(|it| it == "kubernetes.io/metadata.name");
            mutable.then_some(OpenListener { gateway, listener, at: selector, by_label: true })
        }
        _ => None,
    }
}

/// The first release of each line of ingress-nginx without a flaw that runs what an Ingress says; lines after these have none.
const SOUND: [(u32, u32, u32); 3] = [(1, 13, 9), (1, 14, 5), (1, 15, 1)];

fn nginx_controller(pod: Pod<'_>) -> Option<NginxController<'_>> {
    pod.containers().find_map(|container| {
        let at = container.image_value().filter(|it| it.text().is_some_and(|it| it.contains("ingress")))?;
        let image = container.image()?;
        let names = ["ingress-nginx/controller", "ingress-nginx/controller-chroot", "nginx-ingress-controller"];
        names.iter().find(|it| image.path.ends_with(**it))?;
        let release = image.tag.and_then(|tag| {
            let mut parts = tag.trim_start_matches('v').split(['.', '-']).map(|it| it.parse::<u32>().ok());
            Some((parts.next()??, parts.next()??, parts.next()??))
        });
        let outdated = release.is_some_and(|it| match SOUND.iter().find(|sound| (sound.0, sound.1) == (it.0, it.1)) {
            Some(sound) => it < *sound,
            None => it < SOUND[0],
        });
        Some(NginxController { resource: pod.resource(), at, outdated })
    })
}

/// Whether an object keeps Services from claiming addresses by `externalIPs`: an admission policy that looks at them, or an API
/// server with the plugin.
fn guards_addresses(resource: Resource<'_>) -> bool {
    match resource.kind() {
        Kind::ValidatingAdmissionPolicy => resource.root().source_text().contains("externalIPs"),
        Kind::Other => {
            let engine = matches!(resource.group(), "kyverno.io" | "policies.kyverno.io" | "templates.gatekeeper.sh");
            engine && resource.root().source_text().contains("externalIPs")
        }
        Kind::Pod => Pod::of(resource).into_iter().flat_map(|it| it.containers()).any(|container| {
            let command = Command::running(container, &["kube-apiserver"], false);
            let plugins = command.as_ref().and_then(|it| it.flag("enable-admission-plugins"));
            plugins.is_some_and(|it| it.1.split(',').any(|it| it == "DenyServiceExternalIPs"))
        }),
        _ => false,
    }
}

fn is_narrow(list: Value<'_>) -> bool {
    list.text().is_some_and(|it| !it.is_empty() && !it.split(',').any(|it| matches!(it.trim(), "0.0.0.0/0" | "::/0")))
}

/// The entries of a ReferenceGrant that lend Secrets to Gateways.
pub(crate) fn lent_keys<'a>(grant: Resource<'a>) -> impl Iterator<Item = LentKey<'a>> {
    let spec = grant.spec();
    let list = move |field: &'static str| spec.into_iter().flat_map(move |it| it.list(field));
    let takers = list("from").filter(|it| matches!(it.str("kind"), Some("Gateway" | "ListenerSet" | "XListenerSet")));
    let key = list("to").find(|it| it.str("kind") == Some("Secret") && it.str("group").is_none_or(str::is_empty));
    takers.filter_map(move |from| Some(LentKey { from, to: key? }))
}

impl<'a> Index<'a> {
    fn sites(&self) -> &Sites<'a> {
        self.sites.get_or_init(|| Sites::of(self))
    }

    /// Listeners of Gateways that take routes of other namespaces than their own, where `near` is.
    pub fn open_listeners(&self, near: Resource<'a>) -> impl Iterator<Item = OpenListener<'a>> {
        let all = self.sites().listeners.iter().copied().take(MANY);
        all.filter(move |it| self.same_cluster(it.gateway, near))
    }

    /// An Ingress that lets in only some addresses, with the list of them.
    pub fn allow_list(&self, near: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        self.sites().allow_lists.iter().copied().take(MANY).find(|it| self.same_cluster(it.0, near))
    }

    /// The controller of ingress-nginx where `near` is, one with known flaws first.
    pub fn nginx_controller(&self, near: Resource<'a>) -> Option<NginxController<'a>> {
        self.sites().nginx.iter().copied().find(|it| self.same_cluster(it.resource, near))
    }

    /// A controller of Flux that deploys with its own permissions what anybody asks for.
    pub fn flux_controller(&self, name: &str, near: Resource<'a>) -> Option<Resource<'a>> {
        self.sites().deployers.iter().copied().find(|it| it.name() == name && self.same_cluster(*it, near))
    }

    /// What keeps Services from claiming addresses of others by `externalIPs`.
    pub fn guard_of_addresses(&self, near: Resource<'a>) -> Option<Resource<'a>> {
        self.sites().guards.iter().copied().find(|it| self.same_cluster(*it, near))
    }

    /// What the API server records, where the input says it.
    pub fn audit_policy(&self, near: Resource<'a>) -> Option<Resource<'a>> {
        self.sites().audits.iter().copied().find(|it| self.same_cluster(*it, near))
    }

    /// A policy of the namespace of a pod that keeps others, or the pod itself, from calling whom they like.
    pub fn egress_policy_beside(&self, pod: Pod<'a>) -> Option<Resource<'a>> {
        let near = pod.resource();
        let all = self.sites().egress.get(&near.namespace())?;
        all.iter().copied().find(|it| self.together(*it, near))
    }
}
