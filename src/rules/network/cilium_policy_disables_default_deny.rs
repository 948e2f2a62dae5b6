//! `cilium-policy-disables-default-deny`

use crate::rule::prelude::*;

declare_rule! {
    /// Policies of Cilium that allow without isolating.
    ///
    /// ## Why is this bad?
    /// With `enableDefaultDeny` off, the pods that the policy selects stay open: its rules only add to what others
    /// allow. That is meant for policies of the whole cluster; where no other policy isolates the pods, this one
    /// restricts nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: cilium.io/v2
    /// kind: CiliumNetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   endpointSelector: {matchLabels: {app: web}}
    ///   enableDefaultDeny: {ingress: false}
    ///   ingress: [{fromEndpoints: [{matchLabels: {app: shop}}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: cilium.io/v2
    /// kind: CiliumNetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   endpointSelector: {matchLabels: {app: web}}
    ///   ingress: [{fromEndpoints: [{matchLabels: {app: shop}}]}]
    /// ```
    pub CILIUM_POLICY_DISABLES_DEFAULT_DENY = "cilium-policy-disables-default-deny" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::CiliumNetworkPolicy, Kind::CiliumClusterwideNetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let specs = resource.path("specs").into_iter().flat_map(Value::items);
    for spec in resource.spec().into_iter().chain(specs) {
        for direction in Direction::ALL.map(Direction::field) {
            let off = spec.get("enableDefaultDeny").and_then(|it| it.get(direction)).filter(|it| it.is_false());
            if let Some(off) = off {
                cx.report(off, format!("{} does not isolate the pods it selects for {direction}", resource.title()))
                    .help("delete the line, unless another policy isolates these pods");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_direction_and_each_spec_counts() {
        let rule = tester::of(&super::CILIUM_POLICY_DISABLES_DEFAULT_DENY);
        let of = |spec: &str| {
            format!("apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {{name: n}}\n{spec}\n")
        };
        rule.finds(2, &of("spec: {enableDefaultDeny: {ingress: false, egress: false}}"));
        rule.fails(&of("specs: [{enableDefaultDeny: {egress: false}}, {}]"));
        rule.passes(&of("spec: {enableDefaultDeny: {ingress: true}}"));
    }
}
