//! `netpol-empty-selector-allow`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that allow something for all pods of a namespace.
    ///
    /// ## Why is this bad?
    /// A rule in a policy with an empty `podSelector` opens every pod of the namespace, those to come included.
    /// Defaults that deny are written so; what is allowed is better tied to the pods that need it. Rules for the pods
    /// of the own namespace and for DNS are left alone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   ingress:
    ///     - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]
    /// ```
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Ingress, Egress]
    /// ```
    pub NETPOL_EMPTY_SELECTOR_ALLOW = "netpol-empty-selector-allow" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-networkpolicy-empty-podselector"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource).filter(|it| it.selector().is_empty()) else { return };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        let own = |(_, peer): (_, Peer<'_>)| matches!(peer, Peer::Pods { namespaces: None, .. });
        let own = rule.peers().is_some() && rule.each_peer().all(own);
        let dns = rule.ports().is_some() && rule.each_port().all(|it| it.numbers() == PortMatch::Range(53, 53));
        if own || dns {
            continue;
        }
        let at = policy.get("podSelector").map_or(resource.grip(), Value::grip);
        cx.report((at, "spec.podSelector".to_owned()), "this allows something for every pod of the namespace")
            .label(rule.value(), "what is allowed")
            .help("select the pods that need it, and keep the empty selector for a default that denies");
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, {spec}}}\n---\n"
        )
    }

    #[test]
    fn own_pods_and_dns_are_a_usual_default() {
        let rule = tester::of(&super::NETPOL_EMPTY_SELECTOR_ALLOW);
        rule.fails(&of("ingress: [{}]"));
        rule.fails(&of("egress: [{ports: [{port: 443}]}]"));
        rule.passes(&of("ingress: [{from: [{podSelector: {}}]}]"));
        rule.passes(&of("egress: [{ports: [{port: 53}, {port: 53, protocol: UDP}]}]"));
    }

    #[test]
    fn a_default_that_denies_allows_nothing_under_any_name() {
        let rule = tester::of(&super::NETPOL_EMPTY_SELECTOR_ALLOW);
        rule.passes(&of("policyTypes: [Ingress, Egress]"));
        rule.passes(&of("ingress: []"));
        rule.passes(&of("policyTypes: [Egress], egress: []"));
        rule.passes(&of("policyTypes: [Ingress], egress: [{}]"));
        rule.fails(&of("ingress: [{from: [{namespaceSelector: {}}]}]"));
        rule.passes(&of("ingress: [{}]").replace("podSelector: {}", "podSelector: {matchLabels: {a: b}}"));
    }
}
