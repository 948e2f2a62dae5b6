//! `netpol-egress-without-dns`

use crate::manifest::TrafficRule;
use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that let pods out, but not to the DNS of the cluster.
    ///
    /// ## Why is this bad?
    /// The pods may open connections to some destinations and cannot find them by name: every look-up waits for its
    /// timeout. Answers that do not fit into one packet are asked for again by TCP, so that both protocols are needed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to: [{podSelector: {matchLabels: {app: db}}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to: [{podSelector: {matchLabels: {app: db}}}]
    ///     - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
    ///       ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
    /// ```
    pub NETPOL_EGRESS_WITHOUT_DNS = "netpol-egress-without-dns" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:add-networkpolicy-dns"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

/// Lets pods ask the DNS of the cluster.
const DNS: &str = "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    let Some(egress) = policy.get("egress").filter(|it| !it.is_empty() && policy.isolates(Direction::Egress)) else {
        return;
    };
    // Who reaches addresses alone may need no names.
    let named = policy
        .rules(Direction::Egress)
        .any(|it| it.peers().is_none() || it.each_peer().any(|(_, peer)| matches!(peer, Peer::Pods { .. })));
    let own = dns_of(policy);
    if !named || own.iter().all(|it| *it) || index.is_guarded_elsewhere(resource) {
        return;
    }
    let beside = index.policies_beside(policy).into_iter().map(dns_of);
    let all = beside.fold(own, |all, it| [all[0] || it[0], all[1] || it[1]]);
    match all {
        [true, true] => {}
        // A forgotten protocol is another rule's.
        [false, true] => {}
        [true, false] => {
            let ports = policy.rules(Direction::Egress).flat_map(|it| it.each_port().map(move |port| (it, port)));
            let mut ports = ports.filter(|(_, it)| is_dns(it.numbers()) && it.protocol() == Some(Protocol::Udp));
            let Some((rule, port)) = ports.next() else { return };
            let finding = cx.report(port.value(), "DNS is allowed by UDP alone: large answers are asked for by TCP");
            finding.help("allow port 53 by TCP as well");
            if let (Some(list), Some(number)) = (rule.ports(), port.value().get("port").and_then(Value::text)) {
                let item = format!("{{protocol: TCP, port: {number}}}");
                finding.fix(Safety::Safe, "allow DNS by TCP", Edit::append_item(list, &item));
            }
        }
        [false, false] => {
            cx.report(
                egress,
                format!("NetworkPolicy `{}` lets pods out, but not to the DNS of the cluster", resource.name()),
            )
            .help("allow ports 53 by UDP and TCP to the pods of the cluster's DNS")
            .fix(Safety::Safe, "allow DNS", Edit::append_item(egress, DNS));
        }
    }
}

/// Whether a policy lets its pods ask for names by UDP, and by TCP.
fn dns_of(policy: NetworkPolicy<'_>) -> [bool; 2] {
    let by = |protocol| {
        policy.rules(Direction::Egress).filter(|it| is_to_dns(*it)).any(|rule| {
            rule.ports().is_none() || rule.each_port().any(|it| it.protocol() == Some(protocol) && is_dns(it.numbers()))
        })
    };
    [by(Protocol::Udp), by(Protocol::Tcp)]
}

/// The DNS of OpenShift listens on 5353.
fn is_dns(port: PortMatch<'_>) -> bool {
    match port {
        PortMatch::All => true,
        PortMatch::Range(first, last) => [53, 5353].iter().any(|it| first <= *it && *it <= last),
        PortMatch::Named(name) => name.contains("dns"),
        PortMatch::Invalid => false,
    }
}

/// Whether a rule may be about the DNS of the cluster: an address may be that of its Service or of the cache on the node.
fn is_to_dns(rule: TrafficRule<'_>) -> bool {
    rule.peers().is_none()
        || rule.each_peer().any(|(_, peer)| match peer {
            Peer::Block(_) => rule.ports().is_some() || rule.everywhere().is_some(),
            Peer::Pods { namespaces, pods } => {
                let called = pods.equal().iter().any(|it| it.1.contains("dns"));
                called || namespaces.is_some_and(|it| may_be_system(&it)) && may_be_dns(&pods)
            }
            Peer::Invalid => false,
        })
}

fn may_be_system(namespaces: &Selector<'_>) -> bool {
    let judged = namespaces.judge(|key| (key == "kubernetes.io/metadata.name").then_some(Some("kube-system")));
    judged != Some(false) || namespaces.equal().iter().any(|it| it.1.contains("dns"))
}

fn may_be_dns(pods: &Selector<'_>) -> bool {
    pods.judge(|key| (key == "k8s-app").then_some(Some("kube-dns"))) != Some(false)
        && !pods.equal().iter().any(|it| it.0 == "app" || it.0 == "app.kubernetes.io/name")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(rules: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, policyTypes: [Egress], egress: [{rules}]}}\n---\n"
        )
    }

    #[test]
    fn whatever_may_be_the_dns_counts() {
        let rule = tester::of(&super::NETPOL_EGRESS_WITHOUT_DNS);
        rule.passes(&of(""));
        rule.passes(&of("{}"));
        rule.passes(&of("{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 443}]}"));
        rule.fails(&of("{ports: [{port: 443}]}"));
        let both = "ports: [{port: 53, protocol: UDP}, {port: 53}]";
        let to = |peer: &str| {
            of(&format!("{{to: [{{podSelector: {{matchLabels: {{app: db}}}}}}]}}, {{to: [{peer}], {both}}}"))
        };
        rule.passes(&to("{namespaceSelector: {}}"));
        rule.passes(&to(
            "{namespaceSelector: {matchLabels: {name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}",
        ));
        rule.passes(&to("{ipBlock: {cidr: 169.254.20.10/32}}"));
        rule.passes(&to("{namespaceSelector: {}, podSelector: {matchLabels: {app.kubernetes.io/name: coredns}}}"));
        rule.fails(&to("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}"));
        rule.fails(&to("{podSelector: {}}"));
        rule.passes(&format!("{}{}", of("{ports: [{port: 443}]}"), of(&format!("{{{both}}}"))));
    }

    #[test]
    fn both_protocols_are_needed() {
        let rule = tester::of(&super::NETPOL_EGRESS_WITHOUT_DNS);
        let found = rule.fails(&of("{ports: [{port: 53, protocol: UDP}]}"));
        assert_eq!(found.fix.unwrap().edits[0].text, ", {protocol: TCP, port: 53}");
        rule.passes(&of("{ports: [{port: 53}]}"));
        rule.passes(&of("{ports: [{port: 53, protocol: UDP}]}, {ports: [{port: 53, protocol: TCP}]}"));
    }
}
