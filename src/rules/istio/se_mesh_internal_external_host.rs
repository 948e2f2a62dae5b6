//! `se-mesh-internal-external-host`

use crate::rule::prelude::*;

declare_rule! {
    /// Entries that take a host of the world for one of the mesh.
    ///
    /// ## Why is this bad?
    /// To a host in `MESH_INTERNAL` the proxies speak mutual TLS of the mesh and expect its identities. A host outside
    /// has none: calls fail, or someone turns TLS off to make them work.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside}
    /// spec:
    ///   hosts: [api.example.com]
    ///   location: MESH_INTERNAL
    ///   ports: [{number: 80, name: http, protocol: HTTP}]
    ///   resolution: DNS
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside}
    /// spec:
    ///   hosts: [api.example.com]
    ///   location: MESH_EXTERNAL
    ///   ports: [{number: 80, name: http, protocol: HTTP}]
    ///   resolution: DNS
    /// ```
    pub SE_MESH_INTERNAL_EXTERNAL_HOST = "se-mesh-internal-external-host" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Resource(&[Kind::ServiceEntry], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let Some(location) = spec.get("location").filter(|it| it.as_str() == Some("MESH_INTERNAL")) else { return };
    // Endpoints are workloads of the mesh, most often virtual machines.
    if spec.get("workloadSelector").is_some() || spec.list("endpoints").next().is_some() {
        return;
    }
    let is_public = |host: &str| {
        let top = host.rsplit('.').next().unwrap_or_default();
        host.contains('.')
            && !["local", "internal", "svc", "global", "mesh", "lan", "corp", "cluster", "vm", "test"].contains(&top)
            && !host.contains(".svc.")
    };
    if let Some(host) = spec.list("hosts").find(|it| it.as_str().is_some_and(is_public)) {
        cx.report(location, format!("`{}` is not a part of the mesh", host.text().unwrap_or_default()))
            .label(host, "a host of the world")
            .help("write `MESH_EXTERNAL`, or list the workloads behind it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn workloads_behind_it_make_it_internal() {
        let rule = tester::of(&super::SE_MESH_INTERNAL_EXTERNAL_HOST);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: e, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{hosts: [a.b.com], location: MESH_INTERNAL, workloadSelector: {labels: {a: b}}}"));
        rule.passes(&of("{hosts: [a.b.com], location: MESH_INTERNAL, endpoints: [{address: 10.0.0.1}]}"));
        rule.passes(&of("{hosts: [vm.x.svc.cluster.local, db.internal, a], location: MESH_INTERNAL}"));
        rule.fails(&of("{hosts: [a.b.com], location: MESH_INTERNAL, resolution: NONE}"));
    }
}
