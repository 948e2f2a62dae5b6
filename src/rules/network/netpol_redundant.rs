//! `netpol-redundant`

use crate::manifest::{PolicyPort, TrafficRule};
use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that allow nothing which another one does not allow already.
    ///
    /// ## Why is this bad?
    /// Policies add up. One that is contained in another changes nothing, and whoever edits it to close something
    /// wonders why it stays open.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: all, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: all, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: edge}}}]}]
    /// ```
    pub NETPOL_REDUNDANT = "netpol-redundant" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:1164"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    // A policy without rules isolates, whatever the others do.
    if Direction::ALL.into_iter().all(|it| policy.rules(it).next().is_none()) {
        return;
    }
    let order = |it: NetworkPolicy<'_>| (it.resource().source(), it.resource().root().id());
    let wider = index.policies_beside(policy).into_iter().find(|&other| {
        let same = other.selector().is_same(&policy.selector());
        (same || other.selector().is_empty())
            && Direction::ALL.into_iter().all(|it| is_within(policy, other, it))
            // Of two that say the same, the later is one too many.
            && (!same || order(other) < order(policy) || !Direction::ALL.into_iter().all(|it| is_within(other, policy, it)))
    });
    if let Some(other) = wider {
        cx.report(resource, format!("NetworkPolicy `{}` allows all that this one allows", other.resource().name()))
            .label(other.resource(), "the wider one")
            .help("delete one of them, or narrow the wider one");
    }
}

fn is_within(one: NetworkPolicy<'_>, other: NetworkPolicy<'_>, direction: Direction) -> bool {
    !one.isolates(direction)
        || other.isolates(direction)
            && one.rules(direction).all(|rule| other.rules(direction).any(|wider| covers(wider, rule)))
}

fn covers(wider: TrafficRule<'_>, rule: TrafficRule<'_>) -> bool {
    let peers = wider.peers().is_none()
        || rule.peers().is_some()
            && rule.each_peer().all(|(_, one)| wider.each_peer().any(|(_, other)| covers_peer(&other, &one)));
    let port = |one: PolicyPort<'_>, other: PolicyPort<'_>| {
        one.protocol() == other.protocol()
            && match (other.numbers(), one.numbers()) {
                (PortMatch::All, _) => true,
                (PortMatch::Range(a, b), PortMatch::Range(c, d)) => a <= c && d <= b,
                (a, b) => a == b,
            }
    };
    let ports = wider.ports().is_none()
        || rule.ports().is_some() && rule.each_port().all(|one| wider.each_port().any(|other| port(one, other)));
    peers && ports
}

fn covers_peer(wider: &Peer<'_>, one: &Peer<'_>) -> bool {
    match (wider, one) {
        (Peer::Block(wider), Peer::Block(one)) => wider == one || wider.covers(one.cidr),
        (Peer::Pods { namespaces: a, pods }, Peer::Pods { namespaces: b, pods: others }) => {
            let place = match (a, b) {
                (Some(a), _) if a.is_empty() => true,
                (Some(a), Some(b)) => a.is_same(b),
                (a, b) => a.is_none() && b.is_none(),
            };
            place && (pods.is_empty() || pods.is_same(others))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(policies: &[(&str, &str)]) -> String {
        let policy = |(at, (selector, rest)): (usize, &(&str, &str))| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{at}}}\nspec: {{podSelector: {selector}, {rest}}}\n---\n"
            )
        };
        policies.iter().enumerate().map(policy).collect()
    }

    #[test]
    fn a_policy_within_another_is_found_once() {
        let rule = tester::of(&super::NETPOL_REDUNDANT);
        let web = "{matchLabels: {app: web}}";
        let ports = "ingress: [{ports: [{port: 80}]}]";
        assert_eq!(rule.fails(&of(&[(web, ports), (web, ports)])).subject.name, "n1");
        assert_eq!(rule.fails(&of(&[(web, ports), ("{}", "ingress: [{}]")])).subject.name, "n0");
        rule.fails(&of(&[(web, ports), (web, "ingress: [{ports: [{port: 1, endPort: 99}]}]")]));
        rule.passes(&of(&[(web, ports), (web, "ingress: [{ports: [{port: 80, protocol: UDP}]}]")]));
        rule.passes(&of(&[(web, ports), ("{matchLabels: {app: db}}", ports)]));
        rule.passes(&of(&[("{}", "ingress: []"), ("{}", ports)]));
        rule.passes(&of(&[(web, "egress: [{}], ingress: [{}]"), (web, ports)][1..]));
    }

    #[test]
    fn peers_are_compared_by_what_they_hold() {
        let rule = tester::of(&super::NETPOL_REDUNDANT);
        let from = |peer: &str| format!("ingress: [{{from: [{peer}]}}]");
        let ask = |one: &str, other: &str| of(&[("{}", &from(one)), ("{}", &from(other))]);
        rule.fails(&ask("{ipBlock: {cidr: 10.0.0.0/8}}", "{ipBlock: {cidr: 10.1.0.0/16}}"));
        rule.passes(&ask("{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}", "{ipBlock: {cidr: 10.1.0.0/16}}"));
        rule.fails(&ask("{namespaceSelector: {}}", "{podSelector: {}}"));
        rule.passes(&ask("{podSelector: {}}", "{namespaceSelector: {matchLabels: {a: b}}}"));
    }
}
