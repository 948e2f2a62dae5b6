//! `vs-cors-wildcard`

use crate::rule::prelude::*;

declare_rule! {
    /// Cross-origin requests from everywhere.
    ///
    /// ## Why is this bad?
    /// Where every origin is allowed, with credentials, any website can read answers in the name of a signed-in
    /// visitor. A regular expression that does not fix the whole domain is as open: `.*example.com` fits
    /// `evil-example.com`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   http:
    ///     - corsPolicy: {allowOrigins: [{regex: '.*'}], allowCredentials: true}
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   http:
    ///     - corsPolicy: {allowOrigins: [{exact: 'https://shop.example.com'}], allowCredentials: true}
    ///       route: [{destination: {host: web}}]
    /// ```
    pub VS_CORS_WILDCARD = "vs-cors-wildcard" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:942"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for cors in service.routes("http").filter_map(|it| it.get("corsPolicy")) {
        let old = cors.list("allowOrigin").filter(|it| it.as_str() == Some("*"));
        let origins = cors.list("allowOrigins").filter_map(open);
        let Some(at) = origins.chain(old).next() else { continue };
        let credentials = cors.get("allowCredentials").filter(|it| it.is_true());
        let finding = cx.report(at, "requests from every origin are allowed");
        finding.help("list the origins with `exact`, or escape the dots of a `regex` and begin it with `https://`");
        match credentials {
            Some(credentials) => finding.label(credentials, "and with credentials"),
            None => finding.severity(Severity::Low),
        };
    }
}

/// The pattern, if others' origins fit it.
fn open(origin: Value<'_>) -> Option<Value<'_>> {
    let fits = |key: &str, test: fn(&str) -> bool| origin.get(key).filter(|it| it.as_str().is_some_and(test));
    fits("exact", |it| it == "*")
        .or_else(|| fits("prefix", |it| matches!(it, "" | "http" | "https" | "http://" | "https://")))
        .or_else(|| fits("regex", is_loose))
}

/// Whether an expression begins with "anything" that runs into a name.
fn is_loose(regex: &str) -> bool {
    let rest = regex
        .trim_start_matches('^')
        .trim_start_matches("https?://")
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let any = [".*", ".+"].iter().find_map(|it| rest.strip_prefix(it));
    any.is_some_and(|rest| matches!(rest.chars().next(), None | Some('$')) || rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_escaped_dot_ends_the_wildcard() {
        let rule = tester::of(&super::VS_CORS_WILDCARD);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {spec}\n"
            )
        };
        let cors = |it: &str| of(&format!("{{http: [{{corsPolicy: {it}}}]}}"));
        for regex in ["https://.*example.com", ".*", "^.*$", "https?://.*"] {
            rule.fails(&cors(&format!("{{allowOrigins: [{{regex: '{regex}'}}], allowCredentials: true}}")));
        }
        rule.passes(&cors("{allowOrigins: [{regex: 'https://.*\\.example\\.com'}], allowCredentials: true}"));
        assert_eq!(rule.fails(&cors("{allowOrigins: [{exact: '*'}]}")).severity, crate::finding::Severity::Low);
        rule.fails(&cors("{allowOrigin: ['*']}"));
        rule.passes(&cors("{allowOrigins: [{prefix: 'https://example.com'}]}"));
    }
}
