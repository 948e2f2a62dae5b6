//! `sidecar-outbound-allow-any`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that may call any host in a mesh where others may not.
    ///
    /// ## Why is this bad?
    /// The mesh lets workloads call only hosts that are declared. This Sidecar takes that back for its workloads.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     outboundTrafficPolicy: {mode: REGISTRY_ONLY}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: default, namespace: shop}
    /// spec: {outboundTrafficPolicy: {mode: ALLOW_ANY}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     outboundTrafficPolicy: {mode: REGISTRY_ONLY}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: default, namespace: shop}
    /// spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
    /// ```
    pub SIDECAR_OUTBOUND_ALLOW_ANY = "sidecar-outbound-allow-any" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:923"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mode = resource.path("spec.outboundTrafficPolicy.mode").filter(|it| it.as_str() == Some("ALLOW_ANY"));
    let Some(mode) = mode else { return };
    if index.mesh(resource).is_some_and(|it| it.is_registry_only()) {
        cx.report(mode, "workloads of this Sidecar may call any host, although the mesh forbids it")
            .help("declare the hosts that are needed as ServiceEntries, and delete the setting");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_a_mesh_that_forbids_it() {
        let rule = tester::of(&super::SIDECAR_OUTBOUND_ALLOW_ANY);
        let sidecar = "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: d}\nspec: {outboundTrafficPolicy: {mode: ALLOW_ANY}}\n";
        rule.passes(sidecar);
        let values =
            "# file: values.yaml\nmeshConfig: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}\n# file: a.yaml\n";
        rule.fails(&format!("{values}{sidecar}"));
        rule.passes(&format!("{}{sidecar}", values.replace("REGISTRY_ONLY", "ALLOW_ANY")));
    }
}
