//! `vs-header-case`

use crate::rule::prelude::*;

declare_rule! {
    /// Matches of headers by names in capitals.
    ///
    /// ## Why is this bad?
    /// HTTP/2 and Envoy write the names of headers in lower case. A match for `X-User` never fits what arrives as `x-user`, and the route is
    /// passed by.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{headers: {X-User: {exact: admin}}}]
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{headers: {x-user: {exact: admin}}}]
    ///       route: [{destination: {host: web}}]
    /// ```
    pub VS_HEADER_CASE = "vs-header-case" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for found in service.routes("http").flat_map(|it| it.list("match")) {
        for headers in ["headers", "withoutHeaders"].iter().filter_map(|it| found.get(it)) {
            for (key, _) in headers.entries() {
                let name = key.text().unwrap_or_default();
                if name.bytes().any(|it| it.is_ascii_uppercase()) {
                    cx.report(key, format!("header `{name}` is compared in lower case and never matches"))
                        .help(format!("write `{}`", name.to_ascii_lowercase()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(route: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a], http: [{route}]}}\n"
        )
    }

    #[test]
    fn what_is_excluded_counts_too() {
        let rule = tester::of(&super::VS_HEADER_CASE);
        rule.fails(&of("{match: [{withoutHeaders: {Cookie: {}}}]}"));
        rule.passes(&of("{match: [{headers: {':authority': {exact: a}}}], headers: {request: {set: {X-A: b}}}}"));
    }
}
