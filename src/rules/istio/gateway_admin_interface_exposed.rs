//! `gateway-admin-interface-exposed`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that lead to the administration of a proxy.
    ///
    /// ## Why is this bad?
    /// Port 15000 of Envoy shows configuration and certificates, changes log levels and stops the proxy, and asks
    /// nobody who they are. 15004 and 15053 are for the control plane and the local resolver.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: istio-gateway}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   ports:
    ///     - {name: admin, port: 15000}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: istio-gateway}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   ports:
    ///     - {name: https, port: 443, targetPort: 8443}
    /// ```
    pub GATEWAY_ADMIN_INTERFACE_EXPOSED = "gateway-admin-interface-exposed" {
        severity: Critical,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:306"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    for port in service.ports() {
        let Some(number) = port.target_number().filter(|it| matches!(it, 15000 | 15004 | 15053 | 15020 | 15090)) else {
            continue;
        };
        let monitoring = matches!(number, 15020 | 15090);
        let outside = matches!(service.exposure(), "LoadBalancer" | "NodePort");
        if monitoring && !outside || !leads_to_proxy(service, number, index) {
            continue;
        }
        let severity = match (monitoring, outside) {
            (true, _) => Severity::Low,
            (_, true) => Severity::Critical,
            _ => Severity::High,
        };
        let at = port.value().get("targetPort").or_else(|| port.value().get("port")).unwrap_or(port.value());
        let what = if monitoring { "metrics of a proxy are" } else { "the administration of a proxy is" };
        cx.report(at, format!("{what} reached through port {number} of `{}`", resource.name()))
            .severity(severity)
            .help("take the port away; `istioctl proxy-config` and port-forward serve those who may");
    }
}

/// Whether the port is that of a proxy rather than of an application which happens to use the number.
fn leads_to_proxy<'a>(service: Service<'a>, number: i64, index: &Index<'a>) -> bool {
    let Some(selector) = service.selector() else { return false };
    let pods = match index.pick(&selector, service.resource()) {
        Selected::Pods(pods) => pods,
        _ => return service.is_called(&["istio", "gateway", "envoy", "sidecar"]),
    };
    let is_proxy = |it: Container<'_>| {
        let image = it.value().str("image").unwrap_or_default();
        it.name() == "istio-proxy" || image == "auto" || image.contains("proxyv2")
    };
    let has = |it: &Container<'_>| {
        it.value().list("ports").any(|it| it.get("containerPort").and_then(Value::as_int) == Some(number))
    };
    pods.iter().all(|pod| pod.containers().filter(has).all(is_proxy))
        && pods.iter().any(|pod| pod.containers().any(is_proxy) || pod.label("sidecar.istio.io/inject") == Some("true"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_application_may_use_the_number() {
        use crate::finding::Severity;
        let rule = tester::of(&super::GATEWAY_ADMIN_INTERFACE_EXPOSED);
        let service = |name: &str, kind: &str, port: u16| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{type: {kind}, selector: {{a: b}}, ports: [{{port: {port}}}]}}\n---\n"
            )
        };
        let pod = |container: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{a: b}}}}\nspec: {{containers: [{container}]}}\n"
            )
        };
        assert_eq!(rule.fails(&service("istio-edge", "LoadBalancer", 15000)).severity, Severity::Critical);
        assert_eq!(rule.fails(&service("istio-edge", "ClusterIP", 15000)).severity, Severity::High);
        assert_eq!(rule.fails(&service("istio-edge", "LoadBalancer", 15090)).severity, Severity::Low);
        rule.passes(&service("istio-edge", "ClusterIP", 15090));
        rule.passes(&service("istio-edge", "LoadBalancer", 15021));
        rule.passes(&service("web", "LoadBalancer", 15000));
        rule.passes(&format!(
            "{}{}",
            service("x", "LoadBalancer", 15000),
            pod("{name: a, image: b, ports: [{containerPort: 15000}]}")
        ));
        rule.fails(&format!("{}{}", service("x", "LoadBalancer", 15000), pod("{name: istio-proxy, image: auto}")));
    }
}
