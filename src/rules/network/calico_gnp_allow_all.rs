//! `calico-gnp-allow-all`

use crate::rule::prelude::*;

declare_rule! {
    /// Global policies of Calico that allow everyone.
    ///
    /// ## Why is this bad?
    /// A rule with the action `Allow` and no source lets everyone in, in all namespaces. Policies of Calico are read in
    /// order, and the first rule that fits decides: what comes later, policies of namespaces included, is not asked.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: projectcalico.org/v3
    /// kind: GlobalNetworkPolicy
    /// metadata: {name: all}
    /// spec:
    ///   types: [Ingress]
    ///   ingress: [{action: Allow}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: projectcalico.org/v3
    /// kind: GlobalNetworkPolicy
    /// metadata: {name: all}
    /// spec:
    ///   types: [Ingress]
    ///   ingress: [{action: Allow, source: {selector: app == 'shop'}}]
    /// ```
    pub CALICO_GNP_ALLOW_ALL = "calico-gnp-allow-all" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::CalicoGlobalNetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for rule in resource.spec().into_iter().flat_map(|it| it.list("ingress")) {
        let Some(action) = rule.get("action").filter(|it| it.as_str() == Some("Allow")) else { continue };
        let narrowed = ["source", "destination", "http", "protocol", "icmp"];
        if !narrowed.iter().any(|it| rule.get(it).is_some_and(|it| it.is_scalar() || !it.is_empty())) {
            cx.report(action, format!("GlobalNetworkPolicy `{}` lets everyone in", resource.name()))
                .help("name a source, or use `Pass` to leave the decision to the policies of namespaces");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn whatever_narrows_a_rule_counts() {
        let rule = tester::of(&super::CALICO_GNP_ALLOW_ALL);
        let of = |rule: &str| {
            format!(
                "apiVersion: crd.projectcalico.org/v1\nkind: GlobalNetworkPolicy\nmetadata: {{name: n}}\nspec: {{ingress: [{rule}]}}\n"
            )
        };
        rule.fails(&of("{action: Allow, source: {}}"));
        rule.passes(&of("{action: Deny}"));
        rule.passes(&of("{action: Allow, protocol: TCP, destination: {ports: [443]}}"));
    }
}
