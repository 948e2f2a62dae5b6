//! `policy-targetref-cross-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// Policies attached to another namespace, or to a kind that takes none.
    ///
    /// ## Why is this bad?
    /// A policy attaches to a Service, a ServiceEntry, a Gateway of the Gateway API or its class, all in its own
    /// namespace. Istio refuses anything else.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: "", kind: Service, name: web, namespace: shop}]
    ///   action: DENY
    ///   rules: [{}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   targetRefs: [{group: "", kind: Service, name: web}]
    ///   action: DENY
    ///   rules: [{}]
    /// ```
    pub POLICY_TARGETREF_CROSS_NAMESPACE = "policy-targetref-cross-namespace" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::AuthorizationPolicy, Kind::RequestAuthentication, Kind::Telemetry, Kind::WasmPlugin, Kind::TrafficExtension], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    for target in spec.get("targetRef").into_iter().chain(spec.list("targetRefs")).filter(|it| it.is_mapping()) {
        let (group, kind) = (target.str("group").unwrap_or_default(), target.str("kind").unwrap_or_default());
        if let Some(at) = target.get("namespace").filter(|it| it.as_str().is_some_and(|it| !it.is_empty())) {
            let finding = cx.report(at, "a policy attaches to its own namespace only, and `namespace` cannot be set");
            finding.help("write the policy in the namespace of the target").covers(&["istio-schema-invalid"]);
            if at.as_str() == resource.namespace() {
                finding.fix(Safety::Safe, "leave the namespace out", Edit::remove_entry(at));
            }
        }
        let wanted = match kind {
            "Service" if !matches!(group, "" | "core") => "the core group, which is empty",
            "ServiceEntry" if group != "networking.istio.io" => "`networking.istio.io`",
            "Gateway" | "GatewayClass" if group != "gateway.networking.k8s.io" => "`gateway.networking.k8s.io`",
            _ => continue,
        };
        let at = target.get("kind").unwrap_or(target);
        cx.report(at, format!("the group of {kind} is {wanted}"))
            .help("write the group of the kind")
            .covers(&["istio-schema-invalid"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_kind_has_its_group() {
        let rule = tester::of(&super::POLICY_TARGETREF_CROSS_NAMESPACE);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |target: &str| of("p", "a", &format!("{{targetRefs: [{{{target}}}]}}"));
        rule.fails(&with("group: gateway.networking.k8s.io, kind: Gateway, name: g, namespace: b"));
        assert!(
            rule.fails(&with("group: gateway.networking.k8s.io, kind: Gateway, name: g, namespace: a")).fix.is_some()
        );
        rule.fails(&with("group: networking.istio.io, kind: Gateway, name: g"));
        rule.fails(&with("group: networking.istio.io, kind: Service, name: g"));
        rule.fails(&with("kind: ServiceEntry, name: g"));
        rule.passes(&with("group: '', kind: Service, name: g"));
    }
}
