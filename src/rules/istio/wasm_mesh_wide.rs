//! `wasm-mesh-wide`

use crate::rule::prelude::*;

declare_rule! {
    /// Plugins for every workload of the mesh.
    ///
    /// ## Why is this bad?
    /// Without a selector, in the root namespace, the plugin runs in every proxy of the mesh. One mistake in it is an
    /// outage everywhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth, namespace: istio-system}
    /// spec:
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth, namespace: istio-system}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   url: oci://registry.example.com/auth@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    /// ```
    pub WASM_MESH_WIDE = "wasm-mesh-wide" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1059"],
        check: Related(&[Kind::WasmPlugin], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let narrow = spec.path("selector.matchLabels").is_some_and(|it| !it.is_empty())
        || ["targetRefs", "targetRef"].iter().any(|it| spec.get(it).is_some_and(|it| !it.is_empty()));
    if !narrow && index.is_in_root_namespace(resource) {
        cx.report(resource, format!("`{}` runs in every proxy of the mesh", resource.name()))
            .help("select the workloads, or move it to the namespace that needs it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn namespaces_of_their_own_pass() {
        let rule = tester::of(&super::WASM_MESH_WIDE);
        let of = |spec: &str| {
            format!("apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: w}}\nspec: {spec}\n")
        };
        rule.passes(&of("{url: a}"));
        let root = |spec: &str| of(spec).replace("name: w}", "name: w, namespace: istio-system}");
        rule.fails(&root("{url: a, selector: {}}"));
        rule.passes(&root("{url: a, targetRefs: [{kind: Gateway, name: g}]}"));
    }
}
