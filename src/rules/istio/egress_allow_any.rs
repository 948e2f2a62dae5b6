//! `egress-allow-any`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes whose workloads may call any host.
    ///
    /// ## Why is this bad?
    /// `ALLOW_ANY`, the default, passes calls to hosts that the mesh does not know. A workload that was taken over sends what it found
    /// wherever it likes; with `REGISTRY_ONLY` only hosts that somebody declared are reachable by way of the sidecar.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     outboundTrafficPolicy: {mode: ALLOW_ANY}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     accessLogFile: /dev/stdout
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     outboundTrafficPolicy: {mode: REGISTRY_ONLY}
    /// ```
    pub EGRESS_ALLOW_ANY = "egress-allow-any" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:923"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    if !mesh.has_config() || !mesh.is_control_plane() {
        return;
    }
    let place = match mesh.get("outboundTrafficPolicy.mode") {
        Some(mode) if mode.as_str() == Some("REGISTRY_ONLY") => return,
        Some(mode) => mesh.at(mode),
        // Values are laid over others, which may say it.
        None if mesh.shape() == MeshShape::Values => return,
        None => mesh.grip(),
    };
    let finding = cx.report(place, "workloads of the mesh may call any host");
    finding.help(
        "set `outboundTrafficPolicy.mode: REGISTRY_ONLY`, and declare the hosts that are needed as ServiceEntries",
    );
    if let Some(mode) = mesh.get("outboundTrafficPolicy.mode") {
        finding.fix(Safety::Unsafe, "let only known hosts be called", mesh.set(mode, "REGISTRY_ONLY"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    fn map(mesh: &str) -> String {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: |\n    {mesh}\n"
        )
    }

    #[test]
    fn an_overlay_of_values_may_leave_it_out() {
        let rule = tester::of(&super::EGRESS_ALLOW_ANY);
        rule.fails(&operator("{meshConfig: {outboundTrafficPolicy: {mode: ALLOW_ANY_DYNAMIC_DNS}}}"));
        rule.passes("# file: values.yaml\nmeshConfig: {accessLogFile: /dev/stdout}\n");
        rule.passes(&operator("{profile: default}"));
        rule.fails("apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: b}\nspec: {}\n");
        rule.passes(&map("outbound_traffic_policy: {mode: REGISTRY_ONLY}"));
    }
}
