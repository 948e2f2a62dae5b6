//! `ingress-sensitive-path`

use crate::rule::prelude::*;

declare_rule! {
    /// Ingress paths that reach into the controller.
    ///
    /// ## Why is this bad?
    /// Controllers write the path into their configuration. Paths with the file system in them, or with characters
    /// that end a directive, have been used to read the controller's token, which can read every Secret.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    ///       http: {paths: [{path: /var/run/secrets, pathType: ImplementationSpecific}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    ///       http: {paths: [{path: /shop, pathType: Prefix}]}
    /// ```
    pub INGRESS_SENSITIVE_PATH = "ingress-sensitive-path" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:restrict-ingress-paths", "cve:CVE-2021-25745", "cve:CVE-2021-25748", "cve:CVE-2022-4886", "cwe:74"],
        check: Resource(&[Kind::Ingress], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let regex = ingress.nginx("use-regex").or(ingress.nginx("rewrite-target")).is_some();
    for (_, path) in ingress.paths() {
        let Some(value) = path.get("path") else { continue };
        let regex = regex && path.str("pathType").is_none_or(|it| it == "ImplementationSpecific");
        if let Some(what) = value.text().and_then(|it| suspicious(it, regex)) {
            cx.report(value, format!("the path holds {what}"))
                .help("write a plain path; nothing legitimate needs this");
        }
    }
}

fn suspicious(path: &str, regex: bool) -> Option<&'static str> {
    let lower = path.to_ascii_lowercase();
    let segment = |name: &str| lower.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if segment("/etc") || lower.contains("/etc/passwd") || lower.contains("/var/run/secrets") {
        return Some("a folder of the controller's file system");
    }
    if path.split('/').any(|it| it == "..") || lower.contains("%2e") {
        return Some("a step out of the folder");
    }
    if path.contains(['\n', '\r', ';']) || path.contains(" #") {
        return Some("a character that ends a directive of nginx");
    }
    (!regex && path.contains(['{', '}', '#', '\\'])).then_some("a character that ends a directive of nginx")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn regular_expressions_may_have_braces_where_they_are_on() {
        let rule = tester::of(&super::INGRESS_SENSITIVE_PATH);
        let of = |annotations: &str, path: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotations}}}}}\nspec: {{rules: [{{host: a, http: {{paths: [{{path: {path}, pathType: ImplementationSpecific}}]}}}}]}}\n"
            )
        };
        for path in ["/etc", "/etc/nginx", "/a/../b", "/%2E%2E/", "'/a;b'", "'/a{b'", "\"/a\\nb\"", "'/a\\d'"] {
            rule.fails(&of("", path));
        }
        for path in ["/etcd", "/", "/a..b", "/api/v1"] {
            rule.passes(&of("", path));
        }
        rule.passes(&of("nginx.ingress.kubernetes.io/use-regex: 'true'", "'/[a-z]{2}/\\d+'"));
        rule.fails(&of("nginx.ingress.kubernetes.io/use-regex: 'true'", "'/a;'"));
    }
}
