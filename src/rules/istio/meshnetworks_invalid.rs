//! `meshnetworks-invalid`

use crate::manifest::Cidr;
use crate::rule::prelude::*;
use crate::source::Span;
use crate::yaml::Embedded;

declare_rule! {
    /// Networks of a mesh with endpoints from a cluster that nobody knows.
    ///
    /// ## Why is this bad?
    /// `fromRegistry` names a cluster, as its remote secret does. Where the name is another one the pods of the cluster
    /// are in no network: calls to them go to their own addresses, which are not reachable from the other network,
    /// instead of to its gateway.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   meshNetworks: |
    ///     networks:
    ///       east:
    ///         endpoints: [{fromRegistry: clutser-east}]
    ///         gateways: [{address: 203.0.113.7, port: 15443}]
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: istio-remote-secret-east, namespace: istio-system, labels: {istio/multiCluster: "true"}}
    /// stringData: {cluster-east: ""}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   meshNetworks: |
    ///     networks:
    ///       east:
    ///         endpoints: [{fromRegistry: cluster-east}]
    ///         gateways: [{address: 203.0.113.7, port: 15443}]
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: istio-remote-secret-east, namespace: istio-system, labels: {istio/multiCluster: "true"}}
    /// stringData: {cluster-east: ""}
    /// ```
    pub MESHNETWORKS_INVALID = "meshnetworks-invalid" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0126"],
        check: Several(&[Check::Related(&[Kind::ConfigMap], check_map), Check::Mesh(check_mesh)])
    }
}

/// Registries that every mesh knows.
const BUILT_IN: [&str; 3] = ["Kubernetes", "External", "Mock"];

fn check_map<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if resource.name() != "istio" && !resource.name().starts_with("istio-") {
        return;
    }
    let Some(outer) = resource.path("data.meshNetworks") else { return };
    let Some(inner) = Embedded::read(outer) else { return };
    let Some(networks) = inner.root().and_then(|it| it.get("networks")) else { return };
    judge(networks, &|at| inner.at(outer, at), index, cx);
}

fn check_mesh<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    if let Some(networks) = mesh.value("global.meshNetworks") {
        judge(networks, &|at| mesh.at(at), index, cx);
    }
}

fn judge<'a>(
    networks: Value<'_>,
    place: &dyn Fn(Value<'_>) -> (Span, String),
    index: &Index<'a>,
    cx: &mut Context<'_>,
) {
    for endpoint in networks.entries().flat_map(|it| it.1.list("endpoints")) {
        if let Some(block) = endpoint.get("fromCidr").filter(|it| it.text().is_some_and(|it| Cidr::parse(it).is_none()))
        {
            cx.report(place(block), format!("`{}` is no block of addresses", block.text().unwrap_or_default()))
                .help("write it as `10.0.0.0/16`");
        }
        let Some(registry) = endpoint.get("fromRegistry") else { continue };
        let Some(name) = registry.as_str().filter(|it| !BUILT_IN.contains(it)) else { continue };
        if is_unknown(name, index) {
            cx.report(place(registry), format!("no cluster of the mesh is called `{name}`"))
                .help("write the name that the remote secret of the cluster has, or `Kubernetes` for the own one");
        }
    }
}

/// Whether the input holds the clusters of a mesh, and none of this name.
fn is_unknown(name: &str, index: &Index<'_>) -> bool {
    let is_remote = |it: &Resource<'_>| it.label("istio/multiCluster").and_then(Value::text) == Some("true");
    let holds = |it: Resource<'_>| {
        ["data", "stringData"].iter().any(|field| it.path(field).is_some_and(|it| it.get_raw(name).is_some()))
    };
    let mut remote = index.of_kind(Kind::Secret).filter(is_remote).peekable();
    let held = remote.peek().is_some() || index.is_closed();
    let own = |it: &MeshDocument<'_>| {
        let view = it.view();
        let fields = ["global.multiCluster.clusterName", "multiCluster.clusterName"];
        fields.iter().any(|it| view.value(it).and_then(Value::as_str) == Some(name))
    };
    held && !remote.any(holds) && !index.mesh_documents().iter().any(own)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const SECRET: &str = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, labels: {istio/multiCluster: 'true'}}\ndata: {west: ''}\n";

    fn of(endpoint: &str) -> String {
        format!(
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{values: {{global: {{multiCluster: {{clusterName: own}}, meshNetworks: {{n: {{endpoints: [{endpoint}]}}}}}}}}}}\n"
        )
    }

    #[test]
    fn clusters_are_known_by_their_secrets_and_their_own_name() {
        let rule = tester::of(&super::MESHNETWORKS_INVALID);
        rule.passes(&of("{fromRegistry: east}"));
        rule.fails(&(of("{fromRegistry: east}") + SECRET));
        for known in ["west", "own", "Kubernetes"] {
            rule.passes(&(of(&format!("{{fromRegistry: {known}}}")) + SECRET));
        }
        rule.fails(&of("{fromCidr: 10.0.0.0/33}"));
        rule.passes(&of("{fromCidr: 10.0.0.0/8}"));
    }
}
