//! `netpol-contradicts-intent`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that are called a denial and allow everything.
    ///
    /// ## Why is this bad?
    /// There are no denials in a network policy, only what it allows. One that is named for what it should stop, with a
    /// rule that fits everyone, opens what it was written to close.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: deny-all}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: deny-all}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Ingress]
    /// ```
    pub NETPOL_CONTRADICTS_INTENT = "netpol-contradicts-intent" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    let mut words = resource.name().split(['-', '.', '_']);
    let denies = words.clone().any(|it| matches!(it, "deny" | "block" | "isolate" | "drop"));
    if !denies || words.any(|it| matches!(it, "allow" | "except" | "not")) {
        return;
    }
    for direction in Direction::ALL {
        let everything = policy.rules(direction).find(|it| it.peers().is_none() && it.ports().is_none());
        // The direction that a name leaves out may be open on purpose.
        let other = match direction {
            Direction::Ingress => "egress",
            Direction::Egress => "ingress",
        };
        let is_other = resource.name().contains(other) && !resource.name().contains(direction.field());
        if let Some(rule) = everything.filter(|_| !is_other) {
            cx.report(rule.value(), format!("NetworkPolicy `{}` allows all {}", resource.name(), direction.field()))
                .covers(&["netpol-allow-all-ingress", "netpol-allow-all-egress"])
                .help(format!("to deny, list `{}` in `policyTypes` and give no rules", direction.policy_type()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_direction_in_the_name_counts() {
        let rule = tester::of(&super::NETPOL_CONTRADICTS_INTENT);
        let of = |name: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{}}, {spec}}}\n"
            )
        };
        rule.fails(&of("deny-egress", "egress: [{}]"));
        rule.passes(&of("deny-egress", "ingress: [{}]"));
        rule.passes(&of("allow-all", "ingress: [{}]"));
        rule.passes(&of("deny-all", "ingress: [{from: [{podSelector: {}}]}]"));
        rule.passes(&of("denylist-ui", "ingress: [{}]"));
    }
}
