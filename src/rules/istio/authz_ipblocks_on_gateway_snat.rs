//! `authz-ipblocks-on-gateway-snat`

use crate::rule::prelude::*;

declare_rule! {
    /// Addresses of clients at a gateway that does not see them.
    ///
    /// ## Why is this bad?
    /// Unless `externalTrafficPolicy` is `Local`, nodes put their own address in the place of the client's. `ipBlocks`
    /// is then held against addresses of nodes: a denial never holds, and a permission is for everyone or no one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   rules:
    ///     - from: [{source: {ipBlocks: [203.0.113.0/24]}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {istio: ingressgateway}
    ///   ports:
    ///     - {port: 443}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   rules:
    ///     - from: [{source: {ipBlocks: [203.0.113.0/24]}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: edge}
    /// spec:
    ///   type: LoadBalancer
    ///   externalTrafficPolicy: Local
    ///   selector: {istio: ingressgateway}
    ///   ports:
    ///     - {port: 443}
    /// ```
    pub AUTHZ_IPBLOCKS_ON_GATEWAY_SNAT = "authz-ipblocks-on-gateway-snat" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:290"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let Some(clause) = policy.clauses().find(|it| it.attribute == Attribute::IpBlocks) else { return };
    let selector = policy.selector();
    if selector.is_empty() || policy.has_targets() {
        return;
    }
    let mut services = index
        .in_namespace(Kind::Service, resource.namespace())
        .filter(|it| index.together(*it, resource))
        .filter_map(Service::of)
        .filter(|it| matches!(it.exposure(), "LoadBalancer" | "NodePort"));
    let same = |it: &Service<'a>| {
        it.selector().is_some_and(|own| selector.equal().iter().all(|it| own.equal().contains(it)))
            && it.get("externalTrafficPolicy").and_then(Value::as_str) != Some("Local")
    };
    if let Some(service) = services.find(same) {
        cx.report(clause.list, "the gateway sees addresses of nodes, not of clients")
            .label(service.resource(), "hides the client's address")
            .help("set `externalTrafficPolicy: Local` on the Service, or use `remoteIpBlocks` behind trusted proxies");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn inside_of_the_cluster_addresses_stay() {
        let rule = tester::of(&super::AUTHZ_IPBLOCKS_ON_GATEWAY_SNAT);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let service = |spec: &str| {
            format!(
                "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: web}}, {spec}}}\n"
            )
        };
        let policy = of(
            "{selector: {matchLabels: {app: web}}, action: DENY, rules: [{when: [{key: source.ip, values: [10.0.0.1]}]}]}",
        );
        rule.fails(&format!("{policy}{}", service("type: NodePort")));
        rule.passes(&format!("{policy}{}", service("type: ClusterIP")));
        rule.passes(&policy);
    }
}
