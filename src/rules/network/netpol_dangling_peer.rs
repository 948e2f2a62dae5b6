//! `netpol-dangling-peer`

use crate::rule::prelude::*;

declare_rule! {
    /// Peers of network policies that no known pod or namespace fits.
    ///
    /// ## Why is this bad?
    /// A rule for no one allows nothing: what it was written for is cut off, or the label is mistyped.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{podSelector: {matchLabels: {app: wbe}}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{podSelector: {matchLabels: {app: web}}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}}}
    /// ```
    pub NETPOL_DANGLING_PEER = "netpol-dangling-peer" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["kube-linter:dangling-networkpolicypeer-podselector", "popeye:POP-1201", "popeye:POP-1202", "popeye:POP-1208"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        for (value, peer) in rule.each_peer() {
            let Peer::Pods { namespaces, pods } = peer else { continue };
            match namespaces {
                None if !pods.is_empty() && matches!(index.pick(&pods, resource), Selected::Nothing) => {
                    cx.report(value, "no pod of this namespace fits this peer")
                        .help("compare it with the labels of the pod template; pods of other namespaces need a `namespaceSelector`");
                }
                Some(selector) if is_nowhere(&selector, resource, index) => {
                    cx.report(value, "no namespace of the input fits this peer")
                        .help("compare it with the labels of the Namespace");
                }
                _ => {}
            }
        }
    }
}

/// Whether the name that is asked for is one that the input would hold.
fn is_nowhere<'a>(selector: &Selector<'a>, near: Resource<'a>, index: &Index<'a>) -> bool {
    let name = selector.equal().iter().find(|it| it.0 == "kubernetes.io/metadata.name");
    name.is_some_and(|it| {
        !it.1.starts_with("kube-")
            && it.1 != "default"
            && matches!(index.find(Kind::Namespace, it.1, near), Lookup::Missing)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn namespaces_are_missed_where_others_are_written() {
        let rule = tester::of(&super::NETPOL_DANGLING_PEER);
        let of = |name: &str, rest: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}}}]}}]}}\n{rest}"
            )
        };
        let namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
        rule.fails(&of("shpo", namespace));
        rule.passes(&of("shop", namespace));
        rule.passes(&of("kube-system", namespace));
        rule.passes(&of("shpo", ""));
    }
}
