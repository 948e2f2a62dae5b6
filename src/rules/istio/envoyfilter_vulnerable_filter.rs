//! `envoyfilter-vulnerable-filter`

use super::{envoy, release};
use crate::rule::prelude::*;

declare_rule! {
    /// Filters with a known flaw in the release of the mesh.
    ///
    /// ## Why is this bad?
    /// Some filters of Envoy are used by nobody unless an EnvoyFilter adds them, and some of the flaws of a release are
    /// in these. Here both come together: the release is affected, and the filter is in use.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.27.1}
    /// ---
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: lua}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: INSERT_FIRST
    ///         value: {name: envoy.filters.http.lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.29.7}
    /// ---
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: lua}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       patch:
    ///         operation: INSERT_FIRST
    ///         value: {name: envoy.filters.http.lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}
    /// ```
    pub ENVOYFILTER_VULNERABLE_FILTER = "envoyfilter-vulnerable-filter" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1395"],
        check: Related(&[Kind::EnvoyFilter], check)
    }
}

/// Words that give filters away, and the bulletins about them.
const FILTERS: [(&str, &[&str]); 7] = [
    ("proxy_protocol", &["2020-011", "2024-001"]),
    ("oauth2", &["2023-003", "2025-001", "2026-005"]),
    ("dynamic_forward_proxy", &["2025-001"]),
    ("http.lua", &["2025-002"]),
    ("ext_proc", &["2026-005"]),
    ("zstd", &["2026-005"]),
    ("remote_jwks", &["2025-003"]),
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(version) = index.istio_version(resource) else { return };
    for value in envoy::patches(resource).filter_map(|it| it.path("patch.value")) {
        for (word, names) in FILTERS {
            let Some(bulletin) = release::open(version).find(|it| names.contains(&it.name)) else { continue };
            let Some(at) = mention(value, word) else { continue };
            let finding = cx.report(
                at,
                format!("Istio `{version}` has ISTIO-SECURITY-{} in this filter: {}", bulletin.name, bulletin.what),
            );
            match release::fixed_after(version) {
                Some(fixed) if !version.is_before(release::OLDEST_SUPPORTED) => {
                    finding.help(format!("upgrade to {fixed} at least, or do without the filter"))
                }
                _ => finding
                    .help(format!("upgrade to 1.{} or later, or do without the filter", release::OLDEST_SUPPORTED)),
            };
            break;
        }
    }
}

/// Where a patch names a filter: by its name, its type, or a field of it.
fn mention<'a>(value: Value<'a>, word: &str) -> Option<Value<'a>> {
    envoy::mappings(value).into_iter().find_map(|it| {
        let named = ["name", "@type"]
            .iter()
            .find_map(|field| it.get(field).filter(|it| it.text().is_some_and(|it| it.contains(word))));
        named.or_else(|| it.get(word))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn release_and_filter_must_come_together() {
        let rule = tester::of(&super::ENVOYFILTER_VULNERABLE_FILTER);
        let of = |tag: &str, value: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{tag: {tag}}}\n---\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: f}}\nspec: {{configPatches: [{{patch: {{value: {value}}}}}]}}\n"
            )
        };
        rule.fails(&of("1.8.0", "{name: envoy.filters.listener.proxy_protocol}"));
        rule.fails(&of(
            "1.26.6",
            "{name: envoy.filters.http.jwt_authn, typed_config: {providers: {a: {remote_jwks: {}}}}}",
        ));
        rule.passes(&of(
            "1.26.6",
            "{name: envoy.filters.http.jwt_authn, typed_config: {providers: {a: {local_jwks: {}}}}}",
        ));
        rule.fails(&of("1.30.1", "{name: envoy.filters.http.ext_proc}"));
        rule.passes(&of("1.30.3", "{name: envoy.filters.http.ext_proc}"));
        rule.passes(&of("latest", "{name: envoy.filters.http.ext_proc}"));
    }
}
