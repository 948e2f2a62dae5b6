//! `sidecar-outbound-mode-omitted`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars with an outbound policy that names no mode.
    ///
    /// ## Why is this bad?
    /// An empty `outboundTrafficPolicy` means `REGISTRY_ONLY`, while a missing one means what the mesh says, mostly the opposite. Who reads
    /// it cannot tell whether that is meant.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: default, namespace: shop}
    /// spec: {outboundTrafficPolicy: {}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: default, namespace: shop}
    /// spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
    /// ```
    pub SIDECAR_OUTBOUND_MODE_OMITTED = "sidecar-outbound-mode-omitted" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1007", "cwe:1188"],
        check: Resource(&[Kind::Sidecar], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let policy = resource.path("spec.outboundTrafficPolicy").filter(|it| it.is_mapping() && it.get("mode").is_none());
    let Some(policy) = policy else { return };
    cx.report(policy, "an outbound policy without a mode means `REGISTRY_ONLY`, not what the mesh says")
        .help("write the mode, or delete the policy to follow the mesh")
        .fix(Safety::Safe, "write what is in effect", Edit::insert_entry(policy, "mode", "REGISTRY_ONLY"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn nothing_written_is_the_policy_of_the_mesh() {
        let rule = tester::of(&super::SIDECAR_OUTBOUND_MODE_OMITTED);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: d}}\nspec: {spec}\n")
        };
        rule.fails(&of("{outboundTrafficPolicy: {egressProxy: {host: a}}}"));
        rule.passes(&of("{outboundTrafficPolicy: }"));
        rule.passes(&of("{egress: []}"));
    }
}
