//! `ambient-waypoint-single`

use crate::rule::prelude::*;

declare_rule! {
    /// Waypoints that run once.
    ///
    /// ## Why is this bad?
    /// Istio makes a Deployment with one pod of a waypoint. While that restarts or its node is drained, nobody can call
    /// the services behind it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: waypoint, namespace: shop}
    /// spec:
    ///   minReplicas: 2
    ///   maxReplicas: 5
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: waypoint}
    /// ```
    pub AMBIENT_WAYPOINT_SINGLE = "ambient-waypoint-single" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:654"],
        check: Related(&[Kind::GatewayApiGateway], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let Some(class) = spec.get("gatewayClassName").filter(|it| it.as_str() == Some("istio-waypoint")) else { return };
    // What is set there may hold replicas or an autoscaler.
    let has_parameters = spec.path("infrastructure.parametersRef").is_some();
    if !has_parameters && index.autoscaler_of("Deployment", resource.name(), resource).is_none() {
        cx.report(class, format!("waypoint `{}` runs once, and all that is behind it stops with it", resource.name()))
            .help("add a HorizontalPodAutoscaler for the Deployment of this name with `minReplicas: 2`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_gateways_and_parameters_are_left_alone() {
        let rule = tester::of(&super::AMBIENT_WAYPOINT_SINGLE);
        let of = |spec: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: w, namespace: a}}\nspec: {{{spec}}}\n---\n"
            )
        };
        let scaler = |name: &str, namespace: &str| {
            format!(
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h, namespace: {namespace}}}\nspec: {{scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {name}}}}}\n"
            )
        };
        let waypoint = of("gatewayClassName: istio-waypoint");
        rule.fails(&format!("{waypoint}{}", scaler("x", "a")));
        rule.fails(&format!("{waypoint}{}", scaler("w", "b")));
        rule.passes(&format!("{waypoint}{}", scaler("w", "a")));
        rule.passes(&of("gatewayClassName: istio"));
        rule.passes(&of(
            "gatewayClassName: istio-waypoint, infrastructure: {parametersRef: {group: '', kind: ConfigMap, name: o}}",
        ));
    }
}
