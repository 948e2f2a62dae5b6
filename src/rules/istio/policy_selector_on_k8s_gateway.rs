//! `policy-selector-on-k8s-gateway`

use crate::rule::prelude::*;

declare_rule! {
    /// Policies that select the pods of a Gateway by label.
    ///
    /// ## Why is this bad?
    /// The proxies of the Gateway API take policies by `targetRefs`. A waypoint takes nothing else, so that a policy
    /// with a selector is not enforced there; other Gateways still look at selectors, as long as a switch in the
    /// control plane is left on.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: waypoint}}
    ///   rules: [{to: [{operation: {methods: [GET]}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}]
    ///   rules: [{to: [{operation: {methods: [GET]}}]}]
    /// ```
    pub POLICY_SELECTOR_ON_K8S_GATEWAY = "policy-selector-on-k8s-gateway" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0166", "cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy, Kind::RequestAuthentication, Kind::Telemetry, Kind::WasmPlugin, Kind::TrafficExtension], check)
    }
}

/// The label that the pods of a Gateway carry.
const NAME: &str = "gateway.networking.k8s.io/gateway-name";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let Some(labels) = spec.path("selector.matchLabels").filter(|it| it.is_mapping() && !it.is_empty()) else { return };
    if spec.get("targetRef").is_some() || spec.get("targetRefs").is_some_and(|it| !it.is_empty()) {
        return;
    }
    let selector = Selector::of_map(labels);
    let named = labels.get(NAME).and_then(Value::as_str);
    let mut gateways = index.in_namespace(Kind::GatewayApiGateway, resource.namespace());
    let gateway = gateways.find(|it| is_picked(*it, &selector) && index.together(*it, resource));
    if gateway.is_none() && named.is_none() {
        return;
    }
    let class = gateway.and_then(|it| it.path("spec.gatewayClassName"));
    let waypoint = class.is_some_and(|it| it.as_str().is_some_and(|it| it.contains("waypoint")));
    let message = if waypoint {
        "a waypoint takes no policies by labels: this one is not enforced"
    } else {
        "whether a Gateway takes policies by labels depends on a switch of the control plane"
    };
    let finding = cx.report(labels, message);
    finding.help("name the Gateway in `targetRefs` instead");
    if let Some(class) = class {
        finding.label(class, "the Gateway that is meant");
    }
    if waypoint {
        finding.severity(Severity::High);
    }
    if let (Some(gateway), Some(selector)) = (gateway, spec.get("selector").filter(|_| labels.len() == 1)) {
        let target = format!("[{{group: gateway.networking.k8s.io, kind: Gateway, name: {}}}]", gateway.name());
        // In this order: an empty `spec` would take no entry.
        let edits = Edit::insert_into(spec, &["targetRefs"], &target).into_iter().chain(Edit::remove_entry(selector));
        if named.is_some() && spec.len() > 1 {
            finding.fix(Safety::Unsafe, "name the Gateway in `targetRefs`", edits);
        }
    }
}

/// Whether a selector asks for labels that the pods of a Gateway have, as far as the Gateway tells, and for at least one.
fn is_picked(gateway: Resource<'_>, selector: &Selector<'_>) -> bool {
    let infrastructure = gateway.path("spec.infrastructure.labels");
    selector.equal().iter().all(|&(key, value)| {
        let own = || infrastructure.and_then(|it| it.get(key)).or_else(|| gateway.label(key)).and_then(Value::text);
        key == NAME && value == gateway.name() || own() == Some(value)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(class: &str, labels: &str, selector: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: w, namespace: a, labels: {{{labels}}}}}\nspec: {{gatewayClassName: {class}}}\n---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p, namespace: a}}\nspec: {{selector: {{matchLabels: {{{selector}}}}}, jwtRules: []}}\n"
        )
    }

    #[test]
    fn waypoints_take_none_and_others_by_a_switch() {
        use crate::finding::Severity;
        let rule = tester::of(&super::POLICY_SELECTOR_ON_K8S_GATEWAY);
        let name = "gateway.networking.k8s.io/gateway-name: w";
        assert_eq!(rule.fails(&of("istio-waypoint", "", name)).severity, Severity::High);
        assert_eq!(rule.fails(&of("istio", "", name)).severity, Severity::Medium);
        rule.fails(&of("istio", "", "gateway.networking.k8s.io/gateway-name: elsewhere"));
        rule.fails(&of("istio", "app: edge", "app: edge"));
        rule.passes(&of("istio", "app: edge", "app: web"));
        rule.passes(
            &of("istio", "app: edge", &format!("{name}, app: web"))
                .replace("gateway.networking.k8s.io/gateway-name: w", "x: y"),
        );
        rule.passes(&of("istio", "", "istio: ingressgateway"));
    }
}
