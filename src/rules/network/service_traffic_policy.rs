//! `service-traffic-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Services from outside that lose the address of the client, or the traffic.
    ///
    /// ## Why is this bad?
    /// With `externalTrafficPolicy: Cluster`, the default, a node passes traffic on under its own address: logs and
    /// allow lists see the node. With `Local` a node without a pod drops what it gets, which a load balancer knows
    /// and a client of a node port does not.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   externalTrafficPolicy: Local
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub SERVICE_TRAFFIC_POLICY = "service-traffic-policy" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["popeye:POP-1107", "popeye:POP-1108"],
        check: Resource(&[Kind::Service], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Some(exposure) = service.get("type") else { return };
    let policy = service.get("externalTrafficPolicy");
    let local = policy.and_then(Value::text) == Some("Local");
    match (service.exposure(), local) {
        ("LoadBalancer", false) => {
            let message = format!("load balancer `{}` hides the address of the client", resource.name());
            cx.report(policy.unwrap_or(exposure), message)
                .help("set `externalTrafficPolicy: Local`, unless the load balancer itself ends the connections");
        }
        ("NodePort", true) => {
            let message = format!("nodes without a pod of Service `{}` drop its traffic", resource.name());
            cx.report(policy.unwrap_or(exposure), message)
                .help("delete the line, or put a load balancer with health checks before the nodes");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn load_balancers_and_node_ports_want_different_policies() {
        let rule = tester::of(&super::SERVICE_TRAFFIC_POLICY);
        let of = |spec: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{{spec}}}\n");
        rule.fails(&of("type: LoadBalancer, externalTrafficPolicy: Cluster"));
        rule.fails(&of("type: NodePort, externalTrafficPolicy: Local"));
        rule.passes(&of("type: NodePort"));
        rule.passes(&of("type: ClusterIP"));
        rule.passes(&of("selector: {a: b}"));
    }
}
