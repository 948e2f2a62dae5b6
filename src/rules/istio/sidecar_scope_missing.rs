//! `sidecar-scope-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces of the mesh whose proxies learn about every service there is.
    ///
    /// ## Why is this bad?
    /// Without a Sidecar that lists the hosts it calls, each proxy holds the configuration of the whole mesh. Memory
    /// and the time that a change takes grow with the mesh, and whoever takes over a pod learns what else there is to
    /// call.
    ///
    /// The rule asks of a namespace whose pods the input shows, and of Sidecars that list all hosts of all namespaces.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: app, image: web:1.2}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec: {containers: [{name: app, image: web:1.2}]}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: default, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    pub SIDECAR_SCOPE_MISSING = "sidecar-scope-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:653"],
        check: Related(&[Kind::Namespace, Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Sidecar {
        for host in resource.spec().into_iter().flat_map(|it| it.list("egress")).flat_map(|it| it.list("hosts")) {
            if host.as_str() == Some("*/*") {
                cx.report(host, "the Sidecar lists every host of every namespace")
                    .help("list the hosts that are called, such as `./*` and `istio-system/*`");
            }
        }
        return;
    }
    let DataPlane::Sidecar(label) = index.data_plane_of_namespace(resource) else { return };
    if index.pods_in(resource).next().is_none() || is_scoped(resource, index) {
        return;
    }
    cx.report(label, format!("no Sidecar says what namespace `{}` calls", resource.name()))
        .help("write a Sidecar with the `egress` hosts that the namespace calls");
}

/// Whether some Sidecar may narrow what the proxies of a namespace learn.
fn is_scoped<'a>(namespace: Resource<'a>, index: &Index<'a>) -> bool {
    let narrows = |it: Resource<'a>| it.path("spec.egress").is_some_and(|it| !it.is_empty());
    let own = || index.in_namespace(Kind::Sidecar, Some(namespace.name())).any(narrows);
    let open = || index.in_namespace(Kind::Sidecar, None).any(|it| narrows(it) && index.same_cluster(it, namespace));
    own() || open() || index.of_root_namespace(Kind::Sidecar, namespace).any(narrows)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const MESHED: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: app}]}\n---\n";

    fn sidecar(namespace: &str, hosts: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: default, namespace: {namespace}}}\nspec: {{egress: [{{hosts: [{hosts}]}}]}}\n---\n"
        )
    }

    #[test]
    fn the_root_namespace_scopes_all_and_everything_is_no_scope() {
        let rule = tester::of(&super::SIDECAR_SCOPE_MISSING);
        rule.passes(&format!("{MESHED}{}", sidecar("istio-system", "'./*'")));
        rule.fails(&format!("{MESHED}{}", sidecar("other", "'./*'")));
        rule.fails(&format!("{MESHED}{}", sidecar("shop", "'*/*'")));
        rule.passes(&sidecar("shop", "'*/web.example.com'"));
    }

    #[test]
    fn what_is_outside_of_the_mesh_or_without_pods_needs_none() {
        let rule = tester::of(&super::SIDECAR_SCOPE_MISSING);
        rule.passes(&MESHED.replace("enabled", "disabled"));
        rule.passes(&MESHED.replace("istio-injection: enabled", "istio.io/dataplane-mode: ambient"));
        rule.passes(MESHED.split("---").next().unwrap());
    }
}
