//! `extauthz-fail-open`

use super::extauthz;
use crate::rule::prelude::*;

declare_rule! {
    /// External authorizers that are not needed to get in.
    ///
    /// ## Why is this bad?
    /// With `failOpen: true` a request passes when the authorizer does not answer. Whoever can overload it, or waits
    /// for its next restart, is not asked.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     extensionProviders:
    ///       - name: opa
    ///         envoyExtAuthzGrpc: {service: opa.opa.svc.cluster.local, port: 9191, failOpen: true}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     extensionProviders:
    ///       - name: opa
    ///         envoyExtAuthzGrpc: {service: opa.opa.svc.cluster.local, port: 9191}
    /// ```
    pub EXTAUTHZ_FAIL_OPEN = "extauthz-fail-open" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:636"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for (name, authorizer) in extauthz::all(mesh) {
        if let Some(open) = authorizer.get("failOpen").or_else(|| authorizer.get("fail_open")).filter(|it| it.is_true())
        {
            cx.report(mesh.at(open), format!("requests pass when the authorizer `{name}` does not answer"))
                .help("remove the setting: requests are refused by default")
                .fix(Safety::Unsafe, "refuse requests that it does not answer for", mesh.set(open, "false"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_protocols_count() {
        let rule = tester::of(&super::EXTAUTHZ_FAIL_OPEN);
        let mesh = |text: &str| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: '{text}'\n"
            )
        };
        rule.fails(&mesh("extensionProviders: [{name: a, envoyExtAuthzHttp: {failOpen: true}}]"));
        rule.passes(&mesh("extensionProviders: [{name: a, envoyExtAuthzHttp: {failOpen: false}}]"));
        rule.passes(&mesh("extensionProviders: [{name: a, opentelemetry: {failOpen: true}}]"));
    }
}
