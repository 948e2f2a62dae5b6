//! `mesh-strict-mtls-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes that require mutual TLS nowhere.
    ///
    /// ## Why is this bad?
    /// Unless a PeerAuthentication says otherwise, workloads take plain text beside mutual TLS. Whoever reaches a pod skips encryption
    /// and identity, and with it what AuthorizationPolicies say about callers. One policy in the root namespace closes the whole mesh.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     trustDomain: example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     trustDomain: example.com
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: istio-system}
    /// spec: {mtls: {mode: STRICT}}
    /// ```
    pub MESH_STRICT_MTLS_MISSING = "mesh-strict-mtls-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0205", "kiali:KIA0206", "cwe:319"],
        check: Related(
            &[
                Kind::ConfigMap,
                Kind::IstioOperator,
                Kind::SailIstio,
                Kind::SailIstioRevision,
                Kind::ServiceMeshControlPlane,
                Kind::Namespace
            ],
            check
        )
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Namespace {
        return check_namespace(resource, index, cx);
    }
    let mut documents = index.mesh_documents().iter();
    let Some(document) = documents.find(|it| it.root() == resource.root()) else { return };
    let root = document.view().root_namespace();
    // A policy that sets another mode is a choice, which other rules judge. UNSET sets none.
    let decided = |it: Resource<'a>| {
        let mode = it.path("spec.mtls.mode").and_then(Value::as_str);
        it.path("spec.selector").is_none_or(|it| it.is_empty()) && mode.is_some_and(|it| it != "UNSET")
    };
    if index.in_namespace(Kind::PeerAuthentication, Some(root)).any(decided) || maistra_is_strict(resource) {
        return;
    }
    cx.report(
        resource,
        format!("workloads of the mesh take plain text: no PeerAuthentication of `{root}` says otherwise"),
    )
    .help(format!("create a PeerAuthentication without selector in `{root}` with the mode `STRICT`"));
}

/// Where nothing shows the configuration of the mesh, its namespaces speak for themselves.
fn check_namespace<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.is_closed() || !index.mesh_documents().is_empty() {
        return;
    }
    let Some(label) = index.data_plane_of_namespace(namespace).enrolled() else { return };
    if !matches!(index.mtls_of_namespace(Some(namespace.name()), namespace), Mtls::Default) {
        return;
    }
    cx.report(namespace, format!("workloads of namespace `{}` take plain text beside mutual TLS", namespace.name()))
        .label(label, "in the mesh by this label")
        .help(
            "create a PeerAuthentication without selector with the mode `STRICT` in the root namespace, or in this one",
        );
}

/// Maistra has a switch of its own.
fn maistra_is_strict(resource: Resource<'_>) -> bool {
    resource.kind() == Kind::ServiceMeshControlPlane
        && resource.path("spec.security.dataPlane.mtls").is_some_and(Value::is_true)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_a_closed_world_or_the_configuration_of_the_mesh() {
        let rule = || tester::of(&super::MESH_STRICT_MTLS_MISSING);
        let namespace =
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n";
        let strict = |namespace: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: d, namespace: {namespace}}}\nspec: {{mtls: {{mode: STRICT}}}}\n---\n"
            )
        };
        rule().passes(namespace);
        rule().closed().fails(namespace);
        rule().closed().passes(&namespace.replace("enabled", "disabled"));
        rule().closed().passes(&format!("{namespace}{}", strict("shop")));
        rule().closed().passes(&format!("{namespace}{}", strict("istio-system")));
        rule().closed().fails(&format!("{namespace}{}", strict("other")));
        let maistra = "apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: basic, namespace: mesh}\nspec: {}\n---\n";
        rule().fails(maistra);
        rule().passes(&maistra.replace("{}", "{security: {dataPlane: {mtls: true}}}"));
        rule().fails(&format!("{maistra}{}", strict("istio-system")));
        rule().passes(&format!("{maistra}{}", strict("mesh")));
    }
}
