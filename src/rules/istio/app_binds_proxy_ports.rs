//! `app-binds-proxy-ports`

use super::proxy;
use crate::rule::prelude::*;

declare_rule! {
    /// Applications on ports that belong to the sidecar.
    ///
    /// ## Why is this bad?
    /// The sidecar listens on these ports in the same pod. The application cannot bind its port or takes the place of the sidecar, and
    /// what is sent to it is excluded from redirection, mutual TLS and policies.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, ports: [{containerPort: 15020}]}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, ports: [{containerPort: 15100}]}]}
    /// ```
    pub APP_BINDS_PROXY_PORTS = "app-binds-proxy-ports" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:605"],
        check: Related(Kind::WITH_PODS, check)
    }
}

const SIDECAR: [i64; 10] = [15000, 15001, 15004, 15006, 15008, 15009, 15020, 15021, 15053, 15090];
const AMBIENT: [i64; 4] = [15001, 15006, 15008, 15053];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        for (port, at) in proxy::container_ports(pod).filter(|it| SIDECAR.contains(&it.0)) {
            let taken = match index.data_plane(pod) {
                DataPlane::Sidecar(_) => true,
                DataPlane::Ambient(_) => AMBIENT.contains(&port),
                _ => false,
            };
            if taken {
                cx.report(at, format!("port {port} belongs to the proxy of the mesh"))
                    .help("let the application listen on another port");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(namespace: &str, metadata: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{namespace}}}}}\n---\n\
             apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, {metadata}}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn it_takes_a_proxy_to_collide_with() {
        let rule = tester::of(&super::APP_BINDS_PROXY_PORTS);
        let spec =
            |port: u16, name: &str| format!("containers: [{{name: {name}, ports: [{{containerPort: {port}}}]}}]");
        rule.fails(&of("istio-injection: enabled", "", &spec(15090, "a")));
        rule.passes(&of("istio-injection: enabled", "", &spec(15090, "istio-proxy")));
        rule.passes(&of("", "", &spec(15090, "a")));
        rule.passes(&of("istio.io/dataplane-mode: ambient", "", &spec(15090, "a")));
        rule.fails(&of("istio.io/dataplane-mode: ambient", "", &spec(15008, "a")));
    }
}
