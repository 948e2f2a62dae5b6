//! `ambient-l7-policy-needs-waypoint`

use super::ambient;
use crate::rule::prelude::*;

declare_rule! {
    /// Policies about requests that nothing in ambient mode enforces.
    ///
    /// ## Why is this bad?
    /// A ztunnel looks at connections. A RequestAuthentication or a WasmPlugin works in a waypoint only, and waypoints
    /// take only what names them by `targetRefs`: anything else has no effect, and tokens stay unchecked.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: login, namespace: shop}
    /// spec:
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: login, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}]
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ```
    pub AMBIENT_L7_POLICY_NEEDS_WAYPOINT = "ambient-l7-policy-needs-waypoint" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0110", "kiali:KIA1110", "kiali:KIA1115"],
        check: Related(&[Kind::RequestAuthentication, Kind::WasmPlugin], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if spec.get("targetRefs").is_some_and(|it| !it.is_empty()) || spec.get("targetRef").is_some() {
        return;
    }
    let Some(ambient) = ambient::enrolled(resource, index) else { return };
    let selector = spec.get("selector").map(Selector::of_label_selector).unwrap_or_default();
    let gateway = selector.equal().iter().any(|it| it.1.contains("gateway") || it.1.contains("ingress"));
    let sidecar = || {
        let pods = index.selected(&selector, resource);
        !selector.is_empty()
            && !pods.is_empty()
            && pods.into_iter().all(|it| matches!(index.data_plane(it), DataPlane::Sidecar(_)))
    };
    if gateway || sidecar() {
        return;
    }
    let at = spec.get("selector").map_or(resource.grip(), Into::into);
    cx.report(at, format!("nothing enforces `{}`: ztunnels do not look at requests", resource.name()))
        .label(ambient, "enrolled by ztunnels")
        .help("deploy a waypoint, and name it in `targetRefs`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn sidecars_and_gateways_take_selectors() {
        let rule = tester::of(&super::AMBIENT_L7_POLICY_NEEDS_WAYPOINT);
        let of = |mode: &str, spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{mode}}}}}\n---\napiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n"
            )
        };
        let ambient = "istio.io/dataplane-mode: ambient";
        rule.fails(&of(ambient, "{selector: {matchLabels: {app: w}}}"));
        rule.passes(&of("istio-injection: enabled", "{}"));
        rule.passes(&of(ambient, "{selector: {matchLabels: {istio: ingressgateway}}}"));
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: w, namespace: x, labels: {app: w}}\nspec: {containers: [{name: istio-proxy}]}\n";
        rule.passes(&format!("{}{pod}", of(ambient, "{selector: {matchLabels: {app: w}}}")));
    }
}
