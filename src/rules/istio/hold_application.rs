//! `hold-application`

use super::{native, proxy};
use crate::rule::prelude::*;

declare_rule! {
    /// Programs that may start before their proxy.
    ///
    /// ## Why is this bad?
    /// Until the proxy is ready, everything that the program sends is refused: it fails at its start, and is started
    /// again until the proxy happens to be faster. `holdApplicationUntilProxyStarts`, or a native sidecar, makes it
    /// wait.
    ///
    /// The rule asks where the configuration of the mesh is in the input.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: app, image: web:1.2}]}
    /// ---
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.24.2, meshConfig: {accessLogFile: /dev/stdout}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: app, image: web:1.2}]}
    /// ---
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.24.2, meshConfig: {defaultConfig: {holdApplicationUntilProxyStarts: true}}}
    /// ```
    pub HOLD_APPLICATION = "hold-application" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Only the configuration of the mesh could tell that nothing waits.
    if index.mesh_documents().is_empty() {
        return;
    }
    let Some(mesh) = index.mesh(resource) else { return };
    let general = mesh.get("defaultConfig.holdApplicationUntilProxyStarts");
    let general = general.or_else(|| mesh.value("global.proxy.holdApplicationUntilProxyStarts"));
    for pod in Pod::all(resource) {
        let DataPlane::Sidecar(at) = index.data_plane(pod) else { continue };
        let config = proxy::config(pod);
        let own = config.as_ref().and_then(|it| it.1.root()?.get("holdApplicationUntilProxyStarts"));
        let waits = own.or(general).is_some_and(Value::is_true);
        let alone = pod.containers().all(|it| it.name() == "istio-proxy");
        if !waits && !alone && native::sidecars(pod, index, cx.kubernetes_version()) == Some(false) {
            cx.report(pod, "the program may start before its proxy and cannot call anyone until then")
                .label(at, "the pod gets a sidecar")
                .help("set `holdApplicationUntilProxyStarts: true` for the mesh or in the annotation `proxy.istio.io/config`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotations: &str, mesh: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{istio-injection: enabled}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: j, namespace: shop, annotations: {{{annotations}}}}}\nspec: {{containers: [{{name: c}}]}}\n---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{{mesh}}}\n"
        )
    }

    #[test]
    fn the_pod_goes_before_the_mesh() {
        let rule = tester::of(&super::HOLD_APPLICATION);
        let (on, off) = (
            "proxy.istio.io/config: '{holdApplicationUntilProxyStarts: true}'",
            "proxy.istio.io/config: '{holdApplicationUntilProxyStarts: false}'",
        );
        let waits = "tag: 1.20.1, meshConfig: {defaultConfig: {holdApplicationUntilProxyStarts: true}}";
        rule.fails(&of("", "tag: 1.20.1, meshConfig: {}"));
        rule.passes(&of(on, "tag: 1.20.1, meshConfig: {}"));
        rule.fails(&of(off, waits));
        rule.passes(&of("", "tag: 1.29.1, meshConfig: {}"));
        rule.passes(&of("", "meshConfig: {}"));
        rule.passes(&of("", "tag: 1.20.1"));
    }
}
