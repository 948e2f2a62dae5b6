//! `ambient-l7-policy-needs-waypoint`

use super::ambient;
use crate::index::Waypoint;
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
        refs: [
            "kiali:KIA0109", "kiali:KIA0110", "kiali:KIA1110", "kiali:KIA1111", "kiali:KIA1112", "kiali:KIA1115",
            "kiali:KIA1116", "kiali:KIA1117", "kiali:KIA1317",
        ],
        check: Related(&[Kind::RequestAuthentication, Kind::WasmPlugin, Kind::Telemetry, Kind::AuthorizationPolicy], check)
    }
}

/// What is attached to a Service needs a waypoint in front of it.
fn check_targets<'a>(resource: Resource<'a>, spec: Value<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for target in spec.list("targetRefs").chain(spec.get("targetRef")).filter(|it| it.str("kind") == Some("Service")) {
        let Some(at) = target.get("name") else { continue };
        let Some(service) = index.find(Kind::Service, at.as_str().unwrap_or_default(), resource).found() else {
            continue;
        };
        let Some(ambient) = ambient::enrolled(service, index) else { continue };
        if matches!(index.waypoint(service, service.path("metadata.labels")), Waypoint::Without) {
            cx.report(
                at,
                format!("nothing enforces `{}`: Service `{}` has no waypoint", resource.name(), service.name()),
            )
            .label(ambient, "enrolled by ztunnels")
            .help("label the Service or its namespace `istio.io/use-waypoint`, and deploy the waypoint");
        }
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if spec.get("targetRefs").is_some_and(|it| !it.is_empty()) || spec.get("targetRef").is_some() {
        return check_targets(resource, spec, index, cx);
    }
    // What ztunnels make of a policy is told by other rules; a Telemetry for all of a namespace is also for its waypoints.
    let selects = spec.path("selector.matchLabels").is_some_and(|it| !it.is_empty());
    if resource.kind() == Kind::AuthorizationPolicy || resource.kind() == Kind::Telemetry && !selects {
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

    #[test]
    fn what_hangs_on_a_service_needs_its_waypoint() {
        let rule = tester::of(&super::AMBIENT_L7_POLICY_NEEDS_WAYPOINT);
        let of = |kind: &str, labels: &str, spec: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{istio.io/dataplane-mode: ambient}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a, labels: {{{labels}}}}}\nspec: {{}}\n---\napiVersion: {kind}\nmetadata: {{name: p, namespace: a}}\nspec: {spec}\n"
            )
        };
        let (policy, telemetry) =
            ("security.istio.io/v1\nkind: AuthorizationPolicy", "telemetry.istio.io/v1\nkind: Telemetry");
        let target = "{targetRefs: [{group: '', kind: Service, name: s}]}";
        rule.fails(&of(policy, "", target));
        rule.passes(&of(policy, "istio.io/use-waypoint: w", target));
        rule.passes(&of(policy, "", "{rules: []}"));
        rule.fails(&of(telemetry, "", "{selector: {matchLabels: {app: s}}}"));
        rule.passes(&of(telemetry, "", "{tracing: []}"));
    }
}
