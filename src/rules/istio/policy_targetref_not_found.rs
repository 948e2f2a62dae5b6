//! `policy-targetref-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Policies attached to something that is not there.
    ///
    /// ## Why is this bad?
    /// The policy applies to nothing, and nothing says so: what it was to deny is allowed. A target is looked up in
    /// the namespace of the policy.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   targetRefs: [{group: "", kind: Service, name: wbe}]
    ///   action: DENY
    ///   rules: [{}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub POLICY_TARGETREF_NOT_FOUND = "policy-targetref-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::AuthorizationPolicy, Kind::RequestAuthentication, Kind::Telemetry, Kind::WasmPlugin, Kind::TrafficExtension], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    for target in spec.get("targetRef").into_iter().chain(spec.list("targetRefs")).filter(|it| it.is_mapping()) {
        let (Some(at), Some(kind)) = (target.get("name"), target.str("kind")) else { continue };
        let Some(name) = at.as_str().filter(|it| !it.is_empty()) else { continue };
        let known = match kind {
            "GatewayClass" => {
                if index.is_in_root_namespace(resource) || resource.namespace().is_none() {
                    continue;
                }
                cx.report(at, "only a policy of the root namespace attaches to a GatewayClass")
                    .help("attach the policy to the Gateway, or write it in the root namespace");
                continue;
            }
            "Gateway" => Kind::GatewayApiGateway,
            "Service" => Kind::Service,
            "ServiceEntry" => Kind::ServiceEntry,
            _ => continue,
        };
        let there = index.find(known, name, resource);
        if matches!(there, Lookup::Missing) && index.owns(resource.namespace(), resource) {
            cx.report(at, format!("there is no {kind} `{name}` to attach to: the policy applies to nothing"))
                .help("check the name; the target must be in the namespace of the policy");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn classes_belong_to_the_root_namespace() {
        let rule = tester::of(&super::POLICY_TARGETREF_NOT_FOUND);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let rest = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e, namespace: a}\nspec: {hosts: [e.com]}\n";
        let with = |place: &str, target: &str| of("p", place, &format!("{{targetRefs: [{{{target}}}]}}")) + rest;
        rule.passes(&with("a", "group: networking.istio.io, kind: ServiceEntry, name: e"));
        rule.fails(&with("a", "group: networking.istio.io, kind: ServiceEntry, name: f"));
        rule.fails(&with("a", "group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint"));
        rule.passes(&with(
            "istio-system",
            "group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint",
        ));
        rule.passes(&with("b", "kind: Service, name: s"));
    }
}
