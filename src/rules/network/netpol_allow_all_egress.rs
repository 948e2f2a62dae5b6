//! `netpol-allow-all-egress`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that let traffic out to everywhere.
    ///
    /// ## Why is this bad?
    /// A compromised pod can then send data to any address, fetch tools, and reach the metadata service of the cloud
    /// and every private network the node reaches.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to:
    ///         - podSelector: {matchLabels: {app: db}}
    /// ```
    pub NETPOL_ALLOW_ALL_EGRESS = "netpol-allow-all-egress" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in policy.rules(Direction::Egress) {
        let at = match (rule.peers(), rule.ports()) {
            (None, None) => Some(rule.value()),
            (None, Some(_)) => None,
            _ => rule.everywhere(),
        };
        if let Some(at) = at {
            cx.report(at, format!("NetworkPolicy `{}` lets traffic out to everywhere", resource.name()))
                .help("name the destinations; for the Internet write `0.0.0.0/0` with `except` for private and link-local ranges");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn exceptions_and_ports_narrow_it() {
        let rule = tester::of(&super::NETPOL_ALLOW_ALL_EGRESS);
        let of = |egress: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, egress: {egress}}}\n"
            )
        };
        rule.fails(&of("[{to: []}]"));
        rule.passes(&of("[{ports: [{port: 53, protocol: UDP}]}]"));
        rule.fails(&of("[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"));
        rule.passes(&of("[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}}]}]"));
        rule.passes(&of("[]"));
    }

    #[test]
    fn what_does_not_take_effect_allows_nothing() {
        let rule = tester::of(&super::NETPOL_ALLOW_ALL_EGRESS);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, {spec}}}\n"
            )
        };
        rule.passes(&of("policyTypes: [Ingress], egress: [{}]"));
        rule.fails(&of("policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}, {}]"));
        rule.fails(&of("egress: [{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]"));
        rule.passes(&of("egress: [{to: [{namespaceSelector: {}}]}]"));
    }
}
