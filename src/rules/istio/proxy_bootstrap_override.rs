//! `proxy-bootstrap-override`

use super::proxy;
use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars that a workload points at another control plane or start-up configuration.
    ///
    /// ## Why is this bad?
    /// The bootstrap configuration and the address of the control plane decide what the proxy does: whoever sets them for a workload
    /// decides which policies it gets, and whether it gets any. Templates of other names replace the whole sidecar.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/bootstrapOverride: my-bootstrap}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {inject.istio.io/templates: gateway}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub PROXY_BOOTSTRAP_OVERRIDE = "proxy-bootstrap-override" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:693"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let written = |key: &str| pod.annotation(key).filter(|it| it.text().is_some_and(|it| !it.is_empty()));
    if let Some(map) = written("sidecar.istio.io/bootstrapOverride") {
        cx.report(map, "a ConfigMap of the workload replaces the start-up configuration of its proxy")
            .help("use the fields of `proxy.istio.io/config` or a ProxyConfig");
    }
    if let Some(address) = written("sidecar.istio.io/discoveryAddress").filter(|it| !it.text().is_some_and(is_istiod)) {
        cx.report(address, "the proxy takes its configuration from a control plane of the workload's choice")
            .help(HELP);
    }
    if let Some((outer, text)) = proxy::config(pod) {
        let address = text.root().and_then(|it| it.get("discoveryAddress"));
        if let Some(address) = address.filter(|it| !it.text().is_some_and(is_istiod)) {
            cx.report(
                text.at(outer, address),
                "the proxy takes its configuration from a control plane of the workload's choice",
            )
            .help(HELP);
        }
    }
    // The injector writes this itself, together with its status.
    if let Some(overrides) =
        written("proxy.istio.io/overrides").filter(|_| pod.annotation("sidecar.istio.io/status").is_none())
    {
        cx.report(overrides, "parts of the sidecar are replaced by the workload")
            .help("define the container `istio-proxy` in the pod instead");
    }
    if let Some(list) = written("inject.istio.io/templates") {
        const KNOWN: [&str; 6] = ["sidecar", "gateway", "grpc-agent", "grpc-simple", "waypoint", "kube-gateway"];
        let odd = list.text().unwrap_or_default().split(',').map(str::trim).find(|it| !KNOWN.contains(it));
        if let Some(odd) = odd {
            cx.report(list, format!("the sidecar is made by template `{odd}`, which is not one of Istio's"))
                .severity(Severity::Medium)
                .help("use the template of the mesh, and review who may write others");
        }
    }
}

const HELP: &str =
    "delete it: the mesh tells the proxy where its control plane is, and a revision label chooses among several";

/// Whether an address is that of an istiod in the cluster.
fn is_istiod(address: &str) -> bool {
    let mut parts = address.split('.');
    parts.next().is_some_and(|it| it.starts_with("istiod")) && address.contains(".svc")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotations: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotations}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
        )
    }

    #[test]
    fn the_control_plane_of_the_cluster_is_no_other() {
        let rule = tester::of(&super::PROXY_BOOTSTRAP_OVERRIDE);
        rule.fails(&of("sidecar.istio.io/discoveryAddress: 'example.com:15012'"));
        rule.fails(&of("proxy.istio.io/config: '{discoveryAddress: example.com:15012}'"));
        rule.passes(&of("proxy.istio.io/config: '{discoveryAddress: istiod-canary.istio-system.svc:15012}'"));
        rule.fails(&of("proxy.istio.io/overrides: '{}'"));
        rule.passes(&of("proxy.istio.io/overrides: '{}', sidecar.istio.io/status: '{}'"));
        rule.fails(&of("inject.istio.io/templates: 'sidecar,mine'"));
        rule.passes(&of("inject.istio.io/templates: 'sidecar, grpc-agent'"));
    }
}
