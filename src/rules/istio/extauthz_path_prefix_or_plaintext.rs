//! `extauthz-path-prefix-or-plaintext`

use super::extauthz;
use crate::rule::prelude::*;

declare_rule! {
    /// External authorizers that can be got around.
    ///
    /// ## Why is this bad?
    /// An authorizer that sees a part of the body only decides about another request than the application answers, one
    /// that is outside of the mesh is asked in plain text, and with `statusOnError: 200` its errors look like success.
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
    ///         envoyExtAuthzHttp:
    ///           service: opa.opa.svc.cluster.local
    ///           port: 9191
    ///           includeRequestBodyInCheck: {maxRequestBytes: 1024, allowPartialMessage: true}
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
    ///         envoyExtAuthzHttp:
    ///           service: opa.opa.svc.cluster.local
    ///           port: 9191
    ///           includeRequestBodyInCheck: {maxRequestBytes: 1024}
    /// ```
    pub EXTAUTHZ_PATH_PREFIX_OR_PLAINTEXT = "extauthz-path-prefix-or-plaintext" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for (name, authorizer) in extauthz::all(mesh) {
        let get = |camel: &str, snake: &str| authorizer.get(camel).or_else(|| authorizer.get(snake));
        let body = get("includeRequestBodyInCheck", "include_request_body_in_check");
        let partial = body.and_then(|it| it.get("allowPartialMessage").or_else(|| it.get("allow_partial_message")));
        if let Some(at) = partial.filter(|it| it.is_true()) {
            cx.report(mesh.at(at), format!("the authorizer `{name}` decides by the beginning of the body"))
                .help("remove `allowPartialMessage`: larger requests are refused");
        }
        let status = get("statusOnError", "status_on_error");
        if let Some(at) = status.filter(|it| it.text().is_some_and(|it| it.starts_with('2'))) {
            cx.report(mesh.at(at), format!("an error of the authorizer `{name}` is answered as success"))
                .help("write `403` or `503`");
        }
        let port = authorizer.get("port").and_then(Value::as_int);
        let outside = |it: &str| it.contains('.') && !it.ends_with(".local") && !it.contains(".svc");
        if let Some(at) = authorizer.get("service").filter(|it| it.as_str().is_some_and(outside) && port == Some(80)) {
            cx.report(mesh.at(at), format!("the authorizer `{name}` is asked in plain text"))
                .help("use a port with TLS, and a DestinationRule that makes it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn three_ways_around() {
        let rule = tester::of(&super::EXTAUTHZ_PATH_PREFIX_OR_PLAINTEXT);
        let mesh = |text: &str| {
            format!(
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: '{text}'\n"
            )
        };
        let provider = |it: &str| mesh(&format!("extensionProviders: [{{name: a, envoyExtAuthzGrpc: {{{it}}}}}]"));
        rule.fails(&provider("statusOnError: \"200\""));
        rule.fails(&provider("service: auth.example.com, port: 80"));
        rule.passes(&provider("service: auth.example.com, port: 443, statusOnError: \"503\""));
        rule.passes(&provider("service: auth.x.svc.cluster.local, port: 80"));
    }
}
