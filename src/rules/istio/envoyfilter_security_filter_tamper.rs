//! `envoyfilter-security-filter-tamper`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// EnvoyFilters that edit what keeps callers out.
    ///
    /// ## Why is this bad?
    /// The filters for authorization, tokens and external authorizers, and the settings of TLS, are what Istio makes of
    /// the policies. A filter that removes or changes them, or goes before them, makes the policies say one thing and
    /// the proxy do another.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.rbac}}}}}
    ///       patch:
    ///         operation: REMOVE
    ///         value: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.router}}}}}
    ///       patch:
    ///         operation: INSERT_BEFORE
    ///         value: {name: envoy.filters.http.compressor}
    /// ```
    pub ENVOYFILTER_SECURITY_FILTER_TAMPER = "envoyfilter-security-filter-tamper" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::EnvoyFilter], check)
    }
}

const GUARDS: [&str; 6] = [
    "envoy.filters.http.rbac",
    "envoy.filters.network.rbac",
    "envoy.filters.http.jwt_authn",
    "envoy.filters.http.ext_authz",
    "envoy.filters.network.ext_authz",
    "istio_authn",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for patch in envoy::patches(resource) {
        if let Some((at, what)) = judge(patch) {
            cx.report(at, what)
                .help("write a policy of Istio that says what is meant")
                .covers(&["envoyfilter-present"]);
        }
    }
}

fn judge<'a>(patch: Value<'a>) -> Option<(Value<'a>, String)> {
    let operation = patch.path("patch.operation");
    let word = operation.and_then(Value::as_str).unwrap_or_default();
    let value = patch.path("patch.value");
    let inside = |name: &str| value.is_some_and(|it| envoy::mappings(it).iter().any(|it| it.get(name).is_some()));
    let lax = value.into_iter().flat_map(envoy::mappings).find_map(|it| {
        let flag = ["failure_mode_allow", "failureModeAllow", "allow_missing", "allowMissing"];
        // `allow_missing: {}` is a requirement that is always met.
        flag.iter().find_map(|name| it.get(name).filter(|it| it.is_true() || it.is_mapping()))
    });
    if let Some(at) = lax {
        return Some((at, format!("`{}` lets in whom the filter could not judge", at.key_text().unwrap_or_default())));
    }
    let changes = matches!(word, "REMOVE" | "REPLACE" | "MERGE" | "INSERT_BEFORE");
    let guard = patch.get("match").into_iter().flat_map(envoy::mappings).filter_map(|it| it.get("name"));
    let guard = guard.into_iter().find(|it| it.as_str().is_some_and(|it| GUARDS.contains(&it)));
    if let (true, Some(guard)) = (changes, guard) {
        let what = if word == "INSERT_BEFORE" { "runs before" } else { "changes" };
        return Some((operation?, format!("this {what} `{}`, which enforces policies", guard.text()?)));
    }
    let tls = ["transport_socket", "transportSocket", "common_tls_context", "filter_chain_match", "filterChainMatch"];
    let found = tls.iter().find(|it| inside(it)).filter(|_| matches!(word, "REPLACE" | "MERGE" | "REMOVE"))?;
    Some((operation?, format!("this changes `{found}`, which decides about TLS")))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn places_and_flags() {
        let rule = tester::of(&super::ENVOYFILTER_SECURITY_FILTER_TAMPER);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: e}}\nspec: {spec}\n"
            )
        };
        let patch = |it: &str| of(&format!("{{configPatches: [{it}]}}"));
        let at = |name: &str, operation: &str| {
            patch(&format!(
                "{{match: {{listener: {{filterChain: {{filter: {{subFilter: {{name: {name}}}}}}}}}}}, patch: {{operation: {operation}, value: {{name: x}}}}}}"
            ))
        };
        rule.fails(&at("envoy.filters.http.jwt_authn", "INSERT_BEFORE"));
        rule.passes(&at("envoy.filters.http.jwt_authn", "INSERT_AFTER"));
        rule.passes(&at("envoy.filters.http.cors", "REMOVE"));
        rule.fails(&patch("{patch: {operation: INSERT_FIRST, value: {typed_config: {failure_mode_allow: true}}}}"));
        rule.passes(&patch("{patch: {operation: INSERT_FIRST, value: {typed_config: {failure_mode_allow: false}}}}"));
        rule.fails(&patch("{applyTo: CLUSTER, patch: {operation: MERGE, value: {transport_socket: {name: tls}}}}"));
        rule.passes(&patch("{applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: 5s}}}"));
    }
}
