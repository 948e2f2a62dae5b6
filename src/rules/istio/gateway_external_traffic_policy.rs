//! `gateway-external-traffic-policy`

use super::proxy;
use crate::rule::prelude::*;

declare_rule! {
    /// Load balancers that hide the addresses that a policy asks for.
    ///
    /// ## Why is this bad?
    /// Unless `externalTrafficPolicy` is `Local`, the node that a connection comes in at puts its own address in the
    /// place of the client's. The policies of the gateway then allow everyone or nobody.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge, namespace: infra}
    /// spec: {type: LoadBalancer, selector: {istio: edge}, ports: [{name: https, port: 443}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: offices, namespace: infra}
    /// spec:
    ///   selector: {matchLabels: {istio: edge}}
    ///   rules: [{from: [{source: {ipBlocks: [203.0.113.0/24]}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge, namespace: infra}
    /// spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {istio: edge}, ports: [{name: https, port: 443}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: offices, namespace: infra}
    /// spec:
    ///   selector: {matchLabels: {istio: edge}}
    ///   rules: [{from: [{source: {ipBlocks: [203.0.113.0/24]}}]}]
    /// ```
    pub GATEWAY_EXTERNAL_TRAFFIC_POLICY = "gateway-external-traffic-policy" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:290"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() == "LoadBalancer") else { return };
    let policy = service.get("externalTrafficPolicy");
    if !index.has_kind(Kind::AuthorizationPolicy) || policy.and_then(Value::as_str) == Some("Local") {
        return;
    }
    let Some(selector) = service.selector() else { return };
    let gateways = index.selected(&selector, resource).into_iter().filter(|it| it.containers().any(proxy::is_istio));
    for pod in gateways {
        let mut policies = index.policies_on(pod);
        let asked = policies.find_map(|it| it.clauses().find(|it| it.attribute == Attribute::IpBlocks));
        let Some(clause) = asked else { continue };
        // The policy that is written for these pods is reported itself.
        if cx.is_left_to("authz-ipblocks-on-gateway-snat") && index.policies_on(pod).any(|it| !it.selector().is_empty())
        {
            return;
        }
        cx.report(
            policy.or(service.get("type")).map_or(resource.grip(), Into::into),
            "the address of the client is lost on the way",
        )
        .label(clause.list, "this policy asks for it")
        .help("set `externalTrafficPolicy: Local`");
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_for_gateways_with_a_policy_about_addresses() {
        let rule = tester::of(&super::GATEWAY_EXTERNAL_TRAFFIC_POLICY);
        let of = |image: &str, service: &str, policy: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: e, namespace: a, labels: {{istio: edge}}}}\nspec: {{containers: [{{name: c, image: {image}}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: e, namespace: a}}\nspec: {{selector: {{istio: edge}}, {service}}}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: a}}\nspec: {{rules: [{{{policy}}}]}}\n"
            )
        };
        let blocks = "from: [{source: {notIpBlocks: [10.0.0.0/8]}}]";
        rule.fails(&of("auto", "type: LoadBalancer, externalTrafficPolicy: Cluster", blocks));
        rule.fails(&of("auto", "type: LoadBalancer", "when: [{key: source.ip, values: [1.2.3.4]}]"));
        rule.passes(&of("auto", "type: LoadBalancer", "from: [{source: {remoteIpBlocks: [1.2.3.4]}}]"));
        rule.passes(&of("nginx", "type: LoadBalancer", blocks));
        rule.passes(&of("auto", "type: ClusterIP", blocks));
    }

    #[test]
    fn what_the_policy_is_told_for_is_said_once() {
        use super::super::authz_ipblocks_on_gateway_snat::AUTHZ_IPBLOCKS_ON_GATEWAY_SNAT;
        let docs = super::GATEWAY_EXTERNAL_TRAFFIC_POLICY.documentation();
        let beside = tester::of(&super::GATEWAY_EXTERNAL_TRAFFIC_POLICY).beside(&AUTHZ_IPBLOCKS_ON_GATEWAY_SNAT);
        assert!(beside.run(&docs.fail[0]).is_empty());
    }
}
