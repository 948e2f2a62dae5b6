//! `se-shadows-cluster-host`

use crate::rule::prelude::*;

declare_rule! {
    /// Entries for names that belong to the cluster.
    ///
    /// ## Why is this bad?
    /// A ServiceEntry adds a host to the registry of the mesh. For a name of the cluster, of another namespace or of
    /// many, callers are sent to the endpoints it lists in place of the service they mean.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside, namespace: shop}
    /// spec:
    ///   hosts: [pay.bank.svc.cluster.local]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: STATIC
    ///   endpoints: [{address: 203.0.113.7}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside, namespace: shop}
    /// spec:
    ///   hosts: [pay.example.com]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DNS
    /// ```
    pub SE_SHADOWS_CLUSTER_HOST = "se-shadows-cluster-host" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:441"],
        check: Resource(&[Kind::ServiceEntry], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for host in resource.spec().into_iter().flat_map(|it| it.list("hosts")) {
        let Some(text) = host.as_str() else { continue };
        let is_api = text == "kubernetes.default" || text.starts_with("kubernetes.default.svc");
        let wide = ["*.local", "*.cluster.local", "*.svc.cluster.local"].contains(&text);
        // Host::resolve knows a short name as a Service of the own namespace; an entry is taken by its text.
        let other = match Host::resolve(text, None) {
            Host::Service(_, Some(other)) => resource.namespace().is_some_and(|own| own != other),
            _ => text
                .strip_prefix("*.")
                .and_then(|it| it.strip_suffix(".svc.cluster.local"))
                .is_some_and(|other| resource.namespace().is_some_and(|own| own != other)),
        };
        if is_api || wide || other {
            cx.report(host, format!("`{text}` is a name of the cluster: callers of it are sent to this entry"))
                .help("use a name that is not the cluster's, or write the entry where the service is");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_own_namespace_may_add_to_its_services() {
        let rule = tester::of(&super::SE_SHADOWS_CLUSTER_HOST);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: e, namespace: x}}\nspec: {spec}\n"
            )
        };
        for it in ["a.x.svc.cluster.local", "api.example.com", "db.local", "*.x.svc.cluster.local", "a", "a.b.global"] {
            rule.passes(&of(&format!("{{hosts: ['{it}']}}")));
        }
        for it in ["a.z.svc.cluster.local", "kubernetes.default.svc", "*.local", "*.z.svc.cluster.local"] {
            rule.fails(&of(&format!("{{hosts: ['{it}']}}")));
        }
    }
}
