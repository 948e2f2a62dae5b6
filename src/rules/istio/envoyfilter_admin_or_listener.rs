//! `envoyfilter-admin-or-listener`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// EnvoyFilters that open the proxy to the network.
    ///
    /// ## Why is this bad?
    /// The administration of Envoy asks for no password: on all addresses it gives every neighbour the certificates and
    /// the off switch. A listener of its own on all addresses is not covered by the policies of the mesh.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: BOOTSTRAP
    ///       patch:
    ///         operation: MERGE
    ///         value: {admin: {address: {socket_address: {address: 0.0.0.0, port_value: 15000}}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: BOOTSTRAP
    ///       patch:
    ///         operation: MERGE
    ///         value: {admin: {address: {socket_address: {address: 127.0.0.1, port_value: 15000}}}}
    /// ```
    pub ENVOYFILTER_ADMIN_OR_LISTENER = "envoyfilter-admin-or-listener" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:668"],
        check: Resource(&[Kind::EnvoyFilter], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for patch in envoy::patches(resource) {
        let Some(value) = patch.path("patch.value") else { continue };
        let (scope, what) = match patch.str("applyTo") {
            Some("BOOTSTRAP") => (value.get("admin"), "the administration of the proxy is open to the network"),
            Some("LISTENER") if patch.path("patch.operation").and_then(Value::as_str) == Some("ADD") => {
                (value.get("address"), "the proxy listens on all addresses, past the policies of the mesh")
            }
            _ => continue,
        };
        let address = scope.into_iter().flat_map(envoy::mappings).filter_map(|it| it.get("address"));
        let open = |it: &Value<'_>| it.as_str().is_some_and(|it| matches!(it, "0.0.0.0" | "::" | "::0"));
        if let Some(at) = address.into_iter().find(open) {
            cx.report(at, what).help("listen on `127.0.0.1`").covers(&["envoyfilter-present"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_all_addresses_are_open() {
        let rule = tester::of(&super::ENVOYFILTER_ADMIN_OR_LISTENER);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: e}}\nspec: {spec}\n"
            )
        };
        let listener = |operation: &str, address: &str| {
            of(&format!(
                "{{configPatches: [{{applyTo: LISTENER, patch: {{operation: {operation}, value: {{address: {{socket_address: {{address: '{address}'}}}}}}}}}}]}}"
            ))
        };
        rule.fails(&listener("ADD", "::"));
        rule.passes(&listener("ADD", "127.0.0.1"));
        rule.passes(&listener("MERGE", "0.0.0.0"));
    }
}
