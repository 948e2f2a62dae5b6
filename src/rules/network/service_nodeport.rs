//! `service-nodeport`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that open a port on every node.
    ///
    /// ## Why is this bad?
    /// A node port is open on every address of every node, past load balancers, their source ranges and often the
    /// firewall: what was meant to be reached one way is reached many ways.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: NodePort
    ///   selector: {app: web}
    ///   ports: [{port: 80, nodePort: 30080}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: ClusterIP
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub SERVICE_NODEPORT = "service-nodeport" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["alias:service-node-port", "kube-linter:exposed-services", "kube-score:service-type", "gatekeeper:k8sblocknodeport", "kyverno:restrict-node-port", "popeye:POP-1104", "kics:service_type_is_nodeport", "datree:7"],
        check: Resource(&[Kind::Service], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Some(exposure) = service.get("type") else { return };
    match service.exposure() {
        "NodePort" => {
            cx.report(exposure, format!("Service `{}` opens a port on every node", resource.name()))
                .help("use a ClusterIP behind an Ingress or a Gateway");
        }
        // An open load balancer is the business of another rule; a restricted one is still open on the nodes.
        "LoadBalancer"
            if service.get("loadBalancerSourceRanges").is_some_and(|it| !it.is_empty())
                && !service.get("allocateLoadBalancerNodePorts").is_some_and(Value::is_false) =>
        {
            cx.report(
                exposure,
                format!("Service `{}` is restricted at its load balancer but open on every node", resource.name()),
            )
            .severity(Severity::Low)
            .help("set `allocateLoadBalancerNodePorts: false` if the load balancer reaches pods directly");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_restricted_load_balancer_still_opens_node_ports() {
        let rule = tester::of(&super::SERVICE_NODEPORT);
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer}\n");
        let found = rule.fails(
            "apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}\n",
        );
        assert_eq!(found.severity, crate::finding::Severity::Low);
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], allocateLoadBalancerNodePorts: false}\n");
    }

    #[test]
    fn the_type_is_what_counts() {
        let rule = tester::of(&super::SERVICE_NODEPORT);
        rule.fails("apiVersion: v1\nkind: Service\nspec: {type: NodePort}\n");
        rule.passes("apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80, nodePort: 30080}]}\n");
        rule.passes("apiVersion: v1\nkind: Service\nspec: {type: ClusterIP}\n");
        rule.passes("apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {type: NodePort}\n");
    }
}
