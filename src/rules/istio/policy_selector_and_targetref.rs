//! `policy-selector-and-targetref`

use crate::rule::prelude::*;

declare_rule! {
    /// Policies with a selector and a target.
    ///
    /// ## Why is this bad?
    /// A selector is for sidecars and node proxies, a target for waypoints and gateways. Istio refuses a policy
    /// with both.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   targetRefs: [{group: "", kind: Service, name: web}]
    ///   action: DENY
    ///   rules: [{}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   targetRefs: [{group: "", kind: Service, name: web}]
    ///   action: DENY
    ///   rules: [{}]
    /// ```
    pub POLICY_SELECTOR_AND_TARGETREF = "policy-selector-and-targetref" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::AuthorizationPolicy, Kind::RequestAuthentication, Kind::Telemetry, Kind::WasmPlugin, Kind::TrafficExtension], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let Some(selector) = spec.get("selector") else { return };
    let target = spec.get("targetRef").or(spec.get("targetRefs").filter(|it| !it.is_empty()));
    if let Some(at) = target {
        cx.report(at, "a policy has a selector or a target, not both")
            .label(selector, "the selector")
            .help("write two policies")
            .covers(&["istio-schema-invalid"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_list_is_none() {
        let rule = tester::of(&super::POLICY_SELECTOR_AND_TARGETREF);
        let with = |spec: &str| {
            format!(
                "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {{name: t}}\nspec: {{selector: {{matchLabels: {{x: z}}}}, {spec}}}\n"
            )
        };
        rule.fails(&with("targetRef: {kind: Gateway, name: g}"));
        rule.fails(&with("targetRefs: [{kind: Gateway, name: g}]"));
        rule.passes(&with("targetRefs: []"));
    }
}
