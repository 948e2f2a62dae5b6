//! `authz-custom-provider-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// External authorizers that the mesh does not know.
    ///
    /// ## Why is this bad?
    /// A `CUSTOM` policy names a provider of the mesh configuration. Where there is none of that name, Istio refuses
    /// every request that the policy is for.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: oauth2-proxy}
    ///   rules:
    ///     - {}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     extensionProviders:
    ///       - name: opa
    ///         envoyExtAuthzGrpc: {service: opa.opa.svc.cluster.local, port: 9191}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: opa}
    ///   rules:
    ///     - {}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     extensionProviders:
    ///       - name: opa
    ///         envoyExtAuthzGrpc: {service: opa.opa.svc.cluster.local, port: 9191}
    /// ```
    pub AUTHZ_CUSTOM_PROVIDER_MISSING = "authz-custom-provider-missing" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource).filter(|it| it.action() == AuthorizationAction::Custom) else {
        return;
    };
    let Some(name) = policy.get("provider").and_then(|it| it.get("name")) else { return };
    let Some(mesh) = index.mesh(resource) else { return };
    let text = name.text().unwrap_or_default();
    // Another piece of configuration may have it.
    let known = |it: Mesh<'_>| it.extension_providers().any(|it| it == text);
    if !known(mesh) && !index.mesh_documents().iter().any(|it| known(it.view())) {
        cx.report(name, format!("the mesh has no provider `{text}`: every request is refused")).help(
            "add it to `extensionProviders` of the mesh configuration, with `envoyExtAuthzHttp` or `envoyExtAuthzGrpc`",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn without_the_configuration_of_the_mesh_it_is_unknown() {
        let rule = tester::of(&super::AUTHZ_CUSTOM_PROVIDER_MISSING);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let mesh = |text: &str| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: '{text}'\n"
            )
        };
        let policy = of("{action: CUSTOM, provider: {name: a}, rules: [{}]}");
        rule.passes(&policy);
        rule.fails(&format!("{policy}{}", mesh("extensionProviders: []")));
        rule.passes(&format!("{policy}{}", mesh("extensionProviders: [{name: a, envoyExtAuthzHttp: {}}]")));
    }
}
