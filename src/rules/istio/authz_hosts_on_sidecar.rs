//! `authz-hosts-on-sidecar`

use crate::rule::prelude::*;

declare_rule! {
    /// Hosts in a policy for a workload.
    ///
    /// ## Why is this bad?
    /// Inside the mesh the Host header is what the client writes: it can name any host and still reach the workload.
    /// Hosts belong into policies of gateways, where the route depends on them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - to: [{operation: {hosts: [shop.example.com]}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1, ports: [{containerPort: 8080}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - to: [{operation: {paths: ['/shop/*']}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1, ports: [{containerPort: 8080}]}
    /// ```
    pub AUTHZ_HOSTS_ON_SIDECAR = "authz-hosts-on-sidecar" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0104"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let Some(hosts) = policy.clauses().find(|it| it.attribute == Attribute::Hosts) else { return };
    let selector = policy.selector();
    if policy.has_targets() || policy.guards_gateway() || selector.is_empty() {
        return;
    }
    let Selected::Pods(pods) = index.pick(&selector, resource) else { return };
    let is_gateway = |it: &Pod<'a>| {
        it.containers().any(|it| {
            let image = it.value().str("image").unwrap_or_default();
            image == "auto" || image.contains("proxyv2") || image.contains("gateway") || it.name() == "istio-proxy"
        })
    };
    if !pods.iter().any(is_gateway) {
        cx.report(hosts.list, "inside the mesh the client writes whatever host it likes")
            .help("use `paths`, `methods` and the caller's identity here, and hosts at the gateway");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn gateways_are_known_by_name_or_image() {
        let rule = tester::of(&super::AUTHZ_HOSTS_ON_SIDECAR);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let pod = |image: &str| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: web}}}}\nspec: {{containers: [{{name: c, image: {image}}}]}}\n"
            )
        };
        let policy =
            of("{selector: {matchLabels: {app: web}}, action: DENY, rules: [{to: [{operation: {notHosts: [a]}}]}]}");
        rule.fails(&format!("{policy}{}", pod("web")));
        rule.passes(&format!("{policy}{}", pod("auto")));
        rule.passes(&policy);
        rule.passes(&of(
            "{selector: {matchLabels: {istio: ingressgateway}}, rules: [{to: [{operation: {hosts: [a]}}]}]}",
        ));
    }
}
