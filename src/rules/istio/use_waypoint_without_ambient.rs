//! `use-waypoint-without-ambient`

use crate::rule::prelude::*;

declare_rule! {
    /// Waypoints for pods that are not in the ambient mesh.
    ///
    /// ## Why is this bad?
    /// Only the node proxies and gateways of the ambient mesh send requests to waypoints. Without
    /// `istio.io/dataplane-mode: ambient` on the namespace its own pods never do.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: {name: waypoint, namespace: shop}
    /// spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
    /// ```
    pub USE_WAYPOINT_WITHOUT_AMBIENT = "use-waypoint-without-ambient" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1312"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(at) = resource.label("istio.io/use-waypoint").filter(|it| !matches!(it.text(), Some("none" | "") | None))
    else {
        return;
    };
    let ambient = |it: Option<Value<'a>>| it.and_then(Value::text) == Some("ambient");
    let pods = || index.pods_in(resource).any(|it| it.label("istio.io/dataplane-mode") == Some("ambient"));
    if !ambient(resource.label("istio.io/dataplane-mode")) && !pods() {
        cx.report(at, "the namespace is not in the ambient mesh, so its pods use no waypoint")
            .help("add the label `istio.io/dataplane-mode: ambient`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn pods_may_be_enrolled_by_themselves() {
        let rule = tester::of(&super::USE_WAYPOINT_WITHOUT_AMBIENT);
        let with = |labels: &str, pod: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{{labels}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, labels: {{{pod}}}}}\nspec: {{containers: []}}\n"
            )
        };
        rule.fails(&with("istio.io/use-waypoint: w", ""));
        rule.passes(&with("istio.io/use-waypoint: w", "istio.io/dataplane-mode: ambient"));
        rule.passes(&with("istio.io/use-waypoint: none", ""));
        rule.passes(&with("istio.io/use-waypoint: w, istio.io/dataplane-mode: ambient", ""));
    }
}
