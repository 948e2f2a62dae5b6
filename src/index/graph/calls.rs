//! What policies of the mesh say about who calls a pod: they close doors, and name callers.

use super::build::Builder;
use super::{Bond, Certainty, Step};
use crate::index::{DataPlane, Endpoint, Index, PortOf, Verdict};
use crate::manifest::{AuthorizationAction, AuthorizationPolicy, Clause, Kind, Pod};
use crate::yaml::Value;

/// More callers of one pod than this say nothing new.
const MAX_CALLERS: usize = 32;

/// Words in the names of what takes traffic from outside and hands it on.
const DOORS: [&str; 4] = ["ingress", "gateway", "istio-system", "*"];

/// Edges from pods to those that policies of the mesh let them call.
pub(super) fn enter(builder: &mut Builder<'_, '_>) {
    let index = builder.index;
    if !index.has_kind(Kind::AuthorizationPolicy) {
        return;
    }
    for &pod in index.pods() {
        let policies = enforced(index, pod);
        let mut left = MAX_CALLERS;
        for policy in policies.iter().filter(|it| it.action() == AuthorizationAction::Allow) {
            for (value, caller) in policy.rules().flat_map(|rule| callers(index, pod, rule)) {
                let open = index.may_reach(Endpoint::Pod(caller), Endpoint::Pod(pod), PortOf::default()).verdict();
                if left == 0
                    || caller.spec() == pod.spec()
                    || open == Verdict::Denied
                    || refused(index, &policies, caller)
                {
                    continue;
                }
                left -= 1;
                let (from, to) = (builder.workload(caller), builder.workload(pod));
                let (name, title) = (policy.resource().name(), pod.resource().title());
                let text = format!("AuthorizationPolicy `{name}` lets {} call {title}", caller.resource().title());
                let step = Step::new(policy.resource(), Some(value), text);
                builder.edge(from, to, Bond::Call, Certainty::Certain, vec![step]);
            }
        }
    }
}

/// Whether policies of the mesh keep everybody from a pod but pods that they name, none of which hands on what comes from outside.
pub(super) fn close<'a>(index: &Index<'a>, pod: Pod<'a>) -> bool {
    if !index.has_kind(Kind::AuthorizationPolicy) {
        return false;
    }
    let policies = enforced(index, pod);
    let with = |action| policies.iter().filter(move |it| it.action() == action);
    if with(AuthorizationAction::Deny).flat_map(|it| it.rules()).any(|it| it.is_empty()) {
        return true;
    }
    let inner = |rule: Value<'a>| {
        let mut sources = AuthorizationPolicy::sources(rule).peekable();
        sources.peek().is_some() && sources.all(is_inner)
    };
    with(AuthorizationAction::Allow).next().is_some()
        && with(AuthorizationAction::Allow).all(|it| it.rules().all(inner))
        && with(AuthorizationAction::Custom).next().is_none()
}

/// The policies that the proxy of a pod enforces, where it is known to have one.
fn enforced<'a>(index: &Index<'a>, pod: Pod<'a>) -> Vec<AuthorizationPolicy<'a>> {
    if !matches!(index.data_plane(pod), DataPlane::Sidecar(_) | DataPlane::Ambient(_)) {
        return Vec::new();
    }
    index.policies_on(pod).filter(|it| !it.is_dry_run()).collect()
}

/// Whether a source is an identity of the mesh that does not stand at its edge.
fn is_inner(source: Value<'_>) -> bool {
    let mut identities = Clause::of_source(source).into_iter().filter(|it| it.attribute.is_identity() && !it.negated);
    identities.any(|it| it.texts().all(|(_, text)| !DOORS.iter().any(|door| text.contains(door))))
}

/// The pods of the input that a rule names by their accounts, with where it does.
fn callers<'a>(index: &Index<'a>, pod: Pod<'a>, rule: Value<'a>) -> Vec<(Value<'a>, Pod<'a>)> {
    let near = pod.resource();
    let mut all = Vec::new();
    for source in AuthorizationPolicy::sources(rule) {
        let list = |field| source.list(field).filter_map(|it: Value<'a>| Some((it, it.as_str()?)));
        for (value, text) in list("principals") {
            // `cluster.local/ns/shop/sa/web`.
            let mut parts = text.rsplit('/');
            if let (Some(account), Some("sa"), Some(namespace), Some("ns")) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            {
                all.extend(index.running_as(account, Some(namespace), near).into_iter().map(|it| (value, it)));
            }
        }
        for (value, text) in list("serviceAccounts") {
            let (namespace, account) = text
                .split_once('/')
                .map_or((near.namespace(), text), |(namespace, account)| (Some(namespace), account));
            all.extend(index.running_as(account, namespace, near).into_iter().map(|it| (value, it)));
        }
        for (value, text) in list("namespaces") {
            let namespace = index.find(Kind::Namespace, text, near).found().filter(|it| index.same_cluster(*it, near));
            all.extend(namespace.into_iter().flat_map(|it| index.pods_in(it)).take(MAX_CALLERS).map(|it| (value, it)));
        }
    }
    all
}

/// Whether a policy refuses whatever a pod asks.
fn refused<'a>(index: &Index<'a>, policies: &[AuthorizationPolicy<'a>], caller: Pod<'a>) -> bool {
    let mut rules = policies.iter().filter(|it| it.action() == AuthorizationAction::Deny).flat_map(|it| it.rules());
    rules.any(|rule| {
        let whole = rule.get("to").is_none() && rule.get("when").is_none();
        whole
            && (rule.get("from").is_none()
                || callers(index, caller, rule).iter().any(|it| it.1.spec() == caller.spec()))
    })
}
