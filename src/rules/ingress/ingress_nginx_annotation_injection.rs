//! `ingress-nginx-annotation-injection`

use crate::rule::prelude::*;

declare_rule! {
    /// Annotations of ingress-nginx that break out of their directive.
    ///
    /// ## Why is this bad?
    /// The controller writes the value into its configuration. A line end, a brace or a semicolon begins a directive
    /// of the attacker's choice; Lua, `alias` and `load_module` run code and read files in the controller, which
    /// holds the Secrets of all namespaces.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: 'http://x/;load_module /tmp/x.so'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: 'https://auth.example.com/verify?rd=$escaped_request_uri'}}
    /// spec:
    ///   rules:
    ///     - host: shop.example.com
    /// ```
    pub INGRESS_NGINX_ANNOTATION_INJECTION = "ingress-nginx-annotation-injection" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KCV-0093", "checkov:CKV_K8S_152", "checkov:CKV_K8S_154", "kyverno:restrict-annotations", "cve:CVE-2025-24514", "cve:CVE-2025-1097", "cve:CVE-2025-1098", "cwe:74"],
        check: Resource(&[Kind::Ingress], check)
    }
}

/// Values that may have several lines: each is judged by a rule of its own.
const SNIPPETS: [&str; 5] =
    ["configuration-snippet", "server-snippet", "stream-snippet", "auth-snippet", "modsecurity-snippet"];

/// Values that are one address or one word.
const WORDS: [&str; 11] = [
    "auth-url",
    "auth-signin",
    "auth-method",
    "auth-proxy-set-headers",
    "auth-tls-match-cn",
    "mirror-target",
    "mirror-host",
    "permanent-redirect",
    "temporal-redirect",
    "rewrite-target",
    "app-root",
];

/// What reads files or runs code in the controller.
const DIRECTIVES: [&str; 6] = ["_by_lua", "load_module", "ssl_engine", "/etc/passwd", "/var/run/secrets", "alias "];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    for (name, value) in ingress.nginx_annotations() {
        let text = value.text().unwrap_or_default().trim();
        // A fragment is part of a URL; elsewhere `#` begins a comment.
        let breaks = |c: char| {
            matches!(c, ';' | '{' | '}')
                || c == '#' && !matches!(name, "permanent-redirect" | "temporal-redirect" | "app-root" | "auth-signin")
        };
        let what = if let Some(word) = DIRECTIVES.iter().find(|it| directive(text, it)) {
            format!("`{}`", word.trim())
        } else if !SNIPPETS.contains(&name) && text.contains(['\n', '\r']) {
            "a line end".to_owned()
        } else if let Some(c) =
            text.chars().find(|&c| WORDS.contains(&name) && breaks(c) && !(name == "auth-tls-match-cn" && c != ';'))
        {
            format!("`{c}`")
        } else {
            continue;
        };
        cx.report(value, format!("the value of `{name}` holds {what}"))
            .help("write a plain value; if this came with a pull request, take it for an attack");
    }
}

/// `alias` counts as a word of its own only.
fn directive(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| word != "alias " || !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-'))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn clear_cases_only() {
        let rule = tester::of(&super::INGRESS_NGINX_ANNOTATION_INJECTION);
        let of = |name: &str, value: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  annotations:\n    nginx.ingress.kubernetes.io/{name}: {value}\nspec: {{}}\n"
            )
        };
        rule.fails(&of("mirror-target", "'https://a;b'"));
        rule.fails(&of("whitelist-source-range", "\"10.0.0.0/8\\nreturn 200\""));
        rule.fails(&of("configuration-snippet", "'content_by_lua_block { os.execute() }'"));
        rule.fails(&of("server-snippet", "'location /x { alias /etc/; }'"));
        rule.passes(&of("server-alias", "a.example.com"));
        rule.passes(&of("configuration-snippet", "\"more_set_headers a;\\nmore_set_headers b;\""));
        rule.passes(&of("permanent-redirect", "'https://example.com/#/login'"));
        rule.passes(&of("auth-tls-match-cn", "'CN=[a-z]{2}.*'"));
        rule.passes(&of("whitelist-source-range", "|\n      10.0.0.0/8"));
    }
}
