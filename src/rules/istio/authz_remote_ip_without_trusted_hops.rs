//! `authz-remote-ip-without-trusted-hops`

use crate::rule::prelude::*;

declare_rule! {
    /// Addresses from a header that nobody vouches for.
    ///
    /// ## Why is this bad?
    /// The remote address is read from `X-Forwarded-For`, counted back by the number of proxies that are trusted. Where
    /// that number is not set, or at a workload that no such proxy stands before, the client writes what it likes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   rules:
    ///     - from: [{source: {remoteIpBlocks: [203.0.113.0/24]}}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     trustDomain: cluster.local
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {istio: ingressgateway}}
    ///   rules:
    ///     - from: [{source: {remoteIpBlocks: [203.0.113.0/24]}}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}
    /// ```
    pub AUTHZ_REMOTE_IP_WITHOUT_TRUSTED_HOPS = "authz-remote-ip-without-trusted-hops" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:348"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let Some(clause) = policy.clauses().find(|it| it.attribute == Attribute::RemoteIpBlocks) else { return };
    let Some(mesh) = index.mesh(resource) else { return };
    let topology = mesh.get("defaultConfig.gatewayTopology").is_some_and(|it| {
        let hops = it.get("numTrustedProxies").or_else(|| it.get("num_trusted_proxies")).and_then(Value::as_int);
        hops.is_some_and(|it| it > 0) || it.get("proxyProtocol").is_some() || it.get("proxy_protocol").is_some()
    });
    // A gateway may set it for itself.
    let selector = policy.selector();
    let own = |it: Pod<'a>| {
        let text = it.annotation("proxy.istio.io/config").and_then(Value::text).unwrap_or_default();
        text.contains("numTrustedProxies") || text.contains("proxyProtocol")
    };
    if topology
        || selector.is_empty()
        || policy.has_targets()
        || index.selected(&selector, resource).into_iter().any(own)
    {
        return;
    }
    cx.report(clause.list, "the client writes this address: the mesh trusts no proxy before it")
        .help("set `defaultConfig.gatewayTopology.numTrustedProxies` to the number of proxies before the gateway, or use `ipBlocks`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_gateway_may_say_it_for_itself() {
        let rule = tester::of(&super::AUTHZ_REMOTE_IP_WITHOUT_TRUSTED_HOPS);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let mesh = |text: &str| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: '{text}'\n"
            )
        };
        let policy = of("{selector: {matchLabels: {app: g}}, rules: [{when: [{key: remote.ip, values: [10.0.0.1]}]}]}");
        rule.passes(&policy);
        rule.fails(&format!("{policy}{}", mesh("trustDomain: a")));
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: g}, annotations: {proxy.istio.io/config: '{gatewayTopology: {numTrustedProxies: 2}}'}}\nspec: {containers: [{name: c}]}\n";
        rule.passes(&format!("{policy}{}{pod}", mesh("trustDomain: a")));
        rule.passes(&format!(
            "{}{}",
            of("{selector: {matchLabels: {app: g}}, rules: [{when: [{key: source.ip, values: [10.0.0.1]}]}]}"),
            mesh("trustDomain: a")
        ));
    }
}
