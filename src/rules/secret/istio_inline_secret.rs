//! `istio-inline-secret`

use super::inline;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in filters, plugins and settings of Istio.
    ///
    /// ## Why is this bad?
    /// The configuration of proxies is sent to every sidecar it is for, shown by `istioctl proxy-config` and the
    /// admin port, and kept in the object in clear text.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: oidc}
    /// spec:
    ///   pluginConfig:
    ///     clientSecret: Vjm6pmrW9YqsCIFIqPpI0P3hkBvvBIalpopX
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: oidc}
    /// spec:
    ///   imagePullSecret: registry
    ///   vmConfig:
    ///     env:
    ///       - {name: CLIENT_SECRET, valueFrom: HOST}
    /// ```
    pub ISTIO_INLINE_SECRET = "istio-inline-secret" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:798"],
        check: Resource(KINDS, check)
    }
}

const KINDS: &[Kind] = &[
    Kind::WasmPlugin,
    Kind::EnvoyFilter,
    Kind::Telemetry,
    Kind::VirtualService,
    Kind::RequestAuthentication,
    Kind::Other,
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let istio = resource.kind() != Kind::Other || resource.group().ends_with("istio.io");
    let Some(spec) = resource.spec().filter(|_| istio) else { return };
    // The keys of tokens are public, or have a rule of their own.
    for found in inline::below(spec, &["jwks", "jwksUri"]) {
        let message = format!("`{}` in {} holds a secret in clear text", found.name, resource.title());
        found
            .report(
                cx,
                message,
                "let the proxy fetch it by SDS from a Secret or take it from a mounted file, and replace the value",
            )
            .covers(&["secret-store-inline-credential"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn code_headers_and_variables_count() {
        let rule = tester::of(&super::ISTIO_INLINE_SECRET);
        let it = |kind: &str, spec: &str| format!("apiVersion: {kind}\nmetadata: {{name: a}}\nspec:\n  {spec}\n");
        let filter = "networking.istio.io/v1alpha3\nkind: EnvoyFilter";
        rule.fails(&it(filter, "configPatches:\n  - patch:\n      value:\n        inlineCode: |\n          h:headers():add(\"x-api-key\", \"dPODjIf0lDe3KQiIfXnwWk0cO24FLd3a\")"));
        rule.fails(&it(
            filter,
            "configPatches: [{patch: {value: {token_secret: {inline_string: 6aa70198755cd50511e463d9fe72895d}}}}]",
        ));
        rule.fails(&it(
            "networking.istio.io/v1\nkind: VirtualService",
            "http: [{headers: {request: {set: {x-api-key: 6aa70198755cd50511e463d9fe72895d}}}}]",
        ));
        rule.fails(&it(
            "extensions.istio.io/v1alpha1\nkind: WasmPlugin",
            "vmConfig: {env: [{name: TRUST_TOKEN, value: 4H29hssIkW6vQ9Fe0qo8qjVMGqXJhWaWeCvC}]}",
        ));
        rule.passes(&it(
            "networking.istio.io/v1\nkind: VirtualService",
            "http: [{headers: {request: {set: {x-request-id: '%REQ(X-REQUEST-ID)%'}}}}]",
        ));
        rule.passes(&it(
            filter,
            "configPatches: [{patch: {value: {token_secret: {name: token, sds_config: {path: /etc/token.yaml}}}}}]",
        ));
    }
}
