//! `auto-mtls-disabled`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes with automatic mutual TLS switched off.
    ///
    /// ## Why is this bad?
    /// With `enableAutoMtls: false` clients send plain text to every host, unless a DestinationRule with `ISTIO_MUTUAL` says otherwise.
    /// One host without such a rule is one conversation without encryption and identity.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     enableAutoMtls: false
    /// ```
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {enable_auto_mtls: false}}
    /// ```
    /// ```yaml
    /// # file: values.yaml
    /// meshConfig: {enableAutoMtls: false}
    /// ```
    /// ```yaml
    /// apiVersion: sailoperator.io/v1
    /// kind: Istio
    /// metadata: {name: default}
    /// spec: {values: {meshConfig: {enableAutoMtls: false}}}
    /// ```
    /// ```yaml
    /// apiVersion: maistra.io/v2
    /// kind: ServiceMeshControlPlane
    /// metadata: {name: basic}
    /// spec: {security: {dataPlane: {automtls: false}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     enableAutoMtls: true
    /// ```
    pub AUTO_MTLS_DISABLED = "auto-mtls-disabled" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0401", "kiali:KIA0501", "cwe:319"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some(switch) = mesh.get("enableAutoMtls").filter(|it| it.is_false()) else { return };
    cx.report(mesh.at(switch), "clients of the mesh send plain text unless a DestinationRule says otherwise")
        .help("remove the setting: mutual TLS is automatic by default")
        .fix(Safety::Unsafe, "switch automatic mutual TLS on", mesh.set(switch, "true"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_finding_stands_on_the_line_inside_the_text() {
        let rule = tester::of(&super::AUTO_MTLS_DISABLED);
        let of = |name: &str, mesh: &str| {
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: istio-system}}\ndata:\n  mesh: {mesh}\n"
            )
        };
        let text = of("istio", "|-\n    # the mesh\n    enableAutoMtls: false");
        let found = rule.fails(&text);
        assert_eq!(&text[found.labels[0].span.range()], "false");
        assert_eq!(found.path, "data.mesh.enableAutoMtls");
        assert_eq!(found.fix.unwrap().edits[0].text, "true");
        assert!(rule.fails(&of("istio-canary", "'{enableAutoMtls: false}'")).fix.is_none());
        rule.passes(&of("other", "'{enableAutoMtls: false}'"));
        rule.passes(&of("istio", "'{}'"));
    }
}
