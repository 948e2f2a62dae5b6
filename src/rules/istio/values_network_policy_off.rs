//! `values-network-policy-off`

use crate::rule::prelude::*;

declare_rule! {
    /// Control planes without network policies of their own.
    ///
    /// ## Why is this bad?
    /// Since 1.28 the charts bring network policies that leave open only what istiod and gateways need. They are off by default.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.28.2, values: {global: {networkPolicy: {enabled: false}}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.28.2, values: {global: {networkPolicy: {enabled: true}}}}
    /// ```
    pub VALUES_NETWORK_POLICY_OFF = "values-network-policy-off" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:923"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some((version, release)) = mesh.version().filter(|it| !it.1.is_before(28)) else { return };
    let switch = mesh.value("global.networkPolicy.enabled");
    if mesh.is_control_plane() && !switch.is_some_and(Value::is_true) {
        cx.report(
            mesh.at(switch.unwrap_or(version)),
            format!("the network policies that Istio {release} brings are not installed"),
        )
        .help("set `global.networkPolicy.enabled: true`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn older_charts_have_none() {
        let rule = tester::of(&super::VALUES_NETWORK_POLICY_OFF);
        rule.fails(&operator("{tag: 1.29.0}"));
        rule.passes(&operator("{tag: 1.27.0}"));
        rule.passes(&operator("{}"));
    }
}
