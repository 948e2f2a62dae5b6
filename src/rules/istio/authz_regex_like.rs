//! `authz-regex-like`

use crate::rule::prelude::*;

declare_rule! {
    /// Regular expressions where AuthorizationPolicies have none.
    ///
    /// ## Why is this bad?
    /// Strings match exactly, or with `*` at one end. A regular expression is compared letter by letter: what it was
    /// to deny is let in.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: ['/admin/.*']}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: ['/admin/*']}}]
    /// ```
    pub AUTHZ_REGEX_LIKE = "authz-regex-like" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for it in policy.strings().into_iter().filter(|it| it.looks_like_regex() && !it.is_template()) {
        cx.report(
            it.value,
            format!("`{}` is compared letter by letter: there are no regular expressions here", it.text),
        )
        .help("use `*` at one end, or the path templates `{*}` and `{**}`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn wildcards_and_templates_are_none() {
        let rule = tester::of(&super::AUTHZ_REGEX_LIKE);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        for path in ["/a/.*", "^/a", "/a$", "/(a|b)/c", "/\\d+", "/[0-9]+"] {
            rule.fails(&of(&format!("{{rules: [{{to: [{{operation: {{paths: ['{path}']}}}}]}}]}}")));
        }
        for path in ["/a/*", "*.html", "/{*}/a", "/a.b", "*"] {
            rule.passes(&of(&format!("{{rules: [{{to: [{{operation: {{paths: ['{path}']}}}}]}}]}}")));
        }
        rule.passes(&of("{rules: [{to: [{operation: {hosts: ['example.*', '*.example.com']}}]}]}"));
        rule.fails(&of("{rules: [{when: [{key: 'request.headers[x]', values: ['a.*']}]}]}"));
        rule.passes(&of("{rules: [{when: [{key: source.ip, values: ['10.0.0.1']}]}]}"));
    }
}
