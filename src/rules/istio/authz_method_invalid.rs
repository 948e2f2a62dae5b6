//! `authz-method-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Methods that no request has.
    ///
    /// ## Why is this bad?
    /// Methods are compared with their case: `get` never matches. Calls of gRPC are all `POST`; their names belong
    /// into `paths`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - to: [{operation: {methods: [get]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - to: [{operation: {methods: [GET]}}]
    /// ```
    pub AUTHZ_METHOD_INVALID = "authz-method-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0102"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

/// HTTP, PATCH and WebDAV.
const METHODS: [&str; 20] = [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "CONNECT",
    "OPTIONS",
    "TRACE",
    "PATCH",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "REPORT",
    "SEARCH",
    "PURGE",
    "QUERY",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for it in policy.strings().into_iter().filter(|it| it.field == "methods") {
        if METHODS.contains(&it.text) || it.text.contains('*') || it.looks_like_regex() {
            continue;
        }
        let finding = cx.report(it.value, format!("no request has the method `{}`", it.text));
        let upper = it.text.to_ascii_uppercase();
        if it.text.starts_with('/') {
            finding.help("calls of gRPC are `POST`: write the name into `paths`");
        } else if METHODS.contains(&upper.as_str()) {
            finding.help(format!("write `{upper}`")).fix(
                Safety::Unsafe,
                "write it in capitals",
                Edit::set_scalar(it.value, &upper),
            );
        } else {
            finding.help("write a method of HTTP in capitals").confidence(Confidence::Medium);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn both_lists_count() {
        let rule = tester::of(&super::AUTHZ_METHOD_INVALID);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{rules: [{to: [{operation: {notMethods: [post]}}]}]}"));
        rule.fails(&of("{rules: [{to: [{operation: {methods: [/pkg.Service/Method]}}]}]}"));
        rule.passes(&of("{rules: [{to: [{operation: {methods: ['*', PROPFIND]}}]}]}"));
    }
}
