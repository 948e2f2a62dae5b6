//! `authz-experimental-envoy-key`

use crate::rule::prelude::*;

declare_rule! {
    /// Conditions on what a filter of Envoy left behind.
    ///
    /// ## Why is this bad?
    /// Keys of `experimental.envoy.filters` are not validated and may change with any release. A misspelt one is never
    /// there, so a denial by it never comes about.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - when: [{key: 'experimental.envoy.filters.network.mysql_proxy[db.table]', values: ['[update]']}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - when: [{key: source.namespace, values: [guest]}]
    /// ```
    pub AUTHZ_EXPERIMENTAL_ENVOY_KEY = "authz-experimental-envoy-key" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for when in policy.rules().flat_map(|it| it.list("when")) {
        if let Some(key) = when.get("key")
            && let Some(Attribute::Metadata(name)) = key.as_str().map(Attribute::of_key)
        {
            cx.report(key, format!("`{name}` is experimental, and nothing checks that it exists"))
                .help("use a documented key, or make sure by a test that the condition holds");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn documented_keys_pass() {
        let rule = tester::of(&super::AUTHZ_EXPERIMENTAL_ENVOY_KEY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{rules: [{when: [{key: connection.sni, values: [a]}]}]}"));
        rule.fails(&of("{rules: [{when: [{key: experimental.envoy.filters.a, notValues: [a]}]}]}"));
    }
}
