//! `netpol-allow-all-ingress`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that let everyone in.
    ///
    /// ## Why is this bad?
    /// A rule without `from` and `ports`, one that names all namespaces, or one that names the whole network makes
    /// the policy look like isolation while there is none.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from:
    ///         - podSelector: {matchLabels: {app: shop}}
    /// ```
    pub NETPOL_ALLOW_ALL_INGRESS = "netpol-allow-all-ingress" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-0038", "cwe:284"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in policy.rules(Direction::Ingress) {
        let (at, whom) = match (rule.peers(), rule.ports()) {
            (None, None) => (Some(rule.value()), "everyone on every port"),
            // Ports open to all are how a front door looks.
            (None, Some(_)) => continue,
            _ => match rule.everywhere() {
                Some(block) => (Some(block), "the whole network"),
                None => (rule.all_namespaces(), "the pods of all namespaces"),
            },
        };
        let Some(at) = at else { continue };
        let finding = cx.report(at, format!("NetworkPolicy `{}` lets in {whom}", resource.name()));
        finding.help("name the pods, namespaces or address ranges that need it");
        if rule.ports().is_some() {
            finding.severity(Severity::Low);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn empty_lists_mean_everyone_and_empty_policies_no_one() {
        let rule = tester::of(&super::NETPOL_ALLOW_ALL_INGRESS);
        let of = |spec: &str| {
            format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {spec}\n")
        };
        rule.fails(&of("{podSelector: {}, ingress: [{from: []}]}"));
        rule.passes(&of("{podSelector: {}, ingress: []}"));
        rule.passes(&of("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"));
        rule.fails(&of("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}"));
        rule.passes(&of(
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}]}",
        ));
        rule.fails(&of(
            "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '0.0.0.0/1'}}, {ipBlock: {cidr: '128.0.0.0/1'}}]}]}",
        ));
        rule.passes(&of("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '0.0.0.0/1'}}]}]}"));
        let found =
            rule.fails(&of("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '::/0'}}], ports: [{port: 443}]}]}"));
        assert_eq!(found.severity, crate::finding::Severity::Low);
        rule.passes(&of("{podSelector: {}, policyTypes: [Egress], ingress: [{}]}"));
    }

    #[test]
    fn each_rule_counts_and_peers_of_the_own_namespace_are_some() {
        let rule = tester::of(&super::NETPOL_ALLOW_ALL_INGRESS);
        let of = |ingress: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, ingress: {ingress}}}\n"
            )
        };
        rule.fails(&of("[{from: [{podSelector: {}}]}, {}]"));
        rule.fails(&of("[{from: [{ipBlock: {cidr: '::/1'}}, {ipBlock: {cidr: '8000::/1'}}]}]"));
        rule.fails(&of("[{from: [{podSelector: {matchLabels: {a: b}}}, {namespaceSelector: {}}]}]"));
        rule.fails(&of("[{ports: []}]"));
        rule.passes(&of("[{ports: [{port: 443}]}]"));
        rule.passes(&of("[{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]"));
        rule.passes(&of("[{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]"));
        rule.passes(&of("null"));
    }
}
